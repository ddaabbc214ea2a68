"""What a hand-written resolver or a permission class sees of the running request: `info.context`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from .endpoints.endpoint import Endpoint

__all__ = ["Caller", "Context"]

Row = TypeVar("Row")


class Caller(Protocol):
    """Who asks, in words of their own: nothing here was verified by the gateway."""

    @property
    def client_name(self) -> str | None:
        """The application that asks."""
        ...

    @property
    def client_version(self) -> str | None:
        """Its version."""
        ...

    def header(self, name: str) -> str | None:
        """Return a header of the caller's request; None: it did not come."""
        ...


class Context(Protocol):
    """The type of `info.context`: `info: strawberry.Info[Context, None]`."""

    @property
    def caller(self) -> Caller:
        """Who asks."""
        ...

    @property
    def request_id(self) -> str:
        """The id that the answer carries as `X-Request-ID`."""
        ...

    @property
    def trace_id(self) -> str:
        """The trace that the request belongs to: 32 hexadecimal digits."""
        ...

    async def load(
        self, endpoint: Endpoint, key: object, into: type[Row], **placeholders: object
    ) -> Row | None:
        """Return the row of `key`; None where the service has none, or nothing can have such a key.

        `endpoint` and `into` are those that the field declares with `loads`; `placeholders` are what the
        declaration leaves open. A key of several parts is a tuple.

        Raises:
            ServiceFailure: the row could not be had.
            GraphQLError: the key cannot be sent.
        """
        ...

    async def load_many(
        self, endpoint: Endpoint, key: object, into: type[Row], **placeholders: object
    ) -> Sequence[Row]:
        """Return the rows of `key` from an endpoint made by `many`; otherwise as `load`."""
        ...
