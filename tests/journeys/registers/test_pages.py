"""Every page of the registers, at a desk and on the narrowest phone: axe finds nothing, nothing scrolls sideways."""

from __future__ import annotations

import os
from datetime import date

import pytest

from bellwether.core.access import Role
from tests.chromium import DESK, PHONE, violations_of
from tests.journeys.registers.conftest import register_path
from tests.world import TODAY

pytestmark = pytest.mark.browser

PAGES = {
    "mine": lambda w: "/registers/",
    "take": register_path,
    "closed": lambda w: register_path(w, on=date(2026, 11, 14)),
    "not open": lambda w: register_path(w, session="pm"),
    "class week": lambda w: f"/registers/class/{w.group}/week/{TODAY.isoformat()}/",
    "pupil week": lambda w: f"/registers/pupil/{w.pupils['Hana']}/week/{TODAY.isoformat()}/",
    "mark": lambda w: f"/registers/pupil/{w.pupils['Hana']}/{TODAY.isoformat()}/am/",
    "year": lambda w: f"/registers/pupil/{w.pupils['Hana']}/year/",
    "missing": lambda w: f"/registers/school/{w.school}/missing/",
    "reasons": lambda w: f"/registers/school/{w.school}/reasons/",
    "conflicts": lambda w: f"/registers/school/{w.school}/conflicts/",
    "events": lambda w: f"/registers/school/{w.school}/events/",
    "late desk": lambda w: f"/registers/school/{w.school}/late/",
    "arrival": lambda w: f"/registers/school/{w.school}/late/{w.pupils['Amara']}/",
    "slip": lambda w: f"/registers/school/{w.school}/late/{w.pupils['Hana']}/{TODAY.isoformat()}/am/",
    "leaving": lambda w: f"/registers/school/{w.school}/site/",
    "gate": lambda w: f"/registers/school/{w.school}/site/{w.pupils['Rosa']}/",
    "on site": lambda w: f"/registers/school/{w.school}/on-site/",
    "offline": lambda w: "/offline/",
}

TYPED = {"late desk": "am", "leaving": "ro"}
"""What is looked for on a page before it is looked at."""


def test_axe_finds_nothing_wrong_on_any_page_and_no_page_scrolls_sideways(busy_day, open_browser):
    shots = os.environ.get("BELLWETHER_SCREENSHOTS")
    wrong = {}
    for width, viewport in (("desk", DESK), ("phone", PHONE)):
        page = open_browser(Role.HEAD, viewport=viewport, bypass_csp=True).new_page()
        for name, address in PAGES.items():
            answer = page.goto(address(busy_day))
            assert answer.ok, (name, answer.status)
            if name in TYPED:
                page.get_by_role("searchbox").fill(TYPED[name])
                page.locator("#found a").first.wait_for()
            page.wait_for_timeout(150)
            if shots:
                page.screenshot(path=f"{shots}/{name.replace(' ', '-')}-{width}.png", full_page=True)
            found = violations_of(page)
            if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
                found.append("scrolls sideways")
            if found:
                wrong[name, width] = found
    assert wrong == {}, "\n".join(f"{page}: {what}" for page, what in wrong.items())


def test_the_sheet_of_codes_and_the_question_before_signing_out_are_accessible(busy_day, open_browser):
    page = open_browser(Role.CLASS_TEACHER, viewport=PHONE, bypass_csp=True).new_page()
    page.goto(register_path(busy_day))
    page.locator(".reg-choice--other").first.click()
    assert violations_of(page) == []
    page.keyboard.press("Escape")
    page.evaluate("document.getElementById('outbox-ask').showModal()")
    assert violations_of(page) == []
