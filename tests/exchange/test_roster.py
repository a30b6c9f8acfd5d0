"""OneRoster bundles of either version, zipped or not, staged like every file of people."""

from __future__ import annotations

from datetime import date

import pytest

from bellwether.core.access import Role
from bellwether.exchange.kinds import Kind, State
from bellwether.exchange.models import StagedPart
from bellwether.people.models import Enrolment, GroupMembership, ParentNumber, ParentOf, Pupil, PupilNumber, PupilUpn
from tests.exchange.rosters import MAX, ZOE, roster, zipped
from tests.exchange.staging import applied, facts, list_of, staged, upn_of

VERSIONS = pytest.mark.parametrize("version", ["1.1", "1.2"])


def brought(world, *files, **more):
    return staged(world, *files, kind=Kind.PEOPLE, **more)


def problems(world, made):
    return [(line[1], line[2], line[3]) for line in list_of(world, made, "problems")]


@VERSIONS
@pytest.mark.parametrize("form", ["zip", "folder in a zip", "files"])
def test_a_bundle_becomes_pupils_groups_and_contacts_of_this_school_and_again_nothing(world, version, form):
    files = roster(version)
    given = {"zip": [zipped(files)], "folder in a zip": [zipped(files, folder="export/")], "files": files}[form]
    made = brought(world, *given)
    found = facts(world, made)
    assert found.state is State.READY, list_of(world, made, "problems")
    assert [found.counts[name] for name in ("created", "groups", "contacts", "not-written")] == [2, 2, 3, 0]
    applied(world, made)
    zoe, max_ = Pupil.objects.filter(legal_surname="Example").order_by("-legal_forename")
    assert PupilUpn.objects.get(pupil=zoe).upn == ZOE
    assert PupilUpn.objects.get(pupil=max_).upn == MAX
    assert (zoe.sex, zoe.born_on, max_.sex, max_.born_on) == ("F", date(2019, 10, 3), "M", date(2022, 1, 21))
    assert Enrolment.objects.get(pupil=zoe).starts_on == date(2026, 9, 2)
    assert Enrolment.objects.get(pupil=max_).starts_on == date(2026, 9, 1)
    assert list(GroupMembership.objects.filter(pupil=zoe).values_list("group__name", "nc_year")) == [("2B", 2)]
    assert list(GroupMembership.objects.filter(pupil=max_).values_list("group__name", "nc_year")) == [("RB", 0)]
    links = ParentOf.objects.filter(pupil=zoe).order_by("contact_order")
    assert [(link.parent.forename, link.has_responsibility) for link in links] == [("Sam", False), ("Kit", False)]
    assert set(PupilNumber.objects.values_list("number", flat=True)) >= {"p1", "p2"}
    assert set(ParentNumber.objects.values_list("number", flat=True)) >= {"c1", "c2"}
    assert facts(world, brought(world, *given)).state is State.NOTHING


@VERSIONS
def test_a_pupil_without_a_upn_is_known_by_the_number_of_the_roster_and_a_upn_comes_later(world, version):
    hidden = {"p1": {"identifier": ""}, "p2": {"userIds": "", "identifier": "local-7"}}
    applied(world, brought(world, zipped(roster(version, changed=hidden))))
    made = brought(world, zipped(roster(version)))
    assert sorted(line[1:] for line in list_of(world, made, "altered")) == [("upn", "", MAX), ("upn", "", ZOE)]
    assert facts(world, made).counts["created"] == 0


def test_who_changes_class_moves_and_who_is_to_be_deleted_is_listed_and_stays(world):
    applied(world, brought(world, zipped(roster())))
    gone = {"p2": {"status": "tobedeleted"}}
    enrollments = (
        "sourcedId,status,dateLastModified,classSourcedId,schoolSourcedId,userSourcedId,role,primary,beginDate,endDate\n"
        "e1,active,,k1,s1,p1,student,,2026-09-02,2026-10-30\ne5,active,,k2,s1,p1,student,,2026-11-02,\n"
        "e6,tobedeleted,,k1,s1,p1,student,,2026-11-09,\n"
    )
    made = brought(world, zipped(roster(changed=gone, enrollments=enrollments)))
    ((pupil, *_, before, group, _from_on),) = list_of(world, made, "joined")
    assert (before, group) == ("2B", "RB")
    assert pupil == Pupil.objects.get(legal_forename="Zoe").pk
    absent = {line[0]: line[1] for line in list_of(world, made, "absent")}
    assert absent[Pupil.objects.get(legal_forename="Max").pk] is True
    assert absent[world.pupils["Ada"]] is False
    applied(world, made)
    assert Enrolment.objects.get(pupil__legal_forename="Max", pupil__legal_surname="Example").ends_on is None


def test_a_delta_names_only_some_so_that_nobody_is_missing_from_it(world):
    made = brought(world, zipped(roster(manifest={"file.users": "delta"})))
    assert facts(world, made).counts["absent"] == 0


def test_a_bundle_of_other_schools_alone_says_which_and_is_refused(world):
    made = brought(world, zipped(roster(urn="123456")))
    assert facts(world, made).state is State.PROBLEMS
    ((*_, found, text),) = list_of(world, made, "problems")
    assert "Far School" in found
    assert "URN or DfE number" in text


@pytest.mark.parametrize("urn", ["990001", "3012001", "301/2001"])
def test_the_school_is_known_by_any_of_its_numbers(world, urn):
    assert facts(world, brought(world, zipped(roster(urn=urn)))).counts["created"] == 2


def test_everything_wrong_is_listed_with_file_row_and_column_and_nothing_is_applied(world):
    wrong = {"p1": {"identifier": "", "userIds": "{UPN:A801200018001}"}}
    demographics = "sourcedId,status,dateLastModified,birthDate,sex\np1,active,,2019-13-40,female\n"
    made = brought(world, zipped(roster(changed=wrong, demographics=demographics)))
    assert facts(world, made).state is State.PROBLEMS
    assert sorted(problems(world, made)) == [("demographics.csv", 2, "birthDate"), ("users.csv", 2, "identifier")]


def test_misspelt_headers_and_empty_trailing_columns_and_files_are_borne(world):
    users = dict(roster("1.2"))["users.csv"].replace("preferredGivenName", "prefferedGivenName")
    users = "".join(f"{line},,\n" for line in users.splitlines())
    made = brought(world, zipped(roster("1.2", users=users, academicSessions="", courses="sourcedId,title\n")))
    found = facts(world, made)
    assert (found.state, found.counts["created"]) == (State.READY, 1)
    whys = {line[1]: line[4] for line in list_of(world, made, "not-written") if line[0] == MAX}
    assert "admission date" in whys["Max Example"]
    assert "Bring the pupils first" in whys["Sam Example"]


def test_an_unknown_version_is_a_warning_and_is_read(world):
    made = brought(world, zipped(roster(manifest={"oneroster.version": "2.7"})))
    found = facts(world, made)
    assert (found.state, found.counts["warnings"]) == (State.READY, 1)


@pytest.mark.parametrize("missing", ["users", "roles"])
def test_a_bundle_without_anybody_says_what_to_do(world, missing):
    made = brought(world, *roster("1.2", **{missing: None}))
    assert facts(world, made).state is State.PROBLEMS
    (line,) = list_of(world, made, "problems")
    assert "users.csv" in line[6] or "roles.csv" in line[6]


def test_an_archive_that_is_damaged_or_holds_a_file_twice_is_refused(world):
    name, body = zipped(roster())
    at = body.index(b"zoe") if b"zoe" in body else len(body) // 3
    assert facts(world, brought(world, (name, body[:at] + b"\0\0\0\0" + body[at + 4 :]))).state is State.PROBLEMS
    assert facts(world, brought(world, (name, body[: len(body) // 2]))).state is State.PROBLEMS
    twice = zipped([*roster(), ("copy/users.csv", "sourcedId\n")])
    made = brought(world, twice)
    assert facts(world, made).state is State.PROBLEMS
    assert "twice" in list_of(world, made, "problems")[0][6]


def test_passwords_are_read_by_nobody_and_gone_with_the_file(world):
    made = brought(world, zipped(roster()))
    assert "hush" not in str([list_of(world, made, name) for name in ("created", "contacts", "not-written")])
    applied(world, made)
    assert not StagedPart.objects.exists()


def test_a_pupil_who_is_known_keeps_what_the_roster_leaves_out(world):
    ada = {"p1": {"identifier": upn_of(world, "Ada"), "givenName": "Adaeze", "familyName": "Okonkwo", "grades": "3",
                  "agentSourcedIds": ""}}  # fmt: skip
    made = brought(world, zipped(roster(changed=ada, demographics=None, enrollments=None)), role=Role.OFFICE)
    changed = {line[1] for line in list_of(world, made, "altered") if line[0] == world.pupils["Ada"]}
    assert changed <= {"number", "legal_forename", "legal_surname"}
    assert list_of(world, made, "joined") == []
