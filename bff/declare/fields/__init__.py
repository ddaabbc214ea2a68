"""The fields that a schema author declares: links, references, loads; and the checks of each."""
