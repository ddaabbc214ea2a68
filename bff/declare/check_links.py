"""Checks each link against its endpoint and its type, and turns those that fit into what planning knows."""

from __future__ import annotations

from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type

from bff.errors import Problem

from .check_form import form_problems, is_list
from .check_values import ValueChecker
from .endpoint import Endpoint
from .link import Link, LinkField
from .rows import RowTypes
from .source import Source

__all__ = ["LinkChecker"]

_DEFINITION = "strawberry-definition"


class LinkChecker:
    """Turns declarations into links, keeping one source for each endpoint and type."""

    def __init__(self, rows: RowTypes, core: GraphQLSchema) -> None:
        self.problems: list[Problem] = []
        self.sources: dict[tuple[int, str], Source] = {}
        self._rows = rows
        self._core = core

    def check(self, coordinate: str, field: GraphQLField, declared: LinkField) -> Link | None:
        """Return the link, or None after noting what is wrong with it."""
        link = declared.declaration
        found = [Problem(coordinate, *each) for each in form_problems(field, declared)]
        if not isinstance(link.endpoint, Endpoint):
            self.problems += found
            return None
        source = self._source(field, link.endpoint)
        if link.endpoint.problems:  # its placeholders are not known: what they ask for would be guessed
            self.problems += [*found, *link.endpoint.problems]
            return None
        values = ValueChecker(self._core, coordinate.split(".")[0], field, link)
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
            is_list=is_list(field),
            type_name=get_named_type(field.type).name,
            max_batch=link.endpoint.max_batch,
        )

    def _source(self, field: GraphQLField, endpoint: Endpoint) -> Source | None:
        kind = get_named_type(field.type)
        known = self.sources.get((id(endpoint), kind.name))
        if known is not None:
            return known
        definition = kind.extensions.get(_DEFINITION)
        if not isinstance(kind, GraphQLObjectType) or definition is None:
            return None
        derived = self._rows.derive(kind.name, definition, naming=endpoint.naming, key=endpoint.key)
        source = Source(endpoint, *derived)
        self.sources[id(endpoint), kind.name] = source
        return source
