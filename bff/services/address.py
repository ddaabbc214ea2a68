"""Where a call goes: the service's address and the call's target, joined and looked at once more.

Keys of a client's request are part of the target. Encoding is done where the target is made; this is the
second lock, which knows nothing of templates and sees only what would be sent.
"""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from bff.errors import Code
from bff.flow.call import Call
from bff.services.fault import Fault

__all__ = ["address_of"]


def address_of(call: Call, *, service_url: str) -> str:
    """Return the complete URL of a call, of which nothing climbs out of the service's prefix.

    >>> address_of(call, service_url="http://127.0.0.1:8101/api")   # target="/albums?ids=1"
    'http://127.0.0.1:8101/api/albums?ids=1'

    Raises:
        Fault: the target is no path, holds a dot segment in any encoding, or leads out of
            `path_prefix`. The target is not quoted: it may hold a client's values.
    """
    url = service_url + call.target
    if not (_is_plain_path(call.target) and _is_inside(url, call.path_prefix, service_url)):
        raise Fault(Code.SERVICE_UNAVAILABLE, "address left its prefix")
    return url


_TARGET = re.compile(r"/(?:[A-Za-z0-9\-._~!$&'()*+,;=:@/?\[\]]|%[0-9A-Fa-f]{2})*")
"""Path and query of RFC 3986, and the brackets that many services have in their queries.

Source: https://www.rfc-editor.org/rfc/rfc3986#section-3.3
"""

_MAX_DECODINGS = 3
"""As many layers of proxies and frameworks may each decode once; a key with more layers is refused."""


def _is_plain_path(target: str) -> bool:
    if not _TARGET.fullmatch(target):
        return False
    path = target.partition("?")[0]
    if "//" in path:
        return False
    for _ in range(_MAX_DECODINGS + 1):
        if _climbs(path):
            return False
        decoded = unquote(path)
        if decoded == path:
            return True
        path = decoded
    return False


def _climbs(path: str) -> bool:
    """True for `.` and `..` between slashes of either kind, with parameters too (`..;x=1`), and controls."""
    if any(character < " " or character == "\x7f" for character in path):
        return True
    segments = path.replace("\\", "/").split("/")
    return any(segment.partition(";")[0] in (".", "..") for segment in segments)


def _is_inside(url: str, path_prefix: str, service_url: str) -> bool:
    built, base = urlsplit(url), urlsplit(service_url)
    return (built.scheme, built.netloc) == (base.scheme, base.netloc) and built.path.startswith(
        base.path + path_prefix
    )
