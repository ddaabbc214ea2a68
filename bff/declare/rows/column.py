"""One field of a row, as a reply brings it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import msgspec

__all__ = ["KEY_COLUMN", "NO_DEFAULT", "Column"]

NO_DEFAULT: Any = msgspec.NODEFAULT
KEY_COLUMN = "bff_key"
"""The name of the column for a key that the type itself does not declare."""


@dataclass(frozen=True, slots=True)
class Column:
    """A field's name, its place in the row, and the type that msgspec reads there."""

    name: str
    path: tuple[str, ...]
    """The names on the way to it as the service writes them, from the outside in; mostly a single one."""
    type: Any
    default: Any = NO_DEFAULT
    is_identity: bool = False
    """An ID, or a list of IDs: a number downstream, a text for the type's functions."""
