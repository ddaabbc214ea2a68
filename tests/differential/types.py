"""The types of the harbour: links, embedded objects, resolvers and failures at every level of null.

Resolvers that take `info` note where they ran; those that do not, for whom.
"""

import asyncio
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

import strawberry
from graphql import GraphQLError
from strawberry.scalars import JSON

from bff import Connection, ListSize, ListSizeDirective, argument, link, node_id

from .events import EVENT_KINDS, Award, Badge, Berth, Event, Node, Pilot, Repair
from .guards import Allowed, Loud
from .inputs import Scale, ShipKind
from .journal import current, fails, note, selected
from .parts import Leg, Licence, Position, Weather
from .services import (
    awards_by_person,
    badges_by_person,
    berths_by_place,
    crates_by_ship,
    crew_by_ship,
    events_by_ship,
    inspections_by_crate,
    last_event_at,
    last_events_in_order,
    licence_by_holder,
    pages_of_crates,
    pages_of_crew,
    people_by_id,
    pilots_in_order,
    port_events,
    ports_by_code,
    repairs_in_order,
    ships_by_id,
    weather_at,
)

ShipLink = Annotated["Ship", strawberry.lazy("tests.differential.types")]
PersonLink = Annotated["Person", strawberry.lazy("tests.differential.types")]
PortLink = Annotated["Port", strawberry.lazy("tests.differential.types")]
CrateLink = Annotated["Crate", strawberry.lazy("tests.differential.types")]
VesselLink = Annotated["Vessel", strawberry.lazy("tests.differential.types")]
SIZED = ListSizeDirective(slicing_arguments=["count"])
THREE = ListSizeDirective(assumed_size=3)


@strawberry.interface
class Named:
    name: str


@strawberry.interface
class Vessel(Named):
    id: strawberry.ID
    captain_id: strawberry.Private[int | None]
    captain: PersonLink | None = link(people_by_id, key="captain_id")

    @strawberry.field
    def label(self, info: strawberry.Info, loud: bool = False) -> str:
        note("Vessel.label", info)
        text = f"{self.name} ({self.id})"
        return text.upper() if loud else text


@strawberry.type
class Ship(Vessel, Named, Node):
    node_id: strawberry.ID = node_id(ships_by_id)
    captain_id: strawberry.Private[int | None]
    kind: ShipKind | None
    built: date
    value: Decimal | None
    rating: float | None
    is_active: bool | None
    flags: list[str] | None
    signals: list[str | None]
    position: Position | None
    legs: list[Leg]
    spare_legs: list[Leg | None] | None
    owner_id: strawberry.Private[int | None]
    home_code: strawberry.Private[str | None]
    next_id: strawberry.Private[int | None]
    partner_id: strawberry.Private[int | None]
    master: PersonLink = link(people_by_id, key="captain_id")
    owner: PersonLink | None = link(people_by_id, key="owner_id")
    home: PortLink | None = link(ports_by_code, key="home_code")
    sister: ShipLink | None = link(ships_by_id, key="next_id")
    partner: ShipLink = link(ships_by_id, key="partner_id")
    crew: list[PersonLink] = link(crew_by_ship, key="id", first=ListSize(default=2, max=6))
    crates: list[CrateLink] | None = link(crates_by_ship, key="id", first=ListSize(default=2, max=6))
    weather: Weather | None = link(
        weather_at, code="home_code", scale=argument("scale", Scale, default=Scale.CELSIUS)
    )
    events: list[Event] | None = link(events_by_ship, key="id", size=3, discriminator=EVENT_KINDS)
    last_event: Event | None = link(last_events_in_order, key="id", discriminator=EVENT_KINDS)
    crew_pages: Connection[PersonLink] = link(pages_of_crew, key="id", first=ListSize(default=2, max=5))
    crate_pages: Connection[CrateLink] | None = link(
        pages_of_crates, key="id", first=ListSize(default=2, max=5)
    )
    berth: Berth | None = link(berths_by_place, key=("home_code", argument("number", int | None, default=2)))
    pilot: Pilot | None = link(pilots_in_order, key="owner_id")
    must_pilot: Pilot = link(pilots_in_order, key="captain_id")
    repairs: list[Repair] = link(repairs_in_order, key="id", size=2)

    @strawberry.field
    def length(self) -> int:
        note("Ship.length", self.id)
        return int(self.id) * 10

    @strawberry.field
    async def slow(self, info: strawberry.Info, turns: int = 1) -> str:
        note("Ship.slow", info)
        for _ in range(min(turns, 5)):
            await asyncio.sleep(0)
        return f"{self.name} after {turns}"

    @strawberry.field
    def flaky(self) -> str | None:
        note("Ship.flaky", self.id)
        if fails("flaky", int(self.id)):
            raise ValueError(f"flaky {self.id}")
        return "sound"

    @strawberry.field
    async def coded(self, info: strawberry.Info) -> float | None:
        note("Ship.coded", info)
        await asyncio.sleep(0)
        if fails("coded", int(self.id)):
            raise GraphQLError(f"coded {self.id}", extensions={"code": "AGROUND", "ship": self.id})
        return int(self.id) / 3

    @strawberry.field
    def strict(self, info: strawberry.Info) -> str:
        note("Ship.strict", info)
        if fails("strict", int(self.id)):
            raise ValueError(f"strict {self.id}")
        return "kept"

    @strawberry.field
    async def late(self) -> str | None:
        note("Ship.late", self.id)
        await asyncio.sleep(0)
        if fails("late", int(self.id)):
            return ValueError("returned, not raised")  # type: ignore[return-value]
        return f"late {self.id}"

    @strawberry.field
    def never(self) -> str:
        note("Ship.never", self.id)
        return None if fails("null", int(self.id)) else "something"  # type: ignore[return-value]

    @strawberry.field
    async def tardy(self) -> str:
        note("Ship.tardy", self.id)
        await asyncio.sleep(0)
        if fails("null", int(self.id)):
            raise ValueError(f"tardy {self.id}")
        return "here at last"

    @strawberry.field
    def where(self, info: strawberry.Info) -> str:
        note("Ship.where", info)
        return f"{info.field_name} at {info.path.as_list()}, {selected(info)}"

    @strawberry.field(extensions=[Loud()])
    def shouted(self, word: str = "ahoy") -> str:
        note("Ship.shouted", self.id)
        return f"{word} {self.id}"

    @strawberry.field(permission_classes=[Allowed])
    async def log(self, number: int = 0) -> str | None:
        note("Ship.log", self.id)
        return f"log {number}"

    @strawberry.field(directives=[THREE])
    async def fleet(self, info: strawberry.Info) -> list[ShipLink | None]:
        note("Ship.fleet", info)
        await asyncio.sleep(0)
        return [make_ship(int(self.id)), None, make_ship(int(self.id) + 1)]

    @strawberry.field
    def neighbour(self) -> VesselLink | None:
        note("Ship.neighbour", self.id)
        number = int(self.id)
        return make_raft(number) if number % 2 else make_ship(number % 8 + 1)


@strawberry.type
class Raft(Vessel, Named):
    captain_id: strawberry.Private[int | None]
    planks: int
    mother_id: strawberry.Private[int]
    mother: ShipLink | None = link(ships_by_id, key="mother_id")
    builder: PersonLink = link(people_by_id, key="mother_id")


@strawberry.type
class Person(Named, Node):
    node_id: strawberry.ID = node_id(people_by_id)
    id: strawberry.ID
    mail_address: str | None
    age: int | None
    ship_id: strawberry.Private[int | None]
    boss_id: strawberry.Private[int | None]
    boss: PersonLink | None = link(people_by_id, key="boss_id")
    ship: ShipLink = link(ships_by_id, key="ship_id")
    licence: Licence | None = link(
        licence_by_holder, key="id", region=argument("region", str | None, default=None)
    )
    badge: Badge | None = link(badges_by_person, key="id")
    awards: list[Award] = link(awards_by_person, key="id", size=2)

    @strawberry.field
    def initial(self) -> str:
        note("Person.initial", self.id)
        return self.name[:1]


@strawberry.type
class Port(Named, Node):
    node_id: strawberry.ID = node_id(ports_by_code, key="code")
    code: strawberry.ID
    depth: float | None
    keeper_id: strawberry.Private[int | None]
    town_id: strawberry.Private[int | None]
    keeper: PersonLink | None = link(people_by_id, key="keeper_id")
    mayor: PersonLink = link(people_by_id, key="town_id")
    events: Connection[Event] = link(
        port_events, key="code", first=ListSize(default=2, max=4), discriminator=EVENT_KINDS
    )
    last_event: Event | None = link(last_event_at, key="code", discriminator=EVENT_KINDS)


@strawberry.type
class Inspection:
    id: strawberry.ID
    passed: bool


@strawberry.type
class Crate:
    id: strawberry.ID
    label: str
    weight: float
    contents: JSON | None
    ship_id: strawberry.Private[int | None]
    ship: ShipLink = link(ships_by_id, key="ship_id")
    inspections: list[Inspection] = link(inspections_by_crate, key="id", size=3)


def make_ship(number: int) -> Ship:
    """Return a ship as a resolver makes one: what is wrong in the data is a wrong value here too."""
    row = current.get().data.ships.get(number) or current.get().data.ships[3]
    position = row["position"]
    legs: Any = row["legs"]
    if legs is not None:
        legs = [_leg(each) if isinstance(each, dict) else each for each in legs]
    return Ship(
        id=strawberry.ID(str(row["id"])),
        name=row["name"],
        captain_id=row["captain_id"],
        kind=next((each for each in ShipKind if each.value == row["kind"]), row["kind"]),
        built=_or_raw(date.fromisoformat, row["built"]),
        value=_or_raw(Decimal, row["value"]),
        rating=row["rating"],
        is_active=row["is_active"],
        flags=row["flags"],
        signals=row["signals"],
        position=_position(position) if isinstance(position, dict) else position,
        legs=legs,
        spare_legs=None,
        owner_id=_or_raw(int, row["owner_id"]),
        home_code=row["home_code"],
        next_id=row["next_id"],
        partner_id=row["partner_id"],
    )


def make_raft(number: int) -> Raft:
    """Return a raft; no service knows them."""
    return Raft(
        id=strawberry.ID(f"{number}"),
        name=f"raft {number}",
        captain_id=number % 12 + 1,
        planks=2**31 if fails("deep", number) else number * 4,
        mother_id=number % 9 + 1,
    )


def _leg(row: dict[str, Any]) -> Leg:
    return Leg(
        number=row["number"],
        day=_or_raw(date.fromisoformat, row["day"]),
        fare=_or_raw(Decimal, row["fare"]),
        positions=[_position(each) for each in row["positions"] if isinstance(each, dict)],
        port_code=row["port_code"],
    )


def _position(row: dict[str, Any]) -> Position:
    return Position(lat=row.get("lat"), note=row.get("note"), port_code=row.get("port_code"))  # type: ignore[arg-type]


def _or_raw(convert: Callable[[Any], Any], value: Any) -> Any:
    try:
        return convert(value)
    except (TypeError, ValueError, ArithmeticError):
        return value
