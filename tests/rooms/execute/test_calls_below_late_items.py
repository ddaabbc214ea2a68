"""Items whose asynchronous fields end at different times: one batch by the plan, or planned one by one."""

import asyncio

import strawberry

from bff import Graph, Key, Service, link
from bff.flow.call import Call
from tests.rooms.execute.shop import Shop, ids_in

shelf = Service("shelf")
boxes = shelf.call("GET /boxes")
owners = shelf.one("GET /owners?ids={ids}", key=Key("id"))


@strawberry.type
class Owner:
    id: strawberry.ID


@strawberry.type
class Label:
    owner_id: strawberry.Private[int]
    owner: Owner | None = link(owners, key="owner_id")


@strawberry.type
class Box:
    id: int

    @strawberry.field
    async def label(self) -> Label:
        for _ in range(self.id * 10):  # each item is done some turns after the one before
            await asyncio.sleep(0)
        return Label(owner_id=self.id)


@strawberry.type
class Query:
    boxes: list[Box] = link(boxes, size=5)


def respond(call: Call) -> object:
    return [{"id": key} for key in (ids_in(call) if "ids=" in call.target else range(1, 6))]


QUERY = "{ boxes { label { owner { id } } } }"
DATA = {"boxes": [{"label": {"owner": {"id": str(number)}}} for number in range(1, 6)]}


async def test_owners_of_late_boxes_leave_in_one_batch() -> None:
    ran = await Shop(Graph(query=Query), respond).run(QUERY)

    assert ran.data == DATA
    assert ran.sent == ["GET /boxes", "GET /owners?ids=1,2,3,4,5"]
    assert ran.estimate.call_count == 2


async def test_owner_of_each_late_box_is_fetched_within_the_plan_where_graphql_core_walks() -> None:
    ran = await Shop(Graph(query=Query), respond).run(QUERY, compiled=False)

    assert ran.data == DATA
    assert len(ran.sent) == 1 + 5 == ran.estimate.call_count
    (bound,) = [each for each in ran.estimate.calls if each.path == "boxes.label.owner"]
    assert (bound.count, bound.is_n_plus_one) == (5, True)
