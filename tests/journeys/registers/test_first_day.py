"""First-day contact in a real browser: who is away, the call, the mark that follows, and the other lists of the day."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bellwether.core.access import Role
from tests.chromium import PHONE
from tests.journeys.registers.conftest import LATER, class_marks
from tests.journeys.registers.test_planning import look_at

pytestmark = pytest.mark.browser


@pytest.fixture
def away(day, at_time):
    """At twenty past nine two of thirty are away, and nobody has said why."""
    from bellwether.registers import services

    marks = [services.OfferedMark(day.pupils[name], ".", "N") for name in ("Ada", "Amara")]
    services.take_register(
        day.group, on=LATER.date(), session=0, marks=marks, rest_present=True, close_unmarked=False,
        actor=day.actor(Role.CLASS_TEACHER), now=datetime(2026, 11, 17, 8, 52, tzinfo=UTC),
    )  # fmt: skip
    at_time(LATER)
    return day


def call_page(page, world, name="Ada Okonkwo"):
    page.goto(f"/today/{world.school}/")
    page.get_by_role("link", name=name).first.click()
    page.get_by_role("heading", name="Call a family").wait_for()
    page.wait_for_load_state()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_what_a_family_says_changes_the_mark_and_the_list_with_one_form(away, open_browser, script):
    page = open_browser(Role.OFFICE, java_script_enabled=script).new_page()
    call_page(page, away)
    page.get_by_label("Spoke, and a reason was given").check()
    page.get_by_label("The reason speaks for").select_option("I")
    page.get_by_label("What was said").fill("A temperature")
    page.get_by_role("button", name="Write it down").first.click()
    page.get_by_text("The contact was written down. 1 mark was put right.").wait_for()
    assert class_marks(away)[away.pupils["Ada"]] == "I"
    page.goto(f"/today/{away.school}/")
    assert page.locator("#board").get_by_role("link", name="Ada Okonkwo").count() == 0
    assert page.locator("#board").get_by_role("link", name="Amara Marsh").count() == 1


def test_a_call_is_written_down_by_keyboard_alone(away, open_browser):
    page = open_browser(Role.OFFICE).new_page()
    call_page(page, away)
    page.locator("input[name=outcome]").first.focus()
    page.keyboard.press("Space")  # the first: spoke, and a reason was given
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "code"
    page.keyboard.type("I Il")
    page.keyboard.press("Tab")
    page.keyboard.type("A cough")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.name") == "register"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.get_by_text("1 mark was put right.").wait_for()
    assert class_marks(away)[away.pupils["Ada"]] == "I"


def test_a_text_goes_with_one_press_and_the_board_says_that_it_was_tried(away, open_browser):
    page = open_browser(Role.OFFICE, viewport=PHONE).new_page()
    page.goto(f"/today/{away.school}/")
    page.get_by_role("button", name="Text Ada Okonkwo").click()
    page.get_by_text("1 message is on its way.").wait_for()
    assert "Text message: waiting" in page.locator("#board").inner_text()
    page.get_by_role("button", name="Text Ada Okonkwo").click()
    page.get_by_text("Nothing new was sent").wait_for()


def test_axe_finds_nothing_wrong_on_the_pages_of_the_day_and_none_scrolls_sideways(away, open_browser):
    here, ada = f"/today/{away.school}", away.pupils["Ada"]
    pages = {
        "today": f"{here}/",
        "ladder": f"{here}/ladder/",
        "morning": f"{here}/morning/",
        "quiet": f"{here}/quiet/",
        "call": f"{here}/call/{ada}/",
        "quiet form": f"{here}/call/{ada}/quiet/",
        "nudge form": f"{here}/call/{ada}/nudge/",
    }
    look_at(open_browser, pages, role=Role.OFFICE)
