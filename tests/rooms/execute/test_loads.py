"""Resolvers that load what their fields declare: typed rows, batches, failures, and what is refused."""

from __future__ import annotations

import pytest

from bff.errors import Code, ServiceFailure
from bff.flow.call import Call
from tests.rooms.execute.records import answers, shop_of
from tests.rooms.execute.shop import Ran

BOTH_WAYS = pytest.mark.parametrize("compiled", [True, False], ids=["by the plan", "by graphql-core"])


def messages(ran: Ran) -> list[str]:
    return [str(error.original_error) for error in ran.outcome.errors]


async def test_loads_of_one_layer_leave_in_full_batches() -> None:
    ran = await shop_of().run("{ items(count: 7) { title } }")

    assert [item["title"] for item in ran.data["items"]] == [f"album {n}" for n in range(1, 8)]
    assert ran.sent == ["GET /albums?ids=1,2,3", "GET /albums?ids=4,5,6", "GET /albums?ids=7"]
    assert ran.estimate.call_count == 3


async def test_loads_that_come_late_wait_for_each_other() -> None:
    ran = await shop_of().run("{ items(count: 6) { lateTitle } }")

    assert ran.data["items"][5] == {"lateTitle": "album 6"}
    assert ran.sent == ["GET /albums?ids=1,2,3", "GET /albums?ids=4,5,6"]
    assert ran.estimate.call_count == 2


async def test_loads_that_come_late_are_planned_one_by_one_where_graphql_core_walks() -> None:
    ran = await shop_of().run("{ items(count: 6) { lateTitle } }", compiled=False)

    assert ran.data["items"][5] == {"lateTitle": "album 6"}
    assert len(ran.sent) <= ran.estimate.call_count == 6
    assert [bound.is_n_plus_one for bound in ran.estimate.calls] == [True]


async def test_row_that_a_link_fetched_is_not_loaded_again() -> None:
    ran = await shop_of().run("{ items(count: 3) { title album { title } lateTitle } }")

    assert ran.data["items"][0] == {
        "title": "album 1",
        "album": {"title": "album 1"},
        "lateTitle": "album 1",
    }
    assert ran.sent == ["GET /albums?ids=1,2,3"]


@BOTH_WAYS
async def test_loaded_row_is_an_object_of_the_answer_with_links_and_functions(compiled: bool) -> None:
    ran = await shop_of().run(
        "{ items(count: 2) { loaded { id shout tracks(first: 1) { title } } } }", compiled=compiled
    )

    album = {"id": "2", "shout": "ALBUM 2", "tracks": [{"title": "track 0"}]}
    assert ran.data["items"][1]["loaded"] == album


async def test_several_loads_of_several_endpoints_keep_to_their_bounds() -> None:
    ran = await shop_of().run("{ items(count: 4) { both } }")

    assert ran.data["items"][3] == {"both": "album 4, 2 tracks, then album 5"}
    assert ran.sent[-1] == "GET /albums?ids=5", "the others were there"
    bounds = [(each.endpoint, each.key_bound, each.count, each.round) for each in ran.estimate.calls]
    assert bounds == [("GET /albums?ids", 8, 5, 2), ("GET /tracks?ids", 8, 5, 4)]


async def test_placeholder_that_each_load_gives_makes_calls_of_their_own() -> None:
    ran = await shop_of().run('{ items(count: 3) { left(region: "us") } }')

    assert [item["left"] for item in ran.data["items"]] == [2, 4, 6]
    assert ran.sent == [f"GET /stock/{n}?region=us" for n in (1, 2, 3)]
    (bound,) = ran.estimate.calls
    assert (bound.count, bound.is_n_plus_one) == (3, True)


async def test_rows_may_be_read_into_a_type_that_clients_do_not_see() -> None:
    ran = await shop_of().run("{ items(count: 2) { year } }")

    assert ran.data == {"items": [{"year": 1901}, {"year": 1902}]}


async def test_loads_below_different_fields_share_calls_where_they_can() -> None:
    ran = await shop_of().run("{ shelves { item { title } items(count: 1) { title } } }")

    assert ran.data["shelves"][3] == {"item": {"title": "album 4"}, "items": [{"title": "album 40"}]}
    assert (len(ran.sent), ran.estimate.call_count) == (4, 1 + 2 + 2)


@BOTH_WAYS
async def test_key_that_no_row_can_have_is_none_and_one_that_cannot_be_sent_an_error(compiled: bool) -> None:
    ran = await shop_of().run(
        '{ items(count: 1) { none: titleOf(id: "abc") gone: titleOf(id: "95") } }', compiled=compiled
    )

    assert ran.data == {"items": [{"none": None, "gone": None}]}
    assert ran.sent == ["GET /albums?ids=95"]
    ran = await shop_of().run('{ items(count: 1) { named(name: "..") } }', compiled=compiled)
    assert ran.errors == [(Code.BAD_USER_INPUT, ["items", 0, "named"])]
    assert ran.sent == []


@BOTH_WAYS
async def test_failure_is_an_error_at_each_place_and_may_be_caught(compiled: bool) -> None:
    def respond(call: Call) -> object:
        if call.target.startswith("/albums"):
            return ServiceFailure(Code.SERVICE_TIMEOUT, service=call.service, endpoint=call.endpoint)
        return answers(call)

    ran = await shop_of(respond).run("{ items(count: 2) { title careful } }", compiled=compiled)
    assert ran.errors == [
        (Code.SERVICE_TIMEOUT, ["items", 0, "title"]),
        (Code.SERVICE_TIMEOUT, ["items", 1, "title"]),
    ]
    assert ran.outcome.data == {"items": [{"title": None, "careful": "no SERVICE_TIMEOUT"}] * 2}


@BOTH_WAYS
@pytest.mark.parametrize(("insider", "shown"), [("album 1", "secret 1"), ("somebody", None)])
async def test_permission_class_loads_what_the_field_declares(
    compiled: bool, insider: str, shown: str | None
) -> None:
    ran = await shop_of(headers={"x-insider": insider}).run(
        "{ items(count: 1) { secret } }", compiled=compiled
    )

    assert ran.outcome.data == {"items": [{"secret": shown}]}
    assert ran.errors == ([] if shown else [(Code.FORBIDDEN, ["items", 0, "secret"])])
    assert ran.sent == ["GET /albums?ids=1"]


async def test_resolver_of_the_root_loads() -> None:
    ran = await shop_of().run("{ firstTitle }")

    assert ran.data == {"firstTitle": "album 1"}
    assert ran.estimate.call_count == 1
    assert [(cost.path, cost.own_calls) for cost in ran.estimate.costs] == [("firstTitle", 1)]


async def test_resolver_sees_who_asks_as_the_caller_says() -> None:
    ran = await shop_of(headers={"authorization": "Bearer me"}).run("{ me }")

    assert ran.data == {"me": ["app", "1.2", "Bearer me", None, "r", "7" * 32]}


@BOTH_WAYS
@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("undeclared", 'A resolver loads Album from records.one("GET /albums?ids={ids}"), which its field '),
        ("otherEndpoint", "A resolver loads Track from records.many("),
        ("otherType", "A resolver loads Track from records.one("),
        ("tooMany", "A call of a resolver loads more than 2 keys of Album from "),
        (
            "wrongFunction",
            'A resolver loads from records.one("GET /albums?ids={ids}") by the wrong function.',
        ),
        (
            "withoutRegion",
            'A resolver loads from records.one("GET /stock/{id}?region={region}") with values ',
        ),
        ("twoParts", "A resolver loads a key of 2 parts from "),
    ],
)
async def test_what_is_not_declared_is_refused_masked_and_told(
    field: str, message: str, compiled: bool
) -> None:
    ran = await shop_of().run(f"{{ wrong {{ {field} }} }}", compiled=compiled)

    assert ran.errors == [(Code.INTERNAL_SERVER_ERROR, ["wrong", field])]
    (told,) = messages(ran)
    assert told.startswith(message)
    assert ran.outcome.data == {"wrong": {field: None}}
    assert len(ran.sent) <= ran.estimate.call_count


@BOTH_WAYS
async def test_load_after_the_end_of_its_resolver_is_refused(compiled: bool) -> None:
    ran = await shop_of().run("{ wrong { afterItsEnd } }", compiled=compiled)

    assert ran.errors == [(Code.INTERNAL_SERVER_ERROR, ["wrong", "afterItsEnd", 0])]
    assert "after it has ended" in messages(ran)[0]
    assert ran.sent == []


async def test_resolver_of_an_interface_loads_for_each_of_its_types() -> None:
    ran = await shop_of().run("{ named { __typename title ... on Tape { title } } }")

    assert ran.data == {
        "named": [
            {"__typename": "Tape", "title": "album 1"},
            {"__typename": "Disc", "title": "album 2"},
            {"__typename": "Tape", "title": "album 3"},
            {"__typename": "Disc", "title": "album 4"},
        ]
    }
    assert sorted(ran.sent) == ["GET /albums?ids=1,3,2", "GET /albums?ids=4"]
    assert ran.estimate.call_count == 4, "two calls of each type, as if all were of that type"
