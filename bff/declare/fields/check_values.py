"""Checks where the values of a link's placeholders come from: attributes of the parent, and arguments."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLNamedType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_composite_type,
    is_enum_type,
    is_input_object_type,
    is_list_type,
)
from strawberry.types.base import StrawberryObjectDefinition

from bff.declare.connection import is_connection
from bff.declare.endpoints.endpoint import KEY, KEYS, Endpoint, Key
from bff.declare.endpoints.paging import AFTER, OFFSET
from bff.declare.endpoints.template import Placeholder
from bff.declare.rows.columns import class_of

from .check_form import Found
from .check_several import is_private_list, several_problems, takes_several
from .link import AFTER_ARGUMENT, FIRST, Argument, LinkDeclaration, ListSize, Parameter

__all__ = ["ValueChecker", "attribute_problems"]

_DEFINITION = "strawberry-definition"


class ValueChecker:
    """The values of one link's placeholders: `parameters`, as far as they are sound, and `problems`."""

    def __init__(
        self, core: GraphQLSchema, parent: str, field: GraphQLField, declared: LinkDeclaration
    ) -> None:
        self._core = core
        self._parent = parent
        self._field = field
        self._declared = declared
        self._endpoint: Endpoint = declared.endpoint

    @property
    def keyed(self) -> str | None:
        """The placeholder that takes the key."""
        return next((hole.name for hole in self._endpoint.placeholders if hole.name in (KEYS, KEY)), None)

    def keys(self) -> tuple[Parameter, ...]:
        """Return where each part of the key comes from."""
        return tuple(self._parameter(self.keyed or KEY, part) for part in self._declared.keys)

    def parameters(self) -> tuple[Parameter, ...]:
        """Return where the other placeholders' values come from, in the order of the template."""
        sources = self._sources()
        names = dict.fromkeys(hole.name for hole in self._endpoint.placeholders)
        return tuple(self._parameter(name, sources[name]) for name in names if name in sources)

    def problems(self) -> Found:
        """Yield everything that does not fit."""
        yield from self._key_problems()
        yield from self._placeholder_problems()
        yield from self._same_name_problems()
        if self.keyed is not None and not isinstance(self._declared.key, Key):
            for part in self._declared.keys:
                yield from self._source_problems(self.keyed, part)
        for placeholder, source in self._sources().items():
            yield from self._source_problems(placeholder, source)

    @property
    def _in_address(self) -> set[str]:
        return {hole.name for hole in self._endpoint.template.placeholders}

    @property
    def _optional(self) -> set[str]:
        """The placeholders that need no value: a first page is asked for without its beginning."""
        names = {OFFSET, AFTER} if self._endpoint.paging is not None else set()
        return names | ({FIRST} if self._lacks_length() else set())

    def _lacks_length(self) -> bool:
        """Return True where a length that is missing is a problem of the field's form already."""
        if is_connection(self._field):
            return True
        is_of_many = self._endpoint.kind == "many" or is_list_type(get_nullable_type(self._field.type))
        return is_of_many and self._declared.size is None

    def _sources(self) -> dict[str, Any]:
        """Return what the author gave beside the key, by placeholder."""
        names = {hole.name for hole in self._endpoint.placeholders} - {self.keyed}
        given: dict[str, Any] = {
            name: value for name, value in self._declared.bindings.items() if name in names
        }
        if isinstance(self._declared.first, ListSize) and FIRST in names:
            given[FIRST] = self._declared.first.argument
        if is_connection(self._field):
            given |= {name: AFTER_ARGUMENT for name in names if name in (OFFSET, AFTER)}
        return given

    def _parameter(self, placeholder: str, source: str | Argument) -> Parameter:
        if isinstance(source, Argument):
            graphql_name = self._graphql_name(source.name)
            kind = self._field.args[graphql_name].type if graphql_name is not None else None
            return Parameter(placeholder, None, source.name, graphql_name, kind)
        return Parameter(placeholder, source, None, None)

    def _key_problems(self) -> Found:
        key, keyed = self._declared.key, self.keyed
        if isinstance(key, Key):
            yield (
                f"has key={key!r}, which belongs to the endpoint.",
                'Write key="attribute" for a field of the parent, or key=argument("id") for an argument.',
            )
        elif keyed is not None and key is None:
            yield (
                f"gives no key, which {self._endpoint!r} asks for.",
                'Add key="attribute" for a field of the parent, or key=argument("id") for an argument.',
            )
        elif keyed is None and key is not None:
            yield (
                f"has a key, but {self._endpoint!r} takes none.",
                "Remove key=, or declare the endpoint with one() or many().",
            )
        elif keyed is not None:
            yield from self._part_problems()
            if takes_several(self._field, self._declared):
                yield from several_problems(self._core, self._parent, self._field, self._declared)

    def _part_problems(self) -> Found:
        given, asked = len(self._declared.keys), len(self._endpoint.key_types)
        if given != asked:
            yield (
                f"gives a key of {_parts(given)}, but {self._endpoint!r} takes keys of {_parts(asked)}.",
                'Write key="id" for a key of one part, key=("id", argument("region", str)) for one of two.',
            )

    def _placeholder_problems(self) -> Found:
        names = {hole.name for hole in self._endpoint.placeholders} - {self.keyed}
        for name in sorted(names - set(self._sources()) - self._optional):
            if name == FIRST:
                remedy = "Add first=ListSize(default=10, max=100)."
            elif isinstance(self._endpoint.body, str) and name not in self._in_address:
                remedy = f'Add {name}=argument("{name}", AlbumInput), with an input type of yours.'
            else:
                remedy = (
                    f'Add {name}=argument("{name}", str), or {name}="attribute" for a field of the parent.'
                )
            yield f"gives no value for the placeholder {{{name}}} of {self._endpoint!r}.", remedy
        for name in sorted(set(self._declared.bindings) - names):
            if name in (KEYS, KEY):
                yield f"has {name}=, which is the key.", "Write key= instead."
            else:
                yield (
                    f"has {name}=, but {self._endpoint!r} has no placeholder {{{name}}}.",
                    f"Remove it, or add the placeholder{_near(name, names, ' (did you mean {})')}.",
                )

    def _same_name_problems(self) -> Found:
        declared = self._declared
        given: list[object] = [*declared.keys, *declared.bindings.values()]
        if isinstance(declared.first, ListSize):
            given.append(declared.first.argument)
        if is_connection(self._field):
            given.append(AFTER_ARGUMENT)
        seen: dict[str, Argument] = {}
        for source in given:
            if isinstance(source, Argument) and seen.setdefault(source.name, source) != source:
                yield (
                    f"has two arguments '{source.name}' that differ.",
                    "Give one of them another name; the first= of a list is always called 'first'.",
                )

    def _source_problems(self, placeholder: str, source: object) -> Found:
        name, example = ("key", "id") if placeholder == self.keyed else (placeholder, placeholder)
        if isinstance(source, Argument):
            yield from self._argument_problems(placeholder, source)
        elif isinstance(source, str):
            yield from attribute_problems(
                self._core, self._parent, source, may_be_list=self._takes_several(placeholder)
            )
        else:
            yield (
                f"has {name}={source!r}.",
                f'Write {name}="attribute" for a field of the parent, or {name}=argument("{example}") for an '
                "argument.",
            )

    def _takes_several(self, placeholder: str) -> bool:
        return placeholder == self.keyed and takes_several(self._field, self._declared)

    def _argument_problems(self, placeholder: str, argument: Argument) -> Found:
        graphql_name = self._graphql_name(argument.name)
        if graphql_name is None:
            yield (
                f"has an argument with the name {argument.name!r}.",
                "Name it as a Python variable: 'sort_by'.",
            )
            return
        kind = self._field.args[graphql_name].type
        named, repeated = get_named_type(kind), is_list_type(get_nullable_type(kind))
        if is_input_object_type(named) and placeholder in self._in_address:
            yield (
                f"sends the argument '{argument.name}', an input object, in the address.",
                f"Move {{{placeholder}}} into the body, or use one argument for each of its values.",
            )
        elif placeholder == self.keyed and (
            (repeated and not self._takes_several(placeholder)) or not _is_fit_for_keys(named)
        ):
            yield (
                f"has the key '{argument.name}' of the type {kind}.",
                "A link asks for one key: give it the type strawberry.ID, str or int.",
            )
        elif repeated and Placeholder(placeholder) in self._endpoint.template.segments:
            yield (
                f"sends the list '{argument.name}' as a path segment.",
                f"Move {{{placeholder}}} into the query.",
            )

    def _graphql_name(self, python_name: str) -> str | None:
        for graphql_name, each in self._field.args.items():
            declared = each.extensions.get(_DEFINITION)
            if declared is not None and declared.python_name == python_name:
                return graphql_name
        return None


def _is_fit_for_keys(kind: GraphQLNamedType) -> bool:
    return is_enum_type(kind) or kind.name in ("ID", "Int", "String")


def attribute_problems(
    core: GraphQLSchema, parent: str, attribute: str, *, may_be_list: bool = False
) -> Found:
    """Yield why a row of `parent` has no single value under this attribute."""
    roots = (core.query_type, core.mutation_type, core.subscription_type)
    if parent in {root.name for root in roots if root is not None}:
        yield (
            f"takes '{attribute}' from '{parent}', which is a root and has no values.",
            f'Use argument("{attribute}").',
        )
        return
    kind = core.type_map[parent]
    definition: StrawberryObjectDefinition = kind.extensions[_DEFINITION]
    columns = {each.python_name: each for each in definition.fields if each.is_basic_field}
    functions = {each.python_name for each in definition.fields} - set(columns)
    known = (set(_annotated(class_of(definition))) | set(columns)) - functions
    if attribute in functions:
        yield (
            f"takes '{attribute}' from '{parent}', where it is a function or a link.",
            "Name a field that the parent's row has; a private one is read and not shown.",
        )
    elif attribute not in known:
        yield (
            f"takes '{attribute}' from '{parent}', which has no such field.",
            f"Add `{attribute}: strawberry.Private[int]`{_near(attribute, known, ', or write {}')}.",
        )
    elif not _is_leaf(kind, attribute, may_be_list=may_be_list) or (
        not may_be_list and is_private_list(class_of(definition), attribute)
    ):
        yield (
            f"takes '{attribute}' from '{parent}', where it is a list or an object.",
            "Name a field with a single value.",
        )


def _annotated(origin: type) -> Iterator[str]:
    for base in origin.__mro__:
        yield from inspect.get_annotations(base)


def _is_leaf(kind: Any, attribute: str, *, may_be_list: bool) -> bool:
    for field in kind.fields.values():
        declared = field.extensions.get(_DEFINITION)
        if declared is not None and declared.python_name == attribute:
            bare = get_nullable_type(field.type)
            is_list = is_list_type(bare)
            return (may_be_list or not is_list) and not is_composite_type(get_named_type(bare))
    return True


def _near(name: str, known: set[str | None] | set[str], text: str) -> str:
    names = sorted(each for each in known if each is not None)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.6)
    return text.format(f"'{close[0]}'") if close else ""


def _parts(count: int) -> str:
    return f"{count} part{'' if count == 1 else 's'}"
