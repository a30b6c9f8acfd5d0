"""Planned absences in a real browser: made in the office, seen by the teacher, marked with the register."""

from __future__ import annotations

import os
from datetime import UTC, datetime, time, timedelta

import pytest
from playwright.sync_api import expect

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


# --- Part-time timetables, suspensions and study leave -------------------------------------------------------------


def test_a_part_time_timetable_is_agreed_by_form_and_its_half_days_become_c2(day, open_browser, at_time):
    page = open_browser(Role.ATTENDANCE_CHAMPION, java_script_enabled=False).new_page()
    page.goto(f"/registers/school/{day.school}/part-time/new/{day.pupils['Ada']}/")
    page.get_by_label("Health, of body or mind").check()
    page.get_by_label("No", exact=True).check()
    page.get_by_label("Why is a full timetable not possible now?").fill("Chronic fatigue")
    page.get_by_label("Why is it in the pupil’s best interests?").fill("Full days end in relapses")
    page.get_by_label("Tuesday Afternoon").uncheck()
    for name, when in (
        ("First day", TODAY),
        ("Last day", TODAY + timedelta(days=21)),
        ("Reviewed on", TODAY + timedelta(days=7)),
        ("Agreed on", TODAY),
        ("Full time again from", TODAY + timedelta(days=22)),
    ):
        fill_day(page, name, when)
    page.get_by_label("whom the pupil normally lives with").check()
    page.get_by_label("The way back to full time").fill("Tuesdays come back when a week went well")
    page.get_by_role("button", name="Write it down").click()
    text = page.locator("main").inner_text()
    assert "Written down. Its half-days are planned." in text
    assert "Tuesday afternoon" in text

    at_time(datetime(2026, 11, 17, 13, 5, tzinfo=UTC))
    teacher = open_browser(Role.CLASS_TEACHER).new_page()
    teacher.goto(register_path(day, session="pm"))
    shown = row(teacher, "Ada Okonkwo").inner_text()
    assert "agreed part-time timetable" in shown
    assert "fatigue" not in shown
    teacher.locator("[data-rest]").click()
    teacher.get_by_text("30 marks saved").first.wait_for()
    assert class_marks(day, session=1)[day.pupils["Ada"]] == "C2"


def test_the_head_suspends_and_the_office_arranges_what_is_due(day, open_browser):
    head = open_browser(Role.HEAD).new_page()
    head.goto(f"/registers/school/{day.school}/suspensions/new/{day.pupils['Ben']}/")
    head.get_by_label("A suspension, to a last day").check()
    fill_day(head, "Last day", TODAY + timedelta(days=10))
    head.get_by_label("Why", exact=True).fill("A fight in the yard")
    head.get_by_role("button", name="Write the decision down").click()
    head.get_by_text("Due from Tuesday 24 November 2026, school day 6").wait_for()
    assert "A fight" not in head.locator("main").inner_text()
    head.get_by_role("link", name="Read why").click()
    head.get_by_text("A fight in the yard").wait_for()

    office = open_browser(Role.OFFICE).new_page()
    office.goto(f"/registers/school/{day.school}/plans/")
    office.get_by_role("link", name="Education elsewhere during a suspension").click()
    office.wait_for_load_state()
    assert office.get_by_role("link", name="Read why").count() == 0
    office.get_by_role("link", name="Write down education elsewhere").click()
    office.get_by_label("The school: another supervised place (B)").check()
    office.get_by_label("What is done, and where").fill("Small group at the annexe")
    office.get_by_role("button", name="Write it down").click()
    office.get_by_text("Small group at the annexe, from Tuesday 24 November 2026").wait_for()


def by_keyboard(page, answers):
    """Go through the form with Tab alone, type or choose what is wanted, and press Enter on its button."""
    page.locator("main form").locator("input:not([type=hidden]), textarea").first.focus()
    for _ in range(80):
        kind, name, value = page.evaluate("(({type, name, value}) => [type, name, value])(document.activeElement)")
        if kind == "submit":
            page.keyboard.press("Enter")
            return
        wanted = answers.get(name)
        if kind == "radio" and wanted is not None:
            page.keyboard.press("Space")
            while page.evaluate("document.activeElement.value") != wanted:
                page.keyboard.press("ArrowDown")
        elif kind == "checkbox" and wanted == value:
            page.keyboard.press("Space")
        elif kind not in ("radio", "checkbox") and wanted is not None:
            page.keyboard.type(wanted)
        page.keyboard.press("Tab")
    raise AssertionError("the button of the form was never reached")


def typed_day(name, day):
    return {f"{name}-day": str(day.day), f"{name}-month": str(day.month), f"{name}-year": str(day.year)}


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_suspension_is_written_down_by_keyboard_alone(day, open_browser, script):
    page = open_browser(Role.HEAD, java_script_enabled=script).new_page()
    page.goto(f"/registers/school/{day.school}/suspensions/new/{day.pupils['Ben']}/")
    answers = {"kind": "suspension", "reason": "A fight", **typed_day("ends_on", TODAY + timedelta(days=2))}
    by_keyboard(page, answers)
    page.get_by_role("link", name="Read why").wait_for()
    assert "Tue 17 Nov to Thu 19 Nov" in page.locator("main").inner_text()


def test_a_part_time_timetable_is_written_down_by_keyboard_alone(day, open_browser):
    page = open_browser(Role.ATTENDANCE_CHAMPION).new_page()
    page.goto(f"/registers/school/{day.school}/part-time/new/{day.pupils['Ada']}/")
    answers = {
        "purpose": "health", "for_behaviour": "no", "reason": "Chronic fatigue", "best_interests": "Relapses",
        "attends": "3", "parent": str(day.parent), "way_back": "Step by step",
        **typed_day("starts_on", TODAY), **typed_day("ends_on", TODAY + timedelta(days=21)),
        **typed_day("review_on", TODAY + timedelta(days=7)), **typed_day("agreed_on", TODAY),
        **typed_day("full_time_on", TODAY + timedelta(days=22)),
    }  # fmt: skip
    by_keyboard(page, answers)
    page.get_by_text("Written down. Its half-days are planned.").wait_for()
    assert "Tuesday afternoon" in page.locator("main").inner_text()


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without"])
def test_a_trip_is_planned_for_a_class_at_once_and_who_stays_behind_is_marked(day, open_browser, script):
    office = open_browser(Role.OFFICE, java_script_enabled=script).new_page()
    office.goto(f"/registers/school/{day.school}/plans/")
    office.get_by_role("link", name="A trip or activity together").click()
    office.get_by_label("Visit or trip (V)").check()
    office.get_by_label("What it is called").fill("Year 3 at the museum")
    fill_day(office, "First day", TODAY)
    fill_day(office, "Last day", TODAY)
    office.get_by_label("3B", exact=True).check()
    office.get_by_role("button", name="Go on to the pupils").click()
    expect(office.locator("input[name=pupils]:checked")).to_have_count(30)  # waits for the page that the press leads to
    office.get_by_label("Ada Okonkwo, 3B").uncheck()
    office.get_by_role("button", name="Plan it").click()
    office.get_by_text("Planned: 58 half-days in all").wait_for()

    teacher = open_browser(Role.CLASS_TEACHER, java_script_enabled=script).new_page()
    teacher.goto(register_path(day))
    assert "Year 3 at the museum" in row(teacher, "Ben Ashby").inner_text()
    teacher.locator("[data-rest]").click()
    teacher.get_by_text("30 marks saved" if script else "Saved").first.wait_for()
    marks = class_marks(day)
    assert (marks[day.pupils["Ada"]], marks[day.pupils["Ben"]]) == ("/", "V")


def test_study_leave_is_planned_without_the_script_and_with_the_keyboard_alone(day, open_browser):
    from bellwether.people.models import GroupMembership

    GroupMembership.objects.filter(group_id=day.group).update(nc_year=11)
    page = open_browser(Role.HEAD, java_script_enabled=False).new_page()
    page.goto(f"/registers/school/{day.school}/study-leave/")
    page.locator("#id_examinations").focus()
    page.keyboard.type("GCSE mathematics")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    for when in (TODAY, TOMORROW, TOMORROW):  # agreed; first day; last day
        for text in (str(when.day), str(when.month), str(when.year)):
            page.keyboard.type(text)
            page.keyboard.press("Tab")
        if when == TOMORROW:
            page.keyboard.press("Tab")  # past morning or afternoon
    page.locator("input[name=groups]").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.locator("main form button[type=submit]").last.focus()
    page.keyboard.press("Enter")
    page.locator("input[name=pupils]").first.focus()
    page.keyboard.press("Space")  # one of them has no examination then
    page.locator("main form button[type=submit]").last.focus()
    page.keyboard.press("Enter")
    page.get_by_text("Planned: 58 half-days in all").wait_for()


@pytest.fixture
def records(day):
    """A part-time timetable that was reviewed, a suspension, study leave."""
    from bellwether.registers.part_time_facts import PartTimePurpose, ReviewOutcome, ReviewWanted, TimetableWanted
    from bellwether.registers.services import planning
    from bellwether.registers.suspension_facts import SuspensionWanted

    head = day.actor(Role.HEAD)
    wanted = TimetableWanted(
        pupil_id=day.pupils["Ada"], purpose=PartTimePurpose.HEALTH, for_behaviour=False, reason="Chronic fatigue",
        best_interests="Full days end in relapses", attends="11101110110000", starts_on=TODAY,
        ends_on=TODAY + timedelta(days=21), review_on=TODAY, parent_id=day.parent, agreed_on=TODAY,
        way_back="Tuesdays first", full_time_on=TODAY + timedelta(days=22), told=(TODAY, None, None, None),
    )  # fmt: skip
    timetable = planning.agree_part_time(day.school, wanted=wanted, actor=head, now=NOW).timetable_id
    review = ReviewWanted(
        held_on=TODAY, outcome=ReviewOutcome.CONTINUE, note="It goes well; she is less tired.",
        last_on=TODAY + timedelta(days=40), review_on=TODAY + timedelta(days=30), parent_id=day.parent, agreed_on=TODAY,
    )  # fmt: skip
    assert planning.review_part_time(timetable, wanted=review, actor=head, now=NOW).is_made
    decided = SuspensionWanted(day.pupils["Ben"], False, TODAY, TODAY + timedelta(days=10), "A fight in the yard")
    suspension = planning.suspend(day.school, wanted=decided, actor=head, now=NOW).suspension_id
    return {"timetable": timetable, "suspension": suspension}


def test_axe_finds_nothing_wrong_on_the_pages_of_records_and_none_scrolls_sideways(day, records, open_browser):
    here = f"/registers/school/{day.school}"
    timetable, suspension = records["timetable"], records["suspension"]
    pages = {
        "plans with reminders": f"{here}/plans/",
        "part times": f"{here}/part-time/",
        "part time": f"{here}/part-time/{timetable}/",
        "part time form": f"{here}/part-time/new/{day.pupils['Cleo']}/",
        "part time review": f"{here}/part-time/{timetable}/review/",
        "part time told": f"{here}/part-time/{timetable}/told/",
        "suspensions": f"{here}/suspensions/",
        "suspension": f"{here}/suspensions/{suspension}/",
        "suspension reason": f"{here}/suspensions/{suspension}/reason/",
        "suspension form": f"{here}/suspensions/new/{day.pupils['Cleo']}/",
        "suspension provision": f"{here}/suspensions/{suspension}/provision/",
        "suspension end": f"{here}/suspensions/{suspension}/end/",
        "study leave": f"{here}/study-leave/",
        "together": f"{here}/plans/together/",
    }
    look_at(open_browser, pages)
