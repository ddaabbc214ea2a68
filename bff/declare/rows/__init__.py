"""Row types: what is read of a reply, derived from the schema's own types."""
