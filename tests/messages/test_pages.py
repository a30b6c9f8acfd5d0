"""The pages of the outbox: what they show to whom, and what can be done on them."""

from __future__ import annotations

from importlib import resources

import pytest
from django.urls import reverse

from bellwether.audit.models import AuditEvent
from bellwether.core.access import Role
from bellwether.messages import selectors, services
from bellwether.messages.channels import Refused
from bellwether.messages.facts import NewReply, Recipient
from bellwether.messages.models import MessageTemplate
from tests.messages.builders import office, queued, row, sent
from tests.world import NOW

OUTBOX = "messages:outbox"


def page(world, name, *given, role=Role.OFFICE, **more):
    return world.client(role, **more).get(reverse(name, args=given))


def text_of(answer):
    return answer.content.decode()


def to_the_social_worker(world, **more):
    return queued(
        world,
        to=Recipient("rhys@example.test", professional_id=world.social_worker, name="Rhys Calder"),
        template="professional-absent",
        facts={"children": ("Ada",), "tried": "a text"},
        dedupe_key="professional",
        **more,
    )


def test_the_outbox_says_to_whom_what_and_where_it_stands(world):
    message_id = queued(world)
    shown = text_of(page(world, OUTBOX))
    for words in ("Nkechi Okonkwo", "Not in school today, and no reason known", "Waiting", "about 1 pupil"):
        assert words in shown
    assert reverse("messages:message", args=[message_id]) in shown


def test_an_outbox_without_messages_says_so(world):
    assert "No message yet" in text_of(page(world, OUTBOX))


def test_the_outbox_can_be_narrowed_to_a_state(world, channel):
    channel.outcomes.append(Refused("wrong-address"))
    queued(world)
    sent()
    queued(world, dedupe_key="other", template="contacts-check")
    browser = world.client(Role.OFFICE)
    failed = text_of(browser.get(reverse(OUTBOX), {"state": "failed"}))
    waiting = text_of(browser.get(reverse(OUTBOX), {"state": "queued"}))
    assert ("no reason known" in failed, "Are your details" in failed) == (True, False)
    assert ("no reason known" in waiting, "Are your details" in waiting) == (False, True)


@pytest.mark.parametrize("asked", [{"state": "nonsense"}, {"page": "x"}, {"page": "999"}, {"school": "0"}])
def test_a_filter_that_makes_no_sense_is_no_error(world, asked):
    queued(world)
    assert world.client(Role.OFFICE).get(reverse(OUTBOX), asked).status_code == 200


def test_a_long_outbox_is_turned_page_by_page(world):
    for number in range(41):
        queued(world, dedupe_key=str(number))
    browser = world.client(Role.OFFICE)
    assert "Older" in text_of(browser.get(reverse(OUTBOX)))
    assert text_of(browser.get(reverse(OUTBOX), {"page": 2})).count('id="message-') == 1


@pytest.mark.parametrize("count", [1, 40])
def test_the_outbox_costs_the_same_at_one_message_and_at_forty(world, count, django_assert_num_queries):
    for number in range(count):
        queued(world, dedupe_key=str(number))
    actor = world.actor(Role.ATTENDANCE_CHAMPION)
    with django_assert_num_queries(5):  # schools where they may send, may know; counts; messages; whom they are about
        selectors.outbox(actor=actor, now=NOW)


def test_failing_messages_are_counted_for_the_tile(world, channel):
    channel.outcomes.append(Refused("wrong-address"))
    queued(world)
    sent()
    found = selectors.failing(actor=office(world), now=NOW)
    assert (found.count, found.oldest_at) == (1, NOW)
    assert "Messages not delivered" in text_of(page(world, OUTBOX))


def test_a_message_shows_its_words_and_its_history(world, channel):
    message_id = queued(world)
    sent()
    shown = text_of(page(world, "messages:message", message_id))
    for words in ("we have not seen Ada", "+447700900001", "Sent", "Write down an answer", "Ada Okonkwo"):
        assert words in shown
    assert "Okonkwo" not in shown.partition("</title>")[0]


def test_what_came_back_is_written_down_on_the_page(world, channel):
    message_id = queued(world)
    sent()
    browser = world.client(Role.OFFICE)
    answer = browser.post(reverse("messages:reply", args=[message_id]), {"text": "She has a cold.", "proposes": "I"})
    assert answer.status_code == 302
    shown = text_of(browser.get(answer["Location"]))
    assert "She has a cold." in shown
    assert row(message_id).state == "answered"


def test_an_empty_answer_is_asked_for_again(world, channel):
    message_id = queued(world)
    sent()
    answer = world.client(Role.OFFICE).post(reverse("messages:reply", args=[message_id]), {"text": ""})
    assert answer.status_code == 200
    assert "govuk-error-summary" in text_of(answer)
    assert row(message_id).state == "sent"


def test_without_a_second_factor_an_answer_about_health_is_not_shown(world, channel):
    message_id = queued(world)
    sent()
    services.record_reply(message_id, NewReply("She has a cold.", "I"), actor=office(world), now=NOW)
    shown = text_of(page(world, "messages:message", message_id, verified=False))
    assert "cold" not in shown
    assert "second factor" in shown
    assert "authorised" in shown


def test_a_waiting_message_can_be_stopped_on_its_page(world):
    message_id = queued(world)
    browser = world.client(Role.OFFICE)
    assert "Do not send" in text_of(browser.get(reverse("messages:message", args=[message_id])))
    browser.post(reverse("messages:withdraw", args=[message_id]))
    assert row(message_id).state == "withdrawn"


def test_too_late_to_stop_is_said_and_nothing_breaks(world, channel):
    message_id = queued(world)
    browser = world.client(Role.OFFICE)
    sent()
    answer = browser.post(reverse("messages:withdraw", args=[message_id]), follow=True)
    assert "moved on meanwhile" in text_of(answer)
    assert row(message_id).state == "sent"


@pytest.mark.parametrize("name", ["reply", "withdraw", "try-again"])
def test_following_a_link_changes_nothing(world, name):
    message_id = queued(world)
    assert page(world, f"messages:{name}", message_id).status_code == 405
    assert row(message_id).state == "queued"


def test_a_message_to_a_professional_is_for_those_who_may_know_of_one_and_recorded_as_read(world):
    message_id = to_the_social_worker(world)
    assert "Rhys Calder" not in text_of(page(world, OUTBOX))
    assert page(world, "messages:message", message_id).status_code == 403
    reads = AuditEvent.objects.filter(event="record.read")
    assert not reads.exists()
    champion = Role.ATTENDANCE_CHAMPION
    assert "Rhys Calder" in text_of(page(world, OUTBOX, role=champion))
    assert page(world, "messages:message", message_id, role=champion).status_code == 200
    assert list(reads.order_by("pk").values_list("subject_kind", "actor_id")) == [
        ("outbox", world.users[champion]),
        ("message", world.users[champion]),
    ]


def test_without_a_second_factor_nobody_sees_that_there_is_a_professional(world):
    message_id = to_the_social_worker(world)
    champion = Role.ATTENDANCE_CHAMPION
    assert "Rhys Calder" not in text_of(page(world, OUTBOX, role=champion, verified=False))
    assert page(world, "messages:message", message_id, role=champion, verified=False).status_code == 302


def test_who_may_not_see_how_a_family_is_reached_sees_the_end_of_the_address(world):
    message_id = queued(world)
    found = selectors.message(message_id, actor=office(world), now=NOW)
    assert found.address == "+447700900001"


def test_what_was_said_about_a_pupil_is_given_by_pupil(world):
    first = queued(world, about_pupil_ids=[world.pupils["Ada"], world.pupils["Ben"]])
    queued(world, about_pupil_ids=[world.pupils["Cleo"]], dedupe_key="other")
    asked = [world.pupils["Ada"], world.pupils["Dewi"]]
    found = selectors.messages_about(asked, actor=office(world), since=NOW, now=NOW)
    assert {pupil: [line.id for line in lines] for pupil, lines in found.items()} == {world.pupils["Ada"]: [first]}


def test_the_words_are_shown_filled_and_with_their_versions(world):
    shown = text_of(page(world, "messages:template", world.school, "absent-today"))
    assert "we have not seen Alex and Sam in school today" in shown
    assert "Text 1" in shown
    assert "Write your own words" not in shown
    assert "Words of the messages" in text_of(page(world, "messages:templates", world.school))


SHIPPED = sorted(path.name for path in resources.files("bellwether.messages").joinpath("shipped").iterdir())


@pytest.mark.parametrize("file", SHIPPED)
def test_every_shipped_message_is_shown_filled(file, world):
    answer = page(world, "messages:template", world.school, file.removesuffix(".toml"))
    assert answer.status_code == 200
    assert "As shipped" in text_of(answer)


def own_words(world, **more):
    given = {
        "medium": "text", "subject": "", "body": "{school}: where is {children}?", "reviewed_by": "A. Head, head",
        "reviewed_on-day": "16", "reviewed_on-month": "11", "reviewed_on-year": "2026",
    }  # fmt: skip
    place = reverse("messages:wording", args=[world.school, "absent-today"])
    return world.client(Role.HEAD).post(place, {**given, **more})


def test_a_school_writes_its_own_words_and_goes_back_to_those_shipped(world):
    assert own_words(world).status_code == 302
    assert row(queued(world)).body == "Alder Primary School: where is Ada?"
    assert own_words(world, body="").status_code == 302
    back = row(queued(world, dedupe_key="back"))
    assert (back.template_is_own, back.template_version) == (False, 1)
    assert list(MessageTemplate.objects.order_by("version").values_list("version", flat=True)) == [1, 2]
    assert AuditEvent.objects.filter(event="message-template.added").count() == 2


def test_a_message_keeps_the_words_it_was_written_with(world):
    message_id = queued(world)
    before = row(message_id).body
    own_words(world)
    assert row(message_id).body == before


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"body": "{children} {secret}"}, "{secret}"),
        ({"medium": "email", "subject": ""}, "Enter the subject of the e-mail"),
        ({"reviewed_by": ""}, "Enter who has read these words"),
    ],
)
def test_words_that_cannot_be_used_are_not_kept_and_the_page_says_why(world, wrong, said):
    answer = own_words(world, **wrong)
    assert answer.status_code == 200
    assert said in text_of(answer)
    assert not MessageTemplate.objects.exists()


# Statuses of GET by role: own side (another's side is always not found, or an empty list of one's own).
LISTED = {Role.HEAD, Role.ATTENDANCE_CHAMPION, Role.INCLUSION_TEAM, Role.OFFICE, Role.SAFEGUARDING_OR_SEN}
NEAR = {
    Role.TRUSTEE, Role.GOVERNOR, Role.DIRECTOR_OF_INCLUSION, Role.LA_ATTENDANCE_OFFICER, Role.LA_LEGAL_OFFICER,
    Role.LA_MANAGER, Role.LOCALITY_MANAGER, Role.PANEL_MEMBER, Role.ADMINISTRATOR,
}  # fmt: skip
# They write what schools send, and read no message.
WRITERS = {Role.LA_MANAGER, Role.ADMINISTRATOR}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_sees_the_messages_of_its_own_schools_only(world, role):
    message_id = queued(world)
    own = 200 if role in LISTED else 403 if role in NEAR else 404
    assert page(world, "messages:message", message_id, role=role).status_code == own
    assert page(world, "messages:message", message_id, role=role, other=True).status_code == 404
    words = 200 if role in WRITERS else own
    assert page(world, "messages:templates", world.school, role=role).status_code == words
    assert page(world, "messages:templates", world.school, role=role, other=True).status_code == 404
    assert page(world, OUTBOX, role=role).status_code == (200 if role in LISTED else 403)
    assert "Nkechi" not in text_of(page(world, OUTBOX, role=role, other=True))


def test_nobody_reads_messages_without_signing_in(world):
    message_id = queued(world)
    assert page(world, OUTBOX, role=None).status_code == 302
    assert page(world, "messages:message", message_id, role=None).status_code == 302
