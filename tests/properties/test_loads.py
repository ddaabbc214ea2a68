"""Resolvers that load as they please within their declarations: bounds hold, and both ways agree."""

from __future__ import annotations

import asyncio
from collections import Counter
from random import Random

import strawberry
from hypothesis import given, settings, strategies as st

from bff import Context, Graph, Key, ListSizeDirective, Service, link, loads
from bff.errors import Code
from bff.flow.call import Call
from bff.flow.request import Caller
from tests.rooms.execute.shop import Ran, Shop, ids_in

shop = Service("shop")
things = shop.one("GET /things?ids={ids}", key=Key("id"), max_batch=4)
parts = shop.many("GET /parts?ids={ids}", key=Key("thing_id"), max_batch=3)
single = shop.one("GET /single/{id}", key=Key("id"))

Info = strawberry.Info[Context, None]
ThingLoads = {1: loads(things, "Thing"), 3: loads(things, "Thing", keys=3)}
KEY_COUNT = 40


@strawberry.type
class Thing:
    id: strawberry.ID
    name: str


@strawberry.type
class Part:
    name: str


@strawberry.type
class Item:
    id: int
    thing: Thing | None = link(things, key="id")

    @strawberry.field(metadata=ThingLoads[1])
    async def one(self, info: Info) -> str | None:
        return await _Moody(self.id, "one", info, [(1, things)]).act()

    @strawberry.field(metadata=ThingLoads[3])
    async def several(self, info: Info) -> str | None:
        return await _Moody(self.id, "several", info, [(3, things)]).act()

    @strawberry.field(
        metadata=loads(things, "Thing", keys=2) | loads(parts, Part, keys=2) | loads(single, Thing)
    )
    async def mixed(self, info: Info) -> str | None:
        return await _Moody(self.id, "mixed", info, [(2, things), (2, parts), (1, single)]).act()

    @strawberry.field(metadata=ThingLoads[1])
    async def below(self, info: Info) -> Thing | None:
        await _turns(self.id % 4)
        return await info.context.load(things, self.id, Thing)


@strawberry.type
class Query:
    @strawberry.field(directives=[ListSizeDirective(slicing_arguments=["count"])])
    def items(self, count: int) -> list[Item]:
        return [Item(id=number) for number in range(count)]


class _Moody:
    """One call of a resolver: its seed, place and object alone decide what it does, and in which order."""

    def __init__(self, number: int, field: str, info: Info, declared: list[tuple[int, object]]) -> None:
        self._chance = Random(f"{info.context.caller.header('x-seed')} {field} {number}")
        self._info = info
        endpoints = [endpoint for count, endpoint in declared for _ in range(self._chance.randint(0, count))]
        self._chance.shuffle(endpoints)
        self._steps = [(endpoint, self._chance.randrange(KEY_COUNT)) for endpoint in endpoints]

    async def act(self) -> str | None:
        mood = self._chance.choice(
            ["patient", "hurried", "raising", "one by one", "one by one", "one by one"]
        )
        await _turns(self._chance.randint(0, 6))
        if mood == "raising":
            raise RuntimeError("a mood")
        if mood == "hurried":
            return " ".join(await asyncio.gather(*[self._load(*step) for step in self._steps]))
        if mood == "patient":
            return " ".join(await asyncio.gather(*[self._later(*step) for step in self._steps]))
        told = []
        for step in self._steps:
            told.append(await self._load(*step))
            await _turns(self._chance.randint(0, 3))
        return " ".join(told)

    async def _later(self, endpoint: object, key: int) -> str:
        await _turns(self._chance.randint(0, 5))
        return await self._load(endpoint, key)

    async def _load(self, endpoint: object, key: int) -> str:
        context = self._info.context
        if endpoint is parts:
            return ",".join(part.name for part in await context.load_many(parts, key, Part))
        thing = await context.load(single if endpoint is single else things, key, Thing)
        return "none" if thing is None else thing.name


async def _turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


async def _answer(call: Call) -> object:
    keys = ids_in(call)
    await _turns(sum(keys) % 5)  # replies come in another order than the calls left
    if call.target.startswith("/parts"):
        return [
            {"thing_id": key, "name": f"part {key}.{number}"} for key in keys for number in range(key % 3)
        ]
    rows = [{"id": key, "name": f"thing {key}"} for key in keys if key % 7]
    if call.target.startswith("/single"):
        return rows[0] if rows else {"id": keys[0], "name": "seventh"}
    return rows


FIELDS = st.sets(st.sampled_from(["one", "several", "mixed", "below { name }", "thing { name }"]), min_size=1)


def run(query: str, seed: int, *, compiled: bool) -> Ran:
    graph = Shop(Graph(query=Query), _answer, Caller(headers={"x-seed": str(seed)}))
    return asyncio.run(graph.run(query, compiled=compiled))


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(fields=FIELDS, count=st.integers(0, 9), seed=st.integers(0, 10**6))
def test_no_more_calls_are_made_than_planned_and_both_ways_agree(
    fields: set[str], count: int, seed: int
) -> None:
    query = f"{{ items(count: {count}) {{ {' '.join(sorted(fields))} }} }}"
    by_plan, by_walk = run(query, seed, compiled=True), run(query, seed, compiled=False)

    assert by_plan.outcome.data == by_walk.outcome.data
    assert sorted(by_plan.errors, key=str) == sorted(by_walk.errors, key=str)
    for ran in (by_plan, by_walk):
        assert {code for code, _ in ran.errors} <= {Code.INTERNAL_SERVER_ERROR}
        assert len(ran.sent) <= ran.estimate.call_count


@settings(max_examples=150, deadline=None, derandomize=True, database=None)
@given(
    field=st.sampled_from(["one", "several", "mixed"]), count=st.integers(0, 12), seed=st.integers(0, 10**6)
)
def test_each_endpoint_keeps_its_own_bound(field: str, count: int, seed: int) -> None:
    ran = run(f"{{ items(count: {count}) {{ {field} }} }}", seed, compiled=True)

    made = Counter(sent.removeprefix("GET /").split("?")[0].split("/")[0] for sent in ran.sent)
    planned = {
        each.endpoint.removeprefix("GET /").split("?")[0].split("/")[0]: each for each in ran.estimate.calls
    }
    for name, calls in made.items():
        assert calls <= planned[name].count, (name, ran.sent)
