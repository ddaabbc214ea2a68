"""Values of arguments as a call keeps them: hashable, and under the names that the service writes.

Two fields with equal arguments share a call, so arguments are keys; an input object becomes an `ObjectValue`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLID, GraphQLInputType, get_nullable_type, is_input_object_type, is_list_type

from bff.declare.endpoints.naming import wire_name

from .endpoint import Endpoint
from .keys import KeyRefused, whole_number

__all__ = ["ObjectValue", "frozen_value"]

_DEFINITION = "strawberry-definition"


@dataclass(frozen=True, slots=True)
class ObjectValue:
    """An input object: names and values in the caller's order; what the caller left out is not there."""

    entries: tuple[tuple[str, object], ...]


def frozen_value(value: Any, kind: GraphQLInputType | None, endpoint: Endpoint) -> object:
    """Return a coerced value of the type `kind`, its lists as tuples and its input objects as `ObjectValue`.

    None as `kind` stands for a value that is no argument, which is a single one.

    Raises:
        KeyRefused: an ID that is no number, for a service whose ids are numbers.
    """
    if value is None or kind is None:
        return value
    bare = get_nullable_type(kind)
    if is_list_type(bare):
        return tuple(frozen_value(each, bare.of_type, endpoint) for each in value)
    if bare is GraphQLID and endpoint.numeric_ids:
        return _number(value)
    if not is_input_object_type(bare):
        return value
    entries: list[tuple[str, object]] = []
    for name, each in value.items():
        field = bare.fields[name]
        declared = field.extensions.get(_DEFINITION)
        python_name = name if declared is None else declared.python_name
        entries.append((wire_name(python_name, endpoint.naming), frozen_value(each, field.type, endpoint)))
    return ObjectValue(tuple(entries))


def _number(value: object) -> int:
    number = whole_number(value)
    if number is None:
        raise KeyRefused("An id must be a whole number here.")
    return number
