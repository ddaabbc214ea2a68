"""Checks a link's form: what it reads from, what it returns, and how long its list may be."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_nullable_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)

from bff.declare.connection import is_connection, row_kind
from bff.declare.endpoints.endpoint import Endpoint
from bff.declare.rows.discriminator import discriminator_problems

from .link import Argument, LinkDeclaration, LinkField, ListSize

__all__ = ["Found", "form_problems", "is_list"]

Found = Iterator[tuple[str, str]]
"""What is wrong, and what to do."""


def form_problems(core: GraphQLSchema, field: GraphQLField, declared: LinkField) -> Found:
    """Yield what is wrong with the link before anything is known of its placeholders."""
    link = declared.declaration
    if declared.base_resolver is not None:
        yield (
            "is both a link and a function.",
            "Write it as `name: Type = link(...)`; what the function does belongs into another field.",
        )
    if isinstance(link.endpoint, dataclasses.Field):
        yield (
            f"reads from its class's field '{link.endpoint.name}', which hides an endpoint of this name.",
            "Give the endpoint a name that no field of the class has.",
        )
    elif not isinstance(link.endpoint, Endpoint):
        yield (
            f"reads from {link.endpoint!r}, which is no endpoint.",
            'Name one that a service made: `albums_by_id = catalog.one("GET /albums?ids={ids}", ...)`.',
        )
    else:
        yield from _kind_problems(field, link)
    yield from _target_problems(core, field, link)
    yield from _number_problems(link)
    if not is_connection(field):
        yield from _length_problems(field, link)


def is_list(field: GraphQLField) -> bool:
    """Return True for a list, nullable or not."""
    return is_list_type(get_nullable_type(field.type))


def _kind_problems(field: GraphQLField, link: LinkDeclaration) -> Found:
    endpoint, returns_list = link.endpoint, is_list(field) or is_connection(field)
    if endpoint.kind == "one" and is_connection(field):
        yield (
            f"is a connection, but {endpoint!r} has one row for a key.",
            "Declare the endpoint with many(), or make the field a single object.",
        )
    elif (
        endpoint.kind == "one"
        and not returns_list
        and is_non_null_type(field.type)
        and any(isinstance(each, Argument) for each in link.keys)
    ):
        yield (
            "cannot be non-null, as a caller may ask for a key that does not exist.",
            "Add `| None` to its type.",
        )
    if endpoint.kind == "many" and not returns_list:
        yield (
            f"is no list, but {endpoint!r} has many rows for a key.",
            "Make the field a list, or declare the endpoint with one().",
        )


def _target_problems(core: GraphQLSchema, field: GraphQLField, link: LinkDeclaration) -> Found:
    kind = row_kind(field)
    if is_abstract_type(kind) and link.discriminator is None:
        yield (
            f"links to '{kind.name}', an interface or a union: nothing says yet which type a row has.",
            'Add discriminator=Discriminator("kind", {"album": "Album"}), or link to a single type.',
        )
    elif is_abstract_type(kind):
        yield from discriminator_problems(core, kind, link.discriminator)
    elif is_leaf_type(kind):
        yield (
            f"links to '{kind.name}', but a row is read into an object.",
            "Link to an object type that has a field for the value.",
        )
    elif link.discriminator is not None:
        yield (
            f"has a discriminator, but '{kind.name}' is a single type.",
            "Remove it, or link to the interface or union that has several.",
        )
    elif is_connection(field) and is_list(field):
        yield "is a list of connections, which no endpoint has.", f"Make it a Connection[{kind.name}]."
    elif isinstance(kind, GraphQLObjectType) and is_list(field):
        items: Any = get_nullable_type(field.type)
        if is_list_type(get_nullable_type(items.of_type)):
            yield "is a list of lists, which no endpoint has.", f"Make it a list of '{kind.name}'."


def _number_problems(link: LinkDeclaration) -> Found:
    first, size = link.first, link.size
    if first is not None and not isinstance(first, ListSize):
        yield f"has first={first!r}.", "Write first=ListSize(default=10, max=100)."
    elif first is not None and not _is_range(first):
        yield (
            f"has ListSize(default={first.default!r}, max={first.max!r}).",
            "Give whole numbers, 0 <= default <= max and max at least 1.",
        )
    if size is not None and (isinstance(size, bool) or not isinstance(size, int) or size < 1):
        yield f"has size={size!r}.", "Give the most rows that it can have: a whole number of 1 or more."


def _length_problems(field: GraphQLField, link: LinkDeclaration) -> Found:
    first, size = link.first, link.size
    if not is_list(field):
        if first is not None or size is not None:
            yield "is no list, so it has no size.", "Remove first= and size=, or make it a list."
    elif first is None and size is None and getattr(link.endpoint, "kind", None) == "one":
        yield (
            "is a list of one row for each key, but nothing bounds the keys, so it has no price.",
            "Add size=50, with the most keys that it has.",
        )
    elif first is None and size is None:
        yield (
            "is a list whose length nothing bounds, so it has no price.",
            "Add first=ListSize(default=10, max=100), or size=50 where the service itself bounds it.",
        )
    elif first is not None and size is not None:
        yield (
            "has both first= and size=.",
            "Keep first= where the caller chooses the length, size= where the service does.",
        )


def _is_range(first: ListSize) -> bool:
    numbers = (first.default, first.max)
    if any(isinstance(each, bool) or not isinstance(each, int) for each in numbers):
        return False
    return 0 <= first.default <= first.max and first.max >= 1
