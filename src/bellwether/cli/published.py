"""`bellwether analyse --layout dfe`: DfE's published counts held against DfE's own percentages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bellwether.cli.exits import Exit, UsageError
from bellwether.cli.output import Target
from bellwether.cli.streams import tell
from bellwether.ui.visible import visible_lines

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
    wants_json = options.format == "json"
    target = Target.of(options.out or "-", "json" if wants_json else "text")
    target.refuse_if_unwritable()
    tables = [read_dfe(path, problems) for path in options.files]
    problems.refuse_if_errors()
    comparisons = [compare(table) for table in tables]
    text = visible_lines("\n".join(comparison.to_text(options.limit) for comparison in comparisons))
    written = json.dumps(comparisons_to_json(comparisons), ensure_ascii=False, indent=1) if wants_json else text
    with target.open_text() as stream:
        stream.write(f"{written}\n")
    if target.path and not options.quiet:
        tell(text) if wants_json else print(text)
    return Exit.DONE if all(comparison.agrees for comparison in comparisons) else Exit.DIFFERS
