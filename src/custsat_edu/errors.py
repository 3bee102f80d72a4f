"""What went wrong, said in one sentence each: a template and its values.

A problem keeps its English template and its values apart: the command line and the notebook show
it in the reader's language (`custsat_edu.i18n.translate`), while `str()` stays English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, Self


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: an English sentence with {places}, and the values for them."""

    template: str
    values: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the sentence in English."""
        return self.template.format(**self.values)


class CustsatError(ValueError):
    """Every problem that was found, at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = list(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))

    @classmethod
    def of(cls, template: str, **values: Any) -> Self:
        """Make the error for one problem: `raise InputError.of("found {found}", found=99)`."""
        return cls([Problem(template, values)])


class InputError(CustsatError):
    """A function was given something it cannot compute with."""


class StudyError(CustsatError):
    """A survey or its codebook would give wrong numbers."""
