"""The header `Link`, as the RFC has it and as it comes."""

from __future__ import annotations

from contextlib import suppress

import pytest

from bff.fetch.link_header import LinkHeaderError, target_of

FOUND: list[tuple[str, str, str | None]] = [
    ("no header", "", None),
    ("blanks and commas", " , ,\t", None),
    ("one link", '</a?p=2>; rel="next"', "/a?p=2"),
    ("a token for its value", "</a>;rel=next", "/a"),
    ("blanks everywhere", " </a> ; rel = next ", "/a"),
    ("several links", '</p>; rel="prev", </n>; rel="next", </l>; rel=last', "/n"),
    ("no next", '</p>; rel="prev", </l>; rel=last', None),
    ("several words", '</n>; rel="last  next"', "/n"),
    ("other cases", '</n>; REL="Next"', "/n"),
    ("part of a word", '</n>; rel="nextish http://x/next"', None),
    ("the first rel counts", '</n>; rel="prev"; rel="next"', None),
    ("the first link counts", "</a>; rel=next, </b>; rel=next", "/a"),
    ("no relation", "</a>, </b>; rel=next", "/b"),
    ("commas and signs in a target", '</a,b;c?d="e>; rel=x, </n>; rel=next', "error"),
    ("a comma in a target", "</a,b;c?d=e>; rel=next", "/a,b;c?d=e"),
    ("quoted parameters", '</n>; title="a, <b>; rel=\\"prev\\""; rel="next"', "/n"),
    ("parameters without a value", "</n>; crossorigin; rel=next; x=", "error"),
    ("an empty parameter", "</n>;; rel=next;", "/n"),
    ("of another resource", '</n>; rel="next"; anchor="#there"', None),
    ("an extended title", "</n>; title*=UTF-8''n%c3%a4chste; rel=next", "/n"),
    ("an empty target", "<>; rel=next", ""),
    ("no brackets", "/n; rel=next", "error"),
    ("an open bracket", "</n; rel=next", "error"),
    ("an open quote", '</n>; rel="next', "error"),
    ("no comma between", "</a>; rel=prev </n>; rel=next", "error"),
    ("something behind", "</n>; rel=next !", "error"),
]


@pytest.mark.parametrize(("text", "target"), [each[1:] for each in FOUND], ids=[each[0] for each in FOUND])
def test_target_of_the_next_page(text: str, target: str | None) -> None:
    if target == "error":
        with pytest.raises(LinkHeaderError):
            target_of(text, "next")
    else:
        assert target_of(text, "next") == target


@pytest.mark.parametrize(
    "text",
    [
        "<a>," * 30_000,
        "<a>;" + "x;" * 60_000,
        '<a>; rel="' + "\\" * 100_000,
        " " * 100_000,
        "<" * 100_000,
        "<a>" + "; " * 50_000 + "=",
        "<a>; rel=" + "x" * 100_000 + '"',
    ],
    ids=["links", "parameters", "escapes", "blanks", "brackets", "empty parameters", "value"],
)
def test_long_headers_are_read_in_one_pass(text: str) -> None:
    with suppress(LinkHeaderError):
        assert target_of(text, "next") is None
