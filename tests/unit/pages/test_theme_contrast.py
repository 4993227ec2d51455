"""The colours of the theme: text on its ground at least 4.5:1, lines and focus at least 3:1.

Formula: WCAG 2.2, "relative luminance" and "contrast ratio", https://www.w3.org/TR/WCAG22/.
"""

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[3] / "ckanext-loerrach/ckanext/loerrach/assets/css"
COLOURS = dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", (CSS / "base.css").read_text("utf-8")))

#: text colour, ground
TEXT = [
    ("ink", "paper"), ("ink", "mist"), ("ink", "sun-pale"), ("ink", "red-pale"),
    ("ink", "green-pale"), ("ink-soft", "paper"), ("ink-soft", "mist"), ("petrol", "paper"),
    ("petrol", "mist"), ("petrol-dark", "paper"), ("petrol-deep", "paper"),
    ("petrol-deep", "petrol-pale"), ("petrol-deep", "sun"), ("paper", "petrol"),
    ("paper", "petrol-dark"), ("paper", "petrol-deep"), ("paper", "red"), ("red", "red-pale"),
    ("sun-ink", "sun-pale"), ("sun", "petrol-deep"), ("paper", "ink-soft"),
]  # fmt: skip
#: edges of fields and buttons, and the focus rings
EDGES = [
    ("line-strong", "paper"), ("petrol", "paper"), ("petrol-deep", "paper"),
    ("petrol-deep", "sun"), ("sun", "petrol-deep"), ("sun", "petrol"), ("green-ink", "paper"),
]  # fmt: skip


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(COLOURS[one]), luminance(COLOURS[other])), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT)
def test_text_can_be_read(text, ground):
    assert contrast(text, ground) >= 4.5


@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_edges_and_focus_can_be_seen(edge, ground):
    assert contrast(edge, ground) >= 3


def test_every_colour_is_in_a_pair():
    paired = {colour for pair in TEXT + EDGES for colour in pair}
    assert set(COLOURS) - paired == {"line"}, "a colour that nobody measured"


def test_nothing_is_loaded_from_elsewhere():
    for file in CSS.glob("*.css"):
        text = file.read_text("utf-8")
        assert "@import" not in text
        assert not re.search(r"url\(|//[a-z]", text), file.name
