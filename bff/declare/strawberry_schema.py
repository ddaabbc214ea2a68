"""Strawberry's schema of a graph, with what it refuses said by place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import strawberry
from graphql import (
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
)
from graphql.utilities import ast_from_value
from strawberry.exceptions import UnresolvedFieldTypeError
from strawberry.schema.config import StrawberryConfig
from strawberry.types.base import has_object_definition

from bff.errors import DeclarationError, Problem

from .graph import Graph

__all__ = ["make_strawberry_schema"]


def make_strawberry_schema(graph: Graph) -> tuple[strawberry.Schema, tuple[Problem, ...]]:
    """Return the schema, and what is wrong with it that Strawberry lets pass.

    Raises:
        DeclarationError: Strawberry refuses the types; it names the first that it meets.
    """
    roots = tuple(_root_problems(graph))
    if roots:
        raise DeclarationError(roots)
    try:
        schema = strawberry.Schema(
            query=graph.query,
            mutation=graph.mutation,
            types=graph.types,
            config=StrawberryConfig(scalar_map=graph.scalars),
        )
        problems = tuple(_default_problems(schema._schema))
    except Exception as error:  # Strawberry and graphql-core raise many kinds; each is the author's to mend
        raise DeclarationError(tuple(_refusals(error))) from error
    return schema, problems


def _root_problems(graph: Graph) -> Iterator[Problem]:
    named: list[tuple[str, object]] = [("query", graph.query), ("mutation", graph.mutation)]
    if isinstance(graph.types, list | tuple):
        named += [("types", each) for each in graph.types]
    else:
        yield Problem(
            "Graph(types=...)", f"{_named(graph.types)} is no list.", "Write types=[Album, Artist]."
        )
    if not isinstance(graph.scalars, Mapping):
        yield Problem(
            "Graph(scalars=...)",
            f"{graph.scalars!r} is no dictionary.",
            'Write scalars={Cents: strawberry.scalar(name="Cents", serialize=..., parse_value=...)}.',
        )
    for place, root in named:
        if root is None and place == "mutation":
            continue
        name = _named(root)
        if not has_object_definition(root):
            yield Problem(
                f"Graph({place}=...)",
                f"{name} is no Strawberry type.",
                "Put @strawberry.type above the class.",
            )
        elif place != "types" and (
            root.__strawberry_definition__.is_interface or root.__strawberry_definition__.is_input
        ):
            yield Problem(
                f"Graph({place}=...)",
                f"{name} is an interface or an input type.",
                "Write @strawberry.type above the class.",
            )


def _named(value: object) -> str:
    """Return a class by its name, anything else as it stands in the file."""
    return f"'{value.__name__}'" if isinstance(value, type) else repr(value)


def _refusals(error: Exception) -> Iterator[Problem]:
    """Yield what Strawberry or graphql-core says, one problem for each of its lines."""
    text = str(error) or type(error).__name__
    place = "schema"
    if isinstance(error, UnresolvedFieldTypeError):
        place = f"{getattr(error.type_definition, 'name', 'schema')}.{error.field.python_name}"
    head, mark, rest = text.partition("Errors:")
    lines = [line.strip(" \n❌") for line in rest.split("❌")] if mark else [" ".join(head.split())]
    for line in lines:
        if line:
            yield Problem(
                place,
                f"Strawberry refuses it: {' '.join(line.split()).rstrip('.')}.",
                f"Correct the type that the message names{_hint(line)}.",
            )


def _hint(line: str) -> str:
    is_unknown = "Unexpected type" in line
    return "; a scalar of your own is named in Graph(scalars={...})" if is_unknown else ""


def _default_problems(core: GraphQLSchema) -> Iterator[Problem]:
    for type_name, kind in core.type_map.items():
        if type_name.startswith("__"):
            continue
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            for field_name, field in kind.fields.items():
                for name, argument in field.args.items():
                    yield from _default_problem(f"{type_name}.{field_name}({name}:)", argument)
        elif isinstance(kind, GraphQLInputObjectType):
            for field_name, input_field in kind.fields.items():
                yield from _default_problem(f"{type_name}.{field_name}", input_field)


def _default_problem(place: str, value: Any) -> Iterator[Problem]:
    if value.default_value is Undefined:
        return
    try:
        ast_from_value(value.default_value, value.type)
    except Exception as error:  # noqa: BLE001 - scalars may raise what they like
        what = " ".join(str(error).split()).rstrip(".")
        yield Problem(
            place, f"has a default that does not fit: {what}.", f"Give a value of the type {value.type}."
        )
