"""A date asked for as day, month and year: three inputs, one answer, and a problem that says which part is wrong."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.ui.forms.wording import as_subject

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["DateField", "DateInput3", "DateParts"]

Part = Literal["day", "month", "year"]
PARTS: Final[tuple[Part, ...]] = ("day", "month", "year")
NAMES: Final = {"day": _("Day"), "month": _("Month"), "year": _("Year")}
WIDTHS: Final = {"day": 2, "month": 2, "year": 4}
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
YEAR_DIGITS: Final = 4


class DateParts(NamedTuple):
    """What was typed, trimmed."""

    day: str
    month: str
    year: str

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that were left empty."""
        return tuple(part for part in PARTS if not getattr(self, part))

    def as_date(self) -> date | None:
        """The day they name, months also by name ("Sept"); None where there is no such day."""
        try:
            return date(int(self.year), _month_number(self.month), int(self.day))
        except (ValueError, OverflowError):
            return None


def _month_number(typed: str) -> int:
    if typed.isdecimal():
        return int(typed)
    return MONTHS.index(typed[:3].lower()) + 1


class DateInput3(forms.Widget):
    """Three inputs named `<name>-day`, `<name>-month` and `<name>-year`."""

    template_name = "ui/widgets/date.html"
    use_fieldset = True

    def __init__(self, attrs: dict[str, Any] | None = None, *, is_birth_date: bool = False) -> None:
        super().__init__(attrs)
        self.is_birth_date = is_birth_date
        self.in_error: tuple[Part, ...] = ()

    @property
    def first_in_error(self) -> Part:
        """Where the error summary leads."""
        return self.in_error[0] if self.in_error else "day"

    def part_id(self, base: str, part: Part) -> str:
        """The id of one input."""
        return f"{base}-{part}"

    def id_for_label(self, id_: str | None, index: str | None = None) -> str:  # noqa: ARG002 (Django asks)
        """Give none: the words are a legend."""
        return ""

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> DateParts | None:  # noqa: ARG002
        """What was typed, or None where nothing was; a whole ISO date under the bare name is understood too."""
        whole = str(data.get(name) or "").strip()
        if whole:
            pieces = whole.split("-")
            return (
                DateParts(pieces[-1], pieces[1], pieces[0]) if len(pieces) == len(PARTS) else DateParts(whole, "", "")
            )
        parts = DateParts(*(str(data.get(f"{name}-{part}") or "").strip() for part in PARTS))
        return parts if any(parts) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: object, name: str) -> bool:  # noqa: ARG002
        """Whether the form came without this question."""
        return not any(key in data for key in (name, *(f"{name}-{part}" for part in PARTS)))

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """The three inputs with their labels, values and widths."""
        context = super().get_context(name, value, attrs)
        base = str(context["widget"]["attrs"].get("id", name))
        parts = _parts_of(value)
        context["widget"]["base"] = base
        context["widget"]["parts"] = [
            {
                "name": f"{name}-{part}",
                "id": self.part_id(base, part),
                "label": NAMES[part],
                "value": getattr(parts, part),
                "width": WIDTHS[part],
                "is_wrong": part in self.in_error,
                "autocomplete": f"bday-{part}" if self.is_birth_date else "",
            }
            for part in PARTS
        ]
        return context

    def format_value(self, value: object) -> str | None:  # noqa: ARG002
        """Not asked for by the template, which takes the parts."""
        return None


def _parts_of(value: object) -> DateParts:
    if isinstance(value, DateParts):
        return value
    if isinstance(value, date):
        return DateParts(str(value.day), str(value.month), str(value.year))
    return DateParts("", "", "")


class DateField(forms.Field):
    """A date in three inputs. `earliest` and `latest` are days that still pass.

    Problems name the field and the part: "First day must include a month".
    """

    widget: forms.Widget | type[forms.Widget] = DateInput3

    def __init__(
        self,
        *,
        earliest: date | None = None,
        latest: date | None = None,
        is_birth_date: bool = False,
        **kwargs: Any,
    ) -> None:
        kwargs.setdefault("widget", DateInput3(is_birth_date=is_birth_date))
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def clean(self, value: object) -> date | None:
        """The day. Raises ValidationError with the problem, and marks the inputs it is about."""
        parts = _parts_of(value)
        try:
            return self._day_of(parts)
        except ValidationError as problem:
            if isinstance(self.widget, DateInput3):
                self.widget.in_error = _wrong_parts(parts, code=str(problem.code))
            raise

    def _day_of(self, parts: DateParts) -> date | None:
        if not any(parts):
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        if parts.missing:
            raise ValidationError(self._missing(parts.missing), code="missing")
        if parts.year.isdecimal() and len(parts.year) != YEAR_DIGITS:
            raise ValidationError(gettext("Year must include 4 numbers"), code="year")
        day = parts.as_date()
        if day is None:
            raise ValidationError(self._say(gettext("%(subject)s must be a real date")), code="unreal")
        self._check_bounds(day)
        return day

    def _check_bounds(self, day: date) -> None:
        if self.earliest and day < self.earliest:
            text = self._say(gettext("%(subject)s must be %(day)s or later"), day=self.earliest)
            raise ValidationError(text, code="early")
        if self.latest and day > self.latest:
            text = self._say(gettext("%(subject)s must be %(day)s or earlier"), day=self.latest)
            raise ValidationError(text, code="late")

    def _missing(self, parts: tuple[Part, ...]) -> str:
        said = {
            ("day",): gettext("%(subject)s must include a day"),
            ("month",): gettext("%(subject)s must include a month"),
            ("year",): gettext("%(subject)s must include a year"),
            ("day", "month"): gettext("%(subject)s must include a day and month"),
            ("day", "year"): gettext("%(subject)s must include a day and year"),
            ("month", "year"): gettext("%(subject)s must include a month and year"),
        }
        return self._say(said[parts])

    def _say(self, text: str, *, day: date | None = None) -> str:
        return text % {"subject": as_subject(self.label), "day": date_format(day, "j F Y") if day else ""}

    def has_changed(self, initial: object, data: object) -> bool:
        """Whether another day was given, or something that is no day."""
        before, now = _parts_of(initial), _parts_of(data)
        return before != now and (now.as_date() is None or now.as_date() != before.as_date())


def _wrong_parts(parts: DateParts, *, code: str) -> tuple[Part, ...]:
    if code == "missing":
        return parts.missing
    if code == "year":
        return ("year",)
    return PARTS
