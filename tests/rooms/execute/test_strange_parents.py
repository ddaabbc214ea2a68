"""Parents that a function made, and that are not what their type says: an error at the link's own place."""

from typing import Annotated, Any

import pytest
import strawberry

from bff import Discriminator, Graph, Key, Service, link, node_id, reference
from bff.flow.call import Call
from tests.rooms.execute.shop import Shop, ids_in

towns = Service("towns")
towns_by_id = towns.one("GET /towns?ids={ids}", key=Key("id"))
rivers_by_id = towns.one("GET /rivers?ids={ids}", key=Key("id"))


@strawberry.type
class Town:
    id: strawberry.ID
    node_id: strawberry.ID = node_id(towns_by_id)


@strawberry.type
class River:
    id: strawberry.ID
    node_id: strawberry.ID = node_id(rivers_by_id)


@strawberry.type
class Place:
    town_id: strawberry.Private[int]
    kind: strawberry.Private[str]
    town: Town | None = link(towns_by_id, key="town_id")
    near: Annotated[Town | River, strawberry.union("Near")] | None = reference(
        Discriminator("kind", {"town": "Town", "river": "River"}), key="town_id"
    )


class Moody:
    kind = "town"

    @property
    def town_id(self) -> int:
        raise RuntimeError("secret")


@strawberry.type
class Query:
    @strawberry.field
    def places(self) -> list[Place]:
        strange: list[Any] = [5, Moody(), Place(town_id=1, kind=["river"]), Place(town_id=2, kind="town")]  # type: ignore[arg-type]
        return strange


def respond(call: Call) -> object:
    return [{"id": key} for key in ids_in(call)]


@pytest.mark.parametrize("compiled", [True, False])
async def test_a_link_below_what_is_no_parent_is_an_error_in_its_place(compiled: bool) -> None:
    ran = await Shop(Graph(query=Query), respond).run(
        "{ places { town { id } near { ... on Town { id } } } }", compiled=compiled
    )

    assert ran.outcome.data == {
        "places": [
            {"town": None, "near": None},
            {"town": None, "near": None},
            {"town": {"id": "1"}, "near": None},
            {"town": {"id": "2"}, "near": {"id": "2"}},
        ]
    }
    assert sorted(ran.errors) == [
        ("INTERNAL_SERVER_ERROR", ["places", 0, "near"]),
        ("INTERNAL_SERVER_ERROR", ["places", 0, "town"]),
        ("INTERNAL_SERVER_ERROR", ["places", 1, "near"]),
        ("INTERNAL_SERVER_ERROR", ["places", 1, "town"]),
        ("INTERNAL_SERVER_ERROR", ["places", 2, "near"]),
    ]
