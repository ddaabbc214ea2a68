"""What this room needs of the row table; `app` hands in the one of the room `fetch`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from bff.declare.endpoints.keys import KeyValue
from bff.declare.endpoints.service import Endpoint
from bff.declare.rows.source import Source
from bff.flow.call import CallRecord

__all__ = ["KeyValue", "Rows"]

Arguments = tuple[tuple[str, object], ...]


class Rows(Protocol):
    """The rows of one request. A key of None stands for an endpoint without keys."""

    @property
    def calls(self) -> Sequence[CallRecord]:
        """The calls made so far, in the order of their ends."""
        ...

    @property
    def missing(self) -> object:
        """What `peek` returns for a value that is not there yet."""
        ...

    def peek(self, source: Source, arguments: Arguments, key: KeyValue | None, *, is_list: bool) -> object:
        """Return the row, rows or failure that is there already, or `missing`."""
        ...

    async def fetch(
        self, source: Source, arguments: Arguments, keys: Iterable[KeyValue | None], *, is_list: bool
    ) -> Mapping[KeyValue | None, object]:
        """Return the row, rows or failure of each key."""
        ...

    async def load(
        self, source: Source, arguments: Arguments, key: KeyValue | None, *, is_list: bool
    ) -> object:
        """Return the value of one key, batched with those asked for beside it."""
        ...

    def send_for(
        self, source: Source, arguments: Arguments, keys: Iterable[KeyValue], *, is_list: bool
    ) -> None:
        """Let these keys leave in one batch."""
        ...

    def elapsed_ms(self) -> float:
        """Return the time since the request began."""
        ...

    def forget(self, endpoints: Iterable[Endpoint] | None = None) -> None:
        """Forget the values of these endpoints, or all: what is asked for from now on is fetched again."""
        ...
