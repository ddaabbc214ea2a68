"""Bytes to a GraphQL request: GraphQL over HTTP, and who sent it."""

from .accept import accepted
from .body import ClientGone, read_body
from .http import HttpMessage, read

__all__ = ["ClientGone", "HttpMessage", "accepted", "read", "read_body"]
