"""Which rows a field of a mutation's root may have changed."""

from __future__ import annotations

from bff.declare.endpoints.service import Endpoint
from bff.flow.plan import PlannedField

__all__ = ["cleared_by"]


def cleared_by(field: PlannedField) -> tuple[Endpoint, ...] | None:
    """Return the endpoints whose rows must be read anew, the field's own among them; None: all.

    Its own, because the same write twice is two writes. What a hand-written resolver changes nobody knows.
    """
    if field.definition is None:
        return ()
    endpoint = field.link.source.endpoint if field.link is not None else None
    if endpoint is None or endpoint.clears is None:
        return None
    return (endpoint, *endpoint.clears)
