"""Runs the links of a plan: each as soon as its own parents are there, one batch for each layer.

A layer is all occurrences of one selection. There is no barrier between layers: a slow service delays its
own fields and what hangs below them, nobody else. What this fills is the row table; the projection finds
everything there.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from typing import Any

from graphql import GraphQLError, VariableValues
from graphql.execution.values import get_argument_values

from bff.declare.link import Link
from bff.errors import ServiceFailure
from bff.flow.plan import PlannedField, Selection

from .follow import asked_of, shown
from .rows import Arguments, KeyValue, Rows

__all__ = ["run_links"]

_DEFINITION = "strawberry-definition"


async def run_links(selection: Selection, rows: Rows, variables: VariableValues) -> None:
    """Fetch everything that the links of `selection`, and all below them, are known to need."""
    await _run_layer(selection, (None,), rows, variables)


async def _run_layer(
    selection: Selection, parents: Sequence[object], rows: Rows, variables: VariableValues
) -> None:
    work: list[Coroutine[Any, Any, None]] = []
    for field in selection.fields:
        if field.link is not None:
            work.append(_run_link(field, field.link, parents, rows, variables))
        else:
            below = _only_selection(field)
            values = _embedded(field, parents) if below is not None else ()
            if below is not None and values:
                work.append(_run_layer(below, values, rows, variables))
    await _side_by_side(work)


async def _side_by_side(work: Sequence[Coroutine[Any, Any, None]]) -> None:
    if len(work) == 1:
        await work[0]
        return
    async with asyncio.TaskGroup() as group:
        for each in work:
            group.create_task(each)


async def _run_link(
    field: PlannedField, link: Link, parents: Sequence[object], rows: Rows, variables: VariableValues
) -> None:
    arguments = _arguments(field, link, variables)
    if arguments is None:
        return
    groups: dict[Arguments, dict[KeyValue | None, None]] = {}
    for parent in parents:
        try:
            asked = asked_of(link, parent, arguments)
        except (GraphQLError, ServiceFailure):
            continue  # the projection meets it again, at the place where it belongs
        if asked is not None:
            groups.setdefault(asked.arguments, {})[asked.key] = None
    if not groups:
        return
    await _side_by_side(
        [rows.fetch(link.source, values, keys, is_list=link.is_list) for values, keys in groups.items()]
    )
    below = _only_selection(field)
    if below is not None:
        found = _found(link, groups, rows, arguments)
        if found:
            await _run_layer(below, found, rows, variables)


def _arguments(field: PlannedField, link: Link, variables: VariableValues) -> dict[str, object] | None:
    """Return the arguments by Python names; None where they do not coerce, an error of the projection."""
    if field.definition is None or not field.definition.args:
        return {}
    try:
        given: Mapping[str, object] = get_argument_values(field.definition, field.nodes[0], variables)
    except GraphQLError:
        return None
    python_names = {
        each.graphql_argument: each.argument
        for each in (*link.parameters, *((link.key,) if link.key is not None else ()))
        if each.argument is not None
    }
    return {python_names.get(name) or name: value for name, value in given.items()}


def _found(
    link: Link,
    groups: Mapping[Arguments, Iterable[KeyValue | None]],
    rows: Rows,
    arguments: Mapping[str, object],
) -> Sequence[object]:
    """Return the rows that the groups gave, cut as their field cuts them; no row stands under two keys."""
    found: list[object] = []
    for values, keys in groups.items():
        for key in keys:
            try:
                value = shown(link, rows.peek(link.source, values, key, is_list=link.is_list), arguments)
            except ServiceFailure:
                continue
            found.extend(value if isinstance(value, tuple) else () if value is None else (value,))
    return found


def _only_selection(field: PlannedField) -> Selection | None:
    """Return the selection below, where there is one type that it can be for and something to fetch."""
    if len(field.selections) != 1:
        return None
    (below,) = field.selections.values()
    return below if below.has_links else None


def _embedded(field: PlannedField, parents: Sequence[object]) -> Sequence[object]:
    """Return the objects that stand in the parents' rows; none for a field with a resolver of its own."""
    declared = None if field.definition is None else field.definition.extensions.get(_DEFINITION)
    if declared is None or not declared.is_basic_field:
        return ()
    values: list[object] = []
    for parent in parents:
        try:
            value = getattr(parent, declared.python_name)
        except ServiceFailure:
            continue
        several = value if isinstance(value, tuple | list) else (value,)
        values.extend(each for each in several if each is not None and not isinstance(each, Exception))
    return values
