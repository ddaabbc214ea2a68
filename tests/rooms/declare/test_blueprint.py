"""A schema cannot start wrong, and its author learns everything that is wrong with it from one start."""

from typing import Annotated, Any, Generic, TypeVar

import pytest
import strawberry

from bff import Cost, Graph, Key, ListSize, ListSizeDirective, Service, argument, link
from bff.declare import blueprint
from bff.errors import DeclarationError

shop = Service("shop")
by_id = shop.one("GET /things?ids={ids}", key=Key("id"))
by_owner = shop.many("GET /of?ids={ids}", key=Key("owner_id"))
in_region = shop.one("GET /things?ids={ids}&region={region}", key=Key("id"))
listed = shop.call("GET /list?q={q}&limit={first}")
placed = shop.call("GET /in/{place}/list")
stock = shop.one("GET /stock/{id}")
ONE, MANY, LISTED = 'shop.one("GET /things?ids={ids}")', 'shop.many("GET /of?ids={ids}")', repr(listed)
TEN = ListSize(default=1, max=10)
anything: Any = link


@strawberry.input
class Filter:
    name: str


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Thing(Named):
    id: strawberry.ID
    owner_id: strawberry.Private[int]
    tags: list[str]

    @strawberry.field
    def label(self) -> str:
        return self.name


@strawberry.type
class Other:
    x: int


Either = Annotated[Thing | Other, strawberry.union("Either")]
T = TypeVar("T")


@strawberry.type
class Page(Generic[T]):
    number: int
    items: list[T] = link(by_owner, key="number", size=5)


def problems_of(graph: Graph) -> list[str]:
    with pytest.raises(DeclarationError) as refused:
        blueprint(graph)
    return [str(problem) for problem in refused.value.problems]


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
        f"is a list, but {ONE} has one row for a key. "
        "Declare the endpoint with many(), or make the field a single object.",
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
        "Link to one of its object types.",
    ),
    (
        "union",
        Either | None,
        link(by_id, key=argument("id")),
        "links to 'Either', an interface or a union: nothing says yet which type a row has. "
        "Link to one of its object types.",
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
        "sends the argument 'filter', an input object, as one value. "
        "Use one argument for each of its values.",
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


def test_a_link_is_no_function() -> None:
    @strawberry.type
    class Query:
        @link(by_id, key=argument("id"))
        def thing(self) -> Thing | None:
            return None

    assert problems_of(Graph(query=Query)) == [
        "Query.thing: is both a link and a function. "
        "Write it as `name: Type = link(...)`; what the function does belongs into another field."
    ]


def test_a_link_is_no_input() -> None:
    @strawberry.input
    class Wish:
        name: str
        number: int = link(by_id, key="name")

    @strawberry.type
    class Query:
        @strawberry.field
        def wishes(self, wish: Wish) -> int:
            return 1

    assert problems_of(Graph(query=Query)) == [
        "Wish.number: is a link in an input type, whose values come from the caller. "
        "Remove it, or make it a plain field."
    ]


def test_links_stand_inside_generic_types() -> None:
    @strawberry.type
    class Query:
        page: Page[Thing] | None = link(by_id, key=argument("id"))

    assert sorted(blueprint(Graph(query=Query)).links) == ["Query.page", "ThingPage.items"]


no_type: Any = int
ROOTS: list[tuple[Graph, list[str]]] = [
    (
        Graph(query=None, mutation=no_type, types=(str,)),  # type: ignore[arg-type]
        [
            "Graph(query=...): 'None' is no Strawberry type. Put @strawberry.type above the class.",
            "Graph(mutation=...): 'int' is no Strawberry type. Put @strawberry.type above the class.",
            "Graph(types=...): 'str' is no Strawberry type. Put @strawberry.type above the class.",
        ],
    ),
    (
        Graph(query=Named),
        [
            "Graph(query=...): 'Named' is an interface or an input type. "
            "Write @strawberry.type above the class."
        ],
    ),
]


@pytest.mark.parametrize(("graph", "messages"), ROOTS)
def test_roots_are_object_types(graph: Graph, messages: list[str]) -> None:
    assert problems_of(graph) == messages


def test_what_strawberry_refuses_is_said_line_by_line() -> None:
    @strawberry.type
    class Query:
        one: Thing | None = link(by_id, key=argument("id", Other))
        two: Thing | None = link(by_id, key=argument("id", Thing))

    assert problems_of(Graph(query=Query)) == [
        f"schema: Strawberry refuses it: The type of Query.{name}(id:) must be Input Type but got: {kind}!. "
        "Correct the type that the message names."
        for name, kind in (("one", "Other"), ("two", "Thing"))
    ]


def test_a_type_that_is_not_there_is_named_by_its_field() -> None:
    @strawberry.type
    class Query:
        thing: "Nowhere | None" = link(by_id, key=argument("id"))  # type: ignore[name-defined]  # noqa: F821

    (message,) = problems_of(Graph(query=Query))
    assert message.startswith("Query.thing: Strawberry refuses it: Could not resolve the type of 'thing'.")


wrong = Service("Wrong Name")
bad_address = shop.one("albums/{id}")
bad_key = shop.many("GET /x?ids={ids}", key="id")  # type: ignore[arg-type]


@strawberry.type
class Band:
    id: strawberry.ID
    members: list[Thing] = link(bad_key, key="nothing")
    best: Thing | None = link(by_id, key="owner")
    shape: Named

    def __post_init__(self) -> None:
        self.members = []


@strawberry.type
class Root:
    band: Band | None = link(bad_address, key=argument("id"))
    also: Band | None = link(bad_address, key=argument("id"))
    other: Thing | None = link(wrong.call("GET /x"))
    name: str | None = link(by_id, key=argument("id"), cost=float("nan"))
    things: list[Thing] = link(by_owner)
    page: list[Thing] = link(listed, q=argument("q", int, default="z"), first=ListSize(default=5, max=1))
    root: Thing = link(stock, key="id", colour="x")

    @strawberry.field(directives=[ListSizeDirective(sized_fields=["none"]), Cost(weight="?")])
    def number(self) -> int:
        return 1


def test_every_problem_of_a_schema_is_told_at_once_in_the_order_of_places() -> None:
    with pytest.raises(DeclarationError) as refused:
        blueprint(Graph(query=Root))
    problems = refused.value.problems
    assert [(each.place, each.what) for each in problems] == [
        ("Band.__post_init__", "would not run: rows come from a reply as they are, and never change."),
        ("Band.best", "takes 'owner' from 'Band', which has no such field."),
        ("Band.members", "is a list whose length nothing bounds, so it has no price."),
        ("Band.shape", "has the type the interface 'Named': nothing says yet which type a row has."),
        ("Root.name", "has the weight 'nan', which is no finite number."),
        ("Root.name", "links to 'String', but a row is read into an object."),
        ("Root.number", "has a list size without a size."),
        ("Root.number", "has the weight '?', which is no finite number."),
        ("Root.number", "sizes 'none', which 'Int' does not have."),
        ("Root.page", "has ListSize(default=5, max=1)."),
        ("Root.page(q:)", "has a default that does not fit: Int cannot represent non-integer value: 'z'."),
        ("Root.root", f"has colour=, but {stock!r} has no placeholder {{colour}}."),
        ("Root.root", "takes 'id' from 'Root', which is a root and has no values."),
        ("Root.things", f"gives no key, which {MANY} asks for."),
        ("Root.things", "is a list whose length nothing bounds, so it has no price."),
        ('Service("Wrong Name")', "has a name that no setting can have."),
        ('shop.many("GET /x?ids={ids}")', "has key='id'."),
        ('shop.one("albums/{id}")', "does not begin with a method and a path."),
    ]
    assert all(each.remedy.endswith(".") for each in problems)
    assert str(refused.value).startswith(
        "The schema cannot be used: 18 problems.\n  Band.__post_init__: would"
    )


def test_notes_name_what_is_dear_and_what_is_shown_without_need() -> None:
    @strawberry.type
    class Album:
        id: strawberry.ID
        artist_id: int
        label_id: strawberry.Private[int]
        artist: Thing | None = link(by_id, key="artist_id")
        label: Thing | None = link(stock, key="label_id")
        parts: list[Other]

    @strawberry.type
    class Query:
        album: Album | None = link(by_id, key=argument("id"))

    assert [str(note) for note in blueprint(Graph(query=Query), default_list_size=7).notes] == [
        'Album.label: shop.one("GET /stock/{id}") has no batch form: one call for each parent (N+1). '
        "Ask the service's owners for a batch form; until then it is priced as that.",
        "Album.artistId: shows the key that 'Album.artist' follows. "
        "Make it private: `artist_id: strawberry.Private[int]`.",
        "Album.parts: declares no size, so it is priced as 7 items. "
        "Add directives=[ListSizeDirective(assumed_size=5)] to its field, with your number.",
    ]


def test_a_problem_does_not_stay_with_the_types() -> None:
    @strawberry.type
    class Query:
        thing: Thing | None = link(by_id, key=argument("id"))

    @strawberry.type
    class Broken:
        thing: Thing = link(by_id, key=argument("id"))

    assert len(problems_of(Graph(query=Broken))) == 1
    assert list(blueprint(Graph(query=Query)).links) == ["Query.thing"]
