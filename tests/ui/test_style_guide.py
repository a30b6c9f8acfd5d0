"""Every component in a real browser: at a desk, at 320 pixels (a phone, or a desk at 400 %), by keyboard, on paper."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.chromium import DESK, PHONE, violations_of
from tests.ui.urls import ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = pytest.mark.browser
VIEWPORTS = pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])


@pytest.fixture
def open_page(browser: Browser, style_server: str) -> Iterator[Callable[..., Page]]:
    contexts = []

    def open_at(address: str, viewport: ViewportSize = DESK, **options) -> Page:
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        page = context.new_page()
        page.goto(style_server + address)
        return page

    yield open_at
    for context in contexts:
        context.close()


def send_the_form(page: Page) -> None:
    page.get_by_role("button", name="Send").click()
    page.wait_for_selector(".govuk-error-summary")


@VIEWPORTS
def test_axe_finds_nothing_wrong_in_any_component(open_page, viewport):
    page = open_page("/_style/?message", viewport)
    assert page.locator("#messages .govuk-notification-banner").count() == 1
    assert violations_of(page) == []


@VIEWPORTS
def test_axe_finds_nothing_wrong_in_a_form_with_problems(open_page, viewport):
    page = open_page("/_style/", viewport)
    send_the_form(page)
    page.get_by_label("Something else").check()
    assert violations_of(page) == []


@VIEWPORTS
@pytest.mark.parametrize("code", ERRORS)
def test_axe_finds_nothing_wrong_in_the_page_of_an_error(open_page, code, viewport):
    assert violations_of(open_page(f"/_error/{code}/", viewport)) == []


@pytest.mark.parametrize("address", ["/_style/", "/_error/500/"])
def test_nothing_needs_sideways_scrolling_at_320_pixels(open_page, address):
    page = open_page(address, PHONE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_an_input_is_as_wide_as_what_is_asked_for(open_page):
    page = open_page("/_style/")
    wide = {
        name: page.locator(f"#{name}").bounding_box()["width"] for name in ("id_left-day", "id_left-year", "id_name")
    }
    assert wide["id_left-day"] < wide["id_left-year"] < 100
    days = page.locator("#id_left-day"), page.locator("#id_left-year")
    assert len({box.bounding_box()["y"] for box in days}) == 1


def test_the_page_asks_its_own_server_alone_and_its_policy_has_no_complaint(browser, style_server):
    page = browser.new_page()
    requests, complaints = [], []
    page.on("request", lambda request: requests.append(request.url))
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    response = page.goto(f"{style_server}/_style/")
    page.wait_for_load_state("networkidle")
    assert "default-src 'none'" in response.headers["content-security-policy"]
    assert complaints == []
    assert all(address.startswith(style_server) for address in requests)
    assert page.evaluate("document.fonts.check('16px \"Atkinson Hyperlegible Next\"')")
    page.close()


def test_figures_stand_beneath_each_other(open_page):
    widths = open_page("/_style/").evaluate(
        """["111", "888", "007"].map(text => {
            const part = document.createElement("span");
            part.textContent = text;
            document.querySelector(".govuk-table__cell--numeric").append(part);
            return Math.round(100 * part.getBoundingClientRect().width);
        })"""
    )
    assert len(set(widths)) == 1


def test_the_keyboard_reaches_the_skip_link_first_and_it_leads_to_the_content(open_page):
    page = open_page("/_style/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "govuk-skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_a_problem_takes_the_focus_the_title_says_so_and_each_line_leads_to_its_input(open_page):
    page = open_page("/_style/")
    assert page.title() == "Style guide – Bellwether"
    send_the_form(page)
    assert page.title() == "Error: Style guide – Bellwether"
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    for link in page.locator(".govuk-error-summary__list a").all():
        link.click()
        assert page.evaluate("document.activeElement.id") == link.get_attribute("href")[1:]


def test_every_target_is_large_enough(open_page):
    page = open_page("/_style/", PHONE)
    small = page.evaluate(
        """[...document.querySelectorAll("button, .govuk-button, .govuk-input, .govuk-select")]
            .filter(part => part.offsetParent && part.closest("main"))
            .filter(part => part.getBoundingClientRect().height < 44 || part.getBoundingClientRect().width < 44)
            .map(part => part.outerHTML.slice(0, 90))"""
    )
    assert small == []


def test_a_question_mark_shows_the_shortcuts_and_they_can_be_switched_off(open_page):
    page = open_page("/_style/")
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    assert dialog.is_visible()
    assert "Save the log" in dialog.inner_text()
    assert violations_of(page) == []
    page.get_by_label("Use single keys on this device").uncheck()
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert not dialog.is_visible()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    assert dialog.is_visible()


def test_a_single_key_does_nothing_while_one_types(open_page):
    page = open_page("/_style/")
    page.get_by_label("Name of the boat").press("?")
    assert not page.get_by_role("dialog").is_visible()
    assert page.get_by_label("Name of the boat").input_value() == "?"


def test_a_part_that_refreshes_can_be_paused_and_a_dead_server_is_said(open_page):
    page = open_page("/_style/")
    button = page.get_by_role("button", name="Pause updates")
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.evaluate("document.getElementById('live').dataset.refreshFrom = '/_error/none/?no'")
    page.route("**/_error/none/**", lambda route: route.abort())
    button.click()
    page.wait_for_selector("#messages .bw-unreachable")
    assert "did not answer" in page.locator("#messages").inner_text()


def test_without_javascript_everything_is_there(open_page):
    page = open_page("/_style/", java_script_enabled=False)
    assert page.locator(".govuk-tabs__panel:visible").count() == 2
    assert page.get_by_role("navigation", name="Menu").get_by_role("link").count() == 4
    assert page.locator("[hidden]:visible").count() == 0
    assert page.get_by_label("Describe the rig").is_visible()
    page.get_by_role("button", name="Send").click()
    assert page.locator(".govuk-error-summary__list li").count() == 8


def test_paper_has_no_buttons_and_no_navigation(open_page):
    page = open_page("/_style/")
    page.emulate_media(media="print")
    for part in (".govuk-button", ".govuk-service-navigation", ".bw-filter", ".bw-footer"):
        assert page.locator(f"{part}:visible").count() == 0
    assert page.locator("#boats:visible").count() == 1


def test_with_forced_colours_a_focused_tile_still_shows_it(open_page):
    page = open_page("/_style/", forced_colors="active")
    page.locator(".bw-tile__link").first.focus()
    style = page.evaluate("getComputedStyle(document.activeElement, '::after').outlineStyle")
    assert style == "solid"
