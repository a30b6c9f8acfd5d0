"""`bellwether analyse --layout dfe`: DfE's published counts held against DfE's own percentages."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

from bellwether.cli.exits import Exit, UsageError
from bellwether.cli.output import Target

if TYPE_CHECKING:
    import argparse

    from bellwether.core.problems import ProblemLog

__all__ = ["compare_published"]


def compare_published(options: argparse.Namespace, problems: ProblemLog) -> int:
    """Print the comparison of each file, and write it where asked. DIFFERS when any figure does."""
    from bellwether.analyse.dfe import compare, comparisons_to_json
    from bellwether.exchange.formats.dfe import read_dfe

    if options.format in ("csv", "xlsx"):
        raise UsageError("a comparison with published figures is written as text or json")
    tables = [read_dfe(path, problems) for path in options.files]
    problems.refuse_if_errors()
    comparisons = [compare(table) for table in tables]
    text = "\n".join(comparison.to_text(options.limit) for comparison in comparisons)
    as_json = json.dumps(comparisons_to_json(comparisons), ensure_ascii=False, indent=1)
    wants_json = options.format == "json"
    if options.out is None or options.out == "-":
        print(as_json if wants_json else text)
    else:
        target = Target.of(options.out, "json" if wants_json else "text")
        target.refuse_if_unwritable()
        with target.open_text() as stream:
            stream.write((as_json if wants_json else text) + "\n")
        if not options.quiet:
            print(text, file=sys.stderr if wants_json else sys.stdout)
    return Exit.DONE if all(comparison.agrees for comparison in comparisons) else Exit.DIFFERS
