"""Writes the reference pages that are data: codes, measures, policies, command line, roles, settings.

`python -m docs.generate` writes them; `tests/architecture/test_reference_is_in_step.py` compares them.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bellwether.core.codes import CATEGORY_WORDS, CODES, guarded_codes, scenarios
from bellwether.core.measures import MEASURES, SMALL_NUMBERS
from bellwether.core.policy import load_policy, policy_rows, preset_names
from bellwether.core.taking import mark_rules
from docs.application import roles_page, settings_page

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Iterable, Iterator
    from datetime import date

    from bellwether.core.codes import Code
    from bellwether.core.measures import Measure
    from bellwether.core.policy import Policy

__all__ = ["FOLDER", "PAGES", "main"]

FOLDER = Path(__file__).parent / "reference"


def _table(headings: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    headings = list(headings)
    yield _row(headings)
    yield "|" + "---|" * len(headings)
    yield from map(_row, rows)
    yield ""


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


def _code_span(text: str) -> str:
    return f"`{text}`"


def _days(first: date, last: date | None) -> str:
    return f"{first.isoformat()} to {last.isoformat()}" if last else f"from {first.isoformat()}"


def codes_page() -> str:
    """All attendance codes with what each has meant, and the cautions."""
    lines = [
        "# Attendance codes",
        "",
        "What each national code has meant, and from when to when. What a session counts as follows from its category:",
        "*present* and *approved activity* are attendance, *authorised* and *unauthorised* are absence, and these four",
        "are the possible sessions; *not possible* and *administrative* stand outside every rate. *Stored as* is the",
        "byte of the register grid; people never see it.",
        "",
    ]
    headings = ("code", "name", "in force", "counts as", "late", "pupil was", "stored as", "status", "source")
    lines += _table(headings, (row for code in CODES.values() for row in _code_rows(code)))
    lines += ["## Cautions", "", "They warn a reader of the figures and decide nothing.", ""]
    cautions = [
        (
            _code_span(code.code),
            _days(caution.in_force.first, caution.in_force.last),
            caution.text,
            caution.status.value,
            str(caution.source),
        )
        for code in CODES.values()
        for caution in code.cautions
    ]
    lines += _table(("code", "in force", "caution", "status", "source"), cautions)
    lines += ["## What is shown to those without need", "", "These codes reveal something that the law guards.", ""]
    guarded = [
        (_code_span(code), kind.value, CATEGORY_WORDS[CODES[code].meanings[-1].category])
        for code, kind in guarded_codes().items()
    ]
    lines += _table(("code", "reveals", "shown as"), guarded)
    return "\n".join([*lines, *_choosing_lines(), *_mark_rule_lines()])


def _choosing_lines() -> Iterator[str]:
    """The help with each code, one heading a code."""
    yield from ("## When to choose which", "", "Help beside the register. It decides nothing.", "")
    for entries in scenarios().values():
        for each in entries:
            yield from (f"### {_code_span(each.code)} {each.label}", "", each.when, "")
            yield from (f"- For example: {example}" for example in each.examples)
            if each.note and each.note_status:
                yield f"- To be noted ({each.note_status.value}): {each.note}"
            yield f"- Not to be confused: {each.confusion}"
            yield f"- {_days(each.in_force.first, each.in_force.last)}, {each.status.value}: {each.source}"
            yield ""


def _mark_rule_lines() -> Iterator[str]:
    """The rules that refuse a mark or warn of it."""
    yield from ("## Marks that are refused", "", "A warning leaves it to the person; all else is refused.", "")
    rows = (
        (
            _code_span(rule.id),
            rule.says,
            ", ".join(_code_span(code) for code in CODES if code in rule.codes),
            rule.severity.value,
            _days(rule.in_force.first, rule.in_force.last),
            rule.status.value,
            str(rule.source),
        )
        for rule in mark_rules().values()
    )
    yield from _table(("rule", "what it says", "names", "severity", "in force", "status", "source"), rows)


def _code_rows(code: Code) -> Iterator[tuple[str, ...]]:
    for meaning in code.meanings:
        yield (
            _code_span(code.code),
            code.name,
            _days(meaning.in_force.first, meaning.in_force.last),
            meaning.category.value.replace("-", " "),
            "yes" if meaning.late else "",
            meaning.physical.value.replace("-", " "),
            _code_span(chr(code.byte)),
            meaning.status.value,
            str(meaning.source),
        )


def measures_page() -> str:
    """All measures with their definitions, and the limits of suppression."""
    lines = [
        "# Measures",
        "",
        "What is measured, in which unit, over whom, and where the definition was read. Ratios are made of sums, last.",
        "",
    ]
    for measure in MEASURES.values():
        lines += _measure_lines(measure)
    lines += [
        "## Small numbers",
        "",
        SMALL_NUMBERS.what,
        "",
        f"- under: {SMALL_NUMBERS.under}",
        f"- small_group: {SMALL_NUMBERS.small_group}",
        f"- status: {SMALL_NUMBERS.status.value}, reviewed on {SMALL_NUMBERS.reviewed_on.isoformat()}",
        f"- source: {SMALL_NUMBERS.source}",
        "",
    ]
    return "\n".join(lines)


def _measure_lines(measure: Measure) -> list[str]:
    facts = [
        f"- unit: {measure.unit}",
        f"- who counts: {measure.who_counts}",
        f"- in published group tables: {measure.suppression.value}",
        f"- status: {measure.status.value}, reviewed on {measure.reviewed_on.isoformat()}",
        f"- source: {measure.source}",
    ]
    if measure.numerator and measure.denominator:
        facts.insert(1, f"- ratio: {_code_span(measure.numerator)} over {_code_span(measure.denominator)}")
    if measure.output:
        facts.insert(0, "- in the output: " + ", ".join(map(_code_span, measure.output.split(", "))))
    facts += [f"- {name}: {', '.join(map(str, numbers))}" for name, numbers in measure.numbers.items()]
    return [f"## {measure.title}", "", f"{_code_span(measure.id)}: {measure.what}", "", *facts, ""]


def policies_page() -> str:
    """All presets: the first that stands on no other in full, the rest with what they add or change."""
    policies = [load_policy(name) for name in preset_names()]
    lines = [
        "# Policies",
        "",
        "The presets that `--policy` takes. Each is a full dated history; one that stands on another lists here only",
        "the entries that it wrote itself. A rule that is unconfirmed warns and never decides alone.",
        "",
    ]
    lines += _table(("preset", "title", "what it is"), ((p.name, p.title, p.describes) for p in policies))
    for policy in policies:
        lines += _policy_lines(policy)
    return "\n".join(lines)


def _policy_lines(policy: Policy) -> list[str]:
    rows = [row for row in policy_rows(policy) if row.origin == policy.name]
    lines = [f"## {policy.name}", "", f"{policy.title}. Version {_code_span(policy.version)}.", ""]
    headings = ("rule", "what it says", "value", "in force", "for", "set by", "status", "source")
    cells = [
        (
            _code_span(row.rule),
            row.text or row.describes,
            row.value,
            _days(row.since, row.until),
            row.applies_to,
            row.set_by,
            row.status,
            row.source,
        )
        for row in rows
    ]
    lines += _table(headings, cells) if cells else ["It writes no entry of its own.", ""]
    if policy.set_aside:
        lines += ["What its document says and was not taken over:", ""]
        lines += [f"- {each.says} Because: {each.because}" for each in policy.set_aside]
        lines.append("")
    return lines


def cli_page() -> str:
    """The command line, command by command, from the parser itself."""
    from bellwether.cli.main import build_parser

    parser = build_parser()
    lines = ["# Command line", "", f"{parser.description}", ""]
    lines += _parser_lines(parser, depth=2)
    return "\n".join(lines)


def _parser_lines(parser: argparse.ArgumentParser, *, depth: int) -> list[str]:
    """A parser's own arguments and closing words, then its commands; as written, so that no terminal's width counts."""
    # argparse has no public list of a parser's arguments.
    actions = parser._actions  # noqa: SLF001
    lines = [f"{'#' * depth} {_code_span(parser.prog)}", ""]
    if depth > 2 and parser.description:
        lines += [parser.description, ""]
    shown = [each for each in actions if each.dest != "help" and not isinstance(each.choices, dict)]
    if shown:
        lines += _table(("argument", "what it does"), ((_argument(each), _help(each)) for each in shown))
    if parser.epilog:
        lines += ["```text", parser.epilog.strip(), "```", ""]
    for each in actions:
        if isinstance(each.choices, dict):
            for command in each.choices.values():
                lines += _parser_lines(command, depth=depth + 1)
    return lines


def _argument(action: argparse.Action) -> str:
    value = action.metavar if isinstance(action.metavar, str) else None
    if value is None and action.choices is not None:
        value = "|".join(map(str, action.choices))
    if not action.option_strings:
        written = {"+": "{} …", "*": "[{} …]", "?": "[{}]"}.get(str(action.nargs), "{}")
        return _code_span(written.format(value or action.dest))
    value = value or action.dest.upper()
    return ", ".join(_code_span(name if action.nargs == 0 else f"{name} {value}") for name in action.option_strings)


def _help(action: argparse.Action) -> str:
    shown = (action.help or "").replace("%(default)s", str(action.default)).replace("%(prog)s", "bellwether")
    return shown.replace("%%", "%")


PAGES: dict[str, Callable[[], str]] = {
    "codes.md": codes_page,
    "measures.md": measures_page,
    "policies.md": policies_page,
    "cli.md": cli_page,
    "roles.md": roles_page,
    "settings.md": settings_page,
}
"""Each generated page by its file name, and what writes it."""


def main() -> int:
    """Write all pages and say which have changed."""
    for name, write in PAGES.items():
        path, text = FOLDER / name, write()
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"wrote docs/reference/{name}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
