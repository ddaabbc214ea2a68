"""Runs of which nothing may be left: no task, no complaint of the loop, no coroutine that nobody awaited."""

from __future__ import annotations

import asyncio
import gc
import sys
import warnings
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

__all__ = ["Complaints"]

T = TypeVar("T")

_TURNS_AFTERWARDS = 5


class Complaints:
    """What was complained of since the last time somebody asked."""

    def __init__(self) -> None:
        self._said: list[str] = []

    @contextmanager
    def heard(self) -> Iterator[None]:
        """Listen to what Python would write to standard error: warnings, and exceptions in destructors."""
        hook = sys.unraisablehook
        sys.unraisablehook = self._hear
        gc.collect()
        gc.freeze()  # what is there now need not be looked at again and again
        gc.disable()  # what is in a cycle complains when it is collected: then it would be another run's
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always")
                warnings.showwarning = lambda message, *_: self._said.append(str(message))
                yield
        finally:
            sys.unraisablehook = hook
            gc.enable()
            gc.unfreeze()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run it in a loop of its own, and look around afterwards."""
        return asyncio.run(self._watched(work))

    def taken(self, *, is_thorough: bool = False) -> tuple[str, ...]:
        """Return the complaints. If thorough, garbage is collected first: it may have its own to make."""
        if is_thorough:
            gc.collect()
        said, self._said[:] = tuple(self._said), []
        return said

    async def _watched(self, work: Coroutine[Any, Any, T]) -> T:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, complaint: self._said.append(f"the loop: {complaint}"))
        ended = await work
        for _ in range(_TURNS_AFTERWARDS):
            await asyncio.sleep(0)
        left = asyncio.all_tasks() - {asyncio.current_task()}
        self._said += [f"a task is left: {_module_of(task)} {task}" for task in left]
        return ended

    def _hear(self, said: sys.UnraisableHookArgs) -> None:
        self._said.append(f"{said.err_msg}: {said.exc_value!r} {said.object!r}")


def _module_of(task: asyncio.Task[Any]) -> str:
    """Return where the coroutine was written that a task runs."""
    frame = getattr(task.get_coro(), "cr_frame", None)
    return "" if frame is None else str(frame.f_globals.get("__name__", ""))
