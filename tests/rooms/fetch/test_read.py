"""Replies into rows: whole lists, row by row, field by field; and what is no reply at all."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from bff.declare import Key, Service
from bff.errors import Code, ServiceFailure
from bff.fetch.read import Reading, make_reader
from bff.flow.call import Reply
from tests.rooms.fetch.desk import source_of


class Place(msgspec.Struct, frozen=True, kw_only=True):
    city: str
    zip: str | None = None


class Person(msgspec.Struct, frozen=True, kw_only=True, rename={"first_name": "firstName"}):
    id: int | str
    first_name: str
    age: int | None = None
    home: Place | None = None
    visits: tuple[Place, ...] = ()

    def greeting(self) -> str:
        return f"Hello {self.first_name}"


shop = Service("shop", naming="camel")


def read(body: bytes, *, rows: str = "", is_list: bool = True) -> Reading:
    endpoint = shop.one("GET /people?ids={ids}", key=Key("id"), rows=rows, name="people")
    return make_reader(source_of(endpoint, Person), is_list=is_list)(Reply(200, {}, body))


def shown(row: msgspec.Struct | ServiceFailure) -> dict[str, Any]:
    """Return what each field of a row gives: its value, or 'wrong' where reading it raises."""
    assert isinstance(row, msgspec.Struct)
    found: dict[str, Any] = {}
    for name in row.__struct_fields__:
        try:
            value = getattr(row, name)
        except ServiceFailure:
            value = "wrong"
        if isinstance(value, msgspec.Struct):
            value = shown(value)
        if isinstance(value, tuple):
            value = ["wrong" if isinstance(each, ServiceFailure) else shown(each) for each in value]
        found[name] = value
    return found


def person(**values: Any) -> dict[str, Any]:
    return {"id": 1, "first_name": "Ada", "age": None, "home": None, "visits": []} | values


ROWS: list[tuple[str, bytes, dict[str, Any], tuple[str, ...]]] = [
    ("as declared", b'[{"id":1,"firstName":"Ada"}]', person(), ()),
    ("fields that nobody declared", b'[{"id":1,"firstName":"Ada","more":[{}]}]', person(), ()),
    ("the last of equal keys counts", b'[{"id":1,"firstName":"X","firstName":"Ada"}]', person(), ()),
    (
        "one wrong field",
        b'[{"id":1,"firstName":"Ada","age":"x"}]',
        person(age="wrong"),
        ("Person.age",),
    ),
    ("a required field missing", b'[{"id":1}]', person(first_name="wrong"), ("Person.first_name",)),
    (
        "null where none is declared",
        b'[{"id":1,"firstName":null}]',
        person(first_name="wrong"),
        ("Person.first_name",),
    ),
    (
        "no field as declared",
        b"[{}]",
        person(id="wrong", first_name="wrong"),
        ("Person.id", "Person.first_name"),
    ),
    (
        "an integer beyond 64 bits is no text",
        b'[{"id":1,"firstName":100000000000000000000000}]',
        person(first_name="wrong"),
        ("Person.first_name",),
    ),
    (
        "inside an embedded object",
        b'[{"id":1,"firstName":"Ada","home":{"city":5,"zip":"1"}}]',
        person(home={"city": "wrong", "zip": "1"}),
        ("Place.city",),
    ),
    (
        "no object where one is embedded",
        b'[{"id":1,"firstName":"Ada","home":[]}]',
        person(home="wrong"),
        ("Person.home",),
    ),
    (
        "one item of an embedded list",
        b'[{"id":1,"firstName":"Ada","visits":[{"city":"a"},{"city":5},7]}]',
        person(visits=[{"city": "a", "zip": None}, {"city": "wrong", "zip": None}, "wrong"]),
        ("Place.city", "Person.visits"),
    ),
]


@pytest.mark.parametrize(
    ("body", "expected", "drift"), [case[1:] for case in ROWS], ids=[case[0] for case in ROWS]
)
def test_rows(body: bytes, expected: dict[str, Any], drift: tuple[str, ...]) -> None:
    reading = read(body)
    assert [shown(row) for row in reading.rows] == [expected]
    assert reading.drift == drift


def test_a_wrong_field_leaves_other_rows_as_they_are() -> None:
    reading = read(b'[{"id":1,"firstName":"Ada"},{"id":2,"firstName":5},{"id":3,"firstName":"Eve"}]')
    assert [shown(row)["first_name"] for row in reading.rows] == ["Ada", "wrong", "Eve"]


def test_a_function_of_a_row_does_not_answer_with_the_text_of_a_failure() -> None:
    (row,) = read(b'[{"id":1,"firstName":5}]').rows
    assert isinstance(row, Person)
    with pytest.raises(ServiceFailure) as first:
        row.greeting()
    with pytest.raises(ServiceFailure) as second:
        row.greeting()
    assert first.value is not second.value
    assert first.value.code is Code.SERVICE_BAD_RESPONSE


def test_what_is_no_row_is_a_failure_in_its_place() -> None:
    reading = read(b'[null,{"id":1,"firstName":"Ada"},7,[]]')
    assert [isinstance(row, ServiceFailure) for row in reading.rows] == [True, False, True, True]
    assert reading.drift == ("Person",) * 3


ENVELOPES: list[tuple[str, bytes, bool, int]] = [
    ("items", b'{"items":[{"id":1,"firstName":"Ada"}],"total":1}', True, 1),
    ("items", b'{"items":[]}', True, 0),
    ("data.people.edges", b'{"data":{"people":{"edges":[{"id":1,"firstName":"Ada"}]}}}', True, 1),
    ("data.people.edges", b'{"data":{"people":{"edges":[{"id":1,"firstName":5}]}}}', True, 1),
    ("person", b'{"person":{"id":1,"firstName":"Ada"}}', False, 1),
    ("person", b'{"person":null}', False, 0),
    ("", b"null", False, 0),
    ("", b'{"id":1,"firstName":"Ada"}', False, 1),
]


@pytest.mark.parametrize(("rows", "body", "is_list", "count"), ENVELOPES)
def test_envelopes(rows: str, body: bytes, is_list: bool, count: int) -> None:
    assert len(read(body, rows=rows, is_list=is_list).rows) == count


DEEP = b"[" * 100_000 + b"]" * 100_000
UNREADABLE: list[tuple[str, bytes, str, bool, str]] = [
    ("no JSON", b"oops", "", True, "not readable as JSON"),
    ("nothing", b"", "", True, "not readable as JSON"),
    ("NaN", b'[{"id":NaN}]', "", True, "not readable as JSON"),
    ("cut off", b'[{"id":1,"firstName":"A', "", True, "not readable as JSON"),
    ("cut off behind a wrong field", b'[{"id":1,"firstName":5},{"id"', "", True, "not readable as JSON"),
    ("no UTF-8", b'[{"id":1,"firstName":"\xff"}]', "", True, "not readable as JSON"),
    ("no UTF-8 behind a wrong field", b'[{"id":{},"firstName":"\xff"}]', "", True, "not readable as JSON"),
    ("a lone surrogate", b'[{"id":1,"firstName":"\\ud800"}]', "", True, "not readable as JSON"),
    ("a number beyond all numbers", b'[{"id":1,"firstName":"Ada","age":1e999}]', "", True, "not readable"),
    ("deep lists", DEEP, "", True, "not readable as JSON"),
    ("deep lists in an envelope", b'{"items":' + DEEP + b"}", "items", True, "not readable as JSON"),
    ("deep lists in a field nobody reads", b'[{"more":' + DEEP + b"}]", "", True, "not readable as JSON"),
    ("an object for a list", b"{}", "", True, "a dict where a list was declared"),
    ("null for a list", b"null", "", True, "a NoneType where a list was declared"),
    ("a list for an object", b"[]", "", False, "a list where a row was declared"),
    ("no envelope", b"[]", "items", True, "no 'items' in the reply"),
    ("another envelope", b'{"rows":[]}', "items", True, "no 'items' in the reply"),
    ("half of the envelopes", b'{"data":{}}', "data.items", True, "no 'items' in the reply"),
    ("null in the envelope", b'{"items":null}', "items", True, "a NoneType where a list was declared"),
]


@pytest.mark.parametrize(
    ("body", "rows", "is_list", "detail"),
    [case[1:] for case in UNREADABLE],
    ids=[case[0] for case in UNREADABLE],
)
def test_unreadable_replies(body: bytes, rows: str, is_list: bool, detail: str) -> None:
    with pytest.raises(ServiceFailure) as caught:
        read(body, rows=rows, is_list=is_list)
    failure = caught.value
    assert (failure.code, failure.service, failure.endpoint) == (Code.SERVICE_BAD_RESPONSE, "shop", "people")
    assert failure.detail.startswith(detail)
    assert (failure.__context__, failure.__cause__) == (None, None), "may quote the service"
