"""Findings from particular marks: the penalty threshold, N past its clock, runs, illness, lateness, gaps."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.core.policy.facts import Finding, PupilFacts, Urgency
from bellwether.core.policy.wording import day_in_words, plural, session_in_words

if TYPE_CHECKING:
    from bellwether.core.policy.findings.book import Book

__all__ = ["mark_findings"]

_THRESHOLD = (
    "penalty-notice.threshold-sessions",
    "penalty-notice.threshold-school-weeks",
    "penalty-notice.threshold-codes",
)
_AGE = ("school-age.start-days", "school-age.end-day")


def _listed(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else "".join(words)


def _outside_age(facts: PupilFacts, book: Book) -> str:
    outside, needed = facts.threshold.outside_age, book.limits.penalty_sessions
    if not outside:
        return ""
    statuses = ", ".join(f"{rule_id} is {age.status}" for rule_id in _AGE if (age := book.rule(rule_id)))
    return (
        f" {outside} of them outside compulsory school age, where no notice can be issued, "
        f"which leaves {max(0, needed - outside)} ({statuses})."
    )


def _threshold_cautions(facts: PupilFacts, book: Book) -> str:
    """What a person must know before acting on a threshold that is met."""
    met, rule = facts.threshold, book.rule(_THRESHOLD[0])
    text = ""
    if met.met_on is not None and rule is not None and met.met_on < rule.in_force.first:
        began = day_in_words(rule.in_force.first)
        text += f" That was before the rule began on {began}: check whether it was reached again since."
    if met.unresolved:
        text += f" {met.unresolved} of them still N: find the reasons first, and take no step on N."
    return text + _outside_age(facts, book)


def _threshold_met(facts: PupilFacts, book: Book) -> Finding | None:
    met, limits = facts.threshold, book.limits
    if met.peak < limits.penalty_sessions or not book.has(*_THRESHOLD):
        return None
    by = f", reached on {day_in_words(met.met_on)}" if met.met_on else ""
    most = f" (at most {met.peak} in any such window)" if met.peak > limits.penalty_sessions else ""
    text = (
        f"{limits.penalty_sessions} unauthorised sessions ({_listed(limits.penalty_codes)}) within "
        f"{plural(limits.penalty_school_weeks, 'school week')}{by}{most}: the school must consider a penalty notice, "
        f"which a person decides case by case, support first.{_threshold_cautions(facts, book)}"
    )
    rules = (*_THRESHOLD, *_AGE) if met.outside_age and book.has(*_AGE) else _THRESHOLD
    return book.finding(*rules, text=text, marks=met.sessions, urgency=Urgency.THRESHOLD_MET)


def _threshold_near(facts: PupilFacts, book: Book) -> Finding | None:
    peak, limits = facts.threshold.peak, book.limits
    if not limits.penalty_near <= peak < limits.penalty_sessions:
        return None
    if not book.has("penalty-notice.near-sessions", *_THRESHOLD):
        return None
    text = (
        f"{plural(peak, 'unauthorised session')} within {plural(limits.penalty_school_weeks, 'school week')}; at "
        f"{limits.penalty_sessions} a penalty notice must be considered. There is time to offer support."
    )
    return book.finding("penalty-notice.near-sessions", *_THRESHOLD, text=text, urgency=Urgency.THRESHOLD_NEAR)


def _overdue_n(facts: PupilFacts, book: Book) -> Finding | None:
    if not facts.overdue_n or not book.has("n-code.replace-within"):
        return None
    count, days = len(facts.overdue_n), plural(book.limits.n_school_days, "school day")
    oldest = session_in_words(min(facts.overdue_n))
    text = (
        f"{plural(count, 'session')} still N after the {days} for finding the reason (the oldest on {oldest}): "
        "find the reason, or record O."
    )
    return book.finding("n-code.replace-within", text=text, marks=facts.overdue_n, urgency=Urgency.OVERDUE_N)


def _run_in_words(facts: PupilFacts) -> str:
    between = ""
    if facts.run_first and facts.run_last:
        between = f", {session_in_words(facts.run_first)} to {session_in_words(facts.run_last)}"
    return f"{plural(facts.run, 'unauthorised session')} in a row{between}"


def _run(facts: PupilFacts, book: Book) -> Finding | None:
    limits = book.limits
    marks = tuple(label for label in (facts.run_first, facts.run_last) if label)
    if facts.run >= limits.run_return and book.has("return.attendance-sessions", "return.attendance-school-days"):
        text = (
            f"{_run_in_words(facts)}: from {limits.run_return} on, an attendance return to the authority is due for a "
            "pupil of compulsory school age."
        )
        rules = ("return.attendance-school-days", "return.attendance-sessions", "return.attendance-codes")
        return book.finding(*rules, text=text, marks=marks, urgency=Urgency.ATTENDANCE_RETURN)
    reached = [alert for alert in limits.run_alerts if alert <= facts.run]
    if not reached or not book.has("return.attendance-alerts"):
        return None
    text = f"{_run_in_words(facts)}, past the alert at {reached[-1]}: at {limits.run_return} the authority is told."
    return book.finding("return.attendance-alerts", text=text, marks=marks, urgency=Urgency.UNAUTHORISED_RUN)


def _illness(facts: PupilFacts, book: Book) -> Finding | None:
    limits, days = book.limits, facts.illness_days
    if days >= limits.illness_return and book.has("return.sickness-school-days"):
        text = (
            f"Illness on {plural(days, 'day')} this year: where a person has reasonable grounds to expect "
            f"{plural(limits.illness_return, 'school day')} missed, a sickness return to the authority is due."
        )
        return book.finding("return.sickness-school-days", text=text, urgency=Urgency.SICKNESS_RETURN)
    reached = [alert for alert in limits.illness_alerts if alert <= days]
    if not reached or not book.has("return.sickness-alerts"):
        return None
    text = f"Illness on {plural(days, 'day')} this year, past the alert at {reached[-1]}: ask what help is needed."
    return book.finding("return.sickness-alerts", text=text, urgency=Urgency.ILLNESS)


def _lateness(facts: PupilFacts, book: Book) -> Finding | None:
    limits, minutes = book.limits, facts.lateness_minutes
    if limits.late_sessions is not None and facts.late >= limits.late_sessions:
        text = (
            f"Late for {plural(facts.late, 'session')} this year; the chosen policy acts from {limits.late_sessions}."
        )
        return book.finding("alerts.late-sessions", text=text, urgency=Urgency.LATENESS)
    if limits.late_minutes is not None and minutes is not None and minutes >= limits.late_minutes:
        text = f"{plural(minutes, 'minute')} late in all; the chosen policy acts from {limits.late_minutes}."
        return book.finding("alerts.late-minutes", text=text, urgency=Urgency.LATENESS)
    return None


def _two_schools(facts: PupilFacts, book: Book) -> Finding | None:
    if not facts.other_schools or not book.has("statistics.unit"):
        return None
    text = (
        f"Also on roll at {_and(facts.other_schools)}: each school's figures stand alone and are never merged, "
        "so neither shows the whole of this pupil's time."
    )
    return book.finding("statistics.unit", text=text, urgency=Urgency.TWO_SCHOOLS)


def _and(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else words[0]


def _unmarked(facts: PupilFacts, book: Book) -> Finding | None:
    if facts.unmarked < book.limits.unmarked_least or not book.has("alerts.unmarked-sessions"):
        return None
    count = plural(facts.unmarked, "session")
    text = f"{count} without any mark, counted neither as attended nor as missed: complete the register."
    return book.finding("alerts.unmarked-sessions", text=text, urgency=Urgency.UNMARKED)


def _outside_roll(facts: PupilFacts, book: Book) -> Finding | None:
    if not (facts.before_admission or facts.after_leaving) or not book.has("statistics.marks-outside-roll"):
        return None
    parts = [(facts.before_admission, "before admission"), (facts.after_leaving, "after leaving")]
    listed = " and ".join(f"{plural(number, 'mark')} {when}" for number, when in parts if number)
    text = f"{listed}, left out of every figure: check the dates on roll."
    return book.finding("statistics.marks-outside-roll", text=text, urgency=Urgency.OUTSIDE_ROLL)


_CHECKS = (
    _threshold_met, _overdue_n, _run, _illness, _threshold_near, _lateness, _two_schools, _unmarked, _outside_roll,
)  # fmt: skip


def mark_findings(facts: PupilFacts, book: Book) -> list[Finding]:
    """What particular marks of the pupil lead to, whatever their share of the year."""
    return [finding for check in _CHECKS if (finding := check(facts, book))]
