"""What every test begins and ends with, and every example of a docstring."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from custsat_edu.i18n import use_language

sys.path.insert(0, str(Path(__file__).parent / "tools"))


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """Leave no test's language to the next one, nor how its tables write numbers."""
    yield
    use_language("en")
    pd.reset_option("display.float_format")


@pytest.fixture(autouse=True)
def _no_picture_is_open():
    """Begin every test without the pictures that an earlier one left open in this process."""
    if "matplotlib.pyplot" in sys.modules:
        sys.modules["matplotlib.pyplot"].close("all")
