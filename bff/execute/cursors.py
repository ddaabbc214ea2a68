"""The cursors that clients get: a place in a list, as text that an address holds as it is.

A cursor is not signed, because it gives no access that an argument does not: what is in it is sent to the
service that the link names, in the place and the encoding of any other value. It is read without trust:
whatever a client makes of it is a place or no cursor.
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

__all__ = ["MAX_COUNT", "START", "Place", "decode", "encode"]

MAX_COUNT = 2**31 - 1
"""What every service has room for."""
_TEXT = re.compile(r"[A-Za-z0-9_-]{1,1000}")
_PLACE = re.compile(r"1([ocs])([0-9]{1,10})(?::(.+))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Place:
    """Between two rows of a list: `count` rows after its beginning, or after the service's place `token`."""

    count: int = 0
    token: str | None = None
    has_rows_before: bool = True
    """False before the first row; also after pages that had none."""


START = Place(has_rows_before=False)


def encode(place: Place, *, is_offset: bool) -> str:
    """Return the cursor: base64url of `1o20`, or of `1c3:token`, the 1 being the version of this form."""
    if is_offset:
        text = f"1o{place.count}"
    else:
        kind = "c" if place.has_rows_before else "s"
        text = f"1{kind}{place.count}" + ("" if place.token is None else f":{place.token}")
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def decode(cursor: str, *, is_offset: bool) -> Place | None:
    """Return the place of a cursor that `encode` made for this kind of list; None for any other text."""
    if not _TEXT.fullmatch(cursor):
        return None
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except ValueError:
        return None
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    place = Place(int(match[2]), match[3], has_rows_before=match[1] != "s")
    is_one = encode(place, is_offset=is_offset) == cursor and place.count <= MAX_COUNT
    return place if is_one and (place.count > 0 or place.token is not None) else None
