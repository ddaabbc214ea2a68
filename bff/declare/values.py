"""Values of arguments as a call keeps them: hashable, and under the names that the service writes.

Two fields with equal arguments share a call, so arguments are keys; an input object becomes an `ObjectValue`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from graphql import GraphQLInputType, get_nullable_type, is_input_object_type, is_list_type

from .columns import wire_name
from .endpoint import Naming

__all__ = ["ObjectValue", "frozen_value"]

_DEFINITION = "strawberry-definition"


@dataclass(frozen=True, slots=True)
class ObjectValue:
    """An input object: names and values in the caller's order; what the caller left out is not there."""

    entries: tuple[tuple[str, object], ...]


def frozen_value(value: Any, kind: GraphQLInputType | None, naming: Naming) -> object:
    """Return a coerced value of the type `kind`, its lists as tuples and its input objects as `ObjectValue`.

    None as `kind` stands for a value that is no argument, which is a single one.
    """
    if value is None or kind is None:
        return value
    bare = get_nullable_type(kind)
    if is_list_type(bare):
        return tuple(frozen_value(each, bare.of_type, naming) for each in value)
    if not is_input_object_type(bare):
        return value
    entries: list[tuple[str, object]] = []
    for name, each in value.items():
        field = bare.fields[name]
        declared = field.extensions.get(_DEFINITION)
        python_name = name if declared is None else declared.python_name
        entries.append((wire_name(python_name, naming), frozen_value(each, field.type, naming)))
    return ObjectValue(tuple(entries))
