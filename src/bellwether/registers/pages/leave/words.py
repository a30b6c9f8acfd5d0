"""How requests, grounds, outcomes, the policy's advice and refusals are said."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from bellwether.core.measures import sessions_as_time
from bellwether.documents.errors import RefusedFor
from bellwether.registers.leave_errors import LeaveProblem
from bellwether.registers.leave_facts import LeaveState, NoteKind
from bellwether.registers.leave_words import GROUND_LABELS, span_words
from bellwether.registers.pages.words import code_label, long_day, problem_words, short_day
from bellwether.registers.plan_facts import PlanProblemKind
from bellwether.ui.pages import Colour, Tag

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from django.utils.functional import Promise

    from bellwether.core.taking import Facts
    from bellwether.registers.leave_errors import LeaveRefusedError
    from bellwether.registers.leave_facts import LeaveLine, LeaveNote
    from bellwether.registers.plan_facts import PlanProblem

__all__ = [
    "advice_words",
    "agreed_words",
    "file_problem_words",
    "ground_words",
    "note_words",
    "outcome_tag",
    "percent_words",
    "refusal_words",
    "time_words",
]

_PROBLEMS: Final[dict[LeaveProblem, Promise]] = {
    LeaveProblem.NO_GROUND: _("Leave could not be asked for on that ground on those days"),
    LeaveProblem.NOT_IN_ORDER: _("The last day comes before the first"),
    LeaveProblem.TOO_LONG: _("More than a year is asked for; check the days"),
    LeaveProblem.ASKED_LATER: _("The day on which it was asked for is still to come"),
    LeaveProblem.MET_LATER: _("The day of the meeting is still to come; write it down once it was held"),
    LeaveProblem.NOBODY: _("Say who asks: somebody of the family, or another person by name"),
    LeaveProblem.NO_REASON: _("Give the reason"),
    LeaveProblem.SAME_DAYS: _("Another request of this pupil for some of these days is open already"),
    LeaveProblem.NOT_ON_ROLL: _("The pupil is not on this school’s roll on those days"),
    LeaveProblem.NOT_OPEN: _("That is not possible any more: somebody decided on this request or withdrew it"),
    LeaveProblem.WITHDRAWN: _("This request was withdrawn"),
    LeaveProblem.MEANWHILE: _("Somebody else decided while this page was open. Look at that decision first"),
    LeaveProblem.NO_CODE: _("Choose what the register shall show for the agreed days"),
    LeaveProblem.NOT_INSIDE: _("The agreed days must lie within those that were asked for"),
    LeaveProblem.ALL_OF_IT: _("These are all the days that were asked for: choose that all of it is agreed"),
    LeaveProblem.CANNOT_PLAN: _("The register cannot show this"),
    LeaveProblem.CANNOT_AMEND: _("Some of the marks cannot be changed to that"),
    LeaveProblem.MANY_FILES: _("There are ten files already; that is the most a request can have"),
    LeaveProblem.SAME_FILE: _("This file has been added already"),
    LeaveProblem.NO_PARENT: _("Choose at least one of the parents"),
    LeaveProblem.NO_ADDRESS: _("There is no e-mail address to which this letter may go. Print it instead"),
}
_FILES: Final[dict[RefusedFor, Promise]] = {
    RefusedFor.EMPTY: _("The file is empty"),
    RefusedFor.TOO_LARGE: _("The file is too large. The most is 10 MB; a photograph of the paper is enough"),
    RefusedFor.NOT_A_KIND: _("We take PDF, JPEG, PNG, Word (.docx), OpenDocument (.odt) and plain text"),
    RefusedFor.OLD_OFFICE: _("Old Office files cannot be checked. Save it as .docx or as PDF, then choose that"),
    RefusedFor.BROKEN: _("The file is damaged. Print it to PDF, or photograph it, then choose that"),
    RefusedFor.LOCKED: _("The file has a password. Save it without one, then choose that"),
    RefusedFor.ACTIVE: _("The file holds scripts, macros or a form that sends. Print it to PDF, then choose that"),
    RefusedFor.ELSEWHERE: _(
        "The file refers to a file or place elsewhere and would fetch it. Print it to PDF, then choose that"
    ),
    RefusedFor.UNKNOWN_PART: _("The file holds parts that cannot be checked. Print it to PDF, then choose that"),
    RefusedFor.TOO_MUCH: _(
        "The file unpacks to more than can be checked. Print only the pages that matter to PDF, then choose that"
    ),
    RefusedFor.ATTACHED: _("The file holds other files inside it. Choose those one by one"),
    RefusedFor.MARKUP: _("Web pages and drawings are not taken. Print it to PDF, then choose that"),
}


def ground_words(ground: str) -> str:
    """What leave is asked for; for a reader who need not know, that it is not shown."""
    return str(GROUND_LABELS[ground]) if ground else gettext("Not shown to you")


def time_words(sessions: int | None) -> str:
    """How long, in school days; nothing where the calendar is not known."""
    return "" if sessions is None else sessions_as_time(sessions)


def outcome_tag(state: LeaveState) -> Tag:
    """Where a request stands."""
    return {
        LeaveState.ASKED: Tag(gettext("Not decided"), Colour.YELLOW),
        LeaveState.GRANTED: Tag(gettext("Agreed"), Colour.GREEN),
        LeaveState.PART: Tag(gettext("Agreed in part"), Colour.TEAL),
        LeaveState.REFUSED: Tag(gettext("Not agreed"), Colour.RED),
        LeaveState.WITHDRAWN: Tag(gettext("Withdrawn"), Colour.GREY),
    }[state]


def agreed_words(line: LeaveLine) -> str:
    """The days that were agreed, where that is not all of them, and by whom."""
    if line.decided is None:
        return ""
    by = gettext("%(who)s, %(post)s, %(day)s") % {
        "who": line.decided.by,
        "post": line.decided.by_post,
        "day": short_day(line.decided.at.date()),
    }
    if line.state is LeaveState.PART and line.decided.span:
        return gettext("%(days)s. %(by)s") % {"days": span_words(line.decided.span), "by": by}
    return by


def percent_words(attended: int, possible: int) -> str:
    """A share with one decimal, cut and not rounded up."""
    tenths = attended * 1000 // possible
    return f"{tenths // 10}.{tenths % 10} %"


def advice_words(rule: str, holds: bool | None, facts: Facts) -> tuple[str, str, Tag]:  # noqa: FBT001
    """One rule of the policy: what it is about, what it says of this request, and which way that points."""
    title, say = _ADVICE[rule]
    tag = {
        True: Tag(gettext("Speaks against"), Colour.ORANGE),
        False: Tag(gettext("Nothing against"), Colour.GREEN),
        None: Tag(gettext("For you to judge"), Colour.BLUE),
    }[holds]
    return str(title), say(holds, facts), tag


def _in_advance(holds: bool | None, facts: Facts) -> str:  # noqa: FBT001
    days = {name: long_day(date.fromisoformat(str(facts[name]))) for name in ("asked_on", "first_day")}
    if holds:
        return gettext("Asked for on %(asked_on)s, which is not before the first day, %(first_day)s.") % days
    return gettext("Asked for on %(asked_on)s, before the first day.") % days


def _asked_by_home(holds: bool | None, _facts: Facts) -> str:  # noqa: FBT001
    if holds is None:
        return gettext("Check that a parent asks with whom the pupil normally lives.")
    if holds:
        return gettext("Whoever asks is not a parent with whom the pupil lives.")
    return gettext("A parent asks with whom the pupil lives.")


def _exceptional(_holds: bool | None, _facts: Facts) -> str:  # noqa: FBT001
    return gettext("Leave is for exceptional circumstances. Judge whether these are exceptional.")


def _attendance(holds: bool | None, facts: Facts) -> str:  # noqa: FBT001
    if holds is None:
        return gettext("Nothing is marked yet this school year.")
    attended, possible = int(facts["attended"]), int(facts["possible"])
    return gettext("Attended %(percent)s. Below %(below)s %% the policy makes leave most unlikely.") % {
        "percent": percent_words(attended, possible),
        "below": facts["below"],
    }


def _unexplained(holds: bool | None, facts: Facts) -> str:  # noqa: FBT001
    if not holds:
        return gettext("Every absence of this school year is explained.")
    sessions = int(facts["sessions"])
    return ngettext(
        "1 session of this school year was missed without an accepted reason.",
        "%(n)s sessions of this school year were missed without an accepted reason.",
        sessions,
    ) % {"n": sessions}


def _regular(holds: bool | None, facts: Facts) -> str:  # noqa: FBT001
    years = int(facts["years_in_a_row"])
    if holds:
        return gettext("The %(n)s. school year in a row in which such leave is asked for.") % {"n": years}
    return gettext("Such leave was not asked for in the school year before.")


def _pattern(holds: bool | None, facts: Facts) -> str:  # noqa: FBT001
    if not holds:
        return gettext("No earlier request began in the same month.")
    days = [long_day(date.fromisoformat(one)) for one in str(facts["same_month"]).split(", ") if one]
    return gettext("Asked for in the same month before: %(days)s.") % {"days": "; ".join(days)}


def _meeting(holds: bool | None, _facts: Facts) -> str:  # noqa: FBT001
    if holds is None:
        return gettext("The policy wants the family to be met.")
    if holds:
        return gettext("No meeting with the family is written down. The policy wants one.")
    return gettext("The family was met.")


_ADVICE: Final[Mapping[str, tuple[Promise, Callable[[bool | None, Facts], str]]]] = {
    "leave.in-advance": (_("Asked for in time"), _in_advance),
    "leave.asked-by-home": (_("Who asks"), _asked_by_home),
    "leave.exceptional-only": (_("Exceptional circumstances"), _exceptional),
    "leave.refused-below": (_("Attendance"), _attendance),
    "leave.refused-when-unexplained": (_("Absence without a reason"), _unexplained),
    "leave.regular-years": (_("Every year"), _regular),
    "leave.refused-when-pattern": (_("A pattern"), _pattern),
    "leave.meeting-first": (_("A meeting"), _meeting),
}


def refusal_words(error: LeaveRefusedError, *, name: str) -> str:
    """Why it was not done, with what stands against it where a register does."""
    more = [_plan_words(one, name=name) for one in error.plans]
    more += [problem_words(one.problem, name=name) for one in error.marks]
    return ". ".join((str(_PROBLEMS[error.problem]), *more)) if more else str(_PROBLEMS[error.problem])


def _plan_words(problem: PlanProblem, *, name: str) -> str:
    if problem.mark is not None:
        return problem_words(problem.mark, name=name)
    return {
        PlanProblemKind.NO_SESSION: gettext("The school has no session in that time."),
        PlanProblemKind.CALENDAR_UNKNOWN: gettext("The terms of that school year are not set yet."),
        PlanProblemKind.ALL_MARKED: gettext("Every session has its mark already."),
    }.get(problem.kind, gettext("Something else is planned for these days."))


def file_problem_words(because: RefusedFor) -> str:
    """Why a file is not kept, and what to do."""
    return str(_FILES[because])


def note_words(note: LeaveNote, *, on: date) -> str:
    """What a register says beside a pupil: a fact for whoever marks, and never the mark itself."""
    if note.kind is NoteKind.UNDECIDED:
        return gettext("Leave was asked for this day and is not decided.")
    code = gettext("%(code)s (%(label)s)") % {"code": note.code, "label": code_label(note.code, on=on)}
    if note.kind is NoteKind.NOT_AGREED:
        return gettext("Leave was not agreed for this day. Away for it all the same is %(code)s.") % {"code": code}
    until = short_day(note.until) if note.until else ""
    return gettext("Leave was agreed up to %(day)s. Still away for it is %(code)s.") % {"day": until, "code": code}
