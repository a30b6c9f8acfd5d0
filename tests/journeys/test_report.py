"""The report in a real browser: at a desk, on a phone, by keyboard and on paper."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bellwether.analyse.report import render_report
from tests.analyse.report.sample import empty_report_data, sample_report_data
from tests.chromium import DESK, PHONE, violations_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report_file(tmp_path_factory) -> Path:
    path = Path(tmp_path_factory.mktemp("report")) / "report.html"
    path.write_text(render_report(sample_report_data(listed=24)), encoding="utf-8")
    return path


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_at(path: Path, viewport: ViewportSize, **options) -> Page:
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(path.as_uri())
        return page

    yield open_at
    for context in contexts:
        context.close()


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_wrong_in_the_report(open_page, report_file, viewport):
    assert violations_of(open_page(report_file, viewport, bypass_csp=True)) == []


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_axe_finds_nothing_wrong_in_an_empty_report(open_page, tmp_path, viewport):
    path = tmp_path / "empty.html"
    path.write_text(render_report(empty_report_data()), encoding="utf-8")
    assert violations_of(open_page(path, viewport, bypass_csp=True)) == []


def test_the_page_asks_for_nothing_and_its_own_policy_has_no_complaint(browser, report_file):
    context = browser.new_context()
    page = context.new_page()
    requests, messages = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: messages.append(message.text))
    page.goto(report_file.as_uri())
    page.wait_for_load_state("networkidle")
    assert requests == [report_file.as_uri()]
    assert messages == []
    assert page.evaluate("getComputedStyle(document.querySelector('.main-figure .value')).fontSize") == "52px"
    context.close()


def test_a_phone_and_400_percent_zoom_need_no_sideways_scrolling(open_page, tmp_path):
    data = sample_report_data(listed=12)
    long_name = "Maximiliana-Wilhelmina" * 6
    pupils = (replace(data.urgent[0], pupil=long_name, class_name="X" * 80), *data.urgent[1:])
    path = tmp_path / "long.html"
    path.write_text(render_report(replace(data, urgent=pupils, schools=(long_name,))), encoding="utf-8")
    page = open_page(path, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_keyboard_reaches_the_skip_link_first_and_every_wide_table(open_page, report_file):
    page = open_page(report_file, PHONE)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    regions = page.locator("[role=region]")
    assert regions.count() >= 5
    assert all(
        regions.nth(number).get_attribute("tabindex") == "0" and regions.nth(number).get_attribute("aria-labelledby")
        for number in range(regions.count())
    )


def test_links_by_themselves_are_large_enough_to_hit(open_page, report_file):
    page = open_page(report_file, PHONE)
    heights = page.evaluate(
        "[...document.querySelectorAll('nav a, .figure h3 a, summary')]"
        ".map(part => part.getBoundingClientRect().height)"
    )
    assert len(heights) > 10
    assert min(heights) >= 24


def test_each_headline_figure_opens_its_definition(open_page, report_file):
    page = open_page(report_file, DESK)
    links = page.locator(".figure h3 a")
    assert links.count() == 8
    for number in range(8):
        target = links.nth(number).get_attribute("href")
        assert page.locator(f"article{target}").count() == 1


def test_year_strips_keep_one_scale_on_a_phone(open_page, report_file):
    page = open_page(report_file, PHONE)
    scales = page.evaluate(
        "[...document.querySelectorAll('.pupil:first-child .strip')]"
        ".map(part => part.getBoundingClientRect().width / part.viewBox.baseVal.width)"
    )
    assert len(scales) >= 2
    assert max(scales) - min(scales) < 0.01


def test_the_report_prints_on_paper_with_nothing_cut_off(open_page, report_file):
    page = open_page(report_file, DESK)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": 690, "height": 900})
    assert page.evaluate("document.documentElement.scrollWidth") <= 690
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
    assert not page.locator("nav").is_visible()


def test_marks_in_a_strip_differ_in_height_and_not_only_in_tone(open_page, report_file):
    page = open_page(report_file, DESK)
    widths = page.evaluate(
        "['level-1', 'level-2', 'level-3', 'level-4'].map(name => parseFloat("
        "getComputedStyle(document.querySelector('.strip-sample .' + name)).strokeWidth))"
    )
    assert widths == sorted(set(widths))
    dashes = page.evaluate(
        "['dots', 'comb'].map(name =>"
        " getComputedStyle(document.querySelector('.strip-sample .' + name)).strokeDasharray)"
    )
    assert len(set(dashes) - {"none"}) == 2
