"""A school office has its folder watched, and hears on the start page of a file that could not be applied."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from bellwether.core.access import Role, system_actor
from bellwether.exchange import services
from bellwether.exchange.models import WatchedFolder
from tests.exchange.staging import marks_csv
from tests.journeys.exchange.office import Office
from tests.world import NOW, TODAY

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_a_folder_is_set_and_what_cannot_be_applied_waits_on_the_start_page(
    day, open_browser, work, settings, tmp_path, script
):
    settings.WATCHED_DIR = tmp_path / "watched"
    page = open_browser(Role.OFFICE, java_script_enabled=script, bypass_csp=True).new_page()
    office = Office(day, page, work, script=script)
    page.goto(f"/imports/{day.school}/")
    page.get_by_role("link", name="Set a folder that is watched").click()
    page.get_by_label("Take up what lies in the folder, without a person").focus()
    page.keyboard.press("Space")
    office.tabs_to("Save")
    page.keyboard.press("Enter")
    expect(page.get_by_text("The watched folder is set.")).to_be_visible()
    assert WatchedFolder.objects.get().is_on
    page.get_by_role("link", name="Set a folder that is watched").click()
    expect(page.get_by_label("Take up what lies in the folder, without a person")).to_be_checked()
    office.finds_it_sound("folder")

    (place,) = settings.WATCHED_DIR.iterdir()
    text = marks_csv(day, ("Ada", TODAY - timedelta(days=1), "AM", "QQ"))
    (place / "marks" / "monday.csv").write_text(text, encoding="utf-8")
    for minutes in (1, 2):
        services.look_into_folders(actor=system_actor(TODAY), now=NOW + timedelta(minutes=minutes))
    work()
    page.goto("/")
    page.get_by_role("link", name="import needs mending").first.click()
    expect(page.get_by_role("table", name="Imports so far")).to_contain_text("from the watched folder")
    office.finds_it_sound("folder-history")
