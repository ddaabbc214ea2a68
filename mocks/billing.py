"""The billing service: invoices and their lines, and what these come to.

Its habit: the store's own key on every call, lists inside two envelopes, pages by cursor, money in cents, and
a new invoice only under an Idempotency-Key.
"""

import base64
import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Response
from fastapi.security import APIKeyHeader
from pydantic import BaseModel, Field

from .billing_rows import Invoice, InvoiceLine, Invoices, NewInvoice
from .billing_sales import TrackSales, sales_of
from .id_list import Ids, OptionalIds, numbers
from .server import PROBLEM, Service
from .state import state_of

__all__ = ["API_KEY", "BILLING", "Invoice", "InvoiceLine", "Invoices", "NewInvoice", "TrackSales"]

API_KEY = "billing-key"
CURSOR_KEY = b"mocks"  # no secret: it only shows that a cursor was changed


class InvoiceRows(BaseModel):
    """The inner envelope of invoices."""

    invoices: list[Invoice]


class InvoiceList(BaseModel):
    """The invoices of some customers, grouped by customer, newest first."""

    data: InvoiceRows


class Place(BaseModel):
    """Where a page ends."""

    next: str | None = Field(description="The cursor of the next page, null on the last one")
    has_more: bool


class InvoicePage(InvoiceList):
    """Some of the invoices of one customer, newest first."""

    page: Place


class LineRows(BaseModel):
    """The inner envelope of lines."""

    lines: list[InvoiceLine]


class LineList(BaseModel):
    """The lines of some invoices, in order of invoice and id."""

    data: LineRows


class SalesRows(BaseModel):
    """The inner envelope of sales."""

    sales: list[TrackSales]


class SalesList(BaseModel):
    """The sales of those tracks that somebody bought, in order of track."""

    data: SalesRows


def require_key(
    key: Annotated[
        str | None, Depends(APIKeyHeader(name="X-Api-Key", auto_error=False, description="The service's own"))
    ],
) -> None:
    """Refuse a call without the key of the service (401), whoever the caller is."""
    if key != API_KEY:
        raise HTTPException(401, "The key of this service is required.", {"WWW-Authenticate": "ApiKey"})


router = APIRouter(
    dependencies=[Depends(require_key)], responses={401: PROBLEM | {"description": "Without the right key"}}
)

Kept = Annotated[Invoices, Depends(state_of(Invoices))]
Limit = Annotated[int, Query(ge=1, le=100, description="Rows of a page, or rows for each customer")]
After = Annotated[str | None, Query(max_length=200, description="The cursor of the page before")]
IdempotencyKey = Annotated[
    str,
    Header(alias="Idempotency-Key", min_length=1, max_length=255, description="Yours, one for each intent"),
]


@router.get("/invoices")
async def list_invoices(
    kept: Kept,
    customer_ids: OptionalIds = None,
    customer_id: int | None = None,
    limit: Limit = 10,
    after: After = None,
) -> InvoicePage | InvoiceList:
    """Return the newest invoices of each of these customers, or a page of those of one."""
    if customer_id is not None and customer_ids is None:
        return _page(kept, customer_id, limit=limit, after=after)
    if customer_ids is None or customer_id is not None or after is not None:
        raise HTTPException(
            400, "Select by customer_ids, or by customer_id and, from its second page on, after."
        )
    groups = (kept.of_customer(number)[:limit] for number in numbers(customer_ids))
    return InvoiceList(data=InvoiceRows(invoices=[invoice for group in groups for invoice in group]))


@router.get("/invoices/lines")
async def list_invoice_lines(kept: Kept, invoice_ids: Ids) -> LineList:
    """Return all lines of these invoices."""
    groups = (kept.lines_of(number) for number in numbers(invoice_ids))
    return LineList(data=LineRows(lines=[line for group in groups for line in group]))


@router.get("/invoices/{id}", responses={404: PROBLEM | {"description": "No such invoice"}})
async def read_invoice(kept: Kept, id: int) -> Invoice:
    """Return one invoice."""
    if (invoice := kept.read(id)) is None:
        raise HTTPException(404, f"There is no invoice {id}.")
    return invoice


@router.post(
    "/invoices",
    status_code=201,
    responses={
        200: {"model": Invoice, "description": "Created before, by an earlier call with this key"},
        422: PROBLEM | {"description": "No such customer or track, or the key came with another body"},
    },
)
async def create_invoice(kept: Kept, new: NewInvoice, key: IdempotencyKey, response: Response) -> Invoice:
    """Create an invoice; the same key again answers with the same invoice, and creates nothing."""
    created = kept.create(new, key=key)
    if not created.is_new:
        response.status_code = 200
    return created.invoice


@router.get("/sales")
async def list_sales(kept: Kept, track_ids: Ids) -> SalesList:
    """Return what was sold of these tracks; one that nobody bought is left out."""
    return SalesList(data=SalesRows(sales=sales_of(numbers(track_ids), kept)))


BILLING = Service(
    name="billing",
    port=8104,
    habit="The service's own X-Api-Key; two envelopes; cursor paging; cents; Idempotency-Key on POST.",
    router=router,
    new_state=Invoices,
)


def _page(kept: Invoices, customer_id: int, *, limit: int, after: str | None) -> InvoicePage:
    rest = kept.of_customer(customer_id)
    if after is not None:
        last_id = _last_id(after, customer_id)
        rest = [invoice for invoice in rest if invoice.id < last_id]
    shown, has_more = list(rest[:limit]), len(rest) > limit
    cursor = _cursor(customer_id, shown[-1].id) if has_more else None
    return InvoicePage(data=InvoiceRows(invoices=shown), page=Place(next=cursor, has_more=has_more))


def _cursor(customer_id: int, last_id: int) -> str:
    """Return the cursor behind this invoice of this customer: invoices created meanwhile do not shift it."""
    place = f"{customer_id}.{last_id}"
    seal = hashlib.blake2b(place.encode(), key=CURSOR_KEY, digest_size=6).hexdigest()
    return base64.urlsafe_b64encode(f"{place}.{seal}".encode()).decode()


def _last_id(cursor: str, customer_id: int) -> int:
    """Return the invoice behind which this cursor stands.

    Raises: HTTPException 400 if it is not, byte for byte, one that this service gave for this customer.
    """
    try:
        last_id = int(base64.urlsafe_b64decode(cursor).split(b".")[1])
    except (ValueError, IndexError):
        last_id = 0
    if cursor != _cursor(customer_id, last_id):
        raise HTTPException(400, f"This is no cursor of the invoices of customer {customer_id}.")
    return last_id
