"""A graph of objects that are found by kind: rows of several types in one list, references, global ids."""

from __future__ import annotations

from collections.abc import Callable

import strawberry

from bff import Discriminator, Graph, Key, ListSize, Service, argument, link, node, node_id, reference
from bff.flow.call import Call
from tests.rooms.execute.shop import ids_in

__all__ = ["BOOK", "FILM", "Book", "Work", "answers", "graph"]

library = Service("library")
press = Service("press")
books_by_id = library.one("GET /books?ids={ids}", key=Key("id"))
films_by_id = press.one("GET /films/{id}", key=Key("id", str))
people_by_id = library.one("GET /people?ids={ids}", key=Key("id"))
all_works = library.call("GET /works?limit={first}", rows="items")
works_by_person = library.many("GET /works-of?ids={ids}", key=Key("author_id"))
latest_work = library.call("GET /latest")
found_hits = press.call("GET /hits?q={words}", rows="hits")


@strawberry.interface
class Node:
    node_id: strawberry.ID


@strawberry.interface
class Work:
    title: str


@strawberry.type
class Person(Node):
    node_id: strawberry.ID = node_id(people_by_id)
    id: strawberry.ID
    name: str


@strawberry.type
class Book(Node, Work):
    node_id: strawberry.ID = node_id(books_by_id)
    id: strawberry.ID
    title: str
    pages: int | None
    author_id: strawberry.Private[int | None]
    author: Person | None = link(people_by_id, key="author_id")


@strawberry.type
class Film(Node, Work):
    node_id: strawberry.ID = node_id(films_by_id, key="id")
    id: strawberry.ID
    title: str
    minutes: int

    @strawberry.field
    def label(self) -> str:
        return f"{self.title}, {self.minutes} min"


KIND = Discriminator("kind", {"book": "Book", "film": "Film"})


@strawberry.type
class Hit:
    name: str
    kind: strawberry.Private[str]
    id: strawberry.Private[str]
    item: Work | None = reference(KIND, key="id")


@strawberry.type
class Query:
    node: Node | None = node()
    works: list[Work] = link(all_works, discriminator=KIND, first=ListSize(default=5, max=20))
    works_or_gaps: list[Work | None] = link(all_works, discriminator=KIND, first=ListSize(default=5, max=20))
    works_of: list[Work] = link(works_by_person, discriminator=KIND, key=argument("id"), size=10)
    latest: Work | None = link(latest_work, discriminator=KIND)
    hits: list[Hit] = link(found_hits, words=argument("words", str, default=""), size=10)


graph = Graph(query=Query, types=(Book, Film))

BOOK = {"kind": "book", "id": 1, "title": "One", "pages": 100, "author_id": 7}
FILM = {"kind": "film", "id": "f2", "title": "Two", "minutes": 90, "author_id": 7}


def answers(call: Call) -> object:
    """Answer as the two services do."""
    path = call.target.partition("?")[0]
    if path.startswith("/films/"):
        key = path.rpartition("/")[2]
        return {**FILM, "id": key} if key.startswith("f") else None
    replies: dict[str, Callable[[], object]] = {
        "/works": lambda: {"items": [BOOK, FILM, {**BOOK, "id": 3, "author_id": 8}]},
        "/works-of": lambda: [{**each, "author_id": key} for key in ids_in(call) for each in (BOOK, FILM)],
        "/latest": lambda: FILM,
        "/hits": lambda: {
            "hits": [
                {"name": "a book", "kind": "book", "id": "1"},
                {"name": "a film", "kind": "film", "id": "f2"},
                {"name": "a song", "kind": "song", "id": "9"},
                {"name": "another book", "kind": "book", "id": "4"},
            ]
        },
        "/books": lambda: [{**BOOK, "id": key} for key in ids_in(call) if key < 10],
        "/people": lambda: [{"id": key, "name": f"person {key}"} for key in ids_in(call)],
    }
    return replies[path]()
