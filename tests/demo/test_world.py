"""The made-up authority before it meets a database: equal seeds give equal worlds, and nobody in it can be real."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from bellwether.core.access import HELD_IN, Role
from bellwether.core.identifiers import check_upn
from bellwether.demo.world.moment import open_days, set_stage
from bellwether.demo.world.places import SCHOOLS
from bellwether.demo.world.planning import SEED, plan_world

MONDAY = datetime(2026, 11, 23, 14, 20, tzinfo=UTC)


@pytest.fixture(scope="module")
def planned():
    return plan_world(MONDAY)


def test_equal_moments_give_equal_worlds(planned):
    again = plan_world(MONDAY)
    assert again.pupils == planned.pupils
    assert again.parents == planned.parents
    assert again.cast == planned.cast


def test_another_seed_gives_other_people(planned):
    assert plan_world(MONDAY, seed=SEED + 1).pupils != planned.pupils


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        (datetime(2026, 11, 23, 14, 20, tzinfo=UTC), datetime(2026, 11, 23, 9, 50, tzinfo=UTC)),
        (datetime(2026, 11, 23, 9, 31, 12, tzinfo=UTC), datetime(2026, 11, 23, 9, 31, tzinfo=UTC)),
        (datetime(2026, 11, 23, 9, 10, tzinfo=UTC), datetime(2026, 11, 20, 9, 50, tzinfo=UTC)),
        (datetime(2026, 11, 22, 20, 0, tzinfo=UTC), datetime(2026, 11, 20, 9, 50, tzinfo=UTC)),
        (datetime(2026, 10, 28, 11, 0, tzinfo=UTC), datetime(2026, 10, 23, 8, 50, tzinfo=UTC)),
    ],
    ids=["in the afternoon", "in the morning", "before registers close", "on a Sunday", "at half term, summer time"],
)
def test_the_demo_shows_the_last_school_morning(now, shown):
    assert set_stage(now, seed=SEED).now == shown


def test_in_september_the_demo_shows_the_end_of_the_year_before():
    stage = set_stage(datetime(2026, 9, 10, 12, tzinfo=UTC), seed=SEED)
    assert stage.year == 2025
    assert stage.today.month == 7


@pytest.mark.parametrize("step", range(0, 370, 9))
def test_on_every_day_of_a_year_a_term_lies_behind_and_nothing_is_ahead(step):
    now = datetime(2026, 9, 1, 12, tzinfo=UTC) + timedelta(days=step)
    stage = set_stage(now, seed=SEED)
    days = open_days(stage.authority)
    assert stage.now <= now
    assert stage.today in days
    assert sum(day < stage.today for day in days) >= 20
    assert stage.now.time() <= time(9, 50)


def test_there_are_about_1200_pupils_in_four_schools(planned):
    assert 1150 <= len(planned.pupils) <= 1250
    assert {pupil.stay.school for pupil in planned.pupils} == set(range(len(SCHOOLS))) == {0, 1, 2, 3}
    assert [school.in_trust for school in SCHOOLS].count(True) == 2


def test_every_upn_is_sound_and_nobodys_twice(planned):
    upns = [pupil.upn for pupil in planned.pupils]
    assert len(set(upns)) == len(upns)
    assert all(check_upn(upn).is_sound for upn in upns)


def test_every_telephone_number_is_one_kept_for_drama_and_rings_at_one_home(planned):
    kept = re.compile(r"\+447700900\d{3}|\+44(113|114|115|116|117|118|121|131|141|151|161)4960\d{3}")
    numbers = [parent.telephone for parent in planned.parents]
    assert all(kept.fullmatch(number) for number in numbers)
    assert len(set(numbers)) == len(numbers)


def test_every_address_and_e_mail_is_of_a_place_that_cannot_be(planned):
    assert all(pupil.postcode.startswith("ZZ") for pupil in planned.pupils)
    assert all(parent.email.endswith(".example") for parent in planned.parents if parent.email)
    assert all(person.email.endswith(".example") for person in planned.cast)


def test_most_children_have_three_contacts_in_order_and_a_few_have_one(planned):
    sizes = [len(pupil.contacts) for pupil in planned.pupils]
    assert sizes.count(3) > 0.8 * len(sizes)
    assert 1 in sizes
    for pupil in planned.pupils:
        assert [contact.order for contact in pupil.contacts] == list(range(1, len(pupil.contacts) + 1))
        assert any(contact.has_responsibility or contact.has_care for contact in pupil.contacts)


def test_siblings_share_their_parents_across_schools(planned):
    homes: dict[int, list[Any]] = {}
    for pupil in planned.pupils:
        homes.setdefault(pupil.household, []).append(pupil)
    together = [home for home in homes.values() if len({pupil.stay.school for pupil in home}) > 1]
    assert together
    for home in together:
        mothers = {contact.parent for pupil in home for contact in pupil.contacts if contact.relation == "mother"}
        assert len(mothers) <= 1
        assert len({pupil.forename for pupil in home}) == len(home)


def test_some_families_speak_other_languages(planned):
    languages = {parent.language for parent in planned.parents}
    assert {"en", "pl"} <= languages
    assert len(languages) > 6


def test_every_role_has_somebody_in_a_place_where_it_is_held(planned):
    assert {person.role for person in planned.cast} == set(Role)
    assert all(person.scope in HELD_IN[person.role] for person in planned.cast)
    emails = [person.email for person in planned.cast]
    assert len(set(emails)) == len(emails)


def test_every_class_has_a_teacher(planned):
    taught = {person.where for person in planned.cast if person.role is Role.CLASS_TEACHER}
    assert taught == {f"{SCHOOLS[school].key}/{name}" for school, name in planned.classes}


def test_each_school_has_all_its_own_posts(planned):
    for school in SCHOOLS:
        posts = {person.role for person in planned.cast if person.where == school.key}
        assert posts >= {Role.HEAD, Role.OFFICE, Role.GOVERNOR, Role.ATTENDANCE_CHAMPION, Role.SAFEGUARDING_OR_SEN}


def test_the_parent_has_children_at_two_schools_of_the_trust(planned):
    parent = next(person for person in planned.cast if person.role is Role.PARENT)
    at = {pupil.stay.school for pupil in planned.pupils if pupil.upn in parent.where.split(",")}
    assert {SCHOOLS[place].in_trust for place in at} == {True}
    assert len(at) == 2
    assert parent.name


def test_nobody_is_enrolled_after_today_or_has_left_in_the_future(planned):
    today = planned.stage.today
    assert today == date(2026, 11, 23)
    assert all(pupil.stay.starts_on <= today for pupil in planned.pupils)
    assert all(pupil.stay.ends_on is None or pupil.stay.ends_on < today for pupil in planned.pupils)
