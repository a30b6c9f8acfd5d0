"""The headline and the most urgent pupils, as text for a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TextIO

from bellwether.core.measures import sessions_as_time
from bellwether.ui.visible import visible

if TYPE_CHECKING:
    from bellwether.analyse.contract import Contract, Entry

__all__ = ["write_text"]

MOST_URGENT: Final = 20


def _percent(rate: float | None) -> str:
    return "no possible sessions" if rate is None else f"{100 * rate:.1f} %"


def write_text(contract: Contract, out: TextIO) -> None:
    """Write the headline and, unless it is for publication, the most urgent pupils with the reason in words."""
    head, everybody = contract.head(), contract.groups()[0]
    out.write(f"Attendance as at {head['as_of'] or 'a day that the files do not tell'}, policy {head['policy']}\n\n")
    out.write(f"  Pupils                {_count(everybody['pupils'])}\n")
    out.write(f"  Possible sessions     {_count(everybody['possible'])}\n")
    out.write(f"  Attendance            {_percent(everybody['attendance_rate'])}\n")
    out.write(f"  Absence               {_percent(everybody['absence_rate'])}\n")
    out.write(f"  Persistently absent   {_count(everybody['persistent_pupils'])}\n")
    out.write(f"  of them severely      {_count(everybody['severe_pupils'])}\n")
    if contract.publish:
        out.write("\nFor publication: small numbers are hidden, and no pupil is named.\n")
        return
    order = contract.judged.order
    out.write(f"\n{'Who needs help first' if order else 'Nobody stands out.'}\n")
    for place, ix in enumerate(order[:MOST_URGENT], start=1):
        out.write(_pupil(place, contract.pupil(ix)))
    if len(order) > MOST_URGENT:
        out.write(f"\n  … and {len(order) - MOST_URGENT} more.\n")


def _count(number: int | None) -> str:
    return "hidden" if number is None else f"{number:,}"


def _pupil(place: int, entry: Entry) -> str:
    where = visible(f" ({entry['school']})") if entry["school"] else ""
    missed = entry["authorised"] + entry["unauthorised"]
    name = f"\n{place:3}. {visible(entry['pupil'])}{where}"
    share = f"missed {missed} of {entry['possible']} sessions, {_percent(entry['absence_rate'])}"
    lines = [f"{name}: {share}, {sessions_as_time(missed)}"]
    lines += [f"     {visible(finding['text'])}" for finding in entry["findings"]]
    return "\n".join(lines) + "\n"
