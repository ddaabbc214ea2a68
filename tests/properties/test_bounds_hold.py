"""The plan's numbers are upper bounds: of calls by the ledgers, of costs by the run's own count."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings

from tests.properties.documents import Document, documents
from tests.support.gateway import AUTHORIZED, NO_LIMITS, Gateway, gateway

REPORT = {**AUTHORIZED, "GraphQL-Cost": "report"}


@pytest.fixture(scope="module")
def unlimited() -> Iterator[Gateway]:
    with gateway(limits=NO_LIMITS) as running:
        yield running


@settings(
    max_examples=100, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
@given(document=documents())
def test_no_operation_costs_more_than_was_planned(unlimited: Gateway, document: Document) -> None:
    unlimited.reset()
    answer = unlimited.post(document.query, document.variables, headers=REPORT).json()
    assert "errors" not in answer, (document, answer["errors"])
    cost = answer["extensions"]["cost"]
    assert cost["fieldCost"]["actual"] <= cost["fieldCost"]["estimated"], document
    assert cost["typeCost"]["actual"] <= cost["typeCost"]["estimated"], document
    made = unlimited.calls_made()
    assert cost["calls"]["actual"] == sum(made.values())
    planned = unlimited.estimate(document.query, document.variables).calls_by_service()
    assert all(count <= planned.get(service, 0) for service, count in made.items()), (document, made, planned)
    for call in unlimited.calls():
        assert call.status == 200, call
