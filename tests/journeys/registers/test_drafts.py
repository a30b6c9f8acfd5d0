"""What was tapped and not saved yet: it survives a reload with what its maker had seen, and nobody else's time."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bellwether.core.access import Role
from tests.journeys.registers.conftest import class_marks, register_path
from tests.journeys.registers.test_meanwhile import office_marks, row
from tests.journeys.registers.test_offline import ready, save_rest, until, waiting

pytestmark = pytest.mark.browser

READ = """async name => {
  const asked = indexedDB.open('bellwether', 1);
  const base = await new Promise(done => { asked.onsuccess = () => done(asked.result) });
  const all = base.transaction(name).objectStore(name).getAll();
  const found = await new Promise(done => { all.onsuccess = () => done(all.result) });
  base.close();
  return found;
}"""
AGE = """async ([name, hours]) => {
  const asked = indexedDB.open('bellwether', 1);
  const base = await new Promise(done => { asked.onsuccess = () => done(asked.result) });
  const store = base.transaction(name, 'readwrite').objectStore(name);
  await new Promise(done => {
    store.openCursor().onsuccess = ({ target }) => {
      if (!target.result) return done();
      target.result.update({ ...target.result.value, at: Date.now() - hours * 3600 * 1000 });
      target.result.continue();
    };
  });
  base.close();
}"""


@pytest.fixture
def register(open_browser, day):
    page = open_browser(Role.CLASS_TEACHER).new_page()
    page.goto(register_path(day))
    expect(page.locator("[data-rest]")).to_be_visible()
    return page


def tap(page, day, name, choice="absent"):
    row(page, day, name).locator(f".reg-choice--{choice}").click()


def drafted(page, count=1):
    until(page, f"async () => (await ({READ})('drafts')).flatMap(one => one.marks).length === {count}")


def meets_the_office(page, day):
    """The page says what the office did, and saving does not write over it."""
    expect(row(page, day, "Beth").locator(".reg-choice--absent input")).to_be_checked()
    expect(row(page, day, "Beth")).to_contain_text("Changed since you opened this page: Late")
    expect(row(page, day, "Beth")).to_contain_text("by Sam Office")
    page.get_by_role("button", name="Save marks").click()
    expect(page.locator("#register-conflicts")).to_contain_text("Beth")
    assert class_marks(day)[day.pupils["Beth"]] == "L"


def test_a_draft_comes_back_with_what_its_maker_had_seen(register, day):
    tap(register, day, "Beth")
    drafted(register)
    office_marks(day, "Beth", "L")
    register.reload()
    meets_the_office(register, day)


def test_a_refused_save_comes_back_with_what_its_maker_had_seen(register, day):
    no = {"status": 422, "json": {"said": "No.", "problems": []}}
    register.route("**/marks/", lambda route: route.fulfill(**no))
    tap(register, day, "Beth")
    save_rest(register)
    expect(register.locator("#register-status")).to_contain_text("No.")
    register.unroute("**/marks/")
    office_marks(day, "Beth", "L")
    register.reload()
    meets_the_office(register, day)


def test_a_mark_tapped_over_a_save_that_waits_has_seen_no_more_than_that_save(day, open_browser):
    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    ready(page, register_path(day))
    page.route("**/marks/", lambda route: route.abort())
    tap(page, day, "Beth", "late")
    save_rest(page)
    waiting(page)
    office_marks(day, "Beth", "C")
    page.reload()
    expect(page.locator("#register-status")).to_contain_text("not sent yet")
    tap(page, day, "Beth")
    page.get_by_role("button", name="Save marks").click()
    page.unroute("**/marks/")
    page.locator("[data-outbox-send]").click()
    until(page, f"async () => (await ({READ})('outbox')).length === 0")
    assert class_marks(day)[day.pupils["Beth"]] == "C"


def test_signing_out_counts_what_is_not_saved_and_wipes_it_only_when_told_so(register, day):
    tap(register, day, "Beth")
    tap(register, day, "Amara")
    register.get_by_role("button", name="Sign out").first.click()
    dialog = register.locator("#outbox-ask")
    expect(dialog).to_contain_text("2 marks were chosen and not saved")
    dialog.get_by_role("button", name="Stay signed in").click()
    drafted(register, 2)
    register.get_by_role("button", name="Sign out").first.click()
    expect(dialog).to_contain_text("2 marks were chosen and not saved")
    with register.expect_navigation():
        dialog.get_by_role("button", name="Sign out").click()
    until(register, f"async () => (await ({READ})('drafts')).length === 0")


def test_a_draft_of_more_than_a_day_is_not_put_in_and_goes_and_what_waits_to_be_sent_stays(day, open_browser):
    context = open_browser(Role.CLASS_TEACHER)
    page = context.new_page()
    path = register_path(day)
    ready(page, path)
    context.set_offline(True)
    tap(page, day, "Amara")
    page.get_by_role("button", name="Save marks").click()
    waiting(page)
    tap(page, day, "Beth")
    drafted(page)
    for name in ("drafts", "outbox"):
        page.evaluate(AGE, [name, 25])
    page.reload()
    expect(row(page, day, "Amara").locator(".reg-choice--absent input")).to_be_checked()
    expect(row(page, day, "Beth").locator(".reg-choice--absent input")).not_to_be_checked()
    until(page, f"async () => (await ({READ})('drafts')).length === 0")
    assert len(page.evaluate(READ, "outbox")) == 1
