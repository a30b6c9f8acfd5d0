"""Taking a register: as a teacher does with a mouse, a thumb, a keyboard, and without a script."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from bellwether.core.access import Role
from tests.chromium import DESK, PHONE
from tests.journeys.registers.conftest import class_marks, register_path
from tests.world import TODAY

pytestmark = pytest.mark.browser


def saved(page):
    page.locator("#register-status[data-tone=done]").wait_for()


def row(page, name):
    return page.locator(f".reg-row[data-name='{name}']")


@pytest.mark.parametrize("viewport", [DESK, PHONE], ids=["desk", "phone"])
def test_thirty_present_take_three_actions_from_the_list_of_registers(day, open_browser, viewport):
    page = open_browser(Role.CLASS_TEACHER, viewport=viewport).new_page()
    page.goto("/registers/")  # 1
    page.locator("a.reg-class__half").first.click()  # 2
    page.wait_for_load_state()  # quicker than that the form goes without the script, as another test shows
    page.get_by_role("button", name="Everyone is present – save all 30").click()  # 3
    saved(page)
    assert "30 marks saved" in page.locator("#register-status").inner_text()
    assert set(class_marks(day).values()) == {"/"}


def test_nobody_is_present_until_the_teacher_says_so(day, open_browser):
    page = open_browser(Role.CLASS_TEACHER).new_page()
    page.goto(register_path(day))
    assert page.locator(".reg-choice--present input:checked").count() == 0
    row(page, "Ben Ashby").locator(".reg-choice--absent").click()
    page.get_by_role("button", name="Save marks").click()
    saved(page)
    marks = class_marks(day)
    assert marks.pop(day.pupils["Ben"]) == "N"
    assert set(marks.values()) == {"."}


def test_exceptions_take_one_tap_each_and_a_code_of_the_sheet_two(day, open_browser):
    page = open_browser(Role.CLASS_TEACHER, viewport=PHONE, has_touch=True).new_page()
    page.goto(register_path(day))
    row(page, "Ben Ashby").locator(".reg-choice--absent").tap()
    row(page, "Amara Marsh").locator(".reg-choice--late").tap()
    row(page, "Amara Marsh").get_by_label("Minutes late").fill("7")
    row(page, "Farah Marsh").locator(".reg-choice--other").tap()
    page.locator("#codes").get_by_role("button", name="Visit or trip").tap()
    page.locator("[data-rest]").tap()
    saved(page)
    marks = class_marks(day)
    assert [marks[day.pupils[name]] for name in ("Ben", "Amara", "Farah")] == ["N", "L", "V"]
    assert list(marks.values()).count("/") == 27
    page.reload()
    assert row(page, "Amara Marsh").get_by_label("Minutes late").input_value() == "7"


def test_every_target_of_a_row_is_large_enough_for_a_thumb(day, open_browser):
    page = open_browser(Role.CLASS_TEACHER, viewport=PHONE).new_page()
    page.goto(register_path(day))
    sizes = page.evaluate(
        "[...document.querySelectorAll('.reg-choice span, .reg-save button:not([hidden]), .reg-steps a')]"
        ".map(part => part.getBoundingClientRect()).map(box => Math.min(box.width, box.height))"
    )
    assert len(sizes) > 120
    assert min(sizes) >= 44


def test_the_keyboard_alone_marks_the_class_and_saves(day, open_browser):
    page = open_browser(Role.CLASS_TEACHER).new_page()
    page.goto(register_path(day))
    page.keyboard.press("ArrowDown")  # Ben Ashby
    page.keyboard.press("n")
    page.keyboard.press("ArrowDown")  # Cleo D'Arcy
    page.keyboard.press("l")
    page.keyboard.press("ArrowDown")  # Amara Marsh
    page.keyboard.press("c")
    page.keyboard.press("1")
    page.keyboard.press("ArrowDown")  # Farah Marsh
    page.keyboard.press("/")
    assert page.locator("#register-spoken").inner_text() == "Farah Marsh: Present"
    page.keyboard.press("ArrowDown")  # Kofi Marsh
    page.keyboard.press("Space")
    page.keyboard.press("a")
    page.keyboard.press("Control+Enter")
    saved(page)
    marks = class_marks(day)
    assert [marks[day.pupils[name]] for name in ("Ben", "Cleo", "Amara", "Farah", "Kofi")] == ["N", "L", "C1", "/", "/"]
    assert "." not in marks.values()


def test_a_question_mark_shows_help_and_single_keys_can_be_switched_off(day, open_browser):
    page = open_browser(Role.CLASS_TEACHER).new_page()
    page.goto(register_path(day))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("?")
    page.locator("#shortcuts[open]").wait_for()
    page.get_by_label("Use single keys on this device").uncheck()
    page.keyboard.press("Escape")
    row(page, "Ben Ashby").locator(".reg-choice--present input").focus()
    page.keyboard.press("n")
    assert row(page, "Ben Ashby").locator("input:checked").count() == 0


def test_without_javascript_the_same_form_does_everything(day, open_browser):
    page = open_browser(Role.CLASS_TEACHER, java_script_enabled=False).new_page()
    page.goto(register_path(day))
    row(page, "Ben Ashby").locator(".reg-choice--absent").click()
    row(page, "Amara Marsh").locator(".reg-choice--late").click()
    row(page, "Amara Marsh").get_by_label("Minutes late").fill("12")
    row(page, "Farah Marsh").locator(".reg-choice--other").click()
    row(page, "Farah Marsh").get_by_label("Code").select_option("V")
    page.locator("[data-rest]").click()
    assert "30 marks saved" in page.locator("#messages, main").first.inner_text()
    marks = class_marks(day)
    assert [marks[day.pupils[name]] for name in ("Ben", "Amara", "Farah")] == ["N", "L", "V"]
    assert list(marks.values()).count("/") == 27


def test_a_mark_that_cannot_be_is_refused_with_the_reason_and_nothing_is_saved(day, open_browser):
    page = open_browser(Role.CLASS_TEACHER).new_page()
    page.goto(register_path(day))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("x")
    page.locator("[data-rest]").click()
    problems = page.locator("#register-problems")
    problems.get_by_text("Ben Ashby is of compulsory school age").wait_for()
    assert set(class_marks(day).values()) == {"."}
    row(page, "Ben Ashby").locator(".reg-choice--present").click()
    page.get_by_role("button", name="Save marks").click()
    saved(page)
    assert set(class_marks(day).values()) == {"/"}


def test_a_planned_absence_is_there_already_and_explained(day, open_browser):
    from bellwether.registers.models import PlannedAbsence

    PlannedAbsence.objects.create(
        school_id=day.school, pupil_id=day.pupils["Ben"], kind="visit", code="V", starts_on=TODAY, ends_on=TODAY,
        reason="Museum with 5K", made_at=datetime(2026, 11, 10, tzinfo=UTC),
    )  # fmt: skip
    page = open_browser(Role.CLASS_TEACHER).new_page()
    page.goto(register_path(day))
    assert "Planned: Visit or trip – Museum with 5K" in row(page, "Ben Ashby").inner_text()
    page.get_by_role("button", name="Everyone else is present").click()
    saved(page)
    marks = class_marks(day)
    assert marks.pop(day.pupils["Ben"]) == "V"
    assert set(marks.values()) == {"/"}


def test_a_nursery_child_who_is_not_expected_is_greyed_and_becomes_x_with_the_register(day, open_browser):
    from bellwether.people.models import GroupMembership, Pupil

    Pupil.objects.filter(pk=day.pupils["Ben"]).update(born_on=date(2023, 5, 1))
    GroupMembership.objects.filter(pupil_id=day.pupils["Ben"]).update(attends="01" * 7, nc_year=-1)
    page = open_browser(Role.CLASS_TEACHER).new_page()
    page.goto(register_path(day))
    assert "Not expected in this session" in row(page, "Ben Ashby").inner_text()
    assert "reg-row--off" in row(page, "Ben Ashby").get_attribute("class")
    page.get_by_role("button", name="Everyone else is present").click()
    saved(page)
    assert class_marks(day)[day.pupils["Ben"]] == "X"


def test_a_cover_teacher_takes_the_register_on_their_day(day, open_browser):
    from bellwether.accounts.models import MembershipRow

    head = day.users[Role.PANEL_MEMBER]
    MembershipRow.objects.create(
        user_id=head, role="class-teacher", scope="group", scope_id=day.group, within_school_id=day.school,
        from_on=TODAY, to_on=TODAY,
    )  # fmt: skip
    page = open_browser(Role.PANEL_MEMBER).new_page()
    page.goto("/registers/")
    page.locator("a.reg-class__half").first.click()
    page.locator("[data-rest]").click()
    saved(page)
    assert set(class_marks(day).values()) == {"/"}


@pytest.mark.parametrize(
    ("moment", "session", "on", "words"),
    [
        (datetime(2026, 11, 17, 8, 30, tzinfo=UTC), "am", TODAY, "It opens at 08:40"),
        (datetime(2026, 11, 17, 8, 45, tzinfo=UTC), "pm", TODAY, "It opens at 13:00"),
        (datetime(2026, 11, 17, 8, 45, tzinfo=UTC), "am", date(2026, 11, 18), "never what will be"),
        (datetime(2026, 11, 17, 8, 45, tzinfo=UTC), "am", date(2026, 11, 14), "The school has no session then"),
    ],
    ids=["before it opens", "afternoon in the morning", "tomorrow", "Saturday"],
)
def test_a_register_that_cannot_be_taken_says_why(day, open_browser, at_time, moment, session, on, words):
    at_time(moment)
    page = open_browser(Role.CLASS_TEACHER).new_page()
    page.goto(register_path(day, on=on, session=session))
    assert words in page.locator("main").inner_text()
    assert page.locator("[data-rest]").count() == 0


def test_after_it_closed_saving_says_that_whoever_is_not_marked_is_absent(day, open_browser, at_time):
    at_time(datetime(2026, 11, 17, 9, 30, tzinfo=UTC))
    page = open_browser(Role.CLASS_TEACHER).new_page()
    page.goto(register_path(day))
    row(page, "Ben Ashby").locator(".reg-choice--present").click()
    page.get_by_role("button", name="29 not marked: absent (N)").click()
    saved(page)
    marks = class_marks(day)
    assert marks.pop(day.pupils["Ben"]) == "/"
    assert set(marks.values()) == {"N"}


def test_what_was_tapped_and_not_saved_is_there_after_a_reload(day, open_browser):
    page = open_browser(Role.CLASS_TEACHER).new_page()
    page.goto(register_path(day))
    row(page, "Ben Ashby").locator(".reg-choice--absent").click()
    page.wait_for_timeout(400)
    page.reload()
    page.locator("#register-status").get_by_text("It is not saved yet").wait_for()
    assert row(page, "Ben Ashby").locator(".reg-choice--absent input").is_checked()
    page.locator("[data-rest]").click()
    saved(page)
    assert class_marks(day)[day.pupils["Ben"]] == "N"
