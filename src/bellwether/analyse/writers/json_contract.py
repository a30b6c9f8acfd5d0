"""The whole output contract as JSON, one pupil a line."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from bellwether.analyse.contract import Contract

__all__ = ["write_json"]


def write_json(contract: Contract, out: TextIO) -> None:
    """Write the contract. Pupils go out one at a time: a whole authority never stands in memory as text."""
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    out.write("{")
    out.writelines(f"{encode(key)}: {encode(value)},\n" for key, value in contract.head().items())
    out.write('"pupils": [')
    for number, pupil in enumerate(contract.pupils()):
        out.write(",\n" if number else "\n")
        out.write(encode(pupil))
    out.write("],\n")
    tail = {
        "groups": contract.groups(),
        "dates": contract.dates(),
        "warnings": contract.warnings(),
        "more_warnings": contract.more_warnings(),
    }
    out.write(",\n".join(f"{encode(key)}: {encode(value)}" for key, value in tail.items()))
    out.write("}\n")
