"""When the jobs of the schedule are due, and that each of them can be found."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.config.schedule import SCHEDULE, Job, function_of, next_due

LONDON = ZoneInfo("Europe/London")
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
TIMES = st.times().map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize("job", SCHEDULE, ids=lambda job: job.name)
def test_every_job_names_a_function_that_is_there(job):
    assert callable(function_of(job))


def test_no_two_jobs_have_one_name():
    assert len({job.name for job in SCHEDULE}) == len(SCHEDULE)


@given(MOMENTS)
def test_a_job_of_every_minute_is_due_at_the_next_full_minute(after):
    due = next_due(Job("x", "x"), after=after)
    assert (due.second, due.microsecond) == (0, 0)
    assert timedelta(0) < due - after <= timedelta(minutes=1)


@given(MOMENTS, TIMES)
def test_a_daily_job_is_due_once_on_each_day_whatever_the_clocks_do(after, at):
    job, days = Job("x", "x", at=at), []
    for _ in range(5):
        due = next_due(job, after=after)
        assert due > after
        days.append(due.astimezone(LONDON).date())
        after = due
    assert all(later - earlier == timedelta(days=1) for earlier, later in pairwise(days))


@pytest.mark.parametrize(
    ("day", "at", "due"),
    [
        (date(2026, 1, 15), time(1, 30), datetime(2026, 1, 15, 1, 30, tzinfo=UTC)),
        (date(2026, 7, 15), time(1, 30), datetime(2026, 7, 15, 0, 30, tzinfo=UTC)),
        (date(2026, 3, 29), time(1, 30), datetime(2026, 3, 29, 1, 30, tzinfo=UTC)),  # a time that the clocks skip
        (date(2026, 10, 25), time(1, 30), datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),  # one that comes twice
    ],
)
def test_the_time_of_day_is_that_of_london(day, at, due):
    midnight = datetime.combine(day, time(0), tzinfo=LONDON)
    assert next_due(Job("x", "x", at=at), after=midnight - timedelta(seconds=1)) == due


def test_the_hour_that_comes_twice_is_worked_once():
    job = Job("x", "x", at=time(1, 30))
    first = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert next_due(job, after=first) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)
