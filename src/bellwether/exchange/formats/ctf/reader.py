"""Reading a CTF: who the pupils are, and for each year at each school the totals and the marks."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal

from bellwether.core.calendar.grid import academic_year_of
from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.ctf.xml import Element, MalformedXmlError, TooDeepXmlError, UnsafeXmlError, read_xml
from bellwether.exchange.formats.dates import BadDate, read_date
from bellwether.exchange.formats.enrolments import Enrolments
from bellwether.exchange.formats.finish import check_pupil_numbers, settle_blanks
from bellwether.exchange.formats.model import ImportedTotals, Marks, PupilDetails
from bellwether.exchange.formats.pupils.values import read_sex, read_year_group
from bellwether.exchange.formats.string.placing import Totals, Verdict, place_by_totals, slots_on
from bellwether.exchange.formats.string.reader import StringRow, gather, grids_of, read_characters

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray

    from bellwether.exchange.formats.reporting import FileLog, Where

__all__ = ["check_version", "open_ctf", "read_ctf"]

_KNOWN_VERSIONS: Final = frozenset({"24", "25"})
_MARKS: Final = "AttendanceMarks"
_UNSAFE: Final = (
    "The file declares a document type or an entity, or refers to another file. A CTF needs none of these, so it is "
    "not opened. Ask the sender where it comes from."
)
_TOO_DEEP: Final = (
    "The elements of the file lie too deep in one another for a CTF, so it is not read on. Ask the sender for it again."
)
_NOT_PLACED: Final = {
    Verdict.NO_GRID_FITS: "The marks do not add up to the totals of the same year in any layout that we know",
    Verdict.SEVERAL_GRIDS_FIT: "The marks add up to the totals of the same year in several layouts, on different days",
}


@dataclass(slots=True)
class _Reading:
    """What is gathered while a file is read."""

    log: FileLog
    grid: Literal[10, 14] | None
    placed: list[tuple[StringRow, NDArray[np.int32]]] = field(default_factory=list)
    totals: list[ImportedTotals] = field(default_factory=list)
    details: list[PupilDetails] = field(default_factory=list)


def _school(element: Element) -> str | None:
    """LA and establishment number together, as the DfE number is written."""
    authority, school = element.value("lea"), element.value("estab")
    if not school:
        return element.value("urn") or element.value("schoolname") or None
    return f"{authority.zfill(3)}{school.zfill(4)}" if authority else school


def _date_or_none(text: str) -> date | None:
    day = read_date(text) if text else None
    return None if day is None or isinstance(day, BadDate) else day


def _label(pupil: Element, *, log: FileLog) -> str | None:
    """The UPN, else name and date of birth together, with a warning; None when there is neither."""
    if upn := pupil.value("upn"):
        return upn
    name = " ".join(part for part in (pupil.value("surname"), pupil.value("forename")) if part)
    born = pupil.value("dob")
    if not name:
        log.refuse(
            ProblemKind.MISSING_PUPIL,
            "This pupil has neither a UPN nor a name. Complete the file and import it again.",
            row=pupil.line,
        )
        return None
    label = f"{name} {born}".strip()
    text = (
        "This pupil has no UPN and is named by name and date of birth; marks from other files cannot be joined to them."
    )
    log.caution(ProblemKind.BAD_UPN, text, row=pupil.line, column="UPN", pupil=label, found="")
    return label


def _details(pupil: Element, label: str, *, file: str | None) -> PupilDetails:
    basic = pupil.first("basicdetails") or pupil
    return PupilDetails(
        pupil=label,
        year_group=read_year_group(basic.value("ncyearactual")),
        sex=read_sex(pupil.value("sex", "gender")),
        ethnicity=basic.value("ethnicity") or None,
        date_of_birth=_date_or_none(pupil.value("dob")),
        file=file,
        row=pupil.line,
    )


def _totals(year: Element) -> Totals | None:
    names = ("sessionspossible", "sessionsattended", "sessionsauthorised", "sessionsunauthorised")
    texts = [year.value(name) for name in names]
    if not all(text.isascii() and text.isdigit() for text in texts):
        return None
    return Totals(*(int(text) for text in texts))


def _strings(year: Element, label: str, school: str | None, *, reading: _Reading) -> list[StringRow] | None:
    """The marks strings of a year; None, with errors reported, where one cannot be read."""
    rows: list[StringRow] = []
    is_sound = True
    for sessions in year.within("attendsessions"):
        start = read_date(sessions.value("attendancestartdate"), serials=False)
        element = sessions.first("attendancemarks")
        text = "" if element is None else element.text.strip("\r\n\t")
        if not text.strip():
            continue
        if isinstance(start, BadDate):
            reading.log.refuse(
                start.kind,
                start.text,
                row=sessions.line,
                column="AttendanceStartDate",
                pupil=label,
                found=sessions.value("attendancestartdate"),
            )
        codes = read_characters(
            text, log=reading.log, row=element.line if element else None, column=_MARKS, pupil=label
        )
        if isinstance(start, BadDate) or codes is None:
            is_sound = False
        else:
            rows.append(StringRow(sessions.line, label, school, start, codes, text, None))
    return rows if is_sound else None


def _year_number(year: Element, rows: list[StringRow]) -> int:
    """The academic year by its first calendar year: as written, else that of the first string, else 0."""
    written = year.value("year")[:4]
    if written.isascii() and written.isdigit():
        return int(written)
    return academic_year_of(rows[0].start) if rows else 0


def _read_year(year: Element, label: str, *, source: str | None, reading: _Reading) -> None:
    """One YearData: marks where the safe rule places them, else totals alone."""
    school = _school(year) or source
    rows, totals = _strings(year, label, school, reading=reading), _totals(year)
    if rows is None or (not rows and totals is None):
        return
    where: Where = {"row": year.line, "column": _MARKS, "pupil": label}
    if totals is None:
        text = "This year has no complete totals, so nothing tells on which days its marks fall, and they are left out."
        if reading.grid is None:
            reading.log.caution(ProblemKind.GRID_NOT_FOUND, f"{text} Say --grid 14 or --grid 10 if you know.", **where)
        else:
            grid = (grids_of(reading.grid) or ())[0]
            reading.placed += [(row, slots_on(row.start, row.codes.size, grid=grid)) for row in rows]
        return
    if rows and _place(rows, totals=totals, reading=reading, where=where):
        return
    reading.totals.append(
        ImportedTotals(
            pupil=label,
            school=school,
            year=_year_number(year, rows),
            possible=totals.possible,
            attended=totals.attended,
            authorised=totals.authorised,
            unauthorised=totals.unauthorised,
            file=reading.log.file or "",
            row=year.line,
            marks=" ".join(row.text for row in rows) or None,
        )
    )


def _place(rows: list[StringRow], *, totals: Totals, reading: _Reading, where: Where) -> bool:
    """Place the strings of a year if the safe rule allows; otherwise warn."""
    strings = [(row.start, row.codes) for row in rows]
    placement = place_by_totals(strings, totals=totals, in_one_year=True, only=grids_of(reading.grid))
    if placement.verdict is Verdict.PLACED:
        reading.placed += zip(rows, placement.slots, strict=True)
        return True
    why = _NOT_PLACED[placement.verdict]
    text = f"{why}: only the totals are used."
    reading.log.caution(ProblemKind.GRID_NOT_FOUND, text, **where)
    return False


def check_version(root: Element, *, log: FileLog) -> None:
    """Warn of a version that we do not know."""
    header = root.first("header")
    version = "" if header is None else header.value("ctfversion")
    if version.partition(".")[0] not in _KNOWN_VERSIONS:
        text = "This version of the format is not one we know (24 and 25). It is read as if it were; check the figures."
        row = None if header is None else header.line
        log.caution(ProblemKind.UNKNOWN_VERSION, text, row=row, column="CTFversion", found=version)


def open_ctf(path: Path, *, log: FileLog) -> Element | None:
    """The first element of a file, if it is a CTF; None, with an error, if not."""
    try:
        root = read_xml(path)
    except UnsafeXmlError:
        log.refuse(ProblemKind.UNSAFE_XML, _UNSAFE)
        return None
    except TooDeepXmlError as error:
        log.refuse(ProblemKind.UNREADABLE_FILE, _TOO_DEEP, row=error.line)
        return None
    except MalformedXmlError as error:
        log.refuse(
            ProblemKind.UNREADABLE_FILE,
            "From this line on the file is no XML. Ask the sender for it again.",
            row=error.line,
        )
        return None
    if root.tag != "ctfile":
        text = f"The file is XML but no CTF: its first element is {root.tag}, not CTfile."
        log.refuse(ProblemKind.UNKNOWN_LAYOUT, text, row=root.line, found=root.tag)
        return None
    return root


def read_ctf(
    path: Path, *, grid: Literal[10, 14] | None, log: FileLog
) -> tuple[Marks, tuple[ImportedTotals, ...], tuple[PupilDetails, ...]]:
    """The marks that the safe rule places, the totals of years whose marks it does not, and who the pupils are.

    Tags in any case, with or without a namespace. Problems go to `log`; nothing comes of a file that is refused.
    """
    reading = _Reading(log, grid)
    root = open_ctf(path, log=log)
    if root is not None:
        check_version(root, log=log)
        header = root.first("header")
        source = next((_school(school) for school in (header.all("sourceschool") if header else ())), None)
        for pupil in root.within("pupil"):
            _read_pupil(pupil, source=source, reading=reading)
    marks = gather(reading.placed, enrolments=Enrolments(), file=log.file or "", column=_MARKS)
    return settle_blanks(marks, log=log), tuple(reading.totals), tuple(reading.details)


def _read_pupil(pupil: Element, *, source: str | None, reading: _Reading) -> None:
    label = _label(pupil, log=reading.log)
    if label is None:
        return
    if pupil.value("upn"):
        element = pupil.first("upn")
        check_pupil_numbers(
            [label], column="UPN", is_upn=True, row_of=lambda _: element.line if element else None, log=reading.log
        )
    reading.details.append(_details(pupil, label, file=reading.log.file))
    for year in pupil.within("yeardata"):
        _read_year(year, label, source=source, reading=reading)
