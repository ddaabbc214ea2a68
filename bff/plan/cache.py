"""Plans kept between requests: one for each operation and choice of its `@skip` and `@include` conditions."""

from __future__ import annotations

from typing import Any

from cachetools import LRUCache
from graphql import DirectiveNode, Undefined, VariableNode, Visitor, visit
from graphql.execution.values import VariableValues

from bff.flow.operation import Operation
from bff.flow.plan import Plan

from .build import Declarations, make

__all__ = ["Planner", "condition_variables"]


class Planner:
    """Makes each plan once, as long as it stays among the `max_plans` last used.

    Operations are told apart by identity, which is safe because a kept plan keeps its operation.
    """

    def __init__(self, blueprint: Declarations, *, max_plans: int, compiled: bool) -> None:
        self._blueprint = blueprint
        self._compiled = compiled
        self._plans: LRUCache[tuple[int, tuple[object, ...]], Plan] = LRUCache(max_plans)
        self._pinned: dict[int, Plan] = {}
        self._conditions: LRUCache[int, tuple[Operation, tuple[str, ...]]] = LRUCache(max_plans)

    def make(self, operation: Operation, variables: VariableValues) -> Plan:
        """Return the plan for an operation and coerced variables."""
        pinned = self._pinned.get(id(operation))
        if pinned is not None:
            return pinned
        names = self._names(operation)
        values = tuple(variables.coerced.get(name, Undefined) for name in names)
        plan = self._plans.get((id(operation), values))
        if plan is None:
            plan = self._plans[id(operation), values] = make(
                operation, self._blueprint, variables, compiled=self._compiled
            )
        return plan

    def pin(self, operation: Operation) -> Plan | None:
        """Make the plan and keep it for good; None where variables decide what is selected."""
        if condition_variables(operation):
            return None
        plan = make(operation, self._blueprint, VariableValues({}, {}), compiled=self._compiled)
        self._pinned[id(operation)] = plan
        return plan

    def __len__(self) -> int:
        return len(self._plans)

    def _names(self, operation: Operation) -> tuple[str, ...]:
        known = self._conditions.get(id(operation))
        if known is None:
            known = self._conditions[id(operation)] = (operation, condition_variables(operation))
        return known[1]


def condition_variables(operation: Operation) -> tuple[str, ...]:
    """Return the names of the variables that decide what is selected, sorted."""
    finder = _ConditionFinder()
    for node in (operation.definition, *operation.fragments.values()):
        visit(node, finder)
    return tuple(sorted(finder.names))


class _ConditionFinder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: set[str] = set()

    def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
        if node.name.value in ("skip", "include"):
            values = [argument.value for argument in node.arguments or ()]
            self.names.update(value.name.value for value in values if isinstance(value, VariableNode))
