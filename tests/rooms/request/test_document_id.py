"""The ids that a request may send for its document, and those that are none."""

from __future__ import annotations

import pytest

from bff.errors import Code, RequestRefused
from bff.request.document_id import canonical_id, document_id_of

HASH = "0123456789abcdef" * 4


def apollo(sha256: object, version: object = 1) -> dict[str, object]:
    return {"persistedQuery": {"version": version, "sha256Hash": sha256}}


@pytest.mark.parametrize(
    ("sent", "canonical"),
    [
        (HASH, HASH),
        (f"sha256:{HASH}", HASH),
        (f"sha256:sha256:{HASH}", f"sha256:sha256:{HASH}"),
        (f"sha256:{HASH.upper()}", f"sha256:{HASH.upper()}"),
        (f"sha256:{HASH}\n", f"sha256:{HASH}\n"),
        (f"sha512:{HASH}", f"sha512:{HASH}"),
        ("sha256:", "sha256:"),
        ("٣" * 64, "٣" * 64),
        ("anything", "anything"),
    ],
)
def test_only_a_hash_loses_its_prefix(sent: str, canonical: str) -> None:
    assert canonical_id(sent) == canonical
    assert document_id_of({"documentId": sent}, {}) == document_id_of({"doc_id": sent}, {}) == canonical


def test_request_may_name_its_document_in_several_ways_if_they_agree() -> None:
    assert document_id_of({"documentId": None, "doc_id": None}, {}) is None
    assert document_id_of({"documentId": f"sha256:{HASH}", "doc_id": HASH}, apollo(HASH)) == HASH


@pytest.mark.parametrize(
    ("parameters", "extensions", "words"),
    [
        ({"documentId": 5}, {}, "'documentId' must be a string"),
        ({"documentId": ""}, {}, "'documentId' must be a string that is not empty"),
        ({"doc_id": False}, {}, "'doc_id' must be a string"),
        ({"doc_id": []}, {}, "'doc_id' must be a string"),
        ({"documentId": "a", "doc_id": "b"}, {}, "different ids"),
        ({"documentId": "a"}, apollo(HASH), "different ids"),
        ({}, apollo("a"), "sha256Hash"),
        ({}, apollo(HASH, 2), "sha256Hash"),
    ],
)
def test_what_is_no_id_is_told(
    parameters: dict[str, object], extensions: dict[str, object], words: str
) -> None:
    with pytest.raises(RequestRefused, match=words) as refused:
        document_id_of(parameters, extensions)
    assert refused.value.code is Code.BAD_REQUEST
