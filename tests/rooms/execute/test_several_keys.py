"""Lists made of one row for each key: of the parent's row, or of the caller."""

from __future__ import annotations

import pytest
import strawberry

from bff import Graph, Key, ListSize, Service, argument, link
from bff.errors import Code, ServiceFailure
from bff.flow.call import Call
from tests.rooms.execute.shop import Shop, ids_in

radio = Service("radio")
songs_by_id = radio.one("GET /songs?ids={ids}", key=Key("id"), max_batch=3)
song_alone = radio.one("GET /songs/{id}")
songs_by_name = radio.one("GET /named?ids={ids}", key=Key("id", str))
shows = radio.call("GET /shows")


@strawberry.type
class Song:
    id: strawberry.ID
    title: str


@strawberry.type
class Show:
    song_ids: strawberry.Private[list[int | None]]
    names: list[str]
    songs: list[Song | None] = link(songs_by_id, key="song_ids", size=4)
    first_songs: list[Song | None] = link(songs_by_id, key="song_ids", first=ListSize(default=2, max=4))
    sure_songs: list[Song] | None = link(songs_by_id, key="song_ids", size=4)
    alone: list[Song | None] = link(song_alone, key="song_ids", size=4)
    named: list[Song | None] = link(songs_by_name, key="names", size=4)


@strawberry.type
class Query:
    shows: list[Show] = link(shows, size=2)
    songs: list[Song | None] = link(songs_by_id, key=argument("ids", list[strawberry.ID]), size=4)
    song: Song | None = link(songs_by_id, key=argument("id"))


graph = Graph(query=Query)
both = pytest.mark.parametrize("compiled", [True, False])


def respond(call: Call) -> object:
    if call.target == "/shows":
        return [
            {"song_ids": [3, 1, 3, 99], "names": ["a", "b,c"]},
            {"song_ids": [None, 2], "names": []},
        ]
    if call.target.startswith("/named"):
        return [{"id": "a", "title": "named a"}]
    if call.target.startswith("/songs/"):
        (key,) = ids_in(call)
        if key == 1:
            return ServiceFailure(Code.SERVICE_TIMEOUT, service=call.service, endpoint=call.endpoint)
        return {"id": key, "title": f"song {key}"}
    return [{"id": key, "title": f"song {key}"} for key in sorted(ids_in(call)) if key < 50]


def titles(songs: list[dict[str, str] | None]) -> list[str | None]:
    return [None if each is None else each["title"] for each in songs]


@both
async def test_rows_come_in_the_order_of_their_keys_and_are_fetched_once(compiled: bool) -> None:
    ran = await Shop(graph, respond).run("{ shows { songs { title } } }", compiled=compiled)
    assert [titles(show["songs"]) for show in ran.data["shows"]] == [
        ["song 3", "song 1", "song 3", None],
        [None, "song 2"],
    ]
    assert ran.sent == ["GET /shows", "GET /songs?ids=3,1,99", "GET /songs?ids=2"]
    assert ran.estimate.call_count == 1 + 3, "2 shows with at most 4 songs each, 3 keys a call"


@both
async def test_keys_past_first_are_not_asked_for(compiled: bool) -> None:
    ran = await Shop(graph, respond).run("{ shows { firstSongs(first: 1) { title } } }", compiled=compiled)
    assert [titles(show["firstSongs"]) for show in ran.data["shows"]] == [["song 3"], [None]]
    assert ran.sent == ["GET /shows", "GET /songs?ids=3"]


@both
async def test_a_longer_list_of_the_same_keys_has_all_its_rows_beside_a_shorter_one(compiled: bool) -> None:
    query = "{ shows { few: firstSongs(first: 1) { title } firstSongs(first: 4) { title } } }"
    ran = await Shop(graph, respond).run(query, compiled=compiled)
    assert [titles(show["firstSongs"]) for show in ran.data["shows"]] == [
        ["song 3", "song 1", "song 3", None],
        [None, "song 2"],
    ]
    assert ran.sent == ["GET /shows", "GET /songs?ids=3,1,99", "GET /songs?ids=2"]


@both
async def test_a_key_that_fails_fails_its_own_place(compiled: bool) -> None:
    ran = await Shop(graph, respond).run("{ shows { alone { title } } }", compiled=compiled)
    assert ran.outcome.data is not None
    found: list[dict[str, list[dict[str, str] | None]]] = ran.outcome.data["shows"]  # type: ignore[assignment]
    assert titles(found[0]["alone"]) == ["song 3", None, "song 3", "song 99"]
    assert ran.errors == [(Code.SERVICE_TIMEOUT, ["shows", 0, "alone", 1])]


@both
async def test_a_key_that_cannot_be_sent_is_refused_at_its_own_place(compiled: bool) -> None:
    ran = await Shop(graph, respond).run("{ shows { named { title } } }", compiled=compiled)
    assert ran.errors == [(Code.BAD_USER_INPUT, ["shows", 0, "named", 1])]
    assert ran.sent == ["GET /shows", "GET /named?ids=a"]


@both
async def test_a_missing_row_of_a_list_without_nulls_makes_the_list_null(compiled: bool) -> None:
    ran = await Shop(graph, respond).run("{ shows { sureSongs { title } } }", compiled=compiled)
    assert ran.outcome.data == {"shows": [{"sureSongs": None}, {"sureSongs": None}]}


@both
async def test_a_caller_may_ask_for_several_at_once(compiled: bool) -> None:
    query = "query($ids: [ID!]!) { songs(ids: $ids) { title } song(id: 2) { title } }"
    ran = await Shop(graph, respond).run(query, {"ids": ["2", "x", "2", "77"]}, compiled=compiled)
    assert titles(ran.data["songs"]) == ["song 2", None, "song 2", None]
    assert ran.sent == ["GET /songs?ids=2,77"]


async def test_a_caller_who_asks_for_more_than_the_most_is_told_so() -> None:
    estimate = (await Shop(graph, respond).run('{ songs(ids: ["1", "2"]) { id } }')).estimate
    assert (estimate.call_count, estimate.violations) == (1, ())
    many = (await Shop(graph, respond).run('{ songs(ids: ["1", "2", "3", "4", "5"]) { id } }')).estimate
    assert [(each.argument, each.value, each.max) for each in many.violations] == [("ids", 5, 4)]
    assert many.call_count == 2
