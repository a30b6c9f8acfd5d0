"""The values that travel between rooms: what is known of a pupil, a family, a roll. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime

__all__ = [
    "Around",
    "CharacteristicFacts",
    "ContactGap",
    "EnrolmentFacts",
    "Family",
    "FormerName",
    "GroupFacts",
    "GroupSpan",
    "MoveFacts",
    "ParentFacts",
    "ParentOnFile",
    "ProfessionalFacts",
    "PupilFacts",
    "PupilFound",
    "PupilOnRoll",
    "UpnFacts",
]


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """A class for registration in one academic year, or another group. kind: registration or other."""

    id: int
    school_id: int
    year: int
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class PupilOnRoll:
    """A pupil on a school's roll on a day.

    name: as used; sort_key: what lists are ordered by, folded. nc_year, group_id, group_name: of the registration
    group that day, None and "" where there is none. starts_on, ends_on: of the enrolment (ends_on the last day on
    roll). kind: main, dual-main, dual-subsidiary. attends: 14 of 1/0, Monday AM first, or "" for full time.
    """

    id: int
    name: str
    legal_name: str
    sort_key: str
    sex: str
    born_on: date
    nc_year: int | None
    group_id: int | None
    group_name: str
    school_id: int
    starts_on: date
    ends_on: date | None
    kind: str
    attends: str
    died_on: date | None

    @property
    def is_alive(self) -> bool:
        """Whether the pupil lives: of somebody who died, no list and no message speaks."""
        return self.died_on is None


@dataclass(frozen=True, slots=True)
class EnrolmentFacts:
    """A pupil on a school's admission register, from a day to the last day on roll, with the ground of deletion."""

    id: int
    pupil_id: int
    school_id: int
    kind: str
    boards: bool
    starts_on: date
    ends_on: date | None
    ground: str
    destination: str


@dataclass(frozen=True, slots=True)
class GroupSpan:
    """A pupil in a group, from a day to a day, with the national curriculum year and the part-time pattern there."""

    pupil_id: int
    group_id: int
    nc_year: int
    from_on: date
    to_on: date | None
    attends: str


@dataclass(frozen=True, slots=True)
class UpnFacts:
    """A unique pupil number; to_on is None for the present one."""

    upn: str
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class FormerName:
    """The names up to a day."""

    legal_name: str
    known_name: str
    to_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class CharacteristicFacts:
    """Something about a pupil from a day to a day; superseded_at is set where it was corrected later."""

    id: int
    kind: str
    value: str
    from_on: date
    to_on: date | None
    recorded_at: datetime
    superseded_at: datetime | None


@dataclass(frozen=True, slots=True)
class PupilFacts:
    """A pupil as somebody who may see them knows them.

    name: as used. enrolments: every one, the newest first. group: of registration on the day asked for.
    characteristics: those in force that day, None where the actor may not see them.
    """

    id: int
    name: str
    legal_name: str
    legal_forename: str
    legal_surname: str
    middle_names: str
    known_forename: str
    known_surname: str
    sort_key: str
    sex: str
    born_on: date
    died_on: date | None
    upn: str
    upns: tuple[UpnFacts, ...]
    former_names: tuple[FormerName, ...]
    enrolments: tuple[EnrolmentFacts, ...]
    group: GroupFacts | None
    nc_year: int | None
    attends: str
    characteristics: tuple[CharacteristicFacts, ...] | None
    same_person: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PupilFound:
    """One answer of a search. upn: the present one, "" where there is none."""

    id: int
    name: str
    legal_name: str
    born_on: date
    upn: str
    school_id: int | None
    group_name: str
    is_on_roll: bool
    has_died: bool = False


@dataclass(frozen=True, slots=True)
class ParentFacts:
    """What a person is to a pupil, and how they are reached.

    A parent is anyone with parental responsibility or care (`is_parent`); others are contacts only. link_id: of what
    ties them to this pupil. contact_order: 1 is called first, None is not called. has_safe_contact: that there is a
    note on how not to reach them, for those who may not read it: they must ask before calling.
    """

    id: int
    link_id: int
    name: str
    title: str
    forename: str
    surname: str
    relation: str
    has_responsibility: bool
    has_care: bool
    lives_with_pupil: bool
    contact_order: int | None
    confirmed_on: date | None
    telephone: str
    other_telephone: str
    email: str
    language: str
    needs_interpreter: bool
    address: str
    has_safe_contact: bool
    from_on: date
    to_on: date | None

    @property
    def is_parent(self) -> bool:
        """Anyone with parental responsibility or care, whether or not they live with the child."""
        return self.has_responsibility or self.has_care

    @property
    def can_be_reached(self) -> bool:
        """Whether there is any number or address to reach them by."""
        return bool(self.telephone or self.other_telephone or self.email)


@dataclass(frozen=True, slots=True)
class Family:
    """Everybody around a pupil at home on a day: contacts in calling order, then the others by name.

    siblings: pupils who share a parent with this one and whom the actor may see, at any school.
    """

    pupil_id: int
    people: tuple[ParentFacts, ...]
    siblings: tuple[int, ...] = ()

    @property
    def parents(self) -> tuple[ParentFacts, ...]:
        """Those with parental responsibility or care."""
        return tuple(one for one in self.people if one.is_parent)

    @property
    def contacts(self) -> tuple[ParentFacts, ...]:
        """Those who are called, in order, whom anything is known to reach by."""
        return tuple(one for one in self.people if one.contact_order is not None and one.can_be_reached)


@dataclass(frozen=True, slots=True)
class ParentOnFile:
    """A parent or contact who is in the records already: to be chosen for a brother or sister."""

    id: int
    name: str
    telephone: str
    email: str
    pupil_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ProfessionalFacts:
    """Somebody who works with a child. tell_of_unexplained_absence: they hear the same day."""

    id: int
    link_id: int
    pupil_id: int
    name: str
    role: str
    organisation: str
    telephone: str
    email: str
    tell_of_unexplained_absence: bool
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Around:
    """Who and what is around a pupil, for lists that put the most vulnerable first.

    comes_first: at least one of the others holds; the one thing said to somebody who may not see safeguarding.
    must_tell: somebody has to be told of an unexplained absence the same day. The flags and `tell` are False and
    empty for those who may not see safeguarding. Showing them is a restricted read: the caller records it.
    """

    pupil_id: int
    comes_first: bool = False
    must_tell: bool = False
    social_worker: bool = False
    youth_justice: bool = False
    virtual_school: bool = False
    in_care: bool = False
    tell: tuple[ProfessionalFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactGap:
    """What is missing in a pupil's contacts. held: how many can be reached; wanted: how many the school asks for."""

    pupil_id: int
    name: str
    sort_key: str
    group_name: str
    held: int
    wanted: int
    has_email: bool
    confirmed_on: date | None
    is_unconfirmed: bool
    chased_on: date | None
    chased_how: str = ""

    @property
    def is_short(self) -> bool:
        """Fewer contacts than the school asks for."""
        return self.held < self.wanted


@dataclass(frozen=True, slots=True)
class MoveFacts:
    """A pupil on the way from one school to another. state: offered, accepted, declined.

    stays: the pupil stays at the first school as well.
    """

    id: int
    pupil_id: int
    pupil_name: str
    born_on: date
    from_school_id: int
    to_school_id: int
    offered_at: datetime
    starts_on: date
    state: str
    answered_at: datetime | None
    answer: str
    stays: bool = False
