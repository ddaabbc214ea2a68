"""The fallback: graphql-core walks the document, and each object that it assembles is counted.

It answers what is not run by the plan (introspection, and everything where `compiled` is off): the same
answers, object by object.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any, cast

from graphql import ExecutionResult, GraphQLSchema, VariableValues

from bff.flow.plan import Plan, PlannedField

from .context import RunContext
from .core import CoreExecutor
from .count import CostCounter

__all__ = ["walk"]


async def walk(
    plan: Plan,
    *,
    schema: GraphQLSchema,
    variables: VariableValues,
    context: RunContext,
    counter: CostCounter,
) -> ExecutionResult:
    """Return what graphql-core makes of the operation, with the variables as they were coerced before.

    What a field of a mutation's root may have changed is forgotten, before it and when its value is there.
    A field that fails at once leaves its siblings to graphql-core's background: they end with the run.
    """
    executor_class = _MutationExecutor if plan.operation.kind == "mutation" else _CountingExecutor
    executor = executor_class.of(plan.operation, schema=schema, variables=variables, context=context)
    cast(_CountingExecutor, executor).counter = counter
    if isinstance(executor, _MutationExecutor):
        executor.root_fields = {each.response_key: each for each in plan.root.fields}
    running = executor.execute_operation()
    try:
        return running if isinstance(running, ExecutionResult) else await cast(_Running, running)
    finally:
        await _end(tuple(executor.background_futures))


_Running = Awaitable[ExecutionResult]


async def _end(futures: tuple[asyncio.Future[Any], ...]) -> None:
    if futures:
        await asyncio.sleep(0)  # Python complains of coroutines that end before their first step
        for each in futures:
            each.cancel()
        await asyncio.gather(*futures, return_exceptions=True)


class _CountingExecutor(CoreExecutor):
    """The executor that tells the request's counter of each object that it assembles."""

    counter: CostCounter

    def execute_fields(
        self, parent_type: Any, source_value: Any, path: Any, grouped_field_set: Any, position_context: Any
    ) -> Any:
        """Count the object, then assemble it."""
        self.counter.count_at(parent_type.name, path, grouped_field_set)
        return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)


class _MutationExecutor(_CountingExecutor):
    """The same for a mutation, whose fields run one after the other and change what rows say."""

    root_fields: Mapping[str, PlannedField]

    def execute_fields_serially(
        self, parent_type: Any, source_value: Any, path: Any, grouped_field_set: Any, position_context: Any
    ) -> Any:
        """Count the root, then assemble it."""
        self.counter.count_at(parent_type.name, path, grouped_field_set)
        return super().execute_fields_serially(
            parent_type, source_value, path, grouped_field_set, position_context
        )

    def execute_field(
        self, parent_type: Any, source: Any, field_details_list: Any, path: Any, position_context: Any
    ) -> Any:
        """Forget, before each field of the root, what it may change."""
        self._forget_at(path)
        return super().execute_field(parent_type, source, field_details_list, path, position_context)

    def complete_value(
        self,
        return_type: Any,
        field_details_list: Any,
        info: Any,
        path: Any,
        result: Any,
        position_context: Any,
    ) -> Any:
        """Forget it again when it has changed, before anything below the field is read."""
        self._forget_at(path)
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    def _forget_at(self, path: Any) -> None:
        if path.prev is None:
            self.context_value.forget(self.root_fields[path.key])
