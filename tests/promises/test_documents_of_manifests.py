"""A client's build lists its documents; the gateway runs them by id, and nothing else where it is told so."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bff.app import build
from bff.config import PersistedSettings, Settings
from bff.errors import SettingsError
from bff.testing import Served, Serving, serving
from mocks import SERVICES, RunningService, running
from schema.root import graph
from tests.support.gateway import reference_settings

TITLE = "query Title($id: ID!) { album(id: $id) { title } }"
ARTIST = "query Artist { album(id: 1) { artist { name } } }"
OTHER = "query Other($id: ID!) { album(id: $id) { id } }"
HASH = hashlib.sha256(TITLE.encode()).hexdigest()
VARIABLES = {"id": "1"}
ANSWER = {"data": {"album": {"title": "For Those About To Rock We Salute You"}}}
APOLLO = {
    "format": "apollo-persisted-query-manifest",
    "version": 1,
    "operations": [{"id": "title-4.2", "name": "Title", "type": "query", "body": TITLE}],
}


def apollo(sha256: str) -> dict[str, object]:
    return {"persistedQuery": {"version": 1, "sha256Hash": sha256}}


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def patient(services: Mapping[str, RunningService]) -> Settings:
    """Return settings with time enough for a machine that is busy."""
    settings = reference_settings(services, timeout_s=10.0, connect_timeout_s=5.0)
    http = settings.http.model_copy(update={"deadline_s": 20.0})
    record = settings.record.model_copy(update={"duration_ms": 60_000.0})
    return settings.model_copy(update={"http": http, "record": record})


@contextmanager
def served(folder: Path, mode: str = "off", **more: Any) -> Iterator[Serving]:
    """Run the reference gateway with a manifest of each form."""
    (folder / "web.json").write_text(json.dumps(APOLLO))
    (folder / "ios.json").write_text(json.dumps({"c0ffee": ARTIST}))
    manifests = (folder / "web.json", folder / "ios.json")
    persisted = PersistedSettings.model_validate({"mode": mode, "manifests": manifests, **more})
    with running(SERVICES) as services:
        settings = patient(services).model_copy(update={"persisted": persisted})
        with serving(settings, graph) as server:
            yield server


def send(server: Serving, **body: object) -> Served:
    headers = {"content-type": "application/json", "accept": "application/graphql-response+json"}
    return server.request("POST", "/graphql", body=json.dumps(body).encode(), headers=headers)


def refused(answer: Served) -> tuple[int, str]:
    (error,) = answer.json()["errors"]
    assert "data" not in answer.json()
    return answer.status, error["extensions"]["code"]


NAMES: list[dict[str, object]] = [
    {"documentId": "title-4.2"},
    {"documentId": f"sha256:{HASH}"},
    {"documentId": HASH},
    {"doc_id": "title-4.2"},
    {"doc_id": HASH},
    {"extensions": apollo(HASH)},
    {"documentId": f"sha256:{HASH}", "doc_id": HASH, "extensions": apollo(HASH)},
    {"documentId": "title-4.2", "query": TITLE},
    {"query": TITLE},
]


def test_document_runs_under_each_of_its_names_and_is_parsed_by_none(tmp_path: Path) -> None:
    with served(tmp_path, "safelist") as server:
        inspector = server.application.pipeline.inspector
        assert inspector.parsed_count == 2
        for name in NAMES:
            assert send(server, variables=VARIABLES, **name).json() == ANSWER, name
        named = send(server, documentId=HASH, operationName="Title", variables=VARIABLES)
        assert named.json() == ANSWER
        assert send(server, doc_id="c0ffee").json() == {"data": {"album": {"artist": {"name": "AC/DC"}}}}
        assert inspector.parsed_count == 2
        assert len(server.application.pipeline.planner) == 0


@pytest.mark.parametrize(
    "name", [{"documentId": "title-4.2"}, {"documentId": f"sha256:{HASH}"}, {"doc_id": HASH}]
)
def test_document_runs_by_get(tmp_path: Path, name: dict[str, str]) -> None:
    with served(tmp_path, "require_id") as server:
        address = f"/graphql?{urlencode({**name, 'variables': json.dumps(VARIABLES)})}"
        assert server.request("GET", address, headers={"graphql-require-preflight": "1"}).json() == ANSWER
        assert refused(server.request("GET", address)) == (403, "CSRF_PREVENTED")


def test_documents_of_manifests_stay_whatever_else_is_sent(tmp_path: Path) -> None:
    (tmp_path / "web.json").write_text(json.dumps(APOLLO))
    with running(SERVICES) as services:
        settings = patient(services)
        settings = settings.model_copy(
            update={
                "persisted": PersistedSettings(manifests=(tmp_path / "web.json",)),
                "limits": settings.limits.model_copy(update={"cached_documents": 1}),
            }
        )
        with serving(settings, graph) as server:
            for number in range(3):
                assert server.post(f"{{ album(id: {number + 1}) {{ id }} }}").status == 200
            parsed_count = server.application.pipeline.inspector.parsed_count
            assert send(server, documentId=HASH, variables=VARIABLES).json() == ANSWER
            assert server.application.pipeline.inspector.parsed_count == parsed_count


def test_off_runs_any_document_and_keeps_those_sent_with_their_hash(tmp_path: Path) -> None:
    with served(tmp_path) as server:
        sha256 = sha256_of(OTHER)
        other = {"data": {"album": {"id": "1"}}}
        assert refused(send(server, documentId=f"sha256:{sha256}")) == (200, "PERSISTED_QUERY_NOT_FOUND")
        full = send(server, query=OTHER, documentId=f"sha256:{sha256}", variables=VARIABLES)
        assert full.json() == other
        assert send(server, extensions=apollo(sha256), variables=VARIABLES).json() == other


def test_log_unknown_runs_any_document_and_leaves_a_line_for_those_of_no_manifest(tmp_path: Path) -> None:
    with served(tmp_path, "log_unknown") as server:
        assert send(server, query=OTHER, variables=VARIABLES).status == 200
        assert send(server, documentId="title-4.2", variables=VARIABLES).status == 200
        assert refused(send(server, query="{ nonsense }"))[1] == "GRAPHQL_VALIDATION_FAILED"
    (line,) = map(json.loads, server.log.getvalue().splitlines())
    assert (line["operation_name"], line["persisted"], line["reasons"], line["document_id"]) == (
        "Other",
        False,
        ["not_persisted"],
        None,
    )


def test_safelist_refuses_other_texts_unread_and_keeps_none(tmp_path: Path) -> None:
    with served(tmp_path, "safelist") as server:
        sha256 = sha256_of(OTHER)
        not_listed = (400, "QUERY_NOT_IN_SAFELIST")
        assert refused(send(server, query=OTHER, variables=VARIABLES)) == not_listed
        assert refused(send(server, query=f"{TITLE} ", variables=VARIABLES)) == not_listed
        assert refused(send(server, query="{", variables=VARIABLES)) == not_listed
        assert refused(send(server, query=OTHER, extensions=apollo(sha256))) == not_listed
        assert refused(send(server, extensions=apollo(sha256))) == (200, "PERSISTED_QUERY_NOT_FOUND")
        assert server.application.pipeline.inspector.parsed_count == 2


def test_require_id_refuses_every_text(tmp_path: Path) -> None:
    with served(tmp_path, "require_id") as server:
        for body in (
            {"query": TITLE},
            {"query": TITLE, "documentId": "title-4.2"},
            {"query": TITLE, "extensions": apollo(HASH)},
            {"query": ""},
        ):
            answer = send(server, variables=VARIABLES, **body)
            assert refused(answer) == (400, "PERSISTED_QUERY_ID_REQUIRED")
        assert send(server, query="", documentId="title-4.2", variables=VARIABLES).json() == ANSWER


def test_unknown_id_does_not_tell_clients_to_stop_sending_ids(tmp_path: Path) -> None:
    with served(tmp_path, store="off") as server:
        unknown = send(server, extensions=apollo(sha256_of(OTHER)))
        assert refused(unknown) == (200, "PERSISTED_QUERY_NOT_FOUND")


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"documentId": 5}, (400, "BAD_REQUEST")),
        ({"documentId": ""}, (400, "BAD_REQUEST")),
        ({"documentId": ["title-4.2"]}, (400, "BAD_REQUEST")),
        ({"documentId": {"id": "title-4.2"}, "query": TITLE}, (400, "BAD_REQUEST")),
        ({"doc_id": True}, (400, "BAD_REQUEST")),
        ({"doc_id": "title-4.2", "documentId": "c0ffee"}, (400, "BAD_REQUEST")),
        ({"documentId": "title-4.2", "extensions": apollo(HASH)}, (400, "BAD_REQUEST")),
        ({"documentId": None}, (400, "BAD_REQUEST")),
        ({"documentId": "x" * 10_000}, (200, "PERSISTED_QUERY_NOT_FOUND")),
        ({"documentId": "\u202etitle-4.2\0\n😀"}, (200, "PERSISTED_QUERY_NOT_FOUND")),
        ({"documentId": f"sha256:{HASH.upper()}"}, (200, "PERSISTED_QUERY_NOT_FOUND")),
        ({"documentId": f"sha256:sha256:{HASH}"}, (200, "PERSISTED_QUERY_NOT_FOUND")),
        ({"documentId": f"{HASH}\n"}, (200, "PERSISTED_QUERY_NOT_FOUND")),
        ({"documentId": "__proto__", "query": OTHER}, (200, "PERSISTED_QUERY_NOT_FOUND")),
        ({"documentId": "title-4.2", "query": OTHER}, (400, "PERSISTED_QUERY_HASH_MISMATCH")),
        ({"documentId": HASH, "query": OTHER}, (400, "PERSISTED_QUERY_HASH_MISMATCH")),
        ({"doc_id": sha256_of(OTHER), "query": TITLE}, (400, "PERSISTED_QUERY_HASH_MISMATCH")),
    ],
)
def test_strange_ids_are_refused_and_not_repeated(
    plain: Serving, body: dict[str, object], expected: tuple[int, str]
) -> None:
    answer = send(plain, variables=VARIABLES, **body)
    assert refused(answer) == expected
    assert b"title-4.2" not in answer.body
    assert len(answer.body) < 400


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with served(tmp_path_factory.mktemp("manifests")) as server:
        yield server


def test_manifests_that_could_not_be_served_keep_the_gateway_from_starting(tmp_path: Path) -> None:
    deep = "{ album(id: 1) " + "{ artist { albums(first: 1) { nodes " * 8 + "{ id }" + "}}}" * 8 + " }"
    (tmp_path / "broken.json").write_text("{")
    (tmp_path / "old.json").write_text(
        json.dumps({"a": "{", "b": "{ nope }", "c": deep, "d": TITLE, "e": "subscription { a }"})
    )
    (tmp_path / "new.json").write_text(
        json.dumps({"d": ARTIST, "f": "{ artists(first: 100) { totalCount } }"})
    )
    names = ("missing.json", "broken.json", "old.json", "new.json")
    persisted = PersistedSettings(manifests=tuple(tmp_path / name for name in names))
    with running(SERVICES) as services:
        settings = patient(services).model_copy(update={"persisted": persisted})
    with pytest.raises(SettingsError) as caught:
        build(settings, graph)
    told = [str(problem).replace(f"{tmp_path}/", "") for problem in caught.value.problems]
    starts = [
        "missing.json: cannot be read: No such file or directory.",
        "broken.json: is not valid JSON:",
        "new.json, 'd': has another text than old.json, 'd'",
        "old.json, 'a': Syntax Error:",
        "old.json, 'b': Cannot query field 'nope'",
        "old.json, 'c': ",
        "old.json, 'e': Subscriptions are not served",
    ]
    assert [text.startswith(start) for text, start in zip(told, starts, strict=True)] == [True] * 7, told
    assert "levels" in told[5]
