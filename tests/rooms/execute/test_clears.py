"""What a mutation reads anew: what its writes change, as they say; everything where they do not."""

from __future__ import annotations

import pytest

from bff.errors import Code, ServiceFailure
from bff.flow.call import Call
from tests.rooms.execute.records import answers, shop_of

BOTH_WAYS = pytest.mark.parametrize("compiled", [True, False], ids=["by the plan", "by graphql-core"])
READ = "{ album(id: 1) { title } tracks(id: 1) { title } }"
ALBUM, TRACKS = "GET /albums?ids=1", "GET /tracks?ids=1&limit=2"


@BOTH_WAYS
@pytest.mark.parametrize(
    ("write", "target", "read_again"),
    [
        ('note(text: "x")', "POST /notes?text=x", [ALBUM]),
        ("nothing", "POST /nothing", []),
        ("all", "POST /all", [ALBUM, TRACKS]),
    ],
    ids=["what it names", "nothing", "everything"],
)
async def test_write_clears(write: str, target: str, read_again: list[str], compiled: bool) -> None:
    ran = await shop_of().run(f"mutation {{ all {READ} then: {write} {READ} }}", compiled=compiled)

    assert ran.data["then"] == ran.data["all"]
    assert ran.sent[0] == "POST /all"
    assert sorted(ran.sent[1:3]) == [ALBUM, TRACKS]
    assert ran.sent[3] == target
    assert sorted(ran.sent[4:]) == read_again


@BOTH_WAYS
async def test_same_write_is_sent_again_whatever_it_clears(compiled: bool) -> None:
    ran = await shop_of().run(
        "mutation { a: nothing { __typename } b: nothing { __typename } }", compiled=compiled
    )

    assert ran.sent == ["POST /nothing"] * 2


@BOTH_WAYS
async def test_write_that_failed_clears_as_it_may_have_happened(compiled: bool) -> None:
    def respond(call: Call) -> object:
        if "text=bad" in call.target:
            return ServiceFailure(Code.SERVICE_TIMEOUT, service=call.service, endpoint=call.endpoint)
        return answers(call)

    query = f'mutation {{ nothing {READ} note(text: "bad") {{ __typename }} then: nothing {READ} }}'
    ran = await shop_of(respond).run(query, compiled=compiled)

    assert ran.errors == [(Code.SERVICE_TIMEOUT, ["note"])]
    assert sorted(ran.sent) == sorted(
        ["POST /nothing", ALBUM, TRACKS, "POST /notes?text=bad", "POST /nothing", ALBUM]
    )


@BOTH_WAYS
async def test_resolver_that_writes_clears_what_it_loaded_itself(compiled: bool) -> None:
    ran = await shop_of().run(f"mutation {{ nothing {READ} byHand {READ} }}", compiled=compiled)

    assert ran.data["byHand"] == ran.data["nothing"]
    assert ran.sent[0] == "POST /nothing"
    assert sorted(ran.sent[1:3]) == [ALBUM, TRACKS]
    assert ran.sent[3] == ALBUM, "its own load"
    assert sorted(ran.sent[4:]) == [ALBUM, TRACKS]
