"""The `/_control` door: read the ledger of a service, set its faults, reset its state, from any language.

It is kept out of the OpenAPI document, the ledger and the reach of faults: it always answers.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, fields

from fastapi import FastAPI, Request, Response
from pydantic import JsonValue, TypeAdapter
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from .faults import Fault, Faults
from .ledger import Call, Ledger
from .state import State

__all__ = ["CONTROL_PREFIX", "WithControl"]

CONTROL_PREFIX = "/_control"


class WithControl:
    """ASGI application: the control routes in front of the service's own."""

    def __init__(self, app: ASGIApp, ledger: Ledger, faults: Faults, state: State) -> None:
        self._app = app
        self._control = _control_app(ledger, faults, state)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one call, from the control routes if its path is theirs."""
        is_control = scope["type"] == "http" and f"{scope['path']}/".startswith(f"{CONTROL_PREFIX}/")
        await (self._control if is_control else self._app)(scope, receive, send)


def _control_app(ledger: Ledger, faults: Faults, state: State) -> FastAPI:
    app = FastAPI(openapi_url=None)

    @app.get(f"{CONTROL_PREFIX}/ledger")
    def read_ledger() -> Response:
        # Not FastAPI's encoder: a recorded body may hold what it cannot write, such as a lone surrogate.
        rows = [{field.name: getattr(call, field.name) for field in fields(Call)} for call in ledger.calls()]
        return Response(json.dumps(rows), media_type="application/json")

    @app.delete(f"{CONTROL_PREFIX}/ledger", status_code=204)
    def clear_ledger() -> None:
        ledger.clear()

    @app.get(f"{CONTROL_PREFIX}/faults")
    def read_faults() -> Response:
        return _as_json(faults.rules())

    @app.put(f"{CONTROL_PREFIX}/faults")
    async def replace_faults(request: Request) -> Response:
        try:
            faults.replace(TypeAdapter(tuple[Fault, ...]).validate_json(await request.body()))
        except ValueError as error:  # pydantic's ValidationError is one too
            return JSONResponse({"title": "Faults refused", "status": 400, "detail": str(error)}, 400)
        return _as_json(faults.rules())

    @app.delete(f"{CONTROL_PREFIX}/faults", status_code=204)
    def clear_faults() -> None:
        faults.clear()

    @app.delete(f"{CONTROL_PREFIX}/state", status_code=204)
    def reset_state() -> None:
        state.reset()

    return app


def _as_json(rules: Iterable[Fault]) -> Response:
    rows: list[dict[str, JsonValue]] = [asdict(rule) for rule in rules]
    return JSONResponse(rows)
