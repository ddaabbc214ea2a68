"""Items whose values are there at different times: one batch by the plan, or planned one by one in a walk."""

import asyncio
from typing import Any

import pytest
import strawberry
from strawberry.extensions import FieldExtension
from strawberry.permission import BasePermission

from bff import Graph, Key, ListSizeDirective, Service, argument, link
from bff.flow.call import Call
from tests.rooms.execute.shop import Shop, ids_in

shelf = Service("shelf")
boxes = shelf.call("GET /boxes")
owners = shelf.one("GET /owners?ids={ids}", key=Key("id"))
stamps = shelf.one("GET /stamps?ids={ids}", key=Key("owner_id"))
parcels_of = shelf.many("GET /parcels?ids={ids}", key=Key("owner_id"))
FIVE = ListSizeDirective(assumed_size=5)


@strawberry.type
class Parcel:
    sender_id: strawberry.Private[int]
    owner_id: strawberry.Private[int]
    sender: "Owner" = link(owners, key="sender_id")


@strawberry.type
class Stamp:
    owner_id: int


@strawberry.type
class Owner:
    id: strawberry.ID
    stamp: Stamp | None = link(stamps, key="id")
    parcels: list[Parcel] = link(parcels_of, key="id", size=3)


async def turns(count: int) -> None:
    for _ in range(count):
        await asyncio.sleep(0)


class Patient(BasePermission):
    """Lets everybody pass, each after some turns."""

    async def has_permission(self, source: Any, info: strawberry.Info, **_: Any) -> bool:
        await turns(source.id * 10)
        return True


class Slow(FieldExtension):
    """Takes its time before a resolver that takes none."""

    async def resolve_async(self, next_: Any, source: Any, info: strawberry.Info, **given: Any) -> Any:
        await turns(source.id * 10)
        return await next_(source, info, **given)


@strawberry.type
class Label:
    owner_id: strawberry.Private[int]
    owner: Owner | None = link(owners, key="owner_id")


@strawberry.type
class Box:
    id: int

    @strawberry.field
    async def label(self) -> Label:
        await turns(self.id * 10)  # each item is done some turns after the one before
        return Label(owner_id=self.id)

    @strawberry.field(permission_classes=[Patient])
    def allowed_label(self) -> Label:
        return Label(owner_id=self.id)

    @strawberry.field(extensions=[Slow()])
    def slow_label(self) -> Label:
        return Label(owner_id=self.id)


@strawberry.type
class Query:
    boxes: list[Box] = link(boxes, size=5)
    owner: Owner | None = link(owners, key=argument("id"))

    @strawberry.field(directives=[FIVE])
    def labels(self) -> list[Label]:
        async def label(number: int) -> Label:
            await turns(number * 10)
            return Label(owner_id=number)

        return [label(number) for number in range(1, 6)]  # type: ignore[misc]

    @strawberry.field
    def label(self) -> Label:
        return Label(owner_id=1)


@strawberry.type
class Mutation:
    @strawberry.mutation
    def relabel(self, owner: int) -> Label:
        return Label(owner_id=owner)


def respond(call: Call) -> object:
    if call.target.startswith("/stamps"):
        return [{"owner_id": key} for key in ids_in(call)]
    if call.target.startswith("/parcels"):
        return [{"owner_id": key, "sender_id": key + n} for key in ids_in(call) for n in range(3)]
    return [{"id": key} for key in (ids_in(call) if "ids=" in call.target else range(1, 6))]


shop = Shop(Graph(query=Query, mutation=Mutation), respond)
QUERY = "{ boxes { label { owner { id } } } }"
LABELS = [{"owner": {"id": str(number)}} for number in range(1, 6)]
BOXES = {"boxes": [{"label": label} for label in LABELS]}


async def test_owners_of_late_boxes_leave_in_one_batch() -> None:
    ran = await shop.run(QUERY)

    assert ran.data == BOXES
    assert ran.sent == ["GET /boxes", "GET /owners?ids=1,2,3,4,5"]
    assert ran.estimate.call_count == 2


async def test_owner_of_each_late_box_is_fetched_within_the_plan_where_graphql_core_walks() -> None:
    ran = await shop.run(QUERY, compiled=False)

    assert ran.data == BOXES
    assert len(ran.sent) == 1 + 5 == ran.estimate.call_count
    (bound,) = [each for each in ran.estimate.calls if each.path == "boxes.label.owner"]
    assert (bound.count, bound.is_n_plus_one) == (5, True)


@pytest.mark.parametrize(
    ("query", "data"),
    [
        ("{ boxes { label: allowedLabel { owner { id } } } }", BOXES),
        ("{ boxes { label: slowLabel { owner { id } } } }", BOXES),
        ("{ labels { owner { id } } }", {"labels": LABELS}),
    ],
    ids=["an asynchronous permission", "an asynchronous extension", "a list of awaitables"],
)
async def test_late_values_of_a_resolver_that_is_not_asynchronous_have_their_calls_too(
    query: str, data: object
) -> None:
    ran = await shop.run(query, compiled=False)

    assert ran.data == data
    assert len(ran.sent) <= ran.estimate.call_count
    assert len([each for each in ran.sent if "owners" in each]) == 5


CHAIN = "label { owner { parcels { sender { stamp { ownerId } } } } }"
SENT = [
    "GET /owners?ids=1",
    "GET /parcels?ids=1",
    "GET /stamps?ids=1",
    "GET /owners?ids=2,3",
    "GET /stamps?ids=2,3",
]


@pytest.mark.parametrize(
    "query",
    [f"mutation {{ {CHAIN.replace('label', 'label: relabel(owner: 1)')} }}", f"{{ {CHAIN} }}"],
    ids=["a mutation", "a resolver"],
)
async def test_a_row_that_is_there_already_does_not_use_up_the_calls_of_those_beside_it(query: str) -> None:
    """Owner 1 is known when the senders 1, 2 and 3 are wanted, so its stamp leaves before the others."""
    ran = await shop.run(query, compiled=False)

    senders = [{"sender": {"stamp": {"ownerId": number}}} for number in (1, 2, 3)]
    assert ran.data == {"label": {"owner": {"parcels": senders}}}
    assert ran.sent == SENT
    assert len(ran.sent) <= ran.estimate.call_count
