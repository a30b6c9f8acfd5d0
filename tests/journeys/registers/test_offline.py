"""The network goes off for real, and the server stops for real: nothing that a teacher marked is lost or sent twice."""

from __future__ import annotations

import pytest

from bellwether.core.access import Role
from tests.chromium import PHONE
from tests.journeys.registers.conftest import class_marks, register_path

pytestmark = pytest.mark.browser


KEPT = """async path => {
  if (!(await caches.has('bellwether-lists'))) return false;
  const lists = await caches.open('bellwether-lists');
  return (await lists.keys()).some(one => new URL(one.url).pathname === path);
}"""
UNSENT = """async () => {
  const asked = indexedDB.open('bellwether', 1);
  const base = await new Promise(done => { asked.onsuccess = () => done(asked.result) });
  const count = base.transaction('outbox').objectStore('outbox').count();
  return await new Promise(done => { count.onsuccess = () => done(count.result) });
}"""


def until(page, script, argument=None, *, seconds=15):
    """Ask the page again and again until it says yes."""
    for _ in range(seconds * 10):
        if page.evaluate(script, argument):
            return
        page.wait_for_timeout(100)
    raise AssertionError(script)


def ready(page, path):
    """Open a register and wait until this device keeps it."""
    page.goto(path)
    until(page, KEPT, path)


def mark(page, name, choice):
    row = page.locator(f".reg-row[data-name='{name}']")
    row.locator(f".reg-choice--{choice}").click()
    return row


def save_rest(page):
    page.locator("[data-rest]").click()


def status(page):
    return page.locator("#register-status").inner_text()


def waiting(page):
    page.locator("#register-status[data-tone=wait]").wait_for()
    page.locator("#outbox").get_by_text("waiting to send").wait_for()


def saved(page):
    page.locator("#register-status[data-tone=done]").wait_for(timeout=20000)


def test_marks_made_without_a_network_survive_a_reload_and_are_sent_once_when_it_is_back(day, open_browser):
    context = open_browser(Role.CLASS_TEACHER, viewport=PHONE)
    page = context.new_page()
    ready(page, register_path(day))
    context.set_offline(True)
    mark(page, "Ben Ashby", "absent")
    save_rest(page)
    waiting(page)
    assert "You are offline" in page.locator("#outbox").inner_text()
    assert "1 register waiting to send" in page.locator("#outbox").inner_text()
    assert set(class_marks(day).values()) == {"."}
    page.reload()
    page.locator("#register-status").get_by_text("not sent yet").wait_for()
    assert page.locator(".reg-row[data-name='Ben Ashby'] .reg-choice--absent input").is_checked()
    assert page.locator("[data-count=unmarked] b").inner_text() == "0"
    context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    marks = class_marks(day)
    assert marks[day.pupils["Ben"]] == "N"
    assert list(marks.values()).count("/") == 29
    assert page.locator("#outbox").is_hidden()


def test_a_repeat_of_a_save_whose_answer_was_lost_changes_nothing(day, open_browser):
    from bellwether.registers.models import RegisterEntry

    page = open_browser(Role.CLASS_TEACHER).new_page()
    ready(page, register_path(day))
    lost: list[int] = []

    def lose_first_answer(route):
        response = route.fetch()
        if lost:
            route.fulfill(response=response)
        else:
            lost.append(response.status)
            route.abort("connectionreset")

    page.route("**/marks/", lose_first_answer)
    save_rest(page)
    waiting(page)
    taken = RegisterEntry.objects.filter(kind="taken").count()
    page.locator("[data-outbox-send]").click()
    saved(page)
    assert lost == [200]
    assert taken == 1
    assert RegisterEntry.objects.filter(kind="taken").count() == 1
    assert "30 marks saved" in status(page)


@pytest.mark.parametrize("what", ["**/who/", "**/marks/"])
def test_marks_are_kept_while_the_servers_database_is_away_and_sent_when_it_is_back(day, open_browser, what):
    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    ready(page, register_path(day))
    away = {"status": 503, "headers": {"Retry-After": "60"}, "json": {"said": "Bellwether is out of reach."}}
    context.route(what, lambda route: route.fulfill(**away))  # of the worker, too, through which the one of them goes
    save_rest(page)
    waiting(page)
    page.locator("#register-status").get_by_text("could not take it just now").wait_for()
    assert "You are offline" not in page.locator("#outbox").inner_text()
    assert set(class_marks(day).values()) == {"."}
    context.unroute(what)
    page.locator("[data-outbox-send]").click()
    saved(page)
    assert set(class_marks(day).values()) == {"/"}
    assert page.locator("#outbox").is_hidden()


def test_marks_wait_through_an_expired_sign_in_and_go_out_after_signing_in_again(day, open_browser):
    from django.contrib.sessions.models import Session

    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    ready(page, register_path(day))
    kept = context.cookies()
    Session.objects.all().delete()
    save_rest(page)
    page.locator("#register-status").get_by_text("Sign in again, and it is sent").wait_for()
    assert page.get_by_role("link", name="Sign in to send").is_visible()
    assert set(class_marks(day).values()) == {"."}
    context.clear_cookies()
    sign_in_again(context, day.users[Role.CLASS_TEACHER], kept)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    saved(page)
    assert set(class_marks(day).values()) == {"/"}


def sign_in_again(context, user_id, before):
    from django.conf import settings
    from django.test import Client

    from tests.world import sign_in

    client = Client()
    sign_in(client, user_id)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    old = next(one for one in before if one["name"] == settings.SESSION_COOKIE_NAME)
    context.add_cookies([{"name": old["name"], "value": value, "domain": old["domain"], "path": "/"}])


def test_marks_of_one_teacher_do_not_go_out_under_the_sign_in_of_another(day, open_browser):
    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    ready(page, register_path(day))
    before = context.cookies()
    context.set_offline(True)
    save_rest(page)
    waiting(page)
    context.clear_cookies()  # first: with the network back and the teacher signed in, the marks would rightly go out
    sign_in_again(context, day.users[Role.HEAD], before)
    context.set_offline(False)
    page.goto("/registers/")
    page.locator("#outbox").get_by_text("of another person").wait_for()
    page.wait_for_timeout(500)
    assert set(class_marks(day).values()) == {"."}
    context.clear_cookies()
    sign_in_again(context, day.users[Role.CLASS_TEACHER], before)
    page.goto("/registers/")
    until(page, f"async () => (await ({UNSENT})()) === 0")
    assert set(class_marks(day).values()) == {"/"}


def test_a_mark_that_the_office_made_meanwhile_is_shown_and_not_written_over(day, open_browser):
    from bellwether.registers import services
    from tests.journeys.registers.conftest import BEFORE_SCHOOL
    from tests.world import TODAY

    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    ready(page, register_path(day))
    context.set_offline(True)
    save_rest(page)
    waiting(page)
    change = services.MarkChange(day.pupils["Cleo"], TODAY, 0, "V")
    services.amend(day.school, changes=[change], reason="Trip", actor=day.actor(Role.OFFICE), now=BEFORE_SCHOOL)
    context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    page.locator("#register-conflicts").get_by_text("Cleo").wait_for(timeout=20000)
    assert "Visit or trip" in page.locator("#register-conflicts").inner_text()
    marks = class_marks(day)
    assert marks.pop(day.pupils["Cleo"]) == "V"
    assert set(marks.values()) == {"/"}


def test_signing_out_sends_first_and_asks_twice_where_it_cannot(day, open_browser):
    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    ready(page, register_path(day))
    context.set_offline(True)
    save_rest(page)
    waiting(page)
    page.get_by_role("button", name="Sign out").first.click()
    dialog = page.locator("#outbox-ask")
    dialog.get_by_text("1 register could not be sent").wait_for(timeout=20000)
    dialog.get_by_role("button", name="Sign out").click()
    dialog.get_by_text("Are you sure").wait_for()
    dialog.get_by_role("button", name="Stay signed in").click()
    assert page.evaluate("caches.has('bellwether-lists')")


def test_the_server_stops_in_the_middle_of_the_morning_and_nothing_is_lost(day, open_browser, live_server):
    server = serve(live_server, ("localhost", 0))
    address = server.server_address
    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    page.goto(f"http://localhost:{address[1]}{register_path(day)}")
    until(page, KEPT, register_path(day))
    stop(server)
    mark(page, "Ben Ashby", "absent")
    save_rest(page)
    waiting(page)
    page.reload()
    page.locator("#register-status").get_by_text("not sent yet").wait_for(timeout=20000)
    server = serve(live_server, address)
    page.locator("[data-outbox-send]").click()
    saved(page)
    stop(server)
    marks = class_marks(day)
    assert marks.pop(day.pupils["Ben"]) == "N"
    assert set(marks.values()) == {"/"}


def serve(live_server, address):
    """The application of the tests on a server of our own, without connections that outlive it."""
    import threading
    from wsgiref.simple_server import WSGIRequestHandler

    from django.core.servers.basehttp import ThreadedWSGIServer

    class Quiet(WSGIRequestHandler):
        def log_message(self, *args):
            """Nothing is written to the output of the tests."""

    server = ThreadedWSGIServer(address, Quiet, allow_reuse_address=True)
    server.set_app(live_server.thread.httpd.get_app())
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def stop(server):
    server.shutdown()
    server.server_close()


def test_two_registers_wait_in_order_and_the_later_save_of_one_meets_no_conflict_with_the_first(day, open_browser):
    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    ready(page, register_path(day))
    context.set_offline(True)
    save_rest(page)
    waiting(page)
    mark(page, "Ben Ashby", "absent")
    page.get_by_role("button", name="Save marks").click()
    page.locator("#outbox").get_by_text("2 registers waiting to send").wait_for()
    context.set_offline(False)
    page.evaluate("window.dispatchEvent(new Event('online'))")
    until(page, f"async () => (await ({UNSENT})()) === 0")
    marks = class_marks(day)
    assert marks.pop(day.pupils["Ben"]) == "N"
    assert set(marks.values()) == {"/"}


def test_a_list_that_is_older_than_a_day_is_not_shown_any_more(day, open_browser):
    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    path = register_path(day)
    ready(page, path)
    page.evaluate(
        """async path => {
          const lists = await caches.open('bellwether-lists');
          const kept = await lists.match(path);
          const headers = new Headers(kept.headers);
          headers.set('Bellwether-Kept-At', String(Date.now() - 25 * 3600 * 1000));
          await lists.put(new URL(path, location).href, new Response(await kept.blob(), { headers }));
        }""",
        path,
    )
    context.set_offline(True)
    page.goto(path)
    assert page.get_by_role("heading", level=1).inner_text() == "You are offline"
    assert not page.evaluate(KEPT, path)


def test_signing_out_wipes_the_lists_and_keeps_nothing_of_the_class_on_the_device(day, open_browser):
    page = open_browser(Role.CLASS_TEACHER).new_page()
    path = register_path(day)
    ready(page, path)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: path not in url)
    until(page, f"async path => !(await ({KEPT})(path))", path)
    page.context.set_offline(True)
    page.goto(path)
    assert "Ben Ashby" not in page.content()


def test_the_list_for_evacuation_opens_without_a_network_and_counts_who_was_found(day, open_browser):
    context = open_browser(Role.OFFICE)
    page = context.new_page()
    path = f"/registers/school/{day.school}/on-site/"
    ready(page, path)
    context.set_offline(True)
    page.reload()
    page.get_by_label("Ben Ashby").check()
    assert "1 of 32 found" in page.locator("[data-tally]").inner_text()
    page.reload()
    assert page.get_by_label("Ben Ashby").is_checked()
