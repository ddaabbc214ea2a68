"""The services that the graph reads, one line for each endpoint; where they are stands in `bff.toml`."""

from bff import Key, Service

__all__ = [
    "albums",
    "albums_by_artist",
    "albums_by_id",
    "artists",
    "artists_by_id",
    "customers_by_id",
    "customers_by_rep",
    "employees_by_id",
    "genres",
    "genres_by_id",
    "media_types_by_id",
    "ratings_by_track",
    "summaries_by_track",
    "tracks_by_album",
    "tracks_by_genre",
    "tracks_by_id",
]

catalog = Service("catalog")
artists = catalog.call("GET /artists?limit={first}&offset={offset}", rows="items")
artists_by_id = catalog.one("GET /artists?ids={ids}", key=Key("id"))
albums = catalog.call("GET /albums?limit={first}&offset={offset}", rows="items")
albums_by_id = catalog.one("GET /albums?ids={ids}", key=Key("id"))
albums_by_artist = catalog.many(
    "GET /albums?artist_ids={ids}&limit={first}", key=Key("artist_id"), rows="items"
)
tracks_by_id = catalog.one("GET /tracks?ids={ids}", key=Key("id"))
tracks_by_album = catalog.many("GET /tracks?album_ids={ids}&limit={first}", key=Key("album_id"), rows="items")
tracks_by_genre = catalog.many("GET /tracks?genre_ids={ids}&limit={first}", key=Key("genre_id"), rows="items")
genres = catalog.call("GET /genres?limit={first}", rows="items")
genres_by_id = catalog.one("GET /genres?ids={ids}", key=Key("id"))
media_types_by_id = catalog.one("GET /media-types?ids={ids}", key=Key("id"))

customers = Service("customers")
customers_by_id = customers.one("GET /customers?id={ids*}", key=Key("id"), max_batch=50)
customers_by_rep = customers.many(
    "GET /customers?support_rep_id={ids*}&limit={first}", key=Key("support_rep_id"), max_batch=50
)
employees_by_id = customers.one("GET /employees?id={ids*}", key=Key("id"), max_batch=50)

ratings = Service("ratings", naming="camel")
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
