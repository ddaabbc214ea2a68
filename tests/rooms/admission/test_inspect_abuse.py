"""Documents made to hurt: each is refused with its code, none takes longer than its length deserves."""

from __future__ import annotations

import time
from itertools import chain

import pytest

from bff.admission import Inspector
from bff.config import LimitSettings
from bff.errors import Code, RequestRefused
from tests.support.sdl import OPEN, SdlBlueprint, blueprint_of

CEILING_S = 2.0
"""Some ten times what the slowest takes on a slow machine."""


@pytest.fixture(scope="module")
def trees() -> SdlBlueprint:
    return blueprint_of(
        """type Query { t: T n: Int at(i: Int, f: Float, id: ID, s: String, l: [Int]): Int }
        type T { t: T u: T n: Int }"""
    )


def doubling(levels: int, fragment: str) -> str:
    """Return a document in which each fragment stands twice in the one before."""
    inner = (f"fragment F{n} on T {{ {fragment.replace('HERE', f'...F{n + 1}')} }} " for n in range(levels))
    return "{ t { ...F0 } } " + "".join(inner) + f"fragment F{levels} on T {{ n }}"


def in_a_row(count: int) -> str:
    """Return a chain of fragments, each in the one before."""
    inner = (f"fragment F{n} on Query {{ ...F{n + 1} }} " for n in range(count))
    return "{ ...F0 } " + "".join(inner) + f"fragment F{count} on Query {{ n }}"


REFUSED = {
    "100 doubling fragments": (doubling(100, "t { HERE } u { HERE }"), Code.MAX_DEPTH_LIMIT),
    "60 doubling fragments with aliases": (
        doubling(60, "a: t { HERE } b: t { HERE }"),
        Code.MAX_ALIASES_LIMIT,
    ),
    "18 doubling levels": (doubling(18, "t { HERE } u { HERE }"), Code.MAX_DEPTH_LIMIT),
    "12 doubling levels": (doubling(12, "t { HERE } u { HERE }"), Code.MAX_HEIGHT_LIMIT),
    "12 doubling levels with conditions": (
        doubling(12, "t @skip(if: false) { HERE } u { HERE }"),
        Code.MAX_DIRECTIVES_LIMIT,
    ),
    "a chain of 3000 fragments": (in_a_row(3000), Code.BODY_TOO_LARGE),
    "a chain of 200 fragments": (in_a_row(200), Code.GRAPHQL_VALIDATION_FAILED),
    "a fragment in itself": ("{ t { ...A } } fragment A on T { t { ...A } }", Code.GRAPHQL_VALIDATION_FAILED),
    "fragments in a ring": (
        "{ t { ...A } } fragment A on T { t { ...B } } fragment B on T { ...C } fragment C on T { ...A }",
        Code.GRAPHQL_VALIDATION_FAILED,
    ),
    "an unknown fragment": ("{ ...Nowhere }", Code.GRAPHQL_VALIDATION_FAILED),
    "a fragment on a scalar": ("{ ...F } fragment F on Int { n }", Code.GRAPHQL_VALIDATION_FAILED),
    "fragments of one name": (
        "{ ...F } fragment F on Query { n } fragment F on Query { n }",
        Code.GRAPHQL_VALIDATION_FAILED,
    ),
    "2000 aliases": ("{ " + " ".join(f"a{n}: n" for n in range(2000)) + " }", Code.MAX_TOKENS_LIMIT),
    "500 aliases": ("{ " + " ".join(f"a{n}: n" for n in range(500)) + " }", Code.MAX_ALIASES_LIMIT),
    "1900 times one field": ("{ " + "n " * 1900 + "}", Code.GRAPHQL_VALIDATION_FAILED),
    "100 times one field, nested": ("{ " + "t { t { n } } " * 100 + "}", Code.GRAPHQL_VALIDATION_FAILED),
    "500 directives at one place": ("{ n " + "@a " * 500 + "}", Code.MAX_DIRECTIVES_LIMIT),
    "500 directives at many places": ("{ " + "n @a " * 500 + "}", Code.MAX_DIRECTIVES_LIMIT),
    "500 directives on a variable": ("query($a: Int " + "@a " * 500 + ") { n }", Code.MAX_DIRECTIVES_LIMIT),
    "500 directives on an unused fragment": (
        "{ n } fragment F on Query " + "@a " * 500 + "{ n }",
        Code.MAX_DIRECTIVES_LIMIT,
    ),
    "900 variables": ("query(" + "$a: Int " * 600 + ") { n }", Code.MAX_TOKENS_LIMIT),
    "60 kB of braces": ("{" * 60_000, Code.MAX_DEPTH_LIMIT),
    "60 kB of brackets": ("{ at(l: " + "[" * 60_000, Code.MAX_DEPTH_LIMIT),
    "60 kB of fields and braces": ("{a" * 30_000, Code.MAX_DEPTH_LIMIT),
    "60 kB of parentheses": ("{ a" + "(" * 60_000, Code.MAX_DEPTH_LIMIT),
    "a type of brackets": ("query($a: " + "[" * 500 + "Int" + "]" * 500 + ") { n }", Code.MAX_DEPTH_LIMIT),
    "120 levels, closed": ("{ t " * 120 + "{ n }" + " }" * 120, Code.MAX_DEPTH_LIMIT),
    "an open string": ('{ at(s: "' + "{" * 300, Code.GRAPHQL_PARSE_FAILED),
    "60 kB of quotes": ('"' * 60_000, Code.MAX_TOKENS_LIMIT),
    "60 kB of escaped block quotes": ('{ at(s: """' + '\\"""' * 14_000, Code.GRAPHQL_PARSE_FAILED),
    "60 kB of one name": ("{ " + "x" * 60_000 + " }", Code.GRAPHQL_VALIDATION_FAILED),
    "60 kB of one string": ('{ at(i: "' + "x" * 60_000 + '") }', Code.GRAPHQL_VALIDATION_FAILED),
    "a number of 5000 digits": ("{ at(i: " + "9" * 5000 + ") }", Code.GRAPHQL_VALIDATION_FAILED),
    "an identifier of 5000 digits": ("{ at(id: " + "9" * 5000 + ") }", Code.GRAPHQL_VALIDATION_FAILED),
    "a fraction of 5000 digits": ("{ at(f: " + "9" * 5000 + ".5) }", Code.GRAPHQL_VALIDATION_FAILED),
    "a number that is infinite": ("{ at(f: 1e999) }", Code.GRAPHQL_VALIDATION_FAILED),
    "an integer of 33 bits": ("{ at(i: 4294967296) }", Code.GRAPHQL_VALIDATION_FAILED),
    "letters that are none": ("{ ä }", Code.GRAPHQL_PARSE_FAILED),
    "a lone surrogate in a string": ('{ at(s: "\ud800") }', Code.GRAPHQL_PARSE_FAILED),
    "a lone surrogate in a comment": ("# \udfff\n{ n }", Code.GRAPHQL_PARSE_FAILED),
    "an escaped lone surrogate": ('{ at(s: "\\ud800") }', Code.GRAPHQL_PARSE_FAILED),
    "a null byte": ("{ n \x00 }", Code.GRAPHQL_PARSE_FAILED),
    "64 kB of surrogates": ("\ud800" * 60_000, Code.BODY_TOO_LARGE),
    "nothing": ("", Code.GRAPHQL_PARSE_FAILED),
    "spaces": (" " * 60_000, Code.GRAPHQL_PARSE_FAILED),
    "comments": ("# \n" * 20_000 + "{ n }", Code.MAX_TOKENS_LIMIT),
}


@pytest.mark.parametrize(("query", "code"), REFUSED.values(), ids=REFUSED.keys())
def test_it_is_refused_in_time_with_words_that_can_be_sent(
    trees: SdlBlueprint, query: str, code: Code
) -> None:
    inspector = Inspector(trees, LimitSettings(), introspection=False, suggestions=False)
    began = time.perf_counter()
    with pytest.raises(RequestRefused) as caught:
        inspector.inspect(query)
    assert time.perf_counter() - began < CEILING_S
    assert caught.value.code is code
    for refusal in caught.value.refusals:
        assert len(refusal.message.encode("utf-8")) < 1000
    assert len(caught.value.refusals) <= LimitSettings().error_count


@pytest.mark.parametrize(
    "query",
    [
        '{ at(s: "' + "{" * 300 + '") }',
        '{ at(s: """' + "[(" * 300 + '\\""" """) }',
        "{ n # " + "{" * 300 + "\n }",
        '{ at(s: "\\"{{{{", l: [1]) }',
        '{ at(s: "😀 ä 中") }',
        "\ufeff{ n }",
        "{ ... " * 120 + "{ n }" + " }" * 120,
        "{ " + "at(l: [" + "1 " * 900 + "]) }",
    ],
)
def test_harmless_documents_that_look_alike_run(trees: SdlBlueprint, query: str) -> None:
    inspector = Inspector(trees, LimitSettings(), introspection=False, suggestions=False)
    assert inspector.inspect(query).kind == "query"


def test_measuring_takes_time_in_proportion_to_the_text(trees: SdlBlueprint) -> None:
    """Without limits: four times the doubling fragments, not 2^300 times the work."""
    limits = OPEN.model_copy(update={"depth": 1})
    seconds = []
    for levels in (100, 400):
        inspector = Inspector(trees, limits, introspection=False, suggestions=False)
        began = time.perf_counter()
        with pytest.raises(RequestRefused) as caught:
            inspector.inspect(doubling(levels, "t { HERE } u { HERE }"))
        seconds.append(time.perf_counter() - began)
        assert caught.value.code is Code.MAX_DEPTH_LIMIT
        assert caught.value.refusals[0].facts["value"] == levels + 2
    assert seconds[1] < 40 * seconds[0]


def test_a_repeated_attack_costs_a_look_up(trees: SdlBlueprint) -> None:
    inspector = Inspector(trees, LimitSettings(), introspection=False, suggestions=False)
    query = REFUSED["100 times one field, nested"][0]
    seconds = []
    for _ in chain(range(1), range(20)):
        began = time.perf_counter()
        with pytest.raises(RequestRefused):
            inspector.inspect(query)
        seconds.append(time.perf_counter() - began)
    assert min(seconds[1:]) < seconds[0] / 5
