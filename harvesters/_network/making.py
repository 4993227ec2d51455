"""A foreign dataset as a Record: checked, in our fields, in the words of our lists."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from ckanext.loerrach.catalogue.geometry import well_known_text
from ckanext.loerrach.geo import areas

from .._core.errors import HarvestError
from .._core.feed import Feed
from .._core.record import BadRecord, Record
from .._core.values import BadValue
from . import readers, texts, values, words
from .distributions import Distributions
from .fitting import Fitter
from .foreign import Agents, Foreign
from .readers import Reader
from .settings import Ours
from .tally import Tally

log = logging.getLogger(__name__)

#: what a person or an office is told by, and how each is read
AGENT = {
    "name": readers.NAME,
    "url": readers.ADDRESS,
    "email": readers.MAIL,
    "uri": readers.ADDRESS,
    "type": readers.ADDRESS,
    "identifier": readers.TEXT,
    "telephone": readers.TELEPHONE,
}
#: of these, what the agents of a field do not have
OTHERS = {"publisher": ("telephone",), "creator": ("telephone",), "contact": ("type",)}
#: what a licence wants to be named
ATTRIBUTION = readers.text_of(1000)
#: for what stands in place of an agent and is none
NOBODY = Reader(lambda value: None)
#: what says nothing
NOTHING: tuple[Any, ...] = (None, "", [], {}, False)
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

    def alone(
        self, id: str, make: Callable[..., Iterable[Record | BadRecord]], *given: Any
    ) -> list[Record | BadRecord]:
        """What ``make`` gives of one record; whatever it raises refuses this record alone.

        Catalogues hold what nobody has thought of. HarvestErrors are of the whole source and go on.
        """
        try:
            return list(make(*given))
        except HarvestError:
            raise
        except Exception:
            log.exception("A record of %s: %r", self.source.name, id)
            problem = "has a shape that cannot be read; the log of the portal says more"
            return [BadRecord(id, "record", "", problem, "Tell the portal's administration")]

    def left(self, given: Mapping[str, Any], names: Iterable[str], id: str) -> None:
        """Count which of these say something and have no place with us."""
        for name in names:
            if given.get(name) not in NOTHING:
                self._note("not taken over", name, "", id)

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
        reader = readers.LINE if field == "title" else readers.LINES
        given = texts.by_language(value, self.ours.language, field)
        found = {code: made for code, text in given.items() if (made := reader.read(text, field))}
        for code, made in found.items():
            readers.note(self.tally, reader, given[code], made, field, id)
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
        for told, several in given.items():
            code = texts.language_code(str(told), self.ours.language)
            if not several:
                continue
            if code not in texts.LANGUAGES:
                self._note("language left out", "tags", code, one.id)
            elif kept := self._keywords(several, one.id):
                found[code] = list(dict.fromkeys([*found.get(code, ()), *kept]))
        return found

    def _keywords(self, several: Any, id: str) -> list[str]:
        """Words that CKAN takes as tags; one that cannot be is left out and counted."""
        found: dict[str, None] = {}
        for given in several if isinstance(several, list | tuple) else [several]:
            word = values.text(given)
            # CKAN's tags have no commas: they separate them
            pieces = [piece.strip() for piece in word.split(",")]
            kept = [piece for piece in pieces if 1 < len(piece) <= TAG]
            if len(pieces) > 1 and kept:
                self._note("repaired", "tags", f"{word} → {' | '.join(kept)}", id)
            for piece in pieces:
                if piece not in kept and (piece or not word):
                    self._note("value left out", "tags", piece or given, id)
            found |= dict.fromkeys(kept)
        if len(found) > TAGS:
            self._note(f"left out: more than {TAGS}", "tags", list(found)[TAGS], id)
        return list(found)[:TAGS]

    def _publishers(self, one: Foreign) -> list[dict[str, str]]:
        told = self._agents(one.publisher, "publisher", one.id)
        if any(agent.get("name") for agent in told):
            return self._named(told, "publisher", one.id)
        known = {"name": self.source.publisher.name, "url": self.source.publisher.url,
                 "email": self.source.publisher.email}  # fmt: skip
        address = next((agent["url"] for agent in told if "url" in agent), "")
        self._note("the source's in place of a missing one", "publisher", address, one.id)
        return [{key: value for key, value in known.items() if value}]

    def _agents(self, given: Agents, field: str, id: str) -> list[dict[str, str]]:
        several = [given] if isinstance(given, Mapping) else given
        if len(several) > MANY:
            self._note(f"left out: more than {MANY}", field, several[MANY], id)
        return [agent for each in several[:MANY] if (agent := self._agent(each, field, id))]

    def _agent(self, given: Any, field: str, id: str) -> dict[str, str]:
        if not isinstance(given, Mapping):
            self._value(given, field, id, NOBODY)
            return {}
        told = {key: given.get(key) for key in AGENT if key not in OTHERS.get(field, ())}
        made = {key: self._value(value, f"{field}.{key}", id, AGENT[key])
                for key, value in told.items()}  # fmt: skip
        return {key: value for key, value in made.items() if value}

    def _named(self, agents: list[dict[str, str]], field: str, id: str) -> list[dict[str, str]]:
        """Those of the agents that have a name; of the others no field could say who they are."""
        for agent in agents:
            if "name" not in agent:
                self._note("left out without its name", field, next(iter(agent.values())), id)
        return [agent for agent in agents if "name" in agent]

    def _attribution(self, one: Foreign, publisher: Mapping[str, str]) -> str:
        given = self._value(one.attribution, "licenseAttributionByText", one.id, ATTRIBUTION)
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
            "creator": self._named(self._agents(one.creator, "creator", one.id), "creator", one.id),
            "theme": themes,
            "frequency": self._frequency(one),
            "identifier": self._value(one.identifier, "identifier", one.id, readers.TEXT) or one.id,
            "uri": self._value(one.uri, "uri", one.id, readers.ADDRESS),
            "url": self._value(one.url, "url", one.id, readers.ADDRESS),
            "issued": self._value(one.issued, "issued", one.id, readers.MOMENT),
            "modified": self._value(one.modified, "modified", one.id, readers.MOMENT),
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
            for contact in contacts:
                if contact not in reached:
                    said = next(iter(contact.values()))
                    self._note("left out without a way to reach them", "contact", said, one.id)
            return reached
        if own := {key: publisher[key] for key in ("email", "url") if key in publisher}:
            return [{"name": publisher["name"], **next(iter(contacts), {}), **own}]
        # an address of the portal's does not stand under the name of somebody else
        portal = self.source.publisher
        ours = {"name": portal.name, "url": portal.url, "email": portal.email}
        return [{key: value for key, value in ours.items() if value}]

    def _frequency(self, one: Foreign) -> str:
        word = self._value(one.frequency, "frequency", one.id, readers.TEXT)
        if word and not (found := words.frequency(word)):
            self._note("word not in our list", "frequency", word, one.id)
            return ""
        return found if word else ""

    def _periods(self, one: Foreign) -> list[dict[str, str]]:
        found = []
        for ends in one.periods:
            read = {
                name: self._value(end, "temporal_coverage", one.id, readers.MOMENT)
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
            uri = self._value(given.get("uri"), "spatial_coverage.uri", one.id, readers.ADDRESS)
            if uri.startswith(areas.GERMANY):
                keys.append(uri)
                continue
            text = self._value(given.get("text"), "spatial_coverage.text", one.id, readers.TEXT)
            place = {"text": text, "uri": uri}
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
            word = self._value(value, field, id, readers.TEXT)
            terms = read(word) if word else []
            if word and not terms:
                self._note("word not in our list", field, word, id)
            found += [term for term in terms if term not in found]
        return found

    def _value(self, value: Any, field: str, id: str, reader: Reader) -> str:
        return readers.read(self.tally, reader, value, field, id) or ""

    def _note(self, kind: str, field: str, value: Any, id: str) -> None:
        self.tally.note(kind, field, value, id)


def _one(read: Any) -> Any:
    return lambda word: [found] if (found := read(word)) else []
