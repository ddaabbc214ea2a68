"""The faults over real sockets: what a client sees of each."""

import gzip
import json
import math
import re
import ssl
import time
from collections.abc import Iterator
from functools import cache

import httpx2
import pytest

from mocks import CATALOG, RATINGS, Match, RunningService, running
from mocks.fault_kinds import KINDS, Reply, deep_json, gzip_bomb

TWO = "/artists?ids=1,2"
ROWS = [{"id": 1, "name": "AC/DC"}, {"id": 2, "name": "Accept"}]


@pytest.fixture(scope="module")
def servers() -> Iterator[dict[str, RunningService]]:
    with running([CATALOG, RATINGS]) as started:
        yield dict(started)


@pytest.fixture
def catalog(servers: dict[str, RunningService]) -> Iterator[RunningService]:
    yield servers["catalog"]
    servers["catalog"].faults.clear()
    servers["catalog"].ledger.clear()


@pytest.fixture
def ratings(servers: dict[str, RunningService]) -> Iterator[RunningService]:
    yield servers["ratings"]
    servers["ratings"].faults.clear()


@cache
def certificates() -> ssl.SSLContext:
    """Nothing here is encrypted, but each call without them would read them anew: 40 ms."""
    return ssl.create_default_context()


def get(service: RunningService, path: str = TWO) -> httpx2.Response:
    return httpx2.get(service.url + path, verify=certificates())


def test_delay_answers_late_and_right(catalog: RunningService) -> None:
    catalog.faults.add("delay", seconds=0.2)
    started_at = time.monotonic()
    assert get(catalog).json() == ROWS
    assert time.monotonic() - started_at >= 0.2


def test_hang_holds_the_connection_until_the_client_gives_up(catalog: RunningService) -> None:
    catalog.faults.add("hang")
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.get(catalog.url + TWO, timeout=0.05, verify=certificates())


def test_a_hanging_service_leaves_the_others_alone(catalog: RunningService, ratings: RunningService) -> None:
    catalog.faults.add("hang")
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.get(catalog.url + TWO, timeout=0.05, verify=certificates())
    assert get(ratings, "/healthz").status_code == 200


def test_status_answers_with_code_text_and_headers(catalog: RunningService) -> None:
    catalog.faults.add("status", code=503, body="secret", headers={"Retry-After": "2"})
    reply = get(catalog)
    assert (reply.status_code, reply.text, reply.headers["retry-after"]) == (503, "secret", "2")


def test_redirect_points_elsewhere(catalog: RunningService) -> None:
    catalog.faults.add("redirect", location="http://10.0.0.1/admin", code=307)
    reply = get(catalog)
    assert (reply.status_code, reply.headers["location"]) == (307, "http://10.0.0.1/admin")


@pytest.mark.parametrize(
    ("kind", "content_type", "body"),
    [
        ("html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("empty", "application/json", b""),
        ("not_json", "application/json", b"OK, but not JSON"),
        ("nan", "application/json", b'[{"id": NaN}]'),
        ("invalid_utf8", "application/json", b'[{"id": 1, "name": "\xff\xfe"}]'),
        ("deep_json", "application/json", b"[[[[[[[[[["),
    ],
)
def test_a_body_that_is_no_answer(catalog: RunningService, kind: str, content_type: str, body: bytes) -> None:
    catalog.faults.add(kind)
    reply = get(catalog)
    assert (reply.status_code, reply.headers["content-type"]) == (200, content_type)
    assert reply.content.startswith(body)
    assert bool(reply.content) == bool(body)


def test_deep_json_is_as_deep_as_it_says() -> None:
    assert deep_json(levels=3) == Reply(b"[[[]]]")


def test_gzip_bomb_is_small_on_the_wire_and_large_unpacked(catalog: RunningService) -> None:
    catalog.faults.add("gzip_bomb", size_bytes=10_000_000)
    with httpx2.stream("GET", catalog.url + TWO) as reply:
        packed = b"".join(reply.iter_raw())
    assert reply.headers["content-encoding"] == "gzip"
    assert len(packed) < 20_000
    assert abs(len(gzip.decompress(packed)) - 10_000_000) < 100_000
    assert json.loads(gzip.decompress(packed)) == []
    assert gzip_bomb(size_bytes=10_000_000).body is gzip_bomb(size_bytes=10_000_000).body


def test_set_cookie_adds_one_to_a_good_reply(catalog: RunningService) -> None:
    catalog.faults.add("set_cookie", cookie="session=theirs")
    reply = get(catalog)
    assert (reply.headers["set-cookie"], reply.json()) == ("session=theirs", ROWS)


def test_wrong_shape_is_an_object_for_a_list_and_a_list_for_an_object(catalog: RunningService) -> None:
    catalog.faults.add("wrong_shape")
    assert get(catalog).json() == {"unexpected": ROWS}
    assert get(catalog, "/artists?limit=1").json() == [{"items": ROWS[:1], "total": 275}]


THREE = {"id": 3, "name": "Aerosmith"}


@pytest.mark.parametrize(
    ("kind", "parameters", "changed"),
    [
        ("drop_rows", {"keys": [1]}, ROWS[1:]),
        ("drop_rows", {}, []),
        ("drop_rows", {"key": "name", "keys": ["Accept"]}, ROWS[:1]),
        ("duplicate_rows", {"keys": [1]}, [ROWS[0], *ROWS]),
        ("reverse_rows", {}, ROWS[::-1]),
        ("extra_rows", {"extra": [THREE]}, [*ROWS, THREE]),
        ("set_field", {"name": "name", "value": 7, "keys": [2]}, [ROWS[0], {"id": 2, "name": 7}]),
        ("set_field", {"name": "id", "value": None}, [{**row, "id": None} for row in ROWS]),
        ("set_field", {"name": "id.deep", "value": 1}, ROWS),
        ("remove_field", {"name": "name", "keys": [1]}, [{"id": 1}, ROWS[1]]),
        ("remove_field", {"name": "absent"}, ROWS),
    ],
)
def test_row_faults_act_in_lists_and_in_envelopes(
    catalog: RunningService, kind: str, parameters: dict[str, object], changed: list[object]
) -> None:
    catalog.faults.add(kind, **parameters)  # type: ignore[arg-type]
    assert get(catalog).json() == changed
    assert get(catalog, "/artists?limit=2").json() == {"items": changed, "total": 275}


def test_row_faults_leave_bad_replies_and_stale_etags_behind(catalog: RunningService) -> None:
    catalog.faults.add("drop_rows")
    assert get(catalog, "/artists?ids=x").status_code == 400
    assert "etag" not in get(catalog).headers


def test_row_faults_reach_posted_batches(ratings: RunningService) -> None:
    ratings.faults.add("remove_field", name="stars")
    reply = httpx2.post(ratings.url + "/ratings/query", json={"trackIds": [1], "limit": 1})
    assert reply.json()["ratings"][0].keys() == {"id", "trackId", "customerId", "comment", "createdAt"}


def test_truncated_announces_more_than_it_sends(catalog: RunningService) -> None:
    catalog.faults.add("truncated")
    with pytest.raises(httpx2.RemoteProtocolError):
        get(catalog)


def test_slow_body_drips(catalog: RunningService) -> None:
    catalog.faults.add("slow_body", chunk_bytes=10, interval_s=0.02)
    with httpx2.stream("GET", catalog.url + TWO) as reply:
        started_at = time.monotonic()
        body = reply.read()
    assert json.loads(body) == ROWS
    assert time.monotonic() - started_at >= 0.02 * (math.ceil(len(body) / 10) - 1)


def test_huge_is_padded_to_its_size_and_says_so(catalog: RunningService) -> None:
    catalog.faults.add("huge", size_bytes=200_000)
    reply = get(catalog)
    assert (len(reply.content), reply.headers["content-length"]) == (200_000, "200000")
    assert reply.json() == ROWS


def test_endless_goes_on_until_the_client_leaves(catalog: RunningService, ratings: RunningService) -> None:
    catalog.faults.add("endless", times=1)
    received_bytes = 0
    with httpx2.stream("GET", catalog.url + TWO) as reply:
        for chunk in reply.iter_raw():
            received_bytes += len(chunk)
            if received_bytes > 5_000_000:
                break
    assert get(catalog).json() == ROWS
    assert get(ratings, "/healthz").status_code == 200


@pytest.mark.parametrize(
    ("match", "hit_paths"),
    [
        (Match(), ["/artists?ids=1%2C2", "/albums?ids=3"]),
        (Match(method="get"), ["/artists?ids=1%2C2", "/albums?ids=3"]),
        (Match(method="POST"), []),
        (Match(path_prefix="/alb"), ["/albums?ids=3"]),
        (Match(query_contains="ids=1,2"), ["/artists?ids=1%2C2"]),
        (Match(body_contains="x"), []),
    ],
)
def test_a_rule_hits_what_it_matches(catalog: RunningService, match: Match, hit_paths: list[str]) -> None:
    catalog.faults.add("status", match=match)
    paths = ["/artists?ids=1%2C2", "/albums?ids=3"]
    assert [path for path in paths if get(catalog, path).status_code == 500] == hit_paths


def test_a_rule_can_look_into_the_body(ratings: RunningService) -> None:
    ratings.faults.add("status", match=Match(body_contains="666"))
    codes = [
        httpx2.post(ratings.url + "/summaries/query", json={"trackIds": [track]}).status_code
        for track in (665, 666)
    ]
    assert codes == [200, 500]


def test_times_counts_the_calls_hit(catalog: RunningService) -> None:
    catalog.faults.add("status", times=2, match=Match(query_contains="ids=1"))
    get(catalog, "/artists?ids=3")
    assert [get(catalog).status_code for _ in range(3)] == [500, 500, 200]
    assert catalog.faults.rules() == ()


def test_probability_draws_the_same_calls_from_the_same_seed(catalog: RunningService) -> None:
    def draw(seed: int) -> list[int]:
        catalog.faults.clear()
        catalog.faults.add("status", probability=0.5, seed=seed)
        with httpx2.Client() as client:
            return [client.get(catalog.url + TWO).status_code for _ in range(20)]

    first = draw(1)
    assert set(first) == {200, 500}
    assert draw(1) == first
    assert draw(2) != first


def test_rules_act_together_in_the_order_of_the_tables(catalog: RunningService) -> None:
    catalog.faults.add("huge", size_bytes=1000)
    catalog.faults.add("drop_rows", keys=[1])
    catalog.faults.add("reverse_rows")
    catalog.faults.add("extra_rows", extra=[THREE])
    catalog.faults.add("set_cookie")
    catalog.faults.add("delay", seconds=0.0)
    reply = get(catalog)
    assert (len(reply.content), "set-cookie" in reply.headers) == (1000, True)
    assert reply.json() == [ROWS[1], THREE]


def test_what_happens_instead_never_reaches_the_service(catalog: RunningService) -> None:
    catalog.faults.add("status", code=503)
    catalog.faults.add("drop_rows")
    assert get(catalog, "/artists?ids=x").status_code == 503


def test_the_ledger_holds_the_status_the_client_saw(catalog: RunningService) -> None:
    catalog.faults.add("status", code=429)
    get(catalog)
    assert [call.status for call in catalog.ledger.calls()] == [429]


@pytest.mark.parametrize(
    ("kind", "parameters", "message"),
    [
        ("hagn", {}, "There is no fault 'hagn'. Did you mean 'hang'?"),
        ("delay", {"second": 1}, "The fault 'delay' has no parameter 'second'. It has: seconds."),
        ("hang", {"seconds": 1}, "The fault 'hang' has no parameter 'seconds'. It has: none."),
        (
            "delay",
            {"seconds": "1"},
            "The parameter 'seconds' of the fault 'delay' must be float, but got: '1'.",
        ),
        ("set_field", {"name": "id"}, "The fault 'set_field' needs the parameter 'value'."),
        ("empty", {"times": 0}, "times must be at least 1, or None for always, but got: 0."),
        ("empty", {"probability": 2.0}, "probability must be between 0 and 1, but got: 2.0."),
    ],
)
def test_a_rule_that_cannot_act_as_written_is_refused(
    catalog: RunningService, kind: str, parameters: dict[str, object], message: str
) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        catalog.faults.add(kind, **parameters)  # type: ignore[arg-type]


def test_every_kind_is_described() -> None:
    assert [kind for kind, act in KINDS.items() if not act.__doc__] == []
