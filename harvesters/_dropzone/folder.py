"""One folder as a record: its description, its tables, its places, and links to all else."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from .._core.describe import LANGUAGE, dataset_fields, licensed, page
from .._core.errors import shown
from .._core.feed import Feed
from .._core.record import BadRecord, Original, Places, Record, Resource, Version
from .._core.source import LICENCES, Publisher, SourceEntry
from . import geodata, metaxml, tables, yamlfile
from .metadata import Metadata, plain
from .words import Later, Problem, said
from .zone import File, StillWritten, Zone, copied, usable

#: files of one folder
MOST = 200
TABLES = (".csv", ".tsv", ".txt", ".xlsx", ".xls", ".ods")
SCHEMA = ".schema.json"
#: what people write to each other beside the data
READ_ME = ("liesmich", "readme", "lisezmoi")
#: ending -> name in the EU's list of file types, media type
KNOWN = {
    ".csv": ("CSV", "text/csv"), ".tsv": ("TSV", "text/tab-separated-values"),
    ".txt": ("TXT", "text/plain"), ".xls": ("XLS", "application/vnd.ms-excel"),
    ".xlsx": ("XLSX", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    ".ods": ("ODS", "application/vnd.oasis.opendocument.spreadsheet"),
    ".geojson": ("GEOJSON", "application/geo+json"),
    ".gpkg": ("GPKG", "application/geopackage+sqlite3"),
    ".pdf": ("PDF", "application/pdf"), ".zip": ("ZIP", "application/zip"),
    ".json": ("JSON", "application/json"), ".xml": ("XML", "application/xml"),
}  # fmt: skip
ORIGINAL = {"de": "Originaldatei", "fr": "Fichier d’origine", "en": "Original file"}


@dataclass
class Looked:
    """What has become of a folder."""

    record: Record | None = None
    #: the whole folder is refused, or single values of it
    bad: list[BadRecord] = field(default_factory=list)
    #: schemas of its tables, for the next delivery
    kept: dict[str, Any] = field(default_factory=dict)
    waiting: bool = False


def stamp(files: Iterable[File]) -> str:
    """What changes when a file does; "" where the zone cannot say."""
    files = list(files)
    if not all(one.stamp for one in files):
        return ""
    said = repr(sorted((one.name, one.stamp) for one in files))
    return hashlib.blake2b(said.encode(), digest_size=16).hexdigest()


class Folder:
    """One folder of a zone; ``kept``: what the last run has put into ``Looked.kept``."""

    def __init__(
        self, feed: Feed, zone: Zone, name: str, files: list[File], kept: Mapping[str, Any]
    ) -> None:
        self.feed, self.zone, self.name, self.kept = feed, zone, name, kept
        self.files = [one for one in files if usable(one.name)]
        self.language = str(feed.source.settings.get("language", "de"))

    def read(self) -> Looked:
        """All of the folder, or why not."""
        with tempfile.TemporaryDirectory(prefix="dropzone-") as place:
            try:
                return self._read(Path(place))
            except Problem as problem:
                return Looked(bad=[problem.record(self.name, self.language)], kept=dict(self.kept))
            except StillWritten:
                return Looked(kept=dict(self.kept), waiting=True)
            except OSError as error:
                what = error.strerror or type(error).__name__
                found = Problem(
                    Path(str(error.filename or self.name)).name, "unreadable", what=what
                )
                return Looked(bad=[found.record(self.name, self.language)], kept=dict(self.kept))

    def _read(self, place: Path) -> Looked:
        if len(self.files) > MOST:
            raise Problem(self.name, "too_many_files", number=MOST)
        names = [one.name for one in self.files]
        described = [one for one in (yamlfile.NAME, metaxml.NAME) if one in names]
        if len(described) != 1:
            code = "two_descriptions" if described else "no_description"
            raise Problem(yamlfile.NAME, code)
        paths = {name: copied(self.zone, self.name, name, place) for name in names
                 if name in described or self._is_data(name) or name.endswith(SCHEMA)}  # fmt: skip
        version = Version(stamp(self.files), _digest(names, paths))
        body = paths[described[0]].read_bytes()
        about = (
            yamlfile.read(body) if described == [yamlfile.NAME] else metaxml.read(self.feed, body)
        )
        for name in about.files:
            if name not in names:
                known = Later("known", ", ".join(sorted(names)))
                raise Problem(f"dateien: {name}", "no_such_file", what=known)
        return self._made(about, names, paths, version)

    def _is_data(self, name: str) -> bool:
        return name.lower().endswith((*TABLES, *geodata.ENDINGS)) and not name.lower().startswith(
            READ_ME
        )

    def _made(
        self, about: Metadata, names: list[str], paths: dict[str, Path], version: Version
    ) -> Looked:
        source = self._source(about)
        again = self.kept.get("layout") == about.layout
        schemas: Mapping[str, Any] = self.kept.get("schemas", {}) if again else {}
        resources: list[Resource] = []
        looked = Looked(kept={"layout": about.layout, "schemas": {}})
        places: list[Places] = []
        for name in filter(self._is_data, names):
            beside = paths.get(name + SCHEMA)
            small = self._small(about)
            given = tables.Given(
                self.feed, source, self.name, name, paths[name], about.of(name), self.language,
                schemas, beside.read_bytes() if beside else None, small, about.layout,
            )  # fmt: skip
            read = geodata.table if name.lower().endswith(geodata.ENDINGS) else tables.tables
            several = list(read(given))
            original = self._original(about, name, paths[name], several)
            for made in several:
                resources.append(replace(made.resource, original=original))
                looked.kept["schemas"][made.resource.key] = made.schema
                looked.bad += made.bad
                places += [made.places] if made.places else []
        if not resources:
            raise Problem(self.name, "nothing")
        if len(places) > 1:
            raise Problem(self.name, "one_map")
        self._undescribed(about, resources, looked.kept["schemas"])
        resources += self._links(source, names, paths)
        fields = _fields(self.feed.source, source, about)
        looked.record = Record(
            self.name, about.title, about.notes, tags=about.tags, fields=fields,
            resources=resources, places=places[0] if places else None, version=version,
        )  # fmt: skip
        return looked

    def _original(
        self, about: Metadata, name: str, path: Path, made: list[tables.Made]
    ) -> Original | None:
        """The file, to be offered by the portal; None where others do, or nobody should."""
        if self.zone.address(self.name, name) or about.originals is False:
            return None
        if about.originals is None and any(one.more_inside for one in made):
            text = said("more_inside", self.language)
            self.feed.notice("original left out", f"{self.name}/{shown(name, 80)}", text)
            return None
        if self.feed.aside is None:
            return None
        kept = self.feed.aside() / uuid.uuid4().hex
        shutil.copyfile(path, kept)
        return Original(str(kept), name, KNOWN.get(path.suffix.lower(), ("", ""))[1])

    def _undescribed(
        self, about: Metadata, resources: list[Resource], schemas: Mapping[str, Any]
    ) -> None:
        """Tell columns that a description leaves out, or names though no table has them."""
        named = {plain(name): name for name in about.everywhere.columns}
        named |= {plain(name): name for one in about.files.values() for name in one.columns}
        for one in resources:
            titles = [each["title"] for each in schemas[one.key]["schema"]["fields"]]
            for each in schemas[one.key]["schema"]["fields"]:
                named.pop(plain(each["title"]), None)
                named.pop(plain(each["name"]), None)
            told = about.of(one.key.partition("#")[0]).columns
            if told:
                known = set(map(plain, told))
                self.feed.unknown([title for title in titles if plain(title) not in known], [])
        for name in sorted(named.values()):
            text = "the description speaks of it, but no table has it"
            self.feed.notice("no such column", f"{self.name}: {name}", text)

    def _small(self, about: Metadata) -> int:
        if about.small is not None:
            return about.small
        return int(self.feed.source.settings.get("small", 0))

    def _source(self, about: Metadata) -> SourceEntry:
        """The zone's source, with what the folder says of publisher and licence."""
        source = self.feed.source
        licence = about.licence or source.licence
        if source.licences == "source" and licence != source.licence:
            raise Problem("lizenz", "other_licence", what=source.licence.removeprefix(LICENCES))
        publisher = source.publisher
        if about.publisher or about.email:
            # somebody else's site and address are not those of whom the folder names
            own = not about.publisher or about.publisher == publisher.name
            publisher = Publisher(
                about.publisher or publisher.name, publisher.url if own else "",
                about.email or (publisher.email if own else ""),
            )  # fmt: skip
        attribution = about.attribution or ("" if about.publisher else source.attribution)
        return replace(source, licence=licence, publisher=publisher, attribution=attribution)

    def _links(
        self, source: SourceEntry, names: list[str], paths: dict[str, Path]
    ) -> list[Resource]:
        """The files themselves, where everybody can get them."""
        made = []
        for name in names:
            if name in (yamlfile.NAME, metaxml.NAME) or name.endswith(SCHEMA):
                continue
            if name.lower().startswith(READ_ME):
                continue
            if not (url := self.zone.address(self.name, name)):
                if name not in paths:
                    text = "no table and no places; files of a released folder are not published"
                    self.feed.notice("left out", f"{self.name}/{shown(name, 80)}", text)
                continue
            format, mimetype = KNOWN.get(Path(name).suffix.lower(), ("", ""))
            is_data = name in paths
            title = {code: f"{text}: {name}" for code, text in ORIGINAL.items()} if is_data else {
                "de": name}  # fmt: skip
            made.append(licensed(Resource(
                key=f"file:{name}", title=title, url=url, format=format, mimetype=mimetype,
            ), source))  # fmt: skip
        return made


def _fields(zone: SourceEntry, source: SourceEntry, about: Metadata) -> dict[str, Any]:
    more: dict[str, Any] = {"language": [f"{LANGUAGE}DEU"], **page(source)}
    if about.period:
        start, end = about.period
        more["temporal_coverage"] = [{"start": start, "end": end}]
    given = {"issued": about.issued, "modified": about.modified, "frequency": about.frequency}
    more |= {name: value for name, value in given.items() if value}
    return dataset_fields(source, **more)


def _digest(names: list[str], paths: Mapping[str, Path]) -> str:
    """Of all that is read, and of the names of all else."""
    made = hashlib.blake2b(digest_size=16)
    for name in sorted(names):
        made.update(f"{name}\0".encode())
        if name in paths:
            with paths[name].open("rb") as file:
                while piece := file.read(1 << 20):
                    made.update(piece)
            made.update(b"\0")
    return made.hexdigest()
