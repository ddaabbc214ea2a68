"""The order of the rooms: the only file that knows it.

request -> inspect -> variables -> plan -> price -> run -> answer; and one completion fact, whatever happens.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from bff import admission, execute, response
from bff.admission import Inspector
from bff.clock import Clock, Deadline
from bff.config import Settings
from bff.declare import Blueprint
from bff.errors import Code, refuse
from bff.facts import Completion
from bff.fetch import Readers, RowTable
from bff.flow.operation import Operation
from bff.flow.outcome import Admitted, Outcome
from bff.flow.plan import Estimate, Plan
from bff.flow.request import CostMode, GraphQLRequest
from bff.plan import Planner, explain
from bff.request import PersistedDocuments
from bff.response import Answer
from bff.services import Services

__all__ = ["Pipeline", "Progress"]


@dataclass(slots=True)
class Progress:
    """How far a request has come: what the completion fact is made of, also when it ends early."""

    started_s: float
    request: GraphQLRequest | None = None
    operation: Operation | None = None
    plan: Plan | None = None
    estimate: Estimate | None = None
    """Known also where the price was too high."""
    rows: RowTable | None = None
    outcome: Outcome | None = None


@dataclass(frozen=True, slots=True)
class Pipeline:
    """The rooms, in their order, with what each of them keeps between requests."""

    settings: Settings
    blueprint: Blueprint
    inspector: Inspector
    planner: Planner
    services: Services
    readers: Readers
    documents: PersistedDocuments
    record: Callable[[Completion], None]
    clock: Clock

    async def answer(self, request: GraphQLRequest, progress: Progress) -> Answer:
        """Return the answer of one request.

        Raises:
            RequestRefused: it may not run.
        """
        limits, http = self.settings.limits, self.settings.http
        progress.request = request
        request = progress.request = await self.documents.resolve(request)
        operation = progress.operation = await self.inspector.inspect_aside(
            request.query, request.operation_name
        )
        await self.documents.keep(request)
        if request.is_read_only and operation.kind != "query":
            raise _not_by_get(operation.kind)
        variables = self.inspector.coerce(operation, request.variables)
        plan = progress.plan = self.planner.make(operation, variables)
        progress.estimate = plan.formula(variables.coerced)
        admitted = admission.price(plan, variables.coerced, limits=limits, service_limits=self.service_limits)
        explanation = None
        if request.cost_mode is not CostMode.OFF:
            explanation = explain(plan, admitted.estimate, limits)
            if request.cost_mode is CostMode.VALIDATE:
                return response.answer_price(request, admitted, explanation, limits=limits)
        rows = progress.rows = self._rows(request, admitted, progress.started_s)
        try:
            outcome = progress.outcome = await execute.run(
                plan,
                schema=self.blueprint.schema,
                variables=variables,
                rows=rows,
                request=request,
            )
        finally:
            await rows.close()
        return response.answer_outcome(
            request, admitted, outcome, explanation=explanation, http=http, limits=limits
        )

    @property
    def service_limits(self) -> dict[str, int]:
        """The calls that one operation may make to each service."""
        return {name: service.max_calls for name, service in self.settings.services.items()}

    def _rows(self, request: GraphQLRequest, admitted: Admitted, started_s: float) -> RowTable:
        send = partial(
            self.services.send,
            caller=request.caller,
            trace=request.trace,
            request_id=request.request_id,
            deadline=Deadline(started_s + self.settings.http.deadline_s),
        )
        return RowTable(
            send,
            readers=self.readers,
            clock=self.clock,
            started_s=started_s,
            allowance=admitted.estimate.calls_by_service(),
        )


def _not_by_get(kind: str) -> Exception:
    refused = refuse(Code.METHOD_NOT_ALLOWED, f"A {kind} cannot be sent by GET. Use POST.")
    refused.allow = "POST"
    return refused
