"""Which documents run on which step of the ladder, and what of them is kept."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Literal

import pytest

from bff.config import PersistedSettings
from bff.errors import Code, RequestRefused
from bff.flow.request import Caller, GraphQLRequest, TraceContext
from bff.request import MemoryDocuments, PersistedDocuments

Mode = Literal["off", "log_unknown", "safelist", "require_id"]

LISTED, OTHER = "{ title }", "{ count }"
SHA256 = hashlib.sha256(OTHER.encode()).hexdigest()
NOT_FOUND = Code.PERSISTED_QUERY_NOT_FOUND
MISMATCH = Code.PERSISTED_QUERY_HASH_MISMATCH
REQUIRED = Code.PERSISTED_QUERY_ID_REQUIRED
NOT_LISTED = Code.QUERY_NOT_IN_SAFELIST


def request_of(query: str, document_id: str | None) -> GraphQLRequest:
    return GraphQLRequest(
        query=query,
        operation_name=None,
        variables={},
        extensions={},
        caller=Caller(),
        trace=TraceContext("0" * 32, "0" * 16, None, False),
        request_id="r",
        document_id=document_id,
    )


def documents(mode: Mode, store: MemoryDocuments | None = None) -> PersistedDocuments:
    settings = PersistedSettings(mode=mode, manifests=(Path("web.json"),))
    return PersistedDocuments(settings, {"a": LISTED}, store)


RUNS: list[tuple[Mode, str, str | None, bool | None]] = [
    ("off", LISTED, None, True),
    ("off", "", "a", True),
    ("off", LISTED, "a", True),
    ("off", OTHER, None, None),
    ("off", OTHER, SHA256, None),
    ("off", "", None, None),
    ("log_unknown", LISTED, None, True),
    ("log_unknown", "", "a", True),
    ("log_unknown", OTHER, None, False),
    ("log_unknown", OTHER, SHA256, False),
    ("safelist", LISTED, None, True),
    ("safelist", "", "a", True),
    ("require_id", "", "a", True),
]
REFUSED: list[tuple[Mode, str, str | None, Code]] = [
    ("off", OTHER, "a", MISMATCH),
    ("off", LISTED, SHA256, MISMATCH),
    ("off", OTHER, "b", NOT_FOUND),
    ("off", "", "b", NOT_FOUND),
    ("off", "", SHA256, NOT_FOUND),
    ("safelist", OTHER, None, NOT_LISTED),
    ("safelist", OTHER, SHA256, NOT_LISTED),
    ("safelist", "{title}", None, NOT_LISTED),
    ("safelist", "", None, NOT_LISTED),
    ("safelist", OTHER, "a", MISMATCH),
    ("safelist", "", SHA256, NOT_FOUND),
    ("require_id", LISTED, None, REQUIRED),
    ("require_id", LISTED, "a", REQUIRED),
    ("require_id", OTHER, None, REQUIRED),
    ("require_id", "", None, REQUIRED),
    ("require_id", "", "b", NOT_FOUND),
]


@pytest.mark.parametrize(("mode", "query", "document_id", "is_persisted"), RUNS)
async def test_each_step_lets_run_what_it_says(
    mode: Mode, query: str, document_id: str | None, is_persisted: bool | None
) -> None:
    request = await documents(mode).resolve(request_of(query, document_id))
    assert request.is_persisted is is_persisted
    assert request.query == (query or (LISTED if document_id else ""))


@pytest.mark.parametrize(("mode", "query", "document_id", "code"), REFUSED)
async def test_each_step_refuses_what_it_says(
    mode: Mode, query: str, document_id: str | None, code: Code
) -> None:
    with pytest.raises(RequestRefused) as refused:
        await documents(mode).resolve(request_of(query, document_id))
    assert refused.value.code is code


async def test_text_with_its_hash_is_kept_and_one_of_a_manifest_is_not() -> None:
    store = MemoryDocuments(10_000)
    kept = documents("off", store)
    await kept.keep(await kept.resolve(request_of(OTHER, SHA256)))
    await kept.keep(await kept.resolve(request_of("", "a")))
    await kept.keep(await kept.resolve(request_of("{ more }", None)))
    assert await store.get(SHA256) == OTHER
    assert await store.get("a") is None
    assert (await kept.resolve(request_of("", SHA256))).query == OTHER
    await kept.close()
