"""`bellwether setup`: the tables, the first place and its administrator; run again, it changes nothing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bellwether.cli.exits import CannotStartError, Exit, UsageError
from bellwether.cli.streams import tell

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bellwether.core.access import Actor, Scope

__all__ = ["PHASES", "add_parser", "run"]

# The national curriculum years that schools of a phase have, where nothing else is said; they can be changed later.
PHASES: Final = {
    "nursery": (-1, -1),
    "primary": (0, 6),
    "middle": (5, 8),
    "secondary": (7, 11),
    "all-through": (0, 13),
    "16-plus": (12, 13),
    "special": (0, 13),
    "alternative": (1, 11),
}
_CODE_DIGITS: Final = 3
_LAESTAB_DIGITS: Final = 7
_SHOWN_WHOLE: Final = 5
"""Of so many schools everything that is unset is printed; of more only how much."""
_QUESTIONS: Final = (
    ("urn", "URN of the school (6 digits)"),
    ("school_name", "Name of the school"),
    ("laestab", "LAESTAB (7 digits: authority, then school)"),
    ("authority_name", "Name of the local authority"),
    ("phase", f"Phase ({', '.join(PHASES)})"),
    ("admin_name", "Name of the first administrator"),
    ("admin_email", "Their e-mail address, to sign in with"),
)
_ABOUT_A_SCHOOL: Final = ("urn", "school_name", "laestab", "authority_name", "phase")
_ABOUT_A_PERSON: Final = ("admin_name", "admin_email")
_ABOVE: Final = ("authority_code", "trust_uid")

_EXAMPLES = """examples:
  bellwether setup
  bellwether setup --urn 123456 --laestab 9992001 --phase primary
      --school-name "Oak Lane Primary School"
      --authority-name "Wrenshire Council"
      --admin-name "Ana Reyes" --admin-email ana@oaklane.example
  bellwether setup --authority-code 999 --authority-name "Wrenshire Council"
      --gias edubasealldata.csv
      --admin-name "Ana Reyes" --admin-email ana@wrenshire.example
  bellwether setup --trust-uid 16000 --trust-name "Larkrise Learning Trust"
      --gias edubasealldata.csv
      --admin-name "Ana Reyes" --admin-email ana@larkrise.example

The administrator looks after the school where one is given, else the trust, else the authority.

In a terminal it asks for what is not given. Without --password-stdin, or a password typed in, the administrator is
sent an e-mail that leads to choosing one.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "setup",
        help="make the tables, the first school, trust or authority and its administrator",
        description="Brings the database up to date, makes a school, a trust or an authority and somebody who can set "
        "it up, and says what is still unset. It can be run at any time, and again for another place.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--urn", metavar="URN", help="the school's number in GIAS, 6 digits")
    parser.add_argument("--school-name", metavar="NAME", help="what it is called")
    parser.add_argument("--laestab", metavar="NUMBER", help="the authority's 3 digits and the school's 4")
    parser.add_argument("--phase", choices=tuple(PHASES), metavar="PHASE", help=", ".join(PHASES))
    parser.add_argument("--kind", default="Community school", metavar="TYPE", help="its type as GIAS names it")
    parser.add_argument("--authority-name", metavar="NAME", help="the local authority, if it is not there yet")
    parser.add_argument("--authority-code", metavar="CODE", help="its 3 digits, where no school is made")
    parser.add_argument("--trust-uid", metavar="UID", help="the trust's number in GIAS")
    parser.add_argument("--trust-name", metavar="NAME", help="the trust, if it is not there yet")
    parser.add_argument("--gias", metavar="FILE", help="bring in the open schools of the authority or trust from GIAS")
    parser.add_argument("--admin-name", metavar="NAME", help="the administrator")
    parser.add_argument("--admin-email", metavar="ADDRESS", help="what they sign in with")
    parser.add_argument("--password-stdin", action="store_true", help="read their password from standard input")
    parser.add_argument("--no-questions", action="store_true", help="ask nothing, even in a terminal")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Make what is missing, and print what is unset."""
    from bellwether.cli.application import start

    start()
    _make_tables()
    print("The database is up to date.")
    try:
        _ask(options)
        return _make(options)
    except UsageError as error:
        tell(f"bellwether: {error}")
        return Exit.USAGE


def _make_tables() -> None:
    from django.core.management import call_command
    from django.db import DatabaseError

    try:
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)
    except DatabaseError as error:
        raise CannotStartError(f"the database cannot be set up: {error}\nLook at DATABASE_URL.") from error


def _ask(options: argparse.Namespace) -> None:
    """Fill in what was not given, in a terminal. Nothing is asked where a school is there and nothing was given."""
    from bellwether.organisations import selectors as organisations

    given = any(getattr(options, name) for name in (*_ABOVE, *(name for name, _ in _QUESTIONS)))
    if options.no_questions or not sys.stdin.isatty() or (organisations.schools_of() and not given):
        return
    is_above = options.urn is None and any(getattr(options, name) for name in _ABOVE)
    known = organisations.school_by_urn(options.urn) if options.urn else None
    for name, question in _QUESTIONS:
        is_known = (known or is_above) and name in _ABOUT_A_SCHOOL
        if getattr(options, name) is None and not is_known:
            setattr(options, name, input(f"{question}: ").strip() or None)
            if name == "urn" and options.urn:
                known = organisations.school_by_urn(options.urn)


def _make(options: argparse.Namespace) -> int:
    from django.db import transaction

    from bellwether.audit import clock
    from bellwether.core.access import system_actor
    from bellwether.organisations.errors import PlaceRefusedError

    now = clock.now()
    actor = system_actor(clock.day_of(now), post="bellwether setup")
    has_person = all(getattr(options, name) for name in _ABOUT_A_PERSON)
    password = _password(options) if has_person else None
    try:
        with transaction.atomic():  # a place that is half made would stand in the way of the next try
            place = _place(options, actor=actor, now=now)
            if place is None and any(getattr(options, name) for name, _ in _QUESTIONS):
                raise UsageError("say which school (--urn), trust (--trust-uid) or authority (--authority-code)")
            if place is not None and has_person:
                _administrator(options, place, password=password, actor=actor, now=now)
    except PlaceRefusedError as refused:
        raise UsageError("; ".join(refused.problems)) from refused
    _print_gaps(actor=actor)
    return Exit.DONE


def _place(options: argparse.Namespace, *, actor: Actor, now: datetime) -> tuple[Scope, int] | None:
    """The narrowest place of the options, each made where it is not there yet; None where none was given."""
    from bellwether.core.access import Scope

    authority = _authority(options, actor=actor, now=now)
    trust = _trust(options, actor=actor, now=now)
    if options.gias is not None:
        _schools(options, actor=actor, now=now)
    if options.urn is not None:
        return Scope.SCHOOL, _school(options, authority, trust, actor=actor, now=now)
    if trust is not None:
        return Scope.TRUST, trust
    return None if authority is None else (Scope.AUTHORITY, authority)


def _authority(options: argparse.Namespace, *, actor: Actor, now: datetime) -> int | None:
    from bellwether.organisations import services

    code = options.authority_code or (options.laestab or "")[:3]
    if not code or (options.urn is not None and not options.authority_name):
        return None
    if options.urn is not None and not _is_number(options.laestab or "", _LAESTAB_DIGITS):
        raise UsageError("The LAESTAB must be 7 digits: 3 of the authority, 4 of the school")
    if not _is_number(code, _CODE_DIGITS):
        raise UsageError("the code of an authority is 3 digits")
    return services.authority_of_code(code, name=options.authority_name or "", actor=actor, now=now)


def _is_number(text: str, digits: int) -> bool:
    return len(text) == digits and text.isascii() and text.isdigit()


def _trust(options: argparse.Namespace, *, actor: Actor, now: datetime) -> int | None:
    from bellwether.organisations import services

    return services.trust_of_number(options.trust_uid or "", name=options.trust_name or "", actor=actor, now=now)


def _schools(options: argparse.Namespace, *, actor: Actor, now: datetime) -> None:
    """Bring in the schools of the authority or trust from a file of GIAS, or say everything that is wrong with it."""
    from bellwether.organisations import services

    codes, uids = [options.authority_code] if options.authority_code else [], [options.trust_uid or ""]
    if not any((*codes, *uids)):
        raise UsageError("--gias needs --authority-code or --trust-uid: whose schools?")
    try:
        with Path(options.gias).open("rb") as file:
            staged = services.stage_gias(
                file, file_name=Path(options.gias).name, actor=actor, now=now, authority_codes=codes,
                trust_uids=[uid for uid in uids if uid],
            )  # fmt: skip
    except OSError as error:
        raise UsageError(f"{options.gias} cannot be read: {error.strerror}") from error
    if staged.problems:
        lines = [f"row {one['row']}, {one['column']}, {one['found']!r}: {one['text']}" for one in staged.problems]
        raise UsageError("the file has problems, nothing is written:\n" + "\n".join(lines))
    services.apply_gias(staged.id, actor=actor, now=now)
    made = sum(change["what"] == "new" for change in staged.changes)
    print(f"Read {staged.rows_read} schools from {staged.file_name}; {made} are new.")


def _school(
    options: argparse.Namespace, authority: int | None, trust: int | None, *, actor: Actor, now: datetime
) -> int:
    """The school of the options, made where there is none of its URN."""
    from bellwether.organisations import selectors as organisations
    from bellwether.organisations import services
    from bellwether.organisations.facts import NewSchool

    known = organisations.school_by_urn(options.urn)
    if known is not None:
        print(f"{known.name} is there already.")
        return known.id
    missing = [f"--{name.replace('_', '-')}" for name in _ABOUT_A_SCHOOL if not getattr(options, name)]
    if missing or authority is None:
        raise UsageError(f"a new school also needs {', '.join(missing)}")
    if options.phase not in PHASES:
        raise UsageError(f"{options.phase!r} is no phase; there are {', '.join(PHASES)}")
    lowest, highest = PHASES[options.phase]
    new = NewSchool(
        urn=options.urn,
        laestab=options.laestab,
        name=options.school_name,
        phase=options.phase,
        kind=options.kind,
        authority_id=authority,
        trust_id=trust,
        lowest_year=lowest,
        highest_year=highest,
    )
    school_id = services.make_school(new, actor=actor, now=now)
    print(f"Made {options.school_name}.")
    return school_id


def _administrator(
    options: argparse.Namespace, place: tuple[Scope, int], *, password: str | None, actor: Actor, now: datetime
) -> None:
    from bellwether.accounts import services
    from bellwether.accounts.errors import AlreadyHeldError
    from bellwether.accounts.facts import Giving, NewPerson
    from bellwether.core.access import Role

    giving = Giving(Role.ADMINISTRATOR, *place, actor.on)
    person = NewPerson(options.admin_email, options.admin_name, "Administrator")
    try:
        services.create_account(person, givings=[giving], actor=actor, now=now, password=password)
    except AlreadyHeldError:
        print("The administrator is there already.")
        return
    how = "with their password" if password else "once they have chosen a password: an e-mail leads there"
    print(f"Made the administrator, who signs in {how}.")


def _password(options: argparse.Namespace) -> str | None:
    """The password that was given or typed, checked; None to have them choose one."""
    import getpass

    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError

    if options.password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    elif sys.stdin.isatty() and not options.no_questions:
        password = getpass.getpass("Their password (leave empty to have them choose one by e-mail): ")
        if password and getpass.getpass("Once more: ") != password:
            raise UsageError("the two passwords differ")
    else:
        return None
    if not password and not options.password_stdin:
        return None
    try:
        validate_password(password)
    except ValidationError as weak:
        raise UsageError(" ".join(weak.messages)) from weak
    return password


def _print_gaps(*, actor: Actor) -> None:
    """What is unset at each school, and what does not work because of it."""
    from bellwether.organisations import selectors as organisations

    schools = organisations.schools_of()
    if not schools:
        print("There is no school yet. Make the first one: bellwether setup --urn … (see bellwether setup --help)")
        return
    are_many = len(schools) > _SHOWN_WHOLE
    for school in schools:
        gaps = organisations.setup_gaps(school.id, actor=actor, today=actor.on)
        if are_many:
            print(f"{school.name}: {len(gaps)} unset")
            continue
        print(f"\n{school.name}: {'everything is set.' if not gaps else 'still unset:'}")
        _print_lines((gap.title, gap.consequence) for gap in gaps)
    if are_many:
        print("The page of each school says what, and what does not work because of it.")


def _print_lines(lines: Iterable[tuple[str, str]]) -> None:
    for title, consequence in lines:
        print(f"  - {title}\n    {consequence}")
