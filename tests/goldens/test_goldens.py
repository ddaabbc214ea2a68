"""Whole operations: what was planned, what the services received, what was answered. A lost batch is a diff.

A folder holds `query.graphql` and `variables.json`, where needed `headers.json` (in place of the usual
Authorization), `faults.json` by service and `settings.json`; the rest is recorded: UPDATE_GOLDENS=1 does it.
"""

from __future__ import annotations

import json
import os
import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from bff.flow.plan import Estimate
from mocks import Fault
from tests.support.gateway import AUTHORIZED, ROOT, Gateway, gateway

FOLDER = Path(__file__).parent
CASES = sorted(path.parent.name for path in FOLDER.glob("*/query.graphql"))
REPORT = {"GraphQL-Cost": "report"}
_KEPT_COSTS = ("requestedQueryCost", "actualQueryCost", "fieldCost", "typeCost", "calls")
"""The rest of the report repeats the plan, or changes with each run."""


@pytest.fixture(scope="module")
def usual() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


@pytest.fixture(scope="module")
def walking() -> Iterator[Gateway]:
    with gateway(compiled=False) as running:
        yield running


@pytest.mark.parametrize("name", CASES)
def test_golden(name: str, usual: Gateway) -> None:
    folder = FOLDER / name
    query, variables = (folder / "query.graphql").read_text(), _read(folder / "variables.json", {})
    with ExitStack() as stack:
        running = stack.enter_context(_as_set(folder, usual))
        answer = _answer(running, folder, query, variables)
        planned = running.estimate(query, variables)
        _assert_within_plan(planned, running, answer)
        _assert_each_error_has_a_place_of_its_own(answer)
        assert "hunter2" not in json.dumps(answer), "text of a service"
        _compare(folder / "plan.txt", _plan_text(planned))
        _compare(folder / "calls.txt", _calls_text(running))
        _compare(folder / "response.json", json.dumps(answer, indent=2, ensure_ascii=False) + "\n")


@pytest.mark.parametrize("name", CASES)
def test_graphql_core_gives_the_same_answer(name: str, walking: Gateway) -> None:
    folder = FOLDER / name
    query, variables = (folder / "query.graphql").read_text(), _read(folder / "variables.json", {})
    with _as_set(folder, walking, compiled=False) as running:
        answer = _answer(running, folder, query, variables)
    recorded = _read(folder / "response.json", {})
    assert json.dumps(answer.get("data")) == json.dumps(recorded.get("data"))
    assert _places(answer) == _places(recorded)


def test_every_operation_of_the_schema_has_a_golden() -> None:
    for path in (ROOT / "schema" / "operations").glob("*.graphql"):
        assert (FOLDER / path.stem / "query.graphql").read_text() == path.read_text()


@contextmanager
def _as_set(folder: Path, usual: Gateway, *, compiled: bool = True) -> Iterator[Gateway]:
    """Give the usual gateway, or one of its own where the case has settings; faults are set in both."""
    settings = _read(folder / "settings.json", None)
    with ExitStack() as stack:
        running = usual
        if settings is not None:
            for each in settings.get("services", {}).values():
                if each.get("url") == "refused":
                    each["url"] = stack.enter_context(_refusing())
            running = stack.enter_context(gateway(**settings, compiled=compiled))
        running.reset()
        for each in running.services.values():
            each.state.reset()
        for service, rules in _read(folder / "faults.json", {}).items():
            running.services[service].faults.replace(TypeAdapter(tuple[Fault, ...]).validate_python(rules))
        yield running
        running.reset()


@contextmanager
def _refusing() -> Iterator[str]:
    """Give an address that refuses, its port held: a service that starts meanwhile could get a free one."""
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{held.getsockname()[1]}"


def _answer(running: Gateway, folder: Path, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    headers = _read(folder / "headers.json", AUTHORIZED)
    reply = running.post(query, variables, headers={**headers, **REPORT})
    assert reply.status == 200
    answer: dict[str, Any] = reply.json()
    cost = answer["extensions"]["cost"]
    answer["extensions"]["cost"] = {name: cost[name] for name in _KEPT_COSTS}
    return answer


def _places(answer: dict[str, Any]) -> set[tuple[str, str]]:
    return {(error["message"], json.dumps(error["path"])) for error in answer.get("errors", ())}


def _assert_within_plan(planned: Estimate, running: Gateway, answer: dict[str, Any]) -> None:
    bounds = planned.calls_by_service()
    made = running.calls_made().items()
    assert {name: count for name, count in made if count > bounds.get(name, 0)} == {}
    cost = answer["extensions"]["cost"]
    assert cost["fieldCost"]["actual"] <= cost["fieldCost"]["estimated"]
    assert cost["typeCost"]["actual"] <= cost["typeCost"]["estimated"]


def _assert_each_error_has_a_place_of_its_own(answer: dict[str, Any]) -> None:
    paths = [tuple(error["path"]) for error in answer.get("errors", ())]
    assert len(set(paths)) == len(paths)
    for path in paths:
        place = answer["data"]
        for key in path:
            place = None if place is None else place[key]
        assert place is None


def _plan_text(planned: Estimate) -> str:
    rows = [("round", "path", "service", "endpoint", "keys", "batch", "calls")]
    for each in planned.calls:
        batch = "one by one" if each.max_batch is None else each.max_batch
        row = (each.round, each.path, each.service, each.endpoint, each.key_bound, batch, each.count)
        rows.append(tuple(map(str, row)))  # type: ignore[arg-type]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _calls_text(running: Gateway) -> str:
    lines = []
    for name, service in running.services.items():
        for call in service.ledger.calls():
            target = f"{call.path}?{call.query_string}" if call.query_string else call.path
            body = "" if call.body is None else f"  {json.dumps(call.body)}"
            lines.append(f"{name}  {call.method} {target}{body}\n")
    return "".join(sorted(lines))


def _compare(path: Path, found: str) -> None:
    if os.environ.get("UPDATE_GOLDENS"):
        path.write_text(found, encoding="utf-8")
    assert path.exists(), f"No {path.name} yet. Record it with UPDATE_GOLDENS=1, and read it."
    assert found == path.read_text(encoding="utf-8")


def _read(path: Path, default: Any) -> Any:
    return json.loads(path.read_text()) if path.exists() else default
