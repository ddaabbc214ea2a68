"""The variables of a request: small and flat enough to look at, then of the types that the operation says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import isfinite

from graphql import GraphQLError, GraphQLSchema
from graphql.execution.values import VariableValues, get_variable_values

from bff.config import LimitSettings
from bff.errors import Code, Refusal, RequestRefused, refuse
from bff.flow.operation import Operation

from .wording import shown

__all__ = ["coerce"]

_MAX_BITS = 1_024
"""Longer integers fit no float; Python refuses to print very long ones."""


def coerce(
    operation: Operation,
    variables: Mapping[str, object],
    *,
    schema: GraphQLSchema,
    limits: LimitSettings,
    suggestions: bool = False,
) -> VariableValues:
    """Return the variables as graphql-core runs with them, operation defaults filled in.

    Raises:
        RequestRefused: they are too large, too deep, or not of the declared types; up to
            `limits.error_count` reasons.
    """
    if not isinstance(variables, Mapping):
        raise refuse(Code.BAD_USER_INPUT, "`variables` must be an object whose names are variables.")
    _check(variables, limits)
    definitions = operation.definition.variable_definitions or ()
    outcome = get_variable_values(
        schema,
        definitions,
        dict(variables),
        max_errors=limits.error_count,
        hide_suggestions=not suggestions,
    )
    if isinstance(outcome, list):
        raise RequestRefused(*(_refusal(error) for error in outcome[: limits.error_count]))
    return outcome


def _refusal(error: GraphQLError) -> Refusal:
    places = tuple((each.line, each.column) for each in error.locations or ())
    return Refusal(Code.BAD_USER_INPUT, shown(error.message), {}, places)


def _check(variables: Mapping[str, object], limits: LimitSettings) -> None:
    """Walk through all values once, without recursion, and stop at the first limit."""
    size = 0
    stack: list[tuple[object, int]] = [(variables, 0)]
    while stack:
        value, depth = stack.pop()
        if depth > limits.variables_depth:
            raise _refused("nested levels", limits.variables_depth)
        size += _bytes(value)
        if size > limits.variables_bytes:
            raise _refused("bytes", limits.variables_bytes)
        stack.extend((each, depth + 1) for each in _inside(value))


def _inside(value: object) -> Iterator[object]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield str(key)
            yield each
    elif isinstance(value, list | tuple):
        yield from value


def _bytes(value: object) -> int:
    """Return about how long the value is as JSON; what is inside of it comes later."""
    if isinstance(value, str):
        try:
            return len(value.encode("utf-8")) + 3
        except UnicodeEncodeError:
            raise refuse(
                Code.BAD_USER_INPUT,
                "A variable holds half a character (a lone surrogate). Send valid Unicode.",
            ) from None
    if isinstance(value, float) and not isfinite(value):
        raise refuse(Code.BAD_USER_INPUT, "A variable holds a number that is not finite. Send a finite one.")
    if isinstance(value, int) and value.bit_length() > _MAX_BITS:
        raise refuse(Code.BAD_USER_INPUT, "A variable holds a number that is too large. Send it as a string.")
    return 2


def _refused(what: str, limit: int) -> RequestRefused:
    return refuse(
        Code.BAD_USER_INPUT,
        f"The variables have more than {limit} {what}. Send fewer values, or split the operation.",
        what=what,
        limit=limit,
    )
