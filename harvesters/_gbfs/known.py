"""Names of feeds and members in GBFS 1.1, 2.0 to 2.3 and 3.0 (https://gbfs.org/documentation/)."""

from __future__ import annotations

DOCUMENT = ["last_updated", "ttl", "version", "data"]
#: feeds by the name of 3.0 -> former names
READ = {
    "system_information": (),
    "station_information": (),
    "station_status": (),
    "vehicle_status": ("free_bike_status",),
    "vehicle_types": (),
    "system_pricing_plans": (),
}
#: feeds that may be gone without harm
SPARE = frozenset(("vehicle_types", "system_pricing_plans"))
#: feeds that are not read: rules and hours, news, zones as large as towns
OTHERS = frozenset((
    "gbfs", "gbfs_versions", "manifest", "system_hours", "system_calendar", "system_regions",
    "system_alerts", "geofencing_zones", "vehicle_availability",
))  # fmt: skip
STATION = [
    "station_id", "name", "short_name", "lat", "lon", "address", "cross_street", "region_id",
    "post_code", "city", "rental_methods", "is_virtual_station", "station_area", "parking_type",
    "parking_hoop", "contact_phone", "capacity", "vehicle_capacity", "vehicle_type_capacity",
    "vehicle_types_capacity", "vehicle_docks_capacity", "is_valet_station", "is_charging_station",
    "rental_uris", "station_opening_hours",
]  # fmt: skip
STATUS = [
    "station_id", "num_bikes_available", "num_vehicles_available", "vehicle_types_available",
    "num_bikes_disabled", "num_vehicles_disabled", "num_docks_available", "num_docks_disabled",
    "vehicle_docks_available", "is_installed", "is_renting", "is_returning", "last_reported",
    "num_ebikes_available",
]  # fmt: skip
VEHICLE = [
    "bike_id", "vehicle_id", "lat", "lon", "is_reserved", "is_disabled", "rental_uris",
    "vehicle_type_id", "last_reported", "current_range_meters", "current_fuel_percent",
    "station_id", "home_station_id", "pricing_plan_id", "vehicle_equipment", "available_until",
]  # fmt: skip
TYPE = [
    "vehicle_type_id", "form_factor", "rider_capacity", "cargo_volume_capacity",
    "cargo_load_capacity", "propulsion_type", "eco_label", "eco_labels", "max_range_meters",
    "name", "vehicle_accessories", "g_CO2_km", "vehicle_image", "make", "model", "color",
    "description", "wheel_count", "max_permitted_speed", "rated_power", "default_reserve_time",
    "return_constraint", "vehicle_assets", "default_pricing_plan_id", "pricing_plan_ids",
]  # fmt: skip
PLAN = [
    "plan_id", "url", "name", "currency", "price", "reservation_price_per_min",
    "reservation_price_flat_rate", "is_taxable", "description", "per_km_pricing",
    "per_min_pricing", "surge_pricing",
]  # fmt: skip
SYSTEM = [
    "system_id", "language", "languages", "name", "short_name", "operator", "url", "purchase_url",
    "start_date", "termination_date", "phone_number", "email", "feed_contact_email", "timezone",
    "license_id", "license_url", "attribution_organization_name", "attribution_url", "terms_url",
    "terms_last_updated", "privacy_url", "privacy_last_updated", "rental_apps", "brand_assets",
    "opening_hours", "manifest_url",
]  # fmt: skip
