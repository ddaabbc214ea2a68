"""A credential that stands in a file reaches its service, and nobody else."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.gateway import gateway

KEY = "billing-key"
INVOICE = "{ invoice(id: 1) { id date } }"


def test_a_credential_in_a_file_reaches_the_service_and_no_log(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(f"{KEY}\n")
    files = {"headers": {}, "header_files": {"X-Api-Key": tmp_path / "key"}}
    with gateway(services={"billing": files}) as music:
        assert music.data(INVOICE)["invoice"]["id"] == "1"
        assert [call.headers["x-api-key"] for call in music.calls("billing")] == [KEY]
        shown = repr(vars(music.server.application.pipeline.services))
        shown += repr(music.server.application.pipeline.settings)
    assert '"service":"billing"' in music.server.log.getvalue()
    assert KEY not in music.server.log.getvalue() + shown


def test_a_credential_that_the_service_does_not_take_is_in_no_answer(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "key").write_text("s3cret")
    files = {"headers": {}, "header_files": {"X-Api-Key": tmp_path / "key"}}
    with gateway(services={"billing": files}) as music:
        answer = music.post(INVOICE)
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert "s3cret" not in answer.body.decode() + music.server.log.getvalue() + "".join(capfd.readouterr())
