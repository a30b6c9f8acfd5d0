from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.register.log import (
    GENESIS,
    BreakKind,
    Details,
    EntryKind,
    LogBreak,
    LogOutOfStepError,
    Misshape,
    Seal,
    fold,
    sealed,
    unfold,
    written_details,
)
from tests.core.register.log.logs import LogBuilder, logs
from tests.oracles import log as oracle

CLASS = (3, 7, 11)


@pytest.fixture
def log():
    """A year opened, a morning taken, one mark amended."""
    log = LogBuilder()
    log.open(CLASS)
    log.add(
        EntryKind.TAKEN, year=2025, column=56, pupils=CLASS, after=b"/LN",
        details={7: {"minutes_late": 9}, 11: {"note": "rang, no answer"}},
    )  # fmt: skip
    log.add(EntryKind.AMENDED, year=2025, column=56, pupils=(11,), after=b"I", reason="Mother rang")
    return log


def kinds(folded):
    return [each.kind for each in folded.breaks]


@given(logs())
def test_folding_matches_the_oracle(log):
    folded = fold(log.entries)
    cells, details = oracle.fold(log.entries)
    assert folded.is_whole
    assert dict(folded.rows) == oracle.rows_of(cells)
    assert {cell: dict(given) for cell, given in folded.details.items()} == details
    assert folded.last_sequence == len(log.entries)
    assert folded.last_hash == (log.entries[-1].hash if log.entries else GENESIS)


@given(logs(), st.data())
def test_unfolding_is_the_exact_inverse_of_folding(log, data):
    known = data.draw(st.integers(0, len(log.entries)))
    earlier, later = log.entries[:known], log.entries[known:]
    assert unfold(fold(log.entries).rows, data.draw(st.permutations(later))) == dict(fold(earlier).rows)


@given(logs(), st.data())
def test_unfolding_some_rows_is_unfolding_all_and_taking_those(log, data):
    known = data.draw(st.integers(0, len(log.entries)))
    rows = fold(log.entries).rows
    some = {key: row for key, row in rows.items() if data.draw(st.booleans())}
    earlier = fold(log.entries[:known]).rows
    assert unfold(some, log.entries[known:]) == {key: earlier[key] for key in some if key in earlier}


@given(logs())
def test_details_projected_entry_by_entry_are_those_of_the_fold(log):
    """What a store does with `written_details` comes to what `fold` says."""
    kept: dict[tuple[int, int, int], Details] = {}
    for entry in log.entries:
        for pupil, column, given_details in written_details(entry):
            kept.pop((pupil, entry.year, column), None)
            if given_details is not None:
                kept[pupil, entry.year, column] = given_details
    assert kept == dict(fold(log.entries).details)


@given(logs(), st.data())
def test_one_changed_byte_of_a_stored_entry_is_found(log, data):
    if not log.entries:
        return
    place = data.draw(st.integers(0, len(log.entries) - 1))
    spoilt = bytearray(log.entries[place].after)
    cell = data.draw(st.integers(0, len(spoilt) - 1))
    spoilt[cell] = ord("I") if spoilt[cell] != ord("I") else ord("/")
    entries = list(log.entries)
    entries[place] = replace(entries[place], after=bytes(spoilt))
    assert BreakKind.HASH in kinds(fold(entries))


def test_a_log_without_entries_is_whole_and_empty():
    folded = fold([])
    assert (folded.rows, folded.details, folded.last_sequence, folded.last_hash) == ({}, {}, 0, GENESIS)
    assert folded.is_whole


def test_an_amendment_takes_the_details_of_its_cell_away_and_leaves_the_others(log):
    folded = fold(log.entries)
    assert folded.details == {(7, 2025, 56): {"minutes_late": 9}}
    assert folded.rows[11, 2025][56:57] == b"I"


def test_a_closure_over_many_days_takes_details_only_of_the_cells_it_changes(log):
    log.add(EntryKind.CALENDAR, year=2025, column=54, width=4, pupils=CLASS, after=b"##/." + b"##L." + b"##I.")
    assert fold(log.entries).details == {(7, 2025, 56): {"minutes_late": 9}}
    log.add(EntryKind.CALENDAR, year=2025, column=56, width=2, pupils=CLASS, after=b"######")
    assert fold(log.entries).details == {}


def test_a_wrong_hash_is_told_once_and_the_rest_is_folded(log):
    entries = [log.entries[0], replace(log.entries[1], actor_name="Someone else"), log.entries[2]]
    assert fold(entries).breaks == (LogBreak(2, BreakKind.HASH, 2025),)


def test_an_entry_hashed_anew_breaks_the_chain_behind_it(log):
    entries = log.rechained(1, actor_name="Someone else")
    assert fold(entries).breaks == (LogBreak(3, BreakKind.CHAIN, 2025),)


def test_a_missing_entry_is_a_gap_and_a_broken_chain(log):
    assert kinds(fold([log.entries[0], log.entries[2]])) == [BreakKind.SEQUENCE, BreakKind.CHAIN, BreakKind.BEFORE]


def test_an_entry_that_comes_twice_is_found(log):
    assert BreakKind.SEQUENCE in kinds(fold([*log.entries, log.entries[2]]))


def test_a_before_that_did_not_stand_is_told_with_pupil_and_column_and_the_mark_is_taken(log):
    folded = fold(log.rechained(2, before=b"O"))
    assert folded.breaks == (LogBreak(3, BreakKind.BEFORE, 2025, 11, 56),)
    assert folded.rows[11, 2025][56:57] == b"I"


def test_a_pupil_without_a_row_is_told_and_the_others_are_folded(log):
    log.rows[13, 2025] = bytearray(b"." * 742)
    log.add(EntryKind.TAKEN, year=2025, column=57, pupils=(*CLASS, 13), after=b"\\\\\\\\", details={13: {"note": "x"}})
    folded = fold(log.entries)
    assert folded.breaks == (LogBreak(4, BreakKind.PUPIL_UNKNOWN, 2025, 13),)
    assert (13, 2025) not in folded.rows
    assert (13, 2025, 57) not in folded.details
    assert folded.rows[3, 2025][57:58] == b"\\"


def test_a_year_opened_twice_keeps_what_stood(log):
    log.add(EntryKind.OPENED, year=2025, column=0, width=742, pupils=(7,), after=b"." * 728 + b"#" * 14)
    folded = fold(log.entries)
    assert folded.breaks == (LogBreak(4, BreakKind.OPENED_TWICE, 2025, 7),)
    assert folded.rows[7, 2025][56:57] == b"L"


def test_an_entry_that_does_not_fit_together_is_told_and_left_out(log):
    wide = replace(log.entries[2], column=741, width=2, before=b"..", after=b"II")
    folded = fold([*log.entries[:2], wide])
    assert LogBreak(3, BreakKind.SHAPE, 2025, None, None, Misshape.OUTSIDE_THE_GRID) in folded.breaks
    assert folded.rows[11, 2025][56:57] == b"N"


def test_a_moment_without_a_time_zone_is_told(log):
    entries = [*log.entries[:2], replace(log.entries[2], at=log.entries[2].at.replace(tzinfo=None))]
    assert [each.misshape for each in fold(entries).breaks] == [Misshape.NO_TIME_ZONE]


def test_an_entry_of_another_school_is_told(log):
    stranger = sealed(replace(log.entries[2], school_id=2), log.entries[1].hash)
    assert kinds(fold([*log.entries[:2], stranger])) == [BreakKind.SCHOOL]


def test_a_seal_stands_for_entries_that_were_removed(log):
    """2024/25 was removed; 2025/26 goes on behind it."""
    old = LogBuilder()
    old.open(CLASS, year=2024)
    old.add(EntryKind.TAKEN, year=2024, column=60, pupils=CLASS, after=b"///")
    old.open(CLASS, year=2025)
    old.add(EntryKind.TAKEN, year=2025, column=56, pupils=CLASS, after=b"/I/")
    seal = Seal(1, 2, old.entries[1].hash)
    folded = fold(old.entries[2:], seals=[seal])
    assert folded.is_whole
    assert set(folded.rows) == {(pupil, 2025) for pupil in CLASS}
    assert kinds(fold(old.entries[2:])) == [BreakKind.SEQUENCE, BreakKind.CHAIN]
    assert kinds(fold(old.entries[2:], seals=[replace(seal, hash=bytes(32))])) == [BreakKind.CHAIN]


def test_a_thousand_breaks_are_listed_and_all_are_counted(log):
    folded = fold([log.entries[0], *[log.entries[2]] * 600])
    assert len(folded.breaks) == 1000
    assert folded.breaks_found > 1000


def test_rows_that_have_left_the_log_are_not_unfolded(log):
    rows = dict(fold(log.entries).rows)
    rows[11, 2025] = rows[11, 2025].replace(b"I", b"O")
    with pytest.raises(LogOutOfStepError) as out_of_step:
        unfold(rows, log.entries[2:])
    assert (out_of_step.value.sequence, out_of_step.value.pupil_id) == (3, 11)
