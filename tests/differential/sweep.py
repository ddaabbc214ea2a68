"""Many documents over all data sets, each answered by graphql-core and both ways of the engine; judged."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from .answer import BLUEPRINT, Answer, Prepared, oracle, prepared, subject, walked
from .compare import differences, falls_back
from .data import DATA_SETS
from .documents import Document, documents
from .shrink import shrunk
from .watch import Complaints

__all__ = ["Comparison", "cases", "reproduction", "sweep"]

_OF_CORE = ("was never awaited", "a task is left: graphql.", "a task is left: aiodataloader")
_AT_ONCE = 25
"""Documents between two looks into the garbage, which take longer than a document does."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """One document, one data set, all answers, and what is wrong: nothing, if all is well."""

    case: Prepared
    data_set: str
    expected: Answer
    got: Answer
    got_by_walk: Answer
    """With `compiled = false`."""
    differences: tuple[str, ...]
    complaint_count: int
    """What Python complained of while graphql-core walked: no difference, but good to know."""


def cases(count: int, *, seed: int) -> Iterator[Prepared]:
    """Yield so many documents that the gateway would admit, the same ones for the same seed."""
    found = (prepared(document) for document in documents(BLUEPRINT.schema, seed=seed))
    return islice((each for each in found if each is not None), count)


def sweep(all_cases: Iterator[Prepared]) -> Iterator[Comparison]:
    """Yield the comparisons of all documents with all data sets."""
    complaints = Complaints()
    with complaints.heard():
        while chunk := list(islice(all_cases, _AT_ONCE)):
            yield from _compared([(case, name) for case in chunk for name in DATA_SETS], complaints)


def reproduction(found: Comparison) -> Comparison:
    """Return a comparison of a smaller document that differs in the same way, as far as words tell."""
    complaints = Complaints()
    what = {_kind(each) for each in found.differences}

    def shows(document: Document) -> bool:
        case = prepared(document)
        if case is None:
            return False
        (again,) = _compared([(case, found.data_set)], complaints)
        return bool(what & {_kind(each) for each in again.differences})

    with complaints.heard():
        small = prepared(shrunk(found.case.document, shows))
        assert small is not None
        (again,) = _compared([(small, found.data_set)], complaints)
    return again if again.differences else found


def _kind(difference: str) -> str:
    return " ".join(word for word in difference.split()[:4] if word.isalpha())


def _compared(places: Sequence[tuple[Prepared, str]], complaints: Complaints) -> list[Comparison]:
    """Return the comparisons.

    What graphql-core walks has its turns first, so that its garbage is its own.
    """
    walks = [_walk(case, name, complaints) for case, name in places]
    late_count = len(complaints.taken(is_thorough=True))
    compared: list[Comparison] = []
    for (case, name), walk in zip(places, walks, strict=True):
        got, said = walk.got, walk.differences
        if not falls_back(case.plan):
            got = complaints.run(subject(case, name))
            said = (*said, *differences(case, walk.expected, got), *complaints.taken())
        count = walk.complaint_count + late_count
        compared.append(replace(walk, got=got, differences=said, complaint_count=count))
        late_count = 0
    late = complaints.taken(is_thorough=True)
    if late and len(places) > 1:
        return [each for place in places for each in _compared([place], complaints)]
    return [replace(each, differences=(*each.differences, *late)) for each in compared]


def _walk(case: Prepared, name: str, complaints: Complaints) -> Comparison:
    """Return the comparison of what graphql-core walks: alone, and for the engine with `compiled = false`.

    What graphql-core leaves behind by itself is counted, whoever calls it: coroutines that it never awaits,
    and tasks that it does not end where two fields fail in the same turn of the loop.
    """
    expected = complaints.run(oracle(case, name))
    count = len(complaints.taken())
    walk = walked(case)
    got = complaints.run(subject(walk, name))
    said = complaints.taken()
    ours = [each for each in said if not any(words in each for words in _OF_CORE)]
    told = tuple(f"walked: {each}" for each in (*differences(walk, expected, got), *ours))
    return Comparison(case, name, expected, got, got, told, count + len(said) - len(ours))
