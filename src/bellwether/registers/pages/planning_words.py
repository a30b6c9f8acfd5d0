"""How plans are said: what is planned, when, and what stands against it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext, ngettext

from bellwether.core.taking import MarkProblemKind
from bellwether.registers.pages.words import (
    code_label,
    long_day,
    on_session,
    outing_words,
    problem_words,
    session_words,
    short_day,
)
from bellwether.registers.plan_facts import PlanKind, PlanProblemKind
from bellwether.ui.pages import ProblemLink

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bellwether.registers.plan_facts import PlanAnswer, PlanProblem, PlanRecord

__all__ = ["kind_words", "pattern_words", "plan_problem_links", "plan_problem_words", "planned_words", "span_words",
           "when_words"]  # fmt: skip


def kind_words(kind: str) -> str:
    """What is planned, in a word or two; nothing where the reader may not know."""
    names = {
        PlanKind.APPOINTMENT: gettext("Appointment"),
        PlanKind.OBSERVANCE: gettext("Religious observance"),
        PlanKind.VISIT: gettext("Visit or placement"),
        PlanKind.PROVISION: gettext("Provision elsewhere"),
        PlanKind.DUAL: gettext("At the other school"),
        PlanKind.LEAVE: gettext("Leave of absence"),
        PlanKind.PART_TIME: gettext("Part-time timetable"),
        PlanKind.STUDY_LEAVE: gettext("Study leave"),
        PlanKind.SUSPENSION: gettext("Suspension"),
        PlanKind.ILLNESS: gettext("Illness"),
        PlanKind.OTHER: gettext("Known absence"),
    }
    return names[PlanKind(kind)] if kind else gettext("Known absence")


def span_words(first: tuple[date, int], last: tuple[date, int]) -> str:
    """From a half-day to another: whole days without their halves."""
    if first[0] == last[0]:
        day = short_day(first[0])
        if first[1] == last[1]:
            return gettext("%(day)s, %(half)s") % {"day": day, "half": session_words(first[1]).lower()}
        return day
    start, end = short_day(first[0]), short_day(last[0])
    if first[1] == 1:
        start = gettext("%(day)s, %(half)s") % {"day": start, "half": session_words(1).lower()}
    if last[1] == 0:
        end = gettext("%(day)s, %(half)s") % {"day": end, "half": session_words(0).lower()}
    return gettext("%(first)s to %(last)s") % {"first": start, "last": end}


def pattern_words(pattern: str) -> str:
    """The half-days of a weekly pattern: Monday afternoon, Thursday."""
    parts = []
    for day in range(7):
        halves = pattern[2 * day : 2 * day + 2]
        if halves == "11":
            parts.append(str(WEEKDAYS[day]))
        elif "1" in halves:
            half = session_words(halves.index("1")).lower()
            parts.append(gettext("%(day)s %(half)s") % {"day": WEEKDAYS[day], "half": half})
    return ", ".join(parts)


def when_words(plan: PlanRecord) -> tuple[str, str]:
    """When a plan holds, and more about it: the half-days of a week, the times."""
    more = [gettext("each %(days)s") % {"days": pattern_words(plan.pattern)}] if plan.pattern else []
    if times := outing_words(plan.leaves_at, plan.returns_at):
        more.append(times)
    if not plan.misses:
        more.append(gettext("no register is missed"))
    return span_words(plan.first, plan.last), "; ".join(more)


def planned_words(answer: PlanAnswer) -> str:
    """That it is planned."""
    if not answer.sessions:
        return gettext("Planned. No register is missed.")
    return ngettext(
        "Planned: 1 half-day in all. It becomes a mark when its register is taken.",
        "Planned: %(n)s half-days in all. They become marks when their registers are taken.",
        answer.sessions,
    ) % {"n": answer.sessions}


def plan_problem_words(found: PlanProblem, *, name: str) -> str:
    """What stands against a plan, whose it is, and when."""
    if found.mark is not None:
        text = problem_words(found.mark, name=name)
        return f"{text} {_how_often(found)}" if found.sessions and found.mark.kind in _DATED else text
    values: dict[str, object] = {
        "name": name,
        "n": found.sessions,
        "when": on_session(found.on, found.session or 0) if found.on else "",
        "known_to": long_day(date.fromisoformat(str(found.facts["known_to"]))) if "known_to" in found.facts else "",
    }
    if found.kind is PlanProblemKind.RULE:
        return _rule_words(found, name=name)
    if found.kind is PlanProblemKind.OVERLAP and found.on:
        values["what"] = code_label(str(found.facts["code"]), on=found.on)
        days = (date.fromisoformat(str(found.facts[key])) for key in ("first", "last"))
        values["days"] = span_words(*((day, half) for day, half in zip(days, (0, 1), strict=True)))
    return _texts(found)[found.kind] % values


def _rule_words(found: PlanProblem, *, name: str) -> str:
    """What a rule of the policy warns of."""
    texts = {
        "part-time.record": gettext("%(name)s: the record lacks this: %(missing)s."),
        "part-time.not-for": gettext("%(name)s: a part-time timetable is not used to manage behaviour."),
        "part-time.weeks-most": gettext(
            "%(name)s: it would last %(weeks)s weeks. After %(most)s weeks at the most it is agreed anew."
        ),
        "leave.in-advance": gettext("%(name)s: study leave is agreed before its first day."),
        "suspension.days-most": gettext(
            "%(name)s: with these it comes to %(days)s school days of suspension this school year. The most is"
            " %(limit)s."
        ),
        "suspension.term-days-reviewed": gettext(
            "%(name)s: with these it comes to %(days)s school days of suspension this term. Above %(limit)s the"
            " governing board considers it."
        ),
    }
    facts = {"days": f"{int(found.facts.get('half_days', 0)) / 2:g}", "name": name}
    return texts[found.rule] % {**found.facts, **facts}


_DATED = frozenset({MarkProblemKind.NOT_ON_ROLL, MarkProblemKind.NOT_IN_FORCE, MarkProblemKind.COMPULSORY_AGE,
                    MarkProblemKind.NOT_COMPULSORY_AGE})  # fmt: skip


def _how_often(found: PlanProblem) -> str:
    first = on_session(found.on, found.session or 0) if found.on else ""
    return ngettext(
        "So it is in 1 half-day: %(first)s.", "So it is in %(n)s half-days, first on %(first)s.", found.sessions
    ) % {"n": found.sessions, "first": first}


def _texts(found: PlanProblem) -> dict[PlanProblemKind, str]:
    kind, n = PlanProblemKind, found.sessions
    unknown = gettext(
        "%(name)s: the school's terms are set to %(known_to)s. End the plan by then, or set the terms first."
    )
    return {
        kind.NO_SESSION: gettext("%(name)s: the school has no session in that time, so there is nothing to plan."),
        kind.CALENDAR_UNKNOWN: unknown
        if "known_to" in found.facts
        else gettext("%(name)s: the school has not set its terms for that time, so no session is known."),
        kind.ALL_MARKED: gettext(
            "%(name)s has marks for all of it already. A plan does not change a mark: put the marks right instead."
        ),
        kind.SOME_MARKED: ngettext(
            "%(name)s has 1 mark in that time already (%(when)s). A plan does not change it.",
            "%(name)s has %(n)s marks in that time already, the first on %(when)s. A plan does not change them.",
            n,
        ),
        kind.NO_HOME_PARENT: gettext(
            "%(name)s: a part-time timetable is agreed with a parent with whom the pupil normally lives. Who that is"
            " stands in the pupil’s record."
        ),
        kind.AGREED_LATER: gettext("%(name)s: it was agreed after it began, or on a day that is still to come."),
        kind.NOTHING_LEFT_OUT: gettext(
            "%(name)s: tick the half-days on which the pupil comes; some of Monday to Friday, and not all of them."
        ),
        kind.GOES_ON: gettext("%(name)s has a part-time timetable already. Review that one instead."),
        kind.OUT_OF_ORDER: gettext(
            "%(name)s: the days do not follow each other. Look at first and last day and review."
        ),
        kind.OVERLAP: ngettext(
            "%(name)s: “%(what)s” is planned for %(days)s. 1 half-day is in both: what is planned last counts.",
            "%(name)s: “%(what)s” is planned for %(days)s. %(n)s half-days are in both: what is planned last counts.",
            n,
        ),
    }


def plan_problem_links(found: Iterable[PlanProblem], names: Mapping[int, str]) -> tuple[ProblemLink, ...]:
    """The lines of the error summary, each leading to the field that it is about."""
    return tuple(
        ProblemLink(plan_problem_words(one, name=names.get(one.pupil_id, "")), _field_of(one)) for one in found
    )


_FIELDS = {
    PlanProblemKind.NO_HOME_PARENT: "#id_parent",
    PlanProblemKind.AGREED_LATER: "#id_agreed_on-day",
    PlanProblemKind.NOTHING_LEFT_OUT: "#id_attends",
}
_RULE_FIELDS = {
    "part-time.not-for": "#id_for_behaviour",
    "part-time.weeks-most": "#id_ends_on-day",
    "leave.in-advance": "#id_agreed_on-day",
}


def _field_of(found: PlanProblem) -> str:
    if found.kind in _FIELDS:
        return _FIELDS[found.kind]
    if found.rule in _RULE_FIELDS:
        return _RULE_FIELDS[found.rule]
    if found.mark is None or found.mark.kind is MarkProblemKind.NOT_ON_ROLL:
        return "#id_starts_on-day"
    return "#id_nature" if found.mark.kind is MarkProblemKind.NOTE_MISSING else "#id_code"
