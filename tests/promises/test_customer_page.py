"""A customer page over four services costs eight calls; all customers at once, only as many as keys need."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from mocks import Call
from tests.support.gateway import NO_LIMITS, Gateway, gateway

REP_COUNT, CUSTOMER_COUNT, INVOICE_COUNT, LINE_COUNT = 3, 59, 412, 2240

PAGE = """
fragment Page on Customer {
  id
  fullName
  supportRep { id firstName lastName email }
  invoices(first: $first) {
    id
    date
    total { amount }
    lines(first: $first) {
      quantity
      total { amount }
      track {
        id
        name
        album { id title artist { id name } }
        ratings(first: 2) { stars comment }
      }
    }
  }
}
"""
ONE_CUSTOMER = "query OneCustomer($id: ID!, $first: Int! = 10) { customer(id: $id) { ...Page } }" + PAGE
ALL_CUSTOMERS = (
    """
query AllCustomers($first: Int!) {
  reps: employees(offset: 2, first: 3) { customers(first: $first) { ...Page } }
}
"""
    + PAGE
)

NAMED_SIZE = re.compile(
    r"It would fit with `first` at most (\d+) at 'reps\.customers' \(variable \$first\)\.$"
)
MAX_BATCH = {
    ("customers", "/customers", "support_rep_id"): 50,
    ("customers", "/employees", "id"): 50,
    ("billing", "/invoices", "customer_ids"): 100,
    ("billing", "/invoices/lines", "invoice_ids"): 100,
    ("catalog", "/tracks", "ids"): 100,
    ("catalog", "/albums", "ids"): 100,
    ("catalog", "/artists", "ids"): 100,
    ("ratings", "/ratings/query", "trackIds"): 200,
}
"""Keys in one call, by service, path and the place of the keys: every endpoint that takes keys here."""
ALL = {"first": 50}
"""Enough for everything: at most 21 customers of a representative, 7 invoices of those, 14 lines of these."""


@pytest.fixture(scope="module")
def unlimited() -> Iterator[Gateway]:
    with gateway(limits=NO_LIMITS) as running:
        yield running


@pytest.fixture(scope="module")
def limited() -> Iterator[Gateway]:
    """The limits that operations have by default."""
    with gateway() as running:
        yield running


def test_one_customer_takes_eight_calls_over_four_services(limited: Gateway) -> None:
    limited.reset()
    customer = limited.data(ONE_CUSTOMER, {"id": "1"})["customer"]
    assert len(customer["invoices"]) == 7
    assert [line["track"]["album"]["artist"]["name"] for line in _lines(customer)].count(None) == 0
    assert any(line["track"]["ratings"] for line in _lines(customer))
    assert limited.calls_made() == {"customers": 2, "billing": 2, "catalog": 3, "ratings": 1}


def test_all_customers_take_as_many_calls_as_their_distinct_keys_need(unlimited: Gateway) -> None:
    unlimited.reset()
    reps = unlimited.data(ALL_CUSTOMERS, ALL)["reps"]
    customers = [customer for rep in reps for customer in rep["customers"]]
    invoices = [invoice for customer in customers for invoice in customer["invoices"]]
    counts = (len(reps), len(customers), len(invoices), sum(len(_lines(each)) for each in customers))
    assert counts == (REP_COUNT, CUSTOMER_COUNT, INVOICE_COUNT, LINE_COUNT)

    (listing,) = [call for call in unlimited.calls("customers") if call.query.get("offset") == ("2",)]
    asked: dict[tuple[str, str, str], list[list[int]]] = {}
    for service in unlimited.services:
        for call in unlimited.calls(service):
            if call != listing:
                place, keys = _keys_of(call)
                asked.setdefault((service, call.path, place), []).append(keys)
    assert asked.keys() == MAX_BATCH.keys()
    for endpoint, batches in asked.items():
        times = Counter(key for batch in batches for key in batch)
        assert set(times.values()) == {1}, f"{endpoint} was asked twice for one key"
        assert len(batches) == math.ceil(len(times) / MAX_BATCH[endpoint]), endpoint


def test_all_customers_are_refused_by_default_and_the_size_named_is_admitted(limited: Gateway) -> None:
    limited.reset()
    refused = limited.post(ALL_CUSTOMERS, ALL)
    assert refused.status == 400
    assert limited.calls_made() == {}
    errors = refused.json()["errors"]
    assert {error["extensions"]["code"] for error in errors} == {"COST_ESTIMATED_TOO_EXPENSIVE"}
    named = {NAMED_SIZE.search(error["message"]) for error in errors}
    (size,) = {int(match[1]) for match in named if match is not None}
    assert None not in named

    admitted = limited.post(ALL_CUSTOMERS, {"first": size})
    assert admitted.status == 200
    assert "errors" not in admitted.json()
    assert [len(rep["customers"]) for rep in admitted.json()["data"]["reps"]] == [size] * REP_COUNT
    assert limited.post(ALL_CUSTOMERS, {"first": size + 1}).status == 400


def _lines(customer: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for invoice in customer["invoices"] for line in invoice["lines"]]


def _keys_of(call: Call) -> tuple[str, list[int]]:
    """Return where a batch of keys stands in a call, and the keys, whatever the service's style."""
    if isinstance(call.body, dict):
        numbers: Any = call.body["trackIds"]
        return "trackIds", numbers
    place = next(name for name in call.query if name.rstrip("s").endswith("id"))
    return place, [int(key) for value in call.query[place] for key in value.split(",")]
