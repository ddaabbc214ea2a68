"""Row types: frozen Structs derived from the schema's own types, read by msgspec in one pass.

A derived Struct holds the fields that a reply must bring (those without a resolver, and the private ones)
and carries the functions and properties of its type, so that a plain resolver's `self` behaves.
"""

from __future__ import annotations

import dataclasses
import inspect
import sys
import types
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any, get_args
from uuid import UUID

import msgspec
import strawberry
from strawberry.types.base import (
    StrawberryList,
    StrawberryObjectDefinition,
    StrawberryOptional,
    has_object_definition,
)
from strawberry.types.enum import StrawberryEnumDefinition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType
from strawberry.types.private import is_private

from bff.errors import Problem

from .service import Key

__all__ = ["RowTypes"]

_PLAIN = (str, float, bool, datetime, date, time, Decimal, UUID)
_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1
_Integer = Annotated[int, msgspec.Meta(ge=_INT_MIN, le=_INT_MAX)]
_KEY_FIELD = "bff_key"


class _Unreadable(Exception):
    """A type that no reply can be read into; the message says which, and what can."""


class RowTypes:
    """Derives each row type once, and collects what is wrong with the types on the way."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._derived: dict[tuple[type, str, Key | None], tuple[type[msgspec.Struct], str | None]] = {}
        self._under_way: list[type] = []

    def derive(
        self, origin: type, *, naming: str, key: Key | None
    ) -> tuple[type[msgspec.Struct], str | None] | None:
        """Return the Struct for `origin` and the attribute that holds `key`; None after a problem."""
        known = self._derived.get((origin, naming, key))
        if known is not None:
            return known
        self._under_way.append(origin)
        try:
            derived = self._derive(origin, naming, key)
        except _Unreadable as error:
            self.problems.append(
                Problem(
                    origin.__name__, f"{error}", "Give the field a resolver, or a type that JSON can bring."
                )
            )
            return None
        finally:
            self._under_way.pop()
        self._derived[origin, naming, key] = derived
        return derived

    def _derive(self, origin: type, naming: str, key: Key | None) -> tuple[type[msgspec.Struct], str | None]:
        fields: list[Any] = []
        names: dict[str, str] = {}
        identities: list[str] = []
        for name, annotation, is_identity in self._columns(origin, naming):
            encoded = msgspec_camel(name) if naming == "camel" else name
            names[encoded] = name
            if is_identity:
                identities.append(name)
            optional = _accepts_none(annotation)
            fields.append((name, annotation, None) if optional else (name, annotation))
        rename = {name: encoded for encoded, name in names.items() if encoded != name}
        key_attribute = None
        if key is not None:
            key_attribute = names.get(key.name, _KEY_FIELD)
            if key_attribute == _KEY_FIELD:
                fields.append((_KEY_FIELD, int | str | None, None))
                rename[_KEY_FIELD] = key.name
        namespace = dict(self._behaviour(origin))
        if identities and namespace:
            namespace["__post_init__"] = _stringify(tuple(identities))
        struct = msgspec.defstruct(
            origin.__name__, fields, namespace=namespace, frozen=True, kw_only=True, rename=rename or None
        )
        return struct, key_attribute

    def _columns(self, origin: type, naming: str) -> Iterator[tuple[str, Any, bool]]:
        """Yield each field that a reply brings: its name, its type for msgspec, whether it is an ID."""
        definition: StrawberryObjectDefinition = origin.__strawberry_definition__  # type: ignore[attr-defined]
        for each in definition.fields:
            if not each.is_basic_field:
                continue
            resolved = each.resolve_type(type_definition=definition)
            bare = resolved.of_type if isinstance(resolved, StrawberryOptional) else resolved
            yield (
                each.python_name,
                self._readable(resolved, f"'{each.python_name}'", naming),
                bare is strawberry.ID,
            )
        for name, hint in _private_fields(origin):
            yield name, hint, False

    def _readable(self, annotation: Any, place: str, naming: str) -> Any:
        if isinstance(annotation, LazyType):
            annotation = annotation.resolve_type()
        if isinstance(annotation, StrawberryOptional):
            return self._readable(annotation.of_type, place, naming) | None
        if isinstance(annotation, StrawberryList):
            return tuple[self._readable(annotation.of_type, place, naming), ...]  # type: ignore[misc]
        if annotation is strawberry.ID:
            return int | str
        if annotation is int:
            return _Integer
        if annotation in _PLAIN:
            return annotation
        if isinstance(annotation, StrawberryEnumDefinition):
            return annotation.wrapped_cls
        if isinstance(annotation, type) and issubclass(annotation, Enum):
            return annotation
        if has_object_definition(annotation):
            return self._embedded(annotation, place, naming)
        raise _Unreadable(f"the field {place} has the type {annotation!r}, which no reply can be read into.")

    def _embedded(self, origin: type, place: str, naming: str) -> Any:
        if origin in self._under_way:
            raise _Unreadable(f"the field {place} embeds '{origin.__name__}' in itself without end.")
        derived = self.derive(origin, naming=naming, key=None)
        if derived is None:
            raise _Unreadable(f"the field {place} embeds '{origin.__name__}', which has problems of its own.")
        return derived[0]

    def _behaviour(self, origin: type) -> Iterator[tuple[str, Any]]:
        """Yield the functions and properties that a row needs so that a resolver's `self` behaves."""
        for base in origin.__mro__[1:]:
            inherited = [] if base is object else [name for name, _ in _own_functions(base)]
            if inherited:
                self.problems.append(
                    Problem(
                        f"{origin.__name__}.{inherited[0]}",
                        f"is inherited from '{base.__name__}', which a row read from a service does not do.",
                        f"Define it on '{origin.__name__}' itself, or make it a function beside the class.",
                    )
                )
        for name, value in _own_functions(origin):
            for function in _functions_of(value):
                if "__class__" in function.__code__.co_freevars:
                    self.problems.append(
                        Problem(
                            f"{origin.__name__}.{name}",
                            "uses super() without arguments, but a row read from a service has no base.",
                            "Call the function by the name of its class.",
                        )
                    )
            yield name, value


def msgspec_camel(name: str) -> str:
    """Return the name as msgspec's own `rename="camel"` writes it: `track_id` becomes `trackId`."""
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def _accepts_none(annotation: Any) -> bool:
    return annotation is Any or annotation is None or type(None) in get_args(annotation)


def _own_functions(origin: type) -> list[tuple[str, Any]]:
    made_by_dataclass = {"__init__", "__repr__", "__eq__", "__match_args__", "__replace__"}
    field_names = (
        {each.name for each in dataclasses.fields(origin) if _is_plain_field(each)}
        if dataclasses.is_dataclass(origin)
        else set()
    )
    return [
        (name, value)
        for name, value in vars(origin).items()
        if name not in made_by_dataclass
        and name not in field_names
        and isinstance(value, types.FunctionType | property | classmethod | staticmethod)
        and not (name.startswith("__") and name.endswith("__") and _is_generated(value))
    ]


def _is_plain_field(each: Any) -> bool:
    return isinstance(each, StrawberryField) and each.is_basic_field


def _is_generated(value: Any) -> bool:
    return isinstance(value, types.FunctionType) and value.__code__.co_filename == "<string>"


def _functions_of(value: Any) -> list[types.FunctionType]:
    if isinstance(value, property):
        found = [value.fget, value.fset, value.fdel]
    elif isinstance(value, classmethod | staticmethod):
        found = [value.__func__]
    else:
        found = [value]
    return [inspect.unwrap(each) for each in found if isinstance(each, types.FunctionType)]


def _stringify(names: tuple[str, ...]) -> Any:
    """Return a `__post_init__` that makes IDs strings, as `strawberry.ID` promises to the type's functions.

    Types without functions need none: nobody sees the value before it is serialised.
    """

    def stringify(self: msgspec.Struct) -> None:
        for name in names:
            value = getattr(self, name)
            if type(value) is int:
                msgspec.structs.force_setattr(self, name, str(value))

    return stringify


def _private_fields(origin: type) -> Iterator[tuple[str, Any]]:
    """Yield the fields marked `strawberry.Private`, which Strawberry itself leaves out.

    An annotation that names a type known only to type checkers cannot be private: those are lazy links.
    """
    names = vars(sys.modules[origin.__module__])
    for name, annotation in inspect.get_annotations(origin).items():
        hint = annotation
        if isinstance(annotation, str):
            try:
                hint = eval(annotation, names)  # noqa: S307 - the author's own annotation, at start-up
            except NameError:
                continue
        if is_private(hint):
            yield name, get_args(hint)[0]
