"""Global ids: the type of an object and its key as one text, for `Node` and clients that keep objects by id.

Source: https://graphql.org/learn/global-object-identification/
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

__all__ = ["decode_global_id", "encode_global_id"]

_TEXT = re.compile(r"[A-Za-z0-9_-]{1,400}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def encode_global_id(type_name: str, key: object) -> str:
    """Return the id of one object: base64url of `Album:7`, for clients to keep and not to read."""
    return urlsafe_b64encode(f"{type_name}:{key}".encode(errors="replace")).rstrip(b"=").decode()


def decode_global_id(text: object) -> tuple[str, str] | None:
    """Return type and key; None for whatever `encode_global_id` never makes. It gives no access: it is read
    without trust, and the key goes where any caller's key goes."""
    if not isinstance(text, str) or not _TEXT.fullmatch(text):
        return None
    try:
        name, mark, key = urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode().partition(":")
    except ValueError:
        return None
    is_one = bool(mark) and _NAME.fullmatch(name) is not None and encode_global_id(name, key) == text
    return (name, key) if is_one else None
