"""Validators of the schemas, under the names that the YAML files call them by."""

from __future__ import annotations

from .checks.applies import loerrach_applies, loerrach_default_theme, loerrach_keep
from .checks.core import loerrach_core_texts
from .checks.groups import loerrach_kept_groups
from .checks.keys import loerrach_school_year, loerrach_service_keys
from .checks.languages import loerrach_languages
from .checks.lists import (
    loerrach_flag,
    loerrach_format,
    loerrach_list,
    loerrach_one_of,
    loerrach_some_of,
    loerrach_term_or_address,
)
from .checks.media import loerrach_media_type
from .checks.numbers import loerrach_checksum, loerrach_duration, loerrach_number
from .checks.places import loerrach_geometry, loerrach_point
from .checks.series import loerrach_series
from .checks.telephone import loerrach_telephone
from .checks.texts import (
    fluent_loerrach_keywords,
    fluent_loerrach_text,
    loerrach_email,
    loerrach_resource_url,
    loerrach_text,
    loerrach_web_address,
    loerrach_web_addresses,
)
from .checks.times import loerrach_date
from .checks.whole import loerrach_whole_dataset

__all__ = [
    "fluent_loerrach_keywords",
    "fluent_loerrach_text",
    "loerrach_applies",
    "loerrach_checksum",
    "loerrach_core_texts",
    "loerrach_date",
    "loerrach_default_theme",
    "loerrach_duration",
    "loerrach_email",
    "loerrach_flag",
    "loerrach_format",
    "loerrach_geometry",
    "loerrach_keep",
    "loerrach_kept_groups",
    "loerrach_languages",
    "loerrach_list",
    "loerrach_media_type",
    "loerrach_number",
    "loerrach_one_of",
    "loerrach_point",
    "loerrach_resource_url",
    "loerrach_school_year",
    "loerrach_series",
    "loerrach_service_keys",
    "loerrach_some_of",
    "loerrach_telephone",
    "loerrach_term_or_address",
    "loerrach_text",
    "loerrach_web_address",
    "loerrach_web_addresses",
    "loerrach_whole_dataset",
]
