"""The rules of GraphQL, on a budget.

graphql-core's own budget lets a document of a few kilobytes hold the event loop for seconds; a twentieth of
it is still far more than any real operation needs.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import isfinite
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FloatValueNode,
    GraphQLError,
    GraphQLSchema,
    IntValueNode,
    Node,
    Visitor,
    validate,
    visit,
)
from graphql.validation.rules import overlapping_fields_can_be_merged
from graphql.validation.validate import ValidationAbortedError

from bff.config import LimitSettings
from bff.errors import Code, Refusal, RequestRefused

from .wording import shown

__all__ = [
    "VALIDATION_BUDGET",
    "check_introspection",
    "check_numbers",
    "check_validity",
    "lower_validation_budget",
]

VALIDATION_BUDGET = 20_000
_MAX_DIGITS = 400
"""No finite float is longer than this when written without an exponent; Python refuses to convert very long
integers, and says so in its own words."""


def lower_validation_budget() -> None:
    """Set graphql-core's budget for the whole process; it is a global of a module."""
    if not hasattr(overlapping_fields_can_be_merged, "MAX_COMPLEXITY_BUDGET"):
        raise AttributeError("graphql-core has no MAX_COMPLEXITY_BUDGET: its validation has no known bound.")
    overlapping_fields_can_be_merged.MAX_COMPLEXITY_BUDGET = VALIDATION_BUDGET


def check_validity(
    document: DocumentNode, schema: GraphQLSchema, limits: LimitSettings, *, suggestions: bool
) -> None:
    """Apply the specified rules.

    Raises:
        RequestRefused: with every error found, up to `limits.error_count`; also where validation gave up.
    """
    errors = validate(schema, document, max_errors=limits.error_count, hide_suggestions=not suggestions)
    if errors:
        raise RequestRefused(*_refusals(errors, limits.error_count))


def _refusals(errors: Sequence[GraphQLError], count: int) -> list[Refusal]:
    return [
        Refusal(
            Code.GRAPHQL_VALIDATION_FAILED,
            _message(error),
            {},
            tuple((each.line, each.column) for each in error.locations or ()),
        )
        for error in errors[:count]
    ]


def _message(error: GraphQLError) -> str:
    if isinstance(error, ValidationAbortedError):
        return (
            "The document is too complex to be validated. "
            "Use fewer fragments within fragments, and repeat fewer fields under one name."
        )
    return shown(error.message)


def check_introspection(document: DocumentNode) -> None:
    """Refuse questions about the schema; `__typename` is not one.

    Raises:
        RequestRefused: `__schema` or `__type` is selected anywhere.
    """
    node = _found(document, _IntrospectionFinder())
    if isinstance(node, FieldNode):
        message = f"Introspection is off, but '{node.name.value}' is selected. Use the published schema."
        raise RequestRefused(Refusal(Code.INTROSPECTION_DISABLED, message, {}, _place(node)))


def check_numbers(document: DocumentNode) -> None:
    """Refuse literals that no scalar can hold: graphql-core lets them through as infinity.

    Raises:
        RequestRefused: a number has more than 400 digits, or is not finite.
    """
    node = _found(document, _NumberFinder())
    if node is not None:
        message = "A number in the document is too large. Send it as a string, or as a variable."
        raise RequestRefused(Refusal(Code.GRAPHQL_VALIDATION_FAILED, message, {}, _place(node)))


class _Finder(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.found: Node | None = None


class _IntrospectionFinder(_Finder):
    def enter_field(self, node: FieldNode, *_: Any) -> Any:
        if node.name.value in ("__schema", "__type"):
            self.found = node
            return self.BREAK
        return None


class _NumberFinder(_Finder):
    def enter_int_value(self, node: IntValueNode, *_: Any) -> Any:
        if len(node.value) > _MAX_DIGITS:
            self.found = node
            return self.BREAK
        return None

    def enter_float_value(self, node: FloatValueNode, *_: Any) -> Any:
        if len(node.value) > _MAX_DIGITS or not isfinite(float(node.value)):
            self.found = node
            return self.BREAK
        return None


def _found(document: DocumentNode, finder: _Finder) -> Node | None:
    visit(document, finder)
    return finder.found


def _place(node: Node) -> tuple[tuple[int, int], ...]:
    return ((node.loc.start_token.line, node.loc.start_token.column),) if node.loc else ()
