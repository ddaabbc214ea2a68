"""Measures one operation against a running gateway, and finds what is wrong with its answer."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from pydantic import SecretStr

from bff.testing import Serving

from .operations import StoredOperation

__all__ = ["Measured", "measure"]


@dataclass(frozen=True, slots=True)
class Measured:
    """What one operation came to, and what is wrong with that."""

    name: str
    status: int
    answer_bytes: int
    points: float
    calls: Mapping[str, tuple[int, int]]
    """Made and planned, by service."""
    duration_ms: float
    findings: tuple[str, ...] = ()


def measure(server: Serving, operation: StoredOperation, headers: Mapping[str, SecretStr]) -> Measured:
    """Run one operation twice and measure the second time: the first one opens the connections."""
    sent = {"graphql-cost": "report", "graphql-client-name": "bff-demo"}
    sent |= {name: value.get_secret_value() for name, value in headers.items()}
    variables = operation.variables or {}
    server.post(operation.text, variables, headers=sent)
    began_s = time.monotonic()
    answer = server.post(operation.text, variables, headers=sent)
    duration_ms = (time.monotonic() - began_s) * 1000
    content = answer.json()
    cost = content.get("extensions", {}).get("cost", {})
    by_service = cost.get("calls", {}).get("byService", {})
    measured = Measured(
        name=operation.name,
        status=answer.status,
        answer_bytes=len(answer.body),
        points=cost.get("actualQueryCost", 0),
        calls={name: (counts["actual"], counts["estimated"]) for name, counts in by_service.items()},
        duration_ms=duration_ms,
    )
    return replace(measured, findings=(*_wrong(content), *_over_bounds(operation, measured)))


def _wrong(content: Mapping[str, Any]) -> Iterator[str]:
    for error in content.get("errors", ()):
        path = ".".join(str(part) for part in error.get("path", ()))
        yield f"error{f' at {path}' if path else ''}: {error['message']}"
    data = content.get("data")
    if not data:
        yield "no data"
    yield from (f"empty list at {path}" for path in _empty_lists(data, ""))


def _empty_lists(value: object, path: str) -> Iterator[str]:
    """Yield the empty lists that stand in no other list: further in, an empty list may be the truth."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from _empty_lists(each, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list) and not value:
        yield path


def _over_bounds(operation: StoredOperation, measured: Measured) -> Iterator[str]:
    figures = {
        "points": measured.points,
        "calls": sum(made for made, _ in measured.calls.values()),
        "answer_bytes": measured.answer_bytes,
        "duration_ms": measured.duration_ms,
    }
    yield from operation.bounds.exceeded_by(figures)
    for service, (made, planned) in measured.calls.items():
        if made > planned:
            yield f"{service}: {made} calls made, but only {planned} planned"
