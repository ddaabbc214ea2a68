"""Errors as a client may see them: what the caller did is told in full, what happened behind is masked."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graphql import GraphQLError

from bff.errors import Code, Refusal, ServiceFailure

__all__ = ["error_entry", "masked_causes", "refusal_entry"]

_NULL_IN_NON_NULL = "Cannot return null for non-nullable field"
_MASKED = "An internal error occurred."


def error_entry(error: GraphQLError) -> dict[str, Any]:
    """Return one entry of `errors` for an error at a place of the answer.

    A service's failure shows its code and the service's name. An exception that is no GraphQL error is
    masked: its text may hold anything.
    """
    extensions: dict[str, object] = dict(error.extensions or {})
    message = error.message
    cause = error.original_error
    if isinstance(cause, ServiceFailure):
        message, extensions = str(cause), {"code": cause.code.value, "service": cause.service}
    elif _is_masked(cause):
        message, extensions = _MASKED, {"code": Code.INTERNAL_SERVER_ERROR.value}
    else:
        extensions.setdefault("code", Code.INTERNAL_SERVER_ERROR.value)
    entry: dict[str, Any] = {"message": message}
    if error.locations:
        entry["locations"] = [{"line": place.line, "column": place.column} for place in error.locations]
    if error.path is not None:
        entry["path"] = list(error.path)
    entry["extensions"] = extensions
    return entry


def masked_causes(errors: Iterable[GraphQLError]) -> tuple[BaseException, ...]:
    """Return the exceptions behind masked entries: a caller never sees them, an operator should."""
    return tuple(
        error.original_error
        for error in errors
        if error.original_error is not None and _is_masked(error.original_error)
    )


def _is_masked(cause: Exception | None) -> bool:
    """Return True unless the text is GraphQL's own: graphql-core's TypeError for a null."""
    if cause is None or isinstance(cause, GraphQLError | ServiceFailure):
        return False
    return not (type(cause) is TypeError and str(cause).startswith(_NULL_IN_NON_NULL))


def refusal_entry(refusal: Refusal) -> dict[str, object]:
    """Return one entry of `errors` for a request that did not run."""
    entry: dict[str, object] = {"message": refusal.message}
    if refusal.locations:
        entry["locations"] = [{"line": line, "column": column} for line, column in refusal.locations]
    entry["extensions"] = {"code": refusal.code.value, **refusal.facts}
    return entry
