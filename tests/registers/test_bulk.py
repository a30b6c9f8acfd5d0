"""A term of registers laid in one go is the same log as one taken day by day."""

from datetime import time

from bellwether.core.calendar import first_monday
from bellwether.registers import selectors, services
from bellwether.registers.facts import BulkSchool
from bellwether.registers.models import MarkDetail, RegisterEntry, RegisterRow
from bellwether.registers.store.cells import opened_row
from bellwether.registers.store.reading import column_of
from tests.registers.builders import SYSTEM, day
from tests.world import NOW, YEAR

SPAN = ((day("2026-09-01"), None),)


def term(world, **more):
    """Two classes with present marks on every session of a fortnight, one pupil ill, one late."""
    pupils = {
        world.group: tuple(sorted(world.pupils[name] for name in ("Ada", "Ben", "Cleo", "Dewi"))),
        world.other_group: tuple(sorted(world.pupils[name] for name in ("Ezra", "Fern"))),
    }
    everybody = [pupil for own in pupils.values() for pupil in own]
    opened = {pupil: opened_row(SPAN, year=YEAR, closed=range(0, 742, 14)) for pupil in everybody}
    marks = {}
    for pupil in everybody:
        row = bytearray(opened[pupil])
        for column in range(64, 92):
            if row[column] == ord("."):
                row[column] = b"/\\"[column % 2]
        marks[pupil] = row
    marks[everybody[0]][65] = ord("I")
    marks[everybody[1]][66] = ord("L")
    return BulkSchool(
        world.school, YEAR, pupils, opened, {pupil: bytes(row) for pupil, row in marks.items()},
        minutes_late={(everybody[1], 66): 12}, **more,
    )  # fmt: skip


def test_rows_details_and_chain_agree_with_the_log(world):
    laid = term(world)
    entries = services.bulk_open_and_import(laid, actor=SYSTEM, now=NOW)
    assert services.check(world.school, actor=SYSTEM).is_clean
    rows = {pupil: bytes(marks) for pupil, marks in RegisterRow.objects.values_list("pupil_id", "marks")}
    assert rows == dict(laid.marks)
    assert MarkDetail.objects.get().minutes_late == 12
    assert entries == RegisterEntry.objects.count() == 2 + 26 * 2


def test_each_register_has_its_taker_and_its_moment(world, teacher):
    services.bulk_open_and_import(
        term(world, takers={world.group: teacher}, taken_at={0: time(8, 55)}), actor=SYSTEM, now=NOW
    )
    year, column = column_of(first_monday(YEAR), 0)
    morning = RegisterEntry.objects.filter(kind="taken", group_id=world.group, session=0).first()
    assert (year, column, morning.actor_name, morning.at.hour) == (YEAR, 0, teacher.name, 7)
    assert RegisterEntry.objects.filter(kind="taken", session=1).first().at == NOW


def test_registers_come_onto_rows_that_are_open_already(opened, head):
    services.bulk_open_and_import(term(opened), actor=SYSTEM, now=NOW)
    assert services.check(opened.school, actor=SYSTEM).is_clean
    register, _ = selectors.matrix(actor=head, year=YEAR, school_id=opened.school)
    assert int(register.measure().absent.sum()) == 1
