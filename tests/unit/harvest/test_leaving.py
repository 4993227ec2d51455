"""Which records may leave, decided without a database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ckanext.loerrach.harvest.leaving import Leaving, Rules, leaving

NOW = datetime(2026, 3, 1, tzinfo=UTC)
RULES = Rules(share=20, count=10, grace=timedelta(days=7), delete_after=timedelta(days=365))


@dataclass(frozen=True)
class Known:
    """As much of state.Known as counts here."""

    missing_since: datetime | None = None
    archived_at: datetime | None = None
    state: str = "active"
    holds: bool = True


def days(number: float) -> datetime:
    return NOW - timedelta(days=number)


def known(missing: int, there: int, since: datetime | None = None) -> dict[str, Known]:
    lost = {f"gone-{n}": Known(since) for n in range(missing)}
    return lost | {f"there-{n}": Known() for n in range(there)}


def sort(all: dict[str, Known], rules: Rules = RULES, confirmed: object = ()) -> Leaving:
    gone = [name for name in all if name.startswith("gone")]
    return leaving(all, gone, rules, NOW, confirmed)  # type: ignore[arg-type]


def test_a_record_waits_out_the_grace_time() -> None:
    assert sort(known(1, 9)).newly == ["gone-0"]
    assert sort(known(1, 9, days(6.9))).grace == ["gone-0"]
    assert sort(known(1, 9, days(7))).archive == ["gone-0"]


def test_many_at_once_wait_for_a_person() -> None:
    few, share = sort(known(2, 8, days(8))), sort(known(3, 8, days(8)))
    assert (len(few.archive), few.waiting) == (2, [])
    assert (share.archive, len(share.waiting)) == ([], 3)
    ten, eleven = sort(known(10, 990, days(8))), sort(known(11, 990, days(8)))
    assert (len(ten.archive), ten.waiting) == (10, [])
    assert (eleven.archive, len(eleven.waiting)) == ([], 11)


def test_few_at_a_time_but_often_wait_as_well() -> None:
    """A source that is asked every minute does not lose ten each time."""
    archived = {f"old-{n}": Known(days(30), days(0.5)) for n in range(8)}
    two, three = (known(n, 990, days(8)) | archived for n in (2, 3))
    assert (len(sort(two).archive), sort(two).waiting) == (2, [])
    assert (sort(three).archive, len(sort(three).waiting)) == ([], 3)
    assert len(sort(three, confirmed=None).archive) == 3
    # those of the day before are another matter
    archived = {f"old-{n}": Known(days(30), days(1)) for n in range(8)}
    assert len(sort(known(3, 990, days(8)) | archived).archive) == 3
    assert sort(known(0, 5) | archived).waiting == []


def test_the_only_record_of_a_source_does_not_go_by_itself() -> None:
    assert sort(known(1, 0, days(30))).waiting == ["gone-0"]


def test_a_person_lets_go_what_was_shown_and_nothing_else() -> None:
    all = known(12, 8, days(8))
    assert len(sort(all, confirmed=None).archive) == 12
    shown = [f"gone-{n}" for n in range(5)]
    found = sort(all, confirmed=shown)
    assert (found.archive, len(found.waiting)) == (shown, 7)


def test_the_archive_comes_long_before_deleting() -> None:
    archived = {"gone-0": Known(days(400), days(364)), "gone-1": Known(days(400), days(365))}
    assert sort(archived) == Leaving([], [], [], [], ["gone-1"])
    for_ever = Rules(delete_after=None)
    assert sort(archived, for_ever).delete == []


def test_what_is_deleted_already_is_left_alone() -> None:
    deleted = {"gone-0": Known(days(9), days(800), state="deleted"),
               "gone-1": Known(days(9), state="deleted")}  # fmt: skip
    assert sort(deleted) == Leaving([], [], [], [], [])


def test_without_a_grace_time_few_go_at_once() -> None:
    assert sort(known(1, 9), Rules(grace=timedelta(0))).archive == ["gone-0"]
