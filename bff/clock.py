"""Time and randomness: the one place where they enter, so that a test can hand in its own.

Decisions take the time as an argument; only what sits at the edge asks a clock.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol

__all__ = ["Clock", "Deadline", "SystemClock"]


class Clock(Protocol):
    """What the engine asks of time and chance."""

    def now_s(self) -> float:
        """Return monotonic seconds: only differences mean something."""
        ...

    def wall(self) -> datetime:
        """Return the time of day in UTC."""
        ...

    def token_hex(self, byte_count: int) -> str:
        """Return unguessable hexadecimal digits, two for each byte."""
        ...


class SystemClock:
    """The machine's own time and randomness."""

    def now_s(self) -> float:
        """Return `time.monotonic()`, which is also the event loop's time."""
        return time.monotonic()

    def wall(self) -> datetime:
        """Return the time of day in UTC."""
        return datetime.now(UTC)

    def token_hex(self, byte_count: int) -> str:
        """Return digits from the operating system's generator."""
        return secrets.token_hex(byte_count)


@dataclass(frozen=True, slots=True)
class Deadline:
    """The monotonic second at which a request is over."""

    at_s: float

    def left_s(self, now_s: float) -> float:
        """Return the seconds left, never below zero."""
        return max(0.0, self.at_s - now_s)
