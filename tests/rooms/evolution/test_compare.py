"""What changed between two schemas, and whom it breaks."""

from __future__ import annotations

import pytest

from bff.evolution import compare

OLD = """
enum Kind { A B }
interface Named { name: String }
input Filter { name: String }
union Either = Thing | Other
type Thing implements Named { name: String, size: Int!, kind(of: Filter, first: Int = 5): Kind }
type Other { x: Int }
type Query { thing: Thing, either: Either }
"""
CASES = [
    ("nothing", "", "", []),
    ("description", "type Other", '"What else."\ntype Other', []),
    ("field added", "x: Int", "x: Int y: Int", []),
    ("type added", "type Other", "type More { z: Int } type Other", [("TYPE_ADDED", False)]),
    ("field removed", "size: Int!, ", "", [("FIELD_REMOVED", True)]),
    ("field renamed", "size: Int!", "length: Int!", [("FIELD_REMOVED", True)]),
    ("becomes nullable", "size: Int!", "size: Int", [("FIELD_CHANGED_KIND", True)]),
    (
        "becomes non-null",
        "name: String, size",
        "name: String!, size",
        [("FIELD_CHANGED_KIND_SAFE", False)],
    ),
    ("type changed", "size: Int!", "size: String!", [("FIELD_CHANGED_KIND", True)]),
    ("value removed", "A B", "A", [("VALUE_REMOVED_FROM_ENUM", True)]),
    ("value added", "A B", "A B C", [("VALUE_ADDED_TO_ENUM", False)]),
    ("member removed", "Thing | Other", "Thing", [("TYPE_REMOVED_FROM_UNION", True)]),
    ("interface left", "implements Named ", "", [("IMPLEMENTED_INTERFACE_REMOVED", True)]),
    ("argument required", "of: Filter", "of: Filter!", [("ARG_CHANGED_KIND", True)]),
    ("argument removed", "of: Filter, ", "", [("ARG_REMOVED", True)]),
    ("default changed", "first: Int = 5", "first: Int = 6", [("ARG_DEFAULT_VALUE_CHANGE", False)]),
    ("required argument added", "of: Filter", "of: Filter, by: Int!", [("REQUIRED_ARG_ADDED", True)]),
    ("optional argument added", "of: Filter", "of: Filter, by: Int", [("OPTIONAL_ARG_ADDED", False)]),
    (
        "required input",
        "input Filter { name: String",
        "input Filter { name: String!",
        [("FIELD_CHANGED_KIND", True)],
    ),
    (
        "several, breaking first",
        "A B }",
        "A C }",
        [("VALUE_REMOVED_FROM_ENUM", True), ("VALUE_ADDED_TO_ENUM", False)],
    ),
]


@pytest.mark.parametrize(
    ("old", "new", "changes"), [each[1:] for each in CASES], ids=[each[0] for each in CASES]
)
def test_changes_and_whether_they_break_clients(old: str, new: str, changes: list[tuple[str, bool]]) -> None:
    found = compare(OLD, OLD.replace(old, new) if old else OLD)
    known = {"FIELD_ADDED", "DESCRIPTION_CHANGED"}
    assert [(each.kind, each.is_breaking) for each in found if each.kind not in known] == changes
    assert all(each.description for each in found)
