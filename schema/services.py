"""The services that the graph reads, one line for each endpoint; where they are stands in `bff.toml`."""

from bff import Cursor, Key, NextUrl, Offset, Service

__all__ = [
    "add_to_playlist",
    "albums_by_artist",
    "albums_by_id",
    "all_albums",
    "all_artists",
    "all_customers",
    "all_employees",
    "all_genres",
    "all_media_types",
    "all_playlists",
    "artists_by_id",
    "customers_by_id",
    "customers_by_rep",
    "employees_by_id",
    "employees_by_manager",
    "entries_by_playlist",
    "genres_by_id",
    "invoices_by_customer",
    "invoices_by_id",
    "invoices_of_customer",
    "lines_by_invoice",
    "media_types_by_id",
    "memberships_by_track",
    "place_invoice",
    "playlists_by_id",
    "rate_track",
    "ratings_by_track",
    "sales_by_track",
    "search_catalog",
    "stock_by_track",
    "summaries_by_track",
    "tracks_by_album",
    "tracks_by_genre",
    "tracks_by_id",
]

catalog = Service("catalog")
search_catalog = catalog.call(
    "GET /search?q={q}&limit={first}&offset={offset}", rows="items", paging=Offset(total="total")
)
all_artists = catalog.call(
    "GET /artists?limit={first}&offset={offset}", rows="items", paging=Offset(total="total")
)
artists_by_id = catalog.one("GET /artists?ids={ids}", key=Key("id"))
all_albums = catalog.call(
    "GET /albums?limit={first}&offset={offset}", rows="items", paging=Offset(total="total")
)
albums_by_id = catalog.one("GET /albums?ids={ids}", key=Key("id"))
albums_by_artist = catalog.many(
    "GET /albums?artist_ids={ids}&limit={first}", key=Key("artist_id"), rows="items"
)
tracks_by_id = catalog.one("GET /tracks?ids={ids}", key=Key("id"))
tracks_by_album = catalog.many("GET /tracks?album_ids={ids}&limit={first}", key=Key("album_id"), rows="items")
tracks_by_genre = catalog.many("GET /tracks?genre_ids={ids}&limit={first}", key=Key("genre_id"), rows="items")
all_genres = catalog.call("GET /genres?limit={first}", rows="items")
genres_by_id = catalog.one("GET /genres?ids={ids}", key=Key("id"))
all_media_types = catalog.call("GET /media-types?limit={first}", rows="items")
media_types_by_id = catalog.one("GET /media-types?ids={ids}", key=Key("id"))

customers = Service("customers")
all_customers = customers.call(
    "GET /customers?limit={first}&offset={offset}", paging=Offset(total_header="X-Total-Count")
)
customers_by_id = customers.one("GET /customers?id={ids*}", key=Key("id"), max_batch=50)
customers_by_rep = customers.many(
    "GET /customers?support_rep_id={ids*}&limit={first}", key=Key("support_rep_id"), max_batch=50
)
all_employees = customers.call("GET /employees?limit={first}&offset={offset}")
employees_by_id = customers.one("GET /employees?id={ids*}", key=Key("id"), max_batch=50)
employees_by_manager = customers.many(
    "GET /employees?reports_to_id={ids*}&limit={first}", key=Key("reports_to_id"), max_batch=50
)

ratings = Service("ratings", naming="camel", numeric_ids=True)
ratings_by_track = ratings.many(
    "POST /ratings/query",
    body={"trackIds": "{ids}", "limit": "{first}"},
    key=Key("trackId"),
    rows="ratings",
    max_batch=200,
)
summaries_by_track = ratings.one(
    "POST /summaries/query", body={"trackIds": "{ids}"}, key=Key("trackId"), rows="summaries", max_batch=200
)

rate_track = ratings.call("POST /ratings", body="{rating}", clears=[ratings_by_track, summaries_by_track])

billing = Service("billing", numeric_ids=True)
invoices_by_id = billing.one("GET /invoices/{id}", key=Key("id"))
invoices_by_customer = billing.many(
    "GET /invoices?customer_ids={ids}&limit={first}", key=Key("customer_id"), rows="data.invoices"
)
invoices_of_customer = billing.many(
    "GET /invoices?customer_id={id}&limit={first}&after={after}",
    key=Key("customer_id"),
    rows="data.invoices",
    paging=Cursor(next="page.next"),
)
sales_by_track = billing.one("GET /sales?track_ids={ids}", key=Key("track_id"), rows="data.sales")
lines_by_invoice = billing.many(
    "GET /invoices/lines?invoice_ids={ids}", key=Key("invoice_id"), rows="data.lines"
)

place_invoice = billing.call(
    "POST /invoices",
    body="{invoice}",
    idempotency_key=True,
    clears=[invoices_by_id, invoices_by_customer, invoices_of_customer, lines_by_invoice, sales_by_track],
)

playlist_service = Service("playlists", numeric_ids=True)
all_playlists = playlist_service.call(
    "GET /playlists?limit={first}&offset={after}", rows="items", paging=NextUrl(header="Link", total="total")
)
playlists_by_id = playlist_service.one("GET /playlists?ids={ids}", key=Key("id"))
entries_by_playlist = playlist_service.many(
    "GET /playlists/entries?playlist_ids={ids}&limit={first}", key=Key("playlist_id")
)
memberships_by_track = playlist_service.many("GET /playlists/by-track?track_ids={ids}", key=Key("track_id"))
add_to_playlist = playlist_service.call(
    "POST /playlists/{playlist_id}/entries",
    body={"track_id": "{track_id}"},
    clears=[entries_by_playlist, memberships_by_track],
)

stock = Service("stock")
stock_by_track = stock.one("GET /stock/{id}?region={region}", key=Key("track_id"))
