"""One page of a list, as a service sent it: its rows, and what the service says of those that follow."""

from __future__ import annotations

from dataclasses import dataclass

from bff.errors import ServiceFailure

__all__ = ["Page"]


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one reply.

    A fact that the service should have sent in another form is the failure to raise where it is needed: the
    rows stand without it.
    """

    rows: tuple[object, ...]
    """In the service's order; a failure for one that could not be read, in its place."""
    total: int | ServiceFailure | None = None
    """The rows of all pages; None: the endpoint does not say."""
    next: str | ServiceFailure | None = None
    """What the service calls the place where the next page begins; None: the last page, or offsets."""
