"""Bytes to a GraphQL request: GraphQL over HTTP, and who sent it."""

from .accept import accepted
from .body import ClientGone, read_body
from .caller import Sender, sender_of
from .http import HttpMessage, read
from .persisted import DocumentStore, MemoryDocuments, NoDocuments, keep_document, with_document

__all__ = [
    "ClientGone",
    "DocumentStore",
    "HttpMessage",
    "MemoryDocuments",
    "NoDocuments",
    "Sender",
    "accepted",
    "keep_document",
    "read",
    "read_body",
    "sender_of",
    "with_document",
]
