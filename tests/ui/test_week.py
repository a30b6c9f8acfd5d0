"""A week of half-days: fourteen boxes that come back as one pattern."""

import pytest
from django.http import QueryDict

from bellwether.ui.forms import BellwetherForm, WeekField


class TideForm(BellwetherForm):
    days = WeekField(label="Half-days at sea")
    spare = WeekField(label="Half-days ashore", required=False)


MONDAY_AM_AND_FRIDAY_PM = "10000000010000"


def sent(text):
    return TideForm(QueryDict(text))


def test_the_ticked_boxes_make_a_pattern_monday_morning_first():
    form = sent("days=0&days=9")
    assert form.is_valid()
    assert form.cleaned_data == {"days": MONDAY_AM_AND_FRIDAY_PM, "spare": ""}


def test_a_whole_pattern_is_understood_too():
    assert sent(f"days={MONDAY_AM_AND_FRIDAY_PM}").is_valid()


@pytest.mark.parametrize("text", ["", "days=14", "days=x", "days=00000000000000", "days=2222222222222a"])
def test_a_week_that_is_wanted_has_a_tick_in_it(text):
    form = sent(text)
    assert not form.is_valid()
    assert form.errors["days"]


def test_each_box_says_its_day_and_half_and_the_first_has_the_id_of_the_field():
    drawn = str(TideForm(initial={"days": MONDAY_AM_AND_FRIDAY_PM}))
    assert drawn.count('type="checkbox"') == 28
    assert drawn.count(" checked") == 2
    assert 'for="id_days"><span class="govuk-visually-hidden">Monday Morning</span>' in drawn
    assert 'id="id_days-9" name="days" value="9" checked' in drawn
    assert '<legend class="govuk-fieldset__legend">Half-days ashore (optional)</legend>' in drawn


def test_only_another_pattern_counts_as_a_change():
    first = {"days": MONDAY_AM_AND_FRIDAY_PM}
    assert not TideForm(QueryDict("days=0&days=9"), initial=first).has_changed()
    assert TideForm(QueryDict("days=0"), initial=first).has_changed()
