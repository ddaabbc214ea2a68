"""Checks the pages of an endpoint: the placeholders that they need, and where replies say more of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set as AbstractSet

from .paging import AFTER, OFFSET, Cursor, NextUrl, Offset, Paging, has_total
from .template import Placeholder, Template, placeholders_of_body

__all__ = ["paging_problems"]

_FIRST = "first"
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""Source: https://www.rfc-editor.org/rfc/rfc9110#section-5.1"""

Found = Iterator[tuple[str, str]]
"""What is wrong, and what to do."""


def paging_problems(
    paging: object, template: Template, *, body: object, rows: tuple[str, ...], is_batch: bool
) -> Found:
    """Yield what is wrong with the paging of an endpoint whose template could be parsed.

    `rows` is the path to the rows; `is_batch`: a call takes several keys, so that its reply has a page of
    each.
    """
    if not isinstance(paging, Offset | Cursor | NextUrl):
        yield (
            f"has paging={paging!r}.",
            'Write paging=Offset(), paging=Cursor(next="page.next") or paging=NextUrl(header="Link").',
        )
        return
    names = {hole.name for hole in (*template.placeholders, *placeholders_of_body(body))}
    yield from _placeholder_problems(paging, names, template)
    yield from _name_problems(paging)
    yield from _place_problems(paging, rows)
    if is_batch:
        yield from _batch_problems(paging)


def _placeholder_problems(paging: Paging, names: AbstractSet[str], template: Template) -> Found:
    kind = type(paging).__name__
    wanted, other = (OFFSET, AFTER) if isinstance(paging, Offset) else (AFTER, OFFSET)
    if wanted not in names:
        yield (
            f"has {kind} pages, but no placeholder {{{wanted}}}.",
            f"Add the parameter that says where a page begins, such as {wanted}={{{wanted}}}.",
        )
    if other in names:
        yield (
            f"has {kind} pages, and the placeholder {{{other}}}, which is for another kind.",
            f"Remove it; {kind} pages begin where {{{wanted}}} says.",
        )
    if any(isinstance(part, Placeholder) and part.name in (OFFSET, AFTER) for part in template.segments):
        yield (
            "has the beginning of a page in its path, which a first page may not have.",
            f"Move {{{wanted}}} into the query or the body.",
        )
    if isinstance(paging, Offset) and not has_total(paging) and _FIRST not in names:
        yield (
            "has Offset pages of any length and no total, so nobody knows whether rows follow.",
            "Add the parameter for the length, such as limit={first}, or total= with the path to the total.",
        )
    if isinstance(paging, NextUrl) and wanted in names and _parameter_count(template) != 1:
        yield (
            f"has NextUrl pages, but not one parameter of its query that is {{{AFTER}}}.",
            f"Write {{{AFTER}}} once, as the parameter that the service's own URLs have.",
        )


def _parameter_count(template: Template) -> int:
    return [value for _, value in template.query].count(Placeholder(AFTER))


def _name_problems(paging: Paging) -> Found:
    """Yield the paths and header names that are none."""
    paths = {"total": paging.total}
    headers = {"total_header": paging.total_header}
    if isinstance(paging, Cursor):
        paths["next"] = paging.next
        if paging.next == "":
            yield "has Cursor pages, but does not say where.", 'Write Cursor(next="page.next").'
    if isinstance(paging, NextUrl):
        paths["field"] = paging.field
        headers["header"] = paging.header
        if bool(paging.field) == bool(paging.header):
            yield (
                "has NextUrl pages in one place too many or too few.",
                'Write NextUrl(header="Link"), or NextUrl(field="next") for a URL in the body.',
            )
    for name, path in paths.items():
        if not isinstance(path, str) or (path and "" in path.split(".")):
            yield (
                f"has {name}={path!r}, which is no path into a reply.",
                f'Join names by dots, such as {name}="page.{name}".',
            )
    for name, header in headers.items():
        if not isinstance(header, str) or (header and not _HEADER.fullmatch(header)):
            yield (
                f"has {name}={header!r}, which is no name of a header.",
                f'Write it as the service does, such as {name}="X-Total-Count".',
            )
    if paging.total and paging.total_header:
        yield "has both total= and total_header=.", "Keep the one that the service sends."


def _place_problems(paging: Paging, rows: tuple[str, ...]) -> Found:
    """Yield the paths that lead nowhere, because the rows themselves stand there."""
    named = {
        "total": paging.total,
        "next": getattr(paging, "next", ""),
        "field": getattr(paging, "field", ""),
    }
    for name, path in named.items():
        if isinstance(path, str) and path and tuple(path.split("."))[: len(rows)] == rows:
            where = f"the rows stand at '{'.'.join(rows)}'" if rows else "the reply is the rows"
            yield (
                f"has {name}='{path}', but {where}.",
                "Name a field beside the rows, with rows= for where they are, or the header that has it.",
            )


def _batch_problems(paging: Paging) -> Found:
    if not isinstance(paging, Offset):
        yield (
            f"takes a batch of keys, but a reply has one {type(paging).__name__} for all of them.",
            "Write {id}, with a call for each key, or Offset() if {offset} counts within each key's rows.",
        )
    elif has_total(paging):
        yield (
            "takes a batch of keys, but a reply has one total for all of them.",
            "Remove the total, or write {id}, with a call for each key.",
        )
