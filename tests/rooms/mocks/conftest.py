"""The billing service as two test files call it: with its key, and without."""

from collections.abc import Iterator

import httpx2
import pytest

from mocks import BILLING, RunningService, running


@pytest.fixture(scope="module")
def billing_service() -> Iterator[RunningService]:
    with running([BILLING]) as servers:
        yield servers["billing"]


@pytest.fixture(scope="module")
def stranger(billing_service: RunningService) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=billing_service.url) as client:
        yield client


@pytest.fixture(scope="module")
def holder(billing_service: RunningService) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=billing_service.url, headers={"x-api-key": "billing-key"}) as client:
        yield client


@pytest.fixture
def billing(billing_service: RunningService, holder: httpx2.Client) -> Iterator[httpx2.Client]:
    """A client with the key of the service; what it creates is gone after the test."""
    yield holder
    billing_service.state.reset()
    billing_service.faults.clear()
