"""Pages in the formula: what stands below edges and nodes is counted `first` times."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry

from bff import Connection, Cursor, Graph, Key, ListSize, Offset, Service, link
from bff.declare import blueprint
from bff.flow.plan import Estimate
from tests.support.sdl import estimate

shop = Service("shop")
all_albums = shop.call(
    "GET /albums?limit={first}&offset={offset}", rows="items", paging=Offset(total="total")
)
artists = shop.one("GET /artists?ids={ids}", key=Key("id"), max_batch=10)
tracks = shop.many("GET /tracks?ids={ids}&limit={first}&offset={offset}", key=Key("album"), paging=Offset())
sales = shop.many(
    "GET /sales?album={id}&limit={first}&after={after}", key=Key("album"), rows="rows", paging=Cursor("next")
)
TEN = ListSize(default=3, max=10)


@strawberry.type
class Artist:
    name: str


@strawberry.type
class Track:
    id: int
    artist_id: strawberry.Private[int]
    artist: Artist | None = link(artists, key="artist_id")


@strawberry.type
class Sale:
    id: int


@strawberry.type
class Album:
    id: int
    artist_id: strawberry.Private[int]
    artist: Artist | None = link(artists, key="artist_id")
    tracks: Connection[Track] = link(tracks, key="id", first=TEN)
    sales: Connection[Sale] = link(sales, key="id", first=TEN)


@strawberry.type
class Query:
    albums: Connection[Album] = link(all_albums, first=ListSize(default=2, max=50))


CHECKED: Any = blueprint(Graph(query=Query))


def estimated(query: str, variables: dict[str, object] | None = None) -> Estimate:
    return estimate(CHECKED, query, variables)


CALLS: list[tuple[str, dict[str, object], list[tuple[str, int, int]]]] = [
    ("{ albums { totalCount pageInfo { hasNextPage } } }", {}, [("albums", 1, 1)]),
    ("{ albums(first: 0) { nodes { artist { name } } } }", {}, [("albums", 1, 1)]),
    ("{ albums { nodes { artist { name } } } }", {}, [("albums", 1, 1), ("albums.nodes.artist", 2, 1)]),
    (
        "query($n: Int!) { albums(first: $n) { edges { node { artist { name } } } } }",
        {"n": 25},
        [("albums", 1, 1), ("albums.edges.node.artist", 25, 3)],
    ),
    (
        "{ albums(first: 20) { nodes { artist { name } } edges { node { artist { name } } } } }",
        {},
        [("albums", 1, 1), ("albums.nodes.artist", 20, 2), ("albums.edges.node.artist", 20, 2)],
    ),
    (
        "{ albums(first: 20) { nodes { tracks(first: 4) { edges { node { artist { name } } } } } } }",
        {},
        [
            ("albums", 1, 1),
            ("albums.nodes.tracks", 20, 1),
            ("albums.nodes.tracks.edges.node.artist", 80, 8),
        ],
    ),
    (
        '{ albums(first: 20, after: "x") { nodes { sales { nodes { id } } } } }',
        {},
        [("albums", 1, 1), ("albums.nodes.sales", 20, 20)],
    ),
    (
        '{ albums { totalCount } again: albums { totalCount } next: albums(after: "x") { totalCount } }',
        {},
        [("albums", 1, 1), ("next", 1, 1)],
    ),
]


@pytest.mark.parametrize(("query", "variables", "expected"), CALLS)
def test_calls(query: str, variables: dict[str, object], expected: list[tuple[str, int, int]]) -> None:
    found = estimated(query, variables).calls
    assert [(bound.path, bound.key_bound, bound.count) for bound in found] == expected


COSTS: list[tuple[str, tuple[float, float]]] = [
    ("{ albums(first: 7) { totalCount } }", (1, 1 + 1)),
    ("{ albums(first: 7) { pageInfo { endCursor } } }", (1 + 1, 1 + 1 + 1)),
    ("{ albums(first: 7) { nodes { id } } }", (1 + 1, 1 + 1 + 7)),
    ("{ albums(first: 7) { edges { cursor } } }", (1 + 1, 1 + 1 + 7)),
    ("{ albums(first: 7) { edges { node { id } } } }", (1 + 1 + 7, 1 + 1 + 7 + 7)),
    ("{ albums(first: 7) { nodes { artist { name } } } }", (1 + 1 + 7, 1 + 1 + 7 + 7)),
    (
        "{ albums(first: 7) { nodes { tracks(first: 5) { nodes { id } } } } }",
        (1 + 1 + 7 * (1 + 1), 1 + 1 + 7 * (1 + 1 + 5)),
    ),
]


@pytest.mark.parametrize(("query", "expected"), COSTS)
def test_costs(query: str, expected: tuple[float, float]) -> None:
    found = estimated(query)
    assert (found.field_cost, found.type_cost) == expected


def test_a_length_over_the_maximum_is_a_violation_and_its_place_is_named() -> None:
    found = estimated("{ albums(first: 51) { nodes { tracks(first: -1) { totalCount } } } }")
    told = [(each.path, each.argument, each.value, each.max) for each in found.violations]
    assert told == [("albums", "first", 51, 50), ("albums.nodes.tracks", "first", -1, 10)]
    assert [(each.path, each.value) for each in found.slicing] == [
        ("albums", 51),
        ("albums.nodes.tracks", -1),
    ]
