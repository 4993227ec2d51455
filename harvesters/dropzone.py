"""A drop zone: each folder of a department is a dataset, its tables and places are the data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ._core import settings
from ._core.errors import Empty, FeedError, SettingError, shown
from ._core.feed import Feed
from ._core.harvester import Harvester, HarvesterInfo
from ._core.record import BadRecord, Record, Same, Version
from ._dropzone.folder import Folder, Looked, stamp
from ._dropzone.words import LANGUAGES, Problem
from ._dropzone.zone import Zone, zone

#: of one zone
FOLDERS = 2000
#: raised when the same files become other records
READING = 1


class DropZone(Harvester):
    """Folders on a disk or behind a directory listing, one per dataset."""

    info = HarvesterInfo(
        name="dropzone",
        title="Drop zone (folders with tables or places, dataset.yaml or Zürich's meta.xml)",
        field="youth-education",
        documentation="https://github.com/opendatazurich/ckanext-stadtzh-harvest",
        settings={
            "folder": "name of a folder that the operator has released (option "
            "ckanext.loerrach.harvest.folders); without it the address is a directory listing",
            "small": "counts from 1 below this number keep a folder from being published, until "
            "somebody has looked; a description may say otherwise",
            "language": "language of what is said to the department: de (default), fr, en",
        },
    )

    def records(self, feed: Feed) -> Iterator[Record | BadRecord | Same]:
        """One record per folder; a folder that is refused or half copied stays as it was."""
        _check(feed)
        place = zone(feed)
        names = place.folders()
        if not names:
            raise Empty(feed.url, "folder with a description")
        for name in names[FOLDERS:]:
            feed.incomplete(f"more than {FOLDERS} folders; '{shown(name, 80)}' was not read")
        before = feed.before.get("folders", {}) if feed.before.get("reading") == READING else {}
        found: list[Same | Looked] = []
        kept: dict[str, Any] = {}
        for name in names[:FOLDERS]:
            done = _folder(feed, place, name, before.get(name, {}))
            kept[name] = before.get(name, {}) if isinstance(done, Same) else done.kept
            found.append(done)
        feed.keep.update(reading=READING, folders=kept)
        feed.whole([_told(feed, one) for one in found])
        for one in found:
            yield from [one] if isinstance(one, Same) else one.bad
            if isinstance(one, Looked) and one.record:
                yield one.record


def _check(feed: Feed) -> None:
    settings.whole(feed.source, "small", 2, 2, 1000)
    if feed.source.settings.get("language", "de") not in LANGUAGES:
        raise SettingError(feed.source.name, "language", "de, fr or en is needed")


def _folder(feed: Feed, place: Zone, name: str, kept: Any) -> Same | Looked:
    try:
        return _looked(feed, place, name, kept)
    except (OSError, FeedError) as error:
        if isinstance(error, FeedError) and error.passing:
            raise
        # one folder that nobody may read does not stop the others
        what = error.problem if isinstance(error, FeedError) else error.strerror or "OSError"
        language = str(feed.source.settings.get("language", "de"))
        problem = Problem(name, "unreadable", what=what)
        return Looked(bad=[problem.record(name, language)], kept=dict(kept))


def _looked(feed: Feed, place: Zone, name: str, kept: Any) -> Same | Looked:
    files = place.files(name)
    looked = Looked(kept=dict(kept), waiting=True)
    if not place.is_written(files):
        version = Version(stamp=stamp(files))
        if version.stamp and feed.same(name, version):
            feed.trusted = True
            return Same(name)
        looked = Folder(feed, place, name, files, kept).read()
    if looked.waiting:
        feed.incomplete(f"somebody is still copying into the folder '{shown(name, 80)}'")
    elif looked.record and feed.same(name, looked.record.version):
        return Same(name)
    return looked


def _told(feed: Feed, one: Same | Looked) -> Any:
    """What a run of the zone says, to be compared with the next one."""
    if isinstance(one, Same):
        return [feed.known[one.id].digest, [], False]
    version = one.record.version.digest if one.record else ""
    return [version, [] if one.record else list(map(str, one.bad)), one.waiting]
