"""How leave is said wherever it is: grounds, days and marks, and what a letter about it is filled with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _

from bellwether.core.codes import CODES, Privacy, code_privacy, scenario_on, shown_code
from bellwether.documents.facts import NewLetter
from bellwether.registers.leave_facts import LeaveState, Span
from bellwether.registers.store.leave import granted_span, requested_span, without_leave

if TYPE_CHECKING:
    from datetime import date

    from django.utils.functional import Promise

    from bellwether.core.policy import Policy
    from bellwether.organisations.facts import SchoolFacts
    from bellwether.people.facts import ParentFacts
    from bellwether.registers.models import LeaveDecision, LeaveRequest
    from bellwether.registers.store.leave import Calendar

__all__ = [
    "GROUND_HINTS",
    "GROUND_LABELS",
    "LetterCase",
    "email_facts",
    "letter_key",
    "letter_of",
    "mark_words",
    "span_words",
]

_TEMPLATE: Final = "leave-decision"
_LETTERS: Final = "leave-request"
_SESSIONS: Final = "penalty-notice.threshold-sessions"
_WEEKS: Final = "penalty-notice.threshold-school-weeks"


GROUND_LABELS: Final[dict[str, Promise]] = {
    "exceptional": _("Exceptional circumstances"),
    "holiday": _("A holiday or a family trip"),
    "religious": _("A day of religious observance"),
    "medical": _("A medical or dental appointment"),
    "interview": _("An interview for a job or a place in education"),
    "exam-study": _("Study for a public examination"),
    "performance": _("A performance, or work abroad, under a licence"),
}
GROUND_HINTS: Final[dict[str, Promise]] = {
    "exceptional": _("For example a funeral, a close relative’s wedding, or a parent on leave from the forces."),
    "holiday": _("Judged as exceptional circumstances are. A holiday is not normally one."),
    "religious": _("A day that the parents’ own religious body sets apart."),
    "medical": _("Only where it cannot be outside school hours."),
    "interview": _("Asked for beforehand."),
    "exam-study": _("Agreed beforehand, in the years of public examinations."),
    "performance": _("With the local authority’s licence, or an exemption."),
}


@dataclass(frozen=True, slots=True)
class LetterCase:
    """A request, the decision that stands, and what a letter says around them."""

    request: LeaveRequest
    decision: LeaveDecision
    child: str
    first_name: str
    school: SchoolFacts
    policy: Policy
    calendar: Calendar
    today: date


def span_words(span: Span) -> str:
    """Monday 4 January 2027; Monday 4 to Friday 8 January 2027 from noon; with half-days where they matter."""
    first, last = span.starts_on, span.ends_on
    if first == last:
        return _one_day(span)
    start = date_format(first, "l j F Y") if first.year != last.year else date_format(first, "l j F")
    if span.first_session:
        start = gettext("%(day)s (afternoon)") % {"day": start}
    end = date_format(last, "l j F Y")
    if not span.last_session:
        end = gettext("%(day)s (morning)") % {"day": end}
    return gettext("%(first)s to %(last)s") % {"first": start, "last": end}


def _one_day(span: Span) -> str:
    day = date_format(span.starts_on, "l j F Y")
    if span.first_session == 0 and span.last_session == 1:
        return day
    half = pgettext("after a day", "afternoon") if span.first_session else pgettext("after a day", "morning")
    return gettext("%(day)s, %(half)s") % {"day": day, "half": half}


def mark_words(code: str, *, on: date) -> str:
    """A mark in a letter: its letter and what it means, or, where that tells of health or belief, how it counts."""
    if code_privacy(code) is not Privacy.NONE:
        return shown_code(code, on=on)
    scenario = scenario_on(code, on=on)
    label = gettext(scenario.label if scenario else CODES[code].name)
    return gettext("the code %(code)s (%(label)s)") % {"code": code, "label": label}


def letter_of(case: LetterCase, parent: ParentFacts) -> NewLetter:
    """The letter to one parent."""
    decision, request = case.decision, case.request
    who = f"{parent.title} {parent.surname}".strip() if parent.title else parent.name
    return NewLetter(
        template=_TEMPLATE,
        school_id=request.school_id,
        pupil_id=request.pupil_id,
        about=(_LETTERS, request.pk, decision.number),
        to_id=parent.id,
        to_name=parent.name,
        recipient=(parent.name, *_lines(parent.address)),
        signed=(decision.by_name, decision.by_post, case.school.name),
        dated=date_format(case.today, "l j F Y"),
        facts={
            "outcome": decision.outcome,
            "parent": who,
            "child": case.child,
            "first_name": case.first_name,
            "who_asked": gettext("You") if parent.id == request.asked_by_parent_id else request.asked_by_name,
            "asked_on": date_format(request.asked_on, "l j F Y"),
            "days": _days(case),
            "reasons": decision.reasons,
            "mark": mark_words(decision.code, on=request.starts_on) if decision.code else "",
            "mark_without": mark_words(without_leave(request.ground), on=request.starts_on),
            "back_on": _back_on(case),
            "reach_us": _reach_us(case.school),
            "decided_by": decision.by_name,
            **_threshold(case),
        },
    )


def _lines(address: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in address.replace("\n", ",").split(",") if part.strip())


def _days(case: LetterCase) -> tuple[tuple[str, ...], ...]:
    rows = [(gettext("Asked for"), _with_days(requested_span(case.request), case.calendar))]
    agreed = granted_span(case.decision)
    if agreed:
        rows.append((gettext("Agreed"), _with_days(agreed, case.calendar)))
    if case.decision.outcome == LeaveState.PART:
        rows.append((gettext("Not agreed"), gettext("The other days that were asked for")))
    if agreed is None:
        rows.append((gettext("Agreed"), gettext("None of these days")))
    return tuple(rows)


def _with_days(span: Span, calendar: Calendar) -> str:
    sessions = calendar.sessions(span)
    if not sessions:
        return span_words(span)
    if sessions == 1:
        return gettext("%(span)s (half a school day)") % {"span": span_words(span)}
    whole, half = divmod(sessions, 2)
    if half:
        days = gettext("%(n)s and a half school days") % {"n": whole}
    else:
        days = ngettext("1 school day", "%(n)s school days", whole) % {"n": whole}
    return gettext("%(span)s (%(days)s)") % {"span": span_words(span), "days": days}


def _back_on(case: LetterCase) -> str:
    agreed = granted_span(case.decision)
    day = case.calendar.back_on(agreed.last) if agreed else None
    return date_format(day, "l j F Y") if day else ""


def _reach_us(school: SchoolFacts) -> str:
    if school.telephone:
        return gettext("call us on %(number)s") % {"number": school.telephone}
    return gettext("speak to the school office")


def _threshold(case: LetterCase) -> dict[str, str]:
    """Of the national framework, where it is in force; nothing is said of it otherwise."""
    on = case.today
    if case.policy.rule(_SESSIONS, on=on) is None or case.policy.rule(_WEEKS, on=on) is None:
        return {"threshold_sessions": "", "threshold_weeks": ""}
    return {
        "threshold_sessions": str(case.policy.number(_SESSIONS, on=on)),
        "threshold_weeks": str(case.policy.number(_WEEKS, on=on)),
    }


def email_facts(request: LeaveRequest, decision: LeaveDecision, *, child: str, letter: str) -> dict[str, str]:
    """What the message beside a letter is filled with, whether a school keeps our words for it or has its own."""
    said = {
        LeaveState.GRANTED: gettext("We have agreed to it."),
        LeaveState.PART: gettext("We have agreed to part of it."),
        LeaveState.REFUSED: gettext("We have not agreed to it."),
    }
    return {
        "children": child,
        "dates": span_words(requested_span(request)),
        "decision": said[LeaveState(decision.outcome)],
        "reasons": decision.reasons,
        "decided_by": gettext("%(name)s, %(post)s") % {"name": decision.by_name, "post": decision.by_post},
        "letter": letter,
    }


def letter_key(letter_id: int) -> str:
    """The key of the one message that carries a letter, however often it is asked for."""
    return f"letter:{letter_id}"
