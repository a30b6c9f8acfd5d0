"""Each role's main work, done by the people of the demo in a real browser; most of it with the keyboard alone."""

from __future__ import annotations

import re
import sqlite3

import pytest

from bellwether.core.access import Role
from tests.chromium import DESK, PHONE, tab_to
from tests.journeys.demo.crawling import names_of_people

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PRIMARY = "Medlar Walk Primary School"


def press(page, locator):
    """Come to something with the Tab key and press Enter on it."""
    tab_to(page, locator)
    page.keyboard.press("Enter")


def choose(page, radio):
    """Come to a group of radios with the Tab key, and to one of them with the arrows."""
    name = radio.get_attribute("name")
    tab_to(page, page.locator(f"input[name='{name}']:checked, input[name='{name}']").first)
    page.keyboard.press("Space")
    for _ in range(20):
        if radio.is_checked():
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError("the arrows never got there")


def press_and_leave(page, locator):
    """Press what sends a form off, and wait until it is done."""
    with page.expect_navigation():
        press(page, locator)


def read(demo, query, *values):
    """Look into the database of the demo, which is being written to."""
    with sqlite3.connect(f"file:{demo.database}?mode=ro", uri=True) as database:
        found = database.execute(query, values).fetchall()
    database.close()
    return found


def of_class(demo, name):
    query = (
        "SELECT m.pupil_id FROM people_groupmembership m JOIN people_group g ON g.id = m.group_id "
        "JOIN organisations_school s ON s.id = g.school_id WHERE g.name = ? AND s.name = ? AND m.to_on IS NULL"
    )
    return [pupil for (pupil,) in read(demo, query, name, PRIMARY)]


def test_a_teacher_takes_the_register_that_is_missing_on_a_phone_by_keyboard(demo, step_into):
    page = step_into(Role.CLASS_TEACHER, at=PRIMARY, post="4A", viewport=PHONE)
    press(page, page.get_by_role("button", name="Take the morning register of 4A"))
    page.locator(".reg-row").first.wait_for()
    page.wait_for_load_state()  # the script that hears keys comes after the rows
    page.keyboard.press("ArrowDown")
    page.keyboard.press("n")
    page.keyboard.press("a")  # everyone else is present
    page.keyboard.press("Control+Enter")
    page.locator("#register-status[data-tone=done]").wait_for()
    page.goto("/")
    assert page.get_by_role("button", name="Take the morning register").count() == 0


def test_the_office_calls_a_family_by_keyboard_and_the_board_says_so(step_into):
    page = step_into(Role.OFFICE, at=PRIMARY)
    press(page, page.get_by_role("link", name="absent without a reason").first)
    first = page.locator("#calls tbody tr").first
    name = first.locator("th a").inner_text()
    press(page, first.get_by_role("button", name=re.compile(f"Call.*{name}")))
    page.get_by_role("heading", name="Call a family").wait_for()
    choose(page, page.get_by_label("Left a message"))
    tab_to(page, page.get_by_label("What was said"))
    page.keyboard.type("Asked them to call back")
    press_and_leave(page, page.get_by_role("button", name="Write it down"))
    press(page, page.get_by_role("link", name="Back"))
    page.locator("#calls tbody tr", has_text=name).get_by_text("Call: left a message").wait_for()


def test_the_inclusion_team_hears_a_reason_without_the_script_and_the_champion_puts_it_in_the_register(step_into):
    team = step_into(Role.INCLUSION_TEAM, at=PRIMARY, java_script_enabled=False)
    team.get_by_role("link", name="Today", exact=True).click()
    row = team.locator("#calls tbody tr").last
    name = row.locator("th a").inner_text()
    row.get_by_role("button", name=re.compile(f"Call.*{name}")).click()
    team.get_by_label("They contacted us").check()
    team.get_by_label("Spoke, and a reason was given").check()
    team.get_by_label("The reason speaks for").first.select_option("I")
    team.get_by_label("What was said").fill("A fever since last night")
    team.get_by_role("button", name="Write it down").click()
    team.get_by_role("link", name="Back", exact=True).click()
    team.locator("#calls tbody tr", has_text=name).get_by_text("Reason to confirm").wait_for()

    champion = step_into(Role.ATTENDANCE_CHAMPION, at=PRIMARY)
    champion.get_by_role("link", name="Today", exact=True).click()
    press(champion, champion.locator("#calls tbody tr", has_text=name).locator("th a"))
    to_register = champion.get_by_role("button", name=re.compile(f"Put it in the register.*{name}")).first
    press(champion, to_register)
    to_register.wait_for(state="detached")
    champion.goto("/today/")
    champion.get_by_role("heading", name="Away, and nobody has said why").wait_for()
    assert champion.locator("#calls tbody tr", has_text=name).count() == 0


def test_the_champion_reminds_the_teachers_of_missing_registers_by_keyboard(step_into):
    page = step_into(Role.ATTENDANCE_CHAMPION, at="Fern Grove High School")
    press(page, page.get_by_role("link", name=re.compile("missing register")).first)
    press(page, page.get_by_role("button", name="Remind the teachers"))
    page.locator(".govuk-notification-banner").wait_for()


def test_the_safeguarding_lead_reads_the_notes_and_the_head_sees_that_they_were_read(step_into):
    lead = step_into(Role.SAFEGUARDING_OR_SEN, at=PRIMARY)
    press(lead, lead.get_by_role("link", name="Today", exact=True))
    press(lead, lead.locator("#calls tbody th a").first)
    press(lead, lead.get_by_role("link", name=re.compile("Everything about")))
    press(lead, lead.get_by_role("link", name=re.compile("Safeguarding notes")))
    lead.get_by_role("heading", name="Safeguarding").wait_for()
    reader = lead.locator(".bw-header__person").inner_text().split("\n")[-1].strip()

    head = step_into(Role.HEAD, at=PRIMARY)
    press(head, head.get_by_role("link", name="Audit", exact=True))
    newest = head.locator("main table tbody tr", has_text=reader).filter(has_text="read").first
    newest.wait_for()


def test_a_practitioner_reads_a_childs_attendance_by_keyboard_with_the_help_to_read_it(step_into):
    page = step_into(Role.PRACTITIONER)
    child = page.get_by_role("table", name="Children you work with").locator("tbody th a").first
    press(page, child)
    page.locator(".bw-identity").wait_for()
    help_to_read = page.locator("details", has_text="How to read these figures")
    assert help_to_read.get_attribute("open") is not None
    assert page.get_by_text("Parents and contacts").count() == 0
    press(page, page.get_by_role("link", name="This week, mark by mark"))
    page.get_by_role("heading", level=1).wait_for()
    assert page.goto("/today/").status == 403


@pytest.mark.parametrize("role", [Role.LA_ATTENDANCE_OFFICER, Role.LOCALITY_MANAGER])
def test_an_officer_finds_a_pupil_of_any_school_by_keyboard(demo, step_into, role):
    pupil = of_class(demo, "6A")[0]
    ((forename, surname),) = read(demo, "SELECT legal_forename, legal_surname FROM people_pupil WHERE id = ?", pupil)
    page = step_into(role)
    assert page.get_by_role("table", name="Schools today").locator("tbody tr").count() == 5  # four, and together
    tab_to(page, page.locator("main input[name=q]"))
    page.keyboard.type(f"{surname[:4]} {forename[:3]}".lower())
    page.keyboard.press("Enter")
    press(page, page.locator(f"main a[href='/pupil/{pupil}/']").first)
    page.locator(".bw-identity").wait_for()
    page.wait_for_load_state()
    assert page.get_by_role("link", name=re.compile("Put this week")).count() == 0  # they read, and change nothing


def test_the_legal_officer_follows_a_mark_back_to_who_made_it_and_when(demo, step_into):
    pupil = of_class(demo, "6A")[0]
    page = step_into(Role.LA_LEGAL_OFFICER)
    page.goto(f"/pupil/{pupil}/")
    press(page, page.get_by_role("link", name="This week, mark by mark"))
    press(page, page.get_by_role("link", name=re.compile("History.*Tuesday 17 November 2026, Morning")))
    page.get_by_role("heading", level=1).wait_for()
    told = page.locator("main").inner_text()
    teacher = next(one["name"] for one in demo.people if one["post"] == "Class teacher, 6A" and one["place"] == PRIMARY)
    assert teacher in told
    assert re.search(r"08:\d\d", told)


def test_the_manager_gives_a_role_and_ends_it(step_into):
    page = step_into(Role.LA_MANAGER)
    press(page, page.get_by_role("link", name="Accounts", exact=True))
    press(page, page.get_by_role("button", name="Give somebody a role"))
    page.get_by_label("Role", exact=True).select_option(label="Panel member")
    page.get_by_label("Where").select_option(label="Wrenshire Council")
    press(page, page.get_by_role("button", name="Go on"))
    page.get_by_label("E-mail address").fill("new.panel@wrenshire.example")
    page.get_by_label("Name", exact=True).fill("Imogen Vale")
    page.get_by_label("Post").fill("Panel member")
    press_and_leave(page, page.get_by_role("button", name="Give the role"))
    page.goto("/account/people/")
    press(page, page.get_by_role("link", name="Imogen Vale"))
    press_and_leave(page, page.get_by_role("button", name=re.compile("^End")))
    press_and_leave(page, page.get_by_role("button", name="End the role"))
    page.get_by_role("cell", name=re.compile(r"from (.* 2026) to \1")).wait_for()


@pytest.mark.parametrize(("role", "schools"), [(Role.GOVERNOR, 1), (Role.TRUSTEE, 2)])
def test_governors_and_trustees_read_figures_and_no_childs_name(demo, step_into, role, schools):
    page = step_into(role)
    table = page.get_by_role("table", name=re.compile("This school year"))
    assert table.locator("tbody tr:not(.bw-row--quiet)").count() == schools
    assert table.get_by_text("England").count() >= 1  # something to hold them against
    everybody = names_of_people(demo.database)
    staff = {one["name"] for one in demo.people}
    press(page, table.page.get_by_role("link", name="Your part in attendance"))
    for href in ("/", "/your-part/", "/places/1/"):
        page.goto(href)
        told = page.locator("main").inner_text()
        assert [name for name in everybody - staff if name in told] == []
    assert page.goto("/find/").status == 403
    assert page.goto(f"/pupil/{of_class(demo, '6A')[0]}/").status == 403


def test_the_director_goes_from_the_trusts_figures_to_the_board_of_a_school(step_into):
    page = step_into(Role.DIRECTOR_OF_INCLUSION)
    table = page.get_by_role("table", name="Schools today")
    press(page, table.get_by_role("button", name=re.compile(f"Absent without a reason.*{PRIMARY}")))
    page.get_by_role("heading", name="Away, and nobody has said why").wait_for()
    page.wait_for_load_state()
    assert page.get_by_role("button", name="Write it down").count() == 0


def test_the_administrator_sets_a_school_up_and_a_training_day_is_in_its_year(step_into):
    page = step_into(Role.ADMINISTRATOR, viewport=DESK)
    assert page.get_by_role("heading", name=f"Setting up {PRIMARY}").is_visible()
    press(page, page.get_by_role("link", name=f"The school and its year at {PRIMARY}"))
    press(page, page.get_by_role("button", name="Add a closure"))
    choose(page, page.get_by_label("Planned: training day, half day, staggered start"))
    for part, value in (("day", "12"), ("month", "2"), ("year", "2027")):
        tab_to(page, page.locator(f"input[name=starts_on-{part}]"))
        page.keyboard.type(value)
    tab_to(page, page.get_by_label("Reason"))
    page.keyboard.type("Training day on attendance")
    press_and_leave(page, page.get_by_role("button", name="Add the closure"))
    page.goto("/places/1/")
    page.get_by_role("cell", name="Training day on attendance", exact=True).first.wait_for()
    assert page.goto("/find/").status == 403  # sees no child


@pytest.mark.parametrize("role", [Role.PARENT, Role.PUPIL, Role.PANEL_MEMBER])
def test_who_has_no_work_here_yet_reads_what_their_part_is(step_into, role):
    page = step_into(role)
    press(page, page.get_by_role("link", name="Your part in attendance"))
    page.get_by_role("heading", name="Your part in attendance").wait_for()
    page.wait_for_load_state()
    assert page.locator("section.bw-card li").count() >= 2
    assert page.goto("/pupil/1/").status in (403, 404)
