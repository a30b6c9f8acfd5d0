"""The page on which a teacher takes a register."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext, ngettext

from bellwether.core.codes import CODES
from bellwether.registers.pages.answers import conflict_words, problem_link, saved_words
from bellwether.registers.pages.choosing import CodeMenu, code_menu, first_option, options_of
from bellwether.registers.pages.leave.words import note_words
from bellwether.registers.pages.lists import elsewhere_words
from bellwether.registers.pages.script_words import finish_text, labels, rest_text, script_words
from bellwether.registers.pages.steps import Step, register_href, register_steps
from bellwether.registers.pages.words import (
    clock,
    code_label,
    initials,
    moment_words,
    on_session,
    outing_words,
    session_words,
)
from bellwether.registers.slugs import KEEP, SESSION_SLUGS
from bellwether.ui.pages import Action, Colour, Empty, Link, Notice, ProblemLink, Tag

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from django.utils.safestring import SafeString

    from bellwether.registers.facts import OfferedMark, RegisterFacts, RegisterLine, TakenAnswer
    from bellwether.registers.selectors.since import Meanwhile

__all__ = ["TakePage", "TakeRow", "meanwhile_words", "stands_after"]

_QUICK: Final = frozenset({"/", "\\", "N", "L"})
_NOTHING: Final = frozenset({"", "."})
_HERE: Final = frozenset({"/", "\\", "L"})


@dataclass(frozen=True, slots=True)
class TakeRow:
    """A pupil. key: the id as it stands in the page.

    choice: which button is pressed: the present mark, N, L, other, or "" for none.

    first_options: what stands first in the list of codes. seen: what stood when the page was made.
    plan: a planned absence in words; other: today's other half-day; stands: what stands, where it says more.
    leave: leave that was not agreed for this session, or is over.
    is_planned: nothing stands yet, and the plan becomes the mark with this register. is_off: not expected, or closed.
    """

    id: int
    key: str
    name: str
    initials: str
    choice: str
    first_options: SafeString
    other_label: str
    seen: str
    minutes: str
    note: str
    plan: str
    other: str
    stands: str
    is_planned: bool
    is_off: bool
    is_locked: bool
    leave: str = ""
    has_problem: bool = False
    has_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """How many pupils stand so."""

    name: str
    number: int
    text: str

    @property
    def is_hidden(self) -> bool:
        """Nothing is said of none, but of none left to mark."""
        return self.number == 0 and self.name != "unmarked"


@dataclass(frozen=True, slots=True)
class TakePage:
    """A register of one class and half-day."""

    group: str
    when: str
    href: str
    submit_to: str
    ask_at: str
    since: int
    key: str
    state: Tag
    saved: str
    times: str
    steps: tuple[Step, ...]
    notices: tuple[Notice, ...]
    closed: Empty | None
    empty: Empty
    introduction: str
    rows: tuple[TakeRow, ...]
    can_take: bool
    counts: tuple[Count, ...]
    unmarked: int
    present: str
    labels: Mapping[str, str]
    words: tuple[tuple[str, str], ...]
    options: SafeString
    menu: CodeMenu
    rest_text: str
    finish_text: str
    status: str
    help_title: str
    codes_title: str
    plans: Link
    problems: tuple[ProblemLink, ...] = ()
    conflicts: tuple[ProblemLink, ...] = ()
    warnings: tuple[ProblemLink, ...] = ()

    @classmethod
    def of(
        cls,
        facts: RegisterFacts,
        *,
        today: date,
        others: Mapping[int, str] | None = None,
        not_accepted: Sequence[str] = (),
        closed_why: str = "",
        can_take: bool = True,
    ) -> TakePage:
        """The page as it is opened. others: what stands in today's other half-day, by pupil, as the reader sees it.

        can_take: whether the reader may mark; otherwise the page only shows what stands.
        """
        on, session = facts.on, facts.session
        present = "\\" if session else "/"
        rows = tuple(
            _row(line, on=on, session=session, other=(others or {}).get(line.pupil.id, "")) for line in facts.lines
        )
        unmarked = sum(not row.choice and not row.is_locked for row in rows)
        menu = code_menu(on, session=session, not_accepted=not_accepted, without=_QUICK)
        return cls(
            group=facts.group.name,
            when=on_session(on, session),
            href=register_href(facts.group.id, on, session),
            submit_to=reverse("registers:submit", args=[facts.group.id, on, SESSION_SLUGS[session]]),
            ask_at=reverse("registers:since", args=[facts.group.id, on, SESSION_SLUGS[session]]),
            since=facts.sequence,
            key=str(uuid.uuid4()),
            state=_state(facts),
            saved=_saved(facts, today=today),
            times=_times(facts),
            steps=register_steps(facts.group.id, on, session, today=today),
            notices=(Notice(elsewhere_words(), title=gettext("Taken elsewhere")),) if facts.is_elsewhere else (),
            closed=_closed(facts, today=today, why=closed_why),
            empty=Empty(gettext("Nobody is on the roll of this class on that day"), "", ()),
            introduction="" if facts.is_taken or not can_take else _introduction(rows),
            rows=rows
            if can_take
            else tuple(_read_only(row, line, on) for row, line in zip(rows, facts.lines, strict=True)),
            can_take=can_take,
            counts=_counts(rows, present),
            unmarked=unmarked,
            present=present,
            labels=labels(),
            words=tuple(script_words(facts).items()),
            options=options_of(menu),
            menu=menu,
            rest_text=rest_text(unmarked, len(rows)),
            finish_text=finish_text(unmarked) if facts.is_closed else "",
            status="",
            help_title=gettext("Quicker with a keyboard"),
            codes_title=gettext("All codes, and when to use which"),
            plans=Link(
                gettext("Planned absences of this class"), reverse("registers:class-plans", args=[facts.group.id])
            ),
        )

    def refused(self, words: str, *, sent: Mapping[int, OfferedMark], on: date) -> TakePage:
        """The page again with why nothing of it was saved. What was sent is kept beside what stands by now."""
        rows = tuple(
            _beside_what_stands(row, sent[row.id], present=self.present, on=on) if row.id in sent else row
            for row in self.rows
        )
        return replace(self, rows=rows, problems=(ProblemLink(words, "#register"),))

    def answered(self, answer: TakenAnswer, *, sent: Mapping[int, OfferedMark], today: date) -> TakePage:
        """The page again with what was wrong, or what somebody else had marked; what was sent is kept in its rows.

        Where there was a problem nobody has looked at what stands by now: the rows keep what the sender saw.
        """
        names = {row.id: row.name for row in self.rows}
        wrong = {each.pupil_id for each in answer.problems}
        stood = {each.pupil_id for each in answer.conflicts}
        rows = tuple(
            replace(row, has_problem=row.id in wrong, has_conflict=row.id in stood)
            if row.id not in sent or not wrong
            else replace(_resent(row, sent[row.id], present=self.present), has_problem=row.id in wrong)
            for row in self.rows
        )
        return replace(
            self,
            rows=rows,
            status="" if answer.problems else saved_words(answer),
            problems=tuple(problem_link(each, names) for each in answer.problems),
            warnings=() if answer.problems else tuple(problem_link(each, names) for each in answer.warnings),
            conflicts=tuple(
                ProblemLink(
                    conflict_words(each, name=names.get(each.pupil_id, ""), today=today), f"#row-{each.pupil_id}"
                )
                for each in answer.conflicts
            ),
        )


def stands_after(
    codes: Mapping[int, str], changed: Mapping[int, Meanwhile], *, today: date
) -> dict[int, dict[str, str]]:
    """What stands now, by pupil, for a page that is open in a browser: what it sees, and the choice that this makes.

    codes: as the reader may see them. changed: who changed marks since the page was opened.
    """
    return {
        pupil: {
            "seen": code,
            "code": _choice_of(code),
            "by": meanwhile_words(code, changed[pupil], today=today) if pupil in changed else "",
        }
        for pupil, code in codes.items()
    }


def meanwhile_words(code: str, found: Meanwhile, *, today: date) -> str:
    """What a mark was changed to since the page was opened, by whom and when. code: as the reader may see it."""
    values = {
        "mark": code_label(code, on=today),
        "who": found.by,
        "when": moment_words(found.at, today=today),
    }
    return gettext("Changed since you opened this page: %(mark)s, by %(who)s, %(when)s") % values


def _choice_of(code: str) -> str:
    if code in _NOTHING or code in ("_", "#"):
        return ""
    return code if code in CODES else KEEP


def _row(line: RegisterLine, *, on: date, session: int, other: str) -> TakeRow:
    stands = "" if line.code in _NOTHING else line.code
    is_planned = not stands and bool(line.plan_code) and line.is_open
    code = stands or (line.plan_code if is_planned else "")
    is_other = bool(code) and code not in _QUICK
    label = code if code in CODES else gettext("Known")
    return TakeRow(
        id=line.pupil.id,
        key=str(line.pupil.id),
        name=line.pupil.name,
        initials=initials(line.pupil.name),
        choice=("other" if is_other else code) if line.is_open else "",
        first_options=_first_options(code if is_other else "", on),
        other_label=label,
        seen=line.code,
        minutes="" if line.minutes_late is None else str(line.minutes_late),
        note=line.note,
        plan=_plan_words(line, on),
        other=_other_words(other, on, session),
        stands=_stands_words(line, on),
        is_planned=is_planned,
        is_off=not line.is_open or line.plan_code == "X",
        is_locked=not line.is_open,
        leave=note_words(line.leave, on=on) if line.leave and line.code not in _HERE else "",
        has_conflict=line.has_conflict,
    )


def _read_only(row: TakeRow, line: RegisterLine, on: date) -> TakeRow:
    stands = ", ".join(filter(None, (code_label(line.code, on=on), row.stands if line.is_open else "")))
    return replace(row, is_locked=True, stands=stands)


def _first_options(code: str, on: date) -> SafeString:
    empty = first_option("", gettext("Choose a code"))
    if not code:
        return empty
    if code in CODES:
        return first_option(code, f"{code} – {code_label(code, on=on)}")
    return first_option(KEEP, code_label(code, on=on))


def _resent(row: TakeRow, mark: OfferedMark, *, present: str) -> TakeRow:
    code, minutes = mark.code, "" if mark.minutes_late is None else str(mark.minutes_late)
    quick = code in (present, "N", "L")
    choice = code if quick or not code else "other"
    options = row.first_options if quick or code == KEEP or not code else first_option(code, code)
    return replace(
        row,
        choice=choice,
        first_options=options,
        other_label=code or row.other_label,
        minutes=minutes,
        note=mark.note,
        seen=mark.seen,
    )


def _beside_what_stands(row: TakeRow, mark: OfferedMark, *, present: str, on: date) -> TakeRow:
    """What was sent, with what stands in words; so that has been seen when it is sent again."""
    if row.is_locked:
        sent = gettext("You sent: %(mark)s") % {"mark": code_label(mark.code, on=on)} if mark.code in CODES else ""
        return replace(row, stands=", ".join(filter(None, (row.stands, sent))))
    if row.seen in _NOTHING or row.seen == mark.code:
        return replace(_resent(row, mark, present=present), seen=row.seen)
    words = gettext("Stands now: %(mark)s") % {"mark": code_label(row.seen, on=on)}
    return replace(_resent(row, mark, present=present), seen=row.seen, stands=words)


def _plan_words(line: RegisterLine, on: date) -> str:
    """What is planned, why, and when the pupil goes and comes back."""
    return ". ".join(filter(None, (_planned_words(line, on), outing_words(line.plan_leaves, line.plan_returns))))


def _planned_words(line: RegisterLine, on: date) -> str:
    if line.is_outing:
        return gettext("Here for the register: %(why)s") % {"why": line.plan_reason} if line.plan_reason else ""
    if not line.plan_code:
        return ""
    words = code_label(line.plan_code, on=on)
    if line.plan_code == "X":
        return gettext("Not expected in this session (part-time)")
    if line.plan_reason:
        return gettext("Planned: %(what)s – %(why)s") % {"what": words, "why": line.plan_reason}
    return gettext("Planned: %(what)s") % {"what": words}


def _other_words(code: str, on: date, session: int) -> str:
    if code in _NOTHING or code in ("_", "#"):
        return ""
    return gettext("%(half)s: %(mark)s") % {"half": session_words(1 - session), "mark": code_label(code, on=on)}


def _stands_words(line: RegisterLine, on: date) -> str:
    if not line.is_open:
        return gettext("No mark can be made for this session")
    parts = []
    if line.code not in _NOTHING and line.code not in CODES:
        parts.append(code_label(line.code, on=on))
    if line.left and not line.returned:
        parts.append(gettext("left the site at %(time)s") % {"time": clock(line.left)})
    elif line.left and line.returned:
        parts.append(
            gettext("was out from %(left)s to %(back)s") % {"left": clock(line.left), "back": clock(line.returned)}
        )
    elif line.arrived:
        parts.append(gettext("came at %(time)s") % {"time": clock(line.arrived)})
    if line.has_conflict:
        parts.append(gettext("two marks were made: the office decides"))
    text = ", ".join(parts)
    return text[:1].upper() + text[1:]


def _state(facts: RegisterFacts) -> Tag:
    if facts.is_elsewhere:
        is_in = facts.is_taken
        return Tag(gettext("Imported"), Colour.GREEN) if is_in else Tag(gettext("Not imported yet"), Colour.GREY)
    if facts.is_taken:
        return Tag(gettext("Taken"), Colour.GREEN)
    if facts.is_closed:
        return Tag(gettext("Not taken"), Colour.RED)
    return Tag(gettext("Open"), Colour.BLUE) if facts.is_open else Tag(gettext("Not open yet"), Colour.GREY)


def _saved(facts: RegisterFacts, *, today: date) -> str:
    if not facts.is_taken or facts.taken_at is None:
        return ""
    values = {"who": facts.taken_by, "when": moment_words(facts.taken_at, today=today)}
    text = (
        gettext("Imported by %(who)s, %(when)s.") if facts.is_elsewhere else gettext("Last saved by %(who)s, %(when)s.")
    )
    return text % values


def _times(facts: RegisterFacts) -> str:
    if facts.times is None:
        return gettext("The school has not set the times of its sessions, so lateness cannot be worked out.")
    values = {"opens": clock(facts.times.opens), "closes": clock(facts.times.closes)}
    if not facts.is_closed:
        return gettext("The register opens at %(opens)s and closes at %(closes)s.") % values
    text = gettext("The register opened at %(opens)s and closed at %(closes)s.") % values
    if facts.is_taken:
        return text + " " + gettext("A mark that you change now is kept for the office to decide.")
    return text + " " + gettext("Whoever comes now signs in at the late desk.")


def _closed(facts: RegisterFacts, *, today: date, why: str) -> Empty | None:
    back = (Action(gettext("Go to your registers"), reverse("registers:mine")),)
    if not facts.is_session:
        return Empty(
            gettext("The school has no session then"), why or gettext("It is a weekend, a holiday or a closure."), back
        )
    if facts.is_open or facts.is_closed or facts.is_taken:
        return None
    if facts.on > today:
        return Empty(
            gettext("This register is not open yet"),
            gettext(
                "A register records what is so, never what will be. An absence that is known already can be planned."
            ),
            back,
        )
    opens = clock(facts.times.opens) if facts.times else ""
    return Empty(gettext("This register is not open yet"), gettext("It opens at %(time)s.") % {"time": opens}, back)


def _introduction(rows: Sequence[TakeRow]) -> str:
    planned = sum(row.is_planned for row in rows)
    if not planned:
        return gettext("Mark who is not here, then say that everyone else is.")
    return ngettext(
        "Mark who is not here, then say that everyone else is. 1 planned absence is marked already.",
        "Mark who is not here, then say that everyone else is. %(n)s planned absences are marked already.",
        planned,
    ) % {"n": planned}


def _counts(rows: Sequence[TakeRow], present: str) -> tuple[Count, ...]:
    choices = [row.choice for row in rows if not row.is_locked]
    return (
        Count("unmarked", choices.count(""), gettext("not marked")),
        Count("present", choices.count(present), gettext("present")),
        Count("absent", choices.count("N"), gettext("absent")),
        Count("late", choices.count("L"), gettext("late")),
        Count("other", choices.count("other"), gettext("other")),
    )
