"""The services that a graph reads, and how each endpoint of theirs is asked."""
