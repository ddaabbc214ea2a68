"""The address of an endpoint as a schema author writes it: `GET /tracks?album_ids={ids}&limit={first}`.

A placeholder is a whole path segment or a whole query value, never a part of one, so that a value can
never run into its neighbour. `{ids*}` repeats its parameter (`id=1&id=2`), as the explode modifier of
RFC 6570 does; `{ids}` joins with commas.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl, quote, unquote

__all__ = [
    "Placeholder",
    "Template",
    "TemplateError",
    "parse_template",
    "placeholder_in",
    "placeholders_of_body",
]

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)(\*?)\}")
_SEGMENT = re.compile(r"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|%[0-9A-Fa-f]{2})*")
"""Source: https://www.rfc-editor.org/rfc/rfc3986#section-3.3"""


class TemplateError(ValueError):
    """The text is no template: what is wrong with it, and what to write instead."""

    def __init__(self, what: str, remedy: str) -> None:
        self.what = what
        self.remedy = remedy
        super().__init__(f"{what} {remedy}")


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A named hole in a template."""

    name: str
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed address: path segments are in their encoded form, query names and values are decoded."""

    text: str
    method: str
    segments: tuple[str | Placeholder, ...]
    query: tuple[tuple[str, str | Placeholder], ...]

    @property
    def path_prefix(self) -> str:
        """The literal beginning that no value can change, ending in a slash where a value follows."""
        literal: list[str] = []
        for segment in self.segments:
            if isinstance(segment, Placeholder):
                return "/" + "".join(f"{part}/" for part in literal)
            literal.append(segment)
        return "/" + "/".join(literal)

    @property
    def placeholders(self) -> tuple[Placeholder, ...]:
        """All holes, path first."""
        values = (*self.segments, *(value for _, value in self.query))
        return tuple(value for value in values if isinstance(value, Placeholder))

    @property
    def label(self) -> str:
        """A short name for logs and plans: `GET /tracks?album_ids`, the parameter being the one with keys."""
        path = "/" + "/".join(
            f"{{{segment.name}}}" if isinstance(segment, Placeholder) else segment
            for segment in self.segments
        )
        keyed = [name for name, value in self.query if isinstance(value, Placeholder) and value.name == "ids"]
        return f"{self.method} {path}" + (f"?{keyed[0]}" if keyed else "")


def parse_template(text: str) -> Template:
    """Return the parsed form of `METHOD /path?query`.

    Raises:
        TemplateError: the method, the path or a placeholder is not as described above.
    """
    method, _, target = text.partition(" ")
    if method not in _METHODS or not target.startswith("/"):
        raise TemplateError(
            "does not begin with a method and a path.",
            f'Write it like "GET /albums?ids={{ids}}"; methods are {", ".join(_METHODS)}. '
            "The service's address stands in the settings.",
        )
    if not target.isprintable() or " " in target or "#" in target:
        raise TemplateError(
            "has a space, a line end or a '#' after its method.", "Write %20 for a space, %23 for '#'."
        )
    path, _, query = target.partition("?")
    parts = path[1:].split("/")
    segments = tuple(_segment(part, is_last=number == len(parts)) for number, part in enumerate(parts, 1))
    return Template(text, method, segments, tuple(_parameter(*pair) for pair in _pairs(query)))


def placeholders_of_body(body: object) -> tuple[Placeholder, ...]:
    """Return the holes of a body template: strings that are a placeholder and nothing else, at any depth."""
    found: list[Placeholder] = []
    rest = [body]
    while rest:
        value = rest.pop()
        if isinstance(value, dict):
            rest.extend(reversed(list(value.values())))
        elif isinstance(value, list | tuple):
            rest.extend(reversed(value))
        elif isinstance(value, str) and (hole := placeholder_in(value)) is not None:
            found.append(hole)
    return tuple(found)


def placeholder_in(text: str) -> Placeholder | None:
    """Return the hole that a text is; None for a text that is anything else."""
    match = _PLACEHOLDER.fullmatch(text)
    return None if match is None else Placeholder(match[1], bool(match[2]))


def _segment(text: str, *, is_last: bool) -> str | Placeholder:
    part = _hole_or_text(text)
    if isinstance(part, Placeholder):
        if part.is_repeated:
            raise TemplateError(
                f"repeats '{text}' in its path, where there is no parameter to repeat.",
                f"Write {{{part.name}}}, or move it into the query.",
            )
    elif not part and not is_last:
        raise TemplateError("has two slashes in a row, which services read differently.", "Remove one.")
    elif unquote(part).partition(";")[0] in (".", ".."):
        raise TemplateError(
            f"has the path segment '{part}', which leads elsewhere.", "Write the path that it leads to."
        )
    elif not _SEGMENT.fullmatch(part):
        raise TemplateError(
            f"has the path segment '{part}', which an address cannot hold as it is.",
            f"Write it percent-encoded: '{quote(unquote(part), safe='')}'.",
        )
    return part


def _pairs(query: str) -> list[tuple[str, str]]:
    return parse_qsl(query, keep_blank_values=True)


def _parameter(name: str, value: str) -> tuple[str, str | Placeholder]:
    if "{" in name or "}" in name:
        raise TemplateError(
            f"has the parameter name '{name}', but only values can be placeholders.",
            "Write the parameter's name, then = and the placeholder, such as ids={ids}.",
        )
    return name, _hole_or_text(value)


def _hole_or_text(value: str) -> str | Placeholder:
    match = _PLACEHOLDER.fullmatch(value)
    if match:
        return Placeholder(match[1], bool(match[2]))
    if "{" in value or "}" in value:
        raise TemplateError(
            f"has '{value}', which is no placeholder.",
            "A placeholder is a whole path segment or a whole query value, and its name has small letters, "
            "digits and underscores: {ids}.",
        )
    return value
