"""Faults of our own code reach the operator once, with their traceback."""

import logging

import pytest

from bff.record.faults import FaultLog
from tests.support.clock import HandClock


def fault() -> Exception:
    try:
        raise KeyError("price")
    except KeyError as error:
        return error


def test_fault_is_written_with_its_place_and_trace(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, logger="bff"):
        FaultLog(HandClock()).take([fault()], "abc")

    (record,) = caplog.records
    assert "KeyError in" in record.getMessage()
    assert "test_fault_log.py:" in record.getMessage()
    assert "trace abc" in record.getMessage()
    assert record.exc_info is not None


def test_thousand_equal_faults_are_one_record_and_a_count(caplog: pytest.LogCaptureFixture) -> None:
    clock = HandClock()
    log = FaultLog(clock)
    with caplog.at_level(logging.ERROR, logger="bff"):
        log.take([fault() for _ in range(1_000)], "abc")
        clock.ahead_s += 11
        log.take([fault()], "def")

    first, second = caplog.records
    assert "0 more" in first.getMessage()
    assert "999 more" in second.getMessage()


def test_kinds_of_faults_are_bounded() -> None:
    log = FaultLog(HandClock())
    log.take([type(f"Fault{number}", (Exception,), {})() for number in range(1_000)], "abc")

    assert len(log._written_at_s) <= 100
