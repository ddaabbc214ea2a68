"""Links whose keys have several parts: what clients see of them, and what is said of mistakes."""

from __future__ import annotations

from enum import Enum
from typing import Any

import pytest
import strawberry

from bff import Graph, Key, argument, link
from bff.declare import Parameter, blueprint
from tests.rooms.declare.things import Other, Thing, anything, by_id, shop
from tests.rooms.declare.wrong import problems_of

by_place = shop.one("GET /stock?for={ids}", key=Key(("id", "region"), (int, str)))
in_place = shop.one("GET /stock/{id}", key=Key(("id", "region"), (int, str)))


@strawberry.enum
class Region(Enum):
    EU = "eu"
    US = "us"


def query_of(annotation: Any, declared: Any, *, parent: str = "Query") -> Graph:
    """Return a graph with one link, in the root or in a type below it."""
    if parent == "Query":
        root = {"__annotations__": {"it": annotation}, "it": declared}
    else:
        fields = {"id": strawberry.ID, "region": Region, "tags": list[str], "it": annotation}
        box = strawberry.type(type("Box", (), {"__annotations__": fields, "it": declared}))
        root = {"__annotations__": {"box": box | None}, "box": link(by_id, key=argument("id"))}
    return Graph(query=strawberry.type(type("Query", (), root)), types=(Thing, Other))


def test_each_part_comes_from_where_it_was_said_to_come_from() -> None:
    checked = blueprint(
        query_of(Thing | None, link(by_place, key=("id", argument("in_region", Region))), parent="Box")
    )
    assert "it(inRegion: Region!): Thing" in checked.sdl
    found = checked.links["Box.it"]
    assert found.keys[0] == Parameter("ids", "id", None, None)
    assert (found.keys[1].argument, found.keys[1].graphql_argument) == ("in_region", "inRegion")
    assert (found.parameters, found.key_depends_on_parent, found.depends_on_parent) == ((), True, False)


def test_a_part_has_a_default() -> None:
    key = (argument("id"), argument("region", str, default="eu"))
    assert (
        'it(id: ID!, region: String! = "eu"): Thing'
        in blueprint(query_of(Thing | None, link(by_place, key=key))).sdl
    )


def test_an_unbatched_key_is_noted_and_the_parts_that_are_shown_are_not() -> None:
    graph = query_of(Thing | None, link(in_place, key=("id", "region")), parent="Box")
    assert [str(note) for note in blueprint(graph).notes] == [
        f"Box.it: {in_place!r} has no batch form: one call for each parent (N+1). "
        "Ask the service's owners for a batch form; until then it is priced as that."
    ]


PARTS = 'Write key="id" for a key of one part, key=("id", argument("region", str)) for one of two.'
SOURCE = 'Write key="attribute" for a field of the parent, or key=argument("id") for an argument.'
MISTAKES: list[tuple[str, Any, Any, str]] = [
    (
        "too few parts",
        Thing | None,
        link(by_place, key=argument("id")),
        f"gives a key of 1 part, but {by_place!r} takes keys of 2 parts. {PARTS}",
    ),
    (
        "too many parts",
        Thing | None,
        link(by_id, key=(argument("id"), argument("region", str))),
        f"gives a key of 2 parts, but {by_id!r} takes keys of 1 part. {PARTS}",
    ),
    (
        "no parts",
        Thing | None,
        link(by_id, key=()),
        f"gives a key of 0 parts, but {by_id!r} takes keys of 1 part. {PARTS}",
    ),
    (
        "a part that is none",
        Thing | None,
        anything(by_place, key=(argument("id"), Key("region"))),
        f'has key=Key("region"). {SOURCE}',
    ),
    ("a list", Thing | None, anything(by_id, key=["id"]), f"has key=['id']. {SOURCE}"),
    (
        "a part that cannot be one",
        Thing | None,
        link(by_place, key=(argument("id"), argument("region", float))),
        "has the key 'region' of the type Float!. "
        "A link asks for one key: give it the type strawberry.ID, str or int.",
    ),
    (
        "two arguments of one name",
        Thing | None,
        link(by_place, key=(argument("id"), argument("id", str))),
        "has two arguments 'id' that differ. "
        "Give one of them another name; the first= of a list is always called 'first'.",
    ),
    (
        "non-null, with a part that the caller chooses",
        Thing,
        link(by_place, key=(argument("id"), argument("region", str, default="eu"))),
        "cannot be non-null, as a caller may ask for a key that does not exist. Add `| None` to its type.",
    ),
]


@pytest.mark.parametrize(
    ("annotation", "declared", "message"),
    [each[1:] for each in MISTAKES],
    ids=[each[0] for each in MISTAKES],
)
def test_one_mistake_is_one_sentence_and_its_remedy(annotation: Any, declared: Any, message: str) -> None:
    assert problems_of(query_of(annotation, declared)) == [f"Query.it: {message}"]


def test_every_part_must_be_there() -> None:
    graph = query_of(Thing | None, link(by_place, key=("tags", "zone")), parent="Box")
    assert problems_of(graph) == [
        "Box.it: takes 'tags' from 'Box', where it is a list or an object. Name a field with a single value.",
        "Box.it: takes 'zone' from 'Box', which has no such field. Add `zone: strawberry.Private[int]`.",
    ]
