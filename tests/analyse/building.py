"""A small builder of analyses: registers as text, so that a test reads like the register it is about."""

from __future__ import annotations

import io
import json
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np

from bellwether.analyse.analysis import Analysis, analyse
from bellwether.analyse.contract import Contract
from bellwether.analyse.enrolments import assemble
from bellwether.analyse.findings import Judged
from bellwether.analyse.writers import write_json
from bellwether.core.calendar import day_number
from bellwether.core.codes import byte_of
from bellwether.core.policy import load_policy
from bellwether.core.problems import ProblemLog
from bellwether.exchange.formats.model import ImportedTotals, Marks, PupilDetails

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def days_of(start: str, text: str) -> list[tuple[int, int]]:
    """Slots and bytes of codes written AM PM, weekday after weekday, from a start day; `_` is no mark at all."""
    day, cells, out = date.fromisoformat(start), text.split(), []
    for pair in cells:
        while day.weekday() > 4:
            day += timedelta(days=1)
        codes = pair.split(",") if "," in pair else list(pair)
        out += [(2 * day_number(day) + k, byte_of(code)) for k, code in enumerate(codes) if code != "_"]
        day += timedelta(days=1)
    return out


def build(
    registers: Mapping[Any, Sequence[tuple[str, str]]],
    *,
    details: Mapping[str, Any] | None = None,
    named: dict[tuple[str, str | None], PupilDetails] | None = None,
    as_of: str | None = None,
    policy: str = "dfe-2024",
    totals: tuple[ImportedTotals, ...] = (),
    problems: ProblemLog | None = None,
) -> Analysis:
    """An analysis of registers by pupil, or by (pupil, school): each a list of (first day, marks)."""
    labels = [key if isinstance(key, tuple) else (key, "Hill") for key in registers]
    entries, slots, codes = [], [], []
    for ix, parts in enumerate(registers.values()):
        for start, text in parts:
            for slot, code in days_of(start, text):
                entries.append(ix)
                slots.append(slot)
                codes.append(code)
    marks = Marks(
        pupil=tuple(pupil for pupil, _ in labels),
        school=tuple(school for _, school in labels),
        enrolment=np.array(entries, np.int32),
        slot=np.array(slots, np.int32),
        code=np.array(codes, np.uint8),
        row=np.arange(2, len(codes) + 2, dtype=np.int32),
        file=0,
        files=("marks.csv",),
        totals=totals,
    )
    if details is not None:
        named = {(pupil, None): PupilDetails(pupil=pupil, **known) for pupil, known in details.items()}
    log = problems or ProblemLog()
    enrolments = assemble(
        marks,
        named=named,
        calendar=None,
        as_of=date.fromisoformat(as_of) if as_of else None,
        problems=log,
    )
    log.refuse_if_errors()
    return analyse(enrolments, policy=load_policy(policy), sources=("marks.csv",), problems=log)


def contract_of(analysis: Analysis, *, publish: bool = False) -> dict[str, Any]:
    """What `--format json` says of it."""
    out = io.StringIO()
    write_json(Contract(analysis, Judged(analysis), publish=publish), out)
    answer: dict[str, Any] = json.loads(out.getvalue())
    return answer


def pupil_of(answer: dict[str, Any], pupil: str, school: str | None = "Hill") -> dict[str, Any]:
    """One entry of `pupils`."""
    (entry,) = [each for each in answer["pupils"] if each["pupil"] == pupil and each["school"] == school]
    found: dict[str, Any] = entry
    return found


PRESENT = "/\\"
WEEK = " ".join([PRESENT] * 5)
