"""What tells two answers to one document apart: the judge of the engine, with graphql-core as the law.

Where a null has climbed, any of the errors below it may have been the one that was met: the specification
leaves that open. So inside of such a region the errors may differ, as long as both answers have one.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bff.flow.plan import Plan

from .answer import Answer, ErrorSeen, Prepared

__all__ = ["differences", "falls_back", "regions"]

Path = tuple[str | int, ...]


def falls_back(plan: Plan) -> bool:
    """Return True if the engine hands this plan to graphql-core as a whole."""
    return not plan.is_compiled


def differences(case: Prepared, expected: Answer, got: Answer) -> Iterator[str]:
    """Yield each way in which an answer is not what it should be; nothing more of one that lacked calls."""
    if any('"CALLS_LIMIT_REACHED"' in error.text for error in got.errors):
        yield f"the calls planned were not enough: {case.estimate.calls_by_service()}"
        return
    if json.dumps(got.data) != json.dumps(expected.data):
        yield "the data differ"
    else:
        yield from _error_differences(expected, got)
    yield from _call_differences(case, expected, got)
    yield from _resolver_differences(expected, got)
    if not expected.errors and got.costs != expected.costs:
        yield f"costs {got.costs}, not {expected.costs}"
    if got.costs[0] > case.estimate.field_cost or got.costs[1] > case.estimate.type_cost:
        yield f"costs {got.costs}, planned {(case.estimate.field_cost, case.estimate.type_cost)}"


def regions(data: Any, errors: Iterable[ErrorSeen]) -> Mapping[Path | None, set[ErrorSeen]]:
    """Return the errors by the null that they made: the shortest path that is null, None where nothing is."""
    found: dict[Path | None, set[ErrorSeen]] = {}
    for error in errors:
        found.setdefault(_null_at(data, error.path), set()).add(error)
    return found


def _null_at(data: Any, path: Path) -> Path | None:
    for length in range(len(path) + 1):
        if data is None:
            return path[:length]
        if length < len(path):
            try:
                data = data[path[length]]
            except (KeyError, IndexError, TypeError):
                return None
    return None


def _error_differences(expected: Answer, got: Answer) -> Iterator[str]:
    ours, theirs = regions(got.data, got.errors), regions(expected.data, expected.errors)
    for path in sorted({*ours, *theirs}, key=repr):
        mine, its = ours.get(path, set()), theirs.get(path, set())
        if path is None:
            yield f"errors without a null: {_texts(mine)}, graphql-core has {_texts(its)}"
        elif bool(mine) != bool(its):
            yield f"at {list(path)} a null with the errors {_texts(mine)}, not {_texts(its)}"
        elif _is_decided(path, mine | its) and mine != its:
            yield f"at {list(path)} the errors {_texts(mine)}, not {_texts(its)}"


def _is_decided(path: Path, errors: Iterable[ErrorSeen]) -> bool:
    """Return True where the null stands at the very place of all its errors: there is nothing to choose."""
    return all(error.path == path for error in errors)


def _texts(errors: Iterable[ErrorSeen]) -> list[str]:
    return sorted(f"{list(error.path)}: {error.text}" for error in errors)


def _call_differences(case: Prepared, expected: Answer, got: Answer) -> Iterator[str]:
    planned = case.estimate.calls_by_service()
    for service, count in got.calls_by_service.items():
        if count > planned.get(service, 0):
            yield f"{count} calls to {service}, planned {planned.get(service, 0)}"
    if case.plan.operation.kind == "query":
        twice = [text for text, count in Counter(got.sent).items() if count > 1]
        if twice:
            yield f"sent twice: {twice}"
    elif _writes(got) != _writes(expected):
        yield f"writes {_writes(got)}, not {_writes(expected)}"


def _writes(answer: Answer) -> list[str]:
    sent = [each for each in answer.sent if each.startswith(("POST /entries", "POST /orders"))]
    return sent + answer.journal.writes


def _resolver_differences(expected: Answer, got: Answer) -> Iterator[str]:
    """Yield resolvers that ran twice at a place; and any that ran more or less often where nothing failed."""
    twice = [place for place, count in Counter(got.journal.resolved).items() if count > 1]
    if twice:
        yield f"resolved twice: {twice}"
    if not expected.errors:
        for what in ("resolved", "ran"):
            mine, its = (Counter(getattr(each.journal, what)) for each in (got, expected))
            if mine != its:
                yield f"resolvers: {mine - its} too often, {its - mine} too seldom"
