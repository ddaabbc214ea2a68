"""`make differential`: many more documents than the tests have; exit code 1 if an answer differs."""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import Progress

from .coverage import MAX_FALLBACKS, Coverage
from .data import DATA_SETS
from .report import as_text, as_values, print_summary
from .sweep import Comparison, cases, reproduction, sweep

MAX_SHOWN = 10
"""Differences that are made smaller and printed; the others are counted."""


def main() -> int:
    """Run the sweep; returns 1 if an answer differs, or a feature was not met often enough."""
    asked = _asked()
    logging.disable(logging.CRITICAL)  # Strawberry logs each error of a resolver, and all of them are meant
    console = Console(highlight=False, markup=False, soft_wrap=True, stderr=asked.json)
    coverage = Coverage()
    differing: list[Comparison] = []
    for found in _swept(asked, coverage, console):
        each = found
        if len(differing) < MAX_SHOWN:
            each = reproduction(found)
            console.print(f"\n{as_text(each)}\n")
        differing.append(each)
    if asked.json:
        sys.stdout.write(json.dumps(as_values(coverage, differing, seed=asked.seed)) + "\n")
    else:
        print_summary(console, coverage, difference_count=len(differing))
    is_covered = not coverage.too_rare() and 0 < coverage.fallback_share <= MAX_FALLBACKS
    return 0 if is_covered and not differing else 1


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.differential", description=__doc__)
    parser.add_argument("--documents", type=int, default=5_000, help="how many documents (5000)")
    parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same documents (1)")
    parser.add_argument("--json", action="store_true", help="the summary as JSON on standard output")
    return parser.parse_args()


def _swept(asked: argparse.Namespace, coverage: Coverage, console: Console) -> Iterator[Comparison]:
    """Yield the comparisons that differ, and show how far the sweep has come."""
    step = max(1, asked.documents // 10) * len(DATA_SETS)
    with Progress(console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task("answers", total=asked.documents * len(DATA_SETS))
        for number, each in enumerate(sweep(cases(asked.documents, seed=asked.seed)), start=1):
            coverage.add(each)
            progress.advance(task)
            if not console.is_terminal and number % step == 0:
                console.print(f"{number} of {asked.documents * len(DATA_SETS)} answers")
            if each.differences:
                yield each


if __name__ == "__main__":
    raise SystemExit(main())
