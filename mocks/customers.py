"""The customers service: customers and the employees who support them, who report to each other.

Its habit: batches as repeated parameters, plain lists with the total in a header, and the caller's own
Authorization on every call.
"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, JsonValue, TypeAdapter

from .server import PROBLEM, Service

__all__ = ["CUSTOMERS", "FORBIDDEN_TOKEN", "Address", "Customer", "Employee"]

MAX_IDS = 50
FORBIDDEN_TOKEN = "forbidden-token"
DATA = Path(__file__).parent / "data"


class Address(BaseModel):
    """Where somebody is reached by post."""

    street: str | None
    city: str | None
    state: str | None
    country: str | None
    postal_code: str | None


class _Row(BaseModel):
    id: int


class Customer(_Row):
    """Somebody who buys music."""

    first_name: str
    last_name: str
    company: str | None
    email: str
    phone: str | None
    support_rep_id: int | None
    address: Address


class Employee(_Row):
    """Somebody who works in the store."""

    first_name: str
    last_name: str
    title: str | None
    email: str
    phone: str | None
    reports_to_id: int | None
    hire_date: date
    address: Address


def require_caller(
    credentials: Annotated[
        HTTPAuthorizationCredentials | None,
        Depends(HTTPBearer(auto_error=False, description="The caller's own token")),
    ],
) -> None:
    """Refuse a call without a bearer token (401) or with the forbidden one (403); any other is welcome."""
    if credentials is None or not credentials.credentials.strip():
        raise HTTPException(401, "A bearer token is required.", {"WWW-Authenticate": "Bearer"})
    if credentials.credentials == FORBIDDEN_TOKEN:
        raise HTTPException(403, "This caller may not see customers.")


router = APIRouter(
    dependencies=[Depends(require_caller)],
    responses={401: PROBLEM | {"description": "No token"}, 403: PROBLEM | {"description": "Not allowed"}},
)

TOTAL_HEADER: dict[int | str, dict[str, Any]] = {
    200: {"headers": {"X-Total-Count": {"description": "On a page: all rows", "schema": {"type": "integer"}}}}
}
Ids = Annotated[list[int] | None, Query(max_length=MAX_IDS, description="Repeat it for each id")]
Limit = Annotated[int, Query(ge=1, le=100, description="Rows of a page, or rows for each parent id")]
Offset = Annotated[int, Query(ge=0)]


@router.get("/customers", responses=TOTAL_HEADER)
async def list_customers(
    response: Response,
    id: Ids = None,
    support_rep_id: Ids = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> list[Customer]:
    """Return the customers with these ids, or the first ones of each support rep, or a page of all."""
    _refuse_two(id, support_rep_id)
    if id:
        return _having(customers(), id, lambda row: row.id)
    if support_rep_id:
        return _having(customers(), support_rep_id, lambda row: row.support_rep_id, limit=limit)
    response.headers["x-total-count"] = str(len(customers()))
    return list(customers()[offset : offset + limit])


@router.get("/employees", responses=TOTAL_HEADER)
async def list_employees(
    response: Response,
    id: Ids = None,
    reports_to_id: Ids = None,
    limit: Limit = 20,
    offset: Offset = 0,
) -> list[Employee]:
    """Return the employees with these ids, or the first ones who report to each, or a page of all."""
    _refuse_two(id, reports_to_id)
    if id:
        return _having(employees(), id, lambda row: row.id)
    if reports_to_id:
        return _having(employees(), reports_to_id, lambda row: row.reports_to_id, limit=limit)
    response.headers["x-total-count"] = str(len(employees()))
    return list(employees()[offset : offset + limit])


CUSTOMERS = Service(
    name="customers",
    port=8102,
    habit="Repeated parameters (?id=1&id=2), at most 50; the caller's Authorization required.",
    router=router,
)


Row = TypeVar("Row", bound=_Row)


def _refuse_two(*selections: list[int] | None) -> None:
    if sum(selection is not None for selection in selections) > 1:
        raise HTTPException(400, "Select by one kind of id, not by two. Send one call for each.")


def _having(
    rows: Iterable[Row], keys: Iterable[int], key: Callable[[Row], int | None], limit: int = 1
) -> list[Row]:
    """Return the rows that have one of the keys, at most `limit` for each key, in order of id."""
    left = dict.fromkeys(keys, limit)
    found: list[Row] = []
    for row in rows:
        number = key(row)
        if number is not None and left.get(number, 0) > 0:
            left[number] -= 1
            found.append(row)
    return found


@cache
def customers() -> tuple[Customer, ...]:
    """Return all customers in order of id."""
    return _in_order(Customer.model_validate(_with_address(row)) for row in _read("customers.json"))


@cache
def employees() -> tuple[Employee, ...]:
    """Return all employees in order of id."""
    return _in_order(Employee.model_validate(_with_address(row)) for row in _read("employees.json"))


def _read(file_name: str) -> list[dict[str, JsonValue]]:
    return TypeAdapter(list[dict[str, JsonValue]]).validate_json((DATA / file_name).read_bytes())


def _with_address(row: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return the row with its flat address columns gathered; the models ignore the columns they lack."""
    return {**row, "address": {**row, "street": row["address"]}}


def _in_order(rows: Iterable[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: row.id))
