"""The log of expensive operations: one JSON object a line, for each that passes a threshold.

Requests only put a fact into a bounded queue. A thread of its own does the rest, so that a full disk or a
stuck reader of standard output costs lines, which are counted, and never time.
"""

from __future__ import annotations

import contextlib
import json
import queue
import sys
import threading
from collections import Counter
from pathlib import Path
from typing import Any, TextIO

import structlog

from bff.config import RecordSettings
from bff.facts import Completion
from bff.flow.call import CallRecord
from bff.flow.outcome import LinkTiming

from .redact import cut, redacted_variables, short_name

__all__ = ["QueryLog"]

_QUEUE_LENGTH = 1_000
_MAX_RECORD_BYTES = 8_192
_MAX_ENTRIES = 40
"""Calls in a record, and links."""


class QueryLog:
    """Takes completion facts in `offer`, writes those that are expensive."""

    def __init__(self, settings: RecordSettings, *, stream: TextIO | None = None) -> None:
        self._settings = settings
        self._stream = stream
        self._queue: queue.Queue[Completion | None] = queue.Queue(_QUEUE_LENGTH)
        self._thread: threading.Thread | None = None
        self.dropped_count = 0
        """Records that found the queue full, or could not be written."""

    def open(self) -> None:
        """Start writing; without it facts are dropped."""
        self._thread = threading.Thread(target=self._write_all, name="query-log", daemon=True)
        self._thread.start()

    def offer(self, fact: Completion) -> None:
        """Take a fact; returns at once, whatever happens."""
        if not self._reasons(fact):
            return
        try:
            self._queue.put_nowait(fact)
        except queue.Full:
            self.dropped_count += 1

    def close(self, timeout_s: float = 2.0) -> None:
        """Write what is queued and stop; gives up after `timeout_s`."""
        if self._thread is None:
            return
        try:
            self._queue.put(None, timeout=timeout_s)
        except queue.Full:
            return
        self._thread.join(timeout_s)
        self._thread = None

    def _reasons(self, fact: Completion) -> list[str]:
        """Return why the fact is worth a line; none for a cheap one and for what was only priced."""
        settings = self._settings
        if fact.result == "priced":
            return []
        reasons = []
        if max(fact.estimated_points or 0, fact.actual_points or 0) >= settings.points:
            reasons.append("cost")
        if len(fact.calls) >= settings.call_count:
            reasons.append("calls")
        if fact.duration_ms >= settings.duration_ms:
            reasons.append("duration")
        if fact.is_persisted is False and fact.operation_hash is not None:
            reasons.append("not_persisted")
        return reasons

    def _write_all(self) -> None:
        with contextlib.ExitStack() as opened:
            log = None
            while (fact := self._queue.get()) is not None:
                try:
                    log = log or self._log(opened)
                    log.info("operation_completed", **self._record(fact))
                except Exception:  # noqa: BLE001 - a line may be lost, a request never: the disk is full, the reader gone
                    self.dropped_count += 1
                    log = None
                    opened.close()

    def _log(self, opened: contextlib.ExitStack) -> Any:
        path = self._settings.log_path
        stream = self._stream or (sys.stdout if path is None else opened.enter_context(_append_to(path)))
        return structlog.wrap_logger(
            structlog.WriteLogger(stream), processors=[structlog.processors.JSONRenderer(_line)]
        )

    def _record(self, fact: Completion) -> dict[str, object]:
        estimate, actual = fact.estimate, fact.actual
        record: dict[str, object] = {
            "time": fact.at.isoformat(timespec="milliseconds"),
            "trace_id": fact.trace_id,
            "request_id": fact.request_id,
            "result": fact.result,
            "reasons": self._reasons(fact),
            "operation_name": short_name(fact.operation_name),
            "operation_type": fact.operation_type,
            "operation_hash": fact.operation_hash,
            "document_id": short_name(fact.document_id),
            "persisted": fact.is_persisted,
            "client_name": short_name(fact.client_name),
            "client_version": short_name(fact.client_version),
            "duration_ms": round(fact.duration_ms, 1),
            "overhead_ms": round(fact.duration_ms - _waited_ms(fact), 1),
            "depth": fact.depth,
            "points": {"estimated": fact.estimated_points, "actual": fact.actual_points},
        }
        if estimate is not None:
            record["field_cost"] = {"estimated": estimate.field_cost, "actual": actual and actual.field_cost}
            record["type_cost"] = {"estimated": estimate.type_cost, "actual": actual and actual.type_cost}
            record["call_count"] = {"estimated": estimate.call_count, "actual": len(fact.calls)}
        _keep(record, "calls", list(map(_call, fact.calls)), _MAX_ENTRIES)
        _keep(record, "links", list(map(_link, fact.links)), _MAX_ENTRIES)
        record["error_codes"] = dict(Counter(fact.error_codes))
        record["drift"] = dict(Counter(fact.drift).most_common(10))
        if fact.variables:
            record["variables"] = redacted_variables(fact.variables, self._settings.shown_variables)
        if self.dropped_count:
            record["dropped_records"] = self.dropped_count
        return record


def _call(call: CallRecord) -> dict[str, object]:
    return {
        "service": call.service,
        "endpoint": call.endpoint,
        "keys": call.key_count,
        "started_ms": round(call.started_ms, 1),
        "duration_ms": round(call.duration_ms, 1),
        "status": call.status,
        "bytes": call.reply_bytes,
        **({"failure": call.failure.value, "detail": cut(call.detail, 200)} if call.failure else {}),
    }


def _link(link: LinkTiming) -> dict[str, object]:
    return {
        "path": cut(link.path, 200),
        "keys": link.key_count,
        "started_ms": round(link.started_ms, 1),
        "duration_ms": round(link.duration_ms, 1),
    }


def _keep(record: dict[str, Any], name: str, entries: list[dict[str, object]], most: int) -> None:
    """Let the record have the first entries, and tell how many it has not."""
    record[name] = entries[:most]
    if len(entries) > most:
        omitted = f"omitted_{name}"
        record[omitted] = record.get(omitted, 0) + len(entries) - most


def _waited_ms(fact: Completion) -> float:
    """Return the time in which at least one call was under way: overlapping calls count once."""
    waited = reached = 0.0
    for start, end in sorted((call.started_ms, call.started_ms + call.duration_ms) for call in fact.calls):
        waited += max(0.0, end - max(start, reached))
        reached = max(reached, end)
    return waited


def _line(record: dict[str, Any], **_: Any) -> str:
    """Return one line of ASCII: control and bidirectional characters come out escaped."""
    record = {"event": record.pop("event"), **record}
    line = json.dumps(record, separators=(",", ":"), default=str)
    for name in ("links", "calls"):
        while len(line) > _MAX_RECORD_BYTES and record[name]:
            _keep(record, name, record[name], len(record[name]) // 2)
            line = json.dumps(record, separators=(",", ":"), default=str)
    if len(line) > _MAX_RECORD_BYTES:
        record |= {"variables": "omitted", "drift": "omitted"}
        line = json.dumps(record, separators=(",", ":"), default=str)
    return line


def _append_to(path: Path) -> TextIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    return path.open("a", encoding="ascii", buffering=1)
