"""Checks each link against its endpoint and its type, and turns those that fit into what planning knows."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLField, GraphQLNamedType, GraphQLObjectType, GraphQLSchema

from bff.declare.connection import is_connection, row_kind
from bff.declare.endpoints.endpoint import Endpoint
from bff.declare.rows.discriminator import Discriminator
from bff.declare.rows.row_types import Derived, RowTypes
from bff.declare.rows.source import Source
from bff.errors import Problem

from .check_connection import connection_problems
from .check_form import form_problems, is_list
from .check_values import ValueChecker
from .link import Argument, Link, LinkDeclaration, LinkField

__all__ = ["LinkChecker"]

_DEFINITION = "strawberry-definition"


class LinkChecker:
    """Turns declarations into links, keeping one source for each endpoint and type."""

    def __init__(self, rows: RowTypes, core: GraphQLSchema) -> None:
        self.problems: list[Problem] = []
        self.sources: dict[tuple[int, str, int | None], Source] = {}
        self._rows = rows
        self._core = core

    def check(self, coordinate: str, field: GraphQLField, declared: LinkField) -> Link | None:
        """Return the link, or None after noting what is wrong with it."""
        link = declared.declaration
        parent = coordinate.split(".")[0]
        found = [Problem(coordinate, *each) for each in form_problems(self._core, field, declared)]
        if is_connection(field):
            mutation = self._core.mutation_type
            is_write = mutation is not None and parent == mutation.name
            found += [Problem(coordinate, *each) for each in connection_problems(link, is_write=is_write)]
        if not isinstance(link.endpoint, Endpoint):
            self.problems += found
            return None
        source = None
        if not found:
            source = self.source(row_kind(field), link.endpoint, link.discriminator)
        if link.endpoint.problems:  # its placeholders are not known: what they ask for would be guessed
            self.problems += [*found, *link.endpoint.problems]
            return None
        values = ValueChecker(self._core, parent, field, link)
        found += [Problem(coordinate, *each) for each in values.problems()]
        self.problems += found
        if found or source is None:
            return None
        return Link(
            coordinate=coordinate,
            source=source,
            keys=values.keys(),
            parameters=values.parameters(),
            first=link.first,
            is_list=is_list(field) or is_connection(field),
            type_name=row_kind(field).name,
            max_batch=link.endpoint.max_batch,
            is_connection=is_connection(field),
            max_size=_max_size(link),
        )

    def source(
        self, kind: GraphQLNamedType, endpoint: Endpoint, discriminator: Discriminator | None = None
    ) -> Source | None:
        """Return where rows of `kind` come from; None where it is no type that rows can have."""
        tags: Mapping[Any, str] = {None: kind.name} if discriminator is None else discriminator.types
        place = (id(endpoint), kind.name, None if discriminator is None else id(discriminator))
        if place not in self.sources:
            derived = {
                value: self._derive(name, value, endpoint, discriminator) for value, name in tags.items()
            }
            found = {value: each for value, each in derived.items() if each is not None}
            if len(found) < len(tags):
                return None
            self.sources[place] = Source(
                endpoint,
                {value: struct for value, (struct, _) in found.items()},
                dict(found.values()),
                kind.name,
            )
        return self.sources[place]

    def _derive(
        self, type_name: str, value: Any, endpoint: Endpoint, discriminator: Discriminator | None
    ) -> Derived | None:
        kind = self._core.type_map.get(type_name)
        definition = None if kind is None else kind.extensions.get(_DEFINITION)
        if not isinstance(kind, GraphQLObjectType) or definition is None:
            return None
        tag = None if discriminator is None else (discriminator.name, value)
        return self._rows.derive(kind.name, definition, naming=endpoint.naming, key=endpoint.key, tag=tag)


def _max_size(link: LinkDeclaration) -> int | None:
    if link.first is not None:
        return link.first.max
    return link.size if any(isinstance(each, Argument) for each in link.keys) else None
