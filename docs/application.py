"""Reference pages of the living application: roles and settings. See `docs.generate`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bellwether.config.environment import VARIABLES
from bellwether.core.access import (
    GRANTS,
    HELD_IN,
    MAY_GIVE,
    NEEDS_SECOND_FACTOR,
    RESTRICTED_READS,
    ROLE_NAMES,
    SYSTEM_GRANTS,
    Action,
    Role,
    Scope,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["roles_page", "settings_page"]

_SCOPES = {
    Scope.AUTHORITY: "authority",
    Scope.TRUST: "trust",
    Scope.SCHOOL: "school",
    Scope.GROUP: "class",
    Scope.PUPIL: "single pupil",
}


def _table(headings: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    lines = [" | ".join(headings), "|".join("---" for _ in headings), *(" | ".join(row) for row in rows)]
    return [f"| {lines[0]} |", f"|{lines[1]}|", *(f"| {line} |" for line in lines[2:]), ""]


def _words(value: str) -> str:
    return value.replace("-", " ")


def roles_page() -> str:
    """Who may do what: the grants table by action, then role by role."""
    lines = [
        "# Roles",
        "",
        "Who may do what. A role is held in a place, from a day to a day, and what it grants holds for everything that",
        "lies in that place and nowhere else. What this table does not grant is refused. Something out of reach is",
        "answered as if it did not exist; something in reach that the role does not grant is refused openly.",
        "",
        "*Second step*: a password alone does not open it. *Recorded*: looking is itself written down.",
        "",
    ]
    rows = ((_words(action.value), _who(action), *_marks(action)) for action in Action)
    lines += _table(("action", "who", "second step", "recorded"), rows)
    lines += ["## Role by role", ""]
    for role in Role:
        lines += _role_lines(role)
    return "\n".join(lines)


def _who(action: Action) -> str:
    names = [ROLE_NAMES[role] for role in Role if action in GRANTS[role]]
    return ", ".join([*names, *(["*Bellwether’s own jobs*"] if action in SYSTEM_GRANTS else [])])


def _marks(action: Action) -> tuple[str, str]:
    return "yes" if action in NEEDS_SECOND_FACTOR else "", "yes" if action in RESTRICTED_READS else ""


def _role_lines(role: Role) -> list[str]:
    held = ", ".join(
        f"a{'n' if scope is Scope.AUTHORITY else ''} {_SCOPES[scope]}" for scope in Scope if scope in HELD_IN[role]
    )
    may = ", ".join(_words(action.value) for action in Action if action in GRANTS[role]) or "nothing yet"
    lines = [f"### {ROLE_NAMES[role]}", "", f"- held in: {held}", f"- may: {may}"]
    if given := MAY_GIVE.get(role):
        lines.append(f"- gives and ends these roles: {', '.join(ROLE_NAMES[one] for one in Role if one in given)}")
    return [*lines, ""]


def settings_page() -> str:
    """Every variable of the environment."""
    lines = [
        "# Settings",
        "",
        "The living application reads these variables of the environment once, when it starts, and refuses to start",
        "where one cannot work. There is no settings file.",
        "",
    ]
    lines += _table(
        ("variable", "where it is not set", "meaning"), ((f"`{name}`", other, what) for name, other, what in VARIABLES)
    )
    return "\n".join(lines)
