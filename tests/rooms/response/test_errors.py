from __future__ import annotations

import pytest
from graphql import GraphQLError

from bff.errors import Code, ServiceFailure
from bff.response import masked_causes
from bff.response.errors import error_entry

NULL = "Cannot return null for non-nullable field Query.a."
FAILURE = ServiceFailure(Code.SERVICE_TIMEOUT, service="catalog", endpoint="x", detail="10.0.0.7:8101")


def located(cause: Exception | None, message: str = "", **extensions: object) -> GraphQLError:
    return GraphQLError(
        message or str(cause), path=["a", 0], original_error=cause, extensions=extensions or None
    )


@pytest.mark.parametrize(
    ("error", "message", "extensions"),
    [
        (located(ValueError("secret")), "An internal error occurred.", {"code": "INTERNAL_SERVER_ERROR"}),
        (
            located(ValueError(NULL + " secret")),
            "An internal error occurred.",
            {"code": "INTERNAL_SERVER_ERROR"},
        ),
        (located(TypeError(NULL)), NULL, {"code": "INTERNAL_SERVER_ERROR"}),
        (located(None, "No such thing."), "No such thing.", {"code": "INTERNAL_SERVER_ERROR"}),
        (located(None, "No.", code="BAD_USER_INPUT"), "No.", {"code": "BAD_USER_INPUT"}),
        (located(FAILURE), str(FAILURE), {"code": "SERVICE_TIMEOUT", "service": "catalog"}),
    ],
)
def test_caller_sees_what_is_not_internal(
    error: GraphQLError, message: str, extensions: dict[str, str]
) -> None:
    assert error_entry(error) == {"message": message, "path": ["a", 0], "extensions": extensions}


def test_operator_gets_the_causes_of_masked_errors_alone() -> None:
    fault = KeyError("secret")
    errors = [located(fault), located(TypeError(NULL)), located(FAILURE), located(None, "No.")]
    assert masked_causes(errors) == (fault,)
