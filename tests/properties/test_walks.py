"""Whatever page sizes and cursors a list is walked with, it is the list: nothing twice, nothing lost."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from tests.rooms.execute.paged import HABITS, MAX, WALK, Habit, Numbers, shop_of
from tests.rooms.execute.shop import Shop

walked = settings(max_examples=25, deadline=None, derandomize=True, database=None)
sizes = st.lists(st.integers(0, MAX), min_size=1, max_size=6)
choices = st.lists(st.integers(0, MAX), min_size=1, max_size=6)
names = pytest.mark.parametrize("name", HABITS)
MAX_STEPS = 60


def page_of(shop: Shop, first: int, after: str | None, *, compiled: bool) -> dict[str, Any]:
    ran = asyncio.run(shop.run(WALK, {"first": first, "after": after}, compiled=compiled))
    assert len(ran.sent) == ran.estimate.call_count == 1
    page: dict[str, Any] = ran.data["rows"]
    return page


@names
@walked
@given(count=st.integers(0, 14), cap=st.integers(1, 8), sizes=sizes, choices=choices)
def test_walking_from_any_edge_in_pages_of_any_size_gives_the_list(
    name: str, count: int, cap: int, sizes: list[int], choices: list[int]
) -> None:
    habit = HABITS[name]
    is_counted = not habit.has_offsets or habit.has_total
    shop = shop_of(habit, Numbers(count, cap if is_counted else 100))
    seen, after = 0, None
    for step in range(MAX_STEPS):
        first = sizes[step % len(sizes)] if step < 2 * len(sizes) else MAX
        page = page_of(shop, first, after, compiled=step % 2 == 0)
        check_page(page, habit, seen=seen, first=first, count=count)
        if not page["pageInfo"]["hasNextPage"]:
            break
        cursors = [edge["cursor"] for edge in page["edges"]]
        if cursors:
            chosen = choices[step % len(choices)] % len(cursors)
            seen, after = seen + chosen + 1, cursors[chosen]
        else:
            assert first == 0
    else:
        pytest.fail("no end")
    assert seen + len(page["edges"]) == count


def check_page(page: dict[str, Any], habit: Habit, *, seen: int, first: int, count: int) -> None:
    ids = [edge["node"]["id"] for edge in page["edges"]]
    cursors = [edge["cursor"] for edge in page["edges"]]
    assert ids == list(range(seen, seen + len(ids)))
    assert page["nodes"] == [edge["node"] for edge in page["edges"]]
    assert min(first, count - seen, 1) <= len(ids) <= first
    assert len(set(cursors)) == len(cursors)
    assert page["totalCount"] == (count if habit.has_total else None)
    told = page["pageInfo"]
    assert told["hasNextPage"] == (seen + len(ids) < count)
    assert told["hasPreviousPage"] == (seen > 0)
    if cursors:
        assert (told["startCursor"], told["endCursor"]) == (cursors[0], cursors[-1])


@pytest.mark.parametrize("name", [name for name, habit in HABITS.items() if not habit.has_offsets])
@walked
@given(count=st.integers(0, 6), gap=st.integers(1, 4), cap=st.integers(1, 4), sizes=sizes)
def test_pages_that_are_empty_though_others_follow_are_walked_over_by_their_end_cursor(
    name: str, count: int, gap: int, cap: int, sizes: list[int]
) -> None:
    shop = shop_of(HABITS[name], Numbers(count, cap, gap))
    seen: list[int] = []
    after = None
    for step in range(MAX_STEPS):
        page = page_of(shop, max(1, sizes[step % len(sizes)]), after, compiled=step % 2 == 0)
        assert page["pageInfo"]["hasPreviousPage"] == bool(seen)
        seen += [edge["node"]["id"] for edge in page["edges"]]
        if not page["pageInfo"]["hasNextPage"]:
            break
        after = page["pageInfo"]["endCursor"]
    assert seen == list(range(count))
