"""What happens in the harbour: rows of several types, references, keys of any form, nested fields."""

from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from bff import Connection, Discriminator, ListSize, argument, link, node, node_id, read_from, reference

from .journal import current, note
from .services import (
    berths_by_place,
    pages_of_crates,
    people_by_id,
    ports_by_code,
    ships_by_id,
    tides_at,
    tugs_by_name,
)

__all__ = [
    "EVENT_KINDS",
    "Arrival",
    "Award",
    "Badge",
    "Berth",
    "Departure",
    "Event",
    "Node",
    "Notice",
    "Pilot",
    "Repair",
    "Storm",
    "Tide",
    "Tug",
    "make_storm",
]

if TYPE_CHECKING:
    from .types import Crate, Person, Port, Ship

ShipLink = Annotated["Ship", strawberry.lazy("tests.differential.types")]
PersonLink = Annotated["Person", strawberry.lazy("tests.differential.types")]
PortLink = Annotated["Port", strawberry.lazy("tests.differential.types")]
CrateLink = Annotated["Crate", strawberry.lazy("tests.differential.types")]
TugLink = Annotated["Tug", strawberry.lazy("tests.differential.events")]


@strawberry.interface
class Node:
    node_id: strawberry.ID


Owner = Annotated[ShipLink | PersonLink | TugLink, strawberry.union("Owner")]
"""Each from a service of its own; a tug from one without batches."""


@strawberry.type
class Engine:
    power: int | None
    maker_id: strawberry.Private[int | None] = read_from("maker.id")
    maker: PersonLink | None = link(people_by_id, key="maker_id")


@strawberry.type
class Tug(Node):
    node_id: strawberry.ID = node_id(tugs_by_name)
    id: strawberry.ID = read_from("meta.id")
    title: str = read_from("name")
    rank: int = read_from("meta.rank", default=7)
    city: str | None = read_from("home.address.city")
    power: int | None = read_from("engine.power")
    engine: Engine | None
    owner_kind: strawberry.Private[int | None] = read_from("owner.kind")
    owner_id: strawberry.Private[str | None] = read_from("owner.id")
    owner: Owner | None = reference(
        Discriminator("owner_kind", {1: "Ship", 2: "Person", 3: "Tug"}), key="owner_id"
    )
    seen: Node | None = node()

    @strawberry.field
    def shown(self) -> str:
        note("Tug.shown", str(self.id))
        return f"{self.title} of {self.city}"


@strawberry.type
class Tide:
    height: float
    hour: int | None


@strawberry.type
class Berth:
    number: int
    length: float | None
    port_code: strawberry.Private[str] = read_from("meta.port")
    guest_id: strawberry.Private[int | None] = read_from("meta.guest")
    port: PortLink | None = link(ports_by_code, key="port_code")
    guest: ShipLink = link(ships_by_id, key="guest_id")
    tides: list[Tide] = link(tides_at, key=("port_code", "number"), size=3)


@strawberry.type
class Pilot:
    name: str
    licence: int | None
    mentor_id: strawberry.Private[int | None]
    mentor: PersonLink | None = link(people_by_id, key="mentor_id")


@strawberry.type
class Repair:
    what: str
    yard_code: strawberry.Private[str | None]
    port: PortLink | None = link(ports_by_code, key="yard_code")


@strawberry.type
class Badge:
    colour: str
    hero_id: strawberry.Private[int | None]
    hero: ShipLink | None = link(ships_by_id, key="hero_id")


@strawberry.type
class Award:
    title: str
    year: int | None


@strawberry.interface
class Event:
    id: strawberry.ID
    at: str


@strawberry.type
class Arrival(Event):
    ship_id: strawberry.Private[int | None] = read_from("place.ship")
    port_code: strawberry.Private[str | None] = read_from("place.port")
    ship: ShipLink | None = link(ships_by_id, key="ship_id")
    berth: Berth | None = link(berths_by_place, key=("port_code", argument("number", int, default=1)))


@strawberry.type
class Departure(Event):
    cargo: float | None
    ship_id: strawberry.Private[int | None] = read_from("place.ship")
    ship: ShipLink = link(ships_by_id, key="ship_id")
    crates: Connection[CrateLink] = link(pages_of_crates, key="ship_id", first=ListSize(default=2, max=5))


@strawberry.type
class Storm(Event):
    force: int
    about_kind: strawberry.Private[str | None]
    about_id: strawberry.Private[str | None]
    about: Node | None = reference(
        Discriminator("about_kind", {"ship": "Ship", "person": "Person", "port": "Port", "tug": "Tug"}),
        key="about_id",
    )

    @strawberry.field
    async def told(self, info: strawberry.Info) -> str | None:
        note("Storm.told", info)
        return f"force {self.force} about {self.about_kind}"


Notice = Annotated[Arrival | Storm, strawberry.union("Notice")]
EVENT_KINDS = Discriminator("kind", {"in": "Arrival", "out": "Departure", "storm": "Storm"})
NOTICE_KINDS = Discriminator("kind", {"in": "Arrival", "storm": "Storm"})


def make_storm(number: int) -> Storm:
    """Return a storm as a resolver makes one."""
    row: dict[str, Any] = current.get().data.afloat.events[number]
    return Storm(
        id=strawberry.ID(str(number)),
        at=row["at"],
        force=number,
        about_kind=("ship", "person", "port", "tug", "whale")[number % 5],
        about_id=("1", "2", "AA", "t3", "4")[number % 5],
    )
