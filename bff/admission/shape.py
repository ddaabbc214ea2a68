"""Depth, height, aliases, root fields and directives, before a document is validated.

One visit for each node, whatever its fragments refer to: sums over spreads are memoised by fragment, and
nothing recurses. Fragments may be unknown, cyclic (a cycle counts once; validation refuses it later) or
on anything. What stands below `__schema` and `__type` has no depth and no height: graphql-core has a rule
of its own for that.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from graphql import (
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
)

__all__ = ["Measures", "count_paths", "count_root_fields", "measure", "most_directives"]

_MOST = 10**9
"""Sums end here: doubling fragments would make numbers of hundreds of digits."""


class _Step(NamedTuple):
    """A place in a document: a response key and what it stands in."""

    key: str
    outer: _Step | None


class _Spread(NamedTuple):
    name: str
    depth: int
    at: _Step | None
    is_measured: bool


@dataclass(slots=True)
class Measures:
    """The sums of one definition with its fragments expanded."""

    depth: int = 0
    path: tuple[str, ...] = ()
    """Response keys of the deepest field."""
    field_count: int = 0
    """Fields of all fragments as often as they are spread: never less than the height."""
    alias_count: int = 0
    directive_count: int = 0
    spreads: list[_Spread] = field(default_factory=list)


Definition = OperationDefinitionNode | FragmentDefinitionNode


def measure(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> Measures:
    """Return the measures of an operation."""
    whole = _own(operation)
    totals: dict[str, Measures] = {}
    for name, own in _inner_first(whole, fragments):
        totals[name] = _with_spreads(own, totals)
    return _with_spreads(whole, totals)


def _inner_first(
    start: Measures, fragments: Mapping[str, FragmentDefinitionNode]
) -> list[tuple[str, Measures]]:
    """Return the fragments that are reached, each after those that it spreads."""
    order: list[tuple[str, Measures]] = []
    seen: set[str] = set()
    stack: list[tuple[str, Measures | None]] = [(spread.name, None) for spread in start.spreads]
    while stack:
        name, own = stack.pop()
        if own is not None:
            order.append((name, own))
        elif name in fragments and name not in seen:
            seen.add(name)
            own = _own(fragments[name])
            stack.append((name, own))
            stack.extend((spread.name, None) for spread in own.spreads)
    return order


def _own(definition: Definition) -> Measures:
    """Return the measures of the definition's own text, with the spreads in it."""
    own = Measures(directive_count=_directive_count(definition))
    deepest: _Step | None = None
    stack: list[tuple[SelectionSetNode, int, _Step | None, bool]] = [
        (definition.selection_set, 0, None, True)
    ]
    while stack:
        selection_set, depth, at, is_measured = stack.pop()
        for node in selection_set.selections:
            own.directive_count += len(node.directives or ())
            if isinstance(node, FragmentSpreadNode):
                own.spreads.append(_Spread(node.name.value, depth, at, is_measured))
            elif isinstance(node, InlineFragmentNode):
                stack.append((node.selection_set, depth, at, is_measured))
            elif isinstance(node, FieldNode):
                own.alias_count += node.alias is not None
                step = _Step(_response_key(node), at)
                is_counted = is_measured and not node.name.value.startswith("__")
                own.field_count += is_measured
                if is_counted and depth + 1 > own.depth:
                    own.depth, deepest = depth + 1, step
                if node.selection_set:
                    stack.append((node.selection_set, depth + 1, step, is_counted))
    own.path = _path(deepest)
    return own


def _with_spreads(own: Measures, totals: Mapping[str, Measures]) -> Measures:
    for spread in own.spreads:
        inner = totals.get(spread.name)
        if inner is None:
            continue
        own.alias_count = min(_MOST, own.alias_count + inner.alias_count)
        own.directive_count = min(_MOST, own.directive_count + inner.directive_count)
        if spread.is_measured:
            own.field_count = min(_MOST, own.field_count + inner.field_count)
            if inner.depth and spread.depth + inner.depth > own.depth:
                own.depth = spread.depth + inner.depth
                own.path = _path(spread.at) + inner.path
    return own


def _path(step: _Step | None) -> tuple[str, ...]:
    keys: list[str] = []
    while step is not None:
        keys.append(step.key)
        step = step.outer
    return tuple(reversed(keys))


def _directive_count(definition: Definition) -> int:
    return sum(len(directives) for directives in _outer_directives(definition))


def _outer_directives(definition: Definition) -> Iterator[Collection[DirectiveNode]]:
    yield definition.directives or ()
    for variable in definition.variable_definitions or ():
        yield variable.directives or ()


def most_directives(definitions: Iterable[Definition]) -> int:
    """Return the number of directives at the place that has most."""
    most = 0
    for definition in definitions:
        for directives in _outer_directives(definition):
            most = max(most, len(directives))
        stack = [definition.selection_set]
        while stack:
            for node in stack.pop().selections:
                most = max(most, len(node.directives or ()))
                if isinstance(node, FieldNode | InlineFragmentNode) and node.selection_set:
                    stack.append(node.selection_set)
    return most


def count_root_fields(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]
) -> int:
    """Return the distinct response keys of the operation itself."""
    return len(_merged((operation.selection_set,), fragments))


def count_paths(
    operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode], limit: int
) -> int:
    """Return the distinct response paths, or the first number over `limit` at which counting stopped."""
    count = 0
    stack: list[tuple[SelectionSetNode, ...]] = [(operation.selection_set,)]
    while stack and count <= limit:
        merged = _merged(stack.pop(), fragments)
        count += len(merged)
        stack.extend(below for below in merged.values() if below)
    return count


def _merged(
    selection_sets: Iterable[SelectionSetNode], fragments: Mapping[str, FragmentDefinitionNode]
) -> dict[str, tuple[SelectionSetNode, ...]]:
    """Return what stands below each response key; type conditions are not looked at."""
    merged: dict[str, tuple[SelectionSetNode, ...]] = {}
    found: dict[str, list[SelectionSetNode]] = {}
    seen: set[str] = set()
    stack = list(selection_sets)
    while stack:
        for node in stack.pop().selections:
            if isinstance(node, FragmentSpreadNode):
                fragment = fragments.get(node.name.value)
                if fragment is not None and node.name.value not in seen:
                    seen.add(node.name.value)
                    stack.append(fragment.selection_set)
            elif isinstance(node, InlineFragmentNode):
                stack.append(node.selection_set)
            elif isinstance(node, FieldNode):
                below = found.setdefault(_response_key(node), [])
                if node.selection_set and not node.name.value.startswith("__"):
                    below.append(node.selection_set)
    merged.update((key, tuple(below)) for key, below in found.items())
    return merged


def _response_key(node: FieldNode) -> str:
    return node.alias.value if node.alias else node.name.value
