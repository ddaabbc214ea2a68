"""Rows as a type's own functions see them: which fields a reply brings, of which types, under which names."""

import functools
from dataclasses import field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, ClassVar, Generic, NewType, TypeVar
from uuid import UUID

import msgspec
import pytest
import strawberry
from strawberry.scalars import JSON

from bff import Key, ListSize, link
from bff.declare.endpoints.naming import wire_name
from bff.declare.rows.row_types import RowTypes
from tests.rooms.declare import future_types
from tests.rooms.declare.rows import by_id, definition_of, read, row_type

Cents = NewType("Cents", int)


@strawberry.enum
class Format(Enum):
    VINYL = "v"
    DISC = "cd"


@strawberry.type
class Place:
    id: strawberry.ID
    city: str


@strawberry.type
class Plain:
    text: str
    number: int
    fraction: float
    yes: bool
    at: datetime
    on: date
    clock: time
    price: Decimal
    uuid: UUID
    format: Format
    anything: JSON
    maybe: int | None
    many: list[str]
    places: list[Place | None] | None
    place: Place


FULL = (
    '{"text":"t","number":-5,"fraction":2,"yes":true,"at":"2026-01-02T03:04:05Z","on":"2026-01-02",'
    '"clock":"03:04:05","price":"1.10","uuid":"6f9619ff-8b86-d011-b42d-00c04fc964ff","format":"cd",'
    '"anything":{"a":[1]},"many":["x"],"places":[{"id":1,"city":"Rome"},null],"place":{"id":2,"city":"Bath"},'
    '"unknown":{"is":"passed over"}}'
)


def test_every_type_that_json_brings() -> None:
    row = read(Plain, FULL)
    assert (row.text, row.number, row.fraction, row.yes) == ("t", -5, 2.0, True)
    assert (row.at, row.on) == (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), date(2026, 1, 2))
    assert (row.clock, row.price) == (time(3, 4, 5), Decimal("1.10"))
    assert (row.uuid, row.format) == (UUID("6f9619ff-8b86-d011-b42d-00c04fc964ff"), Format.DISC)
    assert (row.anything, row.maybe, row.many) == ({"a": [1]}, None, ("x",))
    assert (row.place.city, row.places[0].city, row.places[1]) == ("Bath", "Rome", None)


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ('"text":"t"', '"text":5'),
        ('"text":"t"', '"text":null'),
        ('"text":"t",', ""),
        ('"number":-5', '"number":"5"'),
        ('"number":-5', '"number":2147483648'),
        ('"number":-5', '"number":-2147483649'),
        ('"number":-5', '"number":1.5'),
        ('"number":-5', '"number":true'),
        ('"fraction":2', '"fraction":"2"'),
        ('"yes":true', '"yes":1'),
        ('"on":"2026-01-02"', '"on":"2026-13-02"'),
        ('"format":"cd"', '"format":"DISC"'),
        ('"many":["x"]', '"many":["x",null]'),
        ('"many":["x"]', '"many":"x"'),
        ('"city":"Bath"', '"city":null'),
    ],
)
def test_what_is_not_as_declared_does_not_pass(wrong: str, right: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(Plain, FULL.replace(wrong, right))


def test_a_row_never_changes() -> None:
    with pytest.raises(AttributeError):
        read(Place, '{"id":1,"city":"Rome"}').city = "Bath"


@strawberry.type
class Artist:
    id: strawberry.ID
    name: str = "unknown"
    tags: list[str] = field(default_factory=lambda: ["new"])
    unset: str | None = strawberry.UNSET
    manager_id: strawberry.Private[int]
    label_id: strawberry.Private[int | None]
    rank: strawberry.Private[int] = 7
    agent: strawberry.Private[strawberry.ID | None]
    scores: strawberry.Private[list[float]]
    home: strawberry.Private[Place | None]
    more: strawberry.Private[dict[str, Any] | None] = None
    NAMES: ClassVar[tuple[str, ...]] = ("a", "b")
    manager: "Artist | None" = link(by_id, key="manager_id")

    @strawberry.field
    def label(self) -> str:
        return f"{self.name} {self.upper} {self.double(2)} {self.three()} {self.NAMES[0]} {self._hidden()}"

    @property
    def upper(self) -> str:
        return self.name.upper()

    @staticmethod
    def double(number: int) -> int:
        return number * 2

    @classmethod
    def three(cls) -> int:
        return len(cls.__name__) // 2

    @functools.lru_cache  # noqa: B019 - what an author may write
    def slow(self) -> str:
        return self.name

    def _hidden(self) -> str:
        return repr(self.id)

    def __str__(self) -> str:
        return f"Artist {self.name}"


SOUND = '{"id":12,"manager_id":99999999999,"agent":3,"scores":[1,2.5],"home":{"id":5,"city":"Rome"}'


def test_private_fields_are_read_without_being_shown() -> None:
    row = read(Artist, SOUND + "}")
    assert (row.manager_id, row.label_id, row.agent, row.scores) == (99999999999, None, "3", (1.0, 2.5))
    assert (row.home.city, row.home.id) == ("Rome", "5")
    with pytest.raises(msgspec.ValidationError, match="manager_id"):
        read(Artist, '{"id":12}')


def test_a_default_stands_for_what_the_reply_does_not_bring() -> None:
    row = read(Artist, SOUND + "}")
    assert (row.name, row.tags, row.rank, row.unset) == ("unknown", ("new",), 7, None)
    row = read(Artist, SOUND + ',"name":"x","tags":[],"rank":1}')
    assert (row.name, row.tags, row.rank) == ("x", (), 1)
    with pytest.raises(msgspec.ValidationError):
        read(Artist, SOUND + ',"name":null}')


def test_self_behaves_as_in_an_instance() -> None:
    row = read(Artist, SOUND + ',"name":"x"}')
    assert row.label() == "x X 4 3 a '12'"
    assert (str(row), row.slow()) == ("Artist x", "x")
    assert row_type(Artist).__name__ == "Artist"


def test_a_link_is_no_column() -> None:
    assert "manager" not in row_type(Artist).__struct_fields__


@strawberry.type
class Outer:
    ids: list[strawberry.ID | None]
    place: Place

    @strawberry.field
    def text(self) -> str:
        return f"{self.ids!r} {self.place.id!r}"


def test_ids_of_embedded_objects_and_in_lists_were_numbers_for_the_functions_around_them() -> None:
    assert read(Outer, '{"ids":[1,"2",null],"place":{"id":3,"city":"Rome"}}').text() == "('1', '2', None) '3'"


def test_an_id_that_nothing_looks_at_stays_as_it_came() -> None:
    assert read(Place, '{"id":3,"city":"Rome"}').id == 3


def test_annotations_may_be_texts() -> None:
    row = read(future_types.Album, '{"id":"1","released":"2026-01-02","artist_id":5}')
    assert (row.released, row.artist_id, row.label_id) == (date(2026, 1, 2), 5, None)
    assert row_type(future_types.Album).__struct_fields__ == ("id", "released", "artist_id", "label_id")


T = TypeVar("T")


@strawberry.type
class Page(Generic[T]):
    total: int
    items: list[T]

    @strawberry.field
    def is_empty(self) -> bool:
        return not self.items


@strawberry.type
class Two:
    places: Page[Place]
    texts: Page[str]


def test_a_generic_type_is_read_as_what_it_is_made_of() -> None:
    row = read(Two, '{"places":{"total":1,"items":[{"id":1,"city":"Rome"}]},"texts":{"total":0,"items":[]}}')
    assert (row.places.items[0].city, row.texts.is_empty()) == ("Rome", True)


@strawberry.interface
class Owned:
    owner_id: strawberry.Private[int]
    name: str


@strawberry.type
class Thing(Owned):
    cents: Cents


def test_fields_are_inherited_private_ones_too() -> None:
    row = read(Thing, '{"owner_id":5,"name":"x","cents":9999999999}')
    assert (row.owner_id, row.name, row.cents) == (5, "x", 9999999999)


@strawberry.type
class Rating:
    track_id: strawberry.ID
    created_at: strawberry.Private[int]
    place: Place | None


def test_a_camel_service_writes_all_names_in_camel_case_inside_too() -> None:
    row = read(Rating, '{"trackId":1,"createdAt":2,"place":{"id":1,"city":"Rome"}}', naming="camel")
    assert (row.track_id, row.created_at, row.place.city) == (1, 2, "Rome")


NAMES = "id track_id trackId _id a__b A_b a_1 class_ URL_x _a_b x__y_z xY_z ab__ a_b_c é_ß x_ß"


@pytest.mark.parametrize("name", NAMES.split())
def test_camel_case_is_that_of_msgspec(name: str) -> None:
    struct = msgspec.defstruct("Any", [(name, int)], rename="camel")
    assert (wire_name(name, "camel"),) == struct.__struct_encode_fields__
    assert wire_name(name, "as_declared") == name


@pytest.mark.parametrize(
    ("key", "attributes", "columns"),
    [
        (Key("trackId"), ("track_id",), ("track_id", "place", "created_at")),
        (Key("createdAt"), ("created_at",), ("track_id", "place", "created_at")),
        (Key("albumId"), ("bff_key",), ("track_id", "place", "created_at", "bff_key")),
        (
            Key(("albumId", "trackId", "regionCode")),
            ("bff_key", "track_id", "bff_key3"),
            ("track_id", "place", "created_at", "bff_key", "bff_key3"),
        ),
        (Key.in_order(int, names=("albumId", "regionCode")), (), ("track_id", "place", "created_at")),
        (Key.by_name(int), (), ("track_id", "place", "created_at")),
        (None, (), ("track_id", "place", "created_at")),
    ],
)
def test_the_key_is_read_even_where_the_type_does_not_declare_it(
    key: Key | None, attributes: tuple[str, ...], columns: tuple[str, ...]
) -> None:
    struct, found = RowTypes().derive("Rating", definition_of(Rating), naming="camel", key=key)
    assert (found, struct.__struct_fields__) == (attributes, columns)


def test_a_key_that_the_type_does_not_declare_may_be_missing_or_a_text() -> None:
    for sent, key in (('"albumId":5,', 5), ('"albumId":"x",', "x"), ("", None)):
        row = read(Rating, f'{{{sent}"trackId":1,"createdAt":2}}', naming="camel", key=Key("albumId"))
        assert row.bff_key == key


def test_a_type_of_two_services_has_a_row_type_for_each() -> None:
    rows = RowTypes()
    definition = definition_of(Rating)
    derive = functools.partial(rows.derive, "Rating", definition, key=None)
    assert derive(naming="camel") is derive(naming="camel")
    assert derive(naming="camel")[0] is not derive(naming="as_declared")[0]
    assert len(rows.rows_of(definition)) == 2


def test_list_size_of_a_link_is_no_column_either() -> None:
    @strawberry.type
    class Shelf:
        id: strawberry.ID
        things: list[Thing] = link(by_id, key="id", first=ListSize(default=1, max=2))

    assert row_type(Shelf).__struct_fields__ == ("id",)
