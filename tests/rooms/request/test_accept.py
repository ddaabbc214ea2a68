from __future__ import annotations

import pytest

from bff.errors import Code, RequestRefused
from bff.flow.request import MediaType
from bff.request import accepted

GRAPHQL, JSON = MediaType.GRAPHQL_RESPONSE, MediaType.JSON


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/*", JSON),
        ("application/json", JSON),
        ("APPLICATION/JSON; charset=UTF-8", JSON),
        ("application/graphql-response+json", GRAPHQL),
        ("application/graphql-response+json, application/json", GRAPHQL),
        ("application/json, application/graphql-response+json", GRAPHQL),
        ("application/graphql-response+json;q=0.5, application/json;q=0.9", JSON),
        ("application/json;q=0, */*", GRAPHQL),
        ("application/graphql-response+json;q=0, */*", JSON),
        ("text/html, */*;q=0.1", JSON),
        ("text/html, application/json ; q=0.1", JSON),
        ("application/json;v=1", JSON),
        (",,application/json,", JSON),
    ],
)
def test_form_with_the_highest_quality_is_sent(accept: str | None, expected: MediaType) -> None:
    assert accepted(accept) is expected


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        "application/json;q=0",
        "*/*;q=0",
        "application/json;q=nan",
        "application/json;q=2",
        "application/json;q=-1",
        "application/json;q=",
        'application/json;charset="iso-8859-1"',
        "application/jsonp",
        ";",
        "text/html," * 5_000 + "application/json",
    ],
)
def test_caller_who_takes_neither_form_is_told(accept: str) -> None:
    with pytest.raises(RequestRefused) as refused:
        accepted(accept)
    assert refused.value.code is Code.NOT_ACCEPTABLE
