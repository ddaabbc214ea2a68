"""An expensive operation leaves a line with its trace and its calls; a cheap one does not."""

import json
from typing import Any

from bff.config import RecordSettings
from bff.testing import serving
from mocks import SERVICES, Match, running
from schema.root import graph
from tests.support.gateway import AUTHORIZED, reference_settings

CHEAP = "query Cheap($id: ID!) { album(id: $id) { title } }"
EXPENSIVE = """
query Dear($id: ID!) {
  artist(id: $id) { albums(first: 10) { tracks(first: 10) { name genre { name } } } }
}
"""
TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACED = {"traceparent": f"00-{TRACE_ID}-00f067aa0ba902b7-01", "graphql-client-name": "web", **AUTHORIZED}


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_expensive_operation_leaves_its_line_with_trace_and_calls_and_a_cheap_one_does_not() -> None:
    with running(SERVICES) as services:
        settings = reference_settings(services).model_copy(update={"record": RecordSettings(points=200)})
        with serving(settings, graph) as server:
            server.post(CHEAP, {"id": "1"}, headers=TRACED)
            answer = server.post(EXPENSIVE, {"id": "1"}, headers=TRACED)
            server.post(CHEAP, {"id": "2"}, headers=TRACED)
        received = services["catalog"].ledger.calls()

    assert answer.status == 200
    (line,) = lines(server.log.getvalue())
    assert (line["trace_id"], line["operation_name"], line["client_name"]) == (TRACE_ID, "Dear", "web")
    assert (line["reasons"], line["result"]) == (["cost"], "ok")
    assert line["variables"] == {"id": "string(1)"}
    assert [(call["service"], call["endpoint"], call["status"]) for call in line["calls"]] == [
        ("catalog", "GET /artists?ids", 200),
        ("catalog", "GET /albums?artist_ids", 200),
        ("catalog", "GET /tracks?album_ids", 200),
        ("catalog", "GET /genres?ids", 200),
    ]
    assert {call.headers["traceparent"].split("-")[1] for call in received} == {TRACE_ID}
    assert "00f067aa0ba902b7" not in {call.headers["traceparent"].split("-")[2] for call in received}


def test_refused_and_slow_operations_leave_their_lines_too() -> None:
    with running(SERVICES) as services:
        record = RecordSettings(points=500, duration_ms=150)
        settings = reference_settings(services).model_copy(update={"record": record})
        services["catalog"].faults.add("delay", match=Match(path_prefix="/albums"), seconds=0.2)
        with serving(settings, graph) as server:
            refused = server.post("{ albums(first: 100) { tracks(first: 100) { name } } }")
            slow = server.post(CHEAP, {"id": "1"})

    assert (refused.status, slow.status) == (400, 200)
    first, second = lines(server.log.getvalue())
    assert (first["result"], first["calls"]) == ("refused", [])
    assert "cost" in first["reasons"]
    assert first["error_codes"] == {"COST_ESTIMATED_TOO_EXPENSIVE": 1}
    assert (second["result"], second["reasons"]) == ("ok", ["duration"])
    assert second["overhead_ms"] <= second["duration_ms"] - 200
