"""The catalog service: artists, albums, tracks, genres and media types.

Its habit: batches as comma lists, pages by offset, and replies that may be kept for a minute and revalidated.
"""

import hashlib
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.routing import APIRoute

from .catalog_rows import (
    Album,
    Artist,
    Genre,
    Hit,
    MediaType,
    Page,
    Row,
    Track,
    albums,
    albums_by_artist,
    artists,
    genres,
    media_types,
    names,
    tracks,
    tracks_by_album,
    tracks_by_genre,
)
from .id_list import OptionalIds, numbers
from .server import Service

__all__ = ["CATALOG", "Album", "Artist", "Genre", "Hit", "MediaType", "Page", "Track"]


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

Limit = Annotated[int, Query(ge=1, le=100, description="Rows of a page, or rows for each parent id")]
Offset = Annotated[int, Query(ge=0)]
Words = Annotated[
    str, Query(pattern=r"\S", max_length=100, description="A part of the name, in upper or lower case")
]


@router.get("/artists")
async def list_artists(
    ids: OptionalIds = None, limit: Limit = 10, offset: Offset = 0
) -> list[Artist] | Page[Artist]:
    """Return the artists with these ids, in order of id, or a page of all."""
    return _found(artists(), ids) if ids else _page(artists(), limit, offset)


@router.get("/albums")
async def list_albums(
    ids: OptionalIds = None, artist_ids: OptionalIds = None, limit: Limit = 10, offset: Offset = 0
) -> list[Album] | Page[Album]:
    """Return the albums with these ids, or the first ones of each of these artists, or a page of all."""
    _refuse_two(ids, artist_ids)
    if artist_ids:
        return _grouped(albums_by_artist(), artist_ids, limit)
    return _found(albums(), ids) if ids else _page(albums(), limit, offset)


@router.get("/tracks")
async def list_tracks(
    ids: OptionalIds = None,
    album_ids: OptionalIds = None,
    genre_ids: OptionalIds = None,
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
async def list_genres(
    ids: OptionalIds = None, limit: Limit = 10, offset: Offset = 0
) -> list[Genre] | Page[Genre]:
    """Return the genres with these ids, in order of id, or a page of all."""
    return _found(genres(), ids) if ids else _page(genres(), limit, offset)


@router.get("/media-types")
async def list_media_types(
    ids: OptionalIds = None, limit: Limit = 10, offset: Offset = 0
) -> list[MediaType] | Page[MediaType]:
    """Return the media types with these ids, in order of id, or a page of all."""
    return _found(media_types(), ids) if ids else _page(media_types(), limit, offset)


@router.get("/search")
async def search_catalog(q: Words, limit: Limit = 10, offset: Offset = 0) -> Page[Hit]:
    """Return a page of the artists, albums and tracks with these words in their name, in this order."""
    words = q.casefold()
    hits = [hit for name, hit in names() if words in name]
    return Page(items=hits[offset : offset + limit], total=len(hits))


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
    return [rows[number] for number in numbers(ids) if number in rows]


def _grouped(rows_by_parent: Mapping[int, Sequence[Row]], parent_ids: str, limit: int) -> Page[Row]:
    groups = [rows_by_parent.get(number, ()) for number in numbers(parent_ids)]
    return Page(items=[row for group in groups for row in group[:limit]], total=sum(map(len, groups)))


def _page(rows: Mapping[int, Row], limit: int, offset: int) -> Page[Row]:
    return Page(items=list(rows.values())[offset : offset + limit], total=len(rows))
