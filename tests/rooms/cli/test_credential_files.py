"""Credentials that stand in files: their paths are printed, what they hold never is."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.rooms.cli.bff import bff, project

SETTINGS = """\
graph = "shop_graph:graph"

[services.shop]
url = "https://shop.example"
ca_file = "ca.pem"
header_files = { x-api-key = "secrets/key" }
"""


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_config_prints_where_a_credential_stands_and_not_what_it_is(
    tmp_path: Path, form: tuple[str, ...]
) -> None:
    folder = project(tmp_path, files={"bff.toml": SETTINGS, "secrets/key": "s3cret", "ca.pem": "s3cret"})
    ran = bff("config", "-c", "bff.toml", *form, folder=folder)
    assert (ran.code, ran.err) == (0, "")
    assert '"x-api-key": "secrets/key"' in ran.out
    assert "ca.pem" in ran.out
    assert "s3cret" not in ran.out


def test_files_that_cannot_be_used_are_named_all_at_once_where_a_server_would_start(tmp_path: Path) -> None:
    """Their paths are taken from the folder that the command runs in, as every path of the settings."""
    folder = project(tmp_path, files={"settings/bff.toml": SETTINGS, "ca.pem": "s3cret"})
    ran = bff("check", "-c", "settings/bff.toml", folder=folder)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err == (
        "The configuration cannot be used: 2 problems.\n"
        "  services.shop.header_files.x-api-key: 'secrets/key' cannot be read: No such file or directory. "
        "Put the header's value there, alone on one line, or name another file.\n"
        "  services.shop.ca_file: 'ca.pem' holds no certificate in PEM, or a broken one. "
        "Put certificates in PEM there, or name another file.\n"
    )
