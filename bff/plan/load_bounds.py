"""The most calls that the declared loads of one resolver may make, for one layer of objects."""

from __future__ import annotations

from collections.abc import Iterator

from bff.declare.fields.loads import Load
from bff.flow.plan import CallBound, PlannedField

from .charges import MOST

__all__ = ["load_bounds"]


def load_bounds(
    field: PlannedField, path: str, *, parents: int, after_round: int, is_gated: bool
) -> Iterator[CallBound]:
    """Yield the bound of each load, in rounds as if they were made one after the other as declared.

    `is_gated`: the run holds loads back until every call of the resolver has ended or waits in one.
    """
    step_count = sum(each.key_count for each in field.loads)
    round_ = after_round
    for each in field.loads:
        round_ += each.key_count
        keys = min(MOST, parents * each.key_count)
        is_batched = is_gated and each.max_batch is not None
        endpoint = each.source.endpoint
        yield CallBound(
            path,
            field.line,
            endpoint.service,
            endpoint.name,
            keys,
            each.max_batch,
            _batches(each, keys, step_count) if is_batched else keys,
            round_,
            is_n_plus_one=not is_batched and keys > 1,
        )


def _batches(load: Load, keys: int, step_count: int) -> int:
    """Return the most calls for so many keys that leave in at most so many steps.

    In each step every call of the resolver that has not ended gives at least one key that it has not given
    before, so there are no more steps than it may load keys. A step with w > 0 keys makes ceil(w / B) calls,
    which is at most (w + B - 1) / B; over all steps that is (keys + steps x (B - 1)) / B.
    """
    batch = load.max_batch or 1
    return min(keys, (keys + step_count * (batch - 1)) // batch)
