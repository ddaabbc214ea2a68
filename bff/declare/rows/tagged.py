"""Row types that a field of the row tells apart: their union for msgspec, and the one that a row says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, Union

import msgspec

__all__ = ["chosen", "union_of"]


def union_of(structs: Sequence[type[msgspec.Struct]]) -> Any:
    """Return what msgspec reads a row as that is of one of these types.

    Where there is only one, msgspec would not ask for the field that says it: so it gets another one beside
    it, which nothing can be.
    """
    only = structs[0].__struct_config__
    if len(structs) > 1 or only.tag_field is None:
        return Union[tuple(structs)]  # noqa: UP007 - of as many as there are
    return structs[0] | _nothing(only.tag_field, only.tag)


def chosen(structs: Iterable[type[msgspec.Struct]], raw: Mapping[str, Any]) -> type[msgspec.Struct] | None:
    """Return the type that a decoded row says it has; None where it says none of these.

    A type that no field tells from others is the only one.
    """
    for each in structs:
        config = each.__struct_config__
        if config.tag_field is None:
            return each
        said = raw.get(config.tag_field)
        if type(said) is type(config.tag) and said == config.tag and not issubclass(each, _Nothing):
            return each
    return None


class _Nothing(msgspec.Struct, frozen=True, kw_only=True):
    """What no row can be."""

    never: Annotated[int, msgspec.Meta(gt=0, lt=0)]


@cache
def _nothing(tag_field: str, tag: str | int) -> type[msgspec.Struct]:
    """Return it under another value of the same field."""
    other: Any = ~tag if isinstance(tag, int) else f"not {tag}"
    return msgspec.defstruct(
        "Nothing", [], bases=(_Nothing,), tag_field=tag_field, tag=other, frozen=True, kw_only=True
    )
