"""Fields from deeper inside a row, as a client gets them: shown, followed by links, failing alone."""

import strawberry

from bff import Graph, Key, Service, argument, link, read_from
from bff.errors import Code
from bff.flow.call import Call
from tests.rooms.execute.shop import Shop, ids_in

shop = Service("shop", naming="camel")
customers = shop.one("GET /customers?ids={ids}", key=Key("meta.id"))
towns = shop.one("GET /towns?ids={ids}", key=Key("id"))


@strawberry.type
class Town:
    id: strawberry.ID
    name: str = read_from("names.local")


@strawberry.type
class Address:
    street: str
    town_id: strawberry.Private[int]
    town: Town | None = link(towns, key="town_id")


@strawberry.type
class Customer:
    id: strawberry.ID = read_from("meta.id")
    name: str = read_from("fullName")
    address: Address | None
    street: str | None = read_from("address.street")
    country: str | None = read_from("address.country.code", name="land")
    phone: str = read_from("contact.phone")
    rep_id: strawberry.Private[int | None] = read_from("links.rep.id")
    rep: "Customer | None" = link(customers, key="rep_id")

    @strawberry.field
    def label(self) -> str:
        return f"{self.name}, {self.street}"


@strawberry.type
class Query:
    customer: Customer | None = link(customers, key=argument("id"))


KNOWN = {
    1: {
        "meta": {"id": 1},
        "fullName": "Ada",
        "address": {"street": "High Street", "townId": 7, "country": {"code": "IT"}},
        "contact": {"phone": "1"},
        "links": {"rep": {"id": 2}},
    },
    2: {"meta": {"id": 2}, "fullName": "Bea", "contact": None, "address": None},
    3: {"meta": {"id": 3}, "fullName": "Cid", "contact": {"phone": "3"}, "address": ["?"]},
}


def respond(call: Call) -> object:
    if call.target.startswith("/towns"):
        return [{"id": key, "names": {"local": f"town {key}"}} for key in ids_in(call)]
    return [KNOWN[key] for key in ids_in(call) if key in KNOWN]


async def test_fields_are_shown_and_links_follow_them() -> None:
    ran = await Shop(Graph(query=Query), respond).run(
        "{ customer(id: 1) { id label land phone street address { town { name } } rep { id name land } } }"
    )
    assert ran.data == {
        "customer": {
            "id": "1",
            "label": "Ada, High Street",
            "land": "IT",
            "phone": "1",
            "street": "High Street",
            "address": {"town": {"name": "town 7"}},
            "rep": {"id": "2", "name": "Bea", "land": None},
        }
    }
    assert ran.sent == ["GET /customers?ids=1", "GET /towns?ids=7", "GET /customers?ids=2"]


async def test_an_absent_object_fails_only_where_it_is_needed() -> None:
    wanted = "{ id name street rep { name } }"
    ran = await Shop(Graph(query=Query), respond).run(f"{{ customer(id: 2) {wanted} }}")
    assert ran.data == {"customer": {"id": "2", "name": "Bea", "street": None, "rep": None}}
    ran = await Shop(Graph(query=Query), respond).run("{ customer(id: 1) { rep { id phone } } }")
    assert ran.outcome.data == {"customer": {"rep": None}}
    assert ran.errors == [(Code.SERVICE_BAD_RESPONSE, ["customer", "rep", "phone"])]


async def test_what_is_no_object_fails_at_the_fields_behind_it() -> None:
    ran = await Shop(Graph(query=Query), respond).run(
        "{ customer(id: 3) { name phone street land address { street } } }"
    )
    assert ran.outcome.data == {
        "customer": {"name": "Cid", "phone": "3", "street": None, "land": None, "address": None}
    }
    assert sorted(ran.errors) == [
        (Code.SERVICE_BAD_RESPONSE, ["customer", name]) for name in ("address", "land", "street")
    ]


async def test_a_customer_that_is_not_there_is_null() -> None:
    ran = await Shop(Graph(query=Query), respond).run("{ customer(id: 9) { name } }")
    assert (ran.data, ran.sent) == ({"customer": None}, ["GET /customers?ids=9"])
