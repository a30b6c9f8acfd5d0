"""What a file says of people beside what is known: who would be made, what would change, what cannot be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext

from bellwether.core.calendar import academic_year_of
from bellwether.core.calendar.grid import first_monday
from bellwether.organisations.selectors import school
from bellwether.people.asked import LoadedPupil, NewPupil, Placement
from bellwether.people.bringing.contacts import compare_contacts
from bellwether.people.bringing.known import know
from bellwether.people.bringing.plan import Absent, Change, Create, Join, NewGroup, PeoplePlan, Refused, Return
from bellwether.people.errors import PeopleRefusedError
from bellwether.people.folding import fold
from bellwether.people.models import PupilUpn
from bellwether.people.numbers import plain_number, sound_upn

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bellwether.people.bringing.known import Known
    from bellwether.people.brought import Brought, BroughtMembership, BroughtPupil
    from bellwether.people.models import GroupMembership

__all__ = ["compare_brought"]

_NAMES: Final = ("legal_forename", "legal_surname", "middle_names", "known_forename", "known_surname")


@dataclass(slots=True)
class _Comparing:
    """What is gathered while a file is gone through. by_label: known pupils; new: labels of pupils to be made, and
    new_numbers their numbers in the other system. found: pupils of a line; joined: who joins another group, and which.
    """

    school_id: int
    known: Known
    years: range
    today: date
    year_began: date
    by_label: dict[str, int] = field(default_factory=dict)
    new: dict[str, Create] = field(default_factory=dict)
    new_numbers: set[str] = field(default_factory=set)
    returns: list[Return] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    joins: list[Join] = field(default_factory=list)
    joined: set[tuple[int | str, str]] = field(default_factory=set)
    found: set[int] = field(default_factory=set)
    refused: list[Refused] = field(default_factory=list)
    absent: list[Absent] = field(default_factory=list)
    wanted_groups: dict[str, str] = field(default_factory=dict)
    same: int = 0
    left: int = 0

    def refuse(self, one: BroughtPupil, why: str) -> None:
        self.refused.append(Refused(one.label, one.name, one.place, why))


def compare_brought(school_id: int, brought: Brought, *, today: date) -> PeoplePlan:
    """What a file would do. Nothing is written, nobody is found by a name. A fixed number of queries."""
    year = academic_year_of(today)
    known, years = know(school_id, year=year, on=today), school(school_id).years
    going = _Comparing(school_id, known, years, today, first_monday(year))
    elsewhere = _held_elsewhere(brought.pupils, going.known)
    namesakes = going.known.namesakes()
    for one in brought.pupils:
        _pupil(one, going, elsewhere=elsewhere, namesakes=namesakes)
    aliases = {alias: label for label, one in going.new.items() for alias in _aliases(label, one)}
    for membership in brought.memberships:
        _membership(membership, going, new=aliases)
    coming = {one.pupil_id for one in going.returns}
    contacts = compare_contacts(brought.contacts, going.known, by_label=going.by_label, new=aliases, coming=coming)
    named = set(going.by_label.values())
    if brought.is_whole and brought.pupils:
        silent = sorted(going.known.enrolled.keys() - named)
        going.absent += [Absent(pupil, says_left=False) for pupil in silent]
    return PeoplePlan(
        creates=tuple(going.new.values()),
        returns=tuple(going.returns),
        changes=tuple(going.changes),
        groups=tuple(NewGroup(name, kind) for name, kind in sorted(going.wanted_groups.items())),
        joins=tuple(going.joins),
        contacts=contacts.steps,
        orders=contacts.orders,
        refused=(*going.refused, *contacts.refused),
        absent=tuple(going.absent),
        unmentioned=contacts.unmentioned,
        same=going.same,
        left=going.left,
    )


def _aliases(label: str, one: Create) -> set[str]:
    """By what other files may call a pupil whom this import makes."""
    return {label, one.asked.pupil.upn, plain_number(one.asked.number)} - {""}


def _held_elsewhere(pupils: Iterable[BroughtPupil], known: Known) -> frozenset[str]:
    """UPNs that pupils have who were never at this school."""
    ours = known.numbers.present.keys() | known.numbers.former.keys()
    asked = {one.upn.strip().upper() for one in pupils if one.upn} - ours
    if not asked:
        return frozenset()
    taken = PupilUpn.objects.filter(to_on__isnull=True).values_list("upn", flat=True)
    return frozenset(asked & set(taken.iterator()))


def _pupil(
    one: BroughtPupil,
    going: _Comparing,
    *,
    elsewhere: frozenset[str],
    namesakes: dict[tuple[str, str, date], list[int]],
) -> None:
    if one.label in going.by_label or one.label in going.new:
        going.refuse(one, gettext("This pupil stands in the file twice. Keep the line that is right."))
        return
    pupil_id, clash = _who(one, going.known)
    if clash:
        going.refuse(one, clash)
    elif pupil_id is not None and pupil_id in going.found:
        going.refuse(one, gettext("Another line of the file is about the same pupil. Keep the one that is right."))
    elif pupil_id is None and one.number and plain_number(one.number) in going.new_numbers:
        going.refuse(one, gettext("Another line of the file has the same number of the other system. Correct one."))
    elif pupil_id is not None:
        going.by_label[one.label] = pupil_id
        going.found.add(pupil_id)
        _known_pupil(one, pupil_id, going)
    elif one.is_gone or (one.leaves_on is not None and one.leaves_on < going.today):
        going.left += 1
    else:
        why = _why_not_new(one, going, elsewhere=elsewhere, namesakes=namesakes)
        if why:
            going.refuse(one, why)
        else:
            going.new[one.label] = _create(one, going)
            going.new_numbers.add(plain_number(one.number))


def _who(one: BroughtPupil, known: Known) -> tuple[int | None, str]:
    """Who it is, by numbers alone, or what is wrong with the numbers."""
    numbers = known.numbers
    by_upn = numbers.by_upn(one.upn) if one.upn else None
    if by_upn is None and one.former_upn:
        by_upn = numbers.by_upn(one.former_upn)
    by_number = numbers.by_number(one.number)
    if by_upn is not None and by_number is not None and by_upn != by_number:
        return None, gettext("The UPN belongs to one pupil here and the other system's number to another.")
    return (by_upn if by_upn is not None else by_number), ""


def _why_not_new(
    one: BroughtPupil,
    going: _Comparing,
    *,
    elsewhere: frozenset[str],
    namesakes: dict[tuple[str, str, date], list[int]],
) -> str:
    """Why nobody may be made of this line, or ""."""
    if one.upn.strip().upper() in elsewhere:
        return gettext(
            "A pupil with this UPN is in the records of another school. Ask that school to offer the move, or enrol "
            "the pupil by hand if they are registered at both."
        )
    try:
        sound_upn(one.upn)
    except PeopleRefusedError as refused:
        return " ".join(refused.problems)
    missing = _missing(one)
    if missing:
        return gettext("To enter a new pupil the file must also give: %(what)s.") % {"what": ", ".join(missing)}
    return _doubtful(one, going, namesakes)


def _doubtful(one: BroughtPupil, going: _Comparing, namesakes: dict[tuple[str, str, date], list[int]]) -> str:
    """What speaks against a line that is complete, or ""."""
    if one.born_on is not None and namesakes.get((fold(one.legal_forename), fold(one.legal_surname), one.born_on)):
        return gettext(
            "A pupil of this name and day of birth is on roll here under another number or none. If it is the same "
            "child, put this UPN into their record; if not, enter the child by hand."
        )
    if one.born_on is not None and one.starts_on is not None and one.born_on > one.starts_on:
        return gettext("The day of admission lies before the day of birth.")
    if one.nc_year is not None and one.nc_year not in going.years:
        return gettext("The school does not teach this year group.")
    return ""


def _missing(one: BroughtPupil) -> list[str]:
    wanted = {
        gettext("a UPN or the other system's number"): one.upn or one.number,
        gettext("legal forename"): one.legal_forename,
        gettext("legal surname"): one.legal_surname,
        gettext("sex (F or M)"): one.sex,
        gettext("date of birth"): one.born_on,
        gettext("admission date"): one.starts_on,
    }
    if one.group:
        wanted[gettext("year group")] = "known" if one.nc_year is not None else ""
    return [name for name, value in wanted.items() if not value]


def _create(one: BroughtPupil, going: _Comparing) -> Create:
    assert one.born_on is not None  # noqa: S101  (asked for before)
    assert one.starts_on is not None  # noqa: S101
    if one.group and one.group not in going.known.groups:
        going.wanted_groups[one.group] = "registration"
    new = NewPupil(
        legal_forename=one.legal_forename,
        legal_surname=one.legal_surname,
        sex=one.sex,
        born_on=one.born_on,
        middle_names=one.middle_names,
        known_forename=one.known_forename,
        known_surname=one.known_surname,
        upn=one.upn.strip().upper(),
    )
    placement = Placement(going.school_id, one.starts_on, kind=one.kind or "main", nc_year=one.nc_year or 0)
    since = max(one.starts_on, going.year_began)
    facts = tuple((kind, value, since) for kind, value in sorted(one.characteristics.items()) if value)
    asked = LoadedPupil(
        new, placement, facts, address=one.address, postcode=one.postcode, number=one.number.strip(), grouped_on=since
    )
    return Create(one.label, asked, one.group)


def _known_pupil(one: BroughtPupil, pupil_id: int, going: _Comparing) -> None:
    known = going.known
    if known.pupils[pupil_id].died_on is not None:
        going.left += 1  # whatever another system still says, nothing happens to their record
        return
    if pupil_id not in known.enrolled:
        _who_left(one, pupil_id, going)
        return
    if one.is_gone or one.leaves_on is not None:
        going.absent.append(Absent(pupil_id, says_left=True, last_day=one.leaves_on))
    before = len(going.changes) + len(going.joins)
    going.changes += _changes(one, pupil_id, going)
    _registration(one, pupil_id, going)
    going.same += len(going.changes) + len(going.joins) == before


def _who_left(one: BroughtPupil, pupil_id: int, going: _Comparing) -> None:
    """Somebody who was here before: comes back, or is only mentioned still."""
    last = going.known.last_day.get(pupil_id)
    if one.is_gone or one.leaves_on is not None or one.starts_on is None or (last and one.starts_on <= last):
        going.left += 1
        return
    going.returns.append(Return(pupil_id, one.starts_on, one.kind or "main"))
    going.changes += _changes(one, pupil_id, going)
    _registration(one, pupil_id, going, from_on=one.starts_on)


def _changes(one: BroughtPupil, pupil_id: int, going: _Comparing) -> list[Change]:
    """Field by field; what the file leaves blank stays."""
    row, known = going.known.pupils[pupil_id], going.known
    found = [
        Change(pupil_id, name, getattr(row, name), value)
        for name in _NAMES
        if (value := getattr(one, name)) and value != getattr(row, name)
    ]
    if one.sex and one.sex != row.sex:
        found.append(Change(pupil_id, "sex", row.sex, one.sex))
    if one.born_on is not None and one.born_on != row.born_on:
        found.append(Change(pupil_id, "born_on", row.born_on.isoformat(), one.born_on.isoformat()))
    upn, present = one.upn.strip().upper(), known.upns.get(pupil_id, "")
    if upn and upn != present and pupil_id not in known.numbers.former.get(upn, ()):
        found.append(Change(pupil_id, "upn", present, upn))
    if one.number and plain_number(one.number) not in known.own_numbers.get(pupil_id, ()):
        found.append(Change(pupil_id, "number", "", one.number.strip()))
    home = known.homes.get(pupil_id)
    if one.address and (home is None or (home.lines, home.postcode) != (one.address, one.postcode.strip().upper())):
        before = "" if home is None else f"{home.lines}\n{home.postcode}"
        found.append(Change(pupil_id, "address", before, f"{one.address}\n{one.postcode.strip().upper()}"))
    return [*found, *_characteristics(one, pupil_id, going)]


def _characteristics(one: BroughtPupil, pupil_id: int, going: _Comparing) -> list[Change]:
    held = going.known.characteristics.get(pupil_id, {})
    found = []
    for kind, value in sorted(one.characteristics.items()):
        before = held[kind].value if kind in held else ""
        if (value or "") != before:
            found.append(Change(pupil_id, f"characteristic:{kind}", before, value or ""))
    return found


def _registration(one: BroughtPupil, pupil_id: int, going: _Comparing, *, from_on: date | None = None) -> None:
    """The registration group, where the file names another."""
    now = going.known.registered.get(pupil_id)
    nc_year = one.nc_year if one.nc_year is not None else (now.nc_year if now else None)
    group = one.group or (now.group.name if now else "")
    if not group or (now is not None and from_on is None and (now.group.name, now.nc_year) == (group, nc_year)):
        return
    if nc_year is None or nc_year not in going.years:
        going.refuse(one, gettext("The file does not say which year group of this school the pupil is in."))
        return
    if group not in going.known.groups:
        going.wanted_groups[group] = "registration"
    elif going.known.groups[group].kind != "registration":
        going.refuse(one, gettext("The group %(name)s is no registration group here.") % {"name": group})
        return
    before, attends = (now.group.name, now.attends) if now else ("", "")
    first = from_on or _joins_on(pupil_id, now, going)
    going.joins.append(Join(pupil_id, group, nc_year, first, before, is_registration=True, attends=attends))


def _joins_on(pupil_id: int, now: GroupMembership | None, going: _Comparing) -> date:
    """From today on; who was in no group yet, since the year began or they came."""
    came = going.known.enrolled[pupil_id].starts_on
    return max(going.today, came) if now is not None else max(going.year_began, came)


def _membership(one: BroughtMembership, going: _Comparing, *, new: Mapping[str, str]) -> None:
    """A club, a house, a set: any group that is not the registration group."""
    label = new.get(one.pupil, "") or new.get(plain_number(one.pupil), "")
    pupil_id = 0 if label else going.by_label.get(one.pupil, going.known.numbers.by_label(one.pupil))
    group = going.known.groups.get(one.group)
    if pupil_id is None or not (label or pupil_id in going.known.enrolled):
        why = gettext("No pupil on roll here has this number. Bring the pupils first.")
        going.refused.append(Refused(one.pupil, "", one.place, why))
    elif group is not None and group.kind == "registration":
        why = gettext("%(name)s is a registration group: it is set by the list of pupils.") % {"name": one.group}
        going.refused.append(Refused(one.pupil, "", one.place, why))
    elif group is not None and group.pk in going.known.in_groups.get(pupil_id, ()):
        going.same += 1
    else:
        _join(one, going, pupil_id=pupil_id, label=label)


def _join(one: BroughtMembership, going: _Comparing, *, pupil_id: int, label: str) -> None:
    now = going.known.registered.get(pupil_id)
    nc_year = going.new[label].asked.placement.nc_year if label else now.nc_year if now is not None else None
    if nc_year is None:
        why = gettext("The pupil is in no registration group, so that their year group is not known.")
        going.refused.append(Refused(one.pupil, "", one.place, why))
        return
    if one.group not in going.known.groups:
        going.wanted_groups.setdefault(one.group, "other")
    first = going.new[label].asked.placement.starts_on if label else going.known.enrolled[pupil_id].starts_on
    from_on = one.from_on or max(going.today, first)
    join = Join(pupil_id, one.group, nc_year, from_on, "", is_registration=False, pupil_label=label)
    if (label or pupil_id, one.group) not in going.joined:
        going.joined.add((label or pupil_id, one.group))
        going.joins.append(join)
