"""Runs an admitted operation: first the plan's links, then the projection into the answer's form.

graphql-core projects for now: every value of a link is in the row table by then, so no resolver waits.
"""

from __future__ import annotations

from collections import Counter

from graphql import GraphQLSchema, VariableValues

from bff.flow.outcome import ActualCosts, Outcome
from bff.flow.plan import Plan

from .context import RunContext
from .count import CostCounter
from .links import run_links
from .project import project
from .rows import Rows

__all__ = ["run"]


async def run(
    plan: Plan,
    *,
    schema: GraphQLSchema,
    variables: VariableValues,
    rows: Rows,
) -> Outcome:
    """Return the answer's data and errors, the calls made, and what it did cost.

    `variables` are coerced, once and for all. A mutation's links are not fetched beforehand: its fields run
    one after the other.
    """
    if plan.operation.kind == "query" and plan.root.has_links:
        await run_links(plan.root, rows, variables)
    counter = CostCounter(plan, variables.coerced)
    context = RunContext(rows, counter)
    result = await project(plan.operation, schema=schema, variables=variables, context=context)
    calls = tuple(rows.calls)
    return Outcome(
        data=result.data,
        errors=tuple(result.errors or ()),
        actual=ActualCosts(
            field_cost=counter.field_cost,
            type_cost=max(0.0, counter.type_cost),
            calls_by_service=Counter(call.service for call in calls),
        ),
        calls=calls,
    )
