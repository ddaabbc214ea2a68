"""A track: its row from the catalog, what other services know of it by its id."""

from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import ListSize, argument, link, node_id, read_from
from schema.services import (
    albums_by_id,
    genres_by_id,
    media_types_by_id,
    memberships_by_track,
    ratings_by_track,
    sales_by_track,
    stock_by_track,
    summaries_by_track,
    tracks_by_id,
)

from .genre import Genre
from .media_type import MediaType
from .money import Money, dollars
from .node import Node
from .playlist import PlaylistMembership
from .rating import Rating, RatingSummary
from .sales import TrackSales
from .stock_level import Region, StockLevel

if TYPE_CHECKING:
    from .album import Album


@strawberry.type(description="One piece of music.")
class Track(Node):
    id: strawberry.ID
    node_id: strawberry.ID = node_id(tracks_by_id)
    name: str
    composer: str | None
    duration_ms: int = read_from("milliseconds", description="How long it plays, for players.")
    size_bytes: int = read_from("bytes", description="How much there is to download.")
    price_dollars: strawberry.Private[Decimal] = read_from("unit_price")
    album_id: strawberry.Private[int | None]
    genre_id: strawberry.Private[int | None]
    media_type_id: strawberry.Private[int]
    album: Annotated["Album", strawberry.lazy("schema.types.album")] | None = link(
        albums_by_id, key="album_id"
    )
    genre: Genre | None = link(genres_by_id, key="genre_id")
    media_type: MediaType | None = link(media_types_by_id, key="media_type_id")
    ratings: list[Rating] | None = link(ratings_by_track, key="id", first=ListSize(default=5, max=50))
    rating_summary: RatingSummary | None = link(
        summaries_by_track, key="id", description="Null until somebody has rated it."
    )
    sales: TrackSales | None = link(
        sales_by_track, key="id", description="Null until somebody has bought it."
    )
    playlist_memberships: list[PlaylistMembership] | None = link(
        memberships_by_track,
        key="id",
        first=ListSize(default=10, max=50),
        description="The playlists that it is in.",
    )
    stock: StockLevel | None = link(
        stock_by_track,
        key="id",
        region=argument("region", Region, default=Region.EU),
        description="What one region has of it. One call for each track: ask for it on a page of one track.",
    )

    @strawberry.field(description="How long it plays, such as 3:07.")
    def duration(self) -> str:
        seconds = self.duration_ms // 1000
        return f"{seconds // 60}:{seconds % 60:02d}"

    @strawberry.field(description="What it costs to download.")
    def unit_price(self) -> Money:
        return dollars(self.price_dollars)
