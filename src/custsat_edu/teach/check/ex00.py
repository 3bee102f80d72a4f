"""The check of exercise 00."""

from __future__ import annotations

from custsat_edu.i18n import _
from custsat_edu.teach.expect import Env, expect_number


def people(env: Env) -> None:
    """Task 1 of exercise 00: how many answered the survey."""
    survey = env["study"].survey
    cells = _("That is the number of cells of the table: count its rows.")
    columns = _("That is the number of columns: count the rows.")
    expect_number(
        env,
        "people",
        len(survey),
        unit=_("people"),
        tolerance=0,
        mistakes=[(survey.size, cells), (survey.shape[1], columns)],
    )
