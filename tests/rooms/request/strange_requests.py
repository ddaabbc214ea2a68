"""Requests that no well-behaved client sends: tables of them, and strategies that make more."""

from __future__ import annotations

import json

from hypothesis import strategies as st

from tests.rooms.request.raw_client import request_bytes

__all__ = ["BODIES", "BROKEN_HTTP", "HEADERS", "HELLO", "JSON", "NOT_GRAPHQL", "PREFLIGHT"]

JSON = ("content-type", "application/json")
PREFLIGHT = ("graphql-require-preflight", "1")
HELLO = b'{"query": "{ __typename }"}'

NOT_GRAPHQL = {
    "nothing": b"",
    "a string": b'"{ __typename }"',
    "a number": b"1",
    "null": b"null",
    "a batch that holds null": b"[null]",
    "an empty batch": b"[]",
    "NaN": b'{"query": "{ __typename }", "variables": {"a": NaN}}',
    "Infinity": b'{"query": "{ __typename }", "variables": {"a": -Infinity}}',
    "a number beyond floats": b'{"query": "{ __typename }", "variables": {"a": 1e400}}',
    "5 000 digits": b'{"query": "{ __typename }", "variables": {"a": %s}}' % (b"9" * 5_000),
    "half a character": rb'{"query": "\ud800"}',
    "half a character as bytes": b'{"query": "\xed\xa0\x80"}',
    "invalid UTF-8": b'{"query": "\xff"}',
    "UTF-16": '{"query": "{ __typename }"}'.encode("utf-16"),
    "a byte order mark": b"\xef\xbb\xbf" + HELLO,
    "a null byte": HELLO + b"\0",
    "two values": HELLO + HELLO,
    "100 000 lists": b"[" * 100_000 + b"]" * 100_000,
    "100 000 open lists": b"[" * 100_000,
    "100 000 objects": b'{"a":' * 43_000 + b"1" + b"}" * 43_000,
    "65 levels in variables": b'{"query": "{ __typename }", "variables": {"a": %s}}'
    % (b"[" * 63 + b"]" * 63),
    "a query that is null": b'{"query": null}',
    "variables as text": b'{"query": "{ __typename }", "variables": "{}"}',
    "extensions as a list": b'{"query": "{ __typename }", "extensions": [1]}',
}


BROKEN_HTTP = {
    "length and chunks": request_bytes(headers=[JSON, ("transfer-encoding", "chunked")], body=HELLO),
    "two lengths": request_bytes(headers=[JSON, ("content-length", "3")], body=HELLO),
    "a negative length": request_bytes(headers=[JSON, ("content-length", "-1")]),
    "a chunk of no size": request_bytes(headers=[JSON, ("transfer-encoding", "chunked")]) + b"zz\r\n",
    "a folded header": request_bytes(headers=[JSON, ("x-request-id", "a\r\n b")], body=HELLO),
    "a null byte in a header": request_bytes(headers=[JSON, ("x-request-id", "a\0b")], body=HELLO),
    "a line end in a header": request_bytes(headers=[JSON, ("x-request-id", "a\rset-cookie: b")], body=HELLO),
    "an unknown method": request_bytes("BREW"),
    "TLS": bytes.fromhex("16030102000100"),
}


REQUEST_HEADERS = [
    "accept", "accept-encoding", "content-type", "graphql-client-name", "graphql-cost", "origin",
    "graphql-require-preflight", "traceparent", "tracestate", "x-request-id", "expect", "connection",
]  # fmt: skip
USUAL_VALUES = [
    "application/json", "application/graphql-response+json", "*/*", "gzip", "validate", "report", "close",
    "application/json; charset=utf-8", "1", "", "text/html;q=0.1, */*;q=x", "https://ours.example",
]  # fmt: skip
WORDS = st.sampled_from(["{", "}", "(", ")", "album", "id", ":", "1", "$a", "query", "...", "@a", '"', "!"])
JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=10,
)
QUERIES = st.just("{ __typename }") | st.lists(WORDS, max_size=20).map(" ".join) | st.text(max_size=40)
REQUESTS = st.fixed_dictionaries(
    {"query": QUERIES | JSON_VALUES},
    optional=dict.fromkeys(("variables", "operationName", "extensions", "documentId", "doc_id"), JSON_VALUES),
)
BODIES = st.binary(max_size=200) | (JSON_VALUES | REQUESTS).map(lambda value: json.dumps(value).encode())
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(REQUEST_HEADERS),
        st.sampled_from(USUAL_VALUES)
        | st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=60),
    ),
    max_size=6,
)
