"""Claiming, running and reaping, in one process with a clock that the tests move."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from bellwether.config.jobs import run_due, states
from bellwether.config.models import ScheduledJob, WorkerSign
from bellwether.config.reaper import MOST_TRIES, Reaped, failed_jobs, reap
from bellwether.config.schedule import Days, Job
from bellwether.config.signs import renew
from bellwether.config.tasks import tidy
from bellwether.config.worker import run_worker
from tests.config import jobs

pytestmark = pytest.mark.django_db
LEASE = timedelta(seconds=90)
NOON = datetime(2026, 11, 17, 12, 0, tzinfo=UTC)
MINUTELY = Job("minutely", "tests.config.jobs.counted")
NIGHTLY = Job("nightly", "tests.config.jobs.counted", at=time(2, 0))
BROKEN = Job("broken", "tests.config.jobs.broken", at=time(2, 0))


@pytest.fixture(autouse=True)
def journal(tmp_path, monkeypatch):
    monkeypatch.setenv(jobs.JOURNAL, str(tmp_path / "journal"))


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def due(*schedule, worker="one"):
    return run_due(worker, lease=LEASE, schedule=schedule)


def test_a_job_of_every_minute_runs_once_a_minute(clock):
    assert due(MINUTELY) == ("minutely",)
    assert due(MINUTELY) == ()
    clock.shift(60)
    assert due(MINUTELY) == ("minutely",)
    assert jobs.lines() == ["counted", "counted"]


def test_a_nightly_job_that_was_missed_for_days_is_caught_up_once(clock):
    assert due(NIGHTLY) == ()
    clock.shift(timedelta(days=5))
    assert due(NIGHTLY) == ("nightly",)
    assert due(NIGHTLY) == ()
    assert ScheduledJob.objects.get().next_due_at == datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_what_a_living_worker_runs_no_other_takes(clock):
    due(MINUTELY)
    clock.shift(60)
    renew("one", now=NOON + timedelta(seconds=60))
    ScheduledJob.objects.update(worker="one")
    assert due(MINUTELY, worker="two") == ()


def test_what_a_dead_worker_ran_is_run_again_when_its_lease_is_over(clock):
    due(MINUTELY)
    renew("one", now=NOON)
    ScheduledJob.objects.update(worker="one")
    clock.shift(LEASE - timedelta(seconds=1))
    assert due(MINUTELY, worker="two") == ()
    clock.shift(2)
    assert due(MINUTELY, worker="two") == ("minutely",)


def test_a_job_that_fails_keeps_the_kind_of_error_alone_and_is_tried_again(clock):
    due(BROKEN)
    clock.shift(timedelta(days=1))
    assert due(BROKEN) == ("broken",)
    row = ScheduledJob.objects.get()
    assert row.last_error == "ValueError"
    assert row.last_finished_at is None
    assert row.next_due_at == NOON + timedelta(days=1, minutes=5)


def test_a_job_that_goes_on_failing_waits_for_its_next_day(clock):
    due(BROKEN)
    clock.shift(timedelta(days=1))
    runs = 0
    for _ in range(10):
        runs += len(due(BROKEN))
        clock.shift(timedelta(hours=1))
    assert runs == 4
    assert ScheduledJob.objects.get().next_due_at == datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


def test_a_job_over_which_every_worker_dies_is_given_up_for_the_day_and_shown(clock):
    due(NIGHTLY)
    clock.shift(timedelta(days=1))
    ScheduledJob.objects.update(tries=MOST_TRIES, worker="gone")
    assert due(NIGHTLY) == ()
    [state] = states(now=NOON + timedelta(days=1), schedule=[NIGHTLY])
    assert state.last_error == "WorkerLostError"
    assert state.next_due_at == datetime(2026, 11, 19, 2, 0, tzinfo=UTC)


def test_one_job_that_fails_does_not_stop_the_others(clock):
    schedule = (Job("bad", "tests.config.jobs.broken"), MINUTELY)
    assert due(*schedule) == ("bad", "minutely")
    assert jobs.lines() == ["counted"]


@pytest.mark.parametrize(("day", "runs"), [(date(2026, 11, 18), 1), (date(2026, 11, 21), 0), (date(2026, 12, 22), 0)])
def test_a_job_of_school_days_runs_only_when_a_school_is_open(world, day, runs):
    job = Job("mornings", "tests.config.jobs.counted", at=time(7, 30), days=Days.SCHOOL_DAYS)
    with time_machine.travel(datetime.combine(day, time(0, 0), tzinfo=UTC)) as traveller:
        due(job)
        traveller.shift(timedelta(hours=8))
        due(job)
    assert jobs.lines() == ["counted"] * runs


def test_a_job_that_has_not_run_for_long_is_shown_as_overdue(clock):
    due(MINUTELY)
    assert not states(now=NOON, schedule=[MINUTELY])[0].is_overdue
    assert states(now=NOON + timedelta(minutes=12), schedule=[MINUTELY])[0].is_overdue


def running(worker, *, tries=1, since=NOON):
    row = DBTaskResult.objects.get(pk=jobs.queued.enqueue().id)
    row.status, row.started_at, row.worker_ids = "RUNNING", since, [worker] * tries
    row.save()
    return row


def test_a_job_in_the_queue_goes_back_when_its_worker_is_gone():
    row = running("gone")
    assert reap("me", now=NOON + LEASE, lease=LEASE) == Reaped(returned=1, given_up=0)
    row.refresh_from_db()
    assert (row.status, row.started_at) == ("READY", None)


def test_a_long_job_of_a_living_worker_is_left_alone():
    running("busy")
    renew("busy", now=NOON + timedelta(hours=1))
    assert reap("me", now=NOON + timedelta(hours=1), lease=LEASE) == Reaped(0, 0)


def test_a_job_is_not_taken_from_a_worker_that_has_just_begun():
    running("new")
    assert reap("me", now=NOON + LEASE - timedelta(seconds=1), lease=LEASE) == Reaped(0, 0)


def test_what_stands_in_the_reapers_own_name_is_given_back_too():
    running("me")
    renew("me", now=NOON + LEASE)
    assert reap("me", now=NOON + LEASE, lease=LEASE).returned == 1


@pytest.mark.parametrize("days", [-30, 30])
def test_in_the_demos_own_time_a_lost_job_goes_back_as_ever(settings, days):
    settings.CLOCK_SHIFT = timedelta(days=days)
    row = running("gone")
    its_noon = NOON + settings.CLOCK_SHIFT
    assert reap("me", now=its_noon + LEASE - timedelta(seconds=1), lease=LEASE) == Reaped(0, 0)
    assert reap("me", now=its_noon + LEASE, lease=LEASE) == Reaped(returned=1, given_up=0)
    row.refresh_from_db()
    assert row.status == "READY"


def test_a_job_over_which_every_worker_dies_fails_and_is_shown():
    row = running("gone", tries=MOST_TRIES)
    assert reap("me", now=NOON + LEASE, lease=LEASE) == Reaped(returned=0, given_up=1)
    row.refresh_from_db()
    assert (row.status, row.exception_class_path) == ("FAILED", "bellwether.config.reaper.WorkerLostError")
    assert failed_jobs(since=NOON) == {"tests.config.jobs.queued": 1}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("times", "ends"), [(2, "SUCCESSFUL"), (MOST_TRIES + 3, "FAILED")])
def test_a_job_that_met_a_database_gone_away_is_run_again_but_not_for_ever(monkeypatch, times, ends):
    monkeypatch.setenv("UNSERVED", str(times))
    jobs.unserved.enqueue()
    for _ in range(MOST_TRIES + 2):
        run_worker(once=True, schedule=())
    row = DBTaskResult.objects.get()
    assert row.status == ends
    assert jobs.lines() == ["unserved begun"] * min(times + 1, MOST_TRIES)
    assert row.finished_at is not None


@pytest.mark.django_db(transaction=True)  # it lets go of old connections, as a worker must
def test_the_worker_does_what_is_due_and_what_is_queued_and_takes_its_sign_away(tmp_path):
    (tmp_path / "journal.open").touch()
    jobs.queued.enqueue()
    run_worker(once=True, schedule=[MINUTELY])
    assert jobs.lines() == ["counted", "queued begun", "queued done"]
    assert DBTaskResult.objects.get().status == "SUCCESSFUL"
    assert not WorkerSign.objects.exists()


def test_finished_jobs_are_kept_for_a_while_and_failed_ones_longer(clock):
    for status, days in (("SUCCESSFUL", 13), ("SUCCESSFUL", 15), ("FAILED", 15), ("FAILED", 91)):
        row = running("x")
        row.status, row.finished_at = status, NOON - timedelta(days=days)
        row.save()
    renew("old", now=NOON - timedelta(days=2))
    tidy()
    assert sorted(DBTaskResult.objects.values_list("status", flat=True)) == ["FAILED", "SUCCESSFUL"]
    assert not WorkerSign.objects.exists()


def test_the_command_says_with_its_code_that_something_is_wrong(capsys, clock):
    with pytest.raises(SystemExit):
        call_command("jobs")
    assert "no worker was started" in capsys.readouterr().out
