"""A graph whose rows hold objects of several types: payments of a union, steps of an interface, lists."""

from __future__ import annotations

from typing import Annotated

import strawberry

from bff import Discriminator, Graph, Key, ListSize, Service, argument, link, read_from
from bff.flow.call import Call
from tests.rooms.execute.shop import ids_in

__all__ = ["CARD", "MOVE", "PACK", "TRANSFER", "answers", "graph", "order"]

till = Service("till", naming="camel")
orders = till.call("GET /orders?limit={first}", rows="items")
orders_by_id = till.one("GET /orders?ids={ids}", key=Key("id"))
banks_by_id = till.one("GET /banks?ids={ids}", key=Key("id"))
places_by_id = till.one("GET /places?ids={ids}", key=Key("id"))


@strawberry.type
class Bank:
    id: strawberry.ID
    name: str


@strawberry.type
class Place:
    id: strawberry.ID
    name: str


@strawberry.type
class Card:
    id: strawberry.ID
    last_four: str
    limit: int | None

    @strawberry.field
    def label(self) -> str:
        return f"card {self.id} ending in {self.last_four}"


@strawberry.type
class Transfer:
    amount: int
    bank_id: strawberry.Private[int]
    bank: Bank | None = link(banks_by_id, key="bank_id")


Payment = Annotated[Card | Transfer, strawberry.union("Payment")]


@strawberry.interface
class Step:
    title: str


@strawberry.type
class Move(Step):
    title: str
    place_id: strawberry.Private[int]
    place: Place | None = link(places_by_id, key="place_id")
    payment: Payment | None = read_from("payment", discriminator=Discriminator("type", {"card": "Card"}))


@strawberry.type
class Pack(Step):
    title: str
    weight: int | None


PAYMENTS = Discriminator("type", {"card": "Card", "credit": "Card", "transfer": "Transfer"})
STEPS = Discriminator("stepKind", {1: "Move", 2: "Pack"})


@strawberry.type
class Order:
    id: strawberry.ID
    payment: Payment | None = read_from("payment", discriminator=PAYMENTS)
    deposit: Payment | None = read_from("more.deposit", discriminator=PAYMENTS)
    refunds: list[Payment] | None = read_from("refunds", default=None, discriminator=PAYMENTS)
    steps: list[Step | None] = read_from("steps", default=(), discriminator=STEPS)
    tags: list[str] | None

    @strawberry.field
    def again(self) -> Payment | None:
        return self.payment

    @strawberry.field
    def first_step(self) -> Step | None:
        return self.steps[0] if self.steps else None


@strawberry.type
class Query:
    orders: list[Order] = link(orders, first=ListSize(default=5, max=20))
    order: Order | None = link(orders_by_id, key=argument("id"))


graph = Graph(query=Query, types=(Move, Pack))

CARD = {"type": "card", "id": 5, "lastFour": "1234", "limit": 9}
TRANSFER = {"type": "transfer", "amount": 70, "bankId": 3}
MOVE = {"stepKind": 1, "title": "move", "placeId": 8, "payment": CARD}
PACK = {"stepKind": 2, "title": "pack", "weight": 4}


def order(number: int = 1, **values: object) -> dict[str, object]:
    """Return an order as the service sends it."""
    return {"id": number, **values}


def answers(call: Call) -> object:
    """Answer as the service does, but for orders."""
    kind = call.target[1:].partition("?")[0].removesuffix("s")
    return [{"id": key, "name": f"{kind} {key}"} for key in ids_in(call)]
