"""Runs an admitted operation: by its plan, or where the plan cannot, by graphql-core's walk."""

from __future__ import annotations

from asyncio import CancelledError
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from graphql import GraphQLError, GraphQLSchema, VariableValues

from bff.flow.outcome import ActualCosts, Outcome
from bff.flow.plan import Plan
from bff.flow.request import GraphQLRequest

from .context import RunContext
from .core import CoreExecutor, is_being_cancelled
from .count import CostCounter
from .fallback import walk
from .layers import Layers
from .links import Links
from .nulls import RootIsNull
from .project import note_null_root, project
from .prune import only_links
from .rows import Rows

__all__ = ["run"]


async def run(
    plan: Plan, *, schema: GraphQLSchema, variables: VariableValues, rows: Rows, request: GraphQLRequest
) -> Outcome:
    """Return the answer's data and errors, the calls made, and what it did cost.

    `variables` are coerced, once and for all. Of the `request`, resolvers are told who asks.

    Raises:
        RuntimeError: a resolver raised what is no `Exception`.
    """
    context = RunContext(rows, request)
    executor = CoreExecutor.of(plan.operation, schema=schema, variables=variables, context=context)
    running = _Run(plan, executor, rows, Links(rows, variables), CostCounter(plan, variables.coerced))
    try:
        data, errors = await (running.by_plan() if plan.is_compiled else running.by_walk())
    except BaseException as error:
        if isinstance(error, _GOES_ON) or (isinstance(error, CancelledError) and is_being_cancelled()):
            raise
        raise RuntimeError(f"A resolver raised {type(error).__name__}, which is no Exception.") from error
    calls = tuple(rows.calls)
    return Outcome(
        data=data,
        errors=errors,
        actual=ActualCosts(
            field_cost=running.counter.field_cost,
            type_cost=max(0.0, running.counter.type_cost),
            calls_by_service=Counter(call.service for call in calls),
        ),
        calls=calls,
        links=tuple(running.links.timings),
    )


_GOES_ON = (Exception, GeneratorExit, KeyboardInterrupt, SystemExit)
"""What ends a coroutine or the process, and is for those around it; so is a cancellation."""

_Data = Mapping[str, Any] | None
_Result = tuple[_Data, tuple[GraphQLError, ...]]


@dataclass(frozen=True, slots=True)
class _Run:
    plan: Plan
    executor: CoreExecutor
    rows: Rows
    links: Links
    counter: CostCounter

    async def by_plan(self) -> _Result:
        """Run the plan's layers, then project them."""
        is_mutation = self.plan.operation.kind == "mutation"
        layers = Layers(
            self.executor,
            self.links,
            self.counter,
            root_done=self.executor.context_value.forget if is_mutation else None,
        )
        self.counter.count(self.plan.root, 1)
        data: _Data = None
        try:
            if is_mutation:
                data = await self._serially(layers)
            else:
                data = project(await layers.run_root(self.plan.root), self.executor)
        except RootIsNull as found:
            note_null_root(found, self.executor)
        finally:
            layers.close()
        return data, tuple(self.executor.collected_errors.errors)

    async def by_walk(self) -> _Result:
        """Fetch what the plan foresees, then let graphql-core walk the document.

        A mutation's links are not fetched before: its fields run one after the other.
        """
        executor, plan = self.executor, self.plan
        if plan.operation.kind == "query" and plan.root.has_links:
            layers = Layers(executor, self.links, CostCounter(plan, executor.variable_values.coerced))
            try:
                with suppress(RootIsNull):  # the walk comes to it as well
                    await layers.run_root(only_links(plan.root))
            finally:
                layers.close()
        result = await walk(
            plan,
            schema=executor.schema,
            variables=executor.variable_values,
            context=executor.context_value,
            counter=self.counter,
        )
        return result.data, tuple(result.errors or ())

    async def _serially(self, layers: Layers) -> _Data:
        """Run a mutation's fields one after the other, up to the first whose null reaches the root.

        What each of them may change is forgotten twice: before it, so that the same write is sent again; and
        when it is done, before anything below it is read.
        Source: https://spec.graphql.org/draft/#sec-Mutation
        """
        data: dict[str, Any] = {}
        for field in self.plan.root.fields:
            self.executor.context_value.forget(field)
            part = await layers.run_root(replace(self.plan.root, fields=(field,)))
            projected = project(part, self.executor)
            if projected is None:
                return None
            data |= projected
        return data
