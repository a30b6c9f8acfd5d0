from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.codes import CODES
from bellwether.core.dated import Status
from bellwether.core.errors import DataFileError
from bellwether.core.policy import load_policy
from bellwether.core.problems import Severity
from bellwether.core.taking import (
    Level,
    MarkProblemKind,
    PupilOnDay,
    SessionOnDay,
    amend_problems,
    mark_problems,
    mark_rules,
    plan_problems,
)
from bellwether.core.taking.rules import load_mark_rules
from tests.oracles import taking as oracle

TODAY = date(2026, 11, 23)
MORNING, AFTERNOON = SessionOnDay(TODAY, 0), SessionOnDay(TODAY, 1)
PUPIL = PupilOnDay(on_roll=True, compulsory_school_age=True, year_group=4)
POLICY = load_policy("dfe-2024")


def kinds(code, *, pupil=PUPIL, at=MORNING, today=TODAY, **more):
    return [each.kind for each in mark_problems(code, pupil=pupil, at=at, today=today, **more)]


OF_THE_CLOCK = (MarkProblemKind.AFTER_CLOSE, MarkProblemKind.BEFORE_CLOSE, MarkProblemKind.AFTER_SESSION)
"""Their examples are in `test_arriving.py`."""

# code, pupil, session, level, what is wrong: the worked examples of each rule
EXAMPLES = [
    ("/", PUPIL, MORNING, Level.PUPIL, []),
    ("I", PUPIL, AFTERNOON, Level.PUPIL, []),
    ("/", PUPIL, AFTERNOON, Level.PUPIL, [MarkProblemKind.WRONG_SESSION]),
    ("\\", PUPIL, MORNING, Level.PUPIL, [MarkProblemKind.WRONG_SESSION]),
    ("?", PUPIL, MORNING, Level.PUPIL, [MarkProblemKind.NO_SUCH_CODE]),
    (".", PUPIL, MORNING, Level.PUPIL, [MarkProblemKind.NO_SUCH_CODE]),
    ("_", PUPIL, MORNING, Level.PUPIL, [MarkProblemKind.NO_SUCH_CODE]),
    ("J", PUPIL, MORNING, Level.PUPIL, [MarkProblemKind.NOT_IN_FORCE]),
    ("J1", PUPIL, SessionOnDay(date(2024, 7, 1), 0), Level.PUPIL, [MarkProblemKind.NOT_IN_FORCE]),
    ("J", PUPIL, SessionOnDay(date(2024, 7, 1), 0), Level.PUPIL, []),
    ("X", PUPIL, MORNING, Level.PUPIL, [MarkProblemKind.COMPULSORY_AGE]),
    ("X", replace(PUPIL, compulsory_school_age=False), MORNING, Level.PUPIL, []),
    ("X", replace(PUPIL, compulsory_school_age=None), MORNING, Level.PUPIL, [MarkProblemKind.AGE_UNKNOWN]),
    ("C2", replace(PUPIL, compulsory_school_age=False), MORNING, Level.PUPIL, [MarkProblemKind.NOT_COMPULSORY_AGE]),
    ("C2", PUPIL, MORNING, Level.PUPIL, []),
    ("#", PUPIL, MORNING, Level.PUPIL, [MarkProblemKind.SCHOOL_LEVEL]),
    ("#", PUPIL, MORNING, Level.GROUP, [MarkProblemKind.SCHOOL_LEVEL]),
    ("#", PUPIL, MORNING, Level.SCHOOL, []),
    ("#", replace(PUPIL, standing="D"), MORNING, Level.SCHOOL, [MarkProblemKind.OVER_DUAL]),
    ("Y4", PUPIL, MORNING, Level.GROUP, [MarkProblemKind.SCHOOL_LEVEL]),
    ("Y4", PUPIL, MORNING, Level.SCHOOL, []),
    ("Y3", PUPIL, MORNING, Level.PUPIL, [MarkProblemKind.GROUP_LEVEL]),
    ("Y3", PUPIL, MORNING, Level.GROUP, []),
    ("D", PUPIL, MORNING, Level.PUPIL, [MarkProblemKind.NOT_DUAL]),
    ("D", replace(PUPIL, dual_registered=True), MORNING, Level.PUPIL, []),
    ("Z", PUPIL, MORNING, Level.PUPIL, [MarkProblemKind.ALREADY_ON_ROLL]),
    ("Z", replace(PUPIL, on_roll=False), MORNING, Level.PUPIL, []),
    ("Z", replace(PUPIL, on_roll=False, has_left=True), MORNING, Level.PUPIL, [MarkProblemKind.NOT_ON_ROLL]),
    ("/", replace(PUPIL, on_roll=False), MORNING, Level.PUPIL, [MarkProblemKind.NOT_ON_ROLL]),
    ("/", PUPIL, replace(MORNING, is_open=False), Level.PUPIL, [MarkProblemKind.CLOSED_SESSION]),
    ("I", PUPIL, SessionOnDay(TODAY + timedelta(days=1), 0), Level.PUPIL, [MarkProblemKind.FUTURE]),
    ("#", PUPIL, SessionOnDay(TODAY + timedelta(days=1), 0), Level.SCHOOL, []),
    ("S", PUPIL, MORNING, Level.PUPIL, [MarkProblemKind.STUDY_LEAVE_YEAR]),
    ("S", replace(PUPIL, year_group=11), MORNING, Level.PUPIL, []),
    ("S", replace(PUPIL, year_group=None), MORNING, Level.PUPIL, []),
]


@pytest.mark.parametrize(("code", "pupil", "at", "level", "wrong"), EXAMPLES)
def test_a_mark_is_refused_for_what_is_wrong_with_it(code, pupil, at, level, wrong):
    assert kinds(code, pupil=pupil, at=at, level=level) == wrong


def test_each_rule_about_marks_has_an_example():
    seen = {kind for *_, wrong in EXAMPLES for kind in wrong} | {MarkProblemKind.NEVER_PLANNED} | set(OF_THE_CLOCK)
    assert seen | {MarkProblemKind.AGAINST_PLAN} == set(mark_rules())  # its examples are in `registers/test_taking.py`


def test_the_facts_say_what_the_page_needs():
    (gone,) = mark_problems("/", pupil=replace(PUPIL, on_roll=False, has_left=True), at=MORNING, today=TODAY)
    assert (gone.facts, gone.rule, gone.code) == ({"when": "after leaving"}, "mark.not-on-roll", "/")
    (old,) = mark_problems("H", pupil=PUPIL, at=MORNING, today=TODAY)
    assert old.facts == {"first": "2006-09-01", "last": "2024-08-18"}
    (early,) = mark_problems("K", pupil=PUPIL, at=SessionOnDay(date(2024, 3, 1), 0), today=TODAY)
    assert early.facts == {"first": "2024-08-19"}


def test_several_things_can_be_wrong_at_once():
    strange = PupilOnDay(on_roll=False, compulsory_school_age=True)
    ahead = SessionOnDay(TODAY + timedelta(days=3), 0, is_open=False)
    assert kinds("X", pupil=strange, at=ahead) == [
        MarkProblemKind.NOT_ON_ROLL,
        MarkProblemKind.CLOSED_SESSION,
        MarkProblemKind.FUTURE,
        MarkProblemKind.COMPULSORY_AGE,
    ]


PUPILS = st.builds(
    PupilOnDay,
    on_roll=st.booleans(),
    compulsory_school_age=st.sampled_from([True, False, None]),
    year_group=st.none() | st.integers(-2, 13),
    standing=st.sampled_from([".", "_", *CODES]),
    dual_registered=st.booleans(),
    has_left=st.booleans(),
)
DAYS = st.dates(date(2012, 9, 1), date(2027, 8, 31)) | st.dates(date(2024, 8, 10), date(2024, 8, 30))


@given(
    st.sampled_from([*CODES, ".", "_", "?"]), PUPILS, DAYS, st.sampled_from([0, 1]), st.booleans(), DAYS,
    st.sampled_from(Level),
)  # fmt: skip
def test_refusals_match_the_oracle(code, pupil, on, session, is_open, today, level):
    found = mark_problems(code, pupil=pupil, at=SessionOnDay(on, session, is_open), today=today, level=level)
    refused = {each.kind.value for each in found if each.severity is Severity.ERROR}
    assert refused == oracle.refusals(code, pupil, on, session, is_open, today, level)


@pytest.mark.parametrize("code", ["B", "K", "Y7"])
def test_an_activity_without_its_nature_is_a_warning_while_the_rule_is_unconfirmed(code):
    (problem,) = mark_problems(code, pupil=PUPIL, at=MORNING, today=TODAY, policy=POLICY)
    assert (problem.kind, problem.severity) == (MarkProblemKind.NOTE_MISSING, Severity.WARNING)
    assert problem.rule == "register.note-codes"
    assert kinds(code, note="at the college", policy=POLICY) == []
    assert kinds(code, note="  ", policy=POLICY) == [MarkProblemKind.NOTE_MISSING]
    assert kinds(code) == []


def test_no_note_is_asked_for_before_the_rule_began_or_of_other_codes():
    before = SessionOnDay(date(2024, 7, 1), 0)
    assert kinds("B", at=before, policy=POLICY) == []
    assert kinds("I", policy=POLICY) == []


@pytest.mark.parametrize("code", ["/", "\\", "L", "U", "N"])
def test_facts_of_the_day_are_never_planned(code):
    (problem,) = plan_problems(code, on=TODAY, policy=POLICY)
    assert (problem.kind, problem.rule) == (MarkProblemKind.NEVER_PLANNED, "mark.never-planned")


@pytest.mark.parametrize("code", ["M", "C", "C1", "C2", "J1", "S", "R", "V", "D", "E", "X", "#"])
def test_what_is_known_before_the_day_may_be_planned(code):
    assert plan_problems(code, on=TODAY, policy=POLICY) == ()


@pytest.mark.parametrize("code", ["I", "O", "G", "T", "Y4"])
def test_what_is_not_on_the_schools_list_may_not_be_planned(code):
    (problem,) = plan_problems(code, on=TODAY, policy=POLICY)
    assert (problem.kind, problem.rule) == (MarkProblemKind.NOT_PLANNABLE, "register.planned-codes")


def test_before_the_list_began_nothing_is_said_of_other_codes():
    assert plan_problems("I", on=date(2024, 7, 1), policy=POLICY) == ()


def test_each_rule_says_what_it_means_and_since_when():
    for kind, rule in mark_rules().items():
        assert rule.id == f"mark.{kind.value}"
        assert rule.says.endswith(".")
        assert rule.source.document
        assert rule.status in set(Status)


GOOD = """
[document]
law = "A law"
[[rule]]
id = "mark.future"
says = "Not ahead."
severity = "error"
codes = ["#"]
in_force_from = 2006-09-01
status = "confirmed"
document = "law"
"""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("mark.future", "mark.of-cain"),
        ('"error"', '"fatal"'),
        ('["#"]', '["?"]'),
        ('document = "law"', 'document = "rumour"'),
        ('"Not ahead."', '""'),
        ("says", "shouts"),
    ],
)
def test_a_rule_that_breaks_its_promises_is_refused(old, new):
    assert set(load_mark_rules(GOOD)) == {MarkProblemKind.FUTURE}
    with pytest.raises(DataFileError):
        load_mark_rules(GOOD.replace(old, new))


def test_a_rule_given_twice_is_refused():
    with pytest.raises(DataFileError, match="twice"):
        load_mark_rules(GOOD + GOOD[GOOD.index("[[rule]]") :])


@pytest.mark.parametrize(
    ("on", "today", "may"),
    [
        (date(2018, 11, 17), date(2024, 11, 17), True),
        (date(2018, 11, 17), date(2024, 11, 18), False),
        (date(2020, 2, 29), date(2026, 2, 28), True),
        (date(2020, 2, 29), date(2026, 3, 1), False),
    ],
)
def test_a_mark_may_be_put_right_for_as_many_years_as_the_policy_says(on, today, may):
    found = amend_problems("I", on=on, today=today, policy=POLICY)
    assert [(one.kind, one.rule) for one in found] == (
        [] if may else [(MarkProblemKind.TOO_OLD, "register.amend-years")]
    )


def test_before_the_rule_began_no_mark_was_too_old():
    assert amend_problems("I", on=date(2010, 1, 4), today=date(2024, 8, 1), policy=POLICY) == ()
