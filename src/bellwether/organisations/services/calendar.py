"""Setting terms, closures and session times. `registers` hears each event at once and opens or shuts the cells."""

from __future__ import annotations

from dataclasses import asdict
from itertools import pairwise
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, may, require
from bellwether.core.calendar import columns_in, day_of_column
from bellwether.core.codes.arrival import minutes_between
from bellwether.core.policy.wording import day_in_words
from bellwether.organisations.errors import PlaceRefusedError
from bellwether.organisations.models import Closure, School, SessionTimes, Term
from bellwether.organisations.selectors.calendar import closure, terms
from bellwether.organisations.selectors.places import reach_of_school
from bellwether.organisations.selectors.rules import rule

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.organisations.facts import NewClosure, NewTimes, TermDates

__all__ = ["add_closure", "set_session_times", "set_terms", "withdraw_closure"]

_LONGEST = "register.open-minutes-most"
_UNPLANNED = frozenset({"Y3", "Y4"})


def _terms_problems(year: int, asked: Sequence[TermDates]) -> list[str]:
    first, last = day_of_column(year, 0), day_of_column(year, columns_in(year) - 1)
    problems = [
        gettext("%(name)s ends before it begins") % {"name": one.name} for one in asked if one.ends_on < one.starts_on
    ]
    problems += [
        gettext("%(name)s must lie between %(first)s and %(last)s")
        % {"name": one.name, "first": day_in_words(first), "last": day_in_words(last)}
        for one in asked
        if one.starts_on < first or one.ends_on > last
    ]
    problems += [
        gettext("%(one)s and %(other)s overlap") % {"one": one.name, "other": other.name}
        for one, other in pairwise(sorted(asked, key=lambda one: one.starts_on))
        if other.starts_on <= one.ends_on
    ]
    return problems


@transaction.atomic
def set_terms(school_id: int, *, year: int, asked: Sequence[TermDates], actor: Actor, now: datetime) -> None:
    """Set the terms of an academic year in place of those that stood. Event "terms.set". Raises PlaceRefusedError."""
    require(actor, Action.MANAGE_ORGANISATION, reach_of_school(school_id))
    if problems := _terms_problems(year, asked):
        raise PlaceRefusedError(*problems)
    School.objects.select_for_update().get(pk=school_id)
    before = terms(school_id, year)
    Term.objects.filter(school_id=school_id, year=year).delete()
    Term.objects.bulk_create(
        Term(school_id=school_id, year=year, name=one.name, starts_on=one.starts_on, ends_on=one.ends_on)
        for one in asked
    )
    record(
        "terms.set",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("school", school_id),
        now=now,
        before={"year": year, "terms": [asdict(one) for one in before]},
        after={"school_id": school_id, "year": year, "terms": [asdict(one) for one in asked]},
    )


def _require_closing(actor: Actor, school_id: int, code: str) -> None:
    """An unexpected closure may be entered by whoever marks the whole school that morning."""
    reach = reach_of_school(school_id)
    if code in _UNPLANNED and may(actor, Action.MARK_WHOLE_SCHOOL, reach):
        return
    require(actor, Action.MANAGE_ORGANISATION, reach)


@transaction.atomic
def add_closure(school_id: int, *, asked: NewClosure, actor: Actor, now: datetime) -> int:
    """Close sessions: `#` planned (INSET, half days, staggered starts), `Y3` part of the premises, `Y4` the site.

    Event "closure.added", with the closure in `after`; returns its id. Raises PlaceRefusedError.
    """
    _require_closing(actor, school_id, asked.code)
    if asked.ends_on < asked.starts_on:
        raise PlaceRefusedError(gettext("The last day must not lie before the first"), field="ends_on")
    if asked.code == "Y3" and not (asked.years or asked.group_ids):
        raise PlaceRefusedError(
            gettext("Say which year groups or classes cannot attend: a closure of the whole site is Y4"), field="years"
        )
    if asked.code == "Y4" and (asked.years or asked.group_ids):
        raise PlaceRefusedError(gettext("Where only some pupils cannot attend, the code is Y3"), field="code")
    row = Closure.objects.create(
        school_id=school_id,
        starts_on=asked.starts_on,
        ends_on=asked.ends_on,
        session=asked.session,
        code=asked.code,
        reason=asked.reason,
        group_ids=list(asked.group_ids),
        years=list(asked.years),
    )
    record(
        "closure.added",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("closure", row.pk),
        now=now,
        after={"school_id": school_id, "closure_id": row.pk, **asdict(asked)},
    )
    return row.pk


@transaction.atomic
def withdraw_closure(closure_id: int, *, reason: str, actor: Actor, now: datetime) -> None:
    """Take a closure back: the school was open after all. Event "closure.withdrawn". Repeating it changes nothing."""
    found = closure(closure_id)
    _require_closing(actor, found.school_id, found.code)
    row = Closure.objects.select_for_update().get(pk=closure_id)
    if row.withdrawn_at is not None:
        return
    row.withdrawn_at = now
    row.save(update_fields=["withdrawn_at"])
    record(
        "closure.withdrawn",
        actor=actor,
        chain=f"school:{found.school_id}",
        subject=("closure", closure_id),
        now=now,
        before={name: value for name, value in asdict(found).items() if name != "withdrawn_at"},
        after={"school_id": found.school_id, "closure_id": closure_id, "reason": reason},
    )


def _refuse_beyond_the_law(school_id: int, asked: NewTimes) -> None:
    minutes = minutes_between(asked.opens, asked.closes)
    found = rule(school_id, _LONGEST, on=asked.from_on)
    if found is not None and isinstance(found.value, int) and minutes > found.value:
        raise PlaceRefusedError(
            gettext(
                "A register open for %(minutes)s minutes is longer than the law allows: at most %(most)s minutes "
                "(rule %(rule)s, %(source)s)"
            )
            % {"minutes": minutes, "most": found.value, "rule": found.id, "source": found.source},
            field="closes",
        )


def _refuse_out_of_order(asked: NewTimes) -> None:
    if not asked.opens <= asked.late_from <= asked.closes < asked.ends:
        raise PlaceRefusedError(
            gettext(
                "The times must follow each other: the register opens, lateness begins, it closes, the session ends"
            ),
            field="closes",
        )


@transaction.atomic
def set_session_times(school_id: int, *, asked: NewTimes, actor: Actor, now: datetime) -> int:
    """Set when a session's register opens and closes from a day on. Event "times.set"; returns the id of the setting.

    Refused with the rule and its source where the register would stay open longer than `register.open-minutes-most`
    of that day. A setting of the same day for the same pupils is replaced. Raises PlaceRefusedError.
    """
    require(actor, Action.MANAGE_ORGANISATION, reach_of_school(school_id))
    _refuse_out_of_order(asked)
    _refuse_beyond_the_law(school_id, asked)
    School.objects.select_for_update().get(pk=school_id)
    same_day = SessionTimes.objects.filter(school_id=school_id, session=asked.session, from_on=asked.from_on)
    row = next((one for one in same_day if tuple(one.years) == asked.years), None) or SessionTimes(school_id=school_id)
    before = None
    if row.pk is not None:
        before = {name: getattr(row, name) for name in ("opens", "late_from", "closes", "ends")}
    for name, value in asdict(asked).items():
        setattr(row, name, list(value) if name == "years" else value)
    row.save()
    record(
        "times.set",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("school", school_id),
        now=now,
        before=before,
        after={"school_id": school_id, **asdict(asked)},
    )
    return row.pk
