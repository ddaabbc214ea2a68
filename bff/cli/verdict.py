"""One stored operation judged: its price, and what is wrong with it, where, and what to do about that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from bff.admission import find_fit
from bff.errors import Code, Refusal, RequestRefused
from bff.flow.plan import CallBound, Estimate

from .line_of import line_of
from .operations import StoredOperation
from .pricing import Priced, Pricer

__all__ = ["Finding", "Verdict", "judge_operation"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with an operation."""

    rule: str
    """The code that a server would refuse with, `OVER_BOUND` or `N_PLUS_ONE`."""
    message: str
    """What is wrong, and then what to do."""
    file: str
    line: int
    """In that file."""
    column: int | None = None
    path: str | None = None
    """Response keys from the root, joined by dots; None: the operation as a whole."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One operation: its price with its largest variables, and what is wrong with it."""

    name: str
    file: str
    line: int
    is_valid: bool = False
    """False: it has no price."""
    depth: int = 0
    points: float = 0
    field_cost: float = 0
    type_cost: float = 0
    calls: int = 0
    rounds: int = 0
    calls_by_service: Mapping[str, int] = field(default_factory=dict)
    n_plus_one: tuple[str, ...] = ()
    """Paths."""
    assumed: Mapping[str, int] = field(default_factory=dict)
    """The sizes that nobody declared, by variable."""
    findings: tuple[Finding, ...] = ()


def judge_operation(pricer: Pricer, operation: StoredOperation) -> Verdict:
    """Return the verdict, whatever the operation is."""
    file, line = _shown_path(operation), operation.line_in_file(line_of(operation.text, ""))
    try:
        if operation.variables is None:
            priced = pricer.price_at_most(operation.text)
        else:
            priced = pricer.price(operation.text, None, operation.variables)
    except RequestRefused as refused:
        is_guessed = operation.variables is None and refused.code is Code.BAD_USER_INPUT
        advice = f" Declare its variables in {operation.name}.toml." if is_guessed else ""
        findings = tuple(_refused(operation, refused.refusals, advice))
        return Verdict(operation.name, file, line, findings=findings)
    estimate = priced.estimate
    n_plus_one = tuple(bound for bound in estimate.calls if bound.is_n_plus_one)
    return Verdict(
        name=operation.name,
        file=file,
        line=line,
        is_valid=True,
        depth=priced.plan.operation.shape.depth,
        points=priced.points,
        field_cost=estimate.field_cost,
        type_cost=estimate.type_cost,
        calls=estimate.call_count,
        rounds=estimate.round_count,
        calls_by_service=dict(sorted(estimate.calls_by_service().items())),
        n_plus_one=tuple(dict.fromkeys(bound.path for bound in n_plus_one)),
        assumed={each.name: each.size for each in priced.assumed},
        findings=(
            *_refused(operation, priced.refusals, _assumption(operation, priced)),
            *_over_bounds(operation, priced, pricer.call_weight),
            *(_finding(operation, "N_PLUS_ONE", _n_plus_one(each), each.path) for each in n_plus_one),
        ),
    )


def _shown_path(operation: StoredOperation) -> str:
    """Return the file as annotations name it: from this folder on, where it is in it."""
    file = operation.file
    return (file.relative_to(file.cwd()) if file.is_relative_to(file.cwd()) else file).as_posix()


def _refused(operation: StoredOperation, refusals: Iterable[Refusal], advice: str) -> Iterator[Finding]:
    for each in refusals:
        path = _path(each)
        line, column = each.locations[0] if each.locations else (line_of(operation.text, path or ""), None)
        yield _at(operation, Finding(each.code.value, f"{each.message}{advice}", "", line, column, path))


def _path(refusal: Refusal) -> str | None:
    """Return the place that a refusal names: itself, where a smaller size would fit, or the dearest one."""
    top = refusal.facts.get("top")
    dearest = top[0] if isinstance(top, list) and top else None
    for facts in (refusal.facts, refusal.facts.get("fits"), dearest):
        if isinstance(facts, Mapping) and isinstance(facts.get("path"), str):
            return str(facts["path"])
    return None


def _over_bounds(operation: StoredOperation, priced: Priced, call_weight: float) -> Iterator[Finding]:
    found = list(operation.bounds.exceeded_by(_bounded(priced.estimate, call_weight)))
    if not found:
        return
    dearest = priced.estimate.dearest(1, call_weight)
    path = dearest[0].path if dearest else ""
    fit = find_fit(
        priced.estimate,
        lambda sizes: priced.plan.formula(priced.variables, sizes),
        lambda other: not any(operation.bounds.exceeded_by(_bounded(other, call_weight))),
    )
    remedy = fit.sentence() if fit is not None else "Select less, or lower its list sizes together."
    for each in found:
        message = f"{each}, most of it at '{path}'. {remedy} If that is meant, raise the bound."
        yield _finding(operation, "OVER_BOUND", message + _assumption(operation, priced), path)


def _bounded(estimate: Estimate, call_weight: float) -> dict[str, float]:
    return {"points": estimate.points(call_weight), "calls": estimate.call_count}


def _assumption(operation: StoredOperation, priced: Priced) -> str:
    if not priced.assumed:
        return ""
    sizes = ", ".join(f"${each.name} = {each.size}" for each in priced.assumed)
    return f" Priced with {sizes}, the most there is: declare the largest you send in {operation.name}.toml."


def _n_plus_one(bound: CallBound) -> str:
    reason = "takes one key a call" if bound.max_batch is None else "cannot have its keys in one call here"
    return (
        f"N+1 at '{bound.path}': {bound.service} {bound.endpoint} {reason}, so {bound.key_bound} keys are "
        f"{bound.count} calls. Select it for one object and not for each of a list, or give the service a "
        "form for many keys ({ids})."
    )


def _finding(operation: StoredOperation, rule: str, message: str, path: str) -> Finding:
    line = line_of(operation.text, path)
    return _at(operation, Finding(rule, message, "", line, None, path or None))


def _at(operation: StoredOperation, finding: Finding) -> Finding:
    """Return a finding in the operation's text as one in its file."""
    file = _shown_path(operation)
    if operation.entry_line is None:
        return replace(finding, file=file)
    message = f"{finding.message} (line {finding.line} of its text)"
    return replace(finding, file=file, line=operation.entry_line, column=None, message=message)
