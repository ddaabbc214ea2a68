"""Links as clients see them in the schema, and as they run: arguments, names, inheritance."""

import textwrap
from enum import Enum
from typing import Annotated, Any

import pytest
import strawberry

from bff import Graph, Key, ListSize, Service, argument, link
from bff.declare import Blueprint, blueprint
from bff.flow.call import Call
from tests.rooms.execute.shop import Shop

shop = Service("shop")
camel = Service("camel", naming="camel")
by_id = shop.one("GET /things?ids={ids}", key=Key("id"))
by_owner = shop.many("GET /of?owner_ids={ids}&limit={first}", key=Key("owner_id"), rows="items")
listed = shop.call("GET /list?sort={sort}&only={only_new}&tags={tags}&limit={first}")
camel_by_id = camel.one("GET /camel?ids={ids}", key=Key("id"))


@strawberry.enum
class SortBy(Enum):
    NAME = "name"
    AGE = "age"


@strawberry.interface
class Owned:
    id: strawberry.ID
    owner_id: strawberry.Private[int | None]
    owner: Annotated["Owner", strawberry.lazy("tests.rooms.declare.test_links")] | None = link(
        by_id, key="owner_id", description="Whose it is."
    )


@strawberry.type
class Thing(Owned):
    long_name: str


@strawberry.type
class Book(Owned):
    title: str


@strawberry.type
class Owner:
    id: strawberry.ID
    things: list[Thing] = link(
        by_owner, key="id", first=ListSize(default=2, max=5), cost=2.5, deprecation_reason="Ask elsewhere."
    )


@strawberry.type
class Query:
    thing: Thing | None = link(by_id, key=argument("thing_id", description="Its number."), name="oneThing")
    book: Book | None = link(by_id, key=argument("id", int))
    other_things: list[Thing] = link(
        listed,
        sort=argument("sort_by", SortBy, default=SortBy.NAME),
        only_new=argument("only_new", bool | None, default=None),
        tags=argument("with_tags", list[str] | None, default=None),
        first=ListSize(default=1, max=5),
    )
    camel: Thing | None = link(camel_by_id, key=argument("id"))
    sized: list[Thing] = link(shop.call("GET /sized"), size=3)


graph = Graph(query=Query, types=(Book,))


@pytest.fixture(scope="module")
def checked() -> Blueprint:
    return blueprint(graph)


def test_links_as_clients_see_them(checked: Blueprint) -> None:
    sdl = checked.sdl
    assert (
        textwrap.dedent("""\
        type Query {
          oneThing(
            \"\"\"Its number.\"\"\"
            thingId: ID!
          ): Thing
          book(id: Int!): Book
          otherThings(
            sortBy: SortBy! = NAME
            onlyNew: Boolean = null
            withTags: [String!] = null

            \"\"\"At most 5.\"\"\"
            first: Int! = 1
          ): [Thing!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: true)
          camel(id: ID!): Thing
          sized: [Thing!]! @listSize(assumedSize: 3, requireOneSlicingArgument: false)
        }
    """)
        in sdl
    )
    assert (
        '): [Thing!]! @cost(weight: "2.5") '
        '@listSize(slicingArguments: ["first"], requireOneSlicingArgument: true) '
        '@deprecated(reason: "Ask elsewhere.")'
    ) in sdl
    assert '"""Whose it is."""\n  owner: Owner' in sdl
    assert "ownerId" not in sdl


def test_maxima_are_kept_beside_the_sizes(checked: Blueprint) -> None:
    assert {name: rule.max_size for name, rule in checked.costs.sizes.items()} == {
        "Owner.things": 5,
        "Query.otherThings": 5,
        "Query.sized": None,
    }


def test_one_endpoint_and_type_are_one_source(checked: Blueprint) -> None:
    links = checked.links
    assert links["Thing.owner"].source is links["Book.owner"].source
    assert links["Query.oneThing"].source is not links["Query.book"].source
    assert links["Query.camel"].source.row_type is not links["Query.oneThing"].source.row_type
    assert checked.services == ("camel", "shop")
    assert repr(links["Thing.owner"]) == '<Link Thing.owner -> shop.one("GET /things?ids={ids}")>'


def respond(call: Call) -> object:
    if call.service == "camel":
        return [{"id": 1, "ownerId": 2, "longName": "camel"}]
    row = {"id": 1, "owner_id": 2, "long_name": "one", "title": "a book"}
    if call.target.startswith("/of"):
        return {"items": [row, {**row, "id": 9}]}
    if call.target == "/things?ids=2":
        return [{"id": 2}]
    return [row]


async def test_arguments_with_underscores_reach_the_service() -> None:
    ran = await Shop(graph, respond).run(
        '{ oneThing(thingId: "1") { longName } '
        'otherThings(sortBy: AGE, onlyNew: true, withTags: ["a", "b"], first: 4) { longName } }'
    )
    assert ran.data == {"oneThing": {"longName": "one"}, "otherThings": [{"longName": "one"}]}
    assert ran.sent == ["GET /things?ids=1", "GET /list?sort=age&only=true&tags=a,b&limit=4"]


async def test_defaults_reach_the_service_and_null_leaves_a_parameter_out() -> None:
    ran = await Shop(graph, respond).run("{ otherThings { id } }")
    assert ran.data == {"otherThings": [{"id": "1"}]}
    assert ran.sent == ["GET /list?sort=name&limit=1"]


async def test_variables_reach_the_service() -> None:
    ran = await Shop(graph, respond).run(
        "query ($id: ID!, $by: SortBy!) { oneThing(thingId: $id) { id } otherThings(sortBy: $by) { id } }",
        {"id": "1", "by": "AGE"},
    )
    assert ran.data == {"oneThing": {"id": "1"}, "otherThings": [{"id": "1"}]}
    assert ran.sent == ["GET /things?ids=1", "GET /list?sort=age&limit=1"]


async def test_a_link_of_an_interface_runs_in_each_of_its_types() -> None:
    """It could not start: the private field stood in the interface, not in the types."""
    ran = await Shop(graph, respond).run(
        '{ oneThing(thingId: "1") { ... on Owned { owner { id things { id } } } } '
        "book(id: 1) { owner { id } } }"
    )
    assert ran.data == {
        "oneThing": {"owner": {"id": "2", "things": [{"id": "1"}, {"id": "9"}]}},
        "book": {"owner": {"id": "2"}},
    }


async def test_one_type_of_two_services_is_read_as_each_of_them_writes_it() -> None:
    ran = await Shop(graph, respond).run('{ camel(id: "1") { longName owner { id } } }')
    assert ran.data == {"camel": {"longName": "camel", "owner": {"id": "2"}}}


@strawberry.interface
class Placed:
    city: str


@strawberry.type
class Address(Placed):
    street: str


@strawberry.type
class Shopper:
    id: strawberry.ID
    address: Address
    places: list[Address]


async def test_an_embedded_object_of_an_interface_type_was_of_the_wrong_type() -> None:
    @strawberry.type
    class Root:
        shopper: Shopper | None = link(by_id, key=argument("id"))

    row = {"id": 1, "address": {"city": "Rome", "street": "x"}, "places": [{"city": "Bath", "street": "y"}]}
    ran = await Shop(Graph(query=Root), lambda _: [row]).run(
        '{ shopper(id: "1") { address { street ... on Placed { city } } places { city } } }'
    )
    assert ran.data == {"shopper": {"address": {"street": "x", "city": "Rome"}, "places": [{"city": "Bath"}]}}


@strawberry.type
class Child:
    id: strawberry.ID
    parent_id: strawberry.Private[int]
    parent: Owner = link(by_id, key="parent_id")


async def test_a_non_null_link_by_attribute_is_an_error_where_its_row_is_missing() -> None:
    @strawberry.type
    class Root:
        child: Child | None = link(by_id, key=argument("id"))

    def answer(call: Call) -> Any:
        return [{"id": 1, "parent_id": 5}] if call.target.endswith("=1") else []

    ran = await Shop(Graph(query=Root), answer).run('{ child(id: "1") { id parent { id } } }')
    assert ran.outcome.data == {"child": None}
    assert [path for _, path in ran.errors] == [["child", "parent"]]


def test_a_link_in_a_schema_that_was_not_checked_says_so() -> None:
    schema = strawberry.Schema(query=Query)
    result = schema.execute_sync('{ oneThing(thingId: "1") { id } }')
    assert [str(error.message) for error in result.errors or ()] == [
        "The field 'thing' was run in a schema that was not checked. "
        "Serve a Graph, not the Strawberry schema itself."
    ]


async def test_two_gateways_over_the_same_types_keep_their_own_links() -> None:
    one, other = Shop(graph, respond), Shop(graph, respond)
    assert one.blueprint.links["Query.book"] is not other.blueprint.links["Query.book"]
    for each in (one, other, one):
        assert (await each.run("{ book(id: 1) { title } }")).data == {"book": {"title": "a book"}}
