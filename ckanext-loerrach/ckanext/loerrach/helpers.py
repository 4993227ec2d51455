"""Template helpers: what they do is in :mod:`.pages`, here they get their names (``h.…``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ckanext.loerrach.geo import areas
from markupsafe import Markup

from .pages import (
    choices,
    council,
    datasets,
    election,
    footprint,
    gazetteer,
    language,
    licence,
    markdown,
    numbers,
    relations,
    site,
    table,
    topics,
)


def loerrach_town() -> str:
    """Who publishes, as configured."""
    return site.town()


def loerrach_navigation() -> list[site.Link]:
    """Links of the main navigation."""
    return site.navigation()


def loerrach_legal_links() -> list[site.Link]:
    """Imprint, data protection, accessibility and contact, where configured."""
    return site.legal_links()


def loerrach_machine_links() -> list[site.Link]:
    """Addresses for programs."""
    return site.machine_links()


def loerrach_safe_address(value: object) -> str:
    """An address that a link may have, else "" (javascript: and the like)."""
    return site.safe_address(value)


def loerrach_language() -> str:
    """The language of this page: "de"."""
    return language.current()


def loerrach_language_links() -> list[language.LanguageLink]:
    """This page in each language."""
    return language.links()


def loerrach_text(value: Any) -> str:
    """A text, or ``{"de": …, "fr": …}``, in the reader's language."""
    return language.text(value)


def loerrach_translated(entity: Mapping[str, Any], field: str) -> str:
    """A field of a dataset, resource or group in the reader's language, else in German."""
    return language.of(entity, field)


def loerrach_written_in(entity: Mapping[str, Any], field: str) -> str:
    """The language of what ``loerrach_translated`` answers."""
    return language.written_in(entity, field)


def loerrach_topics() -> list[topics.Topic]:
    """The fields of the strategy with their number of datasets."""
    return topics.topics()


def loerrach_group_title(group: Mapping[str, Any]) -> str:
    """A group's or organisation's title in the reader's language."""
    return topics.title(group)


def loerrach_group_description(group: Mapping[str, Any]) -> str:
    """A group's or organisation's description in the reader's language."""
    return topics.description(group)


def loerrach_facet_title(facet: str, item: Mapping[str, Any]) -> str:
    """What a value of a facet is called in the reader's language."""
    return topics.facet_title(facet, item)


def loerrach_latest(limit: int = 5) -> list[dict[str, Any]]:
    """The newest public datasets."""
    return datasets.latest(limit)


def loerrach_dataset_count() -> int:
    """How many public datasets there are."""
    return datasets.count()


def loerrach_has_samples() -> bool:
    """Whether sample data are in the portal."""
    return datasets.has_samples()


def loerrach_is_sample(dataset: Mapping[str, Any]) -> bool:
    """Whether a dataset is sample data."""
    return datasets.is_sample(dataset)


def loerrach_formats(dataset: Mapping[str, Any]) -> list[str]:
    """The formats of a dataset's resources, each once."""
    return datasets.formats(dataset)


def loerrach_format_name(resource: Mapping[str, Any]) -> str:
    """What people call the format of a resource."""
    return datasets.format_name(resource)


def loerrach_number(value: Any) -> str:
    """A number with the reader's decimal sign and groups."""
    return numbers.number(value, language.current())


def loerrach_rounded(value: float) -> str:
    """A length or distance without false precision: one decimal below ten, none above."""
    return numbers.number(round(value, 1) if abs(value) < 10 else round(value), language.current())


def loerrach_date(value: Any) -> str:
    """A day: "22. November 2026"."""
    return numbers.date(value, language.current())


def loerrach_date_time(value: Any) -> str:
    """Day and minute: "22.11.2026, 18:45"."""
    return numbers.date_time(value, language.current())


def loerrach_machine_time(value: Any) -> str:
    """The value of ``<time datetime>``."""
    return numbers.machine_time(value)


def loerrach_size(value: Any) -> str:
    """A file's size: "1,4 MB"."""
    return numbers.size(value, language.current())


def loerrach_footprint(geometry: Any) -> footprint.Footprint | None:
    """A GeoJSON geometry ready to be drawn and described; None where there is none."""
    return footprint.of(geometry)


def loerrach_council(package: Mapping[str, Any]) -> council.Council | None:
    """Meetings to come and decisions of a dataset of a council."""
    return council.council(package)


def loerrach_election(package: Mapping[str, Any]) -> election.Election | None:
    """The result of a dataset of an election."""
    return election.election(package)


def loerrach_table(resource: Mapping[str, Any], address: str) -> table.Table | None:
    """The page of a resource's table that the request asks for."""
    return table.table(resource, address)


def loerrach_licences(dataset: Mapping[str, Any]) -> list[licence.Terms]:
    """The licences of a dataset in words."""
    return licence.of_dataset(dataset)


def loerrach_licence(resource: Mapping[str, Any]) -> licence.Terms:
    """The licence of a resource in words."""
    return licence.of_resource(resource)


def loerrach_words(value: Any) -> list[str]:
    """Keywords in the reader's language."""
    return language.words(value)


def loerrach_words_in(value: Any) -> str:
    """The language of what ``loerrach_words`` answers."""
    return language.words_in(value)


def loerrach_language_name(code: str) -> str:
    """A language by its own name: "Français"."""
    return language.NAMES.get(code, code)


def loerrach_degrees(value: float) -> str:
    """Degrees of longitude or latitude with two decimals (about a kilometre)."""
    return numbers.degrees(value, language.current())


def loerrach_choice_label(field: str, value: str) -> str:
    """What a value of a dataset's field with choices is called, else the value."""
    return choices.label(field, value)


def loerrach_kind(kind: str) -> str:
    """A DataStore type in words: "Number", "Text"."""
    return choices.kind(kind)


def loerrach_markdown(text: str) -> Markup:
    """A description as HTML that loads nothing from elsewhere."""
    return markdown.render(text) if text else Markup("")


def loerrach_area(address: str) -> str:
    """The name of an administrative area in the reader's language; the address of an unknown one.

    Two places of the region have one name: a code tells them apart (Rheinfelden).
    """
    area = areas.by_uri().get(address)
    if area is None:
        return address
    name = area.name.get(language.current()) or area.name["de"]
    return f"{name} ({area.code.rpartition('/')[2]})"


def loerrach_area_names() -> list[str]:
    """German names of the areas that no field has a code for: parts of the town, places abroad."""
    known = areas.areas().values()
    return [one.name["de"] for one in known if not one.is_german]


def loerrach_places() -> tuple[gazetteer.Place, ...]:
    """Towns that a place may be named after."""
    return gazetteer.PLACES


def loerrach_format_names() -> list[str]:
    """File formats by their names, for the form to offer."""
    return choices.format_names()


def loerrach_series(dataset: Mapping[str, Any]) -> list[relations.Relation]:
    """The series that a dataset is part of."""
    return relations.series(dataset)


def loerrach_series_members(dataset: Mapping[str, Any]) -> list[relations.Relation]:
    """The datasets of a series."""
    return relations.members(dataset)
