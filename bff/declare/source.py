"""An endpoint together with the type that its rows are read into."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from .endpoint import Endpoint

__all__ = ["Source"]


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Where rows of one type come from. Two types read from one endpoint are two sources.

    `row_type` holds the declared fields only (a tolerant reader) and the type's own functions.
    """

    endpoint: Endpoint
    row_type: type[msgspec.Struct]
    key_attributes: tuple[str, ...]
    """The attributes of a row that hold its key, one for each part; empty where rows carry none."""
