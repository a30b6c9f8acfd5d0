"""A school office brings the day's marks from its other system: dirty at first, mended, applied, brought again."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bellwether.core.access import Role
from tests.chromium import DESK, PHONE, violations_of
from tests.exchange.staging import marks_csv
from tests.journeys.registers.conftest import marks_of
from tests.world import TODAY

pytestmark = pytest.mark.browser

MONDAY = TODAY - timedelta(days=1)


def shot(page, name):
    if folder := os.environ.get("BELLWETHER_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/imports-{name}.png", full_page=True)


def send(page, text, name="monday.csv"):
    page.get_by_label("Files").set_input_files({"name": name, "mimeType": "text/csv", "buffer": text.encode()})
    page.get_by_role("button", name="Read the files").click()


def is_sound(page, name):
    """Nothing for axe, and nothing to scroll sideways at a desk or on a phone."""
    for size, screen in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(screen)
        shot(page, f"{name}-{size}")
        assert violations_of(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, size)
    page.set_viewport_size(DESK)


SOUND = [("Ada", MONDAY, "AM", "/"), ("Ben", MONDAY, "AM", "I"), ("Cleo", MONDAY, "PM", "\\")]


class Office:
    """Somebody in the office at a page, and the worker that does what they ask."""

    def __init__(self, day, page, work, *, script):
        self.day, self.page, self.work, self.script = day, page, work, script

    def brings(self, *marks):
        send(self.page, marks_csv(self.day, *marks))
        expect(self.page.locator("#import [role=status]")).to_contain_text("Waiting to be read")
        self.machine_works()

    def machine_works(self):
        """The page finds out by itself; without script one asks it."""
        self.work()
        if not self.script:
            self.page.get_by_role("link", name="Look again").click()

    def hears(self, words):
        expect(self.page.locator("#import [role=status]")).to_contain_text(words)

    def finds_it_sound(self, name):
        if self.script:
            is_sound(self.page, name)

    def starts_anew(self):
        self.page.get_by_role("link", name="Bring another file").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_dirty_file_is_mended_applied_and_brought_again(day, open_browser, work, script):
    page = open_browser(Role.OFFICE, java_script_enabled=script, bypass_csp=True).new_page()
    office = Office(day, page, work, script=script)
    page.goto("/")
    page.get_by_role("link", name="Imports").first.click()
    page.get_by_role("link", name="Bring marks").click()
    office.finds_it_sound("bring")

    office.brings(*SOUND, ("Dewi", MONDAY, "AM", "QQ"), ("Ezra", "31/09/2026", "AM", "/"))
    office.hears("Nothing has been changed")
    problems = page.get_by_role("table", name="Problems")
    expect(problems).to_contain_text("'QQ' is no attendance code")
    expect(problems).to_contain_text("There is no such day")
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)
    office.finds_it_sound("problems")

    office.starts_anew()
    office.brings(*SOUND, ("Dewi", MONDAY, "AM", "M"), ("Ezra", "2026-11-15", "AM", "/"))
    office.hears("Ready to look at")
    applies_without_what_cannot_be(office)
    office.hears("4 changes were written")
    assert marks_of(day, 0, MONDAY)[day.pupils["Ben"]] == "I"
    assert marks_of(day, 1, MONDAY)[day.pupils["Cleo"]] == "\\"

    office.starts_anew()
    office.brings(*SOUND)
    office.hears("nothing would change")
    page.goto(f"/imports/{day.school}/")
    expect(page.get_by_role("table", name="Imports so far")).to_contain_text("4 changes written")
    office.finds_it_sound("history")


def applies_without_what_cannot_be(office):
    page = office.page
    expect(page.get_by_role("table", name="Marks that cannot be")).to_contain_text("the school is closed")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("say that the rest is applied without it")).to_be_visible()
    office.finds_it_sound("ready")
    page.get_by_label("Leave 1 mark out and apply the rest").check()
    page.get_by_role("button", name="Apply").click()
    office.hears("Being applied")
    office.machine_works()


def test_with_the_keyboard_alone_a_file_is_applied(day, open_browser, work):
    page = open_browser(Role.OFFICE).new_page()
    office = Office(day, page, work, script=True)
    page.goto(f"/imports/{day.school}/marks/")
    page.get_by_label("Files").set_input_files(
        {"name": "a.csv", "mimeType": "text/csv", "buffer": marks_csv(day, ("Ada", MONDAY, "AM", "I")).encode()}
    )
    page.get_by_label("Files").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    office.hears("Waiting to be read")
    work()
    office.hears("Ready to look at")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent.trim()") == "Apply":
            break
    page.keyboard.press("Enter")
    office.hears("Being applied")
    work()
    office.hears("1 change was written")
    assert marks_of(day, 0, MONDAY)[day.pupils["Ada"]] == "I"
