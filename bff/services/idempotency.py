"""The key under which a service does a write only once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from bff.flow.call import Call
from bff.flow.request import Caller

__all__ = ["idempotency_key"]


def idempotency_key(
    call: Call, caller: Caller, *, forwarded: tuple[str, ...], make_key: Callable[[], str]
) -> str | None:
    """Return the value of `Idempotency-Key`; None for a call that takes none.

    Made from the caller's own key, so that a request that is sent again writes nothing twice; from the number
    of the write; and from who the caller is, by `Authorization` and the `forwarded` headers. A service that
    is called with the gateway's credential sees one caller only: without the last, two that choose the same
    key would get each other's rows. Callers who say nothing of themselves differ by their keys alone.
    `make_key` gives a new one where the caller sent none.
    Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
    """
    if not call.takes_idempotency_key:
        return None
    given = caller.headers.get("idempotency-key")
    if not given:
        return make_key()
    identity = [f"{name}:{caller.headers.get(name, '')}" for name in sorted({"authorization", *forwarded})]
    text = "\0".join([call.service, call.endpoint, str(call.idempotency_number), given, *identity])
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
