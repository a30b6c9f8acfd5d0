"""What a page says to a register that was sent: what was saved, what was wrong, what somebody else had marked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext, ngettext

from bellwether.registers.pages.words import clock, code_label, moment_words, problem_words
from bellwether.ui.pages import ProblemLink

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime

    from bellwether.registers.facts import ConflictShown, PupilProblem, TakenAnswer

__all__ = [
    "answer_values",
    "conflict_words",
    "elsewhere_refusal",
    "nothing_words",
    "problem_link",
    "problem_values",
    "reused_words",
    "saved_words",
]


def problem_link(found: PupilProblem, names: Mapping[int, str]) -> ProblemLink:
    """A line of the error summary that leads to the pupil's row."""
    return ProblemLink(problem_words(found.problem, name=_whose(found.pupil_id, names)), f"#row-{found.pupil_id}")


def conflict_words(found: ConflictShown, *, name: str, today: date) -> str:
    """Who marked the same cell otherwise, and what each of the two marks says."""
    values = {
        "name": name,
        "mine": code_label(found.offered, on=today),
        "theirs": code_label(found.stood, on=today),
        "by": found.stood_by,
    }
    if found.seen == found.stood:
        return gettext("%(name)s: the register has closed, so your change to “%(mine)s” waits for the office.") % values
    if not found.stood_by or found.stood_at is None:
        return gettext("%(name)s: you sent “%(mine)s”, and “%(theirs)s” stands.") % values
    values["at"] = moment_words(found.stood_at, today=today)
    return gettext("%(name)s: you sent “%(mine)s”, and “%(theirs)s” stands, by %(by)s, %(at)s.") % values


def nothing_words() -> str:
    """Said where nothing was sent, and on purpose: a register without a mark would count as taken."""
    return gettext("Nothing new was marked, so nothing was saved.")


def _whose(pupil_id: int, names: Mapping[int, str]) -> str:
    """Whose problem it is; one of nobody is the register's own."""
    return names.get(pupil_id, "") if pupil_id else gettext("This register")


def reused_words() -> str:
    """Said where a page that was saved before is sent once more with other marks."""
    return gettext(
        "This page was saved before with other marks, so what you sent now was not saved. "
        "Compare it with what stands, and save again."
    )


def elsewhere_refusal() -> str:
    """Said where a register comes for a day on which the school takes its registers in another system."""
    return gettext(
        "Not saved: the school takes its registers in another system on that day. "
        "Give these marks to the school office."
    )


def saved_words(answer: TakenAnswer) -> str:
    """How many marks were saved."""
    if not answer.saved and not answer.conflicts:
        return gettext("Saved. Nothing had changed.")
    return ngettext("1 mark saved.", "%(n)s marks saved.", answer.saved) % {"n": answer.saved}


def problem_values(answer: TakenAnswer, names: Mapping[int, str]) -> dict[str, object]:
    """What was wrong, for a page that is open in a browser."""
    return {
        "said": gettext("Nothing was saved: some marks need another look."),
        "problems": [
            {"pupil": each.pupil_id, "text": problem_words(each.problem, name=_whose(each.pupil_id, names))}
            for each in answer.problems
        ],
    }


def answer_values(
    answer: TakenAnswer,
    names: Mapping[int, str],
    *,
    stands: Mapping[int, Mapping[str, str]],
    sequence: int,
    now: datetime,
    today: date,
) -> dict[str, object]:
    """What was saved, what stands now and what clashed, for a page that is open in a browser.

    sequence: where the school's log stands now: what comes behind it, the page has not seen.
    """
    return {
        "said": gettext("%(what)s %(time)s.") % {"what": saved_words(answer), "time": clock(now)},
        "repeated": answer.repeated,
        "stands": stands,
        "sequence": sequence,
        "conflicts": [
            {"pupil": each.pupil_id, "text": conflict_words(each, name=names.get(each.pupil_id, ""), today=today)}
            for each in answer.conflicts
        ],
        "warnings": [
            {"pupil": each.pupil_id, "text": problem_words(each.problem, name=_whose(each.pupil_id, names))}
            for each in answer.warnings
        ],
    }
