"""The row table: which keys share a call, what a failure touches, and what is left at the end."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import msgspec
import pytest

from bff.declare import Key, Service
from bff.errors import Code, ServiceFailure
from bff.fetch import RowTable
from bff.flow.call import Call, Reply
from tests.rooms.fetch.desk import (
    ALBUM_LIST,
    ALBUMS,
    ALBUMS_BY_ARTIST,
    STOCK,
    Album,
    desk,
    down,
    keys_of,
    rows_for,
    source_of,
)

FIRST_5 = (("first", 5),)


def got(table: RowTable, *keys: int) -> list[object]:
    values = [table.peek(ALBUMS, (), key, is_list=False) for key in keys]
    return [value.code if isinstance(value, ServiceFailure) else value for value in values]


def album(key: int) -> Album:
    return Album(id=key, title=f"title {key}")


async def test_keys_of_one_turn_share_their_calls() -> None:
    async with desk() as (table, its):
        await asyncio.gather(
            table.fetch(ALBUMS, (), [1, 2], is_list=False), table.fetch(ALBUMS, (), [2, 3], is_list=False)
        )
        assert its.targets == ["/albums?ids=1,2,3"]
        assert got(table, 1, 2, 3) == [album(1), album(2), album(3)]


async def test_a_key_is_fetched_once_now_on_its_way_and_later() -> None:
    async with desk() as (table, its):
        its.is_open.clear()
        first = asyncio.create_task(table.fetch(ALBUMS, (), [1], is_list=False))
        await its.arrived()
        second = asyncio.create_task(table.fetch(ALBUMS, (), [1, 2], is_list=False))
        await its.arrived()
        assert table.peek(ALBUMS, (), 1, is_list=False) is table.missing
        its.is_open.set()
        await asyncio.gather(first, second)
        await table.fetch(ALBUMS, (), [1, 2], is_list=False)
        assert await table.load(ALBUMS, (), 1, is_list=False) == album(1)
        assert its.targets == ["/albums?ids=1", "/albums?ids=2"]


async def test_a_sibling_that_needs_two_more_turns_still_joins() -> None:
    async def later(turns: int) -> None:
        for _ in range(turns):
            await asyncio.sleep(0)
        await table.fetch(ALBUMS, (), [turns], is_list=False)

    async with desk() as (table, its):
        await asyncio.gather(*(later(turns) for turns in range(3)))
        assert its.targets == ["/albums?ids=0,1,2"]


async def test_other_arguments_another_form_and_another_source_are_other_calls() -> None:
    async with desk(lambda call: None if call.target == "/stock/1" else []) as (table, its):
        await asyncio.gather(
            table.fetch(ALBUMS_BY_ARTIST, FIRST_5, [1], is_list=True),
            table.fetch(ALBUMS_BY_ARTIST, (("first", 6),), [1], is_list=True),
            table.fetch(ALBUM_LIST, FIRST_5, [None], is_list=True),
            table.fetch(STOCK, (), [1], is_list=False),
        )
        assert sorted(its.targets) == [
            "/albums?artist_ids=1&limit=5",
            "/albums?artist_ids=1&limit=6",
            "/albums?limit=5",
            "/stock/1",
        ]


async def test_keys_past_a_batch_are_more_calls_side_by_side() -> None:
    async with desk() as (table, its):
        its.is_open.clear()
        fetching = asyncio.create_task(table.fetch(ALBUMS, (), range(1, 8), is_list=False))
        await its.arrived(3)
        its.is_open.set()
        await fetching
        assert its.targets == ["/albums?ids=1,2,3", "/albums?ids=4,5,6", "/albums?ids=7"]
        assert [record.key_count for record in table.calls] == [3, 3, 1]


@pytest.mark.parametrize("change", [list, lambda rows: rows[::-1], lambda rows: rows + rows], ids=str)
async def test_rows_find_their_keys_in_any_order(change) -> None:  # type: ignore[no-untyped-def]
    async with desk(lambda call: change(rows_for(call))) as (table, _):
        await table.fetch(ALBUMS, (), [3, 1, 2], is_list=False)
        assert got(table, 1, 2, 3) == [album(1), album(2), album(3)]


async def test_gaps_are_null_and_rows_that_nobody_asked_for_are_nowhere() -> None:
    async with desk(lambda _: [{"id": 2, "title": "title 2"}, {"id": 9, "title": "x"}]) as (table, _):
        await table.fetch(ALBUMS, (), [1, 2], is_list=False)
        assert got(table, 1, 2) == [None, album(2)]
        assert table.peek(ALBUMS, (), 9, is_list=False) is table.missing


async def test_rows_of_a_group_keep_the_order_of_the_service() -> None:
    rows = [{"id": n, "title": "t", "artist_id": 1 + n % 2} for n in (5, 4, 3, 2)]
    async with desk(lambda _: rows) as (table, _):
        await table.fetch(ALBUMS_BY_ARTIST, FIRST_5, [1, 2, 3], is_list=True)
        found = [table.peek(ALBUMS_BY_ARTIST, FIRST_5, key, is_list=True) for key in (1, 2, 3)]
        assert [[row.id for row in rows] for rows in found] == [[4, 2], [5, 3], []]  # type: ignore[attr-defined]


async def test_a_row_without_a_readable_key_fails_the_keys_that_might_be_its() -> None:
    rows = [{"id": 1, "title": "title 1"}, {"id": [], "title": "whose?"}, 7]
    async with desk(lambda _: rows) as (table, _):
        await table.fetch(ALBUMS, (), [1, 2], is_list=False)
        assert got(table, 1, 2) == [album(1), Code.SERVICE_BAD_RESPONSE]
        assert table.drift == ["catalog: Album.id", "catalog: Album"]


async def test_in_groups_no_key_is_sure_of_being_complete() -> None:
    rows = [{"id": 1, "title": "t", "artist_id": 1}, {"id": 2, "title": "t", "artist_id": "?"}]
    async with desk(lambda _: rows) as (table, _):
        await table.fetch(ALBUMS_BY_ARTIST, FIRST_5, [1, 2], is_list=True)
        for key in (1, 2):
            failure = table.peek(ALBUMS_BY_ARTIST, FIRST_5, key, is_list=True)
            assert isinstance(failure, ServiceFailure)
            assert failure.detail == "1 rows without a readable key"


async def test_a_failed_chunk_fails_its_own_keys() -> None:
    async with desk(lambda call: down(call) if 4 in keys_of(call) else rows_for(call)) as (table, its):
        await table.fetch(ALBUMS, (), [1, 2, 3, 4, 5], is_list=False)
        unavailable = Code.SERVICE_UNAVAILABLE
        assert got(table, 1, 2, 3, 4, 5) == [album(1), album(2), album(3), unavailable, unavailable]
        await table.fetch(ALBUMS, (), [4], is_list=False)
        assert len(its.calls) == 2, "a failure is kept, too"


async def test_calls_past_the_allowance_are_not_sent() -> None:
    async with desk(allowance={"catalog": 1}) as (table, its):
        await table.fetch(ALBUMS, (), [1, 2, 3, 4], is_list=False)
        assert got(table, 1, 4) == [album(1), Code.CALLS_LIMIT_REACHED]
        assert (len(its.calls), len(table.calls)) == (1, 1)


async def test_a_service_that_the_plan_does_not_name_is_not_called() -> None:
    async with desk(allowance={"other": 5}) as (table, its):
        await table.fetch(ALBUMS, (), [1], is_list=False)
        assert (got(table, 1), its.calls) == ([Code.CALLS_LIMIT_REACHED], [])


@pytest.mark.parametrize(
    ("keys", "expected"), [([1], [None]), ([1, 2], [Code.SERVICE_HTTP_ERROR, Code.SERVICE_HTTP_ERROR])]
)
async def test_404_is_null_for_a_single_key_and_a_failure_for_several(
    keys: list[int], expected: list[object]
) -> None:
    async with desk(lambda _: Reply(404, {}, b"Not Found")) as (table, _):
        await table.fetch(ALBUMS, (), keys, is_list=False)
        assert got(table, *keys) == expected
        assert table.calls[0].status == 404


async def test_404_for_an_endpoint_without_keys_is_a_failure() -> None:
    async with desk(lambda _: Reply(404, {}, b"")) as (table, _):
        await table.fetch(ALBUM_LIST, FIRST_5, [None], is_list=True)
        failure = table.peek(ALBUM_LIST, FIRST_5, None, is_list=True)
        assert isinstance(failure, ServiceFailure)
        assert failure.code is Code.SERVICE_HTTP_ERROR


async def test_text_keys_find_the_rows_that_write_them_as_numbers() -> None:
    endpoint = Service("catalog").one("GET /albums?ids={ids}", key=Key("id", str))
    source = source_of(endpoint)
    async with desk(lambda _: [{"id": 1, "title": "a"}, {"id": "x", "title": "b"}]) as (table, its):
        await table.fetch(source, (), ["1", "x"], is_list=False)
        assert its.targets == ["/albums?ids=1,x"]
        assert [table.peek(source, (), key, is_list=False) for key in ("1", "x")] == [
            Album(id=1, title="a"),
            Album(id="x", title="b"),
        ]


async def test_a_record_has_the_times_the_size_and_the_reason() -> None:
    async with desk(lambda call: down(call) if 2 in keys_of(call) else rows_for(call)) as (table, _):
        await table.fetch(ALBUMS, (), [1], is_list=False)
        await table.fetch(ALBUMS, (), [2], is_list=False)
        good, bad = (replace(record, started_ms=0, duration_ms=0) for record in table.calls)
        size = len(msgspec.json.encode([{"id": 1, "title": "title 1"}]))
        assert (good.status, good.reply_bytes, good.failure) == (200, size, None)
        assert (bad.status, bad.reply_bytes, bad.failure) == (None, 0, Code.SERVICE_UNAVAILABLE)


async def test_what_is_forgotten_is_fetched_again() -> None:
    async with desk() as (table, its):
        await table.fetch(ALBUMS, (), [1], is_list=False)
        table.forget()
        assert table.peek(ALBUMS, (), 1, is_list=False) is table.missing
        await table.fetch(ALBUMS, (), [1], is_list=False)
        assert its.targets == ["/albums?ids=1"] * 2


async def test_only_rows_of_the_named_endpoints_are_forgotten() -> None:
    async with desk() as (table, its):
        await table.fetch(ALBUMS, (), [1], is_list=False)
        await table.fetch(ALBUMS_BY_ARTIST, (("first", 1),), [1], is_list=True)
        table.forget([ALBUMS.endpoint])
        assert table.peek(ALBUMS, (), 1, is_list=False) is table.missing
        assert table.peek(ALBUMS_BY_ARTIST, (("first", 1),), 1, is_list=True) is not table.missing
        table.forget([])
        assert table.peek(ALBUMS_BY_ARTIST, (("first", 1),), 1, is_list=True) is not table.missing
        assert len(its.calls) == 2


async def test_keys_that_are_sent_for_leave_in_one_batch_whoever_loads_them_when() -> None:
    async with desk() as (table, its):
        table.send_for(ALBUMS, (), [1, 2, 3], is_list=False)
        assert await table.load(ALBUMS, (), 2, is_list=False) == Album(id=2, title="title 2")
        table.send_for(ALBUMS, (), [1, 2], is_list=False)
        assert await table.load(ALBUMS, (), 3, is_list=False) == Album(id=3, title="title 3")
        assert its.targets == ["/albums?ids=1,2,3"]


async def test_a_fault_of_ours_reaches_those_who_asked_and_is_not_asked_again() -> None:
    def respond(_: Call) -> object:
        raise ZeroDivisionError

    async with desk(respond) as (table, its):
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                await table.fetch(ALBUMS, (), [1], is_list=False)
        assert len(its.calls) == 1
