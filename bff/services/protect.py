"""The time and the place that one call gets: a deadline around everything, one of so many connections.

The HTTP clients' own time-outs start anew with every read, so a dripping body would never end.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bff.errors import Code
from bff.services.fault import Fault
from bff.services.transport import WireReply

__all__ = ["MIN_START_S", "Allowance", "allowance_for", "protect"]

MIN_START_S = 0.020
"""With less than this left of a request, a call is not worth its start."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """The time that one call gets, waiting for a connection included."""

    seconds: float
    is_cut_by_request: bool
    """True where the request ends before the service's own time-out."""


def allowance_for(*, timeout_s: float, request_left_s: float) -> Allowance:
    """Return the shorter of the service's time-out and what the request has left for calls.

    Raises:
        Fault: the request has less than `MIN_START_S` left.
    """
    if request_left_s < MIN_START_S:
        raise Fault(Code.REQUEST_DEADLINE_EXCEEDED, "nothing was sent: less than 20 ms left")
    return Allowance(min(timeout_s, request_left_s), request_left_s < timeout_s)


async def protect(
    exchange: Callable[[float], Awaitable[WireReply]], *, allowance: Allowance, places: asyncio.Semaphore
) -> WireReply:
    """Return what `exchange` returns; it is called once there is a place, with the seconds left by then.

    A service that was asked and was too slow is `SERVICE_TIMEOUT`, whichever limit was the shorter one:
    the detail names it. `REQUEST_DEADLINE_EXCEEDED` says that nothing was sent.

    Raises:
        Fault: the time was over.
    """
    ends_at_s = asyncio.get_running_loop().time() + allowance.seconds
    is_asked = False
    try:
        async with asyncio.timeout_at(ends_at_s), places:
            left_s = ends_at_s - asyncio.get_running_loop().time()
            if left_s >= min(MIN_START_S, allowance.seconds / 2):
                is_asked = True
                return await exchange(left_s)
    except TimeoutError:
        pass
    raise _timed_out(allowance, is_asked=is_asked)


def _timed_out(allowance: Allowance, *, is_asked: bool) -> Fault:
    limit = "what the request had left" if allowance.is_cut_by_request else "the service's time-out"
    within = f"within {allowance.seconds * 1000:.0f} ms, {limit}"
    if is_asked:
        return Fault(Code.SERVICE_TIMEOUT, f"no whole reply {within}")
    code = Code.REQUEST_DEADLINE_EXCEEDED if allowance.is_cut_by_request else Code.SERVICE_TIMEOUT
    return Fault(code, f"nothing was sent: no connection came free {within}")
