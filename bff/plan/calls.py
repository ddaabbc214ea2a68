"""The most calls that a plan may make: one visit for each place and number of keys that reaches it."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from graphql import Undefined, get_named_type

from bff.declare.fields.link import Link, Parameter
from bff.declare.fields.node import ID_ARGUMENT, Reference
from bff.flow.plan import CallBound, PlannedField, Selection

from .charges import MOST, Charges, any_of, one_of
from .costs import Costs, Sized
from .load_bounds import load_bounds
from .terms import Term
from .values import freeze

__all__ = ["MAX_PLACES", "Calls"]

MAX_PLACES = 2_000
"""Past this many places those of one selection are told as one, with key counts rounded up to a power of
two: still an upper bound, and the work stays in proportion to the document however its fragments repeat."""


class _Layer(NamedTuple):
    """The objects that one selection is applied to at one place."""

    path: str
    keys: int
    """How many there may be, equal ones counted once."""
    round: int
    sized: Sized
    is_scattered: bool = False
    """True where graphql-core walks and no row is fetched before: below a hand-written resolver, and in a
    mutation. Values become ready one by one, and a row that is there already sends what hangs below it ahead,
    so each key may leave in a call of its own."""


@dataclass(frozen=True, slots=True)
class _Reach:
    """How many keys a link asks for: `parents` differing ones, each with `keys_each` keys."""

    parents: int
    keys_each: int


class Calls:
    """The call bounds of a plan with one set of variables."""

    def __init__(self, terms: Mapping[PlannedField, Term], costs: Costs, *, is_compiled: bool) -> None:
        self._is_compiled = is_compiled
        self._terms = terms
        self._costs = costs
        self._known: dict[tuple[int, _Layer], Charges] = {}
        self._first_paths: dict[int, str] = {}

    def of_root(self, root: Selection, *, is_serial: bool) -> Charges:
        """Return all charges; serial fields wait for those before them."""
        charges = Charges()
        layer = _Layer("", 1, 0, (), is_scattered=is_serial and not self._is_compiled)
        steps = [replace(root, fields=(field,)) for field in root.fields] if is_serial else [root]
        for step in steps:  # all of them alive until the end: places are known by identity
            charges.add(self._below(step, layer))
            layer = layer._replace(round=max((bound.round for bound in charges.bounds.values()), default=0))
        return charges

    def _below(self, selection: Selection, layer: _Layer) -> Charges:
        if not selection.has_links or layer.keys == 0:
            return Charges()
        first = self._first_paths.setdefault(id(selection), layer.path)
        if len(self._known) >= MAX_PLACES:
            layer = layer._replace(path=first, keys=1 << (layer.keys - 1).bit_length())
        known = self._known.get((id(selection), layer))
        if known is not None:
            return known
        charges = Charges()
        shared: set[Hashable] = set()
        for field in selection.fields:
            if field.reference is not None:
                branches = self._refer(field, field.reference, layer)
                charges.add(any_of(branches) if layer.keys > 1 else one_of(branches))
                continue
            inner = self._enter(field, layer, shared, charges)
            branches = [self._below(each, inner) for each in field.selections.values() if each.has_links]
            charges.add(any_of(branches) if inner.keys > 1 else one_of(branches))
        self._known[id(selection), layer] = charges
        return charges

    def _refer(self, field: PlannedField, reference: Reference, layer: _Layer) -> list[Charges]:
        """Return what each type that a reference may lead to makes; an id says which one it is."""
        path = f"{layer.path}.{field.response_key}" if layer.path else field.response_key
        names = set(reference.links)
        if reference.kind is None:
            layer = layer._replace(keys=1)
            name = reference.type_of(self._terms[field].value_of(ID_ARGUMENT, self._costs.variables))
            names &= {name}
        branches = []
        for name, link in reference.links.items():
            if name in names:
                charges = Charges()
                bound = _bound(link, _Reach(layer.keys, 1), path, field.line, layer)
                charges.charge(path, f"{field.coordinate}:{name}", bound)
                inner = layer._replace(path=path, round=layer.round + 1, sized=())
                charges.add(self._below(field.selections[name], inner))
                branches.append(charges)
        return branches

    def _enter(self, field: PlannedField, layer: _Layer, shared: set[Hashable], charges: Charges) -> _Layer:
        """Charge the field's link or loads, and return the layer of its values."""
        path = f"{layer.path}.{field.response_key}" if layer.path else field.response_key
        size = min(self._costs.size(field, layer.sized), MOST)
        handed = self._costs.handed(field)
        if field.link is None:
            scattered = layer.is_scattered or (not self._is_compiled and field.attribute is None)
            return layer._replace(
                path=path,
                keys=min(MOST, layer.keys * int(size)),
                round=self._charge_loads(field, path, layer, charges),
                sized=handed,
                is_scattered=scattered,
            )
        term = self._terms[field]
        reach = self._reach(field.link, term, layer, int(size))
        bound = _bound(field.link, reach, path, field.line, layer)
        identity = self._identity(field.link, term, reach)
        if bound.count and identity not in shared:
            shared.add(identity)
            charges.charge(path, field.coordinate, bound)
        values = 1
        if field.is_list:
            values = max(int(size), reach.keys_each) if reach.keys_each > 1 else int(size)
        return layer._replace(
            path=path, keys=min(MOST, reach.parents * values), round=layer.round + 1, sized=handed
        )

    def _charge_loads(self, field: PlannedField, path: str, layer: _Layer, charges: Charges) -> int:
        """Charge what the field's resolver may load, and return the round after which it has its value."""
        last_round = layer.round
        bounds = load_bounds(
            field, path, parents=layer.keys, after_round=layer.round, is_gated=self._is_compiled
        )
        for number, bound in enumerate(bounds):
            charges.charge(path, f"{field.coordinate}#{number}", bound)
            last_round = bound.round
        return last_round

    def _reach(self, link: Link, term: Term, layer: _Layer, size: int) -> _Reach:
        varies = link.depends_on_parent or link.key_depends_on_parent
        keys_each = 1
        for part in link.keys:
            if part.graphql_argument is not None:
                value = term.value_of(part.graphql_argument, self._costs.variables)
                keys_each *= len(value) if isinstance(value, list | tuple) else 1
            elif link.is_list and link.source.endpoint.kind == "one":
                keys_each *= size
        return _Reach(layer.keys if varies else 1, keys_each)

    def _identity(self, link: Link, term: Term, reach: _Reach) -> Hashable:
        """Return what two links of one layer must have in common to share their calls.

        `reach` is part of it, because of a list of keys each field may ask for another number.
        """
        values = tuple(self._origin(each, term) for each in (*link.keys, *link.parameters))
        pages = link.first if link.is_connection else None  # equal cursors may ask for differing rows
        return id(link.source), link.is_list, link.is_connection, pages, reach, values

    def _origin(self, parameter: Parameter, term: Term) -> Hashable:
        if parameter.graphql_argument is None:
            return parameter.placeholder, parameter.attribute
        value = term.value_of(parameter.graphql_argument, self._costs.variables)
        kind = get_named_type(parameter.type).name if parameter.type is not None else ""
        return parameter.placeholder, kind, None if value is Undefined else freeze(value)


def _bound(link: Link, reach: _Reach, path: str, line: int, layer: _Layer) -> CallBound:
    keys = min(MOST, reach.parents * reach.keys_each)
    if link.max_batch is None or layer.is_scattered:
        count, is_n_plus_one = keys, keys > 1
    elif link.depends_on_parent:
        count = min(MOST, reach.parents * -(-reach.keys_each // link.max_batch))
        is_n_plus_one = reach.parents > 1
    else:
        count, is_n_plus_one = -(-keys // link.max_batch), False
    endpoint = link.source.endpoint
    return CallBound(
        path,
        line,
        endpoint.service,
        endpoint.name,
        keys,
        link.max_batch,
        count,
        layer.round + 1,
        is_n_plus_one,
    )
