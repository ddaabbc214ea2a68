"""Checks global ids and references, and makes of each the links that it may follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLID,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_list_type,
    is_non_null_type,
)

from bff.declare.endpoints.endpoint import KEY, KEYS, Endpoint
from bff.declare.rows.discriminator import discriminator_problems
from bff.errors import Problem

from .check_form import Found
from .check_links import LinkChecker
from .check_values import attribute_problems
from .link import Link, Parameter
from .node import ID_ARGUMENT, NodeIdField, Reference, ReferenceField

__all__ = ["NodeChecker"]


class NodeChecker:
    """Global ids by their types, and the references that lead to these types."""

    def __init__(self, core: GraphQLSchema, links: LinkChecker) -> None:
        self.problems: list[Problem] = []
        self._core = core
        self._links = links
        self._endpoints: dict[str, Endpoint] = {}

    def check_id(self, coordinate: str, field: GraphQLField, declared: NodeIdField) -> str | None:
        """Return the attribute that holds the key of a global id, or None after noting what is wrong."""
        parent = coordinate.split(".")[0]
        found = [Problem(coordinate, *each) for each in self._id_problems(parent, field, declared)]
        self.problems += found
        if found:
            return None
        self._endpoints[parent] = declared.declaration.endpoint
        return declared.declaration.key

    def check_reference(
        self, coordinate: str, field: GraphQLField, declared: ReferenceField
    ) -> Reference | None:
        """Return the reference, or None after noting what is wrong; all ids have been checked before."""
        kind: Any = get_named_type(field.type)
        found = [Problem(coordinate, *each) for each in self._reference_problems(coordinate, field, declared)]
        self.problems += found
        if found:
            return None
        discriminator, key = declared.declaration.discriminator, declared.declaration.key
        if discriminator is not None:
            types: Mapping[Any, str] = discriminator.types
        else:
            types = {each.name: each.name for each in self._core.get_possible_types(kind)}
        links = {name: self._link(coordinate, name, key) for name in dict.fromkeys(types.values())}
        if any(each is None for each in links.values()):
            return None
        return Reference(
            coordinate,
            {name: each for name, each in links.items() if each is not None},
            None if discriminator is None else discriminator.name,
            types,
        )

    def _link(self, coordinate: str, type_name: str, key: str | None) -> Link | None:
        endpoint = self._endpoints[type_name]
        source = self._links.source(self._core.type_map[type_name], endpoint)
        if source is None:
            return None
        hole = KEYS if endpoint.max_batch is not None else KEY
        if key is None:
            part = Parameter(hole, None, ID_ARGUMENT, ID_ARGUMENT, GraphQLNonNull(GraphQLID))
        else:
            part = Parameter(hole, key, None, None)
        return Link(
            coordinate=coordinate,
            source=source,
            keys=(part,),
            parameters=(),
            first=None,
            is_list=False,
            type_name=type_name,
            max_batch=endpoint.max_batch,
        )

    def _id_problems(self, parent: str, field: GraphQLField, declared: NodeIdField) -> Found:
        endpoint = declared.declaration.endpoint
        if not isinstance(self._core.type_map[parent], GraphQLObjectType):
            yield "is in an interface, which has no rows.", "Write node_id() in the types that implement it."
            return
        if not isinstance(endpoint, Endpoint):
            yield f"reads from {endpoint!r}, which is no endpoint.", "Name one that has a row for a key."
            return
        if endpoint.problems:
            self.problems += endpoint.problems
        elif endpoint.kind != "one" or {hole.name for hole in endpoint.placeholders} - {KEY, KEYS}:
            yield (
                f"is fetched from {endpoint!r}, which asks for more than a key.",
                'Name an endpoint like one("GET /albums?ids={ids}", key=Key("id")).',
            )
        elif len(endpoint.key_types) != 1:
            yield (
                f"is fetched from {endpoint!r}, whose key has several parts.",
                "A global id holds one: name an endpoint with a single key.",
            )
        if not (is_non_null_type(field.type) and get_nullable_type(field.type) == GraphQLID):
            yield f"has the type {field.type}.", "Write `node_id: strawberry.ID = node_id(...)`."
        yield from attribute_problems(self._core, parent, declared.declaration.key)

    def _reference_problems(self, coordinate: str, field: GraphQLField, declared: ReferenceField) -> Found:
        kind: Any = get_named_type(field.type)
        discriminator, key = declared.declaration.discriminator, declared.declaration.key
        if not is_abstract_type(kind) or is_list_type(get_nullable_type(field.type)):
            yield (
                f"refers to {field.type}, but what it gives is an interface or a union.",
                "Write `item: SearchResult | None`; for a single type, use link().",
            )
            return
        if is_non_null_type(field.type):
            yield "cannot be non-null, as what it names may not exist.", "Add `| None` to its type."
        if key is None:
            names = [each.name for each in self._core.get_possible_types(kind)]
        else:
            found = list(discriminator_problems(self._core, kind, discriminator))
            yield from found
            if found or discriminator is None:
                return
            parent = coordinate.split(".")[0]
            yield from attribute_problems(self._core, parent, discriminator.name)
            yield from attribute_problems(self._core, parent, key)
            names = list(discriminator.types.values())
        yield from self._without_id(names)

    def _without_id(self, names: list[str]) -> Iterator[tuple[str, str]]:
        for name in sorted(set(names)):
            kind: GraphQLNamedType = self._core.type_map[name]
            if name not in self._endpoints and not self._has_id_field(kind):
                yield (
                    f"leads to '{name}', which nothing says how to fetch.",
                    f"Add `node_id: strawberry.ID = node_id(...)` to '{name}', with an endpoint that has it.",
                )

    @staticmethod
    def _has_id_field(kind: Any) -> bool:
        """Return True for a type whose id was refused, which is a problem of its own."""
        return any(
            isinstance(each.extensions.get("strawberry-definition"), NodeIdField)
            for each in kind.fields.values()
        )
