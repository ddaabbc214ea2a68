"""What each field that is composite or loads adds to an operation, path by path."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from math import inf
from typing import NamedTuple

from bff.flow.plan import CallBound, PathCost, PlannedField, Selection

from .costs import Costs, Sized, times

__all__ = ["MAX_PATHS", "path_costs"]

MAX_PATHS = 2_000
"""Paths past this many are left out: they are for people, the sums do not need them."""


class _Occurrence(NamedTuple):
    """A field of one runtime type at one place."""

    field: PlannedField
    times_called: float
    sized: Sized


def path_costs(
    root: Selection, costs: Costs, bounds: Iterable[CallBound], *, most_calls: int
) -> tuple[PathCost, ...]:
    """Return the fields that are composite or load, in document order; of many types the dearest counts."""
    calls, own_calls = _calls_by_path(bounds, most_calls)
    found: dict[str, PathCost] = {}
    stack = list(_children("", [(root, 1.0, ())]))
    while stack and len(found) < MAX_PATHS:
        path, occurrences = stack.pop()
        below: dict[tuple[int, Sized], tuple[Selection, float, Sized]] = {}
        type_cost = field_cost = 0.0
        for field, count, sized in occurrences:
            types, fields = costs.of_field(field, sized)
            type_cost = max(type_cost, times(count, types))
            field_cost = max(field_cost, times(count, fields))
            size, handed = costs.size(field, sized), costs.handed(field)
            for selection in field.selections.values():
                known = below.get((id(selection), handed))
                most = max(times(count, size), known[1] if known else 0.0)
                below[id(selection), handed] = (selection, most, handed)
        if below or path in calls:
            line = occurrences[0].field.line
            found[path] = PathCost(path, line, field_cost, type_cost, calls.get(path, 0))
            stack.extend(_children(path, below.values()))
    return _with_own_parts(found, own_calls)


def _children(
    path: str, selections: Iterable[tuple[Selection, float, Sized]]
) -> list[tuple[str, list[_Occurrence]]]:
    """Return the fields below one place by path, last first."""
    groups: dict[str, list[_Occurrence]] = {}
    for selection, count, sized in selections:
        for field in selection.fields:
            if field.selections or field.loads:
                inner = f"{path}.{field.response_key}" if path else field.response_key
                groups.setdefault(inner, []).append(_Occurrence(field, count, sized))
    return list(reversed(groups.items()))


def _calls_by_path(bounds: Iterable[CallBound], most_calls: int) -> tuple[dict[str, int], Mapping[str, int]]:
    """Return the calls of each path with everything below it, and those of its own links and loads."""
    calls: dict[str, int] = {}
    own: Counter[str] = Counter()
    for bound in bounds:
        own[bound.path] = min(most_calls, own[bound.path] + bound.count)
        path = bound.path
        while path:
            calls[path] = min(most_calls, calls.get(path, 0) + bound.count)
            path = path.rpartition(".")[0]
    return calls, own


def _with_own_parts(found: dict[str, PathCost], own_calls: Mapping[str, int]) -> tuple[PathCost, ...]:
    below: dict[str, tuple[float, float]] = {}
    for path, cost in found.items():
        parent = path.rpartition(".")[0]
        fields, types = below.get(parent, (0.0, 0.0))
        below[parent] = (fields + cost.field_cost, types + cost.type_cost)
    return tuple(
        replace(
            cost,
            own_field_cost=_less(cost.field_cost, below.get(path, (0.0, 0.0))[0]),
            own_type_cost=_less(cost.type_cost, below.get(path, (0.0, 0.0))[1]),
            own_calls=own_calls.get(path, 0),
        )
        for path, cost in found.items()
    )


def _less(whole: float, part: float) -> float:
    return 0.0 if part == inf else max(0.0, whole - part)
