"""Files and fields of GTFS Schedule, Flex and Fares included (https://gtfs.org/schedule/reference/).

A field is written as ``name``, with ``!`` where each row has to have it, then ``:kind`` (text where
there is none), then ``>file`` where its value has to be an id in that file. Kinds: ``id``, ``int``
(not negative), ``float``, ``date``, ``time``, ``zone``, ``url``, ``colour``, ``lat``, ``lon``,
``mode``, and ``0-4`` for one of these numbers. ``~`` marks fields of earlier drafts, which are let
be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

FIELD = re.compile(
    r"(?P<draft>~?)(?P<name>\w+)(?P<needed>!?)(:(?P<kind>[\w-]+))?(>(?P<target>\w+))?"
)
#: in this order they are read: what others point to comes first
FILES = {
    "agency": "agency_id:id agency_name! agency_url!:url agency_timezone!:zone agency_lang"
    " agency_phone agency_fare_url:url agency_email cemv_support:0-2",
    "feed_info": "feed_publisher_name! feed_publisher_url!:url feed_lang! default_lang"
    " feed_start_date:date feed_end_date:date feed_version feed_contact_email"
    " feed_contact_url:url ~feed_id",
    "calendar": "service_id!:id monday!:0-1 tuesday!:0-1 wednesday!:0-1 thursday!:0-1 friday!:0-1"
    " saturday!:0-1 sunday!:0-1 start_date!:date end_date!:date",
    "calendar_dates": "service_id!:id date!:date exception_type!:1-2",
    "levels": "level_id!:id level_index!:float level_name",
    "shapes": "shape_id!:id shape_pt_lat!:lat shape_pt_lon!:lon shape_pt_sequence!:int"
    " shape_dist_traveled:float",
    "areas": "area_id!:id area_name",
    "networks": "network_id!:id network_name",
    "booking_rules": "booking_rule_id!:id booking_type!:0-2 prior_notice_duration_min:int"
    " prior_notice_duration_max:int prior_notice_last_day:int prior_notice_last_time:time"
    " prior_notice_start_day:int prior_notice_start_time:time prior_notice_service_id>service"
    " message pickup_message drop_off_message phone_number info_url:url booking_url:url",
    "stops": "stop_id!:id stop_code stop_name tts_stop_name stop_desc stop_lat:lat stop_lon:lon"
    " zone_id stop_url:url location_type:0-4 parent_station stop_timezone:zone"
    " wheelchair_boarding:0-2 level_id>levels platform_code stop_access:0-1",
    "location_groups": "location_group_id!:id location_group_name ~location_id",
    "location_group_stops": "location_group_id!>location_groups stop_id!>stops",
    "stop_areas": "area_id!>areas stop_id!>stops",
    "routes": "route_id!:id agency_id>agency route_short_name route_long_name route_desc"
    " route_type!:mode route_url:url route_color:colour route_text_color:colour"
    " route_sort_order:int continuous_pickup:0-3 continuous_drop_off:0-3 network_id"
    " cemv_support:0-2",
    "route_networks": "network_id!>networks route_id!>routes",
    "trips": "trip_id!:id route_id!>routes service_id!>service trip_headsign trip_short_name"
    " direction_id:0-1 block_id shape_id>shapes wheelchair_accessible:0-2 bikes_allowed:0-2"
    " cars_allowed:0-2 safe_duration_factor:float safe_duration_offset:float",
    "stop_times": "trip_id!>trips stop_sequence!:int stop_id>boarding arrival_time:time"
    " departure_time:time location_group_id>location_groups location_id>locations stop_headsign"
    " start_pickup_drop_off_window:time end_pickup_drop_off_window:time pickup_type:0-3"
    " drop_off_type:0-3 continuous_pickup:0-3 continuous_drop_off:0-3 shape_dist_traveled:float"
    " timepoint:0-1 pickup_booking_rule_id>booking_rules drop_off_booking_rule_id>booking_rules"
    " ~start_pickup_dropoff_window ~end_pickup_dropoff_window ~mean_duration_factor"
    " ~mean_duration_offset ~safe_duration_factor ~safe_duration_offset",
    "frequencies": "trip_id!>trips start_time!:time end_time!:time headway_secs!:int"
    " exact_times:0-1",
    "transfers": "from_stop_id>stops to_stop_id>stops from_route_id>routes to_route_id>routes"
    " from_trip_id>trips to_trip_id>trips transfer_type:0-5 min_transfer_time:int",
    "pathways": "pathway_id!:id from_stop_id!>stops to_stop_id!>stops pathway_mode!:1-7"
    " is_bidirectional!:0-1 length:float traversal_time:int stair_count max_slope min_width:float"
    " signposted_as reversed_signposted_as",
    "fare_attributes": "fare_id!:id price!:float currency_type! payment_method!:0-1 transfers:0-2"
    " agency_id>agency transfer_duration:int",
    "fare_rules": "fare_id!>fare_attributes route_id>routes origin_id destination_id contains_id",
    "timeframes": "timeframe_group_id start_time:time end_time:time service_id!>service",
    "rider_categories": "rider_category_id!:id rider_category_name! is_default_fare_category:0-1"
    " eligibility_url:url",
    "fare_media": "fare_media_id!:id fare_media_name fare_media_type!:0-4",
    "fare_products": "fare_product_id! fare_product_name rider_category_id>rider_categories"
    " fare_media_id>fare_media amount!:float currency!",
    "fare_leg_rules": "leg_group_id network_id from_area_id>areas to_area_id>areas"
    " from_timeframe_group_id to_timeframe_group_id fare_product_id! rule_priority:int",
    "fare_leg_join_rules": "from_network_id! to_network_id! from_stop_id>stops to_stop_id>stops",
    "fare_transfer_rules": "from_leg_group_id to_leg_group_id transfer_count duration_limit:int"
    " duration_limit_type:0-3 fare_transfer_type!:0-2 fare_product_id",
    "translations": "table_name! field_name! language! translation! record_id record_sub_id"
    " field_value",
    "attributions": "attribution_id:id agency_id>agency route_id>routes trip_id>trips"
    " organization_name! is_producer:0-1 is_operator:0-1 is_authority:0-1 attribution_url:url"
    " attribution_email attribution_phone",
}
#: no timetable without them; stops may be areas (locations.geojson) in a Flex feed
NEEDED = ("agency", "routes", "trips", "stop_times")
#: field -> files whose ids come more than once, as several rows make one thing
SEVERAL = {"service_id": {"calendar_dates"}, "shape_id": {"shapes"}}
MODES = {
    "0": "tram", "1": "metro", "2": "rail", "3": "bus", "4": "ferry", "5": "cable_tram",
    "6": "aerial_lift", "7": "funicular", "11": "trolleybus", "12": "monorail",
}  # fmt: skip
#: hundreds of Google's extended route types
#: (https://developers.google.com/transit/gtfs/reference/extended-route-types)
EXTENDED = {
    1: "rail", 2: "coach", 4: "metro", 7: "bus", 8: "trolleybus", 9: "tram", 10: "ferry",
    11: "air", 12: "ferry", 13: "aerial_lift", 14: "funicular", 15: "taxi", 17: "other",
}  # fmt: skip
#: finer ones: trains that go far; the town's underground in the hundreds of the railway; Rufbus
FINER = {"101": "long_distance_rail", "102": "long_distance_rail", "103": "long_distance_rail",
         "715": "on_demand"}  # fmt: skip


@dataclass(frozen=True)
class Field:
    """One field of a file."""

    name: str
    needed: bool
    kind: str
    #: file that has to have its value as an id; "" for none
    target: str
    draft: bool


@cache
def fields(file: str) -> Mapping[str, Field]:
    """The fields of a file by name; ``file`` without ``.txt``."""
    found = {}
    for word in FILES[file].split():
        parts = FIELD.fullmatch(word)
        assert parts, word
        found[parts["name"]] = Field(
            parts["name"], bool(parts["needed"]), parts["kind"] or "text",
            parts["target"] or "", bool(parts["draft"]),
        )  # fmt: skip
    return found


def mode(route_type: str) -> str | None:
    """Our word for a route type, basic or extended; None for a number that is none of them."""
    if route_type in MODES:
        return MODES[route_type]
    if route_type in FINER:
        return FINER[route_type]
    if re.fullmatch(r"[1-9]\d{2,3}", route_type):
        return EXTENDED.get(int(route_type) // 100)
    return None
