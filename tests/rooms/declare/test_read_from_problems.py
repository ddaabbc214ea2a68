"""Places that no field can be read from: told when the server starts, all at once."""

from typing import Any

import pytest
import strawberry
from strawberry.scalars import JSON

from bff import Graph, Key, argument, link, read_from
from bff.declare import blueprint
from bff.declare.rows.row_types import RowTypes
from tests.rooms.declare.rows import definition_of, problems_of
from tests.rooms.declare.things import Thing, by_id
from tests.rooms.declare.wrong import problems_of as problems_of_graph

anything: Any = read_from


@strawberry.type
class NoPath:
    empty: str = read_from("")
    gap: str = read_from("a..b")
    end: str = read_from("a.")
    number: strawberry.Private[int] = anything(5)

    @anything("a.b")
    def function(self) -> str:
        return self.empty


@strawberry.type
class Twice:
    name: str
    full_name: str = read_from("name")
    city: str = read_from("address.city")
    town: str = read_from("address.city")


@strawberry.type
class Through:
    id: strawberry.ID
    more: JSON
    tags: list[str]
    a: str = read_from("id.x")
    b: str = read_from("more.x")
    c: str = read_from("tags.x")
    d: str = read_from("deep.x.y")
    e: str = read_from("deep.x")


@strawberry.type
class Geo:
    lat: float


@strawberry.type
class Address:
    city: str | None
    floor: int
    lng: float | None = read_from("geo.lng")


@strawberry.type
class Within:
    address: Address
    visits: list[Address]
    city: strawberry.Private[int] = read_from("address.city")
    floor: str = read_from("address.floor.name")
    geo: str = read_from("address.geo")
    visit: str = read_from("visits.city")


CORRECT = "Correct the path, or remove one of them."
JOIN = 'Join names by dots, such as read_from("address.city").'
PROBLEMS: list[tuple[Any, list[str]]] = [
    (
        NoPath,
        [
            "NoPath.function: has read_from() and a function, so nothing would be read. "
            "Keep one of them; a private field with read_from() can bring what the function uses.",
            f"NoPath.empty: has read_from(''), which is no path into a row. {JOIN}",
            f"NoPath.gap: has read_from('a..b'), which is no path into a row. {JOIN}",
            f"NoPath.end: has read_from('a.'), which is no path into a row. {JOIN}",
            f"NoPath.number: has read_from(5), which is no path into a row. {JOIN}",
        ],
    ),
    (
        Twice,
        [
            "Twice.full_name: is read from 'name', as 'name' is. Remove one of them, or give it a function.",
            "Twice.town: is read from 'address.city', as 'city' is. "
            "Remove one of them, or give it a function.",
        ],
    ),
    (
        Through,
        [
            f"Through.a: is read from 'id.x', but on the way stands 'id', which is no object. {CORRECT}",
            f"Through.b: is read from 'more.x', but on the way stands 'more', which is no object. {CORRECT}",
            f"Through.c: is read from 'tags.x', but on the way stands 'tags', which is no object. {CORRECT}",
            "Through.e: is read from 'deep.x', which is on the way to 'd', but has no object's type. "
            + CORRECT,
        ],
    ),
    (
        Within,
        [
            "Within.floor: is read from 'address.floor.name', but on the way stands 'floor', "
            f"which is no object. {CORRECT}",
            "Within.geo: is read from 'address.geo', which is on the way to 'lng', "
            f"but has no object's type. {CORRECT}",
            f"Within.visit: is read from 'visits.city', but on the way stands 'visits', which is no object. "
            f"{CORRECT}",
            "Within.city: is read from 'address.city' as another type than 'city', which stands there too. "
            "Give both the same type, or remove one of them.",
        ],
    ),
]


@pytest.mark.parametrize(("origin", "messages"), PROBLEMS, ids=[each[0].__name__ for each in PROBLEMS])
def test_what_no_field_can_be_read_from(origin: Any, messages: list[str]) -> None:
    assert problems_of(origin) == messages


@strawberry.type
class Keyed:
    id: strawberry.ID = read_from("id.value")
    name: str


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (
            Key("id"),
            "Keyed.id: is read from 'id.value', but on the way stands the key, which is no object. "
            + CORRECT,
        ),
        (
            Key("name.id"),
            "Keyed: has a key that is read from 'name.id', but on the way stands 'name', which is no object. "
            + CORRECT,
        ),
    ],
)
def test_a_key_that_excludes_a_field(key: Key, message: str) -> None:
    rows = RowTypes()
    rows.derive("Keyed", definition_of(Keyed), naming="as_declared", key=key)
    assert [str(each) for each in rows.problems] == [message]


def test_nothing_is_read_into_a_root_or_an_input() -> None:
    @strawberry.input
    class Wish:
        name: str = read_from("names.full")

    @strawberry.type
    class Query:
        version: str = read_from("meta.version")
        thing: Thing | None = link(by_id, key=argument("id"))

        @strawberry.field
        def wishes(self, wish: Wish) -> int:
            return 1

    assert problems_of_graph(Graph(query=Query)) == [
        "Query.version: has read_from() in a root, which no reply is read into. "
        "Make it a link, or a function.",
        "Wish.name: has read_from() in an input type, whose values come from the caller. "
        "Make it a plain field.",
    ]


def test_problems_of_paths_come_with_all_others() -> None:
    @strawberry.type
    class Query:
        twice: Twice | None = link(by_id, key="id")

    assert [each.split(":")[0] for each in problems_of_graph(Graph(query=Query))] == [
        "Query.twice",
        "Twice.full_name",
        "Twice.town",
    ]


def test_a_path_that_fits_may_be_declared_before_what_it_goes_through() -> None:
    @strawberry.type
    class Person:
        city: str = read_from("home.address.city")
        address: Address = read_from("home.address")

    @strawberry.type
    class Query:
        person: Person | None = link(by_id, key=argument("id"))

    assert blueprint(Graph(query=Query)).links
