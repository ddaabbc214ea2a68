"""The graph and the contracts of its services: what is asked for exists, and what comes back can be read."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import strawberry
from msgspec import Struct

import schema.services
from bff import read_from
from bff.config import load_settings
from bff.declare import Endpoint, Link, Source, blueprint
from bff.declare.rows.row_types import RowTypes
from schema.root import graph
from tests.contracts.consumed import credential_problems, page_problems, request_problems, row_problems
from tests.contracts.contract import FOLDER, Contract, stored
from tests.contracts.readable import fit_problems
from tests.rooms.declare.rows import definition_of

LINKS = blueprint(graph).links
SETTINGS = load_settings(FOLDER.parent / "bff.toml").services
ENDPOINTS = {
    name: each
    for name in schema.services.__all__
    if isinstance(each := getattr(schema.services, name), Endpoint)
}


def problems_of(link: Link, contract: Contract) -> list[str]:
    """Return everything about a link that its service's contract does not bear out."""
    endpoint = link.source.endpoint
    found = [*request_problems(link, contract), *row_problems(link, contract)]
    found += page_problems(link, contract)
    return [*found, *credential_problems(endpoint, SETTINGS[endpoint.service], contract)]


@pytest.mark.parametrize("coordinate", LINKS)
def test_link_fits_the_contract_of_its_service(coordinate: str) -> None:
    link = LINKS[coordinate]
    assert problems_of(link, stored(link.source.endpoint.service)) == []


def test_every_endpoint_is_public_and_used_by_a_link() -> None:
    declared = {name for name, each in vars(schema.services).items() if isinstance(each, Endpoint)}
    used = {link.source.endpoint for link in LINKS.values()}
    assert declared == set(schema.services.__all__) == set(ENDPOINTS)
    assert {name for name, each in ENDPOINTS.items() if each not in used} == set()


def test_every_service_of_the_settings_has_a_contract_and_the_reverse() -> None:
    names = {path.name.removesuffix(".openapi.json") for path in FOLDER.iterdir()}
    assert names == set(SETTINGS) == {link.source.endpoint.service for link in LINKS.values()}


Change = Callable[[dict[str, Any]], object]


def schemas(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["components"]["schemas"]
    return found


def parameters(document: dict[str, Any], path: str) -> dict[str, Any]:
    return {each["name"]: each for each in document["paths"][path]["get"]["parameters"]}


@pytest.mark.parametrize(
    ("coordinate", "change", "problem"),
    [
        (
            "Invoice.lines",
            lambda document: document["paths"].pop("/invoices/lines"),
            "there is no GET /invoices/lines",
        ),
        (
            "Invoice.lines",
            lambda document: parameters(document, "/invoices/lines")["invoice_ids"].update(name="invoices"),
            "there is no parameter 'invoice_ids' in the query",
        ),
        (
            "Query.albums",
            lambda document: parameters(document, "/albums")["artist_ids"].update(required=True),
            "the parameter 'artist_ids' is required, and not sent",
        ),
        (
            "Query.albums",
            lambda document: parameters(document, "/albums")["limit"]["schema"].update(maximum=50),
            "the parameter 'limit' does not take 100: $: 100 is greater than the maximum of 50",
        ),
        (
            "Track.stock",
            lambda document: parameters(document, "/stock/{track_id}")["region"]["schema"].update(
                enum=["us"]
            ),
            "the parameter 'region' does not take eu: $: 'eu' is not one of ['us']",
        ),
        (
            "Query.invoice",
            lambda document: document["paths"]["/invoices/{id}"]["get"]["parameters"][0].update(
                schema={"type": "string", "format": "uuid", "minLength": 36}
            ),
            "the parameter 'id' does not take 1: $: '1' is too short",
        ),
        (
            "Track.ratings",
            lambda document: schemas(document)["RatingsQuery"]["properties"].pop("limit"),
            "$: Additional properties are not allowed ('limit' was unexpected)",
        ),
        (
            "Track.ratings",
            lambda document: document["paths"]["/ratings/query"]["post"].pop("requestBody"),
            "there is no body",
        ),
        (
            "Customer.invoices",
            lambda document: schemas(document)["InvoiceRows"]["properties"].clear(),
            "there are no rows at 'data.invoices' of the reply",
        ),
        (
            "Query.invoice",
            lambda document: schemas(document)["Invoice"]["properties"].pop("total_cents"),
            "Invoice.total_cents: there is no 'total_cents' in a row",
        ),
        (
            "Query.invoice",
            lambda document: schemas(document)["Invoice"]["required"].remove("total_cents"),
            "Invoice.total_cents: 'total_cents' may be missing",
        ),
        (
            "Query.invoice",
            lambda document: schemas(document)["Invoice"]["properties"]["total_cents"].update(type="number"),
            "Invoice.total_cents: may be number, but is read as Int",
        ),
        (
            "Query.invoice",
            lambda document: schemas(document)["Invoice"]["properties"]["invoice_date"].pop("format"),
            "Invoice.invoice_date: may be string, but is read as Date",
        ),
        (
            "Query.track",
            lambda document: schemas(document)["Track"]["properties"]["name"].update(type=["string", "null"]),
            "Track.name: may be null, but is read as Str",
        ),
        (
            "Query.search",
            lambda document: schemas(document)["Hit"]["properties"]["kind"]["enum"].append("label"),
            "SearchHit.kind: may be 'label', which SearchKind has not",
        ),
        (
            "Query.search",
            lambda document: schemas(document)["Hit"]["properties"]["kind"].pop("enum"),
            "SearchHit.kind: may be string, but is read as Enum",
        ),
        (
            "Track.stock",
            lambda document: parameters(document, "/stock/{track_id}")["region"]["schema"]["enum"].pop(),
            "the parameter 'region' does not take jp: $: 'jp' is not one of ['eu', 'us']",
        ),
        (
            "Query.customer",
            lambda document: schemas(document)["Address"]["properties"].pop("city"),
            "Customer.address.city: there is no 'city' in a row",
        ),
        (
            "Query.invoice",
            lambda document: document["components"]["securitySchemes"]["APIKeyHeader"].update(name="X-Key"),
            "the header 'x-key' is required, and not sent",
        ),
    ],
)
def test_change_of_a_service_that_the_graph_would_not_survive_is_told(
    coordinate: str, change: Change, problem: str
) -> None:
    link = LINKS[coordinate]
    document = copy.deepcopy(dict(stored(link.source.endpoint.service).document))
    change(document)
    assert problem in problems_of(link, Contract(document))


def test_change_of_a_service_that_does_not_matter_is_not_told() -> None:
    document = copy.deepcopy(dict(stored("catalog").document))
    document["paths"].pop("/healthz")
    schemas(document)["Album"]["properties"]["label"] = {"type": "string"}
    schemas(document)["Page_Genre_"]["properties"].pop("total")
    parameters(document, "/albums")["limit"]["schema"].update(maximum=500)
    catalog = [link for link in LINKS.values() if link.source.endpoint.service == "catalog"]
    assert [problem for link in catalog for problem in problems_of(link, Contract(document))] == []


@strawberry.type
class Deeper:
    city: str | None = read_from("address.city")
    country: str = read_from("address.country")
    planet: str | None = read_from("address.planet")
    name: str | None = read_from("first_name.short")


def test_fields_that_stand_deeper_are_held_against_the_contract_too() -> None:
    document = copy.deepcopy(dict(stored("customers").document))
    schemas(document)["Address"]["required"].remove("country")
    link = LINKS["Query.customer"]
    derived = RowTypes().derive("Deeper", definition_of(Deeper), naming="as_declared", key=None)
    changed = replace(link, source=Source.of(link.source.endpoint, *derived))
    assert list(row_problems(changed, Contract(document))) == [
        "Deeper.country: 'address.country' may be missing",
        "Deeper.country: may be null, but is read as Str",
        "Deeper.planet: there is no 'address.planet' in a row",
        "Deeper.name: there is no 'first_name.short' in a row",
    ]


class Card(Struct, frozen=True, kw_only=True, tag_field="type", tag="card"):
    digits: str


class Transfer(Struct, frozen=True, kw_only=True, tag_field="type", tag="transfer"):
    amount: int


class Order(Struct, frozen=True, kw_only=True):
    payments: tuple[Card | Transfer, ...]


def payment(said: object, **properties: object) -> dict[str, Any]:
    """Return the schema of a payment that has these properties, all of them required."""
    properties = {"type": said, **properties}
    return {"type": "object", "properties": properties, "required": list(properties)}


A_CARD = payment({"const": "card"}, digits={"type": "string"})
A_TRANSFER = payment({"const": "transfer"}, amount={"type": "integer"})


@pytest.mark.parametrize(
    ("items", "problems"),
    [
        ({"oneOf": [A_CARD, A_TRANSFER]}, []),
        ({"anyOf": [A_TRANSFER]}, []),
        (payment({"enum": ["card", "transfer"]}, digits={"type": "string"}, amount={"type": "integer"}), []),
        (payment({"type": "string"}, amount={"type": "integer"}), []),
        (
            payment({"enum": ["card", "transfer"]}, amount={"type": "integer"}),
            ["[](card).digits: there is no 'digits' in a row"],
        ),
        (
            {"oneOf": [A_CARD, payment({"const": "cash"})]},
            ["[]: 'type' may be 'cash', which is none of the types there"],
        ),
        (payment({"type": "string"}), ["[].digits: there is no 'digits' in a row"]),
        (
            {"oneOf": [A_CARD, payment({"const": "transfer"}, amount={"type": "string"})]},
            ["[](transfer).amount: may be string, but is read as Int"],
        ),
        ({**A_CARD, "required": ["digits"]}, ["[]: 'type' may be missing"]),
        ({"type": "object"}, ["[]: there is no 'type' in an object"]),
        ({"oneOf": [A_CARD, {"type": "null"}]}, ["[]: may be null, but is read as Struct or Struct"]),
    ],
)
def test_objects_of_several_types_are_held_against_what_they_say(
    items: dict[str, Any], problems: list[str]
) -> None:
    order = {"properties": {"payments": {"type": "array", "items": items}}, "required": ["payments"]}
    found = list(fit_problems(Order, order, Contract({}), place="Order"))
    assert found == [f"Order.payments{each}" for each in problems]
