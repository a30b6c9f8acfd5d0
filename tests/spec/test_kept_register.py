"""Worked examples of registers as they are kept: who knew what when, and what an amendment leaves behind.

The marks are brought into the application's database and changed by its services, as a school's office would.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from bellwether.core.access import Role
from bellwether.core.calendar import day_of_column
from bellwether.core.codes import BYTE_CLOSED, BYTE_NOT_ON_ROLL, BYTE_UNMARKED, code_of
from tests.spec.asking import TEN_SESSIONS_IN_TEN_WEEKS
from tests.spec.example import Answer, Example

if TYPE_CHECKING:
    from tests.spec.register_text import Laid
    from tests.world import World

NO_MARK = (BYTE_UNMARKED, BYTE_CLOSED, BYTE_NOT_ON_ROLL)
FRIDAY, INSET, NEXT_MONDAY = date(2026, 10, 23), date(2026, 11, 2), date(2026, 11, 9)
THURSDAY = date(2026, 11, 12)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026."""
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def kept(laid: Laid, *, now: datetime) -> World:
    """The small made-up world with the example's marks in the registers of its one class, brought in at a moment."""
    from bellwether.registers import services
    from bellwether.registers.columns import Fate, MarkColumns
    from tests.registers.builders import SYSTEM
    from tests.world import YEAR, make_world

    world = make_world()
    services.open_rows(world.school, YEAR, actor=SYSTEM, now=now)
    found = [
        (world.pupils[name], day_of_column(YEAR, column), column % 2, code_of(int(byte)), None)
        for row, name in enumerate(laid.names)
        for column, byte in enumerate(laid.matrix.rows_of(YEAR)[row])
        if byte not in NO_MARK
    ]
    brought = MarkColumns.of_marks(found)
    answer = services.import_marks(world.school, brought, source="file", actor=world.actor(Role.OFFICE), now=now)
    assert answer.comparison.count(Fate.NEW) == len(found)
    return world


def _unauthorised(world: World, known_at: datetime) -> int:
    """The most unauthorised sessions of Ada in ten school weeks, as was known at a moment."""
    from bellwether.registers import selectors
    from tests.world import YEAR

    matrix, _ = selectors.matrix(
        actor=world.actor(Role.HEAD), year=YEAR, pupil_ids=[world.pupils["Ada"]], known_at=known_at
    )
    return int(matrix.measure(window=TEN_SESSIONS_IN_TEN_WEEKS).threshold_peak[0])


def _n_becomes_illness(laid: Laid) -> Answer:
    from bellwether.registers import selectors, services
    from tests.registers.builders import SYSTEM

    world = kept(laid, now=at(12, 16))
    office, ada = world.actor(Role.OFFICE), world.pupils["Ada"]
    change = services.MarkChange(ada, THURSDAY, 1, "I")
    services.amend(world.school, changes=[change], reason="Mother rang: ill", actor=office, now=at(13, 9, 30))
    history = selectors.cell_history(ada, on=THURSDAY, session=1, actor=office)
    last = history[-1]
    evening, noon = _unauthorised(world, at(12, 18)), _unauthorised(world, at(13, 12))
    return {
        "unauthorised, as known on Thursday evening": evening,
        "threshold met then": evening >= TEN_SESSIONS_IN_TEN_WEEKS.sessions,
        "unauthorised, as known on Friday at noon": noon,
        "threshold met then, too": noon >= TEN_SESSIONS_IN_TEN_WEEKS.sessions,
        "as known on Thursday evening, asked again on Friday": _unauthorised(world, at(12, 18)),
        "marks in the history of that afternoon": ", then ".join(one.after for one in history if one.after != "."),
        "reason kept with the change": last.reason,
        "kept with it, too": f"{last.by}, {last.post}, {last.at:%d %B %Y %H:%M}",
        "the log still proves the rows": services.check(world.school, actor=SYSTEM).is_clean,
    }


def _clock_of_n(laid: Laid) -> Answer:
    from bellwether.organisations import services as organisations
    from bellwether.organisations.facts import NewClosure
    from bellwether.registers import selectors, services
    from tests.registers.builders import SYSTEM

    world = kept(laid, now=datetime(2026, 10, 23, 16, tzinfo=UTC))
    head, office = world.actor(Role.HEAD), world.actor(Role.OFFICE)
    inset = NewClosure(INSET, INSET, "#", "Training day")
    organisations.add_closure(world.school, asked=inset, actor=head, now=datetime(2026, 10, 23, 17, tzinfo=UTC))

    def state(day: date) -> str:
        (found,) = selectors.n_marks(world.school, today=day, actor=office)
        return found.clock.state.value

    (found,) = selectors.n_marks(world.school, today=FRIDAY, actor=office)
    states = {day: state(day) for day in (NEXT_MONDAY, NEXT_MONDAY + timedelta(days=1))}
    (by_itself,) = services.expire_n(at(10, 1), actor=SYSTEM)
    _adjust({"scope": "school", "scope_id": world.school, "rule_id": "n-code.convert", "value": True})
    (by_choice,) = services.expire_n(at(10, 2), actor=SYSTEM)
    last = selectors.cell_history(world.pupils["Ada"], on=FRIDAY, session=1, actor=office)[-1]
    return {
        "last day for the reason": str(found.clock.deadline),
        "on that day": states[NEXT_MONDAY],
        "on the day after": states[NEXT_MONDAY + timedelta(days=1)],
        "marks that wait for a person then": by_itself.waiting,
        "marks changed by themselves": by_itself.changed,
        "marks changed where the school chose that": by_choice.changed,
        "the mark then": last.after,
        "by": last.by,
        "because": last.reason,
    }


def _adjust(asked: dict[str, object]) -> None:
    from bellwether.organisations.models import PolicyAdjustment

    PolicyAdjustment.objects.create(
        **asked, from_on=date(2026, 9, 1), reason="Governors agreed", made_by="Sam Head, Head teacher"
    )


def _old_mark(_: Laid) -> Answer:
    from bellwether.people.models import Enrolment
    from bellwether.registers import services
    from tests.registers.builders import open_plain_rows
    from tests.world import NOW, make_world

    world = make_world()
    ada, office = world.pupils["Ada"], world.actor(Role.OFFICE)
    Enrolment.objects.filter(pupil_id=ada).update(starts_on=date(2019, 9, 2))
    for year in (2019, 2020):
        open_plain_rows(world.school, [ada], year)

    def amended(on: date) -> str:
        change = services.MarkChange(ada, on, 0, "I")
        answer = services.amend(world.school, changes=[change], reason="Letter found", actor=office, now=NOW)
        return "changed" if answer.saved else f"refused by {answer.problems[0].problem.rule}"

    six, seven = amended(date(2020, 11, 17)), amended(date(2019, 11, 18))
    _adjust({"scope": "school", "scope_id": world.school, "rule_id": "register.amend-years", "value": 10})
    return {
        "a mark of 17 November 2020": six,
        "a mark of 18 November 2019": seven,
        "the same, where the school keeps its registers for ten years": amended(date(2019, 11, 18)),
    }


EXAMPLES = [
    Example(
        order=5,
        part="b",
        title="The clock of N in a school's register, and what happens when it has run out",
        source="SI 2024/208, reg 10(7) to (9); what the system does by itself is the school's choice",
        domain="2.3",
        register=r"""
            Ada
            2026-10-19   / \  / \  / \  / \  / N
        """,
        question="N on the Friday before half-term; after the week the school has a training day. What happens when?",
        ask=_clock_of_n,
        answer={
            "last day for the reason": "2026-11-09",
            "on that day": "due",
            "on the day after": "overdue",
            "marks that wait for a person then": 1,
            "marks changed by themselves": 0,
            "marks changed where the school chose that": 1,
            "the mark then": "O",
            "by": "Bellwether",
            "because": "N expired: no reason was established in time",
        },
        why="Nothing is changed by the clock alone: a person settles the mark, unless the school's policy says that an "
        "N whose time is over becomes O.",
    ),
    Example(
        order=7,
        part="c",
        title="Met on Thursday, cleared on Friday, and the register can show both",
        source="The five elements of an amendment, SI 2024/208, reg 6; the threshold as in 7a",
        domain="2.4, 3.1",
        register=r"""
            Ada
            2026-11-02   / \  / \  / \  / \  G G
            2026-11-09   G G  G G  G G  G N  - -
        """,
        question="On Friday morning the mother rings: Ada was ill on Thursday afternoon. What was known, and when?",
        ask=_n_becomes_illness,
        answer={
            "unauthorised, as known on Thursday evening": 10,
            "threshold met then": True,
            "unauthorised, as known on Friday at noon": 9,
            "threshold met then, too": False,
            "as known on Thursday evening, asked again on Friday": 10,
            "marks in the history of that afternoon": "N, then I",
            "reason kept with the change": "Mother rang: ill",
            "kept with it, too": "Sam Office, School office, 13 November 2026 09:30",
            "the log still proves the rows": True,
        },
        why="Marks are added, never changed: the figure of Thursday can be asked for at any later time.",
    ),
    Example(
        order=16,
        title="A mark of seven years ago is put right only where the school's policy goes back so far",
        source="SI 2024/208 keeps each entry for six years; how far back marks are put right is the school's policy",
        domain="2.5",
        register=r"""
            Ada
            2019-11-18   N \  / \  / \  / \  / \
        """,
        question="It is 17 November 2026. A letter turns up about marks of long ago. May they be put right?",
        ask=_old_mark,
        answer={
            "a mark of 17 November 2020": "changed",
            "a mark of 18 November 2019": "refused by register.amend-years",
            "the same, where the school keeps its registers for ten years": "changed",
        },
        why="Older entries may have been removed lawfully, so by default nobody changes what is left of them.",
    ),
]


@pytest.mark.django_db
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.number)
def test_the_application_answers_as_the_rules_do(example):
    assert example.asked() == example.answer
