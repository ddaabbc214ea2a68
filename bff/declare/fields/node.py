"""Objects by their type and key: `node_id` says where one is fetched, `node` and `reference` fetch it.

class Album(Node):
    id: strawberry.ID
    node_id: strawberry.ID = node_id(albums_by_id, key="id")

class Query:
    node: Node | None = node()

class Hit:
    kind: strawberry.Private[str]
    id: strawberry.Private[int]
    item: SearchResult | None = reference(Discriminator("kind", {"album": "Album"}), key="id")
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument

from bff.declare.endpoints.endpoint import Endpoint
from bff.declare.rows.discriminator import Discriminator

from .global_id import decode_global_id
from .link import Link
from .served_field import ServedField

__all__ = [
    "ID_ARGUMENT",
    "Chosen",
    "Follows",
    "NodeIdDeclaration",
    "NodeIdField",
    "Reference",
    "ReferenceDeclaration",
    "ReferenceField",
    "UnknownNode",
    "node",
    "node_id",
    "reference",
]

_METADATA = "bff.node"
ID_ARGUMENT = "id"
"""The argument of `node`."""


@dataclass(frozen=True, slots=True, eq=False)
class NodeIdDeclaration:
    """What the author wrote for a global id, unchecked: any value may be of any type."""

    endpoint: Endpoint
    key: str


@dataclass(frozen=True, slots=True, eq=False)
class ReferenceDeclaration:
    """What the author wrote for a reference, unchecked; without a discriminator it is `node`."""

    discriminator: Discriminator | None
    key: str | None


class NodeIdField(ServedField):
    """The field of a global id."""

    @property
    def declaration(self) -> NodeIdDeclaration:
        """What the author wrote."""
        declaration: NodeIdDeclaration = self.metadata[_METADATA]
        return declaration


class ReferenceField(ServedField):
    """A field whose link depends on its parent, or on its argument."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self._arguments is None:
            self._arguments = [] if self.declaration.key is not None else [_id_argument()]

    @property
    def declaration(self) -> ReferenceDeclaration:
        """What the author wrote."""
        declaration: ReferenceDeclaration = self.metadata[_METADATA]
        return declaration


def node_id(
    endpoint: Endpoint, *, key: str = "id", name: str | None = None, description: str | None = None
) -> Any:
    """Declare a global id: the object's type together with its attribute `key`, by which `endpoint` has it.

    The annotation beside it is `strawberry.ID`. Returns Any, as `link` does.
    """
    return NodeIdField(
        graphql_name=name,
        description=description or "Names this object among all others: `node(id:)` has it.",
        metadata={_METADATA: NodeIdDeclaration(endpoint, key)},
    )


def node(*, name: str | None = None, description: str | None = None) -> Any:
    """Declare the field that has any object by its global id, of every type with a `node_id`.

    The annotation beside it is the interface that these types implement, `| None`.
    """
    return ReferenceField(
        graphql_name=name,
        description=description or "The object with this global id; null where there is none.",
        metadata={_METADATA: ReferenceDeclaration(None, None)},
    )


def reference(
    discriminator: Discriminator, *, key: str, name: str | None = None, description: str | None = None
) -> Any:
    """Declare an object that the parent's row names by its kind and key; each kind may have its own service.

    `discriminator` names the attribute of the parent that says the kind, and the type of each kind; these
    types have a `node_id`. Another kind, which the graph does not know, is null.
    """
    return ReferenceField(
        graphql_name=name,
        description=description,
        metadata={_METADATA: ReferenceDeclaration(discriminator, key)},
    )


class UnknownNode(ValueError):
    """An id that no node has; the message is safe to show."""

    def __init__(self) -> None:
        super().__init__("This is no global id of an object. Give one that an answer of this API had.")


Chosen = tuple[Link, Mapping[str, object]]
"""The link to follow, and its arguments by their Python names."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """A checked reference: which link is followed is known when its parent is there."""

    coordinate: str
    links: Mapping[str, Link]
    """By the GraphQL type that they lead to."""
    kind: str | None
    """The attribute of the parent that says the kind; None: a global id says it."""
    types: Mapping[object, str]
    """The type of each kind."""

    def choose(self, parent: object, arguments: Mapping[str, object]) -> Chosen | None:
        """Return what to follow for one parent; None where its kind is not known, or there is no id.

        Raises:
            UnknownNode: the caller's id is none.
            ServiceFailure: the parent's row has no readable kind.
        """
        if self.kind is not None:
            kind = getattr(parent, self.kind)
            name = self.types.get(kind.value if isinstance(kind, Enum) else kind)
            return None if name is None else (self.links[name], arguments)
        decoded = decode_global_id(arguments.get(ID_ARGUMENT))
        if decoded is None or decoded[0] not in self.links:
            raise UnknownNode
        name, key = decoded
        return self.links[name], {ID_ARGUMENT: key}

    def type_of(self, argument: object) -> str | None:
        """Return the one type that an id leads to; None where it leads nowhere."""
        decoded = decode_global_id(argument)
        return decoded[0] if decoded is not None and decoded[0] in self.links else None


class Follows(Protocol):
    """What a resolver's context offers: the value of a link or a reference for one parent.

    At once where the rows are there already; arguments by their Python names.
    """

    def follow(
        self, link: Link, parent: object, arguments: Mapping[str, object]
    ) -> object | Awaitable[object]:
        """Return the row or rows."""
        ...

    def refer(
        self, reference: Reference, parent: object, arguments: Mapping[str, object]
    ) -> object | Awaitable[object]:
        """Return the row."""
        ...


def _id_argument() -> StrawberryArgument:
    return StrawberryArgument(
        python_name=ID_ARGUMENT, graphql_name=None, type_annotation=StrawberryAnnotation(strawberry.ID)
    )
