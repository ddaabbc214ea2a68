"""The types of the graph, one file each."""
