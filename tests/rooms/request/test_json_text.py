from __future__ import annotations

import contextlib
import time

import pytest
from hypothesis import given, strategies as st

from bff.errors import RequestRefused
from bff.request.json_text import parse_json

MAX_DEPTH = 8


def nested(depth: int, *, inside: bytes = b"") -> bytes:
    return b"[" * depth + inside + b"]" * depth


@pytest.mark.parametrize(
    "text",
    [
        nested(MAX_DEPTH),
        nested(MAX_DEPTH - 1, inside=b"{}, {}, []"),
        b"[" + b"{}," * 5_000 + b"{}]",
        b"[" + nested(MAX_DEPTH - 1) + b"," + nested(MAX_DEPTH - 1) + b"]",
        rb'["\"[[[[[[[[[[[[[[[[[[", "\\", "]", "{{{{{{{{{{{{{{"]',
    ],
)
def test_depth_counts_brackets_outside_strings(text: bytes) -> None:
    parse_json(text, MAX_DEPTH, "the body")


@pytest.mark.parametrize(
    "text",
    [
        nested(MAX_DEPTH + 1),
        b"[" + b"{}," * 100 + nested(MAX_DEPTH) + b"]",
        b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1),
        rb'["\\",' + nested(MAX_DEPTH) + b"]",
        b"[" * 260_000,
    ],
)
def test_deeper_json_is_refused_with_the_limit(text: bytes) -> None:
    with pytest.raises(RequestRefused, match="nests deeper than 8 levels") as refused:
        parse_json(text, MAX_DEPTH, "the body")
    assert refused.value.refusals[0].facts == {"limit": MAX_DEPTH}


@pytest.mark.parametrize(
    "text",
    [
        b"[" * 260_000,
        b"[{}," * 65_000,
        nested(64) * 2_000,
        b'"' * 260_000,
        b'"\\' * 130_000,
        b'["' + b"[" * 260_000 + b'"]',
        b'[""' + b',"\\""' * 50_000 + b"]",
    ],
)
def test_body_of_brackets_does_not_hold_the_event_loop(text: bytes) -> None:
    began_s = time.process_time()
    with contextlib.suppress(RequestRefused):
        parse_json(text, 64, "the body")
    assert time.process_time() - began_s < 0.25


@given(st.binary(max_size=60) | st.text('[]{}",:\\1 ', max_size=60).map(str.encode))
def test_any_bytes_are_a_value_or_a_refusal(text: bytes) -> None:
    with contextlib.suppress(RequestRefused):
        parse_json(text, MAX_DEPTH, "the body")
