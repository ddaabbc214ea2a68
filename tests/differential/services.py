"""The services of the harbour: every kind of endpoint that the engine knows, one line each."""

from bff import Cursor, Key, NextUrl, Offset, Service

fleet = Service("fleet")
people = Service("people", naming="camel")
goods = Service("goods", numeric_ids=True)

ships_by_id = fleet.one("GET /ships?ids={ids}", key=Key("id"), max_batch=3)
ports_by_code = fleet.one("POST /ports/query", body={"codes": "{ids}"}, key=Key("code", str))
ship_list = fleet.call("GET /ship-list?limit={first}&kind={kind}", rows="items")
weather_at = fleet.call("GET /weather/{code}?scale={scale}")

people_by_id = people.one("GET /people?id={ids*}", key=Key("id"), max_batch=4)
crew_by_ship = people.many("GET /crew?ships={ids}", key=Key("shipId"))
licence_by_holder = people.one("GET /licences/{id}?region={region}")

crates_by_ship = goods.many("GET /crates?ships={ids}&limit={first}", key=Key("ship_id"), max_batch=2)
found_crates = goods.call("POST /crates/search", body="{filter}")
inspections_by_crate = goods.many("GET /inspections/{id}", key=Key("crate_id"))
new_entry = goods.call("POST /entries", body={"text": "{text}", "ship": "{ship}"})
place_order = goods.call("POST /orders", body="{order}", idempotency_key=True)

pages_of_ships = fleet.call(
    "GET /ship-pages?limit={first}&offset={offset}&kind={kind}",
    rows="items",
    paging=Offset(total="page.total"),
)
pages_of_people = people.call("GET /people-pages?limit={first}&offset={offset}", paging=Offset())
pages_of_crew = people.many(
    "GET /crew-pages?ships={ids}&limit={first}&offset={offset}", key=Key("shipId"), paging=Offset()
)
badges_by_person = people.one("GET /badges?ids={ids}", key=Key.by_name(int), max_batch=3)
awards_by_person = people.many("GET /awards?ids={ids}", key=Key.by_name(int))
pages_of_crates = goods.many(
    "GET /ships/{id}/crates?limit={first}&after={after}",
    key=Key("ship_id"),
    rows="crates",
    paging=Cursor(next="next", total="total"),
)

yard = Service("yard")
tugs_by_name = yard.one("GET /tugs/{id}", key=Key("meta.id", str))
pages_of_tugs = yard.call(
    "GET /tug-pages?limit={first}&after={after}", paging=NextUrl(header="Link", total_header="X-Total-Count")
)
berths_by_place = yard.one(
    "POST /berths/query",
    body={"places": "{ids}"},
    key=Key(("meta.port", "number"), (str, int)),
    max_batch=3,
)
tides_at = yard.many("GET /tides?for={ids}", key=Key(("port", "number"), (str, int), separator="~"))
pilots_in_order = yard.one(
    "POST /pilots", body={"ids": "{ids}"}, key=Key.in_order(int), rows="pilots", max_batch=2
)
repairs_in_order = yard.many("POST /repairs", body={"ids": "{ids}"}, key=Key.in_order(int))

lookout = Service("lookout")
event_list = lookout.call("GET /events?limit={first}", rows="items")
pages_of_events = lookout.call(
    "GET /event-pages?limit={first}&after={after}", rows="data.events", paging=Cursor(next="page.next")
)
events_by_ship = lookout.many("GET /ship-events?ships={ids}", key=Key("place.ship"), max_batch=2)
port_events = lookout.many(
    "GET /ports/{id}/events?limit={first}&after={after}",
    key=Key("place.port", str),
    paging=NextUrl(header="Link"),
)
last_event_at = lookout.one("GET /last-event/{id}", key=Key("place.port", str))
last_events_in_order = lookout.one("POST /last-events", body={"ids": "{ids}"}, key=Key.in_order(int))
