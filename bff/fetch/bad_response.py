"""The failure of a reply that is not as it was declared."""

from __future__ import annotations

from bff.declare.rows.source import Source
from bff.errors import Code, ServiceFailure

__all__ = ["bad_response"]


def bad_response(source: Source, detail: str) -> ServiceFailure:
    """Return the failure; `detail` is for the log, and quotes nothing that the service sent."""
    endpoint = source.endpoint
    return ServiceFailure(
        Code.SERVICE_BAD_RESPONSE, service=endpoint.service, endpoint=endpoint.name, detail=detail
    )
