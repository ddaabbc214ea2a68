"""Completion facts made by hand."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from bff.errors import Code
from bff.facts import Completion
from bff.flow.call import CallRecord
from bff.flow.outcome import LinkTiming

CALL = CallRecord(
    service="catalog",
    endpoint="GET /albums?ids",
    method="GET",
    key_count=3,
    started_ms=1.0,
    duration_ms=20.0,
    status=200,
    reply_bytes=512,
    failure=None,
)
LINK = LinkTiming(
    path="albums.artist", coordinate="Album.artist", key_count=3, started_ms=1.0, duration_ms=20.1
)
FAILED_CALL = replace(CALL, service="ratings", status=None, failure=Code.SERVICE_TIMEOUT, detail="after 1 s")
CHEAP = Completion(
    at=datetime(2026, 11, 23, 12, 0, 0, 123_000, tzinfo=UTC),
    result="ok",
    trace_id="4bf92f3577b34da6a3ce929d0e0e4736",
    request_id="r-1",
    duration_ms=30.0,
    client_name="web",
    client_version="1.2",
    operation_name="AlbumPage",
    operation_type="query",
    operation_hash="ab" * 32,
    document_bytes=120,
    depth=4,
    estimated_points=40.0,
    actual_points=20.0,
    calls=(CALL,),
    status=200,
    answer_bytes=900,
)


def fact(**changes: Any) -> Completion:
    """Return the cheap fact with changes."""
    return replace(CHEAP, **changes)
