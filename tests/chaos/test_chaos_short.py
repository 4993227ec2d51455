"""The short kill test: ten kills of one seed; `make chaos` is the long one."""

from __future__ import annotations

from pathlib import Path

from chaos_game import Game

SEED, KILLS, RECORDS = 1, 10, 20


def test_ten_kills_during_harvests_lose_double_and_tear_nothing(tmp_path: Path):
    told: list[str] = []
    with Game(tmp_path, SEED, RECORDS, told.append, reading=True) as game:
        round = game.play(1, KILLS)
    assert round.differences == [], told
    assert sum(round.kills.values()) == KILLS
    # three neighbours: two of datasets, one of a table; and what the town wrote itself
    assert round.datasets > 2 * RECORDS
    assert round.own >= 1
