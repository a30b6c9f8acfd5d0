"""A school office brings the day's marks from its other system: dirty at first, mended, applied, brought again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bellwether.core.access import Role
from tests.exchange.staging import marks_csv
from tests.journeys.exchange.office import Office, files_of
from tests.journeys.registers.conftest import marks_of
from tests.world import TODAY

pytestmark = pytest.mark.browser

MONDAY = TODAY - timedelta(days=1)


SOUND = [("Ada", MONDAY, "AM", "/"), ("Ben", MONDAY, "AM", "I"), ("Cleo", MONDAY, "PM", "\\")]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_dirty_file_is_mended_applied_and_brought_again(day, open_browser, work, script):
    page = open_browser(Role.OFFICE, java_script_enabled=script, bypass_csp=True).new_page()
    office = Office(day, page, work, script=script)
    page.goto("/")
    page.get_by_role("link", name="Imports").first.click()
    page.get_by_role("link", name="Bring marks").click()
    office.finds_it_sound("bring")

    office.brings(marks_csv(day, *SOUND, ("Dewi", MONDAY, "AM", "QQ"), ("Ezra", "31/09/2026", "AM", "/")))
    office.hears("Nothing has been changed")
    problems = page.get_by_role("table", name="Problems")
    expect(problems).to_contain_text("'QQ' is no attendance code")
    expect(problems).to_contain_text("There is no such day")
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)
    office.finds_it_sound("problems")

    office.starts_anew()
    office.brings(marks_csv(day, *SOUND, ("Dewi", MONDAY, "AM", "M"), ("Ezra", "2026-11-15", "AM", "/")))
    office.hears("Ready to look at")
    applies_without_what_cannot_be(office)
    office.hears("4 changes were written")
    assert marks_of(day, 0, MONDAY)[day.pupils["Ben"]] == "I"
    assert marks_of(day, 1, MONDAY)[day.pupils["Cleo"]] == "\\"

    office.starts_anew()
    office.brings(marks_csv(day, *SOUND))
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
    page.get_by_label("Files").set_input_files(files_of(marks_csv(day, ("Ada", MONDAY, "AM", "I"))))
    page.get_by_label("Files").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    office.hears("Waiting to be read")
    work()
    office.hears("Ready to look at")
    office.tabs_to("Apply")
    page.keyboard.press("Enter")
    office.hears("Being applied")
    work()
    office.hears("1 change was written")
    assert marks_of(day, 0, MONDAY)[day.pupils["Ada"]] == "I"
