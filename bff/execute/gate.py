"""Holds the loads of one field and layer back until they can leave together.

They leave when every call of the resolver has ended or waits in a load: then no more can come. So each step
takes something from every call that has not ended, which is what the plan's bound stands on. A call that
waits for something else than loads keeps the others waiting, up to the request's deadline.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, NamedTuple

from bff.declare.endpoints.keys import KeyValue
from bff.declare.rows.source import Source

from .rows import Arguments, Rows

__all__ = ["Gate", "Place"]


class Place(NamedTuple):
    """One entry of the row table."""

    source: Source
    arguments: Arguments
    is_list: bool
    key: KeyValue


Waits = dict[asyncio.Future[None], Place]


class Gate:
    """The gate of one field and layer; calls are known by any object that stands for them."""

    def __init__(self, rows: Rows, coroutines: list[Coroutine[Any, Any, Any]]) -> None:
        """`coroutines` gets those of the resolver: whoever runs the layer sees to their end."""
        self.coroutines = coroutines
        self._rows = rows
        self._busy_count = 1
        """Calls that may still load without waiting first; the one who makes the calls is one of them."""
        self._waits: dict[object, Waits] = {}
        """What is held back, by call; those without have no entry."""
        self._gone: set[Place] = set()

    def enter(self) -> None:
        """Count a call in."""
        self._busy_count += 1

    def leave(self, call: object) -> None:
        """Count a call out, with what it left waiting."""
        waits = self._waits.pop(call, None)
        if waits is None:
            self._busy_count -= 1
        else:
            for future in waits:
                future.cancel()
            waits.clear()
        self._let_go()

    def open(self) -> None:
        """Say that all calls are made."""
        self._busy_count -= 1
        self._let_go()

    async def wait(self, call: object, place: Place) -> None:
        """Return when the key has left, at once where it has before; cancelled, it is taken back."""
        if place in self._gone:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        waits = self._waits.get(call)
        if waits is None:
            waits = self._waits[call] = {}
            self._busy_count -= 1
        waits[future] = place
        self._let_go()
        try:
            await future
        finally:
            if waits.pop(future, None) is not None and not waits:
                del self._waits[call]
                self._busy_count += 1

    def _let_go(self) -> None:
        if self._busy_count or not self._waits:
            return
        steps, self._waits = self._waits, {}
        self._busy_count = len(steps)
        places = [place for waits in steps.values() for place in waits.values()]
        groups: dict[tuple[Source, Arguments, bool], dict[KeyValue, None]] = {}
        for source, arguments, is_list, key in places:
            groups.setdefault((source, arguments, is_list), {})[key] = None
        for (source, arguments, is_list), keys in groups.items():
            self._rows.send_for(source, arguments, keys, is_list=is_list)
        self._gone.update(places)
        for waits in steps.values():
            for future in waits:
                if not future.done():  # given up a moment ago, not yet taken back: its key leaves with them
                    future.set_result(None)
            waits.clear()
