"""The gate: loads leave when every call has ended or waits in one, whatever else happens to the calls."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec
import pytest

from bff.declare import Key, Service, Source
from bff.execute.gate import Gate, Place


class Row(msgspec.Struct, frozen=True):
    """Any row: the gate does not look inside."""


ENDPOINT = Service("shop").one("GET /things?ids={ids}", key=Key("id"))
SOURCE = Source.of(ENDPOINT, Row, ("id",))


@dataclass
class Batches:
    """Stands in for the row table: keeps the batches that left."""

    left: list[list[object]] = field(default_factory=list)

    def send_for(self, _: Source, __: object, keys: Iterable[object], *, is_list: bool) -> None:
        self.left.append(list(keys))


def place(key: int) -> Place:
    return Place(SOURCE, (), False, key)


@pytest.fixture
def batches() -> Batches:
    return Batches()


def gate_for(batches: Batches, *calls: object) -> Gate:
    gate = Gate(batches, [])  # type: ignore[arg-type]  # the rest of the table is not used
    for _ in calls:
        gate.enter()
    gate.open()
    return gate


async def started(*work: Coroutine[Any, Any, None]) -> list[asyncio.Task[None]]:
    tasks = [asyncio.create_task(each) for each in work]
    await asyncio.sleep(0)
    return tasks


async def test_nothing_leaves_while_a_call_may_still_load(batches: Batches) -> None:
    gate = gate_for(batches, "a", "b")
    tasks = await started(gate.wait("a", place(1)))
    assert batches.left == []
    tasks += await started(gate.wait("b", place(2)))
    assert batches.left == [[1, 2]]
    await asyncio.gather(*tasks)


async def test_call_that_ends_lets_the_others_go(batches: Batches) -> None:
    gate = gate_for(batches, "a", "b")
    (task,) = await started(gate.wait("a", place(1)))
    gate.leave("b")
    assert batches.left == [[1]]
    await task


async def test_nothing_leaves_before_all_calls_are_made(batches: Batches) -> None:
    gate = Gate(batches, [])  # type: ignore[arg-type]
    gate.enter()
    (task,) = await started(gate.wait("a", place(1)))
    assert batches.left == []
    gate.open()
    assert batches.left == [[1]]
    await task


async def test_second_loads_wait_for_each_other_as_the_first_did(batches: Batches) -> None:
    gate = gate_for(batches, "a", "b")
    await asyncio.gather(gate.wait("a", place(1)), gate.wait("b", place(2)))
    (task,) = await started(gate.wait("a", place(3)))
    assert batches.left == [[1, 2]]
    gate.leave("b")
    assert batches.left == [[1, 2], [3]]
    await task


async def test_loads_that_one_call_makes_side_by_side_leave_together(batches: Batches) -> None:
    gate = gate_for(batches, "a")
    gate_other = gate_for(batches, "x", "y")
    await asyncio.gather(gate.wait("a", place(1)))
    work = await started(gate_other.wait("x", place(2)), gate_other.wait("x", place(3)))
    gate_other.leave("y")
    assert batches.left == [[1], [2, 3]]
    await asyncio.gather(*work)


async def test_key_that_has_left_is_not_held_back_again(batches: Batches) -> None:
    gate = gate_for(batches, "a", "b")
    await asyncio.gather(gate.wait("a", place(1)), gate.wait("b", place(1)))
    await gate.wait("a", place(1))
    assert batches.left == [[1]]


async def test_load_that_is_taken_back_does_not_leave_and_makes_its_call_busy(batches: Batches) -> None:
    gate = gate_for(batches, "a", "b")
    (task,) = await started(gate.wait("a", place(1)))
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    (other,) = await started(gate.wait("b", place(2)))
    assert batches.left == [], "the first call may still load"
    gate.leave("a")
    assert batches.left == [[2]]
    await other


async def test_call_that_ends_takes_along_what_it_left_waiting(batches: Batches) -> None:
    gate = gate_for(batches, "a", "b")
    (left_over,) = await started(gate.wait("a", place(1)))
    gate.leave("a")
    await asyncio.gather(left_over, return_exceptions=True)
    assert left_over.cancelled()
    await gate.wait("b", place(2))
    assert batches.left == [[2]]
    gate.leave("b")


async def test_load_that_was_given_up_a_moment_ago_does_not_keep_the_others_from_leaving(
    batches: Batches,
) -> None:
    gate = gate_for(batches, "a", "b")
    given_up, other = await started(gate.wait("a", place(1)), gate.wait("a", place(2)))
    given_up.cancel()
    gate.leave("b")
    await asyncio.wait_for(other, 1)
    assert batches.left == [[1, 2]]
    await asyncio.gather(given_up, return_exceptions=True)
    assert given_up.cancelled()
