"""How many calls a plan foresees: batches, N+1, sharing, types, keys that are arguments, rounds."""

from __future__ import annotations

from dataclasses import replace
from math import inf
from typing import Any

import pytest

from bff.declare import CostModel, Key, Service
from bff.flow.plan import CallBound
from bff.plan.charges import MOST
from tests.support.sdl import SdlBlueprint, attribute, blueprint_of, estimate, given

catalog = Service("catalog")
stock = Service("stock")
ALBUMS_BY_ID = catalog.one("GET /albums?ids={ids}", key=Key("id"), max_batch=10)
ARTISTS_BY_ID = catalog.one("GET /artists?ids={ids}", key=Key("id"), max_batch=10)
TRACKS_BY_ALBUM = catalog.many("GET /tracks?album_ids={ids}&limit={first}", key=Key("album_id"), max_batch=10)
ALL_ALBUMS = catalog.call("GET /albums?limit={first}")
STOCK_BY_ID = stock.one("GET /stock/{id}")
PRICE_BY_ID = stock.one("GET /price/{id}?currency={currency}")
SIMILAR = catalog.call("GET /similar?to={name}")
RATED = catalog.many("GET /rated?ids={ids}&by={by}", key=Key("id"), max_batch=10)
STOCK_BY_PLACE = stock.one("GET /levels?for={ids}", key=Key(("id", "region"), (int, str)), max_batch=10)
LEVEL_IN_PLACE = stock.one("GET /levels/{id}", key=Key(("id", "region"), (int, str)))
ADD_ALBUM = catalog.call("POST /albums", body={"title": "{title}"})

SDL = """
type Query {
  albums(first: Int = 20): [Album!]! @listSize(slicingArguments: ["first"])
  album(id: ID!): Album
  albumsById(ids: [ID!]!): [Album!]! @listSize(slicingArguments: ["ids"])
  stocks(ids: [ID!]!): [Stock!]! @listSize(slicingArguments: ["ids"])
  placed(id: ID!, region: String = "eu"): Stock
  feed(first: Int): [Item!]! @listSize(slicingArguments: ["first"])
  latest: Item
}
type Mutation { add(title: String!): Album }
interface Item { artist: Artist self: Item }
type Album implements Item {
  id: ID! title: String
  artist: Artist
  artists: [Artist!]! @listSize(assumedSize: 3)
  tracks(first: Int = 5): [Track!]! @listSize(slicingArguments: ["first"])
  cut(first: Int = 5): [Track!]! @listSize(slicingArguments: ["first"])
  stock: Stock price(currency: String): Stock
  placed(region: String = "eu"): Stock level(region: String = "eu"): Stock
  similar: [Album!]! @listSize(assumedSize: 2)
  rated(by: Int): [Track!]! @listSize(assumedSize: 2)
  favourite(id: ID!): Artist
  self: Item
  box: Box
}
type Box { artist: Artist }
type Single implements Item { artist: Artist stock: Stock self: Item }
type Track { name: String artist: Artist stock: Stock }
type Artist { name: String albums: [Album!]! @listSize(assumedSize: 4) }
type Stock { left: Int }
"""


@pytest.fixture(scope="module")
def music() -> SdlBlueprint:
    by_artist = attribute("artist_id")
    return blueprint_of(
        SDL,
        links={
            "Query.albums": (ALL_ALBUMS, None, given("first", "first")),
            "Query.album": (ALBUMS_BY_ID, given("id")),
            "Query.albumsById": (ALBUMS_BY_ID, given("ids")),
            "Query.stocks": (STOCK_BY_ID, given("ids", "id")),
            "Query.placed": (STOCK_BY_PLACE, (given("id"), given("region"))),
            "Album.placed": (STOCK_BY_PLACE, (attribute("id"), given("region"))),
            "Album.level": (LEVEL_IN_PLACE, (attribute("id", "id"), given("region", "id"))),
            "Mutation.add": (ADD_ALBUM, None, given("title", "title")),
            "Album.artist": (ARTISTS_BY_ID, by_artist),
            "Album.artists": (ARTISTS_BY_ID, attribute("artist_ids")),
            "Album.tracks": (TRACKS_BY_ALBUM, attribute("id"), given("first", "first")),
            "Album.cut": (RATED, attribute("id")),
            "Album.stock": (STOCK_BY_ID, attribute("id", "id")),
            "Album.price": (PRICE_BY_ID, attribute("id", "id"), given("currency", "currency")),
            "Album.similar": (SIMILAR, None, attribute("title", "name")),
            "Album.rated": (RATED, attribute("id"), attribute("owner", "by")),
            "Album.favourite": (ARTISTS_BY_ID, given("id")),
            "Box.artist": (ARTISTS_BY_ID, by_artist),
            "Single.artist": (ARTISTS_BY_ID, by_artist),
            "Single.stock": (STOCK_BY_ID, attribute("id", "id")),
            "Track.artist": (ARTISTS_BY_ID, by_artist),
            "Track.stock": (STOCK_BY_ID, attribute("id", "id")),
            "Artist.albums": (RATED, attribute("id")),
        },
    )


CASES: list[tuple[str, str, dict[str, Any], list[tuple[str, int, int, int]]]] = [
    (
        "a root list without key is one call, a batch below it is ceil(keys / batch)",
        "{ albums(first: 25) { artist { name } } }",
        {},
        [("albums", 1, 1, 1), ("albums.artist", 25, 3, 2)],
    ),
    (
        "lists multiply, whatever is batched on the way",
        "{ albums(first: 4) { tracks(first: 6) { artist { name } } } }",
        {},
        [("albums", 1, 1, 1), ("albums.tracks", 4, 1, 2), ("albums.tracks.artist", 24, 3, 3)],
    ),
    (
        "sizes come from variables and defaults too",
        "query($n: Int) { albums(first: $n) { tracks { stock { left } } } }",
        {"n": 3},
        [("albums", 1, 1, 1), ("albums.tracks", 3, 1, 2), ("albums.tracks.stock", 15, 15, 3)],
    ),
    (
        "an empty list is followed by nothing",
        "{ albums(first: 0) { stock { left } } }",
        {},
        [("albums", 1, 1, 1)],
    ),
    (
        "an endpoint without batch form is called once for each key",
        "{ albums(first: 7) { stock { left } } }",
        {},
        [("albums", 1, 1, 1), ("albums.stock", 7, 7, 2)],
    ),
    (
        "a single key is no N+1",
        "{ album(id: 1) { stock { left } } }",
        {},
        [("album", 1, 1, 1), ("album.stock", 1, 1, 2)],
    ),
    (
        "a list of keys as argument counts its keys",
        "query($ids: [ID!]!) { albumsById(ids: $ids) { artist { name } } }",
        {"ids": list(range(12))},
        [("albumsById", 12, 2, 1), ("albumsById.artist", 12, 2, 2)],
    ),
    ("one key stands for a list of one", '{ albumsById(ids: "1") { id } }', {}, [("albumsById", 1, 1, 1)]),
    (
        "unbatched keys as argument are called one by one",
        "{ stocks(ids: [1, 2, 3]) { left } }",
        {},
        [("stocks", 3, 3, 1)],
    ),
    (
        "a key that is an argument is one key, however many parents; so are the rows below it",
        "{ albums(first: 9) { favourite(id: 1) { albums { stock { left } } } } }",
        {},
        [
            ("albums", 1, 1, 1),
            ("albums.favourite", 1, 1, 2),
            ("albums.favourite.albums", 1, 1, 3),
            ("albums.favourite.albums.stock", 4, 4, 4),
        ],
    ),
    (
        "a key of several parts is one key for each parent, and batched as others are",
        "{ albums(first: 25) { placed { left } } }",
        {},
        [("albums", 1, 1, 1), ("albums.placed", 25, 3, 2)],
    ),
    (
        "aliases share a charge only where all parts of the key are the same",
        """query($r: String) { albums(first: 4) {
          a: placed(region: "us") { left } b: placed(region: $r) { left } c: placed { left }
        } }""",
        {"r": "us"},
        [("albums", 1, 1, 1), ("albums.a", 4, 1, 2), ("albums.c", 4, 1, 2)],
    ),
    (
        "a key of several parts without a batch form is called once for each parent",
        "{ albums(first: 7) { level { left } } }",
        {},
        [("albums", 1, 1, 1), ("albums.level", 7, 7, 2)],
    ),
    (
        "a key whose parts are all arguments is one key",
        '{ a: placed(id: 1) { left } b: placed(id: 1, region: "us") { left } }',
        {},
        [("a", 1, 1, 1), ("b", 1, 1, 1)],
    ),
    (
        "a call without key that takes from its parent is one call a parent",
        "{ albums(first: 9) { similar { artist { name } } } }",
        {},
        [("albums", 1, 1, 1), ("albums.similar", 9, 9, 2), ("albums.similar.artist", 18, 2, 3)],
    ),
    (
        "a batch with a parameter from the parent is no batch",
        "{ albums(first: 9) { rated { name } } }",
        {},
        [("albums", 1, 1, 1), ("albums.rated", 9, 9, 2)],
    ),
    (
        "an attribute that lists keys asks for each",
        "{ albums(first: 9) { artists { name } } }",
        {},
        [("albums", 1, 1, 1), ("albums.artists", 27, 3, 2)],
    ),
    (
        "aliases of one layer share a charge, with the same arguments",
        "{ albums(first: 4) { a: tracks(first: 2) { name } b: tracks(first: 2) { name } c: tracks { name }}}",
        {},
        [("albums", 1, 1, 1), ("albums.a", 4, 1, 2), ("albums.c", 4, 1, 2)],
    ),
    (
        "a size that is not sent does not part them",
        "{ albums(first: 4) { a: cut(first: 2) { name } b: cut(first: 3) { name } } }",
        {},
        [("albums", 1, 1, 1), ("albums.a", 4, 1, 2)],
    ),
    (
        "different keys of one endpoint are charged apart",
        "{ a: album(id: 1) { id } b: album(id: 2) { id } }",
        {},
        [("a", 1, 1, 1), ("b", 1, 1, 1)],
    ),
    (
        "the same key of one endpoint is charged once, its children twice",
        "{ a: album(id: 1) { stock { left } } b: album(id: 1) { stock { left } } }",
        {},
        [("a", 1, 1, 1), ("a.stock", 1, 1, 2), ("b.stock", 1, 1, 2)],
    ),
    (
        "two links to one endpoint on different layers are charged apart",
        "{ albums(first: 4) { artist { name } box { artist { name } } } }",
        {},
        [("albums", 1, 1, 1), ("albums.artist", 4, 1, 2), ("albums.box.artist", 4, 1, 2)],
    ),
    (
        "below a list the calls of all types are added",
        "{ feed(first: 8) { ... on Album { stock { left } } ... on Single { stock { left } } } }",
        {},
        [("feed.stock", 8, 8, 1), ("feed.stock", 8, 8, 1)],
    ),
    (
        "below a single object the type with most calls counts",
        "{ latest { ... on Album { artist { name } stock { left } } ... on Single { stock { left } } } }",
        {},
        [("latest.artist", 1, 1, 1), ("latest.stock", 1, 1, 1), ("latest.stock", 1, 1, 1)],
    ),
    (
        "types that repeat their parents do not multiply",
        "{ feed(first: 3) { self { self { ... on Album { stock { left } } } } } }",
        {},
        [("feed.self.self.stock", 3, 3, 1)],
    ),
    (
        "a mutation's fields wait for each other",
        'mutation { a: add(title: "x") { artist { name } } b: add(title: "y") { artist { name } } }',
        {},
        [("a", 1, 1, 1), ("a.artist", 1, 1, 2), ("b", 1, 1, 3), ("b.artist", 1, 1, 4)],
    ),
]


@pytest.mark.parametrize(
    ("query", "variables", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES]
)
def test_calls(
    music: SdlBlueprint, query: str, variables: dict[str, Any], expected: list[tuple[str, int, int, int]]
) -> None:
    found = estimate(music, query, variables).calls
    assert [(bound.path, bound.key_bound, bound.count, bound.round) for bound in found] == sorted(
        expected, key=lambda each: each[3]
    )


def test_only_calls_that_grow_with_a_list_for_want_of_a_batch_are_n_plus_one(music: SdlBlueprint) -> None:
    found = estimate(
        music,
        """{
          albums(first: 30) { artist { name } stock { left } similar { id } rated { name } }
          album(id: 1) { price { left } }
        }""",
    )
    assert [bound.path for bound in found.calls if bound.is_n_plus_one] == [
        "albums.stock",
        "albums.similar",
        "albums.rated",
    ]


def test_calls_are_summed_in_all_and_by_service(music: SdlBlueprint) -> None:
    found = estimate(music, "{ albums(first: 30) { artist { name } stock { left } } }")
    assert found.calls_by_service() == {"catalog": 4, "stock": 30}
    assert (found.call_count, found.round_count) == (34, 2)
    assert found.points(10) == max(found.field_cost, found.type_cost) + 340


def test_a_bound_names_its_place_and_its_endpoint(music: SdlBlueprint) -> None:
    found = estimate(music, "{\n  albums(first: 30) {\n    artist { name }\n  }\n}")
    assert found.calls[1] == CallBound(
        path="albums.artist",
        line=3,
        service="catalog",
        endpoint="GET /artists?ids",
        key_bound=30,
        max_batch=10,
        count=3,
        round=2,
        is_n_plus_one=False,
    )


def test_lists_of_unknown_size_are_counted_as_very_many(music: SdlBlueprint) -> None:
    blueprint = replace(music, costs=CostModel(default_list_size=None))
    found = estimate(blueprint, "{ albums { tracks { artist { name } } } }")
    assert found.field_cost == inf
    assert [bound.count for bound in found.calls] == [1, MOST // 10 + 1, MOST // 10 + 1]


def test_of_a_single_object_each_service_counts_with_the_type_that_calls_it_most(
    music: SdlBlueprint,
) -> None:
    query = "{ latest { ... on Album { artist { name } stock { left } } ... on Single { stock { left } } } }"
    found = estimate(music, query)
    assert found.call_count == 2, "one of the two types, not both"
    assert sum(bound.count for bound in found.calls) == 3
    assert max(found.calls_by_service().values()) <= 2
