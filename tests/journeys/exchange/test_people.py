"""A school office brings its lists of pupils, groups and contacts: dirty at first, mended, applied, brought again."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bellwether.core.access import Role
from bellwether.exchange.formats.people.columns import guides, template_of
from bellwether.people.models import Parent, Pupil
from tests.exchange.staging import upn_of
from tests.journeys.exchange.office import Office, files_of

pytestmark = pytest.mark.browser


def lists(day, *, born="03/10/2019"):
    """The worked example, with a pupil who is known and changed and one who lacks what a new one needs."""
    texts = {name: template_of(name, with_example=True) for name in guides()}
    columns = [one.column.key for one in guides()["pupils"].columns]

    def row(**cells):
        return ",".join(cells.get(key, "") for key in columns) + "\r\n"

    texts["pupils"] = texts["pupils"].replace("03/10/2019", born)
    texts["pupils"] += row(upn=upn_of(day, "Ada"), middle_names="Joy", nc_year="3", group="3C", sen="K")
    texts["pupils"] += row(number="99", legal_forename="Nobody", legal_surname="Quite", sex="F")
    return [(f"{name}.csv", text) for name, text in texts.items()]


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_dirty_lists_are_mended_applied_and_brought_again(day, open_browser, work, script):
    page = open_browser(Role.OFFICE, java_script_enabled=script, bypass_csp=True).new_page()
    office = Office(day, page, work, script=script)
    finds_files_to_fill_in(page)
    office.finds_it_sound("people-bring")

    office.brings(*lists(day, born="31/02/2019"))
    office.hears("nothing can be applied")
    expect(page.get_by_role("table", name="Problems")).to_contain_text("31/02/2019")
    expect(page.get_by_role("button", name="Apply")).to_have_count(0)
    office.finds_it_sound("people-problems")

    office.starts_anew()
    office.brings(*lists(day))
    office.hears("Ready to look at")
    looks_through_what_would_change(page)
    office.finds_it_sound("people-ready")
    page.get_by_label("Leave 1 line out and apply the rest").check()
    page.get_by_role("button", name="Apply").click()
    office.machine_works()
    office.hears("changes were written")
    assert Pupil.objects.filter(legal_surname="Example").count() == 2
    assert Pupil.objects.get(pk=day.pupils["Ada"]).middle_names == "Joy"
    assert Parent.objects.filter(surname="Example").count() == 1

    office.starts_anew()
    office.brings(*lists(day))
    office.hears("can be written: see what stands in the way")
    page.goto(f"/imports/{day.school}/")
    expect(page.get_by_role("table", name="Imports so far")).to_contain_text("Pupils, groups and contacts")
    office.finds_it_sound("people-history")


def finds_files_to_fill_in(page):
    page.goto("/")
    page.get_by_role("link", name="Imports").first.click()
    page.get_by_role("link", name="Bring pupils, groups and contacts").click()
    page.get_by_text("Columns: Contacts").click()
    expect(page.get_by_role("table", name="Contacts")).to_contain_text("Whether they care for the pupil day by day")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("Worked example.*Pupils")).click()
    assert download.value.suggested_filename == "pupils-example.csv"


def looks_through_what_would_change(page):
    for table, words in (
        ("New pupils", "Zoe Example"),
        ("What changes about pupils", "Middle names"),
        ("Pupils who change group", "3C"),
        ("Groups that are made", "Choir"),
        ("Parents and contacts", "Sam Example"),
        ("Lines that cannot be written", "date of birth"),
        ("On roll here, and missing from the file", "Not in the file"),
    ):
        expect(page.get_by_role("table", name=table)).to_contain_text(words)


def test_with_the_keyboard_alone_lists_are_applied(day, open_browser, work):
    page = open_browser(Role.OFFICE).new_page()
    office = Office(day, page, work, script=True)
    page.goto(f"/imports/{day.school}/people/")
    page.get_by_label("Files").set_input_files(files_of(("pupils.csv", template_of("pupils", with_example=True))))
    page.get_by_label("Files").focus()
    office.tabs_to("Read the files")
    page.keyboard.press("Enter")
    office.hears("Waiting to be read")
    work()
    office.hears("Ready to look at")
    office.tabs_to("Apply")
    page.keyboard.press("Enter")
    office.hears("Being applied")
    work()
    office.hears("changes were written")
    assert Pupil.objects.filter(legal_surname="Example").count() == 2
