"""A caller who leaves: wherever the run stands, nothing of it is left."""

from __future__ import annotations

import asyncio

import pytest

from bff.flow.call import Call
from tests.rooms.execute.shop import dropping_coroutines
from tests.rooms.execute.zoo import answers, shop_of

QUERIES = [
    "{ person(id: 7) { boss { boss { name } } home { keeper { name } } cats { weight { grams } } } }",
    "{ ownCats(count: 3) { owner { boss { name } } friend { boss { name } } } person(id: 7) { broken } }",
    "{ person(id: 7) { similar { similar { name } } } late }",
    'mutation { newCat(called: "x") { owner { boss { name } } } adopt(cat: 1) { owner { name } } }',
]


@pytest.mark.parametrize("query", QUERIES)
async def test_cancelling_at_each_await_in_turn_leaves_nothing(query: str) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, complaint: complaints.append(complaint))
    with dropping_coroutines():
        for turns in range(60):
            if await _is_done_after(turns, query):
                break
    assert complaints == []
    assert turns > 10


async def _is_done_after(turns: int, query: str) -> bool:
    """Start a run, cancel it after so many turns, look around, and return whether it was over by then."""
    running = asyncio.create_task(shop_of(_late).answer(query))
    for _ in range(turns):
        await asyncio.sleep(0)
    is_done = running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    for _ in range(5):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}, f"after {turns} turns"
    return is_done


async def _late(call: Call) -> object:
    for _ in range(3):
        await asyncio.sleep(0)
    return answers(call)
