"""A graph without services, whose fields end when the test says so."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import strawberry

from bff.declare import Graph

__all__ = ["PLAIN", "Gate", "gated"]


@strawberry.type
class PlainQuery:
    @strawberry.field
    def hello(self) -> str | None:
        return "world"

    @strawberry.field
    def broken(self) -> str | None:
        raise ValueError("the password is hunter2")

    @strawberry.field
    async def endless(self) -> str | None:
        await asyncio.Event().wait()
        return None

    @strawberry.field
    async def endless_after_a_failed_group(self) -> str | None:
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_fail())
        except* ValueError:
            pass
        await asyncio.Event().wait()
        return None

    @strawberry.field
    def long(self) -> str | None:
        return "x" * 5_000_001


async def _fail() -> None:
    raise ValueError("part of a resolver")


PLAIN = Graph(query=PlainQuery)


@dataclass
class Gate:
    """Where a field waits."""

    reached: asyncio.Event = field(default_factory=asyncio.Event)
    opened: asyncio.Event = field(default_factory=asyncio.Event)
    is_passed: bool = False
    is_left: bool = False
    """True where the field was cancelled."""

    async def wait(self) -> str:
        self.reached.set()
        try:
            await self.opened.wait()
        except asyncio.CancelledError:
            self.is_left = True
            raise
        self.is_passed = True
        return "passed"


def gated(gate: Gate) -> Graph:
    """Return a graph with a query and a mutation that wait at the gate."""

    @strawberry.type
    class GatedQuery:
        @strawberry.field
        async def read(self) -> str | None:
            return await gate.wait()

    @strawberry.type
    class GatedMutation:
        @strawberry.mutation
        async def write(self) -> str | None:
            return await gate.wait()

    return Graph(query=GatedQuery, mutation=GatedMutation)
