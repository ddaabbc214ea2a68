"""Every promise of this room is kept by each of its transports."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

_NEEDS_HTTPX = pytest.mark.skipif(
    find_spec("httpx") is None, reason="httpx is not installed: pip install bff[httpx]"
)


@pytest.fixture(params=["httpx2", pytest.param("httpx", marks=_NEEDS_HTTPX)])
def transport(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name
