"""Who the pupils of a CTF are: names, what is known of them, where they live, and the people around them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.ctf.reader import check_version, open_ctf
from bellwether.exchange.formats.dates import BadDate, read_date
from bellwether.exchange.formats.finish import check_pupil_numbers
from bellwether.exchange.formats.people.values import nc_year_of
from bellwether.exchange.formats.pupils.values import read_sen, read_sex, read_yes_no
from bellwether.people.brought import Brought, BroughtContact, BroughtPupil, Place

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from bellwether.exchange.formats.ctf.xml import Element
    from bellwether.exchange.formats.reporting import FileLog

__all__ = ["read_ctf_people"]

_RELATIONS: Final = {
    "PAM": "mother", "PAF": "father", "STP": "step-parent", "CAR": "carer", "FOM": "foster carer",
    "FOF": "foster carer", "REL": "other", "OTH": "other", "SWR": "social worker", "CHM": "childminder",
}  # fmt: skip
_NOT_LINES: Final = frozenset({"postcode", "country", "uprn", "easting", "northing", "uniqueproprefno"})


def read_ctf_people(path: Path, *, is_ours: Callable[[str], bool], today: date, log: FileLog) -> Brought:
    """The pupils of a CTF and their contacts. It says nothing of when they begin here, nor of classes.

    is_ours: whether a DfE number is that of the school; a file from and to others is warned of.
    """
    root = open_ctf(path, log=log)
    if root is None:
        return Brought()
    check_version(root, log=log)
    _check_schools(root, is_ours, log=log)
    pupils: list[BroughtPupil] = []
    contacts: list[BroughtContact] = []
    for element in root.within("pupil"):
        pupil = _pupil(element, today=today, log=log)
        if pupil is not None:
            pupils.append(pupil)
            contacts += _contacts(element, pupil, log=log)
    if not pupils and not log.problems.has_errors():
        log.refuse(ProblemKind.NO_MARKS, "The file names no pupil. Ask the sender for it again.")
    return Brought(tuple(pupils), (), tuple(contacts))


def _check_schools(root: Element, is_ours: Callable[[str], bool], *, log: FileLog) -> None:
    header = root.first("header")
    schools = [] if header is None else [one for one in header.children if one.tag in ("sourceschool", "destschool")]
    numbers = [f"{one.value('lea')}{one.value('estab')}" for one in schools]
    if numbers and not any(map(is_ours, numbers)):
        text = "The file is neither from this school nor addressed to it. Look whether its pupils are yours."
        log.caution(ProblemKind.SIMILAR_SCHOOLS, text, row=schools[0].line, column="DestSchool", found=numbers[-1])


def _pupil(element: Element, *, today: date, log: FileLog) -> BroughtPupil | None:
    upn = element.value("upn").upper()
    if not upn:
        text = (
            "This pupil has no UPN, and nobody is found by a name: enter the pupil by hand, or ask the sender for a "
            "file with the UPN."
        )
        log.refuse(ProblemKind.MISSING_PUPIL, text, row=element.line, column="UPN", found="")
        return None
    check_pupil_numbers([upn], column="UPN", is_upn=True, row_of=lambda _: element.line, log=log)
    basic = element.first("basicdetails") or element
    address = element.first("address")
    return BroughtPupil(
        label=upn,
        place=Place(log.file or "", element.line),
        upn=upn,
        former_upn=basic.value("formerupn").upper(),
        legal_forename=element.value("forename"),
        legal_surname=element.value("surname"),
        middle_names=basic.value("middlenames"),
        known_forename=basic.value("preferredforename"),
        known_surname=basic.value("preferredsurname"),
        sex=read_sex(element.value("sex", "gender")) or "",
        born_on=_day(element, "dob", upn, log=log),
        nc_year=nc_year_of(basic.value("ncyearactual")),
        characteristics=_characteristics(element, basic, today=today),
        address=_lines(address),
        postcode=_postcode(address),
    )


def _day(element: Element, tag: str, upn: str, *, log: FileLog) -> date | None:
    text = element.value(tag)
    day = read_date(text, serials=False) if text else None
    if isinstance(day, BadDate):
        log.refuse(day.kind, day.text, row=element.line, column=tag.upper(), pupil=upn, found=text)
        return None
    return day


def _characteristics(element: Element, basic: Element, *, today: date) -> dict[str, str | None]:
    """What the file says outright; an instance of free meals that goes on, the last stage of special needs."""
    found: dict[str, str | None] = {}
    meals = [one for history in element.all("fsmhistory") for one in history.all("fsminstance")]
    if meals:
        ends = [one.value("fsmenddate") for one in meals]
        found["free-school-meals"] = "yes" if any(not end or end >= today.isoformat() for end in ends) else None
    if (care := read_yes_no(element.value("lookedafter") or basic.value("lookedafter"))) is not None:
        found["in-care"] = "yes" if care else None
    if (service := read_yes_no(basic.value("servicechild"))) is not None:
        found["service-child"] = "yes" if service else None
    if ethnicity := basic.value("ethnicity"):
        found["ethnicity"] = ethnicity[:60]
    stages = sorted(element.within("sen"), key=lambda one: one.value("startdate"))
    stage = read_sen(stages[-1].value("senprovision")) if stages else None
    if stage is not None:
        found["sen"] = None if stage == "N" else stage
    for language in basic.within("type"):
        if language.value("languagetype") == "F" and language.value("language"):
            found["first-language"] = language.value("language")[:60]
    return found


def _leaves(element: Element) -> list[Element]:
    if not element.children:
        return [element]
    return [leaf for child in element.children for leaf in _leaves(child)]


def _lines(address: Element | None) -> str:
    """The lines of an address in one, whatever form it has."""
    leaves = [] if address is None else _leaves(address)
    lines = [leaf.text.strip() for leaf in leaves if leaf.tag not in _NOT_LINES and leaf is not address]
    return ", ".join(line for line in lines if line)[:300]


def _postcode(address: Element | None) -> str:
    return "" if address is None else next((one.text.strip() for one in address.within("postcode")), "")[:8]


def _contacts(element: Element, pupil: BroughtPupil, *, log: FileLog) -> list[BroughtContact]:
    around = element.first("contacts")
    return [] if around is None else [_contact(one, pupil, log=log) for one in around.all("contact")]


def _contact(one: Element, pupil: BroughtPupil, *, log: FileLog) -> BroughtContact:
    address = one.first("address")
    lives_here = address is not None and read_yes_no(address.value("addressaspupil")) is True
    order, relation = one.value("order"), one.value("relationship")
    phones = [each.text.strip() for each in one.within("phoneno") if each.text.strip()]
    return BroughtContact(
        pupil=pupil.label,
        place=Place(log.file or "", one.line),
        title=one.value("title")[:20],
        forename=one.value("forename"),
        surname=one.value("surname"),
        relation=_RELATIONS.get(relation.upper(), relation),
        order=int(order) if order.isascii() and order.isdigit() and 0 < int(order) < 1000 else None,
        has_responsibility=read_yes_no(one.value("responsibility", "parentalresponsibility")),
        lives_with_pupil=True if lives_here else None,
        telephone=phones[0] if phones else "",
        other_telephone=phones[1] if len(phones) > 1 else "",
        email=one.value("email"),
        address="" if lives_here else _lines(address),
        postcode="" if lives_here else _postcode(address),
    )
