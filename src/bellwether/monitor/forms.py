"""What somebody types or chooses: its shape alone; the services judge it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.core.codes import codes_in_force
from bellwether.monitor.facts import NewContact
from bellwether.monitor.kinds import Kind, NudgeBy, Outcome, QuietReason
from bellwether.monitor.services.nudging import NewNudge
from bellwether.people.kinds import RELATIONS
from bellwether.registers.pages.words import code_label
from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, LongText, Radios

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from bellwether.monitor.facts import AttemptFacts, CallFacts
    from bellwether.people.facts import ParentFacts

__all__ = ["ContactForm", "DecisionForm", "MessageForm", "NudgeForm", "QuietForm", "ReplyForm"]

_REASONS: Final = ("I", "M", "C", "R", "T", "Q", "Y1", "V", "G", "O")
"""What families say most often, as codes; any other is written in the register itself."""
_KINDS: Final = (Kind.CALL, Kind.HEARD, Kind.VISIT, Kind.TOLD, Kind.WELFARE)
_OUTCOMES: Final = (
    Outcome.REASON,
    Outcome.NO_REASON,
    Outcome.NO_ANSWER,
    Outcome.LEFT_MESSAGE,
    Outcome.WRONG_NUMBER,
    Outcome.CHILD_SEEN,
    Outcome.NOBODY_HOME,
    Outcome.DONE,
)
NOW: Final = "now"
WHOLE_ABSENCE: Final = "absence"
LATER: Final = "later"
_DAYS: Final = ((0, _("Monday")), (1, _("Tuesday")), (2, _("Wednesday")), (3, _("Thursday")), (4, _("Friday")))


def reason_choices(on: date) -> list[tuple[str, str]]:
    """The codes that a reason may speak for on a day, with their names; the empty one first."""
    known = {one.code for one in codes_in_force(on)}
    return [("", ""), *((code, f"{code} {code_label(code, on=on)}") for code in _REASONS if code in known)]


def _register_choices(facts: CallFacts) -> list[tuple[str, str]]:
    """Now, for the whole absence where it began earlier, or later."""
    children = facts.call.children if facts.call else ()
    choices = [(NOW, gettext("The reason goes into the register now"))]
    if any(one.since[0] < facts.today.on for one in children):
        choices.append((WHOLE_ABSENCE, gettext("For every day of this absence, now")))
    return [*choices, (LATER, gettext("It waits to be confirmed"))]


def _contacts(contacts: tuple[ParentFacts, ...]) -> list[tuple[str, str]]:
    return [(str(one.id), f"{one.name} ({RELATIONS.get(one.relation, one.relation)})") for one in contacts]


class ContactForm(BellwetherForm):
    """One contact: with whom, how, what came of it, and the reason that was given."""

    reveals: ClassVar[Mapping[str, Mapping[str, str]]] = {"outcome": {Outcome.REASON: "code"}}

    pupils = forms.MultipleChoiceField(label=_("About"), widget=Checkboxes(is_small=True))
    kind = forms.ChoiceField(
        label=_("How"),
        choices=[(one.value, one.label) for one in _KINDS],
        initial=Kind.CALL,
        widget=Radios(is_small=True),
    )
    parent = forms.ChoiceField(label=_("With whom"), required=False, widget=Radios(is_small=True))
    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=[(one.value, one.label) for one in _OUTCOMES], widget=Radios(is_small=True)
    )
    code = forms.ChoiceField(label=_("The reason speaks for"), required=False)
    note = forms.CharField(label=_("What was said"), required=False, max_length=1_000, widget=LongText(rows=3))
    register = forms.ChoiceField(
        label=_("What becomes of the mark, where a reason was given"), required=False, widget=Radios(is_small=True)
    )

    def __init__(self, facts: CallFacts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        children = [(str(one.id), one.name) for one in facts.children]
        self._offer("pupils", children, first=[value for value, _name in children])
        everyone = [*_contacts(facts.contacts), ("", gettext("Nobody on the list"))]
        self._offer("parent", everyone, first=everyone[0][0])
        self._offer("code", reason_choices(facts.today.on))
        if facts.today.may_amend:
            self._offer("register", _register_choices(facts), first=NOW)
        else:
            del self.fields["register"]

    def _offer(self, name: str, choices: list[tuple[str, str]], *, first: object = "") -> None:
        field = self.fields[name]
        field.initial = first
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def contact(self) -> NewContact:
        """What the service takes. Only of a valid form."""
        given = self.cleaned_data
        return NewContact(
            pupil_ids=tuple(int(one) for one in given["pupils"]),
            kind=given["kind"],
            outcome=given["outcome"],
            parent_id=int(given["parent"]) if given["parent"] else None,
            code=given["code"] if given["outcome"] == Outcome.REASON else "",
            note=given["note"].strip(),
        )

    @property
    def settles(self) -> bool:
        """Whether the reason goes into the register with it. Only of a valid form."""
        given = self.cleaned_data
        return given["outcome"] == Outcome.REASON and given.get("register") in (NOW, WHOLE_ABSENCE)

    @property
    def whole_absence(self) -> bool:
        """Whether for every day of the absence. Only of a valid form."""
        return self.cleaned_data.get("register") == WHOLE_ABSENCE


class MessageForm(BellwetherForm):
    """A press of a button: text or e-mail, of whom, to whom. Without pupils: everyone on the board."""

    medium = forms.ChoiceField(choices=[(Kind.TEXT.value, Kind.TEXT.label), (Kind.EMAIL.value, Kind.EMAIL.label)])
    pupil = forms.TypedMultipleChoiceField(coerce=int, required=False)
    parent = forms.IntegerField(required=False, min_value=1)
    back = forms.IntegerField(required=False, min_value=1)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sent = self.data.getlist("pupil") if hasattr(self.data, "getlist") else []
        field = self.fields["pupil"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(one, one) for one in sent if one.isdecimal()]


class ReplyForm(BellwetherForm):
    """What a family answered to a message."""

    text = forms.CharField(label=_("What they answered"), max_length=1_000, widget=LongText(rows=3))
    code = forms.ChoiceField(label=_("The answer speaks for"), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = reason_choices(on)

    @classmethod
    def to(cls, message: AttemptFacts) -> ReplyForm:
        """The empty form for the answer to one message; its ids differ from those of the others on the page."""
        return cls(on=message.on, auto_id=f"id_{message.id}_%s")


class DecisionForm(BellwetherForm):
    """What becomes of a proposed mark."""

    decision = forms.ChoiceField(choices=[("day", ""), ("absence", ""), ("decline", "")])


class QuietForm(BellwetherForm):
    """Nobody is to be called: from when, until when, why."""

    from_on = DateField(label=_("First day"))
    to_on = DateField(label=_("Last day"))
    reason = forms.ChoiceField(label=_("Why"), choices=QuietReason.choices, widget=Radios())
    note = forms.CharField(label=_("Note for colleagues"), required=False, max_length=400, widget=LongText(rows=3))


class NudgeForm(BellwetherForm):
    """A word before the bell: to whom, how, on which days, until when."""

    parent = forms.ChoiceField(label=_("To whom"), widget=Radios())
    by = forms.ChoiceField(label=_("How"), choices=NudgeBy.choices, initial=NudgeBy.TEXT, widget=Radios())
    weekdays = forms.MultipleChoiceField(
        label=_("On which days"), choices=_DAYS, initial=[day for day, _name in _DAYS], widget=Checkboxes(is_small=True)
    )
    from_on = DateField(label=_("First day"))
    to_on = DateField(label=_("Last day"))

    def __init__(self, facts: CallFacts, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        if isinstance(field, forms.ChoiceField):
            field.choices = _contacts(facts.contacts)

    def nudge(self, pupil_id: int) -> NewNudge:
        """What the service takes. Only of a valid form."""
        given = self.cleaned_data
        return NewNudge(
            pupil_id=pupil_id,
            parent_id=int(given["parent"]),
            by=NudgeBy(given["by"]),
            weekdays="".join("1" if str(day) in given["weekdays"] else "0" for day in range(5)),
            from_on=given["from_on"],
            to_on=given["to_on"],
        )
