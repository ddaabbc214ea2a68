"""Cancellation and the end of a request: nobody is disturbed, nothing is left, nothing is sent any more."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from bff.errors import Code, ServiceFailure
from bff.fetch import RowTable
from tests.rooms.fetch.desk import ALBUM_LIST, ALBUMS, Album, desk, down

Ask = Callable[[RowTable, int], Awaitable[object]]


async def by_fetch(table: RowTable, key: int) -> object:
    await table.fetch(ALBUMS, (), [key], is_list=False)
    return table.peek(ALBUMS, (), key, is_list=False)


async def by_loader(table: RowTable, key: int) -> object:
    return await table.load(ALBUMS, (), key, is_list=False)


both = pytest.mark.parametrize("ask", [by_fetch, by_loader])


@both
async def test_a_waiter_that_is_cancelled_does_not_disturb_the_others(ask: Ask) -> None:
    async with desk() as (table, its):
        its.is_open.clear()
        waiters = [asyncio.ensure_future(ask(table, key)) for key in (1, 1, 2)]
        await its.arrived()
        waiters[0].cancel()
        await asyncio.sleep(0)
        its.is_open.set()
        assert await asyncio.gather(*waiters[1:]) == [
            Album(id=1, title="title 1"),
            Album(id=2, title="title 2"),
        ]
        assert waiters[0].cancelled()
        assert its.targets == ["/albums?ids=1,2"]


@both
async def test_a_key_whose_only_waiter_left_can_be_asked_for_again(ask: Ask) -> None:
    async with desk() as (table, its):
        its.is_open.clear()
        waiter = asyncio.ensure_future(ask(table, 1))
        await its.arrived()
        waiter.cancel()
        await asyncio.sleep(0)
        its.is_open.set()
        assert await ask(table, 1) == Album(id=1, title="title 1")
        assert len(its.calls) == 1


@both
async def test_a_failure_that_nobody_waits_for_any_more_complains_nowhere(ask: Ask) -> None:
    async with desk(down) as (table, its):
        its.is_open.clear()
        waiter = asyncio.ensure_future(ask(table, 1))
        await its.arrived()
        waiter.cancel()
        await asyncio.sleep(0)
        its.is_open.set()
        await table.fetch(ALBUMS, (), [1], is_list=False)


async def test_the_loader_gives_failures_as_values() -> None:
    async with desk(down) as (table, its):
        values = await asyncio.gather(*(by_loader(table, key) for key in (1, 2, 1)))
        assert [getattr(value, "code", None) for value in values] == [Code.SERVICE_UNAVAILABLE] * 3
        assert its.targets == ["/albums?ids=1,2"]


async def test_the_loader_takes_an_endpoint_without_keys() -> None:
    async with desk(lambda _: [{"id": 1, "title": "a"}]) as (table, its):
        arguments = (("first", 5),)
        loads = (table.load(ALBUM_LIST, arguments, None, is_list=True) for _ in range(3))
        assert await asyncio.gather(*loads) == [(Album(id=1, title="a"),)] * 3
        assert its.targets == ["/albums?limit=5"]


@both
@pytest.mark.parametrize("turns", range(12))
async def test_closing_after_any_number_of_turns_leaves_nothing(ask: Ask, turns: int) -> None:
    async with desk() as (table, its):
        its.is_open.clear()
        waiters = [asyncio.ensure_future(ask(table, key)) for key in range(5)]
        for _ in range(turns):
            await asyncio.sleep(0)
        await table.close()
        sent_count = len(its.calls)
        for waiter in waiters:
            waiter.cancel()
        await asyncio.gather(*waiters, return_exceptions=True)
    assert len(its.calls) == sent_count, "nothing is sent after the end"
    assert its.left_count == sent_count, "every call under way was given up"


@both
@pytest.mark.parametrize("turns", range(12))
async def test_a_waiter_that_outlives_the_request_gets_an_end(ask: Ask, turns: int) -> None:
    async with desk() as (table, its):
        its.is_open.clear()
        waiter = asyncio.ensure_future(ask(table, 1))
        for _ in range(turns):
            await asyncio.sleep(0)
        await table.close()
        async with asyncio.timeout(5):
            value = await waiter
        assert isinstance(value, ServiceFailure) or value is table.missing


@both
async def test_after_the_end_nothing_is_sent(ask: Ask) -> None:
    async with desk() as (table, its):
        await table.close()
        value = await ask(table, 1)
        assert isinstance(value, ServiceFailure) or value is table.missing
        assert its.calls == []
