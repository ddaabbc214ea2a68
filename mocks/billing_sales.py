"""What the invoices say of a track: how often it was sold, and for how much."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from pydantic import BaseModel, Field

from .billing_rows import Invoice, InvoiceLine, Invoices

__all__ = ["TrackSales", "sales_of"]


class TrackSales(BaseModel):
    """What was sold of one track that somebody bought."""

    track_id: int
    copies: int
    revenue_cents: int = Field(description="In cents of a US dollar")
    last_sold: date


def sales_of(track_ids: Iterable[int], kept: Invoices) -> list[TrackSales]:
    """Return the sales of these tracks, in their order; one that nobody bought is left out."""
    wanted = set(track_ids)
    sold: dict[int, list[tuple[Invoice, InvoiceLine]]] = defaultdict(list)
    for invoice, line in kept.sold():
        if line.track_id in wanted:
            sold[line.track_id].append((invoice, line))
    return [_sum_up(track_id, sold[track_id]) for track_id in track_ids if track_id in sold]


def _sum_up(track_id: int, sold: list[tuple[Invoice, InvoiceLine]]) -> TrackSales:
    return TrackSales(
        track_id=track_id,
        copies=sum(line.quantity for _, line in sold),
        revenue_cents=sum(line.unit_price_cents * line.quantity for _, line in sold),
        last_sold=max(invoice.invoice_date for invoice, _ in sold),
    )
