"""Groups of a school: those of a year, who is in one, and what a new year makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.people.pages.lists import crumbs
from bellwether.people.words import pattern_words, year_name
from bellwether.ui.pages import Action, Cell, Link, Row, Table

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bellwether.organisations.facts import SchoolFacts
    from bellwether.people.facts import GroupFacts, PupilOnRoll
    from bellwether.people.new_year import NewYearPlan, PlannedPupil

__all__ = ["GroupPage", "GroupsPage", "plan_tables"]


@dataclass(frozen=True)
class GroupsPage:
    """The groups of a school in a year, with how many are in each."""

    title: str
    school: str
    crumbs: tuple[Link, ...]
    table: Table
    actions: tuple[Action, ...]

    @classmethod
    def of(
        cls,
        school: SchoolFacts,
        groups: Sequence[GroupFacts],
        *,
        sizes: Mapping[int, int],
        year: int,
        may_look: bool,
        may_make: bool,
        may_begin_year: bool,
    ) -> GroupsPage:
        """sizes: pupils today by group. may_look: whether the reader may see who is in them."""
        rows = tuple(
            Row(
                (
                    Cell(one.name, reverse("people:group", args=[one.id]) if may_look else ""),
                    Cell(gettext("Registration") if one.kind == "registration" else gettext("Other")),
                    Cell(str(sizes.get(one.id, 0)), is_numeric=True),
                )
            )
            for one in groups
        )
        make = Action(gettext("Make a group"), reverse("people:make-group", args=[school.id]))
        begin = Action(
            gettext("Prepare the year %(first)s to %(last)s") % {"first": year + 1, "last": year + 2},
            reverse("people:new-year", args=[school.id, year + 1]),
        )
        title = gettext("Groups of %(first)s to %(last)s") % {"first": year, "last": year + 1}
        head = (gettext("Group"), gettext("Kind"), gettext("Pupils today"))
        return cls(
            title=title,
            school=school.name,
            crumbs=crumbs(school, gettext("Groups")),
            table=Table(title, head, rows, caption_size="hidden", empty=gettext("There is no group in this year.")),
            actions=(*((make,) if may_make else ()), *((begin,) if may_begin_year else ())),
        )


@dataclass(frozen=True)
class GroupPage:
    """Who is in a group today."""

    title: str
    school: str
    crumbs: tuple[Link, ...]
    table: Table
    actions: tuple[Action, ...]

    @classmethod
    def of(
        cls, group: GroupFacts, school: SchoolFacts, pupils: Sequence[PupilOnRoll], *, may_manage: bool
    ) -> GroupPage:
        """In alphabetical order."""
        head = (gettext("Name"), gettext("Year"), gettext("Pattern"), gettext("Do"))
        rows = tuple(
            Row(
                (
                    Cell(one.name, reverse("people:pupil", args=[one.id])),
                    Cell(year_name(one.nc_year) if one.nc_year is not None else ""),
                    Cell(pattern_words(one.attends) if one.attends else ""),
                    Cell(actions=_take_out(one, group) if may_manage else ()),
                )
            )
            for one in pupils
        )
        fill = Action(gettext("Put pupils in"), reverse("people:fill-group", args=[group.id]))
        rename = Action(gettext("Rename"), reverse("people:rename-group", args=[group.id]))
        groups = Link(gettext("Groups"), reverse("people:groups", args=[school.id]))
        return cls(
            title=group.name,
            school=school.name,
            crumbs=(*crumbs(school, "")[:-1], groups, Link(group.name, "")),
            table=Table(group.name, head, rows, caption_size="hidden", empty=gettext("Nobody is in this group today.")),
            actions=(fill, rename) if may_manage else (),
        )


def _take_out(one: PupilOnRoll, group: GroupFacts) -> tuple[Action, ...]:
    href = reverse("people:leave-group", args=[one.id, group.id])
    return (Action(gettext("Take out"), href, about=one.name),)


def plan_tables(plan: NewYearPlan) -> tuple[Table, ...]:
    """What a new year brings."""
    groups = Table(
        gettext("Groups"),
        (gettext("Now"), gettext("Next"), gettext("Year groups now"), gettext("Pupils who go on")),
        tuple(
            Row(
                (
                    Cell(one.old_name),
                    Cell(one.new_name),
                    Cell(", ".join(year_name(year) for year in one.nc_years)),
                    Cell(str(one.pupils), is_numeric=True),
                )
            )
            for one in plan.groups
        ),
        empty=gettext("Nobody is in a group."),
    )
    tables = [groups]
    if plan.leavers:
        tables.append(_people(gettext("Leavers"), plan.leavers))
    if plan.unplaced:
        tables.append(_people(gettext("In no group: they are not promoted"), plan.unplaced))
    return tuple(tables)


def _people(caption: str, people: Sequence[PlannedPupil]) -> Table:
    rows = tuple(
        Row((Cell(one.name), Cell(one.group_name), Cell(pattern_words(one.attends) if one.attends else "")))
        for one in people
    )
    return Table(caption, (gettext("Pupil"), gettext("Group"), gettext("Pattern")), rows)
