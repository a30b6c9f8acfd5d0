"""Findings from how much a pupil missed: severe, persistent, approaching, the policy's own steps and targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.measures import sessions_as_time
from bellwether.core.policy.facts import Finding, PupilFacts, Urgency
from bellwether.core.policy.wording import percent_in_words, plural, share_in_words

if TYPE_CHECKING:
    from bellwether.core.policy.findings.book import Book

__all__ = ["absence_findings"]


def _reaches(facts: PupilFacts, share: tuple[int, int]) -> bool:
    part, whole = share
    return facts.possible > 0 and whole * facts.missed >= part * facts.possible


def _is_below(facts: PupilFacts, percent: int) -> bool:
    """Whether attendance is under a whole percentage; exact."""
    return 100 * facts.missed > (100 - percent) * facts.possible


def _missed(facts: PupilFacts) -> str:
    share = percent_in_words(facts.missed, facts.possible)
    return f"Missed {facts.missed} of {plural(facts.possible, 'possible session')} ({share})"


def _attends(facts: PupilFacts) -> str:
    return f"Attendance is {percent_in_words(facts.possible - facts.missed, facts.possible)}"


def _severe(facts: PupilFacts, book: Book) -> Finding | None:
    if not (book.has("severe-absence.ratio") and _reaches(facts, book.limits.severe)):
        return None
    half = share_in_words(book.limits.severe)
    text = f"{_missed(facts)}, at or over the {half} that makes absence severe: {sessions_as_time(facts.missed)} lost."
    return book.finding("severe-absence.ratio", text=text, urgency=Urgency.SEVERE)


def _persistent(facts: PupilFacts, book: Book) -> Finding | None:
    if not (book.has("persistent-absence.ratio") and _reaches(facts, book.limits.persistent)):
        return None
    tenth = share_in_words(book.limits.persistent)
    text = (
        f"{_missed(facts)}, at or over the {tenth} that makes absence persistent: "
        f"{sessions_as_time(facts.missed)} lost."
    )
    return book.finding("persistent-absence.ratio", text=text, urgency=Urgency.PERSISTENT)


def _few_sessions(facts: PupilFacts, book: Book) -> Finding | None:
    is_few = 0 < facts.possible < book.limits.possible_least
    if not (is_few and book.has("alerts.possible-least") and _reaches(facts, book.limits.persistent)):
        return None
    text = (
        f"These shares rest on only {plural(facts.possible, 'possible session')}: "
        "a few absences weigh heavily in so short a time."
    )
    return book.finding("alerts.possible-least", text=text, urgency=Urgency.FEW_SESSIONS)


def _approaching(facts: PupilFacts, book: Book) -> Finding | None:
    limits = book.limits
    if not (book.has("absence.watch-from") and _reaches(facts, limits.watch_from)):
        return None
    if _reaches(facts, limits.persistent):
        return None
    part, whole = limits.persistent
    more = -(-part * facts.possible // whole) - facts.missed
    text = f"{_missed(facts)}, close to persistent: {plural(more, 'more missed session')} would make it a "
    return book.finding(
        "absence.watch-from", text=f"{text}{share_in_words(limits.persistent)}.", urgency=Urgency.APPROACHING
    )


def _step(facts: PupilFacts, book: Book) -> Finding | None:
    reached = [(rule_id, step) for rule_id, step in book.limits.steps if step.is_reached(facts.missed, facts.possible)]
    if not reached:
        return None
    rule_id, step = reached[-1]
    line = (
        f"below {step.attendance_below} %"
        if step.attendance_below is not None
        else f"with {step.absence_at_least} % or more missed"
    )
    who = f" ({step.who})" if step.who else ""
    text = f"{_attends(facts)}, {line}: “{step.name}” of the chosen policy, {step.does}{who}."
    return book.finding(rule_id, text=text, urgency=Urgency.STAGE)


def _joint_work(facts: PupilFacts, book: Book) -> Finding | None:
    below = book.limits.joint_below
    if below is None or not _is_below(facts, below):
        return None
    text = f"{_attends(facts)}, below {below} %: school and authority work together on the support."
    return book.finding("response.joint-below", text=text, urgency=Urgency.JOINT_WORK)


def _refer(facts: PupilFacts, book: Book) -> Finding | None:
    below = book.limits.refer_below
    if below is None or not _is_below(facts, below):
        return None
    text = f"{_attends(facts)}, below {below} %: the chosen policy refers to the authority's attendance team."
    return book.finding("response.refer-below", text=text, urgency=Urgency.REFER)


def _below_target(facts: PupilFacts, book: Book) -> Finding | None:
    target = book.limits.target
    if target is None or not _is_below(facts, target):
        return None
    text = f"{_attends(facts)}, below the target of {target} %."
    return book.finding("attendance.target", text=text, urgency=Urgency.BELOW_TARGET)


def absence_findings(facts: PupilFacts, book: Book) -> list[Finding]:
    """What the pupil's share of missed sessions leads to. National flags at any number of sessions; local ones from
    the floor of the policy on.
    """
    if facts.missed == 0 or facts.possible == 0:
        return []
    national = [_severe(facts, book), _persistent(facts, book), _few_sessions(facts, book)]
    found = [finding for finding in national if finding]
    if facts.possible < book.limits.possible_least:
        return found
    local = [check(facts, book) for check in (_joint_work, _refer, _approaching, _step)]
    found += [finding for finding in local if finding]
    if not found and (finding := _below_target(facts, book)):
        found.append(finding)
    return found
