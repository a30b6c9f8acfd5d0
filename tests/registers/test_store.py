"""The log, its rows, its details and its chain are one: what is written is found again, and check and rebuild know."""

import pytest
from django.db import connection, transaction

from bellwether.core.calendar import COLUMNS
from bellwether.core.register.log import EntryKind, EntryShapeError, entry_hash
from bellwether.registers.models import MarkDetail, RegisterEntry, RegisterRow, SchoolChain
from bellwether.registers.services import LogBrokenError, check, rebuild
from bellwether.registers.store.reading import column_of, school_entries
from bellwether.registers.store.writing import Act, RowMissingError, append_many, open_book, open_book_at, read_cells
from tests.registers.builders import SYSTEM, day, open_plain_rows, without_guards, write
from tests.world import NOW, TODAY, YEAR


@pytest.fixture
def pupils(world):
    ids = sorted(world.pupils.values())[:4]
    open_plain_rows(world.school, ids)
    return ids


def mark_of(world, pupil, on=TODAY, session=0):
    row = RegisterRow.objects.get(school_id=world.school, pupil_id=pupil, year=YEAR)
    column = column_of(on, session)[1]
    return bytes(row.marks)[column : column + 1]


def test_a_register_is_one_entry_and_a_byte_in_each_row(world, pupils):
    write(
        world.school, dict(zip(pupils, (b"/", b"I", b"L", b"."), strict=True)), details={pupils[2]: {"minutes_late": 7}}
    )
    assert [mark_of(world, pupil) for pupil in pupils] == [b"/", b"I", b"L", b"."]
    assert [entry.kind for entry in school_entries(world.school)] == [EntryKind.OPENED, EntryKind.TAKEN]
    assert MarkDetail.objects.get().minutes_late == 7


def test_every_entry_comes_back_as_it_was_sealed(world, pupils):
    write(world.school, dict.fromkeys(pupils, b"/"), reason="Ünï ✓", request_key="k-1", group_id=world.group)
    entries = list(school_entries(world.school))
    assert all(entry_hash(entry) == entry.hash for entry in entries)
    assert entries[1].previous_hash == entries[0].hash
    assert (entries[1].reason, entries[1].request_key, entries[1].at) == ("Ünï ✓", "k-1", NOW)
    end = SchoolChain.objects.get(school_id=world.school)
    assert (end.sequence, bytes(end.hash)) == (2, entries[1].hash)


@pytest.mark.parametrize("column", [0, 145])
def test_a_book_opened_at_cells_is_the_book_and_the_cells(world, pupils, column):
    write(world.school, dict.fromkeys(pupils[:2], b"/"))
    asked = [*pupils, 10**9]
    with transaction.atomic():
        book, found = open_book_at(world.school, year=YEAR, column=column, pupils=asked, actor=SYSTEM, now=NOW)
        plain = open_book(world.school, actor=SYSTEM, now=NOW)
        assert (book.sequence, book.hash) == (plain.sequence, plain.hash)
        assert found == read_cells(plain, year=YEAR, column=column, pupils=asked)
        assert book.places == plain.places


def test_a_book_opened_at_cells_begins_the_chain_of_a_school_without_one(world):
    with transaction.atomic():
        book, found = open_book_at(world.outside, year=YEAR, column=0, pupils=[1], actor=SYSTEM, now=NOW)
    assert (book.sequence, found) == (0, {})
    with transaction.atomic():
        assert open_book_at(world.outside, year=YEAR, column=0, pupils=[1], actor=SYSTEM, now=NOW)[1] == {}


def test_a_register_costs_as_few_statements_as_can_be(world, pupils, django_assert_num_queries):
    # PostgreSQL locks the chain and reads the cells at once, and writes at once too; SQLite does one by one.
    # Two more for the savepoint that a test's transaction makes of ours.
    statements = 2 if connection.vendor == "postgresql" else 5
    with django_assert_num_queries(statements + 2):
        write(world.school, dict.fromkeys(pupils, b"/"))


def test_marks_for_a_pupil_without_a_row_are_refused_and_nothing_is_written(world, pupils):
    with pytest.raises(RowMissingError), transaction.atomic():
        append_many(
            open_book(world.school, actor=SYSTEM, now=NOW), [Act(YEAR, 0, EntryKind.TAKEN, (pupils[0], 10**9), b"//")]
        )
    assert RegisterEntry.objects.count() == 1


@pytest.mark.parametrize(
    "act",
    [
        Act(YEAR, 0, EntryKind.TAKEN, (), b""),
        Act(YEAR, COLUMNS, EntryKind.TAKEN, (1,), b"/"),
        Act(YEAR, 0, EntryKind.TAKEN, (1,), b"?"),
        Act(YEAR, 0, EntryKind.TAKEN, (1,), b"//"),
    ],
    ids=["nobody", "outside the grid", "no code", "too long"],
)
def test_a_crooked_entry_is_never_sealed(world, pupils, act):
    act = Act(act.year, act.column, act.kind, tuple(pupils[: len(act.pupils)]), act.after)
    with pytest.raises((EntryShapeError, RowMissingError)), transaction.atomic():
        append_many(open_book(world.school, actor=SYSTEM, now=NOW), [act])


def test_details_follow_the_mark_that_they_belong_to(world, pupils):
    one, other = pupils[:2]
    write(world.school, {one: b"L", other: b"L"}, details={one: {"minutes_late": 5}, other: {"note": "bus"}})
    write(world.school, {one: b"I"}, kind=EntryKind.AMENDED, reason="rang")
    assert [detail.pupil_id for detail in MarkDetail.objects.all()] == [other]
    assert check(world.school, actor=SYSTEM).is_clean


def test_what_is_whole_is_clean(world, pupils):
    write(world.school, dict.fromkeys(pupils, b"/"))
    report = check(world.school, actor=SYSTEM)
    assert report.is_clean
    assert (report.schools[0].entries, report.schools[0].rows) == (2, 4)


def test_rebuild_restores_rows_details_and_chain_exactly(world, pupils):
    write(world.school, dict.fromkeys(pupils, b"L"), details={pupils[0]: {"minutes_late": 9, "note": "bus"}})
    rows = dict(RegisterRow.objects.values_list("pupil_id", "marks"))
    RegisterRow.objects.filter(pupil_id=pupils[0]).delete()
    RegisterRow.objects.filter(pupil_id=pupils[1]).update(marks=b"." * COLUMNS)
    MarkDetail.objects.update(minutes_late=1)
    SchoolChain.objects.update(sequence=99)
    found = rebuild(world.school, actor=SYSTEM, now=NOW).schools[0]
    assert (found.rows_missing, found.rows_changed) == (((pupils[0], YEAR),), ((pupils[1], YEAR),))
    assert found.details_wrong
    assert found.is_chain_end_wrong
    assert {pupil: bytes(marks) for pupil, marks in RegisterRow.objects.values_list("pupil_id", "marks")} == {
        pupil: bytes(marks) for pupil, marks in rows.items()
    }
    assert check(world.school, actor=SYSTEM).is_clean


def test_a_row_that_the_log_knows_nothing_of_is_found_and_taken_away(world, pupils):
    stranger = world.pupils["Gwen"]
    RegisterRow.objects.create(school_id=world.school, pupil_id=stranger, year=YEAR, marks=b"." * COLUMNS)
    assert rebuild(actor=SYSTEM, now=NOW).schools[0].rows_extra == ((stranger, YEAR),)
    assert not RegisterRow.objects.filter(pupil_id=stranger).exists()


TAMPERINGS = {
    "another reason": "UPDATE registers_registerentry SET reason = 'other' WHERE sequence = 2",
    "another name": "UPDATE registers_registerentry SET actor_name = 'Other' WHERE sequence = 2",
    "another moment": "UPDATE registers_registerentry SET at = '2020-01-01 00:00:00+00:00' WHERE sequence = 2",
    "an entry gone": "DELETE FROM registers_registerentry WHERE sequence = 2",
    "the last entry gone": "DELETE FROM registers_registerentry WHERE sequence = 3",
    "another place": "UPDATE registers_registerentry SET sequence = 9 WHERE sequence = 3",
    "another class": "UPDATE registers_registerentry SET group_id = 5 WHERE sequence = 2",
    "another mark in the row": "row",
    "another detail": "UPDATE registers_markdetail SET minutes_late = 1",
    "no detail": "DELETE FROM registers_markdetail",
    "no chain": "DELETE FROM registers_schoolchain",
}


@pytest.mark.parametrize("tampering", TAMPERINGS)
def test_tampering_is_found(world, pupils, tampering):
    write(world.school, dict.fromkeys(pupils, b"L"), details={pupils[0]: {"minutes_late": 9}})
    write(world.school, dict.fromkeys(pupils, b"\\"), session=1)
    assert check(actor=SYSTEM).is_clean
    with without_guards() as cursor:
        if TAMPERINGS[tampering] == "row":
            RegisterRow.objects.filter(pupil_id=pupils[1]).update(marks=b"." * COLUMNS)
        else:
            cursor.execute(TAMPERINGS[tampering])
    assert not check(actor=SYSTEM).is_clean


def test_a_broken_log_is_not_rebuilt_from(world, pupils):
    write(world.school, dict.fromkeys(pupils, b"L"))
    with without_guards() as cursor:
        cursor.execute("UPDATE registers_registerentry SET reason = 'other' WHERE sequence = 2")
    RegisterRow.objects.filter(pupil_id=pupils[1]).update(marks=b"." * COLUMNS)
    with pytest.raises(LogBrokenError) as broken:
        rebuild(world.school, actor=SYSTEM, now=NOW)
    assert broken.value.report.breaks_found == 1
    assert mark_of(world, pupils[1]) == b"."


def test_two_schools_have_chains_of_their_own(world, pupils):
    others = [world.pupils["Jude"], world.pupils["Kaya"]]
    open_plain_rows(world.outside, others)
    write(world.outside, dict.fromkeys(others, b"/"), on=day("2026-11-16"))
    write(world.school, dict.fromkeys(pupils, b"/"))
    assert {chain.school_id: chain.sequence for chain in SchoolChain.objects.all()} == {
        world.school: 2,
        world.outside: 2,
    }
    assert check(actor=SYSTEM).is_clean
