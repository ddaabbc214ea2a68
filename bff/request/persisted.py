"""Automatic persisted queries: a client sends a document's hash, and the text only when it is not known.

Source: https://www.apollographql.com/docs/apollo-server/performance/apq
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Protocol

from cachetools import LRUCache

from bff.errors import Code, refuse
from bff.flow.request import GraphQLRequest

__all__ = [
    "DocumentStore",
    "MemoryDocuments",
    "NoDocuments",
    "keep_document",
    "persisted_hash",
    "with_document",
]

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)


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


def persisted_hash(extensions: Mapping[str, object]) -> str | None:
    """Return the hash that stands for the document; None for a request that sends none.

    Raises:
        RequestRefused: the entry is not of version 1, or no SHA-256 in lower-case hexadecimal.
    """
    entry = extensions.get("persistedQuery")
    if entry is None:
        return None
    version = entry.get("version") if isinstance(entry, dict) else None
    sha256 = entry.get("sha256Hash") if isinstance(entry, dict) else None
    if version != 1 or not isinstance(sha256, str) or not _SHA256.fullmatch(sha256):
        raise refuse(
            Code.BAD_REQUEST,
            "'extensions.persistedQuery' must be {version: 1, sha256Hash: <64 hexadecimal digits>}.",
        )
    return sha256


async def with_document(request: GraphQLRequest, store: DocumentStore) -> GraphQLRequest:
    """Return the request with its text, looked up where the client sent the hash alone.

    Raises:
        RequestRefused: the text is not known (the client sends it then), or is not that of the hash.
    """
    sha256 = request.document_sha256
    if sha256 is None:
        return request
    if request.query:
        if hashlib.sha256(request.query.encode("utf-8", "surrogatepass")).hexdigest() != sha256:
            raise refuse(
                Code.PERSISTED_QUERY_HASH_MISMATCH,
                "The hash in 'extensions.persistedQuery' is not that of 'query'. Hash the text that is sent.",
            )
        return request
    text = await store.get(sha256)
    if text is None:
        raise refuse(Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
    return replace(request, query=text)


async def keep_document(request: GraphQLRequest, store: DocumentStore) -> None:
    """Remember a text that came with its hash; called once it has passed inspection."""
    if request.document_sha256 is not None:
        await store.put(request.document_sha256, request.query)
