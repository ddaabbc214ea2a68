"""A slow optional service delays only its own field: every other link has its rows long before."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.gateway import ROOT, gateway

TRACK_PAGE = (ROOT / "schema" / "operations" / "track_page.graphql").read_text()
FIELDS = {
    "stock": ("america", "europe", "japan"),
    "ratings": ("ratingSummary", "ratings"),
    "billing": ("sales",),
    "playlists": ("playlistMemberships",),
}
"""What the page of one track has of each service that it can do without."""
TIMEOUT_S = 1.0


@pytest.mark.parametrize("service", FIELDS)
def test_service_that_hangs_is_waited_for_by_its_own_fields_alone(service: str) -> None:
    with gateway(services={service: {"timeout_s": TIMEOUT_S}}) as store:
        store.services[service].faults.add("hang")
        answer = store.post(TRACK_PAGE, {"id": "1"}).json()
        log = store.server.log
    track = answer["data"]["track"]
    own = FIELDS[service]
    assert [name for name, value in track.items() if value is None] == sorted(own, key=list(track).index)
    errors = [(error["path"], error["extensions"]["code"]) for error in answer["errors"]]
    assert sorted(errors) == [(["track", name], "SERVICE_TIMEOUT") for name in own]

    (line,) = [json.loads(each) for each in log.getvalue().splitlines()]
    slow = [link for link in line["links"] if link["path"].removeprefix("track.") in own]
    others = [link for link in line["links"] if link not in slow]
    assert {link["path"] for link in slow} == {f"track.{name}" for name in own}
    assert {"track", "track.album", "track.album.artist", "track.genre"} < {link["path"] for link in others}
    assert min(map(_ready_ms, slow)) >= TIMEOUT_S * 1000
    assert max(map(_ready_ms, others)) < min(map(_ready_ms, slow))


def _ready_ms(link: dict[str, Any]) -> float:
    return float(link["started_ms"] + link["duration_ms"])
