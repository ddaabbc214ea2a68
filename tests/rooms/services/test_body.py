"""A body is measured while it comes, before decoding and after, and never unpacked beyond its limit."""

from __future__ import annotations

import gzip
import tracemalloc

import pytest

from bff.services.body import BodyReader
from bff.services.fault import Fault

GZIP = {"content-encoding": "gzip"}


def read(*pieces: bytes, headers: dict[str, str] | None = None, max_bytes: int = 100) -> bytes:
    reader = BodyReader(headers or {}, max_bytes=max_bytes)
    for piece in pieces:
        reader.feed(piece)
    return reader.finish()


def test_pieces_are_joined() -> None:
    assert read(b"[1", b"", b",2]") == b"[1,2]"
    assert read() == b""


def test_gzip_is_decoded_however_it_is_cut() -> None:
    packed = gzip.compress(b"[1,2]")
    assert read(*(bytes([byte]) for byte in packed), headers=GZIP) == b"[1,2]"


def test_no_body_at_all_is_no_broken_gzip() -> None:
    assert read(headers=GZIP) == b""


@pytest.mark.parametrize("size", [99, 100])
def test_a_body_up_to_the_limit_is_taken(size: int) -> None:
    assert len(read(b"0" * size)) == size
    assert len(read(gzip.compress(b"0" * size), headers=GZIP)) == size


def test_one_byte_more_is_refused_in_one_piece_or_many_packed_or_not() -> None:
    for pieces, headers in (
        ((b"0" * 101,), {}),
        ((b"0" * 100, b"0"), {}),
        ((gzip.compress(b"0" * 101),), GZIP),
        ((), {"content-length": "101"}),
    ):
        with pytest.raises(Fault, match="reply longer than 100 bytes"):
            read(*pieces, headers=headers)


def test_a_bomb_takes_no_more_memory_than_the_limit() -> None:
    bomb = gzip.compress(b"0" * 50_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(Fault, match="reply longer than 1000000 bytes"):
            read(bomb, headers=GZIP, max_bytes=1_000_000)
        peak_bytes = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak_bytes < 3_000_000
