"""What a running service keeps between calls: made anew for each run, and whenever a test says so.

A service with state names its class as `new_state`; its routes ask for the object of their own run:

    Kept = Annotated[Invoices, Depends(state_of(Invoices))]

The class has to be safe to use from any thread.
"""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from fastapi import Request

__all__ = ["State", "state_of"]

Kept = TypeVar("Kept")


class State:
    """What one running service keeps; safe to reset from any thread, also while calls are under way."""

    def __init__(self, new: Callable[[], object]) -> None:
        self._new = new
        self.current = new()

    def reset(self) -> None:
        """Forget what the service was told. A call under way ends on what it began with."""
        self.current = self._new()


def state_of(kind: type[Kept]) -> Callable[[Request], Awaitable[Kept]]:
    """Return the FastAPI dependency that gives a route the state of its own run."""

    async def current(request: Request) -> Kept:  # async: FastAPI sends the other ones to threads
        state: State = request.app.state.of_service
        kept = state.current
        if not isinstance(kept, kind):
            raise TypeError(
                f"This service keeps {kept!r}, but a route asks for a {kind.__name__}. "
                f"Declare it: Service(..., new_state={kind.__name__})."
            )
        return kept

    return current
