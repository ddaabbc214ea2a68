"""The checked whole: a graph in which every link fits its endpoint, or the list of all that does not.

The schema cannot start wrong: `blueprint` is the only way from a `Graph` to something that can be served.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import strawberry
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    print_schema,
)
from strawberry.types.field import StrawberryField

from bff.errors import DeclarationError, Problem

from .check_links import LinkChecker, is_list
from .cost_model import CostModel
from .graph import Graph
from .link import Link, LinkField
from .read_costs import read_costs
from .rows import RowTypes
from .source import Source

__all__ = ["Blueprint", "blueprint"]

_DEFINITION = "strawberry-definition"


@dataclass(frozen=True, slots=True, eq=False)
class Blueprint:
    """A schema that may start."""

    schema: GraphQLSchema
    links: Mapping[str, Link]
    """By coordinate: `Album.tracks`."""
    sources: tuple[Source, ...]
    costs: CostModel
    sdl: str
    notes: tuple[Problem, ...]
    """What `bff check` says aloud: unbatched links, lists without a declared size."""

    @property
    def services(self) -> tuple[str, ...]:
        """The names of the services that the graph reads, sorted."""
        return tuple(sorted({source.endpoint.service for source in self.sources}))


def blueprint(graph: Graph, *, default_list_size: int = 10) -> Blueprint:
    """Return the checked graph.

    Raises:
        DeclarationError: with every problem of the schema, in the order of the coordinates.
    """
    strawberry_schema = _strawberry_schema(graph)
    core: GraphQLSchema = strawberry_schema._schema
    rows = RowTypes()
    costs, problems = read_costs(core, default_list_size)
    checker = LinkChecker(rows, core)
    links: dict[str, Link] = {}
    for coordinate, field, declared in _link_fields(core):
        checked = checker.check(coordinate, field, declared.declaration)
        if checked is not None:
            links[coordinate] = declared.checked = checked
    problems = sorted(
        {*problems, *checker.problems, *rows.problems}, key=lambda problem: (problem.place, problem.what)
    )
    if problems:
        raise DeclarationError(tuple(problems))
    _accept_rows_as_values(core, checker)
    return Blueprint(
        schema=core,
        links=links,
        sources=tuple(checker.sources.values()),
        costs=_with_maxima(costs, links),
        sdl=_sdl(strawberry_schema),
        notes=tuple(_notes(core, links, costs)),
    )


def _strawberry_schema(graph: Graph) -> strawberry.Schema:
    try:
        schema = strawberry.Schema(query=graph.query, mutation=graph.mutation, types=graph.types)
        print_schema(schema._schema)
    except Exception as error:  # Strawberry and graphql-core raise many kinds; each is the author's to mend
        what = " ".join(str(error).split()) or type(error).__name__
        raise DeclarationError(
            (Problem("schema", f"Strawberry refuses it: {what}", "Correct the type that the message names."),)
        ) from error
    return schema


def _sdl(schema: strawberry.Schema) -> str:
    return schema.as_str() + "\n"


def _link_fields(core: GraphQLSchema) -> Iterator[tuple[str, GraphQLField, LinkField]]:
    for type_name, kind in sorted(core.type_map.items()):
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not type_name.startswith("__"):
            for field_name, field in kind.fields.items():
                declared = field.extensions.get(_DEFINITION)
                if isinstance(declared, LinkField):
                    yield f"{type_name}.{field_name}", field, declared


def _accept_rows_as_values(core: GraphQLSchema, checker: LinkChecker) -> None:
    """Let a type that implements an interface know its rows, which are no instances of its class."""
    row_types: dict[str, list[type]] = {}
    for (_, type_name), source in checker.sources.items():
        row_types.setdefault(type_name, []).append(source.row_type)
    for type_name, structs in row_types.items():
        kind = core.type_map[type_name]
        if isinstance(kind, GraphQLObjectType) and kind.is_type_of is not None:
            kind.is_type_of = _knows(tuple(structs), kind.is_type_of)


def _knows(structs: tuple[type, ...], otherwise: Any) -> Any:
    return lambda value, info: isinstance(value, structs) or otherwise(value, info)


def _with_maxima(costs: CostModel, links: Mapping[str, Link]) -> CostModel:
    """Return the costs with each link's maximum, which the directive of the specification cannot hold."""
    maxima = {name: each.first.max for name, each in links.items() if each.first is not None}
    sizes = {
        coordinate: replace(rule, max_size=maxima.get(coordinate)) for coordinate, rule in costs.sizes.items()
    }
    return replace(costs, sizes=sizes)


def _notes(core: GraphQLSchema, links: Mapping[str, Link], costs: CostModel) -> Iterator[Problem]:
    for coordinate, each in links.items():
        if each.key is not None and each.key.attribute is not None and each.max_batch is None:
            yield Problem(
                coordinate,
                f"{each.source.endpoint!r} has no batch form: one call for each parent (N+1).",
                "Ask its owners for a batch form; until then it is priced as that.",
            )
    for type_name, kind in sorted(core.type_map.items()):
        if not isinstance(kind, GraphQLObjectType) or type_name.startswith("__"):
            continue
        for field_name, field in kind.fields.items():
            coordinate = f"{type_name}.{field_name}"
            declared = field.extensions.get(_DEFINITION)
            composite = isinstance(get_named_type(field.type), GraphQLObjectType | GraphQLInterfaceType)
            if (
                isinstance(declared, StrawberryField)
                and is_list(field)
                and composite
                and coordinate not in costs.sizes
            ):
                yield Problem(
                    coordinate,
                    f"declares no size, so it is priced as {costs.default_list_size} items.",
                    "Add directives=[ListSizeDirective(assumed_size=…)].",
                )
