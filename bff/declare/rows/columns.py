"""The fields of a type that a reply brings: their places there, their types for msgspec, their defaults."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from functools import partial
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

import msgspec
import strawberry
from strawberry.scalars import JSON
from strawberry.types.base import (
    StrawberryList,
    StrawberryObjectDefinition,
    StrawberryOptional,
    has_object_definition,
)
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.lazy_type import LazyType
from strawberry.types.private import is_private
from strawberry.types.union import StrawberryUnion

from bff.declare.connection import Connection
from bff.declare.endpoints.endpoint import Naming
from bff.declare.endpoints.naming import wire_name

from .column import NO_DEFAULT, Column
from .read_from import declared_discriminators, declared_paths, path_of

__all__ = ["Embed", "OpenType", "Unreadable", "class_of", "columns_of", "undecided"]

_PLAIN = (str, float, bool, datetime, date, time, Decimal, UUID)
_Integer = Annotated[int, msgspec.Meta(ge=-(2**31), le=2**31 - 1)]

OpenType = StrawberryObjectDefinition | StrawberryUnion
"""A type, an interface or a union."""

Embed = Callable[[OpenType, str], Any]
"""Returns the row type of an object that stands in the field of this name, or the union of several."""


class Unreadable(Exception):
    """A field that no reply can be read into: its name, what is wrong, what to do."""

    def __init__(self, field: str, what: str, remedy: str) -> None:
        self.field = field
        self.what = what
        self.remedy = remedy
        super().__init__(f"{field}: {what} {remedy}")


def columns_of(
    definition: StrawberryObjectDefinition, *, naming: Naming, embed: Embed
) -> Iterator[Column | Unreadable]:
    """Yield the columns, private ones last, and in their places those that no reply can bring."""
    origin = class_of(definition)
    defaults, paths = _defaults(origin), declared_paths(origin)
    taken: dict[tuple[str, ...], str] = {}
    found = (*_shown(definition, embed), *_private(definition, embed))
    yield from (_with_function(name) for name in paths.keys() - {name for name, _, _ in found})
    for name, read, is_identity in found:
        try:
            path = path_of(paths[name]) if name in paths else (wire_name(name, naming),)
            if path is None:
                raise _no_path(name, paths[name])
            if path in taken:
                raise _taken_twice(name, path, taken[path])
            taken[path] = name
            hint = read()
            default = _frozen(name, defaults.get(name, NO_DEFAULT))
        except Unreadable as error:
            yield error
            continue
        if default is NO_DEFAULT and (hint is Any or NoneType in get_args(hint)):
            default = None
        yield Column(name, path, hint, default, is_identity)


def class_of(definition: StrawberryObjectDefinition) -> type:
    """Return the class that the author wrote: Strawberry makes one of its own for `Page[Album]`."""
    return definition.origin if definition.concrete_of is None else class_of(definition.concrete_of)


_Found = tuple[str, Callable[[], Any], bool]
"""A field's name, the function that reads its type, and whether it is an ID."""


def _shown(definition: StrawberryObjectDefinition, embed: Embed) -> Iterator[_Found]:
    for name, annotation in _fields(definition).items():
        if not is_private(annotation):
            yield name, partial(_readable, annotation, name, embed), _is_identity(annotation)


def _fields(definition: StrawberryObjectDefinition) -> dict[str, Any]:
    """Return what Strawberry takes for plain fields; private ones too, where annotations are texts."""
    return {
        each.python_name: each.resolve_type(type_definition=definition)
        for each in definition.fields
        if each.is_basic_field
    }


def _readable(annotation: Any, field: str, embed: Embed) -> Any:
    if isinstance(annotation, LazyType):
        annotation = annotation.resolve_type()
    if isinstance(annotation, StrawberryOptional):
        return _readable(annotation.of_type, field, embed) | None
    if isinstance(annotation, StrawberryList):
        return tuple[_readable(annotation.of_type, field, embed), ...]  # type: ignore[misc]
    if has_object_definition(annotation):
        return _embedded(annotation.__strawberry_definition__, field, embed)
    if isinstance(annotation, StrawberryUnion):
        return embed(annotation, field)
    if isinstance(annotation, StrawberryEnumDefinition):
        return annotation.wrapped_cls
    plain = getattr(annotation, "__supertype__", annotation)
    if annotation is strawberry.ID:
        return int | str
    if annotation is JSON:
        return Any
    if annotation is int:
        return _Integer
    if plain in _PLAIN or plain is int or (isinstance(annotation, type) and issubclass(annotation, Enum)):
        return plain
    raise _unreadable(annotation, field)


def _embedded(definition: StrawberryObjectDefinition, field: str, embed: Embed) -> Any:
    if class_of(definition) is Connection:
        raise Unreadable(field, "is a page of a list, which no row has in it.", "Make it a link, or a list.")
    return embed(definition, field)


def _unreadable(annotation: Any, field: str) -> Unreadable:
    name = getattr(annotation, "name", None) or getattr(annotation, "__name__", None) or str(annotation)
    return Unreadable(
        field,
        f"has the type '{name}', which no reply can be read into.",
        "Give it a type that JSON can bring, or a function that makes the value.",
    )


def undecided(kind: object, field: str, remedy: str) -> Unreadable:
    """Return what is wrong with a field of an interface or a union whose objects do not say their types."""
    if isinstance(kind, StrawberryObjectDefinition):
        what = f"is of the interface '{kind.name}': nothing says yet which type a row has."
    else:
        what = "is of a union: nothing says yet which of its types a row has."
    return Unreadable(field, what, remedy)


def _is_identity(annotation: Any) -> bool:
    while isinstance(annotation, StrawberryOptional | StrawberryList):
        annotation = annotation.of_type
    return annotation is strawberry.ID


def _private(definition: StrawberryObjectDefinition, embed: Embed) -> Iterator[_Found]:
    """Yield the fields marked `strawberry.Private`, inherited ones too."""
    hints: dict[str, Any] = {}
    for base in reversed(class_of(definition).__mro__):
        hints |= {name: hint for name, hint in inspect.get_annotations(base).items() if is_private(hint)}
    known = {each.python_name for each in definition.fields}
    hints = {name: hint for name, hint in hints.items() if name not in known}
    hints |= {name: hint for name, hint in _fields(definition).items() if is_private(hint)}
    decided = declared_discriminators(class_of(definition))
    for name, hint in hints.items():
        inner = get_args(hint)[0]
        is_identity = strawberry.ID in (inner, *get_args(inner))
        if name in decided:
            yield name, partial(_refuse_discriminator, name), False
        else:
            yield name, partial(_readable_hint, inner, name, embed), is_identity


def _readable_hint(hint: Any, field: str, embed: Embed) -> Any:
    """Return a private field's type for msgspec; it is Python's own, as it never becomes GraphQL."""
    if hint is strawberry.ID:
        return int | str
    if has_object_definition(hint):
        if hint.__strawberry_definition__.is_interface:
            raise undecided(hint.__strawberry_definition__, field, _SINGLE)
        return _embedded(hint.__strawberry_definition__, field, embed)
    arguments = get_args(hint)
    if get_origin(hint) in (Union, UnionType):
        if sum(map(has_object_definition, arguments)) > 1:
            raise undecided(hint, field, _SINGLE)
        return Union[tuple(_readable_hint(each, field, embed) for each in arguments)]  # noqa: UP007
    if get_origin(hint) is list:
        return tuple[_readable_hint(arguments[0], field, embed), ...]  # type: ignore[misc]
    try:
        sound = _is_sound(msgspec.inspect.type_info(hint))
    except TypeError:
        sound = False
    if not sound:
        raise _unreadable(hint, field)
    return hint


_SINGLE = (
    'Give it a single type, or read the values that functions need, such as read_from("payment.amount"): '
    "only a field that is shown may have a discriminator."
)


def _refuse_discriminator(field: str) -> Any:
    remedy = "Show the field, or give it a single type."
    raise Unreadable(field, "has a discriminator, but is private.", remedy)


def _is_sound(kind: msgspec.inspect.Type) -> bool:
    """Return False where msgspec would ask for a hook, or fill in a class with functions of its own."""
    inner = msgspec.inspect
    if isinstance(kind, inner.CustomType | inner.DataclassType | inner.RawType | inner.ExtType):
        return False
    parts = [getattr(kind, name, None) for name in ("item_type", "key_type", "value_type")]
    parts += [*getattr(kind, "types", ()), *getattr(kind, "item_types", ())]
    return all(_is_sound(each) for each in parts if each is not None)


def _defaults(origin: type) -> dict[str, Any]:
    """Return the declared defaults: what a field has where the reply does not bring it."""
    defaults: dict[str, Any] = {}
    for each in dataclasses.fields(origin) if dataclasses.is_dataclass(origin) else ():
        default: Any = each.default
        if default is dataclasses.MISSING and callable(each.default_factory):
            default = each.default_factory()
        if default is not dataclasses.MISSING and default is not strawberry.UNSET:
            defaults[each.name] = default
    return defaults


def _frozen(name: str, default: Any) -> Any:
    if isinstance(default, list):
        return tuple(default)
    if type(default).__hash__ is None:
        raise Unreadable(
            name,
            f"has a default that could change, a {type(default).__name__}.",
            "Rows are shared and never change: leave the default out.",
        )
    return default


def _with_function(name: str) -> Unreadable:
    remedy = "Keep one of them; a private field with read_from() can bring what the function uses."
    return Unreadable(name, "has read_from() and a function, so nothing would be read.", remedy)


def _no_path(name: str, written: object) -> Unreadable:
    what = f"has read_from({written!r}), which is no path into a row."
    return Unreadable(name, what, 'Join names by dots, such as read_from("address.city").')


def _taken_twice(name: str, path: tuple[str, ...], other: str) -> Unreadable:
    what = f"is read from '{'.'.join(path)}', as '{other}' is."
    return Unreadable(name, what, "Remove one of them, or give it a function.")
