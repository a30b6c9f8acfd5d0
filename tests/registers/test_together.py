"""Several at once: no mark is lost, no chain is torn, and whoever repeats a request is answered once."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, transaction

from bellwether.core.access import Role
from bellwether.core.register.log import EntryKind
from bellwether.registers import services
from bellwether.registers.facts import OfferedMark
from bellwether.registers.models import Receipt, RegisterEntry, RegisterRow
from bellwether.registers.store.reading import column_of
from bellwether.registers.store.writing import Act, append, open_book_at
from tests.registers.builders import SYSTEM
from tests.world import NOW, TODAY, YEAR, make_world


@pytest.fixture
def busy(transactional_db):
    if connection.vendor == "sqlite":
        # A test's database in memory is one connection that threads cannot share: they take turns.
        connection.inc_thread_sharing()
    world = make_world()
    services.open_rows(world.school, YEAR, actor=SYSTEM, now=NOW)
    yield world
    if connection.vendor == "sqlite":
        connection.dec_thread_sharing()


def together(work, arguments):
    """Run the work once for each argument: at once where the database is a server."""
    workers = 6 if connection.vendor == "postgresql" else 1

    def one(argument):
        try:
            return work(argument)
        finally:
            if workers > 1:
                connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(one, arguments))


def test_registers_of_one_school_taken_at_once_are_all_there(busy):
    actors = [busy.actor(Role.HEAD) for _ in range(24)]
    days = [TODAY - timedelta(days=days) for days in (0, 1, 4, 5, 6, 7)]
    groups = (busy.group, busy.other_group)

    def take(number):
        return services.take_register(
            groups[number % 2], on=days[number // 2 % 6], session=0, marks=[], rest_present=True,
            close_unmarked=False, actor=actors[number], now=NOW,
        ).saved  # fmt: skip

    saved = together(take, range(24))
    assert sum(saved) == 6 * 6
    assert RegisterEntry.objects.filter(kind="taken").count() == 12
    assert services.check(actor=SYSTEM).is_clean
    for marks in RegisterRow.objects.values_list("marks", flat=True):
        assert {bytes(marks)[column_of(day, 0)[1]] for day in days} == {ord("/")}


def test_a_request_that_is_sent_many_times_at_once_counts_once(busy):
    teacher = busy.actor(Role.CLASS_TEACHER)

    def take(_):
        return services.take_register(
            busy.group, on=TODAY, session=0, marks=[OfferedMark(busy.pupils["Ada"], ".", "I")], rest_present=True,
            close_unmarked=False, actor=teacher, now=NOW, request_key="k",
        )  # fmt: skip

    answers = together(take, range(12))
    assert sorted(answer.repeated for answer in answers) == [False] + [True] * 11
    assert {(answer.saved, answer.entry_id) for answer in answers} == {(4, answers[0].entry_id)}
    assert Receipt.objects.count() == 1


def test_marks_of_two_who_write_the_same_rows_at_once_are_both_there(busy):
    office = busy.actor(Role.OFFICE)
    days = [TODAY - timedelta(days=days) for days in (0, 1, 4, 5, 6, 7, 8, 11)]
    changes = [(pupil, on) for on in days for pupil in ("Ada", "Ben", "Cleo")]

    def amend(change):
        pupil, on = change
        mark = services.MarkChange(busy.pupils[pupil], on, 0, "C")
        return services.amend(busy.school, changes=[mark], reason="r", actor=office, now=NOW).saved

    assert sum(together(amend, changes)) == len(changes)
    for pupil, on in changes:
        row = RegisterRow.objects.get(pupil_id=busy.pupils[pupil])
        assert bytes(row.marks)[column_of(on, 0)[1]] == ord("C")
    assert services.check(actor=SYSTEM).is_clean


def test_whoever_waited_for_the_school_reads_what_was_written_meanwhile(busy):
    """PostgreSQL reads the cells in the statement that waits for the lock: what it saw when it began is not enough."""
    pupils = sorted(busy.pupils.values())[:3]
    year, column = column_of(TODAY, 0)

    def opened():
        return open_book_at(busy.school, year=year, column=column, pupils=pupils, actor=SYSTEM, now=NOW)

    def read():
        with transaction.atomic():
            book, found = opened()
            return book.sequence, found, book.places

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            book, found = opened()
            waiting = _while_waiting(pool, read)
            append(book, Act(year, column, EntryKind.TAKEN, tuple(pupils), b"I/L"), before=b"".join(found.values()))
        sequence, found, places = waiting()
    assert (sequence, found) == (book.sequence, dict(zip(pupils, (b"I", b"/", b"L"), strict=True)))
    assert places == read()[2]


def _while_waiting(pool, work):
    """Start it in a thread and come back once it waits for a lock; where there is one writer, it has its turn later."""
    if connection.vendor == "sqlite":
        return work

    def alone():
        try:
            return work()
        finally:
            connection.close()

    begun = pool.submit(alone)
    for _ in range(1_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            if cursor.fetchone()[0]:
                return lambda: begun.result(timeout=30)
        time.sleep(0.01)
    raise AssertionError("nobody waits")
