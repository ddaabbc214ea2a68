"""What may be kept of a caller's input: names, types and sizes; values only where the operator allows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

__all__ = ["cut", "redacted_variables", "short_name"]

_MAX_TEXT_LENGTH = 1_024
_MAX_VARIABLES = 50


def redacted_variables(variables: Mapping[str, object], shown: Sequence[str]) -> dict[str, object]:
    """Return for each variable its type and size, or its value where its name is in `shown`."""
    kept: dict[str, object] = {}
    for name, value in list(variables.items())[:_MAX_VARIABLES]:
        kept[cut(name, 64)] = _value(value) if name in shown else _form(value)
    return kept


def short_name(name: str | None) -> str | None:
    """Return a name that a caller chose at a length fit for a log."""
    return None if name is None else cut(name, 64)


def cut(text: str, length: int = _MAX_TEXT_LENGTH) -> str:
    """Return the text; a longer one ends in an ellipsis."""
    return text if len(text) <= length else f"{text[:length]}…"


def _value(value: object) -> object:
    if isinstance(value, str):
        return cut(value)
    return value if isinstance(value, bool | int | float) else _form(value)


def _form(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    if isinstance(value, str):
        return f"string({len(value)})"
    if isinstance(value, list):
        return f"list({len(value)})"
    return f"object({len(value)})" if isinstance(value, dict) else "other"
