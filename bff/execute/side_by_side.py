"""Waits for several things at once; none of them outlives the waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

__all__ = ["side_by_side"]

Result = TypeVar("Result")


async def side_by_side(work: Sequence[Coroutine[Any, Any, Result]]) -> list[Result]:
    """Return what each came to, in their order; a lone one is awaited as it is, without a task.

    What one of them raises ends the others, and is raised.
    """
    if len(work) == 1:
        return [await work[0]]
    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(each) for each in work]
    except BaseExceptionGroup as raised:
        raise raised.exceptions[0] from None
    return [task.result() for task in tasks]
