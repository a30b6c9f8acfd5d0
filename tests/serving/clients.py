"""Somebody who takes registers, as the script of the page does: over HTTP, with a key that is the same at a repeat."""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlencode

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence
    from datetime import date

__all__ = ["HOST", "Client", "Register", "Reply", "SchoolClass", "registers_of"]

HOST: Final = "bellwether.example.test"
_SESSION, _TOKEN = "__Host-bellwether", "__Host-csrf"
_SECRET: Final = "a" * 32
_LOST: Final = (OSError, HTTPException)


@dataclass(frozen=True)
class SchoolClass:
    """A class as its teacher's browser knows it. cookie: of a sign-in; owner: the sign under which marks are kept."""

    group: int
    pupils: tuple[int, ...]
    cookie: str
    owner: str

    @classmethod
    def of(cls, given: dict[str, Any]) -> SchoolClass:
        """From JSON."""
        return cls(given["group"], tuple(given["pupils"]), given["cookie"], given["owner"])


@dataclass(frozen=True)
class Register:
    """One register to be saved: each pupil's code, and the key of the request."""

    of: SchoolClass
    on: date
    session: int
    codes: tuple[str, ...]
    key: str = field(default_factory=lambda: str(uuid.uuid4()))

    @property
    def page(self) -> str:
        """The address of its page."""
        return f"/registers/class/{self.of.group}/{self.on.isoformat()}/{'pm' if self.session else 'am'}/"

    @property
    def body(self) -> bytes:
        """What the page sends."""
        marks = [
            {"pupil": pupil, "seen": ".", "code": code, "minutes": 5 if code == "L" else None, "note": ""}
            for pupil, code in zip(self.of.pupils, self.codes, strict=True)
        ]
        return json.dumps({"marks": marks, "close_unmarked": False, "user": self.of.owner}).encode()


def registers_of(
    classes: Sequence[SchoolClass], days: Sequence[date], *, chance: random.Random, sessions: tuple[int, ...] = (0, 1)
) -> list[Register]:
    """A register for each class, day and session, in any order: mostly present, some late, ill or missing."""

    def codes(one: SchoolClass, session: int) -> tuple[str, ...]:
        present = "\\" if session else "/"
        return tuple(chance.choices((present, "L", "I", "N"), weights=(88, 3, 4, 5), k=len(one.pupils)))

    found = [
        Register(one, on, session, codes(one, session), str(uuid.UUID(int=chance.getrandbits(128), version=4)))
        for one in classes
        for on in days
        for session in sessions
    ]
    chance.shuffle(found)
    return found


@dataclass(frozen=True)
class Reply:
    """What came back. status: 0 where nothing did, with the reason as its text."""

    status: int
    kind: str = ""
    text: str = ""
    headers: Message = field(default_factory=Message)

    @property
    def json(self) -> dict[str, Any]:
        """The body, where it is JSON; else nothing."""
        found: dict[str, Any] = json.loads(self.text) if self.kind.startswith("application/json") else {}
        return found


class Client:
    """One connection that is kept open, as browsers and proxies do, and opened again when it breaks."""

    def __init__(self, port: int, *, patience: float = 30) -> None:
        self._connection = HTTPConnection("127.0.0.1", port, timeout=patience)

    def open(self, path: str, *, cookie: str, **headers: str) -> Reply:
        """GET a page."""
        return self._ask("GET", path, None, cookie, headers)

    def save(self, register: Register, *, token: str = _SECRET, referer: str = "") -> Reply:
        """Send a register as the script of its page does. token, referer: others than belong to it."""
        headers = {"Content-Type": "application/json", "X-CSRFToken": token, "Idempotency-Key": register.key}
        headers |= {"Referer": referer} if referer else {}
        return self._ask("POST", f"{register.page}marks/", register.body, register.of.cookie, headers)

    def send_form(self, register: Register) -> Reply:
        """Send a register as its page does without a script."""
        values: dict[str, str] = {"csrfmiddlewaretoken": _SECRET, "key": register.key, "how": "save"}
        for pupil, code in zip(register.of.pupils, register.codes, strict=True):
            values |= {f"seen-{pupil}": ".", f"mark-{pupil}": "other", f"other-{pupil}": code}
            values |= {f"minutes-{pupil}": "5"} if code == "L" else {}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", register.page, urlencode(values).encode(), register.of.cookie, headers)

    def _ask(self, method: str, path: str, body: bytes | None, cookie: str, headers: dict[str, str]) -> Reply:
        ours = {
            "Host": HOST,
            "X-Forwarded-Proto": "https",
            "Referer": f"https://{HOST}{path}",
            "Cookie": f"{_SESSION}={cookie}; {_TOKEN}={_SECRET}",
        }
        try:
            self._connection.request(method, path, body, {**ours, **headers})
            response = self._connection.getresponse()
            text = response.read().decode()
        except _LOST as why:
            self._connection.close()
            return Reply(0, text=repr(why))
        return Reply(response.status, response.getheader("Content-Type", ""), text, response.headers)

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()
