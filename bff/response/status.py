"""The HTTP status of a refusal, by its code and the form of answer: FORMATS' table in one place.

With `application/json` a client looks into the body for errors of GraphQL, so those keep 200 there; what
concerns HTTP itself has its own status in both forms.
Source: https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
"""

from __future__ import annotations

from bff.errors import Code
from bff.flow.request import MediaType

__all__ = ["status_of"]

_SAME_IN_BOTH = {
    Code.BAD_REQUEST: 400,
    Code.BATCHING_DISABLED: 400,
    Code.OPERATION_RESOLUTION_FAILURE: 400,
    Code.PERSISTED_QUERY_HASH_MISMATCH: 400,
    Code.PERSISTED_QUERY_NOT_FOUND: 200,  # what clients of automatic persisted queries expect
    Code.PERSISTED_QUERY_NOT_SUPPORTED: 200,
    Code.METHOD_NOT_ALLOWED: 405,
    Code.NOT_ACCEPTABLE: 406,
    Code.BODY_TIMEOUT: 408,
    Code.BODY_TOO_LARGE: 413,
    Code.UNSUPPORTED_MEDIA_TYPE: 415,
    Code.HEADERS_TOO_LARGE: 431,
    Code.CSRF_PREVENTED: 403,
    Code.SERVER_OVERLOADED: 503,
}
_OF_GRAPHQL_RESPONSE = {
    Code.REQUEST_DEADLINE_EXCEEDED: 504,
    Code.RESPONSE_TOO_LARGE: 200,
    Code.INTERNAL_SERVER_ERROR: 200,
}
_INVALID = (Code.GRAPHQL_PARSE_FAILED, Code.GRAPHQL_VALIDATION_FAILED, Code.BAD_USER_INPUT)


def status_of(code: Code, media_type: MediaType, *, validation_status: int = 400) -> int:
    """Return the status of an answer without data whose first error has `code`."""
    if code in _SAME_IN_BOTH:
        return _SAME_IN_BOTH[code]
    if media_type is MediaType.JSON:
        return 200
    if code in _INVALID:
        return validation_status
    return _OF_GRAPHQL_RESPONSE.get(code, 400)
