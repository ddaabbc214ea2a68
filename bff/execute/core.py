"""graphql-core's executor as this room uses it: its rules for values and errors, never its own walk alone."""

from __future__ import annotations

from typing import Any

from graphql import GraphQLSchema, VariableValues, default_field_resolver, default_type_resolver
from graphql.execution.collect_fields import FragmentDetails
from strawberry.exceptions import StrawberryGraphQLError
from strawberry.execution.is_awaitable import optimized_is_awaitable
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from bff.errors import Code
from bff.flow.operation import Operation

from .context import RunContext

__all__ = ["CoreExecutor"]


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
        """Give what a permission class refuses its code, unless the class has given one."""
        if type(raw_error) is StrawberryGraphQLError:
            raw_error.extensions = {"code": Code.FORBIDDEN.value, **(raw_error.extensions or {})}
        super().handle_field_error(raw_error, return_type, field_details_list, path)
