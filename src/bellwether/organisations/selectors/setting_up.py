"""What is unset at a school, and what does not work because of it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from bellwether.core.access import Action, may, require
from bellwether.core.calendar import academic_year_of
from bellwether.core.codes.arrival import minutes_between
from bellwether.organisations.facts import SetupGap
from bellwether.organisations.selectors.calendar import known_years, session_times
from bellwether.organisations.selectors.places import reach_of_school, school
from bellwether.organisations.selectors.rules import layers_of, policy, policy_choices
from bellwether.organisations.setting_up import setup_checks

if TYPE_CHECKING:
    from datetime import date

    from bellwether.core.access import Actor, Reach

__all__ = ["setup_gaps"]

_MONTH_TO_ASK_FOR_NEXT_YEAR = 6


def setup_gaps(school_id: int, *, actor: Actor, today: date) -> tuple[SetupGap, ...]:
    """Everything unset, this room's first, then what the rooms above need. The actor must see the organisation.

    A page that the actor may not use is left out, and it is said whose work it is.
    """
    reach = reach_of_school(school_id)
    require(actor, Action.SEE_ORGANISATION, reach)
    own = [*_terms(school_id, today), *_times(school_id, today), *_rules(school_id, today), *_reachable(school_id)]
    others = [gap for check in setup_checks() for gap in check(school_id, today)]
    return tuple(_as_far_as_allowed(gap, actor, reach) for gap in (*own, *others))


def _as_far_as_allowed(gap: SetupGap, actor: Actor, reach: Reach) -> SetupGap:
    if gap.page and not may(actor, gap.needs, reach):
        gap = replace(gap, page="")
    if gap.other and not may(actor, gap.other.needs, reach):
        gap = replace(gap, other=None)
    return gap


def _terms(school_id: int, today: date) -> list[SetupGap]:
    year = academic_year_of(today)
    known = known_years(school_id)
    gaps = []
    if year not in known:
        gaps.append(
            SetupGap(
                "terms",
                gettext("Term dates of this year are not set"),
                gettext("Every day counts as closed: no register can be taken, and no deadline in school days runs."),
                "organisations:terms",
                (school_id, year),
            )
        )
    is_late = today.month >= _MONTH_TO_ASK_FOR_NEXT_YEAR and today.year == year + 1
    if is_late and year + 1 not in known:
        gaps.append(
            SetupGap(
                "next-terms",
                gettext("Term dates of next year are not set"),
                gettext("The new year cannot be prepared, and deadlines that run past the summer stay open."),
                "organisations:terms",
                (school_id, year + 1),
                blocks=False,
            )
        )
    return gaps


def _times(school_id: int, today: date) -> list[SetupGap]:
    found = session_times(school_id, on=today)
    missing = [name for session, name in ((0, gettext("morning")), (1, gettext("afternoon"))) if session not in found]
    if missing:
        return [
            SetupGap(
                "times",
                gettext("Register times are not set: %(sessions)s") % {"sessions": ", ".join(missing)},
                gettext("Late and late after close cannot be told apart, and registers do not close by themselves."),
                "organisations:times",
                (school_id,),
            )
        ]
    lengths = {minutes_between(one.opens, one.closes) for one in found.values()}
    stated = policy(school_id).number("register.open-minutes", on=today)
    if lengths <= {stated}:
        return []
    return [
        SetupGap(
            "open-minutes",
            gettext("Registers are open for another length of time than the policy states"),
            gettext(
                "The policy states %(stated)s minutes, the times set give %(set)s. "
                "A school states one length and keeps to it in every session."
            )
            % {"stated": stated, "set": ", ".join(str(one) for one in sorted(lengths))},
            "organisations:times",
            (school_id,),
            blocks=False,
        )
    ]


def _rules(school_id: int, today: date) -> list[SetupGap]:
    chosen = [one for one in policy_choices(layers_of(school(school_id))) if one.from_on <= today]
    if chosen:
        return []
    return [
        SetupGap(
            "policy",
            gettext("No attendance policy is chosen"),
            gettext("The national rules hold alone: no first-day ladder, targets or stages of your own are applied."),
            "organisations:policy",
            ("school", school_id),
            blocks=False,
        )
    ]


def _reachable(school_id: int) -> list[SetupGap]:
    found = school(school_id)
    if found.telephone and found.email:
        return []
    return [
        SetupGap(
            "reachable",
            gettext("The school's telephone number or e-mail address is not set"),
            gettext("Messages to families cannot say how to answer, and letters leave the address out."),
            "organisations:edit",
            (school_id,),
            blocks=False,
        )
    ]
