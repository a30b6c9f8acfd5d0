"""Planned absences in a real browser: made in the office, seen by the teacher, marked with the register."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time, timedelta

import pytest

from bellwether.core.access import Role
from tests.chromium import DESK, PHONE, violations_of
from tests.journeys.registers.conftest import class_marks, register_path
from tests.world import NOW, TODAY

pytestmark = pytest.mark.browser

TOMORROW = TODAY + timedelta(days=1)
NEXT_MORNING = datetime(2026, 11, 18, 8, 50, tzinfo=UTC)


def fill_day(page, name, day):
    group = page.get_by_role("group", name=name)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(part, exact=True).fill(str(value))


def plan_dentist(page, who, *, keyboard=False):
    """From the office's list to a plan for tomorrow morning."""
    page.get_by_role("button" if page.get_by_role("button", name="Plan an absence").count() else "link",
                     name="Plan an absence").first.click()  # fmt: skip
    page.get_by_label("For whom?").fill(who)
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Plan an absence").first.click()
    page.get_by_label("Medical appointment (M)").check()
    fill_day(page, "First day", TOMORROW)
    page.get_by_label("Goes at").fill("8:30")
    page.get_by_label("Comes back at").fill("10.45")
    page.get_by_label("Those that the times say").check()
    page.get_by_label("Why", exact=True).fill("Dentist")
    page.get_by_label("Nobody: the school arranged it").check()
    page.get_by_role("button", name="Plan it").click()


def row(page, name):
    return page.locator(f'.reg-row[data-name="{name}"]')


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_plan_made_in_the_office_becomes_a_mark_with_the_register(day, open_browser, at_time, script):
    office = open_browser(Role.OFFICE, java_script_enabled=script).new_page()
    office.goto(f"/registers/school/{day.school}/plans/")
    plan_dentist(office, "ba")
    assert "Planned: 1 half-day in all" in office.locator("main").inner_text()
    assert "Wed 18 Nov, morning" in office.locator("main").inner_text()

    at_time(NEXT_MORNING)
    teacher = open_browser(Role.CLASS_TEACHER, java_script_enabled=script).new_page()
    teacher.goto(register_path(day, on=TOMORROW))
    shown = row(teacher, "Ben Ashby").inner_text()
    assert "Out from 08:30 to 10:45" in shown
    assert "Dentist" not in shown  # a class teacher need not know what for
    teacher.locator("[data-rest]").click()
    teacher.get_by_text("30 marks saved").first.wait_for()
    marks = marks_tomorrow(day)
    assert marks.pop(day.pupils["Ben"]) == "M"
    assert set(marks.values()) == {"/"}

    # Nobody looks for him: the office's board of today holds no one.
    office = open_browser(Role.OFFICE, java_script_enabled=script).new_page()
    assert office.goto(f"/today/{day.school}/").ok
    assert "Ben Ashby" not in office.locator("main").inner_text()
    office.goto(f"/registers/pupil/{day.pupils['Ben']}/{TOMORROW.isoformat()}/am/")
    assert "Dentist" in office.locator("main").inner_text()


def marks_tomorrow(world):
    from tests.journeys.registers.conftest import FORENAMES, marks_of

    found = marks_of(world, on=TOMORROW)
    return {world.pupils[name]: found[world.pupils[name]] for name in ("Ada", "Ben", "Cleo", "Dewi", *FORENAMES)}


def test_whoever_turns_up_all_the_same_is_marked_present_and_the_plan_is_withdrawn_after(day, open_browser):
    plan = planned(day, "Ben", TODAY, TOMORROW)
    teacher = open_browser(Role.CLASS_TEACHER).new_page()
    teacher.goto(register_path(day))
    row(teacher, "Ben Ashby").locator(".reg-choice--present").click()
    teacher.locator("[data-rest]").click()
    teacher.get_by_text("30 marks saved").first.wait_for()
    assert class_marks(day)[day.pupils["Ben"]] == "/"

    office = open_browser(Role.OFFICE).new_page()
    office.goto(f"/registers/school/{day.school}/plans/{plan}/")
    assert "Present (morning)" in office.get_by_role("table").inner_text()
    office.get_by_role("button", name="Withdraw this plan").click()
    office.get_by_label("Why is it withdrawn?").fill("Came in after all")
    office.get_by_role("button", name="Withdraw this plan").click()
    office.get_by_text("1 plan is withdrawn").wait_for()
    assert "Came in after all" in office.locator("main").inner_text()
    assert class_marks(day)[day.pupils["Ben"]] == "/"


def test_a_plan_is_made_by_keyboard_alone(day, open_browser):
    page = open_browser(Role.OFFICE).new_page()
    page.goto(f"/registers/school/{day.school}/plans/new/{day.pupils['Ben']}/")
    page.locator("#id_code").focus()
    page.keyboard.press("Space")
    for _ in range(2):  # past the nature, to the first day
        page.keyboard.press("Tab")
    for text in (str(TOMORROW.day), str(TOMORROW.month), str(TOMORROW.year)):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.locator("main details summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    for _ in range(4):  # Wednesday morning is the fifth box
        page.keyboard.press("Tab")
    page.keyboard.press("Space")
    assert page.locator("#id_pattern-4").is_checked()
    page.locator("#id_reason").focus()
    page.keyboard.type("Physiotherapy")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.locator("main form button[type=submit]").last.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Planned: 1 half-day in all").wait_for()


def planned(world, name, first, last, **more):
    from bellwether.registers.plan_facts import PlanKind, PlanWanted
    from bellwether.registers.services import plan_absences

    given = {"kind": PlanKind.VISIT, "code": "V", "reason": "Forest school"} | more
    wanted = PlanWanted(world.pupils[name], starts_on=first, ends_on=last, **given)
    answer = plan_absences(
        world.school, wanted=[wanted], actor=world.actor(Role.OFFICE), now=NOW, despite_warnings=True
    )
    return answer.plan_ids[0]


@pytest.fixture
def plans(day):
    """A week with some of everything that the office plans."""
    from bellwether.registers.plan_facts import PlanKind
    from bellwether.registers.services import withdraw_plans

    made = {
        "outing": planned(day, "Ben", TODAY, TODAY, misses=False, leaves_at=time(10), returns_at=time(11, 15),
                          kind=PlanKind.APPOINTMENT, code="M", reason="Speech therapy", evidence_note="Letter seen",
                          asked_by="Ms Ashby"),
        "weekly": planned(day, "Cleo", TODAY, TODAY + timedelta(days=30), kind=PlanKind.PROVISION, code="B",
                          pattern="00001100000000", reason="Farm", nature="Horticulture at the community farm"),
        "later": planned(day, "Dewi", TODAY + timedelta(days=9), TODAY + timedelta(days=9),
                         kind=PlanKind.OBSERVANCE, code="R", reason="Festival"),
        "withdrawn": planned(day, "Ben", TOMORROW, TOMORROW, reason="Museum"),
    }  # fmt: skip
    withdraw_plans(day.school, [made["withdrawn"]], reason="Cancelled", actor=day.actor(Role.OFFICE), now=NOW)
    return made


def addresses(world, plans):
    here = f"/registers/school/{world.school}/plans"
    return {
        "plans": f"{here}/",
        "plans of class": f"/registers/class/{world.group}/plans/",
        "plans of pupil": f"/registers/pupil/{world.pupils['Ben']}/plans/",
        "plan": f"{here}/{plans['outing']}/",
        "plan find": f"{here}/new/",
        "plan form": f"{here}/new/{world.pupils['Ben']}/",
        "plan change": f"{here}/{plans['weekly']}/change/",
        "plan withdraw": f"{here}/{plans['weekly']}/withdraw/",
        "register with plans": register_path(world),
    }


def test_axe_finds_nothing_wrong_on_the_pages_of_plans_and_none_scrolls_sideways(day, plans, open_browser):
    look_at(open_browser, addresses(day, plans))


def look_at(open_browser, pages, role=Role.HEAD):
    """Open each page at a desk and on a phone; keep pictures where they are asked for."""
    shots = os.environ.get("BELLWETHER_SCREENSHOTS")
    wrong = {}
    for width, viewport in (("desk", DESK), ("phone", PHONE)):
        page = open_browser(role, viewport=viewport, bypass_csp=True).new_page()
        for name, address in pages.items():
            answer = page.goto(address)
            assert answer.ok, (name, answer.status)
            page.wait_for_timeout(100)
            if shots:
                page.screenshot(path=f"{shots}/{name.replace(' ', '-')}-{width}.png", full_page=True)
            found = violations_of(page)
            if page.evaluate("document.documentElement.scrollWidth") > viewport["width"]:
                found.append("scrolls sideways")
            if found:
                wrong[name, width] = found
    assert wrong == {}, "\n".join(f"{page}: {what}" for page, what in wrong.items())
