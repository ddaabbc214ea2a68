"""A run that is cancelled, wherever it stands: nothing of it is left, and nobody else notices.

No coroutine of a resolver is left that was never begun, either: Python would warn of it, and a warning is a
failure of the test. Only graphql-core's own walk may drop some.
"""

from __future__ import annotations

import asyncio
from contextvars import copy_context

import pytest

from bff.declare.fields.global_id import encode_global_id as global_id
from tests.differential.answer import Answer, Prepared, prepared, subject, walked
from tests.differential.documents import Document
from tests.rooms.execute.shop import dropping_coroutines, is_over_after

MAX_TURNS = 200
QUERIES = {
    "links": "{ ship(id: 1) { sister { captain { boss { name } } } crew(first: 3) { licence { number } } } }",
    "calls": "{ ships(first: 4) { weather { wind port { mayor { name } } } crates { inspections { id } } } }",
    "resolvers": "{ ownShips(count: 3) { slow(turns: 4) fleet { home { name } } neighbour { label } } }",
    "streams": "{ streamed(count: 3) { late sister { name } } generated { coded } awaited { log } }",
    "abstract types": "{ maybeVessels(count: 4) { captain { name } } marks { height } found { __typename } }",
    "connections": """{
        shipPages(first: 3) { edges { cursor node { crewPages(first: 2) { nodes { boss { name } } } } } }
        ship(id: 3) { cratePages { pageInfo { endCursor } nodes { ship { name } } } }
        notices(first: 4) { nodes { ... on Storm { told about { nodeId } } } }
        byHand { nodes { slow pilot { name } } }
    }""",
    "references": """{
        storms(count: 4) { told about { nodeId ... on Tug { owner { ... on Person { badge { colour } } } } } }
        tug(id: "t1") { owner { ... on Ship { lastEvent { ... on Storm { about { nodeId } } } } } }
    }""",
    "nodes": f"""{{
        a: node(id: "{global_id("Ship", 2)}") {{ ... on Ship {{ slow events {{ at }} }} }}
        b: node(id: "{global_id("Tug", "t2")}") {{
            ... on Tug {{ seen(id: "{global_id("Person", 3)}") {{ nodeId }} }}
        }}
    }}""",
    "coroutines that are never begun": """{
        ownShips(count: 3) { slow coded tardy log(number: 2) never fleet { slow } }
        streamed(count: 3) { tardy }
        must
    }""",
    "mutations": 'mutation { a: entry(text: "x", ship: 1) { ship { sister { name } } } '
    "b: rename(number: 1) { captain { name } } c: count }",
}


def case_of(query: str) -> Prepared:
    case = prepared(Document(query))
    assert case is not None
    return case


@pytest.mark.parametrize("data_set", ["good", "bad"])
@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
async def test_cancelling_after_each_turn_leaves_nothing(query: str, data_set: str) -> None:
    await _cancel_after_each_turn(case_of(query), data_set)


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
async def test_cancelling_a_walk_leaves_no_task(query: str) -> None:
    with dropping_coroutines():
        await _cancel_after_each_turn(walked(case_of(query)), "bad")


async def _cancel_after_each_turn(case: Prepared, data_set: str) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, complaint: complaints.append(complaint))
    for turns in range(MAX_TURNS):
        if await is_over_after(turns, _started(case, data_set)):
            break
    assert complaints == []
    assert 3 < turns < MAX_TURNS - 1


@pytest.mark.parametrize("query", QUERIES.values(), ids=QUERIES)
async def test_a_request_beside_one_that_is_cancelled_does_not_notice(query: str) -> None:
    case = case_of(query)
    alone = await _started(case, "good")
    for turns in range(0, 40, 3):
        beside, cancelled = _started(case, "good"), _started(case, "good")
        for _ in range(turns):
            await asyncio.sleep(0)
        cancelled.cancel()
        answer, _ = await asyncio.gather(beside, cancelled, return_exceptions=True)
        assert isinstance(answer, Answer)
        assert (answer.data, answer.sent) == (alone.data, alone.sent), f"after {turns} turns"


def _started(case: Prepared, data_set: str) -> asyncio.Task[Answer]:
    """Start a run with a journal of its own."""
    return asyncio.create_task(subject(case, data_set), context=copy_context())


async def test_a_field_that_fails_does_not_cancel_what_another_one_waits_for() -> None:
    """graphql-core 3.3 cancels the siblings of a field that fails; two fields wait for one loader key."""
    case = case_of(
        "{ a: allowed(number: 4) { sister { name } tardy } b: allowed(number: 4) { sister { name } } }"
    )
    answer = await _started(case, "bad")
    assert answer.data == {"a": None, "b": {"sister": {"name": "ship 5"}}}
    assert [error.path for error in answer.errors] == [("a", "tardy")]
    assert answer.sent == ("GET /ships?ids=5",)
