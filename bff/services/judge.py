"""What a whole reply means: an answer, or which failure. Status and content type decide; no JSON is read."""

from __future__ import annotations

import re

from bff.errors import Code
from bff.flow.call import Reply
from bff.services.fault import Fault
from bff.services.transport import WireReply

__all__ = ["has_answer", "judge"]


def judge(reply: WireReply) -> Reply:
    """Return the answer of a reply with status 2xx or 404; a 404 is passed on whatever its body is.

    Raises:
        Fault: any other status, a 2xx without a body, or with one that is not JSON by its content type.
    """
    if not has_answer(reply.status):
        raise _refusal(reply.status)
    if reply.status != 404:
        _require_json(reply)
    return Reply(reply.status, reply.headers, reply.body)


def has_answer(status: int) -> bool:
    """True where the body is worth reading."""
    return 200 <= status < 300 or status == 404


_RETRYABLE = frozenset((429, 502, 503, 504))

_JSON = re.compile(r"application/(?:[a-z0-9!#$&^_.+-]+\+)?json\s*(?:;.*)?", re.IGNORECASE)
"""`application/json` and the structured suffix `+json`.

Source: https://www.rfc-editor.org/rfc/rfc6839#section-3.1
"""


def _refusal(status: int) -> Fault:
    detail = f"status {status}"
    if status == 401:
        return Fault(Code.UNAUTHENTICATED, detail)
    if status == 403:
        return Fault(Code.FORBIDDEN, detail)
    if 300 <= status < 400:
        detail += ", redirects are not followed"
    return Fault(Code.SERVICE_HTTP_ERROR, detail, is_retryable=status in _RETRYABLE)


def _require_json(reply: WireReply) -> None:
    if not reply.body:
        raise Fault(Code.SERVICE_BAD_RESPONSE, f"status {reply.status} without a body")
    content_type = reply.headers.get("content-type")
    if content_type is None:
        raise Fault(Code.SERVICE_BAD_RESPONSE, "reply without a content type")
    if not _JSON.fullmatch(content_type):
        kind = "HTML" if "html" in content_type.lower() else "another content type"
        raise Fault(Code.SERVICE_BAD_RESPONSE, f"{kind} instead of JSON")
