"""The exceptions of the engine: who must act decides the branch.

    BffError
    ├── DeclarationError     the schema author, at start-up: every problem of a schema at once
    ├── SettingsError        the operator, at start-up: every problem of the settings at once
    ├── RequestRefused       the caller: safe to show word for word
    ├── ServiceFailure       the operator: shown masked, a code and the service's name at most
    ├── UndeclaredLoad       the schema author, while a request runs: masked, and told in the log
    └── UnsendableValue      the same

`Code` is the closed list of `errors[].extensions.code`; the room's page documents each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

__all__ = [
    "BffError",
    "Code",
    "DeclarationError",
    "Problem",
    "Refusal",
    "RequestRefused",
    "ServiceFailure",
    "SettingsError",
    "UndeclaredLoad",
    "UnsendableValue",
    "refuse",
]


class Code(StrEnum):
    """Every value that `errors[].extensions.code` can have."""

    # the request itself
    BAD_REQUEST = "BAD_REQUEST"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    OPERATION_RESOLUTION_FAILURE = "OPERATION_RESOLUTION_FAILURE"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    BODY_TIMEOUT = "BODY_TIMEOUT"
    HEADERS_TOO_LARGE = "HEADERS_TOO_LARGE"
    CSRF_PREVENTED = "CSRF_PREVENTED"
    BATCHING_DISABLED = "BATCHING_DISABLED"
    INTROSPECTION_DISABLED = "INTROSPECTION_DISABLED"
    # limits
    MAX_TOKENS_LIMIT = "MAX_TOKENS_LIMIT"
    MAX_DEPTH_LIMIT = "MAX_DEPTH_LIMIT"
    MAX_HEIGHT_LIMIT = "MAX_HEIGHT_LIMIT"
    MAX_ALIASES_LIMIT = "MAX_ALIASES_LIMIT"
    MAX_ROOT_FIELDS_LIMIT = "MAX_ROOT_FIELDS_LIMIT"
    MAX_DIRECTIVES_LIMIT = "MAX_DIRECTIVES_LIMIT"
    LIST_SIZE_LIMIT = "LIST_SIZE_LIMIT"
    COST_ESTIMATED_TOO_EXPENSIVE = "COST_ESTIMATED_TOO_EXPENSIVE"
    SERVICE_COST_ESTIMATED_TOO_EXPENSIVE = "SERVICE_COST_ESTIMATED_TOO_EXPENSIVE"
    COST_INVALID_SLICING_ARGUMENTS = "COST_INVALID_SLICING_ARGUMENTS"
    CALLS_LIMIT_REACHED = "CALLS_LIMIT_REACHED"
    RESPONSE_TOO_LARGE = "RESPONSE_TOO_LARGE"
    SERVER_OVERLOADED = "SERVER_OVERLOADED"
    REQUEST_DEADLINE_EXCEEDED = "REQUEST_DEADLINE_EXCEEDED"
    # persisted documents
    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    PERSISTED_QUERY_NOT_SUPPORTED = "PERSISTED_QUERY_NOT_SUPPORTED"
    PERSISTED_QUERY_HASH_MISMATCH = "PERSISTED_QUERY_HASH_MISMATCH"
    PERSISTED_QUERY_ID_REQUIRED = "PERSISTED_QUERY_ID_REQUIRED"
    QUERY_NOT_IN_SAFELIST = "QUERY_NOT_IN_SAFELIST"
    # services
    SERVICE_TIMEOUT = "SERVICE_TIMEOUT"
    SERVICE_UNAVAILABLE = "SERVICE_UNAVAILABLE"
    SERVICE_HTTP_ERROR = "SERVICE_HTTP_ERROR"
    SERVICE_BAD_RESPONSE = "SERVICE_BAD_RESPONSE"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    # anything else
    INTERNAL_SERVER_ERROR = "INTERNAL_SERVER_ERROR"


class BffError(Exception):
    """The root of every exception that this package raises on purpose."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong before the server may start: where, what, and what to do."""

    place: str
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what} {self.remedy}"


class _StartRefused(BffError):
    """A start that was refused, with every problem found, in the order of their places."""

    subject = "start"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        lines = "\n".join(f"  {problem}" for problem in problems)
        super().__init__(f"The {self.subject} cannot be used: {count}.\n{lines}")


class DeclarationError(_StartRefused):
    """A schema that must not start."""

    subject = "schema"


class SettingsError(_StartRefused):
    """Settings that must not start."""

    subject = "configuration"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One entry of a refusal's `errors`: `facts` stand beside the code, so that no client parses prose."""

    code: Code
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)
    locations: tuple[tuple[int, int], ...] = ()
    """Line and column, both from 1."""


class RequestRefused(BffError):
    """A request that is answered without `data`; every word of it is safe to show.

    `retry_after_s` and `allow` become the headers of their names.
    """

    def __init__(
        self, *refusals: Refusal, retry_after_s: int | None = None, allow: str | None = None
    ) -> None:
        self.refusals = refusals
        self.retry_after_s = retry_after_s
        self.allow = allow
        super().__init__("; ".join(refusal.message for refusal in refusals))

    @property
    def code(self) -> Code:
        """The code of the first refusal, which decides the HTTP status."""
        return self.refusals[0].code


def refuse(code: Code, message: str, **facts: object) -> RequestRefused:
    """Return the refusal with one entry, ready to raise."""
    return RequestRefused(Refusal(code, message, facts))


_SHOWN = {
    Code.SERVICE_TIMEOUT: "The service '{service}' did not answer in time.",
    Code.SERVICE_UNAVAILABLE: "The service '{service}' cannot be reached.",
    Code.SERVICE_HTTP_ERROR: "The service '{service}' answered with an error.",
    Code.SERVICE_BAD_RESPONSE: "The service '{service}' sent a reply that does not have the declared form.",
    Code.UNAUTHENTICATED: "The service '{service}' asks for a valid Authorization header.",
    Code.FORBIDDEN: "The service '{service}' does not allow this to the caller.",
    Code.CALLS_LIMIT_REACHED: "The operation reached the number of calls that it was admitted with.",
    Code.REQUEST_DEADLINE_EXCEEDED: "The request's deadline was over before '{service}' could be asked.",
}


class ServiceFailure(BffError):
    """A call that brought no usable answer.

    `detail` is for the operator's log. It never holds a downstream's text, and is never shown:
    `str(failure)` is the sentence that a client may read.
    """

    def __init__(
        self, code: Code, *, service: str, endpoint: str, is_retryable: bool = False, detail: str = ""
    ) -> None:
        self.code = code
        self.service = service
        self.endpoint = endpoint
        self.is_retryable = is_retryable
        self.detail = detail
        super().__init__(_SHOWN[code].format(service=service))


class UndeclaredLoad(BffError):
    """A resolver that loads what its field does not declare: what it did, and what to write."""


class UnsendableValue(BffError):
    """A value of a resolver or a scalar that no call can hold: what of, and why."""
