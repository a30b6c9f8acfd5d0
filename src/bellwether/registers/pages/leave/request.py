"""One request on one page: what is asked, the evidence, attendance, the school's rules, what went before, decisions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.core.measures import sessions_as_time
from bellwether.messages.words import state_tag
from bellwether.registers.leave_facts import LeaveState
from bellwether.registers.leave_words import span_words
from bellwether.registers.pages.leave.words import (
    advice_words,
    agreed_words,
    ground_words,
    outcome_tag,
    percent_words,
    time_words,
)
from bellwether.registers.pages.words import code_label, code_tag, long_day, moment_words, short_day
from bellwether.registers.slugs import SESSION_SLUGS
from bellwether.ui.pages import Action, Breadcrumb, Cell, Fact, Identity, Line, Row, Table, Tag, Tile

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bellwether.documents.facts import LetterLine
    from bellwether.registers.leave_facts import DecisionFacts, EvidenceFacts, LeaveBasis, LeaveLine, RequestFacts

__all__ = ["RequestPage", "leave_table"]

_OPEN: Final = (LeaveState.ASKED, LeaveState.GRANTED, LeaveState.PART)
_KILO: Final = 1024
_KINDS: Final = {
    "application/pdf": "PDF",
    "image/png": "PNG",
    "image/jpeg": "JPEG",
    "text/plain": "Text",
    "application/vnd.oasis.opendocument.text": "OpenDocument",
}


@dataclass(frozen=True, slots=True)
class DecisionShown:
    """A decision that was made. basis: what was known then, as lines."""

    title: str
    tag: Tag
    lines: tuple[Line, ...]
    basis_title: str
    basis: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class RequestPage:
    """What the template shows; a part that is empty or None is not shown."""

    crumbs: tuple[Breadcrumb, ...]
    identity: Identity
    href: str
    asked: tuple[Line, ...]
    change_href: str
    withdraw_href: str
    evidence: Table | None
    evidence_href: str
    tiles: tuple[Tile, ...]
    figures_note: str
    advice: Table | None
    earlier: Table | None
    past: Table | None
    decisions: tuple[DecisionShown, ...]
    decide_href: str
    decide_title: str
    decide_words: str
    letters: Table | None
    letters_href: str
    effect: str

    @classmethod
    def of(cls, facts: RequestFacts, *, sent: Mapping[int, str], today: date) -> RequestPage:
        """The page as this reader may see it. sent: by letter, what became of it."""
        line, request_id = facts.line, facts.line.id
        is_open = facts.may_change and line.state is LeaveState.ASKED
        return cls(
            crumbs=_crumbs(facts),
            identity=_identity(facts),
            href=reverse("registers:leave-request", args=[request_id]),
            asked=_asked(facts, today),
            change_href=reverse("registers:leave-change", args=[request_id]) if is_open else "",
            withdraw_href=reverse("registers:leave-withdraw", args=[request_id])
            if facts.may_change and line.state in _OPEN
            else "",
            evidence=_evidence(facts, is_open=is_open) if facts.evidence else None,
            evidence_href=reverse("registers:leave-evidence", args=[request_id])
            if facts.may_change and line.state is not LeaveState.WITHDRAWN
            else "",
            tiles=_tiles(facts.basis) if facts.basis else (),
            figures_note=_figures_note(facts.basis) if facts.basis else "",
            advice=_advice(facts.basis) if facts.basis else None,
            earlier=leave_table(facts.earlier, gettext("Other requests of this pupil, here and at earlier schools"))
            if facts.may_change
            else None,
            past=_past(facts) if facts.past else None,
            decisions=tuple(_decision(one, facts, today) for one in facts.decisions),
            decide_href=reverse("registers:leave-decide", args=[request_id]) if facts.may_decide else "",
            decide_title=gettext("Decide anew") if facts.decisions else gettext("Decide"),
            decide_words=gettext(
                "The last decision stays on record. The new one takes its place, in the register too, and needs a "
                "letter of its own."
            )
            if facts.decisions
            else gettext("What you decide is yours, with your name and post. The advice above decides nothing."),
            letters=_letters(facts, sent, today) if facts.letters else None,
            letters_href=reverse("registers:leave-letters", args=[request_id])
            if facts.may_change and facts.decisions and facts.parents and line.state is not LeaveState.WITHDRAWN
            else "",
            effect=_effect(facts),
        )


def _crumbs(facts: RequestFacts) -> tuple[Breadcrumb, ...]:
    pupil = Breadcrumb(facts.line.name, reverse("desk:pupil", args=[facts.line.pupil_id]))
    if not facts.may_change:
        return (pupil,)
    return (Breadcrumb(gettext("Leave of absence"), reverse("registers:leave", args=[facts.line.school_id])), pupil)


def _identity(facts: RequestFacts) -> Identity:
    shown = [Fact(gettext("School"), facts.school_name)]
    if facts.line.group_name:
        shown.append(Fact(gettext("Class"), facts.line.group_name))
    shown.append(Fact(gettext("Leave of absence"), span_words(facts.line.span)))
    to_decide = facts.may_decide and facts.line.state is LeaveState.ASKED
    ways = (Action(gettext("Decide"), "#decide"),) if to_decide else ()
    return Identity(facts.line.name, tuple(shown), (outcome_tag(facts.line.state),), actions=ways)


def _asked(facts: RequestFacts, today: date) -> tuple[Line, ...]:
    line, hidden = facts.line, gettext("Not shown to you")
    met = long_day(facts.met_on) if facts.met_on else gettext("No meeting is written down")
    time = time_words(line.sessions)
    days = gettext("%(days)s: %(time)s of school") % {"days": span_words(line.span), "time": time} if time else ""
    lines = [
        Line(gettext("Asked by"), facts.asked_by),
        Line(gettext("Asked on"), long_day(line.asked_on)),
        Line(gettext("Days"), days or span_words(line.span)),
        Line(gettext("For"), ground_words(line.ground)),
        Line(gettext("Reason given"), facts.reason if facts.ground_is_shown else hidden),
        Line(gettext("Family met on"), met),
        Line(
            gettext("Written down"),
            gettext("%(who)s, %(when)s")
            % {"who": facts.recorded_by, "when": moment_words(facts.recorded_at, today=today)},
        ),
    ]
    if facts.withdrawn_because:
        lines.append(Line(gettext("Withdrawn"), facts.withdrawn_because))
    return tuple(lines)


def _evidence(facts: RequestFacts, *, is_open: bool) -> Table:
    head = (gettext("File"), gettext("Kind and size"), gettext("Added"), *((gettext("Change"),) if is_open else ()))
    rows = tuple(Row(_evidence_cells(one, facts.line.id, is_open=is_open)) for one in facts.evidence)
    return Table(gettext("Files that were given"), head, rows, caption_size="s")


def _evidence_cells(one: EvidenceFacts, request_id: int, *, is_open: bool) -> tuple[Cell, ...]:
    args = [request_id, one.id]
    kind = f"{_KINDS.get(one.kind, 'Word')}, {max(1, one.size // _KILO)} kB"
    remove = Action(
        gettext("Take away"),
        reverse("registers:leave-file-remove", args=args),
        about=one.name,
        style="warning",
        post=True,
    )
    cells = (
        Cell(one.name, href=reverse("registers:leave-file", args=args)),
        Cell(kind),
        Cell(short_day(one.added_at.date())),
    )
    return (*cells, Cell(actions=(remove,))) if is_open else cells


def _tiles(basis: LeaveBasis) -> tuple[Tile, ...]:
    if not basis.possible:
        return ()
    return (
        Tile(gettext("attended this school year"), percent_words(basis.attended, basis.possible)),
        Tile(gettext("missed this school year"), sessions_as_time(basis.missed)),
        Tile(gettext("of it not authorised"), sessions_as_time(basis.unauthorised)),
        Tile(gettext("late"), ngettext("once", "%(n)s times", basis.late) % {"n": basis.late}),
    )


def _figures_note(basis: LeaveBasis) -> str:
    if not basis.possible:
        return gettext("Nothing is marked yet this school year.")
    return gettext("Missed %(missed)s of %(possible)s sessions up to %(day)s, counted from the registers now.") % {
        "missed": basis.missed,
        "possible": basis.possible,
        "day": long_day(basis.as_of),
    }


def _advice(basis: LeaveBasis) -> Table:
    rows = []
    for one in basis.advice:
        title, text, tag = advice_words(one.rule, one.holds, one.facts)
        rows.append(Row((Cell(title), Cell(text), Cell(tags=(tag,)), Cell(one.source))))
    head = (gettext("About"), gettext("Here"), gettext("Points"), gettext("Where it stands"))
    return Table(gettext("What the rules in force here say"), head, tuple(rows))


def leave_table(lines: tuple[LeaveLine, ...], title: str = "") -> Table:
    """A pupil's requests, with what became of each, wherever they were made."""
    rows = tuple(
        Row(
            (
                Cell(span_words(one.span), href=reverse("registers:leave-request", args=[one.id])),
                Cell(one.school_name),
                Cell(ground_words(one.ground)),
                Cell(tags=(outcome_tag(one.state),), note=agreed_words(one)),
                Cell(one.decided.reasons if one.decided else ""),
            )
        )
        for one in lines
    )
    head = (gettext("Days"), gettext("School"), gettext("For"), gettext("Outcome"), gettext("Reasons"))
    return Table(title or gettext("Leave of absence"), head, rows, empty=gettext("None was asked for."))


def _past(facts: RequestFacts) -> Table:
    rows = tuple(
        Row(
            (
                Cell(
                    short_day(one.on),
                    href=reverse("registers:cell", args=[facts.line.pupil_id, one.on, SESSION_SLUGS[one.session]]),
                    note=gettext("afternoon") if one.session else gettext("morning"),
                ),
                Cell(tags=(code_tag(one.code, on=one.on),)),
            )
        )
        for one in facts.past
    )
    return Table(
        gettext("Sessions of these days that have their mark"),
        (gettext("Session"), gettext("Mark")),
        rows,
        caption_size="s",
    )


def _decision(one: DecisionFacts, facts: RequestFacts, today: date) -> DecisionShown:
    is_last = one.number == len(facts.decisions)
    title = gettext("Decision") if is_last else gettext("Decision before, which no longer stands")
    lines = [Line(gettext("Reasons"), one.reasons)]
    if one.span:
        lines.insert(0, Line(gettext("Agreed"), span_words(one.span)))
        lines.insert(1, Line(gettext("The register shows"), code_label(one.code, on=one.span.starts_on)))
    by = gettext("%(who)s, %(post)s, %(when)s") % {
        "who": one.by,
        "post": one.by_post,
        "when": moment_words(one.at, today=today),
    }
    return DecisionShown(
        title=title,
        tag=outcome_tag(one.outcome),
        lines=(*lines, Line(gettext("Decided by"), by)),
        basis_title=gettext("What was known then"),
        basis=_kept(one.basis) if facts.may_change else (),
    )


def _kept(basis: Mapping[str, Any]) -> tuple[Line, ...]:
    """The figures and the advice as they were when it was decided."""
    possible, missed = basis["possible"], basis["authorised"] + basis["unauthorised"]
    counted = gettext("Missed %(missed)s of %(possible)s sessions.") % {"missed": missed, "possible": possible}
    lines = [Line(gettext("Attendance"), counted)]
    for one in basis["advice"]:
        title, text, tag = advice_words(one["rule"], one["holds"], one["facts"])
        lines.append(Line(title, f"{text} ({one['source']})", tags=(tag,)))
    return tuple(lines)


def _letters(facts: RequestFacts, sent: Mapping[int, str], today: date) -> Table:
    head = (gettext("To"), gettext("Made"), gettext("E-mail"))
    rows = tuple(Row(_letter_cells(one, facts, sent.get(one.id, ""), today)) for one in facts.letters)
    return Table(gettext("Letters"), head, rows, caption_size="s")


def _letter_cells(one: LetterLine, facts: RequestFacts, sent: str, today: date) -> tuple[Cell, ...]:
    parent = next((each for each in facts.parents if each.id == one.to_id), None)
    is_latest = one.about[2] == len(facts.decisions)
    can_send = facts.may_send and is_latest and parent is not None and parent.email and not parent.has_safe_contact
    send = Action(
        gettext("Send by e-mail"),
        reverse("registers:leave-letter-send", args=[facts.line.id, one.id]),
        about=gettext("to %(name)s") % {"name": one.to_name},
        post=True,
    )
    note = "" if is_latest else gettext("of a decision that no longer stands")
    return (
        Cell(one.to_name, href=reverse("documents:letter", args=[one.id]), note=note),
        Cell(moment_words(one.made_at, today=today), note=one.made_by),
        Cell(tags=(state_tag(sent),) if sent else (), actions=(send,) if can_send and not sent else ()),
    )


def _effect(facts: RequestFacts) -> str:
    """What the register does with the decision."""
    if not facts.decisions or facts.line.state is LeaveState.WITHDRAWN:
        return ""
    if facts.planned and not facts.is_over:
        return gettext("The agreed days stand over the register and become marks when it is taken.")
    if facts.line.state is LeaveState.REFUSED:
        return gettext("Nothing is planned: whoever takes the register is told that leave was not agreed.")
    return ""
