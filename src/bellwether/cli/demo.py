"""`bellwether demo`: a made-up authority on this computer, to walk into."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bellwether.cli.exits import CannotStartError, Exit
from bellwether.cli.serve import port_number
from bellwether.cli.streams import tell

if TYPE_CHECKING:
    import subprocess
    from datetime import timedelta

    from bellwether.demo.folder import DemoFolder, DemoState

__all__ = ["add_parser", "run"]

_HOST: Final = "127.0.0.1"
_PATIENCE_SECONDS: Final = 120
_NOTE_TIME_SECONDS: Final = 20
_ASK_EVERY_SECONDS: Final = 0.1

_EXAMPLES = """examples:
  bellwether demo
  bellwether demo --port 8010 --no-browser
  bellwether demo --dir made-up --fresh
  bellwether demo --accounts json

Everybody in it is made up, and it answers this computer only. Stop it with Ctrl-C; started again, it goes on where it
was, its clock too. --fresh wipes it and makes it anew.
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "demo",
        help="walk into a made-up authority: schools, families, a term of registers",
        description="Makes a database with a made-up authority, starts the server and opens the browser.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--port", type=port_number, default=8000, metavar="N", help="the port (8000)")
    parser.add_argument("--no-browser", action="store_true", help="do not open a browser")
    parser.add_argument("--dir", type=Path, metavar="PATH", help="where to keep it (this person's folder of data)")
    parser.add_argument("--fresh", action="store_true", help="wipe what is there and make it anew")
    parser.add_argument("--accounts", choices=("json",), help="print who one can be, and end")
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Load what is not loaded yet; then print the people, or serve."""
    from bellwether.demo.folder import DemoFolder, DemoFolderError, default_folder

    folder = DemoFolder((options.dir or default_folder()).resolve())
    serves = options.accounts is None
    if serves:
        from bellwether.cli.application import require_port

        require_port(_HOST, options.port)
    try:
        folder.make()
        with folder.held(alone=serves or options.fresh or folder.state() is None):
            state = _world(folder, fresh=options.fresh)
            if serves:
                return _serve(folder, state, options)
    except DemoFolderError as error:
        raise CannotStartError(str(error)) from error
    print(_accounts(state, options.port))
    return Exit.DONE


def _accounts(state: DemoState, port: int) -> str:
    people = [
        {"email": one.email, "name": one.name, "role": one.role, "post": one.post, "place": one.place}
        for one in state.visitors
    ]
    found = {"address": _address(port), "accounts": people}
    return json.dumps(found, ensure_ascii=False, indent=1)


def _address(port: int) -> str:
    return f"http://{_HOST}:{port}/demo/"


def _world(folder: DemoFolder, *, fresh: bool) -> DemoState:
    """The made-up world of the folder, loaded now where it is not there whole."""
    if folder.holds_remains():
        tell("An earlier loading was interrupted; starting afresh.")
    if fresh or folder.state() is None:
        folder.wipe()
    folder.take_settings()
    state = folder.state()
    if state is None:
        state = _load(folder)
    return state


def _load(folder: DemoFolder) -> DemoState:
    from bellwether.cli.application import start
    from bellwether.cli.steps import Steps

    began = time.monotonic()
    with Steps() as steps:
        steps.begin("Starting")
        start()
        from bellwether.audit import clock
        from bellwether.demo.loading.whole import load_world

        return load_world(folder, now=clock.now(), began=began, report=steps.begin)


def _serve(folder: DemoFolder, state: DemoState, options: argparse.Namespace) -> int:
    """Run the server as a process of its own until it is stopped."""
    import subprocess
    from datetime import UTC, datetime

    from bellwether.cli.application import command_line
    from bellwether.cli.beside import BESIDE, put_away

    shift = folder.shift(state, now=datetime.now(UTC))
    environment = {**os.environ, "BELLWETHER_DEMO_SHIFT": str(round(shift.total_seconds())), BESIDE: str(os.getpid())}
    command = command_line("serve", "--host", _HOST, "--port", str(options.port), "--workers", "1", "--threads", "4")
    # A session of its own: a Ctrl-C is heard here, and passed on once the server can hear it.
    server = subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL, start_new_session=True)  # noqa: S603
    try:
        _wait_until_it_answers(server, options.port)
        _welcome(folder, state, shift, options)
        return _stand_by(server, folder, shift)
    except KeyboardInterrupt:
        tell(f"\nStopped. It is kept in {folder.path}; the same command goes on where it was.")
        return Exit.DONE
    finally:
        put_away(server)
        folder.note_time(datetime.now(UTC) + shift)


def _wait_until_it_answers(server: subprocess.Popen[bytes], port: int) -> None:
    from http import HTTPStatus
    from http.client import HTTPConnection, HTTPException

    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline:
        if server.poll() is not None:
            raise CannotStartError(
                "the server ended as soon as it began; what it said stands above. "
                "A demo that an earlier version made is made anew with --fresh."
            )
        asking = HTTPConnection(_HOST, port, timeout=10)
        try:
            asking.request("GET", "/demo/")
            status = asking.getresponse().status
        except (OSError, HTTPException):
            time.sleep(_ASK_EVERY_SECONDS)
            continue
        finally:
            asking.close()
        if status != HTTPStatus.OK:
            raise CannotStartError("the server answers, but with a fault; what it said stands above.")
        return
    raise CannotStartError(f"the server has not answered within {_PATIENCE_SECONDS} seconds.")


def _welcome(folder: DemoFolder, state: DemoState, shift: timedelta, options: argparse.Namespace) -> None:
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    its_now = (datetime.now(UTC) + shift).astimezone(ZoneInfo("Europe/London"))
    print(f"\nThe demo is ready: {_address(options.port)}")
    print(f"{len(state.schools)} schools, {state.pupils:,} pupils; everybody is made up.")
    print(f"In it, it is {its_now:%A} {its_now.day} {its_now:%B %Y}, {its_now:%H:%M}.\n")
    print("Step in as one of these with one click, without a password, on its front page:")
    place = ""
    for person in state.visitors:
        if not person.is_main:
            continue
        if person.place != place:
            place = person.place
            print(f"  {place}")
        print(f"    {person.name:<24} {person.post}")
    print(f"  and {sum(not person.is_main for person in state.visitors)} class teachers.\n")
    print("Stop it with Ctrl-C. To wipe it, delete this folder, or start it with --fresh:")
    print(f"  {folder.path}", flush=True)
    if not options.no_browser:
        _open_browser(_address(options.port))


def _open_browser(address: str) -> None:
    import webbrowser

    if sys.platform != "linux" or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"):
        webbrowser.open(address)


def _stand_by(server: subprocess.Popen[bytes], folder: DemoFolder, shift: timedelta) -> int:
    """Until the server ends: note the demo's time now and then, so that it goes on from there after a power cut."""
    import subprocess
    from datetime import UTC, datetime

    while True:
        try:
            server.wait(timeout=_NOTE_TIME_SECONDS)
        except subprocess.TimeoutExpired:
            folder.note_time(datetime.now(UTC) + shift)
        else:
            tell("The server has ended by itself; what it said stands above.")
            return Exit.START
