"""A GraphQL aggregation layer over REST services: the public names, and nothing else."""

from bff.declare import (
    Cost,
    Graph,
    Key,
    ListSize,
    ListSizeDirective,
    Service,
    argument,
    link,
    read_from,
)

__all__ = [
    "Cost",
    "Graph",
    "Key",
    "ListSize",
    "ListSizeDirective",
    "Service",
    "argument",
    "link",
    "read_from",
]
