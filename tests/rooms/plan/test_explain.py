"""What is told of a plan before it runs."""

from __future__ import annotations

import json

import pytest

from bff.config import LimitSettings
from bff.declare import Key, Service
from bff.plan import explain
from bff.response.cost import cost_extension
from tests.support.sdl import SdlBlueprint, attribute, blueprint_of, given, planned

catalog, stock = Service("catalog"), Service("stock")


@pytest.fixture(scope="module")
def shop() -> SdlBlueprint:
    return blueprint_of(
        """type Query { albums(first: Int): [Album] @listSize(slicingArguments: ["first"]) endless: [Album] }
        type Album { title: String artist: Artist stock: Stock }
        type Artist { name: String }
        type Stock { left: Int @cost(weight: "0.5") }""",
        default_list_size=None,
        links={
            "Query.albums": (catalog.call("GET /albums?limit={first}"), None, given("first", "first")),
            "Album.artist": (catalog.one("GET /artists?ids={ids}", key=Key("id")), attribute("artist_id")),
            "Album.stock": (stock.one("GET /stock/{id}"), attribute("id", "id")),
        },
    )


def test_everything_is_told_under_the_names_of_the_extension(shop: SdlBlueprint) -> None:
    plan, variables = planned(
        shop, "query Shop {\n albums(first: 3) {\n  artist { name }\n  stock { left }\n }\n}"
    )
    explained = explain(plan, plan.formula(variables), LimitSettings())
    assert cost_extension(explained) == {
        "requestedQueryCost": 60,
        "fieldCost": {"estimated": 8.5},
        "typeCost": {"estimated": 10},
        "calls": {"estimated": 5, "byService": {"catalog": {"estimated": 2}, "stock": {"estimated": 3}}},
        "depth": 3,
        "top": [
            {"path": "albums.stock", "fieldCost": 4.5, "calls": 3},
            {"path": "albums", "fieldCost": 8.5, "calls": 5},
            {"path": "albums.artist", "fieldCost": 3, "calls": 1},
        ],
        "limits": {"field": 1000, "type": 1000, "calls": 50, "depth": 15},
        "plan": {
            "waves": [
                {"index": 1, "calls": [_call("albums", "catalog", "GET /albums", 1)]},
                {
                    "index": 2,
                    "calls": [
                        _call("albums.artist", "catalog", "GET /artists?ids", 1),
                        _call("albums.stock", "stock", "GET /stock/{id}", 3, is_n_plus_one=True),
                    ],
                },
            ],
            "lines": [
                {"line": 2, "fieldCost": 1, "calls": 1},
                {"line": 3, "fieldCost": 3, "calls": 1},
                {"line": 4, "fieldCost": 4.5, "calls": 3},
            ],
        },
    }
    assert [bound.path for bound in explained.n_plus_one] == ["albums.stock"]


def _call(
    path: str, service: str, endpoint: str, count: int, *, is_n_plus_one: bool = False
) -> dict[str, object]:
    return {
        "path": path,
        "service": service,
        "endpoint": endpoint,
        "count": count,
        "isNPlusOne": is_n_plus_one,
    }


def test_costs_without_bound_become_valid_json(shop: SdlBlueprint) -> None:
    plan, variables = planned(shop, "{ endless { title } }")
    told = cost_extension(explain(plan, plan.formula(variables)))
    assert json.loads(json.dumps(told, allow_nan=False))["typeCost"] == {"estimated": None}
