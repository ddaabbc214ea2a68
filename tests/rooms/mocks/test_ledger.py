"""The ledger: what it holds of a call, and when."""

from collections.abc import Iterator
from dataclasses import FrozenInstanceError

import httpx2
import pytest

from mocks import CATALOG, RATINGS, Ledger, RunningService, running


@pytest.fixture
def catalog() -> Iterator[RunningService]:
    with running([CATALOG]) as servers:
        yield servers["catalog"]


def test_a_call_is_complete_as_soon_as_its_reply_is_there(catalog: RunningService) -> None:
    httpx2.get(catalog.url + "/artists?ids=1%2C2&ids=3&empty=", headers={"X-Request-Id": "abc"})
    (call,) = catalog.ledger.calls()
    assert (call.sequence, call.method, call.path, call.status) == (1, "GET", "/artists", 200)
    assert call.query_string == "ids=1%2C2&ids=3&empty="
    assert call.query == {"ids": ("1,2", "3"), "empty": ("",)}
    assert call.headers["x-request-id"] == "abc"
    assert call.body is None
    assert call.duration_ms is not None
    assert call.duration_ms > 0


def test_a_header_sent_twice_keeps_both_values(catalog: RunningService) -> None:
    httpx2.get(catalog.url + "/genres?ids=1", headers=[("X-Tag", "a"), ("x-tag", "b")])
    assert catalog.ledger.calls()[0].headers["x-tag"] == "a, b"


@pytest.mark.parametrize(
    ("body", "recorded"),
    [
        (b'{"trackIds": [1]}', {"trackIds": [1]}),
        (b"", None),
        (b"not JSON", None),
        (b"\xff", None),
        (b'{"trackIds": [NaN]}', None),
        (b"[" * 200_000, None),
    ],
)
def test_the_body_is_the_json_of_the_call(body: bytes, recorded: object) -> None:
    with running([RATINGS]) as servers:
        httpx2.post(servers["ratings"].url + "/ratings/query", content=body)
        assert servers["ratings"].ledger.calls()[0].body == recorded


def test_refusals_and_unknown_paths_are_calls_too(catalog: RunningService) -> None:
    for path in ("/artists?ids=x", "/nowhere", "/healthz"):
        httpx2.get(catalog.url + path)
    assert [(call.path, call.status) for call in catalog.ledger.calls()] == [
        ("/artists", 400),
        ("/nowhere", 404),
        ("/healthz", 200),
    ]


def test_a_call_that_is_never_answered_has_no_status(catalog: RunningService) -> None:
    catalog.faults.add("hang")
    with pytest.raises(httpx2.ReadTimeout):
        httpx2.get(catalog.url + "/artists?ids=1", timeout=0.05)
    (call,) = catalog.ledger.calls()
    assert call.status is None


def test_a_clear_ledger_is_empty_and_its_sequence_goes_on(catalog: RunningService) -> None:
    httpx2.get(catalog.url + "/genres?ids=1")
    catalog.ledger.clear()
    assert catalog.ledger.calls() == ()
    httpx2.get(catalog.url + "/genres?ids=2")
    assert [call.sequence for call in catalog.ledger.calls()] == [2]


def test_a_snapshot_does_not_change(catalog: RunningService) -> None:
    httpx2.get(catalog.url + "/genres?ids=1")
    snapshot = catalog.ledger.calls()
    httpx2.get(catalog.url + "/genres?ids=2")
    assert len(snapshot) == 1
    with pytest.raises(FrozenInstanceError):
        snapshot[0].status = 500  # type: ignore[misc]


def test_old_calls_fall_out_and_the_sequence_shows_it() -> None:
    ledger = Ledger(max_calls=2)
    scope = {"method": "GET", "path": "/", "query_string": b"", "headers": []}
    for _ in range(3):
        ledger.arrived(scope, b"")
    ledger.answered(1, 200)
    assert [(call.sequence, call.status) for call in ledger.calls()] == [(2, None), (3, None)]
