"""Every text of the pages in German, French and English, compiled from what is written."""

import gettext
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[3]
I18N = ROOT / "ckanext-loerrach/ckanext/loerrach/i18n"
DOMAIN = "ckanext-loerrach"


def catalogue(language):
    with (I18N / language / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as file:
        return read_po(file, locale=language)


def test_all_texts_are_collected_translated_and_compiled():
    check = subprocess.run(
        [sys.executable, ROOT / "bin/i18n", "--check"], capture_output=True, text=True, check=False
    )
    assert check.returncode == 0, check.stderr


@pytest.mark.parametrize("language", ["de", "fr", "en"])
def test_placeholders_are_those_of_the_text(language):
    for message in catalogue(language):
        if not message.id:
            continue
        sources = [message.id] if isinstance(message.id, str) else list(message.id)
        wanted = {name for text in sources for name in re.findall(r"\{(\w*)\}", text)}
        texts = [message.string] if isinstance(message.string, str) else list(message.string)
        for text in texts:
            named = set(re.findall(r"\{(\w*)\}", text))
            assert named <= wanted, message.id
            if isinstance(message.id, str):
                assert named == wanted, message.id


@pytest.mark.parametrize(("language", "home"), [("de", "Start"), ("fr", "Accueil"), ("en", "Home")])
def test_the_compiled_file_speaks(language, home):
    spoken = gettext.translation(DOMAIN, I18N, [language])
    assert spoken.gettext("Home") == home
    many = spoken.ngettext("{number} dataset", "{number} datasets", 2)
    assert many != spoken.ngettext("{number} dataset", "{number} datasets", 1)
