"""Every column of the log, of the rows, of the details and of the chain, changed behind the guards' back, is found."""

from datetime import date, datetime, time, timedelta

import pytest

from bellwether.cli.check import reported
from bellwether.registers.models import MarkDetail, RegisterEntry, RegisterRow, SchoolChain
from bellwether.registers.services import LogBrokenError, check, rebuild
from tests.registers.builders import SYSTEM, open_plain_rows, without_guards, write
from tests.world import NOW, TODAY, YEAR

# The number of a row names nothing that a register says: sequence, pupil, year, day do.
NUMBERS_OF_ROWS = {"id"}
COLUMNS_OF = {
    model: [field.name for field in model._meta.concrete_fields if field.name not in NUMBERS_OF_ROWS]
    for model in (RegisterEntry, RegisterRow, MarkDetail, SchoolChain)
}
PLACES = [(model, name) for model, names in COLUMNS_OF.items() for name in names]


@pytest.fixture
def kept(world):
    """Three entries of a class: rows opened, a morning with minutes and a note, an afternoon."""
    pupils = tuple(sorted(world.pupils[name] for name in ("Ada", "Ben", "Cleo", "Dewi")))
    details = {pupils[0]: {"minutes_late": 9, "arrived": "08:59", "note": "bus"}}
    open_plain_rows(world.school, pupils)
    write(world.school, dict.fromkeys(pupils, b"L"), details=details, group_id=world.group, request_key="first-key")
    write(world.school, dict.fromkeys(pupils, b"\\"), session=1, reason="as sent")
    assert check(actor=SYSTEM).is_clean
    return world


TEXTS = {"kind": "imported", "details": "[]"}
TIMES = ("arrived", "left", "returned")


def other_value(world, name, old):
    """Another value that the column takes."""
    named = {"school": world.sister, "pupil": world.pupils["Gwen"], **dict.fromkeys(TIMES, time(7, 7))}
    if name in named:
        return named[name]
    match old:
        case bytes() | memoryview():
            return bytes([bytes(old)[0] ^ 1]) + bytes(old)[1:]
        case datetime():
            return old + timedelta(seconds=1)
        case date():
            return old + timedelta(days=1)
        case str():
            return TEXTS.get(name, f"{old}x")
        case _:
            return 1 - old if name == "session" else (old or 0) + 1000


def tamper(world, model, name, *, sequence=2):
    """Change one column of one row of a table, past the guards; of the log, of the entry of that sequence."""
    rows = model.objects.filter(school_id=world.school)
    row = rows.filter(sequence=sequence) if model is RegisterEntry else rows.filter(pk=rows.order_by("pk").first().pk)
    old = row.values_list(name, flat=True).get()
    with without_guards():
        assert row.update(**{name: other_value(world, name, old)}) == 1


@pytest.mark.parametrize(("model", "name"), PLACES, ids=[f"{model.__name__}.{name}" for model, name in PLACES])
def test_no_column_can_be_changed_unseen(kept, model, name):
    tamper(kept, model, name)
    report = check(actor=SYSTEM)
    assert not report.is_clean
    lines = list(reported(report))
    assert lines
    assert all(line.startswith(("school 3001: ", "school 3002: ")) for line in lines)


@pytest.mark.parametrize("sequence", [1, 3])
@pytest.mark.parametrize("name", COLUMNS_OF[RegisterEntry])
def test_no_column_of_the_first_and_the_last_entry_can_be_changed_unseen(kept, name, sequence):
    if (name, sequence) == ("before", 1):
        name = "after"  # before a row was opened there was nothing, so there is nothing to change
    tamper(kept, RegisterEntry, name, sequence=sequence)
    assert list(reported(check(actor=SYSTEM)))


def test_an_entry_that_cannot_be_read_is_named_and_nothing_is_rebuilt_from_what_is_left(kept):
    tamper(kept, RegisterEntry, "after", sequence=1)
    report = check(kept.school, actor=SYSTEM).schools[0]
    assert report.illegible == (1,)
    assert "school 3001: entry 1 of the log: cannot be read" in list(reported(check(actor=SYSTEM)))
    with pytest.raises(LogBrokenError):
        rebuild(kept.school, actor=SYSTEM, now=NOW)


@pytest.mark.parametrize("model", COLUMNS_OF, ids=lambda model: model.__name__)
def test_no_row_of_any_table_can_be_taken_away_unseen(kept, model):
    rows = model.objects.filter(school_id=kept.school)
    for key in list(rows.values_list("pk", flat=True)):
        row = model.objects.get(pk=key)
        with without_guards():
            model.objects.filter(pk=key).delete()
            assert not check(actor=SYSTEM).is_clean
            row.save(force_insert=True)
        assert check(actor=SYSTEM).is_clean


@pytest.mark.parametrize("name", COLUMNS_OF[RegisterRow] + COLUMNS_OF[MarkDetail] + COLUMNS_OF[SchoolChain])
def test_whatever_was_changed_of_the_projection_is_restored_byte_for_byte(kept, name):
    def everything():
        return [
            [[bytes(value) if isinstance(value, memoryview) else value for value in row] for row in rows]
            for rows in (
                RegisterRow.objects.order_by("school", "pupil", "year").values_list(*COLUMNS_OF[RegisterRow]),
                MarkDetail.objects.order_by("school", "pupil", "on").values_list(*COLUMNS_OF[MarkDetail]),
                SchoolChain.objects.filter(sequence__gt=0).order_by("school").values_list(*COLUMNS_OF[SchoolChain]),
            )
        ]

    before = everything()
    for model in (RegisterRow, MarkDetail, SchoolChain):
        if name in COLUMNS_OF[model]:
            tamper(kept, model, name)
    assert everything() != before
    rebuild(actor=SYSTEM, now=NOW)
    assert everything() == before
    assert check(actor=SYSTEM).is_clean


def test_a_register_filed_under_another_day_is_named_and_nothing_is_rebuilt_from_it(kept):
    with without_guards():
        RegisterEntry.objects.filter(sequence=3).update(on=TODAY - timedelta(days=1))
    report = check(kept.school, actor=SYSTEM)
    assert report.schools[0].misfiled == (3,)
    assert list(reported(report)) == ["school 3001: entry 3 of the log: filed under another half-day than its own"]
    with pytest.raises(LogBrokenError):
        rebuild(kept.school, actor=SYSTEM, now=NOW)


def test_years_lie_in_rows_of_their_own(kept):
    assert set(RegisterRow.objects.values_list("year", flat=True)) == {YEAR}
