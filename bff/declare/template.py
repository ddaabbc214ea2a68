"""The address of an endpoint as a schema author writes it: `GET /tracks?album_ids={ids}&limit={first}`.

A placeholder is a whole path segment or a whole query value, never a part of one, so that a value can
never run into its neighbour. `{ids*}` repeats its parameter (`id=1&id=2`), as the explode modifier of
RFC 6570 does; `{ids}` joins with commas.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import parse_qsl

__all__ = ["Placeholder", "Template", "TemplateError", "parse_template", "placeholders_of_body"]

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_PLACEHOLDER = re.compile(r"\{([a-z_][a-z0-9_]*)(\*?)\}")


class TemplateError(ValueError):
    """The text is no template; the message says why, and what is one."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """A named hole in a template."""

    name: str
    is_repeated: bool = False


@dataclass(frozen=True, slots=True)
class Template:
    """A parsed address: literal segments and parameters are already in their encoded form."""

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
    method, space, target = text.partition(" ")
    if method not in _METHODS or not space or not target.startswith("/"):
        raise TemplateError(f"{text!r} must be a method and a path, such as 'GET /albums?ids={{ids}}'")
    if "#" in target or " " in target:
        raise TemplateError(f"{text!r} must have no spaces and no fragment")
    path, _, query = target.partition("?")
    segments = tuple(_hole_or_text(segment, text) for segment in path[1:].split("/"))
    for segment in segments:
        if segment in ("", ".", "..") and len(segments) > 1:
            raise TemplateError(
                f"{text!r} has the path segment {segment!r}, which services resolve differently"
            )
        if isinstance(segment, Placeholder) and segment.is_repeated:
            raise TemplateError(f"{text!r} repeats a path segment: only a query parameter can be repeated")
    pairs = parse_qsl(query, keep_blank_values=True)
    return Template(
        text, method, segments, tuple((name, _hole_or_text(value, text)) for name, value in pairs)
    )


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
        elif isinstance(value, str) and (match := _PLACEHOLDER.fullmatch(value)):
            found.append(Placeholder(match[1]))
    return tuple(found)


def _hole_or_text(value: str, text: str) -> str | Placeholder:
    match = _PLACEHOLDER.fullmatch(value)
    if match:
        return Placeholder(match[1], bool(match[2]))
    if "{" in value or "}" in value:
        raise TemplateError(
            f"{text!r} has {value!r}: a placeholder is a whole segment or a whole value, such as '{{ids}}'"
        )
    return value
