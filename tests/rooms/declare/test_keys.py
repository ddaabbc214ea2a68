"""What may be a key, for whom, and in which form it is sent."""

from __future__ import annotations

import pytest

from bff.declare import Key, Service
from bff.declare.keys import KeyRefused, normalise

shop = Service("shop")
INTEGERS = shop.one("GET /a?ids={ids}", key=Key("id"))
JOINED = shop.one("GET /a?ids={ids}", key=Key("id", str))
REPEATED = shop.one("GET /a?id={ids*}", key=Key("id", str))
IN_PATH = shop.one("GET /a/{id}", key=Key("id", str))
BESIDE = shop.one("GET /a/{id}?region={region}", key=Key("id", str))
IN_BODY = shop.one("POST /a", body={"ids": "{ids}"}, key=Key("id", str))
UNTYPED = shop.one("GET /a/{id}")
TEXTS = (JOINED, REPEATED, IN_PATH, BESIDE, IN_BODY, UNTYPED)
MOST = 2**63 - 1
HUGE = 10**4_000


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (1, 1),
        ("1", 1),
        (0, 0),
        ("0", 0),
        (-7, -7),
        ("-7", -7),
        (MOST, MOST),
        (str(MOST), MOST),
        (-MOST, -MOST),
        (str(-MOST), -MOST),
        ("1000000000000000000", 10**18),
        (MOST + 1, None),
        (str(MOST + 1), None),
        (-MOST - 1, None),
        (HUGE, None),
        ("9" * 10_000, None),
        ("-0", None),
        ("+1", None),
        ("01", None),
        ("1.0", None),
        ("1e3", None),
        ("1_000", None),
        (" 1", None),
        ("1\n", None),
        ("0x10", None),
        ("٣", None),
        ("１", None),  # noqa: RUF001 - a full-width digit, which int() would take
        ("", None),
        ("abc", None),
        ("\ud800", None),
        (True, None),
        (False, None),
        (1.0, None),
        (float("nan"), None),
        (None, None),
        ([1], None),
        ((1,), None),
        (b"1", None),
    ],
)
def test_an_integer_key_has_one_form(value: object, key: int | None) -> None:
    found = normalise(INTEGERS, value)
    assert (found, type(found)) == (key, type(key))


@pytest.mark.parametrize("endpoint", TEXTS, ids=repr)
@pytest.mark.parametrize(
    ("value", "key"),
    [
        ("abc", "abc"),
        (1, "1"),
        (-1, "-1"),
        ("01", "01"),
        ("a/b?c#d&e=f%2e", "a/b?c#d&e=f%2e"),
        ("...", "..."),
        (" ", " "),
        ("é", "é"),
        ("🎵", "🎵"),
        ("x" * 36, "x" * 36),
        ("6f9619ff-8b86-d011-b42d-00c04fc964ff", "6f9619ff-8b86-d011-b42d-00c04fc964ff"),
        (True, None),
        (1.5, None),
        (None, None),
        ([], None),
        (b"x", None),
        (2**63, None),
        (HUGE, None),
    ],
)
def test_a_text_key_stays_what_it_is(endpoint: object, value: object, key: str | None) -> None:
    assert normalise(endpoint, value) == key  # type: ignore[arg-type]


REFUSED = [
    ("", "An id must not be ''."),
    (".", "An id must not be '.'."),
    ("..", "An id must not be '..'."),
    ("x" * 37, "An id must have at most 36 bytes, but this one has 37."),
    ("x" * 10_240, "An id must have at most 36 bytes, but this one has 10240."),
    ("a\nb", "An id must not have control characters."),
    ("a\x00", "An id must not have control characters."),
    ("a\x7f", "An id must not have control characters."),
    ("a\u2028b", "An id must not have control characters."),
    ("a\u202eb", "An id must not have control characters."),
    ("\ud800", "An id must not have control characters."),
]


@pytest.mark.parametrize("endpoint", TEXTS, ids=repr)
@pytest.mark.parametrize(("value", "message"), REFUSED, ids=[repr(each[0][:5]) for each in REFUSED])
def test_a_text_without_a_safe_form_is_refused(endpoint: object, value: str, message: str) -> None:
    with pytest.raises(KeyRefused) as refused:
        normalise(endpoint, value)  # type: ignore[arg-type]
    assert str(refused.value) == message


def test_a_comma_is_refused_only_where_commas_separate_keys() -> None:
    with pytest.raises(KeyRefused, match=r"^An id must not have commas\.$"):
        normalise(JOINED, "a,b")
    for endpoint in (REPEATED, IN_PATH, BESIDE, IN_BODY, UNTYPED):
        assert normalise(endpoint, "a,b") == "a,b"


def test_a_key_counts_as_long_as_it_is_in_the_address() -> None:
    assert normalise(IN_BODY, "é" * 18) == "é" * 18
    with pytest.raises(KeyRefused, match="at most 36 bytes, but this one has 42"):
        normalise(JOINED, "é" * 7)


def test_a_key_of_19_digits_was_null_as_a_text_and_found_as_a_number() -> None:
    """Ids of 64 bits, as snowflakes are, came from rows as numbers and from callers as texts."""
    assert normalise(INTEGERS, "1000000000000000001") == normalise(INTEGERS, 1000000000000000001)
