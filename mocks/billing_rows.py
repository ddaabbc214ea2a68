"""The rows of the billing service: invoices and their lines, those of the data and those created in a run."""

import threading
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path

from fastapi import HTTPException
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

__all__ = ["BillingAddress", "Created", "Invoice", "InvoiceLine", "Invoices", "NewInvoice", "NewLine"]

TODAY = date(2012, 1, 1)  # of every invoice created: after the last of the data, and the same in each run
DATA = Path(__file__).parent / "data"


class BillingAddress(BaseModel):
    """Where an invoice was sent."""

    street: str | None
    city: str | None
    state: str | None
    country: str | None
    postal_code: str | None


class Invoice(BaseModel):
    """What a customer bought in one go."""

    id: int
    customer_id: int
    invoice_date: date
    billing: BillingAddress
    total_cents: int = Field(description="In cents of a US dollar")


class InvoiceLine(BaseModel):
    """One track on an invoice."""

    id: int
    invoice_id: int
    track_id: int
    unit_price_cents: int = Field(description="In cents of a US dollar")
    quantity: int


class NewLine(BaseModel):
    """A track to buy."""

    model_config = ConfigDict(extra="forbid")

    track_id: int
    quantity: int = Field(ge=1, le=100)


class NewInvoice(BaseModel):
    """What a customer wants to buy."""

    model_config = ConfigDict(extra="forbid")

    customer_id: int
    lines: list[NewLine] = Field(min_length=1, max_length=100)


@dataclass(frozen=True, slots=True)
class Created:
    """The invoice for an idempotency key, and whether it is new or of an earlier call."""

    invoice: Invoice
    is_new: bool


class Invoices:
    """The invoices of one run; safe to use from any thread.

    Ids grow with time: the newest invoice of a customer is the one with the highest id.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._by_id = dict(stored_invoices())
        self._lines = dict(stored_lines())
        self._line_count = sum(map(len, self._lines.values()))
        self._by_key: dict[str, tuple[NewInvoice, Invoice]] = {}
        by_customer: dict[int, tuple[Invoice, ...]] = defaultdict(tuple)
        for invoice in self._by_id.values():
            by_customer[invoice.customer_id] = (invoice, *by_customer[invoice.customer_id])
        self._by_customer = dict(by_customer)

    def read(self, invoice_id: int) -> Invoice | None:
        """Return this invoice, None if there is none."""
        return self._by_id.get(invoice_id)

    def of_customer(self, customer_id: int) -> Sequence[Invoice]:
        """Return the invoices of a customer, newest first."""
        return self._by_customer.get(customer_id, ())

    def lines_of(self, invoice_id: int) -> Sequence[InvoiceLine]:
        """Return the lines of an invoice, in order of id."""
        return self._lines.get(invoice_id, ())

    def sold(self) -> list[tuple[Invoice, InvoiceLine]]:
        """Return every line that there is, with its invoice."""
        with self._lock:
            return [(self._by_id[line.invoice_id], line) for lines in self._lines.values() for line in lines]

    def create(self, new: NewInvoice, *, key: str) -> Created:
        """Create an invoice, unless this key has created it already.

        Raises: HTTPException 422 if the key came with another body before, or for an unknown customer or
        track. A refused call does not use up its key.
        """
        with self._lock:
            body, invoice = self._by_key.get(key, (new, None))
            if body != new:
                raise HTTPException(422, "This Idempotency-Key came with another body. Send a new key.")
            if invoice is not None:
                return Created(invoice, is_new=False)
            invoice = self._add(new)
            self._by_key[key] = (new, invoice)
            return Created(invoice, is_new=True)

    def _add(self, new: NewInvoice) -> Invoice:
        if not (earlier := self.of_customer(new.customer_id)):
            raise HTTPException(422, f"There is no customer {new.customer_id}.")
        invoice_id = max(self._by_id) + 1
        lines = self._new_lines(new, invoice_id)
        invoice = Invoice(
            id=invoice_id,
            customer_id=new.customer_id,
            invoice_date=TODAY,
            billing=earlier[0].billing,
            total_cents=sum(line.unit_price_cents * line.quantity for line in lines),
        )
        # The lines first: who finds the invoice, finds them. Tuples are replaced, never changed.
        self._line_count += len(lines)
        self._lines[invoice_id] = lines
        self._by_id[invoice_id] = invoice
        self._by_customer[new.customer_id] = (invoice, *earlier)
        return invoice

    def _new_lines(self, new: NewInvoice, invoice_id: int) -> tuple[InvoiceLine, ...]:
        prices = prices_in_cents()
        unknown = sorted({line.track_id for line in new.lines} - prices.keys())
        if unknown:
            raise HTTPException(422, f"There is no track {unknown[0]}.")
        return tuple(
            InvoiceLine(
                id=line_id,
                invoice_id=invoice_id,
                track_id=line.track_id,
                unit_price_cents=prices[line.track_id],
                quantity=line.quantity,
            )
            for line_id, line in enumerate(new.lines, start=self._line_count + 1)
        )


class _StoredInvoice(BaseModel):
    id: int
    customer_id: int
    invoice_date: datetime
    billing_address: str | None
    billing_city: str | None
    billing_state: str | None
    billing_country: str | None
    billing_postal_code: str | None
    total: float


class _StoredLine(BaseModel):
    id: int
    invoice_id: int
    track_id: int
    unit_price: float
    quantity: int


class _Priced(BaseModel):
    id: int
    unit_price: float


@cache
def stored_invoices() -> Mapping[int, Invoice]:
    """Return the invoices of the data by id, in order of id."""
    stored = TypeAdapter(list[_StoredInvoice]).validate_json((DATA / "invoices.json").read_bytes())
    return {row.id: _invoice(row) for row in sorted(stored, key=lambda row: row.id)}


@cache
def stored_lines() -> Mapping[int, tuple[InvoiceLine, ...]]:
    """Return the lines of the data by invoice, in order of id."""
    stored = TypeAdapter(list[_StoredLine]).validate_json((DATA / "invoice_lines.json").read_bytes())
    lines: dict[int, tuple[InvoiceLine, ...]] = defaultdict(tuple)
    for row in sorted(stored, key=lambda row: row.id):
        line = InvoiceLine(**row.model_dump(exclude={"unit_price"}), unit_price_cents=_cents(row.unit_price))
        lines[row.invoice_id] += (line,)
    return dict(lines)


@cache
def prices_in_cents() -> Mapping[int, int]:
    """Return what each track costs."""
    priced = TypeAdapter(list[_Priced]).validate_json((DATA / "tracks.json").read_bytes())
    return {track.id: _cents(track.unit_price) for track in priced}


def _invoice(row: _StoredInvoice) -> Invoice:
    return Invoice(
        id=row.id,
        customer_id=row.customer_id,
        invoice_date=row.invoice_date.date(),
        billing=BillingAddress(
            street=row.billing_address,
            city=row.billing_city,
            state=row.billing_state,
            country=row.billing_country,
            postal_code=row.billing_postal_code,
        ),
        total_cents=_cents(row.total),
    )


def _cents(dollars: float) -> int:
    return round(dollars * 100)
