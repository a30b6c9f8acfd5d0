"""`bellwether serve`: the server, and the worker of background jobs beside it."""

from __future__ import annotations

import argparse
import multiprocessing
from contextlib import nullcontext
from typing import TYPE_CHECKING

from bellwether.cli.exits import Exit

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

__all__ = ["add_parser", "port_number", "run"]

_MOST_WORKERS = 64

_EXAMPLES = """examples:
  bellwether serve
  bellwether serve --host 0.0.0.0 --port 8000 --workers 4
  bellwether serve --no-worker        and elsewhere: bellwether worker

Settings come from the environment: see docs/reference/settings.md. Put a proxy in front that speaks https. Another
server can run the same application, with `bellwether worker` beside it:
  gunicorn --workers 4 --threads 4 bellwether.config.wsgi
"""


def add_parser(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = commands.add_parser(
        "serve",
        help="run the server, and the worker of background jobs beside it",
        description="Runs the application on this computer until it is stopped (Ctrl-C).",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--host", default="127.0.0.1", metavar="ADDRESS", help="where to listen (127.0.0.1)")
    parser.add_argument("--port", type=port_number, default=8000, metavar="N", help="the port (8000)")
    parser.add_argument("--workers", type=_workers, default=2, metavar="N", help="processes that answer (2)")
    parser.add_argument("--threads", type=_workers, default=4, metavar="N", help="threads of each process (4)")
    parser.add_argument("--no-worker", action="store_true", help="leave background jobs to a worker of its own")
    parser.set_defaults(run=run)


def port_number(text: str) -> int:
    """A port, or argparse's complaint."""
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a number from 1 to 65535")
    return int(text)


def _workers(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or not 1 <= int(text) <= _MOST_WORKERS:
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 to {_MOST_WORKERS}")
    return int(text)


def run(options: argparse.Namespace) -> int:
    """Look at everything first, then serve until told to stop."""
    from bellwether.cli.application import make_static_files, require_database, require_port, start
    from bellwether.cli.beside import Beside, end_with
    from bellwether.cli.streams import tell

    end_with()
    require_port(options.host, options.port)
    start()
    require_database()
    if make_static_files():
        tell("Static files gathered.")
    beside: AbstractContextManager[object] = nullcontext() if options.no_worker else Beside("worker", what="worker")
    with beside:
        _serve(options)
    return Exit.DONE


def _serve(options: argparse.Namespace) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    # Processes that begin from nothing, on every system alike: none inherits a thread or a connection of this one.
    multiprocessing.set_start_method("spawn", force=True)
    Granian(
        "bellwether.config.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()
