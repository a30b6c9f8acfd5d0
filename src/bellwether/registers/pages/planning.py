"""The pages of planned absences: of a school, a class or a pupil, and one plan."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.core.access import Action as Doing
from bellwether.registers.pages.planning_words import kind_words, pattern_words, when_words
from bellwether.registers.pages.words import (
    code_label,
    code_tag,
    long_day,
    moment_words,
    on_session,
    outing_words,
    short_day,
)
from bellwether.registers.plan_rules import covers
from bellwether.registers.selectors.plan_reminders import ReminderKind
from bellwether.ui.pages import Action, Breadcrumb, Cell, Colour, Line, Link, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from datetime import date

    from bellwether.people.facts import GroupFacts, PupilOnRoll
    from bellwether.registers.plan_facts import PlanProgress, PlanRecord
    from bellwether.registers.selectors.plan_reminders import PlanReminder

__all__ = ["PlanPage", "PlansPage", "PupilPlansPage", "plan_href"]


def plan_href(plan: PlanRecord) -> str:
    """The page of a plan, or of the record that it belongs to."""
    return reverse("registers:plan", args=[plan.school_id, plan.id])


@dataclass(frozen=True, slots=True)
class PlansPage:
    """What is planned for today, later this week, and to come."""

    title: str
    place: str
    when: str
    today: Table
    week: Table
    ahead: Table
    actions: tuple[Action, ...]
    ways: tuple[Link, ...] = ()
    reminders: Table | None = None

    @classmethod
    def of_school(
        cls,
        found: Sequence[PlanRecord],
        *,
        school_id: int,
        school: str,
        pupils: Mapping[int, PupilOnRoll],
        reminders: Sequence[PlanReminder],
        today: date,
        may: Collection[Doing],
    ) -> PlansPage:
        """The plans of a school. pupils: those whom the list may name; plans of others are left out.

        reminders: what has to be seen to. may: what this reader may do at the school.
        """
        actions = (Action(gettext("Plan an absence"), reverse("registers:plan-find", args=[school_id]), style=""),)
        page = cls._of(found, place=school, pupils=pupils, today=today, with_class=True)
        ways = (
            (Doing.PLAN_ABSENCE, gettext("A trip or activity together"), "registers:plan-together"),
            (Doing.SEE_HEALTH, gettext("Part-time timetables"), "registers:part-times"),
            (Doing.SEE_TODAY, gettext("Suspensions"), "registers:suspensions"),
            (Doing.DECIDE_LEAVE, gettext("Study leave"), "registers:study-leave"),
        )
        return replace(
            page,
            actions=actions if Doing.PLAN_ABSENCE in may else (),
            ways=tuple(Link(text, reverse(name, args=[school_id])) for action, text, name in ways if action in may),
            reminders=_reminders(reminders, pupils, school_id),
        )

    @classmethod
    def of_class(
        cls, found: Sequence[PlanRecord], *, group: GroupFacts, pupils: Mapping[int, PupilOnRoll], today: date
    ) -> PlansPage:
        """The plans of a class."""
        return cls._of(found, place=group.name, pupils=pupils, today=today, with_class=False)

    @classmethod
    def _of(
        cls,
        found: Sequence[PlanRecord],
        *,
        place: str,
        pupils: Mapping[int, PupilOnRoll],
        today: date,
        with_class: bool,
    ) -> PlansPage:
        listed = [one for one in found if one.pupil_id in pupils]
        sunday = today + timedelta(days=6 - today.weekday())
        now = [one for one in listed if _holds_on(one, today)]
        week = [one for one in listed if one not in now and one.starts_on <= sunday and _holds_by(one, today, sunday)]
        ahead = [one for one in listed if one not in now and one not in week]

        def table(caption: str, plans: Iterable[PlanRecord], empty: str) -> Table:
            rows = tuple(_row(one, pupils[one.pupil_id], with_class=with_class) for one in plans)
            head = (gettext("Pupil"), gettext("When"), gettext("What"), gettext("Why"))
            return Table(caption, head, rows, empty=empty)

        return cls(
            title=gettext("Planned absences"),
            place=place,
            when=long_day(today),
            today=table(gettext("Today"), now, gettext("Nobody is planned to be away today.")),
            week=table(gettext("Later this week"), week, gettext("Nothing else is planned this week.")),
            ahead=table(gettext("To come"), ahead, gettext("Nothing is planned after this week.")),
            actions=(),
        )


def _reminders(found: Sequence[PlanReminder], pupils: Mapping[int, PupilOnRoll], school_id: int) -> Table | None:
    """What has to be seen to, those first whose day has come."""
    rows = tuple(
        Row(
            (
                Cell(pupils[one.pupil_id].name, note=pupils[one.pupil_id].group_name),
                Cell(_reminder_words(one.kind), href=_reminder_href(one, school_id), about=pupils[one.pupil_id].name),
                Cell(tags=(Tag(_due_words(one), Colour.RED if one.is_due else Colour.YELLOW),)),
            ),
            emphasis="strong" if one.is_due else "",
        )
        for one in found
        if one.pupil_id in pupils
    )
    head = (gettext("Pupil"), gettext("What"), gettext("When"))
    return Table(gettext("To see to"), head, rows) if rows else None


def _reminder_words(kind: ReminderKind) -> str:
    return {
        ReminderKind.REVIEW: gettext("Review of the part-time timetable"),
        ReminderKind.RAN_OUT: gettext("The part-time timetable is past its end: review it"),
        ReminderKind.PROVISION: gettext("Education elsewhere during a suspension"),
    }[kind]


def _due_words(one: PlanReminder) -> str:
    if one.kind is ReminderKind.RAN_OUT:
        return gettext("Ended %(day)s") % {"day": short_day(one.due_on)}
    if one.is_due:
        return gettext("Due since %(day)s") % {"day": short_day(one.due_on)}
    return gettext("Due on %(day)s") % {"day": short_day(one.due_on)}


def _reminder_href(one: PlanReminder, school_id: int) -> str:
    route = "registers:suspension" if one.kind is ReminderKind.PROVISION else "registers:part-time"
    return reverse(route, args=[school_id, one.record_id])


def _holds_on(plan: PlanRecord, day: date) -> bool:
    return any(covers(plan.first, plan.last, plan.pattern, at=(day, half)) for half in (0, 1))


def _holds_by(plan: PlanRecord, after: date, last: date) -> bool:
    return any(_holds_on(plan, after + timedelta(days=days)) for days in range(1, (last - after).days + 1))


def _row(plan: PlanRecord, pupil: PupilOnRoll, *, with_class: bool) -> Row:
    when, more = when_words(plan)
    return Row(
        (
            Cell(
                pupil.name,
                href=reverse("registers:pupil-plans", args=[pupil.id]),
                note=pupil.group_name if with_class else "",
            ),
            Cell(when, note=more),
            Cell(kind_words(plan.kind), tags=_tags(plan), href=plan_href(plan), about=f"{pupil.name}, {when}"),
            Cell(plan.nature or plan.reason),
        ),
        key=f"plan-{plan.id}",
    )


def _tags(plan: PlanRecord) -> tuple[Tag, ...]:
    tags = (code_tag(plan.code, on=plan.starts_on),) if plan.misses else ()
    return tags if plan.stands else (*tags, Tag(gettext("Withdrawn"), Colour.GREY))


@dataclass(frozen=True, slots=True)
class PupilPlansPage:
    """Everything planned for one pupil: now and to come, past, withdrawn."""

    name: str
    ahead: Table
    past: Table | None
    withdrawn: Table | None
    actions: tuple[Action, ...]

    @classmethod
    def of(
        cls, found: Sequence[PlanRecord], *, name: str, pupil_id: int, school_id: int | None, today: date
    ) -> PupilPlansPage:
        """The page on a day. school_id: where this reader may plan another absence; None where nowhere."""
        standing = [one for one in found if one.stands]
        actions = (
            (Action(gettext("Plan an absence"), reverse("registers:plan-new", args=[school_id, pupil_id]), style=""),)
            if school_id is not None
            else ()
        )
        return cls(
            name=name,
            ahead=_own_table(
                gettext("Now and to come"),
                [one for one in standing if one.ends_on >= today],
                empty=gettext("Nothing is planned."),
            ),
            past=_some_table(gettext("Over"), [one for one in reversed(standing) if one.ends_on < today]),
            withdrawn=_some_table(gettext("Withdrawn or changed"), [one for one in reversed(found) if not one.stands]),
            actions=actions,
        )


def _own_table(caption: str, plans: Iterable[PlanRecord], *, empty: str = "") -> Table:
    head = (gettext("When"), gettext("What"), gettext("Why"))
    rows = []
    for plan in plans:
        when, more = when_words(plan)
        what = Cell(kind_words(plan.kind), tags=_tags(plan), href=plan_href(plan), about=when)
        why = Cell(plan.nature or plan.reason, note=plan.withdrawn_because)
        rows.append(Row((Cell(when, note=more), what, why)))
    return Table(caption, head, tuple(rows), empty=empty)


def _some_table(caption: str, plans: Sequence[PlanRecord]) -> Table | None:
    return _own_table(caption, plans) if plans else None


@dataclass(frozen=True, slots=True)
class PlanPage:
    """One plan: all that is known of it, and what has become of it."""

    title: str
    name: str
    crumbs: tuple[Breadcrumb, ...]
    lines: tuple[Line, ...]
    progress: str
    otherwise: Table | None
    together: str
    change_href: str
    withdraw_href: str
    withdraw_text: str
    marks: Link | None
    record: Link | None

    @classmethod
    def of(
        cls,
        plan: PlanRecord,
        progress: PlanProgress,
        *,
        name: str,
        names: Mapping[int, str],
        others: int,
        today: date,
        may_change: bool,
    ) -> PlanPage:
        """The page of a plan.

        names: of the accounts that made and withdrew it. others: how many were planned with it and still stand.
        may_change: whether this reader may change and withdraw it here.
        """
        here = [plan.school_id, plan.id]
        return cls(
            title=kind_words(plan.kind),
            name=name,
            crumbs=(
                Breadcrumb(gettext("Planned absences"), reverse("registers:plans", args=[plan.school_id])),
                Breadcrumb(name, reverse("registers:pupil-plans", args=[plan.pupil_id])),
            ),
            lines=_plan_lines(plan, names, today),
            progress=_progress_words(plan, progress),
            otherwise=_otherwise(plan, progress),
            together=_together_words(others),
            change_href=reverse("registers:plan-change", args=here) if may_change and plan.stands else "",
            withdraw_href=reverse("registers:plan-withdraw", args=here) if may_change and plan.stands else "",
            withdraw_text=gettext("Withdraw this plan"),
            marks=_marks_link(plan, progress),
            record=_record_link(plan),
        )


def _plan_lines(plan: PlanRecord, names: Mapping[int, str], today: date) -> tuple[Line, ...]:
    when, _more = when_words(plan)
    made = {
        "who": names.get(plan.made_by_id or 0, gettext("Bellwether")),
        "when": moment_words(plan.made_at, today=today),
    }
    lines = [
        Line(gettext("When"), when),
        Line(gettext("Each week"), pattern_words(plan.pattern)),
        Line(gettext("Times"), outing_words(plan.leaves_at, plan.returns_at)),
        Line(
            gettext("Mark"),
            code_label(plan.code, on=plan.starts_on) if plan.misses else gettext("None: no register is missed"),
        ),
        Line(gettext("Why"), plan.reason),
        Line(gettext("What is done elsewhere"), plan.nature),
        Line(gettext("Asked by"), plan.asked_by),
        Line(gettext("Evidence"), plan.evidence_note),
        Line(gettext("Agreed on"), long_day(plan.parent_agreed_on) if plan.parent_agreed_on else ""),
        Line(gettext("Planned by"), gettext("%(who)s, %(when)s") % made),
    ]
    if plan.withdrawn_at is not None:
        who = {"who": names.get(plan.withdrawn_by_id or 0, ""), "when": moment_words(plan.withdrawn_at, today=today)}
        lines += [
            Line(gettext("Withdrawn by"), gettext("%(who)s, %(when)s") % who),
            Line(gettext("Because"), plan.withdrawn_because),
        ]
    return tuple(line for line in lines if line.value)


def _progress_words(plan: PlanRecord, progress: PlanProgress) -> str:
    if not plan.misses:
        return ""
    planned = ngettext("It covers 1 half-day of school", "It covers %(n)s half-days of school", progress.held)
    marked = ngettext("1 has its mark", "%(n)s have their marks", progress.marked)
    text = f"{planned % {'n': progress.held}}; {marked % {'n': progress.marked}}."
    return (
        f"{text} {gettext('What became a mark stays one, whatever becomes of the plan.')}" if progress.marked else text
    )


def _otherwise(plan: PlanRecord, progress: PlanProgress) -> Table | None:
    if not progress.otherwise or not plan.misses:
        return None
    rows = tuple(
        Row((Cell(on_session(on, half)), Cell(tags=(code_tag(code, on=on),)))) for on, half, code in progress.otherwise
    )
    return Table(gettext("Marked otherwise"), (gettext("Session"), gettext("Mark")), rows, caption_size="s")


def _together_words(others: int) -> str:
    if not others:
        return ""
    return ngettext("Planned together with 1 other pupil.", "Planned together with %(n)s other pupils.", others) % {
        "n": others
    }


def _marks_link(plan: PlanRecord, progress: PlanProgress) -> Link | None:
    if not progress.marked:
        return None
    return Link(
        gettext("The marks of its first week"), reverse("registers:pupil-week", args=[plan.pupil_id, plan.starts_on])
    )


def _record_link(plan: PlanRecord) -> Link | None:
    """The record to which a plan belongs, where it is changed."""
    if plan.part_time_id is not None:
        href = reverse("registers:part-time", args=[plan.school_id, plan.part_time_id])
        return Link(gettext("The part-time timetable that it belongs to"), href)
    if plan.suspension_id is not None:
        href = reverse("registers:suspension", args=[plan.school_id, plan.suspension_id])
        return Link(gettext("The suspension that it belongs to"), href)
    return None
