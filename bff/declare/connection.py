"""A list in pages, as Relay's clients know it: the type that a field has, and what makes it one.

Source: https://relay.dev/graphql/connections.htm
"""

from __future__ import annotations

import dataclasses
from typing import Generic, TypeVar

import strawberry
from graphql import GraphQLField, GraphQLNamedType, get_named_type
from strawberry.relay import PageInfo
from strawberry.types.base import StrawberryContainer, StrawberryObjectDefinition, has_object_definition

__all__ = [
    "SIZED_FIELDS",
    "Connection",
    "Edge",
    "PageInfo",
    "is_connection",
    "is_connection_type",
    "names_connection",
    "row_kind",
]

SIZED_FIELDS = ("edges", "nodes")
"""The lists that the argument `first` of a connection sizes."""
_DEFINITION = "strawberry-definition"
T = TypeVar("T")
"""By the name that most generic types have: Strawberry fills in those of a type inside another by name."""


@strawberry.type(description="A row in its place in a list.")
class Edge(Generic[T]):
    """One row; `after: cursor` asks for what follows it."""

    node: T | None = strawberry.field(description="Null, with an error, where the row could not be read.")
    cursor: str = strawberry.field(description="Where this row stands: give it as `after`.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[T]):
    """One page. A link makes it by itself; a function may build it by hand."""

    edges: list[Edge[T]] = strawberry.field(description="The rows, each with its cursor.")
    nodes: list[T | None] = dataclasses.field(init=False)
    page_info: PageInfo = strawberry.field(description="What there is before and after this page.")
    total_count: int | None = strawberry.field(
        default=None, description="The rows of all pages; null where nobody says how many they are."
    )

    def __post_init__(self) -> None:
        """Let `nodes` be the rows of `edges`."""
        self.nodes = [edge.node for edge in self.edges]


def is_connection(field: GraphQLField) -> bool:
    """Return True for a field whose type is a connection, or a list of them."""
    return is_connection_type(get_named_type(field.type))


def is_connection_type(kind: GraphQLNamedType) -> bool:
    """Return True for a type of a schema that is `Connection[...]`."""
    return _is_made_of(kind.extensions.get(_DEFINITION), Connection)


def row_kind(field: GraphQLField) -> GraphQLNamedType:
    """Return the type of a field's rows: of what is in its pages, if it is a connection."""
    kind = get_named_type(field.type)
    if not is_connection_type(kind):
        return kind
    rows: GraphQLField = kind.fields["nodes"]  # type: ignore[attr-defined]
    return get_named_type(rows.type)


def names_connection(annotation: object) -> bool:
    """Return True for what Strawberry makes of `Connection[...]`, of that `| None`, or of a list of them."""
    while isinstance(annotation, StrawberryContainer):
        annotation = annotation.of_type
    return has_object_definition(annotation) and _is_made_of(annotation.__strawberry_definition__, Connection)


def _is_made_of(definition: object, origin: type) -> bool:
    if not isinstance(definition, StrawberryObjectDefinition):
        return False
    while definition.concrete_of is not None:
        definition = definition.concrete_of
    return definition.origin is origin
