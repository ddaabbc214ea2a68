"""Whatever stands in an id, no call leaves the path of its endpoint: by the ledger of the service."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

import pytest
import strawberry
from fastapi import APIRouter, HTTPException
from pydantic import JsonValue

from bff import Graph, Key, ListSize, Service, argument, link
from mocks import Service as MockService
from tests.support.gateway import Gateway, gateway, own_gateway

HOSTILE = [
    "../../admin",
    "..",
    ".",
    "",
    "a/b",
    "/admin",
    "//admin",
    "a/../../admin",
    "..\\..\\admin",
    "%2e%2e",
    "%2e%2e%2fadmin",
    "%252e%252e%252fadmin",
    "..;/admin",
    "1?x=y",
    "1&ids=2",
    "1#x",
    "1,2",
    "1 2",
    "1\r\nX-Injected: yes\r\n\r\nGET /admin HTTP/1.1",
    "1\n",
    "1\u0000",
    "\u202e1",
    "\u0661\u0662",  # Arabic digits, which int() would take
    "\uff11",  # a full-width 1
    "1e3",
    "0x1",
    "-0",
    "+1",
    "01",
    "9" * 25,
    "x" * 10_000,
    "http://127.0.0.1:1/",
    "@127.0.0.1:1/",
    "é",
    "{id}",
    "\ud800",
]

things = Service("things")


@strawberry.type
class Thing:
    id: strawberry.ID
    name: str | None


@strawberry.type
class Query:
    in_path: Thing | None = link(things.one("GET /things/{id}", key=Key("id", str)), key=argument("id"))
    comma: Thing | None = link(things.one("GET /comma?ids={ids}", key=Key("id", str)), key=argument("id"))
    repeated: Thing | None = link(
        things.one("GET /repeated?id={ids*}", key=Key("id", str)), key=argument("id")
    )
    body: Thing | None = link(
        things.one("POST /body", body={"ids": "{ids}"}, key=Key("id", str)), key=argument("id")
    )
    placed_in_path: Thing | None = link(
        things.one("GET /things/{id}", key=Key(("place", "id"), str)),
        key=(argument("place", str), argument("id")),
    )
    placed: Thing | None = link(
        things.one("GET /placed?for={ids}", key=Key.in_order((str, str), separator="|")),
        key=(argument("place", str), argument("id")),
    )
    placed_in_body: Thing | None = link(
        things.one("POST /placed-in-body", body={"ids": "{ids}"}, key=Key(("place", "id"), str)),
        key=(argument("place", str), argument("id")),
    )
    parts: list[Thing] = link(
        things.call("GET /things/{whole}/parts?limit={first}"),
        whole=argument("whole", str),
        first=ListSize(default=5, max=10),
    )


router = APIRouter()


@router.api_route("/{anywhere:path}", methods=["GET", "POST", "PUT", "DELETE", "PATCH"])
async def answer_anything(anywhere: str) -> JsonValue:
    """Be there under every path, so that a call that went astray is found and would have an answer."""
    if anywhere.startswith("things/"):
        raise HTTPException(404, "Unknown.")
    return []


THINGS = MockService(name="things", port=0, habit="Answers under every path.", router=router)
PATHS = {"inPath": "/things/", "comma": "/comma", "repeated": "/repeated", "body": "/body"}


@pytest.fixture(scope="module")
def own() -> Iterator[Gateway]:
    with own_gateway(Graph(query=Query), (THINGS,)) as running:
        yield running


@pytest.fixture(scope="module")
def music() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


def shown(value: str) -> str:
    return value[:20].encode("ascii", "backslashreplace").decode() or "empty"


@pytest.mark.parametrize("hostile", HOSTILE, ids=shown)
@pytest.mark.parametrize("field", PATHS)
def test_a_text_key_stays_in_its_path(own: Gateway, field: str, hostile: str) -> None:
    own.reset()
    answer = own.post(f"query($id: ID!) {{ {field}(id: $id) {{ id name }} }}", {"id": hostile})
    assert answer.status in (200, 400)
    for call in own.calls():
        assert posixpath.normpath(call.path).startswith(PATHS[field])
        assert call.method == ("POST" if field == "body" else "GET")
        assert "x-injected" not in call.headers
        assert set(call.query) <= {"ids", "id"}
        if field == "comma":
            assert call.query == {"ids": (hostile,)}
        if field == "repeated":
            assert call.query == {"id": (hostile,)}
        if field == "body":
            assert call.body == {"ids": [hostile]}
    assert len(own.calls()) <= 1


PLACED_PATHS = {"placedInPath": "/things/", "placed": "/placed", "placedInBody": "/placed-in-body"}


@pytest.mark.parametrize("hostile", [*HOSTILE, "a:b", ":", "a|b", "|..", "..:"], ids=shown)
@pytest.mark.parametrize("field", PLACED_PATHS)
@pytest.mark.parametrize("is_first", [True, False], ids=["first", "last"])
def test_a_part_of_a_key_stays_in_its_part(own: Gateway, field: str, hostile: str, is_first: bool) -> None:
    own.reset()
    place, number = (hostile, "1") if is_first else ("eu", hostile)
    answer = own.post(
        f"query($place: String!, $id: ID!) {{ {field}(place: $place, id: $id) {{ id name }} }}",
        {"place": place, "id": number},
    )
    assert answer.status in (200, 400)
    for call in own.calls():
        assert posixpath.normpath(call.path).startswith(PLACED_PATHS[field])
        assert call.method == ("POST" if field == "placedInBody" else "GET")
        assert "x-injected" not in call.headers
        if field == "placedInPath":
            assert call.path.removeprefix("/things/").split(":") == [place, number]
            assert call.query == {}
        if field == "placed":
            assert call.query == {"for": (f"{place}|{number}",)}
            assert call.query["for"][0].split("|") == [place, number]
        if field == "placedInBody":
            assert call.body == {"ids": [{"place": place, "id": number}]}
    assert len(own.calls()) <= 1


@pytest.mark.parametrize("hostile", HOSTILE, ids=shown)
def test_an_argument_in_a_path_stays_in_its_segment(own: Gateway, hostile: str) -> None:
    own.reset()
    answer = own.post("query($whole: String!) { parts(whole: $whole) { id } }", {"whole": hostile})
    assert answer.status in (200, 400)
    for call in own.calls():
        path = posixpath.normpath(call.path)
        assert path.startswith("/things/")
        assert path.endswith("/parts")
        assert call.query == {"limit": ("5",)}


@pytest.mark.parametrize("hostile", HOSTILE, ids=shown)
def test_an_integer_key_is_an_integer_or_nothing(music: Gateway, hostile: str) -> None:
    music.reset()
    answer = music.post("query($id: ID!) { album(id: $id) { id } customer(id: $id) { id } }", {"id": hostile})
    assert answer.status in (200, 400)
    assert answer.json().get("data") in (None, {"album": None, "customer": None})
    assert music.calls() == []


@pytest.mark.parametrize("literal", ['"../../admin"', '"1,2"', '"%2e%2e"', '""', '"1#x"'])
def test_a_literal_is_treated_like_a_variable(music: Gateway, literal: str) -> None:
    music.reset()
    assert music.data(f"{{ album(id: {literal}) {{ id }} }}") == {"album": None}
    assert music.calls() == []


def test_a_hostile_id_fails_its_own_place(own: Gateway) -> None:
    own.reset()
    answer = own.post('{ good: comma(id: "a") { id } bad: comma(id: "..") { id } }').json()
    assert answer["data"] == {"good": None, "bad": None}
    (error,) = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["bad"], "BAD_USER_INPUT")
    assert [call.query for call in own.calls()] == [{"ids": ("a",)}]
