"""A server that is gone takes only its own fields along, and is asked again as soon as it is back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from tests.foreign.conftest import Foreign
from tests.foreign.contents import fill_library
from tests.foreign.server import Server

BOTH = """
{
  post(id: 1) { title author { userName notes { text } } book { title } comments { body } }
  book(id: "book-1") { title posts(first: 1) { id } }
}
"""
NOTES = [{"text": "Note 1 of 1"}, {"text": "Note 2 of 1"}]
COMMENTS = [{"body": "Comment 1"}, {"body": "Comment 2"}]
WHOLE = {
    "post": {
        "title": "Post 1",
        "author": {"userName": "reader-1", "notes": NOTES},
        "book": {"title": "Book 1"},
        "comments": COMMENTS,
    },
    "book": {"title": "Book 1", "posts": [{"id": "1"}]},
}


@contextmanager
def dead(server: Server) -> Iterator[None]:
    server.kill()
    try:
        yield
    finally:
        server.start()


def test_without_kinto_the_fields_of_json_server_stand(foreign: Foreign) -> None:
    assert foreign.ask(BOTH).data == WHOLE
    with dead(foreign.library):
        answer = foreign.ask(BOTH)
    fill_library(foreign.library)

    assert answer.data == {
        "post": {
            "title": "Post 1",
            "author": {"userName": "reader-1", "notes": None},
            "book": None,
            "comments": COMMENTS,
        },
        "book": None,
    }
    assert answer.errors == dict.fromkeys(("book", "post.author.notes", "post.book"), "SERVICE_UNAVAILABLE")
    assert answer.is_within_plan
    again = foreign.ask(BOTH)
    assert (again.data, again.errors) == (WHOLE, {})


def test_without_json_server_the_fields_of_kinto_stand(foreign: Foreign) -> None:
    assert foreign.ask(BOTH).data == WHOLE
    with dead(foreign.forum):
        answer = foreign.ask(BOTH)

    assert answer.data == {"post": None, "book": {"title": "Book 1", "posts": None}}
    assert answer.errors == dict.fromkeys(("post", "book.posts"), "SERVICE_UNAVAILABLE")
    assert answer.is_within_plan
    again = foreign.ask(BOTH)
    assert (again.data, again.errors) == (WHOLE, {})
