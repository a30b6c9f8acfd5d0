"""Parents and contacts: who they are to a pupil, how they are reached, in which order, and when they last said so."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext

from bellwether.audit.services import record
from bellwether.core.access import Action, OutOfReachError, Reach, require
from bellwether.organisations.selectors import reach_of_school
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.folding import search_key, sort_key
from bellwether.people.models import Address, ContactChase, Enrolment, Parent, ParentOf, Pupil
from bellwether.people.numbers import sound_telephone
from bellwether.people.rows import in_force, used_name
from bellwether.people.selectors.reaching import reach_of_pupil, reach_of_pupils

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.people.asked import NewLink, NewParent

__all__ = [
    "add_parent",
    "change_link",
    "change_parent",
    "change_parent_of",
    "chase_contacts",
    "confirm_contacts",
    "end_link",
    "link_parent",
    "order_contacts",
    "set_safe_contact",
]

_DAY = timedelta(days=1)
_SENT = ("text", "email")
_REACHED_BY = (
    "title",
    "forename",
    "surname",
    "telephone",
    "other_telephone",
    "email",
    "language",
    "needs_interpreter",
)


def chain_of(reach: Reach) -> str:
    """The chain in which an act about a pupil is sealed: that of their school, the lowest id where there are two."""
    return f"school:{min(reach.schools)}"


def new_parent_row(asked: NewParent) -> Parent:
    """An unsaved row with its keys and numbers as they are kept. Raises PeopleRefusedError."""
    row = Parent()
    _fill(row, asked)
    return row


def _fill(row: Parent, asked: NewParent) -> None:
    row.title, row.forename, row.surname = asked.title, asked.forename, asked.surname
    row.telephone, row.other_telephone = sound_telephone(asked.telephone), sound_telephone(asked.other_telephone)
    row.email, row.language = asked.email.strip(), asked.language
    row.needs_interpreter = asked.needs_interpreter
    row.sort_key = sort_key(surname=asked.surname, forename=asked.forename)
    row.search_key = search_key((asked.forename, asked.surname))


def new_address(row: Parent, asked: NewParent, *, from_on: date) -> Address:
    """An unsaved row of where a parent lives."""
    return Address(parent=row, lines=asked.address, postcode=asked.postcode.strip().upper(), from_on=from_on)


def _manage(pupil_id: int, actor: Actor) -> Reach:
    reach = reach_of_pupil(pupil_id, on=actor.on)
    require(actor, Action.MANAGE_PUPILS, reach)
    require(actor, Action.SEE_FAMILY, reach)
    return reach


def _link(pupil_id: int, parent: Parent, asked: NewLink, *, from_on: date) -> ParentOf:
    own = ParentOf.objects.filter(pupil_id=pupil_id, to_on__isnull=True)
    if own.filter(parent=parent).exists():
        raise PeopleRefusedError(gettext("This person is among the pupil's family already"))
    link = ParentOf.objects.create(pupil_id=pupil_id, parent=parent, from_on=from_on, **asdict(asked))
    if asked.contact_order is not None:
        _renumber(pupil_id, first=link, at=asked.contact_order)
    return link


def _renumber(pupil_id: int, *, first: ParentOf, at: int) -> None:
    """Give every contact its own place, 1, 2, 3 …, with one of them where it was asked to be."""
    others = ParentOf.objects.filter(pupil_id=pupil_id, to_on__isnull=True, contact_order__isnull=False)
    ordered = list(others.exclude(pk=first.pk).order_by("contact_order", "pk"))
    ordered.insert(max(0, at - 1), first)
    _write_order(ordered)


def _write_order(ordered: Sequence[ParentOf]) -> None:
    for place, link in enumerate(ordered, start=1):
        if link.contact_order != place:
            link.contact_order = place
            link.save(update_fields=["contact_order"])


@transaction.atomic
def add_parent(pupil_id: int, *, asked: NewParent, link: NewLink, from_on: date, actor: Actor, now: datetime) -> int:
    """Write down a parent or contact who is in no record yet. Event "parent.added"; returns the parent's id."""
    reach = _manage(pupil_id, actor)
    row = new_parent_row(asked)
    row.save()
    if asked.address:
        new_address(row, asked, from_on=from_on).save()
    made = _link(pupil_id, row, link, from_on=from_on)
    _record(
        "parent.added",
        pupil_id,
        reach,
        actor=actor,
        now=now,
        after={"parent_id": row.pk, "link_id": made.pk, **asdict(link)},
    )
    return row.pk


@transaction.atomic
def link_parent(pupil_id: int, *, parent_id: int, link: NewLink, from_on: date, actor: Actor, now: datetime) -> int:
    """Tie a parent who is known already (of a brother or sister in reach) to a pupil. Event "parent.linked"."""
    reach = _manage(pupil_id, actor)
    row = _parent_in_reach(parent_id, actor)
    made = _link(pupil_id, row, link, from_on=from_on)
    _record(
        "parent.linked",
        pupil_id,
        reach,
        actor=actor,
        now=now,
        after={"parent_id": row.pk, "link_id": made.pk, **asdict(link)},
    )
    return made.pk


def _parent_in_reach(parent_id: int, actor: Actor) -> Parent:
    """A parent of any pupil over whom the actor may see the family, locked. Raises OutOfReachError."""
    row = Parent.objects.select_for_update().filter(pk=parent_id, merged_into__isnull=True).first()
    pupils = ParentOf.objects.filter(in_force(actor.on), parent_id=parent_id).values_list("pupil_id", flat=True)
    reach = Reach()
    for one in reach_of_pupils(pupils, on=actor.on).values():
        reach |= one
    if row is None:
        raise OutOfReachError(Action.SEE_FAMILY)
    require(actor, Action.SEE_FAMILY, reach)
    return row


def _record(
    event: str,
    pupil_id: int,
    reach: Reach,
    *,
    actor: Actor,
    now: datetime,
    after: dict[str, Any],
    before: dict[str, Any] | None = None,
) -> None:
    record(
        event,
        actor=actor,
        chain=chain_of(reach),
        subject=("pupil", pupil_id),
        now=now,
        before=before,
        after={"pupil_id": pupil_id, **after},
    )


def locked_link(link_id: int) -> ParentOf:
    """What ties a person to a pupil, in force, locked. Raises OutOfReachError."""
    row = ParentOf.objects.select_for_update().filter(pk=link_id, to_on__isnull=True).first()
    if row is None:
        raise OutOfReachError(Action.MANAGE_PUPILS)
    return row


@transaction.atomic
def change_parent(link_id: int, *, asked: NewParent, actor: Actor, now: datetime) -> None:
    """Set how a parent is named and reached, for all their children. Event "parent.changed"; names stay out of it."""
    link = locked_link(link_id)
    reach = _manage(link.pupil_id, actor)
    row = Parent.objects.select_for_update().get(pk=link.parent_id)
    was = {name: getattr(row, name) for name in _REACHED_BY}
    _fill(row, asked)
    row.save()
    changed = sorted(name for name, value in was.items() if getattr(row, name) != value)
    if _set_address(row, asked, today=actor.on):
        changed.append("address")
    _record(
        "parent.changed", link.pupil_id, reach, actor=actor, now=now, after={"parent_id": row.pk, "changed": changed}
    )


def _set_address(row: Parent, asked: NewParent, *, today: date) -> bool:
    current = Address.objects.filter(parent=row, to_on__isnull=True).order_by("-from_on").first()
    new = new_address(row, asked, from_on=today)
    if current is not None and (current.lines, current.postcode) == (new.lines, new.postcode):
        return False
    if current is None and not asked.address:
        return False
    if current is not None:
        current.to_on = max(current.from_on, today - _DAY)
        current.save(update_fields=["to_on"])
    if asked.address:
        new.save()
    return True


@transaction.atomic
def change_link(link_id: int, *, asked: NewLink, actor: Actor, now: datetime) -> None:
    """Set what a person is to a pupil and their place in the order. Event "parent.link-changed"."""
    link = locked_link(link_id)
    reach = _manage(link.pupil_id, actor)
    before = {name: getattr(link, name) for name in asdict(asked)}
    for name, value in asdict(asked).items():
        setattr(link, name, value)
    link.save()
    if asked.contact_order is not None:
        _renumber(link.pupil_id, first=link, at=asked.contact_order)
    _record(
        "parent.link-changed",
        link.pupil_id,
        reach,
        actor=actor,
        now=now,
        before=before,
        after={"link_id": link_id, **asdict(asked)},
    )


@transaction.atomic
def change_parent_of(link_id: int, *, asked: NewParent, link: NewLink, actor: Actor, now: datetime) -> None:
    """Both at once, as on one page: how a parent is reached, and what they are to this pupil."""
    change_parent(link_id, asked=asked, actor=actor, now=now)
    change_link(link_id, asked=link, actor=actor, now=now)


@transaction.atomic
def order_contacts(pupil_id: int, *, link_ids: Sequence[int], actor: Actor, now: datetime) -> None:
    """Call these in this order, and nobody else. Event "contacts.ordered". Raises PeopleRefusedError."""
    reach = _manage(pupil_id, actor)
    links = {row.pk: row for row in ParentOf.objects.select_for_update().filter(pupil_id=pupil_id, to_on__isnull=True)}
    if len(set(link_ids)) < len(link_ids) or not set(link_ids) <= links.keys():
        raise PeopleRefusedError(gettext("Give each contact of the pupil one place"))
    before = [one.pk for one in sorted(links.values(), key=lambda one: one.contact_order or 0) if one.contact_order]
    if before == list(link_ids):
        return
    ParentOf.objects.filter(pk__in=links.keys() - set(link_ids)).update(contact_order=None)
    _write_order([links[one] for one in link_ids])
    _record(
        "contacts.ordered",
        pupil_id,
        reach,
        actor=actor,
        now=now,
        before={"link_ids": before},
        after={"link_ids": list(link_ids)},
    )


@transaction.atomic
def end_link(link_id: int, *, last_day: date, reason: str, actor: Actor, now: datetime) -> None:
    """A person is no longer of a pupil's family after a day. Event "parent.link-ended"."""
    link = locked_link(link_id)
    reach = _manage(link.pupil_id, actor)
    if last_day < link.from_on:
        raise PeopleRefusedError(gettext("The last day lies before the first"), field="last_day")
    link.to_on, link.contact_order = last_day, None
    link.save(update_fields=["to_on", "contact_order"])
    rest = ParentOf.objects.filter(pupil_id=link.pupil_id, to_on__isnull=True, contact_order__isnull=False)
    _write_order(list(rest.order_by("contact_order", "pk")))
    _record(
        "parent.link-ended",
        link.pupil_id,
        reach,
        actor=actor,
        now=now,
        after={"parent_id": link.parent_id, "link_id": link_id, "last_day": last_day, "reason": reason},
    )


@transaction.atomic
def confirm_contacts(pupil_id: int, *, on: date, actor: Actor, now: datetime) -> int:
    """The family says that all details are right as they stand. Event "contacts.confirmed"; returns how many links."""
    reach = _manage(pupil_id, actor)
    if on > actor.on:
        raise PeopleRefusedError(gettext("The day cannot lie in the future"), field="on")
    count = ParentOf.objects.filter(pupil_id=pupil_id, to_on__isnull=True).update(confirmed_on=on)
    ContactChase.objects.filter(pupil_id=pupil_id, answered_on__isnull=True).update(answered_on=on)
    _record("contacts.confirmed", pupil_id, reach, actor=actor, now=now, after={"on": on, "links": count})
    return count


@transaction.atomic
def chase_contacts(school_id: int, *, pupil_ids: Sequence[int], how: str, on: date, actor: Actor, now: datetime) -> int:
    """Ask families to check their details, or note that they were asked. Event "contacts.chased"; returns how many.

    how: text and email are sent by `messages`, which hears the event, to the first contact who may be reached so; a
    letter, a call and a talk are noted. Raises PeopleRefusedError, also where a family cannot be reached by text or
    e-mail.
    """
    require(actor, Action.MANAGE_PUPILS, reach_of_school(school_id))
    current = Enrolment.objects.filter(
        in_force(on, starts="starts_on", ends="ends_on"), school_id=school_id, pupil_id__in=set(pupil_ids)
    )
    alive = Pupil.objects.filter(died_on__isnull=True, pk__in=current.values("pupil_id"))
    asked = sorted(alive.values_list("pk", flat=True))
    if not asked:
        raise PeopleRefusedError(gettext("Choose at least one pupil"), field="pupils")
    if silent := _not_reached(asked, how=how, on=on):
        raise PeopleRefusedError(
            gettext("Ask these families in another way, nobody of theirs can be reached so: %(names)s")
            % {"names": ", ".join(silent)},
            field="pupils",
        )
    ContactChase.objects.bulk_create(
        ContactChase(pupil_id=one, school_id=school_id, asked_on=on, how=how) for one in asked
    )
    record(
        "contacts.chased",
        actor=actor,
        chain=f"school:{school_id}",
        subject=("school", school_id),
        now=now,
        after={"school_id": school_id, "pupil_ids": asked, "how": how, "on": on},
    )
    return len(asked)


def _not_reached(pupil_ids: Sequence[int], *, how: str, on: date) -> list[str]:
    """The names of the pupils of whose contacts nobody has a number, or an address, for that way of asking."""
    if how not in _SENT:
        return []
    called = ParentOf.objects.filter(in_force(on), pupil_id__in=pupil_ids, contact_order__isnull=False, safe_contact="")
    has_number = ~Q(parent__telephone="") | ~Q(parent__other_telephone="")
    reached = called.filter(~Q(parent__email="") if how == "email" else has_number).values("pupil_id")
    rows = Pupil.objects.filter(pk__in=pupil_ids).exclude(pk__in=reached)
    return [used_name(row) for row in rows.order_by("sort_key", "pk")]


@transaction.atomic
def set_safe_contact(link_id: int, *, note: str, actor: Actor, now: datetime) -> None:
    """Write how a person must not be reached. Event "parent.safe-contact-set"; the note itself stays out of it."""
    link = locked_link(link_id)
    reach = reach_of_pupil(link.pupil_id, on=actor.on)
    require(actor, Action.SEE_SAFEGUARDING, reach)
    require(actor, Action.LOG_CONTACT, reach)
    had = bool(link.safe_contact)
    link.safe_contact = note
    link.save(update_fields=["safe_contact"])
    _record(
        "parent.safe-contact-set",
        link.pupil_id,
        reach,
        actor=actor,
        now=now,
        before={"has_note": had},
        after={"parent_id": link.parent_id, "link_id": link_id, "has_note": bool(note)},
    )
