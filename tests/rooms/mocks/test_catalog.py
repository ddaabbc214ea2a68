"""The catalog service, called the way a gateway calls it."""

from collections.abc import Iterator

import httpx2
import pytest

from mocks import CATALOG, running


@pytest.fixture(scope="module")
def catalog() -> Iterator[httpx2.Client]:
    with running([CATALOG]) as servers, httpx2.Client(base_url=servers["catalog"].url) as client:
        yield client


def test_a_batch_is_the_rows_found_in_order_of_id(catalog: httpx2.Client) -> None:
    assert catalog.get("/artists?ids=2,99999,1,2").json() == [
        {"id": 1, "name": "AC/DC"},
        {"id": 2, "name": "Accept"},
    ]


@pytest.mark.parametrize(
    ("path", "row"),
    [
        ("/albums", {"id": 1, "title": "For Those About To Rock We Salute You", "artist_id": 1}),
        (
            "/tracks",
            {
                "id": 1,
                "name": "For Those About To Rock (We Salute You)",
                "album_id": 1,
                "genre_id": 1,
                "media_type_id": 1,
                "composer": "Angus Young, Malcolm Young, Brian Johnson",
                "milliseconds": 343719,
                "bytes": 11170334,
                "unit_price": 0.99,
            },
        ),
        ("/genres", {"id": 1, "name": "Rock"}),
        ("/media-types", {"id": 1, "name": "MPEG audio file"}),
    ],
)
def test_every_table_has_batches_of_its_rows(catalog: httpx2.Client, path: str, row: object) -> None:
    assert catalog.get(f"{path}?ids=1").json() == [row]


@pytest.mark.parametrize(
    ("path", "total"),
    [("/artists", 275), ("/albums", 347), ("/tracks", 3503), ("/genres", 25), ("/media-types", 5)],
)
def test_every_table_has_pages_with_the_total(catalog: httpx2.Client, path: str, total: int) -> None:
    page = catalog.get(f"{path}?limit=2&offset=1").json()
    assert [row["id"] for row in page["items"]] == [2, 3]
    assert page["total"] == total


def test_a_page_past_the_end_is_empty(catalog: httpx2.Client) -> None:
    assert catalog.get("/artists?offset=275").json() == {"items": [], "total": 275}


@pytest.mark.parametrize(
    ("path", "parent", "counts", "total"),
    [
        ("/albums?artist_ids=1,2,99999&limit=1", "artist_id", {1: 1, 2: 1}, 4),
        ("/tracks?album_ids=1,3&limit=5", "album_id", {1: 5, 3: 3}, 13),
        ("/tracks?genre_ids=1,2&limit=3", "genre_id", {1: 3, 2: 3}, 1427),
    ],
)
def test_a_limit_is_for_each_parent_and_the_total_for_all(
    catalog: httpx2.Client, path: str, parent: str, counts: dict[int, int], total: int
) -> None:
    page = catalog.get(path).json()
    parents = [row[parent] for row in page["items"]]
    assert {number: parents.count(number) for number in parents} == counts
    assert page["total"] == total


def test_a_search_finds_artists_then_albums_then_tracks_in_any_case(catalog: httpx2.Client) -> None:
    assert catalog.get("/search?q=ReSTLess").json() == {
        "items": [
            {"kind": "album", "id": 3, "name": "Restless and Wild"},
            {"kind": "track", "id": 4, "name": "Restless and Wild"},
        ],
        "total": 2,
    }
    found = catalog.get("/search?q=rock&limit=100").json()
    kinds = [item["kind"] for item in found["items"]]
    assert kinds == sorted(kinds, key=["artist", "album", "track"].index)


def test_a_search_has_pages(catalog: httpx2.Client) -> None:
    everything = catalog.get("/search?q=rock&limit=100").json()
    page = catalog.get("/search?q=rock&limit=7&offset=5").json()
    assert page == {"items": everything["items"][5:12], "total": everything["total"]}
    assert len(everything["items"]) == everything["total"] == 46


def test_words_that_nothing_has_find_nothing(catalog: httpx2.Client) -> None:
    assert catalog.get("/search?q=%25_.*").json() == {"items": [], "total": 0}


@pytest.mark.parametrize(
    "path",
    [
        "/search",
        "/search?q=",
        "/search?q=%20",
        "/search?limit=1",
        "/search?q=a&limit=101",
        "/search?q=" + "a" * 101,
        "/artists?ids=",
        "/artists?ids=one",
        "/artists?ids=1,,2",
        "/artists?ids=-1",
        "/artists?ids=1%0A",
        "/artists?ids=" + "9" * 5000,
        "/artists?ids=" + ",".join(map(str, range(101))),
        "/albums?artist_ids=1;2",
        "/albums?ids=1&artist_ids=1",
        "/tracks?album_ids=1&genre_ids=1",
        "/tracks?limit=0",
        "/tracks?limit=101",
        "/tracks?offset=-1",
    ],
)
def test_what_it_does_not_understand_is_a_problem(catalog: httpx2.Client, path: str) -> None:
    reply = catalog.get(path)
    assert reply.status_code == 400
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.json().keys() == {"title", "status", "detail"}


def test_a_hundred_ids_are_welcome(catalog: httpx2.Client) -> None:
    assert len(catalog.get("/artists?ids=" + ",".join(map(str, range(1, 101)))).json()) == 100


def test_a_caller_who_has_the_rows_already_gets_304(catalog: httpx2.Client) -> None:
    first = catalog.get("/artists?ids=1")
    again = catalog.get("/artists?ids=1", headers={"if-none-match": f'"old", W/{first.headers["etag"]}'})
    assert first.headers["cache-control"] == "max-age=60"
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])


def test_other_rows_have_another_etag(catalog: httpx2.Client) -> None:
    etag = catalog.get("/artists?ids=1").headers["etag"]
    assert catalog.get("/artists?ids=2", headers={"if-none-match": etag}).status_code == 200


def test_health_is_not_kept(catalog: httpx2.Client) -> None:
    reply = catalog.get("/healthz")
    assert reply.json() == {"status": "ok"}
    assert "cache-control" not in reply.headers
