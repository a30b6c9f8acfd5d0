"""A comparison as plain text, for a terminal or a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.exchange.formats.dfe.columns import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bellwether.analyse.dfe.result import DfeComparison, Difference, NationalRates

__all__ = ["comparison_text"]

_COLUMNS_NAMED = 4
_NATIONAL_COLUMNS = {
    "attendance_perc": "attendance",
    "overall_absence_perc": "absence",
    "authorised_absence_perc": "authorised",
    "unauthorised_absence_perc": "unauthorised",
    "sess_overall_percent": "absence",
    "sess_authorised_percent": "authorised",
    "sess_unauthorised_percent": "unauthorised",
}


def comparison_text(comparison: DfeComparison, *, list_limit: int) -> str:
    """The whole comparison, at most `list_limit` differences listed, ending in a newline."""
    lines = [
        comparison.file,
        f"  DfE file: {comparison.title}",
        f"  {comparison.rows:,} rows, {comparison.columns} columns of figures",
        f"  {comparison.cells_checked:,} cells held against what the counts give",
        f"  {_verdict(comparison)}",
        "",
        *_differences(comparison.differences, list_limit),
        *_explained(comparison),
        *_skipped(comparison),
        *_unchecked(comparison),
        *_national(comparison.national),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _verdict(comparison: DfeComparison) -> str:
    if comparison.agrees and not comparison.largest_gap:
        return "Every one agrees."
    if comparison.agrees:
        return f"Every one agrees; the largest gap in a rate is {_small(comparison.largest_gap)}."
    cells = len({(found.row, found.column) for found in comparison.differences})
    rows = len({found.row for found in comparison.differences})
    return f"{_number(cells, 'cell')} in {_number(rows, 'row')} {'differs' if cells == 1 else 'differ'}."


def _number(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def _small(gap: float) -> str:
    return "0" if gap == 0 else f"{gap:.1e}"


def _figure(value: float | str | None) -> str:
    """A figure with as many digits as it takes to tell two apart; counts with thousands marked."""
    if value is None:
        return "no number"
    if isinstance(value, str):
        return value or "empty"
    return f"{int(value):,}" if value == int(value) else f"{value:.6f}"


def _differences(differences: Sequence[Difference], limit: int) -> Iterator[str]:
    if not differences:
        return
    yield "Differences"
    for found in differences[:limit]:
        about = ", ".join(filter(None, (found.period, found.place, found.kind)))
        yield f"  line {found.row}  {found.column}  file {_figure(found.file_value)}  ours {_figure(found.ours)}"
        yield f"      {about}: {found.how} [{found.rule}]"
    if len(differences) > limit:
        yield f"  and {_number(len(differences) - limit, 'more difference')}"
    yield ""


def _explained(comparison: DfeComparison) -> Iterator[str]:
    if not comparison.explained:
        return
    yield "Explained by rule"
    for found in comparison.explained:
        facts = [_number(found.rows, "row")]
        if found.cells is not None:
            facts.append(_number(found.cells, "cell"))
        if found.sessions is not None:
            facts.append(_number(found.sessions, "session"))
        if found.largest_gap is not None:
            facts.append(f"largest gap {_small(found.largest_gap)}")
        until = "" if found.in_force_to is None else f"; in force to {found.in_force_to}"
        yield f"  {', '.join(facts)}: {found.text} [{found.rule}{until}; {found.status}]"
    if comparison.unlisted_by_row:
        line, most = max(comparison.unlisted_by_row, key=lambda pair: pair[1])
        yield f"    the most unlisted in one row is {_number(most, 'session')}, in line {line}"
    yield ""


def _skipped(comparison: DfeComparison) -> Iterator[str]:
    if not comparison.skipped:
        return
    yield "Skipped, for the file shows no number"
    meanings = vocabulary().symbol_meanings
    for symbol, cells in sorted(comparison.skipped.items(), key=lambda pair: -pair[1]):
        yield f"  {symbol or 'empty'}  {_number(cells, 'cell')}  ({meanings[symbol]})"
    yield ""


def _unchecked(comparison: DfeComparison) -> Iterator[str]:
    if not comparison.unchecked:
        return
    yield "Not checked"
    for found in comparison.unchecked:
        yield f"  {_number(sum(found.cells.values()), 'cell')}: {found.why}"
        names = list(found.cells)
        more = len(names) - _COLUMNS_NAMED
        yield f"      {', '.join(names[:_COLUMNS_NAMED])}" + (f" and {more} more" if more > 0 else "")
    yield ""


def _national(national: Sequence[NationalRates]) -> Iterator[str]:
    """Our rates of the whole country in the last period, as a small table."""
    shown = [found for found in national if found.rates and found.period == national[-1].period]
    names = [name for name in _NATIONAL_COLUMNS if any(name in found.rates for found in shown)]
    if not names:
        return
    labels = [found.kind for found in shown]
    width = max(map(len, labels))
    yield f"Our rates for the country, {shown[0].period}, per cent"
    yield "  " + " " * width + "".join(f"{_NATIONAL_COLUMNS[name]:>14}" for name in names)
    for label, found in zip(labels, shown, strict=True):
        cells = (f"{found.rates[name]:14.6f}" if name in found.rates else f"{'none':>14}" for name in names)
        yield f"  {label:<{width}}" + "".join(cells)
