"""The codes that a person may choose from, with help: as a list, as a sheet and as options of a select."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import get_language, gettext

from bellwether.core.codes import grouped_codes, scenario_on
from bellwether.registers.pages.words import code_label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.utils.safestring import SafeString

    from bellwether.core.codes import Code

__all__ = ["CodeGroupHelp", "CodeHelp", "CodeMenu", "code_menu", "first_option", "options_of"]

_NEVER_BY_HAND: Final = frozenset({"#", "Z"})
"""A planned closure is an event of the school; Z is for pupils who are on no page of ours yet."""
_HALVES: Final = ("AM", "PM")


@dataclass(frozen=True, slots=True)
class CodeHelp:
    """A code with its help. examples: in one line; note: what has to be written beside the mark, or nothing.

    dates: since when, and until when, it means what is said here.
    """

    code: str
    label: str
    when: str
    examples: str
    note: str
    confusion: str
    dates: str


@dataclass(frozen=True, slots=True)
class CodeGroupHelp:
    """Codes that are the same in law."""

    heading: str
    codes: tuple[CodeHelp, ...]


@dataclass(frozen=True, slots=True)
class CodeMenu:
    """Every code that can be chosen in a session. not_accepted: the reasons that this school does not accept."""

    groups: tuple[CodeGroupHelp, ...]
    not_accepted: tuple[str, ...]
    not_accepted_title: str


def code_menu(
    on: date, *, session: int | None, not_accepted: Sequence[str] = (), without: frozenset[str] = frozenset()
) -> CodeMenu:
    """The codes in use on a day. session: 0 or 1 leaves out the other half's present mark; None leaves none out."""
    return CodeMenu(
        groups=_groups(on, session, without, get_language() or ""),
        not_accepted=tuple(not_accepted),
        not_accepted_title=gettext("Reasons that this school does not accept"),
    )


@lru_cache(maxsize=64)
def _groups(on: date, session: int | None, without: frozenset[str], _language: str) -> tuple[CodeGroupHelp, ...]:
    left_out = without | _NEVER_BY_HAND
    wrong_half = () if session is None else (_HALVES[1 - session],)
    groups = []
    for group in grouped_codes(on):
        codes = [each for each in group.codes if each.code not in left_out and each.session not in wrong_half]
        if codes:
            groups.append(CodeGroupHelp(gettext(group.heading), tuple(_help(each, on) for each in codes)))
    return tuple(groups)


def _help(code: Code, on: date) -> CodeHelp:
    scenario = scenario_on(code.code, on=on)
    label = code_label(code.code, on=on)
    dates = _dates(code, on)
    if scenario is None:
        return CodeHelp(code.code, label, gettext(code.name), "", "", "", dates)
    return CodeHelp(
        code=code.code,
        label=label,
        when=gettext(scenario.when),
        examples=" ".join(gettext(example) for example in scenario.examples),
        note=gettext(scenario.note) if scenario.note else "",
        confusion=gettext(scenario.confusion),
        dates=dates,
    )


def _dates(code: Code, on: date) -> str:
    meaning = code.meaning_on(on)
    if meaning is None:
        return ""
    first, last = meaning.in_force.first, meaning.in_force.last
    if last is None:
        return gettext("In force since %(first)s.") % {"first": _day(first)}
    return gettext("In force from %(first)s to %(last)s.") % {"first": _day(first), "last": _day(last)}


def _day(day: date) -> str:
    return date_format(day, "j F Y")


@lru_cache(maxsize=64)
def _options(groups: tuple[CodeGroupHelp, ...]) -> SafeString:
    """Written once and put into every row of a class: thirty times thirty codes are too many to write each time."""
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        (
            (
                group.heading,
                format_html_join(
                    "",
                    '<option value="{}">{} – {}</option>',
                    ((each.code, each.code, each.label) for each in group.codes),
                ),
            )
            for group in groups
        ),
    )


def options_of(menu: CodeMenu) -> SafeString:
    """The options of a select, by group."""
    return _options(menu.groups)


def first_option(value: str, text: str) -> SafeString:
    """The option that is chosen already, before all others."""
    return format_html('<option value="{}" selected>{}</option>', value, text)
