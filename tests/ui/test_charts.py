"""Charts: what is drawn can be read back, nothing is drawn for what is not known, and every text is escaped."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from bellwether.ui.charts import (
    TONES,
    HeatCell,
    LineScale,
    StripState,
    WeekPart,
    bar,
    chart_styles,
    heat_calendar,
    nice_top,
    small_line,
    split_weeks,
    strip_axes,
    strip_key,
    strips,
    tone_of,
    tone_sample,
    tone_steps,
)

MONDAY = date(2025, 9, 1)
DRAWN = (StripState("nothing", 0), StripState("low", 1), StripState("middle", 3), StripState("high", 6))
STROKE = re.compile(r"M(\d+) (\d+)h(\d+)")
SCALE = LineScale(points=5, top=0.2, top_label="20%", ticks=((0, "S"),))


def read_back(svg: str, part: WeekPart, days_a_week: int) -> np.ndarray:
    """The states of a strip's part, from its strokes: shape (days, 2)."""
    states = np.zeros((part.weeks * days_a_week, 2), dtype=np.uint8)
    lefts = [day // days_a_week * (days_a_week * 4 + 2) + day % days_a_week * 4 for day in range(len(states))]
    for name, strokes in re.findall(r'<path class="(\w+)" d="([^"]+)"', svg):
        state = next(index for index, drawn in enumerate(DRAWN) if drawn.name == name)
        for left, height, width in STROKE.findall(strokes):
            half = int(int(height) > 12)
            assert abs(int(height) - 12) == DRAWN[state].offset
            for day, x in enumerate(lefts):
                if int(left) <= x < int(left) + int(width):
                    states[day, half] = state
    return states


@given(data=st.data(), weeks=st.integers(1, 53), days_a_week=st.sampled_from([5, 7]))
def test_a_strip_shows_every_half_day_in_its_state_and_no_other(data, weeks, days_a_week):
    parts = split_weeks(MONDAY, weeks)
    shape = (2, weeks * days_a_week, 2)
    states = data.draw(hnp.arrays(np.uint8, shape, elements=st.integers(0, 3)))
    drawn = strips(states, parts, days_a_week=days_a_week, drawn=DRAWN)
    for row, strip in enumerate(drawn):
        svgs = re.findall(r"<svg.*?</svg>", strip)
        seen = np.concatenate([read_back(svg, part, days_a_week) for svg, part in zip(svgs, parts, strict=True)])
        assert (seen == states[row]).all()


def test_neighbours_in_one_state_are_one_stroke():
    states = np.ones((1, 10, 2), dtype=np.uint8)
    (strip,) = strips(states, split_weeks(MONDAY, 2), days_a_week=5, drawn=DRAWN)
    assert STROKE.findall(strip) == [("0", "11", "42"), ("0", "13", "42")]


def test_strips_point_at_axes_that_stand_on_the_page_once():
    parts = split_weeks(MONDAY, 30)
    (strip,) = strips(np.zeros((1, 150, 2), dtype=np.uint8), parts, days_a_week=5, drawn=DRAWN)
    axes = strip_axes(parts, days_a_week=5)
    assert set(re.findall(r'href="#([\w-]+)"', strip)) == set(re.findall(r'id="([\w-]+)"', axes))


def test_no_rows_make_no_strips():
    assert strips(np.zeros((0, 50, 2), dtype=np.uint8), split_weeks(MONDAY, 10), days_a_week=5, drawn=DRAWN) == []


@given(st.integers(0, 60), st.integers(1, 53))
def test_weeks_are_split_without_loss_and_never_across_new_year(later, weeks):
    parts = split_weeks(MONDAY + timedelta(weeks=later), weeks)
    assert [week for part in parts for week in range(part.first_week, part.first_week + part.weeks)] == list(
        range(weeks)
    )
    for part in parts:
        assert part.monday.year == (part.monday + timedelta(weeks=part.weeks - 1)).year
        months = part.months()
        assert months[0][0] <= 1
        assert len(dict(months)) == len(months)


@given(st.lists(st.floats(0, 1), max_size=400))
def test_tones_rise_with_the_value_and_all_limits_are_distinct(values):
    steps = tone_steps(values)
    assert len(steps) == TONES - 1
    assert list(steps) == sorted(set(steps))
    tones = [tone_of(value, steps) for value in sorted(values)]
    assert tones == sorted(tones)
    assert all(0 <= tone < TONES for tone in tones)


def test_one_bad_day_does_not_wash_out_the_other_tones():
    values = [0.04 + 0.0004 * number for number in range(100)] + [0.9]
    tones = {tone_of(value, tone_steps(values)) for value in values[:-1]}
    assert len(tones) >= 4


def test_a_heat_calendar_draws_each_cell_once_and_none_outside_its_weeks():
    part = WeekPart(first_week=0, monday=MONDAY, weeks=2)
    cells = [HeatCell(MONDAY + timedelta(days=day), half, 0.01 * day) for day in range(-3, 30) for half in (0, 1)]
    svg = heat_calendar(cells, part, days_a_week=5, steps=tone_steps([0.1]), title="t", desc="d")
    assert len(re.findall(r"M\d+ \d+h18", svg)) == 2 * 5 * 2


@given(st.text(max_size=40), st.text(max_size=40))
def test_titles_and_descriptions_are_escaped_and_can_be_read_back(title, desc):
    plain = "".join(letter for letter in title + desc if letter.isprintable())
    svg = small_line([0.1] * 5, behind=[0.1] * 5, scale=SCALE, title=plain, desc="<script>&\"'")
    tree = ET.fromstring(svg)  # noqa: S314  # our own text
    assert tree.attrib["role"] == "img"
    assert (tree.findtext("title") or "") == plain
    assert tree.findtext("desc") == "<script>&\"'"


def test_a_line_is_broken_where_a_value_is_not_known_and_a_lone_value_is_a_dot():
    svg = small_line([0.1, 0.1, None, 0.1, None], behind=[None] * 5, scale=SCALE, title="t", desc="d")
    (front,) = re.findall(r'class="line-front" d="([^"]*)"', svg)
    assert front.count("M") == 2
    assert front.count("L") == 1
    assert front.endswith("h0")
    assert 'class="line-behind" d=""' in svg


def test_a_single_point_is_drawn_in_the_middle():
    scale = LineScale(points=1, top=0.1, top_label="10%", ticks=())
    assert "M123 " in small_line([0.05], behind=[None], scale=scale, title="t", desc="d")


@given(st.lists(st.floats(0, 1)))
def test_a_common_scale_holds_every_value(values):
    assert all(value <= nice_top(values) for value in values)


def test_nothing_is_drawn_for_a_value_that_is_not_known():
    assert "bar-plain" not in bar(None, top=0.1)
    assert "bar-plain" in bar(0.05, top=0.1)
    assert 'width="100"' in bar(0.05, top=0.1)


@pytest.mark.parametrize(
    "svg",
    [
        bar(0.3, top=0.5, reference=0.2, strong=True),
        tone_sample(3),
        strip_key(DRAWN[2]),
        strip_axes(split_weeks(MONDAY, 40), days_a_week=5),
        small_line([0.1, None, 0.2, 0.3, 0.1], behind=[0.1] * 5, scale=SCALE, title="t", desc="d"),
    ],
)
def test_no_chart_carries_a_style_a_colour_or_a_script(svg):
    assert not re.search(r"\s(style|fill|stroke|on\w+)=|<script|<style", svg)
    ET.fromstring(svg)  # noqa: S314  # our own text: it is well formed


def test_the_style_sheet_names_every_class_that_charts_use():
    styles = chart_styles()
    for name in ("bar-plain", "bar-strong", "bar-reference", "line-front", "line-behind", "t0", "t5", "strip-month"):
        assert f".{name}" in styles
