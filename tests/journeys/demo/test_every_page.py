"""Every kind of page that links lead to, as everybody in the demo, in a real browser, on a phone and at a desk.

New pages are found by themselves. Everybody opens each kind of page once and has it looked through; what takes longer
(axe, wider text) is done where a page has a part that no page of its kind had before, whoever sees it first.
"""

from __future__ import annotations

import pytest

from bellwether.core.access import Role
from tests.access_table import DOORS
from tests.journeys.demo.crawling import Crawl, Known, names_of_people

pytestmark = [pytest.mark.browser, pytest.mark.timeout(1500)]

# Together those who change something see every page there is.
BUSY = (Role.HEAD, Role.OFFICE, Role.ADMINISTRATOR, Role.CLASS_TEACHER)
OTHERS = tuple(role for role in Role if role not in BUSY)
SIGNING_IN = ("account_", "mfa_", "socialaccount_")
"""Pages of people who are not signed in yet, or give their second step: the demo asks for neither."""
BEHIND_AN_ANSWER = {
    "accounts:give", "documents:letter", "exchange:list", "exchange:stage", "organisations:gias",
    "people:end-professional", "people:enrol", "people:link-parent", "people:merge", "registers:part-time-new",
    "registers:pass", "registers:slip", "registers:suspension-new",
}  # fmt: skip
"""Somebody was looked for by name, or something was written down or sent in first: that is asked for by POST."""
NOT_THIS_MORNING = {
    "accounts:reset", "organisations:withdraw-adjustment", "people:accept", "people:decline", "people:unmerge",
    "people:withdraw-death",
}  # fmt: skip
"""Their links stand where something happened that did not happen here."""
NO_PAGES = {
    "documents:file", "exchange:list-file", "healthz", "offline", "registers:leave-file", "registers:since",
    "registers:who", "security-txt", "worker",
}  # fmt: skip
"""Files, answers to scripts and to machines."""
NO_LINK = BEHIND_AN_ANSWER | NOT_THIS_MORNING | NO_PAGES


@pytest.fixture(scope="module")
def known(demo):
    return Known(names_of_people(demo.database))


def walk(roles, step_into, known):
    wrong, opened = [], {}
    for role in roles:
        crawl = Crawl(step_into(role), known)
        crawl.from_home()
        crawl.page.context.close()
        opened[role] = crawl.opened
        wrong += [f"{role}: {fault}" for fault in crawl.wrong]
    assert not wrong, "\n".join(wrong)
    return opened


def test_every_page_is_sound_for_those_who_run_the_school_day(step_into, known):
    opened = walk(BUSY, step_into, known)
    seen = {kind.removesuffix(" when asked") for kinds in opened.values() for kind in kinds}
    doors = {door.name for door in DOORS if not door.post and 200 in door.ok and not door.name.startswith(SIGNING_IN)}
    assert sorted(doors - seen - NO_LINK) == []


def test_every_page_is_sound_for_everybody_else(step_into, known):
    opened = walk(OTHERS, step_into, known)
    assert set(opened) == set(OTHERS)
