"""Where a query begins, and where a mutation does."""

import strawberry

from bff import Connection, Graph, ListSize, argument, link, node
from schema.services import (
    add_to_playlist,
    albums_by_id,
    all_albums,
    all_artists,
    all_customers,
    all_employees,
    all_genres,
    all_media_types,
    all_playlists,
    artists_by_id,
    customers_by_id,
    employees_by_id,
    invoices_by_id,
    place_invoice,
    playlists_by_id,
    rate_track,
    search_catalog,
    tracks_by_id,
)

from .types.album import Album
from .types.artist import Artist
from .types.customer import Customer
from .types.employee import Employee
from .types.genre import Genre
from .types.invoice import Invoice
from .types.media_type import MediaType
from .types.node import Node
from .types.playlist import Playlist, PlaylistEntry
from .types.rating import Rating
from .types.search import SearchHit
from .types.track import Track
from .types.writes import InvoiceInput, RatingInput

__all__ = ["graph"]

PAGE = ListSize(default=10, max=100)


@strawberry.type(description="What may be asked for; lists of all are in the order of their ids.")
class Query:
    node: Node | None = node()
    search: Connection[SearchHit] | None = link(
        search_catalog,
        q=argument("query", str, description="A part of the name, in upper or lower case."),
        first=PAGE,
        description="Artists, albums and tracks by their names, in this order.",
    )
    album: Album | None = link(albums_by_id, key=argument("id"))
    albums: list[Album] | None = link(
        all_albums,
        first=PAGE,
        offset=argument("offset", int, default=0),
        description="Some albums, from any place in the list on.",
    )
    albums_connection: Connection[Album] | None = link(
        all_albums, first=PAGE, description="All albums in pages, for a list that is scrolled."
    )
    artist: Artist | None = link(artists_by_id, key=argument("id"))
    artists: Connection[Artist] | None = link(all_artists, first=PAGE)
    track: Track | None = link(tracks_by_id, key=argument("id"))
    genres: list[Genre] | None = link(all_genres, first=ListSize(default=25, max=50))
    media_types: list[MediaType] | None = link(all_media_types, first=ListSize(default=10, max=50))
    customer: Customer | None = link(customers_by_id, key=argument("id"))
    customers: Connection[Customer] | None = link(all_customers, first=PAGE)
    employee: Employee | None = link(employees_by_id, key=argument("id"))
    employees: list[Employee] | None = link(
        all_employees, first=PAGE, offset=argument("offset", int, default=0)
    )
    invoice: Invoice | None = link(invoices_by_id, key=argument("id"))
    playlist: Playlist | None = link(playlists_by_id, key=argument("id"))
    playlists: Connection[Playlist] | None = link(all_playlists, first=PAGE)


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
