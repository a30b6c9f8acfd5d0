"""Our own files of pupils, groups and contacts, and other systems' lists that look like them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bellwether.core.problems import ProblemKind
from bellwether.exchange.formats.finish import upn_trouble
from bellwether.exchange.formats.named import find_table, read_named
from bellwether.exchange.formats.people.columns import columns_of, guides
from bellwether.exchange.formats.people.values import Cells, read_kind
from bellwether.exchange.formats.reporting import NO_PUPIL
from bellwether.exchange.formats.table import UnreadableFileError
from bellwether.people.brought import Brought, BroughtContact, BroughtMembership, BroughtPupil, Place

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from bellwether.exchange.formats.named import NamedRow, NamedTable
    from bellwether.exchange.formats.reporting import FileLog

__all__ = ["read_people_table"]

_FLAGS: Final = {
    "fsm": "free-school-meals",
    "premium": "pupil-premium",
    "eal": "english-as-additional",
    "in_care": "in-care",
    "service_child": "service-child",
    "young_carer": "young-carer",
}
_TEXTS: Final = {"first_language": "first-language", "ethnicity": "ethnicity"}
# What must be there for a table to be of a kind, besides something that names the pupil: the most telling kind first.
_TELLING: Final = (("contacts", ("relation", "forename")), ("pupils", ("legal_surname",)), ("groups", ("group",)),
                   ("pupils", ()))  # fmt: skip
_LONGEST: Final = 100


def _recognise(path: Path) -> tuple[str, NamedTable] | None:
    """Which of our files it is, by its columns."""
    for name, telling in _TELLING:
        found = find_table(path, columns_of(name))
        names_pupils = "upn" in found.positions or "number" in found.positions
        if names_pupils and len(found.positions) > 1 and all(key in found.positions for key in telling):
            return name, found
    return None


def read_people_table(path: Path, *, log: FileLog) -> Brought:
    """What a table says of people. Problems go to `log`; a row with any gives nobody."""
    try:
        recognised = _recognise(path)
        if recognised is None:
            _report_unknown(path, log=log)
            return Brought()
        name, found = recognised
        log = log.on(found.table.sheet)
        rows = read_named(found, log=log)
    except UnreadableFileError as error:
        log.refuse(ProblemKind.UNREADABLE_FILE, error.remedy, row=error.line)
        return Brought()
    if not rows:
        log.refuse(ProblemKind.NO_MARKS, "The file names nobody below its header. Export it again.")
    named = _named(rows, log=log)
    if name == "pupils":
        return Brought(pupils=tuple(_pupil(*one, log=log) for one in named), is_whole=True)
    if name == "groups":
        return Brought(memberships=tuple(_membership(*one, log=log) for one in named if one[0].text("group")))
    return Brought(contacts=tuple(_contact(*one, log=log) for one in named))


def _report_unknown(path: Path, *, log: FileLog) -> None:
    found = find_table(path, columns_of("pupils"))
    seen = ", ".join(cell.strip() for cell in found.header.cells if cell.strip())[:300]
    wanted = "; ".join(
        f"{one.title}: {', '.join(column.header for column in one.columns[:6])} …" for one in guides().values()
    )
    text = (
        f"The file has no columns that we know as a list of pupils, groups or contacts. Each needs UPN or Pupil ID. "
        f"The columns are: {seen}. Ours are: {wanted}"
    )
    log.refuse(ProblemKind.UNKNOWN_LAYOUT, text, row=found.header.line, found=seen)


def _named(rows: Iterable[NamedRow], *, log: FileLog) -> list[tuple[NamedRow, str]]:
    """The rows with what names their pupil; a bad UPN and a row that names nobody are errors."""
    named = []
    for row in rows:
        label = row.text("upn").upper() or row.text("number")
        if not label:
            column = row.headers.get("upn") or row.headers.get("number")
            log.add(NO_PUPIL, row=row.line, column=column, found="")
            continue
        for key in ("upn", "former_upn"):
            number = row.text(key)
            trouble = upn_trouble(number, is_upn=True) if number else None
            if trouble is not None:
                log.add(trouble, row=row.line, column=row.header(key), pupil=label, found=number)
        named.append((row, label))
    return named


def _pupil(row: NamedRow, label: str, *, log: FileLog) -> BroughtPupil:
    cells = Cells(row, log, label)
    return BroughtPupil(
        label=label,
        place=Place(log.file or "", row.line),
        upn=row.text("upn").upper(),
        former_upn=row.text("former_upn").upper(),
        number=row.text("number"),
        legal_forename=row.text("legal_forename")[:_LONGEST],
        legal_surname=row.text("legal_surname")[:_LONGEST],
        middle_names=row.text("middle_names")[:_LONGEST],
        known_forename=row.text("known_forename")[:_LONGEST],
        known_surname=row.text("known_surname")[:_LONGEST],
        sex=cells.sex("sex"),
        born_on=cells.day("born_on"),
        starts_on=cells.day("starts_on"),
        leaves_on=cells.day("leaves_on"),
        kind=cells.value("kind", read_kind, "Main, Dual main or Dual subsidiary") or "",
        nc_year=cells.year("nc_year"),
        group=row.text("group")[:40],
        characteristics=_characteristics(cells),
        address=row.text("address")[:300],
        postcode=row.text("postcode")[:8],
    )


def _characteristics(cells: Cells) -> dict[str, str | None]:
    """Only what the file says: a blank cell changes nothing."""
    found: dict[str, str | None] = {}
    for key, kind in _FLAGS.items():
        value = cells.yes_no(key)
        if value is not None:
            found[kind] = "yes" if value else None
    for key, kind in _TEXTS.items():
        if text := cells.text(key):
            found[kind] = text[:60]
    sen = cells.sen("sen")
    if sen is not None:
        found["sen"] = None if sen == "N" else sen
    return found


def _membership(row: NamedRow, label: str, *, log: FileLog) -> BroughtMembership:
    cells = Cells(row, log, label)
    return BroughtMembership(label, row.text("group")[:40], Place(log.file or "", row.line), cells.day("starts_on"))


def _contact(row: NamedRow, label: str, *, log: FileLog) -> BroughtContact:
    cells = Cells(row, log, label)
    return BroughtContact(
        pupil=label,
        place=Place(log.file or "", row.line),
        number=cells.text("contact_number")[:60],
        title=row.text("title")[:20],
        forename=row.text("forename")[:_LONGEST],
        surname=row.text("surname")[:_LONGEST],
        relation=cells.text("relation"),
        order=cells.whole("order"),
        has_responsibility=cells.yes_no("responsibility"),
        has_care=cells.yes_no("care"),
        lives_with_pupil=cells.yes_no("lives_with"),
        telephone=cells.text("telephone"),
        other_telephone=cells.text("other_telephone"),
        email=row.text("email")[:254],
        language=cells.text("language")[:10],
        needs_interpreter=cells.yes_no("interpreter"),
        address=row.text("address")[:300],
        postcode=row.text("postcode")[:8],
    )
