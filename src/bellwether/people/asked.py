"""The values that services take: what somebody asks to have written down. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = [
    "Enquiries",
    "LoadedPupil",
    "NewLink",
    "NewParent",
    "NewProfessional",
    "NewPupil",
    "Placement",
]


@dataclass(frozen=True, slots=True)
class NewPupil:
    """A child as they are entered. sex: F or M. upn: "" where none is known yet."""

    legal_forename: str
    legal_surname: str
    sex: str
    born_on: date
    middle_names: str = ""
    known_forename: str = ""
    known_surname: str = ""
    upn: str = ""


@dataclass(frozen=True, slots=True)
class Placement:
    """A place on a school's admission register, and in a registration group where group_id is given.

    kind: main, dual-main, dual-subsidiary. attends: 14 of 1/0, Monday AM first, or "" for full time.
    ends_on, ground: only for what is loaded from the past.
    """

    school_id: int
    starts_on: date
    kind: str = "main"
    boards: bool = False
    group_id: int | None = None
    nc_year: int = 0
    attends: str = ""
    ends_on: date | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Enquiries:
    """Joint reasonable enquiries of school and authority, each with the day on which they were complete."""

    school_on: date | None = None
    authority_on: date | None = None


@dataclass(frozen=True, slots=True)
class NewParent:
    """A parent or another contact. Numbers as typed; they are kept in the international form."""

    forename: str
    surname: str
    title: str = ""
    telephone: str = ""
    other_telephone: str = ""
    email: str = ""
    language: str = "en"
    needs_interpreter: bool = False
    address: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class NewLink:
    """What a person is to a pupil. contact_order: 1 is called first, None is not called."""

    relation: str
    has_responsibility: bool
    has_care: bool
    lives_with_pupil: bool
    contact_order: int | None = None


@dataclass(frozen=True, slots=True)
class NewProfessional:
    """Somebody who works with children. role: one of `people.kinds.PROFESSIONALS`."""

    name: str
    role: str
    organisation: str = ""
    telephone: str = ""
    email: str = ""
    tell_of_unexplained_absence: bool = False


@dataclass(frozen=True, slots=True)
class LoadedPupil:
    """One pupil of a batch, with all that comes along.

    characteristics: kind, value, first day. family: by key of `load_people`'s parents, so that brothers and sisters
    share theirs; confirmed_on: when that family last confirmed its details. address, postcode: where the pupil lives.
    number: what another system of the school calls them. grouped_on: since when they are in the group, None for as
    long as they are on roll.
    """

    pupil: NewPupil
    placement: Placement
    characteristics: tuple[tuple[str, str, date], ...] = ()
    family: Mapping[str, NewLink] | None = None
    confirmed_on: date | None = None
    professionals: tuple[NewProfessional, ...] = ()
    address: str = ""
    postcode: str = ""
    number: str = ""
    grouped_on: date | None = None
