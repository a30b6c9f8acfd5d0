"""Somebody in the office who brings files, and the worker that does what they ask."""

from __future__ import annotations

import os

from playwright.sync_api import expect

from tests.chromium import DESK, PHONE, violations_of


def shot(page, name):
    if folder := os.environ.get("BELLWETHER_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/imports-{name}.png", full_page=True)


def files_of(*files):
    """Texts, or pairs of a name and a text, as a browser takes them."""
    pairs = [file if isinstance(file, tuple) else (f"file {at}.csv", file) for at, file in enumerate(files, start=1)]
    return [{"name": name, "mimeType": "text/csv", "buffer": text.encode()} for name, text in pairs]


def send(page, *files):
    page.get_by_label("Files").set_input_files(files_of(*files))
    page.get_by_role("button", name="Read the files").click()


def is_sound(page, name):
    """Nothing for axe, and nothing to scroll sideways at a desk or on a phone."""
    for size, screen in (("desk", DESK), ("phone", PHONE)):
        page.set_viewport_size(screen)
        shot(page, f"{name}-{size}")
        assert violations_of(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, size)
    page.set_viewport_size(DESK)


class Office:
    """Somebody in the office at a page, and the worker that does what they ask."""

    def __init__(self, day, page, work, *, script):
        self.day, self.page, self.work, self.script = day, page, work, script

    def brings(self, *files):
        """Texts, or pairs of a name and a text."""
        send(self.page, *files)
        expect(self.page.locator("#import [role=status]")).to_contain_text("Waiting to be read")
        self.machine_works()

    def machine_works(self):
        """The page finds out by itself; without script one asks it."""
        self.work()
        if not self.script:
            self.page.get_by_role("link", name="Look again").click()

    def hears(self, words):
        expect(self.page.locator("#import [role=status]")).to_contain_text(words)

    def finds_it_sound(self, name):
        if self.script:
            is_sound(self.page, name)

    def starts_anew(self):
        self.page.get_by_role("link", name="Bring another file").click()

    def tabs_to(self, words):
        """With the keyboard, until something of these words has the focus."""
        for _ in range(60):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("document.activeElement.textContent.trim()") == words:
                return
        raise AssertionError(words)
