"""A track: its row from the catalog, its ratings from the ratings service."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import ListSize, link
from schema.services import (
    albums_by_id,
    genres_by_id,
    media_types_by_id,
    ratings_by_track,
    summaries_by_track,
)

from .genre import Genre
from .media_type import MediaType
from .rating import Rating, RatingSummary

if TYPE_CHECKING:
    from .album import Album


@strawberry.type(description="One piece of music.")
class Track:
    id: strawberry.ID
    name: str
    composer: str | None
    milliseconds: strawberry.Private[int]
    unit_price: float
    album_id: strawberry.Private[int | None]
    genre_id: strawberry.Private[int | None]
    media_type_id: strawberry.Private[int]
    album: Annotated["Album", strawberry.lazy("schema.types.album")] | None = link(
        albums_by_id, key="album_id"
    )
    genre: Genre | None = link(genres_by_id, key="genre_id")
    media_type: MediaType | None = link(media_types_by_id, key="media_type_id")
    ratings: list[Rating] = link(ratings_by_track, key="id", first=ListSize(default=5, max=50))
    rating_summary: RatingSummary | None = link(summaries_by_track, key="id")

    @strawberry.field(description="How long it plays, such as 3:07.")
    def duration(self) -> str:
        seconds = self.milliseconds // 1000
        return f"{seconds // 60}:{seconds % 60:02d}"
