"""What gets into the outbox, for whom, and never twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction

from bellwether.audit import events
from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.messages import services
from bellwether.messages.facts import Note, Recipient
from bellwether.messages.models import Message
from bellwether.organisations.models import PolicyAdjustment
from tests.messages.builders import EMAIL, JOB, TEXT, mother, notes, office, queued, row, sending, sent
from tests.world import NOW

MAY_SEND = {
    Role.HEAD, Role.ATTENDANCE_CHAMPION, Role.INCLUSION_TEAM, Role.OFFICE, Role.SAFEGUARDING_OR_SEN,
}  # fmt: skip


def test_the_words_are_put_together_when_it_is_asked_for(world):
    message = row(queued(world))
    assert message.body == (
        "Alder Primary School: we have not seen Ada in school today and have not heard why. "
        "Please call us on 020 7946 0101 so that we know all is well."
    )
    assert (message.state, message.medium, message.address) == ("queued", "text", TEXT)


def test_the_message_is_taken_back_with_the_transaction_that_asked_for_it(world):
    with transaction.atomic():
        queued(world)
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not AuditEvent.objects.exists()


def test_the_event_names_ids_and_nothing_that_was_said(world):
    message_id = queued(world)
    event = AuditEvent.objects.get(event="message.queued")
    assert event.after is not None
    assert (event.subject_id, event.chain, event.after["pupil_ids"]) == (
        message_id, f"school:{world.school}", [world.pupils["Ada"]],
    )  # fmt: skip
    assert not any(word in str(event.after) for word in ("Nkechi", "7700", "Ada", "Alder"))


def test_the_same_key_again_is_the_same_message(world):
    assert queued(world) == queued(world)
    assert Message.objects.count() == 1
    assert AuditEvent.objects.filter(event="message.queued").count() == 1


@pytest.mark.parametrize("role", list(Role))
def test_only_who_may_send_messages_about_a_pupil_may_ask_for_one(world, role):
    if role in MAY_SEND:
        assert queued(world, actor=world.actor(role))
        return
    with pytest.raises((NotGrantedError, OutOfReachError)):
        queued(world, actor=world.actor(role))
    with pytest.raises(OutOfReachError):
        queued(world, actor=world.actor(role, other=True))


def test_every_pupil_of_a_message_must_be_in_reach(world):
    with pytest.raises(OutOfReachError):
        queued(world, about_pupil_ids=[world.pupils["Ada"], world.pupils["Jude"]], actor=office(world))


def test_nobody_sends_in_the_name_of_another_school(world):
    with pytest.raises(OutOfReachError):
        queued(world, school_id=world.outside, actor=office(world))


@pytest.mark.parametrize(
    ("address", "state", "detail"),
    [
        ("07700 900001", "queued", ""),
        ("020 7946 0102", "failed", "no-texts-there"),
        ("12", "failed", "wrong-address"),
        ("not known", "failed", "wrong-address"),
        (" nkechi@example.test ", "queued", ""),
        ("nkechi@example", "failed", "wrong-address"),
    ],
)
def test_what_cannot_go_is_kept_and_says_so(world, address, state, detail):
    message = row(queued(world, to=mother(world, address)))
    assert (message.state, message.detail) == (state, detail)


def test_without_a_channel_that_carries_texts_a_text_fails_and_says_so(world, settings):
    settings.MESSAGE_CHANNELS = ("smtp",)
    assert row(queued(world)).detail == "no-channel"
    assert row(queued(world, to=mother(world, EMAIL), dedupe_key="other")).state == "queued"


def test_brothers_and_sisters_are_one_message(world):
    [message_id] = services.queue_together(sending(world), notes(world, "Ada", "Ben"), actor=JOB, now=NOW)
    assert "Ada and Ben" in row(message_id).body
    assert row(message_id).about.count() == 2


def test_a_text_and_an_email_to_one_parent_are_two(world):
    both = [*notes(world, "Ada"), *notes(world, "Ada", address=EMAIL)]
    assert len(services.queue_together(sending(world), both, actor=JOB, now=NOW)) == 2


def test_one_sending_never_tells_a_parent_of_a_child_twice(world):
    first = services.queue_together(sending(world), notes(world, "Ada"), actor=JOB, now=NOW)
    again = services.queue_together(sending(world), notes(world, "Ada"), actor=JOB, now=NOW)
    later = services.queue_together(sending(world), notes(world, "Ada", "Ben"), actor=JOB, now=NOW)
    assert (len(first), len(again), len(later)) == (1, 0, 1)
    assert "Ben" in row(later[0]).body
    assert "Ada" not in row(later[0]).body


def test_two_parents_are_each_told(world):
    from bellwether.people.models import Parent

    father = Parent.objects.create(forename="Chidi", surname="Okonkwo", sort_key="okonkwo", search_key="chidi")
    both = [*notes(world, "Ada"), Note(Recipient("07700 900009", parent_id=father.pk), world.pupils["Ada"], "Ada")]
    assert len(services.queue_together(sending(world), both, actor=JOB, now=NOW)) == 2


@pytest.mark.parametrize("children", [("Ada",), ("Ada", "Ben", "Cleo", "Dewi", "Ezra", "Fern")])
def test_a_message_costs_the_same_whatever_the_number_of_children(
    world, children, django_assert_num_queries, monkeypatch
):
    monkeypatch.setattr(events, "_at_once", {})  # what other rooms do on hearing of it is theirs to count
    together = notes(world, *children)
    services.queue_together(sending(world, key="warm"), notes(world, "Ada"), actor=JOB, now=NOW)
    with django_assert_num_queries(QUERIES):
        services.queue_together(sending(world), together, actor=JOB, now=NOW)


QUERIES = 20  # reach of school 2 and pupils 2; school, its policy 3; savepoints 4; stopped, said, words; 5 to write


@pytest.mark.parametrize(
    ("asked", "goes"),
    [
        (datetime(2026, 11, 17, 9, 30, tzinfo=UTC), datetime(2026, 11, 17, 9, 30, tzinfo=UTC)),
        (datetime(2026, 11, 17, 20, 0, tzinfo=UTC), datetime(2026, 11, 18, 7, 0, tzinfo=UTC)),
        (datetime(2026, 11, 18, 3, 0, tzinfo=UTC), datetime(2026, 11, 18, 7, 0, tzinfo=UTC)),
        (datetime(2026, 6, 17, 5, 59, tzinfo=UTC), datetime(2026, 6, 17, 6, 0, tzinfo=UTC)),  # seven by summer time
    ],
)
def test_in_quiet_hours_a_message_waits_for_the_morning(world, asked, goes):
    message_id = queued(world, send_after=asked, now=asked, template="contacts-check")
    assert row(message_id).next_try_at == goes


def test_an_urgent_message_does_not_wait(world):
    night = datetime(2026, 11, 17, 22, 0, tzinfo=UTC)
    assert row(queued(world, now=night, send_after=night, is_urgent=True)).next_try_at == night


def test_a_school_may_set_other_quiet_hours(world):
    PolicyAdjustment.objects.create(
        scope="school", scope_id=world.school, rule_id="messages.quiet-from", value="17:30",
        from_on=NOW.date(), reason="Agreed with parents",
    )  # fmt: skip
    evening = datetime(2026, 11, 17, 18, 0, tzinfo=UTC)
    message_id = queued(world, now=evening, send_after=evening, template="contacts-check")
    assert row(message_id).next_try_at == datetime(2026, 11, 18, 7, 0, tzinfo=UTC)


def test_about_a_child_who_died_nothing_goes_out_from_that_moment(world):
    from bellwether.people.services import record_death

    head = world.actor(Role.HEAD)
    waiting = queued(world)
    together = services.queue_together(sending(world), notes(world, "Ada", "Ben"), actor=JOB, now=NOW)
    record_death(world.pupils["Ada"], died_on=NOW.date(), actor=head, now=NOW)
    later = queued(world, dedupe_key="later")
    [about_ben] = services.queue_together(sending(world, key="b"), notes(world, "Ada", "Ben"), actor=JOB, now=NOW)
    assert [(row(one).state, row(one).detail) for one in (waiting, *together, later)] == [
        ("withdrawn", "pupil-stopped")
    ] * 3
    assert "Ada" not in row(about_ben).body
    assert sent(NOW + timedelta(days=1)).sent == 0


@pytest.mark.parametrize("why", ["a note", "the link"])
def test_what_waits_for_a_parent_who_is_not_to_be_reached_so_stays_unsent(world, why):
    from bellwether.people import services as people
    from bellwether.people.models import ParentOf

    about_ada = queued(world)
    about_gwen = queued(world, about_pupil_ids=[world.pupils["Gwen"]], school_id=world.sister, dedupe_key="gwen")
    link = ParentOf.objects.get(pupil_id=world.pupils["Ada"], parent_id=world.parent)
    if why == "a note":
        people.set_safe_contact(link.pk, note="Never in the evening", actor=world.actor(Role.HEAD), now=NOW)
    else:
        people.end_link(link.pk, last_day=NOW.date(), reason="Moved away", actor=world.actor(Role.OFFICE), now=NOW)
    assert (row(about_ada).state, row(about_ada).detail) == ("withdrawn", "contact-stopped")
    assert row(about_gwen).state == "queued", "a note is about one child"
    if why == "a note":
        people.set_safe_contact(link.pk, note="", actor=world.actor(Role.HEAD), now=NOW)
        assert row(queued(world, dedupe_key="later")).state == "queued"
