"""Which marks can be, typed out by hand as one long list of refusals; clocks counted day by day.

DOMAIN 1.1 (rules 1 to 8), 2.3, 2.8; issue: validation that stops impossible marks.
"""

from __future__ import annotations

from datetime import date, timedelta

from tests.oracles import codes

ONE_DAY = timedelta(days=1)
PUPIL, GROUP, SCHOOL = 0, 1, 2
LAST_DAY_OF_F = date(2013, 8, 31)


def refusals(code, pupil, on, session, is_open, today, level):
    """The names of all refusals, without mere warnings."""
    if code not in codes.ALL:
        return {"no-such-code"}
    is_new = on >= codes.FIRST_DAY_OF_2024_LAW
    out_of_time = (is_new and code in codes.ONLY_BEFORE_2024) or (not is_new and code in codes.ONLY_SINCE_2024)
    answers = [
        ("not-in-force", out_of_time or (code == "F" and on > LAST_DAY_OF_F)),
        ("wrong-session", (code, session) in (("/", 1), ("\\", 0))),
        ("school-level", code in ("#", "Y4") and level != SCHOOL),
        ("group-level", code == "Y3" and is_new and level == PUPIL),
        ("not-on-roll", not pupil.on_roll and code not in ("#", "Z")),
        ("not-on-roll", not pupil.on_roll and code == "Z" and pupil.has_left),
        ("already-on-roll", pupil.on_roll and code == "Z"),
        ("closed-session", not is_open and code != "#" and code != "Z"),
        ("future", on > today and code != "#"),
        ("compulsory-age", code == "X" and pupil.compulsory_school_age is True),
        ("not-dual", code == "D" and not pupil.dual_registered),
        ("over-dual", code == "#" and pupil.standing == "D"),
    ]
    return {name for name, is_so in answers if is_so}


def last_day_of_n(on, school_days, number=5):
    """The day on which the fifth school day after `on` falls, one day at a time; None where the days run out."""
    if not school_days:
        return None
    day, counted = on, 0
    while day < max(school_days):
        day += ONE_DAY
        if day in school_days:
            counted += 1
            if counted == number:
                return day
    return None


def sixth_day(first, school_days, number=6):
    """The sixth school day from `first` on, that day counted; None where the days run out."""
    day, counted = first, 0
    while school_days and day <= max(school_days):
        if day in school_days:
            counted += 1
            if counted == number:
                return day
        day += ONE_DAY
    return None


def day_of_absence(first, today, school_days):
    """How many school days there are from `first` to `today`, both inside."""
    day, counted = first, 0
    while day <= today:
        counted += day in school_days
        day += ONE_DAY
    return counted
