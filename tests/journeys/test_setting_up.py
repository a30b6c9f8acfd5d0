"""An empty database, one command, and a school whose first register is taken: all of it in a real browser."""

from __future__ import annotations

import base64
import hashlib
import hmac
import io
import re
import struct
import time
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from bellwether.exchange.formats.people.columns import guides, template_of
from tests.chromium import DESK, tab_to, violations_of
from tests.journeys.exchange.conftest import work
from tests.journeys.registers.conftest import BEFORE_SCHOOL, at_time
from tests.world import TODAY

__all__ = ["at_time", "work"]

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASSWORD = "correct-horse-battery"  # noqa: S105
A_SCHOOL = (
    *("--urn", "123456", "--school-name", "Oak Lane Primary School", "--laestab", "9992001", "--phase", "primary"),
    *("--authority-name", "Wrenshire Council", "--admin-name", "Ana Reyes", "--admin-email", "ana@oaklane.example"),
)


@pytest.fixture
def school(transactional_db, at_time, monkeypatch):
    """Nothing but what `bellwether setup` made; its id."""
    from bellwether.cli.main import main
    from bellwether.organisations.selectors import school_by_urn

    at_time(BEFORE_SCHOOL)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    assert main(["setup", *A_SCHOOL, "--password-stdin"]) == 0
    return school_by_urn("123456").id


@pytest.fixture
def open_page(browser, live_server):
    contexts = []

    def start():
        context = browser.new_context(base_url=live_server.url, viewport=DESK, locale="en-GB", bypass_csp=True)
        context.set_default_timeout(8000)
        contexts.append(context)
        return context.new_page()

    yield start
    for context in contexts:
        context.close()


def code_of(key):
    """What an authenticator app shows for a key now."""
    moment = struct.pack(">Q", int(time.time()) // 30)
    mac = hmac.new(base64.b32decode(key), moment, hashlib.sha1).digest()
    return f"{(struct.unpack_from('>I', mac, mac[-1] & 15)[0] & 0x7FFFFFFF) % 10**6:06d}"


def sign_in(page, email, password):
    page.goto("/sign-in/")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def second_step(page):
    """With a code app; leads to the start page."""
    page.wait_for_url("**/account/second-step/**")
    assert violations_of(page) == []
    page.get_by_role("button", name="Use a code app").click()
    page.get_by_text("Key for the app").wait_for()
    assert violations_of(page) == []
    key = re.search(r"Key for the app: ([A-Z2-7]+)", page.locator("main").inner_text())[1]
    page.get_by_label("Code").fill(code_of(key))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("Your recovery codes")).to_be_visible()
    assert violations_of(page) == []
    page.get_by_role("main").locator("a, button").filter(has_text="Go on").last.click()
    page.wait_for_url(lambda address: urlsplit(address).path == "/")


def open_task(page, words):
    """From the start page to where something unset is set, with the keyboard alone."""
    page.goto("/")
    tab_to(page, page.get_by_role("main").get_by_role("link", name=words).first)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda address: urlsplit(address).path != "/")
    page.wait_for_load_state()
    assert violations_of(page) == []


def type_in(page, field, text):
    tab_to(page, field)
    page.keyboard.type(text)


def type_day(page, name, day):
    group = page.get_by_role("group", name=name, exact=True)
    for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        field = group.get_by_label(part, exact=True)
        tab_to(page, field)
        page.keyboard.press("ControlOrMeta+A")
        page.keyboard.type(str(value))


def press(page, name):
    tab_to(page, page.get_by_role("main").get_by_role("button", name=name, exact=True))
    page.keyboard.press("Enter")


def set_terms(page):
    open_task(page, "Term dates of this year are not set")
    type_in(page, page.get_by_label("Name of term 1"), "Autumn")
    type_day(page, "First day of term 1", TODAY.replace(month=9, day=1))
    type_day(page, "Last day of term 1", TODAY.replace(month=12, day=18))
    press(page, "Save")
    page.wait_for_url(lambda address: "/terms/" not in address)
    assert violations_of(page) == []


def set_times(page):
    for session, times in (
        ("Morning", ("8:40", "8:45", "9:10", "12:00")),
        ("Afternoon", ("13:00", "13:05", "13:30", "15:15")),
    ):
        open_task(page, "Register times are not set")
        page.get_by_role("link", name="Set times").or_(page.get_by_role("button", name="Set times")).focus()
        page.keyboard.press("Enter")
        page.get_by_label(session).wait_for()
        assert violations_of(page) == []
        page.get_by_label(session).focus()
        page.keyboard.press("Space")
        type_day(page, "From which day?", TODAY)
        names = ("Session begins and register opens", "Who comes after this is late", "Register closes", "Session ends")
        for name, at in zip(names, times, strict=True):
            type_in(page, page.get_by_label(name), at)
        press(page, "Save")
        expect(page.get_by_role("table", name="Register times")).to_contain_text(times[2])


def bring_pupils(page, work):
    open_task(page, "Bring them in from a file")
    keys = [one.column.key for one in guides()["pupils"].columns]
    rows = [
        {"number": str(n), "legal_forename": name, "legal_surname": "Example", "sex": "F", "born_on": "03/10/2018",
         "starts_on": "01/09/2026", "nc_year": "3", "group": "3B"}
        for n, name in enumerate(("Ada", "Ben", "Cleo"), start=1)
    ]  # fmt: skip
    text = template_of("pupils", with_example=False)
    text += "".join(",".join(row.get(key, "") for key in keys) + "\r\n" for row in rows)
    page.get_by_label("Files").set_input_files(
        [{"name": "pupils.csv", "mimeType": "text/csv", "buffer": text.encode()}]
    )
    press(page, "Read the files")
    status = page.locator("#import [role=status]")
    expect(status).to_contain_text("Waiting to be read")
    work()
    expect(status).to_contain_text("Ready to look at")
    assert violations_of(page) == []
    press(page, "Apply")
    expect(status).to_contain_text("Being applied")
    work()
    expect(status).to_contain_text("changes were written")


def give_class_teacher(page, mailoutbox):
    """The page of roles; the e-mail leads to a password. Gives the address in it."""
    open_task(page, "Nobody has the role of the school office")
    page.get_by_role("main").locator("a, button").filter(has_text="Give somebody a role").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Role").select_option(label="Class teacher")
    assert violations_of(page) == []
    page.get_by_role("main").locator("button[type=submit]").last.click()
    type_in(page, page.get_by_label("E-mail address"), "robin@oaklane.example")
    type_in(page, page.get_by_label("Name", exact=True), "Robin Vale")
    type_in(page, page.get_by_label("Post"), "Teacher")
    page.get_by_label("3B").focus()
    page.keyboard.press("Space")
    type_day(page, "First day", TODAY)
    assert violations_of(page) == []
    page.get_by_role("main").locator("button[type=submit]").last.click()
    page.get_by_role("heading", name="Robin Vale").wait_for()
    (letter,) = (one for one in mailoutbox if one.to == ["robin@oaklane.example"])
    return urlsplit(re.search(r"https?://\S+", letter.body)[0]).path


def test_from_an_empty_database_to_the_first_register(school, open_page, work, mailoutbox):
    page = open_page()
    sign_in(page, "ana@oaklane.example", PASSWORD)
    second_step(page)
    expect(page.get_by_role("heading", name="Setting up Oak Lane Primary School")).to_be_visible()
    assert violations_of(page) == []
    set_terms(page)
    set_times(page)
    bring_pupils(page, work)
    invitation = give_class_teacher(page, mailoutbox)
    page.goto("/")
    unset = page.get_by_role("main").inner_text()
    for done in ("Term dates", "Register times", "No pupil is on"):
        assert done not in unset

    teacher = open_page()
    teacher.goto(invitation)
    assert violations_of(teacher) == []
    for field in teacher.locator("main input[type=password]").all():
        field.fill(PASSWORD)
    teacher.get_by_role("main").locator("button[type=submit]").last.click()
    sign_in(teacher, "robin@oaklane.example", PASSWORD)
    teacher.goto("/")
    tab_to(teacher, teacher.get_by_role("main").get_by_role("button", name="Take the morning register of 3B"))
    teacher.keyboard.press("Enter")
    teacher.locator("[data-rest]").wait_for()
    assert violations_of(teacher) == []
    tab_to(teacher, teacher.locator("[data-rest]"))
    teacher.keyboard.press("Enter")
    teacher.get_by_text("3 marks saved").first.wait_for()
