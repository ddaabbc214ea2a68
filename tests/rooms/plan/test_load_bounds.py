"""How many calls declared loads may make: batches, steps, N+1, rounds."""

import pytest
import strawberry

from bff import Graph, Key, ListSize, ListSizeDirective, Service, link, loads
from bff.admission import Inspector, coerce
from bff.declare import blueprint
from bff.flow.plan import Estimate
from bff.plan import make
from tests.support.sdl import OPEN

shop = Service("shop")
listed = shop.call("GET /list?limit={first}")
things = shop.one("GET /things?ids={ids}", key=Key("id"), max_batch=10)
parts = shop.many("GET /parts?ids={ids}&limit={first}", key=Key("thing_id"), max_batch=10)
single = shop.one("GET /single/{id}", key=Key("id"))


@strawberry.type
class Thing:
    id: strawberry.ID
    again: "Thing | None" = link(things, key="id")

    @strawberry.field(metadata=loads(things, "Thing"))
    async def one(self) -> str | None:
        return None

    @strawberry.field(metadata=loads(things, "Thing", keys=3))
    async def three(self) -> str | None:
        return None

    @strawberry.field(metadata=loads(things, "Thing", keys=2) | loads(parts, "Thing", first=2))
    async def two_and_one(self) -> str | None:
        return None

    @strawberry.field(metadata=loads(parts, "Thing"))
    async def open(self) -> str | None:
        return None

    @strawberry.field(metadata=loads(single, "Thing"))
    async def alone(self) -> str | None:
        return None

    @strawberry.field(metadata=loads(things, "Thing"), directives=[ListSizeDirective(assumed_size=4)])
    async def several(self) -> list["Thing"]:
        return []


@strawberry.type
class Query:
    rows: list[Thing] = link(listed, first=ListSize(default=25, max=1_000))

    @strawberry.field(metadata=loads(things, "Thing", keys=25))
    async def many_keys(self) -> str | None:
        return None


BLUEPRINT = blueprint(Graph(query=Query))


def estimate(query: str, *, compiled: bool = True) -> Estimate:
    operation = Inspector(BLUEPRINT, OPEN, introspection=True, suggestions=True).inspect(query, None)
    values = coerce(operation, {}, schema=BLUEPRINT.schema, limits=OPEN)
    return make(operation, BLUEPRINT, values, compiled=compiled).formula(values.coerced)


CASES: list[tuple[str, str, list[tuple[str, int, int, int, bool]]]] = [
    ("one key each is ceil(keys / batch)", "{ rows { one } }", [("rows.one", 25, 3, 2, False)]),
    ("a full batch is one call", "{ rows(first: 10) { one } }", [("rows.one", 10, 1, 2, False)]),
    ("one more is another", "{ rows(first: 11) { one } }", [("rows.one", 11, 2, 2, False)]),
    ("keys in steps", "{ rows { three } }", [("rows.three", 75, (75 + 3 * 9) // 10, 4, False)]),
    ("never more calls than keys", "{ rows(first: 1) { three } }", [("rows.three", 3, 3, 4, False)]),
    (
        "two endpoints take each other's steps",
        "{ rows { twoAndOne } }",
        [
            ("rows.twoAndOne", 50, (50 + 3 * 9) // 10, 3, False),
            ("rows.twoAndOne", 25, (25 + 3 * 9) // 10, 4, False),
        ],
    ),
    ("an open placeholder is an N+1", "{ rows { open } }", [("rows.open", 25, 25, 2, True)]),
    ("so is an endpoint without batches", "{ rows { alone } }", [("rows.alone", 25, 25, 2, True)]),
    ("nothing for an empty list", "{ rows(first: 0) { three } }", []),
    (
        "links below wait for the loads",
        "{ rows(first: 5) { several { again { id } } } }",
        [("rows.several", 5, 1, 2, False), ("rows.several.again", 20, 2, 3, False)],
    ),
    (
        "aliases are charged apart",
        "{ rows(first: 5) { a: one b: one } }",
        [("rows.a", 5, 1, 2, False), ("rows.b", 5, 1, 2, False)],
    ),
    ("many keys of one call at the root", "{ manyKeys }", [("manyKeys", 25, 25, 25, False)]),
]


@pytest.mark.parametrize(("query", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_bounds(query: str, expected: list[tuple[str, int, int, int, bool]]) -> None:
    found = [
        (each.path, each.key_bound, each.count, each.round, each.is_n_plus_one)
        for each in estimate(query).calls
        if each.path != "rows"
    ]
    assert found == expected


def test_each_key_is_a_call_where_graphql_core_walks() -> None:
    found = estimate("{ rows { one several { again { id } } } }", compiled=False)
    bounds = [(each.path, each.count, each.is_n_plus_one) for each in found.calls]
    assert bounds == [
        ("rows", 1, False),
        ("rows.one", 25, True),
        ("rows.several", 25, True),
        ("rows.several.again", 100, True),
    ]
    assert estimate("{ __typename rows(first: 1) { one } }", compiled=False).call_count == 2


def test_calls_of_a_leaf_are_told_at_its_place() -> None:
    found = estimate("{\n  rows(first: 11) {\n    one\n  }\n  manyKeys\n}")
    assert [(each.path, each.line, each.calls, each.own_calls) for each in found.costs] == [
        ("rows", 2, 3, 1),
        ("rows.one", 3, 2, 2),
        ("manyKeys", 5, 25, 25),
    ]
    assert found.call_count == 28 == sum(each.own_calls for each in found.costs)
