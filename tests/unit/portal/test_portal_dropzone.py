"""`loerrach dropzone`: begin a folder, try it, and hear what is wrong with it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from ckanext.loerrach.portal import cli

Run = Callable[..., tuple[int, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs the command; gives exit code and output."""

    def command(*words: object) -> tuple[int, str]:
        monkeypatch.setattr("sys.argv", ["loerrach", "dropzone", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out = capsys.readouterr()
        return int(ended.value.code or 0), out.out + out.err

    return command


def test_the_template_is_good_as_it_is(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "plaetze-in-kitas"
    code, out = run("new", folder)
    assert code == 0
    assert [Path(line).name for line in out.splitlines()] == [
        "LIESMICH.txt", "beispiel.csv", "dataset.yaml",
    ]  # fmt: skip
    code, out = run("check", folder)
    assert (code, out) == (0, (
        "plaetze-in-kitas: in Ordnung\n"
        "  beispiel: 4 Zeilen, Schlüssel: Jahr, Ortsteil\n"
        "    Jahr      ganze Zahl\n"
        "    Ortsteil  Textangabe\n"
        "    Plätze    ganze Zahl\n"
        "1 von 1 Ordnern können veröffentlicht werden.\n"
    ))  # fmt: skip
    assert run("check", tmp_path)[1] == out


def test_what_is_wrong_is_said(run: Run, tmp_path: Path) -> None:
    run("new", tmp_path / "gut")
    run("new", tmp_path / "schlecht")
    table = tmp_path / "schlecht/beispiel.csv"
    table.write_text(table.read_text().replace("48", "2"))
    code, out = run("check", tmp_path)
    assert code == 1
    assert "schlecht: so nicht zu veröffentlichen\n  ! beispiel.csv: Plätze: Werte unter 4" in out
    assert out.endswith("1 von 2 Ordnern können veröffentlicht werden.\n")
    code, out = run("check", tmp_path, "--json", "--language", "en")
    good, bad = json.loads(out)
    assert (good["good"], good["problems"]) == (True, [])
    assert good["tables"][0]["columns"][2] == {
        "name": "plaetze", "label": "Plätze", "type": "integer", "unit": "",
    }  # fmt: skip
    assert (bad["good"], bad["tables"]) == (False, [])
    assert "write 'kleine_zahlen: geprüft'" in bad["problems"][0]


def test_folders_that_are_none(run: Run, tmp_path: Path) -> None:
    assert run("check", tmp_path)[0] == 2
    assert run("check", tmp_path / "nowhere")[0] == 2
    code, out = run("new", tmp_path / "Mit Leerzeichen")
    assert (code, "no name of a dataset" in out) == (2, True)
    (tmp_path / "da").mkdir()
    code, out = run("new", tmp_path / "da")
    assert (code, "is there already; nothing was changed" in out) == (2, True)
    assert list((tmp_path / "da").iterdir()) == []
