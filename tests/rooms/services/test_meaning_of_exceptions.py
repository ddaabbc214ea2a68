"""Every exception of a client library has a meaning of its own in the table."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from importlib import import_module

import pytest

from bff.errors import Code
from bff.services.httpx_faults import FAULTS, fault_of


def exceptions_of(library: str) -> dict[str, type[Exception]]:
    """All exceptions that the library shows, and all below them."""
    shown = [kind for kind in vars(import_module(library)).values() if isinstance(kind, type)]
    kinds = [kind for kind in shown if issubclass(kind, Exception)]
    return {kind.__name__: kind for root in kinds for kind in descendants(root)}


def descendants(kind: type[Exception]) -> Iterator[type[Exception]]:
    yield kind
    for child in kind.__subclasses__():
        yield from descendants(child)


def test_the_table_has_every_exception_of_the_library(transport: str) -> None:
    assert set(exceptions_of(transport)) - set(FAULTS) == set()


def test_the_table_has_no_exception_that_the_default_library_does_not_have() -> None:
    assert set(FAULTS) - set(exceptions_of("httpx2")) == set()


def test_each_exception_is_told_by_the_table_and_never_by_its_words(transport: str) -> None:
    for name, kind in exceptions_of(transport).items():
        error = kind.__new__(kind)
        error.args = ("s3cret",)
        fault = fault_of(error, has_head=False)
        meaning = FAULTS[name]
        assert (fault.code, fault.detail, fault.is_retryable) == (
            meaning.code,
            meaning.detail,
            meaning.is_retryable,
        )


def test_a_stranger_is_told_by_its_class() -> None:
    fault = fault_of(LookupError("s3cret"), has_head=True)
    assert (fault.code, fault.detail, fault.is_retryable) == (
        *(Code.SERVICE_UNAVAILABLE, "HTTP client failed with LookupError in the middle of the reply"),
        False,
    )


@pytest.mark.parametrize(
    ("cause", "detail", "is_retryable"),
    [
        (OSError(errno.EHOSTUNREACH, "s3cret"), "host unreachable", True),
        (OSError(errno.EMFILE, "s3cret"), "no connection: the gateway is out of file descriptors", True),
        (OSError("s3cret"), "HTTP client failed with LookupError", False),
        (socket.gaierror(socket.EAI_NONAME, "s3cret"), "host name not found", True),
        (ssl.SSLCertVerificationError(1, "s3cret"), "TLS certificate refused", False),
        (ssl.SSLError(1, "s3cret"), "TLS failed", False),
        (ExceptionGroup("s3cret", [OSError("s3cret"), ConnectionRefusedError(errno.ECONNREFUSED, "s3cret")]),
         "connection refused", True),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else None,
)  # fmt: skip
def test_a_cause_is_found_however_deep_it_lies(cause: Exception, detail: str, is_retryable: bool) -> None:
    error, middle = LookupError("s3cret"), ValueError("s3cret")
    error.__cause__, middle.__context__ = middle, cause
    fault = fault_of(error, has_head=False)
    assert (fault.code, fault.detail, fault.is_retryable) == (
        Code.SERVICE_UNAVAILABLE,
        detail,
        is_retryable,
    )


def test_causes_in_a_circle_end() -> None:
    error, cause = LookupError(), ValueError()
    error.__cause__, cause.__context__ = cause, error
    assert fault_of(error, has_head=False).detail == "HTTP client failed with LookupError"
