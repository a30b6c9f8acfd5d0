"""The list: who needs help, how much was missed, why they are on it, and their year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.analyse.report.marks import KeyEntry, year_strips
from bellwether.analyse.report.words import (
    NOTHING_POSSIBLE,
    count,
    label_of,
    of_pupils,
    out_of,
    percent,
)
from bellwether.core.measures import sessions_as_time
from bellwether.ui.charts import Svg

if TYPE_CHECKING:
    from bellwether.analyse.report.data import FindingText, ReportData, UrgentPupil

__all__ = ["Entry", "People", "RuleNote", "anchor_of", "people"]

FIRST: Final = 10
"""How many stand before the pictures; the rest of the list follows after them."""


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a pupil is on the list. href: where the rule is explained."""

    text: str
    rule: str
    href: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One pupil on the list. missed, time, lateness: in words; tag: the band that the law's words name."""

    rank: int
    pupil: str
    where: str
    rate: str
    missed: str
    time: str
    split: str
    tag: str | None
    severe: bool
    reasons: tuple[Reason, ...]
    strip: Svg
    strip_text: str


@dataclass(frozen=True, slots=True)
class RuleNote:
    """A rule that findings name and that has no definition of its own on the page."""

    anchor: str
    rule: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class People:
    """The list in two halves, the legend of its strips, and what is to be said about its length."""

    first: tuple[Entry, ...]
    rest: tuple[Entry, ...]
    more: str | None
    none: str | None
    key: tuple[KeyEntry, ...]
    axes: Svg
    rules: tuple[RuleNote, ...]


def anchor_of(key: str) -> str:
    """The id of a definition or rule on the page: letters, digits and hyphens alone."""
    return "def-" + "".join(letter if letter.isascii() and letter.isalnum() else "-" for letter in key.lower())


def people(data: ReportData) -> People:
    """The list in words. Of a published copy nobody is listed."""
    if data.published or not data.urgent:
        return People((), (), None, _nobody(data), (), Svg(""), ())
    sheet = year_strips(data)
    names = {definition.key: definition.name for definition in data.definitions}
    several = len(data.schools) > 1
    entries = [
        _entry(pupil, rank=rank, strip=svg, strip_text=text, rule_names=names, several_schools=several)
        for rank, (pupil, svg, text) in enumerate(zip(data.urgent, sheet.svgs, sheet.texts, strict=True), start=1)
    ]
    return People(
        first=tuple(entries[:FIRST]),
        rest=tuple(entries[FIRST:]),
        more=_more(data.more_urgent),
        none=None,
        key=sheet.key,
        axes=sheet.axes,
        rules=_rule_notes(data, known=set(names)),
    )


def _nobody(data: ReportData) -> str:
    if data.published:
        return "This copy is for publication and names no pupil."
    if data.more_urgent:
        return f"The list was left out; {of_pupils(data.more_urgent)} would be on it."
    return "Nobody is on the list: no rule is met by any pupil."


def _more(number: int) -> str | None:
    if not number:
        return None
    if number == 1:
        return "1 more pupil meets a rule and is not listed here. A longer list: --list."
    return f"{count(number)} more pupils meet a rule and are not listed here. A longer list: --list."


def _entry(
    pupil: UrgentPupil, *, rank: int, strip: Svg, strip_text: str, rule_names: dict[str, str], several_schools: bool
) -> Entry:
    return Entry(
        rank=rank,
        pupil=pupil.pupil,
        where=_where(pupil, several_schools=several_schools),
        rate=percent(pupil.absent, pupil.possible) if pupil.possible else NOTHING_POSSIBLE.capitalize(),
        missed=f"{out_of(pupil.absent, pupil.possible)} possible sessions missed" if pupil.possible else "",
        time=sessions_as_time(pupil.absent) if pupil.possible else "",
        split=_split(pupil),
        tag=_tag(pupil),
        severe=pupil.severe,
        reasons=tuple(_reason(finding, rule_names) for finding in pupil.findings),
        strip=strip,
        strip_text=strip_text,
    )


def _where(pupil: UrgentPupil, *, several_schools: bool) -> str:
    parts = []
    if pupil.year_group:
        parts.append(label_of("year_group", pupil.year_group))
    if pupil.class_name and pupil.class_name != pupil.year_group:
        parts.append(f"class {pupil.class_name}")
    if pupil.school and several_schools:
        parts.append(pupil.school)
    return ", ".join(parts)


def _split(pupil: UrgentPupil) -> str:
    parts = [
        f"{count(number)} {word}"
        for number, word in (
            (pupil.authorised, "authorised"),
            (pupil.unauthorised, "unauthorised"),
            (pupil.late, "late"),
        )
        if number
    ]
    return ", ".join(parts)


def _tag(pupil: UrgentPupil) -> str | None:
    if pupil.severe:
        return "Severe absence"
    return "Persistent absence" if pupil.persistent else None


def _reason(finding: FindingText, rule_names: dict[str, str]) -> Reason:
    return Reason(
        text=finding.text, rule=rule_names.get(finding.rule, finding.rule), href=f"#{anchor_of(finding.rule)}"
    )


def _rule_notes(data: ReportData, *, known: set[str]) -> tuple[RuleNote, ...]:
    sources: dict[str, dict[str, None]] = {}
    for pupil in data.urgent:
        for finding in pupil.findings:
            if finding.rule not in known:
                sources.setdefault(finding.rule, {})[finding.source] = None
    return tuple(RuleNote(anchor_of(rule), rule, tuple(named)) for rule, named in sources.items())
