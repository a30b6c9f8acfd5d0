"""The output contract: what `--format json` says, entry by entry. Change it only by adding."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

from bellwether.analyse.figures import CODE_NAMES, COUNT_NAMES, Figures
from bellwether.analyse.groups import GroupFigures, group_figures
from bellwether.analyse.times import Times
from bellwether.core.calendar import WEEKDAYS, label_of_column
from bellwether.core.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bellwether.analyse.analysis import Analysis
    from bellwether.analyse.findings import Judged
    from bellwether.core.policy import Finding

__all__ = ["Contract", "Entry"]

Entry = dict[str, Any]
"""One JSON object of the contract; the only place where values of many kinds stand side by side."""


class Contract:
    """The contract over one analysis. Pupils come one at a time, so that a whole authority streams to a file."""

    def __init__(self, analysis: Analysis, judged: Judged, *, publish: bool = False) -> None:
        self.analysis = analysis
        self.judged = judged
        self.publish = publish

    def head(self) -> Entry:
        """As-of date, policy and sources."""
        known = self.analysis.enrolments.is_as_of_known
        return {
            "as_of": self.analysis.as_of.isoformat() if known else None,
            "policy": self.analysis.policy.name,
            "sources": list(self.analysis.sources),
        }

    def pupils(self) -> Iterator[Entry]:
        """An entry for each pupil and school; none in a copy for publication, which names nobody."""
        return iter(()) if self.publish else (self.pupil(ix) for ix in range(len(self.analysis)))

    @cached_property
    def _columns(self) -> dict[str, list[Any]]:
        """Every array as a list of Python numbers, made once: taking them out one by one would cost seconds."""
        analysis = self.analysis
        figures, measured = analysis.figures, analysis.measured
        columns: dict[str, list[Any]] = {name: getattr(figures, name).tolist() for name in COUNT_NAMES}
        for name in ("persistent", "severe", "is_marked", "codes"):
            columns[name] = getattr(figures, name).tolist()
        for name in ("spells", "longest_spell", "illness_days", "longest_unauthorised_run", "weekday_absence"):
            columns[name] = getattr(measured, name).tolist()
        columns["school_number"] = analysis.register.school_of_row.tolist()
        return columns

    @cached_property
    def _weekdays(self) -> list[list[tuple[int, str]]]:
        """Of each school the weekdays on which it had sessions: position and name."""
        return [
            [(ix, WEEKDAYS[ix]) for ix, is_open in enumerate(days) if is_open]
            for days in self.analysis.weekdays_open.tolist()
        ]

    def pupil(self, ix: int) -> Entry:
        """One entry of `pupils`. What cannot be known is None, never guessed."""
        columns, enrolments = self._columns, self.analysis.enrolments
        marked = columns["is_marked"][ix]
        entry: Entry = {"pupil": enrolments.pupil[ix], "school": enrolments.school[ix]}
        entry |= self._counts(ix)
        entry["codes"] = _codes(columns["codes"][ix]) if marked else None
        for name in ("spells", "longest_spell"):
            entry[name] = columns[name][ix] if marked else None
        absent_by_weekday = columns["weekday_absence"][ix]
        days = self._weekdays[columns["school_number"][ix]]
        entry["weekday_absence"] = {name: absent_by_weekday[day] for day, name in days} if marked else None
        for name in ("illness_days", "longest_unauthorised_run"):
            entry[name] = columns[name][ix] if marked else None
        minutes = enrolments.minutes_late
        entry["minutes_late"] = None if minutes is None else int(minutes[ix])
        entry["threshold"] = self._threshold(ix) if marked else None
        entry["overdue_n"] = list(self.analysis.overdue_n.get(ix, ())) if marked else None
        entry["findings"] = [_finding(each) for each in self.judged.of(ix)]
        if self.analysis.earlier:
            entry["years"] = self._years(ix)
        return entry

    def _counts(self, ix: int) -> Entry:
        columns = self._columns
        possible, attended = columns["possible"][ix], columns["attended"][ix]
        marked = columns["is_marked"][ix]
        return {
            "possible": possible,
            "attended": attended,
            "authorised": columns["authorised"][ix],
            "unauthorised": columns["unauthorised"][ix],
            "late": columns["late"][ix] if marked else None,
            "unmarked": columns["unmarked"][ix] if marked else None,
            "attendance_rate": attended / possible if possible else None,
            "absence_rate": (possible - attended) / possible if possible else None,
            "persistent": columns["persistent"][ix],
            "severe": columns["severe"][ix],
        }

    def _threshold(self, ix: int) -> Entry:
        facts = self.analysis.threshold(ix)
        return {
            "peak": facts.peak,
            "met_on": facts.met_on.isoformat() if facts.met_on else None,
            "sessions": list(facts.sessions),
            "unresolved": facts.unresolved,
            "outside_age": facts.outside_age,
        }

    def _years(self, ix: int) -> Entry:
        """Earlier academic years, by their first calendar year, in which the entry had anything at all."""
        years = {}
        for figures in self.analysis.earlier:
            counts = {name: int(getattr(figures, name)[ix]) for name in COUNT_NAMES}
            if any(counts.values()):
                years[str(figures.year)] = _earlier(figures, ix, counts)
        return years

    def groups(self) -> list[Entry]:
        """The group tables."""
        return [_group(row) for row in group_figures(self.analysis, publish=self.publish)]

    @cached_property
    def times(self) -> Times:
        """Absence over time, with what a copy for publication hides."""
        return Times(self.analysis, self.publish)

    def dates(self) -> list[Entry]:
        """Every school session of the counted year so far, all schools together."""
        times, dates = self.times, []
        for ix, column in enumerate(times.columns):
            day, session = label_of_column(self.analysis.enrolments.year, column).split(" ")
            hidden = times.is_hidden_day(ix)
            dates.append(
                {
                    "date": day,
                    "session": session,
                    "possible": times.possible[ix],
                    "attended": None if hidden else times.possible[ix] - times.absent[ix],
                    "absent": None if hidden else times.absent[ix],
                }
            )
        return dates

    def warnings(self) -> list[Entry]:
        """The warnings that were kept; `more_warnings` counts the rest by kind. None in a copy for publication."""
        return [] if self.publish else [each.as_warning() for each in self.analysis.problems.warnings]

    def more_warnings(self) -> Entry:
        """How many further warnings of each kind there were."""
        uncounted = self.analysis.problems.uncounted(Severity.WARNING)
        return {kind.value: number for kind, number in sorted(uncounted.items())}


def _codes(counts: list[int]) -> dict[str, int]:
    return {code: count for code, count in zip(CODE_NAMES, counts, strict=True) if count}


def _finding(finding: Finding) -> Entry:
    return {
        "rule": finding.rule,
        "source": str(finding.source),
        "text": finding.text,
        "version": finding.version,
        "status": finding.status.value,
        "marks": list(finding.marks),
    }


def _earlier(figures: Figures, ix: int, counts: dict[str, int]) -> Entry:
    possible, attended = counts["possible"], counts["attended"]
    return {
        **counts,
        "attendance_rate": attended / possible if possible else None,
        "absence_rate": (possible - attended) / possible if possible else None,
        "persistent": bool(figures.persistent[ix]),
        "severe": bool(figures.severe[ix]),
        "codes": _codes(figures.codes[ix].tolist()),
    }


def _group(row: GroupFigures) -> Entry:
    return {
        "group": row.group,
        "pupils": row.pupils,
        **row.counts,
        "attendance_rate": row.rate("attended"),
        "absence_rate": row.rate("absent"),
        "persistent_pupils": row.persistent_pupils,
        "severe_pupils": row.severe_pupils,
        "codes": row.codes,
        "suppressed": row.suppressed,
    }
