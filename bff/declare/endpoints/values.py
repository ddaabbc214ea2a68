"""Values of arguments as a call keeps them: hashable, and under the names that the service writes.

Two fields with equal arguments share a call, so arguments are keys; an object becomes an `ObjectValue`. What
Python takes for equal and a service does not, `True` and `1`, is told apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from graphql import GraphQLID, GraphQLInputType, get_nullable_type, is_input_object_type, is_list_type

from bff.declare.endpoints.naming import wire_name

from .endpoint import Endpoint
from .keys import KeyRefused, whole_number

__all__ = ["ObjectValue", "Truth", "frozen", "frozen_value"]

_DEFINITION = "strawberry-definition"


@dataclass(frozen=True, slots=True)
class ObjectValue:
    """An object: names and values in the caller's order; what the caller left out is not there."""

    entries: tuple[tuple[str, object], ...]


class Truth(Enum):
    """A boolean, which equals no number."""

    YES = True
    NO = False


def frozen_value(value: Any, kind: GraphQLInputType | None, endpoint: Endpoint) -> object:
    """Return a coerced value of the type `kind` in the form of `frozen`, under the service's names.

    None as `kind` stands for a value that is no argument.

    Raises:
        KeyRefused: an ID that is no number, for a service whose ids are numbers.
        TypeError: as `frozen` does.
    """
    if value is None or kind is None:
        return frozen(value)
    bare = get_nullable_type(kind)
    if is_list_type(bare):
        return tuple(frozen_value(each, bare.of_type, endpoint) for each in value)
    if bare is GraphQLID and endpoint.numeric_ids:
        return _number(value)
    if not is_input_object_type(bare):
        return frozen(value)
    entries: list[tuple[str, object]] = []
    for name, each in value.items():
        field = bare.fields[name]
        declared = field.extensions.get(_DEFINITION)
        python_name = name if declared is None else declared.python_name
        entries.append((wire_name(python_name, endpoint.naming), frozen_value(each, field.type, endpoint)))
    return ObjectValue(tuple(entries))


def frozen(value: object) -> object:
    """Return a value that can be part of a key.

    Lists become tuples, JSON objects `ObjectValue`s, and booleans `Truth`.

    Raises:
        TypeError: it holds what has no hash, which only a resolver or a scalar of the author's own makes.
    """
    if isinstance(value, bool):
        return Truth(value)
    if isinstance(value, dict):
        return ObjectValue(tuple([(name, frozen(each)) for name, each in value.items()]))
    if isinstance(value, list | tuple):
        return tuple([frozen(each) for each in value])
    if type(value).__hash__ is None:
        raise TypeError(f"A {type(value).__name__} cannot be an argument of a call.")
    return value


def _number(value: object) -> int:
    number = whole_number(value)
    if number is None:
        raise KeyRefused("An id must be a whole number here.")
    return number
