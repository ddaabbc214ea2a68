"""Which form of answer the caller takes, from `Accept`.

Source: https://www.rfc-editor.org/rfc/rfc9110#name-accept
"""

from __future__ import annotations

from bff.errors import Code, refuse
from bff.flow.request import MediaType

__all__ = ["accepted"]

_PREFERENCE = (MediaType.GRAPHQL_RESPONSE, MediaType.JSON)


def accepted(accept: str | None) -> MediaType:
    """Return the form with the highest quality; plain JSON where the caller takes anything.

    Raises:
        RequestRefused: the caller takes neither form.
    """
    if accept is None or not accept.strip():
        return MediaType.JSON
    qualities = dict(_ranges(accept))
    wildcard = max(qualities.get("*/*", 0.0), qualities.get("application/*", 0.0))
    named = [(qualities[kind.value], kind) for kind in _PREFERENCE if qualities.get(kind.value, 0.0) > 0]
    if named:
        best = max(quality for quality, _ in named)
        return next(kind for quality, kind in named if quality == best)
    if wildcard > 0:
        return MediaType.JSON if MediaType.JSON.value not in qualities else MediaType.GRAPHQL_RESPONSE
    raise refuse(
        Code.NOT_ACCEPTABLE,
        "The answer can be application/graphql-response+json or application/json; 'Accept' takes neither.",
    )


def _ranges(accept: str) -> list[tuple[str, float]]:
    """Return each media range with its quality; a charset other than UTF-8 takes the range away."""
    found = []
    for part in accept.split(",")[:50]:
        kind, *parameters = (piece.strip().lower() for piece in part.split(";"))
        quality = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                quality = _quality(value)
            elif name.strip() == "charset" and value.strip().strip('"') not in ("utf-8", "utf8"):
                quality = 0.0
        found.append((kind, quality))
    return found


def _quality(text: str) -> float:
    try:
        quality = float(text)
    except ValueError:
        return 0.0
    return quality if 0.0 <= quality <= 1.0 else 0.0
