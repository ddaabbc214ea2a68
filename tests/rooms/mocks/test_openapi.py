"""The OpenAPI documents: what a gateway's author and a contract check read."""

import json

import httpx2
import pytest

from mocks import SERVICES, Service, running

OPERATIONS = {
    "catalog": [
        "list_artists",
        "list_albums",
        "list_tracks",
        "list_genres",
        "list_media_types",
        "read_health",
    ],
    "customers": ["list_customers", "list_employees", "read_health"],
    "ratings": ["query_ratings", "query_summaries", "read_health"],
}


@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)
def test_the_document_describes_every_operation_and_nothing_of_control(service: Service) -> None:
    with running([service]) as servers:
        document = httpx2.get(servers[service.name].url + "/openapi.json").json()
    operations = [operation for path in document["paths"].values() for operation in path.values()]
    assert [operation["operationId"] for operation in operations] == OPERATIONS[service.name]
    assert document["servers"] == [{"url": f"http://127.0.0.1:{service.port}", "description": "This machine"}]
    assert document["info"]["description"] == service.habit
    for operation in operations:
        assert operation["description"]
        assert operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert "422" not in operation["responses"]
    assert "_control" not in json.dumps(document)


def test_the_document_is_the_same_on_another_port() -> None:
    with running(SERVICES) as first, running(SERVICES) as second:
        for name in first:
            assert (
                httpx2.get(first[name].url + "/openapi.json").content
                == httpx2.get(second[name].url + "/openapi.json").content
            )
