"""The machine's clock, moved on by a test instead of waited for."""

from bff.clock import SystemClock

__all__ = ["HandClock"]


class HandClock(SystemClock):
    """A clock that is `ahead_s` of the machine's."""

    ahead_s = 0.0

    def now_s(self) -> float:
        return super().now_s() + self.ahead_s
