"""A genre, from the catalog."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import ListSize, link
from schema.services import tracks_by_genre

if TYPE_CHECKING:
    from .track import Track


@strawberry.type(description="A kind of music.")
class Genre:
    id: strawberry.ID
    name: str
    tracks: list[Annotated["Track", strawberry.lazy("schema.types.track")]] = link(
        tracks_by_genre, key="id", first=ListSize(default=10, max=100)
    )
