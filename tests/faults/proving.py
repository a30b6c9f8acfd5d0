"""Run as a program, with the settings in the environment: is every acknowledged register in the log, once, as sent?

Given a file of registers with key, class, day, session and codes by pupil; prints what is wrong with them.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any


def wrong_with(one: dict[str, Any]) -> str:
    """What is wrong with a register; nothing where all is well."""
    from bellwether.core.codes import byte_of
    from bellwether.core.register.log import unpack_pupils
    from bellwether.registers.models import Receipt, RegisterEntry, RegisterRow
    from bellwether.registers.store.reading import column_of

    wanted = {int(pupil): byte_of(code) for pupil, code in one["codes"].items()}
    entries = list(RegisterEntry.objects.filter(request_key=one["key"]))
    if len(entries) != 1 or Receipt.objects.filter(request_key=one["key"]).count() != 1:
        return f"{one['key']}: {len(entries)} entries"
    entry = entries[0]
    on, session = date.fromisoformat(one["on"]), one["session"]
    if (entry.group_id, entry.on, entry.session) != (one["group"], on, session):
        return f"{one['key']}: another register"
    if dict(zip(unpack_pupils(bytes(entry.pupils)), bytes(entry.after), strict=True)) != wanted:
        return f"{one['key']}: other marks in the log"
    year, column = column_of(on, session)
    rows = RegisterRow.objects.filter(pupil_id__in=wanted, year=year).values_list("pupil_id", "marks")
    if {pupil: bytes(marks)[column] for pupil, marks in rows} != wanted:
        return f"{one['key']}: other marks in the rows"
    taken = RegisterEntry.objects.filter(group_id=one["group"], on=on, session=session, kind="taken")
    return "" if taken.count() == 1 else f"{one['key']}: taken {taken.count()} times"


if __name__ == "__main__":
    import django

    django.setup()
    registers = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    wrong = list(filter(None, map(wrong_with, registers)))
    sys.stdout.write(json.dumps({"registers": len(registers), "wrong": wrong}))
