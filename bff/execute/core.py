"""graphql-core's executor as this room uses it: its rules for values and errors, never its own walk alone."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any, TypeVar

from graphql import (
    GraphQLError,
    GraphQLSchema,
    VariableValues,
    default_field_resolver,
    default_type_resolver,
    is_enum_type,
    is_specified_scalar_type,
)
from graphql.execution.collect_fields import FragmentDetails
from strawberry.exceptions import StrawberryGraphQLError
from strawberry.execution.is_awaitable import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from bff.errors import Code
from bff.flow.operation import Operation

from .context import RunContext

__all__ = ["CoreExecutor", "is_being_cancelled", "self_cancelled"]

Value = TypeVar("Value")


class CoreExecutor(StrawberryGraphQLCoreExecutionContext):
    """Strawberry's executor of one operation, with the variables as they were coerced before."""

    @classmethod
    def of(
        cls,
        operation: Operation,
        *,
        schema: GraphQLSchema,
        variables: VariableValues,
        context: RunContext,
    ) -> CoreExecutor:
        """Return the executor of one run."""
        return cls(
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
            is_awaitable=optimized_is_awaitable,
            hide_suggestions=True,
        )

    def handle_field_error(
        self, raw_error: Exception, return_type: Any, field_details_list: Any, path: Any
    ) -> None:
        """Give what a permission class refuses its code, unless the class has given one.

        What quotes a value that does not fit is told without it: a service may have sent it.
        """
        if isinstance(raw_error, GraphQLError) and raw_error.path is None:
            raw_error = _without_value(raw_error)
        if type(raw_error) is StrawberryGraphQLError:
            raw_error.extensions = {"code": Code.FORBIDDEN.value, **(raw_error.extensions or {})}
        super().handle_field_error(raw_error, return_type, field_details_list, path)

    @staticmethod
    def complete_leaf_value(return_type: Any, result: Any) -> Any:
        """Return a leaf as it stands in the answer; the words for one that does not fit do not quote it.

        What a scalar of the author's own says is the author's to choose.
        """
        try:
            return StrawberryGraphQLCoreExecutionContext.complete_leaf_value(return_type, result)
        except GraphQLError:
            if not is_specified_scalar_type(return_type) and not is_enum_type(return_type):
                raise
        raise TypeError(f"A resolver returned a {type(result).__name__} where the schema has {return_type}.")

    async def with_abort_signal(self, awaitable: Awaitable[Value]) -> Value:
        """Return what a resolver's awaitable comes to."""
        try:
            return await awaitable
        except asyncio.CancelledError as error:
            raise self_cancelled(error) from error


def self_cancelled(error: asyncio.CancelledError) -> Exception:
    """Return the error of a resolver that waited for something that was cancelled.

    Raises:
        CancelledError: the run itself is being cancelled.
    """
    if is_being_cancelled():
        raise error
    return RuntimeError("A resolver waited for something that was cancelled.")


def is_being_cancelled() -> bool:
    """Return True if somebody cancelled the running task, False if a resolver made up a `CancelledError`."""
    task = asyncio.current_task()
    return task is not None and task.cancelling() > 0


def _without_value(error: GraphQLError) -> Exception:
    for begin, mark in (("Expected value of type ", " but got: "), ("Abstract type ", " with value ")):
        told, quotes, _ = error.message.partition(mark)
        if quotes and told.startswith(begin):
            return TypeError(f"{told}.")
    return error
