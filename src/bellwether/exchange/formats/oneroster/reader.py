"""From the tables of a bundle to pupils, registration groups and contacts of one school.

In English use the identifier of a school is its URN (or DfE number), that of a student the UPN, grades the national
curriculum year, and a class of type homeroom the registration group. Passwords are never read.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bellwether.core.identifiers import check_upn
from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.dates import BadDate, read_date
from bellwether.exchange.formats.finish import upn_trouble
from bellwether.exchange.formats.oneroster.bundle import open_bundle
from bellwether.exchange.formats.people.values import Cells, nc_year_of
from bellwether.people.brought import Brought, BroughtContact, BroughtPupil, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import date
    from pathlib import Path

    from bellwether.core.problems import ProblemLog
    from bellwether.exchange.formats.named import NamedRow
    from bellwether.exchange.formats.oneroster.bundle import Bundle
    from bellwether.exchange.formats.reporting import FileLog

__all__ = ["read_oneroster"]

_VERSIONS: Final = frozenset({"1.1", "1.2"})
_GONE: Final = "tobedeleted"
_PUPILS: Final = frozenset({"student"})
_AROUND: Final = {"parent": "other", "guardian": "guardian", "relative": "other"}
_SEXES: Final = {"male": "M", "m": "M", "female": "F", "f": "F"}
_UPN_IN_IDS: Final = re.compile(r"\{\s*upn\s*:\s*([A-Za-z0-9]+)\s*\}", re.IGNORECASE)


@dataclass
class _Roster:
    """What is known while a bundle is read. school: the sourcedId of ours, None where the bundle names none."""

    bundle: Bundle
    today: date
    school: str | None = None
    is_known: bool = True
    roles: dict[str, set[tuple[str, str]]] = field(default_factory=lambda: defaultdict(set))
    born: dict[str, tuple[str, NamedRow]] = field(default_factory=dict)
    homeroom: dict[str, tuple[str, str, str]] = field(default_factory=dict)

    def log(self, name: str) -> FileLog:
        return self.bundle.logs[name]


def read_oneroster(
    paths: Sequence[Path], *, is_ours: Callable[[str], bool], today: date, problems: ProblemLog
) -> Brought:
    """The pupils of one school in a bundle, and the people around them.

    is_ours: whether an identifier or name is that of the school. Problems go to `problems`.
    """
    bundle = open_bundle(paths, problems=problems)
    if not bundle.of("users"):
        if not problems.has_errors():
            log = next(iter(bundle.logs.values()), None)
            text = "The roster holds no users.csv with anybody in it. Export it again."
            if log is not None:
                log.refuse(ProblemKind.NO_MARKS, text)
        return Brought()
    roster = _Roster(bundle, today)
    is_whole = _manifest(roster)
    _find_school(roster, is_ours)
    if not roster.is_known:
        return Brought()
    _roles(roster)
    _demographics(roster)
    _homerooms(roster)
    pupils = [one for row in bundle.of("users") if (one := _pupil(row, roster)) is not None]
    if not pupils and not problems.has_errors():
        text = "No user is a student of this school. Look at role and orgSourcedIds, or at roles.csv."
        roster.log("users").refuse(ProblemKind.NO_MARKS, text)
    return Brought(tuple(pupils), (), tuple(_contacts(pupils, roster)), is_whole=is_whole)


def _manifest(roster: _Roster) -> bool:
    """Whether the users are all there are; a version that we do not know is warned about."""
    said = {row.text("propertyName").casefold(): row.text("value") for row in roster.bundle.of("manifest")}
    version = said.get("oneroster.version", "")
    if roster.bundle.of("manifest") and version not in _VERSIONS:
        text = "This version of the format is not one we know (1.1 and 1.2). It is read as if it were."
        roster.log("manifest").caution(ProblemKind.UNKNOWN_VERSION, text, found=version)
    return said.get("file.users", "bulk").casefold() == "bulk"


def _find_school(roster: _Roster, is_ours: Callable[[str], bool]) -> None:
    orgs = [row for row in roster.bundle.of("orgs") if row.text("status").casefold() != _GONE]
    schools = [row for row in orgs if row.text("type").casefold() in ("school", "")]
    ours = [row for row in schools if is_ours(row.text("identifier")) or is_ours(row.text("name"))]
    if ours:
        roster.school = ours[0].text("sourcedId")
    elif schools:
        names = ", ".join(row.text("name") or row.text("identifier") for row in schools[:5])
        text = (
            f"None of the schools in the roster is this one: {names}. Give this school's URN or DfE number as its "
            "identifier."
        )
        roster.log("orgs").refuse(ProblemKind.SIMILAR_SCHOOLS, text, found=names)
        roster.is_known = False


def _roles(roster: _Roster) -> None:
    """Who is what where: from roles.csv (1.2), else from the users (1.1)."""
    for row in roster.bundle.of("roles"):
        if row.text("status").casefold() != _GONE:
            orgs = _list(row.text("orgSourcedId") or row.text("orgSourcedIds"))
            for org in orgs or [""]:
                roster.roles[row.text("userSourcedId")].add((row.text("role").casefold(), org))
    for row in roster.bundle.of("users"):
        user = row.text("sourcedId")
        if user not in roster.roles and row.text("role"):
            for org in _list(row.text("orgSourcedIds") or row.text("primaryOrgSourcedId")) or [""]:
                roster.roles[user].add((row.text("role").casefold(), org))


def _list(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _demographics(roster: _Roster) -> None:
    for row in roster.bundle.of("demographics"):
        if row.text("status").casefold() != _GONE:
            roster.born[row.text("userSourcedId") or row.text("sourcedId")] = (row.text("sex").casefold(), row)


def _homerooms(roster: _Roster) -> None:
    """The registration group of each user, its grades, and from when: the newest that has begun."""
    classes = {
        row.text("sourcedId"): row
        for row in roster.bundle.of("classes")
        if row.text("classType").casefold() == "homeroom" and row.text("status").casefold() != _GONE
        if roster.school is None or row.text("schoolSourcedId") in ("", roster.school)
    }
    newest: dict[str, str] = {}
    for row in roster.bundle.of("enrollments"):
        room, user = classes.get(row.text("classSourcedId")), row.text("userSourcedId")
        if room is None or row.text("role").casefold() not in _PUPILS or row.text("status").casefold() == _GONE:
            continue
        begin = row.text("beginDate")
        if user not in newest or begin >= newest[user]:
            newest[user] = begin
            roster.homeroom[user] = (room.text("title"), room.text("grades"), begin)


def _is_pupil_here(user: str, roster: _Roster) -> bool:
    return any(
        role in _PUPILS and (roster.school is None or org in ("", roster.school))
        for role, org in roster.roles.get(user, ())
    )


def _pupil(row: NamedRow, roster: _Roster) -> BroughtPupil | None:
    user, log = row.text("sourcedId"), roster.log("users")
    if not _is_pupil_here(user, roster):
        return None
    upn = _upn(row)
    label = upn or user
    if upn and (trouble := upn_trouble(upn, is_upn=True)) is not None:
        log.add(trouble, row=row.line, column=row.header("identifier"), pupil=label, found=upn)
    group, grades, begin = roster.homeroom.get(user, ("", "", ""))
    sex, born = roster.born.get(user, ("", None))
    return BroughtPupil(
        label=label,
        place=Place(log.file or "", row.line),
        upn=upn,
        number=user[:60],
        legal_forename=row.text("givenName")[:100],
        legal_surname=row.text("familyName")[:100],
        middle_names=row.text("middleName")[:150],
        known_forename=row.text("preferredGivenName")[:100],
        known_surname=row.text("preferredFamilyName")[:100],
        sex=_SEXES.get(sex, ""),
        born_on=Cells(born, roster.log("demographics"), label).day("birthDate") if born is not None else None,
        starts_on=_begin(begin, roster),
        is_gone=row.text("status").casefold() == _GONE,
        nc_year=_year(row.text("grades"), grades),
        group=group[:40],
    )


def _upn(row: NamedRow) -> str:
    """The identifier where it is a UPN, or one among the other ids."""
    if match := _UPN_IN_IDS.search(row.text("userIds")):
        return match[1].upper()
    identifier = row.text("identifier").upper()
    return identifier if check_upn(identifier).is_sound else ""


def _year(own: str, of_class: str) -> int | None:
    """The one grade of the pupil, else of the class."""
    for grades in (own, of_class):
        years = {nc_year_of(grade) for grade in _list(grades)} - {None}
        if len(years) == 1:
            return years.pop()
    return None


def _begin(begin: str, roster: _Roster) -> date | None:
    """When the pupil began in the class, else when the school year did."""
    day = read_date(begin) if begin else None
    if day is not None and not isinstance(day, BadDate):
        return day
    for row in roster.bundle.of("academicsessions"):
        first, last = read_date(row.text("startDate")), read_date(row.text("endDate"))
        if isinstance(first, BadDate) or isinstance(last, BadDate):
            continue
        if row.text("type").casefold() == "schoolyear" and first <= roster.today <= last:
            return first
    return None


def _contacts(pupils: Sequence[BroughtPupil], roster: _Roster) -> list[BroughtContact]:
    """Parents, guardians and relatives, tied by the agents of either side."""
    users = {row.text("sourcedId"): row for row in roster.bundle.of("users")}
    around: dict[str, list[str]] = defaultdict(list)
    here = {one.number: one for one in pupils if not one.is_gone}
    for user, row in users.items():
        for agent in _list(row.text("agentSourcedIds")):
            pupil, other = (user, agent) if user in here else (agent, user)
            if pupil in here and other in users and other not in around[pupil]:
                around[pupil].append(other)
    found = []
    for number, others in around.items():
        for other in others:
            contact = _contact(here[number], users[other], roster)
            found += [contact] if contact is not None else []
    return found


def _contact(pupil: BroughtPupil, row: NamedRow, roster: _Roster) -> BroughtContact | None:
    roles = [role for role, _org in sorted(roster.roles.get(row.text("sourcedId"), ())) if role in _AROUND]
    if not roles or row.text("status").casefold() == _GONE:
        return None
    phones = [text for text in (row.text("sms"), row.text("phone")) if text]
    return BroughtContact(
        pupil=pupil.label,
        place=Place(roster.log("users").file or "", row.line),
        number=row.text("sourcedId")[:60],
        forename=row.text("givenName")[:100],
        surname=row.text("familyName")[:100],
        relation=_AROUND[roles[0]] if _AROUND[roles[0]] != "other" else "",
        telephone=phones[0] if phones else "",
        other_telephone=phones[1] if len(phones) > 1 else "",
        email=row.text("email"),
    )
