"""The price of an operation as a tree: each field that is composite or loads, in the one around it."""

from __future__ import annotations

from dataclasses import dataclass

from bff.flow.plan import CallBound, PathCost, SlicingValue

__all__ = ["Branch", "BranchCalls"]


@dataclass(frozen=True, slots=True)
class BranchCalls:
    """Calls that a field makes itself."""

    bound: CallBound
    way: str
    """`link`, `connection` (a page of a list), `reference` (one of several types), `load` (a resolver)."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One field with everything below it."""

    cost: PathCost
    response_key: str
    types: tuple[str, ...]
    """The object types that have the field here."""
    size: SlicingValue | None
    """The list size that the caller chose, if there is one."""
    is_one_of_types: bool
    """True for a single object of open type: one type's calls are made, so that the parts below may add up
    to more than the whole."""
    calls: tuple[BranchCalls, ...]
    branches: tuple[Branch, ...]
    """In the order of the document."""
