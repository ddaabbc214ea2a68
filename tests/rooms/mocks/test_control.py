"""The control routes: the same ledger and faults, over HTTP."""

from collections.abc import Iterator

import httpx2
import pytest

from mocks import CATALOG, Match, RunningService, running


@pytest.fixture(scope="module")
def service() -> Iterator[RunningService]:
    with running([CATALOG]) as servers:
        yield servers["catalog"]


@pytest.fixture
def catalog(service: RunningService) -> Iterator[RunningService]:
    yield service
    service.faults.clear()
    service.ledger.clear()


@pytest.fixture(scope="module")
def control(service: RunningService) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=service.url + "/_control") as client:
        yield client


def test_the_ledger_is_read_and_cleared(catalog: RunningService, control: httpx2.Client) -> None:
    httpx2.get(catalog.url + "/artists?ids=1")
    (call,) = control.get("/ledger").json()
    assert call["query"] == {"ids": ["1"]}
    assert call.keys() == {
        "sequence",
        "method",
        "path",
        "query_string",
        "query",
        "headers",
        "body",
        "status",
        "duration_ms",
    }
    assert control.delete("/ledger").status_code == 204
    assert control.get("/ledger").json() == []


def test_control_calls_leave_no_trace_in_the_ledger(catalog: RunningService, control: httpx2.Client) -> None:
    control.get("/faults")
    control.get("/nowhere")
    assert catalog.ledger.calls() == ()


def test_a_body_that_is_hard_to_write_is_still_shown(catalog: RunningService, control: httpx2.Client) -> None:
    httpx2.post(catalog.url + "/artists", content=rb'"\ud800"')
    assert control.get("/ledger").content.count(rb'"\ud800"') == 1


def test_faults_are_put_read_and_deleted(catalog: RunningService, control: httpx2.Client) -> None:
    rule = {
        "kind": "status",
        "parameters": {"code": 503, "headers": {"Retry-After": "1"}},
        "match": {"method": None, "path_prefix": "/artists", "query_contains": None, "body_contains": None},
        "times": 2,
        "probability": 1.0,
        "seed": 0,
    }
    assert control.put("/faults", json=[rule]).json() == [rule]
    reply = httpx2.get(catalog.url + "/artists?ids=1")
    assert (reply.status_code, reply.headers["retry-after"]) == (503, "1")
    assert control.get("/faults").json() == [rule | {"times": 1}]
    assert control.delete("/faults").status_code == 204
    assert control.get("/faults").json() == []
    assert httpx2.get(catalog.url + "/artists?ids=1").status_code == 200


def test_faults_set_in_python_are_seen_over_http(catalog: RunningService, control: httpx2.Client) -> None:
    catalog.faults.add("delay", seconds=0.5, match=Match(path_prefix="/albums"))
    (rule,) = control.get("/faults").json()
    assert (rule["kind"], rule["parameters"], rule["match"]["path_prefix"]) == (
        "delay",
        {"seconds": 0.5},
        "/albums",
    )


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("not JSON", "Invalid JSON"),
        ('{"kind": "hang"}', "tuple"),
        ("[{}]", "kind"),
        ('[{"kind": "hagn"}]', "Did you mean 'hang'?"),
        ('[{"kind": "hang", "time": 1}]', "time"),
        ('[{"kind": "hang", "match": {"path": "/x"}}]', "path"),
        ('[{"kind": "delay", "parameters": {"seconds": "long"}}]', "must be float"),
    ],
)
def test_refused_faults_change_nothing_and_say_why(
    catalog: RunningService, control: httpx2.Client, body: str, reason: str
) -> None:
    catalog.faults.add("empty")
    reply = control.put("/faults", content=body)
    assert reply.status_code == 400
    assert reason in reply.json()["detail"]
    assert [rule.kind for rule in catalog.faults.rules()] == ["empty"]


def test_control_answers_while_everything_else_hangs(catalog: RunningService, control: httpx2.Client) -> None:
    catalog.faults.add("hang")
    assert control.get("/faults").status_code == 200
