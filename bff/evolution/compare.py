"""What changed between two schemas, and whether clients that were right before would fail."""

from __future__ import annotations

from dataclasses import dataclass

from graphql import build_schema
from graphql.utilities import find_schema_changes
from graphql.utilities.find_schema_changes import BreakingChangeType

__all__ = ["Change", "compare"]


@dataclass(frozen=True, slots=True)
class Change:
    """One difference. `is_breaking`: an operation that was valid may not be so any more."""

    kind: str
    """graphql-core's own word: `FIELD_REMOVED`."""
    description: str
    is_breaking: bool


def compare(old_sdl: str, new_sdl: str) -> tuple[Change, ...]:
    """Return the changes from `old_sdl` to `new_sdl`, those that break clients first.

    Weights of `@cost` and sizes of `@listSize` are not compared: graphql-core does not look at directives
    of fields.
    """
    changes = [
        Change(
            kind=each.type.name,
            description=each.description,
            is_breaking=isinstance(each.type, BreakingChangeType),
        )
        for each in find_schema_changes(build_schema(old_sdl), build_schema(new_sdl))
    ]
    return tuple(sorted(changes, key=lambda change: (not change.is_breaking, change.description)))
