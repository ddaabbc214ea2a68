"""What an operation will do: the merged selections, the links they follow, and a formula for what that costs.

A plan belongs to one operation and one choice of its `@skip` and `@include` conditions. It is made once and
kept; only its formula is evaluated for each request, with that request's variables.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from graphql import FieldNode, GraphQLField
from graphql.execution.collect_fields import FieldDetails

from bff.declare.fields.link import Link
from bff.declare.fields.loads import Load
from bff.declare.fields.node import Reference
from bff.flow.operation import Operation

__all__ = [
    "CallBound",
    "Estimate",
    "Formula",
    "PathCost",
    "Plan",
    "PlannedField",
    "Selection",
    "SizeViolation",
    "SlicingValue",
]


@dataclass(slots=True, eq=False)
class PlannedField:
    """One response key of one object type: all its occurrences in the document, merged.

    `selections` has one entry for each object type that the value may have, and none for leaves. Equal
    sub-selections are the same object, so a plan is a graph without cycles rather than a tree.
    """

    response_key: str
    name: str
    coordinate: str
    """`Album.tracks`."""
    line: int
    details: tuple[FieldDetails, ...]
    """The occurrences, as graphql-core collected them."""
    definition: GraphQLField | None
    """None for `__typename` and introspection."""
    link: Link | None
    reference: Reference | None
    """A link that depends on the parent, in place of `link`."""
    attribute: str | None
    """The attribute of the parent that holds the value; None where a link or a resolver gives it."""
    is_list: bool
    selections: Mapping[str, Selection] = field(default_factory=dict)
    loads: tuple[Load, ...] = ()
    """What the resolver may load."""

    @property
    def nodes(self) -> tuple[FieldNode, ...]:
        """The occurrences in the document; the first decides the arguments."""
        return tuple([each.node for each in self.details])


@dataclass(slots=True, eq=False)
class Selection:
    """What is selected on one object type, in response order."""

    type_name: str
    fields: tuple[PlannedField, ...]
    has_links: bool
    """True if a link, or a resolver that loads, stands here or anywhere below."""


@dataclass(frozen=True, slots=True)
class CallBound:
    """The most calls that one link, or one declared load, may make."""

    path: str
    """Response keys from the root, joined by dots."""
    line: int
    service: str
    endpoint: str
    key_bound: int
    max_batch: int | None
    """Keys in one call; None: one call a key."""
    count: int
    round: int
    """1 for a call that waits for no other, 2 for one that waits for a call of round 1, …"""
    is_n_plus_one: bool


@dataclass(frozen=True, slots=True)
class PathCost:
    """What one field adds to the operation, with everything below it.

    The `own` parts leave out the composite fields below: over all paths they add up to the operation, as
    long as no two of them stand on object types that exclude each other.
    """

    path: str
    line: int
    field_cost: float
    type_cost: float
    calls: int
    own_field_cost: float = 0.0
    own_type_cost: float = 0.0
    own_calls: int = 0

    def own_points(self, call_weight: float) -> float:
        """Return what this field adds by itself: `max(field, type) + call_weight x calls`."""
        return max(self.own_field_cost, self.own_type_cost) + call_weight * self.own_calls


@dataclass(frozen=True, slots=True)
class SlicingValue:
    """A size that the caller chose (or left at its default), and could choose smaller."""

    path: str
    line: int
    argument: str
    value: int
    variable: str | None
    """The variable that it came from, if one did."""


@dataclass(frozen=True, slots=True)
class SizeViolation:
    """A list size that never runs: negative, over the link's maximum, or not given exactly once."""

    path: str
    line: int
    argument: str
    value: int | None
    """None: the arguments that size the list were not given as `@listSize` asks."""
    max: int | None
    is_length: bool = False
    """True: the argument is a list, of this length."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """The upper bounds of one operation with one set of variables; infinity for a list of unknown size."""

    field_cost: float
    type_cost: float
    calls: tuple[CallBound, ...]
    """In order of rounds, then of the document; those of types that exclude each other stand side by side."""
    call_count: int
    """All calls of all services; of types that exclude each other, the dearest counts."""
    service_calls: Mapping[str, int]
    """The bound of each service that may be called; together they may be more than `call_count`."""
    costs: tuple[PathCost, ...]
    """Every field that is composite or loads, in document order."""
    slicing: tuple[SlicingValue, ...]
    violations: tuple[SizeViolation, ...]

    @property
    def round_count(self) -> int:
        """The longest chain of calls that wait for each other."""
        return max((bound.round for bound in self.calls), default=0)

    def calls_by_service(self) -> dict[str, int]:
        """Return the bound of each service that may be called."""
        return dict(self.service_calls)

    def dearest(self, count: int, call_weight: float) -> tuple[PathCost, ...]:
        """Return the paths that add most by themselves, dearest first; the outer field wins a tie."""
        ranked = sorted(self.costs, key=lambda cost: cost.own_points(call_weight), reverse=True)
        return tuple(ranked[:count])

    def points(self, call_weight: float) -> float:
        """Return the one number for budgets and sorting: `max(field, type) + call_weight x calls`."""
        return max(self.field_cost, self.type_cost) + call_weight * self.call_count


class Formula(Protocol):
    """The costs of a plan as a function of the variables."""

    def __call__(self, variables: Mapping[str, object], sizes: Mapping[str, int] | None = None) -> Estimate:
        """Return the estimate for coerced `variables`; `sizes` replaces slicing values, keyed by path."""
        ...

    def call_cost(self, field: PlannedField, variables: Mapping[str, object]) -> float:
        """Return what one call of `field` costs, arguments included, never below zero."""
        ...

    def type_weight(self, type_name: str) -> float:
        """Return what one object of this concrete type costs."""
        ...


@dataclass(frozen=True, slots=True)
class Plan:
    """One operation, ready to be priced and run."""

    operation: Operation
    root: Selection
    formula: Formula
    is_compiled: bool
    """True: run by the plan itself; False: graphql-core walks the document, as for introspection it must."""
