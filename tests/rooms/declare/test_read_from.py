"""Fields that a service calls otherwise or keeps deeper inside: where they are read, what is shown."""

from typing import Any, Generic, TypeVar

import msgspec
import pytest
import strawberry

from bff import Graph, Key, Service, argument, link, read_from
from bff.declare import blueprint
from bff.declare.rows.row_types import RowTypes
from tests.rooms.declare import future_types
from tests.rooms.declare.rows import definition_of, read

by_id = Service("shop").one("GET /customers?ids={ids}", key=Key("id"))


@strawberry.type
class Geo:
    lat: float | None


@strawberry.type
class Address:
    id: strawberry.ID
    city: str | None
    geo: Geo | None
    lng: float | None = read_from("geo.lng")

    @strawberry.field
    def label(self) -> str:
        return f"{self.city} {self.id!r} {self.lng}"


@strawberry.type
class Customer:
    id: strawberry.ID = read_from("meta.id")
    name: str = read_from("fullName")
    city: str | None = read_from("address.city")
    country: str | None = read_from("address.country", description="Where.", name="land")
    rank: int = read_from("meta.rank", default=7)
    score: int = read_from("stats.all.score", default=3)
    tags: list[str] = read_from("meta.tag-s")
    ids: list[strawberry.ID | None] | None = read_from("links.ids")
    home: Address | None = read_from("links.home")
    rep_id: strawberry.Private[int | None] = read_from("links.rep.id")
    agent: strawberry.Private[strawberry.ID | None] = read_from("links.agent", default=None)
    rep: "Customer | None" = link(by_id, key="rep_id")

    @strawberry.field
    def label(self) -> str:
        return f"{self.id!r} {self.name} {self.city} {self.ids!r} {self.agent!r}"


FULL = """{
    "fullName": "Ada", "id": 99, "name": "x", "city": "x",
    "meta": {"id": 1, "tag-s": ["a"], "rank": 2},
    "address": {"city": "Rome", "country": "IT"},
    "links": {"ids": [1, "2", null], "rep": {"id": 5}, "agent": 3,
              "home": {"id": 4, "city": "Bath", "geo": {"lng": 2}}}
}"""
LEAST = '{"fullName": "Ada", "meta": {"id": "1", "tag-s": []}}'


def test_fields_are_read_from_where_they_stand() -> None:
    row = read(Customer, FULL)
    assert (row.id, row.name, row.city, row.country, row.rank) == ("1", "Ada", "Rome", "IT", 2)
    assert (row.tags, row.ids, row.rep_id, row.agent) == (("a",), ("1", "2", None), 5, "3")
    assert (row.home.city, row.home.id, row.home.geo.lat, row.home.lng) == ("Bath", "4", None, 2.0)
    assert row.label() == "'1' Ada Rome ('1', '2', None) '3'"
    assert row.home.label() == "Bath '4' 2.0"


def test_an_object_on_the_way_that_is_missing_or_null_leaves_null_or_the_default() -> None:
    for reply in (
        LEAST,
        LEAST[:-1] + ',"links":null,"address":null}',
        LEAST[:-1] + ',"links":{"rep":null},"stats":{"all":null}}',
    ):
        row = read(Customer, reply)
        assert (row.city, row.country, row.rank, row.score, row.ids) == (None, None, 7, 3, None)
        assert (row.home, row.rep_id, row.agent) == (None, None, None)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ('"id": "1"', '"id": null'),
        ('"tag-s": []', '"rank": 1'),
        ('"meta": {"id": "1", "tag-s": []}', '"meta": null'),
        (', "meta": {"id": "1", "tag-s": []}', ""),
        ('"id": "1"', '"id": "1", "rank": null'),
        ('"fullName"', '"address": 5, "fullName"'),
        ('"fullName"', '"links": {"rep": []}, "fullName"'),
    ],
)
def test_what_is_not_as_declared_does_not_pass(right: str, wrong: str) -> None:
    with pytest.raises(msgspec.ValidationError):
        read(Customer, LEAST.replace(right, wrong))


def test_a_path_is_taken_as_it_is_whatever_the_naming_of_the_service() -> None:
    @strawberry.type
    class Thing:
        track_id: int
        full_name: str = read_from("full_name")
        home_town: str = read_from("homeAddress.home_town")

    row = read(Thing, '{"trackId":1,"full_name":"x","homeAddress":{"home_town":"Rome"}}', naming="camel")
    assert (row.track_id, row.full_name, row.home_town) == (1, "x", "Rome")


def test_an_object_may_be_embedded_and_read_from() -> None:
    @strawberry.type
    class Person:
        address: Address | None
        city: str | None = read_from("address.city")
        zip: str | None = read_from("address.zip")
        lat: float | None = read_from("address.geo.lat")
        alt: float | None = read_from("address.geo.alt")
        address_id: strawberry.Private[strawberry.ID | None] = read_from("address.id")

    row = read(Person, '{"address":{"id":1,"city":"Rome","zip":"00100","geo":{"lat":1,"lng":2,"alt":3}}}')
    assert (row.city, row.zip, row.lat, row.alt, row.address_id) == ("Rome", "00100", 1.0, 3.0, "1")
    assert (row.address.city, row.address.geo.lat) == ("Rome", 1.0)
    assert row.address.label() == "Rome '1' 2.0"
    assert isinstance(row.address, msgspec.Struct)
    row = read(Person, "{}")
    assert (row.address, row.city, row.zip, row.lat, row.address_id) == (None,) * 5


def test_an_embedded_object_of_which_more_is_read_is_known_as_its_type() -> None:
    @strawberry.type
    class Person:
        address: Address
        zip: str | None = read_from("address.zip")

    rows = RowTypes()
    struct, _ = rows.derive("Person", definition_of(Person), naming="as_declared", key=None)
    row: Any = msgspec.json.decode('{"address":{"id":1}}', type=struct)
    assert isinstance(row.address, rows.rows_of(definition_of(Address)))


def test_two_readers_of_one_place_are_as_strict_as_the_stricter() -> None:
    @strawberry.type
    class Person:
        address: Address | None
        city: str = read_from("address.city")

    assert read(Person, '{"address":{"id":1,"city":"Rome"}}').city == "Rome"
    for reply in ('{"address":{"id":1}}', '{"address":{"id":1,"city":null}}', '{"address":null}', "{}"):
        with pytest.raises(msgspec.ValidationError):
            read(Person, reply)


def test_annotations_may_be_texts() -> None:
    row = read(future_types.Sleeve, '{"of":{"album":{"id":3}},"looks":{"colour":"red"}}')
    assert (row.album_id, row.colour, row.shade) == (3, "red", None)


T = TypeVar("T")


@strawberry.type
class Page(Generic[T]):
    total: int = read_from("meta.total")
    items: list[T] = read_from("data.items")
    cursor: strawberry.Private[str | None] = read_from("meta.cursor")


def test_a_generic_type_keeps_its_places() -> None:
    @strawberry.type
    class Shelf:
        books: Page[Geo]
        names: Page[str] = read_from("more.names")

    row = read(
        Shelf,
        """{
            "books": {"meta": {"total": 1, "cursor": "x"}, "data": {"items": [{"lat": 1}]}},
            "more": {"names": {"meta": {"total": 2}, "data": {"items": ["a", "b"]}}}
        }""",
    )
    assert (row.books.total, row.books.cursor, row.books.items[0].lat) == (1, "x", 1.0)
    assert (row.names.total, row.names.items) == (2, ("a", "b"))


def test_a_field_is_inherited_with_its_place() -> None:
    @strawberry.interface
    class Named:
        name: str = read_from("names.full")
        key: strawberry.Private[int] = read_from("names.key")

    @strawberry.type
    class Thing(Named):
        id: int

    @strawberry.type
    class Plain(Named):
        name: str

    row = read(Thing, '{"id":1,"names":{"full":"x","key":2}}')
    assert (row.id, row.name, row.key) == (1, "x", 2)
    assert read(Plain, '{"name":"y","names":{"key":2}}').name == "y"


@pytest.mark.parametrize(
    ("key", "attribute"),
    [(Key("meta.id"), "id"), (Key("meta.number"), "bff_key"), (Key("id"), "bff_key")],
)
def test_a_key_may_stand_deeper_too(key: Key, attribute: str) -> None:
    struct, found = RowTypes().derive("Customer", definition_of(Customer), naming="as_declared", key=key)
    row = msgspec.json.decode(FULL.replace('"rank"', '"number": 6, "rank"'), type=struct)
    expected = {"meta.id": "1", "meta.number": 6, "id": 99}[str(key.name)]
    assert (found, getattr(row, attribute)) == ((attribute,), expected)


def test_parts_of_a_key_may_stand_deeper_too() -> None:
    key = Key(("meta.id", "meta.number"))
    struct, found = RowTypes().derive("Customer", definition_of(Customer), naming="as_declared", key=key)
    row = msgspec.json.decode(FULL.replace('"rank"', '"number": 6, "rank"'), type=struct)
    assert [getattr(row, each) for each in found] == ["1", 6]


def test_an_instance_made_by_a_function_is_an_ordinary_one() -> None:
    sleeve = future_types.Sleeve(album_id=1, colour="red", shade=None)
    assert (sleeve.album_id, sleeve.colour) == (1, "red")


def test_the_schema_shows_names_and_descriptions_and_no_private_field() -> None:
    @strawberry.type
    class Query:
        customer: Customer | None = link(by_id, key=argument("id"))

    sdl = blueprint(Graph(query=Query)).sdl
    assert '  """Where."""\n  land: String' in sdl
    assert "name: String!" in sdl
    assert "repId" not in sdl
    assert "agent" not in sdl
