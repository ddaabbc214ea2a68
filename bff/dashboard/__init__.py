"""The operator's pages: what is recorded, shown to people. This room reads only.

For now it serves GraphiQL. The sources of the pages are in `web`; `make web` builds them into `static`.
"""
