"""Takes the pictures of the README from the demo of a fixed day: `python -m docs.screenshots [FOLDER]`.

The demo is made, served and stopped here. Only the minute in the ribbon moves with the clock.
"""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from tests.chromium import launch
from tests.demo.running import Running, quiet_environment

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page, ViewportSize

__all__ = ["SHOTS", "main"]

FOLDER: Final = Path(__file__).parent / "images"
_DESK: Final[ViewportSize] = {"width": 1120, "height": 820}
_PHONE: Final[ViewportSize] = {"width": 390, "height": 820}
_COLOURS: Final = 128
"""A page has few colours; with a palette a picture takes a third of the room."""


@dataclass(frozen=True)
class Shot:
    """One picture: who looks, how large the screen is, and how to come from the start page to what is shown."""

    name: str
    email: str
    viewport: ViewportSize
    goes: Callable[[Page], None]


def _register(page: Page) -> None:
    """The teacher whose register is missing has marked the first few."""
    page.get_by_role("button", name="Take the morning register").click()
    for row, key in ((1, "i"), (4, "l"), (6, "n")):
        page.locator(".reg-row").nth(row).focus()
        page.keyboard.press(key)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")


def _board(page: Page) -> None:
    page.goto("/today/")
    page.get_by_role("heading", level=1).wait_for()


def _pupil(page: Page) -> None:
    _board(page)
    page.locator("#calls tbody th a").first.click()
    page.get_by_role("link", name="Everything about").click()
    page.locator(".bw-identity").wait_for()


SHOTS: Final = (
    Shot("register", "teacher.4a@medlar-walk.example", _DESK, _register),
    Shot("today", "office@medlar-walk.example", _DESK, _board),
    Shot("pupil", "office@medlar-walk.example", _DESK, _pupil),
    Shot("today-phone", "office@medlar-walk.example", _PHONE, _board),
)


def main(folder: Path = FOLDER) -> None:
    """Make the demo, take every picture, and stop the demo."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as place, sync_playwright() as playwright:
        made = Path(place) / "demo"
        command = [sys.executable, "-m", "tests.journeys.demo.making", str(made)]
        subprocess.run(command, env=quiet_environment(), check=True)  # noqa: S603  (our own module)
        people = json.loads((made / "demo.json").read_text(encoding="utf-8"))["visitors"]
        numbers = {one["email"]: one["user_id"] for one in people}
        browser = launch(playwright)
        with Running("demo", "--dir", made, "--no-browser", cwd=Path(place)) as demo:
            demo.wait_for("Stop it with Ctrl-C")
            for shot in SHOTS:
                _take(shot, browser, f"http://127.0.0.1:{demo.port}", numbers[shot.email], folder)
        browser.close()


def _take(shot: Shot, browser: Browser, address: str, person: int, folder: Path) -> None:
    context = browser.new_context(
        base_url=address, viewport=shot.viewport, locale="en-GB", timezone_id="Europe/London", reduced_motion="reduce"
    )
    page = context.new_page()
    page.goto("/demo/")
    page.locator(f'button[name="person"][value="{person}"]').dispatch_event("click")
    page.wait_for_url(f"{address}/")
    shot.goes(page)
    page.wait_for_timeout(300)
    picture = Image.open(io.BytesIO(page.screenshot()))
    small = picture.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    small.save(folder / f"{shot.name}.png", optimize=True)
    context.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
