"""The rows of the catalog service: artists, albums, tracks, genres and media types, read once."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Generic, Literal, TypeVar

from pydantic import BaseModel, Field, TypeAdapter

__all__ = [
    "Album",
    "Artist",
    "Genre",
    "Hit",
    "MediaType",
    "Page",
    "Row",
    "Track",
    "albums",
    "albums_by_artist",
    "artists",
    "genres",
    "media_types",
    "names",
    "tracks",
    "tracks_by_album",
    "tracks_by_genre",
]

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


class Hit(_Row):
    """An artist, an album or a track that was searched for."""

    kind: Literal["artist", "album", "track"]
    name: str


Row = TypeVar("Row", bound=_Row)


class Page(BaseModel, Generic[Row]):
    """Some of the rows that there are."""

    items: list[Row]
    total: int = Field(description="How many rows there are, those on other pages included")


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


@cache
def names() -> Sequence[tuple[str, Hit]]:
    """Return all that can be searched for: artists, albums, tracks, each in order of id.

    Each comes with its name as it is compared, so that the case is folded once and not for each search.
    """
    hits = [Hit(kind="artist", id=row.id, name=row.name) for row in artists().values()]
    hits += [Hit(kind="album", id=row.id, name=row.title) for row in albums().values()]
    hits += [Hit(kind="track", id=row.id, name=row.name) for row in tracks().values()]
    return tuple((hit.name.casefold(), hit) for hit in hits)


def _by_id(rows: Iterable[Row]) -> Mapping[int, Row]:
    return {row.id: row for row in sorted(rows, key=lambda row: row.id)}


def _by_parent(rows: Iterable[Row], parent_id: Callable[[Row], int]) -> Mapping[int, Sequence[Row]]:
    groups: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        groups[parent_id(row)].append(row)
    return dict(groups)
