"""What a write says that it clears: checked with its endpoint."""

from typing import Any

import pytest

from bff import Key, Service

shop = Service("shop")
by_id = shop.one("GET /things?ids={ids}", key=Key("id"))
anything: Any = shop


def test_write_names_what_it_changes_nothing_or_does_not_say() -> None:
    assert shop.call("POST /things", clears=[by_id]).clears == (by_id,)
    assert shop.call("POST /things", clears=()).clears == ()
    assert shop.call("POST /things").clears is None


@pytest.mark.parametrize(
    ("method", "clears", "messages"),
    [
        (
            "GET",
            [by_id],
            ["has clears=, but a GET changes nothing. Remove clears=, or declare what the call really is."],
        ),
        (
            "POST",
            by_id,
            [
                f"has clears={by_id!r}, which is no list. "
                "Write clears=[albums_by_id], with each endpoint whose rows the write changes."
            ],
        ),
        (
            "DELETE",
            ["things", by_id, 7],
            [
                "clears 'things', which is no endpoint. "
                "Name those that read what the write changes: clears=[albums_by_id].",
                "clears 7, which is no endpoint. "
                "Name those that read what the write changes: clears=[albums_by_id].",
            ],
        ),
    ],
)
def test_mistakes_travel_with_the_endpoint(method: str, clears: Any, messages: list[str]) -> None:
    endpoint = anything.call(f"{method} /things", clears=clears)
    assert [f"{problem.what} {problem.remedy}" for problem in endpoint.problems] == messages
