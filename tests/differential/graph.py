"""Where a query of the harbour begins: every way of giving a value."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import date
from decimal import Decimal
from typing import Annotated

import strawberry
from graphql import GraphQLError

from bff import Connection, Edge, Graph, ListSize, ListSizeDirective, PageInfo, argument, link, node

from .events import (
    EVENT_KINDS,
    NOTICE_KINDS,
    Arrival,
    Berth,
    Departure,
    Event,
    Node,
    Notice,
    Storm,
    Tug,
    make_storm,
)
from .guards import Allowed, Loud, Raising, Refused
from .inputs import CrateFilter, Everything, ShipKind, Tonnage
from .journal import current, fails, note, selected
from .mutations import Mutation
from .services import (
    berths_by_place,
    event_list,
    found_crates,
    pages_of_events,
    pages_of_people,
    pages_of_ships,
    pages_of_tugs,
    people_by_id,
    ports_by_code,
    ship_list,
    ships_by_id,
    tugs_by_name,
)
from .types import (
    SIZED,
    THREE,
    Crate,
    Person,
    Port,
    Raft,
    Ship,
    ShipLink,
    Vessel,
    make_raft,
    make_ship,
)

__all__ = ["graph"]

PAGED = ListSizeDirective(slicing_arguments=["first"], sized_fields=["edges", "nodes"])
Found = Annotated[Ship | Raft | Crate, strawberry.union("Found")]


@strawberry.interface
class Mark:
    """Known by what it says itself, not by its class."""

    height: float

    @classmethod
    async def resolve_type(cls, value: object, *_: object) -> str:
        await asyncio.sleep(0)
        return "Nothing" if fails("mark", int(getattr(value, "height", 0))) else type(value).__name__


@strawberry.type
class Buoy(Mark):
    colour: str


@strawberry.type
class Beacon(Mark):
    flashes: list[int]
    keeper_id: strawberry.Private[int]
    keeper: Person | None = link(people_by_id, key="keeper_id")


@strawberry.type
class Query:
    ship: Ship | None = link(ships_by_id, key=argument("id"))
    port: Port | None = link(ports_by_code, key=argument("code"))
    person: Person | None = link(people_by_id, key=argument("id"))
    ships: list[Ship] | None = link(
        ship_list,
        first=ListSize(default=3, max=6),
        kind=argument("kind", ShipKind | None, default=None),
    )
    crates: list[Crate] = link(found_crates, size=6, filter=argument("filter", CrateFilter))
    node: Node | None = node()
    tug: Tug | None = link(tugs_by_name, key=argument("id"))
    berth: Berth | None = link(berths_by_place, key=(argument("port"), argument("number", int)))
    events: list[Event | None] = link(event_list, first=ListSize(default=3, max=6), discriminator=EVENT_KINDS)
    must_events: list[Event] | None = link(
        event_list, first=ListSize(default=3, max=6), discriminator=EVENT_KINDS
    )
    notices: Connection[Notice] = link(
        pages_of_events, first=ListSize(default=2, max=5), discriminator=NOTICE_KINDS
    )
    ship_pages: Connection[Ship] = link(
        pages_of_ships,
        first=ListSize(default=2, max=5),
        kind=argument("kind", ShipKind | None, default=None),
    )
    first_ships: list[Ship] | None = link(
        pages_of_ships,
        first=ListSize(default=2, max=5),
        offset=argument("offset", int, default=0),
        kind=argument("kind", ShipKind | None, default=None),
    )
    people_pages: Connection[Person] | None = link(pages_of_people, first=ListSize(default=2, max=5))
    tug_pages: Connection[Tug] | None = link(pages_of_tugs, first=ListSize(default=2, max=5))

    @strawberry.field(directives=[SIZED])
    def vessels(self, count: int = 2) -> list[Vessel]:
        return [make_raft(number) if number % 2 else make_ship(number) for number in range(1, count + 1)]

    @strawberry.field(directives=[SIZED])
    async def maybe_vessels(self, info: strawberry.Info, count: int = 2) -> list[Vessel | None] | None:
        note("Query.maybeVessels", info)
        await asyncio.sleep(0)
        found: list[object] = [None, *(make_ship(number) for number in range(2, count + 1))]
        for number in range(1, len(found)):
            if fails("item", number):
                found[number] = ValueError(f"item {number}")
            elif fails("unknown", number):
                found[number] = current.get()
        return found[:count]  # type: ignore[return-value]

    @strawberry.field(directives=[SIZED])
    def found(self, count: int = 3) -> list[Found | None]:
        made: list[object] = [make_ship(1), make_raft(2), _crate(3), make_ship(2), _crate(5), None]
        if fails("unknown", 1):
            made[1] = Port(name="a port", code=strawberry.ID("X"), depth=None, keeper_id=1, town_id=1)
        return made[:count]  # type: ignore[return-value]

    @strawberry.field(directives=[SIZED])
    def storms(self, count: int = 2) -> list[Storm]:
        return [make_storm(number) for number in range(1, count + 1)]

    @strawberry.field(directives=[PAGED])
    async def by_hand(self, first: int = 2) -> Connection[Ship]:
        await asyncio.sleep(0)
        edges = [Edge(node=make_ship(number), cursor=f"at {number}") for number in range(1, first + 1)]
        told = PageInfo(has_next_page=True, has_previous_page=False, start_cursor=None, end_cursor="end")
        return Connection(edges=edges, page_info=told)

    @strawberry.field
    async def finding(self, info: strawberry.Info, number: int = 1) -> Found | None:
        note("Query.finding", info)
        return make_raft(number) if number % 2 else _crate(number)

    @strawberry.field(directives=[SIZED])
    async def own_ships(self, count: int = 2) -> list[Ship]:
        await asyncio.sleep(0)
        return [make_ship(number) for number in range(1, count + 1)]

    @strawberry.field(directives=[SIZED])
    def generated(self, count: int = 2) -> list[Ship]:
        def ships() -> Iterator[Ship]:
            yield from (make_ship(number) for number in range(3, count + 3))

        return ships()  # type: ignore[return-value]

    @strawberry.field(directives=[SIZED])
    async def streamed(self, info: strawberry.Info, count: int = 2) -> list[Ship] | None:
        async def ships() -> AsyncIterator[Ship]:
            for number in range(1, count + 1):
                await asyncio.sleep(0)
                if fails("stream", number):
                    raise RuntimeError("the stream broke off")
                yield make_ship(number)

        note("Query.streamed", info)
        return ships()  # type: ignore[return-value]

    @strawberry.field(directives=[SIZED])
    def awaited(self, count: int = 2) -> list[Ship | None]:
        async def later(number: int) -> Ship:
            await asyncio.sleep(0)
            if fails("item", number):
                raise GraphQLError(f"awaited {number}")
            return make_ship(number)

        return [later(number) if number % 2 else make_ship(number) for number in range(count)]  # type: ignore[misc]

    @strawberry.field
    def awaitable(self) -> int:
        async def later() -> int:
            await asyncio.sleep(0)
            return 5

        return later()  # type: ignore[return-value]

    @strawberry.field(directives=[THREE])
    def grid(self) -> list[list[ShipLink | None]]:
        return [[make_ship(1), None], [], [make_ship(2)]]

    @strawberry.field
    def numbers(self) -> list[list[int | None]] | None:
        return [[1, None], [], [2**31 if fails("deep", 2) else 3]]

    @strawberry.field(directives=[THREE])
    def marks(self) -> list[Mark | None]:
        return [Buoy(height=1, colour="red"), Beacon(height=2.5, flashes=[1, 2], keeper_id=3)]

    @strawberry.field
    def echo(
        self,
        info: strawberry.Info,
        number: int = 1,
        numbers: list[int] | None = None,
        kind: ShipKind | None = ShipKind.FERRY,
        kinds: list[ShipKind] | None = strawberry.UNSET,
        day: date | None = None,
        fare: Decimal | None = None,
        weight: Tonnage | None = None,  # type: ignore[valid-type]
        share: float | None = 0.5,
        is_sure: bool | None = None,
        everything: Everything | None = None,
    ) -> str | None:
        note("Query.echo", info)
        return repr((number, numbers, kind, kinds, day, fare, weight, share, is_sure, everything))

    @strawberry.field
    def tonnage(self, of: int = 1) -> Tonnage | None:  # type: ignore[valid-type]
        return of

    @strawberry.field
    def seen(self, info: strawberry.Info) -> str:
        note("Query.seen", info)
        names = sorted(info.variable_values)
        return f"{info.field_name} {info.path.as_list()} {names} {selected(info)}"

    @strawberry.field(permission_classes=[Refused])
    def refused(self) -> Ship | None:
        return make_ship(1)

    @strawberry.field(permission_classes=[Allowed])
    async def allowed(self, number: int = 0) -> Ship | None:
        return make_ship(number)

    @strawberry.field(permission_classes=[Raising])
    def raising(self) -> str | None:
        return "never"

    @strawberry.field(extensions=[Loud()])
    async def shouted(self, word: str = "ahoy") -> str:
        await asyncio.sleep(0)
        return word

    @strawberry.field
    def broken(self) -> str | None:
        if fails("root", 1):
            raise RuntimeError("secret")
        return "whole"

    @strawberry.field
    async def must(self) -> str:
        await asyncio.sleep(0)
        return None if fails("deep", 2) else "must"  # type: ignore[return-value]


def _crate(number: int) -> Crate:
    return Crate(
        id=strawberry.ID(str(number)),
        label=f"found {number}",
        weight=number / 2,
        contents=None,
        ship_id=number,
    )


graph = Graph(query=Query, mutation=Mutation, types=(Ship, Raft, Buoy, Beacon, Arrival, Departure, Storm))
