"""How a service answers does not change the answer: order, duplicates, gaps, batches."""

import asyncio
import random
from typing import Any

import strawberry
from hypothesis import given, settings, strategies as st

from bff import Graph, Key, ListSize, Service, argument, link
from bff.flow.call import Call
from tests.rooms.execute.shop import Ran, Shop, ids_in

QUERY = "{ teams(first: 12) { id lead { name city { name } } members(first: 3) { name city { name } } } }"
bounded = settings(max_examples=60, deadline=None, derandomize=True, database=None)


def graph_of(*, is_batched: bool, max_batch: int = 100) -> Graph:
    """Return the same data declared with batches of this size, or one call a key."""
    office = Service("office")
    if is_batched:
        cities = office.one("GET /cities?ids={ids}", key=Key("id"), max_batch=max_batch)
        people = office.one("POST /people", body={"ids": "{ids}"}, key=Key("id"), max_batch=max_batch)
        by_team = office.many("GET /members?ids={ids}", key=Key("team_id"), max_batch=max_batch)
    else:
        cities = office.one("GET /cities/{id}")
        people = office.one("GET /people/{id}")
        by_team = office.many("GET /members/{id}", key=Key("team_id"))
    all_teams = office.call("GET /teams")

    @strawberry.type
    class City:
        id: strawberry.ID
        name: str

    @strawberry.type
    class Person:
        id: strawberry.ID
        name: str
        city_id: strawberry.Private[int | None]
        city: City | None = link(cities, key="city_id")

    @strawberry.type
    class Team:
        id: strawberry.ID
        lead_id: strawberry.Private[int]
        lead: Person | None = link(people, key="lead_id")
        members: list[Person] = link(by_team, key="id", first=ListSize(default=5, max=10))

    @strawberry.type
    class Query:
        teams: list[Team] = link(all_teams, first=ListSize(default=5, max=50))
        city: City | None = link(cities, key=argument("id"))

    return Graph(query=Query)


def rows_of(call: Call, known: set[int]) -> list[dict[str, Any]]:
    """Return the rows in the order of the keys; people and cities outside of `known` do not exist."""
    path = call.target.partition("?")[0].split("/")[1]
    if path == "teams":
        return [{"id": number, "lead_id": number % 5 + 1} for number in range(12)]
    if path == "members":
        return [
            {"id": team * 3 + n, "name": f"member {n} of {team}", "city_id": n + 1, "team_id": team}
            for team in ids_in(call)
            for n in range(team % 4)
        ]
    return [{"id": key, "name": f"{path} {key}", "city_id": key % 7} for key in ids_in(call) if key in known]


def run(graph: Graph, known: set[int], *, seed: int | None = None) -> Ran:
    """Run the query; with a seed, rows come in another order, some of them twice, with strangers between."""
    dice = random.Random(seed)

    def respond(call: Call) -> object:
        rows = rows_of(call, known)
        if "/" in call.target[1:] and "members" not in call.target:
            return rows[0] if rows else None
        if seed is not None and "teams" not in call.target:
            return _disordered(rows, dice, is_grouped="members" in call.target)
        return rows

    return asyncio.run(Shop(graph, respond).run(QUERY))


def _disordered(rows: list[dict[str, Any]], dice: random.Random, *, is_grouped: bool) -> list[dict[str, Any]]:
    """Mix the rows; within a group their order is part of the answer, and equal rows may be meant."""
    if is_grouped:
        teams = [row["team_id"] for row in rows]
        dice.shuffle(teams)
        waiting = {team: [row for row in rows if row["team_id"] == team] for team in teams}
        return [waiting[team].pop(0) for team in teams]
    mixed = rows + dice.sample(rows, len(rows) // 2)
    mixed += [{"id": 900 + n, "name": "a stranger", "city_id": 1} for n in range(dice.randrange(3))]
    dice.shuffle(mixed)
    return mixed


known_ids = st.sets(st.integers(0, 8))


@bounded
@given(known=known_ids, seed=st.integers(0, 10_000))
def test_rows_in_any_order_with_gaps_duplicates_and_strangers_give_the_same_answer(
    known: set[int], seed: int
) -> None:
    graph = graph_of(is_batched=True)
    assert run(graph, known, seed=seed).data == run(graph, known).data


@bounded
@given(known=known_ids, max_batch=st.integers(1, 13))
def test_batches_of_any_size_and_single_calls_give_the_same_answer(known: set[int], max_batch: int) -> None:
    batched = run(graph_of(is_batched=True, max_batch=max_batch), known)
    single = run(graph_of(is_batched=False), known)
    assert batched.data == single.data
    assert len(batched.sent) <= len(single.sent)
    for each in (batched, single):
        assert len(each.sent) <= each.estimate.call_count
