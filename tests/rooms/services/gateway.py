"""The room as its callers have it, aimed at one server."""

from __future__ import annotations

import traceback
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from bff.clock import Deadline, SystemClock
from bff.config import ServiceSettings
from bff.errors import ServiceFailure
from bff.flow.call import Call, Reply
from bff.flow.request import Caller, TraceContext
from bff.services import Services
from tests.rooms.services.raw_server import GOOD_BODY

__all__ = ["RESERVE_S", "TRACE", "Gateway", "failure_of", "gateway", "written"]

RESERVE_S = 0.05
TRACE = TraceContext("0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", None, is_sampled=True)


@dataclass(frozen=True)
class Gateway:
    """Calls with everything filled in that a test does not care about."""

    services: Services

    async def call(
        self,
        target: str = "/albums?ids=1",
        *,
        method: str = "GET",
        body: bytes | None = None,
        is_idempotent: bool = True,
        caller: Caller | None = None,
        request_left_s: float = 5.0,
    ) -> Reply:
        call = Call(
            service="catalog",
            endpoint="albums_by_id",
            method=method,
            target=target,
            path_prefix="/albums",
            body=body,
            is_idempotent=is_idempotent,
        )
        return await self.services.send(
            call,
            caller=caller or Caller(),
            trace=TRACE,
            request_id="request-1",
            deadline=Deadline(SystemClock().now_s() + request_left_s),
        )

    async def assert_still_serves(self) -> None:
        answer = await self.call()
        assert (answer.status, answer.body) == (200, GOOD_BODY)


@asynccontextmanager
async def gateway(url: str, **settings: Any) -> AsyncIterator[Gateway]:
    """Time-outs long enough for a loaded machine unless a test is about time; one connection at most."""
    defaults = {"timeout_s": 5.0, "connect_timeout_s": 5.0, "max_connections": 1}
    service = ServiceSettings(url=url, **(defaults | settings))
    services = Services({"catalog": service}, clock=SystemClock(), assembly_reserve_s=RESERVE_S)
    try:
        yield Gateway(services)
    finally:
        await services.close()


async def failure_of(call: Awaitable[Reply]) -> ServiceFailure:
    with pytest.raises(ServiceFailure) as caught:
        await call
    failure = caught.value
    assert (failure.service, failure.endpoint) == ("catalog", "albums_by_id")
    return failure


def written(failure: BaseException) -> str:
    """Everything that a log could make of an exception, the exceptions behind it included."""
    parts = ["".join(traceback.format_exception(failure)), repr(failure), repr(vars(failure))]
    parts += [written(near) for near in (failure.__cause__, failure.__context__) if near is not None]
    return "\n".join(parts)
