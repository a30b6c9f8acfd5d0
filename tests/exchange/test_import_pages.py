"""The pages of imports: what they show to whom, at what cost, and what they hide."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.exchange.kinds import State
from bellwether.exchange.models import StagedImport
from bellwether.registers import services as registers
from tests.exchange.staging import applied, facts, marks_csv, staged
from tests.registers.builders import SYSTEM, fill_class
from tests.world import NOW, TODAY, YEAR

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def opened(world):
    registers.open_rows(world.school, YEAR, actor=SYSTEM, now=NOW)
    return world


def page_of(world, import_id, role=Role.OFFICE, **sign):
    return world.client(role, **sign).get(reverse("exchange:stage", args=[import_id])).content.decode()


def test_an_upload_leads_to_its_import_and_waits(opened):
    browser = opened.client(Role.OFFICE)
    file = io.BytesIO(marks_csv(opened, ("Ada", YESTERDAY, "AM", "/")).encode())
    file.name = "marks.csv"
    answer = browser.post(reverse("exchange:bring-marks", args=[opened.school]), {"files": [file]})
    row = StagedImport.objects.get()
    assert answer.url == reverse("exchange:stage", args=[row.pk])
    assert row.state == State.WAITING
    assert "hx-get" in browser.get(answer.url).content.decode()


def test_without_a_file_the_page_says_what_is_missing(opened):
    answer = opened.client(Role.OFFICE).post(reverse("exchange:bring-marks", args=[opened.school]), {})
    assert "Select a file" in answer.content.decode()
    assert not StagedImport.objects.exists()


def test_files_that_are_too_large_are_refused_before_they_are_kept(opened, monkeypatch):
    from bellwether.exchange import forms

    monkeypatch.setattr(forms, "LARGEST_TOGETHER", 10)
    file = io.BytesIO(b"x" * 11)
    file.name = "marks.csv"
    answer = opened.client(Role.OFFICE).post(reverse("exchange:bring-marks", args=[opened.school]), {"files": [file]})
    assert "Export fewer days" in answer.content.decode()


def test_whoever_may_not_see_a_guarded_code_sees_its_category(opened):
    applied(opened, staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "N"))))
    made = staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "I")))
    assert "I Illness" in page_of(opened, made)
    assert "Illness" not in page_of(opened, made, verified=False)
    file = opened.client(Role.OFFICE, verified=False).get(reverse("exchange:list-file", args=[made, "changed"]))
    assert "Illness" not in b"".join(file.streaming_content).decode()


def test_an_administrator_who_sees_no_pupil_brings_files_and_reads_no_name(opened):
    text = marks_csv(opened, ("Ada", YESTERDAY, "AM", "I"))
    made = staged(opened, text, role=Role.ADMINISTRATOR)
    browser = opened.client(Role.ADMINISTRATOR)
    shown = browser.get(reverse("exchange:list", args=[made, "new"])).content.decode()
    assert "Okonkwo" not in shown
    assert f"Pupil {opened.pupils['Ada']}" in shown
    assert applied(opened, made, role=Role.ADMINISTRATOR).state is State.APPLIED


def test_a_list_can_be_kept_and_no_cell_of_it_is_a_formula(opened):
    text = "Pupil ID,Date,Session,Code\n" + "=1+1,2026-11-16,AM,/\n"
    made = staged(opened, text)
    file = opened.client(Role.OFFICE).get(reverse("exchange:list-file", args=[made, "unknown"]))
    assert file["Content-Disposition"] == f'attachment; filename="import-{made}-unknown.csv"'
    assert b"".join(file.streaming_content).decode("utf-8-sig").splitlines() == [
        "In the file,Marks,File,First row", "'=1+1,1,file 1.csv,2",
    ]  # fmt: skip


def test_no_such_list_and_no_such_portion_are_not_found(opened):
    made = staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "I")))
    browser = opened.client(Role.OFFICE)
    for address in (
        reverse("exchange:list", args=[made, "nonsense"]),
        reverse("exchange:list", args=[made, "new"]) + "?page=7",
        reverse("exchange:list", args=[made, "new"]) + "?page=0",
        reverse("exchange:list-file", args=[made, "nonsense"]),
    ):
        assert browser.get(address).status_code == 404, address


def test_yes_without_agreeing_to_leave_out_says_so_and_does_nothing(opened):
    made = staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "I"), ("Ben", "2026-11-15", "AM", "/")))
    browser = opened.client(Role.OFFICE)
    answer = browser.post(reverse("exchange:apply", args=[made]), follow=True)
    assert "say that the rest is applied without it" in answer.content.decode()
    assert facts(opened, made).state is State.READY
    browser.post(reverse("exchange:apply", args=[made]), {"leave_out": "on"})
    assert facts(opened, made).state is State.APPLYING


@pytest.mark.parametrize("pupils", [1, 40])
def test_the_page_of_an_import_costs_the_same_for_one_pupil_and_for_forty(opened, django_assert_num_queries, pupils):
    from bellwether.people.models import PupilNumber

    made = fill_class(opened, pupils + 4)
    registers.open_rows(opened.school, YEAR, actor=SYSTEM, now=NOW)
    for number, pupil in enumerate(made):
        PupilNumber.objects.create(school_id=opened.school, pupil_id=pupil, number=f"x{number}")
    rows = "".join(f"x{number},2026-11-16,AM,I\n" for number in range(pupils))
    found = staged(opened, f"Pupil ID,Date,Session,Code\n{rows}nobody,2026-11-16,AM,I\n")
    browser = opened.client(Role.OFFICE)
    for address, queries in (
        (reverse("exchange:stage", args=[found]), PAGE),
        (reverse("exchange:list", args=[found, "new"]), LIST),
    ):
        browser.get(address)
        with django_assert_num_queries(queries):
            browser.get(address)


@pytest.mark.parametrize("imports", [1, 12])
def test_the_history_costs_the_same_for_one_import_and_for_twelve(opened, django_assert_num_queries, imports):
    for _ in range(imports):
        staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "I")))
    browser, address = opened.client(Role.OFFICE), reverse("exchange:school", args=[opened.school])
    browser.get(address)
    with django_assert_num_queries(SCHOOL):
        browser.get(address)


def test_the_start_page_says_which_imports_wait(opened):
    staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "QQ")))
    staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "I")))
    shown = opened.client(Role.OFFICE).get("/").content.decode()
    assert "import needs mending" in shown
    assert "import to look at" in shown
    assert "import needs mending" not in opened.client(Role.GOVERNOR).get("/").content.decode()


# Session, user, memberships and what surrounds a page; then
PAGE = 13
"""the import and its reach (twice), its files, first lines, names with their reach, classes and the school;"""
LIST = 14
"""the same with one portion and their number;"""
SCHOOL = 8
"""the school, its reach, its imports and the rule that says where registers are kept."""
