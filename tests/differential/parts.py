"""What stands inside of other rows, and leads on from there; the least of the services' rows."""

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from bff import link

from .journal import note
from .services import people_by_id, ports_by_code

__all__ = ["Leg", "Licence", "Position", "Weather"]

if TYPE_CHECKING:
    from .types import Person, Port

PersonLink = Annotated["Person", strawberry.lazy("tests.differential.types")]
PortLink = Annotated["Port", strawberry.lazy("tests.differential.types")]


@strawberry.type
class Weather:
    wind: str
    degrees: float
    port_code: strawberry.Private[str | None]
    port: PortLink = link(ports_by_code, key="port_code")


@strawberry.type
class Position:
    lat: float
    note: str | None
    port_code: strawberry.Private[str | None]
    port: PortLink | None = link(ports_by_code, key="port_code")

    @strawberry.field
    def rounded(self) -> int:
        note("Position.rounded", str(self.lat))
        return round(self.lat)


@strawberry.type
class Leg:
    number: int
    day: date
    fare: Decimal | None
    positions: list[Position]
    port_code: strawberry.Private[str | None]
    port: PortLink = link(ports_by_code, key="port_code")


@strawberry.type
class Licence:
    number: str
    holder_id: strawberry.Private[int | None]
    holder: PersonLink | None = link(people_by_id, key="holder_id")
