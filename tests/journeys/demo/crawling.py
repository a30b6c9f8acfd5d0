"""Walking through the product by its links, as one person in a real browser, and what every page has to be."""

from __future__ import annotations

import itertools
import re
import sqlite3
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from django.urls import Resolver404, resolve
from playwright.sync_api import Error

from tests.chromium import DESK, PHONE, violations_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import ConsoleMessage, Page, Request, Response

__all__ = ["Crawl", "Known", "names_of_people"]

_UNFOLLOWED: Final = {"account_logout"}
"""Their GET asks whether to sign out; it is walked through by the tests of signing in."""

_LOOK: Final = """() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const ids = all("[id]").map((each) => each.id);
  const own = (address) => new URL(address, location.href);
  const skip = document.querySelector(".govuk-skip-link");
  const forms = all("form").filter((each) => each.method === "get").map((each) => {
    const asked = own(each.getAttribute("action") || location.pathname);
    asked.search = new URLSearchParams(new FormData(each));
    return asked;
  });
  const links = [...all("a[href]").map((each) => own(each.href)), ...forms];
  return {
    title: document.title,
    lang: document.documentElement.lang,
    headings: all("h1").length,
    twice: ids.filter((id, place) => ids.indexOf(id) !== place),
    skips: Boolean(skip && document.getElementById(skip.hash.slice(1))),
    links: links.filter((each) => each.origin === location.origin).map((each) => each.pathname + each.search),
    parts: [...new Set(all("body [class]").flatMap((each) => [...each.classList]))],
  };
}"""
_TOO_WIDE: Final = """() => {
  if (document.documentElement.scrollWidth <= window.innerWidth) return "";
  const roots = [document.documentElement, document.body];
  const hides = (each) => !roots.includes(each) && getComputedStyle(each).overflowX !== "visible";
  const isHidden = (each) => each.parentElement && (hides(each.parentElement) || isHidden(each.parentElement));
  const all = [...document.querySelectorAll("body *")].filter((each) => !isHidden(each));
  const wide = all.filter((each) => each.getBoundingClientRect().right > window.innerWidth + 1);
  return wide.slice(-3).map((each) => each.outerHTML.slice(0, 120)).join(" … ") || "the page";
}"""
# The text settings that WCAG 1.4.12 wants a page to bear, laid over it as a reader's own style would be.
_SPACE: Final = """() => {
  const rules = ["line-height: 1.5", "letter-spacing: 0.12em", "word-spacing: 0.16em"].join(" !important; ");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(`* { ${rules} !important } p { margin-bottom: 2em !important }`);
  document.adoptedStyleSheets = [sheet];
}"""


@dataclass
class Known:
    """What those who walked before have seen: the parts of each kind of page. names: of people, for no title."""

    names: frozenset[str]
    parts: dict[str, set[str]] = field(default_factory=dict)

    def is_new(self, view: str, parts: set[str]) -> bool:
        """Whether this page has a part that no other of its kind had; from then on it is known."""
        before = self.parts.setdefault(view, set())
        new = parts - before
        before |= new
        return bool(new)

    def named_in(self, text: str) -> list[str]:
        """The people whose whole name stands in a text."""
        words = re.findall(r"[\w'\u2019-]+", text)
        return [f"{one} {two}" for one, two in itertools.pairwise(words) if f"{one} {two}" in self.names]


@dataclass
class Crawl:
    """One person's way: every kind of address once, from home on. wrong: what is wrong, with where."""

    page: Page
    known: Known
    wrong: list[str] = field(default_factory=list)
    opened: dict[str, str] = field(default_factory=dict)
    _said: list[str] = field(default_factory=list)

    def from_home(self) -> None:
        """Open page after page until no link leads to a new kind."""
        self._listen()
        self.page.set_viewport_size(PHONE)
        waiting = deque(["/"])
        while waiting:
            href = waiting.popleft()
            kind = _kind_of(href)
            if kind in self.opened or kind in _UNFOLLOWED or href.startswith("/static/"):
                continue
            self.opened[kind] = href
            self.wrong += [f"{kind} ({href}): {fault}" for fault in self._faults(href, kind, waiting)]

    def _listen(self) -> None:
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self._said.append(f"script: {error}"))
        self.page.on("response", self._hear_answer)
        self.page.on("requestfailed", self._hear_failure)

    def _hear(self, line: ConsoleMessage) -> None:
        if line.type in ("error", "warning"):
            self._said.append(f"console: {line.text}")

    def _hear_answer(self, answer: Response) -> None:
        if answer.status >= 400:
            self._said.append(f"{answer.url} answered {answer.status}")

    def _hear_failure(self, request: Request) -> None:
        # What is under way when a page is left, is cut off.
        if request.failure and "ERR_ABORTED" not in request.failure:
            self._said.append(f"{request.url} failed: {request.failure}")

    def _faults(self, href: str, kind: str, waiting: deque[str]) -> Iterator[str]:
        self._said.clear()
        if self._is_page(href):
            found = self.page.evaluate(_LOOK)
            waiting.extend(found["links"])
            yield from self._in_html(found, href)
            if self.known.is_new(kind, set(found["parts"])):
                yield from self._in_use()
        yield from dict.fromkeys(self._said)

    def _is_page(self, href: str) -> bool:
        """Open an address. A file to keep is fetched instead."""
        try:
            answer = self.page.goto(href)
        except Error as error:
            if "Download is starting" not in str(error) and "ERR_ABORTED" not in str(error):
                raise
            fetched = self.page.context.request.get(href)
            if not fetched.ok or not fetched.body():
                self._said.append(f"the file was answered with {fetched.status}")
            return False
        return answer is not None and answer.ok and "html" in answer.headers.get("content-type", "")

    def _in_html(self, found: dict[str, Any], href: str) -> Iterator[str]:
        if found["headings"] != 1:
            yield f"{found['headings']} headings of the first level"
        if not found["title"].removesuffix("– Bellwether").strip():
            yield "has no title of its own"
        if told := self.known.named_in(found["title"]) + self.known.named_in(href):
            yield f"names a person in its title or address: {told}"
        if not found["lang"]:
            yield "does not say its language"
        if found["twice"]:
            yield f"ids stand twice: {found['twice'][:3]}"
        if not found["skips"]:
            yield "its skip link leads nowhere"
        if wide := self.page.evaluate(_TOO_WIDE):
            yield f"scrolls sideways: {wide}"

    def _in_use(self) -> Iterator[str]:
        """What takes longer to find out: on a phone, with text set wider, at a desk."""
        yield from (f"axe, on a phone: {one}" for one in violations_of(self.page))
        self.page.evaluate(_SPACE)
        if wide := self.page.evaluate(_TOO_WIDE):
            yield f"scrolls sideways with text set wider: {wide}"
        self.page.evaluate("document.adoptedStyleSheets = []")
        self.page.set_viewport_size(DESK)
        yield from (f"axe, at a desk: {one}" for one in violations_of(self.page))
        self.page.set_viewport_size(PHONE)


def _kind_of(href: str) -> str:
    path, _, query = href.partition("?")
    try:
        view = resolve(path).view_name
    except Resolver404:
        view = path
    return f"{view} when asked" if query else view


def names_of_people(database: Path) -> frozenset[str]:
    """Everybody of a demo, forename and surname, and how they are called."""
    people = (
        "SELECT legal_forename, legal_surname FROM people_pupil",
        "SELECT known_forename, legal_surname FROM people_pupil",
        "SELECT known_forename, known_surname FROM people_pupil",
        "SELECT forename, surname FROM people_parent",
    )
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as read:
        found = {f"{forename} {surname}" for query in people for forename, surname in read.execute(query)}
        found |= {name for (name,) in read.execute("SELECT name FROM accounts_user")}
    read.close()
    return frozenset(name for name in found if len(name.split()) > 1)
