"""Which cells there are: rows follow the calendar and the roll, whoever changes them, and what stood comes back."""

from datetime import timedelta

import pytest

from bellwether.audit.models import AuditEvent
from bellwether.organisations import services as organisations
from bellwether.organisations.facts import NewClosure, TermDates
from bellwether.people.models import Enrolment, GroupMembership
from bellwether.registers import selectors, services
from bellwether.registers.facts import MarkChange
from bellwether.registers.models import MarkDetail, RegisterEntry, RegisterRow
from bellwether.registers.store.reading import column_of
from tests.registers.builders import SYSTEM, day, write
from tests.world import NOW, TODAY, YEAR


def row_of(world, name, school=None):
    pupil = world.pupils[name]
    return bytes(RegisterRow.objects.get(school_id=school or world.school, pupil_id=pupil, year=YEAR).marks)


def cell(world, name, on, session=0):
    return chr(row_of(world, name)[column_of(on, session)[1]])


def is_clean(world):
    return services.check(world.school, actor=SYSTEM).is_clean


def close(world, actor, first, last=None, **more):
    asked = NewClosure(starts_on=first, ends_on=last or first, code="#", reason="INSET", **more)
    return organisations.add_closure(world.school, asked=asked, actor=actor, now=NOW)


def test_rows_open_with_the_terms_and_one_entry_a_class(opened):
    assert cell(opened, "Ada", TODAY) == "."
    assert cell(opened, "Ada", day("2026-11-14")) == "#"
    assert cell(opened, "Ada", day("2026-10-26")) == "#"
    assert {entry.group_id for entry in RegisterEntry.objects.all()} == {opened.group, opened.other_group}
    assert AuditEvent.objects.filter(event="register.rows-opened").count() == 1


def test_rows_open_once(opened):
    assert services.open_rows(opened.school, YEAR, actor=SYSTEM, now=NOW) == 0
    assert RegisterEntry.objects.count() == 2


def test_outside_the_days_on_roll_there_are_no_cells(world):
    Enrolment.objects.filter(pupil_id=world.pupils["Ben"]).update(starts_on=TODAY, ends_on=TODAY)
    services.open_rows(world.school, YEAR, actor=SYSTEM, now=NOW)
    row = row_of(world, "Ben")
    column = column_of(TODAY, 0)[1]
    assert row[column : column + 2] == b".."
    assert set(row[:column] + row[column + 2 :]) == set(b"#_")


def test_a_leaver_keeps_the_marks_and_loses_the_cells_after(opened):
    write(opened.school, {opened.pupils["Ben"]: b"I"}, on=day("2026-11-16"))
    Enrolment.objects.filter(pupil_id=opened.pupils["Ben"]).update(ends_on=day("2026-11-16"))
    services.set_roll(opened.school, [opened.pupils["Ben"]], year=YEAR, actor=SYSTEM, now=NOW, reason="left")
    assert cell(opened, "Ben", day("2026-11-16")) == "I"
    assert cell(opened, "Ben", TODAY) == "_"
    assert cell(opened, "Ada", TODAY) == "."
    assert is_clean(opened)


def test_somebody_who_comes_back_has_the_same_row_again(opened):
    ben = opened.pupils["Ben"]
    write(opened.school, {ben: b"I"}, on=day("2026-11-16"))
    Enrolment.objects.filter(pupil_id=ben).update(ends_on=day("2026-11-16"))
    services.set_roll(opened.school, [ben], year=YEAR, actor=SYSTEM, now=NOW)
    Enrolment.objects.create(pupil_id=ben, school_id=opened.school, kind="main", starts_on=day("2026-12-01"))
    services.set_roll(opened.school, [ben], year=YEAR, actor=SYSTEM, now=NOW)
    assert [cell(opened, "Ben", day(on)) for on in ("2026-11-16", "2026-11-17", "2026-12-01")] == ["I", "_", "."]
    assert RegisterRow.objects.filter(pupil_id=ben).count() == 1
    assert is_clean(opened)


def test_a_closure_shuts_its_cells_in_every_row_leavers_too(opened, head):
    Enrolment.objects.filter(pupil_id=opened.pupils["Ben"]).update(ends_on=day("2026-11-16"))
    services.set_roll(opened.school, [opened.pupils["Ben"]], year=YEAR, actor=SYSTEM, now=NOW)
    close(opened, head, day("2026-11-27"))
    assert {cell(opened, name, day("2026-11-27")) for name in ("Ada", "Ben", "Ezra")} == {"#"}
    assert {cell(opened, name, day("2026-11-26")) for name in ("Ada", "Ezra")} == {"."}
    assert is_clean(opened)


def test_a_closure_that_is_withdrawn_gives_back_what_stood(opened, head):
    marks = {opened.pupils["Ada"]: b"L", opened.pupils["Ben"]: b"/"}
    write(opened.school, marks, details={opened.pupils["Ada"]: {"minutes_late": 7, "note": "bus"}})
    closure = close(opened, head, TODAY, TODAY + timedelta(days=2))
    assert (cell(opened, "Ada", TODAY), MarkDetail.objects.count()) == ("#", 0)
    Enrolment.objects.filter(pupil_id=opened.pupils["Dewi"]).update(ends_on=day("2026-11-16"))
    services.set_roll(opened.school, [opened.pupils["Dewi"]], year=YEAR, actor=SYSTEM, now=NOW)
    organisations.withdraw_closure(closure, reason="a mistake", actor=head, now=NOW)
    assert [cell(opened, name, TODAY) for name in ("Ada", "Ben", "Cleo", "Dewi")] == ["L", "/", ".", "_"]
    kept = MarkDetail.objects.get()
    assert (kept.pupil_id, kept.minutes_late, kept.note) == (opened.pupils["Ada"], 7, "bus")
    assert is_clean(opened)


def test_closed_twice_and_opened_once_the_session_stays_closed(opened, head):
    write(opened.school, {opened.pupils["Ada"]: b"L"})
    first, second = close(opened, head, TODAY), close(opened, head, TODAY - timedelta(days=1), TODAY)
    organisations.withdraw_closure(first, reason="", actor=head, now=NOW)
    assert cell(opened, "Ada", TODAY) == "#"
    organisations.withdraw_closure(second, reason="", actor=head, now=NOW)
    assert cell(opened, "Ada", TODAY) == "L"
    assert is_clean(opened)


def test_half_a_day_is_closed_by_halves(opened, head):
    close(opened, head, day("2026-12-18"), session=1)
    assert (cell(opened, "Ada", day("2026-12-18")), cell(opened, "Ada", day("2026-12-18"), 1)) == (".", "#")


def test_a_staggered_start_shuts_the_cells_of_some_year_groups_only(opened, head):
    close(opened, head, day("2026-11-30"), years=(5,))
    close(opened, head, day("2026-12-01"), group_ids=(opened.group,))
    assert [cell(opened, name, day("2026-11-30")) for name in ("Ada", "Ezra")] == [".", "#"]
    assert [cell(opened, name, day("2026-12-01")) for name in ("Ada", "Ezra")] == ["#", "."]


def test_an_unexpected_closure_changes_no_cell(opened, head):
    before = RegisterEntry.objects.count()
    asked = NewClosure(starts_on=TODAY, ends_on=TODAY, code="Y4", reason="boiler")
    organisations.add_closure(opened.school, asked=asked, actor=head, now=NOW)
    assert RegisterEntry.objects.count() == before


def test_new_terms_open_and_shut_cells(opened, head):
    terms = (TermDates("Autumn", day("2026-09-02"), day("2026-12-11")),)
    organisations.set_terms(opened.school, year=YEAR, asked=terms, actor=head, now=NOW)
    assert cell(opened, "Ada", day("2026-12-14")) == "#"
    assert cell(opened, "Ada", day("2026-10-26")) == "."
    assert is_clean(opened)


def test_whoever_is_enrolled_has_a_row_at_once_in_the_name_of_who_enrolled_them(opened, office):
    from bellwether.people import services as people
    from bellwether.people.asked import NewPupil, Placement

    child = NewPupil(legal_forename="Moss", legal_surname="Vale", sex="F", born_on=day("2018-12-24"))
    placement = Placement(opened.school, TODAY, group_id=opened.group, nc_year=3)
    pupil = people.admit(child, placement=placement, actor=office, now=NOW)
    row = bytes(RegisterRow.objects.get(pupil_id=pupil, year=YEAR).marks)
    assert row[column_of(TODAY, 0)[1] - 1 :][:2] == b"_."
    entry = RegisterEntry.objects.latest("sequence")
    assert (entry.actor_name, entry.actor_id) == (office.name, office.user_id)
    assert is_clean(opened)


def test_the_register_page_of_a_class_follows_its_members(opened, teacher):
    GroupMembership.objects.filter(pupil_id=opened.pupils["Ben"]).update(to_on=day("2026-11-16"))
    page = selectors.register_page(opened.group, on=TODAY, session=0, actor=teacher, now=NOW)
    assert opened.pupils["Ben"] not in {line.pupil.id for line in page.lines}


@pytest.mark.parametrize("code", ["C", "I"])
def test_marks_put_right_while_closed_are_refused(opened, head, office, code):
    close(opened, head, TODAY)
    change = MarkChange(opened.pupils["Ada"], TODAY, 0, code)
    answer = services.amend(opened.school, changes=[change], reason="r", actor=office, now=NOW)
    assert [one.problem.kind for one in answer.problems] == ["closed-session"]
