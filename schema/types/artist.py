"""An artist, from the catalog."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import ListSize, link, node_id
from schema.services import albums_by_artist, artists_by_id

from .node import Node

if TYPE_CHECKING:
    from .album import Album


@strawberry.type(description="Somebody who made an album.")
class Artist(Node):
    id: strawberry.ID
    node_id: strawberry.ID = node_id(artists_by_id)
    name: str
    albums: list[Annotated["Album", strawberry.lazy("schema.types.album")]] = link(
        albums_by_artist, key="id", first=ListSize(default=10, max=100)
    )
