"""What one call of a hand-written resolver loads: what its field declares, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bff.declare.endpoints.service import Endpoint
from bff.declare.fields.loads import Load
from bff.errors import UndeclaredLoad

from .follow import Asked, asked_by, loaded
from .gate import Gate, Place
from .rows import Rows

__all__ = ["Loader"]


class Loader:
    """The loads of one call, from its beginning to its end."""

    def __init__(self, rows: Rows, loads: tuple[Load, ...], gate: Gate | None) -> None:
        self._rows = rows
        self._loads = loads
        self._gate = gate
        self._asked: dict[Load, set[Asked]] = {each: set() for each in loads}
        self._is_over = False
        if gate is not None:
            gate.enter()

    def end(self) -> None:
        """Say that the call has ended: nothing can be loaded by it any more."""
        self._is_over = True
        if self._gate is not None:
            self._gate.leave(self)

    async def load(
        self, endpoint: Endpoint, key: object, into: type, placeholders: dict[str, object], *, is_list: bool
    ) -> Any:
        """Return the row or rows of one key.

        Raises:
            UndeclaredLoad: the field does not declare this.
            GraphQLError: the key cannot be sent.
            ServiceFailure: the rows could not be had.
        """
        load = self._declared(endpoint, into, is_list=is_list)
        _require_placeholders(load, placeholders)
        asked = asked_by(load, key, placeholders)
        if asked is None:
            return () if is_list else None
        self._count(load, asked)
        return loaded(await self._value(load, asked, is_list=is_list))

    async def _value(self, load: Load, asked: Asked, *, is_list: bool) -> object:
        arguments, (key,) = asked.arguments, asked.keys
        value = self._rows.peek(load.source, arguments, key, is_list=is_list)
        if value is not self._rows.missing:
            return value
        if self._gate is not None and key is not None:
            await self._gate.wait(self, Place(load.source, arguments, is_list, key))
        return await self._rows.load(load.source, arguments, key, is_list=is_list)

    def _declared(self, endpoint: Endpoint, into: type, *, is_list: bool) -> Load:
        name = getattr(into, "__name__", repr(into))
        for load in self._loads:
            if load.source.endpoint is endpoint and load.into is into:
                break
        else:
            raise UndeclaredLoad(
                f"A resolver loads {name} from {endpoint!r}, which its field does not declare. "
                f"Add it: @strawberry.field(metadata=loads(endpoint, {name}))."
            )
        if self._is_over:
            raise UndeclaredLoad(
                f"A resolver loads {name} from {endpoint!r} after it has ended. "
                "Await each load before it returns."
            )
        if is_list is not (endpoint.kind == "many"):
            right = "load_many" if endpoint.kind == "many" else "load"
            raise UndeclaredLoad(f"A resolver loads from {endpoint!r} by the wrong function. Use {right}().")
        return load

    def _count(self, load: Load, asked: Asked) -> None:
        known = self._asked[load]
        if asked not in known and len(known) >= load.key_count:
            raise UndeclaredLoad(
                f"A call of a resolver loads more than {load.key_count} keys of {load.into.__name__} from "
                f"{load.source.endpoint!r}. Declare as many as it needs: loads(..., keys={len(known) + 1})."
            )
        known.add(asked)


def _require_placeholders(load: Load, given: dict[str, object]) -> None:
    wanted = set(load.open_placeholders)
    if given.keys() != wanted:
        raise UndeclaredLoad(
            f"A resolver loads from {load.source.endpoint!r} with values for {_listed(given)}, but its "
            f"declaration leaves open {_listed(wanted)}. Give a value to each of these, and to no other."
        )


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "nothing"
