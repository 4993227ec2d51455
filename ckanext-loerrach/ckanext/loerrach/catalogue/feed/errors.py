"""What the feed cannot answer, each with its status and a sentence for the neighbour.

FeedError
├── BadPage, BadDate, BadSnapshot, BadQuery, TooMuch,
│   UnknownProfile, TooManyProfiles                          400
├── UnknownFormat, UnknownView, BeyondTheEnd,
│   UnknownDataset, NotInTheFeed                             404
├── Gone                                                     410
├── TooMany                                                  429
└── NotReady: NotBuilt, Busy, NoTables                       503
"""

from __future__ import annotations

from collections.abc import Iterable

from ckan.plugins.toolkit import _


class FeedError(Exception):
    """Something that a neighbour asked for and does not get; str() is the sentence."""

    status = 400
    #: seconds after which it is worth asking again
    retry: int | None = None


class BadPage(FeedError):
    """`page` is no positive number."""

    def __init__(self, value: str) -> None:
        super().__init__(
            _("'{value}' is not a page number: page starts at 1.").format(value=value[:40])
        )


class BadDate(FeedError):
    """`modified_since` is no date."""

    def __init__(self, value: str) -> None:
        super().__init__(
            _(
                "'{value}' is not a date for modified_since: write it like 2026-01-31 or "
                "2026-01-31T12:00:00Z."
            ).format(value=value[:40])
        )


class BadSnapshot(FeedError):
    """`snapshot` is none of ours."""

    def __init__(self, value: str) -> None:
        super().__init__(
            _("'{value}' is not a snapshot of this catalogue: begin again with page 1.").format(
                value=value[:40]
            )
        )


class BadQuery(FeedError):
    """`q` or `fq` cannot be searched for."""

    def __init__(self, why: str) -> None:
        super().__init__(_("q and fq could not be understood: {why}").format(why=why[:200]))


class TooMuch(FeedError):
    """A search finds more than it can tell; a part would be taken for all."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _(
                "q and fq find more than {most} datasets: ask for fewer, or for the whole "
                "catalogue without q and fq."
            ).format(most=most)
        )


class TooManyProfiles(FeedError):
    """More `profiles` at once than anybody needs."""

    def __init__(self, most: int) -> None:
        super().__init__(
            _("profiles names too many: {most} at most go together.").format(most=most)
        )


class UnknownFormat(FeedError):
    """An ending that no format has."""

    status = 404

    def __init__(self, ending: str, known: Iterable[str]) -> None:
        super().__init__(
            _("There is no format '{ending}' here. There are: {known}.").format(
                ending=ending[:40], known=", ".join(known)
            )
        )


class UnknownView(FeedError):
    """An address of a view that is none."""

    status = 404

    def __init__(self, slug: str, known: Iterable[str]) -> None:
        super().__init__(
            _("There is no view '{slug}' of the catalogue. There are: {known}.").format(
                slug=slug[:40], known=", ".join(known)
            )
        )


class UnknownProfile(FeedError):
    """`profiles` names one that is not installed."""

    def __init__(self, names: str, known: Iterable[str]) -> None:
        super().__init__(
            _("There is no profile '{names}'. There are: {known}.").format(
                names=names[:80], known=", ".join(known)
            )
        )


class BeyondTheEnd(FeedError):
    """A page after the last one."""

    status = 404

    def __init__(self, page: int, pages: int) -> None:
        super().__init__(
            _("There is no page {page}: the last page is {pages}.").format(page=page, pages=pages)
        )


class UnknownDataset(FeedError):
    """No dataset that the asker may see."""

    status = 404

    def __init__(self, reference: str) -> None:
        super().__init__(_("There is no dataset '{name}'.").format(name=reference[:100]))


class NotInTheFeed(FeedError):
    """A public dataset that this view does not hold."""

    status = 404

    def __init__(self, reference: str, why: str) -> None:
        super().__init__(
            _("The dataset '{name}' is not in this view of the catalogue: {why}").format(
                name=reference[:100], why=why
            )
        )


class Gone(FeedError):
    """A dataset that was in the feed and is no more."""

    status = 410

    def __init__(self, reference: str, day: str) -> None:
        super().__init__(
            _(
                "The dataset '{name}' was withdrawn on {day} and does not come back by itself."
            ).format(name=reference[:100], day=day)
        )


class TooMany(FeedError):
    """Somebody has had the share of costly answers that an address gets."""

    status = 429

    def __init__(self, most: int, seconds: int) -> None:
        super().__init__(
            _(
                "More than {most} questions a minute with q, fq or a profile of others: please "
                "ask again in {seconds} seconds. Pages of the catalogue, its views and the file "
                "of all of it may be asked for as often as you like."
            ).format(most=most, seconds=seconds)
        )
        self.retry = seconds


class NotReady(FeedError):
    """Asking again helps."""

    status = 503
    retry = 60


class NotBuilt(NotReady):
    """The catalogue is being serialised; half of it would be taken for all of it."""

    def __init__(self, done: int, total: int) -> None:
        super().__init__(
            _(
                "The catalogue is being written: {done} of {total} datasets are done. An "
                "incomplete one is not given out; please ask again in a minute."
            ).format(done=done, total=total)
        )


class Busy(NotReady):
    """Somebody else asks for the same costly thing."""

    retry = 10

    def __init__(self) -> None:
        super().__init__(
            _("This is being made for somebody else right now; please ask again in a few seconds.")
        )


class NoTables(NotReady):
    """The migration of the plugin has not run."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "The tables of the catalogue are missing. The operator makes them with "
                "`ckan db upgrade -p loerrach_catalogue`."
            )
        )
