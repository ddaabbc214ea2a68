"""Files of the documents that clients were built with: one for each client, or for each version of one.

Two forms: Apollo's, and the plain object of texts by id that Relay and GraphQL Code Generator write.
Source: https://www.apollographql.com/docs/graphos/platform/security/persisted-queries#manifest-format
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bff.errors import Problem

from .document_id import canonical_id

__all__ = ["ListedDocument", "Manifests", "read_manifests"]

_APOLLO = "apollo-persisted-query-manifest"
_REMEDY = "Let the client's build write it again."
_FORMS = f'{{"format": "{_APOLLO}", "version": 1, "operations": [{{"id", "body"}}]}} or {{id: text}}'


@dataclass(frozen=True, slots=True)
class ListedDocument:
    """One document of a manifest; `place` says its file and its id."""

    place: str
    document_id: str
    text: str


@dataclass(slots=True)
class Manifests:
    """All documents of all files: each text once, under every id that it has."""

    documents: list[ListedDocument] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    """By canonical id, and by the hash of the text."""
    problems: list[Problem] = field(default_factory=list)


def read_manifests(paths: Iterable[Path]) -> Manifests:
    """Return the documents of all files, and everything that is wrong with any of them."""
    found = Manifests()
    places: dict[str, str] = {}
    seen: set[str] = set()
    for path in paths:
        for document in _read(path, found.problems):
            _add(document, found, places)
            if document.text not in seen:
                seen.add(document.text)
                found.documents.append(document)
    return found


def _add(document: ListedDocument, found: Manifests, places: dict[str, str]) -> None:
    """Enter the document under its id and under its hash, unless one of them stands for another text."""
    sha256 = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
    for name in dict.fromkeys((canonical_id(document.document_id), sha256)):
        if found.texts.setdefault(name, document.text) != document.text:
            what = f"has another text than {places[name]}, under the same id or hash."
            remedy = "Give each text an id of its own, such as its SHA-256."
            found.problems.append(Problem(document.place, what, remedy))
            return
        places.setdefault(name, document.place)


def _read(path: Path, problems: list[Problem]) -> Iterator[ListedDocument]:
    try:
        value = json.loads(path.read_bytes(), object_pairs_hook=_object)
    except OSError as error:
        remedy = "Correct 'persisted.manifests', or put the file there."
        problems.append(Problem(str(path), f"cannot be read: {error.strerror}.", remedy))
        return
    except (ValueError, RecursionError) as error:
        problems.append(Problem(str(path), f"is not valid JSON: {error}.", _REMEDY))
        return
    for document_id, text in _entries(path, value, problems):
        place = f"{path}, {_shown(document_id)}"
        if isinstance(document_id, str) and document_id and isinstance(text, str):
            yield ListedDocument(place, document_id, text)
        else:
            what = "is no document: an id and a text, both strings, and the id not empty."
            problems.append(Problem(place, what, _REMEDY))


def _entries(path: Path, value: object, problems: list[Problem]) -> Iterator[tuple[object, object]]:
    """Yield ids and texts, whatever they are."""
    if not isinstance(value, dict):
        problems.append(Problem(str(path), "is no manifest.", f"Write {_FORMS}."))
    elif "format" not in value and "operations" not in value:
        yield from value.items()
    elif (value.get("format"), value.get("version")) != (_APOLLO, 1) or not isinstance(
        value.get("operations"), list
    ):
        problems.append(Problem(str(path), "is no manifest of version 1.", f"Write {_FORMS}."))
    else:
        for entry in value["operations"]:
            yield (entry.get("id"), entry.get("body")) if isinstance(entry, dict) else (entry, None)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return the object; JSON itself would let the last of two texts with one id win in silence."""
    value: dict[str, object] = {}
    for name, each in pairs:
        if value.setdefault(name, each) != each:
            raise ValueError(f"{_shown(name)} stands there twice, with different texts")
    return value


def _shown(value: object) -> str:
    """Return an id fit for a message: short, printable, quoted."""
    text = ascii(value)
    return text if len(text) <= 100 else f"{text[:100]}…"
