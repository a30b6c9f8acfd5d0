"""Run as a program, with the settings in the environment: how often a page asks the database, seen from inside.

Given who is who and a day: for the smallest class, for the largest, and for the board of the large school.
"""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client


def _browser(user_id: int) -> Client:
    from django.conf import settings
    from django.test import Client

    from tests.serving.clients import HOST
    from tests.serving.school import signed_in

    browser = Client(headers={"X-Forwarded-Proto": "https", "Host": HOST})
    browser.cookies[settings.SESSION_COOKIE_NAME] = signed_in(user_id)["cookie"]
    return browser


def _asked(read: Callable[[], Any]) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as found:
        answer = read()
    assert answer.status_code == 200, answer
    return len(found.captured_queries)


def _of_class(one: dict[str, Any], on: date) -> dict[str, int]:
    """Opening a class and saving it for the first time."""
    from bellwether.registers.tokens import owner_token
    from tests.serving.clients import Register, SchoolClass

    pupils = tuple(one["pupils"])
    known = SchoolClass(one["group"], pupils, cookie="", owner=owner_token(one["user"]))
    register, browser = Register(known, on, 0, ("/",) * len(pupils)), _browser(one["user"])
    headers = {"Idempotency-Key": register.key}

    def save() -> Any:  # noqa: ANN401 - an answer
        return browser.post(f"{register.page}marks/", register.body, content_type="application/json", headers=headers)

    return {"pupils": len(pupils), "open": _asked(lambda: browser.get(register.page)), "save": _asked(save)}


def questions(who: dict[str, Any], on: date) -> dict[str, Any]:
    """The counts, after a first time in which a process reads what it keeps: rules, templates."""
    by_size = sorted(who["classes"], key=lambda one: len(one["pupils"]))
    _of_class(by_size[1], on)
    office = _browser(who["large"]["office"])

    def board() -> Any:  # noqa: ANN401 - an answer
        return office.get(f"/today/{who['large']['school']}/")

    board()
    return {"small": _of_class(by_size[0], on), "large": _of_class(by_size[-1], on), "board": _asked(board)}


if __name__ == "__main__":
    import django

    django.setup()
    found = questions(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8")), date.fromisoformat(sys.argv[2]))
    print(json.dumps(found))
