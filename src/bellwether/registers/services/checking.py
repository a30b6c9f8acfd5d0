"""Is everything as the log says? `check` refolds a school's log and compares; `rebuild` restores what it says."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.db import connection, transaction

from bellwether.audit import services as audit
from bellwether.core.access import Action, require
from bellwether.core.calendar import day_of_column
from bellwether.core.errors import BellwetherError
from bellwether.core.register.log import FoldedSchool, LogBreak, fold
from bellwether.organisations import selectors as organisations
from bellwether.registers.models import MarkDetail, RegisterEntry, RegisterRow, SchoolChain
from bellwether.registers.store.details import detail_values, details_of
from bellwether.registers.store.guards import guards_missing
from bellwether.registers.store.reading import column_of, legible_entries, misfiled_entries
from bellwether.registers.store.writing import open_book

if TYPE_CHECKING:
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.core.register.log import Details

__all__ = ["LogBrokenError", "Report", "SchoolReport", "check", "rebuild"]

_ROWS_AT_A_TIME: Final = 1000

RowKey = tuple[int, int]
"""Pupil id, academic year."""
DetailKey = tuple[int, int, int]
"""Pupil id, academic year, column."""


class LogBrokenError(BellwetherError):
    """The log itself is broken: rows made of it would look right and be wrong. `report` says where."""

    def __init__(self, report: SchoolReport) -> None:
        super().__init__(f"school {report.school_id}: the log is broken in {report.log_faults} places")
        self.report = report


@dataclass(frozen=True, slots=True)
class SchoolReport:
    """What a check of one school came to; ids and places only, never a mark.

    breaks: what is wrong inside the log (the first thousand; breaks_found counts all). illegible, misfiled: sequences
    of entries that do not unpack, and of those filed under another half-day than their own. rows_missing, rows_changed,
    rows_extra: packed rows that the log has and the table has not, that differ, that the log knows nothing of.
    details_wrong: cells whose details differ. is_chain_end_wrong: whether the kept end of the chain is not the log's.
    """

    school_id: int
    entries: int
    rows: int
    breaks: tuple[LogBreak, ...]
    breaks_found: int
    rows_missing: tuple[RowKey, ...]
    rows_changed: tuple[RowKey, ...]
    rows_extra: tuple[RowKey, ...]
    details_wrong: tuple[DetailKey, ...]
    is_chain_end_wrong: bool
    illegible: tuple[int, ...] = ()
    misfiled: tuple[int, ...] = ()

    @property
    def log_faults(self) -> int:
        """In how many places the log itself is wrong."""
        return self.breaks_found + len(self.illegible) + len(self.misfiled)

    @property
    def is_clean(self) -> bool:
        """Whether log, chain, rows and details agree."""
        wrong = self.log_faults or self.rows_missing or self.rows_changed or self.rows_extra or self.details_wrong
        return not (wrong or self.is_chain_end_wrong)


@dataclass(frozen=True, slots=True)
class Report:
    """The check of one school or of all. guards_missing: triggers that are not there."""

    schools: tuple[SchoolReport, ...]
    guards_missing: frozenset[str]

    @property
    def is_clean(self) -> bool:
        """Whether every school is, and the guards stand."""
        return not self.guards_missing and all(school.is_clean for school in self.schools)


def check(school_id: int | None = None, *, actor: Actor) -> Report:
    """Refold the log of a school, or of every school that has one, and compare it with what is kept.

    Each school is read in one transaction, so that a register taken meanwhile is seen wholly or not at all.
    """
    return Report(
        schools=tuple(_checked(one, actor) for one in _school_ids(school_id)),
        guards_missing=guards_missing(),
    )


def _school_ids(school_id: int | None) -> list[int]:
    if school_id is not None:
        return [school_id]
    chains = SchoolChain.objects.values_list("school_id", flat=True)
    logs = RegisterEntry.objects.order_by().values_list("school_id", flat=True).distinct()
    return sorted({*chains, *logs})


def _checked(school_id: int, actor: Actor) -> SchoolReport:
    require(actor, Action.MANAGE_ORGANISATION, organisations.reach_of_school(school_id))
    with transaction.atomic():
        _read_as_of_one_moment()
        return _compared(school_id)[0]


def _read_as_of_one_moment() -> None:
    if connection.vendor == "postgresql" and len(connection.savepoint_ids) == 0:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")


def _compared(school_id: int) -> tuple[SchoolReport, FoldedSchool]:
    """What is kept beside what the log comes to."""
    illegible: list[int] = []
    folded = fold(legible_entries(school_id, illegible=illegible))
    kept = RegisterRow.objects.filter(school_id=school_id).values_list("pupil_id", "year", "marks")
    missing, changed, extra = set(folded.rows), [], []
    for pupil, year, marks in kept.iterator(chunk_size=_ROWS_AT_A_TIME):
        wanted = folded.rows.get((pupil, year))
        missing.discard((pupil, year))
        if wanted is None:
            extra.append((pupil, year))
        elif wanted != bytes(marks):
            changed.append((pupil, year))
    end = SchoolChain.objects.filter(school_id=school_id).first()
    report = SchoolReport(
        school_id=school_id,
        entries=folded.last_sequence,
        rows=len(folded.rows),
        breaks=folded.breaks,
        breaks_found=folded.breaks_found,
        rows_missing=tuple(sorted(missing)),
        rows_changed=tuple(sorted(changed)),
        rows_extra=tuple(sorted(extra)),
        details_wrong=_wrong_details(school_id, folded),
        is_chain_end_wrong=not _is_end(end, folded),
        illegible=tuple(illegible),
        misfiled=misfiled_entries(school_id),
    )
    return report, folded


def _is_end(end: SchoolChain | None, folded: FoldedSchool) -> bool:
    if end is None:
        return folded.last_sequence == 0
    return (end.sequence, bytes(end.hash)) == (folded.last_sequence, folded.last_hash)


def _wrong_details(school_id: int, folded: FoldedSchool) -> tuple[DetailKey, ...]:
    wanted: dict[DetailKey, Details] = dict(folded.details)
    wrong = []
    for detail in MarkDetail.objects.filter(school_id=school_id).iterator(chunk_size=_ROWS_AT_A_TIME):
        key = (detail.pupil_id, *column_of(detail.on, detail.session))
        if wanted.pop(key, None) != details_of(detail):
            wrong.append(key)
    return tuple(sorted([*wrong, *wanted]))


def rebuild(school_id: int | None = None, *, actor: Actor, now: datetime) -> Report:
    """Restore the packed rows, the details and the end of the chain from the log; the report is of what was found.

    Raises LogBrokenError, and changes nothing, where a log itself is broken.
    """
    reports = tuple(_rebuilt(one, actor, now) for one in _school_ids(school_id))
    return Report(schools=reports, guards_missing=guards_missing())


def _rebuilt(school_id: int, actor: Actor, now: datetime) -> SchoolReport:
    require(actor, Action.MANAGE_ORGANISATION, organisations.reach_of_school(school_id))
    with transaction.atomic():
        open_book(school_id, actor=actor, now=now)
        report, folded = _compared(school_id)
        if report.log_faults:
            raise LogBrokenError(report)
        if not report.is_clean:
            _restore(report, folded)
            audit.record(
                "register.rebuilt",
                actor=actor,
                chain=f"school:{school_id}",
                subject=("school", school_id),
                now=now,
                after={"rows": len(report.rows_missing) + len(report.rows_changed) + len(report.rows_extra)},
            )
        return report


def _restore(report: SchoolReport, folded: FoldedSchool) -> None:
    rows = RegisterRow.objects.filter(school_id=report.school_id)
    for pupil, year in report.rows_extra:
        rows.filter(pupil_id=pupil, year=year).delete()
    for pupil, year in report.rows_changed:
        rows.filter(pupil_id=pupil, year=year).update(marks=folded.rows[pupil, year])
    RegisterRow.objects.bulk_create(
        RegisterRow(school_id=report.school_id, pupil_id=pupil, year=year, marks=folded.rows[pupil, year])
        for pupil, year in report.rows_missing
    )
    if report.details_wrong:
        MarkDetail.objects.filter(school_id=report.school_id).delete()
        MarkDetail.objects.bulk_create(
            MarkDetail(
                school_id=report.school_id,
                pupil_id=pupil,
                on=day_of_column(year, column),
                session=column % 2,
                **detail_values(given),
            )
            for (pupil, year, column), given in folded.details.items()
        )
    SchoolChain.objects.filter(school_id=report.school_id).update(sequence=folded.last_sequence, hash=folded.last_hash)
