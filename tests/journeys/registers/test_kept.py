"""Lists that a device keeps belong to who opened them, for a day at the most and no longer than the sign-in."""

from __future__ import annotations

import pytest

from bellwether.core.access import Role
from tests.journeys.registers.conftest import register_path
from tests.journeys.registers.test_offline import KEPT, ready, sign_in_again, until

pytestmark = pytest.mark.browser

SET_HEADER = """async ([path, name, value]) => {
  const lists = await caches.open('bellwether-lists');
  const kept = await lists.match(path);
  const headers = new Headers(kept.headers);
  headers.set(name, value === null ? String(Date.now() - 25 * 3600 * 1000) : value);
  await lists.put(new URL(path, location).href, new Response(await kept.blob(), { headers }));
}"""
SET_READER = """async sign => {
  const reader = await caches.open('bellwether-lists-reader');
  if (sign) await reader.put('/registers/who/', new Response(sign));
  else await reader.delete('/registers/who/');
}"""


def is_offline_page(page):
    return page.get_by_role("heading", level=1).inner_text() == "You are offline"


@pytest.mark.parametrize("sign", ["0123456789abcdef0123", ""])
def test_a_kept_list_is_shown_to_nobody_else_than_its_reader(day, open_browser, sign):
    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    path = register_path(day)
    ready(page, path)
    context.set_offline(True)
    page.reload()
    assert "Ben Ashby" in page.content()
    page.evaluate(SET_READER, sign)
    page.goto(path)
    assert is_offline_page(page)
    assert "Ben Ashby" not in page.content()


def test_who_signs_in_next_finds_nothing_of_who_was_there_before(day, open_browser):
    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    path = register_path(day)
    ready(page, path)
    before = context.cookies()
    context.clear_cookies()
    sign_in_again(context, day.users[Role.HEAD], before)
    page.goto("/")
    until(page, f"async path => !(await ({KEPT})(path))", path)
    context.set_offline(True)
    page.goto(path)
    assert is_offline_page(page)


def test_a_sign_in_that_is_over_wipes_the_lists(day, open_browser):
    from django.contrib.sessions.models import Session

    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    path = register_path(day)
    ready(page, path)
    Session.objects.all().delete()
    page.goto(path)
    assert "/sign-in/" in page.url
    until(page, f"async path => !(await ({KEPT})(path))", path)


def test_a_list_goes_with_the_time_for_which_its_reader_is_signed_in(day, open_browser):
    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    path = register_path(day)
    ready(page, path)
    page.evaluate(SET_HEADER, [path, "Bellwether-Keep-For", "0"])
    context.set_offline(True)
    page.goto(path)
    assert is_offline_page(page)
    assert not page.evaluate(KEPT, path)


def test_lists_of_more_than_a_day_go_whenever_the_worker_wakes(day, open_browser):
    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    path = register_path(day)
    ready(page, path)
    page.evaluate(SET_HEADER, [path, "Bellwether-Kept-At", None])
    worker = context.new_cdp_session(page)
    worker.send("ServiceWorker.enable")
    worker.send("ServiceWorker.stopAllWorkers")
    context.set_offline(True)
    page.goto("/registers/none-of-ours/")
    until(page, f"async path => !(await ({KEPT})(path))", path)


@pytest.mark.parametrize("address", ["/", "/registers/"])
def test_the_list_for_evacuation_is_kept_by_the_pages_that_lead_to_it(day, open_browser, address):
    context = open_browser(Role.HEAD)
    page = context.new_page()
    path = f"/registers/school/{day.school}/on-site/"
    page.goto(address)
    until(page, KEPT, path)
    context.set_offline(True)
    page.goto(path)
    assert page.get_by_label("Ben Ashby").is_visible()
