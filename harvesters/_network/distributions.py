"""The distributions of a foreign dataset as resources, each under a licence that somebody named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from .._core.record import Resource
from .._core.source import SourceEntry
from .._core.values import BadValue, clean
from . import readers, texts, values, words
from .fitting import Fitter
from .foreign import Distribution, Foreign
from .readers import Reader
from .settings import Ours
from .tally import Tally

#: more is no dataset but a mistake, and a page that no browser can show
MOST = 2000
#: fields of a resource that a catalogue must not decide for us
OURS = frozenset({"id", "state", "url_type", "package_id", "datastore_active", "position", "url",
                  "license", "licenseAttributionByText", "format", "mimetype"})  # fmt: skip


class Distributions:
    """The resources of one record."""

    def __init__(
        self, source: SourceEntry, ours: Ours, tally: Tally, one: Foreign, attribution: str
    ) -> None:
        self.source, self.ours, self.tally, self.one = source, ours, tally, one
        self.attribution = attribution
        self._keys: set[str] = set()
        self._unknown: list[str] = []

    def made(self) -> list[Resource]:
        """All that can be used; BadValue when that is none, unless the record is a series."""
        if len(self.one.resources) > MOST:
            raise BadValue("resources", len(self.one.resources), f"more than {MOST}")
        found = list(self._usable())
        if found or self.one.fields.get("kind") == "series":
            return found
        if self._unknown:
            named = self._unknown[0]
            raise BadValue(
                "license", named, "no licence of the list of DCAT-AP.de" if named else "missing",
                "Name a licence of http://dcat-ap.de/def/licenses/ at each resource",
            )  # fmt: skip
        raise BadValue("resources", None, "no resource that can be used",
                       "Give the dataset a file or a service with its address")  # fmt: skip

    def _usable(self) -> Iterator[Resource]:
        for given in self.one.resources:
            address = values.address(given.url)
            if not address and not given.fields.get("access_services"):
                self.tally.note("resource left out: no web address", "url", given.url, self.one.id)
                continue
            licence, rights = self._licence(given)
            if licence:
                if address:
                    self._repaired(readers.ADDRESS, given.url, address, "url")
                yield self._resource(given, address, licence, rights)

    def _resource(self, given: Distribution, address: str, licence: str, rights: str) -> Resource:
        kept = {name: value for name, value in given.fields.items() if name not in OURS}
        fields = Fitter(self.tally, self.one.id, "").fit("resource_fields", kept)
        for service in fields.get("access_services") or ():
            # a service under a licence that asks for it is named like its record
            if service.get("license") in words.naming():
                service.setdefault("licenseAttributionByText", self.attribution)
        fields |= {
            "issued": self._value(given.issued, "issued", readers.MOMENT),
            "modified": self._value(given.modified, "modified", readers.MOMENT),
            "size": self._value(given.size, "size", SIZE),
            "rights": fields.get("rights") or rights,
            "language": self._languages(given),
        }
        return Resource(
            key=self._key(given, address),
            title=self._title(given, address),
            url=address,
            description=self._texts(given.description, "description", readers.LINES),
            format=self._format(given),
            mimetype=self._value(given.mimetype, "mimetype", MEDIA_TYPE) or "",
            licence=licence,
            licence_attribution_by=self._attribution(given, licence),
            fields={name: value for name, value in fields.items() if value not in (None, "", [])},
        )

    def _attribution(self, given: Distribution, licence: str) -> str:
        """Whom to name; a portal of this kind leaves it open where the licence does not ask."""
        open_there = self.one.kin and licence not in words.naming()
        said = self._value(given.attribution, "licenseAttributionByText", readers.text_of(1000))
        return said or ("" if open_there else self.attribution)

    def _licence(self, given: Distribution) -> tuple[str, str]:
        """Its licence and, where our list has only a vague one, the words of the original."""
        if self.source.licences == "source":
            return self.source.licence, ""
        for named in (given.licences, self.one.licences):
            told = [clean(str(one)) for one in named if one not in (None, "")]
            if not told:
                continue
            found = next(filter(None, map(words.licence, told)), "")
            if not found:
                self._refuse(told)
            said = dict.fromkeys(one for one in told if one != found)
            return found, " – ".join(said) if found in words.VAGUE else ""
        if self.source.licences == "either":
            return self.source.licence, ""
        self._refuse([""])
        return "", ""

    def _refuse(self, told: Sequence[str]) -> None:
        self._unknown.append(told[0])
        named = " – ".join(told) or "none named"
        self.tally.note("resource left out: unknown licence", "license", named, self.one.id)

    def _title(self, given: Distribution, address: str) -> dict[str, str]:
        found = self._texts(given.title, "title", readers.LINE)
        if not found and not self.one.kin:
            name = address.partition("?")[0].rstrip("/").rpartition("/")[2]
            found = {"de": clean(str(given.format or "")) or name[:200] or address[:200]}
        return found

    def _languages(self, given: Distribution) -> list[str]:
        found = {word: words.language(str(word)) for word in given.languages if word}
        for word, uri in found.items():
            if not uri:
                self.tally.note("word not in our list", "resources.language", word, self.one.id)
        return [uri for uri in found.values() if uri]

    def _texts(self, value: Any, name: str, reader: Reader) -> dict[str, str]:
        given = texts.by_language(value, self.ours.language, "resources")
        found = {
            code: made for code, text in given.items() if (made := reader.read(text, "resources"))
        }
        for code, made in found.items():
            self._repaired(reader, given[code], made, name)
        if found and "de" not in found:
            code = next((c for c in texts.STAND_INS if c in found), next(iter(found)))
            found["de"] = found[code]
        return {code: text for code, text in found.items() if code in texts.LANGUAGES}

    def _format(self, given: Distribution) -> str:
        told = values.text(given.format, 100)
        # what it is written in says less: GTFS is a ZIP; and one of ours means each of its words
        own = bool(told) and (self.one.kin or words.is_format_of_its_own(told))
        for name in (told, "" if own else values.text(given.mimetype)):
            if name and (found := words.file_format(name)):
                return found
        if told and not own:
            self.tally.note("word not in our list", "format", told, self.one.id)
        # a media type or an address is no name that people could read
        return "" if "/" in told or ":" in told else told

    def _value(self, value: Any, name: str, reader: Reader) -> Any:
        return readers.read(self.tally, reader, value, f"resources.{name}", self.one.id)

    def _repaired(self, reader: Reader, given: Any, kept: Any, name: str) -> None:
        readers.note(self.tally, reader, given, kept, f"resources.{name}", self.one.id)

    def _key(self, given: Distribution, address: str) -> str:
        """Its identity; two with the same one are told apart by their order."""
        key = key0 = clean(str(given.key or address))[:400] or "resource"
        number = 1
        while key in self._keys:
            number += 1
            key = f"{key0}#{number}"
        self._keys.add(key)
        return key


def _media_type(value: Any) -> str:
    found = values.text(value, 200).lower().split(";")[0].rpartition("media-types/")[2].strip()
    kind, slash, detail = found.partition("/")
    return found if slash and kind.isalpha() and detail and " " not in detail else ""


SIZE, MEDIA_TYPE = Reader(values.whole), Reader(_media_type)
