"""Checks what resolvers declare to load, and turns what fits into what planning knows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, time
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from graphql import GraphQLObjectType, GraphQLSchema
from strawberry.types.base import StrawberryObjectDefinition, has_object_definition
from strawberry.types.field import StrawberryField

from bff.declare.endpoints.endpoint import KEY, KEYS, Endpoint
from bff.declare.endpoints.template import Placeholder
from bff.declare.rows.columns import class_of
from bff.declare.rows.row_types import RowTypes
from bff.declare.rows.source import Source
from bff.errors import Problem

from .check_form import Found
from .check_links import LinkChecker
from .loads import Load, LoadDeclaration, declared_loads

__all__ = ["LoadChecker", "misplaced_loads"]

_DEFINITION = "strawberry-definition"
_PLAIN = (str, int, float, Decimal, UUID, date, time, Enum)


class LoadChecker:
    """Turns declarations into loads; rows that links read into the same type have the same source."""

    def __init__(self, core: GraphQLSchema, links: LinkChecker, rows: RowTypes) -> None:
        self.problems: list[Problem] = []
        self._core = core
        self._links = links
        self._rows = rows
        self._kinds = {
            id(kind.extensions.get(_DEFINITION)): kind
            for kind in core.type_map.values()
            if isinstance(kind, GraphQLObjectType)
        }

    def check(self, coordinate: str, declared: StrawberryField) -> tuple[Load, ...]:
        """Return the loads of a field, without those that are wrong, whose problems are noted."""
        declarations = declared_loads(declared)
        if declarations and declared.base_resolver is None:
            self._note(coordinate, _without_resolver())
            return ()
        checked = [each for each in (self._load(coordinate, one) for one in declarations) if each is not None]
        self._note(coordinate, _twice(checked))
        return tuple(checked)

    def _note(self, coordinate: str, found: Found) -> None:
        self.problems += [Problem(coordinate, what, remedy) for what, remedy in found]

    def _load(self, coordinate: str, declared: LoadDeclaration) -> Load | None:
        endpoint = declared.endpoint
        if not isinstance(endpoint, Endpoint):
            what = f"loads from {endpoint!r}, which is no endpoint."
            self._note(
                coordinate, iter([(what, "Name one that a service made: loads(albums_by_id, Album).")])
            )
            return None
        definition = self._definition(declared.into)
        found = [*_problems(declared), *_into_problems(declared, definition)]
        self._note(coordinate, iter(found))
        self.problems += endpoint.problems
        if found or endpoint.problems or definition is None:
            return None
        return Load(
            source=self._source(definition, endpoint),
            into=class_of(definition),
            key_count=declared.keys,
            placeholders=_placeholders(endpoint),
            values=dict(declared.placeholders),
        )

    def _definition(self, into: Any) -> StrawberryObjectDefinition | None:
        """Return the object type that is meant, by its class or its name in the schema."""
        definition: Any = None
        if isinstance(into, str):
            definition = getattr(self._core.type_map.get(into), "extensions", {}).get(_DEFINITION)
        elif has_object_definition(into):
            definition = into.__strawberry_definition__
        is_object = isinstance(definition, StrawberryObjectDefinition) and not (
            definition.is_input or definition.is_interface or definition.is_graphql_generic
        )
        return definition if is_object else None

    def _source(self, definition: StrawberryObjectDefinition, endpoint: Endpoint) -> Source:
        """Return the source; that of a type which is not in the schema goes by its class."""
        kind = self._kinds.get(id(definition))
        source = None if kind is None else self._links.source(kind, endpoint)
        place = (id(endpoint), str(definition.origin), None)
        source = source or self._links.sources.get(place)
        if source is None:
            name = definition.origin.__name__
            derived = self._rows.derive(name, definition, naming=endpoint.naming, key=endpoint.key)
            source = self._links.sources[place] = Source.of(endpoint, *derived)
        return source


def _placeholders(endpoint: Endpoint) -> tuple[str, ...]:
    names = dict.fromkeys(hole.name for hole in endpoint.placeholders)
    return tuple(name for name in names if name not in (KEYS, KEY))


def _without_resolver() -> Found:
    yield (
        "declares loads, but has no function that could make them.",
        "Put @strawberry.field(metadata=loads(...)) above a function; a field that is a row is a link.",
    )


def _problems(declared: LoadDeclaration) -> Found:
    endpoint, keys = declared.endpoint, declared.keys
    if endpoint.kind == "call":
        yield (
            f"loads from {endpoint!r}, which has no keys.",
            "Declare the endpoint with one() or many(), or read it by a link.",
        )
    if isinstance(keys, bool) or not isinstance(keys, int) or keys < 1:
        yield (
            f"has loads(keys={keys!r}).",
            "Give the most keys that one call of the function loads: a whole number of 1 or more.",
        )
    names = _placeholders(endpoint)
    for name, value in declared.placeholders.items():
        if name not in names:
            yield (
                f"gives a value for {{{name}}}, which {endpoint!r} has not, or which is its key.",
                f"Remove {name}=; keys are given with each load.",
            )
        elif Placeholder(name) in endpoint.template.segments and not _is_segment(value):
            yield f"has {name}={value!r}, which is no segment of a path.", "Give a text or a number."
        elif value is not None and not isinstance(value, _PLAIN):
            yield (
                f"has {name}={value!r}, which is no single value.",
                f"Give a text or a number, or leave {name}= out here and give it with each load.",
            )


def _is_segment(value: object) -> bool:
    text = str(value)
    return isinstance(value, _PLAIN) and text not in ("", ".", "..") and text.isprintable()


def _into_problems(declared: LoadDeclaration, definition: StrawberryObjectDefinition | None) -> Found:
    if definition is None:
        into = declared.into
        yield (
            f"loads rows into {getattr(into, '__name__', repr(into))}, which is no object type.",
            'Name a class with @strawberry.type, or a type of the schema by its name: "Album".',
        )


def _twice(loads: list[Load]) -> Found:
    seen: set[tuple[int, type]] = set()
    for each in loads:
        place = (id(each.source.endpoint), each.into)
        if place in seen:
            yield (
                f"declares twice that it loads {each.into.__name__} from {each.source.endpoint!r}.",
                "Keep one of them, with keys= for as many as one call of the function loads.",
            )
        seen.add(place)


def misplaced_loads(place: str, declared: object) -> Iterator[Problem]:
    """Yield what is wrong with loads in an input type."""
    if declared_loads(declared):
        yield Problem(
            place, "declares loads in an input type, whose values come from the caller.", "Remove it."
        )
