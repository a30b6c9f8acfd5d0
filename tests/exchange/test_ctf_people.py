"""Pupils of a Common Transfer File, and the people around them, staged like every file of people."""

from __future__ import annotations

from datetime import date

import pytest

from bellwether.exchange.facts import Way
from bellwether.exchange.kinds import Kind, State
from bellwether.people.models import Address, Characteristic, Enrolment, ParentOf, Pupil, PupilUpn
from tests.exchange.staging import applied, facts, list_of, staged, upn_of
from tests.exchange.support import DATA
from tests.world import TODAY

MAX = "R801200021002"
FROM_TODAY = Way(options={"starts_on": TODAY.isoformat()})
CONTACTS = """<Contacts>
<Contact><Order>2</Order><Title>Mr</Title><Surname>Sample</Surname><Forename>Kit</Forename>
<Relationship>FAM</Relationship><Responsibility>N</Responsibility>
<Address><AddressLine1>2 Mill Lane</AddressLine1><Town>Exampleton</Town><PostCode>EX1 1AB</PostCode></Address></Contact>
<Contact><Order>1</Order><Title>Ms</Title><Surname>Example</Surname><Forename>Sam</Forename>
<Relationship>PAM</Relationship><Responsibility>Y</Responsibility>
<Address><AddressAsPupil>true</AddressAsPupil></Address>
<Phones><Phone><TelephoneType>M</TelephoneType><PhoneNo>07700 900111</PhoneNo></Phone>
<Phone><TelephoneType>H</TelephoneType><PhoneNo>01632 960001</PhoneNo></Phone></Phones>
<Email>sam@example.org</Email></Contact></Contacts>"""
BASIC = """<BasicDetails><FormerUPN/><PreferredSurname>Example</PreferredSurname>
<PreferredForename>Maxi</PreferredForename><MiddleNames>Jay</MiddleNames><NCyearActual>2</NCyearActual><Ethnicity>WBRI</Ethnicity>
<Languages><Type><LanguageType>F</LanguageType><Language>POL</Language></Type></Languages>
<ServiceChild>N</ServiceChild></BasicDetails>
<FSMhistory><FSMinstance><FSMstartDate>2024-01-08</FSMstartDate></FSMinstance></FSMhistory>
<LookedAfter>true</LookedAfter>
<SENhistory><SEN><StartDate>2025-01-06</StartDate><SENprovision>E</SENprovision></SEN>
<SEN><StartDate>2024-01-08</StartDate><SENprovision>K</SENprovision></SEN></SENhistory>
<Address><AddressLine1>1 Mill Lane</AddressLine1><Town>Exampleton</Town><PostCode>EX1 1AA</PostCode></Address>"""


def ctf(*pupils, dest="3012001", version="25.0"):
    return (
        f"<CTfile><Header><CTFversion>{version}</CTFversion><SourceSchool><LEA>999</LEA><Estab>4001</Estab>"
        f"</SourceSchool><DestSchool><LEA>{dest[:3]}</LEA><Estab>{dest[3:]}</Estab></DestSchool></Header>"
        f"<CTFpupilData>{''.join(pupils)}</CTFpupilData></CTfile>"
    )


def pupil(upn=MAX, *, born="2019-01-21", more=BASIC + CONTACTS, sex="M"):
    return (
        f"<Pupil><UPN>{upn}</UPN><Surname>Example</Surname><Forename>Max</Forename><DOB>{born}</DOB>"
        f"<Sex>{sex}</Sex>{more}</Pupil>"
    )


def brought(world, *texts, **more):
    files = [(f"{number}.xml", text) for number, text in enumerate(texts, start=1)]
    return staged(world, *files, kind=Kind.PEOPLE, **more)


def test_a_new_pupil_comes_with_home_facts_and_family_from_the_day_that_was_given_and_again_nothing(world):
    made = brought(world, ctf(pupil()), way=FROM_TODAY)
    found = facts(world, made)
    assert (found.state, found.counts["created"], found.counts["contacts"]) == (State.READY, 1, 2)
    applied(world, made)
    row = Pupil.objects.get(legal_surname="Example")
    assert (row.known_forename, row.middle_names, row.sex, row.born_on) == ("Maxi", "Jay", "M", date(2019, 1, 21))
    assert (PupilUpn.objects.get(pupil=row).upn, Enrolment.objects.get(pupil=row).starts_on) == (MAX, TODAY)
    home = Address.objects.get(pupil=row)
    assert (home.lines, home.postcode) == ("1 Mill Lane, Exampleton", "EX1 1AA")
    assert set(Characteristic.objects.filter(pupil=row).values_list("kind", "value")) == {
        ("free-school-meals", "yes"), ("in-care", "yes"), ("ethnicity", "WBRI"), ("sen", "E"),
        ("first-language", "POL"),
    }  # fmt: skip
    links = ParentOf.objects.filter(pupil=row).order_by("contact_order")
    assert [(one.parent.forename, one.relation, one.has_responsibility, one.lives_with_pupil) for one in links] == [
        ("Sam", "mother", True, True), ("Kit", "other", False, False),
    ]  # fmt: skip
    assert (links[0].parent.telephone, links[0].parent.other_telephone) == ("+447700900111", "+441632960001")
    again = facts(world, brought(world, ctf(pupil()), way=FROM_TODAY))
    assert (again.state, again.counts["same"]) == (State.NOTHING, 1)


def test_without_a_first_day_the_line_says_so_and_nobody_is_made(world):
    made = brought(world, ctf(pupil(more="")))
    assert facts(world, made).state is State.NOTHING
    ((_label, _name, _file, row, why),) = list_of(world, made, "not-written")
    assert "admission date" in why
    assert row == 1


def test_a_pupil_who_is_known_is_found_by_the_upn_and_changed_field_by_field(world):
    made = brought(world, ctf(pupil(upn_of(world, "Ada"), more=BASIC)))
    changed = {line[1] for line in list_of(world, made, "altered")}
    assert changed >= {"legal_forename", "middle_names", "address", "characteristic:sen"}
    assert list_of(world, made, "joined")[0][4] == "3B"
    assert facts(world, made).counts["absent"] == 0


def test_a_pupil_without_a_upn_is_never_found_by_the_name(world):
    made = brought(world, ctf(pupil("")))
    assert facts(world, made).state is State.PROBLEMS
    ((*_, column, _pupil, _found, text),) = list_of(world, made, "problems")
    assert column == "UPN"
    assert "ask the sender" in text


@pytest.mark.parametrize(
    ("wrong", "column"), [({"born": "2019-31-31"}, "DOB"), ({"upn": "A801200021002"}, "UPN")], ids=["day", "UPN"]
)
def test_what_cannot_be_read_is_said_with_its_place(world, wrong, column):
    made = brought(world, ctf(pupil(**wrong)), way=FROM_TODAY)
    assert facts(world, made).state is State.PROBLEMS
    assert list_of(world, made, "problems")[0][1:4] == ("1.xml", 1, column)


def test_a_file_of_another_school_for_another_is_warned_of(world):
    assert facts(world, brought(world, ctf(pupil()), way=FROM_TODAY)).counts["warnings"] == 0
    made = brought(world, ctf(pupil(), dest="8739999"), way=FROM_TODAY)
    assert facts(world, made).counts["warnings"] == 1
    assert "addressed" in list_of(world, made, "problems")[0][6]


@pytest.mark.parametrize(
    "text",
    ["<CTfile><Header>", "<other/>", '<!DOCTYPE a [<!ENTITY b "c">]><CTfile>&b;</CTfile>', ctf()],
    ids=["broken", "no CTF", "entity", "nobody"],
)
def test_what_is_no_transfer_file_or_names_nobody_is_refused_with_what_to_do(world, text):
    made = brought(world, text)
    assert facts(world, made).state is State.PROBLEMS
    assert list_of(world, made, "problems")[0][6]


def test_meals_that_ended_are_no_longer_so_and_those_that_end_later_still_are(world):
    def plan(end):
        meals = f"<FSMhistory><FSMinstance><FSMendDate>{end}</FSMendDate></FSMinstance></FSMhistory>"
        made = brought(world, ctf(pupil(upn_of(world, "Ben"), more=meals)))
        return [line[3] for line in list_of(world, made, "altered") if line[1] == "characteristic:free-school-meals"]

    assert plan("2026-10-30") == []
    assert plan("2027-03-31") == ["yes"]


def test_year_groups_that_the_school_does_not_teach_are_not_written(world):
    text = (DATA / "ctf" / "sample_ctf25_handmade.xml").read_text(encoding="utf-8")
    made = brought(world, text, way=FROM_TODAY)
    found = facts(world, made)
    assert (found.state, found.counts["errors"], found.counts["not-written"]) == (State.NOTHING, 0, 2)
    assert {line[4] for line in list_of(world, made, "not-written")} == {"The school does not teach this year group."}
