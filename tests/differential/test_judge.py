"""The judge itself: it lets pass what the specification leaves open, and nothing else."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Any

import pytest

from tests.differential.answer import Answer, ErrorSeen, Prepared, oracle, prepared, subject, walked
from tests.differential.compare import differences
from tests.differential.documents import Document


def case_of(query: str) -> Prepared:
    case = prepared(Document(query))
    assert case is not None
    return case


CASE = case_of("{ ship(id: 1) { name } }")
ANSWER = asyncio.run(oracle(CASE, "good"))
DATA: Any = {"a": None, "b": {"c": None, "d": 1}}


def failed(*path: str | int, text: str = "e") -> ErrorSeen:
    return ErrorSeen(path, text, is_soft=False)


def answer(*errors: ErrorSeen, data: Any = DATA) -> Answer:
    return replace(ANSWER, data=data, errors=errors)


ALIKE = [
    ("nothing", answer(), answer()),
    ("errors in another order", answer(failed("a"), failed("b", "c")), answer(failed("b", "c"), failed("a"))),
    ("another error below a null that climbed", answer(failed("a", "x")), answer(failed("a", "y", 0))),
    ("more errors below it", answer(failed("a", "x")), answer(failed("a", "x"), failed("a", "y"))),
    ("the field broke off, or an item of it", answer(failed("a")), answer(failed("a", 1))),
]
APART = [
    ("another value", answer(), answer(data={"a": None, "b": {"c": None, "d": 2}})),
    ("another order of keys", answer(), answer(data={"b": {"c": None, "d": 1}, "a": None})),
    ("an integer for a float", answer(data={"a": 1.0}), answer(data={"a": 1})),
    ("a null without an error", answer(failed("a", "x")), answer()),
    ("an error of its own", answer(), answer(failed("a"))),
    (
        "another message at the place of the null",
        answer(failed("a", text="x")),
        answer(failed("a", text="y")),
    ),
    ("an error where no null is", answer(), answer(failed("b", "d"))),
    ("no calls left", answer(), answer(failed("a", text='"CALLS_LIMIT_REACHED"'))),
    ("a call sent twice", answer(), replace(answer(), sent=ANSWER.sent * 2)),
    ("more calls than planned", answer(), replace(answer(), calls_by_service={"fleet": 2})),
    ("other costs", answer(), replace(answer(), costs=(1.0, 1.0))),
]


@pytest.mark.parametrize(("expected", "got"), [each[1:] for each in ALIKE], ids=[each[0] for each in ALIKE])
def test_what_the_specification_leaves_open_passes(expected: Answer, got: Answer) -> None:
    assert list(differences(CASE, expected, got)) == []


@pytest.mark.parametrize(("expected", "got"), [each[1:] for each in APART], ids=[each[0] for each in APART])
def test_everything_else_is_a_difference(expected: Answer, got: Answer) -> None:
    assert len(list(differences(CASE, expected, got))) == 1


def test_an_engine_that_raises_is_a_difference() -> None:
    case = case_of("{ ship(id: 1) { name } }")
    broken = replace(case, plan=replace(case.plan, root=None))  # type: ignore[arg-type]
    expected, got = asyncio.run(oracle(case, "good")), asyncio.run(subject(broken, "good"))
    assert "the data differ" in differences(case, expected, got)


def test_a_walk_has_the_calls_of_its_own_plan() -> None:
    case = case_of("{ ownShips(count: 3) { captain { boss { name } } } }")
    walk = walked(case)
    assert (case.plan.is_compiled, walk.plan.is_compiled) == (True, False)
    assert case.estimate.call_count < walk.estimate.call_count
    expected, got = asyncio.run(oracle(walk, "good")), asyncio.run(subject(walk, "good"))
    assert list(differences(walk, expected, got)) == []


def test_a_resolver_that_ran_twice_at_its_place_is_a_difference() -> None:
    case = case_of("{ ship(id: 1) { where } }")
    expected, got = (asyncio.run(oracle(case, "good")) for _ in range(2))
    got.journal.resolved.extend(got.journal.resolved)
    assert any("resolved twice" in each for each in differences(case, expected, got))


def test_writes_in_another_order_are_a_difference() -> None:
    case = case_of('mutation { entry(text: "a") { number } rename(number: 1) { name } }')
    expected, got = (asyncio.run(oracle(case, "good")) for _ in range(2))
    got.journal.writes.clear()
    assert [each.split(" ")[0] for each in differences(case, expected, got)] == ["writes"]


def test_after_a_mutation_that_must_not_fail_but_does_the_others_do_not_run() -> None:
    case = case_of("mutation { a: rename(number: 2) { id } b: mustRename(number: 4) { id } c: count }")
    answered = asyncio.run(oracle(case, "bad"))
    assert (answered.data, answered.journal.writes) == (None, ["rename 2 Argo", "rename 4 Argo"])
