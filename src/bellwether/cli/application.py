"""The living application from the command line: started by its settings, refused in plain words where it cannot run."""

from __future__ import annotations

import errno
import os
import socket
from typing import TYPE_CHECKING, Final

from bellwether.cli.exits import CannotStartError
from bellwether.cli.streams import reason_of

if TYPE_CHECKING:
    from collections.abc import Sequence

__all__ = ["SETTINGS_MODULE", "command_line", "make_static_files", "require_database", "require_port", "start"]

SETTINGS_MODULE: Final = "bellwether.config.settings"


def start() -> None:
    """Set Django up. Raises CannotStartError, with what to do, where the settings are unusable."""
    import django
    from django.core.exceptions import ImproperlyConfigured

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS_MODULE)
    try:
        django.setup()
    except ImproperlyConfigured as wrong:
        raise CannotStartError(f"the settings cannot be used.\n{wrong}") from wrong
    except OSError as error:
        raise CannotStartError(f"the folder of files cannot be used: {reason_of(error)} ({error.filename})") from error
    except (ValueError, KeyError) as wrong:
        # A variable of the environment that is no number, no yes or no, no JSON.
        raise CannotStartError(f"a setting in the environment cannot be read: {wrong}") from wrong


def require_database() -> None:
    """Raise CannotStartError unless the database answers and holds today's tables."""
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise CannotStartError(f"the database cannot be used: {_first_line(error)}\nLook at DATABASE_URL.") from error
    finally:
        connection.close()
    if plan:
        raise CannotStartError(
            f"the database is not ready: {len(plan)} of its changes are still to be made. Run: bellwether setup"
        )


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__


def require_port(host: str, port: int) -> None:
    """Raise CannotStartError unless a server could listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        if os.name != "nt":
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            trial.bind((host, port))
        except OSError as error:
            raise CannotStartError(_why_not(host, port, error)) from error


def _why_not(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use by another program. Stop that one, or choose another port: --port {port + 1}"
    if error.errno == errno.EACCES:
        return f"port {port} may not be used by this account; choose one from 1024 on: --port 8000"
    return f"cannot listen on {host}, port {port}: {reason_of(error)}"


def make_static_files() -> bool:
    """Gather style sheets, scripts and pictures into the folder of files, where that has not been done since they
    last changed. Returns whether it was done.
    """
    from pathlib import Path

    from django.conf import settings
    from django.core.management import call_command

    if settings.WHITENOISE_USE_FINDERS:
        return False  # the demo gives them out from where they are
    stamp = Path(settings.STATIC_ROOT) / "gathered-from"
    wanted = _fingerprint()
    if stamp.exists() and stamp.read_text(encoding="ascii") == wanted:
        return False
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
        stamp.write_text(wanted, encoding="ascii")
    except OSError as error:
        raise CannotStartError(f"the static files cannot be written: {reason_of(error)} ({error.filename})") from error
    return True


def _fingerprint() -> str:
    """What all static files are, by name, size and time: enough to see that one changed."""
    import hashlib
    from pathlib import Path

    from django.contrib.staticfiles.finders import get_finders

    found: list[str] = []
    for finder in get_finders():
        for path, storage in finder.list([]):
            known = Path(storage.path(path)).stat()
            found.append(f"{path} {known.st_size} {known.st_mtime_ns}")
    return hashlib.sha256("\n".join(sorted(found)).encode()).hexdigest()


def command_line(*arguments: str) -> Sequence[str]:
    """How to run one of our own commands as a process beside this one."""
    import sys

    return [sys.executable, "-m", "bellwether.cli.main", *arguments]
