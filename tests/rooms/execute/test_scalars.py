"""Scalars of an author's own: read from rows, given as arguments, and written as they say."""

from typing import NewType

import strawberry

from bff import Graph, Key, Service, argument, link
from bff.errors import Code
from tests.rooms.execute.shop import Shop

shop = Service("shop")
things_by_id = shop.one("GET /things?ids={ids}&most={most}", key=Key("id"))

Cents = NewType("Cents", int)


def _cents(text: object) -> int:
    return round(float(str(text)) * 100)


@strawberry.type
class Thing:
    id: strawberry.ID
    price: Cents
    old_prices: list[Cents] | None

    @strawberry.field
    def half(self) -> Cents:
        return Cents(self.price // 2)


@strawberry.type
class Query:
    thing: Thing | None = link(things_by_id, key=argument("id"), most=argument("most", Cents))


graph = Graph(
    query=Query,
    scalars={
        Cents: strawberry.scalar(
            name="Cents", serialize=lambda cents: f"{cents / 100:.2f}", parse_value=_cents
        )
    },
)
ROW = {"id": 1, "price": 250, "old_prices": [300, 275]}
QUERY = "query($most: Cents!) { thing(id: 1, most: $most) { price oldPrices half } }"


async def test_a_scalar_of_ones_own_is_read_and_written() -> None:
    for compiled in (True, False):
        ran = await Shop(graph, lambda _: [ROW]).run(QUERY, {"most": "4.5"}, compiled=compiled)
        assert ran.data == {"thing": {"price": "2.50", "oldPrices": ["3.00", "2.75"], "half": "1.25"}}
        assert ran.sent == ["GET /things?ids=1&most=450"]


async def test_a_row_whose_scalar_is_something_else_fails_that_place() -> None:
    for compiled in (True, False):
        ran = await Shop(graph, lambda _: [ROW | {"old_prices": "many"}]).run(
            QUERY, {"most": "1"}, compiled=compiled
        )
        assert ran.outcome.data == {"thing": {"price": "2.50", "oldPrices": None, "half": "1.25"}}
        assert ran.errors == [(Code.SERVICE_BAD_RESPONSE, ["thing", "oldPrices"])]
