"""What another system says of pupils, groups and contacts, read but not looked at yet. None or "": it does not say.

Pure values: readers of files make them, this room compares them with its records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

__all__ = ["Brought", "BroughtContact", "BroughtMembership", "BroughtPupil", "Place"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where it stands: the file, and the line from 1, the header being line 1."""

    file: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class BroughtPupil:
    """A pupil. label: how the file calls them (UPN, else number). number: of the other system.

    group: registration group. characteristics: by kind of `people.kinds`; None says that it is not so.
    leaves_on: the last day on roll; is_gone: the other system has struck the pupil off.
    """

    label: str
    place: Place
    upn: str = ""
    former_upn: str = ""
    number: str = ""
    legal_forename: str = ""
    legal_surname: str = ""
    middle_names: str = ""
    known_forename: str = ""
    known_surname: str = ""
    sex: str = ""
    born_on: date | None = None
    starts_on: date | None = None
    leaves_on: date | None = None
    is_gone: bool = False
    kind: str = ""
    nc_year: int | None = None
    group: str = ""
    characteristics: Mapping[str, str | None] = field(default_factory=dict)
    address: str = ""
    postcode: str = ""

    @property
    def name(self) -> str:
        """As the file names them."""
        forename, surname = self.known_forename or self.legal_forename, self.known_surname or self.legal_surname
        return " ".join(part for part in (forename, surname) if part)


@dataclass(frozen=True, slots=True)
class BroughtMembership:
    """A pupil in a group other than the registration group. pupil: their label."""

    pupil: str
    group: str
    place: Place
    from_on: date | None = None


@dataclass(frozen=True, slots=True)
class BroughtContact:
    """A parent or contact of a pupil. pupil: their label. number: of the other system, the same for each child."""

    pupil: str
    place: Place
    number: str = ""
    title: str = ""
    forename: str = ""
    surname: str = ""
    relation: str = ""
    order: int | None = None
    has_responsibility: bool | None = None
    has_care: bool | None = None
    lives_with_pupil: bool | None = None
    telephone: str = ""
    other_telephone: str = ""
    email: str = ""
    language: str = ""
    needs_interpreter: bool | None = None
    address: str = ""
    postcode: str = ""


@dataclass(frozen=True, slots=True)
class Brought:
    """Everything that some files say. is_whole: whether they name every pupil of the school, so that one who is not
    in them may have left.
    """

    pupils: tuple[BroughtPupil, ...] = ()
    memberships: tuple[BroughtMembership, ...] = ()
    contacts: tuple[BroughtContact, ...] = ()
    is_whole: bool = False
