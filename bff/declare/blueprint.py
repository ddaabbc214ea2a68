"""The checked whole: a graph in which every link fits its endpoint, or the list of all that does not.

The schema cannot start wrong: `blueprint` is the only way from a `Graph` to something that can be served.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
)

from bff.errors import DeclarationError, Problem

from .check_links import LinkChecker
from .cost_model import CostModel
from .graph import Graph
from .link import Follows, Link, LinkField
from .notes import notes_on
from .read_costs import read_costs
from .read_from import ReadField
from .rows import RowTypes
from .source import Source
from .strawberry_schema import make_strawberry_schema

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
    """What `bff check` says aloud: unbatched links, keys that are shown, lists without a declared size."""

    @property
    def services(self) -> tuple[str, ...]:
        """The names of the services that the graph reads, sorted."""
        return tuple(sorted({source.endpoint.service for source in self.sources}))


def blueprint(graph: Graph, *, default_list_size: int = 10) -> Blueprint:
    """Return the checked graph.

    Raises:
        DeclarationError: with every problem of the schema, in the order of their places.
    """
    schema, problems = make_strawberry_schema(graph)
    core: GraphQLSchema = schema._schema
    rows = RowTypes()
    costs, cost_problems = read_costs(core, default_list_size)
    checker = LinkChecker(rows, core)
    links: dict[str, Link] = {}
    for coordinate, field, declared in _link_fields(core):
        checked = checker.check(coordinate, field, declared)
        if checked is not None:
            links[coordinate] = checked
            field.resolve = _resolver(checked)
    found = {*problems, *cost_problems, *_misplaced(core), *checker.problems, *rows.problems}
    if found:
        raise DeclarationError(tuple(sorted(found, key=lambda each: (each.place, each.what))))
    _accept_rows_as_values(core, rows)
    return Blueprint(
        schema=core,
        links=links,
        sources=tuple(checker.sources.values()),
        costs=_with_maxima(costs, links),
        sdl=schema.as_str() + "\n",
        notes=notes_on(core, links, costs),
    )


def _link_fields(core: GraphQLSchema) -> Iterator[tuple[str, GraphQLField, LinkField]]:
    for type_name, kind in sorted(core.type_map.items()):
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not type_name.startswith("__"):
            for field_name, field in kind.fields.items():
                declared = field.extensions.get(_DEFINITION)
                if isinstance(declared, LinkField):
                    yield f"{type_name}.{field_name}", field, declared


def _misplaced(core: GraphQLSchema) -> Iterator[Problem]:
    roots = (core.query_type, core.mutation_type)
    for type_name, kind in core.type_map.items():
        if isinstance(kind, GraphQLInputObjectType) or kind in roots:
            for field_name, field in kind.fields.items():
                place, declared = f"{type_name}.{field_name}", field.extensions.get(_DEFINITION)
                if isinstance(declared, ReadField):
                    yield _no_row(place, is_root=kind in roots)
                elif isinstance(declared, LinkField) and kind not in roots:
                    yield Problem(
                        place,
                        "is a link in an input type, whose values come from the caller.",
                        "Remove it, or make it a plain field.",
                    )


def _no_row(place: str, *, is_root: bool) -> Problem:
    if is_root:
        what, remedy = "a root, which no reply is read into.", "Make it a link, or a function."
    else:
        what, remedy = "an input type, whose values come from the caller.", "Make it a plain field."
    return Problem(place, f"has read_from() in {what}", remedy)


def _resolver(link: Link) -> Any:
    """Return what graphql-core calls: arguments come by the document's names and go on by Python's."""
    names = link.python_names

    def follow(source: object, info: Any, **given: object) -> object:
        context: Follows = info.context
        return context.follow(link, source, {names.get(name) or name: given[name] for name in given})

    return follow


def _accept_rows_as_values(core: GraphQLSchema, rows: RowTypes) -> None:
    """Let a type that implements an interface know its rows, which are no instances of its class."""
    for kind in core.type_map.values():
        if isinstance(kind, GraphQLObjectType) and kind.is_type_of is not None:
            definition = kind.extensions.get(_DEFINITION)
            structs = rows.rows_of(definition) if definition is not None else ()
            if structs:
                kind.is_type_of = _knows(structs, kind.is_type_of)


def _knows(structs: tuple[type, ...], otherwise: Any) -> Any:
    return lambda value, info: isinstance(value, structs) or otherwise(value, info)


def _with_maxima(costs: CostModel, links: Mapping[str, Link]) -> CostModel:
    """Return the costs with each link's maximum, which the directive of the specification cannot hold."""
    maxima = {name: each.first.max for name, each in links.items() if each.first is not None}
    sizes = {
        coordinate: replace(rule, max_size=maxima.get(coordinate)) for coordinate, rule in costs.sizes.items()
    }
    return replace(costs, sizes=sizes)
