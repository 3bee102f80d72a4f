"""The truths that are calibrated, each with its right and its naive method.

The methods are plain NumPy and SciPy: they may not use the statistics that they will judge. Only
`verdicts` does, for it judges the package's own rules.
"""

from calibration import survey as survey  # isort: skip
from calibration import pulse as pulse  # isort: skip
from calibration import customers as customers  # isort: skip
from calibration import behaviour as behaviour  # isort: skip
from calibration import money as money  # isort: skip
from calibration import instruments as instruments  # isort: skip
from calibration import verdicts as verdicts  # isort: skip
from calibration.registry import TRUTHS, Calibrated, Finding

__all__ = ["TRUTHS", "Calibrated", "Finding"]
