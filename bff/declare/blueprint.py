"""The checked whole: a graph in which every link fits its endpoint, or the list of all that does not.

The schema cannot start wrong: `blueprint` is the only way from a `Graph` to something that can be served.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    default_type_resolver,
)
from strawberry.types.field import StrawberryField

from bff.errors import DeclarationError, Problem

from .costs.cost_model import CostModel
from .costs.read_costs import read_costs
from .fields.check_links import LinkChecker
from .fields.check_loads import LoadChecker
from .fields.check_nodes import NodeChecker
from .fields.check_places import place_problems
from .fields.global_id import encode_global_id
from .fields.link import Link, LinkField
from .fields.loads import Load, give_loads
from .fields.node import Follows, NodeIdField, Reference, ReferenceField
from .graph import Graph
from .notes import notes_on
from .rows.check_embedded import EmbeddedChecker
from .rows.read_from import ReadField
from .rows.row_types import RowTypes
from .rows.source import Source
from .strawberry_schema import make_strawberry_schema

__all__ = ["Blueprint", "blueprint"]

_DEFINITION = "strawberry-definition"


@dataclass(frozen=True, slots=True, eq=False)
class Blueprint:
    """A schema that may start."""

    schema: GraphQLSchema
    links: Mapping[str, Link]
    """By coordinate: `Album.tracks`."""
    references: Mapping[str, Reference]
    """By coordinate: fields whose link depends on their parent."""
    loads: Mapping[str, tuple[Load, ...]]
    """What hand-written resolvers load, by coordinate."""
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
    embedded = EmbeddedChecker(core)
    for coordinate, field, read in _fields_of(core, ReadField):
        embedded.check(coordinate, field, read)
    rows = RowTypes(embedded.options)
    costs, cost_problems = read_costs(core, default_list_size)
    checker = LinkChecker(rows, core)
    links: dict[str, Link] = {}
    for coordinate, field, declared in _fields_of(core, LinkField):
        checked = checker.check(coordinate, field, declared)
        if checked is not None:
            links[coordinate] = checked
            field.resolve = _resolver(checked)
    nodes = NodeChecker(core, checker)
    references = _references(core, nodes)
    loading = LoadChecker(core, checker, rows)
    loads = _loads(core, loading)
    found = {
        *problems,
        *cost_problems,
        *place_problems(core),
        *embedded.problems,
        *checker.problems,
        *nodes.problems,
        *loading.problems,
        *rows.problems,
    }
    if found:
        raise DeclarationError(tuple(sorted(found, key=lambda each: (each.place, each.what))))
    _accept_rows_as_values(core, rows)
    return Blueprint(
        schema=core,
        links=links,
        references=references,
        loads=loads,
        sources=tuple(checker.sources.values()),
        costs=_with_maxima(costs, links),
        sdl=schema.as_str() + "\n",
        notes=notes_on(core, links, loads, costs),
    )


def _references(core: GraphQLSchema, nodes: NodeChecker) -> dict[str, Reference]:
    """Return the references, after giving them and the global ids their resolvers."""
    for coordinate, field, identity in _fields_of(core, NodeIdField):
        attribute = nodes.check_id(coordinate, field, identity)
        if attribute is not None:
            field.resolve = _id_resolver(coordinate.split(".")[0], attribute)
    references: dict[str, Reference] = {}
    for coordinate, field, declared in _fields_of(core, ReferenceField):
        checked = nodes.check_reference(coordinate, field, declared)
        if checked is not None:
            references[coordinate] = checked
            field.resolve = _reference_resolver(checked)
    return references


def _id_resolver(type_name: str, attribute: str) -> Any:
    return lambda source, info: encode_global_id(type_name, getattr(source, attribute))


def _reference_resolver(reference: Reference) -> Any:
    def refer(source: object, info: Any, **given: object) -> object:
        context: Follows = info.context
        return context.refer(reference, source, given)

    return refer


_Declared = TypeVar("_Declared")


def _fields_of(
    core: GraphQLSchema, declared_as: type[_Declared]
) -> Iterator[tuple[str, GraphQLField, _Declared]]:
    for type_name, kind in sorted(core.type_map.items()):
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType) and not type_name.startswith("__"):
            for field_name, field in kind.fields.items():
                declared = field.extensions.get(_DEFINITION)
                if isinstance(declared, declared_as):
                    yield f"{type_name}.{field_name}", field, declared


def _loads(core: GraphQLSchema, checker: LoadChecker) -> dict[str, tuple[Load, ...]]:
    """Return what resolvers load, after letting them."""
    found: dict[str, tuple[Load, ...]] = {}
    for coordinate, field, declared in _fields_of(core, StrawberryField):
        loads = checker.check(coordinate, declared)
        if loads:
            found[coordinate] = loads
            give_loads(field, loads)
    return found


def _resolver(link: Link) -> Any:
    """Return what graphql-core calls: arguments come by the document's names and go on by Python's."""
    names = link.python_names

    def follow(source: object, info: Any, **given: object) -> object:
        context: Follows = info.context
        return context.follow(link, source, {names.get(name) or name: given[name] for name in given})

    return follow


def _accept_rows_as_values(core: GraphQLSchema, rows: RowTypes) -> None:
    """Let interfaces and unions, and types that implement one, know their rows: no instances of a class."""
    for kind in core.type_map.values():
        definition = kind.extensions.get(_DEFINITION)
        if isinstance(kind, GraphQLObjectType) and kind.is_type_of is not None and definition is not None:
            structs = rows.rows_of(definition)
            if structs:
                kind.is_type_of = _knows(structs, kind.is_type_of)
        elif isinstance(kind, GraphQLInterfaceType | GraphQLUnionType):
            kind.resolve_type = _names(rows.type_names, kind.resolve_type or default_type_resolver)


def _knows(structs: tuple[type, ...], otherwise: Any) -> Any:
    return lambda value, info: isinstance(value, structs) or otherwise(value, info)


def _names(type_names: Mapping[type, str], otherwise: Any) -> Any:
    """Return a type resolver; a row that was mended, or has more read from it, is of a derived type."""

    def name_of(value: object, info: Any, kind: Any) -> Any:
        for each in type(value).__mro__:
            if each in type_names:
                return type_names[each]
        return otherwise(value, info, kind)

    return name_of


def _with_maxima(costs: CostModel, links: Mapping[str, Link]) -> CostModel:
    """Return the costs with each link's maximum, which the directive of the specification cannot hold."""
    maxima = {name: each.max_size for name, each in links.items()}
    sizes = {
        coordinate: replace(rule, max_size=maxima.get(coordinate)) for coordinate, rule in costs.sizes.items()
    }
    return replace(costs, sizes=sizes)
