"""Where a query begins, and where a mutation does."""

import strawberry

from bff import Graph, ListSize, argument, link
from schema.services import (
    add_to_playlist,
    albums,
    albums_by_id,
    artists,
    artists_by_id,
    customers_by_id,
    employees,
    employees_by_id,
    genres,
    invoices_by_id,
    place_invoice,
    playlists,
    playlists_by_id,
    rate_track,
    tracks_by_id,
)

from .types.album import Album
from .types.artist import Artist
from .types.customer import Customer
from .types.employee import Employee
from .types.genre import Genre
from .types.invoice import Invoice
from .types.playlist import Playlist, PlaylistEntry
from .types.rating import Rating
from .types.track import Track
from .types.writes import InvoiceInput, RatingInput

__all__ = ["graph"]


@strawberry.type(description="What may be asked for; lists of all are in the order of their ids.")
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
    employees: list[Employee] = link(
        employees, first=ListSize(default=10, max=100), offset=argument("offset", int, default=0)
    )
    invoice: Invoice | None = link(invoices_by_id, key=argument("id"))
    playlist: Playlist | None = link(playlists_by_id, key=argument("id"))
    playlists: list[Playlist] = link(
        playlists, first=ListSize(default=10, max=100), offset=argument("offset", int, default=0)
    )


@strawberry.type
class Mutation:
    place_invoice: Invoice | None = link(
        place_invoice,
        invoice=argument("input", InvoiceInput),
        description="Sell tracks. Sent again with the same Idempotency-Key header, it sells nothing twice.",
    )
    rate_track: Rating | None = link(rate_track, rating=argument("input", RatingInput))
    add_to_playlist: PlaylistEntry | None = link(
        add_to_playlist,
        playlist_id=argument("playlist_id"),
        track_id=argument("track_id"),
        description="Put a track at the end of a playlist, unless it is in it.",
    )


graph = Graph(query=Query, mutation=Mutation)
