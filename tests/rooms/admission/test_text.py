"""The count before the parser's own: never more tokens than graphql-core finds."""

import pytest
from graphql import GraphQLError, Lexer, Source, TokenKind
from hypothesis import given, strategies as st

from bff.admission.text import _TOKEN, check_text
from bff.config import LimitSettings
from bff.errors import Code, RequestRefused

PUNCTUATION = ("{", "}", "(", ")", "[", "]", ":", "=", "!", "$", "&", "@", "|", "...")
NAMES_AND_NUMBERS = ("name", "_x9", "on", "0", "-1", "12.5e-3", "1E9")
STRINGS = ('""', '"a b"', '"\\"{"', '"\\u{1F600}"', '""""""', '"""a\n"b" \\""" {"""', '"""\\\\"""')
IGNORED = ("# {[(\n", "#\n", ",", "\n", "\r\n", " ", "\t", "\ufeff")
PIECES = PUNCTUATION + NAMES_AND_NUMBERS + STRINGS + IGNORED


def lexed_count(text: str) -> int | None:
    """Return graphql-core's count, comments left out; None where it refuses the text."""
    lexer = Lexer(Source(text))
    count = 0
    try:
        while lexer.advance().kind is not TokenKind.EOF:
            count += 1
    except GraphQLError:
        return None
    return count


def counted(text: str) -> int:
    return sum(1 for match in _TOKEN.finditer(text) if not match[0].startswith("#"))


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_count_is_never_above_that_of_the_lexer(text: str) -> None:
    expected = lexed_count(text)

    assert expected is None or counted(text) <= expected


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("{ a }", 3),
        ("{a(x:1,y:-2.5e3)}", 11),
        ('{a(s:"}{\\"}{")}', 8),
        ('{a(s:"""}{ \\""" }{""")}', 8),
        ("{#}}}}\na}", 3),
        ("query Q($a:[Int!]!=[1]){...F @skip(if:$a)}", 28),
    ],
)
def test_tokens_are_counted_as_the_lexer_counts_them(text: str, count: int) -> None:
    assert counted(text) == lexed_count(text) == count


def test_document_at_the_limit_passes_and_one_token_more_is_refused() -> None:
    limits = LimitSettings(token_count=10)
    check_text("{" + "a " * 8 + "}", limits)

    with pytest.raises(RequestRefused) as caught:
        check_text("{" + "a " * 9 + "}", limits)
    assert caught.value.code is Code.MAX_TOKENS_LIMIT
