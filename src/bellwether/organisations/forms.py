"""The forms of this room: they check the shape of what is typed, services check the rules."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.core.policy import ValueKind, preset_names
from bellwether.organisations.facts import NewClosure, NewSchool, NewTimes, TermDates
from bellwether.organisations.kinds import establishment_types
from bellwether.organisations.words import year_name
from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, LongText, Number, Radios, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from django.core.files.uploadedfile import UploadedFile

    from bellwether.core.policy import Declaration, RuleValue
    from bellwether.organisations.facts import SchoolFacts

__all__ = [
    "LARGEST_GIAS",
    "AdjustForm",
    "ChooseForm",
    "CloseForm",
    "ClosureForm",
    "ConvertForm",
    "EditForm",
    "GiasForm",
    "MergeForm",
    "NewSchoolForm",
    "NothingForm",
    "ReasonForm",
    "TermsForm",
    "TimesForm",
    "TrustForm",
    "typed_value",
]

LARGEST_GIAS: Final = 200 << 20
_NO_TEXT: Final = (b"PK", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b", b"PAR1")
"""How workbooks, archives, PDF and Parquet files begin."""

TERMS = 8
_YEARS = range(-1, 15)
_CODES = {
    "#": _("Planned: training day, half day, staggered start"),
    "Y4": _("Unexpected: the whole site, as with snow or no water"),
    "Y3": _("Unexpected: part of the premises, so that some cannot attend"),
}
_PHASES = {
    "nursery": _("Nursery"),
    "primary": _("Primary"),
    "middle": _("Middle"),
    "secondary": _("Secondary"),
    "all-through": _("All-through"),
    "16-plus": _("16 plus"),
    "special": _("Special"),
    "alternative": _("Alternative provision"),
}


def _year_choices(years: Iterable[int]) -> list[tuple[str, str]]:
    return [(str(year), year_name(year)) for year in years]


class NothingForm(BellwetherForm):
    """A question that is answered by its button."""


class ReasonForm(BellwetherForm):
    """Why."""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class GiasForm(BellwetherForm):
    """The file of establishments."""

    file = forms.FileField(
        label=_("File of establishments"),
        help_text=_("The CSV called edubasealldata. Only schools of your own places are looked at."),
    )

    def clean_file(self) -> UploadedFile[Any]:
        """No larger than the file of all establishments will ever be, and no workbook or archive."""
        file: UploadedFile[Any] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_GIAS:
            raise ValidationError(
                gettext("The file is larger than %(mb)s MB: the one of all establishments is not")
                % {"mb": LARGEST_GIAS >> 20}
            )
        head = file.read(4)
        file.seek(0)
        if head.startswith(_NO_TEXT):
            raise ValidationError(gettext("Choose the CSV file itself, taken out of its archive"))
        return file


class EditForm(BellwetherForm):
    """What is known of a school."""

    name = forms.CharField(label=_("Name"), max_length=160)
    laestab = forms.CharField(
        label=_("LAESTAB"),
        max_length=7,
        help_text=_("3 digits of the authority, 4 of the school"),
        widget=Text(width=10),
    )
    phase = forms.ChoiceField(label=_("Phase"), choices=list(_PHASES.items()), widget=Radios(is_small=True))
    kind = forms.ChoiceField(label=_("Type of establishment"))
    lowest_year = forms.TypedChoiceField(label=_("Lowest year group"), choices=(), coerce=int)
    highest_year = forms.TypedChoiceField(label=_("Highest year group"), choices=(), coerce=int)
    telephone = forms.CharField(label=_("Telephone number"), max_length=30, required=False, widget=Text(width=20))
    email = forms.EmailField(label=_("E-mail address"), required=False)
    address = forms.CharField(label=_("Address"), max_length=300, required=False, widget=LongText(rows=3))

    def __init__(self, *args: Any, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        types = sorted({*establishment_types(), *({kind} if kind else set())})
        self.fields["kind"].choices = [(one, one) for one in types]  # type: ignore[attr-defined]  # a ChoiceField
        for name in ("lowest_year", "highest_year"):
            self.fields[name].choices = _year_choices(_YEARS)  # type: ignore[attr-defined]  # as above

    def as_school(self, *, urn: str, authority_id: int, trust_id: int | None, opened_on: date | None) -> NewSchool:
        """The answers with what the form does not ask."""
        given = {name: self.cleaned_data[name] for name in EditForm.base_fields}
        return NewSchool(urn=urn, authority_id=authority_id, trust_id=trust_id, opened_on=opened_on, **given)


class TrustForm(BellwetherForm):
    """Which trust, by its number in GIAS."""

    trust_uid = forms.CharField(
        label=_("Number of the trust in GIAS (group UID)"),
        max_length=10,
        required=False,
        help_text=_("Leave it empty where the school belongs to no trust"),
        widget=Text(width=10),
    )
    trust_name = forms.CharField(
        label=_("Name of the trust"),
        max_length=160,
        required=False,
        help_text=_("Only needed where no school of this trust is here yet"),
    )


class NewSchoolForm(EditForm):
    """A school that is not here yet."""

    urn = forms.CharField(label=_("URN"), max_length=6, widget=Text(width=10))
    authority_name = forms.CharField(
        label=_("Name of the local authority"),
        max_length=120,
        required=False,
        help_text=_("Only needed where no school of this authority is here yet"),
    )
    trust_uid = TrustForm.base_fields["trust_uid"]
    trust_name = TrustForm.base_fields["trust_name"]
    opened_on = DateField(label=_("First day of the school"), required=False)

    field_order = ("urn", "name", "laestab", "authority_name", "trust_uid", "trust_name", "opened_on")


class ConvertForm(EditForm):
    """The school that carries on: a new URN, and maybe a trust."""

    urn = forms.CharField(label=_("New URN"), max_length=6, widget=Text(width=10))
    on = DateField(label=_("First day of the new school"))
    trust_uid = TrustForm.base_fields["trust_uid"]
    trust_name = TrustForm.base_fields["trust_name"]

    field_order = ("urn", "on", "trust_uid", "trust_name")


class MergeForm(BellwetherForm):
    """Into which school, from when."""

    into = forms.TypedChoiceField(label=_("School that goes on"), coerce=int)
    on = DateField(label=_("First day at that school"))

    def __init__(self, *args: Any, schools: Iterable[SchoolFacts] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["into"].choices = [(str(one.id), one.name) for one in schools]  # type: ignore[attr-defined]


class CloseForm(BellwetherForm):
    """The last day."""

    last_day = DateField(label=_("Last day of the school"))


class TermsForm(BellwetherForm):
    """Up to eight terms or half-terms; a line without a name is left out."""

    marks_optional = False

    def __init__(self, *args: Any, known: Iterable[TermDates] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lines: list[TermDates | None] = [*known]
        for number in range(1, TERMS + 1):
            one = lines[number - 1] if number <= len(lines) else None
            self.fields[f"name_{number}"] = forms.CharField(
                label=gettext("Name of term %(number)s") % {"number": number},
                max_length=40,
                required=False,
                initial=one.name if one else "",
                widget=Text(width=20),
            )
            for part, label, day in (
                ("starts", gettext("First day of term %(number)s"), one.starts_on if one else None),
                ("ends", gettext("Last day of term %(number)s"), one.ends_on if one else None),
            ):
                self.fields[f"{part}_{number}"] = DateField(
                    label=label % {"number": number}, required=False, initial=day
                )

    def clean(self) -> dict[str, Any]:
        """A term has a name and both its days, or nothing at all."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for number in range(1, TERMS + 1):
            given = [cleaned.get(f"{part}_{number}") for part in ("name", "starts", "ends")]
            if any(given) and not all(given) and not self._has_problem(number):
                self.add_error(f"name_{number}", gettext("A term has a name, a first day and a last day"))
        return cleaned

    def _has_problem(self, number: int) -> bool:
        return any(f"{part}_{number}" in self.errors for part in ("name", "starts", "ends"))

    def terms(self) -> list[TermDates]:
        """The terms that were given, by their first days."""
        data = self.cleaned_data
        found = [
            TermDates(data[f"name_{number}"], data[f"starts_{number}"], data[f"ends_{number}"])
            for number in range(1, TERMS + 1)
            if data.get(f"name_{number}")
        ]
        return sorted(found, key=lambda one: one.starts_on)


class ClosureForm(BellwetherForm):
    """Sessions without school."""

    code = forms.ChoiceField(label=_("What kind of closure?"), choices=list(_CODES.items()), widget=Radios())
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"), required=False, help_text=_("Leave it empty for a single day"))
    session = forms.ChoiceField(
        label=_("Part of the day"),
        choices=[("", _("All day")), ("0", _("Morning")), ("1", _("Afternoon"))],
        required=False,
        initial="",
        widget=Radios(is_inline=True),
    )
    years = forms.MultipleChoiceField(
        label=_("Only these year groups"),
        required=False,
        help_text=_("Choose none where the whole school is closed"),
        widget=Checkboxes(is_small=True),
    )
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def __init__(self, *args: Any, years: Iterable[int] = _YEARS, may_plan: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["years"].choices = _year_choices(years)  # type: ignore[attr-defined]  # a ChoiceField
        if not may_plan:
            unplanned = [(code, name) for code, name in _CODES.items() if code != "#"]
            self.fields["code"].choices = unplanned  # type: ignore[attr-defined]  # as above

    def as_closure(self) -> NewClosure:
        """The answers."""
        data = self.cleaned_data
        return NewClosure(
            starts_on=data["starts_on"],
            ends_on=data["ends_on"] or data["starts_on"],
            code=data["code"],
            reason=data["reason"],
            session=int(data["session"]) if data["session"] else None,
            years=tuple(int(year) for year in data["years"]),
        )


class TimesForm(BellwetherForm):
    """When one session's register opens and closes."""

    session = forms.TypedChoiceField(
        label=_("Session"),
        choices=[("0", _("Morning")), ("1", _("Afternoon"))],
        coerce=int,
        widget=Radios(is_inline=True),
    )
    from_on = DateField(label=_("From which day?"))
    opens = forms.TimeField(
        label=_("Session begins and register opens"), widget=Text(width=5), help_text=_("For example, 08:40")
    )
    late_from = forms.TimeField(label=_("Who comes after this is late"), widget=Text(width=5))
    closes = forms.TimeField(label=_("Register closes"), widget=Text(width=5))
    ends = forms.TimeField(label=_("Session ends"), widget=Text(width=5))
    years = forms.MultipleChoiceField(
        label=_("Only these year groups"),
        required=False,
        help_text=_("Choose none where the times are for everybody"),
        widget=Checkboxes(is_small=True),
    )

    def __init__(self, *args: Any, years: Iterable[int] = _YEARS, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["years"].choices = _year_choices(years)  # type: ignore[attr-defined]  # a ChoiceField

    def as_times(self) -> NewTimes:
        """The answers."""
        data = self.cleaned_data
        given = {name: data[name] for name in ("session", "from_on", "opens", "late_from", "closes", "ends")}
        return NewTimes(years=tuple(int(year) for year in data["years"]), **given)


class ChooseForm(BellwetherForm):
    """Which preset, from when."""

    preset = forms.ChoiceField(label=_("Policy"), widget=Radios())
    from_on = DateField(label=_("In force from"))

    def __init__(self, *args: Any, titles: Mapping[str, tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["preset"]
        field.choices = [(name, titles[name][0]) for name in preset_names()]  # type: ignore[attr-defined]
        field.widget.hints = {name: describes for name, (_title, describes) in titles.items()}


class AdjustForm(BellwetherForm):
    """Another value for one rule, with the reason."""

    value = forms.CharField(label=_("Value"))
    from_on = DateField(label=_("In force from"))
    to_on = DateField(label=_("Up to and including"), required=False, help_text=_("Leave it empty while it goes on"))
    reason = forms.CharField(label=_("Reason"), max_length=300)

    def __init__(self, *args: Any, declaration: Declaration, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.declaration = declaration
        self.fields["value"].label = declaration.describes
        self.fields["value"].help_text = _hint(declaration)
        if declaration.kind is ValueKind.FLAG:
            self.fields["value"] = forms.ChoiceField(
                label=declaration.describes,
                choices=[("yes", _("Yes")), ("no", _("No"))],
                widget=Radios(is_inline=True),
                error_messages={"required": gettext("Select yes or no")},
            )
            self.order_fields(["value"])
        elif declaration.kind is ValueKind.WHOLE:
            self.fields["value"].widget = Number(suffix=declaration.unit or "")
        elif declaration.kind not in (ValueKind.TEXT, ValueKind.TIME, ValueKind.DAY):
            self.fields["value"].widget = LongText(rows=4)

    def clean_value(self) -> RuleValue:
        """The value as rules hold it."""
        return typed_value(self.cleaned_data["value"], self.declaration)


def _hint(declaration: Declaration) -> str:
    return {
        ValueKind.TIME: gettext("A time, like 09:30"),
        ValueKind.DAY: gettext("A day, like 2026-09-01"),
        ValueKind.RATIO: gettext("Two whole numbers, like 1, 10"),
        ValueKind.NUMBERS: gettext("Whole numbers in rising order, with commas between them"),
        ValueKind.TEXTS: gettext("One on each line"),
        ValueKind.CODES: gettext("Codes with commas between them"),
        ValueKind.STEPS: gettext("As JSON: a list of steps, each with a name"),
        ValueKind.TABLE: gettext("As JSON: names with their values"),
    }.get(declaration.kind, "")


def typed_value(text: str, declaration: Declaration) -> RuleValue:
    """What was typed as the kind of value that the rule has. Raises ValidationError."""
    try:
        return _typed(text.strip(), declaration.kind)
    except (ValueError, TypeError) as error:
        raise ValidationError(_hint(declaration) or gettext("Enter a whole number")) from error


def _typed(text: str, kind: ValueKind) -> RuleValue:
    parts = tuple(part.strip() for part in text.split(",") if part.strip())
    readers: dict[ValueKind, Callable[[], RuleValue]] = {
        ValueKind.WHOLE: lambda: int(text),
        ValueKind.FLAG: lambda: text == "yes",
        ValueKind.DAY: lambda: date.fromisoformat(text),
        ValueKind.RATIO: lambda: tuple(int(part) for part in parts),
        ValueKind.NUMBERS: lambda: tuple(int(part) for part in parts),
        ValueKind.CODES: lambda: parts,
        ValueKind.TEXTS: lambda: tuple(line.strip() for line in text.splitlines() if line.strip()),
        ValueKind.STEPS: lambda: json.loads(text),
        ValueKind.TABLE: lambda: json.loads(text),
    }
    return readers.get(kind, lambda: text)()
