"""The graph that a team declares: its root types, before anything is checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from strawberry.types.scalar import ScalarDefinition

__all__ = ["Graph"]


@dataclass(frozen=True, slots=True)
class Graph:
    """The root types of a schema, and types that no root reaches; `bff.toml` names it as `module:name`.

    `scalars` says how values of your own kinds of text and number are written and read:
    `{Cents: strawberry.scalar(name="Cents", serialize=..., parse_value=...)}`, Cents being a NewType.
    """

    query: type
    mutation: type | None = None
    types: tuple[type, ...] = ()
    scalars: Mapping[object, ScalarDefinition] = field(default_factory=dict)
