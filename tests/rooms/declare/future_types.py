"""Types in a module whose annotations are texts."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import link, read_from
from tests.rooms.declare.rows import by_id

if TYPE_CHECKING:
    from tests.rooms.declare.test_rows import Artist

__all__ = ["Album", "Sleeve"]


@strawberry.type
class Album:
    id: strawberry.ID
    released: date | None
    artist_id: strawberry.Private[int]
    label_id: strawberry.Private[int | None] = None
    artist: Annotated[Artist, strawberry.lazy("tests.rooms.declare.test_rows")] | None = link(
        by_id, key="artist_id"
    )


@strawberry.type
class Sleeve:
    album_id: strawberry.Private[int] = read_from("of.album.id")
    colour: str = read_from("looks.colour")
    shade: strawberry.Private[str | None] = read_from("looks.shade")
    album: Annotated[Artist, strawberry.lazy("tests.rooms.declare.test_rows")] | None = link(
        by_id, key="album_id"
    )
