"""What may be a key, for whom, and in which form it is sent."""

from __future__ import annotations

from enum import Enum

import pytest

from bff.declare import Endpoint, Key, Service
from bff.declare.endpoints.keys import KeyRefused, joined, normalise

shop = Service("shop")
INTEGERS = shop.one("GET /a?ids={ids}", key=Key("id"))
JOINED = shop.one("GET /a?ids={ids}", key=Key("id", str))
REPEATED = shop.one("GET /a?id={ids*}", key=Key("id", str))
IN_PATH = shop.one("GET /a/{id}", key=Key("id", str))
BESIDE = shop.one("GET /a/{id}?region={region}", key=Key("id", str))
IN_BODY = shop.one("POST /a", body={"ids": "{ids}"}, key=Key("id", str))
UNTYPED = shop.one("GET /a/{id}")
TEXTS = (JOINED, REPEATED, IN_PATH, BESIDE, IN_BODY, UNTYPED)
PLACED = shop.one("GET /a?for={ids}", key=Key(("id", "region"), (int, str)))
TWO_TEXTS = shop.one("GET /a?for={ids}", key=Key(("sku", "region"), str))
TWO_REPEATED = shop.one("GET /a?for={ids*}", key=Key(("sku", "region"), str))
TWO_IN_PATH = shop.one("GET /a/{id}", key=Key(("sku", "region"), str))
TWO_IN_BODY = shop.one("POST /a", body={"ids": "{ids}"}, key=Key(("sku", "region"), str))
BARRED = shop.one("GET /a?for={ids}", key=Key(("sku", "region"), str, separator="|"))
DOUBLE = shop.one("GET /a?for={ids}", key=Key(("sku", "region"), str, separator="::"))
DASHED = shop.one("GET /a?for={ids}", key=Key(("x", "y"), separator="-"))
NAMED = shop.one(
    "POST /a", body={"ids": "{ids}"}, key=Key.by_name(str, names=("sku", "region"), separator="/")
)
TWO_PARTS = (TWO_TEXTS, TWO_REPEATED, TWO_IN_PATH, TWO_IN_BODY, BARRED, DOUBLE, NAMED)
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


UNSAFE = [each for each in REFUSED if "bytes" not in each[1]]


class Region(Enum):
    EU = "eu"


class Level(Enum):
    HIGH = 3


@pytest.mark.parametrize(
    ("parts", "key"),
    [
        ((1, "eu"), (1, "eu")),
        (("1", "eu"), (1, "eu")),
        ((1, 7), (1, "7")),
        (("7", "07"), (7, "07")),
        ((Level.HIGH, Region.EU), (3, "eu")),
        ((None, "eu"), None),
        ((1, None), None),
        (("01", "eu"), None),
        (("abc", "eu"), None),
        ((1, True), None),
        ((1, 1.5), None),
        (("abc", ".."), None),
        ((None, ".."), None),
    ],
)
def test_each_part_has_one_form_and_a_key_all_of_them(
    parts: tuple[object, ...], key: tuple[object, ...] | None
) -> None:
    found = normalise(PLACED, *parts)
    assert found == key
    assert found is None or (isinstance(found, tuple) and [type(each) for each in found] == [int, str])


@pytest.mark.parametrize("endpoint", TWO_PARTS, ids=repr)
@pytest.mark.parametrize(("value", "message"), UNSAFE, ids=[repr(each[0][:5]) for each in UNSAFE])
def test_a_part_without_a_safe_form_is_refused(endpoint: Endpoint, value: str, message: str) -> None:
    for parts in ((value, "eu"), ("a", value)):
        with pytest.raises(KeyRefused) as refused:
            normalise(endpoint, *parts)
        assert str(refused.value) == message


@pytest.mark.parametrize(
    ("endpoint", "parts", "sign"),
    [
        (TWO_TEXTS, ("a:b", "c"), ":"),
        (TWO_TEXTS, ("a", "b:c"), ":"),
        (TWO_TEXTS, ("a", ":"), ":"),
        (TWO_REPEATED, ("a:", "b"), ":"),
        (TWO_IN_PATH, ("a:b", "c"), ":"),
        (BARRED, ("a", "|b"), "|"),
        (DOUBLE, ("a::b", "c"), "::"),
        (DOUBLE, ("a:", "c"), "::"),
        (DOUBLE, ("a", ":c"), "::"),
        (DASHED, (-1, 2), "-"),
        (NAMED, ("a/b", "c"), "/"),
    ],
)
def test_parts_that_could_not_be_told_apart_are_refused(
    endpoint: Endpoint, parts: tuple[object, ...], sign: str
) -> None:
    with pytest.raises(KeyRefused) as refused:
        normalise(endpoint, *parts)
    assert str(refused.value) == f"An id must not have '{sign}' in one of its parts."


@pytest.mark.parametrize(
    ("endpoint", "parts"),
    [(TWO_IN_BODY, ("a:b", "c,d")), (BARRED, ("a:b", "c")), (DOUBLE, ("a:b", "c")), (NAMED, ("a:b", "c"))],
)
def test_what_separates_nothing_may_stand_in_a_part(endpoint: Endpoint, parts: tuple[str, ...]) -> None:
    assert normalise(endpoint, *parts) == parts


def test_a_comma_in_a_part_is_refused_only_where_commas_separate_keys() -> None:
    with pytest.raises(KeyRefused, match=r"^An id must not have commas\.$"):
        normalise(TWO_TEXTS, "a", "b,c")
    assert normalise(TWO_REPEATED, "a", "b,c") == ("a", "b,c")


def test_a_key_counts_with_all_its_parts_and_what_stands_between_them() -> None:
    short = shop.one("GET /a?for={ids}", key=Key(("a", "b"), str, separator="|"), max_key_bytes=10)
    assert normalise(short, "aaa", "bbbb") == ("aaa", "bbbb")
    with pytest.raises(KeyRefused, match="at most 10 bytes, but this one has 11"):
        normalise(short, "aaaa", "bbbb")
    numbers = shop.one("GET /a?for={ids}", key=Key(("a", "b")), max_key_bytes=4)
    assert normalise(numbers, 1, 22) == (1, 22)
    with pytest.raises(KeyRefused, match="at most 4 bytes, but this one has 5"):
        normalise(numbers, 11, 22)


def test_a_name_in_an_object_is_the_key_as_a_text() -> None:
    assert joined(INTEGERS, 7) == "7"
    assert joined(JOINED, "é a") == "é a"
    assert joined(NAMED, ("a", "eu")) == "a/eu"
