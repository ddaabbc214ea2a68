"""An estimate as a tree, for people: where the costs arise, and which calls each field makes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bff.flow.plan import CallBound, Estimate, Plan, PlannedField, Selection
from bff.flow.price_tree import Branch, BranchCalls

__all__ = ["price_tree"]


@dataclass(frozen=True, slots=True)
class _Place:
    """What the plan has at one path."""

    fields: tuple[PlannedField, ...]
    """One for each object type that has it."""
    is_one_object: bool
    """True if no list stands above it, and it is none."""

    def is_one_of_types(self, bounds: Iterable[CallBound]) -> bool:
        """Return True for a single object of open type; one key brings one, whatever list it stands in."""
        is_open = any(len(field.selections) > 1 and not field.is_list for field in self.fields)
        keys = [each.key_bound for each in bounds]
        return is_open and (self.is_one_object or (bool(keys) and max(keys) == 1))


def price_tree(plan: Plan, estimate: Estimate) -> tuple[Branch, ...]:
    """Return the branches of the root, in the order of the document."""
    places = _places(plan.root, {cost.path for cost in estimate.costs})
    bounds: dict[str, list[CallBound]] = {}
    for bound in estimate.calls:
        bounds.setdefault(bound.path, []).append(bound)
    sizes = {each.path: each for each in estimate.slicing}
    below: dict[str, list[Branch]] = {}
    for cost in reversed(estimate.costs):  # what is further in comes later in the document
        parent, _, key = cost.path.rpartition(".")
        place, made = places[cost.path], bounds.get(cost.path, [])
        branch = Branch(
            cost=cost,
            response_key=key,
            types=tuple(dict.fromkeys(field.coordinate.partition(".")[0] for field in place.fields)),
            size=sizes.get(cost.path),
            is_one_of_types=place.is_one_of_types(made),
            calls=tuple(BranchCalls(each, _way(place.fields)) for each in made),
            branches=tuple(reversed(below.pop(cost.path, []))),
        )
        below.setdefault(parent, []).append(branch)
    return tuple(reversed(below.get("", [])))


def _way(fields: Iterable[PlannedField]) -> str:
    for field in fields:
        if field.reference is not None:
            return "reference"
        if field.link is not None:
            return "connection" if field.link.is_connection else "link"
    return "load"


def _places(root: Selection, paths: set[str]) -> Mapping[str, _Place]:
    """Return what stands at each of the paths; no others are walked, as fragments may repeat without end."""
    found: dict[str, _Place] = {}
    waiting: list[tuple[str, tuple[Selection, ...], bool]] = [("", (root,), True)]
    while waiting:
        path, selections, is_one = waiting.pop()
        groups: dict[str, list[PlannedField]] = {}
        for selection in selections:
            for field in selection.fields:
                inner = f"{path}.{field.response_key}" if path else field.response_key
                if inner in paths:
                    groups.setdefault(inner, []).append(field)
        for inner, fields in groups.items():
            is_one_inside = is_one and not any(field.is_list for field in fields)
            found[inner] = _Place(tuple(fields), is_one_inside)
            below = {id(each): each for field in fields for each in field.selections.values()}
            waiting.append((inner, tuple(below.values()), is_one_inside))
    return found
