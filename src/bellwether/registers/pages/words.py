"""How days, half-days, marks and problems are said on the pages of this room."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils import timezone
from django.utils.formats import date_format, time_format
from django.utils.translation import get_language, gettext, pgettext

from bellwether.core.codes import CODES, Category, scenario_on
from bellwether.core.taking import MarkProblemKind
from bellwether.ui.pages import Colour, Tag

if TYPE_CHECKING:
    from datetime import date, time

    from bellwether.core.taking import MarkProblem

__all__ = [
    "clock",
    "code_label",
    "code_tag",
    "day_words",
    "initials",
    "long_day",
    "moment_words",
    "on_session",
    "outing_words",
    "problem_words",
    "session_words",
    "short_day",
    "tone_of",
]

_TONES: Final = {
    Category.PRESENT: "present",
    Category.APPROVED_ACTIVITY: "elsewhere",
    Category.AUTHORISED: "authorised",
    Category.UNAUTHORISED: "unauthorised",
    Category.NOT_POSSIBLE: "none",
    Category.ADMINISTRATIVE: "none",
}
_COLOURS: Final = {
    "present": Colour.GREEN,
    "elsewhere": Colour.BLUE,
    "authorised": Colour.ORANGE,
    "unauthorised": Colour.RED,
    "none": Colour.GREY,
}


def long_day(day: date) -> str:
    """Tuesday 3 March 2026: the year is always said."""
    return _day_in_form(day, "l j F Y", get_language())


def short_day(day: date) -> str:
    """Tue 3 Mar."""
    return _day_in_form(day, "D j M", get_language())


@lru_cache(maxsize=4096)  # a list says the same few days a hundred times, and each takes a tenth of a millisecond
def _day_in_form(day: date, form: str, _language: str | None) -> str:
    """_language: the one that is active, since another says it otherwise."""
    return date_format(day, form)


def day_words(day: date, *, today: date) -> str:
    """Today, yesterday, or the day itself."""
    if day == today:
        return gettext("today")
    return gettext("yesterday") if (today - day).days == 1 else short_day(day)


def session_words(session: int) -> str:
    """Morning or afternoon, as a word by itself."""
    return pgettext("half a day", "Afternoon") if session else pgettext("half a day", "Morning")


def on_session(day: date, session: int) -> str:
    """Tuesday 3 March 2026, morning."""
    half = pgettext("after a day", "afternoon") if session else pgettext("after a day", "morning")
    return gettext("%(day)s, %(half)s") % {"day": long_day(day), "half": half}


def clock(when: time | datetime) -> str:
    """The time of the day where the school is, 08:52."""
    if isinstance(when, datetime):
        return date_format(timezone.localtime(when) if timezone.is_aware(when) else when, "H:i")
    return time_format(when, "H:i")


def moment_words(when: datetime, *, today: date) -> str:
    """08:52 for today; with the day before it for any other."""
    local = timezone.localtime(when)
    if local.date() == today:
        return clock(local)
    return gettext("%(day)s, %(time)s") % {"day": short_day(local.date()), "time": clock(local)}


def outing_words(leaves: time | None, returns: time | None) -> str:
    """When a pupil goes and comes back, as far as it is known; nothing where neither is."""
    if leaves and returns:
        return gettext("Out from %(leaves)s to %(returns)s") % {"leaves": clock(leaves), "returns": clock(returns)}
    if leaves:
        return gettext("Out from %(leaves)s") % {"leaves": clock(leaves)}
    return gettext("Comes at %(returns)s") % {"returns": clock(returns)} if returns else ""


def initials(name: str) -> str:
    """What stands where a photo is not there: the first letters of the first and the last word."""
    words = name.replace("-", " ").split()
    ends = words[:1] + (words[-1:] if len(words) > 1 else [])
    return "".join(word[0] for word in ends).upper()


def code_label(code: str, *, on: date) -> str:
    """A code in a word or two, "Illness"; words that stand for a guarded code are given back as they are."""
    if code == ".":
        return gettext("Not marked")
    if code == "_":
        return gettext("Not on roll")
    if code not in CODES:
        return code[:1].upper() + code[1:]
    scenario = scenario_on(code, on=on)
    return gettext(scenario.label if scenario else CODES[code].name)


def tone_of(code: str, *, on: date) -> str:
    """The class of a mark's ground: present, elsewhere, authorised, unauthorised, none. Never said by it alone."""
    return _TONES[CODES[code].counted_on(on).category] if code in CODES else "none"


def code_tag(code: str, *, on: date) -> Tag:
    """A mark as a tag, its letter and what it means."""
    words = code_label(code, on=on)
    text = gettext("%(code)s %(words)s") % {"code": code, "words": words} if code in CODES else words
    return Tag(text, _COLOURS[tone_of(code, on=on)])


def problem_words(problem: MarkProblem, *, name: str) -> str:
    """What is wrong with a mark, why, and whose it is."""
    facts: dict[str, object] = {"when": "", "first": "", "session": "", "day": "", "year_group": "", "years": ""}
    facts |= {"closes": "", "ends": "", "planned": "", "days": ""}
    facts |= {**problem.facts, "name": name, "code": problem.code}
    return _problem_texts()[problem.kind] % facts


def _problem_texts() -> dict[MarkProblemKind, str]:
    kind = MarkProblemKind
    return {
        kind.NO_SUCH_CODE: gettext("%(name)s: there is no code %(code)s."),
        kind.NOT_IN_FORCE: gettext("%(name)s: %(code)s was not in use on that day; it began on %(first)s."),
        kind.WRONG_SESSION: gettext("%(name)s: %(code)s is not a mark for this half of the day (%(session)s)."),
        kind.SCHOOL_LEVEL: gettext("%(name)s: %(code)s is for the whole school. Record it as a closure."),
        kind.GROUP_LEVEL: gettext("%(name)s: %(code)s is for a whole group. Record it as an event."),
        kind.NOT_ON_ROLL: gettext("%(name)s was not on the roll on that day (%(when)s)."),
        kind.ALREADY_ON_ROLL: gettext("%(name)s is on the roll, and %(code)s is for pupils who are still to come."),
        kind.CLOSED_SESSION: gettext("%(name)s: the school is closed in that session."),
        kind.FUTURE: gettext("%(name)s: %(code)s cannot be recorded before its day. Plan the absence instead."),
        kind.COMPULSORY_AGE: gettext("%(name)s is of compulsory school age, and %(code)s is for pupils who are not."),
        kind.AGE_UNKNOWN: gettext("%(name)s: %(code)s depends on the date of birth, which is not known."),
        kind.NOT_COMPULSORY_AGE: gettext(
            "%(name)s is not of compulsory school age, and %(code)s is for pupils who are."
        ),
        kind.NOT_DUAL: gettext("%(name)s is registered at this school alone, so D cannot be."),
        kind.OVER_DUAL: gettext(
            "%(name)s is at the other school in that session (D). A closure here does not change that."
        ),
        kind.STUDY_LEAVE_YEAR: gettext("%(name)s is in Year %(year_group)s: study leave is for public examinations."),
        kind.AGAINST_PLAN: gettext(
            "%(name)s is marked as here, and “%(planned)s” was planned for this session. Make sure which is right."
        ),
        kind.AFTER_CLOSE: gettext(
            "%(name)s: whoever comes after %(closes)s, when the register closed, is U and not L."
        ),
        kind.BEFORE_CLOSE: gettext(
            "%(name)s: whoever comes by %(closes)s, before the register closed, is L and not U."
        ),
        kind.AFTER_SESSION: gettext(
            "%(name)s: the session ended at %(ends)s. Whoever comes then was absent all of it."
        ),
        kind.NEVER_PLANNED: gettext("%(name)s: %(code)s says what happened and cannot be planned."),
        kind.NOT_PLANNABLE: gettext("%(name)s: the school's policy does not let %(code)s be planned."),
        kind.NOTE_MISSING: gettext("%(name)s: write beside %(code)s what it was."),
        kind.TAKEN_TOO_LATE: gettext(
            "%(name)s: nobody took this register in its %(days)s days. The office puts its marks right, with a reason."
        ),
        kind.TOO_OLD: gettext("%(name)s: the school's policy lets marks be put right for %(years)s years, no longer."),
    }
