"""Everything that `bff check` found."""

from __future__ import annotations

from dataclasses import dataclass

from bff.declare import Blueprint
from bff.evolution import Change

from .differences import Difference
from .verdict import Verdict

__all__ = ["Checked"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A schema that may start, and how its operations, its clients and its prices fare."""

    blueprint: Blueprint
    verdicts: tuple[Verdict, ...]
    changes: tuple[Change, ...]
    """Of the stored SDL."""
    differences: tuple[Difference, ...] | None
    """From the base report; None: there is none."""
    fails_on_increase: bool = False

    @property
    def is_fit(self) -> bool:
        """True if nothing fails."""
        return not (
            any(each.findings for each in self.verdicts)
            or any(each.is_breaking for each in self.changes)
            or (self.fails_on_increase and any(each.is_increase for each in self.differences or ()))
        )
