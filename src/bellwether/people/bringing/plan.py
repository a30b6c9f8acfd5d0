"""What an import of people would do, as values: shown first, then done as shown."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING

from django.core.serializers.json import DjangoJSONEncoder

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from _typeshed import DataclassInstance

    from bellwether.people.asked import LoadedPupil, NewLink, NewParent
    from bellwether.people.brought import Place

__all__ = [
    "Absent",
    "CallOrder",
    "Change",
    "ContactStep",
    "Create",
    "Join",
    "NewGroup",
    "PeoplePlan",
    "Refused",
    "Return",
]


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that cannot be written: why, and what to do, as a sentence."""

    label: str
    name: str
    place: Place
    why: str


@dataclass(frozen=True, slots=True)
class Create:
    """A pupil who is in no record. group: the name of the registration group, "" for none.

    asked: with the group still to be found, and the family still to be added.
    """

    label: str
    asked: LoadedPupil
    group: str


@dataclass(frozen=True, slots=True)
class Return:
    """A pupil who was at the school and comes back."""

    pupil_id: int
    starts_on: date
    kind: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing about a known pupil. what: a field, or "characteristic:" and its kind. Values as texts; an address is
    its lines and, after a line break, its postcode.
    """

    pupil_id: int
    what: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Join:
    """A pupil joins a group. pupil_id: 0 for one who is made by the same import, whose label is then `pupil_label`.

    is_registration: in the place of the group before, whose name is `before`. attends: the part-time pattern that goes
    on, "" for full time.
    """

    pupil_id: int
    group: str
    nc_year: int
    from_on: date
    before: str
    is_registration: bool
    pupil_label: str = ""
    attends: str = ""


@dataclass(frozen=True, slots=True)
class NewGroup:
    """A group that is made. kind: registration or other."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class ContactStep:
    """Something about somebody around a pupil. what: made, linked, changed.

    pupil_id: None for a pupil who is made by the same import (then pupil_label). key: tells one person of the file from
    another. changed: names of what differs. parent_id, link_id: of somebody known.
    """

    what: str
    pupil_label: str
    pupil_id: int | None
    key: str
    number: str
    parent: NewParent
    link: NewLink
    parent_id: int | None = None
    link_id: int | None = None
    changed: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class CallOrder:
    """People around a known pupil by key, in the order in which they are called in the end."""

    pupil_id: int
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Absent:
    """A pupil on roll here whom the file leaves out, or says has left. says_left: by the file, with its last day."""

    pupil_id: int
    says_left: bool
    last_day: date | None = None


@dataclass(frozen=True, slots=True)
class PeoplePlan:
    """Everything an import would do. same: pupils of whom nothing changes; left: who had left before."""

    creates: tuple[Create, ...] = ()
    returns: tuple[Return, ...] = ()
    changes: tuple[Change, ...] = ()
    groups: tuple[NewGroup, ...] = ()
    joins: tuple[Join, ...] = ()
    contacts: tuple[ContactStep, ...] = ()
    orders: tuple[CallOrder, ...] = ()
    refused: tuple[Refused, ...] = ()
    absent: tuple[Absent, ...] = ()
    unmentioned: tuple[tuple[int, str], ...] = field(default=())
    same: int = 0
    left: int = 0

    @property
    def writes(self) -> int:
        """How many things would be written."""
        parts = (self.creates, self.returns, self.changes, self.groups, self.joins, self.contacts)
        return sum(map(len, parts))

    @property
    def doubtful(self) -> int:
        """How many changes a person should look at, whoever sent the file: another number or day of birth."""
        return sum(one.what in ("upn", "born_on") and bool(one.before) for one in self.changes)

    @property
    def fingerprint(self) -> str:
        """Equal for two plans that would do the same."""
        parts: tuple[Iterable[DataclassInstance], ...] = (
            self.creates, self.returns, self.changes, self.groups, self.joins, self.contacts, self.orders,
            self.refused,
        )  # fmt: skip
        plain = [[asdict(one) for one in part] for part in parts]
        text = json.dumps(plain, sort_keys=True, cls=DjangoJSONEncoder)
        return blake2b(text.encode(), digest_size=16).hexdigest()
