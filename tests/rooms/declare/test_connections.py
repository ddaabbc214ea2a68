"""Connections as clients see them in the schema, and what is said of those that cannot be."""

import textwrap
from typing import Annotated, Any, Generic, TypeVar

import pytest
import strawberry

from bff import Connection, Cursor, Edge, Graph, Key, Offset, PageInfo, argument, link
from bff.declare import blueprint
from tests.rooms.declare.things import ONE, TEN, Either, Other, Thing, anything, by_id, by_owner, listed, shop
from tests.rooms.declare.wrong import problems_of
from tests.rooms.execute.shop import Shop

paged = shop.call(
    "GET /paged?q={q}&limit={first}&offset={offset}", rows="items", paging=Offset(total="total")
)
PAGED = repr(paged)
of_owner = shop.many(
    "GET /of/{id}?limit={first}&after={after}", key=Key("owner_id"), rows="rows", paging=Cursor(next="next")
)
searched: dict[str, Any] = {"q": argument("q", str), "first": TEN}
T = TypeVar("T")


def link_of(annotation: Any, declared: Any) -> Graph:
    query = strawberry.type(type("Query", (), {"__annotations__": {"it": annotation}, "it": declared}))
    return Graph(query=query, types=(Thing, Other))


def test_a_connection_has_its_arguments_and_says_which_lists_they_size() -> None:
    sdl = blueprint(link_of(Connection[Thing] | None, link(paged, **searched, description="All."))).sdl
    assert textwrap.dedent('''
            type Query {
              """All."""
              it(
                q: String!

                """At most 10."""
                first: Int! = 1

                """The cursor of the row before the page; the first page without it."""
                after: String
              ): ThingConnection @listSize(slicingArguments: ["first"], sizedFields: ["edges", "nodes"],
        ''') in sdl.replace('"nodes"], requireOne', '"nodes"],\nrequireOne')
    for text in (
        "type ThingConnection {",
        "type ThingEdge {",
        "  edges: [ThingEdge!]!",
        "  nodes: [Thing]!",
    ):
        assert text in sdl


def test_a_connection_is_a_link_to_its_rows() -> None:
    checked = blueprint(link_of(Connection[Thing], link(paged, **searched)))
    found = checked.links["Query.it"]
    assert (found.type_name, found.is_list, found.is_connection) == ("Thing", True, True)
    assert [(each.placeholder, each.argument) for each in found.parameters] == [
        ("q", "q"),
        ("first", "first"),
        ("offset", "after"),
    ]
    assert checked.costs.sizes["Query.it"].sized_fields == ("edges", "nodes")
    assert checked.costs.sizes["Query.it"].max_size == 10
    assert checked.notes == ()


def test_connections_of_generic_and_lazy_types() -> None:
    @strawberry.type
    class Shelf(Generic[T]):
        number: int
        things: Connection[T] = link(of_owner, key="number", first=TEN)
        others: Connection[Annotated["Other", strawberry.lazy("tests.rooms.declare.things")]] = link(
            of_owner, key="number", first=TEN
        )

    checked = blueprint(link_of(Shelf[Thing] | None, link(by_id, key=argument("id"))))
    assert {name: each.type_name for name, each in checked.links.items()} == {
        "Query.it": "ThingShelf",
        "ThingShelf.things": "Thing",
        "ThingShelf.others": "Other",
    }
    assert checked.links["ThingShelf.things"].is_connection
    assert "things(first: Int! = 1, after: String)" not in checked.sdl, "arguments are described"
    assert checked.sdl.count("after: String\n") == 2


def test_a_list_of_a_paged_endpoint_needs_no_beginning_and_may_have_one() -> None:
    lists = blueprint(link_of(list[Thing], link(paged, **searched))).links["Query.it"]
    assert [each.placeholder for each in lists.parameters] == ["q", "first"]
    offset = argument("offset", int, default=0)
    lists = blueprint(link_of(list[Thing], link(paged, **searched, offset=offset))).links["Query.it"]
    assert [each.placeholder for each in lists.parameters] == ["q", "first", "offset"]
    assert not lists.is_connection


WRONG: list[tuple[str, Any, Any, str]] = [
    (
        "no pages",
        Connection[Thing],
        link(listed, **searched),
        f"is a connection, but {listed!r} says nothing of pages. "
        'Add paging=Offset(), Cursor(next="page.next") or NextUrl(header="Link") to the endpoint, '
        "or make the field a list.",
    ),
    (
        "one",
        Connection[Thing],
        link(by_id, key=argument("id"), first=TEN),
        f"is a connection, but {ONE} has one row for a key. "
        "Declare the endpoint with many(), or make the field a single object.",
    ),
    (
        "no first",
        Connection[Thing],
        link(paged, q=argument("q", str)),
        "is a connection without first=, so its pages have no length and no price. "
        "Add first=ListSize(default=10, max=100).",
    ),
    (
        "size",
        Connection[Thing],
        link(paged, q=argument("q", str), size=5),
        "is a connection with size=, but its caller chooses the length. "
        "Write first=ListSize(default=10, max=100) in its place.",
    ),
    (
        "first that is none",
        Connection[Thing],
        anything(paged, q=argument("q", str), first=5),
        "has first=5. Write first=ListSize(default=10, max=100).",
    ),
    (
        "offset by hand",
        Connection[Thing],
        link(paged, **searched, offset=argument("offset", int)),
        "has offset=, which a connection fills by itself, from its argument 'after'. "
        "Remove it, or make the field a list.",
    ),
    (
        "another after",
        Connection[Thing],
        link(paged, q=argument("after", str), first=TEN),
        "has two arguments 'after' that differ. "
        "Give one of them another name; the first= of a list is always called 'first'.",
    ),
    (
        "a list of them",
        list[Connection[Thing]],
        link(paged, **searched),
        "is a list of connections, which no endpoint has. Make it a Connection[Thing].",
    ),
    (
        "of texts",
        Connection[str],
        link(paged, **searched),
        "links to 'String', but a row is read into an object. "
        "Link to an object type that has a field for the value.",
    ),
    (
        "of a union",
        Connection[Either],
        link(paged, **searched),
        "links to 'Either', an interface or a union: nothing says yet which type a row has. "
        'Add discriminator=Discriminator("kind", {"album": "Album"}), or link to a single type.',
    ),
]


@pytest.mark.parametrize(
    ("annotation", "declared", "message"), [each[1:] for each in WRONG], ids=[each[0] for each in WRONG]
)
def test_one_mistake_is_one_sentence_and_its_remedy(annotation: Any, declared: Any, message: str) -> None:
    assert problems_of(link_of(annotation, declared)) == [f"Query.it: {message}"]


def test_a_mutation_has_no_connection() -> None:
    @strawberry.type
    class Query:
        thing: Thing | None = link(by_id, key=argument("id"))

    @strawberry.type
    class Mutation:
        it: Connection[Thing] = link(paged, **searched)

    assert problems_of(Graph(query=Query, mutation=Mutation)) == [
        "Mutation.it: is a connection in a mutation, which would be done again for each page. "
        "Return the object that was written, and let it have the connection."
    ]


def test_a_row_brings_no_connection() -> None:
    @strawberry.type
    class Shelf:
        number: int
        things: Connection[Thing]

    assert problems_of(link_of(Shelf | None, link(by_id, key=argument("id")))) == [
        "Shelf.things: is a page of a list, which no row has in it. Make it a link, or a list."
    ]


@strawberry.type
class ByHand:
    @strawberry.field
    def things(self, first: int = 2) -> Connection[Thing]:
        edges = [Edge(node=Thing(id=strawberry.ID("1"), name="a", owner_id=1, tags=[]), cursor="c")]
        return Connection(
            edges=edges,
            page_info=PageInfo(
                has_next_page=False, has_previous_page=False, start_cursor="c", end_cursor="c"
            ),
        )

    listed: list[Thing] = link(by_owner, key=argument("id", int), size=1)


async def test_a_function_may_build_a_connection_by_hand() -> None:
    shop = Shop(Graph(query=ByHand, types=(Other,)), lambda _: [])
    ran = await shop.run("{ things { nodes { id } edges { cursor } totalCount pageInfo { endCursor } } }")
    assert ran.data == {
        "things": {
            "nodes": [{"id": "1"}],
            "edges": [{"cursor": "c"}],
            "totalCount": None,
            "pageInfo": {"endCursor": "c"},
        }
    }
    assert [str(note) for note in shop.blueprint.notes] == [
        "ByHand.things: declares no size, so its pages are priced as 10 items. "
        'Add directives=[ListSizeDirective(slicing_arguments=["first"], '
        "sized_fields=['edges', 'nodes'])] to its field."
    ]
