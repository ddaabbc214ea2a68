"""Replies into rows whose fields stand deeper: sound ones in one pass, others field by field."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
import strawberry

from bff import Key, Service, read_from
from bff.declare import Source
from bff.declare.rows.row_types import RowTypes
from bff.errors import Code, ServiceFailure
from bff.fetch.read import Reading, make_reader
from bff.flow.call import Reply
from tests.rooms.declare.rows import definition_of

people = Service("shop").one("GET /people?ids={ids}", key=Key("meta.key"), name="people")


@strawberry.type
class Home:
    city: str
    floor: int | None


@strawberry.type
class Person:
    id: strawberry.ID = read_from("meta.id")
    name: str = read_from("fullName")
    city: str | None = read_from("home.city")
    zip: str | None = read_from("home.postal.zip")
    rank: int = read_from("meta.rank", default=7)
    more: strawberry.scalars.JSON | None = read_from("home.more")
    home: Home | None

    @strawberry.field
    def label(self) -> str:
        return f"{self.id} {self.city}"


def read(*rows: object) -> Reading:
    derived = RowTypes().derive("Person", definition_of(Person), naming=people.naming, key=people.key)
    return make_reader(Source.of(people, *derived), is_list=True)(Reply(200, {}, msgspec.json.encode(rows)))


NAMES = ("id", "name", "city", "zip", "rank", "more", "home", "bff_key")


def shown(row: Any) -> dict[str, Any]:
    """Return what each field of a row gives: its value, or 'wrong' where reading it raises."""
    found: dict[str, Any] = {}
    for name in NAMES:
        try:
            found[name] = getattr(row, name)
        except ServiceFailure as failure:
            found[name] = "wrong" if failure.code is Code.SERVICE_BAD_RESPONSE else failure
    home = found["home"]
    return found | ({} if home in (None, "wrong") else {"home": (home.city, home.floor)})


def person(**values: Any) -> dict[str, Any]:
    bare = {"id": "1", "name": "Ada", "city": None, "zip": None, "rank": 7, "more": None, "home": None}
    return {**bare, "bff_key": 5} | values


META = {"id": 1, "key": 5}
ADA = {"fullName": "Ada", "meta": META}
ROWS: list[tuple[str, dict[str, Any], dict[str, Any], tuple[str, ...]]] = [
    ("nothing on the way", ADA, person(), ()),
    ("null on the way", ADA | {"home": None}, person(), ()),
    (
        "everything",
        ADA | {"home": {"city": "Rome", "floor": 2, "postal": {"zip": "00100"}, "more": [1]}},
        person(city="Rome", zip="00100", more=[1], home=("Rome", 2)),
        (),
    ),
    (
        "a wrong name beside sound ones",
        ADA | {"fullName": 5, "home": {"city": "Rome", "postal": {"zip": "00100"}}},
        person(name="wrong", city="Rome", zip="00100", home=("Rome", None)),
        ("Person.name",),
    ),
    (
        "a wrong value inside",
        ADA | {"home": {"city": "Rome", "postal": {"zip": 100}}},
        person(city="Rome", zip="wrong", home=("Rome", None)),
        ("Person.zip",),
    ),
    (
        "no object on the way",
        ADA | {"home": {"city": "Rome", "postal": ["00100"]}},
        person(city="Rome", zip="wrong", home=("Rome", None)),
        ("Person.zip",),
    ),
    (
        "no object where all of the way begins",
        ADA | {"home": 5},
        person(city="wrong", zip="wrong", more="wrong", home="wrong"),
        ("Person.city", "Person.zip", "Person.more", "Person.home"),
    ),
    (
        "null in the way of fields that need it",
        {"fullName": "Ada", "meta": None},
        person(id="wrong", bff_key=None),
        ("Person.id",),
    ),
    (
        "a list in the way of fields that need it",
        {"fullName": "Ada", "meta": []},
        person(id="wrong", rank="wrong", bff_key="wrong"),
        ("Person.id", "Person.rank", "Person.bff_key"),
    ),
    (
        "null where none is declared",
        {"fullName": "Ada", "meta": {"id": None, "rank": None, "key": "x"}},
        person(id="wrong", rank="wrong", bff_key="x"),
        ("Person.id", "Person.rank"),
    ),
]


@pytest.mark.parametrize(
    ("row", "expected", "drift"), [case[1:] for case in ROWS], ids=[case[0] for case in ROWS]
)
def test_rows(row: dict[str, Any], expected: dict[str, Any], drift: tuple[str, ...]) -> None:
    reading = read(row)
    assert [shown(each) for each in reading.rows] == [expected]
    assert reading.drift == drift


def test_an_embedded_object_that_wants_more_than_a_field_in_it_fails_in_its_own_place() -> None:
    reading = read(ADA | {"home": {"postal": {"zip": "00100"}}})
    row: Any = reading.rows[0]
    assert (row.city, row.zip, reading.drift) == (None, "00100", ("Home.city",))
    with pytest.raises(ServiceFailure):
        _ = row.home.city


def test_a_wrong_field_leaves_other_rows_as_they_are() -> None:
    reading = read(ADA, ADA | {"home": 5}, ADA | {"home": {"city": "Bath"}})
    assert [shown(row)["city"] for row in reading.rows] == [None, "wrong", "Bath"]


def test_a_function_of_a_row_does_not_answer_with_the_text_of_a_failure() -> None:
    rows: Any = read(ADA, ADA | {"home": {"city": 5}}).rows
    assert rows[0].label() == "1 None"
    with pytest.raises(ServiceFailure):
        rows[1].label()
