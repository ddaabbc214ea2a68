"""What can be done in the harbour: by its services, and by hand."""

import asyncio
from datetime import date

import strawberry
from graphql import GraphQLError

from bff import argument, link

from .inputs import OrderInput
from .journal import current, fails, note
from .services import new_entry, place_order, ships_by_id
from .types import Ship, make_ship

__all__ = ["Mutation"]


@strawberry.type
class Entry:
    id: strawberry.ID
    text: str
    number: int
    ship_id: strawberry.Private[int | None]
    ship: Ship | None = link(ships_by_id, key="ship_id")


@strawberry.type
class OrderedLine:
    what: str
    count: int
    by: date | None


@strawberry.type
class Order:
    id: strawberry.ID
    lines: list[OrderedLine]
    ship_id: strawberry.Private[int | None]
    ship: Ship = link(ships_by_id, key="ship_id")


@strawberry.type
class Mutation:
    entry: Entry | None = link(
        new_entry, text=argument("text", str), ship=argument("ship", int | None, default=None)
    )
    must_entry: Entry = link(
        new_entry, text=argument("text", str), ship=argument("ship", int | None, default=None)
    )
    order: Order | None = link(place_order, order=argument("order", OrderInput))

    @strawberry.mutation
    async def rename(self, info: strawberry.Info, number: int, to: str = "Argo") -> Ship | None:
        return await _renamed(info, number, to)

    @strawberry.mutation
    async def must_rename(self, info: strawberry.Info, number: int, to: str = "Argo") -> Ship:
        return await _renamed(info, number, to)

    @strawberry.mutation
    def count(self) -> int:
        current.get().writes.append("count")
        return len(current.get().writes)


async def _renamed(info: strawberry.Info, number: int, to: str) -> Ship:
    note("Mutation.rename", info)
    current.get().writes.append(f"rename {number} {to}")
    await asyncio.sleep(0)
    if fails("write", number):
        raise GraphQLError(f"{number} keeps its name", extensions={"code": "KEPT"})
    ship = make_ship(number)
    ship.name = to
    return ship
