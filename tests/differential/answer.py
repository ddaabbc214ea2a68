"""One run of one document over one data set: by graphql-core alone, or by the engine in either way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import msgspec
from graphql import GraphQLError, VariableValues

from bff.admission import Inspector, coerce
from bff.clock import SystemClock
from bff.declare import blueprint
from bff.errors import RequestRefused, ServiceFailure
from bff.execute import run
from bff.execute.context import RunContext
from bff.execute.count import CostCounter
from bff.execute.fallback import walk
from bff.fetch import Readers, RowTable
from bff.flow.call import Call, Reply
from bff.flow.plan import Estimate, Plan
from bff.flow.request import Caller, GraphQLRequest, TraceContext
from bff.plan import make
from bff.response.errors import error_entry
from tests.support.sdl import OPEN

from .data import DATA_SETS, Respond
from .documents import Document
from .graph import graph
from .journal import Journal, current

__all__ = ["BLUEPRINT", "Answer", "ErrorSeen", "Prepared", "oracle", "prepared", "subject", "walked"]

BLUEPRINT = blueprint(graph)
_MAX_OBJECTS = 3_000
"""Documents that may return more are left out: they are slow, and show nothing that smaller ones do not."""
_READERS = Readers()
_REQUEST = GraphQLRequest("", None, {}, {}, Caller(), TraceContext("7" * 32, "1" * 16, None, False), "r")
_INSPECTOR = Inspector(BLUEPRINT, OPEN, introspection=True, suggestions=True)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document that the gateway would admit, with its plan."""

    document: Document
    plan: Plan
    variables: VariableValues
    estimate: Estimate


@dataclass(frozen=True, slots=True)
class ErrorSeen:
    """One error as a client sees it."""

    path: tuple[str | int, ...]
    text: str
    """Message, places in the document and extensions, as JSON; the message is the unmasked one."""
    is_soft: bool
    """True for a service's failure: a value of the row table that became an error at its place."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a run came to."""

    data: Any
    errors: tuple[ErrorSeen, ...]
    costs: tuple[float, float]
    """Field cost and type cost, as they were counted."""
    sent: tuple[str, ...]
    """Method, target and body of each call, in the order in which they were sent."""
    calls_by_service: Mapping[str, int]
    journal: Journal


def prepared(document: Document) -> Prepared | None:
    """Return the document ready to run; None if the gateway would refuse it, or it is too large."""
    try:
        operation = _INSPECTOR.inspect(document.query, None)
        variables = coerce(operation, document.variables, schema=BLUEPRINT.schema, limits=OPEN)
    except RequestRefused:
        return None
    plan = make(operation, BLUEPRINT, variables)
    estimate = plan.formula(variables.coerced)
    if estimate.violations or estimate.type_cost > _MAX_OBJECTS:
        return None
    return Prepared(document, plan, variables, estimate)


def walked(case: Prepared) -> Prepared:
    """Return the same document as it is planned where operations are not run by their plans."""
    plan = make(case.plan.operation, BLUEPRINT, case.variables, compiled=False)
    return replace(case, plan=plan, estimate=plan.formula(case.variables.coerced))


async def oracle(case: Prepared, data_set: str) -> Answer:
    """Return the answer of graphql-core, whose resolvers load each row when they need it."""

    async def answer(rows: RowTable) -> _Ended:
        counter = CostCounter(case.plan, case.variables.coerced)
        result = await walk(
            case.plan,
            schema=BLUEPRINT.schema,
            variables=case.variables,
            context=RunContext(rows, _REQUEST),
            counter=counter,
        )
        return result.data, tuple(result.errors or ()), (counter.field_cost, max(0.0, counter.type_cost))

    return await _answered(data_set, answer, dict.fromkeys(BLUEPRINT.services, 10**6))


async def subject(case: Prepared, data_set: str) -> Answer:
    """Return the answer of the engine, which may send the calls that were planned and no more.

    The plan says which way: that of `prepared`, or that of `walked`.
    """

    async def answer(rows: RowTable) -> _Ended:
        try:
            outcome = await run(
                case.plan, schema=BLUEPRINT.schema, variables=case.variables, rows=rows, request=_REQUEST
            )
        except Exception as error:  # noqa: BLE001 - an engine that raises is what is looked for
            return f"raised {error!r}", (), (0.0, 0.0)
        return outcome.data, outcome.errors, (outcome.actual.field_cost, outcome.actual.type_cost)

    return await _answered(data_set, answer, case.estimate.calls_by_service())


_Ended = tuple[Any, tuple[GraphQLError, ...], tuple[float, float]]


async def _answered(
    data_set: str, answer: Callable[[RowTable], Awaitable[_Ended]], allowance: Mapping[str, int]
) -> Answer:
    journal = Journal(DATA_SETS[data_set]())
    current.set(journal)
    respond = Respond(journal.data)
    sent: list[str] = []
    counts: dict[str, int] = {}

    async def send(call: Call) -> Reply:
        text = f"{call.method} {call.target} {(call.body or b'').decode()}".rstrip()
        sent.append(text)
        counts[call.service] = counts.get(call.service, 0) + 1
        value = respond(call)
        for _ in range(crc32(text.encode()) % 4):  # replies overtake each other, the same way each time
            await asyncio.sleep(0)
        if isinstance(value, Exception):
            raise value
        return value if isinstance(value, Reply) else Reply(200, {}, msgspec.json.encode(value))

    rows = RowTable(send, readers=_READERS, clock=SystemClock(), started_s=0.0, allowance=allowance)
    try:
        data, errors, costs = await answer(rows)
    finally:
        await rows.close()
    return Answer(data, tuple(map(_seen, errors)), costs, tuple(sent), counts, journal)


def _seen(error: GraphQLError) -> ErrorSeen:
    entry = error_entry(error)
    entry["message"] = error.message
    return ErrorSeen(
        tuple(entry.pop("path", ())),
        json.dumps(entry, sort_keys=True, default=repr),
        isinstance(error.original_error, ServiceFailure),
    )
