"""The pages of suspensions: the list, one suspension with the parent's part, and its forms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.registers.pages.planning_words import span_words
from bellwether.registers.pages.record_form import RecordFormPage
from bellwether.registers.pages.words import code_label, code_tag, long_day, moment_words, short_day
from bellwether.ui.pages import Breadcrumb, Cell, Colour, Line, Link, Notice, Row, Table, Tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bellwether.core.policy import Policy
    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.plan_facts import PlanningFor
    from bellwether.registers.suspension_facts import SuspensionFacts

__all__ = ["ReasonPage", "SuspensionPage", "SuspensionsPage", "days_words", "suspension_form", "suspension_href"]


def suspension_href(school_id: int, suspension_id: int) -> str:
    """The page of a suspension."""
    return reverse("registers:suspension", args=[school_id, suspension_id])


def days_words(half_days: int) -> str:
    """Half-days as school days: 4½ school days."""
    whole, half = divmod(half_days, 2)
    number = f"{whole or ''}½" if half else str(whole)
    return ngettext("%(n)s school day", "%(n)s school days", 1 if half_days <= 2 else 2) % {"n": number}


def _when(one: SuspensionFacts) -> str:
    if one.ends_on is None:
        return gettext("from %(day)s, without a last day") % {"day": short_day(one.starts_on)}
    return span_words((one.starts_on, one.first_session), (one.ends_on, one.last_session))


def _kind(one: SuspensionFacts) -> str:
    return gettext("Permanent exclusion") if one.is_permanent else gettext("Suspension")


def _provision_tag(one: SuspensionFacts, today: date) -> tuple[Tag, ...]:
    if not one.stands:
        return (Tag(gettext("Withdrawn"), Colour.GREY),)
    if one.provision_from is not None:
        return (Tag(gettext("From %(day)s elsewhere") % {"day": short_day(one.provision_from)}, Colour.GREEN),)
    if one.due_on is None:
        return ()
    text = gettext("Education due from %(day)s") % {"day": short_day(one.due_on)}
    return (Tag(text, Colour.RED if one.is_owed(today) else Colour.YELLOW),)


@dataclass(frozen=True, slots=True)
class SuspensionsPage:
    """The suspensions of a school."""

    school: str
    crumbs: tuple[Breadcrumb, ...]
    going_on: Table
    past: Table | None
    find_href: str

    @classmethod
    def of(
        cls,
        found: Sequence[SuspensionFacts],
        *,
        school_id: int,
        school: str,
        pupils: Mapping[int, PupilOnRoll],
        today: date,
        may_suspend: bool,
    ) -> SuspensionsPage:
        """The page on a day. pupils: those whom the list may name."""
        listed = [one for one in found if one.pupil_id in pupils]
        head = (gettext("Pupil"), gettext("When"), gettext("School days this year"), gettext("Education elsewhere"))

        def table(caption: str, rows: Sequence[SuspensionFacts], empty: str = "") -> Table:
            return Table(caption, head, tuple(_row(one, pupils[one.pupil_id], today) for one in rows), empty=empty)

        past = [one for one in listed if one.is_over(today) or not one.stands]
        return cls(
            school=school,
            crumbs=(_plans_crumb(school_id),),
            going_on=table(
                gettext("Now and to come"),
                [one for one in listed if one not in past],
                gettext("Nobody is suspended."),
            ),
            past=table(gettext("Over or withdrawn, this school year"), past) if past else None,
            find_href=reverse("registers:plan-find", args=[school_id]) if may_suspend else "",
        )


def _plans_crumb(school_id: int) -> Breadcrumb:
    return Breadcrumb(gettext("Planned absences"), reverse("registers:plans", args=[school_id]))


def _row(one: SuspensionFacts, pupil: PupilOnRoll, today: date) -> Row:
    return Row(
        (
            Cell(pupil.name, href=suspension_href(one.school_id, one.id), note=pupil.group_name),
            Cell(_when(one), note=_kind(one)),
            Cell("" if one.is_permanent else days_words(one.year_half_days)),
            Cell(tags=_provision_tag(one, today)),
        )
    )


@dataclass(frozen=True, slots=True)
class SuspensionPage:
    """One suspension: its days, education elsewhere, and what a parent has to see to."""

    title: str
    name: str
    crumbs: tuple[Breadcrumb, ...]
    notice: Notice | None
    lines: tuple[Line, ...]
    periods: Table
    parent: tuple[str, ...]
    reason: Link | None
    links: tuple[Link, ...]

    @classmethod
    def of(cls, one: SuspensionFacts, *, name: str, policy: Policy, today: date) -> SuspensionPage:
        """The page on a day. policy: for what the law says of the parent's part."""
        here = [one.school_id, one.id]
        return cls(
            title=_kind(one),
            name=name,
            crumbs=(
                _plans_crumb(one.school_id),
                Breadcrumb(gettext("Suspensions"), reverse("registers:suspensions", args=[one.school_id])),
            ),
            notice=_notice(one, today),
            lines=_lines(one, today),
            periods=_periods(one),
            parent=_parents_part(one, policy),
            reason=Link(gettext("Read why"), reverse("registers:suspension-reason", args=here))
            if one.may_read_reason
            else None,
            links=_links(one, here, today),
        )


def _notice(one: SuspensionFacts, today: date) -> Notice | None:
    if not one.is_owed(today) or one.due_on is None:
        return None
    text = gettext(
        "Full-time education elsewhere is due since %(day)s, and none is written down. Until it is, the mark is E."
    ) % {"day": long_day(one.due_on)}
    return Notice(text, title=gettext("Important"), kind="problem")


def _lines(one: SuspensionFacts, today: date) -> tuple[Line, ...]:
    decided = {
        "who": one.decided_by_name,
        "post": one.decided_by_post,
        "when": moment_words(one.decided_at, today=today),
    }
    lines = [
        Line(gettext("When"), _when(one)),
        Line(gettext("It comes to"), days_words(one.half_days)),
        Line(gettext("This school year, at this school"), "" if one.is_permanent else days_words(one.year_half_days)),
        Line(gettext("This term"), "" if one.is_permanent else days_words(one.term_half_days)),
        Line(gettext("Education elsewhere"), _provision_words(one)),
        Line(gettext("Decided by"), gettext("%(who)s, %(post)s, %(when)s") % decided),
        Line(
            gettext("Parent told on"), long_day(one.parent_told_on) if one.parent_told_on else gettext("not told yet")
        ),
        Line(gettext("Withdrawn because"), one.withdrawn_because),
    ]
    return tuple(line for line in lines if line.value)


def _provision_words(one: SuspensionFacts) -> str:
    if one.provision_from is not None:
        values = {
            "day": long_day(one.provision_from),
            "what": one.provision_nature,
            "mark": code_label(one.provision_code, on=one.provision_from),
        }
        return gettext("%(what)s, from %(day)s (%(mark)s)") % values
    if one.due_on is None:
        return (
            gettext("Not due: it ends before.") if one.ends_on else gettext("The school’s days are not known so far.")
        )
    since = (
        ""
        if one.counts_from == one.starts_on
        else gettext(" counted from %(day)s") % {"day": short_day(one.counts_from)}
    )
    return gettext("Due from %(day)s, school day %(n)s%(since)s. From then the mark is B, K or D, not E.") % {
        "day": long_day(one.due_on),
        "n": one.due_day,
        "since": since,
    }


def _periods(one: SuspensionFacts) -> Table:
    rows = tuple(
        Row(
            (
                Cell(span_words(plan.first, plan.last), href=reverse("registers:plan", args=[plan.school_id, plan.id])),
                Cell(tags=(code_tag(plan.code, on=plan.starts_on),)),
                Cell(plan.nature),
            )
        )
        for plan in one.plans
    )
    head = (gettext("When"), gettext("Mark"), gettext("What"))
    return Table(gettext("Planned marks"), head, rows, empty=gettext("Nothing of it stands."))


def _parents_part(one: SuspensionFacts, policy: Policy) -> tuple[str, ...]:
    """What a parent has to see to, in plain words, with the numbers of the rules in force."""
    on = one.starts_on
    rules = ("excluded-pupil-notice.days", "excluded-pupil-notice.reduced-amount", "excluded-pupil-notice.amount")
    if any(policy.rule(rule, on=on) is None for rule in rules):
        return ()
    days, reduced, full = (policy.number(rule, on=on) for rule in rules)
    return (
        ngettext(
            "On the first school day a parent sees to it that the child is not in a public place in school hours.",
            "On the first %(n)s school days a parent sees to it that the child is not in a public place in school"
            " hours.",
            days,
        )
        % {"n": days},
        gettext(
            "Without a good reason a parent can get a penalty notice for that: £%(full)s, or £%(reduced)s if paid"
            " early. It is not the notice for absence from school."
        )
        % {"full": full, "reduced": reduced},
        gettext("School sets work for these days, and a parent sees that it is done and can be handed in."),
        gettext("Education elsewhere that is arranged later has to be attended like school."),
    )


def _links(one: SuspensionFacts, here: list[int], today: date) -> tuple[Link, ...]:
    if not one.stands:
        return ()
    links = []
    if one.may_arrange:
        links.append(
            Link(gettext("Write down education elsewhere"), reverse("registers:suspension-provision", args=here))
        )
        links.append(Link(gettext("A parent was told"), reverse("registers:suspension-told", args=here)))
    if one.may_suspend:
        if not one.is_over(today):
            links.append(Link(gettext("Let it end earlier"), reverse("registers:suspension-end", args=here)))
        links.append(Link(gettext("Withdraw it"), reverse("registers:suspension-withdraw", args=here)))
    return tuple(links)


@dataclass(frozen=True, slots=True)
class ReasonPage:
    """Why a pupil was suspended."""

    name: str
    reason: str
    back: str

    @classmethod
    def of(cls, one: SuspensionFacts, *, name: str, reason: str) -> ReasonPage:
        """The page; showing it was recorded."""
        return cls(name, reason, suspension_href(one.school_id, one.id))


def suspension_form(
    what: str, *, name: str, group: str = "", school_id: int, found: SuspensionFacts | None = None,
    facts: PlanningFor | None = None,
) -> RecordFormPage:  # fmt: skip
    """The page of one of the forms about a suspension: new, provision, end, withdraw or told."""
    titles = {
        "new": (gettext("Suspend or exclude"), gettext("Write the decision down")),
        "provision": (gettext("Education elsewhere"), gettext("Write it down")),
        "end": (gettext("End a suspension earlier"), gettext("Let it end")),
        "withdraw": (gettext("Withdraw a suspension"), gettext("Withdraw it")),
        "told": (gettext("A parent was told"), gettext("Save")),
    }
    texts = {
        "new": gettext(
            "Only the head teacher decides. Its sessions are planned as E, and become marks with the register."
        ),
        "provision": gettext("From that day the mark is the code of what was arranged. Marks that stand stay."),
        "end": gettext("What was planned after that half-day is cut off. Marks that stand stay."),
        "withdraw": gettext(
            "Nothing of it is planned any more. Marks that it became stay: put them right on the week."
        ),
        "told": gettext("Of the suspension, of the day from which education is due, and of the parent’s part."),
    }
    pupil_id = facts.pupil.id if facts is not None else 0
    there = [school_id, found.id] if found is not None else [school_id, pupil_id]
    route = f"registers:suspension-{what}"
    return RecordFormPage(
        title=titles[what][0],
        name=name,
        group=group,
        href=reverse(route, args=there),
        back=suspension_href(school_id, found.id)
        if found is not None
        else reverse("registers:suspensions", args=[school_id]),
        introduction=texts[what],
        button=titles[what][1],
    )
