"""The stored contracts are those that the mock services serve: UPDATE_CONTRACTS=1 writes them anew."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping

import httpx2
import pytest
from openapi_spec_validator import validate

from mocks import SERVICES, RunningService, running
from tests.contracts.contract import FOLDER, stored

Servers = Mapping[str, RunningService]


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with running(SERVICES) as started:
        yield started


@pytest.mark.parametrize("name", [service.name for service in SERVICES])
def test_stored_contract_is_the_one_that_the_service_serves(name: str, servers: Servers) -> None:
    served = httpx2.get(servers[name].url + "/openapi.json").json()
    if os.environ.get("UPDATE_CONTRACTS"):
        text = json.dumps(served, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        (FOLDER / f"{name}.openapi.json").write_text(text, encoding="utf-8")
    document = dict(stored(name).document)
    assert document == served
    validate(document)
