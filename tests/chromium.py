"""One Chromium for all tests of a run: where it is, how it starts, the sizes of screen, and axe."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Locator, Page, Playwright, ViewportSize

__all__ = ["AXE", "DESK", "PHONE", "browser", "launch", "tab_to", "violations_of"]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # playwright's loop runs in the thread of the tests

AXE: Final = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
DESK: Final[ViewportSize] = {"width": 1280, "height": 900}
PHONE: Final[ViewportSize] = {"width": 320, "height": 640}
_CHROMIUM_ARGUMENTS: Final = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

_AT_REST: Final = """() => Promise.race([
  Promise.allSettled(document.getAnimations().map(one => one.finished)),
  new Promise(done => setTimeout(done, 1000)),
])"""
"""Colours on their way from one to another are none that anybody reads."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser: Playwright runs one loop in a process, so a second start would be refused."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = launch(playwright)
        yield browser
        browser.close()


def launch(playwright: Playwright) -> Browser:
    """Start the Chromium of this machine."""
    return playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_CHROMIUM_ARGUMENTS)


def violations_of(page: Page) -> list[str]:
    """What axe finds wrong in a page with all its details open; empty where nothing is."""
    page.wait_for_load_state()  # a press that leads elsewhere may not have led there yet
    page.evaluate(_AT_REST)
    page.evaluate("document.querySelectorAll('details').forEach(part => { part.open = true })")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations'], rules: {'target-size': {enabled: true}}})")
    assert len(found["passes"]) > 10, "axe looked at next to nothing"
    return [f"{item['id']}: {item['help']}: {item['nodes'][0]['html'][:200]}" for item in found["violations"]]


def tab_to(page: Page, target: Locator) -> None:
    """Come to an element as somebody without a mouse does: with the Tab key."""
    for _ in range(250):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("the Tab key never got there")
