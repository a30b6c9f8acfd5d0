"""The late desk, signing out and back in during the day, and the list of who is on site."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.registers.pages.words import clock, code_label, long_day, session_words
from bellwether.ui.pages import Colour, Notice, Tile

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.facts import ArrivalAnswer, CellState, OnSite

__all__ = ["ArrivalPage", "DeskPage", "OnSitePage", "SlipPage", "late_reasons", "leaving_reasons", "unsaved_arrival"]

_NOTHING: Final = frozenset({"", "."})


@dataclass(frozen=True, slots=True)
class Found:
    """A pupil whom the search found."""

    name: str
    group: str
    href: str
    state: str


@dataclass(frozen=True, slots=True)
class DeskPage:
    """Find a pupil and go on: to the late desk, or to signing out and in."""

    title: str
    school: str
    when: str
    hint: str
    action: str
    query: str
    found: tuple[Found, ...]
    nobody: str
    out: tuple[Found, ...] = ()
    out_title: str = ""
    notice: Notice | None = None

    @classmethod
    def late(
        cls,
        found: Sequence[PupilOnRoll],
        *,
        school_id: int,
        school: str,
        query: str,
        marks: Mapping[int, str],
        now: datetime,
        today: date,
    ) -> DeskPage:
        """The late desk. marks: what stands in the session that runs, by pupil."""
        return cls(
            title=gettext("Late desk"),
            school=school,
            when=clock(now),
            hint=gettext("Two letters are enough: the first of the first name and the first of the surname."),
            action=reverse("registers:late-desk", args=[school_id]),
            query=query,
            found=tuple(
                Found(
                    one.name,
                    one.group_name,
                    reverse("registers:arrive", args=[school_id, one.id]),
                    _state_words(marks.get(one.id, "."), today),
                )
                for one in found
            ),
            nobody=_nobody(query, found),
        )

    @classmethod
    def leaving(
        cls,
        found: Sequence[PupilOnRoll],
        *,
        school_id: int,
        school: str,
        query: str,
        site: Sequence[OnSite],
        now: datetime,
    ) -> DeskPage:
        """Signing out and in. site: everybody's state, to say who is out now."""
        out = {one.pupil.id: one for one in site if one.state == "left"}

        def line(one: PupilOnRoll) -> Found:
            since = gettext("out since %(time)s") % {"time": out[one.id].since} if one.id in out else ""
            return Found(one.name, one.group_name, reverse("registers:pass", args=[school_id, one.id]), since)

        return cls(
            title=gettext("Leaving and coming back"),
            school=school,
            when=clock(now),
            hint=gettext("For pupils who leave the site during the day, or come back to it."),
            action=reverse("registers:site", args=[school_id]),
            query=query,
            found=tuple(line(one) for one in found),
            nobody=_nobody(query, found),
            out=tuple(line(one.pupil) for one in out.values()),
            out_title=ngettext("1 pupil is out", "%(n)s pupils are out", len(out)) % {"n": len(out)} if out else "",
        )


def _nobody(query: str, found: Sequence[object]) -> str:
    return gettext("Nobody on the roll has a name like that.") if query.strip() and not found else ""


def _state_words(code: str, today: date) -> str:
    return gettext("not marked yet") if code in _NOTHING else code_label(code, on=today)


def late_reasons() -> tuple[str, ...]:
    """What the late desk offers with one press; anything else is typed."""
    return (
        gettext("Overslept"),
        gettext("Bus or train"),
        gettext("Traffic"),
        gettext("Appointment"),
        gettext("Family reason"),
        gettext("No reason given"),
    )


def leaving_reasons() -> tuple[str, ...]:
    """What signing out offers with one press."""
    return (gettext("Appointment"), gettext("Unwell, collected"), gettext("Family reason"), gettext("School activity"))


@dataclass(frozen=True, slots=True)
class ArrivalPage:
    """One pupil at the desk: the time, and a reason to press."""

    title: str
    name: str
    group: str
    when: str
    now: str
    action: str
    back: str
    reasons: tuple[str, ...]
    explanation: str
    returns: bool = False

    @classmethod
    def late(cls, pupil: PupilOnRoll, *, school_id: int, now: datetime, session: int, explanation: str) -> ArrivalPage:
        """Somebody arrives."""
        return cls(
            title=gettext("Late desk"),
            name=pupil.name,
            group=pupil.group_name,
            when=session_words(session),
            now=clock(now),
            action=reverse("registers:arrive", args=[school_id, pupil.id]),
            back=reverse("registers:late-desk", args=[school_id]),
            reasons=late_reasons(),
            explanation=explanation,
        )

    @classmethod
    def leaving(cls, pupil: PupilOnRoll, *, school_id: int, now: datetime, is_out: bool) -> ArrivalPage:
        """Somebody leaves the site, or comes back."""
        return cls(
            title=gettext("Coming back") if is_out else gettext("Leaving the site"),
            name=pupil.name,
            group=pupil.group_name,
            when="",
            now=clock(now),
            action=reverse("registers:pass", args=[school_id, pupil.id]),
            back=reverse("registers:site", args=[school_id]),
            reasons=() if is_out else leaving_reasons(),
            explanation=""
            if is_out
            else gettext("The mark of the session stays as it is: the pupil was here for the register."),
            returns=is_out,
        )


def unsaved_arrival(answer: ArrivalAnswer, *, name: str, on: date) -> str:
    """Why an arrival changed nothing."""
    if answer.rule == "after-the-session":
        return gettext("The session is over, so nothing was changed: %(name)s was absent all of it.") % {"name": name}
    if answer.standing in _NOTHING:
        words = gettext("Nothing was changed: the register that %(name)s is in is still to be taken.")
        return words % {"name": name}
    words = code_label(answer.standing, on=on)
    return gettext("Nothing was changed: %(name)s is marked “%(mark)s” already.") % {"name": name, "mark": words}


@dataclass(frozen=True, slots=True)
class SlipPage:
    """The slip that a late pupil takes to class."""

    name: str
    group: str
    day: str
    time: str
    mark: str
    late: str
    reason: str
    school: str
    back: str

    @classmethod
    def of(cls, pupil: PupilOnRoll, cell: CellState, *, school_id: int, school: str, on: date) -> SlipPage:
        """The slip of an arrival that was recorded."""
        details = cell.details
        minutes = int(details.get("minutes_late", 0) or 0)
        return cls(
            name=pupil.name,
            group=pupil.group_name,
            day=long_day(on),
            time=max(str(details.get("arrived", "")), str(details.get("returned", ""))),
            mark=code_label(cell.after, on=on),
            late=ngettext("1 minute late", "%(n)s minutes late", minutes) % {"n": minutes} if minutes else "",
            reason=str(details.get("note", "")),
            school=school,
            back=reverse("registers:late-desk", args=[school_id]),
        )


@dataclass(frozen=True, slots=True)
class Person:
    """A line of the list for evacuation."""

    id: int
    name: str
    note: str


@dataclass(frozen=True, slots=True)
class SiteClass:
    """A class on the list."""

    name: str
    key: str
    count: str
    people: tuple[Person, ...]
    missing: tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class OnSitePage:
    """Who is on site, class by class: to be printed, or ticked off on a phone without a network."""

    school: str
    made: str
    tiles: tuple[Tile, ...]
    classes: tuple[SiteClass, ...]
    to_find: int
    warning: str

    @classmethod
    def of(cls, found: Sequence[OnSite], *, school: str, now: datetime, today: date) -> OnSitePage:
        """The list at a moment."""
        states = [one.state for one in found]
        here, unsure = states.count("here"), states.count("not-marked")
        return cls(
            school=school,
            made=gettext("%(day)s, %(time)s") % {"day": long_day(today), "time": clock(now)},
            tiles=(
                Tile(gettext("on site"), str(here), colour=Colour.GREEN),
                Tile(gettext("not marked: may be here"), str(unsure), colour=Colour.YELLOW if unsure else Colour.PLAIN),
                Tile(gettext("left during the day"), str(states.count("left"))),
                Tile(gettext("away"), str(states.count("away"))),
            ),
            classes=_site_classes(found),
            to_find=here + unsure,
            warning=ngettext(
                "1 pupil is not marked. Look for them, too.", "%(n)s pupils are not marked. Look for them, too.", unsure
            ) % {"n": unsure} if unsure else "",
        )  # fmt: skip


def _site_classes(found: Sequence[OnSite]) -> tuple[SiteClass, ...]:
    ordered = sorted(found, key=lambda one: (len(one.pupil.group_name), one.pupil.group_name, one.pupil.sort_key))
    classes = []
    for name, group in groupby(ordered, key=lambda one: one.pupil.group_name):
        members = list(group)
        people = tuple(_person(one) for one in members if one.state in ("here", "not-marked"))
        missing = tuple(_person(one) for one in members if one.state not in ("here", "not-marked"))
        classes.append(
            SiteClass(
                name or gettext("Without a class"),
                f"class-{members[0].pupil.group_id or 0}",
                gettext("%(here)s of %(all)s") % {"here": len(people), "all": len(members)},
                people,
                missing,
            )
        )
    return tuple(classes)


def _person(one: OnSite) -> Person:
    if one.state == "not-marked":
        note = gettext("not marked")
    elif one.state == "left":
        note = gettext("left at %(time)s") % {"time": one.since} if one.since else gettext("left")
    elif one.state == "away":
        note = gettext("away")
    else:
        note = gettext("since %(time)s") % {"time": one.since} if one.since else ""
    return Person(one.pupil.id, one.pupil.name, note)
