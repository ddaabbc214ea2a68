"""What a hand-written resolver loads: `@strawberry.field(metadata=loads(albums_by_id, Album))`.

The plan charges what is declared; what is not declared cannot be loaded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from graphql import GraphQLField

from bff.declare.endpoints.endpoint import Endpoint
from bff.declare.rows.source import Source

__all__ = ["Load", "LoadDeclaration", "Resolves", "declared_loads", "give_loads", "loads", "loads_of"]

_LOADS = "bff-loads"


@dataclass(frozen=True, slots=True, eq=False)
class LoadDeclaration:
    """What the author wrote, unchecked: any value may be of any type."""

    endpoint: Endpoint
    into: type | str
    keys: int
    placeholders: Mapping[str, object]


def loads(
    endpoint: Endpoint, into: type | str, *, keys: int = 1, **placeholders: object
) -> dict[object, object]:
    """Declare that a resolver loads rows of `endpoint`, read into the type `into`, itself or its name.

    One call of the resolver may load up to `keys` different keys. `placeholders` gives values to those of the
    endpoint; one that is left out is given with each load, and then each key is a call of its own. Several
    declarations are joined: `metadata=loads(albums_by_id, Album) | loads(tracks_by_album, Track, first=5)`.
    """
    return {LoadDeclaration(endpoint, into, keys, placeholders): None}


@dataclass(frozen=True, slots=True, eq=False)
class Load:
    """A checked declaration: everything that planning and running need."""

    source: Source
    into: type
    """The type by which a resolver asks for its rows."""
    key_count: int
    """How many keys one call of the resolver may load."""
    placeholders: tuple[str, ...]
    """Those beside the key, in the order of the template."""
    values: Mapping[str, object]
    """The values of those that the declaration gives."""

    @property
    def open_placeholders(self) -> tuple[str, ...]:
        """The placeholders that each load gives a value to."""
        return tuple(name for name in self.placeholders if name not in self.values)

    @property
    def max_batch(self) -> int | None:
        """Keys in one call; None: one call a key."""
        return None if self.open_placeholders else self.source.endpoint.max_batch


class Resolves(Protocol):
    """What a resolver's context offers: a call of a resolver that loads."""

    def resolve(
        self, loads: tuple[Load, ...], resolver: Callable[..., object], source: object, info: Any, given: Any
    ) -> object:
        """Return what the resolver returns, called with a context of its own that loads these."""
        ...


def declared_loads(declared: object) -> tuple[LoadDeclaration, ...]:
    """Return what the author declared for a Strawberry field."""
    metadata: Any = getattr(declared, "metadata", None) or {}
    return tuple(each for each in metadata if isinstance(each, LoadDeclaration))


def give_loads(field: GraphQLField, loads: tuple[Load, ...]) -> None:
    """Let the resolver of a field of one schema load these."""
    resolver: Any = field.resolve

    def call(source: object, info: Any, **given: object) -> object:
        context: Resolves = info.context
        return context.resolve(loads, resolver, source, info, given)

    field.resolve = call
    field.extensions[_LOADS] = loads


def loads_of(field: GraphQLField | None) -> tuple[Load, ...]:
    """Return what the resolver of a checked field may load."""
    return () if field is None else field.extensions.get(_LOADS, ())
