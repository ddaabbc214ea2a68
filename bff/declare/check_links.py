"""Checks each link against its endpoint and its type, and notes everything that does not fit."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)

from bff.errors import Problem

from .link import FIRST, Argument, Link, LinkDeclaration, Parameter
from .rows import RowTypes
from .service import KEY, KEYS, Endpoint
from .source import Source

__all__ = ["LinkChecker", "is_list"]

_MAX_TARGET_BYTES = 8_000
"""The address length that every common server accepts."""
_DEFINITION = "strawberry-definition"


class LinkChecker:
    """Turns declarations into links, keeping one source for each endpoint and type."""

    def __init__(self, rows: RowTypes, core: GraphQLSchema) -> None:
        self.problems: list[Problem] = []
        self.sources: dict[tuple[int, str], Source] = {}
        self._rows = rows
        self._core = core

    def check(self, coordinate: str, field: GraphQLField, declared: LinkDeclaration) -> Link | None:
        """Return the link, or None after noting what is wrong with it."""
        before = len(self.problems)
        endpoint = declared.endpoint
        parameters = self._parameters(coordinate, field, declared)
        self._check_form(coordinate, field, declared)
        self._check_address(coordinate, endpoint)
        source = self._source(coordinate, field, endpoint)
        if source is None or len(self.problems) > before:
            return None
        key = next((each for each in parameters if each.placeholder in (KEYS, KEY)), None)
        return Link(
            coordinate=coordinate,
            source=source,
            key=key,
            parameters=tuple(each for each in parameters if each is not key),
            first=declared.first,
            is_list=is_list(field),
            type_name=get_named_type(field.type).name,
            max_batch=endpoint.max_batch,
        )

    def _note(self, place: str, what: str, remedy: str) -> None:
        self.problems.append(Problem(place, what, remedy))

    def _parameters(self, coordinate: str, field: GraphQLField, declared: LinkDeclaration) -> list[Parameter]:
        endpoint = declared.endpoint
        given = dict(declared.bindings)
        names = [hole.name for hole in endpoint.placeholders]
        keyed = next((name for name in names if name in (KEYS, KEY)), None)
        if keyed is not None:
            if declared.key is None:
                self._note(
                    coordinate,
                    f"{endpoint!r} takes keys, but the link gives none.",
                    'Add key="attribute" or key=argument("id").',
                )
            else:
                given[keyed] = declared.key
        elif declared.key is not None:
            self._note(
                coordinate,
                f"{endpoint!r} takes no key.",
                "Remove key=, or declare the endpoint with one() or many().",
            )
        if declared.first is not None and FIRST in names:
            given[FIRST] = Argument(FIRST, int, declared.first.default, None)
        for name in sorted(set(names) - set(given)):
            if name != keyed:
                self._note(
                    coordinate,
                    f"the placeholder '{{{name}}}' of {endpoint!r} has no value.",
                    f'Add {name}=argument("{name}", str), or {name}="attribute".',
                )
        for name in sorted(set(given) - set(names)):
            self._note(
                coordinate,
                f"{endpoint!r} has no placeholder '{{{name}}}'.",
                "Remove the binding, or add the placeholder.",
            )
        return [
            parameter
            for name in dict.fromkeys(names)
            if name in given
            and (parameter := self._parameter(coordinate, field, name, given[name])) is not None
        ]

    def _parameter(
        self, coordinate: str, field: GraphQLField, placeholder: str, value: str | Argument
    ) -> Parameter | None:
        if isinstance(value, Argument):
            graphql_name = _graphql_argument(field, value.name)
            if graphql_name is None:
                self._note(
                    coordinate,
                    f"the argument '{value.name}' is not in the schema.",
                    "Name it as a Python identifier.",
                )
                return None
            return Parameter(placeholder, None, value.name, graphql_name)
        parent = coordinate.split(".")[0]
        if parent in _root_names(self._core):
            self._note(
                coordinate,
                f"'{value}' would be an attribute of the root, which has none.",
                f'Use argument("{value}").',
            )
        elif not _has_attribute(self._core, parent, value):
            self._note(
                coordinate,
                f"'{parent}' has no field or private field '{value}'.",
                f"Add `{value}: strawberry.Private[int]` to '{parent}'.",
            )
        return Parameter(placeholder, value, None, None)

    def _check_form(self, coordinate: str, field: GraphQLField, declared: LinkDeclaration) -> None:
        endpoint, returns_list = declared.endpoint, is_list(field)
        if endpoint.kind == "one" and returns_list:
            self._note(
                coordinate,
                "is a list, but its endpoint has one row for a key.",
                "Declare the endpoint with many().",
            )
        if endpoint.kind == "many" and not returns_list:
            self._note(
                coordinate,
                "is not a list, but its endpoint has many rows for a key.",
                "Make the field a list, or declare the endpoint with one().",
            )
        if endpoint.kind == "one" and is_non_null_type(field.type) and isinstance(declared.key, Argument):
            self._note(
                coordinate,
                "cannot be non-null: a caller may ask for a key that does not exist.",
                "Add `| None` to its type.",
            )
        if returns_list and declared.first is None and declared.size is None:
            self._note(
                coordinate,
                "is a list whose length nothing bounds.",
                "Add first=ListSize(default=10, max=100), or size=… where the service bounds it.",
            )
        if not returns_list and (declared.first is not None or declared.size is not None):
            self._note(coordinate, "is no list, so it has no size.", "Remove first= and size=.")
        if declared.first is not None and declared.size is not None:
            self._note(
                coordinate, "has both first= and size=.", "Keep first= where the caller chooses, else size=."
            )
        kind = get_named_type(field.type)
        if not isinstance(kind, GraphQLObjectType):
            self._note(
                coordinate,
                f"links to '{kind.name}', which is not an object type.",
                "Link to an object type, and give it the fields to read.",
            )

    def _check_address(self, coordinate: str, endpoint: Endpoint) -> None:
        if endpoint.max_batch is None or any(
            hole.name == KEYS for hole in endpoint.placeholders if hole not in endpoint.template.placeholders
        ):
            return
        repeated = next(
            (
                len(name) + 2
                for name, value in endpoint.template.query
                if getattr(value, "is_repeated", False)
            ),
            1,
        )
        bytes_needed = endpoint.max_batch * (endpoint.max_key_bytes + repeated) + len(endpoint.template.text)
        if bytes_needed > _MAX_TARGET_BYTES:
            self._note(
                coordinate,
                f"{endpoint!r} may need an address of {bytes_needed} bytes; the most is {_MAX_TARGET_BYTES}.",
                "Lower max_batch or max_key_bytes, or send the keys in a body.",
            )

    def _source(self, coordinate: str, field: GraphQLField, endpoint: Endpoint) -> Source | None:
        kind = get_named_type(field.type)
        known = self.sources.get((id(endpoint), kind.name))
        if known is not None:
            return known
        definition = kind.extensions.get(_DEFINITION)
        if not isinstance(kind, GraphQLObjectType) or definition is None:
            return None
        derived = self._rows.derive(definition.origin, naming=endpoint.naming, key=endpoint.key)
        if derived is None:
            return None
        source = Source(endpoint, *derived)
        self.sources[id(endpoint), kind.name] = source
        return source


def is_list(field: GraphQLField) -> bool:
    """Return True for a list, nullable or not."""
    return is_list_type(get_nullable_type(field.type))


def _graphql_argument(field: GraphQLField, python_name: str) -> str | None:
    for graphql_name, each in field.args.items():
        declared = each.extensions.get(_DEFINITION)
        if declared is not None and declared.python_name == python_name:
            return graphql_name
    return None


def _root_names(core: GraphQLSchema) -> set[str]:
    roots = (core.query_type, core.mutation_type, core.subscription_type)
    return {root.name for root in roots if root is not None}


def _has_attribute(core: GraphQLSchema, type_name: str, attribute: str) -> bool:
    definition: Any = core.type_map[type_name].extensions[_DEFINITION]
    if any(each.python_name == attribute and each.is_basic_field for each in definition.fields):
        return True
    return attribute in getattr(definition.origin, "__annotations__", {}) and not any(
        each.python_name == attribute for each in definition.fields
    )
