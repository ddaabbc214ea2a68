"""The part of a selection that leads to links: what is fetched before graphql-core walks a document."""

from __future__ import annotations

from dataclasses import replace

from bff.flow.plan import PlannedField, Selection

__all__ = ["only_links"]


def only_links(selection: Selection) -> Selection:
    """Return the selection without what is no link and leads to none by attributes alone.

    graphql-core asks link by link: a row that another path has brought already would let its subtree leave
    in a batch of its own, and the calls made could exceed those planned. Fetched by the plan before, all rows
    are there when it asks.
    """
    return _pruned(selection, {})


def _pruned(selection: Selection, known: dict[int, Selection]) -> Selection:
    pruned = known.get(id(selection))
    if pruned is None:
        fields = tuple(_field(each, known) for each in selection.fields if _leads_on(each))
        pruned = known[id(selection)] = replace(selection, fields=fields)
    return pruned


def _field(field: PlannedField, known: dict[int, Selection]) -> PlannedField:
    return replace(
        field, selections={name: _pruned(below, known) for name, below in field.selections.items()}
    )


def _leads_on(field: PlannedField) -> bool:
    if field.link is not None or field.reference is not None:
        return True
    return field.attribute is not None and any(below.has_links for below in field.selections.values())
