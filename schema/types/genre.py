"""A genre, from the catalog."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import ListSize, link, node_id
from schema.services import genres_by_id, tracks_by_genre

from .node import Node

if TYPE_CHECKING:
    from .track import Track


@strawberry.type(description="A kind of music.")
class Genre(Node):
    id: strawberry.ID
    node_id: strawberry.ID = node_id(genres_by_id)
    name: str
    tracks: list[Annotated["Track", strawberry.lazy("schema.types.track")]] = link(
        tracks_by_genre, key="id", first=ListSize(default=10, max=100)
    )
