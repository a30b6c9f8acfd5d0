"""A school that keeps its old system for registers: nobody is chased here, and everything else works from imports."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.exchange import services
from bellwether.exchange.facts import Way
from bellwether.exchange.kinds import State
from bellwether.messages.models import Message
from bellwether.monitor import selectors as monitor
from bellwether.organisations import selectors as places
from bellwether.organisations import services as organisations
from bellwether.organisations.facts import NewAdjustment
from bellwether.registers import selectors
from bellwether.registers import services as registers
from bellwether.registers.selectors.figures import day_figures
from bellwether.registers.selectors.mine import my_registers
from bellwether.registers.services.chasing import chase_registers
from tests.exchange.staging import applied, brought, facts, marks_csv, staged
from tests.registers.builders import SYSTEM, write
from tests.world import NOW, SINCE, TODAY, YEAR

LATER = NOW.replace(hour=9, minute=40)


@pytest.fixture
def elsewhere(world):
    registers.open_rows(world.school, YEAR, actor=SYSTEM, now=NOW)
    asked = NewAdjustment("register.kept-elsewhere", value=True, from_on=SINCE, reason="We stay with our old system")
    organisations.adjust_policy("school", world.school, asked=asked, actor=world.actor(Role.HEAD), now=NOW)
    return world


def bring(world, *marks):
    return applied(world, staged(world, marks_csv(world, *marks)))


def test_no_register_is_missing_nobody_is_reminded_and_the_board_says_why(elsewhere):
    office = elsewhere.actor(Role.OFFICE)
    assert selectors.missing_registers(elsewhere.school, now=LATER, actor=office) == ()
    assert chase_registers(elsewhere.school, link=lambda one: "", actor=office, now=LATER) == 0
    assert not Message.objects.exists()
    shown = elsewhere.client(Role.OFFICE).get(reverse("registers:missing", args=[elsewhere.school])).content.decode()
    assert "Registers are taken in another system" in shown
    assert len(selectors.missing_registers(elsewhere.school, now=LATER, actor=office, on=SINCE)) == 0


def test_a_day_before_the_change_is_read_as_it_was(world):
    registers.open_rows(world.school, YEAR, actor=SYSTEM, now=NOW)
    asked = NewAdjustment("register.kept-elsewhere", value=True, from_on=TODAY, reason="From today")
    organisations.adjust_policy("school", world.school, asked=asked, actor=world.actor(Role.HEAD), now=NOW)
    head, before = world.actor(Role.HEAD), TODAY - timedelta(days=1)
    assert len(selectors.missing_registers(world.school, now=LATER, actor=head, on=before)) == 4
    assert not places.registers_kept_elsewhere(world.school, on=before)


def test_teachers_see_what_was_imported_and_nothing_to_mark(elsewhere):
    browser, take = elsewhere.client(Role.CLASS_TEACHER), f"/registers/class/{elsewhere.group}/{TODAY}/am/"
    assert "Not imported yet" in browser.get(reverse("registers:mine")).content.decode()
    assert "Not imported yet" in browser.get("/").content.decode()
    bring(elsewhere, ("Ada", TODAY, "AM", "/"), ("Ben", TODAY, "AM", "N"))
    (mine,) = my_registers(on=TODAY, actor=elsewhere.actor(Role.CLASS_TEACHER), now=NOW)
    assert (mine.is_elsewhere, mine.sessions[0].taken_by, mine.sessions[1].taken_at) == (True, "Sam Office", None)
    page = browser.get(take).content.decode()
    assert "takes its registers in another system" in page
    assert "Imported by Sam Office" in page
    assert "Save the register" not in page


def test_the_board_the_figures_and_the_list_on_site_work_from_what_was_imported(elsewhere):
    office = elsewhere.actor(Role.OFFICE)
    before = monitor.today(elsewhere.school, actor=office, now=LATER)
    assert (before.not_taken, before.is_elsewhere, before.away) == (6, True, ())
    shown = elsewhere.client(Role.OFFICE).get(reverse("monitor:board", args=[elsewhere.school])).content.decode()
    assert "have not been imported yet" in shown
    names = ("Ada", "Cleo", "Dewi", "Ezra", "Fern")
    bring(elsewhere, ("Ben", TODAY, "AM", "N"), *((name, TODAY, "AM", "/") for name in names))
    day = monitor.today(elsewhere.school, actor=office, now=LATER)
    assert [one.pupil.name for one in day.away] == ["Ben Ashby"]
    assert day.not_taken == 0
    figures = day_figures([elsewhere.school], on=TODAY, actor=office)[elsewhere.school]
    assert (figures.taken, figures.attended, figures.absent) == ((2, 0), 5, 1)
    here = [one for one in selectors.on_site(elsewhere.school, now=LATER, actor=office) if one.state == "here"]
    assert len(here) == 5


def test_the_start_page_and_the_checklist_say_when_nothing_has_come(elsewhere):
    home, gaps = elsewhere.client(Role.OFFICE), places.setup_gaps
    assert "marks imported today" in home.get("/").content.decode()
    head = elsewhere.actor(Role.HEAD)
    assert "imports" in {gap.key for gap in gaps(elsewhere.school, actor=head, today=TODAY)}
    bring(elsewhere, ("Ada", TODAY, "AM", "/"))
    assert "marks imported today" not in home.get("/").content.decode()
    assert "imports" not in {gap.key for gap in gaps(elsewhere.school, actor=head, today=TODAY)}
    later = TODAY + timedelta(days=5)
    assert "imports" in {gap.key for gap in gaps(elsewhere.school, actor=head, today=later)}


def by_itself(world, text, **more):
    made = brought(world, text, way=Way(by_itself=True, **more))
    services.read(made, actor=SYSTEM, now=NOW)
    return facts(world, made).state


def test_what_comes_by_itself_puts_another_mark_over_one_that_stands_only_where_registers_are_elsewhere(elsewhere):
    write(elsewhere.school, {elsewhere.pupils["Ada"]: b"N"})
    text = marks_csv(elsewhere, ("Ada", TODAY, "AM", "I"))
    assert by_itself(elsewhere, text) is State.APPLYING


def test_where_registers_are_taken_here_a_person_looks_at_changes(world):
    registers.open_rows(world.school, YEAR, actor=SYSTEM, now=NOW)
    write(world.school, {world.pupils["Ada"]: b"N"})
    assert by_itself(world, marks_csv(world, ("Ada", TODAY, "AM", "I"))) is State.READY
    assert by_itself(world, marks_csv(world, ("Ben", TODAY, "AM", "I"))) is State.APPLYING


def test_what_cannot_be_stays_in_the_way_unless_the_school_lets_it_be_left_out(elsewhere):
    text = marks_csv(elsewhere, ("Ada", TODAY, "AM", "/"), ("Ben", "2026-11-15", "AM", "/"))
    assert by_itself(elsewhere, text) is State.READY
    assert by_itself(elsewhere, text, leave_out=True) is State.APPLYING


def test_whoever_manages_the_school_is_led_to_the_rule(elsewhere):
    address = reverse("exchange:school", args=[elsewhere.school])
    assert "Say where registers are taken" in elsewhere.client(Role.HEAD).get(address).content.decode()
    shown = elsewhere.client(Role.OFFICE).get(address).content.decode()
    assert "Say where registers are taken" not in shown
    assert "takes its registers in another system" in shown
