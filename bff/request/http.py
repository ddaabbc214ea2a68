"""GraphQL over HTTP: the request's form, before anything of the document is looked at.

Source: https://graphql.github.io/graphql-over-http/draft/
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

from bff.config import HttpSettings
from bff.errors import Code, Refusal, RequestRefused, refuse
from bff.flow.request import CostMode, GraphQLRequest, MediaType

from .caller import Sender
from .document_id import document_id_of
from .json_text import parse_json

__all__ = ["HttpMessage", "read"]

_PREFLIGHT = ("graphql-require-preflight", "apollo-require-preflight", "x-apollo-operation-name")
_PARAMETERS = ("query", "operationName", "variables", "extensions", "documentId", "doc_id")
_KINDS = {
    bool: "true or false",
    int: "a number",
    float: "a number",
    str: "a string",
    list: "a list",
    dict: "an object",
}
_COST_MODES = {"report": CostMode.REPORT, "validate": CostMode.VALIDATE}


@dataclass(frozen=True, slots=True)
class HttpMessage:
    """One HTTP request, its body read."""

    method: str
    query_string: bytes
    sender: Sender
    media_type: MediaType
    body: bytes = b""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers by their names in lower case."""
        return self.sender.caller.headers


def read(message: HttpMessage, http: HttpSettings) -> GraphQLRequest:
    """Return the request, well-formed.

    Raises:
        RequestRefused: 405, 403, 413, 415 or 400, as the table in the documentation says.
    """
    parameters = _parameters_of(message, http)
    extensions = _mapping(parameters, "extensions")
    document_id = document_id_of(parameters, extensions)
    query = parameters.get("query", "" if document_id else None)
    if query is None:
        raise refuse(Code.BAD_REQUEST, "The request has no 'query'. Send the document as a string.")
    if not isinstance(query, str):
        raise refuse(Code.BAD_REQUEST, f"'query' must be a string, but got: {_kind(query)}.")
    operation_name = parameters.get("operationName")
    if operation_name is not None and not isinstance(operation_name, str):
        raise refuse(Code.BAD_REQUEST, f"'operationName' must be a string, but got: {_kind(operation_name)}.")
    return GraphQLRequest(
        query=query,
        operation_name=operation_name or None,
        variables=_mapping(parameters, "variables"),
        extensions=extensions,
        caller=message.sender.caller,
        trace=message.sender.trace,
        request_id=message.sender.request_id,
        media_type=message.media_type,
        cost_mode=_cost_mode(message.headers),
        is_read_only=message.method == "GET",
        document_id=document_id,
    )


def _parameters_of(message: HttpMessage, http: HttpSettings) -> Mapping[str, object]:
    if message.method == "POST":
        _refuse_media_type(message.headers)
        return _from_body(message.body, http.json_depth)
    if message.method == "GET":
        _refuse_forged_get(message.headers)
        return _from_address(message.query_string, http)
    raise RequestRefused(
        Refusal(Code.METHOD_NOT_ALLOWED, f"{message.method} is not allowed here. Use POST or GET."),
        allow="GET, POST",
    )


def _refuse_forged_get(headers: Mapping[str, str]) -> None:
    """Raise where a page of another site could have sent this without asking the browser first.

    Source: https://www.apollographql.com/docs/graphos/routing/security/csrf
    """
    content_type = headers.get("content-type")
    if content_type is not None and _bare(content_type) != "application/json":
        raise refuse(
            Code.UNSUPPORTED_MEDIA_TYPE,
            f"A GET has no body of type {_shown(content_type)}. Leave out Content-Type, or send JSON's.",
        )
    if content_type is None and not any(name in headers for name in _PREFLIGHT):
        raise refuse(
            Code.CSRF_PREVENTED,
            "A GET needs a header that other sites cannot send: add 'GraphQL-Require-Preflight: 1'.",
        )


def _refuse_media_type(headers: Mapping[str, str]) -> None:
    """Raise unless the body is said to be JSON in UTF-8."""
    content_type = headers.get("content-type", "")
    if _bare(content_type) != "application/json":
        raise refuse(
            Code.UNSUPPORTED_MEDIA_TYPE,
            f"The body must be application/json, but Content-Type is {_shown(content_type)}.",
        )
    if ";" not in content_type:
        return
    charset = _charset(content_type)
    if charset not in ("utf-8", "utf8"):
        raise refuse(
            Code.UNSUPPORTED_MEDIA_TYPE, f"The body must be in UTF-8, but charset is {_shown(charset)}."
        )


def _from_address(query_string: bytes, http: HttpSettings) -> Mapping[str, object]:
    if len(query_string) > http.body_bytes:
        raise refuse(
            Code.BODY_TOO_LARGE,
            f"The address's parameters have {len(query_string)} bytes; at most {http.body_bytes} are taken.",
            limit=http.body_bytes,
            value=len(query_string),
        )
    try:
        pairs = parse_qsl(
            query_string.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=100
        )
    except ValueError:
        raise refuse(
            Code.BAD_REQUEST, "The address must hold at most 100 parameters, percent-encoded UTF-8."
        ) from None
    parameters: dict[str, object] = {}
    for name, value in pairs:
        if name not in _PARAMETERS:
            continue
        if name in parameters:
            raise refuse(Code.BAD_REQUEST, f"The parameter '{name}' is given twice. Send it once.")
        if name in ("variables", "extensions"):
            parameters[name] = (
                parse_json(value.encode(), http.json_depth, f"the parameter '{name}'") if value else None
            )
        else:
            parameters[name] = value
    return parameters


def _from_body(body: bytes, max_depth: int) -> Mapping[str, object]:
    value = parse_json(body, max_depth, "the body")
    if isinstance(value, list):
        raise refuse(Code.BATCHING_DISABLED, "The body is a list of requests. Send one request at a time.")
    if not isinstance(value, dict):
        raise refuse(Code.BAD_REQUEST, f"The body must be a JSON object, but got: {_kind(value)}.")
    return value


def _mapping(parameters: Mapping[str, object], name: str) -> Mapping[str, object]:
    value = parameters.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise refuse(Code.BAD_REQUEST, f"'{name}' must be a JSON object, but got: {_kind(value)}.")
    return value


def _cost_mode(headers: Mapping[str, str]) -> CostMode:
    asked = headers.get("graphql-cost")
    if asked is None:
        return CostMode.OFF
    mode = _COST_MODES.get(asked.strip().lower())
    if mode is None:
        raise refuse(
            Code.BAD_REQUEST, f"'GraphQL-Cost' must be 'report' or 'validate', but got: {_shown(asked)}."
        )
    return mode


def _bare(content_type: str) -> str:
    return content_type.split(";")[0].strip().lower()


def _charset(content_type: str) -> str:
    """Return the charset that is named first; UTF-8 where there is none."""
    for part in content_type.split(";")[1:]:
        name, _, value = part.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip('"').lower()
    return "utf-8"


def _shown(text: str) -> str:
    """Return a caller's text fit for a message: short, printable, quoted."""
    cut = text if len(text) <= 60 else f"{text[:60]}…"
    return ascii(cut) if cut else "missing"


def _kind(value: object) -> str:
    return "null" if value is None else _KINDS.get(type(value), "something else")
