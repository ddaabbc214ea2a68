"""Checks a list made of one row for each key of a list: `link(tracks_by_id, key="track_ids", size=50)`."""

from __future__ import annotations

import inspect
from types import UnionType
from typing import Any, Union, get_args, get_origin

from graphql import (
    GraphQLField,
    GraphQLSchema,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.private import is_private

from bff.declare.rows.columns import class_of

from .check_form import Found, is_list
from .link import Argument, LinkDeclaration

__all__ = ["holds_list", "is_private_list", "several_problems", "takes_several"]

_DEFINITION = "strawberry-definition"


def takes_several(field: GraphQLField, link: LinkDeclaration) -> bool:
    """Return True for a list that is made of one row for each of its keys."""
    return link.endpoint.kind == "one" and is_list(field)


def several_problems(core: GraphQLSchema, parent: str, field: GraphQLField, link: LinkDeclaration) -> Found:
    """Yield why a list cannot be made of one row for each key."""
    key = link.key
    if isinstance(key, tuple):
        yield (
            f"is a list, but {link.endpoint!r} has one row for a key of several parts.",
            "Declare the endpoint with many(), or make the field a single object.",
        )
    elif isinstance(key, str) and not holds_list(core, parent, key):
        yield (
            f"is a list, but {link.endpoint!r} has one row for a key, and '{key}' holds a single one.",
            "Name a field with a list of keys, declare the endpoint with many(), or make it a single object.",
        )
    elif isinstance(key, Argument):
        items: Any = get_nullable_type(field.type)
        if get_origin(key.type) is not list:
            yield (
                f"is a list, but {link.endpoint!r} has one row for a key, and '{key.name}' is a single one.",
                f'Write argument("{key.name}", list[strawberry.ID]), declare the endpoint with many(), or '
                "make it a single object.",
            )
        elif is_non_null_type(items.of_type):
            yield (
                "cannot have non-null items, as a caller may ask for keys that do not exist.",
                "Write list[... | None].",
            )
        if link.first is not None:
            yield (
                "has first=, but the list of its keys says how long it is.",
                "Write size= for the most keys.",
            )


def holds_list(core: GraphQLSchema, parent: str, attribute: str) -> bool:
    """Return True for a field that holds a list; also where its annotation is not known."""
    kind: Any = core.type_map[parent]
    for field in kind.fields.values():
        declared = field.extensions.get(_DEFINITION)
        if declared is not None and declared.python_name == attribute:
            return is_list_type(get_nullable_type(field.type))
    definition: StrawberryObjectDefinition = kind.extensions[_DEFINITION]
    for base in class_of(definition).__mro__:
        annotation = inspect.get_annotations(base).get(attribute)
        if annotation is not None:
            return not is_private(annotation) or _is_list_hint(get_args(annotation)[0])
    return True


def is_private_list(origin: type, attribute: str) -> bool:
    """Return True for a private field that holds a list, as far as its annotation is known."""
    for base in origin.__mro__:
        annotation = inspect.get_annotations(base).get(attribute)
        if annotation is not None:
            return is_private(annotation) and _is_list_hint(get_args(annotation)[0])
    return False


def _is_list_hint(hint: Any) -> bool:
    options = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    return any(get_origin(each) in (list, tuple) for each in options)
