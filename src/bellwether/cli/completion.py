"""`bellwether completion SHELL`: a script that completes commands and options, made from the parser itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.cli.exits import Exit

if TYPE_CHECKING:
    import argparse

__all__ = ["add_parser", "run", "script"]

SHELLS = ("bash", "zsh", "fish")


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "completion",
        help="print a shell's completion script",
        description="Prints a script that completes bellwether's commands and options. For bash, put this line into "
        '~/.bashrc: eval "$(bellwether completion bash)"',
    )
    parser.add_argument("shell", choices=SHELLS, help="whose script to print")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Print the script."""
    from bellwether.cli.main import build_parser

    print(script(options.shell, build_parser()))
    return Exit.DONE


def _commands(parser: argparse.ArgumentParser) -> dict[str, argparse.ArgumentParser]:
    return next(dict(action.choices) for action in _actions(parser) if isinstance(action.choices, dict))


def _actions(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    # argparse has no public way to ask for what was added to it.
    return parser._actions  # noqa: SLF001


def _words(parser: argparse.ArgumentParser) -> dict[str, tuple[str, ...]]:
    """Each option (and "" for what stands alone) with the values that may follow it."""
    words: dict[str, tuple[str, ...]] = {}
    for action in _actions(parser):
        choices = tuple(str(choice) for choice in action.choices or ())
        for name in action.option_strings:
            words[name] = choices
        if not action.option_strings and choices:
            words[""] = choices
    return words


def script(shell: str, parser: argparse.ArgumentParser) -> str:
    """The completion script of one shell."""
    commands = {name: _words(each) for name, each in _commands(parser).items()}
    if shell == "fish":
        return _fish(commands)
    loader = "autoload -U +X bashcompinit && bashcompinit\n" if shell == "zsh" else ""
    return loader + _bash(commands)


def _bash(commands: dict[str, dict[str, tuple[str, ...]]]) -> str:
    cases = []
    for name, words in commands.items():
        options = " ".join([*(word for word in words if word), *words.get("", ())])
        cases += [
            f'        {name}:{option}) options="{" ".join(values)}";;' for option, values in words.items() if values
        ]
        cases.append(f'        {name}:*) options="{options}";;')
    body = "\n".join(cases)
    return f"""_bellwether() {{
    local current="${{COMP_WORDS[COMP_CWORD]}}" before="${{COMP_WORDS[COMP_CWORD-1]}}" options="{" ".join(commands)}"
    [ "$COMP_CWORD" -gt 1 ] && case "${{COMP_WORDS[1]}}:$before" in
{body}
    esac
    COMPREPLY=($(compgen -W "$options" -- "$current") $(compgen -f -- "$current"))
}}
complete -o filenames -F _bellwether bellwether"""


def _fish(commands: dict[str, dict[str, tuple[str, ...]]]) -> str:
    lines = [f'complete -c bellwether -n __fish_use_subcommand -a "{" ".join(commands)}"']
    for name, words in commands.items():
        inside = f'complete -c bellwether -n "__fish_seen_subcommand_from {name}"'
        for word, values in words.items():
            takes = f' -x -a "{" ".join(values)}"' if values else ""
            if word.startswith("--"):
                lines.append(f"{inside} -l {word[2:]}{takes}")
            elif word == "":
                lines.append(f'{inside} -a "{" ".join(values)}"')
    return "\n".join(lines)
