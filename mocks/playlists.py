"""The playlists service: playlists and their entries, many tracks to many playlists.

Its habit: bare lists of ids without names, also of tracks that nobody else knows, and pages that name the
next one in a Link header.
"""

import threading
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from .id_list import Ids, OptionalIds, numbers
from .server import PROBLEM, Service
from .state import state_of

__all__ = ["PLAYLISTS", "Entry", "NewEntry", "Playlist", "Playlists"]

DATA = Path(__file__).parent / "data"


class Playlist(BaseModel):
    """A list of tracks with a name; several may have the same."""

    id: int
    name: str


class PlaylistPage(BaseModel):
    """Some of the playlists."""

    items: list[Playlist]
    total: int = Field(description="How many playlists there are, those on other pages included")


class Entry(BaseModel):
    """A track in its place in a playlist."""

    playlist_id: int
    track_id: int
    position: int = Field(description="1 for the first")


class NewEntry(BaseModel):
    """A track to append."""

    model_config = ConfigDict(extra="forbid")

    track_id: int = Field(ge=1, le=999_999_999)


class Membership(BaseModel):
    """A playlist that a track is in."""

    track_id: int
    playlist_id: int


class Playlists:
    """The entries of one run; safe to use from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        # By playlist: the position of each track, in order. Replaced, never changed: readers need no lock.
        self._positions = dict(stored_positions())

    def entries(self, playlist_id: int, limit: int) -> list[Entry]:
        """Return the first entries of a playlist, none if it is empty or unknown."""
        positions = list(self._positions.get(playlist_id, {}).items())[:limit]
        return [Entry(playlist_id=playlist_id, track_id=track, position=place) for track, place in positions]

    def with_track(self, track_id: int) -> list[Membership]:
        """Return the playlists that this track is in, in order of id."""
        return [
            Membership(track_id=track_id, playlist_id=playlist_id)
            for playlist_id, positions in self._positions.items()
            if track_id in positions
        ]

    def append(self, playlist_id: int, track_id: int) -> Entry:
        """Append a track to a playlist.

        Raises: HTTPException 404 if there is no such playlist, 409 if the track is in it already.
        """
        with self._lock:
            positions = self._positions.get(playlist_id)
            if positions is None:
                raise HTTPException(404, f"There is no playlist {playlist_id}.")
            if track_id in positions:
                raise HTTPException(409, f"Track {track_id} is in playlist {playlist_id} already.")
            place = len(positions) + 1
            self._positions[playlist_id] = {**positions, track_id: place}
            return Entry(playlist_id=playlist_id, track_id=track_id, position=place)


router = APIRouter()

LINK_HEADER: dict[int | str, dict[str, Any]] = {
    200: {
        "headers": {
            "Link": {
                "description": 'On a page: where the next one is, rel="next"',
                "schema": {"type": "string"},
            }
        }
    }
}
Kept = Annotated[Playlists, Depends(state_of(Playlists))]
Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0)]
EntryLimit = Annotated[int, Query(ge=1, le=500, description="Entries for each playlist")]


@router.get("/playlists", responses=LINK_HEADER)
async def list_playlists(
    response: Response, ids: OptionalIds = None, limit: Limit = 10, offset: Offset = 0
) -> list[Playlist] | PlaylistPage:
    """Return the playlists with these ids, in order of id, or a page of all.

    Source: https://www.rfc-editor.org/rfc/rfc8288 (a target relative to the address that was called)
    """
    rows = playlists()
    if ids is not None:
        return [rows[number] for number in numbers(ids) if number in rows]
    if offset + limit < len(rows):
        response.headers["link"] = f'</playlists?limit={limit}&offset={offset + limit}>; rel="next"'
    return PlaylistPage(items=list(rows.values())[offset : offset + limit], total=len(rows))


@router.get("/playlists/entries")
async def list_playlist_entries(kept: Kept, playlist_ids: Ids, limit: EntryLimit = 50) -> list[Entry]:
    """Return the first entries of these playlists, in order of playlist and position."""
    return [entry for number in numbers(playlist_ids) for entry in kept.entries(number, limit)]


@router.get("/playlists/by-track")
async def list_playlists_by_track(kept: Kept, track_ids: Ids) -> list[Membership]:
    """Return which playlists these tracks are in, in order of track and playlist."""
    return [membership for number in numbers(track_ids) for membership in kept.with_track(number)]


@router.post(
    "/playlists/{id}/entries",
    status_code=201,
    responses={
        404: PROBLEM | {"description": "No such playlist"},
        409: PROBLEM | {"description": "The track is in the playlist already"},
    },
)
async def append_playlist_entry(kept: Kept, id: int, new: NewEntry) -> Entry:
    """Append a track to a playlist, whether the track is known elsewhere or not."""
    return kept.append(id, new.track_id)


PLAYLISTS = Service(
    name="playlists",
    port=8105,
    habit="Many-to-many; ids only, names of tracks are elsewhere; a Link header to the next page.",
    router=router,
    new_state=Playlists,
)


class _StoredEntry(BaseModel):
    id: int
    playlist_id: int
    track_id: int


@cache
def playlists() -> Mapping[int, Playlist]:
    """Return all playlists by id, in order of id."""
    rows = TypeAdapter(list[Playlist]).validate_json((DATA / "playlists.json").read_bytes())
    return {row.id: row for row in sorted(rows, key=lambda row: row.id)}


@cache
def stored_positions() -> Mapping[int, Mapping[int, int]]:
    """Return the position of each track by playlist, in order of both; a track is in a playlist once."""
    stored = TypeAdapter(list[_StoredEntry]).validate_json((DATA / "playlist_tracks.json").read_bytes())
    positions: dict[int, dict[int, int]] = defaultdict(dict)
    for row in sorted(stored, key=lambda row: row.id):
        positions[row.playlist_id][row.track_id] = len(positions[row.playlist_id]) + 1
    return {playlist_id: positions[playlist_id] for playlist_id in playlists()}
