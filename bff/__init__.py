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
]
