"""What holds of the design without a browser: contrast, no word of the field, nothing from outside."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import get_template

from tests.ui.urls import ERRORS

UI = Path(__file__).parents[2] / "src" / "bellwether" / "ui"
STYLE = (UI / "static" / "ui" / "bellwether.css").read_text(encoding="utf-8")
OWN = [
    path
    for path in [*UI.glob("templates/**/*.html"), *UI.glob("static/ui/*.*"), UI / "pages.py", UI / "sample.py"]
    if path.is_file()
]
COLOURS = dict(re.findall(r"(--bw-[\w-]+): (#[0-9a-f]{3,6});", STYLE))
TEXT_ON = [
    *((text, ground) for text in ("ink", "soft", "teal", "teal-deep", "red") for ground in ("paper", "card", "wash")),
    ("green", "green-wash"), ("red", "red-wash"), ("ink", "sand"), ("brass-deep", "card"), ("brass-deep", "sand"),
    ("card", "teal"), ("card", "teal-deep"), ("card", "red"), ("card", "brass-deep"),
]  # fmt: skip


def luminance(colour: str) -> float:
    """Relative luminance. Source: WCAG 2.2, definition of contrast ratio."""
    digits = colour.removeprefix("#")
    digits = "".join(2 * digit for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground"), TEXT_ON)
def test_text_stands_out_on_every_ground(text, ground):
    assert contrast(COLOURS[f"--bw-{text}"], COLOURS[f"--bw-{ground}"]) >= 4.5


def test_each_tag_can_be_read():
    pairs = re.findall(r"\.govuk-tag[^{]*\{[^}]*background: (#\w+); color: (#\w+);", STYLE)
    assert len(pairs) >= 10
    assert all(contrast(*pair) >= 4.5 for pair in pairs)


@pytest.mark.parametrize("ground", ["paper", "card", "teal", "sand"])
def test_focus_shows_on_every_ground_by_the_ring_or_by_the_line_inside_it(ground):
    ring = re.search(r"--govuk-focus-colour: (#\w+)", STYLE)
    line = re.search(r"--govuk-focus-text-colour: (#\w+)", STYLE)
    assert ring
    assert line
    against = COLOURS[f"--bw-{ground}"]
    assert max(contrast(ring[1], against), contrast(line[1], against)) >= 3
    assert contrast(ring[1], line[1]) >= 4.5


@pytest.mark.parametrize("path", OWN, ids=lambda path: path.name)
def test_the_design_holds_no_word_of_the_field(path):
    words = r"\b(pupil|attendance|absen(t|ce)|school|teacher|parent\b(?!\()|truan)"
    text = path.read_text(encoding="utf-8").replace("parentElement", "")
    assert not re.search(words, text, re.IGNORECASE)


@pytest.mark.parametrize("path", [path for path in OWN if path.suffix == ".html"], ids=lambda path: path.name)
def test_no_template_needs_inline_script_or_style(path):
    text = re.sub(r"{%.*?%}", "", path.read_text(encoding="utf-8"))
    assert not re.search(r"<style|\sstyle=|\son\w+=|hx-on|javascript:|<script(?! src=)", text)


def test_nothing_is_fetched_from_elsewhere():
    for path in OWN:
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?://|url\(\"?//", text)


@pytest.mark.parametrize("code", ERRORS)
def test_the_page_of_an_error_needs_neither_request_nor_database(code):
    """No `django_db` here: a query would be refused."""
    page = get_template(f"{code}.html").render()
    assert " – Bellwether</title>" in page
    assert page.count("<h1") == 1
    assert "traceback" not in page.lower()
