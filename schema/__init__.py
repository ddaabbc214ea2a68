"""The music store's graph: one team's schema over its REST services, to copy from."""
