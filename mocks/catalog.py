"""The catalog service: artists, albums, tracks, genres and media types.

Its habit: batches as comma lists, pages by offset, and replies that may be kept for a minute and revalidated.
"""

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field, TypeAdapter

from .server import Service

__all__ = ["CATALOG", "Album", "Artist", "Genre", "MediaType", "Page", "Track"]

MAX_IDS = 100
DATA = Path(__file__).parent / "data"


class _Row(BaseModel):
    id: int


class Artist(_Row):
    """Who recorded an album."""

    name: str


class Album(_Row):
    """A record of one artist."""

    title: str
    artist_id: int


class Track(_Row):
    """A piece of music, or another recording, on an album."""

    name: str
    album_id: int
    genre_id: int
    media_type_id: int
    composer: str | None
    milliseconds: int
    bytes: int
    unit_price: float = Field(description="In US dollars")


class Genre(_Row):
    """A kind of music."""

    name: str


class MediaType(_Row):
    """A kind of file that a track is sold as."""

    name: str


Row = TypeVar("Row", bound=_Row)


class Page(BaseModel, Generic[Row]):
    """Some of the rows that there are."""

    items: list[Row]
    total: int = Field(description="How many rows there are, those on other pages included")


class Revalidated(APIRoute):
    """A route whose replies carry an ETag, and shrink to 304 for a caller who has the same already.

    Source: https://www.rfc-editor.org/rfc/rfc9110#name-if-none-match
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return FastAPI's own handler with the comparison behind it."""
        answer = super().get_route_handler()

        async def answer_if_changed(request: Request) -> Response:
            response = await answer(request)
            etag = f'"{hashlib.blake2b(response.body, digest_size=8).hexdigest()}"'
            headers = {"etag": etag, "cache-control": "max-age=60"}
            known = re.findall(r'"[^"]*"|\*', request.headers.get("if-none-match", ""))
            if etag in known or "*" in known:
                return Response(status_code=304, headers=headers)
            response.headers.update(headers)
            return response

        return answer_if_changed


router = APIRouter(route_class=Revalidated, responses={304: {"description": "You have the same already"}})

IdList = Query(pattern=r"^[0-9]{1,9}(,[0-9]{1,9})*$", description=f"At most {MAX_IDS}, separated by commas")
Ids = Annotated[str | None, IdList]
Limit = Annotated[int, Query(ge=1, le=100, description="Rows of a page, or rows for each parent id")]
Offset = Annotated[int, Query(ge=0)]


@router.get("/artists")
async def list_artists(ids: Ids = None, limit: Limit = 10, offset: Offset = 0) -> list[Artist] | Page[Artist]:
    """Return the artists with these ids, in order of id, or a page of all."""
    return _found(artists(), ids) if ids else _page(artists(), limit, offset)


@router.get("/albums")
async def list_albums(
    ids: Ids = None, artist_ids: Ids = None, limit: Limit = 10, offset: Offset = 0
) -> list[Album] | Page[Album]:
    """Return the albums with these ids, or the first ones of each of these artists, or a page of all."""
    _refuse_two(ids, artist_ids)
    if artist_ids:
        return _grouped(albums_by_artist(), artist_ids, limit)
    return _found(albums(), ids) if ids else _page(albums(), limit, offset)


@router.get("/tracks")
async def list_tracks(
    ids: Ids = None,
    album_ids: Ids = None,
    genre_ids: Ids = None,
    limit: Limit = 10,
    offset: Offset = 0,
) -> list[Track] | Page[Track]:
    """Return the tracks with these ids, or the first ones of each album or genre, or a page of all."""
    _refuse_two(ids, album_ids, genre_ids)
    if album_ids:
        return _grouped(tracks_by_album(), album_ids, limit)
    if genre_ids:
        return _grouped(tracks_by_genre(), genre_ids, limit)
    return _found(tracks(), ids) if ids else _page(tracks(), limit, offset)


@router.get("/genres")
async def list_genres(ids: Ids = None, limit: Limit = 10, offset: Offset = 0) -> list[Genre] | Page[Genre]:
    """Return the genres with these ids, in order of id, or a page of all."""
    return _found(genres(), ids) if ids else _page(genres(), limit, offset)


@router.get("/media-types")
async def list_media_types(
    ids: Ids = None, limit: Limit = 10, offset: Offset = 0
) -> list[MediaType] | Page[MediaType]:
    """Return the media types with these ids, in order of id, or a page of all."""
    return _found(media_types(), ids) if ids else _page(media_types(), limit, offset)


CATALOG = Service(
    name="catalog",
    port=8101,
    habit="Comma batches (?ids=1,2), offset paging, ETag and Cache-Control: max-age=60.",
    router=router,
)


def _refuse_two(*selections: str | None) -> None:
    if sum(selection is not None for selection in selections) > 1:
        raise HTTPException(400, "Select by one list of ids, not by two. Send one call for each.")


def _found(rows: Mapping[int, Row], ids: str) -> list[Row]:
    return [rows[number] for number in _numbers(ids) if number in rows]


def _grouped(rows_by_parent: Mapping[int, Sequence[Row]], parent_ids: str, limit: int) -> Page[Row]:
    groups = [rows_by_parent.get(number, ()) for number in _numbers(parent_ids)]
    return Page(items=[row for group in groups for row in group[:limit]], total=sum(map(len, groups)))


def _page(rows: Mapping[int, Row], limit: int, offset: int) -> Page[Row]:
    return Page(items=list(rows.values())[offset : offset + limit], total=len(rows))


def _numbers(ids: str) -> list[int]:
    """Return the ids of a comma list, each once, in ascending order."""
    texts = ids.split(",")
    if len(texts) > MAX_IDS:
        raise HTTPException(400, f"At most {MAX_IDS} ids in one call, but got: {len(texts)}.")
    return sorted({int(text) for text in texts})


@cache
def artists() -> Mapping[int, Artist]:
    """Return all artists by id."""
    return _by_id(TypeAdapter(list[Artist]).validate_json((DATA / "artists.json").read_bytes()))


@cache
def albums() -> Mapping[int, Album]:
    """Return all albums by id."""
    return _by_id(TypeAdapter(list[Album]).validate_json((DATA / "albums.json").read_bytes()))


@cache
def tracks() -> Mapping[int, Track]:
    """Return all tracks by id."""
    return _by_id(TypeAdapter(list[Track]).validate_json((DATA / "tracks.json").read_bytes()))


@cache
def genres() -> Mapping[int, Genre]:
    """Return all genres by id."""
    return _by_id(TypeAdapter(list[Genre]).validate_json((DATA / "genres.json").read_bytes()))


@cache
def media_types() -> Mapping[int, MediaType]:
    """Return all media types by id."""
    return _by_id(TypeAdapter(list[MediaType]).validate_json((DATA / "media_types.json").read_bytes()))


@cache
def albums_by_artist() -> Mapping[int, Sequence[Album]]:
    """Return the albums of each artist that has some, in order of id."""
    return _by_parent(albums().values(), lambda album: album.artist_id)


@cache
def tracks_by_album() -> Mapping[int, Sequence[Track]]:
    """Return the tracks of each album, in order of id."""
    return _by_parent(tracks().values(), lambda track: track.album_id)


@cache
def tracks_by_genre() -> Mapping[int, Sequence[Track]]:
    """Return the tracks of each genre, in order of id."""
    return _by_parent(tracks().values(), lambda track: track.genre_id)


def _by_id(rows: Iterable[Row]) -> Mapping[int, Row]:
    return {row.id: row for row in sorted(rows, key=lambda row: row.id)}


def _by_parent(rows: Iterable[Row], parent_id: Callable[[Row], int]) -> Mapping[int, Sequence[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[parent_id(row)].append(row)
    return dict(groups)
