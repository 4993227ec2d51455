"""Many things, packed: what comes out is what went in, beyond what stays in memory, too."""

from __future__ import annotations

import pytest
from ckanext.loerrach.harvest import spool
from ckanext.loerrach.harvest.spool import Named, Spool
from ckanext.loerrach.harvesters._core.record import Record, Version


def record(number: int) -> Record:
    return Record(f"r{number}", {"de": f"Ä {number}"}, {"de": "x" * 500},
                  version=Version("a", str(number)))  # fmt: skip


@pytest.mark.parametrize("most", [10, 10_000_000], ids=["on disk", "in memory"])
def test_things_come_back_in_their_order(monkeypatch: pytest.MonkeyPatch, most: int):
    monkeypatch.setattr(spool, "MOST", most)
    things = [record(number) for number in range(50)]
    kept = Spool(things)
    # two at once, and one more meanwhile: each reads where it is
    first, second = iter(kept), iter(kept)
    assert (next(first), next(first), next(second)) == (things[0], things[1], things[0])
    kept.append(record(50))
    assert (next(first), next(second)) == (things[2], things[1])
    assert list(kept) == [*things, record(50)]
    assert [one.version.digest for one in kept] == [str(number) for number in range(51)]
    assert len(kept) == 51


def test_the_first_of_a_name_counts():
    named: Named[Record] = Named()
    assert [named.add("a", record(1)), named.add("b", record(2)), named.add("a", record(3))] == [
        True, True, False,
    ]  # fmt: skip
    assert list(named) == ["a", "b"]
    assert [one.id for one in named.values()] == ["r1", "r2"]
    assert ("a" in named, "c" in named, len(named), named["b"].id) == (True, False, 2, "r2")
    with pytest.raises(KeyError):
        named["c"]
