"""Numbers and foreign text as a refusal may show them: short, finite and safe to encode."""

from __future__ import annotations

from math import isfinite

__all__ = ["fact", "shown", "spelled"]

_MAX_TEXT = 400
_MAX_PLAIN = 1e15


def shown(text: str) -> str:
    """Return text that came from a client, cut and with lone surrogates escaped."""
    cut = text if len(text) <= _MAX_TEXT else text[:_MAX_TEXT] + "…"
    return cut.encode("utf-8", "backslashreplace").decode("utf-8")


def spelled(value: float) -> str:
    """Return a number for prose: `1000`, `2.5`, `1e+18`, or `unbounded`."""
    if not isfinite(value):
        return "unbounded"
    if abs(value) >= _MAX_PLAIN:
        return f"{value:.3g}"
    return str(int(value)) if float(value).is_integer() else f"{value:.2f}"


def fact(value: float) -> float | int | None:
    """Return a number for JSON, which has none for infinity: None means unbounded."""
    if not isfinite(value):
        return None
    return int(value) if abs(value) < _MAX_PLAIN and float(value).is_integer() else value
