"""`bellwether policies`: which rules there are, and what one policy says on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.cli.exits import Exit, UsageError
from bellwether.cli.streams import tell

if TYPE_CHECKING:
    import argparse

    from bellwether.core.policy import Policy

__all__ = ["add_parser", "policy_called", "run"]


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "policies",
        help="list the policies, or the rules of one with their dates and sources",
        description="Without a name: the policies that come with Bellwether. With one: its rules, dated and sourced.",
    )
    parser.add_argument("name", nargs="?", metavar="NAME", help="the policy to show")
    parser.set_defaults(run=run)


def policy_called(name: str) -> Policy:
    """The policy of that name. Raises UsageError, with the names there are."""
    from bellwether.core.policy import UnknownPolicyError, load_policy, preset_names

    try:
        return load_policy(name)
    except UnknownPolicyError as error:
        raise UsageError(f"there is no policy {name!r}. There are: {', '.join(preset_names())}.") from error


def run(options: argparse.Namespace) -> int:
    """Print names, or rules."""
    from bellwether.core.policy import policy_rows, preset_names

    if options.name is None:
        print("\n".join(preset_names()))
        return Exit.DONE
    try:
        policy = policy_called(options.name)
    except UsageError as error:
        tell(f"bellwether: {error}")
        return Exit.USAGE
    for row in policy_rows(policy):
        print(f"{row.rule}  {row.since.isoformat()} to {row.until.isoformat() if row.until else 'now'}  [{row.status}]")
        print(f"    {row.value}\n    {row.source}")
    return Exit.DONE
