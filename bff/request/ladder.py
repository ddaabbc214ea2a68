"""From the id of a document to its text, and the ladder that says which documents may run at all.

A text is compared byte for byte: what a client sends and what its manifest holds come from one build, and
an unknown text costs a look-up here, where any normalisation would have to read it first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

from bff.config import PersistedSettings
from bff.errors import Code, refuse
from bff.flow.request import GraphQLRequest

from .document_id import is_hash
from .persisted import DocumentStore

__all__ = ["PersistedDocuments"]


class PersistedDocuments:
    """The documents of manifests, and those that clients sent before where the ladder lets them."""

    def __init__(
        self, settings: PersistedSettings, listed: Mapping[str, str], store: DocumentStore | None
    ) -> None:
        """`listed`: texts by canonical id; `store` None: no text is known but theirs."""
        self._mode = settings.mode
        self._is_closed = settings.is_closed
        self._listed = listed
        self._texts = frozenset(listed.values())
        self._store = store

    async def resolve(self, request: GraphQLRequest) -> GraphQLRequest:
        """Return the request with its text, looked up where the client sent the id alone.

        Raises:
            RequestRefused: the id is not known (the client sends the text then), the text is not that of the
                id, or the ladder does not let it run.
        """
        document_id, text = request.document_id, request.query
        if self._mode == "require_id" and (text or document_id is None):
            raise refuse(
                Code.PERSISTED_QUERY_ID_REQUIRED,
                "Only documents that clients were built with run here, by id. Send 'documentId' alone.",
            )
        if document_id is not None:
            text = self._with_its_id(document_id, text) if text else await self._text_of(document_id)
        is_persisted = self._judge(text)
        if text is request.query and is_persisted is None:
            return request
        return replace(request, query=text, is_persisted=is_persisted)

    async def keep(self, request: GraphQLRequest) -> None:
        """Remember a text that came with its hash; called once it has passed inspection."""
        document_id = request.document_id
        if self._store is None or document_id is None or request.is_persisted:
            return
        if is_hash(document_id):
            await self._store.put(document_id, request.query)

    async def close(self) -> None:
        """Let go of the store."""
        if self._store is not None:
            await self._store.close()

    def _judge(self, text: str) -> bool | None:
        """Return what the log is told of a text that may run."""
        if text in self._texts:
            return True
        if self._is_closed:
            raise refuse(
                Code.QUERY_NOT_IN_SAFELIST,
                "The document is not one that clients were built with. Send one of theirs, byte for byte.",
            )
        return False if self._mode == "log_unknown" else None

    async def _text_of(self, document_id: str) -> str:
        text = self._listed.get(document_id)
        if text is None and self._store is not None and is_hash(document_id):
            text = await self._store.get(document_id)
        if text is None:
            raise _not_found()
        return text

    def _with_its_id(self, document_id: str, text: str) -> str:
        """Return the text, which is that of the id."""
        listed = self._listed.get(document_id)
        if listed is None and not is_hash(document_id):
            raise _not_found()
        if text == listed or (listed is None and _sha256(text) == document_id):
            return text
        raise refuse(
            Code.PERSISTED_QUERY_HASH_MISMATCH,
            "The id or hash of the document is not that of 'query'. Hash the text that is sent.",
        )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _not_found() -> Exception:
    return refuse(Code.PERSISTED_QUERY_NOT_FOUND, "PersistedQueryNotFound")
