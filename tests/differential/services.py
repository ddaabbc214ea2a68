"""The services of the harbour: every kind of endpoint that the engine knows, one line each."""

from bff import Key, Service

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
