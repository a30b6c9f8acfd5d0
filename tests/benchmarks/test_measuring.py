"""A verdict is only given where the measurement bears it."""

from __future__ import annotations

import itertools

import pytest

from benchmarks.measuring import Direction, Meter, Rounds, Verdict, verdict_of
from benchmarks.registry import Bar
from benchmarks.report import Outcome, as_data, as_table

CALM = (1.0,) * 7


def verdict(values, *, at_least=None, at_most=None, calibrations=CALM):
    direction = Direction.AT_LEAST if at_most is None else Direction.AT_MOST
    target = at_least if at_most is None else at_most
    return verdict_of(Rounds(tuple(values), calibrations), target=target, direction=direction)


def test_a_bar_holds_when_both_quartiles_reach_the_target():
    assert verdict([50, 51, 60, 60, 61, 70, 90], at_least=50) is Verdict.HOLDS
    assert verdict([1.0, 1.1, 1.2, 1.3, 1.4, 1.4, 9.0], at_most=1.5) is Verdict.HOLDS


def test_a_bar_fails_when_both_quartiles_miss_the_target():
    assert verdict([40, 41, 42, 43, 44, 45, 99], at_least=50) is Verdict.FAILS
    assert verdict([0.1, 1.6, 1.7, 1.8, 1.9, 2.0, 2.0], at_most=1.5) is Verdict.FAILS


@pytest.mark.parametrize("side", ["at_least", "at_most"])
def test_quartiles_on_both_sides_of_the_target_are_unclear(side):
    assert verdict([30, 35, 40, 50, 60, 65, 70], **{side: 50}) is Verdict.UNCLEAR


def test_a_figure_exactly_on_its_target_holds():
    assert verdict([50] * 7, at_least=50) is Verdict.HOLDS
    assert verdict([50] * 7, at_most=50) is Verdict.HOLDS


def test_a_disturbed_round_makes_a_bar_unclear():
    assert verdict([90] * 7, at_least=50, calibrations=(*CALM[:6], 1.51)) is Verdict.UNCLEAR
    assert verdict([90] * 7, at_least=50, calibrations=(*CALM[:6], 1.5)) is Verdict.HOLDS


def test_with_few_rounds_the_least_and_the_greatest_decide():
    assert verdict([101, 120, 130], at_least=100) is Verdict.HOLDS
    assert verdict([99, 120, 130], at_least=100) is Verdict.UNCLEAR
    assert Rounds((3.0, 1.0, 2.0)).span == (1.0, 3.0)


def test_a_bar_without_a_target_is_only_reported():
    assert verdict([1, 2, 3]) is Verdict.REPORTED
    assert Verdict.REPORTED.holds is None
    assert Verdict.UNCLEAR.holds is None


def test_both_sides_run_in_turn_in_every_round():
    order = []
    meter = Meter(loop=lambda: 1.0)
    rounds = meter.ratio(lambda: order.append("theirs"), lambda: order.append("ours"), rounds=7, repeats=2)
    assert order == ["ours", "theirs"] + ["theirs", "ours", "ours"] * 7
    assert len(rounds.values) == 7
    assert rounds.disturbed == 0


def test_a_disturbed_round_is_run_again_and_left_out():
    # Five readings at the start, then four a round (two before, two after); the second round is disturbed.
    readings = itertools.chain([1.0] * 9, [2.0] * 4, itertools.repeat(1.0))
    ran = []
    rounds = Meter(loop=lambda: next(readings)).time(lambda: ran.append(1), rounds=7, warm_up=False)
    assert len(ran) == 8
    assert len(rounds.values) == 7
    assert rounds.disturbed == 0


def test_a_machine_that_stays_busy_is_told_and_not_waited_for():
    readings = itertools.chain([1.0] * 5, itertools.repeat(2.0))
    ran = []
    rounds = Meter(loop=lambda: next(readings)).time(lambda: ran.append(1), rounds=7, warm_up=False)
    assert len(ran) == 10
    assert rounds.disturbed == 7


def outcome(values, *, is_judged=True, problem=""):
    bar = Bar("figures", "a bar", "times", Direction.AT_LEAST, 50.0, 100.0, measure=lambda workshop: Rounds(()))
    return Outcome(bar, Rounds(values, CALM) if values else None, is_judged, problem)


def test_a_run_on_fewer_pupils_claims_nothing():
    tried = outcome((90.0,) * 7, is_judged=False)
    assert tried.data()["holds"] is None
    assert "claims nothing" in as_table([tried], pupils=2000)


def test_a_bar_that_could_not_be_measured_does_not_hold():
    data = outcome((), problem="ValueError: no").data()
    assert data["holds"] is False
    assert data["figure"] is None
    assert data["problem"] == "ValueError: no"


def test_the_json_has_what_others_rely_on():
    data = as_data([outcome((60.0,) * 7)], pupils=100_000, seconds=1.0, best_calibration=0.01)
    assert {"group", "name", "figure", "unit", "target", "holds"} <= data["bars"][0].keys()
    assert data["bars"][0]["holds"] is True
    assert data["is_judged"] is True
