"""`bff explain`: the price of one operation as a tree, and every call that it would make."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bff.declare import blueprint
from bff.errors import Code, Refusal, RequestRefused, refuse
from bff.flow.explanation import Explanation
from bff.flow.price_tree import Branch, BranchCalls
from bff.plan import explain as explained, price_tree
from bff.response.cost import cost_extension

from .console import make_console, print_json
from .explain_text import print_explanation
from .files import read_text
from .pricing import Pricer
from .project import Project
from .report import number

__all__ = ["explain"]


def explain(
    project: Project, document: Path, *, variables: str, operation_name: str | None, as_json: bool
) -> int:
    """Print the price; returns 1 where the server would refuse the operation, after saying what would fit."""
    text = read_text(document)
    limits = project.settings.limits
    pricer = Pricer(blueprint(project.graph, default_list_size=limits.default_list_size), project.settings)
    told: Explanation | None = None
    branches: tuple[Branch, ...] = ()
    try:
        priced = pricer.price(text, operation_name, _variables(variables))
        told, refusals = explained(priced.plan, priced.estimate, limits), priced.refusals
        branches = price_tree(priced.plan, priced.estimate)
    except RequestRefused as refused:
        refusals = refused.refusals
    if as_json:
        content = {**cost_extension(told), "tree": [_branch(each) for each in branches]} if told else {}
        print_json({**content, "refusals": [_entry(each) for each in refusals]})
        return 1 if refusals else 0
    console = make_console()
    if told is not None:
        print_explanation(console, told, branches)
    for refusal in refusals:
        where = f" (line {refusal.locations[0][0]})" if refusal.locations else ""
        console.print(f"refused: {refusal.code.value}: {refusal.message}{where}", style="red")
    return 1 if refusals else 0


def _variables(text: str) -> dict[str, Any]:
    """Return the variables.

    Raises:
        RequestRefused: they are no JSON object, as a server would say it.
    """
    try:
        value = json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise refuse(Code.BAD_USER_INPUT, f"--variables is no JSON: {error}.") from None
    if not isinstance(value, dict):
        raise refuse(Code.BAD_USER_INPUT, '--variables must be a JSON object, such as \'{"id": "1"}\'.')
    return value


def _refuse_constant(name: str) -> object:
    raise ValueError(f"{name} is none of its numbers")


def _entry(refusal: Refusal) -> dict[str, object]:
    places = [{"line": line, "column": column} for line, column in refusal.locations]
    return {
        "code": refusal.code.value,
        "message": refusal.message,
        **({"locations": places} if places else {}),
        **refusal.facts,
    }


def _branch(branch: Branch) -> dict[str, object]:
    """Return a branch for JSON; nested no deeper than the operation."""
    cost = branch.cost
    return {
        "path": cost.path,
        "line": cost.line,
        "types": list(branch.types),
        "size": None if branch.size is None else {branch.size.argument: branch.size.value},
        "fieldCost": number(cost.field_cost),
        "typeCost": number(cost.type_cost),
        "callCount": cost.calls,
        "isOneOfTypes": branch.is_one_of_types,
        "calls": [_calls(each) for each in branch.calls],
        "branches": [_branch(each) for each in branch.branches],
    }


def _calls(calls: BranchCalls) -> dict[str, object]:
    bound = calls.bound
    return {
        "way": calls.way,
        "service": bound.service,
        "endpoint": bound.endpoint,
        "keys": bound.key_bound,
        "maxBatch": bound.max_batch,
        "count": bound.count,
        "round": bound.round,
        "isNPlusOne": bound.is_n_plus_one,
    }
