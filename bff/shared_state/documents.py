"""Persisted documents in Redis or Valkey, so that every worker knows what one of them was told.

A store that is gone costs a client one more round trip, never an answer: a look-up that fails is a miss, and
for a moment after that nobody asks again.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bff.clock import Clock

__all__ = ["RedisDocuments"]

_T = TypeVar("_T")
_PREFIX = "bff:document:"
_TIMEOUT_S = 0.05
_REST_S = 1.0
"""After a failure the store is left alone for this long."""

_log = logging.getLogger("bff")


class RedisDocuments:
    """Documents by the SHA-256 of their text; each is kept for `ttl_s` after it was last sent in full."""

    def __init__(self, url: str, *, ttl_s: int, clock: Clock) -> None:
        self._redis: Redis = Redis.from_url(
            url, decode_responses=True, socket_timeout=_TIMEOUT_S, socket_connect_timeout=_TIMEOUT_S
        )
        self._ttl_s = ttl_s
        self._clock = clock
        self._rests_until_s = 0.0

    async def get(self, sha256: str) -> str | None:
        """Return the text, or None where it is not known or the store does not answer."""
        text = await self._ask(lambda: self._redis.get(_PREFIX + sha256))
        return text if isinstance(text, str) else None

    async def put(self, sha256: str, text: str) -> None:
        """Keep the text, if the store answers."""
        await self._ask(lambda: self._redis.set(_PREFIX + sha256, text, ex=self._ttl_s))

    async def close(self) -> None:
        """Close the connections."""
        await self._redis.aclose()

    async def _ask(self, command: Callable[[], Awaitable[_T]]) -> _T | None:
        if self._clock.now_s() < self._rests_until_s:
            return None
        try:
            return await command()
        except (RedisError, OSError) as error:
            self._rests_until_s = self._clock.now_s() + _REST_S
            _log.warning("The store of persisted documents does not answer (%s).", type(error).__name__)
            return None
