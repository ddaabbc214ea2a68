"""One mistake in a link is one sentence that says what is wrong, and one that says what to do."""

from typing import Any

import pytest
import strawberry

from bff import Graph, Key, ListSize, argument, link
from tests.rooms.declare.things import (
    LISTED,
    MANY,
    ONE,
    TEN,
    Either,
    Filter,
    Named,
    Other,
    Thing,
    anything,
    by_id,
    by_owner,
    in_region,
    listed,
    placed,
    shop,
)
from tests.rooms.declare.wrong import problems_of


def problems_of_field(annotation: Any, declared: Any, *, parent: str = "Query") -> list[str]:
    """Return what is wrong with one link, in the root or in a type below it."""
    if parent == "Query":
        query = strawberry.type(type("Query", (), {"__annotations__": {"it": annotation}, "it": declared}))
        return problems_of(Graph(query=query, types=(Thing, Other)))
    fields = {"id": strawberry.ID, "owner_id": strawberry.Private[int], "tags": list[str], "it": annotation}
    inner = strawberry.type(type("Box", (), {"__annotations__": {**fields, "shop_id": int}, "it": declared}))
    root = {"__annotations__": {"box": inner | None}, "box": link(by_id, key=argument("id"))}
    return problems_of(Graph(query=strawberry.type(type("Query", (), root)), types=(Thing, Other)))


FORM: list[tuple[str, Any, Any, str]] = [
    (
        "no endpoint",
        Thing | None,
        anything("albums_by_id", key=argument("id")),
        "reads from 'albums_by_id', which is no endpoint. "
        'Name one that a service made: `albums_by_id = catalog.one("GET /albums?ids={ids}", ...)`.',
    ),
    (
        "list of one",
        list[Thing],
        link(by_id, key=argument("id"), size=1),
        f"is a list, but {ONE} has one row for a key, and 'id' is a single one. "
        'Write argument("id", list[strawberry.ID]), declare the endpoint with many(), or make it a single '
        "object.",
    ),
    (
        "list of one for keys that may not exist",
        list[Thing],
        link(by_id, key=argument("ids", list[strawberry.ID]), size=1),
        "cannot have non-null items, as a caller may ask for keys that do not exist. Write list[... | None].",
    ),
    (
        "list of one for a list of keys, with first",
        list[Thing | None],
        link(by_id, key=argument("ids", list[strawberry.ID]), first=TEN),
        "has first=, but the list of its keys says how long it is. Write size= for the most keys.",
    ),
    (
        "list of one for a list of keys, without a length",
        list[Thing | None],
        link(by_id, key=argument("ids", list[strawberry.ID])),
        "is a list of one row for each key, but nothing bounds the keys, so it has no price. "
        "Add size=50, with the most keys that it has.",
    ),
    (
        "no length where the address has a place for it",
        list[Thing],
        link(listed, q=argument("q", str)),
        "is a list whose length nothing bounds, so it has no price. "
        "Add first=ListSize(default=10, max=100), or size=50 where the service itself bounds it.",
    ),
    (
        "one of many",
        Thing,
        link(by_owner, key=argument("id")),
        f"is no list, but {MANY} has many rows for a key. "
        "Make the field a list, or declare the endpoint with one().",
    ),
    (
        "non-null",
        Thing,
        link(by_id, key=argument("id")),
        "cannot be non-null, as a caller may ask for a key that does not exist. Add `| None` to its type.",
    ),
    (
        "interface",
        Named | None,
        link(by_id, key=argument("id")),
        "links to 'Named', an interface or a union: nothing says yet which type a row has. "
        'Add discriminator=Discriminator("kind", {"album": "Album"}), or link to a single type.',
    ),
    (
        "union",
        Either | None,
        link(by_id, key=argument("id")),
        "links to 'Either', an interface or a union: nothing says yet which type a row has. "
        'Add discriminator=Discriminator("kind", {"album": "Album"}), or link to a single type.',
    ),
    (
        "scalar",
        str | None,
        link(by_id, key=argument("id")),
        "links to 'String', but a row is read into an object. "
        "Link to an object type that has a field for the value.",
    ),
    (
        "lists of lists",
        list[list[Thing]],
        link(placed, place=argument("place", str), size=3),
        "is a list of lists, which no endpoint has. Make it a list of 'Thing'.",
    ),
    (
        "first is a number",
        list[Thing],
        anything(placed, place=argument("place", str), first=10),
        "has first=10. Write first=ListSize(default=10, max=100).",
    ),
    (
        "default over maximum",
        list[Thing],
        link(placed, place=argument("place", str), first=ListSize(default=11, max=10)),
        "has ListSize(default=11, max=10). Give whole numbers, 0 <= default <= max and max at least 1.",
    ),
    (
        "default is a text",
        list[Thing],
        link(placed, place=argument("place", str), first=ListSize(default="1", max=10)),  # type: ignore[arg-type]
        "has ListSize(default='1', max=10). Give whole numbers, 0 <= default <= max and max at least 1.",
    ),
    (
        "size zero",
        list[Thing],
        link(placed, place=argument("place", str), size=0),
        "has size=0. Give the most rows that it can have: a whole number of 1 or more.",
    ),
    (
        "size of an object",
        Thing | None,
        link(by_id, key=argument("id"), first=TEN),
        "is no list, so it has no size. Remove first= and size=, or make it a list.",
    ),
    (
        "no size",
        list[Thing],
        link(placed, place=argument("place", str)),
        "is a list whose length nothing bounds, so it has no price. "
        "Add first=ListSize(default=10, max=100), or size=50 where the service itself bounds it.",
    ),
    (
        "both sizes",
        list[Thing],
        link(placed, place=argument("place", str), first=TEN, size=5),
        "has both first= and size=. "
        "Keep first= where the caller chooses the length, size= where the service does.",
    ),
    (
        "weight",
        Thing | None,
        link(by_id, key=argument("id"), cost=float("inf")),
        "has the weight 'inf', which is no finite number. Write one as text: Cost(weight=\"2.5\").",
    ),
]
VALUES: list[tuple[str, Any, Any, str]] = [
    (
        "no key",
        Thing | None,
        link(by_id),
        f"gives no key, which {ONE} asks for. "
        'Add key="attribute" for a field of the parent, or key=argument("id") for an argument.',
    ),
    (
        "a key too much",
        list[Thing],
        link(placed, place=argument("place", str), key=argument("id"), size=3),
        f"has a key, but {placed!r} takes none. Remove key=, or declare the endpoint with one() or many().",
    ),
    (
        "key of the endpoint",
        Thing | None,
        anything(by_id, key=Key("id")),
        'has key=Key("id"), which belongs to the endpoint. '
        'Write key="attribute" for a field of the parent, or key=argument("id") for an argument.',
    ),
    (
        "key by the placeholder's name",
        Thing | None,
        link(by_id, key=argument("id"), ids=argument("id")),
        "has ids=, which is the key. Write key= instead.",
    ),
    (
        "a value of no kind",
        Thing | None,
        anything(in_region, key=argument("id"), region=5),
        'has region=5. Write region="attribute" for a field of the parent, '
        'or region=argument("region") for an argument.',
    ),
    (
        "a placeholder without a value",
        Thing | None,
        link(in_region, key=argument("id")),
        f"gives no value for the placeholder {{region}} of {in_region!r}. "
        'Add region=argument("region", str), or region="attribute" for a field of the parent.',
    ),
    (
        "a placeholder that is the whole body",
        Thing | None,
        link(shop.call("POST /things", body="{input}")),
        'gives no value for the placeholder {input} of shop.call("POST /things"). '
        'Add input=argument("input", AlbumInput), with an input type of yours.',
    ),
    (
        "a placeholder for the length",
        list[Thing],
        link(listed, q=argument("q", str), size=3),
        f"gives no value for the placeholder {{first}} of {LISTED}. Add first=ListSize(default=10, max=100).",
    ),
    (
        "a value without a placeholder",
        Thing | None,
        link(by_id, key=argument("id"), region=argument("region", str)),
        f"has region=, but {ONE} has no placeholder {{region}}. Remove it, or add the placeholder.",
    ),
    (
        "argument's name",
        Thing | None,
        link(by_id, key=argument("the id")),
        "has an argument with the name 'the id'. Name it as a Python variable: 'sort_by'.",
    ),
    (
        "two arguments of one name",
        list[Thing],
        link(listed, q=argument("first", str), first=TEN),
        "has two arguments 'first' that differ. "
        "Give one of them another name; the first= of a list is always called 'first'.",
    ),
    (
        "a list of keys",
        Thing | None,
        link(by_id, key=argument("ids", list[int])),
        "has the key 'ids' of the type [Int!]!. "
        "A link asks for one key: give it the type strawberry.ID, str or int.",
    ),
    (
        "a key that is no key",
        Thing | None,
        link(by_id, key=argument("id", bool)),
        "has the key 'id' of the type Boolean!. "
        "A link asks for one key: give it the type strawberry.ID, str or int.",
    ),
    (
        "an input object",
        list[Thing],
        link(listed, q=argument("filter", Filter), first=TEN),
        "sends the argument 'filter', an input object, in the address. "
        "Move {q} into the body, or use one argument for each of its values.",
    ),
    (
        "a list in the path",
        list[Thing],
        link(placed, place=argument("places", list[str]), size=3),
        "sends the list 'places' as a path segment. Move {place} into the query.",
    ),
    (
        "an attribute of the root",
        Thing | None,
        link(by_id, key="thing_id"),
        "takes 'thing_id' from 'Query', which is a root and has no values. Use argument(\"thing_id\").",
    ),
]
ATTRIBUTES: list[tuple[str, Any, Any, str]] = [
    (
        "misspelt",
        Thing | None,
        link(by_id, key="ownerid"),
        "takes 'ownerid' from 'Box', which has no such field. "
        "Add `ownerid: strawberry.Private[int]`, or write 'owner_id'.",
    ),
    (
        "missing",
        Thing | None,
        link(in_region, key="owner_id", region="zone"),
        "takes 'zone' from 'Box', which has no such field. Add `zone: strawberry.Private[int]`.",
    ),
    (
        "a list",
        Thing | None,
        link(by_id, key="tags"),
        "takes 'tags' from 'Box', where it is a list or an object. Name a field with a single value.",
    ),
    (
        "a link",
        Thing | None,
        link(by_id, key="it"),
        "takes 'it' from 'Box', where it is a function or a link. "
        "Name a field that the parent's row has; a private one is read and not shown.",
    ),
]


@pytest.mark.parametrize(
    ("annotation", "declared", "message"),
    [each[1:] for each in FORM + VALUES],
    ids=[each[0] for each in FORM + VALUES],
)
def test_one_mistake_is_one_sentence_and_its_remedy(annotation: Any, declared: Any, message: str) -> None:
    assert problems_of_field(annotation, declared) == [f"Query.it: {message}"]


@pytest.mark.parametrize(
    ("annotation", "declared", "message"),
    [each[1:] for each in ATTRIBUTES],
    ids=[each[0] for each in ATTRIBUTES],
)
def test_an_attribute_must_be_there(annotation: Any, declared: Any, message: str) -> None:
    assert problems_of_field(annotation, declared, parent="Box") == [f"Box.it: {message}"]


@pytest.mark.parametrize("attribute", ["owner_id", "shop_id"])
def test_a_list_of_one_row_for_each_key_takes_a_list_of_keys(attribute: str) -> None:
    declared = link(by_id, key=attribute, size=3)
    assert problems_of_field(list[Thing], declared, parent="Box") == [
        f"Box.it: is a list, but {ONE} has one row for a key, and '{attribute}' holds a single one. "
        "Name a field with a list of keys, declare the endpoint with many(), or make it a single object."
    ]


def test_endpoint_that_a_field_of_the_same_class_hides_is_told_by_its_name() -> None:
    """What was shown in its place was all that Strawberry keeps of a field, and the remedy did not fit."""

    @strawberry.type
    class Query:
        by_id: Thing | None = link(by_id, key=argument("id"))
        again: Thing | None = link(by_id, key=argument("id"))  # type: ignore[arg-type]

    assert problems_of(Graph(query=Query)) == [
        "Query.again: reads from its class's field 'by_id', which hides an endpoint of this name. "
        "Give the endpoint a name that no field of the class has."
    ]
