"""A second graph, over json-server and Kinto: REST servers that were written without this project in mind."""

from datetime import UTC, datetime
from typing import Annotated

import strawberry

from bff import Connection, Graph, Key, ListSize, NextUrl, Service, argument, link

forum = Service("forum", naming="camel")  # json-server
posts = forum.call("GET /posts?_page={page}&_limit={first}")
posts_by_id = forum.one("GET /posts?id={ids*}", key=Key("id"))
posts_by_book = forum.many("GET /posts?bookId={ids*}", key=Key("bookId", str), max_batch=10)
users_by_id = forum.one("GET /users?id={ids*}", key=Key("id"), max_batch=5)
comments_by_post = forum.many("GET /comments?postId={ids*}", key=Key("postId"), max_batch=10)

library = Service("library")  # Kinto
books = library.call(
    "GET /books/records?_limit={first}&_token={after}", rows="data", paging=NextUrl("Next-Page")
)
book_alone = library.one("GET /books/records/{id}", key=Key("id", str), rows="data")
books_by_id = library.one("GET /books/records?in_id={ids}", key=Key("id", str), rows="data", max_batch=4)
notes_by_reader = library.many(
    "GET /notes/records?in_reader={ids}&_sort=text", key=Key("reader", str), rows="data", max_batch=5
)


@strawberry.type
class Note:
    id: strawberry.ID
    text: str


@strawberry.type
class User:
    id: strawberry.ID
    user_name: str
    notes: list[Note] | None = link(notes_by_reader, key="user_name", first=ListSize(default=3, max=10))


@strawberry.type
class Comment:
    id: strawberry.ID
    body: str


@strawberry.type
class Book:
    id: strawberry.ID
    title: str
    last_modified: strawberry.Private[int]
    posts: list[Annotated["Post", strawberry.lazy("tests.foreign.graph")]] | None = link(
        posts_by_book, key="id", first=ListSize(default=3, max=10)
    )

    @strawberry.field
    def changed_at(self) -> datetime:
        return datetime.fromtimestamp(self.last_modified / 1000, UTC)


@strawberry.type
class Post:
    id: strawberry.ID
    title: str
    user_id: strawberry.Private[int]
    book_id: strawberry.Private[str | None]
    author: User | None = link(users_by_id, key="user_id")
    book: Book | None = link(books_by_id, key="book_id")
    comments: list[Comment] = link(comments_by_post, key="id", first=ListSize(default=5, max=10))


@strawberry.type
class Query:
    post: Post | None = link(posts_by_id, key=argument("id"))
    posts: list[Post] = link(posts, first=ListSize(default=10, max=30), page=argument("page", int, default=1))
    book: Book | None = link(books_by_id, key=argument("id"))
    books: Connection[Book] | None = link(books, first=ListSize(default=3, max=10))
    single_book: Book | None = link(book_alone, key=argument("id"))


graph = Graph(query=Query)
