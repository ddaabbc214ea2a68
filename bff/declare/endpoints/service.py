"""The REST services that a graph reads, and their endpoints, one line each.

An endpoint says how it is asked; the fields that `link` to it say what they take from its replies. Where a
service is reached, how long it may take and whose credentials it gets stands in the settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .check_endpoint import EndpointDeclaration, make_endpoint
from .endpoint import KEY, KEYS, Endpoint, EndpointKind, Key, Naming
from .paging import Paging

__all__ = ["KEY", "KEYS", "Endpoint", "EndpointKind", "Key", "Service"]


@dataclass(frozen=True, slots=True)
class Service:
    """A REST service, by the name that its settings have (`[services.NAME]`).

    `naming="camel"`: the service writes `trackId` where the schema's Python writes `track_id`.
    `numeric_ids`: ids in the bodies of its calls are numbers, where GraphQL has texts.
    """

    name: str
    naming: Naming = "as_declared"
    numeric_ids: bool = False

    def one(
        self,
        template: str,
        *,
        key: Key | None = None,
        body: Mapping[str, object] | None = None,
        max_batch: int | None = None,
        rows: str = "",
        name: str = "",
        max_key_bytes: int | None = None,
    ) -> Endpoint:
        """Declare an endpoint that has at most one row for a key.

        `GET /albums?ids={ids}` takes up to `max_batch` keys a call (100 unless told otherwise) and answers
        rows in any order, or in that of the keys (`Key.in_order`); `GET /stock/{id}` has no batch form: one
        call a key, priced and reported as that.
        """
        return make_endpoint(
            EndpointDeclaration(
                self.name, self.naming, "one", template, key, body, max_batch, rows, name, max_key_bytes
            )
        )

    def many(
        self,
        template: str,
        *,
        key: Key,
        body: Mapping[str, object] | None = None,
        max_batch: int | None = None,
        rows: str = "",
        name: str = "",
        max_key_bytes: int | None = None,
        paging: Paging | None = None,
    ) -> Endpoint:
        """Declare an endpoint that has any number of rows for a key.

        Each row names its key, or each key has a list of rows: by order or by name (`Key.by_name`). `paging`
        says how the rows of a key come in pages.
        """
        return make_endpoint(
            EndpointDeclaration(
                self.name,
                self.naming,
                "many",
                template,
                key,
                body,
                max_batch,
                rows,
                name,
                max_key_bytes,
                paging=paging,
            )
        )

    def call(
        self,
        template: str,
        *,
        body: Mapping[str, object] | str | None = None,
        rows: str = "",
        name: str = "",
        idempotency_key: bool = False,
        paging: Paging | None = None,
        clears: Sequence[Endpoint] | None = None,
    ) -> Endpoint:
        """Declare an endpoint without keys: a list, a search, a single document, something that is done.

        `paging` says how the rows come in pages.

        `body="{input}"` sends an input object as the whole body. `idempotency_key`: the service does the same
        only once for the same `Idempotency-Key`, which is made from the caller's, or for the request.
        `clears` are the endpoints whose rows a write changes: what a mutation read of them before is read
        anew, of others not; `clears=[]`: of none. Without it, everything is read anew.
        """
        return make_endpoint(
            EndpointDeclaration(
                self.name,
                self.naming,
                "call",
                template,
                body=body,
                rows=rows,
                name=name,
                idempotency_key=idempotency_key,
                clears=clears,
                numeric_ids=self.numeric_ids,
                paging=paging,
            )
        )
