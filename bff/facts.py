"""What the rooms tell the record: one completion fact for every request, whatever became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bff.flow.call import CallRecord
from bff.flow.outcome import ActualCosts, LinkTiming
from bff.flow.plan import Estimate

__all__ = ["Completion", "Result"]

Result = Literal["ok", "partial", "refused", "priced", "cancelled", "failed"]
"""`ok` and `partial` ran, the latter with errors; `priced` was asked not to; `cancelled`: the caller left."""


@dataclass(frozen=True, slots=True)
class Completion:
    """The end of one request. What is None was not reached."""

    at: datetime
    result: Result
    trace_id: str
    request_id: str
    duration_ms: float
    client_name: str | None = None
    client_version: str | None = None
    operation_name: str | None = None
    operation_type: str | None = None
    operation_hash: str | None = None
    document_id: str | None = None
    """As the caller sent it."""
    is_persisted: bool | None = None
    """True: the document is one of a manifest. False: it is not, and that is worth a line."""
    document_bytes: int | None = None
    depth: int | None = None
    variables: Mapping[str, object] | None = None
    """As the caller sent them: only the record's redaction may look at them."""
    estimate: Estimate | None = None
    estimated_points: float | None = None
    actual: ActualCosts | None = None
    actual_points: float | None = None
    calls: tuple[CallRecord, ...] = ()
    links: tuple[LinkTiming, ...] = ()
    """When the rows of each link were there; empty where the operation did not come to its end."""
    drift: tuple[str, ...] = ()
    error_codes: tuple[str, ...] = ()
    faults: tuple[BaseException, ...] = ()
    """Exceptions that are nobody's business but ours: the caller saw them masked."""
    status: int | None = None
    answer_bytes: int = 0
