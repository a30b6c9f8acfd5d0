"""Every page of the registers, at a desk and on the narrowest phone: axe finds nothing, nothing scrolls sideways."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime, time

import pytest

from bellwether.core.access import Role
from tests.chromium import DESK, PHONE, violations_of
from tests.journeys.registers.conftest import register_path
from tests.world import TODAY

pytestmark = pytest.mark.browser

LATER = datetime(2026, 11, 17, 9, 20, tzinfo=UTC)
MONDAY = date(2026, 11, 16)


@pytest.fixture
def busy_day(day, at_time):
    """A morning in which everything happened: absences, a plan, latecomers, two marks for one session, snow."""
    from bellwether.registers import services
    from bellwether.registers.models import MarkConflict, PlannedAbsence

    office, teacher, pupils = day.actor(Role.OFFICE), day.actor(Role.CLASS_TEACHER), day.pupils
    PlannedAbsence.objects.create(
        school_id=day.school,
        pupil_id=pupils["Ben"],
        kind="appointment",
        code="M",
        starts_on=TODAY,
        ends_on=TODAY,
        last_session=0,
        reason="Dentist until eleven",
        made_at=LATER,
    )
    scope = services.EventScope((MONDAY, 0), (MONDAY, 1))
    services.mark_event(day.school, code="Y4", scope=scope, reason="Snow", actor=office, now=LATER)
    marks = [services.OfferedMark(pupils["Amara"], ".", "N"), services.OfferedMark(pupils["Hana"], ".", "N")]
    services.take_register(
        day.group, on=TODAY, session=0, marks=marks, rest_present=True, close_unmarked=False, actor=teacher,
        now=datetime(2026, 11, 17, 8, 52, tzinfo=UTC),
    )  # fmt: skip
    at_time(LATER)
    services.arrive_late(pupils["Hana"], arrived=time(9, 4), reason="Bus or train", actor=office, now=LATER)
    services.leave_site(pupils["Rosa"], left=time(9, 15), reason="Appointment", actor=office, now=LATER)
    MarkConflict.objects.create(
        school_id=day.school, pupil_id=pupils["Cleo"], on=TODAY, session=0, group_id=day.group, seen=".", stood="/",
        offered="N", offered_by_name="Sam Cover", offered_at=LATER, offered_details={"note": "Not in class"},
    )  # fmt: skip
    return day


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
    "late desk": lambda w: f"/registers/school/{w.school}/late/?q=am",
    "arrival": lambda w: f"/registers/school/{w.school}/late/{w.pupils['Amara']}/",
    "slip": lambda w: f"/registers/school/{w.school}/late/{w.pupils['Hana']}/{TODAY.isoformat()}/am/",
    "leaving": lambda w: f"/registers/school/{w.school}/site/?q=ro",
    "gate": lambda w: f"/registers/school/{w.school}/site/{w.pupils['Rosa']}/",
    "on site": lambda w: f"/registers/school/{w.school}/on-site/",
    "offline": lambda w: "/offline/",
}


def test_axe_finds_nothing_wrong_on_any_page_and_no_page_scrolls_sideways(busy_day, open_browser):
    shots = os.environ.get("BELLWETHER_SCREENSHOTS")
    wrong = {}
    for width, viewport in (("desk", DESK), ("phone", PHONE)):
        page = open_browser(Role.HEAD, viewport=viewport, bypass_csp=True).new_page()
        for name, address in PAGES.items():
            answer = page.goto(address(busy_day))
            assert answer.ok, (name, answer.status)
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
