"""What would fit: the list size at which a refused operation would be admitted, tried out on its formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bff.flow.plan import Estimate, SlicingValue

from .wording import shown

__all__ = ["Fit", "find_fit", "largest_sizes"]

_MAX_CANDIDATES = 8

Evaluate = Callable[[dict[str, int]], Estimate]
"""The estimate with other sizes, by path."""


@dataclass(frozen=True, slots=True)
class Fit:
    """A size that is admitted, and the next one is not."""

    slicing: SlicingValue
    value: int

    def sentence(self) -> str:
        """Return what to do, for a person: `first` at most 20 at 'albums.tracks'."""
        given = f" (variable ${self.slicing.variable})" if self.slicing.variable else ""
        place = shown(self.slicing.path)
        return f"It would fit with `{self.slicing.argument}` at most {self.value} at '{place}'{given}."

    def facts(self) -> dict[str, object]:
        """Return the same for a program."""
        return {
            "argument": self.slicing.argument,
            "path": shown(self.slicing.path),
            "line": self.slicing.line,
            "value": self.value,
            "variable": self.slicing.variable,
        }


def largest_sizes(estimate: Estimate) -> list[SlicingValue]:
    """Return the sizes that a caller could lower, largest first; the outer one wins a tie."""
    lowerable = [each for each in estimate.slicing if each.value > 1]
    return sorted(lowerable, key=lambda each: each.value, reverse=True)


def find_fit(estimate: Estimate, evaluate: Evaluate, is_admitted: Callable[[Estimate], bool]) -> Fit | None:
    """Return the first of the largest sizes that, lowered alone, lets the operation in; None: none does.

    A variable is lowered wherever it sizes a list. At most 8 candidates, each in about 2 x log2(size)
    evaluations.
    """
    tried: set[str] = set()
    for slicing in largest_sizes(estimate)[:_MAX_CANDIDATES]:
        if slicing.variable is not None and slicing.variable in tried:
            continue
        tried.add(slicing.variable or "")
        paths = _paths(estimate, slicing)

        def fits(value: int, paths: list[str] = paths) -> bool:
            return is_admitted(evaluate(dict.fromkeys(paths, value)))

        if not fits(1):
            continue
        low, high = 1, slicing.value
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if fits(middle) else (low, middle)
        return Fit(slicing, low)
    return None


def _paths(estimate: Estimate, slicing: SlicingValue) -> list[str]:
    if slicing.variable is None:
        return [slicing.path]
    return [each.path for each in estimate.slicing if each.variable == slicing.variable]
