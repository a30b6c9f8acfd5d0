"""People of another system: laid beside the records, shown, and written as shown. Nobody is deleted or merged."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction

from bellwether.audit.services import record
from bellwether.core.access import Action, require
from bellwether.core.calendar import academic_year_of
from bellwether.organisations.selectors import reach_of_school
from bellwether.people.asked import NewPupil, Placement
from bellwether.people.bringing.calling import key_of_known
from bellwether.people.bringing.comparing import compare_brought
from bellwether.people.errors import StalePeopleError
from bellwether.people.models import Characteristic, Group, ParentNumber, ParentOf, Pupil, PupilNumber
from bellwether.people.services.admitting import enrol
from bellwether.people.services.around import (
    add_characteristic,
    correct_characteristic,
    end_characteristic,
    set_home,
)
from bellwether.people.services.families import add_parent, change_parent_of, link_parent, order_contacts
from bellwether.people.services.grouping import fill_group, make_group, put_in_group
from bellwether.people.services.loading import load_people
from bellwether.people.services.naming import change_name, change_upn, correct_details

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.people.asked import LoadedPupil, NewLink, NewParent
    from bellwether.people.bringing.plan import CallOrder, Change, ContactStep, PeoplePlan
    from bellwether.people.brought import Brought

__all__ = ["bring_people", "compare_people"]

_DAY: Final = timedelta(days=1)
_NAMES: Final = ("legal_forename", "legal_surname", "middle_names", "known_forename", "known_surname")
_CHARACTERISTIC: Final = "characteristic:"


def compare_people(school_id: int, brought: Brought, *, actor: Actor) -> PeoplePlan:
    """What an import of these people would do; nothing is written."""
    require(actor, Action.IMPORT_PEOPLE, reach_of_school(school_id))
    return compare_brought(school_id, brought, today=actor.on)


@transaction.atomic
def bring_people(
    school_id: int, brought: Brought, *, seen: str, leave_out: bool, actor: Actor, now: datetime
) -> dict[str, int]:
    """Write what was shown: event "people.brought", and the events of each thing that is done. All or nothing.

    seen: the fingerprint of what somebody looked at. With refused lines nothing is written, unless `leave_out`.
    Returns counts. Raises StalePeopleError where it would do something else by now, PeopleRefusedError.
    """
    require(actor, Action.IMPORT_PEOPLE, reach_of_school(school_id))
    plan = compare_brought(school_id, brought, today=actor.on)
    if plan.fingerprint != seen:
        raise StalePeopleError(school_id)
    if not plan.writes or (plan.refused and not leave_out):
        return {"written": 0}
    doing = _Doing(school_id, plan, actor, now)
    doing.all()
    counts = {
        "written": plan.writes,
        "created": len(plan.creates),
        "returned": len(plan.returns),
        "changed": len(plan.changes),
        "joined": len(plan.joins),
        "contacts": len(plan.contacts),
    }
    record(
        "people.brought",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("school", school_id),
        now=now,
        after={"school_id": school_id, **counts},
    )
    return counts


@dataclass
class _Doing:
    """One import while it is written, in the order in which one thing needs another."""

    school_id: int
    plan: PeoplePlan
    actor: Actor
    now: datetime

    @property
    def today(self) -> date:
        return self.actor.on

    def all(self) -> None:
        groups = self._groups()
        made, parents = self._create(groups)
        for one in self.plan.returns:
            placement = Placement(self.school_id, one.starts_on, kind=one.kind)
            enrol(one.pupil_id, placement=placement, actor=self.actor, now=self.now)
        by_pupil: dict[int, list[Change]] = defaultdict(list)
        for change in self.plan.changes:
            by_pupil[change.pupil_id].append(change)
        for pupil_id, changes in by_pupil.items():
            self._change(pupil_id, changes)
        self._join(groups, made)
        self._contacts(parents)

    def _join(self, groups: Mapping[str, int], made: Mapping[str, int]) -> None:
        """All who join a group on one day together; who has a part-time pattern keeps it."""
        together: dict[tuple[str, int, date], list[int]] = defaultdict(list)
        for join in self.plan.joins:
            pupil_id = join.pupil_id or made[join.pupil_label]
            if not join.attends:
                together[join.group, join.nc_year, join.from_on].append(pupil_id)
                continue
            put_in_group(
                pupil_id,
                group_id=groups[join.group],
                nc_year=join.nc_year,
                from_on=join.from_on,
                attends=join.attends,
                actor=self.actor,
                now=self.now,
            )
        for (group, nc_year, from_on), pupils in together.items():
            fill_group(
                groups[group], pupil_ids=pupils, from_on=from_on, nc_year=nc_year, actor=self.actor, now=self.now
            )

    def _groups(self) -> dict[str, int]:
        """Every group of this year by name, the new ones among them."""
        year = academic_year_of(self.today)
        for one in self.plan.groups:
            make_group(self.school_id, year=year, name=one.name, kind=one.kind, actor=self.actor, now=self.now)
        return dict(Group.objects.filter(school_id=self.school_id, year=year).values_list("name", "pk"))

    def _create(self, groups: Mapping[str, int]) -> tuple[dict[str, int], dict[str, int]]:
        """Enter the new pupils with their families. Returns them by label, and the parents by key, known ones too."""
        families: dict[str, dict[str, ContactStep]] = defaultdict(dict)
        for step in self.plan.contacts:
            if step.pupil_label:
                families[step.pupil_label][step.key] = step
        known = {step.key: step.parent_id for step in self.plan.contacts if step.parent_id is not None}
        if not self.plan.creates:
            return {}, known
        asked = [
            replace(
                one.asked,
                placement=replace(one.asked.placement, group_id=groups.get(one.group)),
                family=_in_order(families.get(one.label, {})),
            )
            for one in self.plan.creates
        ]
        new: dict[str, NewParent] = {
            step.key: step.parent for family in families.values() for step in family.values() if step.what == "made"
        }
        ids, parents = self._load(asked, new, known)
        made = {one.label: pupil for one, pupil in zip(self.plan.creates, ids, strict=True)}
        return made, {**known, **parents}

    def _load(
        self, asked: Sequence[LoadedPupil], new: Mapping[str, NewParent], known: Mapping[str, int]
    ) -> tuple[tuple[int, ...], dict[str, int]]:
        return load_people(
            self.school_id, asked=asked, parents=new, known_parents=known, actor=self.actor, now=self.now
        )

    def _change(self, pupil_id: int, changes: Sequence[Change]) -> None:
        values = {change.what: change.after for change in changes}
        row = Pupil.objects.get(pk=pupil_id)
        if names := {name: values[name] for name in _NAMES if name in values}:
            held: dict[str, str] = {name: getattr(row, name) for name in _NAMES}
            asked = NewPupil(sex=row.sex, born_on=row.born_on, **(held | names))
            change_name(pupil_id, asked=asked, from_on=self.today, reason="import", actor=self.actor, now=self.now)
        if "sex" in values or "born_on" in values:
            born_on = date.fromisoformat(values["born_on"]) if "born_on" in values else row.born_on
            correct_details(pupil_id, sex=values.get("sex", row.sex), born_on=born_on, actor=self.actor, now=self.now)
        if "upn" in values:
            change_upn(pupil_id, upn=values["upn"], from_on=self.today, actor=self.actor, now=self.now)
        if "number" in values:
            PupilNumber.objects.create(school_id=self.school_id, pupil_id=pupil_id, number=values["number"])
        if "address" in values:
            lines, _, postcode = values["address"].rpartition("\n")
            self._move_home(pupil_id, lines, postcode)
        for what, value in values.items():
            if what.startswith(_CHARACTERISTIC):
                self._characterise(pupil_id, what.removeprefix(_CHARACTERISTIC), value)

    def _move_home(self, pupil_id: int, lines: str, postcode: str) -> None:
        set_home(pupil_id, lines=lines, postcode=postcode, from_on=self.today, actor=self.actor, now=self.now)

    def _characterise(self, pupil_id: int, kind: str, value: str) -> None:
        """So from today on, or no longer; what began today is put right instead."""
        held = Characteristic.objects.filter(
            pupil_id=pupil_id, kind=kind, superseded_at__isnull=True, to_on__isnull=True
        ).first()
        if held is not None and not value:
            last_day = max(held.from_on, self.today - _DAY)
            end_characteristic(held.pk, last_day=last_day, actor=self.actor, now=self.now)
        elif held is not None and held.from_on >= self.today:
            correct_characteristic(
                held.pk, value=value, from_on=held.from_on, to_on=None, actor=self.actor, now=self.now
            )
        else:
            add_characteristic(pupil_id, kind=kind, value=value, from_on=self.today, actor=self.actor, now=self.now)

    def _contacts(self, parents: dict[str, int]) -> None:
        """The people around pupils who are known; then the numbers by which the other system knows anybody."""
        for step in self.plan.contacts:
            if step.pupil_id is not None:
                parents[step.key] = self._contact(step, parents)
        for one in self.plan.orders:
            self._order(one, parents)
        numbers = {step.number: parents[step.key] for step in self.plan.contacts if step.number}
        known = set(ParentNumber.objects.filter(school_id=self.school_id).values_list("number", flat=True))
        ParentNumber.objects.bulk_create(
            ParentNumber(school_id=self.school_id, parent_id=parent, number=number)
            for number, parent in numbers.items()
            if number not in known
        )

    def _order(self, one: CallOrder, parents: Mapping[str, int]) -> None:
        """Where the steps did not end in the right order, set it."""
        rows = ParentOf.objects.filter(pupil_id=one.pupil_id, to_on__isnull=True)
        links = {link.parent_id: link for link in rows}
        known = {key_of_known(parent): parent for parent in links}
        wanted = [links[known.get(key) or parents[key]] for key in one.keys]
        called = sorted(links.values(), key=lambda link: link.contact_order or 0)
        if [link.pk for link in called if link.contact_order] != [link.pk for link in wanted]:
            ids = [link.pk for link in wanted]
            order_contacts(one.pupil_id, link_ids=ids, actor=self.actor, now=self.now)

    def _contact(self, step: ContactStep, parents: Mapping[str, int]) -> int:
        """Do one step; the id of the person."""
        assert step.pupil_id is not None  # noqa: S101  (its caller looked)
        if step.link_id is not None and step.parent_id is not None:
            change_parent_of(step.link_id, asked=step.parent, link=step.link, actor=self.actor, now=self.now)
            return step.parent_id
        known = parents.get(step.key)
        if known is None:
            return add_parent(
                step.pupil_id,
                asked=step.parent,
                link=step.link,
                from_on=self.today,
                actor=self.actor,
                now=self.now,
            )
        link_parent(step.pupil_id, parent_id=known, link=step.link, from_on=self.today, actor=self.actor, now=self.now)
        return known


def _in_order(family: Mapping[str, ContactStep]) -> dict[str, NewLink]:
    """Each contact who is called in a place of their own, 1, 2, 3 …, as the file orders them."""
    called = sorted(
        (step for step in family.values() if step.link.contact_order is not None),
        key=lambda step: step.link.contact_order or 0,
    )
    place = {step.key: number for number, step in enumerate(called, start=1)}
    return {key: replace(step.link, contact_order=place.get(key)) for key, step in family.items()}
