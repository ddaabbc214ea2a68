"""An album, from the catalog."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import ListSize, link, node_id
from schema.services import albums_by_id, artists_by_id, tracks_by_album

from .artist import Artist
from .node import Node

if TYPE_CHECKING:
    from .track import Track


@strawberry.type(description="A collection of tracks by one artist.")
class Album(Node):
    id: strawberry.ID
    node_id: strawberry.ID = node_id(albums_by_id)
    title: str
    artist_id: strawberry.Private[int]
    artist: Artist | None = link(artists_by_id, key="artist_id")
    tracks: list[Annotated["Track", strawberry.lazy("schema.types.track")]] = link(
        tracks_by_album, key="id", first=ListSize(default=20, max=100)
    )

    @strawberry.field(description="The title as a shop window shows it, with the album's number.")
    def label(self) -> str:
        return f"{self.title} (no. {self.id})"
