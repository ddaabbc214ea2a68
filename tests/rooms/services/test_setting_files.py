"""Credentials in files: read once at start-up; what is not fit is told with its setting, path and remedy."""

from __future__ import annotations

import traceback
from pathlib import Path

import pytest

from bff.clock import SystemClock
from bff.config import ServiceSettings
from bff.errors import SettingsError
from bff.services import Services
from tests.rooms.services.gateway import gateway
from tests.rooms.services.raw_server import GOOD, RawServer

CERTIFICATES = Path(__file__).with_name("certificates")
SECRET = "s3cret"
PEM = "Put certificates in PEM there, or name another file."
KEY = "Put the certificate's private key in PEM there, or name its file in client_key_file."
VALUE = "Put the header's value there, alone on one line, or name another file."
NO_CERTIFICATE = f"holds no certificate in PEM, or a broken one. {PEM}"
NO_VALUE = f"holds no header's value: one line of text, no space at its ends. {VALUE}"

BROKEN = "-----BEGIN CERTIFICATE-----\ns3cret\n-----END CERTIFICATE-----\n"
CONTENTS: dict[str, bytes] = {
    "empty": b"",
    "secret": SECRET.encode(),
    "broken.pem": BROKEN.encode(),
    "half.pem": (CERTIFICATES / "authority.pem").read_bytes() + BROKEN.encode(),
    "broken-key.pem": b"-----BEGIN PRIVATE KEY-----\ns3cret\n-----END PRIVATE KEY-----\n",
    "spaced": f" {SECRET}".encode(),
    "two-lines": f"{SECRET}\n\n".encode(),
    "line-end": b"\n",
    "latin": f"{SECRET}\xe4".encode("latin-1"),
    "euro": f"{SECRET}\u20ac".encode(),
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run in, with the certificates and with files that are not fit."""
    for path in CERTIFICATES.glob("*.pem"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    for name, content in CONTENTS.items():
        (tmp_path / name).write_bytes(content)
    (tmp_path / "folder").mkdir()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def problems_of(**settings: object) -> list[str]:
    fields = {"url": "https://catalog.example"} | settings
    services = {"catalog": ServiceSettings.model_validate(fields)}
    with pytest.raises(SettingsError) as refused:
        Services(services, clock=SystemClock(), assembly_reserve_s=0.05)
    assert SECRET not in "".join(traceback.format_exception(refused.value))
    return [str(problem).removeprefix("services.catalog.") for problem in refused.value.problems]


PAIR: dict[str, object] = {"client_certificate_file": "gateway.pem", "client_key_file": "gateway-key.pem"}
UNFIT: list[tuple[dict[str, object], list[str]]] = [
    ({"ca_file": "none.pem"}, [f"ca_file: 'none.pem' cannot be read: No such file or directory. {PEM}"]),
    ({"ca_file": "folder"}, [f"ca_file: 'folder' cannot be read: Is a directory. {PEM}"]),
    ({"ca_file": "empty"}, [f"ca_file: 'empty' is empty. {PEM}"]),
    ({"ca_file": "secret"}, [f"ca_file: 'secret' {NO_CERTIFICATE}"]),
    ({"ca_file": "broken.pem"}, [f"ca_file: 'broken.pem' {NO_CERTIFICATE}"]),
    ({"ca_file": "half.pem"}, [f"ca_file: 'half.pem' {NO_CERTIFICATE}"]),
    ({"ca_file": "gateway-key-locked.pem"}, [f"ca_file: 'gateway-key-locked.pem' {NO_CERTIFICATE}"]),
    (
        {"client_key_file": "gateway-key.pem"},
        ["client_key_file: It stands without client_certificate_file. Set both, or neither."],
    ),
    (
        {"client_certificate_file": "gateway.pem"},
        [f"client_certificate_file: 'gateway.pem' holds no private key in PEM. {KEY}"],
    ),
    (
        {"client_certificate_file": "empty", "client_key_file": "none.pem"},
        [
            f"client_certificate_file: 'empty' is empty. {PEM}",
            f"client_key_file: 'none.pem' cannot be read: No such file or directory. {KEY}",
        ],
    ),
    (
        {"client_certificate_file": "secret", "client_key_file": "gateway.pem"},
        [
            f"client_certificate_file: 'secret' {NO_CERTIFICATE}",
            f"client_key_file: 'gateway.pem' holds no private key in PEM. {KEY}",
        ],
    ),
    (
        PAIR | {"client_key_file": "stranger.pem"},
        [f"client_key_file: 'stranger.pem' is not the key of 'gateway.pem'. {KEY}"],
    ),
    (
        PAIR | {"client_key_file": "broken-key.pem"},
        [f"client_key_file: 'broken-key.pem' holds a key that cannot be used. {KEY}"],
    ),
    (
        PAIR | {"client_key_file": "gateway-key-locked.pem"},
        [
            "client_key_file: 'gateway-key-locked.pem' is under a passphrase. "
            "Store the key without one, readable by the gateway alone."
        ],
    ),
    (
        PAIR | {"url": "http://catalog.example", "ca_file": "none.pem"},
        [
            f"{name}: The url is http://, where it does nothing. Remove it, or set an https:// url."
            for name in ("ca_file", "client_certificate_file", "client_key_file")
        ],
    ),
    (
        {"header_files": {"X-Key": "none"}},
        [f"header_files.X-Key: 'none' cannot be read: No such file or directory. {VALUE}"],
    ),
    ({"header_files": {"X-Key": "empty"}}, [f"header_files.X-Key: 'empty' is empty. {VALUE}"]),
    ({"header_files": {"X-Key": "spaced"}}, [f"header_files.X-Key: 'spaced' {NO_VALUE}"]),
    ({"header_files": {"X-Key": "two-lines"}}, [f"header_files.X-Key: 'two-lines' {NO_VALUE}"]),
    ({"header_files": {"X-Key": "line-end"}}, [f"header_files.X-Key: 'line-end' {NO_VALUE}"]),
    ({"header_files": {"X-Key": "latin"}}, [f"header_files.X-Key: 'latin' {NO_VALUE}"]),
    ({"header_files": {"X-Key": "euro"}}, [f"header_files.X-Key: 'euro' {NO_VALUE}"]),
    (
        {"header_files": {"X Key": "secret", "Host": "secret"}},
        [
            "header_files.X Key: The name is not one of HTTP. Use letters, digits and hyphens.",
            "header_files.Host: The header belongs to one connection or one site. Remove it.",
        ],
    ),
    (
        {"headers": {"X-Key": SECRET}, "header_files": {"x-key": "secret", "A": "secret", "a": "secret"}},
        [
            f"header_files.{name}: The header is set twice: in `headers` too, or in another case. "
            "Remove one of the two."
            for name in ("x-key", "a")
        ],
    ),
    (
        {
            "ca_file": "empty",
            "client_key_file": "secret",
            "header_files": {"X-Key": "none", "X-Token": "spaced"},
            "headers": {"X-Own": f"{SECRET}\n"},
        },
        [
            "headers.X-Own: The value is empty, begins or ends with a space, or holds a line end or other "
            "control. Look for a line end after the secret in its file or variable.",
            f"header_files.X-Key: 'none' cannot be read: No such file or directory. {VALUE}",
            f"header_files.X-Token: 'spaced' {NO_VALUE}",
            f"ca_file: 'empty' is empty. {PEM}",
            "client_key_file: It stands without client_certificate_file. Set both, or neither.",
        ],
    ),
]


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(("settings", "messages"), UNFIT, ids=[repr(each[0]) for each in UNFIT])
def test_a_file_that_is_not_fit_is_told_with_setting_path_and_remedy(
    settings: dict[str, object], messages: list[str]
) -> None:
    assert problems_of(**settings) == messages


async def test_certificate_and_key_may_stand_in_one_file_among_other_text(folder: Path) -> None:
    both = (
        (folder / "gateway.pem").read_text()
        + "\u2014 and its key:\n"
        + (folder / "gateway-key.pem").read_text()
    )
    (folder / "both.pem").write_text(both, encoding="utf-8")
    async with gateway("https://a", ca_file="both.pem", client_certificate_file="both.pem"):
        pass


@pytest.mark.parametrize("content", [b"s3cr\xc3\xa9t", b"s3cr\xc3\xa9t\n", b"s3cr\xc3\xa9t\r\n"])
async def test_a_header_from_a_file_arrives_without_its_line_end(
    content: bytes, tmp_path: Path, transport: str
) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    async with (
        RawServer(GOOD) as server,
        gateway(
            server.url, transport=transport, headers={"X-Own": "1"}, header_files={"X-Api-Key": path}
        ) as room,
    ):
        path.unlink()  # read already
        await room.assert_still_serves()
        seen = server.requests[0].headers
        assert (seen["x-api-key"], seen["x-own"]) == ("s3cr\xe9t", "1")


async def test_a_header_from_a_file_is_in_no_form_of_what_the_room_keeps(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET)
    settings = ServiceSettings(url="http://a", header_files={"X-Api-Key": tmp_path / "key"})
    services = Services({"catalog": settings}, clock=SystemClock(), assembly_reserve_s=0.05)
    await services.close()
    for form in (repr(services), repr(vars(services)), repr(settings), settings.model_dump_json()):
        assert SECRET not in form
    assert "X-Api-Key" in repr(vars(services))
