"""A schema cannot start wrong, and its author learns everything that is wrong with it from one start."""

from typing import Any, NewType

import pytest
import strawberry

from bff import Cost, Graph, ListSize, ListSizeDirective, Service, argument, link
from bff.declare import blueprint
from bff.errors import DeclarationError
from tests.rooms.declare.things import (
    MANY,
    Named,
    Other,
    Page,
    Thing,
    by_id,
    by_owner,
    listed,
    shop,
    stock,
)
from tests.rooms.declare.wrong import problems_of


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
            "Graph(query=...): None is no Strawberry type. Put @strawberry.type above the class.",
            "Graph(mutation=...): 'int' is no Strawberry type. Put @strawberry.type above the class.",
            "Graph(types=...): 'str' is no Strawberry type. Put @strawberry.type above the class.",
        ],
    ),
    (
        Graph(query=Page, types=Thing, scalars=[int]),  # type: ignore[arg-type]
        [
            "Graph(types=...): 'Thing' is no list. Write types=[Album, Artist].",
            "Graph(scalars=...): [<class 'int'>] is no dictionary. "
            'Write scalars={Cents: strawberry.scalar(name="Cents", serialize=..., parse_value=...)}.',
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


def test_a_scalar_that_is_not_declared_is_told_where_to_declare_it() -> None:
    Cents = NewType("Cents", int)

    @strawberry.type
    class Query:
        @strawberry.field
        def price(self) -> Cents:
            return Cents(1)

    (message,) = problems_of(Graph(query=Query))
    assert message.endswith(
        "Correct the type that the message names; a scalar of your own is named in Graph(scalars={...})."
    )


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
        ("Band.shape", "is of the interface 'Named': nothing says yet which type a row has."),
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
