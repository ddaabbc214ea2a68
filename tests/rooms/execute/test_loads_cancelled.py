"""Runs with loads that end early, or wait for what never comes: nothing of them is left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import strawberry

from bff import Context, Graph, loads
from bff.errors import Code
from bff.flow.call import Call
from bff.flow.request import Caller
from tests.rooms.execute.records import Album, albums_by_id, answers, shop_of
from tests.rooms.execute.shop import Shop, dropping_coroutines, is_over_after

Info = strawberry.Info[Context, None]
QUERIES = [
    "{ items(count: 5) { lateTitle both loaded { tracks { title } } } }",
    '{ items(count: 3) { left(region: "us") both title careful } shelves { item { lateTitle } } firstTitle }',
    "mutation { byHand { album(id: 1) { title } } all { album(id: 1) { title } } }",
]


@pytest.mark.parametrize("compiled", [True, False], ids=["by the plan", "by graphql-core"])
@pytest.mark.parametrize("query", QUERIES)
async def test_cancelling_at_each_await_in_turn_leaves_nothing(query: str, compiled: bool) -> None:
    complaints: list[object] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, complaint: complaints.append(complaint))
    shop = shop_of(_late)
    with dropping_coroutines():
        for turns in range(80):
            running = asyncio.create_task(shop.answer(query, compiled=compiled))
            if await is_over_after(turns, running):
                break
    assert complaints == []
    assert turns > 10


async def _late(call: Call) -> object:
    for _ in range(3):
        await asyncio.sleep(0)
    return answers(call)


@strawberry.type
class Item:
    id: int

    @strawberry.field(metadata=loads(albums_by_id, Album))
    async def title(self, info: Info) -> str | None:
        if self.id == 2 and (mood := info.context.caller.header("x-mood")):
            return await MOODS[mood](info.context)
        album = await info.context.load(albums_by_id, self.id, Album)
        return None if album is None else album.title


@strawberry.type
class Query:
    @strawberry.field
    def items(self) -> list[Item]:
        return [Item(id=number) for number in range(1, 4)]


async def _raises(_: Context) -> str:
    raise RuntimeError("no")


async def _waits_for_ever(_: Context) -> str:
    await asyncio.Event().wait()
    return "never"


async def _tries_again(context: Context) -> str:
    """Give a load up while it is held back, and load the same key later."""
    given_up = asyncio.create_task(context.load(albums_by_id, 2, Album))
    given_up.cancel()
    await asyncio.gather(given_up, return_exceptions=True)
    for _ in range(5):
        await asyncio.sleep(0)
    album = await context.load(albums_by_id, 2, Album)
    return f"at last {album and album.id}"


async def _leaves_behind(context: Context) -> str:
    """End while a load is under way that nobody waits for."""
    left_behind = asyncio.create_task(context.load(albums_by_id, 2, Album))
    await asyncio.sleep(0)
    return f"left {left_behind.done()}"


MOODS: dict[str, Callable[[Context], Coroutine[Any, Any, str]]] = {
    "raises": _raises,
    "waits for ever": _waits_for_ever,
    "tries again": _tries_again,
    "leaves behind": _leaves_behind,
}


def moody(mood: str) -> Shop:
    return Shop(Graph(query=Query), answers, Caller(headers={"x-mood": mood}))


async def test_loads_wait_for_a_call_that_never_loads_until_the_run_is_ended() -> None:
    running = asyncio.create_task(moody("waits for ever").answer("{ items { title } }"))
    assert await is_over_after(100, running) is False


@pytest.mark.parametrize("compiled", [True, False], ids=["by the plan", "by graphql-core"])
@pytest.mark.parametrize(("mood", "shown"), [("tries again", "at last 2"), ("leaves behind", "left False")])
async def test_load_that_was_given_up_or_left_behind_does_not_hold_the_others(
    mood: str, shown: str, compiled: bool
) -> None:
    ran = await moody(mood).run("{ items { title } }", compiled=compiled)

    assert [item["title"] for item in ran.data["items"]] == ["album 1", shown, "album 3"]
    assert len(ran.sent) <= ran.estimate.call_count


async def test_load_that_is_tried_again_leaves_with_the_others() -> None:
    ran = await moody("tries again").run("{ items { title } }")

    assert [sorted(sent[-5:]) for sent in ran.sent] == [sorted("1,3,2")]


async def test_call_that_raises_before_it_loads_does_not_hold_the_others() -> None:
    ran = await moody("raises").run("{ items { title } }")

    assert ran.outcome.data == {"items": [{"title": "album 1"}, {"title": None}, {"title": "album 3"}]}
    assert ran.errors == [(Code.INTERNAL_SERVER_ERROR, ["items", 1, "title"])]
    assert ran.sent == ["GET /albums?ids=1,3"]
