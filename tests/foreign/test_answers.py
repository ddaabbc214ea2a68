"""The engine is domain-free: one query over two REST servers that were not written for it."""

from __future__ import annotations

import ast
from datetime import UTC, datetime, timedelta
from math import ceil
from pathlib import Path

import pytest

from tests.foreign.conftest import Foreign, gateway
from tests.foreign.contents import BOOK_COUNT, POST_COUNT, USER_COUNT, user_name

PAGE = """
query Page($first: Int!) {
  posts(first: $first) {
    id
    title
    author { userName notes(first: 2) { text } }
    book { id title }
    comments(first: 2) { body }
  }
}
"""
USERS_A_CALL, NOTES_A_CALL, BOOKS_A_CALL, COMMENTS_A_CALL = 5, 5, 4, 10


def expected_post(number: int) -> dict[str, object]:
    reader, book = (number - 1) % USER_COUNT + 1, (number - 1) % BOOK_COUNT + 1
    return {
        "id": str(number),
        "title": f"Post {number}",
        "author": {
            "userName": user_name(reader),
            "notes": [{"text": f"Note 1 of {reader}"}, {"text": f"Note 2 of {reader}"}],
        },
        "book": {"id": f"book-{book}", "title": f"Book {book}"},
        "comments": [{"body": f"Comment {2 * number - 1}"}, {"body": f"Comment {2 * number}"}],
    }


def test_one_query_is_answered_from_both_servers(foreign: Foreign) -> None:
    answer = foreign.ask(PAGE, {"first": 1})

    assert answer.data == {"posts": [expected_post(1)]}
    assert answer.errors == {}
    assert answer.calls == {"forum": (3, 3), "library": (2, 2)}


def test_thirty_posts_take_as_many_calls_as_their_distinct_keys_have_batches(foreign: Foreign) -> None:
    answer = foreign.ask(PAGE, {"first": POST_COUNT})

    assert answer.data == {"posts": [expected_post(number) for number in range(1, POST_COUNT + 1)]}
    assert answer.errors == {}
    comments = ceil(POST_COUNT / COMMENTS_A_CALL)
    assert answer.calls == {
        "forum": (
            1 + ceil(POST_COUNT / USERS_A_CALL) + comments,
            1 + ceil(USER_COUNT / USERS_A_CALL) + comments,
        ),
        "library": (
            ceil(POST_COUNT / NOTES_A_CALL) + ceil(POST_COUNT / BOOKS_A_CALL),
            ceil(USER_COUNT / NOTES_A_CALL) + ceil(BOOK_COUNT / BOOKS_A_CALL),
        ),
    }
    assert answer.is_within_plan


def test_pages_of_json_server_follow_each_other(foreign: Foreign) -> None:
    answer = foreign.ask("{ posts(first: 2, page: 3) { id } }")

    assert answer.data == {"posts": [{"id": "5"}, {"id": "6"}]}


BOOKS = """
query Books($first: Int!, $after: String) {
  books(first: $first, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage } }
}
"""


def test_pages_of_kinto_are_walked_by_its_own_tokens(foreign: Foreign) -> None:
    (whole, *_) = pages = [foreign.ask(BOOKS, {"first": 10}).data["books"]]
    seen, after = [], None
    for size in (2, 4, 1, 3, 3, 3):
        answer = foreign.ask(BOOKS, {"first": size, "after": after})
        assert (answer.errors, answer.calls["library"]) == ({}, (1, 1))
        pages.append(answer.data["books"])
        chosen = pages[-1]["edges"][: max(1, size - 1)]  # go on from the middle of most pages
        seen += [edge["node"]["id"] for edge in chosen]
        after = chosen[-1]["cursor"]

    assert seen == [edge["node"]["id"] for edge in whole["edges"]]
    assert [page["pageInfo"]["hasNextPage"] for page in pages] == [False, *[True] * 4, False, False]


def test_a_book_of_one_server_has_its_posts_from_the_other(foreign: Foreign) -> None:
    answer = foreign.ask('{ book(id: "book-2") { title changedAt posts(first: 3) { id } } }')

    changed = datetime.fromisoformat(answer.data["book"].pop("changedAt"))
    assert answer.data == {"book": {"title": "Book 2", "posts": [{"id": "2"}, {"id": "11"}, {"id": "20"}]}}
    assert abs(datetime.now(UTC) - changed) < timedelta(hours=1)
    assert answer.calls == {"forum": (1, 1), "library": (1, 1)}


def test_aliases_share_a_call_to_kinto(foreign: Foreign) -> None:
    answer = foreign.ask(
        '{ one: book(id: "book-1") { id } two: book(id: "book-2") { id } same: book(id: "book-1") { title } }'
    )

    assert answer.data == {"one": {"id": "book-1"}, "two": {"id": "book-2"}, "same": {"title": "Book 1"}}
    assert answer.calls["library"][1] == 1
    assert answer.is_within_plan


def test_unknown_keys_are_null_without_an_error(foreign: Foreign) -> None:
    answer = foreign.ask(
        """
        {
          post(id: 999) { title }
          book(id: "no-such-book") { title }
          singleBook(id: "no-such-book") { title }
          unwritten: post(id: 32) { title book { title } }
          orphan: post(id: 33) { author { userName } book { title } comments { body } }
        }
        """
    )

    assert answer.data == {
        "post": None,
        "book": None,
        "singleBook": None,
        "unwritten": {"title": "Post 32", "book": None},
        "orphan": {"author": None, "book": None, "comments": []},
    }
    assert answer.errors == {}
    assert answer.is_within_plan


@pytest.mark.parametrize(
    ("credentials", "code"), [(None, "UNAUTHENTICATED"), ("Basic c29tZWJvZHk6ZWxzZQ==", "FORBIDDEN")]
)
def test_kinto_sees_the_credentials_of_the_settings_and_no_others(
    foreign: Foreign, credentials: str | None, code: str
) -> None:
    with gateway(foreign.forum, foreign.library, credentials=credentials) as server:
        answer = Foreign(server, foreign.forum, foreign.library).ask(
            "{ post(id: 1) { title book { title } } }"
        )

    assert answer.data == {"post": {"title": "Post 1", "book": None}}
    assert answer.errors == {"post.book": code}


def test_the_graph_fits_on_a_screen_and_knows_only_the_public_names() -> None:
    text = Path(__file__).with_name("graph.py").read_text(encoding="utf-8")

    modules = {
        name
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module] if isinstance(node, ast.ImportFrom) else [each.name for each in node.names]
        )
    }
    assert modules == {"bff", "datetime", "strawberry", "typing"}
    assert len(text.splitlines()) < 85
