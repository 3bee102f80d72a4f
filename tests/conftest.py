import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from custsat_edu.i18n import use_language

sys.path.insert(0, str(Path(__file__).parents[1] / "tools"))


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    """Leave no test's language to the next one."""
    yield
    use_language("en")
