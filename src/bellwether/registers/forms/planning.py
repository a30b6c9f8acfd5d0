"""A planned absence as it is sent: what, when, why, who asked, and for whom else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.core.codes import scenario_on
from bellwether.registers.plan_facts import PlanKind, PlanWanted
from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, LongText, Radios, Text, WeekField

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, time

    from django_stubs_ext import StrOrPromise

    from bellwether.core.codes import SessionTimes
    from bellwether.registers.plan_facts import PlanningFor, PlanRecord

__all__ = [
    "ChangePlanForm",
    "PlanForm",
    "WithdrawForm",
    "code_hint",
    "code_words",
    "half_choices",
    "kind_of",
    "sessions_missed",
    "time_field",
]

_LONGEST: Final = 500
_SHORT: Final = 200
_CLOCK: Final = re.compile(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?")
_NAME: Final = 120
_KINDS: Final = {
    "M": PlanKind.APPOINTMENT,
    "R": PlanKind.OBSERVANCE,
    "D": PlanKind.DUAL,
    "K": PlanKind.PROVISION,
    "B": PlanKind.PROVISION,
    "V": PlanKind.VISIT,
    "P": PlanKind.VISIT,
    "W": PlanKind.VISIT,
    "S": PlanKind.STUDY_LEAVE,
}
_FROM_TIMES, _ALL, _NONE = "times", "all", "none"
_OTHER, _NOBODY = "other", "school"


def half_choices() -> list[tuple[str, str]]:
    """Morning or afternoon, of a first or a last day."""
    return [("0", gettext("Morning")), ("1", gettext("Afternoon"))]


class ClockField(forms.TimeField):
    """A time of the day as people type it: 9, 9:30, 9.30, 0930."""

    def to_python(self, value: Any) -> time | None:
        """The time. Raises ValidationError where there is none like that."""
        found = _CLOCK.fullmatch(str(value or "").strip())
        return super().to_python(f"{found[1]}:{found[2] or '00'}" if found else value)


def time_field(label: StrOrPromise) -> ClockField:
    """A time of the day that may be left out."""
    return ClockField(
        label=label,
        required=False,
        widget=Text(width=5),
        error_messages={"invalid": _("Enter a time, for example 9:30 or 14:15")},
    )


def sessions_missed(leaves: time | None, returns: time | None, times: Mapping[int, SessionTimes]) -> tuple[int, ...]:
    """The half-days of a day whose register a pupil misses who is out from one time to another.

    leaves: None for somebody who comes straight from there; returns: None for somebody who does not come back. A
    register is missed by whoever is out when it begins and is not back before it closes: who is back in between is
    late, and that is no plan.
    """
    return tuple(
        session
        for session, one in sorted(times.items())
        if (leaves is None or leaves <= one.opens) and (returns is None or returns > one.closes)
        if leaves is None or returns is None or leaves < returns
    )


class PlanForm(BellwetherForm):
    """One absence, for one pupil and for brothers and sisters."""

    label_sizes: ClassVar[Mapping[str, str]] = {"code": "m", "asked_by": "m", "missed": "m", "also": "m"}
    reveals: ClassVar[Mapping[str, Mapping[str, str]]] = {"asked_by": {_OTHER: "asked_by_other"}}

    code = forms.ChoiceField(label=_("What is planned?"), widget=Radios(is_small=True))
    nature = forms.CharField(
        label=_("What is done elsewhere"),
        help_text=_("For provision by the authority or the school: where, and what. It is written beside each mark."),
        required=False,
        max_length=_SHORT,
    )
    starts_on = DateField(label=_("First day"))
    ends_on = DateField(label=_("Last day"), help_text=_("Leave it empty for a single day."), required=False)
    first_half = forms.ChoiceField(label=_("From the"), initial="0", widget=Radios(is_inline=True, is_small=True))
    last_half = forms.ChoiceField(
        label=_("Until the end of the"), initial="1", widget=Radios(is_inline=True, is_small=True)
    )
    leaves_at = time_field(_("Goes at"))
    returns_at = time_field(_("Comes back at"))
    missed = forms.ChoiceField(label=_("Which registers are missed?"), initial=_ALL, widget=Radios(is_small=True))
    pattern = WeekField(
        label=_("Only these half-days of each week"),
        help_text=_("Tick nothing for every half-day from the first day to the last."),
        required=False,
    )
    reason = forms.CharField(
        label=_("Why"), help_text=_("Shown over the register to those who may see it."), max_length=_LONGEST
    )
    asked_by = forms.ChoiceField(label=_("Who asked?"), widget=Radios(is_small=True))
    asked_by_other = forms.CharField(label=_("Name"), required=False, max_length=_NAME)
    evidence_note = forms.CharField(
        label=_("Evidence"),
        help_text=_("What was seen, for example an appointment card. Medical evidence is asked for only with a cause."),
        required=False,
        max_length=_SHORT,
    )
    also = forms.MultipleChoiceField(label=_("Also for"), required=False, widget=Checkboxes(is_small=True))
    despite = forms.BooleanField(label=_("I have looked at this: plan it all the same"), required=False)

    def __init__(self, facts: PlanningFor, *args: Any, on: date, codes: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.facts = facts
        offered = tuple(dict.fromkeys((*codes, *facts.codes)))
        self._offer("code", [(code, code_words(code, on)) for code in offered])
        told = {code for code in offered if code in facts.note_codes}
        self.fields["code"].widget.hints = {code: code_hint(code, on) for code in told}
        for name in ("first_half", "last_half"):
            self._offer(name, half_choices())
        self._offer("missed", _missed_choices())
        self._offer("asked_by", _asker_choices(facts))
        self._offer("also", [(str(one.id), f"{one.name}, {one.group_name}") for one in facts.siblings])
        if not facts.siblings:
            del self.fields["also"]

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        """Days and times in order, a name where somebody else asked, what is done elsewhere where it has to be said."""
        given = super().clean() or self.cleaned_data
        if "starts_on" in given:
            given["ends_on"] = given.get("ends_on") or given["starts_on"]
            self._check_order(given)
        if given.get("leaves_at") and given.get("returns_at") and given["leaves_at"] >= given["returns_at"]:
            self.add_error("returns_at", gettext("The time of coming back must be after the time of going"))
        if given.get("missed") == _FROM_TIMES:
            self._check_times(given)
        if given.get("asked_by") == _OTHER and not given.get("asked_by_other"):
            self.add_error("asked_by_other", gettext("Enter the name of whoever asked"))
        if given.get("code") in self.facts.note_codes and not given.get("nature"):
            self.add_error("nature", gettext("Enter what is done elsewhere"))
        return given

    def _check_order(self, given: Mapping[str, Any]) -> None:
        if given["ends_on"] < given["starts_on"]:
            self.add_error("ends_on", gettext("The last day must not be before the first"))
        elif given["ends_on"] == given["starts_on"] and given.get("last_half", "1") < given.get("first_half", "0"):
            self.add_error("last_half", gettext("The last half-day must not be before the first"))

    def _check_times(self, given: Mapping[str, Any]) -> None:
        if not given.get("leaves_at") and not given.get("returns_at"):
            self.add_error("leaves_at", gettext("Enter when the pupil goes or comes back"))
        if given.get("starts_on") != given.get("ends_on"):
            self.add_error("missed", gettext("Times say which registers are missed only on a single day"))
        if not self.facts.times:
            self.add_error("missed", gettext("The school has not set the times of its registers"))

    @property
    def opens_week(self) -> bool:
        """Whether the week is shown at once: half-days are ticked in it, or something is wrong there."""
        return bool(self["pattern"].value() or self["pattern"].errors)

    @property
    def pupil_ids(self) -> tuple[int, ...]:
        """The pupil, and the brothers and sisters who were ticked."""
        return (self.facts.pupil.id, *map(int, self.cleaned_data.get("also", ())))

    def wanted(self) -> tuple[PlanWanted, ...]:
        """What the service takes. Only of a valid form."""
        given = self.cleaned_data
        missed = self._missed()
        return tuple(
            PlanWanted(
                pupil_id=pupil,
                kind=kind_of(given["code"]),
                code=given["code"],
                starts_on=given["starts_on"],
                ends_on=given["ends_on"],
                reason=given["reason"],
                first_session=missed[0] if missed else 0,
                last_session=missed[1] if missed else 1,
                pattern=given["pattern"],
                misses=missed is not None,
                leaves_at=given["leaves_at"],
                returns_at=given["returns_at"],
                nature=given["nature"],
                evidence_note=given["evidence_note"],
                asked_by=self._asked_by(),
            )
            for pupil in self.pupil_ids
        )

    def _missed(self) -> tuple[int, int] | None:
        """The first and the last half-day missed; None where no register is."""
        given = self.cleaned_data
        if given["missed"] == _NONE:
            return None
        if given["missed"] == _ALL:
            return int(given["first_half"]), int(given["last_half"])
        found = sessions_missed(given["leaves_at"], given["returns_at"], self.facts.times)
        return (found[0], found[-1]) if found else None

    def _asked_by(self) -> str:
        given = self.cleaned_data
        if given["asked_by"] == _OTHER:
            return str(given["asked_by_other"])
        return next((name for key, name, _lives in self.facts.parents if str(key) == given["asked_by"]), "")


class ChangePlanForm(PlanForm):
    """Another plan in the place of one, for the same pupil."""

    change_reason = forms.CharField(
        label=_("Why is it changed?"),
        help_text=_("Kept with the plan as it was."),
        max_length=_LONGEST,
    )

    def __init__(self, facts: PlanningFor, plan: PlanRecord, *args: Any, on: date, **kwargs: Any) -> None:
        codes = (plan.code,) if plan.code_is_shown else ()
        super().__init__(facts, *args, on=on, codes=codes, initial=_initial(plan, facts), **kwargs)
        self.fields.pop("also", None)


class WithdrawForm(BellwetherForm):
    """A plan is withdrawn."""

    reason = forms.CharField(
        label=_("Why is it withdrawn?"),
        help_text=_("Kept with the plan."),
        max_length=_LONGEST,
        widget=LongText(rows=2),
    )
    everyone = forms.BooleanField(label=_("Withdraw the others as well"), required=False)

    def __init__(self, *args: Any, others: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not others:
            del self.fields["everyone"]


def _initial(plan: PlanRecord, facts: PlanningFor) -> dict[str, Any]:
    asker = next((str(key) for key, name, _lives in facts.parents if name == plan.asked_by), "")
    return {
        "code": plan.code,
        "nature": plan.nature,
        "starts_on": plan.starts_on,
        "ends_on": plan.ends_on,
        "first_half": str(plan.first_session),
        "last_half": str(plan.last_session),
        "leaves_at": plan.leaves_at.strftime("%H:%M") if plan.leaves_at else "",
        "returns_at": plan.returns_at.strftime("%H:%M") if plan.returns_at else "",
        "missed": _ALL if plan.misses else _NONE,
        "pattern": plan.pattern,
        "reason": plan.reason,
        "asked_by": asker or (_OTHER if plan.asked_by else _NOBODY),
        "asked_by_other": "" if asker else plan.asked_by,
        "evidence_note": plan.evidence_note,
    }


def kind_of(code: str) -> PlanKind:
    """What somebody who plans a code thinks of."""
    return _KINDS.get(code, PlanKind.OTHER)


def code_words(code: str, on: date) -> str:
    """A code as a choice."""
    scenario = scenario_on(code, on=on)
    return f"{gettext(scenario.label)} ({code})" if scenario else code


def code_hint(code: str, on: date) -> str:
    """When to use a code, beneath its choice."""
    scenario = scenario_on(code, on=on)
    return gettext(scenario.when) if scenario else ""


def _missed_choices() -> list[tuple[str, str]]:
    return [
        (_ALL, gettext("Every one from the first half-day to the last")),
        (_FROM_TIMES, gettext("Those that the times say, on a single day")),
        (_NONE, gettext("None: the pupil is only out between registers")),
    ]


def _asker_choices(facts: PlanningFor) -> list[tuple[str, str]]:
    parents = [(str(key), name) for key, name, _lives in facts.parents]
    return [*parents, (_NOBODY, gettext("Nobody: the school arranged it")), (_OTHER, gettext("Somebody else"))]
