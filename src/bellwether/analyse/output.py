"""One analysis in the format asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bellwether.analyse.contract import Contract
from bellwether.analyse.findings import Judged
from bellwether.analyse.writers import write_csv, write_json, write_text, write_xlsx

if TYPE_CHECKING:
    from typing import TextIO

    from bellwether.analyse.analysis import Analysis

__all__ = ["write"]


def write(analysis: Analysis, *, form: str, to: Path | TextIO, publish: bool, list_length: int) -> None:
    """Write html, json, csv, xlsx or text to a file or a stream. publish: hide small numbers, name no pupil."""
    contract = Contract(analysis, Judged(analysis), publish=publish)
    if form == "xlsx":
        if not isinstance(to, Path):
            raise TypeError("a workbook needs a file")
        write_xlsx(contract, to)
    elif isinstance(to, Path):
        with to.open("w", encoding="utf-8", errors="backslashreplace", newline="") as stream:
            _write_text_form(contract, form, stream, list_length)
    else:
        _write_text_form(contract, form, to, list_length)


def _write_text_form(contract: Contract, form: str, stream: TextIO, list_length: int) -> None:
    if form == "json":
        write_json(contract, stream)
    elif form == "csv":
        write_csv(contract, stream)
    elif form == "text":
        write_text(contract, stream)
    else:
        from bellwether.analyse.report import render_report
        from bellwether.analyse.report_data import report_data

        stream.write(render_report(report_data(contract, list_length=list_length)))
