"""A caller without a network: what the endpoint is told, and what it says, message by message."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable, Iterator, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Any

from bff.app import build
from bff.clock import Clock
from bff.config import Settings
from bff.declare import Graph
from bff.endpoint import GraphQLEndpoint
from bff.facts import Completion

__all__ = ["Caller", "Message", "endpoint_of", "scope_of"]

Message = MutableMapping[str, Any]

LEFT: Message = {"type": "http.disconnect"}


def endpoint_of(
    graph: Graph, *, clock: Clock | None = None, **http: Any
) -> tuple[GraphQLEndpoint, list[Completion]]:
    """Return the endpoint of a graph, and the list that its completion facts go to."""
    settings = Settings(http=Settings().http.model_copy(update=http))
    facts: list[Completion] = []
    return GraphQLEndpoint(replace(build(settings, graph, clock=clock).pipeline, record=facts.append)), facts


def scope_of(headers: Mapping[str, str] = {}, *, method: str = "POST", query_string: bytes = b"") -> Message:
    """Return the scope of a request; `headers` are added to those of a client that knows the protocol."""
    named = {"content-type": "application/json", "accept": "application/graphql-response+json", **headers}
    raw = [(name.encode(), value.encode("latin-1")) for name, value in named.items()]
    return {"type": "http", "method": method, "query_string": query_string, "headers": raw}


@dataclass
class Caller:
    """Says `parts` as its body, then waits until `leave` is called."""

    parts: Iterable[bytes] = ()
    ends: bool = True
    sent: list[Message] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._left = asyncio.Event()
        self._messages = self._say()

    @classmethod
    def asking(cls, query: str) -> Caller:
        """A caller who sends the whole document at once."""
        return cls((json.dumps({"query": query}).encode(),))

    def leave(self) -> None:
        """Close the connection."""
        self._left.set()

    async def receive(self) -> Message:
        """Tell the endpoint what comes next."""
        for message in self._messages:
            return message
        await self._left.wait()
        return LEFT

    async def send(self, message: Message) -> None:
        """Take what the endpoint says."""
        self.sent.append(message)

    @property
    def status(self) -> int:
        """The answer's status."""
        return int(self.sent[0]["status"])

    def json(self) -> Any:
        """Return the answer's value."""
        return json.loads(self.sent[1]["body"])

    def _say(self) -> Iterator[Message]:
        parts = list(self.parts)
        for number, part in enumerate(parts, 1):
            is_last = self.ends and number == len(parts)
            yield {"type": "http.request", "body": part, "more_body": not is_last}
