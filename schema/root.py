"""Where a query begins."""

import strawberry

from bff import Graph, ListSize, argument, link
from schema.services import (
    albums,
    albums_by_id,
    artists,
    artists_by_id,
    customers_by_id,
    employees_by_id,
    genres,
    tracks_by_id,
)

from .types.album import Album
from .types.artist import Artist
from .types.customer import Customer
from .types.employee import Employee
from .types.genre import Genre
from .types.track import Track

__all__ = ["graph"]


@strawberry.type
class Query:
    album: Album | None = link(albums_by_id, key=argument("id"))
    albums: list[Album] = link(
        albums, first=ListSize(default=10, max=100), offset=argument("offset", int, default=0)
    )
    artist: Artist | None = link(artists_by_id, key=argument("id"))
    artists: list[Artist] = link(
        artists, first=ListSize(default=10, max=100), offset=argument("offset", int, default=0)
    )
    track: Track | None = link(tracks_by_id, key=argument("id"))
    genres: list[Genre] = link(genres, first=ListSize(default=25, max=50))
    customer: Customer | None = link(customers_by_id, key=argument("id"))
    employee: Employee | None = link(employees_by_id, key=argument("id"))


graph = Graph(query=Query)
