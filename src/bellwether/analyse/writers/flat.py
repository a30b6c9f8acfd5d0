"""Contract entries as rows of a table: one cell a value, the same for CSV and workbook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bellwether.analyse.figures import CODE_NAMES
from bellwether.core.calendar import WEEKDAYS

if TYPE_CHECKING:
    from bellwether.analyse.contract import Entry

__all__ = ["PUPIL_COLUMNS", "pupil_row", "table_row"]

Cell = str | int | float | bool | None

_LEADING = (
    "pupil", "school", "possible", "attended", "authorised", "unauthorised", "late", "unmarked", "attendance_rate",
    "absence_rate", "persistent", "severe", "spells", "longest_spell", "illness_days", "longest_unauthorised_run",
    "minutes_late",
)  # fmt: skip
_THRESHOLD = ("peak", "met_on", "sessions", "unresolved", "outside_age")

PUPIL_COLUMNS = (
    *_LEADING,
    *(f"threshold_{name}" for name in _THRESHOLD),
    "overdue_n",
    "findings",
    *(f"absent_{day}" for day in WEEKDAYS),
    *(f"code_{code}" for code in CODE_NAMES),
)
"""Headers of the pupils table."""


def _joined(values: list[str] | None) -> str | None:
    return None if values is None else "; ".join(values)


def pupil_row(entry: Entry) -> list[Cell]:
    """One pupil as cells, in the order of PUPIL_COLUMNS."""
    threshold: dict[str, Any] = entry["threshold"] or dict.fromkeys(_THRESHOLD)
    codes, weekdays = entry["codes"], entry["weekday_absence"]
    cells: list[Cell] = [entry[name] for name in _LEADING]
    cells += [_joined(threshold[name]) if name == "sessions" else threshold[name] for name in _THRESHOLD]
    cells += [_joined(entry["overdue_n"]), "\n".join(each["text"] for each in entry["findings"])]
    cells += [None if weekdays is None else weekdays.get(day) for day in WEEKDAYS]
    cells += [None if codes is None else codes.get(code, 0) for code in CODE_NAMES]
    return cells


def table_row(entry: Entry, columns: list[str]) -> list[Cell]:
    """One group, date or warning as cells; counts by code become a text."""
    cells: list[Cell] = []
    for name in columns:
        value = entry[name]
        if isinstance(value, dict):
            value = ", ".join(f"{code} {count}" for code, count in value.items())
        cells.append(value)
    return cells
