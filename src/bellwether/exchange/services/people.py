"""Files of pupils, groups and contacts: what they would do to the records, and doing it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bellwether.audit.clock import day_of
from bellwether.core.problems import Severity
from bellwether.exchange.facts import Preview
from bellwether.exchange.formats.people.reading import read_people
from bellwether.exchange.store.checking import check_sizes, count_problems, is_ours_of, new_log, problem_lines
from bellwether.organisations import selectors as organisations
from bellwether.people import services as people

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from bellwether.core.access import Actor
    from bellwether.core.problems import ProblemLog
    from bellwether.exchange.facts import Work
    from bellwether.people.bringing.plan import PeoplePlan
    from bellwether.people.brought import Brought

__all__ = ["prepare_people", "preview_people"]


def _read(work: Work, log: ProblemLog) -> Brought:
    """What the files say. New pupils whose file names no first day get the one that was asked for."""
    is_ours = is_ours_of(organisations.school(work.school_id))
    brought = read_people(work.paths, is_ours=is_ours, today=day_of(work.now), problems=log)
    given = work.options.get("starts_on")
    if not given:
        return brought
    first = date.fromisoformat(given)
    pupils = tuple(one if one.starts_on is not None else replace(one, starts_on=first) for one in brought.pupils)
    return replace(brought, pupils=pupils)


def preview_people(work: Work, *, progress: Callable[[float], None], actor: Actor) -> Preview:
    """What the people of some files would bring. Nothing is written."""
    log = new_log()
    check_sizes(work.paths, log=log)
    brought = None if log.has_errors() else _read(work, log)
    progress(0.5)
    counts = {
        "errors": count_problems(log, Severity.ERROR),
        "warnings": count_problems(log, Severity.WARNING),
        "read": len(brought.pupils) + len(brought.memberships) + len(brought.contacts) if brought else 0,
    }
    if brought is None or log.has_errors():
        return Preview(counts, {"problems": problem_lines(log)}, has_errors=True)
    plan = people.compare_people(work.school_id, brought, actor=actor)
    counts |= {
        "created": len(plan.creates),
        "returned": len(plan.returns),
        "altered": len(plan.changes),
        "joined": len(plan.joins),
        "groups": len(plan.groups),
        "contacts": len(plan.contacts),
        "not-written": len(plan.refused),
        "absent": len(plan.absent),
        "unmentioned": len(plan.unmentioned),
        "same": plan.same,
        "left": plan.left,
        "left_out": len(plan.refused),
    }
    lists = {"problems": problem_lines(log), **_lists(plan)}
    return Preview(
        counts,
        lists,
        seen=plan.fingerprint,
        writes=plan.writes,
        left_out=len(plan.refused),
        doubtful=plan.doubtful,
    )


def _lists(plan: PeoplePlan) -> dict[str, Iterable[Sequence[Any]]]:
    """Lines by name of list, as `pages.people_lists` shows them."""
    names = {one.label: f"{one.asked.pupil.legal_forename} {one.asked.pupil.legal_surname}" for one in plan.creates}
    return {
        "not-written": ((one.label, one.name, one.place.file, one.place.row, one.why) for one in plan.refused),
        "absent": (
            (one.pupil_id, one.says_left, one.last_day.isoformat() if one.last_day else "") for one in plan.absent
        ),
        "created": (
            (
                one.label, names[one.label], one.group,
                one.asked.placement.nc_year, one.asked.pupil.born_on.isoformat(),
                one.asked.placement.starts_on.isoformat(),
            )
            for one in plan.creates
        ),
        "returned": ((one.pupil_id, one.starts_on.isoformat()) for one in plan.returns),
        "altered": ((one.pupil_id, one.what, one.before, one.after) for one in plan.changes),
        "joined": (
            (
                one.pupil_id, one.pupil_label, names.get(one.pupil_label, ""), one.before, one.group,
                one.from_on.isoformat(),
            )
            for one in plan.joins
        ),
        "groups": ((one.name, one.kind) for one in plan.groups),
        "contacts": (
            (
                one.pupil_id or 0, one.pupil_label, names.get(one.pupil_label, ""), one.what,
                f"{one.parent.forename} {one.parent.surname}".strip(), one.link.relation, one.changed,
            )
            for one in plan.contacts
        ),
        "unmentioned": plan.unmentioned,
    }  # fmt: skip


def prepare_people(
    work: Work,
    *,
    seen: str,
    leave_out: bool,
    source: str,  # noqa: ARG001  (marks keep it in their entries)
    actor: Actor,
) -> Callable[[], dict[str, int]]:
    """Read the files again; what is given back writes what was shown, inside the caller's transaction, and returns
    counts. It raises StalePeopleError where the files would do something else by now.
    """
    brought = _read(work, new_log())

    def write() -> dict[str, int]:
        return people.bring_people(work.school_id, brought, seen=seen, leave_out=leave_out, actor=actor, now=work.now)

    return write
