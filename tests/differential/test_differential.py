"""The engine answers as graphql-core does: generated documents over three data sets, from good to bad."""

from __future__ import annotations

import pytest

from tests.differential.coverage import MAX_FALLBACKS, Coverage
from tests.differential.report import as_text
from tests.differential.sweep import Comparison, cases, reproduction, sweep

DOCUMENT_COUNT = 120
SEED = 1
MAX_SHOWN = 3

Swept = tuple[Coverage, list[Comparison]]


@pytest.fixture(scope="module")
def swept() -> Swept:
    """All documents, once: what was covered, and what differs."""
    coverage, differing = Coverage(), []
    for each in sweep(cases(DOCUMENT_COUNT, seed=SEED)):
        coverage.add(each)
        if each.differences:
            differing.append(each)
    return coverage, differing


def test_every_answer_is_the_one_that_graphql_core_gives(swept: Swept) -> None:
    _, differing = swept
    if differing:
        shown = [as_text(reproduction(each)) for each in differing[:MAX_SHOWN]]
        pytest.fail(
            f"{len(differing)} answers differ, the first of them:\n\n" + "\n\n".join(shown), pytrace=False
        )


def test_documents_and_answers_have_everything_in_them(swept: Swept) -> None:
    coverage, _ = swept
    assert coverage.document_count == DOCUMENT_COUNT
    assert coverage.too_rare() == {}


def test_few_documents_are_left_to_graphql_core(swept: Swept) -> None:
    coverage, _ = swept
    assert 0 < coverage.fallback_share <= MAX_FALLBACKS
