"""The calls of a part of an operation, and how those of several parts go together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bff.flow.plan import CallBound

__all__ = ["MOST", "Charges", "any_of", "one_of"]

MOST = 2**40
"""Counts end here: more keys or calls than this are written as this."""

_Place = tuple[str, str]
"""Path and coordinate."""


class Charges:
    """Bounds by their places, in document order, and the most calls that can be made of them.

    The sums stand beside the bounds, because of types that exclude each other only one makes its calls.
    """

    def __init__(self) -> None:
        self.bounds: dict[_Place, CallBound] = {}
        self.count = 0
        self.by_service: Counter[str] = Counter()

    def charge(self, path: str, coordinate: str, bound: CallBound) -> None:
        """Add the calls of one link."""
        self.bounds[path, coordinate] = bound
        self.count_also(bound.count, {bound.service: bound.count})

    def add(self, more: Charges) -> None:
        """Add what other fields make: equal places stand for different objects, so their keys add up too."""
        for place, bound in more.bounds.items():
            known = self.bounds.get(place)
            self.bounds[place] = (
                bound if known is None else _sum(known, bound, known.key_bound + bound.key_bound)
            )
        self.count_also(more.count, more.by_service)

    def by_round(self) -> tuple[CallBound, ...]:
        """Return the bounds by round and then by place."""
        return tuple(sorted(self.bounds.values(), key=lambda bound: bound.round))

    def count_also(self, count: int, by_service: Mapping[str, int]) -> None:
        """Add calls to the sums alone."""
        self.count = min(MOST, self.count + count)
        for service, its in by_service.items():
            self.by_service[service] = min(MOST, self.by_service[service] + its)


def any_of(branches: Sequence[Charges]) -> Charges:
    """Return what objects of several types make: all types, but no place more calls than it has keys."""
    if len(branches) == 1:
        return branches[0]
    charges = Charges()
    for place, bound in _items(branches):
        known = charges.bounds.get(place)
        charges.bounds[place] = (
            bound if known is None else _sum(known, bound, max(known.key_bound, bound.key_bound))
        )
    summed = Charges()
    for each in branches:
        summed.count_also(each.count, each.by_service)
    of_places = Charges()
    for bound in charges.bounds.values():
        of_places.count_also(bound.count, {bound.service: bound.count})
    charges.count_also(
        min(summed.count, of_places.count),
        {name: min(its, of_places.by_service[name]) for name, its in summed.by_service.items()},
    )
    return charges


def one_of(branches: Sequence[Charges]) -> Charges:
    """Return what a single object makes: the type with most calls, in all and for each service."""
    if len(branches) == 1:
        return branches[0]
    charges = Charges()
    for place, bound in _items(branches):
        known = charges.bounds.get(place)
        charges.bounds[place] = bound if known is None else max(known, bound, key=lambda each: each.count)
    charges.count = max((each.count for each in branches), default=0)
    for each in branches:
        charges.by_service |= each.by_service
    return charges


def _items(branches: Iterable[Charges]) -> Iterable[tuple[_Place, CallBound]]:
    for branch in branches:
        yield from branch.bounds.items()


def _sum(one: CallBound, other: CallBound, keys: int) -> CallBound:
    keys = min(MOST, keys)
    return replace(
        one,
        key_bound=keys,
        count=min(keys, one.count + other.count),
        round=max(one.round, other.round),
        is_n_plus_one=one.is_n_plus_one or other.is_n_plus_one,
    )
