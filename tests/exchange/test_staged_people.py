"""Files of people on their way into the records: our own templates, what would change, applied whole or not at all."""

from __future__ import annotations

import io

import pytest
from django.urls import reverse

from bellwether.audit.models import AuditEvent
from bellwether.core.access import Role
from bellwether.exchange.facts import Way
from bellwether.exchange.formats.people.columns import guides, template_of
from bellwether.exchange.kinds import Kind, Origin, State
from bellwether.exchange.models import StagedImport
from bellwether.people.models import (
    Address,
    Characteristic,
    Enrolment,
    GroupMembership,
    Parent,
    ParentNumber,
    ParentOf,
    Pupil,
    PupilNumber,
    PupilUpn,
)
from bellwether.registers import services as registers
from tests.exchange.staging import applied, facts, list_of, staged, upn_of
from tests.exchange.test_staged_marks import nothing_is_kept
from tests.registers.builders import SYSTEM, fill_class
from tests.world import NOW, TODAY, YEAR

HEAD = "UPN,Legal forename,Legal surname,Sex,Date of birth,Admission date,Year group,Registration group\n"
NEW = "R801200021002,Max,Example,M,21/01/2019,02/09/2026,3,3B\n"


def example(name):
    return f"{name}-example.csv", template_of(name, with_example=True)


def people(world, *contents, **more):
    """Files of people, kept and read. Returns the id of the import."""
    return staged(world, *contents, kind=Kind.PEOPLE, **more)


def test_the_worked_example_comes_in_whole_and_brought_again_changes_nothing(world):
    files = [example(name) for name in guides()]
    made = people(world, *files)
    found = facts(world, made)
    names = ("created", "groups", "joined", "contacts", "not-written", "warnings")
    assert [found.counts[name] for name in names] == [2, 4, 2, 3, 0, 0]
    assert found.state is State.READY
    assert not Pupil.objects.filter(legal_surname="Example").exists()
    assert applied(world, made).state is State.APPLIED
    assert nothing_is_kept(made)
    zoe, max_ = Pupil.objects.filter(legal_surname="Example").order_by("-legal_forename")
    assert sorted(GroupMembership.objects.filter(pupil=zoe).values_list("group__name", "nc_year")) == [
        ("2B", 2), ("Choir", 2),
    ]  # fmt: skip
    assert sorted(GroupMembership.objects.filter(pupil=max_).values_list("group__name", flat=True)) == [
        "Gardening club", "RB",
    ]  # fmt: skip
    links = ParentOf.objects.filter(pupil=zoe).order_by("contact_order")
    assert [(link.parent.forename, link.relation, link.has_responsibility) for link in links] == [
        ("Sam", "mother", True), ("Kit", "grandparent", False),
    ]  # fmt: skip
    assert Parent.objects.filter(surname="Example").count() == 1
    assert set(ParentNumber.objects.values_list("number", flat=True)) >= {"C0815", "C0816"}
    assert Address.objects.get(pupil=max_).postcode == "EX1 1AA"
    assert set(Characteristic.objects.filter(pupil=max_).values_list("kind", "value")) == {
        ("free-school-meals", "yes"), ("pupil-premium", "yes"), ("sen", "K"), ("first-language", "English"),
    }  # fmt: skip
    again = facts(world, people(world, *files))
    assert (again.state, again.counts["same"]) == (State.NOTHING, 4)
    for name, file in zip(guides(), files, strict=True):
        assert facts(world, people(world, file)).state is State.NOTHING, name


def test_marks_follow_by_the_number_that_the_list_of_pupils_brought(world):
    registers.open_rows(world.school, YEAR, actor=SYSTEM, now=NOW)
    applied(world, people(world, example("pupils")))
    found = facts(world, staged(world, "Pupil ID,Date,Session,Code\n4711,2026-11-16,AM,/\n"))
    assert (found.state, found.counts["new"]) == (State.READY, 1)


def test_with_an_error_everything_wrong_is_listed_with_its_place_and_nothing_can_be_applied(world):
    text = HEAD + (
        "A801200021002,Max,Example,M,21/01/2019,02/09/2026,3,3B\n"
        "R801200021002,Max,Example,X,31/02/2019,soon,99,3B\n"
        ",Nobody,Known,F,21/01/2019,02/09/2026,3,3B\n"
    )
    made = people(world, text)
    found = facts(world, made)
    assert (found.state, found.counts["errors"]) == (State.PROBLEMS, 6)
    problems = list_of(world, made, "problems")
    assert sorted((line[2], line[3]) for line in problems) == [
        (2, "UPN"), (3, "Admission date"), (3, "Date of birth"), (3, "Sex"), (3, "Year group"), (4, "UPN"),
    ]  # fmt: skip
    assert all(line[6] for line in problems)
    assert not Pupil.objects.filter(legal_surname="Example").exists()


def test_a_file_that_is_none_of_ours_says_which_columns_it_has_and_which_are_ours(world):
    made = people(world, "Name,Colour\nMax,blue\n")
    ((*_, text),) = list_of(world, made, "problems")
    assert "Name, Colour" in text
    assert "Contacts: UPN, Pupil ID" in text


def test_lines_that_cannot_be_written_are_left_out_only_if_somebody_says_so(world):
    text = HEAD + NEW + "U801200018001,Zoe,Example,F,,02/09/2026,3,3B\n"
    made = people(world, text)
    assert facts(world, made).must_leave_out == 1
    ((label, _name, file, row, why),) = list_of(world, made, "not-written")
    assert (label, file, row) == ("U801200018001", "file 1.csv", 3)
    assert "date of birth" in why
    found = applied(world, made, leave_out=True)
    assert (found.state, found.counts["done_created"]) == (State.APPLIED, 1)


def test_records_that_changed_meanwhile_are_looked_at_again_and_nothing_is_written(world):
    made = people(world, HEAD + NEW)
    Pupil.objects.filter(pk=world.pupils["Ada"]).update(legal_forename="Max", legal_surname="Example")
    PupilUpn.objects.filter(pupil_id=world.pupils["Ada"]).update(upn="R801200021002")
    found = applied(world, made)
    assert (found.state, found.notice, found.counts["created"]) == (State.READY, "stale", 0)
    assert found.counts["altered"] > 0


def test_the_first_day_that_was_asked_for_is_that_of_new_pupils_whose_file_names_none(world):
    text = "UPN,Forename,Surname,Sex,DOB,Year,Form\nR801200021002,Max,Example,M,2019-01-21,3,3B\n"
    assert facts(world, people(world, text)).state is State.NOTHING
    way = Way(options={"starts_on": TODAY.isoformat()})
    applied(world, people(world, text, way=way))
    assert Enrolment.objects.get(pupil__legal_surname="Example").starts_on == TODAY


def test_another_day_of_birth_or_upn_is_never_written_without_a_person(world):
    alone = Way(Origin.FOLDER, by_itself=True, leave_out=True)
    ada, ben = upn_of(world, "Ada"), upn_of(world, "Ben")
    doubtful = people(world, f"UPN,Surname,DOB\n{ada},Okonkwo,2019-01-01\n", way=alone, role=Role.OFFICE)
    assert facts(world, doubtful).state is State.READY
    plain = people(world, f"UPN,Surname,Middle names\n{ben},Novak,Jay\n", way=alone)
    assert facts(world, plain).state is State.APPLYING


def test_our_columns_are_each_found_by_their_own_name_and_explained():
    for table in guides().values():
        for column in table.columns:
            assert (
                column.help
                or column.header in ("Postcode", "Title", "E-mail", "Second telephone")
                or ("forename" in column.header or "surname" in column.header)
            ), column.header


@pytest.mark.parametrize("kind", ["xlsx", "semicolons", "utf-16"])
def test_the_same_list_is_read_from_other_kinds_of_file(world, kind):
    import polars as pl

    text = template_of("pupils", with_example=True)
    if kind == "xlsx":
        sheet = io.BytesIO()
        pl.read_csv(text.encode(), infer_schema_length=0).write_excel(sheet)
        file = ("pupils.xlsx", sheet.getvalue())
    elif kind == "semicolons":
        file = ("pupils.csv", pl.read_csv(text.encode(), infer_schema_length=0).write_csv(separator=";"))
    else:
        file = ("pupils.csv", text.encode("utf-16"))
    found = facts(world, people(world, file))
    assert (found.state, found.counts["created"]) == (State.READY, 2)


def test_the_page_offers_files_to_fill_in_and_a_worked_example(world):
    browser = world.client(Role.OFFICE)
    page = browser.get(reverse("exchange:bring-people", args=[world.school])).content.decode()
    for name in guides():
        for file in (name, f"{name}-example"):
            address = reverse("exchange:people-template", args=[world.school, file])
            assert address in page
            answer = browser.get(address)
            assert answer["Content-Disposition"] == f'attachment; filename="{file}.csv"'
            rows = answer.content.decode("utf-8-sig").splitlines()
            assert rows[0] == ",".join(column.header for column in guides()[name].columns)
            assert (len(rows) > 1) is file.endswith("-example")
    assert browser.get(reverse("exchange:people-template", args=[world.school, "nonsense"])).status_code == 404


def test_an_upload_keeps_the_first_day_that_was_asked_beside_it(world):
    file = io.BytesIO((HEAD + NEW).encode())
    file.name = "pupils.csv"
    answer = world.client(Role.OFFICE).post(
        reverse("exchange:bring-people", args=[world.school]),
        {"files": [file], "starts_on-day": "1", "starts_on-month": "9", "starts_on-year": "2026"},
    )
    row = StagedImport.objects.get()
    assert answer.url == reverse("exchange:stage", args=[row.pk])
    assert (row.kind, row.options) == ("people", {"starts_on": "2026-09-01"})


def test_whoever_sees_no_pupil_brings_people_and_reads_no_name(world):
    ada = upn_of(world, "Ada")
    contacts = f"UPN,Forename,Surname,Relationship,Telephone\n{ada},Ola,Quist,Aunt,07700 900111\n"
    pupils = HEAD + NEW + f"{ada},Adaeze,Okonkwo,F,,,3,3B\n"
    made = people(world, ("pupils.csv", pupils), ("contacts.csv", contacts), role=Role.ADMINISTRATOR)
    page = world.client(Role.ADMINISTRATOR).get(reverse("exchange:stage", args=[made])).content.decode()
    for hidden in ("Adaeze", "Okonkwo", "Quist", "Example", "21 Jan"):
        assert hidden not in page, hidden
    assert f"Pupil {world.pupils['Ada']}" in page
    shown = world.client(Role.OFFICE).get(reverse("exchange:stage", args=[made])).content.decode()
    for seen in ("Adaeze", "Quist", "Max Example"):
        assert seen in shown


def test_everything_that_is_written_is_told_once_each_by_number_and_without_names(world):
    applied(world, people(world, *[example(name) for name in guides()]))
    told = AuditEvent.objects.filter(event="people.brought").get()
    assert told.after["created"] == 2
    assert "Example" not in str(list(AuditEvent.objects.values_list("after", flat=True)))


@pytest.mark.parametrize("pupils", [1, 40])
def test_the_page_of_an_import_costs_the_same_for_one_pupil_and_for_forty(world, django_assert_num_queries, pupils):
    made = fill_class(world, pupils + 4)
    for number, pupil in enumerate(made):
        PupilNumber.objects.create(school_id=world.school, pupil_id=pupil, number=f"x{number}")
    rows = "".join(f"x{number},Else,5K,3\n" for number in range(pupils))
    found = people(world, f"Pupil ID,Surname,Registration group,Year group\n{rows}")
    assert facts(world, found).counts["joined"] == pupils
    browser = world.client(Role.OFFICE)
    for address, queries in (
        (reverse("exchange:stage", args=[found]), PAGE),
        (reverse("exchange:list", args=[found, "altered"]), LIST),
        (reverse("exchange:bring-people", args=[world.school]), BRING),
    ):
        browser.get(address)
        with django_assert_num_queries(queries):
            browser.get(address)


# Session, user, memberships and what surrounds a page; then
PAGE = 13
"""the import and its reach (twice), its files, first lines, names with their reach, classes and the school;"""
LIST = 14
"""the same with one portion and their number;"""
BRING = 5
"""the school and its reach."""
