"""A reply's body, taken in piece by piece: never more than so many bytes, before decoding and after.

Our own, because the clients decode without a limit: 5 MB of gzip can stand for 5 GB.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping

from bff.errors import Code
from bff.services.fault import Fault

__all__ = ["BodyReader"]


class BodyReader:
    """Collects one body; every method raises `Fault` as soon as the body cannot become an answer."""

    def __init__(self, headers: Mapping[str, str], *, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._received_bytes = 0
        self._decoded_bytes = 0
        self._pieces: list[bytes] = []
        self._gunzip = _gunzip_for(headers.get("content-encoding", "identity"))
        announced = headers.get("content-length", "")
        if announced.isdigit() and int(announced) > max_bytes:
            raise self._too_long()

    def feed(self, piece: bytes) -> None:
        """Take in the next piece as it came from the wire."""
        self._received_bytes += len(piece)
        if self._received_bytes > self._max_bytes:
            raise self._too_long()
        decoded = piece if self._gunzip is None else self._decode(self._gunzip, piece)
        self._decoded_bytes += len(decoded)
        if self._decoded_bytes > self._max_bytes:
            raise self._too_long()
        self._pieces.append(decoded)

    def finish(self) -> bytes:
        """Return the whole body, decoded."""
        if self._gunzip is not None and self._received_bytes and not self._gunzip.eof:
            raise Fault(Code.SERVICE_BAD_RESPONSE, "reply truncated: gzip without its end", is_retryable=True)
        return b"".join(self._pieces)

    def _decode(self, gunzip: zlib._Decompress, piece: bytes) -> bytes:
        """One byte more than allowed is enough to know: the rest of a bomb is never unpacked."""
        try:
            decoded = gunzip.decompress(piece, self._max_bytes - self._decoded_bytes + 1)
        except zlib.error:
            decoded = None
        if decoded is None or gunzip.unused_data:
            raise Fault(Code.SERVICE_BAD_RESPONSE, "reply is not the gzip that it says")
        return decoded

    def _too_long(self) -> Fault:
        return Fault(Code.SERVICE_BAD_RESPONSE, f"reply longer than {self._max_bytes} bytes")


def _gunzip_for(content_encoding: str) -> zlib._Decompress | None:
    encoding = content_encoding.strip().lower()
    if encoding in ("gzip", "x-gzip"):
        return zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
    if encoding in ("identity", ""):
        return None
    raise Fault(Code.SERVICE_BAD_RESPONSE, "content encoding other than gzip")
