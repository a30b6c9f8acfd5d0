"""Registers that wait do not wait for each other: what the server stumbles over holds up nothing else."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bellwether.core.access import Role
from tests.journeys.registers.conftest import class_marks, register_path
from tests.journeys.registers.test_offline import UNSENT, mark, ready, save_rest, saved, until

pytestmark = pytest.mark.browser

MARKS = "**/marks/"


def stumble(route):
    route.fulfill(status=500, content_type="text/html", body="<p>Something went wrong</p>")


def test_a_register_that_the_server_stumbles_over_holds_up_no_other(day, open_browser):
    page = open_browser(Role.HEAD).new_page()
    ready(page, register_path(day))
    page.route(f"**/class/{day.group}/**/marks/", stumble)
    save_rest(page)
    page.locator("#outbox").get_by_text("1 register waiting to send").wait_for()
    page.goto(f"/registers/class/{day.other_group}/2026-11-17/am/")
    expect(page.locator("[data-rest]")).to_be_visible()
    save_rest(page)
    saved(page)
    assert set(class_marks(day).values()) == {"."}
    page.unroute(f"**/class/{day.group}/**/marks/")
    page.locator("[data-outbox-send]").click()
    until(page, f"async () => (await ({UNSENT})()) === 0")
    assert set(class_marks(day).values()) == {"/"}


def test_a_register_that_is_stuck_is_told_of_and_gives_way_to_a_new_save(day, open_browser):
    page = open_browser(Role.CLASS_TEACHER).new_page()
    ready(page, register_path(day))
    page.route(MARKS, stumble)
    save_rest(page)
    for _ in range(2):
        page.wait_for_timeout(300)
        page.locator("[data-outbox-send]").click()
    expect(page.locator("#register-status")).to_contain_text("Not saved. Your marks are still on this device.")
    page.reload()
    expect(page.locator("#register-status")).to_contain_text("Not saved. Your marks are still on this device.")
    page.unroute(MARKS)
    mark(page, "Ben Ashby", "absent")
    page.get_by_role("button", name="Save marks").click()
    saved(page)
    until(page, f"async () => (await ({UNSENT})()) === 0")
    marks = class_marks(day)
    assert marks.pop(day.pupils["Ben"]) == "N"
    assert set(marks.values()) == {"/"}
    assert page.locator("#outbox").is_hidden()


def test_what_waited_on_the_device_is_kept_with_when_it_was_marked(day, open_browser):
    from bellwether.registers.models import RegisterEntry
    from bellwether.registers.sources import when_marked
    from tests.journeys.registers.test_drafts import AGE

    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    ready(page, register_path(day))
    context.set_offline(True)
    save_rest(page)
    page.locator("#outbox").get_by_text("waiting to send").wait_for()
    page.evaluate(AGE, ["outbox", 3])
    context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    entry = RegisterEntry.objects.get(kind="taken")
    marked_at = when_marked(entry.source)
    assert marked_at is not None
    assert abs((entry.at - marked_at).total_seconds() - 3 * 3600) < 60
