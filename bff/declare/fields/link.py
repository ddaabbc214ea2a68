"""A field that is read from a service: `artist: Artist = link(artists_by_id, key="artist_id")`.

`link` makes the Strawberry field with its arguments and directives. The blueprint later checks it against
its endpoint and turns it into a `Link`, which is what the plan and the run know of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_origin

import strawberry
from graphql import GraphQLInputType
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.utils.str_converters import to_camel_case

from bff.declare.connection import SIZED_FIELDS, names_connection
from bff.declare.endpoints.endpoint import Endpoint
from bff.declare.endpoints.paging import AFTER
from bff.declare.rows.discriminator import Discriminator
from bff.declare.rows.source import Source

from .directives import Cost, ListSizeDirective
from .served_field import ServedField

__all__ = [
    "AFTER_ARGUMENT",
    "Argument",
    "Link",
    "LinkDeclaration",
    "LinkField",
    "ListSize",
    "Parameter",
    "argument",
    "link",
]

_REQUIRED: Any = strawberry.UNSET
_METADATA = "bff.link"


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument that a link adds to its field; made by `argument`."""

    name: str
    type: Any
    default: Any
    description: str | None


@dataclass(frozen=True, slots=True)
class ListSize:
    """The argument `first` of a link: its default, and the most that may be asked for."""

    default: int
    max: int

    @property
    def argument(self) -> Argument:
        """The argument; without a default where that is no number, which the blueprint reports."""
        default = self.default if isinstance(self.default, int) else _REQUIRED
        return Argument(FIRST, int, default, f"At most {self.max}.")


FIRST = "first"
"""The argument and placeholder for the length of a list."""


def argument(
    name: str, type: Any = strawberry.ID, *, default: Any = _REQUIRED, description: str | None = None
) -> Argument:
    """Return an argument of the field, by its Python name; required where no default is given."""
    return Argument(name, type, default, description)


AFTER_ARGUMENT = Argument(
    AFTER, str | None, _REQUIRED, "The cursor of the row before the page; the first page without it."
)
"""The argument that a connection has beside `first`; no default, so that the schema shows none."""


@dataclass(frozen=True, slots=True, eq=False)
class LinkDeclaration:
    """What the author wrote, unchecked: any value may be of any type."""

    endpoint: Endpoint
    key: str | Argument | tuple[str | Argument, ...] | None
    first: ListSize | None
    size: int | None
    bindings: Mapping[str, str | Argument]
    discriminator: Discriminator | None = None

    @property
    def has_size(self) -> bool:
        """True if the author gave a length, of whichever kind."""
        return self.first is not None or self.size is not None

    @property
    def keys(self) -> tuple[str | Argument, ...]:
        """Where the parts of the key come from."""
        if isinstance(self.key, tuple):
            return self.key
        return () if self.key is None else (self.key,)

    @property
    def arguments(self) -> tuple[Argument, ...]:
        """The arguments that the field gets, `first` last; an argument bound twice stands once.

        One with a name that Python could not use is left out, and reported by the blueprint.
        """
        bound = [value for value in (*self.keys, *self.bindings.values()) if isinstance(value, Argument)]
        if isinstance(self.first, ListSize):
            bound.append(self.first.argument)
        return tuple({each.name: each for each in bound if str(each.name).isidentifier()}.values())


class LinkField(ServedField):
    """The Strawberry field of a link."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._arguments is None:
            self._arguments = [_strawberry_argument(each) for each in self.declaration.arguments]

    @property
    def declaration(self) -> LinkDeclaration:
        """What the author wrote."""
        declaration: LinkDeclaration = self.metadata[_METADATA]
        return declaration

    @property
    def is_connection(self) -> bool:
        """True if its type is `Connection[...]`, as far as the type is known yet."""
        return self.type_annotation is not None and names_connection(self.resolve_type())

    @property
    def arguments(self) -> list[StrawberryArgument]:
        """The arguments of the declaration; a connection has `after`, too."""
        declared = self._arguments or []
        if not self.is_connection or AFTER in [each.python_name for each in declared]:
            return declared
        return [*declared, _strawberry_argument(AFTER_ARGUMENT)]

    @arguments.setter
    def arguments(self, value: list[StrawberryArgument]) -> None:
        self._arguments = value

    @property
    def directives(self) -> list[object]:
        """The directives of the declaration; a connection's size is that of the lists inside it."""
        return [_of_pages(each) for each in self._directives] if self.is_connection else self._directives

    @directives.setter
    def directives(self, value: list[object]) -> None:
        self._directives = value


def link(
    endpoint: Endpoint,
    *,
    key: str | Argument | tuple[str | Argument, ...] | None = None,
    first: ListSize | None = None,
    size: int | None = None,
    discriminator: Discriminator | None = None,
    cost: float | None = None,
    name: str | None = None,
    description: str | None = None,
    deprecation_reason: str | None = None,
    directives: Sequence[object] = (),
    **bindings: str | Argument,
) -> Any:
    """Declare a field that is read from `endpoint`.

    `key` and `bindings` say where each placeholder's value comes from: a string names an attribute of the
    parent, an `argument(...)` becomes an argument of the field; a key of several parts has a tuple of them.
    `first` adds the argument that sizes the list; `size` is for a list that no argument sizes: the most rows
    it has.

    Returns Any, so that the annotation beside it stays the type that a reader and a type checker see.
    """
    marks: list[object] = [*directives]
    if cost is not None:
        marks.append(Cost(weight=str(cost)))
    if isinstance(first, ListSize):
        marks.append(ListSizeDirective(slicing_arguments=[FIRST]))
    elif type(size) is int and size > 0 and isinstance(key, Argument) and get_origin(key.type) is list:
        marks.append(ListSizeDirective(slicing_arguments=[to_camel_case(key.name)]))
    elif type(size) is int and size > 0:
        marks.append(ListSizeDirective(assumed_size=size, require_one_slicing_argument=False))
    return LinkField(
        graphql_name=name,
        description=description,
        deprecation_reason=deprecation_reason,
        directives=marks,
        metadata={_METADATA: LinkDeclaration(endpoint, key, first, size, bindings, discriminator)},
    )


@dataclass(frozen=True, slots=True)
class Parameter:
    """Where the value of one placeholder comes from: an attribute of the parent, or an argument."""

    placeholder: str
    attribute: str | None
    argument: str | None
    """The argument's Python name."""
    graphql_argument: str | None
    """The same argument as a document writes it."""
    type: GraphQLInputType | None = None
    """The argument's type in the schema."""


@dataclass(frozen=True, slots=True, eq=False)
class Link:
    """A checked link: everything that planning and running need."""

    coordinate: str
    source: Source
    keys: tuple[Parameter, ...]
    """The parts of the key; empty: the endpoint takes no key."""
    parameters: tuple[Parameter, ...]
    """The placeholders beside the key, in the order of the template; `first` among them if it is sent."""
    first: ListSize | None
    is_list: bool
    """True: rows, in a list or in a connection; False: one row or none."""
    type_name: str
    """The GraphQL type of the rows."""
    max_batch: int | None = field(default=None)
    """Keys in one call; None: one call for each distinct key or set of arguments."""
    is_connection: bool = False
    """True: the rows are shown as a page of a list, with cursors."""
    max_size: int | None = None
    """The most rows that a caller may ask for; None where the caller does not say how many."""

    @property
    def depends_on_parent(self) -> bool:
        """True if an attribute of the parent, beside the key, is part of the call: no parents share it."""
        return any(parameter.attribute is not None for parameter in self.parameters)

    @property
    def python_names(self) -> dict[str | None, str]:
        """The Python names of the field's arguments, by the names that a document writes."""
        parameters = (*self.parameters, *self.keys)
        return {each.graphql_argument: each.argument for each in parameters if each.argument is not None}

    @property
    def takes_several_keys(self) -> bool:
        """True for a list that is made of one row for each of its keys."""
        return self.is_list and self.source.endpoint.kind == "one"

    @property
    def brings_list(self) -> bool:
        """True where a key has rows, False where it has one row or none."""
        return self.is_list and not self.takes_several_keys

    @property
    def key_depends_on_parent(self) -> bool:
        """True if an attribute of the parent is part of the key: parents may ask for different rows."""
        return any(part.attribute is not None for part in self.keys)

    def __repr__(self) -> str:
        return f"<Link {self.coordinate} -> {self.source.endpoint!r}>"


def _of_pages(directive: object) -> object:
    if isinstance(directive, ListSizeDirective) and directive.slicing_arguments == [FIRST]:
        return ListSizeDirective(slicing_arguments=[FIRST], sized_fields=list(SIZED_FIELDS))
    return directive


def _strawberry_argument(each: Argument) -> StrawberryArgument:
    return StrawberryArgument(
        python_name=each.name,
        graphql_name=None,
        type_annotation=StrawberryAnnotation(each.type),
        default=each.default,
        description=each.description,
    )
