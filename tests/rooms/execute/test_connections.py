"""Connections as they run: what is asked for, what is shown, and what a wrong reply touches."""

from __future__ import annotations

from typing import Any

import pytest
import strawberry

from bff import Connection, Cursor, Graph, Key, ListSize, Offset, Service, link
from bff.errors import Code
from bff.flow.call import Call, Reply
from tests.rooms.execute.paged import HABITS, WALK, Numbers, cursor, shop_of
from tests.rooms.execute.shop import Shop, ids_in

TOLD = "{ pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }"

compiled_or_not = pytest.mark.parametrize("compiled", [True, False], ids=["compiled", "walked"])


SENT: list[tuple[str, int, str | None, str]] = [
    ("offset", 2, None, "/rows?limit=3&offset=0"),
    ("offset", 2, "1o4", "/rows?limit=3&offset=4"),
    ("offset", 6, None, "/rows?limit=7&offset=0"),
    ("offset", 0, None, "/rows?limit=1&offset=0"),
    ("offset and a total", 2, "1o4", "/rows?limit=2&offset=4"),
    ("offset and a total", 0, None, "/rows?limit=1&offset=0"),
    ("offset, no length", 2, "1o4", "/rows?offset=4"),
    ("cursor", 2, None, "/rows?limit=2"),
    ("cursor", 0, None, "/rows?limit=1"),
    ("cursor", 2, "1c0:ö &/3", "/rows?limit=2&after=%C3%B6%20%26%2F3"),
    ("cursor", 2, "1c3:ö &/3", "/rows?limit=5&after=%C3%B6%20%26%2F3"),
    ("cursor", 2, "1c3", "/rows?limit=5"),
    ("cursor", 4, "1c3", "/rows?limit=6"),
    ("cursor", 2, "1c2147483647", "/rows?limit=6"),
    ("cursor, no length", 2, "1c3", "/rows"),
    ("link header", 2, "1c1:4", "/rows?limit=3&after=4"),
]


@pytest.mark.parametrize(("name", "first", "after", "target"), SENT)
async def test_what_is_asked_for(name: str, first: int, after: str | None, target: str) -> None:
    shop = shop_of(HABITS[name], Numbers(20))
    ran = await shop.run(WALK, {"first": first, "after": None if after is None else cursor(after)})
    assert ran.errors == []
    assert ran.sent == [f"GET {target}"]


@pytest.mark.parametrize("name", HABITS)
@pytest.mark.parametrize("after", ["", "x", "MQ", "1o4", cursor("1x1"), cursor("1o0"), "A" * 5_000, "\u00e4"])
@compiled_or_not
async def test_what_is_no_cursor_is_an_error_of_the_caller_and_nothing_is_sent(
    name: str, after: str, compiled: bool
) -> None:
    shop = shop_of(HABITS[name], Numbers(9))
    ran = await shop.run(WALK, {"first": 2, "after": after}, compiled=compiled)
    assert ran.outcome.data == {"rows": None}
    assert ran.errors == [(Code.BAD_USER_INPUT, ["rows"])]
    assert ran.sent == []
    assert ran.outcome.errors[0].message == (
        "'after' is no cursor of this list. "
        "Give the cursor of one of its edges, or its endCursor, as it came."
    )


@pytest.mark.parametrize("name", HABITS)
async def test_a_cursor_of_another_kind_of_list_is_none(name: str) -> None:
    other = cursor("1c2:abc" if HABITS[name].has_offsets else "1o2")
    ran = await shop_of(HABITS[name], Numbers(9)).run(WALK, {"first": 2, "after": other})
    assert (ran.errors, ran.sent) == ([(Code.BAD_USER_INPUT, ["rows"])], [])


@pytest.mark.parametrize("name", HABITS)
async def test_a_page_of_no_rows_says_whether_rows_follow(name: str) -> None:
    for count in (0, 1):
        ran = await shop_of(HABITS[name], Numbers(count)).run(f"{{ rows(first: 0) {TOLD} }}")
        assert ran.data["rows"]["pageInfo"] == {
            "hasNextPage": count > 0,
            "hasPreviousPage": False,
            "startCursor": None,
            "endCursor": None,
        }


@pytest.mark.parametrize("name", HABITS)
async def test_a_cursor_behind_the_end_has_nothing_behind_it_and_stays_good(name: str) -> None:
    shop = shop_of(HABITS[name], Numbers(2))
    last = (await shop.run("{ rows(first: 6) { edges { cursor } } }")).data["rows"]["edges"][-1]["cursor"]
    ran = await shop.run(WALK, {"first": 2, "after": last})
    assert ran.data["rows"]["edges"] == []
    told = {"hasNextPage": False, "hasPreviousPage": True, "startCursor": None, "endCursor": last}
    assert ran.data["rows"]["pageInfo"] == told

    grown = shop_of(HABITS[name], Numbers(3))
    ran = await grown.run(WALK, {"first": 2, "after": last})
    assert ran.data["rows"]["nodes"] == [{"id": 2}]


async def test_a_cursor_from_when_more_was_allowed_is_walked_on_without_a_row_twice() -> None:
    shop = shop_of(HABITS["cursor"], Numbers(30))
    after, seen = cursor("1c15"), []
    for _ in range(9):
        page = (await shop.run(WALK, {"first": 6, "after": after})).data["rows"]
        seen += [row["id"] for row in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
    assert seen == list(range(15, 30))


office = Service("office")
team_list = office.call("GET /teams?limit={first}&offset={offset}", paging=Offset())
members_of = office.many(
    "GET /members?limit={first}&offset={offset}&ids={ids}", key=Key("team_id"), paging=Offset()
)
bills_of = office.many(
    "GET /teams/{id}/bills?limit={first}&after={after}",
    rows="rows",
    key=Key("team_id"),
    paging=Cursor("next"),
)
cities = office.one("GET /cities?ids={ids}", key=Key("id"))
FEW = ListSize(default=2, max=5)


@strawberry.type
class City:
    id: int


@strawberry.type
class Member:
    id: int
    city_id: strawberry.Private[int]
    city: City | None = link(cities, key="city_id")


@strawberry.type
class Bill:
    id: int


@strawberry.type
class Team:
    id: int
    parent_id: strawberry.Private[int | None]
    members: Connection[Member] = link(members_of, key="id", first=FEW)
    bills: Connection[Bill] = link(bills_of, key="id", first=FEW)
    above: Connection[Bill] = link(bills_of, key="parent_id", first=FEW)


@strawberry.type
class Query:
    teams: Connection[Team] = link(team_list, first=FEW)
    listed: list[Team] = link(team_list, first=FEW)


def office_answers(call: Call) -> object:
    """Team n has n members and as many bills; no team has one above it."""
    if call.target.startswith("/teams?"):
        return [{"id": number, "parent_id": None} for number in range(3)]
    if call.target.startswith("/cities"):
        return [{"id": key} for key in ids_in(call)]
    if "/bills" in call.target:
        team = int(call.target.split("/")[2])
        return {"rows": [{"id": number} for number in range(team)]}
    offset = int(call.target.partition("offset=")[2].partition("&")[0])
    return [
        {"id": team * 10 + number, "team_id": team, "city_id": number}
        for team in ids_in(call)
        for number in range(offset, team)
    ]


office_shop = Shop(Graph(query=Query), office_answers)


async def test_a_batch_gives_each_parent_a_page_of_its_own() -> None:
    query = """query($after: String) { teams(first: 3) { nodes { members(first: 1, after: $after) {
      nodes { id city { id } } totalCount pageInfo { hasNextPage hasPreviousPage }
    } } } }"""
    ran = await office_shop.run(query)
    shown = [team["members"] for team in ran.data["teams"]["nodes"]]
    assert [[row["id"] for row in page["nodes"]] for page in shown] == [[], [10], [20]]
    assert [page["pageInfo"]["hasNextPage"] for page in shown] == [False, False, True]
    assert [page["totalCount"] for page in shown] == [None, None, None]
    assert ran.sent == [
        "GET /teams?limit=4&offset=0",
        "GET /members?limit=2&offset=0&ids=0,1,2",
        "GET /cities?ids=0",
    ]
    assert len(ran.sent) <= ran.estimate.call_count

    ran = await office_shop.run(query, {"after": cursor("1o1")})
    shown = [team["members"] for team in ran.data["teams"]["nodes"]]
    assert [[row["id"] for row in page["nodes"]] for page in shown] == [[], [], [21]]
    assert all(page["pageInfo"]["hasPreviousPage"] for page in shown)
    assert ran.sent[1] == "GET /members?limit=2&offset=1&ids=0,1,2"


async def test_pages_without_a_batch_are_one_call_for_each_parent_and_planned_as_that() -> None:
    ran = await office_shop.run("{ teams(first: 3) { edges { node { bills(first: 1) { nodes { id } } } } } }")
    assert ran.sent[1:] == [f"GET /teams/{team}/bills?limit=1" for team in range(3)]
    (bound,) = [each for each in ran.estimate.calls if each.path == "teams.edges.node.bills"]
    assert (bound.count, bound.is_n_plus_one) == (3, True)
    notes = [note.place for note in office_shop.blueprint.notes if "N+1" in note.what]
    assert notes == ["Team.bills", "Team.above"]


@compiled_or_not
async def test_a_parent_without_a_key_has_an_empty_page_and_nothing_is_sent(compiled: bool) -> None:
    ran = await office_shop.run(f"{{ teams(first: 1) {{ nodes {{ above {TOLD} }} }} }}", compiled=compiled)
    told = {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None}
    assert ran.data["teams"]["nodes"] == [{"above": {"pageInfo": told}}]
    assert len(ran.sent) == 1


async def test_a_list_of_a_paged_endpoint_is_its_first_page_and_shares_the_call_where_it_is_the_same() -> (
    None
):
    ran = await office_shop.run("{ listed(first: 2) { id } }")
    assert ran.data == {"listed": [{"id": 0}, {"id": 1}]}
    assert ran.sent == ["GET /teams?limit=2"]
    assert (await office_shop.run("{ listed(first: 0) { id } }")).sent == []


CURSOR = HABITS["cursor"]


@strawberry.type
class Pair:
    few: Connection[Bill] = link(CURSOR.endpoint, first=ListSize(default=2, max=3))
    many: Connection[Bill] = link(CURSOR.endpoint, first=ListSize(default=2, max=30))


async def test_connections_that_differ_in_their_maximum_are_charged_apart() -> None:
    shop = Shop(Graph(query=Pair), lambda call: CURSOR.answer(Numbers(20), call))
    page = f'(first: 2, after: "{cursor("1c9")}") {{ nodes {{ id }} }}'
    ran = await shop.run(f"{{ few{page} many{page} }}")
    assert ran.data["many"] == {"nodes": [{"id": 9}, {"id": 10}]}
    assert len(ran.sent) == 2 == ran.estimate.call_count


async def test_below_a_hand_written_resolver_a_connection_is_loaded_on_demand() -> None:
    @strawberry.type
    class Door:
        @strawberry.field
        def team(self) -> Team:
            return Team(id=2, parent_id=None)

    shop = Shop(Graph(query=Door), office_answers)
    ran = await shop.run(
        "{ team { members(first: 1) { edges { node { city { id } } } } above { totalCount } } }"
    )
    assert ran.data["team"] == {
        "members": {"edges": [{"node": {"city": {"id": 0}}}]},
        "above": {"totalCount": None},
    }
    assert len(ran.sent) <= ran.estimate.call_count


async def test_an_unknown_key_has_no_rows() -> None:
    async def respond(call: Call) -> Any:
        return Reply(404, {}, b"") if "/bills" in call.target else office_answers(call)

    ran = await Shop(Graph(query=Query), respond).run(f"{{ teams(first: 1) {{ nodes {{ bills {TOLD} }} }} }}")
    assert ran.data["teams"]["nodes"][0]["bills"]["pageInfo"]["hasNextPage"] is False
