"""Row types: frozen Structs derived from the schema's own types, read by msgspec in one pass.

A derived Struct holds the fields that a reply must bring (those without a resolver, and the private ones)
and carries the functions and properties of its type, so that a plain resolver's `self` behaves.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

import msgspec
from strawberry.types.base import StrawberryObjectDefinition

from bff.declare.endpoints.endpoint import Key, Naming
from bff.declare.endpoints.naming import wire_name
from bff.errors import Problem

from .behaviour import behaviour_of, behaviour_problems
from .check_embedded import Option
from .column import KEY_COLUMN, Column
from .columns import OpenType, Unreadable, class_of, columns_of, undecided
from .layout import fitting, make_row_type
from .read_from import declared_discriminators, declared_paths
from .tagged import union_of

__all__ = ["Derived", "RowTypes"]

Derived = tuple[type[msgspec.Struct], tuple[str, ...]]
"""A row type, and the attributes that hold the key, one for each of its parts."""


Tag = tuple[str, str | int]
"""The field of a row that says its type, and what it says."""


class RowTypes:
    """Derives each row type once, and collects what is wrong with the types on the way."""

    def __init__(self, options: Mapping[int, tuple[Option, ...]] | None = None) -> None:
        """`options`: the types that each discriminator of embedded objects names, by its `id`."""
        self.problems: list[Problem] = []
        self.type_names: dict[type, str] = {}
        """The GraphQL types of rows, and of embedded objects that say theirs."""
        self._options = {} if options is None else options
        self._derived: dict[tuple[object, ...], Derived] = {}
        self._origins: list[tuple[type, type[msgspec.Struct]]] = []
        self._under_way: list[tuple[type, tuple[str, ...]]] = []

    def derive(
        self,
        name: str,
        definition: StrawberryObjectDefinition,
        *,
        naming: Naming,
        key: Key | None,
        tag: Tag | None = None,
    ) -> Derived:
        """Return the Struct for a type and the attributes that hold `key`, without what cannot be read.

        `tag`: the field that says the type of a row, and what it says for this one.
        """
        derived = self._derive(name, definition, naming, key, tag, is_embedded=False)
        self.type_names[derived[0]] = name
        return derived

    def rows_of(self, definition: StrawberryObjectDefinition) -> tuple[type[msgspec.Struct], ...]:
        """Return every Struct that stands for the type's class."""
        return tuple(struct for origin, struct in self._origins if origin is class_of(definition))

    def _derive(
        self,
        name: str,
        definition: StrawberryObjectDefinition,
        naming: Naming,
        key: Key | None,
        tag: Tag | None,
        *,
        is_embedded: bool,
    ) -> Derived:
        identity = _identity(definition)
        known = self._derived.get((identity, naming, key, tag, is_embedded))
        if known is not None:
            return known
        self._under_way.append(identity)
        embed = partial(self._embedded, around=class_of(definition), naming=naming)
        found = tuple(columns_of(definition, naming=naming, embed=embed))
        self._under_way.pop()
        unreadable = [each for each in found if isinstance(each, Unreadable)]
        self.problems += [
            Problem(f"{class_of(definition).__name__}.{each.field}", each.what, each.remedy)
            for each in unreadable
        ]
        columns = tuple(each for each in found if isinstance(each, Column))
        derived = self._struct(name, class_of(definition), columns, key, tag, is_embedded=is_embedded)
        self._derived[identity, naming, key, tag, is_embedded] = derived
        return derived

    def _struct(
        self,
        name: str,
        origin: type,
        columns: tuple[Column, ...],
        key: Key | None,
        tag: Tag | None,
        *,
        is_embedded: bool,
    ) -> Derived:
        columns = tuple(self._without_tag(origin, columns, tag))
        attributes: tuple[str, ...] = ()
        if key is not None:
            columns, attributes = _with_key(columns, key)
        columns = tuple(self._fitting(origin, columns))
        names = {each.name for each in columns}
        self.problems.extend(behaviour_problems(origin, names))
        behaviour = behaviour_of(origin, names)
        has_texts = is_embedded or bool(behaviour)
        struct = make_row_type(name, columns, namespace=behaviour, has_texts=has_texts, tag=tag)
        self._origins.append((origin, struct))
        return struct, attributes

    def _without_tag(self, origin: type, columns: tuple[Column, ...], tag: Tag | None) -> Iterator[Column]:
        for each in columns:
            if tag is not None and each.path[0] == tag[0]:
                self.problems.append(
                    Problem(
                        f"{origin.__name__}.{each.name}",
                        f"is read from '{tag[0]}', which says the type of a row.",
                        "Leave it out: `__typename` tells clients the type.",
                    )
                )
            else:
                yield each

    def _fitting(self, origin: type, columns: tuple[Column, ...]) -> Iterator[Column]:
        for each in fitting(origin.__name__, columns):
            if isinstance(each, Column):
                yield each
            elif each.column.name.startswith(KEY_COLUMN):
                self.problems.append(Problem(origin.__name__, f"has a key that {each.what}", each.remedy))
            else:
                self.problems.append(Problem(f"{origin.__name__}.{each.column.name}", each.what, each.remedy))

    def _embedded(self, kind: OpenType, field: str, *, around: type, naming: Naming) -> Any:
        """Return what msgspec reads an object as that stands in this field of the class `around`."""
        if isinstance(kind, StrawberryObjectDefinition) and not kind.is_interface:
            return self._inside(kind, field, naming)
        discriminator: Any = declared_discriminators(around).get(field)
        if discriminator is None:
            path = declared_paths(around).get(field, wire_name(field, naming))
            example = f'read_from("{path}", discriminator=Discriminator("type", {{"card": "CardPayment"}}))'
            raise undecided(kind, field, f"Write {example}, or give it a single type.")
        options = self._options.get(id(discriminator))
        if options is None:
            what = f"has a discriminator, but no field of the schema has the type '{around.__name__}'."
            raise Unreadable(field, what, "Show such a field, or give this one a single type.")
        structs = []
        for each in options:
            struct = self._inside(each.definition, field, naming, (discriminator.name, each.value))
            self.type_names[struct] = each.type_name
            structs.append(struct)
        return union_of(structs) if structs else Any  # what is wrong is told where it was checked

    def _inside(
        self, definition: StrawberryObjectDefinition, field: str, naming: Naming, tag: Tag | None = None
    ) -> type[msgspec.Struct]:
        identity = _identity(definition)
        if identity in self._under_way:
            around = [origin.__name__ for origin, _ in self._under_way[self._under_way.index(identity) :]]
            raise Unreadable(
                field,
                f"makes '{around[0]}' stand inside itself without end: {' > '.join((*around, around[0]))}.",
                "Read one of them by a link, or leave the field out.",
            )
        name = class_of(definition).__name__
        return self._derive(name, definition, naming, None, tag, is_embedded=True)[0]


def _identity(definition: StrawberryObjectDefinition) -> tuple[type, tuple[str, ...]]:
    """Return what tells one type from another: its class and, for a generic one, what it is made of."""
    return class_of(definition), tuple(str(each) for each in definition.type_var_map.values())


def _with_key(columns: tuple[Column, ...], key: Key) -> tuple[tuple[Column, ...], tuple[str, ...]]:
    """Return the columns with those of the key, and their names: the type may declare them or not."""
    attributes: list[str] = []
    for number, part in enumerate(key.row_names, 1):
        path = tuple(part.split("."))
        declared = next((each.name for each in columns if each.path == path), None)
        attributes.append(declared or (f"{KEY_COLUMN}{number}" if number > 1 else KEY_COLUMN))
        if declared is None:
            columns = (*columns, Column(attributes[-1], path, int | str | None, None))
    return columns, tuple(attributes)
