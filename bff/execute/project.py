"""The projection of fetched rows into the answer's form, by graphql-core, counted object by object."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, cast

from graphql import (
    ExecutionResult,
    GraphQLSchema,
    VariableValues,
    default_field_resolver,
    default_type_resolver,
)
from graphql.execution.collect_fields import FragmentDetails
from strawberry.exceptions import StrawberryGraphQLError
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from bff.errors import Code
from bff.flow.operation import Operation

from .context import RunContext

__all__ = ["project"]


async def project(
    operation: Operation, *, schema: GraphQLSchema, variables: VariableValues, context: RunContext
) -> ExecutionResult:
    """Return what graphql-core makes of the operation, with the variables as they were coerced before.

    A field that fails at once leaves its siblings to graphql-core's background: they end with the run.
    """
    executor_class = _MutationExecutor if operation.kind == "mutation" else _CountingExecutor
    executor = executor_class(
        schema,
        dict(operation.fragments),
        {name: FragmentDetails(each) for name, each in operation.fragments.items()},
        None,
        context,
        operation.definition,
        variables,
        default_field_resolver,
        default_type_resolver,
        default_field_resolver,
        hide_suggestions=True,
    )
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


class _CountingExecutor(StrawberryGraphQLCoreExecutionContext):
    """Strawberry's executor, which tells the request's counter of each object that it assembles."""

    def execute_fields(
        self, parent_type: Any, source_value: Any, path: Any, grouped_field_set: Any, position_context: Any
    ) -> Any:
        """Count the object, then assemble it."""
        self.context_value.counter.count(parent_type.name, path, grouped_field_set)
        return super().execute_fields(parent_type, source_value, path, grouped_field_set, position_context)

    def handle_field_error(
        self, raw_error: Exception, return_type: Any, field_details_list: Any, path: Any
    ) -> None:
        """Give what a permission class refuses its code, unless the class has given one."""
        if type(raw_error) is StrawberryGraphQLError:
            raw_error.extensions = {"code": Code.FORBIDDEN.value, **(raw_error.extensions or {})}
        super().handle_field_error(raw_error, return_type, field_details_list, path)


class _MutationExecutor(_CountingExecutor):
    """The same for a mutation, whose fields run one after the other and change what rows say."""

    def execute_fields_serially(
        self, parent_type: Any, source_value: Any, path: Any, grouped_field_set: Any, position_context: Any
    ) -> Any:
        """Count the root, then assemble it."""
        self.context_value.counter.count(parent_type.name, path, grouped_field_set)
        return super().execute_fields_serially(
            parent_type, source_value, path, grouped_field_set, position_context
        )

    def execute_field(
        self, parent_type: Any, source: Any, field_details_list: Any, path: Any, position_context: Any
    ) -> Any:
        """Begin each field of the root with an empty row table: the field before it may have changed rows."""
        if path.prev is None:
            self.context_value.forget()
        return super().execute_field(parent_type, source, field_details_list, path, position_context)
