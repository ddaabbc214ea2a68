"""The graph that a team declares: its root types, before anything is checked."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Graph"]


@dataclass(frozen=True, slots=True)
class Graph:
    """The root types of a schema, and types that no root reaches; `bff.toml` names it as `module:name`."""

    query: type
    mutation: type | None = None
    types: tuple[type, ...] = ()
