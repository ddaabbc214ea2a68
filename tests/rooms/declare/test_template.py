"""Addresses as an author writes them: what they mean, and what is said of those that mean nothing."""

from __future__ import annotations

import pytest

from bff.declare.endpoints.template import Placeholder, TemplateError, parse_template, placeholders_of_body

IDS, ID, REPEATED = Placeholder("ids"), Placeholder("id"), Placeholder("ids", is_repeated=True)
Part = str | Placeholder

GOOD: list[tuple[str, tuple[Part, ...], tuple[tuple[str, Part], ...], str, str]] = [
    ("GET /albums", ("albums",), (), "/albums", "GET /albums"),
    ("GET /", ("",), (), "/", "GET /"),
    ("GET /albums/", ("albums", ""), (), "/albums/", "GET /albums/"),
    ("GET /albums?ids={ids}", ("albums",), (("ids", IDS),), "/albums", "GET /albums?ids"),
    ("GET /albums?id={ids*}", ("albums",), (("id", REPEATED),), "/albums", "GET /albums?id"),
    ("GET /stock/{id}", ("stock", ID), (), "/stock/", "GET /stock/{id}"),
    ("GET /stock/{id}/eu", ("stock", ID, "eu"), (), "/stock/", "GET /stock/{id}/eu"),
    ("GET /{id}", (ID,), (), "/", "GET /{id}"),
    ("GET /v1.2/a;b=c/@me", ("v1.2", "a;b=c", "@me"), (), "/v1.2/a;b=c/@me", "GET /v1.2/a;b=c/@me"),
    ("GET /caf%C3%A9", ("caf%C3%A9",), (), "/caf%C3%A9", "GET /caf%C3%A9"),
    ("POST /ratings/query", ("ratings", "query"), (), "/ratings/query", "POST /ratings/query"),
    ("GET /a?sort=-name,id", ("a",), (("sort", "-name,id"),), "/a", "GET /a"),
    ("GET /a?q=b%20c&flag", ("a",), (("q", "b c"), ("flag", "")), "/a", "GET /a"),
    ("GET /a?", ("a",), (), "/a", "GET /a"),
    (
        "GET /a?x={a_1}&y={a_1}",
        ("a",),
        (("x", Placeholder("a_1")), ("y", Placeholder("a_1"))),
        "/a",
        "GET /a",
    ),
]


@pytest.mark.parametrize(
    ("text", "segments", "query", "prefix", "label"), GOOD, ids=[each[0] for each in GOOD]
)
def test_an_address_is_read(
    text: str, segments: tuple[Part, ...], query: tuple[tuple[str, Part], ...], prefix: str, label: str
) -> None:
    parsed = parse_template(text)
    assert (parsed.text, parsed.method) == (text, text.split(" ")[0])
    assert (parsed.segments, parsed.query) == (segments, query)
    assert (parsed.path_prefix, parsed.label) == (prefix, label)


BEGIN = (
    "does not begin with a method and a path. "
    'Write it like "GET /albums?ids={ids}"; methods are GET, POST, PUT, PATCH, DELETE. '
    "The service's address stands in the settings."
)
SPACE = "has a space, a line end or a '#' after its method. Write %20 for a space, %23 for '#'."
HOLE = (
    " which is no placeholder. A placeholder is a whole path segment or a whole query value, "
    "and its name has small letters, digits and underscores: {ids}."
)
BAD = [
    ("", BEGIN),
    ("/albums", BEGIN),
    ("get /albums", BEGIN),
    ("GET", BEGIN),
    ("GET albums", BEGIN),
    ("GET  /albums", BEGIN),
    ("HEAD /albums", BEGIN),
    ("GET http://catalog/albums", BEGIN),
    ("GET /albums?q=a b", SPACE),
    ("GET /albums\n", SPACE),
    ("GET /albums\x00", SPACE),
    ("GET /albums#top", SPACE),
    ("GET //albums", "has two slashes in a row, which services read differently. Remove one."),
    ("GET /a//b", "has two slashes in a row, which services read differently. Remove one."),
    ("GET /.", "has the path segment '.', which leads elsewhere. Write the path that it leads to."),
    ("GET /..", "has the path segment '..', which leads elsewhere. Write the path that it leads to."),
    ("GET /a/../b", "has the path segment '..', which leads elsewhere. Write the path that it leads to."),
    (
        "GET /a/%2e%2E",
        "has the path segment '%2e%2E', which leads elsewhere. Write the path that it leads to.",
    ),
    (
        "GET /a/..;x=1",
        "has the path segment '..;x=1', which leads elsewhere. Write the path that it leads to.",
    ),
    (
        "GET /café",
        "has the path segment 'café', which an address cannot hold as it is. "
        "Write it percent-encoded: 'caf%C3%A9'.",
    ),
    (
        "GET /100%",
        "has the path segment '100%', which an address cannot hold as it is. "
        "Write it percent-encoded: '100%25'.",
    ),
    (
        "GET /a\\b",
        "has the path segment 'a\\b', which an address cannot hold as it is. "
        "Write it percent-encoded: 'a%5Cb'.",
    ),
    (
        "GET /albums/{ids*}",
        "repeats '{ids*}' in its path, where there is no parameter to repeat. "
        "Write {ids}, or move it into the query.",
    ),
    ("GET /albums/x{id}", "has 'x{id}'," + HOLE),
    ("GET /albums/{id}.json", "has '{id}.json'," + HOLE),
    ("GET /albums?ids=[{ids}]", "has '[{ids}]'," + HOLE),
    ("GET /albums?ids={Ids}", "has '{Ids}'," + HOLE),
    ("GET /albums?ids={}", "has '{}'," + HOLE),
    ("GET /albums?ids={ids", "has '{ids'," + HOLE),
    ("GET /albums?ids={1}", "has '{1}'," + HOLE),
    (
        "GET /albums?{ids}",
        "has the parameter name '{ids}', but only values can be placeholders. "
        "Write the parameter's name, then = and the placeholder, such as ids={ids}.",
    ),
]


@pytest.mark.parametrize(("text", "message"), BAD, ids=[repr(each[0]) for each in BAD])
def test_what_is_no_address_is_told_why(text: str, message: str) -> None:
    with pytest.raises(TemplateError) as refused:
        parse_template(text)
    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (None, ()),
        ({}, ()),
        ({"ids": "{ids}"}, (IDS,)),
        ({"a": {"b": ["{id}", {"c": "{ids}"}]}, "d": ("{first}",)}, (ID, IDS, Placeholder("first"))),
        ({"note": "see {ids}", "{ids}": 1, "n": 5}, ()),
        ({"ids": "{ids*}"}, (REPEATED,)),
    ],
)
def test_a_body_has_a_hole_where_a_text_is_a_placeholder_and_nothing_else(
    body: object, found: tuple[Placeholder, ...]
) -> None:
    assert placeholders_of_body(body) == found
