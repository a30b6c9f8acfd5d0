"""A made-up file of counts by code, with every figure worked out the slow, obvious way."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.exchange.dfe.extracts import write

if TYPE_CHECKING:
    from pathlib import Path

PRESENT, ACTIVITY = ("/", "\\", "L"), ("B", "J", "P", "V", "W", "K")
AUTHORISED = ("I", "M", "R", "S", "T", "H", "E", "C", "C1", "J1", "C2")
UNAUTHORISED = ("G", "U", "O", "N")
OUTSIDE = ("D", "Q", "Y1", "Z", "#")
CODES = PRESENT + ACTIVITY + AUTHORISED + UNAUTHORISED
SHARES = {"illness_perc": "I", "unauth_hol_perc": "G", "auth_interview_perc": "J1", "auth_part_time_perc": "C2"}
NAMES = {"/": "reason_present_am", "\\": "reason_present_pm", "#": "reason_not_attending_planned_closed"}


@dataclass
class Row:
    """One row: counts by code (0 unless given), sessions of F that no column lists, and what it is about."""

    counts: dict[str, int] = field(default_factory=dict)
    hidden: int = 0
    kind: str = "Primary"
    level: str = "Local authority"
    place: str = "Dunmere"
    pupils: int = 100
    year: str = "202425"

    def sum(self, codes: tuple[str, ...]) -> int:
        return sum(self.counts.get(code, 0) for code in codes)

    @property
    def figures(self) -> dict[str, int]:
        attended = self.sum(PRESENT + ACTIVITY)
        authorised, unauthorised = self.sum(AUTHORISED) + self.hidden, self.sum(UNAUTHORISED)
        return {
            "possible_sessions": attended + authorised + unauthorised,
            "overall_attendance": attended,
            "overall_absence": authorised + unauthorised,
            "authorised_absence": authorised,
            "unauthorised_absence": unauthorised,
            "present_sessions": self.sum(PRESENT),
            "approved_educational_activity": self.sum(ACTIVITY),
            "late_sessions": self.sum(("L", "U")),
            "reason_present": self.sum(("/", "\\")),
        }

    @property
    def rates(self) -> dict[str, float]:
        whole = self.figures["possible_sessions"]
        parts = {
            "attendance_perc": self.figures["overall_attendance"],
            "overall_absence_perc": self.figures["overall_absence"],
            "authorised_absence_perc": self.figures["authorised_absence"],
            "unauthorised_absence_perc": self.figures["unauthorised_absence"],
        } | {column: self.counts.get(code, 0) for column, code in SHARES.items()}
        return {column: 100 * part / whole if whole else float("nan") for column, part in parts.items()}

    def cells(self, rates: dict[str, float] | None = None) -> dict[str, str]:
        keys = {
            "time_period": self.year,
            "time_identifier": "Academic year",
            "geographic_level": self.level,
            "la_name": self.place,
            "education_phase": self.kind,
            "total_enrolments": str(self.pupils),
        }
        codes = {
            NAMES.get(code, f"reason_{code.lower()}_made_up"): str(self.counts.get(code, 0)) for code in CODES + OUTSIDE
        }
        shown = {column: "NaN" if rate != rate else repr(rate) for column, rate in (rates or self.rates).items()}
        return keys | codes | {name: str(figure) for name, figure in self.figures.items()} | shown


def total_of(rows: list[Row]) -> Row:
    """The Total row of some phases: every count added up."""
    counts = {code: sum(row.counts.get(code, 0) for row in rows) for code in CODES + OUTSIDE}
    first = rows[0]
    return Row(
        counts,
        hidden=sum(row.hidden for row in rows),
        kind="Total",
        level=first.level,
        place=first.place,
        pupils=sum(row.pupils for row in rows),
        year=first.year,
    )


def weighted(rows: list[Row]) -> dict[str, float]:
    """The rates of a Total row to 2024/25: each phase's rate counts by all its pupils."""
    pupils = sum(row.pupils for row in rows)
    return {column: sum(row.rates[column] * row.pupils for row in rows) / pupils for column in rows[0].rates}


def write_cells(folder: Path, rows: list[dict[str, str]]) -> Path:
    return write(folder, [list(rows[0]), *([row[name] for name in rows[0]] for row in rows)], name="made_up.csv")
