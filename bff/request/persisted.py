"""Automatic persisted queries: a client sends a document's hash, and the text only when it is not known.

Source: https://www.apollographql.com/docs/apollo-server/performance/apq
"""

from __future__ import annotations

from typing import Protocol

from cachetools import LRUCache

from bff.errors import Code, refuse

__all__ = ["DocumentStore", "MemoryDocuments", "NoDocuments"]


class DocumentStore(Protocol):
    """Where the texts are; a store that fails answers None and keeps nothing, it never raises."""

    async def get(self, sha256: str) -> str | None:
        """Return the text, or None."""
        ...

    async def put(self, sha256: str, text: str) -> None:
        """Keep the text."""
        ...

    async def close(self) -> None:
        """Let go of what the store holds open."""
        ...


class MemoryDocuments:
    """The texts last used, in this worker's memory, `max_bytes` of them at most."""

    def __init__(self, max_bytes: int) -> None:
        self._texts: LRUCache[str, str] = LRUCache(max_bytes, getsizeof=lambda text: 4 * len(text) + 200)

    async def get(self, sha256: str) -> str | None:
        """Return the text, or None."""
        text: str | None = self._texts.get(sha256)
        return text

    async def put(self, sha256: str, text: str) -> None:
        """Keep the text, unless it is larger than the whole store."""
        if self._texts.getsizeof(text) <= self._texts.maxsize:
            self._texts[sha256] = text

    async def close(self) -> None:
        """Nothing is held open."""


class NoDocuments:
    """Keeps nothing: a client that asks by hash learns that it need not try again."""

    async def get(self, sha256: str) -> str | None:
        """Refuse.

        Raises:
            RequestRefused: always.
        """
        raise refuse(Code.PERSISTED_QUERY_NOT_SUPPORTED, "PersistedQueryNotSupported")

    async def put(self, sha256: str, text: str) -> None:
        """Keep nothing."""

    async def close(self) -> None:
        """Nothing is held open."""
