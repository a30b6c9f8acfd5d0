"""What a role is there for: the reader's own first, each with the page where it is done, then everybody else's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.core.access import ROLE_NAMES, Action, Role, granted
from bellwether.ui.pages import Link

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bellwether.accounts.duties import Duty, RoleDuties
    from bellwether.core.access import Actor
    from bellwether.desk.facts import SchoolDoors

__all__ = ["DutiesPage", "DutyShown", "RoleShown"]

_EVERYWHERE: Final = {
    Action.SEE_FIGURES: "desk:home",
    Action.SEE_PUPIL: "desk:search",
    Action.SEE_FAMILY: "desk:search",
    Action.SEE_CHARACTERISTICS: "desk:search",
    Action.TAKE_REGISTER: "registers:mine",
    Action.SEE_TODAY: "monitor:today",
    Action.LOG_CONTACT: "monitor:today",
    Action.IMPORT_PEOPLE: "exchange:imports",
    Action.MANAGE_ORGANISATION: "organisations:places",
    Action.MANAGE_ACCOUNTS: "accounts:people",
    Action.READ_AUDIT: "audit:trail",
}
_OF_ONE_SCHOOL: Final = {
    Action.AMEND_MARKS: "registers:n-list",
    Action.DECIDE_LEAVE: "registers:leave",
    Action.MANAGE_PUPILS: "people:contacts",
    Action.SEE_MISSING_REGISTERS: "registers:missing",
}


@dataclass(frozen=True)
class DutyShown:
    """One duty, and the way to the page where it is done; None where no page belongs to it."""

    text: str
    link: Link | None


@dataclass(frozen=True)
class RoleShown:
    """A role with its duties, and where they are written down. key: what makes the id of its heading."""

    key: str
    name: str
    duties: tuple[DutyShown, ...]
    sees: str
    source: str


@dataclass(frozen=True)
class DutiesPage:
    """The reader's own roles, and all others."""

    own: tuple[RoleShown, ...]
    others: tuple[RoleShown, ...]

    @classmethod
    def of(cls, known: Mapping[Role, RoleDuties], *, actor: Actor, doors: Sequence[SchoolDoors]) -> DutiesPage:
        """The page of this reader. doors: of the schools in reach; with one, a duty leads straight to its page."""
        mine = actor.roles()
        return cls(
            own=tuple(_role(one, doors) for role, one in known.items() if role in mine),
            others=tuple(_role(one, None) for role, one in known.items() if role not in mine),
        )


def _role(one: RoleDuties, doors: Sequence[SchoolDoors] | None) -> RoleShown:
    return RoleShown(
        key=f"part-{one.role.value}",
        name=gettext(ROLE_NAMES[one.role]),
        duties=tuple(_duty(duty, doors) for duty in one.duties),
        sees=_sees(one.role),
        source=gettext("After: %(source)s") % {"source": one.source},
    )


def _duty(duty: Duty, doors: Sequence[SchoolDoors] | None) -> DutyShown:
    href = _href(duty.action, doors) if doors is not None and duty.action is not None else ""
    return DutyShown(gettext(duty.text), Link(_page_words(duty.action), href) if duty.action and href else None)


def _href(action: Action, doors: Sequence[SchoolDoors]) -> str:
    """The page of one school where there is one school, else the page of all; empty where there is neither."""
    if action in _OF_ONE_SCHOOL and len(doors) == 1 and action in doors[0].may:
        return reverse(_OF_ONE_SCHOOL[action], args=[doors[0].school.id])
    return reverse(_EVERYWHERE[action]) if action in _EVERYWHERE else ""


def _page_words(action: Action) -> str:
    """What the link to the page of an action says."""
    words = {
        Action.SEE_FIGURES: gettext("Figures on your start page"),
        Action.SEE_PUPIL: gettext("Find a pupil"),
        Action.SEE_FAMILY: gettext("Find a pupil"),
        Action.SEE_CHARACTERISTICS: gettext("Find a pupil"),
        Action.TAKE_REGISTER: gettext("Your registers"),
        Action.SEE_TODAY: gettext("Absent today"),
        Action.LOG_CONTACT: gettext("Who is to be called"),
        Action.SEE_MISSING_REGISTERS: gettext("Missing registers"),
        Action.IMPORT_PEOPLE: gettext("Imports"),
        Action.MANAGE_ORGANISATION: gettext("Places"),
        Action.MANAGE_ACCOUNTS: gettext("Accounts"),
        Action.READ_AUDIT: gettext("Audit"),
        Action.AMEND_MARKS: gettext("Reasons still due"),
        Action.DECIDE_LEAVE: gettext("Leave of absence"),
        Action.MANAGE_PUPILS: gettext("Contacts to check"),
    }
    return words[action]


def _sees(role: Role) -> str:
    """What the role may look at, in one sentence; the grants table decides."""
    if granted(role, Action.SEE_SAFEGUARDING):
        return gettext("May see pupils, families and safeguarding notes; each look at a note is recorded.")
    if granted(role, Action.SEE_FAMILY):
        return gettext("May see pupils and their families, no safeguarding notes.")
    if granted(role, Action.SEE_PUPIL):
        return gettext("May see the attendance of its own pupils, no details of their families.")
    if granted(role, Action.SEE_FIGURES):
        return gettext("May see figures, small numbers hidden, and no child’s name.")
    if granted(role, Action.SEE_ORGANISATION):
        return gettext("May see places and accounts, and no child’s marks.")
    return gettext("Has no pages here yet: those for families come later.")
