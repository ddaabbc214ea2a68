"""Lists inside rows: of objects, each item fails alone; of scalars, the list fails as a whole."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from bff.declare import Key, Service
from bff.errors import ServiceFailure
from bff.fetch.read import make_reader
from bff.flow.call import Reply
from tests.rooms.fetch.desk import source_of


class Cat(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="cat"):
    lives: int


class Dog(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="dog"):
    name: str


endpoint = Service("shop").one("GET /baskets?ids={ids}", key=Key("id"), name="baskets")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    id: int
    pets: tuple[Cat | Dog, ...] = ()
    gaps: tuple[Cat | None, ...] | None = None
    grid: tuple[tuple[Cat | Dog | None, ...] | None, ...] = ()
    tags: tuple[str, ...] = ()
    table: tuple[tuple[int, ...], ...] | None = None


def shown(value: Any) -> Any:
    """Return a value with a text for each object and each failure."""
    if isinstance(value, tuple):
        return [shown(each) for each in value]
    if isinstance(value, ServiceFailure):
        return "wrong"
    if isinstance(value, Cat):
        return "cat" if type(value) is Cat else "hurt cat"
    return "dog" if isinstance(value, Dog) else value


def read(field: str, value: object) -> tuple[Any, tuple[str, ...]]:
    """Return what a field of a row gives, and the drift."""
    body = msgspec.json.encode([{"id": 1, field: value}])
    reading = make_reader(source_of(endpoint, Row), is_list=True)(Reply(200, {}, body))
    try:
        return shown(getattr(reading.rows[0], field)), reading.drift
    except ServiceFailure:
        return "wrong", reading.drift


CAT, DOG = {"kind": "cat", "lives": 9}, {"kind": "dog", "name": "Rex"}
HURT = {"kind": "cat", "lives": "9"}
CASES: list[tuple[str, object, object, tuple[str, ...]]] = [
    ("pets", [CAT, DOG], ["cat", "dog"], ()),
    ("pets", [CAT, HURT, DOG], ["cat", "hurt cat", "dog"], ("Cat.lives",)),
    ("pets", [CAT, {"kind": "cow"}, {}, None], ["cat", "wrong", "wrong", "wrong"], ("Row.pets",) * 3),
    ("pets", CAT, "wrong", ("Row.pets",)),
    ("gaps", [None, CAT, 5], [None, "cat", "wrong"], ("Row.gaps",)),
    ("gaps", [None, HURT], [None, "hurt cat"], ("Cat.lives",)),
    ("grid", [[CAT, None], None, [DOG, 5]], [["cat", None], None, ["dog", "wrong"]], ("Row.grid",)),
    ("grid", [[CAT], DOG], [["cat"], "wrong"], ("Row.grid",)),
    ("tags", ["a", 5], "wrong", ("Row.tags",)),
    ("table", [[1], ["2"]], "wrong", ("Row.table",)),
]


@pytest.mark.parametrize(("field", "value", "expected", "drift"), CASES)
def test_lists(field: str, value: object, expected: object, drift: tuple[str, ...]) -> None:
    assert read(field, value) == (expected, drift)
