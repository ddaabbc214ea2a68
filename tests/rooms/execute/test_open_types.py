"""Rows of several types in one reply, objects named by kind and key, and global ids: by plan and by walk."""

from __future__ import annotations

import pytest
import strawberry

from bff import Discriminator, Graph, Service, link
from bff.declare.fields.global_id import encode_global_id
from bff.errors import Code
from bff.flow.call import Call
from tests.rooms.execute.catalogue import BOOK, FILM, Book, Work, answers, graph
from tests.rooms.execute.shop import Shop

both = pytest.mark.parametrize("compiled", [True, False])
WORK = "{ __typename title ... on Book { id pages author { name } } ... on Film { label } }"
A_BOOK = {"__typename": "Book", "title": "One", "id": "1", "pages": 100, "author": {"name": "person 7"}}
A_FILM = {"__typename": "Film", "title": "Two", "label": "Two, 90 min"}


def shop(**replies: object) -> Shop:
    """Return the shop, some of its replies replaced by path."""

    def respond(call: Call) -> object:
        path = call.target.partition("?")[0].strip("/")
        return replies[path] if path in replies else answers(call)

    return Shop(graph, respond)


@both
async def test_rows_of_one_list_are_of_the_types_that_they_say(compiled: bool) -> None:
    ran = await shop().run(f"{{ works {WORK} }}", compiled=compiled)
    assert ran.data == {"works": [A_BOOK, A_FILM, {**A_BOOK, "id": "3", "author": {"name": "person 8"}}]}
    assert ran.sent == ["GET /works?limit=5", "GET /people?ids=7,8"]


@both
async def test_grouped_rows_of_several_types_are_told_apart_by_their_key(compiled: bool) -> None:
    ran = await shop().run(f"{{ a: worksOf(id: 7) {WORK} b: worksOf(id: 8) {WORK} }}", compiled=compiled)
    assert ran.data["a"] == [A_BOOK, A_FILM]
    assert ran.data["b"][0]["author"] == {"name": "person 8"}
    assert ran.sent == ["GET /works-of?ids=7,8", "GET /people?ids=7,8"]


@both
async def test_a_single_row_says_its_type_too(compiled: bool) -> None:
    ran = await shop().run(f"{{ latest {WORK} }}", compiled=compiled)
    assert ran.data == {"latest": A_FILM}


@both
@pytest.mark.parametrize(
    "wrong", [{**BOOK, "kind": "song"}, {"title": "of no kind"}, 7, {**BOOK, "kind": []}]
)
async def test_a_row_of_an_unknown_type_fails_its_own_place(wrong: object, compiled: bool) -> None:
    ran = await shop(works={"items": [BOOK, wrong, FILM]}).run(f"{{ worksOrGaps {WORK} }}", compiled=compiled)
    assert ran.outcome.data == {"worksOrGaps": [A_BOOK, None, A_FILM]}
    assert ran.errors == [(Code.SERVICE_BAD_RESPONSE, ["worksOrGaps", 1])]
    assert ran.drift == ["library: Work"]


@both
async def test_a_wrong_field_of_a_row_among_others_fails_alone(compiled: bool) -> None:
    ran = await shop(works={"items": [{**BOOK, "pages": "many"}, FILM]}).run(
        f"{{ works {WORK} }}", compiled=compiled
    )
    assert ran.outcome.data == {"works": [{**A_BOOK, "pages": None}, A_FILM]}
    assert ran.errors == [(Code.SERVICE_BAD_RESPONSE, ["works", 0, "pages"])]


@both
async def test_references_of_a_list_leave_in_one_batch_for_each_kind(compiled: bool) -> None:
    ran = await shop().run(f"{{ hits {{ name item {WORK} }} }}", compiled=compiled)
    assert [hit["item"] for hit in ran.data["hits"]] == [A_BOOK, A_FILM, None, {**A_BOOK, "id": "4"}]
    assert ran.sent == ["GET /hits?q=", "GET /books?ids=1,4", "GET /films/f2", "GET /people?ids=7"]
    assert ran.estimate.calls_by_service() == {"library": 2, "press": 11}


@both
async def test_a_global_id_finds_its_object_again(compiled: bool) -> None:
    found = await shop().run("{ works { ... on Node { nodeId } } }", compiled=compiled)
    ids = [each["nodeId"] for each in found.data["works"]]
    query = "query($a: ID!, $b: ID!) { a: node(id: $a) { ...N } b: node(id: $b) { ...N } } fragment N on Node"
    ran = await shop().run(
        query + " { __typename nodeId ... on Work { title } }", {"a": ids[0], "b": ids[1]}, compiled=compiled
    )
    assert ran.data == {
        "a": {"__typename": "Book", "nodeId": ids[0], "title": "One"},
        "b": {"__typename": "Film", "nodeId": ids[1], "title": "Two"},
    }
    assert sorted(ran.sent) == ["GET /books?ids=1", "GET /films/f2"]
    assert ran.estimate.call_count == 2, "the id says which service is asked"


@both
async def test_a_global_id_of_nothing_is_null(compiled: bool) -> None:
    ids = {"gone": encode_global_id("Book", 99), "odd": encode_global_id("Book", "x")}
    ran = await shop().run(
        "query($gone: ID!, $odd: ID!) { a: node(id: $gone) { nodeId } b: node(id: $odd) { nodeId } }",
        ids,
        compiled=compiled,
    )
    assert ran.data == {"a": None, "b": None}
    assert ran.sent == ["GET /books?ids=99"]


@both
@pytest.mark.parametrize(
    "text",
    [
        "",
        "1",
        "Book:1",
        "%%%",
        "QQ",
        "x" * 5_000,
        encode_global_id("Hit", 1),
        encode_global_id("Book", 1) + "=",
    ],
)
async def test_what_is_no_global_id_is_refused_and_nothing_is_sent(text: str, compiled: bool) -> None:
    ran = await shop().run("query($id: ID!) { node(id: $id) { nodeId } }", {"id": text}, compiled=compiled)
    assert (ran.outcome.data, ran.sent) == ({"node": None}, [])
    assert ran.errors == [(Code.BAD_USER_INPUT, ["node"])]


@both
@pytest.mark.parametrize("key", ["..", ".", "", "a\nb"])
async def test_a_key_in_a_global_id_does_not_leave_its_path(key: str, compiled: bool) -> None:
    ran = await shop().run(
        "query($id: ID!) { node(id: $id) { nodeId } }",
        {"id": encode_global_id("Film", key)},
        compiled=compiled,
    )
    assert ran.sent == []
    assert ran.errors == [(Code.BAD_USER_INPUT, ["node"])]


async def test_a_single_object_of_open_type_is_charged_as_its_dearest_type() -> None:
    ran = await shop().run("{ latest { ... on Book { author { name } } title } }")
    assert ran.data == {"latest": {"title": "Two"}}
    assert ran.estimate.call_count == 2
    assert ran.sent == ["GET /latest"]


shelf = Service("library").call("GET /works", rows="items")


@strawberry.type
class Shelf:
    works: list[Work | None] = link(shelf, discriminator=Discriminator("kind", {"book": "Book"}), size=5)


@both
@pytest.mark.parametrize("kind", [{}, {"kind": "film"}, {"kind": "not book"}])
async def test_a_row_must_say_its_type_though_only_one_is_listed(
    kind: dict[str, str], compiled: bool
) -> None:
    wrong = {name: value for name, value in BOOK.items() if name != "kind"} | kind
    ran = await Shop(Graph(query=Shelf, types=(Book,)), lambda _: {"items": [BOOK, wrong]}).run(
        "{ works { title } }", compiled=compiled
    )
    assert ran.outcome.data == {"works": [{"title": "One"}, None]}
    assert ran.errors == [(Code.SERVICE_BAD_RESPONSE, ["works", 1])]
