from dataclasses import replace
from datetime import date
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.errors import DataFileError
from bellwether.core.policy import load_policy
from bellwether.core.taking import EarlierLeave, LeaveFacts, PartTimeFacts, grounds_on, leave_advice, part_time_advice
from bellwether.core.taking.grounds import load_grounds

ON = date(2026, 11, 23)
MILLBROOK, NATIONAL = load_policy("millbrook"), load_policy("dfe-2024")
ASKED = LeaveFacts(
    code="C", asked_on=ON, first_day=date(2026, 12, 14), last_day=date(2026, 12, 18), missed=4, possible=100
)


def said(facts, policy=MILLBROOK):
    return {each.rule: each.holds for each in leave_advice(facts, policy=policy, on=ON)}


def test_millbrook_speaks_with_the_rules_of_its_section_nine():
    assert said(ASKED) == {
        "leave.in-advance": False,
        "leave.asked-by-home": None,
        "leave.exceptional-only": None,
        "leave.refused-below": False,
        "leave.refused-when-unexplained": False,
        "leave.regular-years": False,
        "leave.refused-when-pattern": False,
        "leave.meeting-first": None,
    }


def test_the_national_policy_leaves_it_to_the_head():
    assert said(ASKED, NATIONAL) == {
        "leave.in-advance": False, "leave.asked-by-home": None, "leave.exceptional-only": None,
    }  # fmt: skip


@pytest.mark.parametrize(("missed", "possible", "holds"), [(4, 100, False), (5, 100, True), (17, 400, True),
                                                           (16, 400, False), (0, 0, None)])  # fmt: skip
def test_attendance_under_the_schools_line_speaks_against_leave(missed, possible, holds):
    """96 % exactly is not under 96 %; with nothing possible yet nothing can be said."""
    assert said(replace(ASKED, missed=missed, possible=possible))["leave.refused-below"] is holds


def test_absence_that_nobody_explained_speaks_against_leave():
    assert said(replace(ASKED, unexplained=1))["leave.refused-when-unexplained"] is True


def earlier(*days):
    return tuple(EarlierLeave(day, day) for day in days)


def test_a_request_in_each_of_two_school_years_is_regular():
    assert said(replace(ASKED, earlier=earlier(date(2026, 3, 2))))["leave.regular-years"] is True
    assert said(replace(ASKED, earlier=earlier(date(2025, 3, 3))))["leave.regular-years"] is False
    assert said(replace(ASKED, earlier=earlier(date(2026, 9, 21))))["leave.regular-years"] is False


def test_the_same_month_of_an_earlier_year_is_a_pattern():
    facts = replace(ASKED, earlier=earlier(date(2024, 12, 9), date(2025, 6, 2), date(2023, 12, 11)))
    (pattern,) = [each for each in leave_advice(facts, policy=MILLBROOK, on=ON) if "pattern" in each.rule]
    assert pattern.holds is True
    assert pattern.facts == {"same_month": "2023-12-11, 2024-12-09"}
    assert said(replace(ASKED, earlier=earlier(date(2026, 12, 1))))["leave.refused-when-pattern"] is False


@given(st.sets(st.integers(2015, 2025)))
def test_school_years_in_a_row_are_counted_back_from_this_one(years):
    facts = replace(ASKED, earlier=earlier(*(date(year, 11, 3) for year in years)))
    (regular,) = [each for each in leave_advice(facts, policy=MILLBROOK, on=ON) if each.rule == "leave.regular-years"]
    expected = next(count for count in range(1, 20) if 2026 - count not in years)
    assert regular.facts == {"years_in_a_row": expected, "regular_from": 2}
    assert regular.holds is (expected >= 2)


@pytest.mark.parametrize("code", ["J1", "S"])
def test_leave_of_other_kinds_is_only_asked_for_in_advance(code):
    assert said(replace(ASKED, code=code)) == {"leave.in-advance": False}
    assert said(replace(ASKED, code=code, asked_on=date(2026, 12, 14))) == {"leave.in-advance": True}


def test_an_appointment_is_asked_about_by_no_rule():
    assert said(replace(ASKED, code="M")) == {}


def test_every_advice_names_where_it_was_read():
    for each in leave_advice(ASKED, policy=MILLBROOK, on=ON):
        assert each.source
        assert each.version.startswith(f"{each.rule}@")


PART_TIME = PartTimeFacts(
    recorded=frozenset(NATIONAL.texts("part-time.record", on=ON)),
    first_day=date(2026, 11, 2),
    last_day=date(2026, 12, 11),
    purpose="recovering from an operation",
)


def part_time(facts):
    return [(each.rule, each.holds, dict(each.facts)) for each in part_time_advice(facts, policy=NATIONAL, on=ON)]


def test_a_full_record_with_a_near_end_has_nothing_against_it():
    assert part_time(PART_TIME) == [
        ("part-time.not-for", False, {"purpose": "recovering from an operation"}),
        ("part-time.weeks-most", False, {"weeks": 6, "most": 6}),
    ]


def test_what_the_record_lacks_is_listed_one_by_one():
    lacking = replace(PART_TIME, recorded=PART_TIME.recorded - {"reviews", "parent's agreement"})
    missing = [facts["missing"] for rule, holds, facts in part_time(lacking) if rule == "part-time.record" and holds]
    assert missing == ["parent's agreement", "reviews"]


def test_a_day_over_six_weeks_is_too_long_and_no_end_cannot_be_measured():
    assert ("part-time.weeks-most", True, {"weeks": 7, "most": 6}) in part_time(
        replace(PART_TIME, last_day=date(2026, 12, 14))
    )
    assert ("part-time.weeks-most", None, {"most": 6}) in part_time(replace(PART_TIME, last_day=None))


def test_a_part_time_timetable_is_not_for_managing_behaviour():
    assert ("part-time.not-for", True, {"purpose": "managing behaviour"}) in part_time(
        replace(PART_TIME, purpose="managing behaviour")
    )
    assert ("part-time.not-for", None, {"purpose": ""}) in part_time(replace(PART_TIME, purpose=""))


def test_before_the_rules_began_nothing_is_said():
    before = date(2022, 1, 10)
    assert part_time_advice(PART_TIME, policy=NATIONAL, on=before) == ()
    assert [each.rule for each in leave_advice(ASKED, policy=MILLBROOK, on=before)] == ["leave.exceptional-only"]


def test_a_meeting_that_was_not_held_yet_is_said_where_the_policy_wants_one():
    assert said(replace(ASKED, met=False))["leave.meeting-first"] is True
    assert said(replace(ASKED, met=True))["leave.meeting-first"] is False


def test_exceptional_leave_is_asked_for_by_a_parent_at_home():
    assert said(replace(ASKED, asker_lives_with=False), NATIONAL)["leave.asked-by-home"] is True
    assert said(replace(ASKED, asker_lives_with=True), NATIONAL)["leave.asked-by-home"] is False
    assert "leave.asked-by-home" not in said(replace(ASKED, code="R", asker_lives_with=False), NATIONAL)


def test_each_ground_has_the_code_of_agreed_leave_and_the_code_of_absence_without_it():
    found = {one.key: (one.code, one.without) for one in grounds_on(ON)}
    assert found == {
        "exceptional": ("C", "O"),
        "holiday": ("C", "G"),
        "religious": ("R", "O"),
        "medical": ("M", "O"),
        "interview": ("J1", "O"),
        "exam-study": ("S", "O"),
        "performance": ("C1", "O"),
    }
    assert {one.key for one in grounds_on(date(2024, 7, 1))}.isdisjoint({"interview", "performance"})


@pytest.mark.parametrize(
    "change",
    [
        ('without = "O"', 'without = "I"'),
        ('code = "R"', 'code = "O"'),
        ('document = "holiday"', 'document = "rumour"'),
        ('key = "medical"', 'key = "holiday"'),
    ],
)
def test_grounds_that_cannot_be_are_refused(change):
    text = (files("bellwether.core.taking") / "grounds.toml").read_text(encoding="utf-8")
    with pytest.raises(DataFileError):
        load_grounds(text.replace(*change))
