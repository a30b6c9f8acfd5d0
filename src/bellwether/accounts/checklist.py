"""What this room asks of a school's setting up: whether somebody is there for each thing that somebody must do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils.translation import gettext

from bellwether.accounts.models import MembershipRow
from bellwether.core.access import Action, Role, Scope, granted, system_actor
from bellwether.core.calendar import academic_year_of
from bellwether.organisations import selectors as organisations
from bellwether.organisations.facts import SetupGap
from bellwether.people import selectors as people

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.people.facts import GroupFacts

__all__ = ["setup_gaps_of_accounts"]

_PAGE = "accounts:people"
_SHOWN = 6


def setup_gaps_of_accounts(school_id: int, today: date) -> list[SetupGap]:
    """Duties that nobody has, and classes that nobody has taken on. Five queries."""
    groups = people.groups(school_id, year=academic_year_of(today), actor=system_actor(today), kind="registration")
    found = organisations.school(school_id)
    here = {
        (Scope.SCHOOL.value, school_id),
        (Scope.AUTHORITY.value, found.authority_id),
        (Scope.TRUST.value, found.trust_id),
    }
    of_places = Q()
    for scope, scope_id in here:
        of_places |= Q(scope=scope, scope_id=scope_id)
    of_classes = Q(scope=Scope.GROUP.value, scope_id__in=[one.id for one in groups])
    rows = MembershipRow.objects.filter(of_places | of_classes, user__is_active=True).exclude(to_on__lt=today)
    held = set(rows.values_list("scope", "scope_id", "role"))
    roles = {Role(role) for scope, scope_id, role in held if (scope, scope_id) in here}
    taken = {scope_id for scope, scope_id, role in held if scope == Scope.GROUP and role == Role.CLASS_TEACHER}
    if Role.CLASS_TEACHER in roles:
        taken = {one.id for one in groups}
    return [*_duties(roles), *_untaken(one for one in groups if one.id not in taken)]


def _duties(roles: Iterable[Role]) -> list[SetupGap]:
    duties = (
        (
            Action.AMEND_MARKS,
            gettext("Nobody has the role of the school office"),
            gettext("No mark can be put right, no pupil can be entered, and no register can be taken for a colleague."),
            True,
        ),
        (
            Action.LOG_CONTACT,
            gettext("Nobody follows up absences"),
            gettext("When a child is missing and nobody said why, no family is called."),
            True,
        ),
        (
            Action.DECIDE_LEAVE,
            gettext("Nobody has the role of head teacher"),
            gettext("Requests for leave of absence wait: nobody may decide them."),
            True,
        ),
        (
            Action.SEE_SAFEGUARDING,
            gettext("Nobody may read safeguarding notes"),
            gettext("Notes on how not to reach somebody, and who works with a child, stay unread before a call."),
            False,
        ),
    )
    held = list(roles)
    return [
        SetupGap(
            f"role-{action.value}",
            title,
            consequence,
            _PAGE,
            blocks=blocks,
            needs=Action.MANAGE_ACCOUNTS,
            who=_whose_work(),
        )
        for action, title, consequence, blocks in duties
        if not any(granted(role, action) for role in held)
    ]


def _whose_work() -> str:
    return gettext("Whoever manages accounts gives the role.")


def _untaken(groups: Iterable[GroupFacts]) -> list[SetupGap]:
    names = [one.name for one in groups]
    if not names:
        return []
    shown = ", ".join(names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
    return [
        SetupGap(
            "classes",
            gettext("Classes that nobody has taken on: %(names)s") % {"names": shown},
            gettext("Their registers are on nobody's start page; only the office can take them."),
            _PAGE,
            blocks=False,
            needs=Action.MANAGE_ACCOUNTS,
            who=_whose_work(),
        )
    ]
