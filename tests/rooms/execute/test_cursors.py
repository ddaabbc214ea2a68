"""Cursors: what we make comes back as it was, and nothing else is one."""

from __future__ import annotations

from base64 import urlsafe_b64encode

import pytest
from hypothesis import given, settings, strategies as st

from bff.execute.cursors import MAX_COUNT, Place, decode, encode
from bff.fetch.page_facts import MAX_TOKEN_BYTES

counts = st.integers(0, MAX_COUNT)
tokens = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=MAX_TOKEN_BYTES // 4)
quick = settings(max_examples=300, deadline=None, derandomize=True, database=None)


def cursor(text: str | bytes) -> str:
    return urlsafe_b64encode(text if isinstance(text, bytes) else text.encode()).rstrip(b"=").decode()


@quick
@given(count=st.integers(1, MAX_COUNT))
def test_offsets_come_back(count: int) -> None:
    made = encode(Place(count), is_offset=True)
    assert decode(made, is_offset=True) == Place(count)
    assert decode(made, is_offset=False) is None


@quick
@given(count=counts, token=tokens, has_rows_before=st.booleans())
def test_cursors_of_services_come_back(count: int, token: str, has_rows_before: bool) -> None:
    place = Place(count, token, has_rows_before)
    made = encode(place, is_offset=False)
    assert decode(made, is_offset=False) == place
    assert decode(made, is_offset=True) is None
    assert len(made) <= 1000
    assert made.isascii()
    assert made.replace("-", "a").replace("_", "a").isalnum()


def test_the_longest_cursor_of_a_service_fits() -> None:
    place = Place(MAX_COUNT, "x" * MAX_TOKEN_BYTES)
    assert decode(encode(place, is_offset=False), is_offset=False) == place


NONE: list[tuple[str, str]] = [
    ("nothing", ""),
    ("a number", "20"),
    ("no base64", "1o20"),
    ("another alphabet", "MW8y+w"),
    ("padded", urlsafe_b64encode(b"1o2").decode() + "="),
    ("of a length that none has", "MW8yM"),
    ("unused bits set", cursor("1o20")[:-1] + "B"),
    ("no UTF-8", cursor(b"1c1:\xff")),
    ("another version", cursor("2o20")),
    ("another kind", cursor("1x20")),
    ("nothing behind", cursor("1o")),
    ("before all rows", cursor("1o0")),
    ("negative", cursor("1o-1")),
    ("signed", cursor("1o+1")),
    ("leading zero", cursor("1o01")),
    ("a fraction", cursor("1o1.5")),
    ("in words of another script", cursor("1o\u0661")),
    ("over the largest", cursor(f"1o{MAX_COUNT + 1}")),
    ("eleven digits", cursor("1o10000000000")),
    ("digits without end", cursor("1o" + "9" * 700)),
    ("an offset with a token", cursor("1o20:x")),
    ("the beginning", cursor("1c0")),
    ("the beginning again", cursor("1s0")),
    ("an empty token", cursor("1c0:")),
    ("more than there is", cursor("1c1:x\n") + "\n"),
    ("a blank before", " " + cursor("1o20")),
    ("too long", cursor("1c1:" + "x" * 760)),
    ("very long", "A" * 100_000),
    ("zero bytes", "\0"),
    ("other letters", "\u00e4\u00f6"),
    ("a lone surrogate", "\ud800"),
]


@pytest.mark.parametrize("text", [each[1] for each in NONE], ids=[each[0] for each in NONE])
def test_what_is_no_cursor(text: str) -> None:
    assert decode(text, is_offset=True) is None
    assert decode(text, is_offset=False) is None


@quick
@given(
    text=st.one_of(
        st.text(),
        st.binary(max_size=60).map(cursor),
        st.text(max_size=40).map(lambda t: cursor("1c" + t if t.isascii() else "1c1:a")),
    )
)
def test_any_text_is_a_cursor_in_its_one_form_or_none(text: str) -> None:
    for is_offset in (True, False):
        place = decode(text, is_offset=is_offset)
        assert place is None or encode(place, is_offset=is_offset) == text
