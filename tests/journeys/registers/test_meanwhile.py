"""Two people at one register, and what is worth a second look: as they see it in a browser."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bellwether.core.access import Role
from tests.chromium import violations_of
from tests.journeys.registers.conftest import class_marks, register_path
from tests.world import TODAY

pytestmark = pytest.mark.browser


@pytest.fixture
def register(open_browser, day):
    page = open_browser(Role.CLASS_TEACHER).new_page()
    page.goto(register_path(day))
    expect(page.locator("[data-rest]")).to_be_visible()
    return page


def office_marks(world, name, code):
    from bellwether.audit import clock
    from bellwether.registers import services

    change = services.MarkChange(world.pupils[name], TODAY, 0, code)
    services.amend(
        world.school, changes=[change], reason="mother rang", actor=world.actor(Role.OFFICE), now=clock.now()
    )


def row(page, world, name):
    return page.locator(f"#row-{world.pupils[name]}")


def come_back_to(page):
    """As if the reader came back to the tab: the page then asks at once, else once a minute."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_a_page_that_stays_open_shows_who_changed_what_and_keeps_what_is_being_marked(register, day):
    row(register, day, "Beth").locator(".reg-choice--late").click()
    office_marks(day, "Amara", "C")
    office_marks(day, "Beth", "C")
    come_back_to(register)
    for name in ("Amara", "Beth"):
        expect(row(register, day, name)).to_contain_text(
            "Changed since you opened this page: Exceptional leave, by Sam Office"
        )
    expect(row(register, day, "Amara").locator(".reg-choice--other input")).to_be_checked()
    expect(row(register, day, "Beth").locator(".reg-choice--late input")).to_be_checked()
    expect(register.locator("#register-spoken")).to_contain_text("2")
    assert violations_of(register) == []
    register.locator("[data-rest]").click()
    # Beth was being marked when the office marked her, too: both marks are kept.
    expect(register.locator("#register-conflicts")).to_contain_text("Beth")
    stands = class_marks(day)
    assert (stands[day.pupils["Amara"]], stands[day.pupils["Beth"]], stands[day.pupils["Callum"]]) == ("C", "C", "/")


def test_two_teachers_at_one_register_hear_of_each_other(register, open_browser, day):
    second = open_browser(Role.HEAD).new_page()
    second.goto(register_path(day))
    row(register, day, "Amara").locator(".reg-choice--absent").click()
    register.locator("[data-rest]").click()
    expect(register.locator("#register-status")).to_contain_text("30 marks saved")
    row(second, day, "Callum").locator(".reg-choice--late").click()
    second.locator("[data-rest]").click()
    expect(second.locator("#register-conflicts")).to_contain_text("Callum")
    expect(row(second, day, "Dewi")).to_contain_text("by Sam Class Teacher")
    stands = class_marks(day)
    assert (stands[day.pupils["Amara"]], stands[day.pupils["Callum"]]) == ("N", "/")


def test_a_double_click_saves_once_and_the_back_button_shows_what_stands(register, day):
    from bellwether.registers.models import RegisterEntry

    register.locator("[data-rest]").dblclick()
    expect(register.locator("#register-status")).to_contain_text("saved")
    assert RegisterEntry.objects.filter(kind="taken").count() == 1
    expect(register.locator(".reg-state .govuk-tag")).to_have_text("Taken")
    register.goto("/registers/")
    register.go_back()
    expect(row(register, day, "Amara").locator(".reg-choice--present input")).to_be_checked()
    expect(register.locator(".reg-state")).to_contain_text("Taken")


def test_minutes_past_the_close_make_a_late_mark_u_and_say_so(register, day):
    row(register, day, "Amara").locator(".reg-choice--late").click()
    row(register, day, "Amara").get_by_label("Minutes late").fill("45")
    register.locator("[data-rest]").click()  # straight from the field: leaving it must not swallow the press
    warnings = register.locator("#register-warnings")
    expect(warnings).to_contain_text("whoever comes after 09:10, when the register closed, is U and not L")
    expect(row(register, day, "Amara").locator("[data-more-words]")).to_have_text("U")
    assert class_marks(day)[day.pupils["Amara"]] == "U"
    assert violations_of(register) == []
