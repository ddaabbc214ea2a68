"""How a service is asked and answers does not change the answer: order, duplicates, gaps, batches, keys."""

import asyncio
import json
import random
from dataclasses import dataclass
from typing import Any, Literal

import strawberry
from hypothesis import given, settings, strategies as st

from bff import Graph, Key, ListSize, Service, argument, link
from bff.flow.call import Call
from tests.rooms.execute.shop import Ran, Shop, ids_in

QUERY = "{ teams(first: 12) { id lead { name city { name } } members(first: 3) { name city { name } } } }"
bounded = settings(max_examples=60, deadline=None, derandomize=True, database=None)


@dataclass(frozen=True)
class Form:
    """How the keys of a service are sent, and how its replies tell rows apart."""

    place: Literal["row", "order", "name"] = "row"
    has_parts: bool = False
    is_in_body: bool = False

    def key(self, name: str) -> Key:
        types, names = ((int, str), (name, "zone")) if self.has_parts else (int, (name,))
        if self.place == "row":
            return Key(names, types)
        return (Key.in_order if self.place == "order" else Key.by_name)(types, names=names)

    def asked(self, path: str) -> dict[str, Any]:
        """Return template and body of a batch of keys."""
        if self.is_in_body:
            return {"template": f"POST {path}", "body": {"ids": "{ids}"}}
        return {"template": f"GET {path}?ids={{ids}}"}


def graph_of(*, is_batched: bool, max_batch: int = 100, form: Form = Form()) -> Graph:
    """Return the same data declared with batches of this size, or one call a key."""
    office = Service("office")
    if is_batched:
        cities = office.one(**form.asked("/cities"), key=form.key("id"), max_batch=max_batch)
        people = office.one(**form.asked("/people"), key=form.key("id"), max_batch=max_batch)
        by_team = office.many(**form.asked("/members"), key=form.key("team_id"), max_batch=max_batch)
    else:
        cities = office.one("GET /cities/{id}")
        people = office.one("GET /people/{id}")
        by_team = office.many("GET /members/{id}", key=Key("team_id"))
    beside = ("zone",) if form.has_parts else ()
    all_teams = office.call("GET /teams")

    @strawberry.type
    class City:
        id: strawberry.ID
        name: str

    @strawberry.type
    class Person:
        id: strawberry.ID
        name: str
        zone: strawberry.Private[str]
        city_id: strawberry.Private[int | None]
        city: City | None = link(cities, key=("city_id", *beside))

    @strawberry.type
    class Team:
        id: strawberry.ID
        zone: strawberry.Private[str]
        lead_id: strawberry.Private[int]
        lead: Person | None = link(people, key=("lead_id", *beside))
        members: list[Person] = link(by_team, key=("id", *beside), first=ListSize(default=5, max=10))

    @strawberry.type
    class Query:
        teams: list[Team] = link(all_teams, first=ListSize(default=5, max=50))
        city: City | None = link(cities, key=(argument("id"), *(argument(each, str) for each in beside)))

    return Graph(query=Query)


def rows_of(call: Call, known: set[int]) -> list[dict[str, Any]]:
    """Return the rows in the order of the keys; people and cities outside of `known` do not exist."""
    path = call.target.partition("?")[0].split("/")[1]
    if path == "teams":
        return [{"id": number, "lead_id": number % 5 + 1, "zone": "ns"[number % 2]} for number in range(12)]
    return [row for key in ids_in(call) for row in rows_under(path, key, known)]


def rows_under(path: str, key: int, known: set[int], zone: str = "n") -> list[dict[str, Any]]:
    """Return the rows of one key."""
    if path == "members":
        shared = {"team_id": key, "zone": zone}
        return [
            {"id": key * 3 + n, "name": f"member {n} of {key}", "city_id": n + 1, **shared}
            for n in range(key % 4)
        ]
    row = {"id": key, "name": f"{path} {key}", "city_id": key % 7, "zone": zone}
    return [row] if key in known else []


def reply_in(form: Form, call: Call, known: set[int]) -> object:
    """Answer a batch of keys in the form in which it is declared."""
    path = call.target.partition("?")[0][1:]
    if path == "teams":
        return rows_of(call, known)
    rows = {key: rows_under(path, key[0], known, *key[1:]) for key in keys_in(form, call)}
    if form.place == "row":
        return [row for its in rows.values() for row in its]
    entries = {key: its if path == "members" else its[0] if its else None for key, its in rows.items()}
    if form.place == "order":
        return list(entries.values())
    return {":".join(map(str, key)): entry for key, entry in entries.items() if entry is not None}


def keys_in(form: Form, call: Call) -> list[Any]:
    """Return the parts of each key of a batch."""
    if call.body is not None:
        sent = json.loads(call.body)["ids"]
        return [tuple(key.values()) if form.has_parts else (key,) for key in sent]
    parts = [key.split(":") for key in call.target.partition("ids=")[2].split(",")]
    return [(int(number), *zone) for number, *zone in parts]


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
@given(known=known_ids, seed=st.integers(0, 10_000), is_in_body=st.booleans())
def test_rows_in_any_order_with_gaps_duplicates_and_strangers_give_the_same_answer(
    known: set[int], seed: int, is_in_body: bool
) -> None:
    graph = graph_of(is_batched=True, form=Form(is_in_body=is_in_body))
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


forms = st.builds(Form, st.sampled_from(("row", "order", "name")), st.booleans(), st.booleans())


@bounded
@given(known=known_ids, max_batch=st.integers(1, 13), form=forms)
def test_keys_of_any_form_give_the_same_answer(known: set[int], max_batch: int, form: Form) -> None:
    graph = graph_of(is_batched=True, max_batch=max_batch, form=form)
    ran = asyncio.run(Shop(graph, lambda call: reply_in(form, call, known)).run(QUERY))
    assert ran.data == run(graph_of(is_batched=False), known).data
    assert len(ran.sent) <= ran.estimate.call_count
