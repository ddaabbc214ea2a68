"""Documents that run and documents that are refused: each with its code, its numbers and its place."""

from __future__ import annotations

from typing import Any

import pytest
from graphql.validation.rules import overlapping_fields_can_be_merged

from bff.admission import Inspector
from bff.admission.validate import VALIDATION_BUDGET
from bff.config import LimitSettings
from bff.errors import Code, Refusal, RequestRefused
from bff.flow.operation import Shape
from tests.support.sdl import SdlBlueprint, blueprint_of

SDL = """
type Query { album(id: ID): Album albums(first: Int): [Album] count: Int title(of: [String], in: Where): Int }
type Mutation { add(title: String!): Album }
type Subscription { added: Album }
input Where { genre: Genre name: String }
enum Genre { ROCK POP }
type Album { id: ID title: String next: Album }
"""


@pytest.fixture(scope="module")
def music() -> SdlBlueprint:
    return blueprint_of(SDL)


def inspector(
    blueprint: SdlBlueprint, *, introspection: bool = False, suggestions: bool = False, **limits: int
) -> Inspector:
    return Inspector(blueprint, LimitSettings(**limits), introspection=introspection, suggestions=suggestions)


def refused(inspector: Inspector, query: str, name: str | None = None) -> tuple[Refusal, ...]:
    with pytest.raises(RequestRefused) as caught:
        inspector.inspect(query, name)
    return caught.value.refusals


def test_an_operation_says_what_it_is(music: SdlBlueprint) -> None:
    operation = inspector(music).inspect(
        "query Shelf { albums @include(if: true) { ...F } count } fragment F on Album { id it: title }"
    )
    assert (operation.name, operation.kind) == ("Shelf", "query")
    assert operation.shape == Shape(depth=2, height=4, alias_count=1, root_field_count=2, directive_count=1)
    assert list(operation.fragments) == ["F"]
    assert len(operation.hash) == 64


def test_the_named_operation_is_chosen(music: SdlBlueprint) -> None:
    text = 'query A { count } mutation B { add(title: "x") { id } }'
    assert inspector(music).inspect(text, "A").kind == "query"
    assert inspector(music).inspect(text, "B").kind == "mutation"


@pytest.mark.parametrize(
    ("query", "name", "words"),
    [
        ("query A { count } query B { count }", None, "2 operations"),
        ("query A { count } query B { count }", "C", "no operation named 'C'"),
        ("{ count }", "", "no operation named ''"),
        ("fragment F on Query { count }", None, "no operation"),
        ("type Query { a: Int }", None, "no operation"),
        ("subscription { added { id } }", None, "Subscriptions are not served"),
    ],
)
def test_an_operation_that_cannot_be_found_or_run_is_refused(
    music: SdlBlueprint, query: str, name: str | None, words: str
) -> None:
    (refusal,) = refused(inspector(music), query, name)
    assert refusal.code is Code.OPERATION_RESOLUTION_FAILURE
    assert words in refusal.message


def test_a_kind_that_the_schema_lacks_is_refused() -> None:
    (refusal,) = refused(inspector(blueprint_of("type Query { a: Int }")), "mutation { add }")
    assert refusal.code is Code.OPERATION_RESOLUTION_FAILURE
    assert refusal.message == "The schema has no mutation. Send another kind of operation."


def test_text_that_does_not_parse_is_refused_with_its_place(music: SdlBlueprint) -> None:
    (refusal,) = refused(inspector(music), "{\n  albums {\n}")
    assert (refusal.code, refusal.locations) == (Code.GRAPHQL_PARSE_FAILED, ((3, 2),))


def test_all_validation_errors_are_told_up_to_a_number(music: SdlBlueprint) -> None:
    query = "{ " + " ".join(f"nothing{number}" for number in range(10)) + " }"
    refusals = refused(inspector(music), query)
    assert len(refusals) == 10
    assert {each.code for each in refusals} == {Code.GRAPHQL_VALIDATION_FAILED}
    assert refusals[1].locations == ((1, 12),)
    assert len(refused(inspector(music, error_count=4), query)) == 4


def test_suggestions_are_for_development(music: SdlBlueprint) -> None:
    shown = refused(inspector(music, suggestions=True), "{ albms { id } }")[0].message
    hidden = refused(inspector(music), "{ albms { id } }")[0].message
    assert "albums" in shown
    assert "albums" not in hidden


@pytest.mark.parametrize(
    "query",
    [
        "{ __schema { types { name } } }",
        '{ __type(name: "Album") { name } }',
        "{ ...F } fragment F on Query { __schema { types { name } } }",
        "{ album { ... { __type } } }",
    ],
)
def test_introspection_is_refused_where_it_is_off(music: SdlBlueprint, query: str) -> None:
    (refusal,) = refused(inspector(music), query)
    assert refusal.code is Code.INTROSPECTION_DISABLED
    assert len(refusal.locations) == 1


def test_typename_is_no_introspection(music: SdlBlueprint) -> None:
    assert inspector(music).inspect("{ __typename album { __typename } }").shape.depth == 1


def test_introspection_runs_where_it_is_on(music: SdlBlueprint) -> None:
    query = "{ __schema { types { fields { type { ofType { ofType { ofType { name } } } } } } } }"
    shape = inspector(music, introspection=True, depth=2, height=2).inspect(query).shape
    assert (shape.depth, shape.height, shape.root_field_count) == (0, 1, 1)


NESTED = "{ album { next { next { ...F } } } } fragment F on Album { next { it: title } }"
LIMITS = [
    ("{ count }", {"document_bytes": 8}, Code.BODY_TOO_LARGE, {"what": "document", "limit": 8, "value": 9}),
    ("{ count }", {"token_count": 2}, Code.MAX_TOKENS_LIMIT, {"what": "tokens", "limit": 2}),
    ("#a\n#b\n{ count }", {"comment_count": 1}, Code.MAX_TOKENS_LIMIT, {"what": "comments", "limit": 1}),
    (NESTED, {"depth": 4}, Code.MAX_DEPTH_LIMIT, {"limit": 4, "value": 5, "path": "album.next.next.next.it"}),
    (NESTED, {"alias_count": 0}, Code.MAX_ALIASES_LIMIT, {"limit": 0, "value": 1}),
    (NESTED, {"height": 4}, Code.MAX_HEIGHT_LIMIT, {"limit": 4, "value": 5}),
    ("{ count album { id } }", {"root_field_count": 1}, Code.MAX_ROOT_FIELDS_LIMIT, {"limit": 1, "value": 2}),
    (
        "{ count @skip(if: false) album @skip(if: false) { id } }",
        {"directive_count": 1},
        Code.MAX_DIRECTIVES_LIMIT,
        {"limit": 1, "value": 2},
    ),
    (
        "{ count @skip(if: false) @include(if: true) }",
        {"directives_per_place": 1},
        Code.MAX_DIRECTIVES_LIMIT,
        {"limit": 1, "value": 2},
    ),
]


@pytest.mark.parametrize(("query", "limits", "code", "facts"), LIMITS)
def test_each_limit_has_its_code_and_its_numbers(
    music: SdlBlueprint, query: str, limits: dict[str, Any], code: Code, facts: dict[str, object]
) -> None:
    (refusal,) = refused(inspector(music, **limits), query)
    assert (refusal.code, refusal.facts) == (code, facts)
    relaxed = {name: limit + 1 for name, limit in limits.items()}
    if code is not Code.MAX_TOKENS_LIMIT:
        assert inspector(music, **relaxed).inspect(query).kind == "query"


def test_repeated_fields_have_one_height(music: SdlBlueprint) -> None:
    query = "{ album { id } album { id title } ...F ...F } fragment F on Query { album { id } }"
    assert inspector(music, height=3).inspect(query).shape.height == 3


def test_validation_gives_up_early_and_refuses(music: SdlBlueprint) -> None:
    assert overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET == VALIDATION_BUDGET == 20_000
    chain = "".join(f"fragment F{n} on Query {{ ...F{n + 1} }} " for n in range(200))
    (refusal,) = refused(inspector(music), "{ ...F0 } " + chain + "fragment F200 on Query { count }")
    assert refusal.code is Code.GRAPHQL_VALIDATION_FAILED
    assert refusal.message.startswith("The document is too complex to be validated.")


def test_what_was_inspected_is_kept(music: SdlBlueprint) -> None:
    kept = inspector(music)
    assert kept.inspect("{ count }") is kept.inspect("{ count }")
    assert kept.inspect("{ count }") is not kept.inspect("{ count } ")


def test_refusals_are_kept_and_raised_anew(music: SdlBlueprint) -> None:
    kept = inspector(music)
    caught = []
    for _ in range(2):
        with pytest.raises(RequestRefused) as each:
            kept.inspect("{ nothing }")
        caught.append(each.value)
    assert caught[0] is not caught[1]
    assert caught[0].refusals[0] is caught[1].refusals[0]


def test_what_is_kept_is_bounded_in_number(music: SdlBlueprint) -> None:
    kept = inspector(music, cached_documents=2)
    first = kept.inspect("{ a: count }")
    kept.inspect("{ b: count }")
    kept.inspect("{ c: count }")
    assert kept.inspect("{ a: count }") is not first


def test_what_is_kept_is_bounded_in_bytes(music: SdlBlueprint) -> None:
    kept = inspector(music, cached_documents=10, root_field_count=2000, height=2000, alias_count=2000)
    first = kept.inspect("{ count }")
    assert kept.inspect("{ count }") is first
    many = " ".join(f"a{number}: count" for number in range(300))
    kept.inspect("{ " + many + " }")
    kept.inspect("query A { " + many + " }")
    assert kept.inspect("{ count }") is not first


SAME = [
    ("{ count album { id title } }", "query{album{title,id}count} # other spacing"),
    ('{ album(id: "1") { id } }', '{ album(id: "2") { id } }'),
    ("{ albums(first: 1) { id } }", "{ albums(first: 200) { id } }"),
    ('{ title(of: ["a"], in: {name: "x"}) }', '{ title(in: {name: "y"}, of: ["b", "c"]) }'),
    ("{ ...A ...B } fragment A on Query { count } fragment B on Query { a: count }",
     "{ ...B ...A } fragment B on Query { a: count } fragment A on Query { count }"),
]  # fmt: skip
DIFFERENT = [
    ("{ count }", "{ a: count }"),
    ("query A { count }", "query B { count }"),
    ("{ title(in: {genre: ROCK}) }", "{ title(in: {genre: POP}) }"),
    ("{ title(in: {name: null}) }", '{ title(in: {name: "x"}) }'),
    ("query($a: ID) { album(id: $a) { id } }", 'query($a: ID = "1") { album(id: $a) { id } }'),
    ("{ album { id } }", '{ album(id: "1") { id } }'),
    ("{ count @skip(if: true) }", "{ count @include(if: true) }"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_operations_that_differ_in_values_and_order_have_one_hash(
    music: SdlBlueprint, one: str, other: str
) -> None:
    assert inspector(music).inspect(one).hash == inspector(music).inspect(other).hash


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_operations_that_ask_for_something_else_have_another_hash(
    music: SdlBlueprint, one: str, other: str
) -> None:
    assert inspector(music).inspect(one).hash != inspector(music).inspect(other).hash


def test_a_pinned_document_is_parsed_once_for_all_its_operations(music: SdlBlueprint) -> None:
    inspector_ = inspector(music, cached_documents=1)
    text = 'query A { count } mutation B { add(title: "x") { id } }'
    first, second = inspector_.pin(text)
    (only,) = inspector_.pin("query C { count }")
    for number in range(3):
        inspector_.inspect(f"{{ count{' ' * number} }}")
    assert inspector_.inspect(text, "A") is first
    assert inspector_.inspect(text, "B") is second
    assert inspector_.inspect("query C { count }") is inspector_.inspect("query C { count }", "C") is only
    assert inspector_.parsed_count == 5
    assert refused(inspector_, text)[0].code is Code.OPERATION_RESOLUTION_FAILURE


@pytest.mark.parametrize(
    "text", ["{ nope }", "query A { count } query B { nope }", "{", "fragment F on Album { id }"]
)
def test_a_document_that_cannot_run_is_not_pinned(music: SdlBlueprint, text: str) -> None:
    inspector_ = inspector(music)
    with pytest.raises(RequestRefused):
        inspector_.pin(text)
    assert refused(inspector_, text, None if "query" not in text else "A")
