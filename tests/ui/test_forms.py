"""Forms: dates in three parts, problems in words, summaries that lead to the field."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms
from django.template import Context, Template
from hypothesis import given
from hypothesis import strategies as st

from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, LongText, Number, Radios, problem_links
from bellwether.ui.forms.wording import in_sentence
from bellwether.ui.pages import ProblemLink
from bellwether.ui.sample import SampleForm


class LeaveForm(BellwetherForm):
    left = DateField(label="Date of leave", earliest=date(2026, 9, 1), latest=date(2027, 7, 31))


def problem_of(day: str, month: str, year: str, *, form: type[BellwetherForm] = LeaveForm) -> tuple[str, str]:
    found = problem_links(form({"left-day": day, "left-month": month, "left-year": year}))
    return (found[0].text, found[0].href) if found else ("", "")


@pytest.mark.parametrize(
    ("parts", "text", "leads_to"),
    [
        (("", "", ""), "Enter date of leave", "day"),
        (("27", "", "2026"), "Date of leave must include a month", "month"),
        (("", "3", "2027"), "Date of leave must include a day", "day"),
        (("27", "3", ""), "Date of leave must include a year", "year"),
        (("", "", "2026"), "Date of leave must include a day and month", "day"),
        (("", "3", ""), "Date of leave must include a day and year", "day"),
        (("27", "", ""), "Date of leave must include a month and year", "month"),
        (("27", "3", "27"), "Year must include 4 numbers", "year"),
        (("31", "2", "2027"), "Date of leave must be a real date", "day"),
        (("x", "2", "2027"), "Date of leave must be a real date", "day"),
        (("1", "0", "2027"), "Date of leave must be a real date", "day"),
        (("31", "8", "2026"), "Date of leave must be 1 September 2026 or later", "day"),
        (("1", "8", "2027"), "Date of leave must be 31 July 2027 or earlier", "day"),
        (("1", "9", "2026"), "", ""),
        (("31", "July", "2027"), "", ""),
        ((" 2 ", "sept", "2026"), "", ""),
    ],
)
def test_a_date_says_which_part_is_wrong_and_leads_there(parts, text, leads_to):
    assert problem_of(*parts) == (text, f"#id_left-{leads_to}" if leads_to else "")


@given(st.dates(date(2026, 9, 1), date(2027, 7, 31)))
def test_a_date_within_bounds_comes_back_as_it_went_in(day):
    form = LeaveForm({"left-day": str(day.day), "left-month": str(day.month), "left-year": str(day.year)})
    assert form.is_valid()
    assert form.cleaned_data["left"] == day


@given(st.text(max_size=6), st.text(max_size=6), st.text(max_size=6))
def test_no_text_makes_a_date_fall_over(day, month, year):
    form = LeaveForm({"left-day": day, "left-month": month, "left-year": year})
    assert form.is_valid() == ("left" in form.cleaned_data)


@pytest.mark.parametrize("whole", ["2026-10-05", "not a date", "2026-13-40", "5-10-2026"])
def test_a_whole_date_under_the_bare_name_is_understood_or_refused(whole):
    form = LeaveForm({"left": whole})
    assert form.is_valid() is (whole == "2026-10-05")


def test_only_the_wrong_part_is_marked_and_only_in_that_form():
    wrong = str(LeaveForm({"left-day": "27", "left-month": "", "left-year": "2026"})["left"].as_field_group())
    form = LeaveForm({"left-day": "27", "left-month": "", "left-year": "2026"})
    form.is_valid()
    wrong = form["left"].as_field_group()
    assert wrong.count("govuk-input--error") == 1
    assert 'value="27"' in wrong
    assert "govuk-input--error" not in LeaveForm()["left"].as_field_group()


def test_an_optional_date_may_be_left_out_and_one_given_first_is_shown():
    class Asking(BellwetherForm):
        day = DateField(label="Day", required=False)

    assert Asking({}).is_valid()
    shown = Asking(initial={"day": date(2026, 4, 9)})["day"].as_field_group()
    assert [f'value="{part}"' in shown for part in (9, 4, 2026)] == [True, True, True]
    assert "Day (optional)" in shown
    assert not Asking(
        {"day-day": "9", "day-month": "4", "day-year": "2026"}, initial={"day": date(2026, 4, 9)}
    ).has_changed()


def test_every_missing_answer_is_said_in_words_in_the_order_of_the_fields():
    found = problem_links(SampleForm({}))
    assert [(each.text, each.href) for each in found] == [
        ("Enter name of the boat", "#id_name"),
        ("Enter length", "#id_length"),
        ("Select harbour", "#id_harbour"),
        ("Select rig", "#id_rig"),
        ("Select an answer", "#id_gear"),
        ("Enter day it left", "#id_left-day"),
        ("Enter harbour password", "#id_secret"),
        ("Tick the box to go on", "#id_agree"),
    ]


def test_each_line_of_the_summary_leads_to_an_input_that_is_there():
    form = SampleForm({})
    drawn = str(form)
    assert all(f'id="{each.href[1:]}"' in drawn for each in problem_links(form))


def test_an_unbound_form_has_no_summary():
    form = SampleForm()
    assert problem_links(form) == ()
    assert Template("{% load ui %}{% error_summary form %}").render(Context({"form": form})).strip() == ""


def test_problems_of_the_whole_form_come_first_and_lead_nowhere():
    form = LeaveForm({})
    form.add_error(None, "The harbour is closed.")
    assert problem_links(form)[0] == ProblemLink("The harbour is closed.")


def test_a_revealed_field_is_drawn_once_beneath_its_choice_and_its_problem_shows_there():
    form = SampleForm({"rig": "other"})
    form.add_error("other_rig", "Describe the rig")
    drawn = str(form)
    assert drawn.count('name="other_rig"') == 1
    assert '<div class="govuk-radios__conditional" id="conditional-id_rig-3">' in drawn
    assert drawn.index("conditional-id_rig-3") < drawn.index('name="other_rig"') < drawn.index('name="gear"')


def test_a_form_of_a_library_is_drawn_in_the_same_markup():
    class Plain(forms.Form):
        login = forms.EmailField(help_text="Your address")
        kind = forms.ChoiceField(choices=[("a", "A")], widget=forms.RadioSelect)
        several = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple)
        remember = forms.BooleanField(required=False)
        token = forms.CharField(widget=forms.HiddenInput)

    drawn = str(Plain({}))
    for part in (
        "govuk-input--error",
        "govuk-radios__input",
        "govuk-checkboxes__input",
        'type="hidden"',
        'type="email"',
    ):
        assert part in drawn
    assert drawn.count("govuk-form-group--error") == 3
    assert 'aria-describedby="id_login-hint id_login-error"' in drawn


def test_a_formset_lists_the_problems_of_each_of_its_forms():
    several = forms.formset_factory(LeaveForm, extra=2)
    bound = several(
        {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-left-day": "3", "form-1-left-year": "2026"}
    )
    assert [each.href for each in problem_links(bound)] == ["#id_form-0-left-month", "#id_form-1-left-day"]
    assert str(bound).count("govuk-date-input__input") == 6


@pytest.mark.parametrize(
    ("label", "said"),
    [("First day", "first day"), ("UPN", "UPN"), ("What is it?", "an answer"), (None, "an answer"), ("A day", "A day")],
)
def test_a_label_inside_a_sentence_keeps_its_capitals(label, said):
    assert in_sentence(label) == said


def test_counted_text_and_numbers_say_so_to_the_browser():
    class Asking(BellwetherForm):
        log = forms.CharField(max_length=200, widget=LongText(counted=200))
        size = forms.IntegerField(widget=Number(suffix="m"))

    form = Asking()
    log, size = form["log"].as_field_group(), form["size"].as_field_group()
    assert 'data-maxlength="200"' in log
    assert ' maxlength="' not in log
    assert 'aria-describedby="id_log-info"' in log
    assert 'inputmode="numeric"' in size


def test_inline_and_small_choices():
    class Asking(BellwetherForm):
        rig = forms.ChoiceField(choices=[("a", "A"), ("b", "B")], widget=Radios(is_inline=True))
        gear = forms.MultipleChoiceField(choices=[("Deck", [("a", "A")])], widget=Checkboxes(is_small=True))

    form = Asking({"rig": "b", "gear": ["a"]})
    assert "govuk-radios--inline" in form["rig"].as_field_group()
    assert "govuk-checkboxes--small" in form["gear"].as_field_group()
    assert str(form).count(" checked") == 2
    assert "Deck" in str(form)
