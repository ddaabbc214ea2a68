"""A graph whose resolvers load what they declare, for tests of loads and of what writes clear."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

import strawberry
from strawberry.permission import BasePermission

from bff import (
    Context,
    Graph,
    Key,
    ListSize,
    ListSizeDirective,
    Service,
    ServiceFailure,
    argument,
    link,
    loads,
)
from bff.flow.call import Call
from bff.flow.request import Caller
from tests.rooms.execute.shop import Shop, ids_in

__all__ = ["answers", "shop_of"]

records = Service("records")
albums_by_id = records.one("GET /albums?ids={ids}", key=Key("id"), max_batch=3)
albums_by_name = records.one("GET /named?names={ids}", key=Key("title", str))
tracks_by_album = records.many("GET /tracks?ids={ids}&limit={first}", key=Key("album_id"), max_batch=3)
stock = records.one("GET /stock/{id}?region={region}", key=Key("id"))
shelves = records.call("GET /shelves")
note_down = records.call("POST /notes?text={text}", clears=[albums_by_id])
change_nothing = records.call("POST /nothing", clears=[])
change_all = records.call("POST /all")

Info = strawberry.Info[Context, None]
COUNT = ListSizeDirective(slicing_arguments=["count"])


@strawberry.type
class Track:
    title: str


@strawberry.type
class Album:
    id: strawberry.ID
    title: str
    tracks: list[Track] = link(tracks_by_album, key="id", first=ListSize(default=2, max=5))

    @strawberry.field
    def shout(self) -> str:
        return self.title.upper()


@strawberry.type
class Level:
    left: int


@strawberry.type
class Year:
    """No type of the schema: only resolvers see it."""

    year: int


class Insider(BasePermission):
    message = "Only for insiders."

    async def has_permission(self, source: Any, info: Info, **_: Any) -> bool:
        first = await info.context.load(albums_by_id, 1, Album)
        return first is not None and info.context.caller.header("X-Insider") == first.title


@strawberry.type
class Item:
    id: int
    album: Album | None = link(albums_by_id, key="id")

    @strawberry.field(metadata=loads(albums_by_id, Album))
    async def title(self, info: Info) -> str | None:
        album = await info.context.load(albums_by_id, self.id, Album)
        return None if album is None else album.title

    @strawberry.field(metadata=loads(albums_by_id, Album))
    async def late_title(self, info: Info) -> str | None:
        await _turns(self.id)
        album = await info.context.load(albums_by_id, self.id, Album)
        return None if album is None else album.title

    @strawberry.field(metadata=loads(albums_by_id, "Album"))
    async def loaded(self, info: Info) -> Album | None:
        return await info.context.load(albums_by_id, self.id, Album)

    @strawberry.field(
        metadata=loads(albums_by_id, Album, keys=2) | loads(tracks_by_album, Track, first=2, keys=2)
    )
    async def both(self, info: Info) -> str:
        album, tracks = await asyncio.gather(
            info.context.load(albums_by_id, self.id, Album),
            info.context.load_many(tracks_by_album, self.id, Track),
        )
        following = await info.context.load(albums_by_id, self.id + 1, Album)
        return f"{album and album.title}, {len(tracks)} tracks, then {following and following.title}"

    @strawberry.field(metadata=loads(stock, Level))
    async def left(self, info: Info, region: str = "eu") -> int | None:
        level = await info.context.load(stock, self.id, Level, region=region)
        return None if level is None else level.left

    @strawberry.field(metadata=loads(albums_by_id, Album))
    async def title_of(self, info: Info, id: strawberry.ID) -> str | None:
        album = await info.context.load(albums_by_id, id, Album)
        return None if album is None else album.title

    @strawberry.field(metadata=loads(albums_by_name, Album))
    async def named(self, info: Info, name: str) -> str | None:
        album = await info.context.load(albums_by_name, name, Album)
        return None if album is None else album.title

    @strawberry.field(metadata=loads(albums_by_id, Year))
    async def year(self, info: Info) -> int | None:
        found = await info.context.load(albums_by_id, self.id, Year)
        return None if found is None else found.year

    @strawberry.field(metadata=loads(albums_by_id, Album))
    async def careful(self, info: Info) -> str:
        try:
            album = await info.context.load(albums_by_id, self.id, Album)
        except ServiceFailure as failure:
            return f"no {failure.code}"
        return album.title if album else "none"

    @strawberry.field(metadata=loads(albums_by_id, Album), permission_classes=[Insider])
    async def secret(self) -> str | None:
        return f"secret {self.id}"


@strawberry.interface
class Named:
    id: int

    @strawberry.field(metadata=loads(albums_by_id, Album))
    async def title(self, info: Info) -> str | None:
        album = await info.context.load(albums_by_id, self.id, Album)
        return None if album is None else album.title


@strawberry.type
class Tape(Named):
    minutes: int = 60


@strawberry.type
class Disc(Named):
    inches: int = 12


@strawberry.type
class Wrong:
    """What authors get wrong."""

    @strawberry.field
    async def undeclared(self, info: Info) -> str | None:
        return str(await info.context.load(albums_by_id, 1, Album))

    @strawberry.field(metadata=loads(albums_by_id, Album))
    async def other_endpoint(self, info: Info) -> str | None:
        return str(await info.context.load_many(tracks_by_album, 1, Track))

    @strawberry.field(metadata=loads(albums_by_id, Album))
    async def other_type(self, info: Info) -> str | None:
        return str(await info.context.load(albums_by_id, 1, Track))

    @strawberry.field(metadata=loads(albums_by_id, Album, keys=2))
    async def too_many(self, info: Info) -> str | None:
        found = [await info.context.load(albums_by_id, key, Album) for key in (1, "1", 2, 1, 3)]
        return str(found)

    @strawberry.field(metadata=loads(albums_by_id, Album))
    async def wrong_function(self, info: Info) -> str | None:
        return str(await info.context.load_many(albums_by_id, 1, Album))

    @strawberry.field(metadata=loads(stock, Level))
    async def without_region(self, info: Info) -> str | None:
        return str(await info.context.load(stock, 1, Level))

    @strawberry.field(metadata=loads(albums_by_id, Album))
    async def two_parts(self, info: Info) -> str | None:
        return str(await info.context.load(albums_by_id, (1, 2), Album))

    @strawberry.field(metadata=loads(albums_by_id, Album))
    def after_its_end(self, info: Info) -> list[str | None]:
        async def later() -> str:
            return str(await info.context.load(albums_by_id, 1, Album))

        return [later()]  # type: ignore[list-item]


@strawberry.type
class Shelf:
    id: int
    item: Item

    @strawberry.field(directives=[COUNT])
    def items(self, count: int = 3) -> list[Item]:
        return [Item(id=self.id * 10 + number) for number in range(count)]


@strawberry.type
class Query:
    album: Album | None = link(albums_by_id, key=argument("id"))
    shelves: list[Shelf] = link(shelves, size=4)

    @strawberry.field(directives=[COUNT])
    def items(self, count: int = 3) -> list[Item]:
        return [Item(id=number) for number in range(1, count + 1)]

    @strawberry.field(directives=[ListSizeDirective(assumed_size=4)])
    def named(self) -> list[Named]:
        return [Tape(id=1), Disc(id=2), Tape(id=3), Disc(id=4)]

    @strawberry.field
    def wrong(self) -> Wrong:
        return Wrong()

    @strawberry.field(metadata=loads(albums_by_id, Album))
    async def first_title(self, info: Info) -> str | None:
        album = await info.context.load(albums_by_id, 1, Album)
        return None if album is None else album.title

    @strawberry.field
    def me(self, info: Info) -> list[str | None]:
        caller = info.context.caller
        return [
            caller.client_name,
            caller.client_version,
            caller.header("Authorization"),
            caller.header("x-other"),
            info.context.request_id,
            info.context.trace_id,
        ]


@strawberry.type
class Done:
    album: Album | None = link(albums_by_id, key=argument("id"))
    tracks: list[Track] = link(tracks_by_album, key=argument("id"), first=ListSize(default=2, max=5))


@strawberry.type
class Mutation:
    note: Done | None = link(note_down, text=argument("text", str))
    nothing: Done | None = link(change_nothing)
    all: Done | None = link(change_all)

    @strawberry.mutation(metadata=loads(albums_by_id, Album))
    async def by_hand(self, info: Info) -> Done:
        await info.context.load(albums_by_id, 1, Album)
        return Done()


graph = Graph(query=Query, mutation=Mutation, types=(Tape, Disc))


def answers(call: Call) -> object:
    """Answer as the records do: albums below 90, two tracks each, an item on each of four shelves."""
    path = call.target.partition("?")[0]
    if path == "/albums":
        return [{"id": key, "title": f"album {key}", "year": 1900 + key} for key in ids_in(call) if key < 90]
    if path == "/tracks":
        return [{"album_id": key, "title": f"track {n}"} for key in ids_in(call) for n in range(2)]
    if path == "/shelves":
        return [{"id": number, "item": {"id": number}} for number in range(1, 5)]
    if path.startswith("/stock"):
        return {"id": ids_in(call)[0], "left": ids_in(call)[0] * 2}
    return {}


def shop_of(respond: Callable[[Call], object] = answers, *, headers: Mapping[str, str] | None = None) -> Shop:
    return Shop(graph, respond, Caller("app", "1.2", headers or {}))


async def _turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)
