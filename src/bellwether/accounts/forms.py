"""What the pages of accounts ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bellwether.accounts.facts import Giving, NewPerson
from bellwether.core.access import HELD_IN, ROLE_NAMES, Role, Scope
from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from bellwether.accounts.facts import Place

__all__ = ["ChangeForm", "ClosingForm", "EndingForm", "GivingForm", "NameForm", "RoleForm"]

_WHOLE = "whole"


class NameForm(BellwetherForm):
    """One's own name."""

    name = forms.CharField(label=_("Your name"), max_length=120)


class ChangeForm(BellwetherForm):
    """Somebody's name and post."""

    name = forms.CharField(label=_("Name"), max_length=120)
    post = forms.CharField(label=_("Post"), max_length=120, help_text=_("As it stands beside what they do"))


class RoleForm(BellwetherForm):
    """Which role, and where."""

    role = forms.ChoiceField(label=_("Role"))
    place = forms.ChoiceField(label=_("Where"))

    def __init__(self, *args: Any, roles: Iterable[Role], places: Iterable[Place], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = {place.key: place for place in places}
        held = [role for role in Role if role in set(roles)]
        self.fields["role"].choices = [("", ""), *((role.value, gettext(ROLE_NAMES[role])) for role in held)]  # type: ignore[attr-defined]
        self.fields["place"].choices = [("", ""), *((place.key, place.name) for place in self.places.values())]  # type: ignore[attr-defined]
        if len(self.places) == 1:
            (self.fields["place"].initial,) = self.places

    def clean(self) -> dict[str, Any]:
        """Refuse a role in a place in which nobody holds it."""
        given = super().clean() or {}
        if given.get("role") and given.get("place"):
            role, place = Role(given["role"]), self.places[given["place"]]
            if not fits(role, place.scope):
                self.add_error("place", gettext("This role is not held there. Choose another place"))
        return given


def fits(role: Role, scope: Scope) -> bool:
    """Whether the role is held in such a place, or in a class or over a pupil of it."""
    inside = {Scope.GROUP, Scope.PUPIL} if scope is Scope.SCHOOL else set()
    return bool(HELD_IN[role] & ({scope} | inside))


class GivingForm(BellwetherForm):
    """Who gets a role, over what exactly, and from when to when."""

    email = forms.EmailField(label=_("E-mail address"), help_text=_("They sign in with it"))
    name = forms.CharField(label=_("Name"), max_length=120)
    post = forms.CharField(label=_("Post"), max_length=120, help_text=_("As it stands beside what they do"))
    groups = forms.MultipleChoiceField(label=_("Which classes"), widget=Checkboxes)
    upn = forms.CharField(label=_("The pupil’s unique pupil number"), max_length=13)
    from_on = DateField(label=_("First day"))
    to_on = DateField(label=_("Last day"), required=False, help_text=_("Leave empty while it goes on"))

    def __init__(
        self,
        *args: Any,
        role: Role,
        place: Place,
        groups: Iterable[Place],
        is_new: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.role, self.place = role, place
        self.asks_pupil = HELD_IN[role] == {Scope.PUPIL}
        if not is_new:
            for name in ("email", "name", "post"):
                del self.fields[name]
        if not self.asks_pupil:
            del self.fields["upn"]
        if Scope.GROUP not in HELD_IN[role] or place.scope is not Scope.SCHOOL:
            del self.fields["groups"]
        else:
            choices = [(_WHOLE, gettext("Every class of the school")), *((str(one.id), one.name) for one in groups)]
            self.fields["groups"].choices = choices  # type: ignore[attr-defined]

    def person(self) -> NewPerson:
        """Who gets an account. Only where the form asks for it."""
        given = self.cleaned_data
        return NewPerson(given["email"].lower(), given["name"], given["post"])

    def givings(self, *, pupil_id: int | None = None) -> tuple[Giving, ...]:
        """The role over each place chosen. pupil_id: the pupil with the number given, where one is asked for."""
        first, last = self.cleaned_data["from_on"], self.cleaned_data.get("to_on")
        return tuple(Giving(self.role, scope, key, first, last) for scope, key in self._over(pupil_id))

    def _over(self, pupil_id: int | None) -> list[tuple[Scope, int]]:
        chosen = self.cleaned_data.get("groups")
        if pupil_id is not None:
            return [(Scope.PUPIL, pupil_id)]
        if chosen and _WHOLE not in chosen:
            return [(Scope.GROUP, int(key)) for key in chosen]
        return [(self.place.scope, self.place.id)]


class ClosingForm(BellwetherForm):
    """Who takes over what the person answers for, where there is anything."""

    hand_over_to = forms.ChoiceField(label=_("Who takes over"), required=False)

    def __init__(self, *args: Any, colleagues: Iterable[tuple[int, str]], must: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["hand_over_to"]
        field.choices = [("", gettext("Nobody")), *((str(key), name) for key, name in colleagues)]  # type: ignore[attr-defined]
        field.required = must
        if not must:
            del self.fields["hand_over_to"]

    def taker(self) -> int | None:
        """The account that takes over, None where nothing is to be taken."""
        chosen = self.cleaned_data.get("hand_over_to")
        return int(chosen) if chosen else None


class EndingForm(ClosingForm):
    """The last day of a role, and who takes over."""

    last_day = DateField(label=_("Last day"))
    field_order = ("last_day", "hand_over_to")

    def last(self) -> date:
        """The last day chosen."""
        day: date = self.cleaned_data["last_day"]
        return day
