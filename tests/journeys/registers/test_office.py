"""The office's day with registers: late desk, gate, putting marks right, deciding, events, missing registers."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bellwether.core.access import Role
from tests.journeys.registers.conftest import class_marks, register_path
from tests.world import TODAY

pytestmark = pytest.mark.browser

TEN_PAST_NINE = datetime(2026, 11, 17, 9, 9, tzinfo=UTC)
HALF_PAST_NINE = datetime(2026, 11, 17, 9, 30, tzinfo=UTC)


def take(day, marks=(), now=datetime(2026, 11, 17, 8, 52, tzinfo=UTC)):
    from bellwether.registers import services

    offered = [services.OfferedMark(day.pupils[name], ".", code) for name, code in marks]
    services.take_register(
        day.group, on=TODAY, session=0, marks=offered, rest_present=True, close_unmarked=False,
        actor=day.actor(Role.CLASS_TEACHER), now=now,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("moment", "code", "words"), [(TEN_PAST_NINE, "L", "Late"), (HALF_PAST_NINE, "U", "After the register closed")]
)
def test_two_letters_find_a_latecomer_one_press_signs_in_and_the_clock_decides(
    day, open_browser, at_time, moment, code, words
):
    take(day, [("Hana", "N")])
    at_time(moment)
    page = open_browser(Role.OFFICE).new_page()
    page.goto(f"/registers/school/{day.school}/late/")
    page.keyboard.type("hp")  # Hana Pell; the field has the focus at once
    page.get_by_role("link", name="Hana Pell").wait_for()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bus or train").click()
    slip = page.get_by_label("Slip").inner_text()
    assert f"{moment:%H:%M}" in slip
    assert words in slip
    assert "Hana Pell" in slip
    assert class_marks(day)[day.pupils["Hana"]] == code


def find(page, typed):
    """Type part of a name and send it; it never stands in the address."""
    page.get_by_role("searchbox").fill(typed)
    page.get_by_role("button", name="Search").click()
    assert typed not in page.url


def test_somebody_marked_present_is_not_made_late(day, open_browser, at_time):
    take(day)
    at_time(TEN_PAST_NINE)
    page = open_browser(Role.OFFICE, java_script_enabled=False).new_page()
    page.goto(f"/registers/school/{day.school}/late/")
    find(page, "hana")
    page.get_by_role("link", name="Hana Pell").click()
    page.get_by_role("button", name="Overslept").click()
    assert "is marked “Present (morning)” already" in page.locator("main").inner_text()
    assert class_marks(day)[day.pupils["Hana"]] == "/"


def test_a_pupil_leaves_the_site_and_comes_back_and_the_list_for_evacuation_knows(day, open_browser, at_time):
    take(day)
    at_time(HALF_PAST_NINE)
    page = open_browser(Role.OFFICE).new_page()
    page.goto(f"/registers/school/{day.school}/site/")
    find(page, "rosa")
    page.get_by_role("link", name="Rosa Pell").click()
    page.get_by_role("button", name="Appointment").click()
    assert "1 pupil is out" in page.locator("main").inner_text()
    page.goto(f"/registers/school/{day.school}/on-site/")
    assert "Rosa Pell left at 09:30" in page.locator("#site").inner_text()
    page.goto(f"/registers/school/{day.school}/site/")
    page.get_by_role("link", name="Rosa Pell").click()
    page.get_by_role("button", name="Comes back now").click()
    assert "is out" not in page.locator("main").inner_text()


def test_a_mark_is_put_right_with_a_reason_and_its_history_shows_the_five_elements(day, open_browser, at_time):
    take(day, [("Hana", "N")])
    at_time(HALF_PAST_NINE)
    page = open_browser(Role.OFFICE).new_page()
    page.goto(f"/registers/pupil/{day.pupils['Hana']}/{TODAY.isoformat()}/am/")
    assert "Reason due by Tue 24 Nov" in page.locator("main").inner_text()
    page.get_by_label("Code", exact=True).select_option("I")
    page.get_by_role("button", name="Put it right").click()
    assert "Enter reason for the change" in page.locator(".govuk-error-summary").inner_text()
    page.get_by_label("Reason for the change").fill("Mother called: a cold")
    page.get_by_role("button", name="Put it right").click()
    newest = page.locator("tbody tr").first.inner_text()
    for element in ("No reason yet", "Illness", "Mother called: a cold", "09:3", "Sam Office", "School office"):
        assert element in newest
    assert class_marks(day)[day.pupils["Hana"]] == "I"


def test_several_marks_of_a_week_are_put_right_in_one_act(day, open_browser, at_time):
    from tests.journeys.registers.conftest import marks_of

    take(day, [("Hana", "N")])
    at_time(datetime(2026, 11, 17, 13, 20, tzinfo=UTC))
    page = open_browser(Role.OFFICE).new_page()
    page.goto(f"/registers/pupil/{day.pupils['Hana']}/week/{TODAY.isoformat()}/")
    page.locator(f"#c-{TODAY.isoformat()}-am").select_option("I")
    page.locator(f"#c-{TODAY.isoformat()}-pm").select_option("I")
    page.get_by_label("Reason for the change").fill("Ill all day")
    page.get_by_role("button", name="Put these marks right").click()
    assert "2 marks were put right" in page.locator("main").inner_text()
    hana = day.pupils["Hana"]
    assert [marks_of(day, half)[hana] for half in (0, 1)] == ["I", "I"]


def test_a_person_decides_between_two_marks_and_says_why(day, open_browser):
    from bellwether.registers import services

    take(day, [("Hana", "N")])
    offered = [services.OfferedMark(day.pupils["Hana"], ".", "/")]
    services.take_register(
        day.group, on=TODAY, session=0, marks=offered, rest_present=False, close_unmarked=False,
        actor=day.actor(Role.HEAD), now=datetime(2026, 11, 17, 8, 58, tzinfo=UTC),
    )  # fmt: skip
    page = open_browser(Role.OFFICE).new_page()
    page.goto(f"/registers/school/{day.school}/conflicts/")
    item = page.locator(".reg-conflict").inner_text()
    for words in ("Hana Pell", "No reason yet", "by Sam Class Teacher, 08:52", "Present", "by Sam Head, 08:58"):
        assert words in item
    page.get_by_label("Why").fill("She was in the library")
    page.get_by_role("button", name="Use Present (morning)").click()
    assert "Nothing to decide" in page.locator("main").inner_text()
    assert class_marks(day)[day.pupils["Hana"]] == "/"


def test_snow_marks_the_school_in_one_act_after_a_preview_and_can_be_undone(day, open_browser):
    take(day, [("Hana", "N")])
    page = open_browser(Role.HEAD).new_page()
    page.goto(f"/registers/school/{day.school}/events/")
    page.get_by_label("The whole site was closed unexpectedly").check()
    page.locator("#id_last_half").check()  # the morning alone
    page.get_by_label("Write over marks that stand already").check()
    page.get_by_label("What is written beside it").fill("Snow since nine")
    page.get_by_role("button", name="See what would change").click()
    assert "32 marks change of 32 pupils" in page.locator("main").inner_text()
    assert class_marks(day)[day.pupils["Hana"]] == "N"
    page.get_by_role("button", name="Change these marks").click()
    assert "32 marks were changed" in page.locator("main").inner_text()
    assert set(class_marks(day).values()) == {"Y4"}
    page.get_by_text("Undo this event").first.click()
    page.get_by_label("Why it is undone").fill("It thawed")
    page.get_by_role("button", name="Undo this event").click()
    marks = class_marks(day)
    assert marks.pop(day.pupils["Hana"]) == "N"
    assert set(marks.values()) == {"/"}


def test_teachers_of_missing_registers_are_reminded_once_and_a_taken_register_leaves_the_board(day, open_browser):
    from bellwether.messages.models import Message

    page = open_browser(Role.OFFICE).new_page()
    page.goto(f"/registers/school/{day.school}/missing/")
    assert "2 registers are not in" in page.locator("#missing").inner_text()
    for _ in range(2):
        page.get_by_role("button", name="Remind the teachers").click()
        assert "1 teacher is reminded" in page.locator("main").inner_text()
    message = Message.objects.get()
    assert (message.template_key, message.to_kind) == ("register-missing", "user")
    take(day)
    page.reload()
    assert "1 register is not in" in page.locator("#missing").inner_text()
    assert "3B" not in page.locator("#missing").inner_text()


def test_the_board_refreshes_itself(day, open_browser):
    page = open_browser(Role.OFFICE).new_page()
    page.clock.install()
    page.goto(f"/registers/school/{day.school}/missing/")
    take(day)
    page.clock.fast_forward(31_000)
    page.locator("#missing").get_by_text("1 register is not in").wait_for()


def test_the_teacher_of_a_group_sees_category_words_for_guarded_codes_and_may_leave_them(day, open_browser):
    from bellwether.registers import services

    take(day)
    change = services.MarkChange(day.pupils["Hana"], TODAY, 0, "I")
    services.amend(day.school, changes=[change], reason="Called", actor=day.actor(Role.OFFICE), now=TEN_PAST_NINE)
    page = open_browser(Role.CLASS_TEACHER).new_page()
    page.goto(register_path(day))
    text = page.locator(".reg-row[data-name='Hana Pell']").inner_text()
    assert "Authorised absence" in text
    assert "Illness" not in page.locator(".reg-row[data-name='Hana Pell'] .reg-who").inner_text()
    page.locator(".reg-row[data-name='Amara Marsh'] .reg-choice--late").click()
    page.get_by_role("button", name="Save marks").click()
    page.locator("#register-status[data-tone=done]").wait_for()
    marks = class_marks(day)
    assert (marks[day.pupils["Hana"]], marks[day.pupils["Amara"]]) == ("I", "L")
