"""The worked examples of the cost specification and published precision cases, number by number."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.sdl import blueprint_of, estimate

CASES = json.loads((Path(__file__).parent / "cost_cases.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_published_case_has_exactly_its_costs(case: dict[str, Any]) -> None:
    blueprint = blueprint_of(case["sdl"], default_list_size=case["default_list_size"])
    found = estimate(blueprint, case["query"], case["variables"])
    assert {"type_cost": found.type_cost, "field_cost": found.field_cost} == case["expected"]
