"""The table of statuses: refused requests, each with its code and its status in both forms of answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

__all__ = ["PREFLIGHT", "REFUSED", "Refused"]

PREFLIGHT = {"graphql-require-preflight": "1"}

DEEP = "{album(id:1)" + "{artist{albums(first:1)" * 10 + "{id}" + "}}" * 10 + "}"
DEAR = "{ artists(first: 100) { nodes { albums(first: 100) { tracks(first: 100) { id } } } } }"


@dataclass(frozen=True)
class Refused:
    """One row of the table of statuses: with `application/graphql-response+json`, and with JSON."""

    name: str
    code: str
    status: int
    json_status: int
    body: object = None
    method: str = "POST"
    target: str = "/graphql"
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def body_bytes(self) -> bytes | None:
        """The body as it is sent."""
        if self.body is None or isinstance(self.body, bytes):
            return self.body
        return json.dumps(self.body).encode()


def _address(**parameters: str) -> str:
    return "/graphql?" + urlencode(parameters)


REFUSED = [
    Refused("not JSON", "BAD_REQUEST", 400, 400, b"{"),
    Refused("no object", "BAD_REQUEST", 400, 400, "{__typename}"),
    Refused("a batch", "BATCHING_DISABLED", 400, 400, [{"query": "{__typename}"}]),
    Refused("no query", "BAD_REQUEST", 400, 400, {}),
    Refused("query is a number", "BAD_REQUEST", 400, 400, {"query": 1}),
    Refused("variables are a list", "BAD_REQUEST", 400, 400, {"query": "{__typename}", "variables": []}),
    Refused("extensions are a string", "BAD_REQUEST", 400, 400, {"query": "{__typename}", "extensions": ""}),
    Refused("name is a number", "BAD_REQUEST", 400, 400, {"query": "{__typename}", "operationName": 0}),
    Refused("id is a number", "BAD_REQUEST", 400, 400, {"query": "{__typename}", "documentId": 1}),
    Refused("id twice in the address", "BAD_REQUEST", 400, 400, None, "GET",
            _address(documentId="a") + "&documentId=b", PREFLIGHT),
    Refused("id that nobody knows", "PERSISTED_QUERY_NOT_FOUND", 200, 200, {"documentId": "a"}),
    Refused("id of another text", "PERSISTED_QUERY_HASH_MISMATCH", 400, 400,
            {"query": "{__typename}", "documentId": "0" * 64}),
    Refused("no such operation", "OPERATION_RESOLUTION_FAILURE", 400, 400,
            {"query": "query A {__typename}", "operationName": "B"}),
    Refused("two operations, no name", "OPERATION_RESOLUTION_FAILURE", 400, 400,
            {"query": "query A {__typename} query B {__typename}"}),
    Refused("parameter twice", "BAD_REQUEST", 400, 400, None, "GET",
            _address(query="{__typename}") + "&query=x", PREFLIGHT),
    Refused("variables in the address are no JSON", "BAD_REQUEST", 400, 400, None, "GET",
            _address(query="{__typename}", variables="{"), PREFLIGHT),
    Refused("unknown cost mode", "BAD_REQUEST", 400, 400, {"query": "{__typename}"},
            headers={"graphql-cost": "nonsense"}),
    Refused("empty query", "GRAPHQL_PARSE_FAILED", 400, 200, {"query": ""}),
    Refused("does not parse", "GRAPHQL_PARSE_FAILED", 400, 200, {"query": "{"}),
    Refused("does not validate", "GRAPHQL_VALIDATION_FAILED", 400, 200, {"query": "{ nope }"}),
    Refused("variables do not coerce", "BAD_USER_INPUT", 400, 200,
            {"query": "query ($id: ID!) { album(id: $id) { id } }"}),
    Refused("too deep", "MAX_DEPTH_LIMIT", 400, 200, {"query": DEEP}),
    Refused("too expensive", "COST_ESTIMATED_TOO_EXPENSIVE", 400, 200, {"query": DEAR}),
    Refused("introspection in production", "INTROSPECTION_DISABLED", 400, 200,
            {"query": "{ __schema { queryType { name } } }"}),
    Refused("PUT", "METHOD_NOT_ALLOWED", 405, 405, {"query": "{__typename}"}, "PUT"),
    Refused("OPTIONS", "METHOD_NOT_ALLOWED", 405, 405, None, "OPTIONS"),
    Refused("body too large", "BODY_TOO_LARGE", 413, 413, {"query": " " * 262_144}),
    Refused("form", "UNSUPPORTED_MEDIA_TYPE", 415, 415, b"query={__typename}",
            headers={"content-type": "application/x-www-form-urlencoded"}),
    Refused("text", "UNSUPPORTED_MEDIA_TYPE", 415, 415, {"query": "{__typename}"},
            headers={"content-type": "text/plain; application/json"}),
    Refused("other charset", "UNSUPPORTED_MEDIA_TYPE", 415, 415, {"query": "{__typename}"},
            headers={"content-type": 'application/json; v=1; charset="utf-16"'}),
    Refused("GET of another type", "UNSUPPORTED_MEDIA_TYPE", 415, 415, None, "GET",
            _address(query="{__typename}"), {"content-type": "text/plain", **PREFLIGHT}),
    Refused("headers too large", "HEADERS_TOO_LARGE", 431, 431, {"query": "{__typename}"},
            headers={"x-large": "x" * 20_000}),
]  # fmt: skip
