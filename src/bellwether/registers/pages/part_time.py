"""The pages of part-time timetables: the list, one record, agreeing one, reviewing it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.registers.pages.planning_words import pattern_words, span_words
from bellwether.registers.pages.record_form import RecordFormPage
from bellwether.registers.pages.words import long_day, moment_words, short_day
from bellwether.registers.part_time_facts import TOLD, ReviewOutcome
from bellwether.registers.part_time_words import purpose_words
from bellwether.ui.pages import Breadcrumb, Cell, Colour, Line, Row, Table, Tag, TimelineItem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from bellwether.people.facts import PupilOnRoll
    from bellwether.registers.part_time_facts import ReviewFacts, TimetableFacts
    from bellwether.registers.plan_facts import PlanningFor

__all__ = ["TimetablePage", "TimetablesPage", "agreement_form", "review_form", "timetable_href", "told_form"]


def timetable_href(school_id: int, timetable_id: int) -> str:
    """The page of a part-time timetable."""
    return reverse("registers:part-time", args=[school_id, timetable_id])


@dataclass(frozen=True, slots=True)
class TimetablesPage:
    """The part-time timetables of a school: those that go on, and those that have ended."""

    school: str
    crumbs: tuple[Breadcrumb, ...]
    going_on: Table
    ended: Table | None
    find_href: str

    @classmethod
    def of(
        cls,
        found: Sequence[TimetableFacts],
        *,
        school_id: int,
        school: str,
        pupils: Mapping[int, PupilOnRoll],
        today: date,
        may_agree: bool,
    ) -> TimetablesPage:
        """The page on a day. pupils: those whom the list may name."""
        listed = [one for one in found if one.pupil_id in pupils]
        head = (gettext("Pupil"), gettext("From and to"), gettext("Agreed off"), gettext("Review"))

        def table(caption: str, records: Sequence[TimetableFacts], empty: str = "") -> Table:
            return Table(caption, head, tuple(_row(one, pupils[one.pupil_id], today) for one in records), empty=empty)

        ended = [one for one in listed if one.ended_on is not None]
        return cls(
            school=school,
            crumbs=(_plans_crumb(school_id),),
            going_on=table(
                gettext("Going on"),
                [one for one in listed if one.ended_on is None],
                gettext("Nobody has a part-time timetable."),
            ),
            ended=table(gettext("Ended"), ended) if ended else None,
            find_href=reverse("registers:plan-find", args=[school_id]) if may_agree else "",
        )


def _plans_crumb(school_id: int) -> Breadcrumb:
    return Breadcrumb(gettext("Planned absences"), reverse("registers:plans", args=[school_id]))


def _row(one: TimetableFacts, pupil: PupilOnRoll, today: date) -> Row:
    present, when = one.present, ""
    if present is not None and one.starts_on is not None:
        when = span_words((one.starts_on, 0), (one.ended_on or present.ends_on, 1))
    return Row(
        (
            Cell(pupil.name, href=timetable_href(one.school_id, one.id), note=pupil.group_name),
            Cell(when),
            Cell(pattern_words(one.missed)),
            Cell(tags=_state(one, today)),
        )
    )


def _state(one: TimetableFacts, today: date) -> tuple[Tag, ...]:
    if one.ended_on is not None:
        return (Tag(gettext("Ended"), Colour.GREY),)
    if one.present is None or one.present.ends_on < today:
        return (Tag(gettext("Past its end"), Colour.RED),)
    review = one.present.review_on
    if review is None:
        return ()
    late = review <= today and not any(held.held_on >= review for held in one.reviews)
    return (Tag(gettext("Review %(day)s") % {"day": short_day(review)}, Colour.RED if late else Colour.BLUE),)


@dataclass(frozen=True, slots=True)
class TimetablePage:
    """One part-time timetable: its whole record."""

    name: str
    crumbs: tuple[Breadcrumb, ...]
    state: tuple[Tag, ...]
    lines: tuple[Line, ...]
    told: tuple[Line, ...]
    periods: Table
    history: tuple[TimelineItem, ...]
    review_href: str
    told_href: str
    counted: str

    @classmethod
    def of(
        cls,
        one: TimetableFacts,
        *,
        name: str,
        names: Mapping[int, str],
        parents: Mapping[int, str],
        today: date,
    ) -> TimetablePage:
        """The record. names: of accounts; parents: of those who agreed."""
        here = [one.school_id, one.id]
        return cls(
            name=name,
            crumbs=(
                _plans_crumb(one.school_id),
                Breadcrumb(gettext("Part-time timetables"), reverse("registers:part-times", args=[one.school_id])),
            ),
            state=_state(one, today),
            lines=_record_lines(one, names, today),
            told=_told_lines(one),
            periods=_periods(one, parents),
            history=tuple(_review(held, names) for held in reversed(one.reviews)),
            review_href=reverse("registers:part-time-review", args=here)
            if one.may_change and one.ended_on is None
            else "",
            told_href=reverse("registers:part-time-told", args=here) if one.may_change else "",
            counted=gettext(
                "A half-day that was agreed off is an authorised absence and counts as one, also towards persistent"
                " absence. Whoever misses a half-day that was not agreed off gets the code of that absence."
            )
            if one.code == "C2"
            else gettext(
                "Of a pupil who is not of compulsory school age, a half-day agreed off does not count at all."
            ),
        )


def _record_lines(one: TimetableFacts, names: Mapping[int, str], today: date) -> tuple[Line, ...]:
    made = {"who": names.get(one.made_by_id or 0, ""), "when": moment_words(one.made_at, today=today)}
    return (
        Line(gettext("What for"), purpose_words(one.purpose)),
        Line(gettext("To manage behaviour?"), gettext("No. It was asked when it was agreed.")),
        Line(gettext("Why no full timetable now"), one.reason),
        Line(gettext("In the pupil’s best interests"), one.best_interests),
        Line(gettext("Agreed off each week"), pattern_words(one.missed)),
        Line(gettext("The way back"), one.way_back),
        Line(gettext("Full time again from"), long_day(one.full_time_on)),
        Line(gettext("Written down by"), gettext("%(who)s, %(when)s") % made),
    )


def _told_lines(one: TimetableFacts) -> tuple[Line, ...]:
    words = {
        "social_worker": gettext("Social worker"),
        "virtual_school": gettext("Virtual school"),
        "sen": gettext("Special needs team"),
        "authority": gettext("Local authority"),
    }
    return tuple(
        Line(words[who], long_day(day) if day else gettext("not told")) for who, day in zip(TOLD, one.told, strict=True)
    )


def _periods(one: TimetableFacts, parents: Mapping[int, str]) -> Table:
    rows = []
    for plan in one.periods:
        agreed = ""
        if plan.parent_agreed_on is not None:
            who = parents.get(plan.agreed_by_parent_id or 0, gettext("a parent"))
            agreed = gettext("%(who)s, %(day)s") % {"who": who, "day": short_day(plan.parent_agreed_on)}
        href = reverse("registers:plan", args=[plan.school_id, plan.id])
        review = short_day(plan.review_on) if plan.review_on else ""
        cells = (Cell(span_words(plan.first, plan.last), href=href), Cell(pattern_words(plan.pattern)), Cell(agreed))
        rows.append(Row((*cells, Cell(review))))
    head = (gettext("From and to"), gettext("Agreed off"), gettext("Agreed by"), gettext("Review"))
    return Table(gettext("What was agreed"), head, tuple(rows), empty=gettext("Nothing of it stands."))


def _review(held: ReviewFacts, names: Mapping[int, str]) -> TimelineItem:
    titles = {
        ReviewOutcome.CONTINUE: gettext("Reviewed: it went on"),
        ReviewOutcome.CHANGE: gettext("Reviewed: other half-days"),
        ReviewOutcome.END: gettext("Reviewed: it ended"),
    }
    return TimelineItem(titles[held.outcome], held.held_on, by=names.get(held.recorded_by_id or 0, ""), text=held.note)


def agreement_form(facts: PlanningFor, *, school_id: int) -> RecordFormPage:
    """To write down a part-time timetable."""
    return RecordFormPage(
        title=gettext("Part-time timetable"),
        name=facts.pupil.name,
        group=facts.pupil.group_name,
        href=reverse("registers:part-time-new", args=[school_id, facts.pupil.id]),
        back=reverse("registers:part-times", args=[school_id]),
        introduction=gettext(
            "Only in exceptional circumstances, for a short time, agreed with a parent and reviewed. It is not used"
            " to manage behaviour."
        ),
        button=gettext("Write it down"),
    )


def review_form(facts: PlanningFor, record: TimetableFacts) -> RecordFormPage:
    """To write down a review."""
    present = record.present
    note = ""
    if present is not None:
        values = {"days": pattern_words(present.pattern), "day": long_day(present.ends_on)}
        note = gettext("Agreed off now: %(days)s, to %(day)s.") % values
    return RecordFormPage(
        title=gettext("Review of a part-time timetable"),
        name=facts.pupil.name,
        group=facts.pupil.group_name,
        href=reverse("registers:part-time-review", args=[record.school_id, record.id]),
        back=timetable_href(record.school_id, record.id),
        introduction=note,
        button=gettext("Write the review down"),
    )


def told_form(record: TimetableFacts, *, name: str) -> RecordFormPage:
    """To write down who was told."""
    return RecordFormPage(
        title=gettext("Who was told"),
        name=name,
        group="",
        href=reverse("registers:part-time-told", args=[record.school_id, record.id]),
        back=timetable_href(record.school_id, record.id),
        introduction=gettext("Of each the day on which they were told; leave it empty where there is nobody."),
        button=gettext("Save"),
    )
