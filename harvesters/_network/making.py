"""A foreign dataset as a Record: checked, in our fields, in the words of our lists."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ckanext.loerrach.catalogue.geometry import well_known_text
from ckanext.loerrach.geo import areas

from .._core.feed import Feed
from .._core.record import BadRecord, Record
from .._core.values import BadValue
from . import texts, values, words
from .distributions import Distributions
from .fitting import Fitter
from .foreign import Agents, Foreign
from .settings import Ours
from .tally import Tally

#: what a person or an office is told by, and how each is read
AGENT = {
    "name": values.text,
    "url": values.address,
    "email": values.mail,
    "uri": values.address,
    "type": values.address,
    "identifier": values.text,
    "telephone": values.telephone,
}
#: of these, what the agents of a field do not have
OTHERS = {"publisher": ("telephone",), "creator": ("telephone",), "contact": ("type",)}
#: ways to reach somebody
REACH = {"email", "url", "telephone"}
#: agents of one field, after which somebody has made a mistake
MANY = 50
#: fields that a catalogue must not decide for us, whatever its records say
OURS = frozenset({"strategy_field", "name", "owner_org", "state", "private", "license_id",
                  "sample_data", "archived", "id", "type", "catalogue_chain"})  # fmt: skip
#: keywords longer than CKAN's tags may be (ckan.model.MAX_TAG_LENGTH), and how many are sensible
TAG, TAGS = 100, 100
SHAPES = ("geom", "bbox", "centroid")


class Maker:
    """Makes Records of one source, and counts what it repaired or left out."""

    def __init__(self, feed: Feed, ours: Ours) -> None:
        self.feed, self.source, self.ours = feed, feed.source, ours
        self.tally = Tally()
        self._seen: set[str] = set()

    def make(self, one: Foreign) -> Iterable[Record | BadRecord]:
        """The Record, or why there is none; nothing for one that was there already."""
        if one.id in self._seen:
            self.tally.note("record twice", "id", "the first one counts", one.id)
            return
        self._seen.add(one.id)
        try:
            yield self._record(one)
        except BadValue as error:
            yield error.record(one.id)

    def told(self) -> None:
        """Say what was counted; to be called when all records were made."""
        self.tally.tell(self.feed)

    def _record(self, one: Foreign) -> Record:
        title = self._texts(one.title, "title", one.id)
        if not title:
            raise BadValue("title", None, "missing", "Give every dataset a title")
        notes = self._texts(one.notes, "notes", one.id)
        if not notes:
            self._note("title in place of a missing description", "notes", "", one.id)
            notes = dict(title)
        publishers = self._publishers(one)
        fields = self._fields(one, publishers)
        attribution = self._attribution(one, publishers[0])
        resources = Distributions(self.source, self.ours, self.tally, one, attribution).made()
        return Record(
            id=one.id, title=title, notes=notes, tags=self._tags(one), fields=fields,
            resources=resources,
            aliases=list(dict.fromkeys(filter(None, map(values.text, one.aliases)))),
            chain=list(dict.fromkeys(filter(None, map(values.address, one.chain)))), own=one.own,
        )  # fmt: skip

    def _texts(self, value: Any, field: str, id: str) -> dict[str, str]:
        """Our languages of a text; German, which no record can do without, by another one."""
        read = texts.line if field == "title" else texts.paragraphs
        given = texts.by_language(value, self.ours.language, field)
        found = {code: made for code, text in given.items() if (made := read(text, field))}
        if found and "de" not in found:
            code = next((c for c in texts.STAND_INS if c in found), next(iter(found)))
            found["de"] = found[code]
            self._note("not in German", field, code, id)
        for code in sorted(found.keys() - set(texts.LANGUAGES)):
            del found[code]
            self._note("language left out", field, code, id)
        return found

    def _tags(self, one: Foreign) -> dict[str, list[str]]:
        given = one.tags if isinstance(one.tags, Mapping) else {self.ours.language: one.tags}
        found: dict[str, list[str]] = {}
        for code, several in given.items():
            if code not in texts.LANGUAGES or not isinstance(several, list | tuple):
                continue
            # CKAN's tags have no commas: they separate them
            pieces = [p for word in several for p in values.text(word).split(",")]
            kept = list(dict.fromkeys(p.strip() for p in pieces if 1 < len(p.strip()) <= TAG))
            if kept:
                found[code] = kept[:TAGS]
        return found

    def _publishers(self, one: Foreign) -> list[dict[str, str]]:
        named = [a for a in self._agents(one.publisher, "publisher", one.id) if a.get("name")]
        if named:
            return named
        known = {"name": self.source.publisher.name, "url": self.source.publisher.url,
                 "email": self.source.publisher.email}  # fmt: skip
        nameless = [one.publisher] if isinstance(one.publisher, Mapping) else one.publisher
        address = next((values.text(each.get("url")) for each in nameless if each.get("url")), "")
        self._note("the source's in place of a missing one", "publisher", address, one.id)
        return [{key: value for key, value in known.items() if value}]

    def _agents(self, given: Agents, field: str, id: str) -> list[dict[str, str]]:
        several = [given] if isinstance(given, Mapping) else given[:MANY]
        return [agent for each in several if (agent := self._agent(each, field, id))]

    def _agent(self, given: Mapping[str, Any], field: str, id: str) -> dict[str, str]:
        found = {}
        for key, read in AGENT.items():
            value = given.get(key)
            if value in (None, "") or key in OTHERS.get(field, ()):
                continue
            if made := read(value):
                found[key] = made
            else:
                self._note("value left out", f"{field}.{key}", value, id)
        return found

    def _attribution(self, one: Foreign, publisher: Mapping[str, str]) -> str:
        given = values.text(one.attribution, 1000)
        return given or self.source.attribution or publisher["name"]

    def _fields(self, one: Foreign, publishers: list[dict[str, str]]) -> dict[str, Any]:
        publisher = publishers[0]
        themes = self._list(one.themes, "theme", one.id, words.themes)
        places, geocodings = self._places(one)
        strategy = self.ours.field(one, themes)
        fitter = Fitter(self.tally, one.id, strategy)
        given = fitter.fit(
            "dataset_fields", {k: value for k, value in one.fields.items() if k not in OURS}
        )
        if given.get("hvd_category"):
            # whoever published the record has decided; the portal only passes it on
            given.setdefault("hvd_decision", f"{publisher['name']} (aus der Quelle übernommen)")
        if given.get("personal_data") == "lawful":
            given.setdefault(
                "personal_data_reason", f"{publisher['name']} (aus der Quelle übernommen)"
            )
        made: dict[str, Any] = {
            **fitter.completed(given),
            "strategy_field": strategy,
            "publisher": publishers,
            "contact": self._contacts(one, publisher),
            "creator": [a for a in self._agents(one.creator, "creator", one.id) if a.get("name")],
            "theme": themes,
            "frequency": self._frequency(one),
            "identifier": values.text(one.identifier) or one.id,
            "uri": self._value(one.uri, "uri", one.id, values.address),
            "url": self._value(one.url, "url", one.id, values.address),
            "issued": self._value(one.issued, "issued", one.id, values.moment),
            "modified": self._value(one.modified, "modified", one.id, values.moment),
            "temporal_coverage": self._periods(one),
            "spatial_coverage": places,
            "politicalGeocodingURI": geocodings or given.get("politicalGeocodingURI"),
            "language": self._list(one.languages, "language", one.id, _one(words.language)),
            "provenance": one.provenance,
        }
        nowhere = not made["politicalGeocodingURI"] and not places and not one.kin
        if nowhere and self.source.geocoding:
            made |= areas.fields(self.source.geocoding)
        return {name: value for name, value in made.items() if value not in (None, "", [], {})}

    def _contacts(self, one: Foreign, publisher: Mapping[str, str]) -> list[dict[str, str]]:
        """Somebody who can be asked: the record's contacts, else its publisher.

        A portal of this kind has said all there is; what it left open, its publisher left open.
        """
        contacts = self._agents(one.contact, "contact", one.id)
        # one whom nobody can write to is none: the feed would refuse the whole dataset
        reached = [contact for contact in contacts if contact.keys() & REACH]
        if reached or (one.kin and not contacts):
            return reached
        if own := {key: publisher[key] for key in ("email", "url") if key in publisher}:
            return [{"name": publisher["name"], **next(iter(contacts), {}), **own}]
        # an address of the portal's does not stand under the name of somebody else
        portal = self.source.publisher
        ours = {"name": portal.name, "url": portal.url, "email": portal.email}
        return [{key: value for key, value in ours.items() if value}]

    def _frequency(self, one: Foreign) -> str:
        word = values.text(one.frequency)
        if word and not (found := words.frequency(word)):
            self._note("word not in our list", "frequency", word, one.id)
            return ""
        return found if word else ""

    def _periods(self, one: Foreign) -> list[dict[str, str]]:
        found = []
        for ends in one.periods:
            read = {
                name: self._value(end, "temporal_coverage", one.id, values.moment)
                for name, end in zip(("start", "end"), ends, strict=True)
            }
            period = {name: end for name, end in read.items() if end}
            if len(period) == 2 and period["start"][:10] > period["end"][:10]:
                self._note("ends before it begins", "temporal_coverage", " – ".join(ends), one.id)
            elif period:
                found.append(period)
        return found

    def _places(self, one: Foreign) -> tuple[list[dict[str, Any]], list[str]]:
        """Places with what of them can be used, and those that are keys of German areas."""
        places, keys = [], []
        for given in one.places:
            uri = values.address(given.get("uri"))
            if uri.startswith(areas.GERMANY):
                keys.append(uri)
                continue
            place = {"text": values.text(given.get("text")), "uri": uri}
            place |= {name: self._shape(given.get(name), one.id) for name in SHAPES}
            if kept := {name: value for name, value in place.items() if value}:
                places.append(kept)
        return places, keys

    def _shape(self, shape: Any, id: str) -> Any:
        if not shape:
            return None
        if isinstance(shape, Mapping) and well_known_text(dict(shape)):
            return dict(shape)
        self._note("no geometry that can be used", "spatial_coverage", shape, id)
        return None

    def _list(self, given: Sequence[Any], field: str, id: str, read: Any) -> list[str]:
        found: list[str] = []
        for value in given:
            word = values.text(value)
            terms = read(word) if word else []
            if word and not terms:
                self._note("word not in our list", field, word, id)
            found += [term for term in terms if term not in found]
        return found

    def _value(self, value: Any, field: str, id: str, read: Any) -> str:
        if value in (None, ""):
            return ""
        found = str(read(value))
        if not found:
            self._note("value left out", field, value, id)
        return found

    def _note(self, kind: str, field: str, value: Any, id: str) -> None:
        self.tally.note(kind, field, value, id)


def _one(read: Any) -> Any:
    return lambda word: [found] if (found := read(word)) else []
