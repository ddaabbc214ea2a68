"""For a user's own tests: the gateway on a real socket, in a thread of its own.

with serving(settings, graph) as server:
    answer = server.post("{ album(id: 1) { title } }")
"""

from __future__ import annotations

import asyncio
import io
import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bff.app import Application, build
from bff.config import Settings
from bff.declare import Graph
from bff.server import listen, make_server

__all__ = ["Served", "Serving", "serving"]

_START_TIMEOUT_S = 10.0


@dataclass(frozen=True, slots=True)
class Served:
    """One answer; header names are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    def json(self) -> Any:
        """Return the body's value."""
        return json.loads(self.body)


@dataclass(frozen=True, slots=True)
class Serving:
    """A running gateway."""

    url: str
    application: Application
    log: io.StringIO
    """The log of expensive operations, line by line."""

    def post(
        self,
        query: str,
        variables: Mapping[str, object] | None = None,
        *,
        operation_name: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Served:
        """Send one operation as a client would, and return the answer whatever its status."""
        body: dict[str, object] = {"query": query}
        if variables is not None:
            body["variables"] = variables
        if operation_name is not None:
            body["operationName"] = operation_name
        path = self.application.pipeline.settings.http.path
        sent = {
            "content-type": "application/json",
            "accept": "application/graphql-response+json",
            **(headers or {}),
        }
        return self.request("POST", path, body=json.dumps(body).encode(), headers=sent)

    def request(
        self, method: str, path: str, *, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Served:
        """Send one HTTP request; redirects are not followed."""
        request = urllib.request.Request(
            self.url + path, data=body, method=method, headers=dict(headers or {})
        )
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect)
        try:
            with opener.open(request, timeout=30) as reply:
                return Served(reply.status, _lowered(reply.headers), reply.read())
        except urllib.error.HTTPError as error:
            with error:
                return Served(error.code, _lowered(error.headers), error.read())


@contextmanager
def serving(settings: Settings, graph: Graph, *, host: str = "127.0.0.1", port: int = 0) -> Iterator[Serving]:
    """Run the gateway until the block ends; `port=0` takes a free one.

    Raises:
        DeclarationError, SettingsError: it must not start.
        OSError: the address is in use.
    """
    log = io.StringIO()
    application = build(settings, graph, log_stream=log)
    listener = listen(host, port)
    server = make_server(application, drain_s=settings.http.drain_s)
    thread = threading.Thread(
        target=lambda: asyncio.run(server.serve(sockets=[listener])), name="gateway", daemon=True
    )
    thread.start()
    try:
        if not application.started.wait(_START_TIMEOUT_S):
            raise RuntimeError("The gateway did not start in time.")
        yield Serving(f"http://{host}:{listener.getsockname()[1]}", application, log)
    finally:
        server.should_exit = True
        thread.join(_START_TIMEOUT_S)
        listener.close()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def _lowered(headers: Any) -> dict[str, str]:
    return {name.lower(): value for name, value in headers.items()}
