"""What a request reads of a place it reads once, and anew as soon as it has written anything."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from bellwether.core.access import OutOfReachError
from bellwether.organisations import selectors
from bellwether.organisations.models import School
from bellwether.organisations.once import may_change_a_place, one_request
from bellwether.people import selectors as people
from bellwether.registers.store.statements import OPEN_AT_CELLS, WRITE_AT_ONCE
from tests.world import TODAY


def asked(read):
    """How many queries it took."""
    with CaptureQueriesContext(connection) as found:
        read()
    return len(found.captured_queries)


@pytest.mark.django_db
def test_inside_a_request_a_place_is_asked_for_once(world):
    reads = [
        lambda: selectors.school(world.school),
        lambda: selectors.reach_of_school(world.school),
        lambda: selectors.policy(world.school),
        lambda: selectors.session_times(world.school, on=TODAY),
        lambda: people.reach_of_group(world.group),
        lambda: people.reach_of_pupils({world.pupils["Ada"], world.pupils["Ben"]}, on=TODAY),
    ]
    with one_request():
        first = [asked(read) for read in reads]
        again = [asked(read) for read in reads]
    assert sum(first) > 0
    assert again == [0] * len(reads)


@pytest.mark.django_db
def test_two_requests_share_nothing(world):
    for _ in range(2):
        with one_request():
            assert asked(lambda: selectors.school(world.school)) == 1
    assert asked(lambda: selectors.school(world.school)) == 1
    assert asked(lambda: selectors.school(world.school)) == 1


@pytest.mark.django_db
def test_what_differs_in_any_argument_is_asked_for_by_itself(world):
    with one_request():
        assert selectors.school(world.school).id == world.school
        assert selectors.school(world.sister).id == world.sister
        assert people.reach_of_pupils([world.pupils["Ada"]], on=TODAY).keys() == {world.pupils["Ada"]}
        assert people.reach_of_pupils([world.pupils["Ben"]], on=TODAY).keys() == {world.pupils["Ben"]}


@pytest.mark.django_db
def test_after_its_own_write_a_request_reads_what_it_wrote(world):
    with one_request():
        assert selectors.reach_of_school(world.school).trusts == {world.trust}
        School.objects.filter(pk=world.school).update(trust_id=world.other_trust)
        assert selectors.reach_of_school(world.school).trusts == {world.other_trust}


@pytest.mark.parametrize(
    ("sql", "changes"),
    [
        ('INSERT INTO "registers_receipt" ("answer") VALUES (1)', False),
        ("UPDATE registers_schoolchain SET sequence = 1", False),
        ("SAVEPOINT one", False),
        ("BEGIN IMMEDIATE", False),
        ('UPDATE "organisations_school" SET "name" = 1', True),
        ('DELETE FROM "people_enrolment"', True),
        ('INSERT INTO "registers_receipt" SELECT 1; UPDATE "people_group" SET "name" = 1', True),
        ("WITH one AS (INSERT INTO registers_registerentry VALUES (1)) UPDATE people_group SET name = 1", True),
        ("TRUNCATE registers_receipt", True),
        ("ROLLBACK TO SAVEPOINT one", True),
    ],
)
def test_only_what_cannot_touch_a_place_leaves_it_known(sql, changes):
    assert may_change_a_place(sql) is changes


@pytest.mark.parametrize("sql", [OPEN_AT_CELLS, WRITE_AT_ONCE])
def test_the_statements_of_a_register_touch_no_place(sql):
    assert not may_change_a_place(sql)


def hand_over_and_fail(world):
    with transaction.atomic():
        School.objects.filter(pk=world.school).update(trust_id=world.other_trust)
        assert selectors.reach_of_school(world.school).trusts == {world.other_trust}
        raise RuntimeError


@pytest.mark.django_db(transaction=True)
def test_what_was_read_in_a_transaction_that_is_undone_is_not_kept(transactional_world):
    world = transactional_world
    with one_request():
        with pytest.raises(RuntimeError):
            hand_over_and_fail(world)
        assert selectors.reach_of_school(world.school).trusts == {world.trust}
        assert asked(lambda: selectors.reach_of_school(world.school)) == 0


@pytest.fixture
def transactional_world(transactional_db):
    from tests.world import make_world

    return make_world()


@pytest.mark.django_db
def test_a_list_that_was_given_out_can_be_changed_by_whoever_got_it(world):
    ids = [world.pupils["Ada"]]
    with one_request():
        people.reach_of_pupils(ids, on=TODAY).clear()
        assert people.reach_of_pupils(ids, on=TODAY)


@pytest.mark.django_db
def test_that_there_is_no_such_place_is_not_kept(world):
    with one_request():
        for _ in range(2):
            with pytest.raises(OutOfReachError):
                selectors.reach_of_school(999_999)
