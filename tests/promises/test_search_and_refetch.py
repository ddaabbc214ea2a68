"""What a search finds has a global id, by which it is found again: one batch for each kind, both times."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.gateway import ROOT, Gateway, gateway

SEARCH = """
query Search($query: String!) {
  search(query: $query, first: 30) {
    totalCount
    nodes { name kind item { __typename ...It } }
  }
}
fragment It on Node { nodeId ... on Artist { name } ... on Album { title } ... on Track { trackName: name } }
"""
REFETCH = (ROOT / "schema" / "operations" / "refetch.graphql").read_text()
NAMES = {"ARTIST": "name", "ALBUM": "title", "TRACK": "trackName"}


@pytest.fixture(scope="module")
def store() -> Iterator[Gateway]:
    with gateway() as running:
        yield running


def found(store: Gateway, words: str) -> Any:
    store.reset()
    return store.data(SEARCH, {"query": words})["search"]


def test_each_hit_is_of_its_kind_and_leads_to_what_bears_its_name(store: Gateway) -> None:
    hits = found(store, "black")["nodes"]
    assert {hit["kind"] for hit in hits} == {"ARTIST", "ALBUM", "TRACK"}
    for hit in hits:
        assert hit["item"]["__typename"].upper() == hit["kind"]
        assert hit["item"][NAMES[hit["kind"]]] == hit["name"]
    assert [call.path for call in store.calls("catalog")] == ["/search", "/artists", "/albums", "/tracks"]


def test_kinds_that_were_not_found_are_not_asked_for(store: Gateway) -> None:
    hits = found(store, "soundgarden")["nodes"]
    assert {hit["kind"] for hit in hits} == {"ARTIST"}
    assert [call.path for call in store.calls("catalog")] == ["/search", "/artists"]


def test_every_hit_is_found_again_by_its_global_id(store: Gateway) -> None:
    for hit in found(store, "black")["nodes"]:
        node_id = hit["item"]["nodeId"]
        node = store.data(REFETCH, {"id": node_id})["node"]
        assert (node["__typename"], node["nodeId"]) == (hit["item"]["__typename"], node_id)
        assert hit["name"] in (node.get("name"), node.get("title"))


@pytest.mark.parametrize("words", ["%00", "\u0000", "a&limit=1", "é#?/../", "🎵", "a" * 100])
def test_words_of_any_form_stay_in_their_parameter(store: Gateway, words: str) -> None:
    found(store, words)
    (call,) = [call for call in store.calls("catalog") if call.path == "/search"]
    assert call.query == {"q": (words,), "limit": ("30",), "offset": ("0",)}
