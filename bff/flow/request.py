"""What the room `request` makes of bytes: one GraphQL request and who sent it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

__all__ = ["Caller", "CostMode", "GraphQLRequest", "MediaType", "TraceContext"]


class CostMode(Enum):
    """What the header `GraphQL-Cost` asks for."""

    OFF = "off"
    REPORT = "report"
    """Run, and tell the costs in `extensions.cost`."""
    VALIDATE = "validate"
    """Price and answer without running."""


class MediaType(Enum):
    """The two forms of answer that GraphQL over HTTP knows."""

    GRAPHQL_RESPONSE = "application/graphql-response+json"
    JSON = "application/json"


@dataclass(frozen=True, slots=True)
class TraceContext:
    """The trace that this request belongs to, in W3C's terms (hexadecimal, lower case).

    `span_id` is the gateway's own span: services get it as their parent.
    """

    trace_id: str
    span_id: str
    parent_id: str | None
    is_sampled: bool
    state: str | None = None
    """The header `tracestate`, passed on as it came."""

    def traceparent(self) -> str:
        """Return the header that a service is called with."""
        return f"00-{self.trace_id}-{self.span_id}-{'01' if self.is_sampled else '00'}"


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: names as the client gave them (unverified), and the request's headers.

    `headers` has lower-case names. It holds what came, secrets included: it is never logged, and a
    service sees only the names on its own allow-list.
    """

    client_name: str | None = None
    client_version: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)

    def header(self, name: str) -> str | None:
        """Return the value of a header, whatever the case of its name; None: it did not come."""
        return self.headers.get(name.lower())


@dataclass(frozen=True, slots=True)
class GraphQLRequest:
    """One request, well-formed but not yet looked into."""

    query: str
    operation_name: str | None
    variables: Mapping[str, object]
    extensions: Mapping[str, object]
    caller: Caller
    trace: TraceContext
    request_id: str
    media_type: MediaType = MediaType.GRAPHQL_RESPONSE
    cost_mode: CostMode = CostMode.OFF
    is_read_only: bool = False
    """True for GET: such a request may not run a mutation."""
    document_id: str | None = None
    """The id that the client sent for the document, a hash as its 64 digits alone; `query` is empty where it
    sent nothing else."""
    is_persisted: bool | None = None
    """True: a manifest has the document. False: none has it, and that is to be logged. None: nobody minds."""
