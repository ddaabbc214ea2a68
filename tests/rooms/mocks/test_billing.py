"""The billing service, read the way a gateway reads it."""

import httpx2
import pytest

from mocks import RunningService
from mocks.billing_rows import Invoices

FIRST = {
    "id": 1,
    "customer_id": 2,
    "invoice_date": "2007-01-01",
    "billing": {
        "street": "Theodor-Heuss-Straße 34",
        "city": "Stuttgart",
        "state": None,
        "country": "Germany",
        "postal_code": "70174",
    },
    "total_cents": 198,
}


def ids(reply: httpx2.Response) -> list[int]:
    return [row["id"] for row in reply.json()["data"]["invoices"]]


def test_one_invoice_has_its_address_and_its_cents(billing: httpx2.Client) -> None:
    assert billing.get("/invoices/1").json() == FIRST


def test_an_unknown_invoice_is_not_found(billing: httpx2.Client) -> None:
    assert billing.get("/invoices/413").status_code == 404


def test_a_list_is_in_two_envelopes(billing: httpx2.Client) -> None:
    found = billing.get("/invoices?customer_ids=2&limit=100").json()
    assert found.keys() == {"data"}
    assert found["data"].keys() == {"invoices"}
    assert found["data"]["invoices"][-1] == FIRST


def test_a_limit_is_for_each_customer_and_the_newest_come_first(billing: httpx2.Client) -> None:
    reply = billing.get("/invoices?customer_ids=4,2,99999&limit=3")
    rows = [(row["customer_id"], row["invoice_date"]) for row in reply.json()["data"]["invoices"]]
    assert [customer for customer, _ in rows] == [2, 2, 2, 4, 4, 4]
    assert [day for _, day in rows[:3]] == sorted((day for _, day in rows[:3]), reverse=True)
    assert ids(reply)[:3] == ids(billing.get("/invoices?customer_ids=2&limit=100"))[:3]


def test_sales_add_up_the_lines_of_all_invoices_and_leave_out_what_nobody_bought(
    billing: httpx2.Client,
) -> None:
    found = billing.get("/sales?track_ids=2,1,7").json()["data"]["sales"]
    assert [row["track_id"] for row in found] == [1, 2]
    assert found[1] == {"track_id": 2, "copies": 2, "revenue_cents": 198, "last_sold": "2009-07-24"}


def test_what_was_sold_a_moment_ago_is_among_the_sales(billing: httpx2.Client) -> None:
    body = {"customer_id": 1, "lines": [{"track_id": 7, "quantity": 3}]}
    billing.post("/invoices", json=body, headers={"Idempotency-Key": "sold"})
    (row,) = billing.get("/sales?track_ids=7").json()["data"]["sales"]
    assert (row["copies"], row["revenue_cents"], row["last_sold"]) == (3, 297, "2012-01-01")


def test_pages_follow_the_cursor_to_the_end(billing: httpx2.Client) -> None:
    seen: list[int] = []
    query: dict[str, str | int] = {"customer_id": 2, "limit": 3}
    page = {"has_more": True}
    while page["has_more"]:
        reply = billing.get("/invoices", params=query)
        seen += ids(reply)
        page = reply.json()["page"]
        query["after"] = page["next"]
    assert page == {"next": None, "has_more": False}
    assert seen == ids(billing.get("/invoices?customer_ids=2&limit=100"))
    assert len(seen) == 7


def test_a_full_last_page_says_that_it_is_the_last(billing: httpx2.Client) -> None:
    page = billing.get("/invoices?customer_id=2&limit=7").json()["page"]
    assert page == {"next": None, "has_more": False}


@pytest.mark.parametrize(
    "cursor", ["", "x", "MTI", "é", "Mi4x", "Mi4xLjAwMDAwMDAwMDAwMA==", "=" * 8, "_" * 200, "A" * 201]
)
def test_a_cursor_that_it_never_gave_is_refused(billing: httpx2.Client, cursor: str) -> None:
    reply = billing.get("/invoices", params={"customer_id": 2, "after": cursor})
    assert (reply.status_code, reply.headers["content-type"]) == (400, "application/problem+json")


def test_a_cursor_with_any_character_changed_is_refused(billing: httpx2.Client) -> None:
    cursor = billing.get("/invoices?customer_id=2&limit=3").json()["page"]["next"]
    for place, character in enumerate(cursor):
        changed = cursor[:place] + ("A" if character != "A" else "B") + cursor[place + 1 :]
        reply = billing.get("/invoices", params={"customer_id": 2, "after": changed})
        assert reply.status_code == 400, changed
    for changed in (cursor + "=", cursor + "A", cursor + "\n", cursor[:-1]):
        assert billing.get("/invoices", params={"customer_id": 2, "after": changed}).status_code == 400


def test_a_cursor_of_another_customer_is_refused(billing: httpx2.Client) -> None:
    cursor = billing.get("/invoices?customer_id=2&limit=3").json()["page"]["next"]
    assert billing.get("/invoices", params={"customer_id": 4, "after": cursor}).status_code == 400


def test_lines_come_by_invoice(billing: httpx2.Client) -> None:
    lines = billing.get("/invoices/lines?invoice_ids=2,1,99999").json()["data"]["lines"]
    assert [(line["invoice_id"], line["id"]) for line in lines] == [
        (1, 1),
        (1, 2),
        (2, 3),
        (2, 4),
        (2, 5),
        (2, 6),
    ]
    assert lines[0] == {"id": 1, "invoice_id": 1, "track_id": 2, "unit_price_cents": 99, "quantity": 1}


def test_every_total_is_the_sum_of_its_lines() -> None:
    invoices = Invoices()
    for number in range(1, 413):
        invoice = invoices.read(number)
        assert invoice is not None
        lines = invoices.lines_of(number)
        assert invoice.total_cents == sum(line.unit_price_cents * line.quantity for line in lines)


@pytest.mark.parametrize(
    "path",
    [
        "/invoices",
        "/invoices?customer_id=1&customer_ids=2",
        "/invoices?customer_ids=1&after=x",
        "/invoices?after=x",
        "/invoices?customer_ids=",
        "/invoices?customer_ids=" + ",".join(map(str, range(101))),
        "/invoices?customer_id=one",
        "/invoices?customer_id=1&limit=0",
        "/invoices?customer_id=1&limit=101",
        "/invoices/one",
        "/invoices/lines",
        "/invoices/lines?invoice_ids=1;2",
    ],
)
def test_what_it_does_not_understand_is_a_problem(billing: httpx2.Client, path: str) -> None:
    reply = billing.get(path)
    assert (reply.status_code, reply.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize("headers", [{}, {"x-api-key": "other"}, {"authorization": "Bearer billing-key"}])
@pytest.mark.parametrize("path", ["/invoices?customer_ids=1", "/invoices/1", "/invoices/lines?invoice_ids=1"])
def test_without_the_key_of_the_service_nothing_is_shown(
    stranger: httpx2.Client, path: str, headers: dict[str, str]
) -> None:
    reply = stranger.get(path, headers=headers)
    assert (reply.status_code, reply.headers["www-authenticate"]) == (401, "ApiKey")


def test_row_faults_reach_into_both_envelopes(
    billing: httpx2.Client, billing_service: RunningService
) -> None:
    billing_service.faults.add("set_field", name="total_cents", value="much", keys=[1])
    page = billing.get("/invoices?customer_id=2").json()
    assert page["data"]["invoices"][-1] == FIRST | {"total_cents": "much"}
    assert page["page"] == {"next": None, "has_more": False}
    assert billing.get("/invoices/1").json() == FIRST | {"total_cents": "much"}
