"""The id by which a request names its document, in each of the three ways that clients have for it.

Sources: https://github.com/graphql/graphql-over-http/blob/main/spec/Appendix%20A%20--%20Persisted%20Documents.md,
https://relay.dev/docs/guides/persisted-queries/, https://www.apollographql.com/docs/apollo-server/performance/apq
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from bff.errors import Code, refuse

__all__ = ["canonical_id", "document_id_of", "is_hash"]

_HASH = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PREFIX = "sha256:"


def is_hash(document_id: str) -> bool:
    """Return True for a SHA-256 in lower-case hexadecimal: the name that every text has."""
    return _HASH.fullmatch(document_id) is not None


def canonical_id(document_id: str) -> str:
    """Return the id as it is looked up: a hash without `sha256:`, any other as it is."""
    bare = document_id.removeprefix(_PREFIX)
    return bare if is_hash(bare) else document_id


def document_id_of(parameters: Mapping[str, object], extensions: Mapping[str, object]) -> str | None:
    """Return the canonical id of the document; None for a request that sends none.

    Raises:
        RequestRefused: an id is no text, the entry of `extensions` is not of version 1, or two ids differ.
    """
    ids = {_text(parameters, "documentId"), _text(parameters, "doc_id"), _apollo_hash(extensions)} - {None}
    if len(ids) > 1:
        raise refuse(Code.BAD_REQUEST, "The request names its document by different ids. Send one of them.")
    return next(iter(ids), None)


def _text(parameters: Mapping[str, object], name: str) -> str | None:
    value = parameters.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not value:
        raise refuse(
            Code.BAD_REQUEST, f"'{name}' must be a string that is not empty. Send the document's id."
        )
    return canonical_id(value)


def _apollo_hash(extensions: Mapping[str, object]) -> str | None:
    entry = extensions.get("persistedQuery")
    if entry is None:
        return None
    version = entry.get("version") if isinstance(entry, dict) else None
    sha256 = entry.get("sha256Hash") if isinstance(entry, dict) else None
    if version != 1 or not isinstance(sha256, str) or not is_hash(sha256):
        raise refuse(
            Code.BAD_REQUEST,
            "'extensions.persistedQuery' must be {version: 1, sha256Hash: <64 hexadecimal digits>}.",
        )
    return sha256
