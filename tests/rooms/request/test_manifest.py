"""Manifests: two forms, several files, every problem at once."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from bff.request import Manifests, read_manifests

APOLLO = "apollo-persisted-query-manifest"
TITLE = "query Title { title }"
COUNT = "{ count }"


def sha256_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def apollo(*operations: object, **changed: object) -> dict[str, object]:
    return {"format": APOLLO, "version": 1, "operations": list(operations), **changed}


def entry(document_id: object, body: object) -> dict[str, object]:
    return {"id": document_id, "name": "Title", "type": "query", "body": body}


def read(folder: Path, *contents: object) -> Manifests:
    paths = [folder / f"{number}.json" for number in range(len(contents))]
    for path, content in zip(paths, contents, strict=True):
        path.write_bytes(content if isinstance(content, bytes) else json.dumps(content).encode())
    return read_manifests(paths)


def problems(folder: Path, *contents: object) -> list[str]:
    return [str(each).replace(f"{folder}/", "") for each in read(folder, *contents).problems]


def test_both_forms_name_a_text_by_its_id_and_by_its_hash(tmp_path: Path) -> None:
    found = read(tmp_path, apollo(entry("a", TITLE)), {f"sha256:{sha256_of(COUNT)}": COUNT})
    assert found.problems == []
    assert found.texts == {"a": TITLE, sha256_of(TITLE): TITLE, sha256_of(COUNT): COUNT}


def test_text_of_several_versions_is_one_document_under_all_its_ids(tmp_path: Path) -> None:
    found = read(tmp_path, apollo(entry("a", TITLE)), {"a": TITLE, "b": TITLE})
    assert found.problems == []
    assert [each.text for each in found.documents] == [TITLE]
    assert found.texts == {"a": TITLE, "b": TITLE, sha256_of(TITLE): TITLE}


def test_manifest_without_documents_is_one(tmp_path: Path) -> None:
    assert read(tmp_path, apollo(), {}) == Manifests()


def test_byte_order_mark_is_no_matter(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf" + json.dumps({"a": TITLE}).encode()).texts["a"] == TITLE


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ({"a": TITLE}, {"a": COUNT}),
        ({sha256_of(COUNT): TITLE}, {"a": COUNT}),
        ({"a": COUNT}, {f"sha256:{sha256_of(COUNT)}": TITLE}),
        ({sha256_of(TITLE + "x"): TITLE}, {f"sha256:{sha256_of(TITLE + 'x')}": COUNT}),
    ],
)
def test_one_name_for_two_texts_is_a_problem(
    tmp_path: Path, first: dict[str, str], second: dict[str, str]
) -> None:
    (told,) = problems(tmp_path, first, second)
    (one,), (other,) = first, second
    what = f"1.json, '{other}': has another text than 0.json, '{one}', under the same id or hash."
    assert told == f"{what} Give each text an id of its own, such as its SHA-256."


@pytest.mark.parametrize("value", [5, None, [], "text", [{"id": "a", "body": TITLE}]])
def test_no_object_is_no_manifest(tmp_path: Path, value: object) -> None:
    (told,) = problems(tmp_path, value)
    assert told.startswith("0.json: is no manifest. Write {")


@pytest.mark.parametrize(
    "value",
    [
        apollo(version=2),
        apollo(version="1"),
        apollo(format="other"),
        apollo(operations={}),
        {"operations": []},
        {"format": APOLLO, "version": 1},
    ],
)
def test_other_version_of_apollos_form_is_refused(tmp_path: Path, value: object) -> None:
    (told,) = problems(tmp_path, value)
    assert told.startswith("0.json: is no manifest of version 1. Write {")


def test_each_entry_that_is_no_document_is_told(tmp_path: Path) -> None:
    wrong = "is no document: an id and a text, both strings, and the id not empty."
    remedy = "Let the client's build write it again."
    told = problems(
        tmp_path,
        apollo(entry("a", None), entry(5, TITLE), entry("", TITLE), "b", {}),
        {"c": {"text": TITLE}, "\u202e" + "x" * 200: 5},
    )
    places = ["'a'", "5", "''", "'b'", "None"]
    assert told[:5] == [f"0.json, {place}: {wrong} {remedy}" for place in places]
    assert told[5] == f"1.json, 'c': {wrong} {remedy}"
    assert told[6].startswith("1.json, '\\u202exxx")
    assert len(told[6]) < 230


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Expecting value"),
        (b"{", "Expecting property name"),
        (b"\xff", "invalid start byte"),
        (b"[" * 100_000, "maximum recursion depth"),
        (b'{"a": "{ count }", "a": "{ title }"}', "'a' stands there twice, with different texts"),
    ],
)
def test_what_is_no_json_is_told_with_its_place(tmp_path: Path, content: bytes, words: str) -> None:
    (told,) = problems(tmp_path, content)
    assert told.startswith("0.json: is not valid JSON: ")
    assert words in told


def test_all_files_are_told_of_at_once(tmp_path: Path) -> None:
    (tmp_path / "bad.json").write_text("{")
    paths = [tmp_path / "none.json", tmp_path / "bad.json", tmp_path]
    told = [str(each).replace(str(tmp_path), "") for each in read_manifests(paths).problems]
    assert [each.partition(":")[0] for each in told] == ["/none.json", "/bad.json", ""]
    assert "No such file or directory" in told[0]
