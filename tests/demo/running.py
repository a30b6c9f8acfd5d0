"""Runs the demo as a person does: a process of its own, on a free port, spoken to over HTTP."""

from __future__ import annotations

import http.cookiejar
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request  # to loopback only, and never to a scheme that a caller chose
from dataclasses import dataclass, field
from pathlib import Path

COMMAND = [sys.executable, "-m", "bellwether.cli.main"]
# Generous: the machine of the tests may be at other work. What a person waits for is printed by the tests.
PATIENCE = 150.0


def quiet_environment(**more: str) -> dict[str, str]:
    """The environment without what the settings of the tests put into it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BELLWETHER_", "DJANGO_"))}
    kept.pop("DATABASE_URL", None)
    return {**kept, "DISPLAY": "", "WAYLAND_DISPLAY": "", "PYTHONUNBUFFERED": "1", **more}


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def run(*arguments: object, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        env=quiet_environment(**environment),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


class Running:
    """A command that goes on until it is stopped; its output goes into files."""

    def __init__(self, *arguments: object, cwd: Path, **environment: str) -> None:
        self.port = free_port()
        self.out, self.err = cwd / f"out-{self.port}", cwd / f"err-{self.port}"
        self.began = time.monotonic()
        with self.out.open("w") as out, self.err.open("w") as err:
            self.process = subprocess.Popen(
                [*COMMAND, *map(str, arguments), "--port", str(self.port)],
                cwd=cwd,
                env=quiet_environment(**environment),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=err,
                start_new_session=True,
            )

    def wait_for(self, words: str) -> float:
        """Wait until it has said this; the seconds since it began."""
        while time.monotonic() - self.began < PATIENCE:
            if words in self.said():
                return time.monotonic() - self.began
            if self.process.poll() is not None:
                break
            time.sleep(0.05)
        raise AssertionError(f"{words!r} was not said, but:\n{self.said()}")

    def wait_until_it_answers(self) -> None:
        """Wait until somebody listens on the port."""
        while time.monotonic() - self.began < PATIENCE:
            if self.process.poll() is not None:
                raise AssertionError(self.said())
            try:
                with socket.create_connection(("127.0.0.1", self.port), timeout=1):
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.said())

    def said(self) -> str:
        """Everything that it has said so far."""
        return self.out.read_text(encoding="utf-8") + self.err.read_text(encoding="utf-8")

    def stop(self, number: int = signal.SIGINT) -> int:
        """Send a signal, as a Ctrl-C does; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            return self.process.wait(timeout=PATIENCE / 2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop(signal.SIGTERM)


@dataclass
class Answer:
    """What came back: status, where from in the end, and the page."""

    status: int
    address: str
    text: str


@dataclass
class Browser:
    """Follows redirects, keeps cookies, and sends the token of the last page with every form."""

    port: int
    page: str = ""
    cookies: http.cookiejar.CookieJar = field(default_factory=http.cookiejar.CookieJar)

    def __post_init__(self) -> None:
        self.opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPCookieProcessor(self.cookies)
        )

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return self._send(urllib.request.Request(self._address(path), headers=headers))  # noqa: S310

    def post(self, path: str, **values: object) -> Answer:
        """Send a form."""
        found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', self.page)
        token = found[1] if found else ""
        body = urllib.parse.urlencode({**values, "csrfmiddlewaretoken": token}).encode()
        return self._send(urllib.request.Request(self._address(path), data=body, method="POST"))  # noqa: S310

    def _address(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def _send(self, request: urllib.request.Request) -> Answer:
        try:
            with self.opener.open(request, timeout=30) as response:
                answer = Answer(response.status, response.url, response.read().decode())
        except urllib.error.HTTPError as error:
            answer = Answer(error.code, error.url or "", error.read().decode())
        self.page = answer.text
        return answer


def children_of(parent: int) -> list[int]:
    """Processes started by a process, and by those; from Linux's own tables."""
    found: list[int] = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == parent:
                found += [int(entry.name), *children_of(int(entry.name))]
    return found


def is_alive(process: int) -> bool:
    """Whether a process runs (one that ended and was not asked after does not)."""
    try:
        return (Path("/proc") / str(process) / "stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def survivors(processes: list[int], *, within: float = 15.0) -> list[bytes]:
    """The command lines of those processes that still run after a while; helpers of Python's own end a moment late."""
    deadline = time.monotonic() + within
    while any(map(is_alive, processes)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return [command_line_of(process) for process in processes if is_alive(process)]


def command_line_of(process: int) -> bytes:
    """What a process was started as, its words parted by zero bytes."""
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""
