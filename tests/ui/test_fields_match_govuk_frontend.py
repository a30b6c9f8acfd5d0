"""A Django field, drawn by our renderer, says what the package's own example of that field says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from django import forms
from django.utils.safestring import SafeString

from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, LongText, Radios, Text
from tests.ui.html import said_by

FIXTURES = Path(__file__).parent / "fixtures"
FIELDS = ("checkboxes", "date-input", "file-upload", "input", "password-input", "radios", "select", "textarea")
EXAMPLES = [
    pytest.param(kind, example["options"], example["html"], id=f"{kind}: {example['name']}")
    for kind in FIELDS
    for example in json.loads((FIXTURES / f"{kind}.json").read_text(encoding="utf-8"))["examples"]
]


def choices_of(options):
    return [(str(item["value"]), item.get("text") or SafeString(item["html"])) for item in options["items"]]


def hints_of(options):
    return {str(item["value"]): item["hint"]["text"] for item in options["items"] if item.get("hint")}


def text_of(options):
    classes = options.get("classes", "")
    width = int(classes.rpartition("width-")[2]) if "width-" in classes else 0
    return Text(width=width, **{key: options[key]["text"] for key in ("prefix", "suffix") if key in options})


WIDGETS = {
    "input": text_of,
    "password-input": lambda _options: forms.PasswordInput(render_value=True),
    "textarea": lambda _options: LongText(),
    "file-upload": lambda _options: forms.FileInput(),
    "radios": lambda options: Radios(hints=hints_of(options), is_inline="inline" in options.get("classes", "")),
    "checkboxes": lambda options: Checkboxes(hints=hints_of(options)),
    "select": lambda _options: forms.Select(),
}


def question_of(options):
    return options.get("fieldset", {}).get("legend") or options.get("label") or {}


def field_of(kind, options):
    question = question_of(options)
    label = question.get("text") or SafeString(question.get("html", ""))
    common = {"label": label, "required": False, "help_text": options.get("hint", {}).get("text", "")}
    if kind == "date-input":
        return DateField(**common)
    if kind in ("radios", "select"):
        return forms.ChoiceField(choices=choices_of(options), widget=WIDGETS[kind](options), **common)
    if kind == "checkboxes":
        return forms.MultipleChoiceField(choices=choices_of(options), widget=WIDGETS[kind](options), **common)
    if kind == "file-upload":
        return forms.FileField(widget=WIDGETS[kind](options), **common)
    return forms.CharField(widget=WIDGETS[kind](options), **common)


def initial_of(kind, options):
    checked = [str(item["value"]) for item in options.get("items", []) if item.get("checked")]
    if kind == "radios":
        return checked[0] if checked else ""
    return checked if kind == "checkboxes" else options.get("value", "")


@dataclass(frozen=True)
class Revealed:
    """Stands where a bound field would: the example's own HTML."""

    as_field_group: str


def field_as_drawn(kind, options):
    """The field in a form of its own, with the example's ids, value and problem."""
    name = options.get("name") or options.get("namePrefix") or options["id"]
    question = question_of(options)

    class Asking(BellwetherForm):
        marks_optional = False
        heading_field = name if question.get("isPageHeading") else ""
        label_sizes = {name: question.get("classes", "").rpartition("--")[2]}  # noqa: RUF012

    initial, error = initial_of(kind, options), options.get("errorMessage", {}).get("text")
    form = Asking({name: initial} if error else None, initial={name: initial})
    form.fields[name] = field = field_of(kind, options)
    field.widget.attrs["id"] = options.get("idPrefix") or options.get("id") or name
    if kind == "radios":
        shown = {each["value"]: each["conditional"]["html"] for each in options["items"] if each.get("conditional")}
        field.widget.reveals = {value: lambda html=html: Revealed(SafeString(html)) for value, html in shown.items()}
    if error:
        form.add_error(name, error)
        parts = options.get("items", [])
        wrong = [each["name"] for each in parts if "--error" in each.get("classes", "") or each.get("error")]
        field.widget.in_error = wrong or (
            ["month"] if "month" in field.widget.attrs["id"] else ["day", "month", "year"]
        )
    return form[name].as_field_group(), name


def with_our_names(kind, options, html, name):
    """The example, where it names single choices or the parts of a date in a way of its own, named as we do."""
    said = said_by(html)
    base = options.get("idPrefix") or options.get("id") or name
    for number, item in enumerate(options.get("items", []), start=1):
        ours = base if number == 1 else f"{base}-{number}"
        for theirs in filter(None, [item.get("id")]):
            said = [re.sub(rf'\b(id|for|aria-describedby)="{theirs}', rf'\1="{ours}', each) for each in said]
        if kind == "checkboxes" and item.get("name"):
            said = [each.replace(f'name="{item["name"]}"', f'name="{name}"') for each in said]
    if kind == "date-input":
        said = [each.replace(f'name="{part}"', f'name="{name}-{part}"') for each in said for part in [_part(each)]]
    return said


def _part(line):
    return next((part for part in ("day", "month", "year") if f'name="{part}"' in line), "none")


@pytest.mark.parametrize(("kind", "options", "html"), EXAMPLES)
def test_a_field_says_what_the_example_says(kind, options, html):
    drawn, name = field_as_drawn(kind, options)
    assert said_by(drawn) == with_our_names(kind, options, html, name)
