"""Every request ends in one completion fact, whichever way it ends."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any, NoReturn

import pytest

from bff.endpoint import GraphQLEndpoint
from tests.rooms.request.asgi_client import Caller, endpoint_of, scope_of
from tests.rooms.request.plain_graph import PLAIN, Gate, gated
from tests.support.clock import HandClock


@pytest.mark.parametrize(
    ("query", "headers", "result", "status", "codes"),
    [
        ("{ hello }", {}, "ok", 200, ()),
        ("{ hello broken }", {}, "partial", 200, ("INTERNAL_SERVER_ERROR",)),
        ("{ hello }", {"graphql-cost": "validate"}, "priced", 200, ()),
        ("{ nope }", {}, "refused", 400, ("GRAPHQL_VALIDATION_FAILED",)),
        ("{ hello }", {"graphql-cost": "nonsense"}, "refused", 400, ("BAD_REQUEST",)),
        ("{ hello }", {"x-large": "x" * 20_000}, "refused", 431, ("HEADERS_TOO_LARGE",)),
        ("{ long }", {}, "partial", 200, ("RESPONSE_TOO_LARGE",)),
    ],
)
async def test_each_end_is_one_fact(
    query: str, headers: dict[str, str], result: str, status: int, codes: tuple[str, ...]
) -> None:
    endpoint, facts = endpoint_of(PLAIN)
    caller = Caller.asking(query)
    await endpoint(scope_of(headers), caller.receive, caller.send)
    assert [(fact.result, fact.status, fact.error_codes) for fact in facts] == [(result, status, codes)]
    assert caller.status == status
    assert endpoint.in_flight_count == 0


async def test_resolvers_exception_is_masked_and_kept_for_the_operator() -> None:
    endpoint, facts = endpoint_of(PLAIN)
    caller = Caller.asking("{ broken }")
    await endpoint(scope_of(), caller.receive, caller.send)
    assert caller.json()["errors"][0]["message"] == "An internal error occurred."
    assert "hunter2" not in str(caller.sent)
    assert [str(fault) for fault in facts[0].faults] == ["the password is hunter2"]


async def test_answer_that_is_too_long_has_null_data() -> None:
    endpoint, _ = endpoint_of(PLAIN)
    caller = Caller.asking("{ long }")
    await endpoint(scope_of(), caller.receive, caller.send)
    assert (caller.status, caller.json()["data"]) == (200, None)
    assert caller.json()["errors"][0]["extensions"]["code"] == "RESPONSE_TOO_LARGE"


class BrokenPlanner:
    def make(self, *_: Any) -> NoReturn:
        raise KeyError("an internal name")


async def test_fault_of_ours_is_masked_and_no_500() -> None:
    working, facts = endpoint_of(PLAIN)
    broken: Any = BrokenPlanner()
    endpoint = GraphQLEndpoint(replace(working._pipeline, planner=broken))
    caller = Caller.asking("{ hello }")
    await endpoint(scope_of({"x-request-id": "mine"}), caller.receive, caller.send)
    code = "INTERNAL_SERVER_ERROR"
    error = {"message": "An internal error occurred.", "extensions": {"code": code}}
    assert (caller.status, caller.json()) == (200, {"errors": [error], "data": None})
    assert (b"x-request-id", b"mine") in caller.sent[0]["headers"]
    assert [(fact.result, fact.error_codes, len(fact.faults)) for fact in facts] == [("failed", (code,), 1)]


async def test_caller_who_leaves_with_half_a_body_is_no_fault_of_ours() -> None:
    endpoint, facts = endpoint_of(PLAIN)
    caller = Caller((b'{"query":',), ends=False)
    caller.leave()
    await endpoint(scope_of({"x-request-id": "mine"}), caller.receive, caller.send)
    assert caller.sent == []
    assert [(fact.result, fact.request_id, fact.faults) for fact in facts] == [("cancelled", "mine", ())]


async def test_caller_who_leaves_ends_the_query() -> None:
    gate = Gate()
    endpoint, facts = endpoint_of(gated(gate))
    caller = Caller.asking("{ read }")
    serving = asyncio.create_task(endpoint(scope_of(), caller.receive, caller.send))
    await gate.reached.wait()
    caller.leave()
    await asyncio.wait_for(serving, 5)
    assert gate.is_left
    assert caller.sent == []
    assert [(fact.result, fact.status, fact.faults) for fact in facts] == [("cancelled", None, ())]


async def test_caller_who_leaves_does_not_end_the_mutation() -> None:
    gate = Gate()
    endpoint, facts = endpoint_of(gated(gate))
    caller = Caller.asking("mutation { write }")
    serving = asyncio.create_task(endpoint(scope_of(), caller.receive, caller.send))
    await gate.reached.wait()
    caller.leave()
    gate.opened.set()
    await asyncio.wait_for(serving, 5)
    assert gate.is_passed
    assert [fact.result for fact in facts] == ["ok"]


async def test_mutation_does_not_run_by_get() -> None:
    gate = Gate()
    endpoint, _ = endpoint_of(gated(gate))
    caller = Caller()
    scope = scope_of(method="GET", query_string=b"query=mutation{write}")
    await endpoint(scope, caller.receive, caller.send)
    assert (caller.status, gate.reached.is_set()) == (405, False)
    assert (b"allow", b"POST") in caller.sent[0]["headers"]
    assert "data" not in caller.json()


async def test_server_that_stops_ends_the_query() -> None:
    gate = Gate()
    endpoint, facts = endpoint_of(gated(gate))
    caller = Caller.asking("{ read }")
    serving = asyncio.create_task(endpoint(scope_of(), caller.receive, caller.send))
    await gate.reached.wait()
    serving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await serving
    assert gate.is_left
    assert [fact.result for fact in facts] == ["cancelled"]


@pytest.mark.parametrize("field", ["endless", "endlessAfterAFailedGroup"])
async def test_deadline_ends_what_is_no_service(field: str) -> None:
    endpoint, facts = endpoint_of(PLAIN, deadline_s=0.1)
    caller = Caller.asking(f"{{ {field} }}")
    await endpoint(scope_of(), caller.receive, caller.send)
    assert caller.status == 504
    code = "REQUEST_DEADLINE_EXCEEDED"
    assert caller.json()["errors"][0]["extensions"] == {"code": code, "limit": 0.1}
    assert [(fact.result, fact.error_codes) for fact in facts] == [("failed", (code,))]


async def test_slow_body_does_not_eat_the_time_of_the_operation() -> None:
    clock = HandClock()
    endpoint, facts = endpoint_of(PLAIN, clock=clock, deadline_s=3.0)
    caller = Caller.asking("{ hello }")

    async def receive_late() -> Any:
        clock.ahead_s = 60
        return await caller.receive()

    await endpoint(scope_of(), receive_late, caller.send)
    assert caller.status == 200
    assert facts[0].duration_ms < 30_000


async def test_no_task_is_left_behind() -> None:
    endpoint, _ = endpoint_of(PLAIN)
    for query in ("{ hello }", "{ nope }", "{ broken }"):
        caller = Caller.asking(query)
        await endpoint(scope_of(), caller.receive, caller.send)
    await asyncio.sleep(0)
    assert asyncio.all_tasks() == {asyncio.current_task()}
