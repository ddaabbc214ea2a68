"""How long a call may take, and what a call is told that never got its turn."""

from __future__ import annotations

import asyncio

import pytest

from bff.errors import Code
from bff.services.fault import Fault
from bff.services.protect import Allowance, allowance_for, protect
from bff.services.transport import WireReply

REPLY = WireReply(200, {}, b"")


@pytest.mark.parametrize(
    ("timeout_s", "request_left_s", "allowance"),
    [
        (1.0, 2.95, Allowance(1.0, is_cut_by_request=False)),
        (1.0, 1.0, Allowance(1.0, is_cut_by_request=False)),
        (1.0, 0.4, Allowance(0.4, is_cut_by_request=True)),
        (1.0, 0.02, Allowance(0.02, is_cut_by_request=True)),
        (0.01, 0.02, Allowance(0.01, is_cut_by_request=False)),
    ],
)
def test_a_call_gets_the_shorter_of_both_times(
    timeout_s: float, request_left_s: float, allowance: Allowance
) -> None:
    assert allowance_for(timeout_s=timeout_s, request_left_s=request_left_s) == allowance


@pytest.mark.parametrize("request_left_s", [0.0199, 0.0, -0.05])
def test_less_than_twenty_milliseconds_are_no_allowance(request_left_s: float) -> None:
    with pytest.raises(Fault) as caught:
        allowance_for(timeout_s=1.0, request_left_s=request_left_s)
    assert caught.value.code is Code.REQUEST_DEADLINE_EXCEEDED


@pytest.mark.parametrize(
    ("is_cut_by_request", "code", "limit"),
    [
        (True, Code.REQUEST_DEADLINE_EXCEEDED, "what the request had left"),
        (False, Code.SERVICE_TIMEOUT, "the service's time-out"),
    ],
)
async def test_a_call_without_a_place_is_never_made(is_cut_by_request: bool, code: Code, limit: str) -> None:
    asked: list[float] = []

    async def exchange(left_s: float) -> WireReply:
        asked.append(left_s)
        return REPLY

    places = asyncio.Semaphore(0)
    with pytest.raises(Fault) as caught:
        await protect(exchange, allowance=Allowance(0.05, is_cut_by_request), places=places)
    assert (caught.value.code, caught.value.detail) == (
        code,
        f"nothing was sent: no connection came free within 50 ms, {limit}",
    )
    places.release()
    assert await protect(exchange, allowance=Allowance(0.05, is_cut_by_request), places=places) == REPLY
    assert len(asked) == 1
    assert 0 < asked[0] <= 0.05


async def test_a_place_that_comes_free_too_late_is_handed_on_unused() -> None:
    async def exchange(left_s: float) -> WireReply:
        raise AssertionError(f"asked with {left_s} s left")

    places = asyncio.Semaphore(0)
    call = asyncio.create_task(protect(exchange, allowance=Allowance(0.05, True), places=places))
    asyncio.get_running_loop().call_later(0.04, places.release)
    with pytest.raises(Fault) as caught:
        await call
    assert caught.value.code is Code.REQUEST_DEADLINE_EXCEEDED
    await places.acquire()
