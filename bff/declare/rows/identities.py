"""IDs as texts, which is what `strawberry.ID` promises to a type's functions, whatever the service writes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import msgspec

__all__ = ["as_text", "make_texts"]


def make_texts(names: Sequence[str]) -> Callable[[msgspec.Struct], None]:
    """Return a `__post_init__` that makes these fields texts.

    A row that no function sees needs none: its IDs are written as texts anyway.
    """

    def make_them_texts(self: msgspec.Struct) -> None:
        for name in names:
            value = getattr(self, name)
            if type(value) is int:
                msgspec.structs.force_setattr(self, name, str(value))
            elif type(value) is tuple:
                msgspec.structs.force_setattr(self, name, as_text(value))

    return make_them_texts


def as_text(value: object) -> object:
    """Return an ID, or a list of IDs, as text; what is none as it is."""
    if type(value) is int:
        return str(value)
    if type(value) is tuple:
        return tuple([as_text(each) for each in value])
    return value
