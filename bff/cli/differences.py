"""Two reports compared: which operations came, went or changed, each figure before and after."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .report import Figures

__all__ = ["Difference", "FigureChange", "differences", "told"]

_RAISED = ("points", "calls")
"""The figures that fail a check with `--fail-on-increase`."""


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure of one operation."""

    figure: str
    before: float
    after: float

    def __str__(self) -> str:
        return f"{self.figure} {self.before:.6g} -> {self.after:.6g}"


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of one operation."""

    name: str
    kind: str
    """`added`, `removed` or `changed`."""
    figures: tuple[FigureChange, ...] = ()
    """Those that differ; of an added operation those that are not zero, from zero."""
    new_n_plus_one: tuple[str, ...] = ()
    """Paths."""
    gone_n_plus_one: tuple[str, ...] = ()
    validity: str = ""
    """What became of it where it has, or had, no price."""

    @property
    def is_increase(self) -> bool:
        """True if an operation that was there before costs more points, or may make more calls."""
        return self.kind == "changed" and any(
            each.figure in _RAISED and each.after > each.before for each in self.figures
        )


def differences(before: Iterable[Figures], after: Iterable[Figures]) -> tuple[Difference, ...]:
    """Return what differs, by name; nothing for an operation whose figures are what they were."""
    old, new = {each.name: each for each in before}, {each.name: each for each in after}
    found = []
    for name in sorted({*old, *new}):
        if name not in new:
            found.append(Difference(name, "removed"))
        elif name not in old:
            added = Figures(name, True, {}, ())
            found.append(_difference("added", added, new[name]))
        else:
            changed = _difference("changed", old[name], new[name])
            if changed != Difference(name, "changed"):
                found.append(changed)
    return tuple(found)


def _difference(kind: str, old: Figures, new: Figures) -> Difference:
    figures: tuple[FigureChange, ...] = ()
    validity = ""
    if old.is_valid and new.is_valid:
        names = dict.fromkeys([*new.numbers, *old.numbers])
        pairs = [(name, old.numbers.get(name, 0), new.numbers.get(name, 0)) for name in names]
        figures = tuple(FigureChange(*pair) for pair in pairs if pair[1] != pair[2])
    elif old.is_valid:
        validity = "has no price any more" if kind == "changed" else "has no price"
    elif new.is_valid:
        validity = "has a price again"
    return Difference(
        new.name,
        kind,
        figures,
        tuple(path for path in new.n_plus_one if path not in old.n_plus_one),
        tuple(path for path in old.n_plus_one if path not in new.n_plus_one),
        validity,
    )


def told(difference: Difference) -> str:
    """Return a difference as one line."""
    parts = list(_parts(difference))
    return f"{difference.kind}: {difference.name}{': ' if parts else ''}{', '.join(parts)}"


def _parts(difference: Difference) -> Iterator[str]:
    if difference.validity:
        yield difference.validity
    for each in difference.figures:
        yield f"{each.figure} {each.after:.6g}" if difference.kind == "added" else str(each)
    yield from (f"new N+1 at '{path}'" for path in difference.new_n_plus_one)
    yield from (f"no N+1 at '{path}' any more" for path in difference.gone_n_plus_one)
