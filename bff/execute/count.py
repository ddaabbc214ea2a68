"""Counts what an operation really costs, object by object, while graphql-core assembles the answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from bff.flow.plan import Plan, Selection

__all__ = ["CostCounter", "CountingExecutor"]


class CostCounter:
    """The running sums of one request.

    An object pays its type's weight and the calls of all its selected fields, once each time that it is
    assembled; a null pays for the field that gave it and for nothing below.
    """

    def __init__(self, plan: Plan, variables: Mapping[str, object]) -> None:
        self.field_cost = 0.0
        self.type_cost = 0.0
        self._plan = plan
        self._variables = variables
        self._prices: dict[int, tuple[float, float]] = {}

    def count(self, type_name: str, path: Any, grouped: Mapping[str, Any]) -> None:
        """Add one object of `type_name` whose fields are `grouped`.

        graphql-core keeps one `grouped` for all objects of a layer, alive until the run ends: its identity
        is the layer's.
        """
        if type_name.startswith("__"):
            return  # introspection costs nothing
        price = self._prices.get(id(grouped))
        if price is None:
            price = self._prices[id(grouped)] = self._price(type_name, path)
        self.type_cost += price[0]
        self.field_cost += price[1]

    def _price(self, type_name: str, path: Any) -> tuple[float, float]:
        formula = self._plan.formula
        selection = self._selection(type_name, path)
        calls = sum(formula.call_cost(field, self._variables) for field in selection.fields)
        return formula.type_weight(type_name), calls

    def _selection(self, type_name: str, path: Any) -> Selection:
        steps: list[tuple[str, str]] = []
        while path is not None:
            if isinstance(path.key, str):
                steps.append((path.typename, path.key))
            path = path.prev
        steps.reverse()
        selection = self._plan.root
        for number, (_, key) in enumerate(steps):
            field = next(each for each in selection.fields if each.response_key == key)
            following = steps[number + 1][0] if number + 1 < len(steps) else type_name
            selection = field.selections[following]
        return selection


class CountingExecutor(StrawberryGraphQLCoreExecutionContext):
    """Strawberry's executor, which tells the request's counter of each object that it assembles."""

    def execute_fields(
        self, parent_type: Any, source_value: Any, path: Any, grouped_field_set: Any, position_context: Any
    ) -> Any:
        """Count the object, then assemble it."""
        self.context_value.counter.count(parent_type.name, path, grouped_field_set)
        return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)

    def execute_fields_serially(
        self, parent_type: Any, source_value: Any, path: Any, grouped_field_set: Any, position_context: Any
    ) -> Any:
        """Count a mutation's root, then assemble it."""
        self.context_value.counter.count(parent_type.name, path, grouped_field_set)
        return super().execute_fields_serially(
            parent_type, source_value, path, grouped_field_set, position_context
        )
