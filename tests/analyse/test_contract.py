"""The output contract and its settled readings, on registers small enough to count by hand."""

import numpy as np
import pytest

from bellwether.core.problems import InputRefusedError, ProblemKind, ProblemLog
from bellwether.exchange.formats.model import ImportedTotals, PupilDetails
from tests.analyse.building import PRESENT, WEEK, build, contract_of, pupil_of

AUTUMN = "2025-09-01"  # a Monday


def test_counts_rates_and_codes_of_a_mixed_fortnight():
    answer = contract_of(
        build({"a": [(AUTUMN, r"/\ L\ /U II // ".replace("//", PRESENT) + "MV ,".replace(",", "") + r"/O")]})
    )
    entry = pupil_of(answer, "a")
    assert (entry["possible"], entry["attended"], entry["authorised"], entry["unauthorised"]) == (14, 9, 3, 2)
    assert entry["late"] == 2
    assert entry["absence_rate"] == 5 / 14
    assert entry["codes"] == {"/": 4, "\\": 3, "L": 1, "V": 1, "M": 1, "I": 2, "O": 1, "U": 1}


def test_rates_are_null_and_flags_false_with_nothing_possible():
    entry = pupil_of(contract_of(build({"a": [(AUTUMN, "DD DD")], "b": [(AUTUMN, WEEK)]})), "a")
    assert entry["possible"] == 0
    assert entry["attendance_rate"] is None
    assert entry["absence_rate"] is None
    assert (entry["persistent"], entry["severe"]) == (False, False)


def test_as_of_defaults_to_the_last_day_with_a_mark():
    answer = contract_of(build({"a": [(AUTUMN, f"{WEEK} ## ##")], "b": [(AUTUMN, PRESENT)]}))
    assert answer["as_of"] == "2025-09-05"


def test_sessions_after_the_as_of_date_are_ignored():
    entry = pupil_of(contract_of(build({"a": [(AUTUMN, f"{WEEK} OO OO")]}, as_of="2025-09-08")), "a")
    assert (entry["possible"], entry["unauthorised"]) == (12, 2)


def test_an_as_of_date_before_all_marks_is_refused():
    with pytest.raises(InputRefusedError):
        build({"a": [(AUTUMN, WEEK)]}, as_of="2025-08-01")


def test_a_blank_between_first_and_last_mark_is_unmarked_and_counts_as_nothing():
    answer = contract_of(build({"a": [(AUTUMN, r"/\ __ /\ /\ __")], "b": [(AUTUMN, WEEK)]}))
    entry = pupil_of(answer, "a")
    assert (entry["possible"], entry["attended"], entry["unmarked"]) == (6, 6, 2)


def test_a_session_that_nobody_has_a_mark_for_is_closed_not_unmarked():
    entry = pupil_of(contract_of(build({"a": [(AUTUMN, r"/\ __ /\ /\ ")], "b": [(AUTUMN, r"/\ __ /\ /\ ")]})), "a")
    assert (entry["possible"], entry["unmarked"]) == (6, 0)


def test_from_admission_to_leaving_a_missing_mark_is_unmarked():
    details = {"a": {"admission_date": _day("2025-09-02"), "leaving_date": _day("2025-09-04")}, "b": {}}
    entry = pupil_of(contract_of(build({"a": [(AUTUMN, r"__ __ /\ ")], "b": [(AUTUMN, WEEK)]}, details=details)), "a")
    assert (entry["possible"], entry["unmarked"]) == (2, 4)


def test_marks_off_roll_are_warned_about_and_not_counted():
    log = ProblemLog()
    details = {"a": {"leaving_date": _day("2026-02-12")}, "b": {}}
    analysis = build(
        {"a": [("2026-02-09", r"/\ /\ /\ /\ OO")], "b": [("2026-02-09", WEEK)]}, details=details, problems=log
    )
    entry = pupil_of(contract_of(analysis), "a")
    assert (entry["possible"], entry["unauthorised"], entry["unmarked"]) == (8, 0, 0)
    warnings = [each for each in log.warnings if each.kind is ProblemKind.MARK_AFTER_LEAVING]
    assert [(each.pupil, each.found) for each in warnings] == [("a", "O"), ("a", "O")]


def test_flags_rest_on_whole_numbers():
    days = [PRESENT] * 171 + ["II"] * 19
    entry = pupil_of(contract_of(build({"a": [(AUTUMN, " ".join(days))]})), "a")
    assert (entry["possible"], entry["authorised"], entry["persistent"], entry["severe"]) == (380, 38, True, False)
    one_less = pupil_of(contract_of(build({"a": [(AUTUMN, " ".join([*days[:-1], "/I"]))]})), "a")
    assert (one_less["authorised"], one_less["persistent"]) == (37, False)


def test_the_threshold_names_its_sessions_and_how_many_are_still_n():
    text = " ".join(["OO", "NN", PRESENT, PRESENT, PRESENT, "GG", "UU", "OO", PRESENT, PRESENT])
    threshold = pupil_of(contract_of(build({"a": [(AUTUMN, text)], "b": [(AUTUMN, f"{WEEK} {WEEK}")]})), "a")[
        "threshold"
    ]
    assert threshold["peak"] == 10
    assert threshold["met_on"] == "2025-09-10"
    assert threshold["sessions"][0] == "2025-09-01 AM"
    assert threshold["sessions"][-1] == "2025-09-10 PM"
    assert len(threshold["sessions"]) == 10
    assert threshold["unresolved"] == 2
    assert threshold["outside_age"] is None


def test_the_threshold_counts_sessions_outside_compulsory_school_age():
    text = "OO OO OO OO OO"
    details = {"a": {"date_of_birth": _day("2021-02-01")}, "b": {"date_of_birth": _day("2015-02-01")}}
    answer = contract_of(build({"a": [(AUTUMN, text)], "b": [(AUTUMN, text)]}, details=details))
    assert pupil_of(answer, "a")["threshold"]["outside_age"] == 10
    assert pupil_of(answer, "b")["threshold"]["outside_age"] == 0
    told = " ".join(each["text"] for each in pupil_of(answer, "a")["findings"])
    assert "compulsory school age" in told
    assert "unconfirmed" in told or "not yet confirmed" in told


def test_the_threshold_runs_over_the_end_of_a_year_and_counts_do_not():
    july, september = ("2025-07-14", "/U /U /U /U"), ("2025-09-08", "GG GG GG")
    others = [("2025-07-14", WEEK), ("2025-09-08", WEEK)]
    entry = pupil_of(contract_of(build({"a": [july, september], "b": others})), "a")
    assert entry["threshold"]["met_on"] == "2025-09-10"
    assert entry["unauthorised"] == 6
    assert entry["years"]["2024"]["unauthorised"] == 4
    assert entry["years"]["2024"]["possible"] == 8


def test_n_is_overdue_only_when_the_fifth_school_day_lies_before_the_as_of_date():
    register = {"a": [("2025-09-05", f"N\\ {WEEK}")], "b": [("2025-09-05", f"{PRESENT} {WEEK}")]}
    on_the_fifth = pupil_of(contract_of(build(register, as_of="2025-09-12")), "a")
    assert on_the_fifth["overdue_n"] == []
    day_after = {key: [(start, f"{text} {PRESENT}") for start, text in parts] for key, parts in register.items()}
    assert pupil_of(contract_of(build(day_after)), "a")["overdue_n"] == ["2025-09-05 AM"]


def test_a_pupil_at_two_schools_has_two_entries_and_is_told_so():
    answer = contract_of(
        build({("a", "Hill"): [(AUTUMN, "II II")], ("a", "Dale"): [("2025-09-03", f"{PRESENT} {PRESENT}")]})
    )
    hill, dale = pupil_of(answer, "a", "Hill"), pupil_of(answer, "a", "Dale")
    assert (hill["possible"], hill["authorised"], dale["possible"], dale["authorised"]) == (4, 4, 4, 0)
    assert any("Dale" in each["text"] for each in hill["findings"])
    assert any("Hill" in each["text"] for each in dale["findings"])


def test_each_school_has_its_own_days_for_weekdays_and_blanks():
    answer = contract_of(build({("a", "Hill"): [(AUTUMN, WEEK)], ("b", "Dale"): [("2025-09-02", "OO")]}))
    assert pupil_of(answer, "b", "Dale")["weekday_absence"] == {"Tue": 2}
    assert pupil_of(answer, "a")["weekday_absence"] == dict.fromkeys(("Mon", "Tue", "Wed", "Thu", "Fri"), 0)


def test_groups_have_the_names_and_ratios_of_sums():
    details = {
        "a": {"year_group": "7", "class_name": "7B", "fsm": True},
        "b": {"year_group": "7", "class_name": "7B", "fsm": False},
        "c": {"year_group": "8", "class_name": "8A", "fsm": None},
    }
    answer = contract_of(
        build({"a": [(AUTUMN, "II II")], "b": [(AUTUMN, WEEK)], "c": [(AUTUMN, WEEK)]}, details=details)
    )
    groups = {each["group"]: each for each in answer["groups"]}
    assert set(groups) == {
        "all", "school=Hill", "school=Hill/class=7B", "school=Hill/class=8A", "year_group=7", "year_group=8",
        "fsm=yes", "fsm=no",
    }  # fmt: skip
    assert groups["year_group=7"]["absence_rate"] == 4 / 14
    assert groups["all"]["pupils"] == 3
    assert groups["all"]["persistent_pupils"] == groups["all"]["severe_pupils"] == 1


def test_dates_hold_every_school_session_up_to_the_as_of_date():
    dates = contract_of(build({"a": [(AUTUMN, r"/I /\ ")], "b": [(AUTUMN, r"/\ /\ ")]}))["dates"]
    assert dates[:2] == [
        {"date": "2025-09-01", "session": "AM", "possible": 2, "attended": 2, "absent": 0},
        {"date": "2025-09-01", "session": "PM", "possible": 2, "attended": 1, "absent": 1},
    ]
    assert len(dates) == 4


def test_a_copy_for_publication_names_nobody_and_hides_small_numbers():
    registers = {f"p{ix}": [(AUTUMN, "II II II II II" if ix < 3 else WEEK)] for ix in range(60)}
    answer = contract_of(build(registers), publish=True)
    everybody = answer["groups"][0]
    assert answer["pupils"] == []
    assert answer["warnings"] == []
    assert everybody["suppressed"]
    assert everybody["persistent_pupils"] is None
    assert everybody["codes"] is None


def test_no_session_of_a_published_year_can_be_worked_out_from_its_sums():
    """Days make weekdays, weeks and the whole: whatever one sum leaves open may not be a small number."""
    from bellwether.analyse.times import Times

    draw = np.random.default_rng(7)
    for _ in range(30):
        pupils = int(draw.integers(30, 90))
        share = float(draw.choice([0.01, 0.03, 0.06]))
        registers = {
            f"p{ix}": [
                (AUTUMN, " ".join("".join("O" if draw.random() < share else c for c in PRESENT) for _ in range(15)))
            ]
            for ix in range(pupils)
        }
        times = Times(build(registers), publish=True)
        hidden = [ix for ix in range(len(times.columns)) if times.is_hidden_day(ix)]
        left = [times.absent[ix] for ix in hidden]
        assert all(ix in hidden for ix, absent in enumerate(times.absent) if 0 < absent < 5)
        assert not left or (len(left) > 1 and sum(left) >= 5)
        for week in times.weeks:
            of_week = [times.absent[ix] for ix in hidden if times.columns[ix] // 14 == week]
            assert times.is_hidden_week(times.groups[0], week) or len(of_week) != 1
        for key in {(column // 2 % 7, column % 2) for column in times.columns}:
            of_key = [times.absent[ix] for ix in hidden if (times.columns[ix] // 2 % 7, times.columns[ix] % 2) == key]
            assert times.is_hidden_weekday(*key) or len(of_key) != 1


def test_imported_totals_stand_for_marks_that_could_not_be_placed():
    totals = (ImportedTotals("a", "Hill", 2025, 28, 18, 0, 10, file="a.xml"),)
    answer = contract_of(build({("b", "Hill"): [(AUTUMN, WEEK)]}, totals=totals))
    entry = pupil_of(answer, "a")
    assert (entry["possible"], entry["attended"], entry["unauthorised"], entry["persistent"]) == (28, 18, 10, True)
    assert entry["codes"] is entry["threshold"] is entry["spells"] is entry["late"] is None
    assert answer["groups"][0]["possible"] == 38


def test_totals_alone_leave_the_as_of_date_unknown():
    totals = (ImportedTotals("a", "Hill", 2025, 28, 18, 0, 10, file="a.xml"),)
    answer = contract_of(build({}, totals=totals))
    assert answer["as_of"] is None
    assert pupil_of(answer, "a")["possible"] == 28


def test_every_figure_of_a_finding_can_be_opened():
    (entry,) = contract_of(build({"a": [(AUTUMN, "OO OO OO OO OO")]}))["pupils"]
    for finding in entry["findings"]:
        assert finding["rule"]
        assert finding["source"]
        assert finding["version"].startswith(finding["rule"])
        assert finding["text"].endswith((".", ")"))


def _day(text):
    from datetime import date

    return date.fromisoformat(text)


def test_marks_that_come_together_by_an_adopted_school_may_not_contradict_each_other():
    registers = {("a", None): [(AUTUMN, "II")], ("a", "Hill"): [(AUTUMN, "OO /\\")], ("b", "Hill"): [(AUTUMN, WEEK)]}
    analysis = build({key: registers[key] for key in registers if key != ("a", "Hill")}, problems=ProblemLog())
    assert len(analysis) == 2
    named: dict[tuple[str, str | None], PupilDetails] = {(pupil, "Hill"): PupilDetails(pupil, "Hill") for pupil in "ab"}
    with pytest.raises(InputRefusedError) as refused:
        build(registers, named=named)
    assert {each.kind for each in refused.value.problems.errors} == {ProblemKind.CONFLICTING_MARK}
