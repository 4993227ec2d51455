"""Field types of CKAN's Solr schema: what a field name means, stored or not, copied where.

Source: ckan/config/solr/schema.xml of CKAN 2.12 (`<fields>`, `<dynamicField>`, `<copyField>`).
"""

from enum import Enum
from functools import lru_cache

#: spatial fields of ckanext-spatial's own Solr schema; numbers, though CKAN's schema lacks them
_SPATIAL = {"minx", "miny", "maxx", "maxy", "bbox_area"}


class Kind(Enum):
    """How a field is cut up and compared."""

    STRING = "string"
    TEXT = "text"
    GENERAL = "text_general"
    NGRAM = "text_ngram"
    DATE = "date"
    NUMBER = "number"
    BLOB = "blob"  # stored, not searchable


_KINDS: dict[str, Kind] = {
    **dict.fromkeys(
        ("title", "notes", "text", "urls", "depends_on", "dependency_of", "derives_from",
         "has_derivation", "links_to", "linked_from", "child_of", "parent_of"),
        Kind.TEXT,
    ),
    **dict.fromkeys(
        ("author", "author_email", "maintainer", "maintainer_email", "res_name",
         "res_description"),
        Kind.GENERAL,
    ),
    **dict.fromkeys(("title_ngram", "name_ngram"), Kind.NGRAM),
    **dict.fromkeys(("metadata_created", "metadata_modified", "indexed_ts"), Kind.DATE),
    **dict.fromkeys(
        ("views_total", "views_recent", "resources_accessed_total", "resources_accessed_recent",
         *_SPATIAL),
        Kind.NUMBER,
    ),
    **dict.fromkeys(("data_dict", "validated_data_dict"), Kind.BLOB),
}  # fmt: skip

#: string fields that the schema names and stores; any other name falls under `*`
_STORED_STRINGS = frozenset((
    "index_id", "id", "site_id", "entity_type", "dataset_type", "state", "name", "revision_id",
    "version", "url", "ckan_url", "download_url", "license", "license_id", "tags", "groups",
    "organization", "capacity", "res_format", "res_url", "res_type", "_version_",
))  # fmt: skip

_NOT_STORED = frozenset((
    "text", "urls", "depends_on", "dependency_of", "derives_from", "has_derivation", "links_to",
    "linked_from", "child_of", "parent_of", "views_total", "views_recent",
    "resources_accessed_total", "resources_accessed_recent", "permission_labels", "title_string",
))  # fmt: skip

_MULTIVALUED = frozenset((
    "tags", "groups", "permission_labels", "res_name", "res_description", "res_format", "res_url",
    "res_type", "text", "urls", "depends_on", "dependency_of", "derives_from", "has_derivation",
    "links_to", "linked_from", "child_of", "parent_of",
))  # fmt: skip

#: in the order in which Solr tries them: the longest pattern first
_PREFIXES = (("res_extras_", Kind.TEXT), ("extras_", Kind.TEXT), ("vocab_", Kind.STRING))

#: copyField does not chain: `urls` holds the words of `res_url`, `text` does not
_COPIED_TO_TEXT = frozenset((
    "urls", "name", "title", "text", "license", "notes", "tags", "groups", "organization",
    "res_name", "res_description", "maintainer", "author",
))  # fmt: skip

COPIED_TO_URLS = frozenset(("url", "ckan_url", "download_url", "res_url"))


@lru_cache(maxsize=4_000)
def kind(field: str) -> Kind:
    """The type of a field; every name has one, as the schema ends with `*`."""
    if field in _KINDS:
        return _KINDS[field]
    for prefix, of_prefix in _PREFIXES:
        if field.startswith(prefix):
            return of_prefix
    return Kind.DATE if field.endswith("_date") else Kind.STRING


def stored(field: str) -> bool:
    """Whether a search may return the field."""
    if field in _NOT_STORED:
        return False
    return kind(field) is not Kind.STRING or field in _STORED_STRINGS or field.startswith("vocab_")


def multivalued(field: str) -> bool:
    """Whether the schema lets the field have several values; such a field cannot sort."""
    return field in _MULTIVALUED or field.startswith(("res_extras_", "vocab_"))


def copied_to_text(field: str) -> bool:
    """Whether the catch-all field `text` holds this field's words."""
    return field in _COPIED_TO_TEXT or field.startswith(("extras_", "res_extras_", "vocab_"))
