"""Checks that what a field declares has a meaning where it stands: in a root, in an input, below a query."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import GraphQLInputObjectType, GraphQLInterfaceType, GraphQLObjectType, GraphQLSchema
from strawberry.types.field import StrawberryField

from bff.declare.endpoints.endpoint import Endpoint
from bff.declare.rows.read_from import ReadField
from bff.errors import Problem

from .check_loads import misplaced_loads
from .link import LinkField
from .loads import declared_loads
from .node import NodeIdField

__all__ = ["place_problems"]

_DEFINITION = "strawberry-definition"


def place_problems(core: GraphQLSchema) -> Iterator[Problem]:
    """Yield what is wrong with the places of fields, whatever is wrong with the fields."""
    for type_name, kind in core.type_map.items():
        if type_name.startswith("__"):
            continue
        if isinstance(kind, GraphQLInputObjectType):
            for field_name, input_field in kind.fields.items():
                declared = input_field.extensions.get(_DEFINITION)
                yield from _in_input(f"{type_name}.{field_name}", declared)
        elif isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                place, declared = f"{type_name}.{field_name}", field.extensions.get(_DEFINITION)
                if kind in (core.query_type, core.mutation_type):
                    yield from _in_root(place, declared)
                if kind is not core.mutation_type:
                    yield from _outside_of_mutation(place, declared)


def _in_input(place: str, declared: object) -> Iterator[Problem]:
    yield from misplaced_loads(place, declared)
    if isinstance(declared, ReadField):
        what = "has read_from() in an input type, whose values come from the caller."
        yield Problem(place, what, "Make it a plain field.")
    elif isinstance(declared, LinkField):
        what = "is a link in an input type, whose values come from the caller."
        yield Problem(place, what, "Remove it, or make it a plain field.")


def _in_root(place: str, declared: object) -> Iterator[Problem]:
    if isinstance(declared, ReadField):
        what = "has read_from() in a root, which no reply is read into."
        yield Problem(place, what, "Make it a link, or a function.")
    elif isinstance(declared, StrawberryField) and declared.is_basic_field and not declared_loads(declared):
        what = "has neither a link nor a function, and a root has no row that could have its value."
        yield Problem(place, what, "Make it a link, or a function with @strawberry.field.")


def _outside_of_mutation(place: str, declared: object) -> Iterator[Problem]:
    """Yield the writes that a query could make: by GET, side by side, once for many places, or not at all."""
    read_from: list[object] = [each.endpoint for each in declared_loads(declared)]
    if isinstance(declared, LinkField | NodeIdField):
        read_from.append(declared.declaration.endpoint)
    for endpoint in read_from:
        if isinstance(endpoint, Endpoint) and not endpoint.problems and endpoint.is_write:
            yield Problem(
                place,
                f"reads from {endpoint!r}, which changes something, but stands outside of the mutation type.",
                "Move it into the mutation type, or declare the endpoint as what it is: a read has no "
                "clears= and no idempotency_key=, and is a GET or a POST.",
            )
