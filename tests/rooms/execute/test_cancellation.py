"""A caller who leaves: wherever the run stands, nothing of it is left."""

from __future__ import annotations

import asyncio

import pytest

from bff.flow.call import Call
from tests.rooms.execute.shop import dropping_coroutines, is_over_after
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
            running = asyncio.create_task(shop_of(_late).answer(query))
            if await is_over_after(turns, running):
                break
    assert complaints == []
    assert turns > 10


async def _late(call: Call) -> object:
    for _ in range(3):
        await asyncio.sleep(0)
    return answers(call)
