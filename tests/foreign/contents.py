"""What stands in the servers: 30 posts by 12 users about 9 books, with comments and notes."""

from __future__ import annotations

import http.client
import json
from base64 import b64encode
from collections.abc import Mapping
from pathlib import Path

from tests.foreign.server import Server

__all__ = ["CREDENTIALS", "LIBRARY_PATH", "fill_forum", "fill_library", "user_name"]

CREDENTIALS = "Basic " + b64encode(b"librarian:for-tests").decode()
LIBRARY_PATH = "/v1/buckets/library/collections"

POST_COUNT, USER_COUNT, BOOK_COUNT = 30, 12, 9
ODD_POSTS: Mapping[int, Mapping[str, object]] = {
    31: {"userId": 13, "bookId": "book-1,book-2"},
    32: {"userId": 14, "bookId": "no-such-book"},
    33: {"userId": 99, "bookId": None},
    34: {"userId": 15, "bookId": "42"},
}
"""Posts that lead nowhere, or where nobody should follow."""
ODD_USERS = {
    13: "reader-1&in_reader=reader-2",
    14: "../../safe/records/gem",
    15: "reader-1,reader-2",
}


def user_name(number: int) -> str:
    """Return what a user is called, and what Kinto knows them by."""
    return f"reader-{number}"


def fill_forum(path: Path) -> None:
    """Write json-server's data file."""
    users = {number: user_name(number) for number in range(1, USER_COUNT + 1)} | ODD_USERS
    posts: dict[int, Mapping[str, object]] = {
        number: {"userId": (number - 1) % USER_COUNT + 1, "bookId": f"book-{(number - 1) % BOOK_COUNT + 1}"}
        for number in range(1, POST_COUNT + 1)
    }
    posts |= ODD_POSTS
    contents = {
        "users": [{"id": number, "userName": name} for number, name in users.items()],
        "posts": [{"id": number, "title": f"Post {number}", **post} for number, post in posts.items()],
        "comments": [
            {"id": number, "postId": (number + 1) // 2, "body": f"Comment {number}"}
            for number in range(1, 2 * POST_COUNT + 1)
        ],
    }
    path.write_text(json.dumps(contents))


def fill_library(server: Server) -> None:
    """Write Kinto's records, as their owner, over its own API."""
    books = {f"book-{number}": {"title": f"Book {number}"} for number in range(1, BOOK_COUNT + 1)}
    notes = {
        f"note-{reader}-{number}": {"reader": user_name(reader), "text": f"Note {number} of {reader}"}
        for reader in range(1, USER_COUNT + 1)
        for number in (1, 2)
    }
    contents = {
        "books": books | {"42": {"title": "A number for a name"}},
        "notes": notes,
        "safe": {"gem": {"title": "Gem"}},
    }
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=10)
    try:
        _put(connection, LIBRARY_PATH.removesuffix("/collections"), {})
        for collection, records in contents.items():
            _put(connection, f"{LIBRARY_PATH}/{collection}", {})
            for name, record in records.items():
                _put(connection, f"{LIBRARY_PATH}/{collection}/records/{name}", record)
    finally:
        connection.close()


def _put(connection: http.client.HTTPConnection, path: str, record: dict[str, str]) -> None:
    headers = {"authorization": CREDENTIALS, "content-type": "application/json"}
    connection.request("PUT", path, json.dumps({"data": record}), headers)
    reply = connection.getresponse()
    content = reply.read()
    assert reply.status == 201, content
