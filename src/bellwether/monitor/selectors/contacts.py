"""What was tried for pupils, and what it proposes."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bellwether.core.access import Action, OutOfReachError, require
from bellwether.core.codes import Privacy
from bellwether.monitor.facts import AttemptFacts, ProposalFacts
from bellwether.monitor.kinds import State
from bellwether.monitor.models import ContactAbout, ContactAttempt, ProposedMark
from bellwether.organisations.selectors import reach_of_school
from bellwether.registers.selectors.privacy import sight_of

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from bellwether.core.access import Actor
    from bellwether.registers.selectors.privacy import Sight

__all__ = ["attempts_about", "contact_day", "proposal_school", "proposals_waiting"]


def attempts_about(
    school_id: int, *, pupil_ids: Collection[int], since: date, actor: Actor
) -> dict[int, tuple[AttemptFacts, ...]]:
    """What a school tried for each of the pupils since a day, oldest first; pupils without any are left out.

    Two queries, and those of the school's reach. Raises OutOfReachError, NotGrantedError.
    """
    require(actor, Action.SEE_TODAY, reach_of_school(school_id))
    sight = sight_of(actor, reach_of_school(school_id))
    return tried(school_id, pupil_ids=pupil_ids, since=since, sight=sight)


def tried(
    school_id: int, *, pupil_ids: Collection[int], since: date, sight: Sight
) -> dict[int, tuple[AttemptFacts, ...]]:
    """`attempts_about`, for callers in this room who have asked already. What was said may speak of health.

    sight: what the reader may see of guarded facts there.
    """
    links = ContactAbout.objects.filter(
        pupil_id__in=set(pupil_ids), attempt__school_id=school_id, attempt__on__gte=since
    )
    about: dict[int, list[int]] = defaultdict(list)
    for attempt_id, pupil_id in links.order_by("pupil_id").values_list("attempt_id", "pupil_id"):
        about[attempt_id].append(pupil_id)
    found: dict[int, list[AttemptFacts]] = defaultdict(list)
    for row in ContactAttempt.objects.filter(pk__in=about).order_by("at", "pk"):
        for pupil_id in about[row.pk]:
            found[pupil_id].append(_facts(row, tuple(about[row.pk]), sight))
    return {pupil_id: tuple(rows) for pupil_id, rows in found.items()}


def _facts(row: ContactAttempt, pupil_ids: tuple[int, ...], sight: Sight) -> AttemptFacts:
    return AttemptFacts(
        id=row.pk,
        on=row.on,
        at=row.at,
        kind=row.kind,
        outcome=row.outcome,
        parent_id=row.parent_id,
        pupil_ids=pupil_ids,
        message_id=row.message_id,
        note=row.note if Privacy.HEALTH in sight.may_see else "",
        by=row.by_name or row.by_post,
    )


def proposals_waiting(
    school_id: int, *, pupil_ids: Collection[int], actor: Actor
) -> dict[int, tuple[ProposalFacts, ...]]:
    """The marks that wait to be confirmed, by pupil, oldest first. Raises OutOfReachError, NotGrantedError."""
    require(actor, Action.SEE_TODAY, reach_of_school(school_id))
    return waiting(school_id, pupil_ids=pupil_ids, sight=sight_of(actor, reach_of_school(school_id)))


def waiting(school_id: int, *, pupil_ids: Collection[int], sight: Sight) -> dict[int, tuple[ProposalFacts, ...]]:
    """`proposals_waiting`, for callers in this room who have asked already. One query.

    A code that the reader may not see is its category, and what was said with it is left out.
    """
    rows = ProposedMark.objects.filter(school_id=school_id, pupil_id__in=set(pupil_ids), state=State.WAITING)
    found: dict[int, list[ProposalFacts]] = defaultdict(list)
    for row in rows.order_by("made_at", "pk"):
        found[row.pupil_id].append(
            ProposalFacts(
                id=row.pk,
                pupil_id=row.pupil_id,
                on=row.on,
                code=sight.code(row.code, on=row.on),
                reason=sight.note(row.reason, code=row.code),
                attempt_id=row.attempt_id,
                made_at=row.made_at,
            )
        )
    return {pupil_id: tuple(own) for pupil_id, own in found.items()}


def contact_day(attempt_id: int, *, actor: Actor) -> date:
    """The day that a contact was about, by which its answer speaks. Raises OutOfReachError, NotGrantedError."""
    found = ContactAttempt.objects.filter(pk=attempt_id).values_list("school_id", "on").first()
    if found is None:
        raise OutOfReachError(Action.SEE_TODAY)
    require(actor, Action.SEE_TODAY, reach_of_school(found[0]))
    return found[1]


def proposal_school(proposal_id: int, *, actor: Actor) -> int:
    """The school of a proposed mark that the actor may see. Raises OutOfReachError, NotGrantedError."""
    school_id = ProposedMark.objects.filter(pk=proposal_id).values_list("school_id", flat=True).first()
    if school_id is None:
        raise OutOfReachError(Action.SEE_TODAY)
    require(actor, Action.SEE_TODAY, reach_of_school(school_id))
    return school_id
