"""What documents and answers had in them, so that a generator that loses a feature is found out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    is_abstract_type,
    is_input_object_type,
    visit,
)

from bff.declare.fields.link import Link
from bff.flow.plan import Selection

from .answer import BLUEPRINT, Answer, Prepared
from .compare import falls_back, regions
from .sweep import Comparison

__all__ = ["MAX_FALLBACKS", "MINIMUM_SHARES", "Coverage"]

_LATER_PAGE = re.compile("[?&](offset=[1-9]|after=)")
MAX_FALLBACKS = 0.05
"""The share of documents that the engine may leave to graphql-core as a whole."""
_OF_DOCUMENTS: Mapping[str, float] = {
    "mutation": 0.08,
    "several mutations": 0.04,
    "variables": 0.5,
    "variables left out": 0.15,
    "conditions": 0.5,
    "named fragments": 0.5,
    "fields merged": 0.4,
    "interfaces, unions": 0.4,
    "fragments on types": 0.4,
    "aliases": 0.5,
    "__typename": 0.4,
    "input objects": 0.05,
    "links": 0.5,
    "connections": 0.25,
    "connections below lists": 0.12,
    "global ids": 0.18,
    "references": 0.12,
    "rows of several types": 0.2,
    "keys of several parts": 0.08,
    "rows in order or by name": 0.2,
}
_OF_ANSWERS: Mapping[str, float] = {
    "errors": 0.3,
    "soft failures": 0.1,
    "null climbed 1": 0.04,
    "null climbed 2 or 3": 0.03,
    "null climbed 4 or more": 0.002,
    "null at the root": 0.03,
    "calls": 0.4,
    "pages after the first": 0.06,
}
MINIMUM_SHARES: Mapping[str, float] = {**_OF_DOCUMENTS, **_OF_ANSWERS}
"""About half of what there is today."""


class Coverage:
    """The counts of a sweep."""

    def __init__(self) -> None:
        self.document_count = 0
        self.answer_count = 0
        self.fallback_count = 0
        self.complaint_count = 0
        self.counts: Counter[str] = Counter()
        self._last: Prepared | None = None

    def add(self, compared: Comparison) -> None:
        """Count one comparison, and its document once: its data sets come one after the other."""
        if compared.case is not self._last:
            self._last = compared.case
            self.document_count += 1
            self.fallback_count += falls_back(compared.case.plan)
            self.counts.update(set(_of_document(compared.case)))
        self.answer_count += 1
        self.complaint_count += compared.complaint_count
        self.counts.update(set(_of_answer(compared.expected)))

    @property
    def fallback_share(self) -> float:
        """The share of documents that the engine left to graphql-core."""
        return self.fallback_count / max(1, self.document_count)

    def share(self, feature: str) -> float:
        """Return the share of documents or answers that had the feature."""
        whole = self.document_count if feature in _OF_DOCUMENTS else self.answer_count
        return self.counts[feature] / max(1, whole)

    def too_rare(self) -> dict[str, float]:
        """Return the features that did not reach their share."""
        return {name: self.share(name) for name, least in MINIMUM_SHARES.items() if self.share(name) < least}


def _of_answer(answer: Answer) -> Iterator[str]:
    if answer.errors:
        yield "errors"
    if answer.sent:
        yield "calls"
    if any(_LATER_PAGE.search(each) for each in answer.sent):
        yield "pages after the first"
    if any(error.is_soft for error in answer.errors):
        yield "soft failures"
    if answer.data is None:
        yield "null at the root"
    for path, errors in regions(answer.data, answer.errors).items():
        climbed = max(len(error.path) for error in errors) - len(path or ())
        if climbed:
            word = "1" if climbed == 1 else "2 or 3" if climbed < 4 else "4 or more"
            yield f"null climbed {word}"


def _of_document(case: Prepared) -> Iterator[str]:
    operation = case.plan.operation
    fields = case.plan.root.fields
    if operation.kind == "mutation":
        yield "mutation"
        if len(fields) > 1:
            yield "several mutations"
    if case.plan.root.has_links:
        yield "links"
    yield from _of_links(case.plan.root, is_below_list=False)
    definitions = operation.definition.variable_definitions or ()
    if definitions:
        yield "variables"
    if any(each.variable.name.value not in case.document.variables for each in definitions):
        yield "variables left out"
    if operation.fragments:
        yield "named fragments"
    types = TypeInfo(BLUEPRINT.schema)
    finder = _Finder(types)
    visit(operation.document, TypeInfoVisitor(types, finder))
    yield from finder.found


def _of_links(selection: Selection, *, is_below_list: bool) -> Iterator[str]:
    """Yield what kinds of links are followed."""
    for field in selection.fields:
        link, reference = field.link, field.reference
        if reference is not None:
            yield "global ids" if reference.kind is None else "references"
        if link is not None and link.is_connection:
            yield "connections"
            if is_below_list:
                yield "connections below lists"
        if link is not None:
            yield from _of_link(link)
        for below in field.selections.values():
            yield from _of_links(below, is_below_list=is_below_list or field.is_list)


def _of_link(link: Link) -> Iterator[str]:
    if None not in link.source.row_types:
        yield "rows of several types"
    if len(link.keys) > 1:
        yield "keys of several parts"
    if link.source.endpoint.key_place != "row":
        yield "rows in order or by name"


class _Finder(Visitor):
    """Collects what stands in a document."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self._types = types
        self.found: set[str] = set()

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Note name, alias and type."""
        if node.alias is not None:
            self.found.add("aliases")
        if node.name.value == "__typename":
            self.found.add("__typename")
        type_ = self._types.get_type()
        if type_ is not None and is_abstract_type(get_named_type(type_)):
            self.found.add("interfaces, unions")

    def enter_selection_set(self, node: SelectionSetNode, *_: Any) -> None:
        """Note fields with selections of their own that stand there twice."""
        names = Counter(
            (each.alias or each.name).value for each in node.selections if isinstance(each, FieldNode)
        )
        if any(count > 1 for count in names.values()):
            self.found.add("fields merged")

    def enter_inline_fragment(self, node: InlineFragmentNode, *_: Any) -> None:
        """Note that it narrows."""
        if node.type_condition is not None:
            self.found.add("fragments on types")

    def enter_fragment_spread(self, _: FragmentSpreadNode, *__: Any) -> None:
        """Note that fragments are used, not only written."""
        self.found.add("named fragments")

    def enter_directive(self, *_: Any) -> None:
        """Note it: there are only `@skip` and `@include`."""
        self.found.add("conditions")

    def enter_argument(self, *_: Any) -> None:
        """Note that an input object is asked for, written out or as a variable."""
        type_ = self._types.get_input_type()
        if type_ is not None and is_input_object_type(get_named_type(type_)):
            self.found.add("input objects")
