"""Leave of absence in a real browser: asked, decided and written to the parents; every page looked through by axe."""

from __future__ import annotations

from datetime import date

import page as page_validation
import pytest

from bellwether.core.access import Role
from bellwether.registers.leave_facts import Span
from bellwether.registers.services import leave
from tests.chromium import DESK, PHONE, tab_to, violations_of
from tests.documents.builders import picture
from tests.journeys.registers.conftest import register_path
from tests.registers.leave.builders import JUST_NOW, ask, part, refused
from tests.world import NOW

pytestmark = pytest.mark.browser

FRIDAY = date(2026, 12, 11)


def _fill_date(page, label, day):
    group = page.get_by_role("group", name=label)
    for part_of, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(part_of, exact=True).fill(str(value))


def _write_it_down(page, world, card):
    """The office, from the page of the pupil: first with nothing filled in, then with all of it, and a file."""
    page.goto(f"/pupil/{world.pupils['Ada']}/")
    page.get_by_role("button", name="Write down a request for leave").click()
    page.get_by_role("button", name="Write it down").click()
    page.locator(".govuk-error-summary").wait_for()
    page.get_by_label("Ms Nkechi Okonkwo").check()
    page.get_by_label("A holiday or a family trip").check()
    _fill_date(page, "First day away", date(2026, 12, 7))
    _fill_date(page, "Last day away", FRIDAY)
    page.get_by_label("The reason, as it was given").fill("A wedding abroad")
    page.get_by_role("button", name="Write it down").click()
    page.get_by_text("It waits for the head teacher’s decision.").wait_for()
    page.get_by_text("Add a file", exact=True).click()
    page.get_by_label("A letter, an invitation, an appointment card").set_input_files(card)
    page.get_by_role("button", name="Add the file").click()
    page.get_by_role("link", name="invitation.jpg").wait_for()
    page.wait_for_load_state()
    assert page.get_by_label("Your reasons").count() == 0


def _decide(page):
    """The head, from the start page: two days of it."""
    page.goto("/")
    page.get_by_role("link", name="request for leave to decide").click()
    page.get_by_role("link", name="Ada Okonkwo").click()
    page.get_by_label("Yes, to part of it").check()
    page.get_by_text("Only part of it: which days are agreed").click()
    _fill_date(page, "Last day agreed", date(2026, 12, 8))
    page.get_by_label("Your reasons").fill("Two days for the wedding of a close relative.")
    page.locator("form[action$='/decide/'] button[type=submit]").click()
    page.get_by_text("Now write the letter to the parents.").wait_for()


@pytest.mark.parametrize("script", [True, False], ids=["with the script", "without it"])
def test_a_family_asks_the_head_decides_and_the_parent_gets_a_letter(day, open_browser, tmp_path, script):
    card = tmp_path / "invitation.jpg"
    card.write_bytes(picture("JPEG"))
    _write_it_down(open_browser(Role.OFFICE, java_script_enabled=script).new_page(), day, card)
    head = open_browser(Role.HEAD, java_script_enabled=script).new_page()
    _decide(head)
    head.get_by_role("button", name="Write the letter").click()
    head.locator("a[href^='/letters/']").click()
    head.get_by_text("We have agreed to part of it.").wait_for()
    with head.expect_download() as found:
        head.get_by_text("Download as PDF").click()
    data = found.value.path().read_bytes()
    report = page_validation.validate_pdf_bytes(data, profile=page_validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant


def test_a_request_is_decided_with_the_keyboard_alone(day, open_browser):
    made = ask(day, day.actor(Role.OFFICE))
    page = open_browser(Role.HEAD).new_page()
    page.goto(f"/registers/leave/{made}/")

    tab_to(page, page.locator("input[name=outcome]").first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_label("Your reasons"))
    page.keyboard.type("It can be made in the holidays.")
    tab_to(page, page.locator("form[action$='/decide/'] button[type=submit]"))
    page.keyboard.press("Enter")
    page.get_by_text("Now write the letter to the parents.").wait_for()
    assert page.get_by_role("heading", name="Decision Not agreed").is_visible()


@pytest.fixture
def much_leave(day):
    """Requests in every state, one with a file, a letter, and marks of days that are over."""
    office, head = day.actor(Role.OFFICE), day.actor(Role.HEAD)
    made = {"open": ask(day, office)}
    leave.add_evidence(made["open"], b"Please come", name="card.txt", actor=office, now=NOW)
    made["refused"] = ask(day, office, ground="holiday", span=JUST_NOW)
    leave.decide_leave(made["refused"], refused(), actor=head, now=NOW)
    made["part"] = ask(day, office, pupil="Ben", span=Span(FRIDAY, 0, FRIDAY, 1))
    leave.decide_leave(made["part"], part(Span(FRIDAY, 0, FRIDAY, 0)), actor=head, now=NOW)
    (made["letter"],) = leave.write_letters(made["refused"], parent_ids=[day.parent], actor=office, now=NOW)
    return made


def test_axe_finds_nothing_wrong_on_any_page_of_leave_and_none_scrolls_sideways(day, much_leave, open_browser):
    addresses = {
        "list": f"/registers/school/{day.school}/leave/",
        "decided": f"/registers/school/{day.school}/leave/?state=decided",
        "none": f"/registers/school/{day.school}/leave/?state=withdrawn",
        "ask": f"/registers/pupil/{day.pupils['Ada']}/leave/",
        "open": f"/registers/leave/{much_leave['open']}/",
        "change": f"/registers/leave/{much_leave['open']}/change/",
        "refused": f"/registers/leave/{much_leave['refused']}/",
        "part": f"/registers/leave/{much_leave['part']}/",
        "letter": f"/letters/{much_leave['letter']}/",
        "pupil": f"/pupil/{day.pupils['Ada']}/",
        "register": register_path(day),
    }
    wrong = {}
    for width, viewport in (("desk", DESK), ("phone", PHONE)):
        page = open_browser(Role.HEAD, viewport=viewport, bypass_csp=True).new_page()
        for name, address in addresses.items():
            assert page.goto(address).ok, name
            found = violations_of(page)
            if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
                found.append("scrolls sideways")
            if found:
                wrong[name, width] = found
    assert wrong == {}
