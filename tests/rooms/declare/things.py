"""Endpoints and types that are right, for tests that get one thing about them wrong."""

from typing import Annotated, Any, Generic, TypeVar

import strawberry

from bff import Key, ListSize, Service, link

shop = Service("shop")
by_id = shop.one("GET /things?ids={ids}", key=Key("id"))
by_owner = shop.many("GET /of?ids={ids}", key=Key("owner_id"))
in_region = shop.one("GET /things?ids={ids}&region={region}", key=Key("id"))
listed = shop.call("GET /list?q={q}&limit={first}")
placed = shop.call("GET /in/{place}/list")
stock = shop.one("GET /stock/{id}")
ONE, MANY, LISTED = 'shop.one("GET /things?ids={ids}")', 'shop.many("GET /of?ids={ids}")', repr(listed)
TEN = ListSize(default=1, max=10)
anything: Any = link


@strawberry.input
class Filter:
    name: str


@strawberry.interface
class Named:
    name: str


@strawberry.type
class Thing(Named):
    id: strawberry.ID
    owner_id: strawberry.Private[int]
    tags: list[str]

    @strawberry.field
    def label(self) -> str:
        return self.name


@strawberry.type
class Other:
    x: int


Either = Annotated[Thing | Other, strawberry.union("Either")]
T = TypeVar("T")


@strawberry.type
class Page(Generic[T]):
    number: int
    items: list[T] = link(by_owner, key="number", size=5)
