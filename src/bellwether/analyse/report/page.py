"""The page: every string, link and drawing on it. The templates hold loops and nothing else."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bellwether.analyse.report.headlines import Headline, NationalNote, headlines, national_notes, period_note
from bellwether.analyse.report.multiples import Multiples, multiples
from bellwether.analyse.report.people import People, anchor_of, people
from bellwether.analyse.report.pictures import Bands, Weekdays, YearMap, bands, weekdays, year_map
from bellwether.analyse.report.tables import GroupTable, WarningTable, group_tables, warning_table
from bellwether.analyse.report.words import count, long_day, of_pupils, out_of, percent, short_day, year_words

if TYPE_CHECKING:
    from bellwether.analyse.report.data import ReportData
    from bellwether.core.measures.national import Phase

__all__ = ["DefinitionText", "Page", "make_page"]


@dataclass(frozen=True, slots=True)
class DefinitionText:
    """A definition with its place on the page."""

    anchor: str
    name: str
    what: str
    unit: str
    who_counts: str
    version: str
    source: str


@dataclass(frozen=True, slots=True)
class Page:
    """The report, ready for the template."""

    title: str
    heading: str
    overline: str
    marking: str | None
    standfirst: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    main_figures: tuple[Headline, ...]
    other_figures: tuple[Headline, ...]
    period_note: str | None
    people: People
    bands: Bands
    year_map: YearMap | None
    weekdays: Weekdays | None
    multiples: tuple[Multiples, ...]
    groups: tuple[GroupTable, ...]
    warnings: WarningTable
    definitions: tuple[DefinitionText, ...]
    national: tuple[NationalNote, ...]
    notes: tuple[str, ...]
    sources: tuple[str, ...]
    policy: str
    version: str
    nothing_possible: bool


def make_page(data: ReportData) -> Page:
    """Everything that the template shows, in words."""
    figures = headlines(data)
    heading = _heading(data)
    return Page(
        title=f"Attendance: {heading}, up to {short_day(data.as_of)}",
        heading=heading,
        overline=f"Attendance report, {year_words(data.year)}",
        marking=None if data.published else "Official-Sensitive. Names pupils: keep it as you keep the register.",
        standfirst=_standfirst(data),
        facts=_facts(data),
        main_figures=figures[:3],
        other_figures=figures[3:],
        period_note=period_note(data),
        people=people(data),
        bands=bands(data),
        year_map=year_map(data),
        weekdays=weekdays(data),
        multiples=multiples(data),
        groups=group_tables(data),
        warnings=warning_table(data),
        definitions=_definitions(data),
        national=national_notes(data),
        notes=data.notes,
        sources=data.sources,
        policy=data.policy,
        version=data.version,
        nothing_possible=not data.totals.possible,
    )


def _heading(data: ReportData) -> str:
    if len(data.schools) == 1:
        return data.schools[0]
    return f"{count(len(data.schools))} schools" if data.schools else "All pupils"


def _standfirst(data: ReportData) -> tuple[str, ...]:
    """What a reader with ten seconds takes away."""
    totals = data.totals
    if not totals.possible:
        return (f"No possible sessions up to {long_day(data.as_of)}: there is nothing to measure yet.",)
    time = (
        f"Up to {long_day(data.as_of)}, {of_pupils(totals.pupils_counted)} missed "
        f"{percent(totals.absent, totals.possible)} of their possible sessions."
    )
    if totals.persistent_pupils is None:
        return (time,)
    if not totals.persistent_pupils:
        return (time, "Nobody has missed a tenth of theirs.")
    verb = "has" if totals.persistent_pupils == 1 else "have"
    tenth = f"{out_of(totals.persistent_pupils, totals.pupils_counted)} {verb} missed a tenth of theirs or more"
    if totals.severe_pupils:
        return (time, f"{tenth}, {count(totals.severe_pupils)} of them half or more.")
    return (time, f"{tenth}.")


_PHASES = {
    "all": "all phases together",
    "primary": "primary schools",
    "secondary": "secondary schools",
    "special": "special schools",
}


def _facts(data: ReportData) -> tuple[tuple[str, str], ...]:
    facts = [("As of", short_day(data.as_of))]
    if data.first_day is not None and data.last_day is not None:
        facts.append(("School days", f"{short_day(data.first_day)} to {short_day(data.last_day)}"))
    facts.append(("Pupils", count(data.totals.pupils)))
    if len(data.schools) > 1:
        facts.append(("Schools", count(len(data.schools))))
    facts.append(("Policy", data.policy))
    facts.append(("Compared with", _compared(data.phase)))
    return tuple(facts)


def _compared(phase: Phase) -> str:
    return f"England, {_PHASES[phase.value]}"


def _definitions(data: ReportData) -> tuple[DefinitionText, ...]:
    return tuple(
        DefinitionText(
            anchor=anchor_of(definition.key),
            name=definition.name,
            what=definition.what,
            unit=definition.unit,
            who_counts=definition.who_counts,
            version=definition.version,
            source=definition.source,
        )
        for definition in data.definitions
    )
