"""What running an operation gave: the data, the errors, the calls that were made, the costs that it had."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import GraphQLError

from bff.flow.call import CallRecord
from bff.flow.plan import Estimate

__all__ = ["ActualCosts", "Admitted", "LinkTiming", "Outcome"]


@dataclass(frozen=True, slots=True)
class Admitted:
    """A priced operation that may run."""

    variables: Mapping[str, object]
    """Coerced."""
    estimate: Estimate
    points: float


@dataclass(frozen=True, slots=True)
class ActualCosts:
    """What an operation did cost, counted while its answer was assembled."""

    field_cost: float
    type_cost: float
    calls_by_service: Mapping[str, int]

    @property
    def call_count(self) -> int:
        """All calls of all services, retries left out."""
        return sum(self.calls_by_service.values())

    def points(self, call_weight: float) -> float:
        """Return `max(field, type) + call_weight x calls`."""
        return max(self.field_cost, self.type_cost) + call_weight * self.call_count


@dataclass(frozen=True, slots=True)
class LinkTiming:
    """When the rows of one link, for one layer of parents, were there; relative to the request's start."""

    path: str
    """Response keys from the root, joined by dots."""
    coordinate: str
    key_count: int
    """Distinct keys, those among them that were there already; 1 for an endpoint without keys."""
    started_ms: float
    duration_ms: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """The end of a run. `data` is None where a null reached the root."""

    data: Mapping[str, object] | None
    errors: tuple[GraphQLError, ...]
    actual: ActualCosts
    calls: tuple[CallRecord, ...]
    links: tuple[LinkTiming, ...] = ()
    """In the order in which they were ready."""
