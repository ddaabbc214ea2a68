"""The log of expensive operations: what gets a line, what stands in it, and what it can never do."""

import io
import json
import threading
from pathlib import Path
from typing import Any

import pytest

from bff.config import RecordSettings
from bff.facts import Completion
from bff.record.query_log import QueryLog
from tests.rooms.record.facts import CALL, CHEAP, FAILED_CALL, LINK, fact

THRESHOLDS = RecordSettings(points=500, call_count=5, duration_ms=1_000)


def lines_of(*facts: Completion, settings: RecordSettings = THRESHOLDS) -> list[dict[str, Any]]:
    stream = io.StringIO()
    log = QueryLog(settings, stream=stream)
    log.open()
    for each in facts:
        log.offer(each)
    log.close()
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_cheap_operation_leaves_no_line() -> None:
    assert lines_of(CHEAP) == []


@pytest.mark.parametrize(
    ("expensive", "reasons"),
    [
        (fact(estimated_points=500.0), ["cost"]),
        (fact(actual_points=501.0), ["cost"]),
        (fact(calls=(CALL,) * 5), ["calls"]),
        (fact(duration_ms=1_000.0), ["duration"]),
        (fact(estimated_points=900.0, calls=(CALL,) * 9, duration_ms=2e3), ["cost", "calls", "duration"]),
        (fact(result="cancelled", duration_ms=3_000.0), ["duration"]),
        (fact(result="refused", estimated_points=90_000.0, status=400), ["cost"]),
    ],
)
def test_expensive_operation_leaves_one_line_that_says_why(expensive: Completion, reasons: list[str]) -> None:
    (line,) = lines_of(CHEAP, expensive, CHEAP)

    assert line["reasons"] == reasons
    assert line["event"] == "operation_completed"
    assert line["trace_id"] == CHEAP.trace_id
    assert line["operation_name"] == "AlbumPage"


def test_valid_document_of_no_manifest_leaves_a_line() -> None:
    invalid = fact(is_persisted=False, operation_hash=None)
    unknown = fact(is_persisted=False, document_id="x" * 10_000)

    (line,) = lines_of(invalid, fact(is_persisted=True), unknown, fact(is_persisted=None))

    assert (line["reasons"], line["persisted"]) == (["not_persisted"], False)
    assert line["document_id"] == "x" * 64 + "…"


def test_operation_that_was_only_priced_leaves_no_line() -> None:
    assert lines_of(fact(result="priced", estimated_points=9_000.0)) == []


def test_line_holds_each_call_with_its_time_and_its_failure() -> None:
    (line,) = lines_of(
        fact(duration_ms=1_500.0, calls=(CALL, FAILED_CALL), error_codes=("SERVICE_TIMEOUT",) * 2)
    )

    assert line["calls"] == [
        {
            "service": "catalog",
            "endpoint": "GET /albums?ids",
            "keys": 3,
            "started_ms": 1.0,
            "duration_ms": 20.0,
            "status": 200,
            "bytes": 512,
        },
        {
            "service": "ratings",
            "endpoint": "GET /albums?ids",
            "keys": 3,
            "started_ms": 1.0,
            "duration_ms": 20.0,
            "status": None,
            "bytes": 512,
            "failure": "SERVICE_TIMEOUT",
            "detail": "after 1 s",
        },
    ]
    assert line["error_codes"] == {"SERVICE_TIMEOUT": 2}
    assert line["overhead_ms"] == 1_480.0  # both calls ran in the same 20 ms


def test_line_says_when_the_rows_of_each_link_were_there() -> None:
    (line,) = lines_of(fact(duration_ms=1_500.0, links=(LINK,)))
    assert line["links"] == [{"path": "albums.artist", "keys": 3, "started_ms": 1.0, "duration_ms": 20.1}]


def test_values_of_variables_are_not_kept_unless_the_operator_names_them() -> None:
    variables: dict[str, object] = {
        "id": "7",
        "password": "hunter2",
        "limit": 5,
        "ids": [1, 2],
        "filter": {"secret": "s"},
        "flag": True,
        "none": None,
    }
    expensive = fact(duration_ms=2_000.0, variables=variables)

    (hidden,) = lines_of(expensive)
    (shown,) = lines_of(
        expensive, settings=THRESHOLDS.model_copy(update={"shown_variables": ("id", "limit", "filter")})
    )

    assert hidden["variables"] == {
        "id": "string(1)",
        "password": "string(7)",
        "limit": "number",
        "ids": "list(2)",
        "filter": "object(1)",
        "flag": "boolean",
        "none": "null",
    }
    assert (shown["variables"]["id"], shown["variables"]["limit"]) == ("7", 5)
    assert shown["variables"]["filter"] == "object(1)"


def test_line_is_one_line_of_ascii_whatever_the_caller_calls_itself() -> None:
    stream = io.StringIO()
    log = QueryLog(THRESHOLDS, stream=stream)
    log.open()
    log.offer(
        fact(duration_ms=2_000.0, client_name='evil\n{"event": "forged"}\u202e\x00\ud800', client_version="é")
    )
    log.close()

    text = stream.getvalue()
    assert text.isascii()
    assert text.count("\n") == 1
    assert json.loads(text)["client_name"].startswith("evil\n")


def test_line_stays_below_eight_kilobytes() -> None:
    variables = {f"variable{number}" * 20: "x" * 5_000 for number in range(500)}
    (line,) = lines_of(
        fact(
            calls=(FAILED_CALL,) * 400,
            links=(LINK,) * 300,
            variables=variables,
            drift=("catalog: Album.title",) * 900,
        )
    )

    assert len(json.dumps(line, separators=(",", ":"))) <= 8_192
    assert line["omitted_calls"] + len(line["calls"]) == 400
    assert line["omitted_links"] + len(line["links"]) == 300


def test_log_goes_to_the_file_that_the_settings_name(tmp_path: Path) -> None:
    path = tmp_path / "logs" / "queries.log"
    log = QueryLog(THRESHOLDS.model_copy(update={"log_path": path}))
    log.open()
    log.offer(fact(duration_ms=2_000.0))
    log.close()

    assert json.loads(path.read_text())["operation_name"] == "AlbumPage"


def test_stuck_reader_costs_lines_and_no_time() -> None:
    released = threading.Event()

    class Stuck(io.StringIO):
        def write(self, text: str) -> int:
            released.wait(20)
            return super().write(text)

    log = QueryLog(THRESHOLDS, stream=Stuck())
    log.open()
    for _ in range(3_000):
        log.offer(fact(duration_ms=2_000.0))
    dropped_count = log.dropped_count
    released.set()
    log.close()

    assert 1_900 <= dropped_count < 3_000


def test_disk_that_is_full_is_counted_and_written_to_again() -> None:
    class FullOnce(io.StringIO):
        is_full = True

        def write(self, text: str) -> int:
            if self.is_full:
                self.is_full = False
                raise OSError(28, "No space left on device")
            return super().write(text)

    stream = FullOnce()
    log = QueryLog(THRESHOLDS, stream=stream)
    log.open()
    log.offer(fact(duration_ms=2_000.0, request_id="lost"))
    log.offer(fact(duration_ms=2_000.0, request_id="kept"))
    log.close()

    (line,) = [json.loads(text) for text in stream.getvalue().splitlines() if text]
    assert (line["request_id"], line["dropped_records"]) == ("kept", 1)


def test_folder_that_cannot_be_made_stops_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    log = QueryLog(THRESHOLDS.model_copy(update={"log_path": tmp_path / "file" / "queries.log"}))
    log.open()
    log.offer(fact(duration_ms=2_000.0))
    log.close()

    assert log.dropped_count == 1
