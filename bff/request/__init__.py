"""Bytes to a GraphQL request: GraphQL over HTTP, and who sent it."""

from .accept import accepted
from .body import ClientGone, read_body
from .caller import Sender, sender_of
from .http import HttpMessage, read
from .ladder import PersistedDocuments
from .manifest import ListedDocument, Manifests, read_manifests
from .persisted import DocumentStore, MemoryDocuments, NoDocuments

__all__ = [
    "ClientGone",
    "DocumentStore",
    "HttpMessage",
    "ListedDocument",
    "Manifests",
    "MemoryDocuments",
    "NoDocuments",
    "PersistedDocuments",
    "Sender",
    "accepted",
    "read",
    "read_body",
    "read_manifests",
    "sender_of",
]
