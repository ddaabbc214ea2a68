"""The price of an operation, for people: the sums, and then the tree of what they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.text import Text
from rich.tree import Tree

from bff.flow.explanation import Explanation
from bff.flow.price_tree import Branch, BranchCalls

from .console import make_table

__all__ = ["print_explanation"]

_WAYS = {"connection": "pages: ", "reference": "reference: ", "load": "load: "}
"""What is said of calls that are no plain link's."""


def print_explanation(console: Console, told: Explanation, branches: Sequence[Branch]) -> None:
    """Print the sums, the rounds and the tree: drawn in a terminal, indented where it is piped."""
    _print_figures(console, told)
    for step in told.rounds:
        paths = ", ".join(dict.fromkeys(f"{bound.path} ({bound.service})" for bound in step.calls))
        console.print(f"round {step.number}: {paths}")
    for note in _notes(told):
        console.print(note)
    console.print()
    title = f"{told.kind} {told.operation_name}" if told.operation_name else told.kind
    if console.is_terminal:
        console.print(_drawn(title, branches), soft_wrap=False)  # folded inside the tree, never cut
    else:
        console.print(title)
        for depth, line, _ in _lines(branches):
            console.print(f"{'  ' * depth}{line}")
    console.print()
    for each in told.dearest:
        console.print(
            f"dearest: {each.path} (line {each.line}), {each.own_field_cost:g} field cost, "
            f"{each.own_type_cost:g} type cost, {_calls(each.own_calls)} of its own"
        )


def _print_figures(console: Console, told: Explanation) -> None:
    limits = told.limits
    figures = make_table("", "", "")
    meaning = f"the larger of field and type cost, and {limits.call_weight:g} for each call"
    figures.add_row("points", f"{told.points:g}", meaning)
    for name, value, limit in (
        ("field cost", told.field_cost, limits.field_cost),
        ("type cost", told.type_cost, limits.type_cost),
        ("calls", told.call_count, limits.call_count),
        ("depth", told.depth, limits.depth),
    ):
        figures.add_row(name, f"{value:g}", f"of at most {limit}", style="red" if value > limit else "")
    console.print(figures)
    console.print()


def _notes(told: Explanation) -> Iterator[str]:
    parts = sum(bound.count for step in told.rounds for bound in step.calls)
    if parts > told.call_count:
        yield (
            f"The calls below add up to {parts}, more than the {told.call_count} that are charged: of types "
            "that exclude each other not all can make theirs."
        )


def _drawn(title: str, branches: Sequence[Branch]) -> Tree:
    root = Tree(Text(title))
    parents = [root]
    for depth, line, is_n_plus_one in _lines(branches):
        del parents[depth:]
        parents.append(parents[-1].add(Text(line, style="red" if is_n_plus_one else "")))
    return root


def _lines(branches: Sequence[Branch]) -> Iterator[tuple[int, str, bool]]:
    """Yield depth from 1, text, and whether it is an N+1, in the order of the document."""
    waiting = [(1, branch) for branch in reversed(branches)]
    while waiting:
        depth, branch = waiting.pop()
        yield depth, _of_field(branch), False
        for each in branch.calls:
            yield depth + 1, _of_calls(each), each.bound.is_n_plus_one
        if branch.is_one_of_types and len(branch.branches) + len(branch.calls) > 1:
            text = (
                "(one object: only one type's calls are made, so the parts may add up to more than the whole)"
            )
            yield depth + 1, text, False
        waiting.extend((depth + 1, each) for each in reversed(branch.branches))


def _of_field(branch: Branch) -> str:
    cost = branch.cost
    size = f"({branch.size.argument}: {branch.size.value})" if branch.size else ""
    return (
        f"{branch.response_key}{size} of {', '.join(branch.types)}, line {cost.line}: "
        f"field {cost.field_cost:g}, type {cost.type_cost:g}, {_calls(cost.calls)}"
    )


def _of_calls(calls: BranchCalls) -> str:
    bound = calls.bound
    keys = "1 key" if bound.key_bound == 1 else f"{bound.key_bound} keys"
    batch = "1 a call" if bound.max_batch is None else f"up to {bound.max_batch} a call"
    mark = ", N+1" if bound.is_n_plus_one else ""
    way = _WAYS.get(calls.way, "")
    return (
        f"-> {way}{bound.service} {bound.endpoint}: {keys}, {batch}, {_calls(bound.count)}, "
        f"round {bound.round}{mark}"
    )


def _calls(count: int) -> str:
    return "1 call" if count == 1 else f"{count} calls"
