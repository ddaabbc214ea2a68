"""Promise: any GraphQL client that keeps to GraphQL over HTTP can talk to the gateway.

Source: https://graphql.github.io/graphql-over-http/draft/
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bff.testing import Served, Serving
from tests.promises.conftest import ROOT, Services, StartGateway
from tests.rooms.request.refused import PREFLIGHT, REFUSED, Refused

AUDITS = Path(__file__).parent / "graphql_http_audits"
AUDIT_COUNT = 61
BIN = Path(sys.prefix) / "bin"

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
OURS, THEIRS = {"origin": "https://ours.example"}, {"origin": "https://theirs.example"}
PREFLIGHT_OF_BROWSERS = {
    "access-control-request-method": "POST",
    "access-control-request-headers": "content-type",
}
PARTIAL = "{ track(id: 1) { id ratingSummary { average } } }"


@pytest.fixture(scope="session")
def audit_packages() -> None:
    """What `npm ci` installs, kept until the lock file changes."""
    lock = (AUDITS / "package-lock.json").read_text()
    stamp = AUDITS / "node_modules" / ".installed"
    if stamp.exists() and stamp.read_text() == lock:
        return
    settings = {"npm_config_cache": str(ROOT / ".venv" / "npm-cache"), "npm_config_update_notifier": "false"}
    environment = os.environ | settings | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    installed = subprocess.run(
        [str(BIN / "npm"), "ci", "--no-audit", "--no-fund"],
        cwd=AUDITS,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert installed.returncode == 0, installed.stderr
    stamp.write_text(lock)


@pytest.mark.usefixtures("audit_packages")
def test_public_suite_passes_whole(start_gateway: StartGateway, subtests: pytest.Subtests) -> None:
    development = start_gateway(profile="development")
    command = [str(BIN / "node"), str(AUDITS / "audit.mjs"), development.url + "/graphql"]
    finished = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert finished.returncode == 0, finished.stderr
    audits = [json.loads(line) for line in finished.stdout.splitlines()]
    for audit in audits:
        with subtests.test(f"{audit['id']} {audit['name']}"):
            assert audit["status"] == "ok", audit.get("reason")
    assert len(audits) == AUDIT_COUNT


def test_get_that_another_site_could_send_is_refused(gateway: Serving) -> None:
    answer = gateway.request("GET", "/graphql?query=%7B__typename%7D", headers={"accept": GRAPHQL})
    assert (answer.status, codes_of(answer)) == (403, ["CSRF_PREVENTED"])


@pytest.mark.parametrize(
    "headers", [PREFLIGHT, {"apollo-require-preflight": "x"}, {"x-apollo-operation-name": ""}]
)
def test_get_with_a_header_that_no_other_site_can_send_runs(
    gateway: Serving, headers: dict[str, str]
) -> None:
    answer = gateway.request("GET", "/graphql?query=%7B__typename%7D", headers={"accept": GRAPHQL, **headers})
    assert (answer.status, answer.json()) == (200, {"data": {"__typename": "Query"}})


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
@pytest.mark.parametrize("case", REFUSED, ids=lambda case: case.name)
def test_refusal_has_the_status_of_the_table(gateway: Serving, case: Refused, accept: str) -> None:
    headers = {"content-type": JSON} if case.body is not None else {}
    answer = gateway.request(
        case.method, case.target, body=case.body_bytes, headers={**headers, "accept": accept, **case.headers}
    )
    assert codes_of(answer)[0] == case.code
    assert answer.status == (case.status if accept == GRAPHQL else case.json_status)
    assert answer.json().keys() == {"errors"}
    # Headers that are too large are not looked into, `Accept` included.
    assert answer.headers["content-type"] == f"{JSON if case.status == 431 else accept}; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers.get("allow") == ("GET, POST" if case.status == 405 else None)


def test_answer_that_the_caller_cannot_take_is_not_sent(gateway: Serving) -> None:
    answer = gateway.post("{__typename}", headers={"accept": "text/html, application/json;q=0"})
    assert (answer.status, codes_of(answer)) == (406, ["NOT_ACCEPTABLE"])


def test_head_is_refused_without_a_body(gateway: Serving) -> None:
    answer = gateway.request("HEAD", "/graphql?query=%7B__typename%7D", headers=PREFLIGHT)
    assert (answer.status, answer.headers["allow"], answer.body) == (405, "GET, POST", b"")


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
def test_partial_data_is_200_in_both_forms(gateway: Serving, faulty: Services, accept: str) -> None:
    faulty["ratings"].faults.add("status", code=503)
    answer = gateway.post(PARTIAL, headers={"accept": accept})
    assert (answer.status, codes_of(answer)) == (200, ["SERVICE_HTTP_ERROR"])
    assert answer.json()["data"] == {"track": {"id": "1", "ratingSummary": None}}


@pytest.mark.parametrize(("accept", "status"), [(GRAPHQL, 294), (JSON, 200)])
def test_partial_data_can_have_the_status_of_the_draft(
    start_gateway: StartGateway, faulty: Services, accept: str, status: int
) -> None:
    faulty["ratings"].faults.add("status", code=503)
    newer = start_gateway(partial_status=294, validation_status=422)
    assert newer.post(PARTIAL, headers={"accept": accept}).status == status
    assert newer.post("{ track(id: 1) { id } }", headers={"accept": accept}).status == 200


@pytest.mark.parametrize(("accept", "status"), [(GRAPHQL, 422), (JSON, 200)])
def test_invalid_document_can_have_the_status_of_the_draft(
    start_gateway: StartGateway, accept: str, status: int
) -> None:
    newer = start_gateway(partial_status=294, validation_status=422)
    for query in ("{", "{ nope }", "query ($id: ID!) { album(id: $id) { id } }"):
        assert newer.post(query, headers={"accept": accept}).status == status
    assert newer.request("POST", "/graphql", body=b"{", headers={"content-type": JSON}).status == 400


@pytest.mark.parametrize("accept", [GRAPHQL, JSON])
def test_price_is_told_without_running(gateway: Serving, services: Services, accept: str) -> None:
    services["catalog"].ledger.clear()
    answer = gateway.post("{ album(id: 1) { id } }", headers={"accept": accept, "graphql-cost": "Validate"})
    assert answer.status == 200
    assert answer.json()["data"] is None
    assert answer.json()["extensions"]["cost"]["calls"]["estimated"] == 1
    assert services["catalog"].ledger.calls() == ()


def test_cost_is_reported_with_the_data(gateway: Serving) -> None:
    answer = gateway.post("{ album(id: 1) { id } }", headers={"graphql-cost": "report"})
    assert answer.json().get("errors") is None
    assert answer.json()["data"] == {"album": {"id": "1"}}
    assert answer.json()["extensions"]["cost"]["calls"]["actual"] == 1
    assert {"x-cost-estimated", "x-cost-actual", "x-cost-max"} <= answer.headers.keys()


def test_production_tells_neither_schema_nor_names(start_gateway: StartGateway) -> None:
    development = start_gateway(profile="development")
    assert "Did you mean" in development.post("{ albun(id: 1) { id } }").body.decode()
    production = start_gateway()
    assert "Did you mean" not in production.post("{ albun(id: 1) { id } }").body.decode()
    assert codes_of(production.post('{ __type(name: "Album") { name } }')) == ["INTROSPECTION_DISABLED"]
    assert production.post("{ __typename album(id: 1) { __typename } }").status == 200
    assert production.request("GET", "/graphql/schema.graphql").status == 404


def test_request_id_comes_back_where_it_is_plain(gateway: Serving) -> None:
    assert (
        gateway.post("{__typename}", headers={"x-request-id": "a-1._Z"}).headers["x-request-id"] == "a-1._Z"
    )
    for odd in ("", "a b", "x" * 65, "é", "<script>"):
        made = gateway.post("{__typename}", headers={"x-request-id": odd.encode().decode("latin-1")})
        assert len(made.headers["x-request-id"]) == 32


def test_refusal_of_a_malformed_request_has_its_request_id(gateway: Serving) -> None:
    headers = {"content-type": JSON, "x-request-id": "mine"}
    answer = gateway.request("POST", "/graphql", body=b"{", headers=headers)
    assert (answer.status, answer.headers["x-request-id"]) == (400, "mine")


def test_long_answer_is_compressed_for_those_who_ask(gateway: Serving) -> None:
    query = "{ genres(first: 25) { id name again: name } }"
    plain, packed = gateway.post(query), gateway.post(query, headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert {name.strip().lower() for name in packed.headers["vary"].split(",")} == {
        "accept",
        "accept-encoding",
    }
    assert gzip.decompress(packed.body) == plain.body
    for encoding in ("br", "zstd", "gzip;q=0, br"):
        shortened = gateway.post(query, headers={"accept-encoding": encoding})
        assert shortened.headers["content-encoding"] in encoding
        assert len(shortened.body) < len(plain.body)
    assert "content-encoding" not in gateway.post(query, headers={"accept-encoding": "gzip;q=0"}).headers
    short = gateway.post("{__typename}", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in short.headers


def test_no_origin_is_allowed_by_default(gateway: Serving) -> None:
    assert _allowed(gateway.post("{__typename}", headers=OURS)) is None
    assert _allowed(gateway.request("OPTIONS", "/graphql", headers=OURS | PREFLIGHT_OF_BROWSERS)) is None


def test_listed_origin_is_allowed_and_no_other(start_gateway: StartGateway) -> None:
    listed = start_gateway(allow_origins=("https://ours.example",))
    asked = listed.request("OPTIONS", "/graphql", headers=OURS | PREFLIGHT_OF_BROWSERS)
    assert (asked.status, _allowed(asked)) == (200, "https://ours.example")
    answer = listed.post("{__typename}", headers=OURS)
    assert (_allowed(answer), answer.headers["vary"].lower()) == ("https://ours.example", "accept, origin")
    assert _allowed(listed.request("OPTIONS", "/graphql", headers=THEIRS | PREFLIGHT_OF_BROWSERS)) is None
    assert _allowed(listed.post("{__typename}", headers=THEIRS)) is None


def codes_of(answer: Served) -> list[Any]:
    return [error["extensions"]["code"] for error in answer.json()["errors"]]


def _allowed(answer: Served) -> str | None:
    return answer.headers.get("access-control-allow-origin")
