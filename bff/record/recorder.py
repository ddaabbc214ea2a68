"""The door of the record: takes facts, and hands each to whoever keeps something of it."""

from __future__ import annotations

from typing import TextIO

from bff.clock import Clock
from bff.config import RecordSettings
from bff.facts import Completion

from .faults import FaultLog
from .query_log import QueryLog

__all__ = ["Recorder"]


class Recorder:
    """Takes every completion fact; `open` and `close` are the server's start and stop."""

    def __init__(self, settings: RecordSettings, *, clock: Clock, stream: TextIO | None = None) -> None:
        self._query_log = QueryLog(settings, stream=stream)
        self._fault_log = FaultLog(clock)

    @property
    def dropped_count(self) -> int:
        """Records that were lost: the queue was full, or they could not be written."""
        return self._query_log.dropped_count

    def open(self) -> None:
        """Start writing."""
        self._query_log.open()

    def take(self, fact: Completion) -> None:
        """Take a fact; returns at once, whatever happens."""
        self._query_log.offer(fact)
        if fact.faults:
            self._fault_log.take(fact.faults, fact.trace_id)

    def close(self) -> None:
        """Write what is queued, and stop."""
        self._query_log.close()
