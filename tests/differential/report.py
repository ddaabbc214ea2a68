"""What a sweep came to, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from .answer import Answer
from .compare import regions
from .coverage import MAX_FALLBACKS, MINIMUM_SHARES, Coverage
from .sweep import Comparison

__all__ = ["as_text", "as_values", "print_summary"]


def as_text(found: Comparison) -> str:
    """Return a difference as somebody needs it who wants to see it again."""
    document = found.case.document
    lines = [
        *found.differences,
        document.query,
        f"variables {json.dumps(document.variables)}, data set {found.data_set}",
        f"graphql-core: {_answer_text(found.expected)}",
        f"by the plan:  {_answer_text(found.got)}",
        f"by the walk:  {_answer_text(found.got_by_walk)}",
    ]
    return "\n".join(lines)


def as_values(coverage: Coverage, found: Sequence[Comparison], *, seed: int) -> dict[str, Any]:
    """Return the summary as JSON has it."""
    return {
        "seed": seed,
        "documents": coverage.document_count,
        "answers": coverage.answer_count,
        "fallbacks": coverage.fallback_count,
        "coreComplaints": coverage.complaint_count,
        "features": {name: round(coverage.share(name), 4) for name in MINIMUM_SHARES},
        "tooRare": coverage.too_rare(),
        "differences": [_difference(each) for each in found],
    }


def print_summary(console: Console, coverage: Coverage, *, difference_count: int) -> None:
    """Print what was covered, and how many differences there were."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column("in documents or answers")
    for title in ("count", "share", "least"):
        table.add_column(title, justify="right")
    for name, least in MINIMUM_SHARES.items():
        table.add_row(name, str(coverage.counts[name]), f"{coverage.share(name):.1%}", f"{least:.1%}")
    console.print(table)
    console.print(
        f"{coverage.document_count} documents, {coverage.answer_count} answers; "
        f"{coverage.fallback_count} documents left to graphql-core (some, and at most {MAX_FALLBACKS:.0%}); "
        f"{coverage.complaint_count} complaints about graphql-core"
    )
    console.print(f"{difference_count} differences")


def _answer_text(answer: Answer) -> str:
    nulls = [list(path or ()) for path in regions(answer.data, answer.errors)]
    errors = "\n    ".join(f"{list(error.path)}: {error.text}" for error in answer.errors)
    lines = (json.dumps(answer.data), f"calls {list(answer.sent)}", f"nulls at {nulls}", errors)
    return "\n    ".join(lines).rstrip()


def _difference(found: Comparison) -> dict[str, Any]:
    return {
        "differences": found.differences,
        "query": found.case.document.query,
        "variables": found.case.document.variables,
        "dataSet": found.data_set,
        "expected": found.expected.data,
        "got": found.got.data,
        "gotByWalk": found.got_by_walk.data,
    }
