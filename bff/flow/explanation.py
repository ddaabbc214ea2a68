"""A plan and its estimate as people read them: what is dear, what is called when, what has no batch."""

from __future__ import annotations

from dataclasses import dataclass

from bff.config import LimitSettings
from bff.flow.plan import CallBound, PathCost

__all__ = ["Explanation", "Round"]


@dataclass(frozen=True, slots=True)
class Round:
    """Calls that wait for the same number of calls before them."""

    number: int
    """From 1."""
    calls: tuple[CallBound, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything that is told of a plan before it runs."""

    operation_name: str | None
    kind: str
    depth: int
    field_cost: float
    type_cost: float
    points: float
    call_count: int
    calls_by_service: tuple[tuple[str, int], ...]
    """By name."""
    rounds: tuple[Round, ...]
    dearest: tuple[PathCost, ...]
    """The places that add most by themselves, dearest first."""
    lines: tuple[tuple[int, float, int], ...]
    """Line, field cost and calls of what stands on it, without what stands on other lines."""
    n_plus_one: tuple[CallBound, ...]
    """Calls that grow with a list because their endpoint takes no batch."""
    limits: LimitSettings
