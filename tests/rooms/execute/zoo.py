"""A small graph with what the music store lacks: interfaces, unions, resolvers of its own, writes."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from enum import Enum
from typing import Annotated, Any

import strawberry
from strawberry.permission import BasePermission

from bff import Graph, Key, ListSize, ListSizeDirective, Service, argument, link
from bff.flow.call import Call
from tests.rooms.execute.shop import Shop, ids_in

__all__ = ["answers", "graph", "shop_of"]

zoo = Service("zoo")
people_by_id = zoo.one("GET /people?ids={ids}", key=Key("id"), max_batch=20)
cats_by_owner = zoo.many("GET /cats?ids={ids}&limit={first}", key=Key("owner_id"))
cat_list = zoo.call("GET /cats?limit={first}&colour={colour}")
cats_in = zoo.call("GET /cages/{cage}/cats")
similar = zoo.call("GET /similar?to={to}")
weights = zoo.one("POST /weights", body={"ids": "{ids}"}, key=Key("id"))
new_cat = zoo.call("POST /cats?name={called}")

PersonLink = Annotated["Person", strawberry.lazy("tests.rooms.execute.zoo")]


@strawberry.enum
class Colour(Enum):
    RED = "r"
    BLACK = "b"


@strawberry.type
class Weight:
    grams: int


@strawberry.interface
class Animal:
    id: strawberry.ID
    name: str
    owner_id: strawberry.Private[int | None]
    owner: PersonLink | None = link(people_by_id, key="owner_id")


@strawberry.type
class Cat(Animal):
    owner_id: strawberry.Private[int | None]
    lives: int | None
    weight: Weight | None = link(weights, key="id")

    @strawberry.field
    async def friend(self) -> PersonLink:
        await asyncio.sleep(0)
        number = int(self.id)
        return Person(id=self.id, name=f"friend {number}", boss_id=number + 20, home=None)


@strawberry.type
class Dog(Animal):
    owner_id: strawberry.Private[int | None]
    tricks: list[str]


@strawberry.type
class Home:
    city: str
    keeper_id: strawberry.Private[int | None]
    keeper: PersonLink | None = link(people_by_id, key="keeper_id")


class Refused(BasePermission):
    message = "Only for keepers."

    def has_permission(self, source: Any, info: strawberry.Info, **_: Any) -> bool:
        return False


class Allowed(BasePermission):
    async def has_permission(self, source: Any, info: strawberry.Info, **_: Any) -> bool:
        await asyncio.sleep(0)
        return True


@strawberry.type
class Person:
    id: strawberry.ID
    name: str
    boss_id: strawberry.Private[int | None]
    boss: PersonLink | None = link(people_by_id, key="boss_id")
    home: Home | None
    cats: list[Cat] = link(cats_by_owner, key="id", first=ListSize(default=2, max=10))
    similar: list[PersonLink] = link(similar, size=2, to="name")

    @strawberry.field
    def broken(self) -> str:
        raise RuntimeError(f"secret of {self.name}")


def _cat(number: int) -> Cat:
    return Cat(id=strawberry.ID(str(number)), name=f"cat {number}", owner_id=number % 7, lives=9)


def _dog(number: int) -> Dog:
    return Dog(id=strawberry.ID(str(number)), name=f"dog {number}", owner_id=number % 7, tricks=["sit"])


SIZED = ListSizeDirective(slicing_arguments=["count"])


@strawberry.type
class Query:
    person: Person | None = link(people_by_id, key=argument("id"))
    cats: list[Cat] = link(
        cat_list,
        first=ListSize(default=2, max=100),
        colour=argument("colour", Colour | None, default=None),
    )
    caged: list[Cat] = link(cats_in, size=3, cage=argument("cage", str | None, default=None))

    @strawberry.field(directives=[SIZED])
    async def own_cats(self, count: int = 2) -> list[Cat]:
        await asyncio.sleep(0)
        return [_cat(number) for number in range(count)]

    @strawberry.field(directives=[SIZED])
    def animals(self, count: int = 2) -> list[Animal]:
        return [_dog(number) if number % 2 else _cat(number) for number in range(count)]

    @strawberry.field
    def either(self, dog: bool) -> Annotated[Cat | Dog, strawberry.union("Either")]:
        return _dog(1) if dog else _cat(1)

    @strawberry.field(directives=[SIZED])
    def generated(self, count: int = 2) -> list[Cat]:
        def numbers() -> Iterator[Cat]:
            yield from (_cat(number) for number in range(count))

        return numbers()  # type: ignore[return-value]

    @strawberry.field(directives=[SIZED])
    async def streamed(self, count: int = 2) -> list[Cat]:
        async def numbers() -> AsyncIterator[Cat]:
            for number in range(count):
                await asyncio.sleep(0)
                yield _cat(number)

        return numbers()  # type: ignore[return-value]

    @strawberry.field(permission_classes=[Refused])
    def refused(self) -> Cat | None:
        return _cat(1)

    @strawberry.field(permission_classes=[Allowed])
    def allowed(self) -> Cat | None:
        return _cat(1)

    @strawberry.field
    async def late(self) -> str:
        await asyncio.Event().wait()
        return "never"

    @strawberry.field
    def awaited(self) -> list[Cat]:
        async def later(number: int) -> Cat:
            await asyncio.sleep(0)
            return _cat(number)

        return [later(number) for number in range(2)]  # type: ignore[misc]

    @strawberry.field
    def no_home(self) -> Home | None:
        return 7  # type: ignore[return-value]

    @strawberry.field
    def fails(self) -> str:
        raise RuntimeError("secret")


@strawberry.type
class Mutation:
    new_cat: Cat | None = link(new_cat, called=argument("called", str))

    @strawberry.mutation
    async def adopt(self, cat: int) -> Cat:
        await asyncio.sleep(0)
        return _cat(cat)


graph = Graph(query=Query, mutation=Mutation, types=(Cat, Dog))


def answers(call: Call) -> object:
    """Answer as the zoo does: people 0 to 99, person n has the boss n // 2 and no home if even."""
    path = call.target.partition("?")[0]
    if path == "/people":
        return [_person(number) for number in ids_in(call) if number < 100]
    if path == "/weights":
        return [{"id": number, "grams": number * 10} for number in ids_in(call)]
    if path == "/similar":
        return [_person(90), _person(91)]
    if call.method == "POST":
        return {"id": 1, "name": "new", "lives": 9, "owner_id": 5}
    if "ids=" in call.target:
        return [_cat_row(owner * 10 + n, owner) for owner in ids_in(call) for n in range(2)]
    return [_cat_row(number, number % 3) for number in range(3)]


def _person(number: int) -> dict[str, object]:
    home = {"city": f"city {number}", "keeper_id": number + 1} if number % 2 else None
    return {"id": number, "name": f"person {number}", "boss_id": number // 2 or None, "home": home}


def _cat_row(number: int, owner: int) -> dict[str, object]:
    return {"id": number, "name": f"cat {number}", "lives": number % 9, "owner_id": owner}


def shop_of(respond: Callable[[Call], object] = answers) -> Shop:
    return Shop(graph, respond)
