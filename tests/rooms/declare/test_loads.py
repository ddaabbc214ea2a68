"""What a resolver declares to load: checked when the schema starts, each mistake with its remedy."""

from typing import Any

import pytest
import strawberry

from bff import Context, Graph, Key, Service, argument, link, loads
from bff.declare import blueprint
from tests.rooms.declare.things import (
    MANY,
    ONE,
    Filter,
    Named,
    Other,
    Page,
    Thing,
    by_id,
    by_owner,
    in_region,
    listed,
    stock,
)
from tests.rooms.declare.wrong import problems_of

elsewhere = Service("elsewhere")
other_by_id = elsewhere.one("GET /others?ids={ids}", key=Key("id"))
in_place = elsewhere.one("GET /{place}/others?ids={ids}", key=Key("id"))
broken = elsewhere.one("GET /others", key=Key("id"))
anything: Any = loads


def graph_with(metadata: Any) -> Graph:
    """Return a graph whose only resolver declares this."""

    @strawberry.type
    class Query:
        thing: Thing | None = link(by_id, key=argument("id"))

        @strawberry.field(metadata=metadata)
        async def it(self) -> str | None:
            return None

    return Graph(query=Query)


def test_rows_that_a_link_reads_too_have_one_source() -> None:
    checked = blueprint(graph_with(loads(by_id, Thing)))
    (load,) = checked.loads["Query.it"]
    assert load.source is checked.links["Query.thing"].source
    assert (load.into, load.key_count, load.max_batch) == (Thing, 1, 100)


def test_type_may_be_given_by_its_name() -> None:
    checked = blueprint(graph_with(loads(by_id, "Thing", keys=5)))
    (load,) = checked.loads["Query.it"]
    assert (load.into, load.key_count) == (Thing, 5)


def test_services_of_loads_are_those_of_the_graph() -> None:
    checked = blueprint(graph_with(loads(other_by_id, Other) | loads(by_id, Thing)))
    assert checked.services == ("elsewhere", "shop")
    assert [each.source.endpoint for each in checked.loads["Query.it"]] == [other_by_id, by_id]
    assert len(checked.sources) == 2


def test_placeholders_are_given_once_or_left_open() -> None:
    (given,) = blueprint(graph_with(loads(in_region, Thing, region="eu"))).loads["Query.it"]
    (left,) = blueprint(graph_with(loads(in_region, Thing))).loads["Query.it"]
    assert (given.open_placeholders, given.max_batch) == ((), 100)
    assert (left.open_placeholders, left.max_batch) == (("region",), None)


def test_two_graphs_of_one_type_do_not_know_of_each_other() -> None:
    graph = graph_with(loads(by_id, Thing))
    first, second = blueprint(graph), blueprint(graph)
    assert first.loads["Query.it"][0].source is not second.loads["Query.it"][0].source
    assert second.loads["Query.it"][0].source is second.links["Query.thing"].source


INTO = 'Name a class with @strawberry.type, or a type of the schema by its name: "Album".'
MISTAKES: list[tuple[str, Any, str]] = [
    (
        "no endpoint",
        anything("albums", Thing),
        "loads from 'albums', which is no endpoint. "
        "Name one that a service made: loads(albums_by_id, Album).",
    ),
    (
        "an endpoint without keys",
        loads(listed, Thing, q="a", first=1),
        f"loads from {listed!r}, which has no keys. "
        "Declare the endpoint with one() or many(), or read it by a link.",
    ),
    ("no type", anything(by_id, 7), f"loads rows into 7, which is no object type. {INTO}"),
    ("a plain class", loads(by_id, int), f"loads rows into int, which is no object type. {INTO}"),
    ("an unknown name", loads(by_id, "Thng"), f"loads rows into 'Thng', which is no object type. {INTO}"),
    ("a scalar's name", loads(by_id, "Int"), f"loads rows into 'Int', which is no object type. {INTO}"),
    ("an interface", loads(by_id, Named), f"loads rows into Named, which is no object type. {INTO}"),
    ("an input", loads(by_id, Filter), f"loads rows into Filter, which is no object type. {INTO}"),
    ("a generic type", loads(by_id, Page), f"loads rows into Page, which is no object type. {INTO}"),
    *(
        (
            f"keys={keys!r}",
            anything(by_id, Thing, keys=keys),
            f"has loads(keys={keys!r}). "
            "Give the most keys that one call of the function loads: a whole number of 1 or more.",
        )
        for keys in (0, -1, True, 1.5, "2", None)
    ),
    (
        "an unknown placeholder",
        loads(by_owner, Thing, first=3),
        f"gives a value for {{first}}, which {MANY} has not, or which is its key. "
        "Remove first=; keys are given with each load.",
    ),
    (
        "the key",
        loads(by_id, Thing, ids=3),
        f"gives a value for {{ids}}, which {ONE} has not, or which is its key. "
        "Remove ids=; keys are given with each load.",
    ),
    (
        "an argument",
        loads(in_region, Thing, region=argument("region", str)),
        f"has region={argument('region', str)!r}, which is no single value. "
        "Give a text or a number, or leave region= out here and give it with each load.",
    ),
    (
        "another path",
        loads(in_place, Thing, place=".."),
        "has place='..', which is no segment of a path. Give a text or a number.",
    ),
    (
        "the same twice",
        loads(by_id, Thing) | loads(by_id, "Thing", keys=2),
        f"declares twice that it loads Thing from {ONE}. "
        "Keep one of them, with keys= for as many as one call of the function loads.",
    ),
]


@pytest.mark.parametrize(
    ("metadata", "message"), [each[1:] for each in MISTAKES], ids=[each[0] for each in MISTAKES]
)
def test_one_mistake_is_one_problem(metadata: Any, message: str) -> None:
    assert problems_of(graph_with(metadata)) == [f"Query.it: {message}"]


def test_mistakes_of_the_endpoint_and_of_the_type_are_told_too() -> None:
    @strawberry.type
    class Odd:
        what: complex  # type: ignore[type-var,unused-ignore]

    found = problems_of(graph_with(loads(broken, Thing) | loads(by_id, Odd)))
    assert [problem.partition(":")[0] for problem in found] == ["Odd.what", repr(broken)]


def test_field_without_a_function_loads_nothing() -> None:
    @strawberry.type
    class Query:
        plain: str | None = strawberry.field(default=None, metadata=loads(by_id, Thing))

    assert problems_of(Graph(query=Query)) == [
        "Query.plain: declares loads, but has no function that could make them. "
        "Put @strawberry.field(metadata=loads(...)) above a function; a field that is a row is a link."
    ]


def test_field_of_an_input_loads_nothing() -> None:
    @strawberry.input
    class Wish:
        name: str = strawberry.field(metadata=loads(by_id, Thing))

    @strawberry.type
    class Query:
        @strawberry.field
        def wishes(self, wish: Wish) -> int:
            return 1

    assert problems_of(Graph(query=Query)) == [
        "Wish.name: declares loads in an input type, whose values come from the caller. Remove it."
    ]


def test_loads_without_a_batch_are_named() -> None:
    @strawberry.type
    class Inner:
        @strawberry.field(metadata=loads(stock, Thing) | loads(in_region, Thing) | loads(by_id, Thing))
        async def it(self, info: strawberry.Info[Context, None]) -> str | None:
            return None

    @strawberry.type
    class Query:
        @strawberry.field(metadata=loads(stock, Thing))
        async def inner(self) -> Inner:
            return Inner()

    notes = [str(each) for each in blueprint(Graph(query=Query)).notes if each.place == "Inner.it"]
    assert notes == [
        f"Inner.it: loads from {stock!r}, which has no batch form: one call for each parent (N+1). "
        "Ask the service's owners for a batch form; until then it is priced as that.",
        f"Inner.it: gives {{region}} of {in_region!r} with each load: one call for each parent (N+1). "
        "Give it in loads() where it is always the same; until then it is priced as that.",
    ]
    assert not [each for each in blueprint(Graph(query=Query)).notes if each.place == "Query.inner"]


def test_placeholder_in_the_path_may_be_left_open() -> None:
    placed_one = elsewhere.one("GET /in/{place}/one/{id}", key=Key("id"))
    (load,) = blueprint(graph_with(loads(placed_one, Thing))).loads["Query.it"]
    assert load.open_placeholders == ("place",)
