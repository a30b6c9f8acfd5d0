"""GIAS is read in three steps, and reading it again changes nothing."""

from __future__ import annotations

import csv
import io
from datetime import date
from pathlib import Path

import pytest

from bellwether.core.access import NotGrantedError, OutOfReachError, Role, system_actor
from bellwether.organisations import selectors, services
from bellwether.organisations.errors import PlaceRefusedError
from bellwether.organisations.facts import NewSchool
from bellwether.organisations.models import School
from bellwether.people.models import Enrolment
from tests.world import NOW, TODAY

DATA = Path(__file__).parent.parent / "data" / "gias"
HEAD = (
    "URN", "LA (code)", "LA (name)", "EstablishmentNumber", "EstablishmentName", "TypeOfEstablishment (name)",
    "EstablishmentStatus (name)", "OpenDate", "CloseDate", "PhaseOfEducation (name)", "StatutoryLowAge",
    "StatutoryHighAge", "Trusts (code)", "Trusts (name)", "Street", "Town", "Postcode", "TelephoneNum", "HeadLastName",
)  # fmt: skip


def _row(urn="990001", **changes):
    row = {
        "URN": urn,
        "LA (code)": "301",
        "LA (name)": "Larkshire",
        "EstablishmentNumber": "2001",
        "EstablishmentName": "Alder Primary School",
        "TypeOfEstablishment (name)": "Academy converter",
        "EstablishmentStatus (name)": "Open",
        "OpenDate": "01/09/2012",
        "PhaseOfEducation (name)": "Primary",
        "StatutoryLowAge": "4",
        "StatutoryHighAge": "11",
        "Trusts (code)": "90001",
        "Trusts (name)": "Three Rivers Learning Trust",
    }
    return {**row, **changes}


def _file(*rows, encoding="cp1252", head=HEAD):
    text = io.StringIO()
    writer = csv.DictWriter(text, head, extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return io.BytesIO(text.getvalue().encode(encoding))


def _stage(world, *rows, role=Role.LA_MANAGER, **kwargs):
    return services.stage_gias(_file(*rows, **kwargs), file_name="gias.csv", actor=world.actor(role), now=NOW)


def test_what_is_known_already_changes_nothing(world):
    assert _stage(world, _row()).changes == ()


def test_a_new_school_a_changed_one_and_a_closed_one(world):
    Enrolment.objects.filter(school_id=world.sister).update(ends_on=date(2026, 8, 31), starts_on=date(2026, 8, 1))
    staged = _stage(
        world,
        _row(EstablishmentName="Alder Primary Académy"),
        _row("990002", **{
            "EstablishmentNumber": "4001", "EstablishmentName": "Beacon High School",
            "EstablishmentStatus (name)": "Closed", "CloseDate": "31/08/2026", "PhaseOfEducation (name)": "Secondary",
            "StatutoryLowAge": "11", "StatutoryHighAge": "16",
        }),
        _row("990050", **{"EstablishmentNumber": "2050", "StatutoryLowAge": "3", "Trusts (code)": ""}),
    )  # fmt: skip
    assert [(one["urn"], one["what"]) for one in staged.changes] == [
        ("990001", "changed"), ("990002", "closed"), ("990050", "new"),
    ]  # fmt: skip
    assert staged.changes[0]["after"] == {"name": "Alder Primary Académy"}
    assert School.objects.count() == 3
    services.apply_gias(staged.id, actor=world.actor(Role.LA_MANAGER), now=NOW)
    made = selectors.school_by_urn("990050")
    assert (made.lowest_year, made.highest_year, made.authority_id, made.trust_id) == (-1, 6, world.la, None)
    assert selectors.school(world.sister).closed_on == date(2026, 8, 31)
    assert selectors.school(world.school).telephone == "020 7946 0101"


def test_applying_again_and_reading_again_change_nothing(world):
    rows = [_row("990050", EstablishmentName="New School"), _row(EstablishmentName="Other")]
    staged = _stage(world, *rows)
    for _time in range(2):
        services.apply_gias(staged.id, actor=world.actor(Role.LA_MANAGER), now=NOW)
    assert _stage(world, *rows).changes == ()


def test_utf_8_is_read_too(world):
    staged = _stage(world, _row(EstablishmentName="Świątek School"), encoding="utf-8")
    assert staged.changes[0]["after"]["name"] == "Świątek School"


def test_rows_of_other_places_are_not_looked_at(world):
    other = _row("990060", **{"LA (code)": "801", "Trusts (code)": ""})
    assert _stage(world, other).rows_read == 0
    staged = services.stage_gias(_file(other), file_name="x", actor=system_actor(TODAY), now=NOW)
    assert len(staged.changes) == 1


def test_a_trust_brings_in_a_school_of_another_authority(world):
    far = _row("990061", **{"LA (code)": "935", "LA (name)": "Farshire"})
    staged = _stage(world, far, role=Role.ADMINISTRATOR)
    services.apply_gias(staged.id, actor=world.actor(Role.ADMINISTRATOR), now=NOW)
    made = selectors.school_by_urn("990061")
    assert selectors.authority(made.authority_id).code == "935"
    assert made.trust_id == world.trust


def test_every_problem_is_listed_and_nothing_is_written(world):
    staged = _stage(
        world, _row("abc"), _row("990070", OpenDate="2/13/2020"), _row("990071", StatutoryLowAge="x"), _row("990072")
    )
    assert [(one["row"], one["column"]) for one in staged.problems] == [
        (2, "URN"), (3, "OpenDate"), (4, "StatutoryLowAge"),
    ]  # fmt: skip
    with pytest.raises(PlaceRefusedError):
        services.apply_gias(staged.id, actor=world.actor(Role.LA_MANAGER), now=NOW)
    assert selectors.school_by_urn("990072") is None


def test_a_file_that_is_not_gias_says_which_columns_are_missing(world):
    with pytest.raises(PlaceRefusedError, match="PhaseOfEducation"):
        _stage(world, _row(), head=HEAD[:6])


def test_what_keeps_no_register_or_is_only_proposed_is_passed_over(world):
    staged = _stage(
        world,
        _row("990080", **{"TypeOfEstablishment (name)": "Children's centre"}),
        _row("990081", **{"EstablishmentStatus (name)": "Proposed to open"}),
    )
    assert (staged.rows_read, staged.changes) == (0, ())


def test_only_who_staged_a_file_applies_it(world):
    staged = _stage(world, _row("990050"))
    with pytest.raises(OutOfReachError):
        services.apply_gias(staged.id, actor=world.actor(Role.HEAD), now=NOW)
    with pytest.raises(NotGrantedError):
        services.staged_gias(staged.id, actor=world.actor(Role.OFFICE))


@pytest.mark.parametrize(
    ("low", "high", "years"), [("3", "11", (-1, 6)), ("5", "7", (0, 2)), ("7", "11", (3, 6)), ("11", "18", (7, 13))]
)
def test_ages_become_year_groups(world, low, high, years):
    staged = _stage(world, _row("990090", StatutoryLowAge=low, StatutoryHighAge=high))
    after = staged.changes[0]["after"]
    assert (after["lowest_year"], after["highest_year"]) == years


OF_OTTERBY = {"EstablishmentNumber": "2001", "EstablishmentName": "Corran Primary School", "Trusts (code)": ""}


def test_nobody_takes_a_school_over_by_a_file_that_says_it_is_theirs(world):
    staged = _stage(world, _row("990003", **OF_OTTERBY), _row("990050"))
    assert [(one["urn"], one["what"]) for one in staged.changes] == [("990003", "elsewhere"), ("990050", "new")]
    services.apply_gias(staged.id, actor=world.actor(Role.LA_MANAGER), now=NOW)
    assert selectors.school(world.outside).authority_id == world.other_la


def test_a_school_that_came_to_somebody_else_since_the_file_was_read_is_not_taken(world):
    staged = _stage(world, _row("990050", **{"Trusts (code)": ""}))
    theirs = NewSchool("990050", "8012050", "Their School", "primary", "Community school", world.other_la)
    services.make_school(theirs, actor=world.actor(Role.LA_MANAGER, other=True), now=NOW)
    with pytest.raises(PlaceRefusedError, match="read it again"):
        services.apply_gias(staged.id, actor=world.actor(Role.LA_MANAGER), now=NOW)
    assert selectors.school_by_urn("990050").authority_id == world.other_la


def test_a_file_ends_no_school_that_has_pupils(world):
    closed = _row(**{"EstablishmentStatus (name)": "Closed", "CloseDate": "31/12/2026"})
    staged = _stage(world, closed)
    assert [one["what"] for one in staged.changes] == ["closing"]
    assert not staged.can_be_applied
    services.apply_gias(staged.id, actor=world.actor(Role.LA_MANAGER), now=NOW)
    assert selectors.school(world.school).closed_on is None


def test_the_real_file_is_read(world):
    """Eight rows with all the columns of the real file, one apostrophe lost on the way and a number spoilt."""
    file = io.BytesIO((DATA / "establishments.csv").read_bytes())
    staged = services.stage_gias(file, file_name="edubasealldata.csv", actor=system_actor(TODAY), now=NOW)
    services.apply_gias(staged.id, actor=system_actor(TODAY), now=NOW)
    assert (staged.rows_read, staged.problems) == (8, ())
    read = {one.urn: (one.phase, one.lowest_year, one.highest_year, one.laestab) for one in selectors.schools_of()}
    assert read["100000"] == ("primary", -1, 6, "2013614")
    assert read["100006"] == ("alternative", 7, 11, "2021100")
    assert len(read) == 3 + sum(one["what"] == "new" for one in staged.changes)


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"Trusts (code)": "9" * 11}, "Trusts (code)"),
        ({"Trusts (code)": "TR1"}, "Trusts (code)"),
        ({"URN": "99\u00b2001"}, "URN"),
        ({"EstablishmentName": "Alder\x00School"}, "EstablishmentName"),
        ({"StatutoryLowAge": "99999"}, "StatutoryLowAge"),
    ],
    ids=lambda one: str(one)[:20],
)
def test_what_no_record_could_hold_is_a_problem_and_no_crash(world, changes, column):
    staged = _stage(world, _row("990070", **changes), encoding="utf-8")
    assert [one["column"] for one in staged.problems] == [column]
    assert "\x00" not in staged.problems[0]["found"], "PostgreSQL keeps no such character"


def test_a_urn_counts_once_in_a_file(world):
    staged = _stage(world, _row("990070"), _row("990071"), _row("990070", EstablishmentName="Another"))
    assert [(one["row"], one["column"]) for one in staged.problems] == [(4, "URN")]


def test_a_table_that_breaks_off_says_where(world):
    whole = _file(_row("990070")).getvalue()
    file = io.BytesIO(whole + b'990071,"' + b"x" * 200_000)
    staged = services.stage_gias(file, file_name="gias.csv", actor=world.actor(Role.LA_MANAGER), now=NOW)
    assert staged.problems[-1]["row"] >= 2
    assert not staged.can_be_applied


@pytest.mark.parametrize("content", [b"PK\x03\x04", b"%PDF-1.7", b"\x00" * 99, b"", b"\xff\xfe", b'"' * 200_001])
def test_a_file_of_another_kind_is_refused_on_the_page_in_words(world, content):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    file = SimpleUploadedFile("schools.csv", content, content_type="text/csv")
    answer = world.client(Role.LA_MANAGER).post(reverse("organisations:stage-gias"), {"file": file})
    assert answer.status_code == 200
    assert "There is a problem" in answer.content.decode()


def test_a_file_larger_than_all_schools_is_refused(world, monkeypatch):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from bellwether.organisations import forms

    monkeypatch.setattr(forms, "LARGEST_GIAS", 1 << 20)
    file = SimpleUploadedFile("schools.csv", b"x" * ((1 << 20) + 1), content_type="text/csv")
    answer = world.client(Role.LA_MANAGER).post(reverse("organisations:stage-gias"), {"file": file})
    assert "larger than 1 MB" in answer.content.decode()
