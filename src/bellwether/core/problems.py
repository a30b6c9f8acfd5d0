"""What is wrong with an input: a list for a person, with where it is and how to mend it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bellwether.core.errors import BellwetherError

__all__ = ["InputRefusedError", "Problem", "ProblemKind", "ProblemLog", "Severity"]


class Severity(StrEnum):
    """An error stops the analysis; a warning is shown beside the figures."""

    ERROR = "error"
    WARNING = "warning"


class ProblemKind(StrEnum):
    """What can be wrong. The value is the stable name in the output contract (`warnings[].problem`)."""

    # About a whole file
    UNREADABLE_FILE = "unreadable-file"
    UNKNOWN_LAYOUT = "unknown-layout"
    MISSING_COLUMN = "missing-column"
    REPEATED_COLUMN = "repeated-column"
    NO_MARKS = "no-marks"
    UNSAFE_XML = "unsafe-xml"
    SEVERAL_SHEETS = "several-sheets"
    # About one row or cell
    RAGGED_ROW = "ragged-row"
    REPEATED_ROW = "repeated-row"
    MISSING_PUPIL = "missing-pupil"
    BAD_DATE = "bad-date"
    AMBIGUOUS_DATE = "ambiguous-date"
    DATE_OUT_OF_RANGE = "date-out-of-range"
    BAD_SESSION = "bad-session"
    UNKNOWN_CODE = "unknown-code"
    SPREADSHEET_DAMAGE = "spreadsheet-damage"
    REPAIRED_MARK = "repaired-mark"
    LOWER_CASE_CODE = "lower-case-code"
    WRONG_SESSION_SIGN = "wrong-session-sign"
    RETIRED_CODE = "retired-code"
    CODE_NOT_YET_IN_FORCE = "code-not-yet-in-force"
    UNCONFIRMED_MEANING = "unconfirmed-meaning"
    BLANK_MARK = "blank-mark"
    BAD_MINUTES = "bad-minutes"
    DUPLICATE_MARK = "duplicate-mark"
    CONFLICTING_MARK = "conflicting-mark"
    # About identifiers and pupils
    BAD_UPN = "bad-upn"
    UNKNOWN_UPN_AUTHORITY = "unknown-upn-authority"
    UNKNOWN_PUPIL = "unknown-pupil"
    DUPLICATE_PUPIL = "duplicate-pupil"
    CONFLICTING_PUPIL = "conflicting-pupil"
    BAD_VALUE = "bad-value"
    MARK_BEFORE_ADMISSION = "mark-before-admission"
    MARK_AFTER_LEAVING = "mark-after-leaving"
    SIMILAR_SCHOOLS = "similar-schools"
    SCHOOL_SOMETIMES_MISSING = "school-sometimes-missing"
    # About the calendar
    CALENDAR_UNKNOWN_SCHOOL = "calendar-unknown-school"
    CALENDAR_CONTRADICTION = "calendar-contradiction"
    CLOSURE_OVER_MARKS = "closure-over-marks"
    # About marks strings and CTF
    GRID_NOT_FOUND = "grid-not-found"
    TOTALS_DIFFER = "totals-differ"
    UNKNOWN_VERSION = "unknown-version"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, where, and what to do.

    row: the line in the file, the header being line 1; None where the whole file is meant.
    column: the header of the column as the file writes it, or None.
    found: what stands there, as text. text: a sentence that says what is wrong and how to mend it.
    """

    kind: ProblemKind
    severity: Severity
    text: str
    file: str | None = None
    row: int | None = None
    column: str | None = None
    pupil: str | None = None
    found: str | None = None

    def as_warning(self) -> dict[str, str | int | None]:
        """The shape of the output contract."""
        return {
            "file": self.file,
            "row": self.row,
            "column": self.column,
            "pupil": self.pupil,
            "found": self.found,
            "problem": self.kind.value,
            "text": self.text,
        }


@dataclass(slots=True)
class ProblemLog:
    """Collects problems: the first `limit` of each severity are kept, the rest are counted by kind.

    A reader may hand over a whole batch of equal problems with `count_more` instead of building each one.
    """

    limit: int = 100
    kept: list[Problem] = field(default_factory=list)
    _kept_by_severity: dict[Severity, int] = field(default_factory=dict)
    _more: dict[tuple[Severity, ProblemKind], int] = field(default_factory=dict)

    def add(self, problem: Problem) -> None:
        """Keep the problem, or count it when the limit of its severity is reached."""
        if self.room(problem.severity) > 0:
            self.kept.append(problem)
            self._kept_by_severity[problem.severity] = self._kept_by_severity.get(problem.severity, 0) + 1
        else:
            self.count_more(problem.severity, problem.kind, 1)

    def room(self, severity: Severity) -> int:
        """How many more problems of this severity will be kept."""
        return max(0, self.limit - self._kept_by_severity.get(severity, 0))

    def count_more(self, severity: Severity, kind: ProblemKind, number: int) -> None:
        """Count `number` further problems without keeping them."""
        if number > 0:
            self._more[(severity, kind)] = self._more.get((severity, kind), 0) + number

    @property
    def errors(self) -> list[Problem]:
        """The kept errors, in the order found."""
        return [problem for problem in self.kept if problem.severity is Severity.ERROR]

    @property
    def warnings(self) -> list[Problem]:
        """The kept warnings, in the order found."""
        return [problem for problem in self.kept if problem.severity is Severity.WARNING]

    def uncounted(self, severity: Severity) -> dict[ProblemKind, int]:
        """How many problems of each kind were counted but not kept."""
        return {kind: number for (of, kind), number in self._more.items() if of is severity}

    def has_errors(self) -> bool:
        """Whether anything found forbids an analysis."""
        return bool(self.errors) or bool(self.uncounted(Severity.ERROR))

    def refuse_if_errors(self) -> None:
        """Raise InputRefusedError when there is any error."""
        if self.has_errors():
            raise InputRefusedError(self)


class InputRefusedError(BellwetherError):
    """The input has errors: nothing was analysed and nothing was written."""

    def __init__(self, problems: ProblemLog) -> None:
        super().__init__(f"{len(problems.errors)} errors")
        self.problems = problems
