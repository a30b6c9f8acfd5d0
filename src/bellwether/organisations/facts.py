"""The values that travel between rooms: what is known of a place, and what is asked to be set. All frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellwether.core.access import Action

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from bellwether.core.policy import RuleValue

__all__ = [
    "AdjustmentFacts",
    "AuthorityFacts",
    "ClosureFacts",
    "NewAdjustment",
    "NewClosure",
    "NewSchool",
    "NewTimes",
    "PolicyChoiceFacts",
    "SchoolFacts",
    "SetupGap",
    "TermDates",
    "TimesFacts",
    "TrustFacts",
    "UndertakingFacts",
]


@dataclass(frozen=True, slots=True)
class AuthorityFacts:
    """A local authority; `code` is its three-digit number."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class TrustFacts:
    """An academy trust; `uid` is its number in GIAS."""

    id: int
    uid: str
    name: str


@dataclass(frozen=True, slots=True)
class SchoolFacts:
    """A school. lowest_year, highest_year: national curriculum years, -1 nursery, 0 reception, up to 14.

    opened_on, closed_on: the first and the last day, None where it is not known or goes on.
    """

    id: int
    urn: str
    laestab: str
    name: str
    phase: str
    kind: str
    authority_id: int
    trust_id: int | None
    lowest_year: int
    highest_year: int
    opened_on: date | None
    closed_on: date | None
    telephone: str
    email: str
    address: str

    def is_open_on(self, day: date) -> bool:
        """Whether the school exists on that day; a school whose opening day is not known counts as open before."""
        return (self.opened_on is None or self.opened_on <= day) and (self.closed_on is None or day <= self.closed_on)

    @property
    def years(self) -> range:
        """The national curriculum years it teaches."""
        return range(self.lowest_year, self.highest_year + 1)


@dataclass(frozen=True, slots=True)
class NewSchool:
    """A school to be made or changed."""

    urn: str
    laestab: str
    name: str
    phase: str
    kind: str
    authority_id: int
    trust_id: int | None = None
    lowest_year: int = 0
    highest_year: int = 6
    opened_on: date | None = None
    telephone: str = ""
    email: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class UndertakingFacts:
    """One school carries on another's work from a day on."""

    predecessor_id: int
    successor_id: int
    from_on: date
    kind: str


@dataclass(frozen=True, slots=True)
class TermDates:
    """A term or half-term, both days inside."""

    name: str
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class NewClosure:
    """Sessions without school. session: 0 AM, 1 PM, None both; code: #, Y3 or Y4; empty tuples mean everybody."""

    starts_on: date
    ends_on: date
    code: str
    reason: str
    session: int | None = None
    group_ids: tuple[int, ...] = ()
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ClosureFacts:
    """A closure that stands (`withdrawn_at` is None) or was withdrawn."""

    id: int
    school_id: int
    starts_on: date
    ends_on: date
    session: int | None
    code: str
    reason: str
    group_ids: tuple[int, ...]
    years: tuple[int, ...]
    withdrawn_at: datetime | None

    @property
    def is_whole_school(self) -> bool:
        """Whether nobody is left out of it."""
        return not (self.group_ids or self.years)

    @property
    def sessions(self) -> tuple[int, ...]:
        """The half-days of each of its days: 0 AM, 1 PM."""
        return (0, 1) if self.session is None else (self.session,)


@dataclass(frozen=True, slots=True)
class NewTimes:
    """The times of one session from a day on. session: 0 AM, 1 PM; years: national curriculum years, () for all."""

    session: int
    from_on: date
    opens: time
    late_from: time
    closes: time
    ends: time
    years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TimesFacts:
    """The times of one session as they are set."""

    id: int
    session: int
    from_on: date
    opens: time
    late_from: time
    closes: time
    ends: time
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PolicyChoiceFacts:
    """A preset in force for an authority, a trust or a school from a day on; made_by: name and post as they were."""

    id: int
    scope: str
    scope_id: int
    preset: str
    from_on: date
    made_by: str


@dataclass(frozen=True, slots=True)
class NewAdjustment:
    """One rule to be set otherwise than in the preset. to_on: the last day, None while it goes on."""

    rule_id: str
    value: RuleValue
    from_on: date
    reason: str
    to_on: date | None = None


@dataclass(frozen=True, slots=True)
class AdjustmentFacts:
    """One rule set otherwise than in the preset; made_by: name and post as they were."""

    id: int
    scope: str
    scope_id: int
    rule_id: str
    value: RuleValue
    from_on: date
    to_on: date | None
    reason: str
    made_by: str
    withdrawn_at: datetime | None


@dataclass(frozen=True, slots=True)
class OtherWay:
    """A second page on which something is set, which the school is the argument of."""

    text: str
    page: str
    needs: Action


@dataclass(frozen=True, slots=True)
class SetupGap:
    """Something that is not set: what, and what does not work because of it.

    page: the route that sets it, "" where that is done at the server, or where the reader may not: then `who` says
    whose work it is. blocks: whether work stands still without it. needs: what one must be allowed to do on that page.
    other: a second way, None where there is none or the reader may not.
    """

    key: str
    title: str
    consequence: str
    page: str
    page_args: tuple[int | str, ...] = ()
    blocks: bool = True
    needs: Action = Action.MANAGE_ORGANISATION
    who: str = ""
    other: OtherWay | None = None
