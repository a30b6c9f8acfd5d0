"""The lists of an import of people: who is made, what changes, who joins, who is missing, what is not written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.urls import reverse
from django.utils.translation import gettext

from bellwether.core.access import Action
from bellwether.exchange.pages.list_kinds import ListKind
from bellwether.people.kinds import CHARACTERISTICS, RELATIONS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bellwether.exchange.pages.list_kinds import Eyes

__all__ = ["PEOPLE_LISTS"]

_CHARACTERISTIC: Final = "characteristic:"


def _day(text: str, eyes: Eyes) -> str:
    return eyes.day(date.fromisoformat(text)) if text else ""


def _year(nc_year: int) -> str:
    return {-1: gettext("Nursery"), 0: gettext("Reception")}.get(nc_year, gettext("Year %(n)s") % {"n": nc_year})


def _pupil_page(line: Sequence[Any]) -> str:
    return reverse("desk:pupil", args=[line[0]]) if line[0] else ""


def _of_file(name: str, label: str, eyes: Eyes) -> str:
    """How a file names a pupil, for whoever may see names."""
    return name if name and Action.SEE_PUPIL in eyes.may else label


def _not_written(line: Sequence[Any], eyes: Eyes) -> tuple[str, ...]:
    label, name, file, row, why = line
    return (_of_file(name, label, eyes), label, file, "" if row is None else str(row), why)


def _absent(line: Sequence[Any], eyes: Eyes) -> tuple[str, ...]:
    pupil, says_left, last_day = line
    if not says_left:
        return (eyes.name(pupil), gettext("Not in the file"), "")
    return (eyes.name(pupil), gettext("The file says that the pupil leaves or has left"), _day(last_day, eyes))


def _created(line: Sequence[Any], eyes: Eyes) -> tuple[str, ...]:
    label, name, group, nc_year, born_on, starts_on = line
    born = _day(born_on, eyes) if Action.SEE_PUPIL in eyes.may else gettext("not shown to you")
    named = _of_file(name, label, eyes)
    return (named, label, group, _year(nc_year) if group else "", born, _day(starts_on, eyes))


def _returned(line: Sequence[Any], eyes: Eyes) -> tuple[str, ...]:
    return (eyes.name(line[0]), _day(line[1], eyes))


def field_words(what: str) -> str:
    """What a field is called."""
    if what.startswith(_CHARACTERISTIC):
        return str(CHARACTERISTICS.get(what.removeprefix(_CHARACTERISTIC), what))
    return {
        "legal_forename": gettext("Legal forename"),
        "legal_surname": gettext("Legal surname"),
        "middle_names": gettext("Middle names"),
        "known_forename": gettext("Known forename"),
        "known_surname": gettext("Known surname"),
        "sex": gettext("Sex"),
        "born_on": gettext("Date of birth"),
        "upn": gettext("UPN"),
        "number": gettext("Number in the other system"),
        "address": gettext("Address"),
        "title": gettext("Title"),
        "forename": gettext("Forename"),
        "surname": gettext("Surname"),
        "telephone": gettext("Telephone"),
        "other_telephone": gettext("Second telephone"),
        "email": gettext("E-mail"),
        "language": gettext("Language"),
        "needs_interpreter": gettext("Interpreter"),
        "relation": gettext("Relationship"),
        "has_responsibility": gettext("Parental responsibility"),
        "has_care": gettext("Care"),
        "lives_with_pupil": gettext("Lives with the pupil"),
        "contact_order": gettext("Order"),
    }.get(what, what)


def _value(text: str) -> str:
    if not text or text == "None":
        return gettext("nothing")
    return {"True": gettext("yes"), "False": gettext("no")}.get(
        text, ", ".join(part for part in text.split("\n") if part)
    )


def _sees(what: str, eyes: Eyes) -> bool:
    if what.startswith(_CHARACTERISTIC):
        return Action.SEE_CHARACTERISTICS in eyes.may
    return (Action.SEE_FAMILY if what == "address" else Action.SEE_PUPIL) in eyes.may


def _altered(line: Sequence[Any], eyes: Eyes) -> tuple[str, ...]:
    pupil, what, before, after = line
    if not _sees(what, eyes):
        hidden = gettext("not shown to you")
        return (eyes.name(pupil), field_words(what), hidden, hidden)
    return (eyes.name(pupil), field_words(what), _value(before), _value(after))


def _joined(line: Sequence[Any], eyes: Eyes) -> tuple[str, ...]:
    pupil, label, name, before, group, from_on = line
    return (
        eyes.name(pupil) if pupil else _of_file(name, label, eyes),
        before or gettext("none"),
        group,
        _day(from_on, eyes),
    )


def _group(line: Sequence[Any], _eyes: Eyes) -> tuple[str, ...]:
    kind = gettext("Registration group") if line[1] == "registration" else gettext("Other group")
    return (line[0], kind)


def _contact(line: Sequence[Any], eyes: Eyes) -> tuple[str, ...]:
    pupil, label, pupil_name, what, name, relation, changed = line
    whose = eyes.name(pupil) if pupil else _of_file(pupil_name, label, eyes)
    done = {
        "made": gettext("new"),
        "linked": gettext("known already, now tied to this pupil"),
        "changed": gettext("changed"),
    }[what]
    if Action.SEE_FAMILY not in eyes.may:
        return (whose, gettext("not shown to you"), "", done, "")
    how = "; ".join(
        gettext("%(what)s: %(before)s becomes %(after)s")
        % {"what": field_words(field), "before": _value(before), "after": _value(after)}
        for field, before, after in changed
    )
    return (whose, name, str(RELATIONS.get(relation, relation)), done, how)


def _unmentioned(line: Sequence[Any], eyes: Eyes) -> tuple[str, ...]:
    sees = Action.SEE_FAMILY in eyes.may
    return (eyes.name(line[0]), line[1] if sees else gettext("not shown to you"))


PEOPLE_LISTS: Final[dict[str, ListKind]] = {
    "not-written": ListKind(
        lambda: gettext("Lines that cannot be written"),
        lambda: gettext("Put right what each says, in the file or here. Nobody is found or merged by a name."),
        lambda: (gettext("Who"), gettext("In the file"), gettext("File"), gettext("Row"), gettext("What to do")),
        _not_written,
    ),
    "created": ListKind(
        lambda: gettext("New pupils"),
        lambda: gettext("They are entered on the admission register from their first day."),
        lambda: (
            gettext("Pupil"),
            gettext("Number"),
            gettext("Registration group"),
            gettext("Year group"),
            gettext("Born"),
            gettext("First day"),
        ),
        _created,
    ),
    "returned": ListKind(
        lambda: gettext("Pupils who come back"),
        lambda: gettext("They were at this school before and are entered again."),
        lambda: (gettext("Pupil"), gettext("First day")),
        _returned,
        pupils=(0,),
        href=_pupil_page,
    ),
    "altered": ListKind(
        lambda: gettext("What changes about pupils"),
        lambda: gettext("What the file leaves blank stays. Former names, numbers and values stay on record."),
        lambda: (gettext("Pupil"), gettext("What"), gettext("Now"), gettext("In the file")),
        _altered,
        pupils=(0,),
        href=_pupil_page,
    ),
    "joined": ListKind(
        lambda: gettext("Pupils who change group"),
        lambda: "",
        lambda: (gettext("Pupil"), gettext("Now"), gettext("In the file"), gettext("From")),
        _joined,
        pupils=(0,),
        href=_pupil_page,
    ),
    "groups": ListKind(
        lambda: gettext("Groups that are made"),
        lambda: "",
        lambda: (gettext("Group"), gettext("Kind")),
        _group,
    ),
    "contacts": ListKind(
        lambda: gettext("Parents and contacts"),
        lambda: gettext(
            "Somebody is the same person who has the same number, or among one pupil's people the same name, or in "
            "the school the same name with the same telephone number or e-mail address."
        ),
        lambda: (gettext("Pupil"), gettext("Who"), gettext("Relationship"), gettext("What"), gettext("How")),
        _contact,
        pupils=(0,),
    ),
    "absent": ListKind(
        lambda: gettext("On roll here, and missing from the file or said to leave"),
        lambda: gettext(
            "Nobody is taken off the register by a file. Where a pupil has really left, open their page and end their "
            "place with the ground; where not, put them into the other system."
        ),
        lambda: (gettext("Pupil"), gettext("The file"), gettext("Last day")),
        _absent,
        pupils=(0,),
        href=_pupil_page,
    ),
    "unmentioned": ListKind(
        lambda: gettext("Contacts here whom the file leaves out"),
        lambda: gettext("They stay. Where somebody is no longer a contact, end that on the pupil's page."),
        lambda: (gettext("Pupil"), gettext("Contact")),
        _unmentioned,
        pupils=(0,),
        href=_pupil_page,
    ),
}
