"""A graph run in memory: planned, priced and run as the pipeline does, over services of the test's own."""

from __future__ import annotations

import asyncio
import gc
import json
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec

from bff import Graph
from bff.admission import Inspector, coerce
from bff.clock import SystemClock
from bff.declare import Blueprint, blueprint
from bff.execute import run
from bff.fetch import Readers, RowTable
from bff.flow.call import Call, Reply
from bff.flow.outcome import Outcome
from bff.flow.plan import Estimate
from bff.flow.request import Caller, GraphQLRequest, TraceContext
from bff.plan import make
from bff.response.errors import error_entry
from tests.support.sdl import OPEN

__all__ = ["Ran", "Shop", "dropping_coroutines", "ids_in", "is_over_after"]


@dataclass(frozen=True)
class Ran:
    """What a run came to."""

    outcome: Outcome
    estimate: Estimate
    drift: list[str]
    sent: list[str]
    """The calls as `GET /albums?ids=1`, in the order in which they were sent."""

    @property
    def data(self) -> Any:
        """The data, of a run that must have no errors."""
        assert self.errors == []
        return self.outcome.data

    @property
    def errors(self) -> list[tuple[str, list[str | int]]]:
        """Code and path of each error, as a client sees them."""
        entries = [error_entry(error) for error in self.outcome.errors]
        return [(entry["extensions"]["code"], entry["path"]) for entry in entries]

    @property
    def costs(self) -> tuple[float, float]:
        """Field cost and type cost."""
        return self.outcome.actual.field_cost, self.outcome.actual.type_cost


@dataclass
class Shop:
    """A graph, and what its services answer."""

    graph: Graph
    respond: Callable[[Call], object]
    """Returns the value of the reply, the reply itself or the failure to raise; it may wait."""
    caller: Caller = field(default_factory=Caller)
    blueprint: Blueprint = field(init=False)
    inspector: Inspector = field(init=False)

    def __post_init__(self) -> None:
        self.blueprint = blueprint(self.graph)
        self.inspector = Inspector(self.blueprint, OPEN, introspection=True, suggestions=True)

    async def run(
        self,
        query: str,
        variables: Mapping[str, object] | None = None,
        *,
        is_planned: bool = True,
        compiled: bool = True,
    ) -> Ran:
        """Run one operation; afterwards no task of it is left, and no complaint was made.

        `is_planned`: as many calls may be sent as were planned; otherwise as many as it takes. `compiled`: as
        in the settings.
        """
        loop = asyncio.get_running_loop()
        complaints: list[dict[str, Any]] = []
        loop.set_exception_handler(lambda _, complaint: complaints.append(complaint))
        ran = await self.answer(query, variables, is_planned=is_planned, compiled=compiled)
        for _ in range(5):
            await asyncio.sleep(0)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert complaints == []
        return ran

    async def answer(
        self,
        query: str,
        variables: Mapping[str, object] | None = None,
        *,
        is_planned: bool = True,
        compiled: bool = True,
    ) -> Ran:
        """Do the same without looking around afterwards."""
        operation = self.inspector.inspect(query, None)
        values = coerce(operation, variables or {}, schema=self.blueprint.schema, limits=OPEN)
        plan = make(operation, self.blueprint, values, compiled=compiled)
        estimate = plan.formula(values.coerced)
        sent: list[str] = []

        async def send(call: Call) -> Reply:
            sent.append(f"{call.method} {call.target}{(call.body or b'').decode()}")
            answer = self.respond(call)
            if asyncio.iscoroutine(answer):
                answer = await answer
            if isinstance(answer, Exception):
                raise answer
            return answer if isinstance(answer, Reply) else Reply(200, {}, msgspec.json.encode(answer))

        allowance = estimate.calls_by_service()
        rows = RowTable(
            send,
            readers=Readers(),
            clock=SystemClock(),
            started_s=0.0,
            allowance=allowance if is_planned else dict.fromkeys(self.blueprint.services, 10**6),
        )
        request = GraphQLRequest(
            query, None, {}, {}, self.caller, TraceContext("7" * 32, "1" * 16, None, False), "r"
        )
        try:
            outcome = await run(
                plan, schema=self.blueprint.schema, variables=values, rows=rows, request=request
            )
        finally:
            await rows.close()
        return Ran(outcome, estimate, rows.drift, sent)


async def is_over_after(turns: int, running: asyncio.Task[Any]) -> bool:
    """Cancel a run after so many turns, look around, and return whether it was over by then."""
    for _ in range(turns):
        await asyncio.sleep(0)
    is_over = running.done()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    for _ in range(5):
        await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}, f"after {turns} turns"
    return is_over


@contextmanager
def dropping_coroutines() -> Iterator[None]:
    """Let graphql-core drop coroutines that an end reaches before their first step: Python warns of each.

    They are collected here and not in between: Python 3.13 cannot warn from inside of a named tuple's making.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "coroutine .* was never awaited", RuntimeWarning)
        gc.disable()
        try:
            yield
        finally:
            gc.collect()
            gc.enable()


def ids_in(call: Call) -> list[int]:
    """Return the keys of a call: those of a comma batch, of a body, or the last part of the path."""
    if call.body is not None:
        ids: list[int] = json.loads(call.body)["ids"]
        return ids
    path, _, query = call.target.partition("?")
    if "ids=" not in query:
        return [int(path.rpartition("/")[2])]
    return [int(key) for key in query.partition("ids=")[2].partition("&")[0].split(",")]
