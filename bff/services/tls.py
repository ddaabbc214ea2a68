"""Whom the gateway believes to be a service, and what it shows of itself: a TLS context for each service."""

from __future__ import annotations

import re
import ssl
from collections.abc import Callable, Mapping
from pathlib import Path

import httpx2

from bff.config import ServiceSettings
from bff.errors import Problem
from bff.services.setting_file import content_of, gathered, unfit

__all__ = ["tls_of"]


def tls_of(service: str, settings: ServiceSettings) -> tuple[Callable[[], ssl.SSLContext], list[Problem]]:
    """Return what makes the context of the service's connections, and what is wrong with its files.

    Certificates and host names are always checked. Files are read here; the system's certificates, which
    take 20 ms to load, with the first connection where no file is named.
    """
    place = f"services.{service}"
    named = _named(settings)
    if not settings.url.lower().startswith("https:"):
        return _trusting_nobody, [_useless(f"{place}.{name}") for name in named]
    if not named:
        return _trusting_the_system, []
    problems: list[Problem] = []
    context = _trusting_nobody() if settings.ca_file else _trusting_the_system()
    if settings.ca_file is not None:
        with gathered(problems):
            _load_certificates(context, settings.ca_file, f"{place}.ca_file")
    problems += _load_own(context, settings, place)
    return lambda: context, problems


def _named(settings: ServiceSettings) -> Mapping[str, Path]:
    """Return the files that are set, by the names of their settings."""
    files = {
        "ca_file": settings.ca_file,
        "client_certificate_file": settings.client_certificate_file,
        "client_key_file": settings.client_key_file,
    }
    return {name: path for name, path in files.items() if path is not None}


def _useless(place: str) -> Problem:
    return Problem(place, "The url is http://, where it does nothing.", "Remove it, or set an https:// url.")


def _trusting_nobody() -> ssl.SSLContext:
    """Return a context that demands a certificate and a fitting host name, without any that it trusts.

    Not `ssl.create_default_context`, whose demands grew with Python 3.13: the same certificate shall be good
    enough for every Python.
    """
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _trusting_the_system() -> ssl.SSLContext:
    """Return the same with the system's certificates, whichever client uses it: httpx would bring its own."""
    return httpx2.create_ssl_context(trust_env=False)


def _load_certificates(context: ssl.SSLContext, path: Path, place: str) -> None:
    remedy = "Put certificates in PEM there, or name another file."
    content_of(path, place, remedy=remedy)
    try:
        context.load_verify_locations(cafile=path)
        is_fit = context.cert_store_stats()["x509"] > 0
    except ssl.SSLError:
        is_fit = False
    if not is_fit:
        raise unfit(place, path, "holds no certificate in PEM, or a broken one", remedy)


def _load_own(context: ssl.SSLContext, settings: ServiceSettings, place: str) -> list[Problem]:
    """Load the gateway's own certificate, if any; return what is wrong with it and its key."""
    certificate, key = settings.client_certificate_file, settings.client_key_file
    problems: list[Problem] = []
    if certificate is None:
        if key is not None:
            what = "It stands without client_certificate_file."
            problems.append(Problem(f"{place}.client_key_file", what, "Set both, or neither."))
        return problems
    key_place = f"{place}.{'client_certificate_file' if key is None else 'client_key_file'}"
    with gathered(problems):
        _load_certificates(_trusting_nobody(), certificate, f"{place}.client_certificate_file")
    with gathered(problems):
        _require_key(key or certificate, key_place)
    if not problems:
        with gathered(problems):
            _load_pair(context, certificate, key or certificate, key_place)
    return problems


_KEY_REMEDY = "Put the certificate's private key in PEM there, or name its file in client_key_file."
_KEY = re.compile(rb"-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----")


def _require_key(path: Path, place: str) -> None:
    if not _KEY.search(content_of(path, place, remedy=_KEY_REMEDY)):
        raise unfit(place, path, "holds no private key in PEM", _KEY_REMEDY)


class _Locked(Exception):
    """A key is under a passphrase."""


def _refuse_passphrase() -> str:
    """Say no where OpenSSL would ask on the terminal, and wait there for ever."""
    raise _Locked


def _load_pair(context: ssl.SSLContext, certificate: Path, key: Path, key_place: str) -> None:
    try:
        context.load_cert_chain(certificate, key, password=_refuse_passphrase)
    except _Locked:
        what, remedy = "is under a passphrase", "Store the key without one, readable by the gateway alone."
    except ssl.SSLError as error:
        is_another = "MISMATCH" in (error.reason or "")
        what = f"is not the key of '{certificate}'" if is_another else "holds a key that cannot be used"
        remedy = _KEY_REMEDY
    else:
        return
    raise unfit(key_place, key, what, remedy)
