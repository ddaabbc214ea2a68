"""Playlists, from the playlists service, which knows tracks by their ids alone."""

from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import ListSize, link, node_id
from schema.services import entries_by_playlist, playlists_by_id, tracks_by_id

from .node import Node

if TYPE_CHECKING:
    from .track import Track


@strawberry.type(description="A track in its place in a playlist.")
class PlaylistEntry:
    position: int = strawberry.field(description="1 for the first.")
    track_id: strawberry.Private[int]
    track: Annotated["Track", strawberry.lazy("schema.types.track")] | None = link(
        tracks_by_id, key="track_id", description="Null where the catalog does not have it."
    )


@strawberry.type(description="Tracks in an order that somebody chose.")
class Playlist(Node):
    id: strawberry.ID
    node_id: strawberry.ID = node_id(playlists_by_id)
    name: str = strawberry.field(description="Several playlists may have the same.")
    entries: list[PlaylistEntry] = link(
        entries_by_playlist,
        key="id",
        first=ListSize(default=20, max=100),
        description="In the order of their positions.",
    )


@strawberry.type(description="That a track is in a playlist.")
class PlaylistMembership:
    playlist_id: strawberry.Private[int]
    playlist: Playlist | None = link(playlists_by_id, key="playlist_id")
