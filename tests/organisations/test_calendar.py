"""Terms, closures and times have their right effect, and nothing beyond the law can be set."""

from __future__ import annotations

from datetime import date, time

import pytest

from bellwether.audit import events
from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.core.calendar import COLUMNS, columns_in, day_of_column
from bellwether.organisations import selectors, services
from bellwether.organisations.errors import PlaceRefusedError
from bellwether.organisations.facts import NewClosure, NewTimes, TermDates
from tests.world import NOW, YEAR

INSET = date(2026, 11, 20)


def _columns_of(day):
    return {column for column in range(columns_in(YEAR)) if day_of_column(YEAR, column) == day}


def _close(world, code="#", actor=None, **kwargs):
    asked = NewClosure(kwargs.pop("first", INSET), kwargs.pop("last", INSET), code, "Made-up reason", **kwargs)
    return services.add_closure(world.school, asked=asked, actor=actor or world.actor(Role.HEAD), now=NOW)


def test_weekends_and_holidays_are_closed(world):
    closed = selectors.closed_columns(world.school, YEAR)
    open_days = {day_of_column(YEAR, column) for column in set(range(COLUMNS)) - closed}
    assert date(2026, 9, 2) in open_days
    assert not any(day.weekday() >= 5 for day in open_days)
    assert date(2026, 10, 28) not in open_days
    assert len(set(range(COLUMNS)) - closed) == 2 * len(open_days)


def test_without_terms_every_column_is_closed(world):
    assert selectors.closed_columns(world.school, YEAR + 1) == frozenset(range(COLUMNS))


def test_an_inset_day_is_closed_and_opens_again_when_withdrawn(world):
    before = selectors.closed_columns(world.school, YEAR)
    closure = _close(world)
    assert selectors.closed_columns(world.school, YEAR) - before == _columns_of(INSET)
    assert INSET not in selectors.school_days(world.school, YEAR)
    services.withdraw_closure(closure, reason="Moved", actor=world.actor(Role.HEAD), now=NOW)
    assert selectors.closed_columns(world.school, YEAR) == before


def test_a_half_day_closes_one_session_and_stays_a_school_day(world):
    before = selectors.closed_columns(world.school, YEAR)
    _close(world, session=1)
    assert selectors.closed_columns(world.school, YEAR) - before == {max(_columns_of(INSET))}
    assert INSET in selectors.school_days(world.school, YEAR)


def test_a_staggered_start_closes_nothing_for_the_others(world):
    before = selectors.closed_columns(world.school, YEAR)
    _close(world, years=(0, 1))
    assert selectors.closed_columns(world.school, YEAR) == before
    found = selectors.closures(world.school, first=INSET, last=INSET)
    assert [one.years for one in found] == [(0, 1)]


def test_snow_leaves_the_session_but_stops_the_clock(world):
    before = selectors.closed_columns(world.school, YEAR)
    _close(world, "Y4")
    assert selectors.closed_columns(world.school, YEAR) == before
    assert INSET not in selectors.school_days(world.school, YEAR)


def test_part_of_the_premises_needs_to_say_who(world):
    with pytest.raises(PlaceRefusedError, match="Y4"):
        _close(world, "Y3")
    with pytest.raises(PlaceRefusedError, match="Y3"):
        _close(world, "Y4", years=(3,))
    assert _close(world, "Y3", years=(3,))


def test_the_office_enters_snow_but_no_training_day(world):
    assert _close(world, "Y4", actor=world.actor(Role.OFFICE))
    with pytest.raises(NotGrantedError):
        _close(world, actor=world.actor(Role.OFFICE))
    with pytest.raises(OutOfReachError):
        _close(world, actor=world.actor(Role.HEAD, other=True))


def test_closures_are_heard_at_once_and_kept_in_the_trail(world):
    heard: list[events.Event] = []
    events.subscribe("closure.added", heard.append, name="tests.closures")
    try:
        closure = _close(world, session=0)
    finally:
        events.unsubscribe("closure.added", name="tests.closures")
    assert heard[0].after["school_id"] == world.school
    assert heard[0].after["starts_on"] == INSET.isoformat()
    assert AuditEvent.objects.filter(event="closure.added", subject_id=closure, chain=f"school:{world.school}").exists()


@pytest.mark.parametrize(
    "asked",
    [
        [TermDates("Autumn", date(2027, 9, 1), date(2027, 8, 30))],
        [TermDates("Autumn", date(2026, 9, 1), date(2026, 10, 1))],
        [TermDates("A", date(2027, 9, 1), date(2027, 10, 1)), TermDates("B", date(2027, 10, 1), date(2027, 11, 1))],
    ],
)
def test_terms_that_cannot_be_are_refused(world, asked):
    with pytest.raises(PlaceRefusedError):
        services.set_terms(world.school, year=2027, asked=asked, actor=world.actor(Role.HEAD), now=NOW)
    assert selectors.terms(world.school, 2027) == ()


def test_terms_replace_those_of_the_year(world):
    asked = [TermDates("All year", date(2026, 9, 1), date(2027, 7, 20))]
    services.set_terms(world.school, year=YEAR, asked=asked, actor=world.actor(Role.HEAD), now=NOW)
    assert selectors.terms(world.school, YEAR) == tuple(asked)


def _times(session=0, opens=time(8, 40), closes=time(9, 10), years=(), from_on=date(2026, 11, 23)):
    return NewTimes(session, from_on, opens, time(8, 50), closes, time(12, 0), years)


def test_a_register_open_over_thirty_minutes_is_refused_with_the_rule_and_its_source(world):
    with pytest.raises(PlaceRefusedError) as refused:
        services.set_session_times(
            world.school, asked=_times(closes=time(9, 11)), actor=world.actor(Role.HEAD), now=NOW
        )
    text = refused.value.problems[0]
    assert "31 minutes" in text
    assert "30 minutes" in text
    assert "register.open-minutes-most" in text
    assert "SI 2024/208" in text
    assert services.set_session_times(world.school, asked=_times(), actor=world.actor(Role.HEAD), now=NOW)


def test_before_the_law_of_2024_the_longer_time_was_lawful(world):
    asked = _times(closes=time(9, 15), from_on=date(2023, 9, 1))
    assert services.set_session_times(world.school, asked=asked, actor=world.actor(Role.HEAD), now=NOW)


def test_a_year_group_may_have_its_own_times(world):
    asked = NewTimes(0, date(2026, 9, 1), time(8, 30), time(8, 40), time(9, 0), time(11, 45), (-1, 0))
    services.set_session_times(world.school, asked=asked, actor=world.actor(Role.HEAD), now=NOW)
    on = date(2026, 11, 17)
    assert selectors.session_times(world.school, on=on, nc_year=0)[0].closes == time(9, 0)
    assert selectors.session_times(world.school, on=on, nc_year=0)[1].closes == time(13, 30)
    assert selectors.session_times(world.school, on=on, nc_year=3)[0].closes == time(9, 10)
    assert selectors.session_times(world.school, on=on)[0].closes == time(9, 10)


def test_times_hold_from_their_day_on(world):
    services.set_session_times(world.school, asked=_times(closes=time(9, 5)), actor=world.actor(Role.HEAD), now=NOW)
    assert selectors.session_times(world.school, on=date(2026, 11, 22))[0].closes == time(9, 10)
    assert selectors.session_times(world.school, on=date(2026, 11, 23))[0].closes == time(9, 5)
    assert selectors.session_times(world.school, on=date(2026, 8, 31)) == {}


@pytest.mark.parametrize("closures", [0, 20])
def test_the_calendar_costs_two_queries(world, django_assert_num_queries, closures):
    for _number in range(closures):
        _close(world)
    with django_assert_num_queries(2):
        selectors.closed_columns(world.school, YEAR)
