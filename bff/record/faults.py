"""Faults of our own code, for the operator: the traceback that the caller's masked error stands for."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence

from bff.clock import Clock

__all__ = ["FaultLog"]

_log = logging.getLogger("bff")
_QUIET_S = 10.0
_MAX_KINDS = 100


class FaultLog:
    """Writes each kind of fault at most every ten seconds, and says how often it came in between."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._written_at_s: dict[str, float] = {}
        self._held_back: Counter[str] = Counter()

    def take(self, faults: Sequence[BaseException], trace_id: str) -> None:
        """Write the faults of one request."""
        for fault in faults:
            kind = f"{type(fault).__name__} in {_place(fault)}"
            now_s = self._clock.now_s()
            if now_s - self._written_at_s.get(kind, -_QUIET_S) < _QUIET_S:
                self._held_back[kind] += 1
                continue
            if len(self._written_at_s) >= _MAX_KINDS:
                self._written_at_s.clear()
                self._held_back.clear()
            self._written_at_s[kind] = now_s
            again = self._held_back.pop(kind, 0)
            _log.error(
                "A fault of the gateway or its schema: %s (trace %s; %d more since it was last written).",
                kind,
                trace_id,
                again,
                exc_info=fault,
            )


def _place(fault: BaseException) -> str:
    """Return file and line where the exception was raised."""
    traceback = fault.__traceback__
    if traceback is None:
        return "an unknown place"
    while traceback.tb_next is not None:
        traceback = traceback.tb_next
    return f"{traceback.tb_frame.f_code.co_filename}:{traceback.tb_lineno}"
