"""What a field declares has a meaning where it stands, or the author is told."""

from typing import Any

import pytest
import strawberry

from bff import Graph, Key, ListSize, argument, link, loads, node_id
from bff.declare import blueprint
from tests.rooms.declare.things import Thing, by_id, by_owner, shop
from tests.rooms.declare.wrong import problems_of

put = shop.call("PUT /things", rows="things")
remove = shop.one("DELETE /things/{id}", key=Key("id"))
add = shop.call("POST /things", clears=[by_id])
order = shop.call("POST /orders", idempotency_key=True)
search = shop.call("POST /search")
THE_WRITE = (
    "which changes something, but stands outside of the mutation type. "
    "Move it into the mutation type, or declare the endpoint as what it is: a read has no clears= and no "
    "idempotency_key=, and is a GET or a POST."
)


def graph_of(declared: Any, *, mutation: Any = None) -> Graph:
    fields = {"__annotations__": {"it": Thing | None}, "it": declared}
    if mutation is None:
        return Graph(query=strawberry.type(type("Query", (), fields)))
    changes = strawberry.type(type("Mutation", (), {**fields, "it": mutation}))
    return Graph(query=strawberry.type(type("Query", (), fields)), mutation=changes)


@pytest.mark.parametrize(
    "write", [link(put), link(remove, key=argument("id")), link(add), link(order)], ids=repr
)
def test_a_write_is_no_query(write: Any) -> None:
    (message,) = problems_of(graph_of(write))
    assert message == f"Query.it: reads from {write.declaration.endpoint!r}, {THE_WRITE}"
    read = link(by_id, key=argument("id"))
    assert "Mutation.it" in blueprint(graph_of(read, mutation=write)).links


def test_a_post_that_says_nothing_of_writing_may_be_a_search() -> None:
    assert "Query.it" in blueprint(graph_of(link(search))).links


def test_a_write_stands_in_no_type_below_a_root_by_link_load_or_global_id() -> None:
    @strawberry.type
    class Box:
        id: strawberry.ID
        node_id: strawberry.ID = node_id(remove)
        thing: Thing | None = link(remove, key="id")

        @strawberry.field(metadata=loads(remove, Thing))
        async def loaded(self) -> str:
            return ""

    @strawberry.type
    class Query:
        box: Box | None = link(by_id, key=argument("id"))

    assert problems_of(Graph(query=Query)) == [
        f"Box.{name}: reads from {remove!r}, {THE_WRITE}" for name in ("loaded", "nodeId", "thing")
    ]


def test_a_root_has_no_row_that_could_have_a_value() -> None:
    @strawberry.type
    class Query:
        name: str
        size: int = 3
        thing: Thing | None = link(by_id, key=argument("id"))

        @strawberry.field
        def number(self) -> int:
            return 1

    assert problems_of(Graph(query=Query)) == [
        f"Query.{name}: has neither a link nor a function, and a root has no row that could have its value. "
        "Make it a link, or a function with @strawberry.field."
        for name in ("name", "size")
    ]


def test_a_private_list_is_no_single_key() -> None:
    @strawberry.type
    class Box:
        id: strawberry.ID
        thing_ids: strawberry.Private[list[int]]
        first: Thing | None = link(by_id, key="thing_ids")
        of_all: list[Thing] = link(by_owner, key="thing_ids", first=ListSize(default=1, max=2))
        all: list[Thing | None] = link(by_id, key="thing_ids", size=3)

    @strawberry.type
    class Query:
        box: Box | None = link(by_id, key=argument("id"))

    assert problems_of(Graph(query=Query)) == [
        f"Box.{name}: takes 'thing_ids' from 'Box', where it is a list or an object. "
        "Name a field with a single value."
        for name in ("first", "ofAll")
    ]
