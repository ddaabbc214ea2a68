"""The customers service, called the way a gateway calls it."""

from collections.abc import Iterator

import httpx2
import pytest

from mocks import CUSTOMERS, running


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with running([CUSTOMERS]) as servers:
        yield servers["customers"].url


@pytest.fixture(scope="module")
def customers(url: str) -> Iterator[httpx2.Client]:
    with httpx2.Client(base_url=url, headers={"authorization": "Bearer demo-token"}) as client:
        yield client


def test_a_batch_is_the_customers_found_with_their_address(customers: httpx2.Client) -> None:
    reply = customers.get("/customers?id=2&id=99999")
    assert reply.json() == [
        {
            "id": 2,
            "first_name": "Leonie",
            "last_name": "Köhler",
            "company": None,
            "email": "leonekohler@surfeu.de",
            "phone": "+49 0711 2842222",
            "support_rep_id": 5,
            "address": {
                "street": "Theodor-Heuss-Straße 34",
                "city": "Stuttgart",
                "state": None,
                "country": "Germany",
                "postal_code": "70174",
            },
        }
    ]


def test_an_employee_was_hired_on_a_day(customers: httpx2.Client) -> None:
    (nancy,) = customers.get("/employees?id=2").json()
    assert (nancy["title"], nancy["reports_to_id"], nancy["hire_date"]) == ("Sales Manager", 1, "2002-05-01")


def test_customers_of_a_rep_are_limited_for_each_rep(customers: httpx2.Client) -> None:
    rows = customers.get("/customers?support_rep_id=3&support_rep_id=4&limit=5").json()
    assert sorted(row["support_rep_id"] for row in rows) == [3] * 5 + [4] * 5


def test_employees_who_report_to_somebody(customers: httpx2.Client) -> None:
    rows = customers.get("/employees?reports_to_id=1&reports_to_id=2&limit=2").json()
    assert [(row["id"], row["reports_to_id"]) for row in rows] == [(2, 1), (3, 2), (4, 2), (6, 1)]


@pytest.mark.parametrize(("path", "total"), [("/customers", "59"), ("/employees", "8")])
def test_a_page_says_the_total_in_a_header(customers: httpx2.Client, path: str, total: str) -> None:
    reply = customers.get(f"{path}?limit=2&offset=1")
    assert [row["id"] for row in reply.json()] == [2, 3]
    assert reply.headers["x-total-count"] == total


def test_fifty_ids_are_welcome_and_one_more_is_not(customers: httpx2.Client) -> None:
    assert len(customers.get("/customers", params={"id": list(range(1, 51))}).json()) == 50
    assert customers.get("/customers", params={"id": list(range(1, 52))}).status_code == 400


@pytest.mark.parametrize("query", ["id=one", "id=", "id=1&support_rep_id=3", "limit=0", "offset=-1"])
def test_what_it_does_not_understand_is_a_problem(customers: httpx2.Client, query: str) -> None:
    assert customers.get(f"/customers?{query}").status_code == 400


@pytest.mark.parametrize("headers", [{}, {"authorization": "Basic abc"}, {"authorization": "Bearer"}])
def test_a_call_without_a_token_is_unauthenticated(url: str, headers: dict[str, str]) -> None:
    reply = httpx2.get(f"{url}/customers?id=1", headers=headers)
    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "Bearer")


def test_the_forbidden_token_is_forbidden(url: str) -> None:
    reply = httpx2.get(f"{url}/employees?id=1", headers={"authorization": "Bearer forbidden-token"})
    assert reply.status_code == 403


def test_any_other_token_is_welcome(url: str) -> None:
    assert httpx2.get(f"{url}/employees?id=1", headers={"authorization": "Bearer mine"}).status_code == 200


def test_health_needs_no_token(url: str) -> None:
    assert httpx2.get(f"{url}/healthz").status_code == 200
