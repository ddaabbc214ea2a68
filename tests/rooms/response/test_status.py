from __future__ import annotations

from bff.errors import Code
from bff.flow.request import MediaType
from bff.response.status import status_of


def test_every_code_has_a_status_and_none_is_500() -> None:
    """Statuses of their own belong to HTTP; with plain JSON everything of GraphQL is 200."""
    for code in Code:
        newer, plain = status_of(code, MediaType.GRAPHQL_RESPONSE), status_of(code, MediaType.JSON)
        assert newer in {200, 400, 403, 405, 406, 408, 413, 415, 431, 503, 504}
        assert plain in {200, newer}
