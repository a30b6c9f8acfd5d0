"""What is done about an absence, and what then stands in the register, the outbox and the list of what was tried."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
import time_machine

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.messages.channels import Fate
from bellwether.messages.models import Message
from bellwether.messages.services import record_delivery
from bellwether.monitor import selectors, services
from bellwether.monitor.errors import MonitorRefusedError
from bellwether.monitor.facts import NewContact, Sent
from bellwether.monitor.kinds import Kind, NudgeBy, Outcome
from bellwether.monitor.models import ContactAttempt, ProposedMark
from bellwether.monitor.services.nudging import NewNudge
from bellwether.people.models import ParentOf
from bellwether.registers.models import RegisterEntry
from tests.monitor.builders import YESTERDAY, marks_of, open_school, take
from tests.world import NOW, SINCE, TODAY

pytestmark = pytest.mark.django_db


@pytest.fixture
def school(world):
    open_school(world)
    take(world, world.group, ["Ada", "Ben"])
    return world


def logged(world, *, outcome=Outcome.NO_ANSWER, code="", name="Ada", role=Role.OFFICE, kind=Kind.CALL, now=NOW):
    new = NewContact((world.pupils[name],), kind, outcome, world.parent if name == "Ada" else None, code, "Fever")
    return services.log_contact(world.school, new, actor=world.actor(role), now=now)


def ada_on_board(world, now=NOW):
    day = selectors.today(world.school, actor=world.actor(Role.OFFICE), now=now)
    return next((one for one in day.away if one.pupil.id == world.pupils["Ada"]), None)


def test_a_call_is_kept_with_who_made_it(school):
    logged(school)
    (attempt,) = ada_on_board(school).attempts
    assert (attempt.kind, attempt.outcome, attempt.by) == ("call", "no-answer", "Sam OFFICE".title())
    assert AuditEvent.objects.filter(event="contact.logged").count() == 1


def test_a_reason_proposes_a_mark_and_changes_none(school):
    before = RegisterEntry.objects.count()
    logged(school, outcome=Outcome.REASON, code="I")
    (proposal,) = ada_on_board(school).proposals
    assert (proposal.code, proposal.on) == ("I", TODAY)
    assert RegisterEntry.objects.count() == before


def test_a_confirmed_reason_stands_in_the_register_with_its_words(school):
    logged(school, outcome=Outcome.REASON, code="I")
    done = services.confirm(ProposedMark.objects.get().pk, actor=school.actor(Role.OFFICE), now=NOW)
    assert done.saved == 1
    entry = RegisterEntry.objects.order_by("sequence").last()
    assert (entry.kind, bytes(entry.before), bytes(entry.after), entry.reason) == ("amended", b"N", b"I", "Fever")
    assert ada_on_board(school) is None


def test_a_reason_can_cover_the_whole_absence(school):
    marks_of(school, "Ada", "N", YESTERDAY)
    logged(school, outcome=Outcome.REASON, code="I")
    done = services.confirm(ProposedMark.objects.get().pk, whole_absence=True, actor=school.actor(Role.OFFICE), now=NOW)
    assert done.saved == 3


def test_a_reason_that_somebody_heard_goes_into_the_register_with_the_call(school):
    marks_of(school, "Ada", "N", YESTERDAY)
    new = NewContact((school.pupils["Ada"],), Kind.CALL, Outcome.REASON, school.parent, "I", "Fever")
    office = school.actor(Role.OFFICE)
    done = services.log_and_confirm(school.school, new, actor=office, now=NOW, whole_absence=True)
    assert (done.saved, done.problems, ada_on_board(school)) == (3, (), None)
    assert ProposedMark.objects.get().state == "confirmed"
    assert ContactAttempt.objects.get().outcome == "reason"


def test_a_reason_that_cannot_be_a_mark_keeps_the_call_and_waits_for_a_person(school):
    new = NewContact((school.pupils["Ada"],), Kind.CALL, Outcome.REASON, school.parent, "X", "Not of age")
    done = services.log_and_confirm(school.school, new, actor=school.actor(Role.OFFICE), now=NOW)
    assert (done.saved, len(done.problems)) == (0, 1)
    assert [one.code for one in ada_on_board(school).proposals] == ["X"]


def test_whoever_may_not_amend_puts_nothing_into_the_register_with_a_call(school):
    new = NewContact((school.pupils["Ada"],), Kind.CALL, Outcome.REASON, school.parent, "I", "Fever")
    with pytest.raises(NotGrantedError):
        services.log_and_confirm(school.school, new, actor=school.actor(Role.INCLUSION_TEAM), now=NOW)
    assert not ContactAttempt.objects.exists()


def test_whoever_may_not_amend_proposes_and_does_not_confirm(school):
    logged(school, outcome=Outcome.REASON, code="I", role=Role.INCLUSION_TEAM)
    with pytest.raises(NotGrantedError):
        services.confirm(ProposedMark.objects.get().pk, actor=school.actor(Role.INCLUSION_TEAM), now=NOW)


def test_a_proposal_is_settled_once(school):
    logged(school, outcome=Outcome.REASON, code="I")
    pk = ProposedMark.objects.get().pk
    services.decline(pk, actor=school.actor(Role.OFFICE), now=NOW)
    with pytest.raises(MonitorRefusedError):
        services.confirm(pk, actor=school.actor(Role.OFFICE), now=NOW)


@pytest.mark.parametrize("code", ["N", "?", "J"])
def test_no_reason_is_a_code_that_is_none(school, code):
    with pytest.raises(MonitorRefusedError):
        logged(school, outcome=Outcome.REASON, code=code)
    assert not ContactAttempt.objects.exists()


def test_a_pupil_of_another_school_is_out_of_reach(school):
    with pytest.raises(OutOfReachError):
        logged(school, name="Jude")


def test_one_message_goes_out_for_brothers_and_sisters(school):
    ParentOf.objects.create(
        pupil_id=school.pupils["Ben"],
        parent_id=school.parent,
        relation="mother",
        has_responsibility=True,
        has_care=True,
        lives_with_pupil=True,
        contact_order=1,
        from_on=SINCE,
    )
    sent = services.send_messages(school.school, medium=Kind.TEXT, actor=school.actor(Role.OFFICE), now=NOW)
    message = Message.objects.get(pk=sent.message_ids[0])
    assert len(sent.message_ids) == 1
    assert "Ada and Ben" in message.body
    attempt = ContactAttempt.objects.get()
    assert (attempt.kind, attempt.outcome, attempt.about.count()) == ("text", "waiting", 2)
    again = services.send_messages(school.school, medium=Kind.TEXT, actor=school.actor(Role.OFFICE), now=NOW)
    assert again.message_ids == ()


def test_nobody_is_written_to_about_a_register_that_was_not_taken(school):
    fern = [school.pupils["Fern"]]
    sent = services.send_messages(
        school.school, medium=Kind.TEXT, pupil_ids=fern, actor=school.actor(Role.OFFICE), now=NOW
    )
    assert sent.message_ids == ()
    assert not Message.objects.exists()


def test_whoever_must_not_be_reached_so_is_not_texted_unasked(school):
    ParentOf.objects.filter(pupil_id=school.pupils["Ada"]).update(safe_contact="Never by text")
    office = school.actor(Role.OFFICE)
    sent = services.send_messages(school.school, medium=Kind.TEXT, actor=office, now=NOW)
    assert sent.message_ids == ()
    assert set(sent.not_reached) == {school.pupils["Ada"], school.pupils["Ben"]}


def test_a_message_that_failed_does_not_count_as_contact(school):
    services.send_messages(school.school, medium=Kind.TEXT, actor=school.actor(Role.OFFICE), now=NOW)
    later = NOW + timedelta(minutes=30)
    assert "text" not in {state.step.action for state in ada_on_board(school, later).overdue}
    Message.objects.update(state=Message.State.SENT)
    record_delivery(Message.objects.get().pk, fate=Fate.NOT_REACHED, actor=school.actor(Role.OFFICE), now=NOW)
    assert "text" in {state.step.action for state in ada_on_board(school, later).overdue}


def test_an_answer_to_a_message_proposes_a_mark(school):
    services.send_messages(school.school, medium=Kind.TEXT, actor=school.actor(Role.OFFICE), now=NOW)
    Message.objects.update(state=Message.State.SENT)
    attempt = ContactAttempt.objects.get()
    services.record_reply(attempt.pk, text="Tummy ache", code="I", actor=school.actor(Role.OFFICE), now=NOW)
    ada = ada_on_board(school)
    assert [one.code for one in ada.proposals] == ["I"]
    assert ada.attempts[0].outcome == "answered"


def test_the_social_worker_is_told_the_same_day_and_the_office_learns_no_name(school):
    office = school.actor(Role.OFFICE)
    pupils = [school.pupils["Ada"], school.pupils["Ben"]]
    sent = services.tell_professionals(school.school, pupil_ids=pupils, actor=office, now=NOW)
    message = Message.objects.get(pk=sent.message_ids[0])
    assert (message.to_kind, message.to_id) == ("professional", school.social_worker)
    ada = ada_on_board(school, NOW + timedelta(minutes=1))
    assert "tell" in {state.step.action for state in ada.place.steps if state.status == "done"}
    assert services.tell_professionals(school.school, pupil_ids=pupils, actor=office, now=NOW).message_ids == ()


def test_every_absence_called_by_the_hour_is_counted(school):
    logged(school)
    logged(school, name="Ben", now=NOW + timedelta(hours=2))
    facts = selectors.ladder(school.school, actor=school.actor(Role.OFFICE), now=NOW + timedelta(hours=2))
    assert (facts.called.in_time, facts.called.later, facts.called.not_called) == (1, 1, 0)


def test_a_family_that_asked_hears_before_the_bell_once_and_never_after(school):
    office = school.actor(Role.OFFICE)
    new = NewNudge(school.pupils["Ada"], school.parent, NudgeBy.TEXT, "01000", SINCE, TODAY + timedelta(days=30))
    nudge = services.ask_for_nudge(school.school, new, actor=office, now=NOW)
    early = datetime(2026, 11, 17, 7, 30, tzinfo=UTC)
    sent = services.send_nudges(school.school, actor=office, now=early)
    assert "08:40" in Message.objects.get(pk=sent.message_ids[0]).body
    assert services.send_nudges(school.school, actor=office, now=early).message_ids == ()
    assert services.send_nudges(school.school, actor=office, now=NOW).message_ids == ()
    listed = selectors.morning_list(school.school, on=TODAY, actor=office)
    assert [(one.id, one.outcome) for one in listed] == [(nudge, "waiting")]
    assert selectors.morning_list(school.school, on=TODAY + timedelta(days=1), actor=office) == ()
    services.end_nudge(nudge, actor=office, now=NOW)
    assert selectors.morning_list(school.school, on=TODAY, actor=office, all_days=True) == ()


def test_a_family_whose_class_begins_earlier_hears_its_own_time(school):
    from bellwether.organisations import services as organisations
    from bellwether.organisations.facts import NewTimes

    earlier = NewTimes(0, TODAY, time(8, 20), time(8, 30), time(8, 50), time(12, 0), (3,))
    organisations.set_session_times(school.school, asked=earlier, actor=school.actor(Role.HEAD), now=NOW)
    office = school.actor(Role.OFFICE)
    new = NewNudge(school.pupils["Ada"], school.parent, NudgeBy.TEXT, "11111", SINCE, TODAY + timedelta(days=30))
    services.ask_for_nudge(school.school, new, actor=office, now=NOW)
    assert services.send_nudges(school.school, actor=office, now=datetime(2026, 11, 17, 8, 25, tzinfo=UTC)) == Sent()
    sent = services.send_nudges(school.school, actor=office, now=datetime(2026, 11, 17, 8, 10, tzinfo=UTC))
    assert "08:20" in Message.objects.get(pk=sent.message_ids[0]).body


@pytest.fixture
def early(school):
    """A school whose policy has early messages."""
    from bellwether.organisations.models import PolicyAdjustment

    PolicyAdjustment.objects.create(
        scope="school", scope_id=school.school, rule_id="first-day.early-message", value=True,
        from_on=SINCE, reason="governors agreed", made_by="Sam Head, Head teacher",
    )  # fmt: skip
    return school


def mornings(*ago):
    return [TODAY - timedelta(days=days) for days in ago]


def test_families_who_could_use_a_word_before_the_bell_are_those_of_pupils_often_late(early):
    marks_of(early, "Ben", "L", *mornings(1, 4, 5, 6), sessions=(0,))
    marks_of(early, "Cleo", "U", *mornings(1, 4, 5), sessions=(0,))
    marks_of(early, "Dewi", "L", *mornings(1, 4), sessions=(0,))  # not often
    marks_of(early, "Fern", "L", *mornings(1, 4, 5), sessions=(1,))  # after lunch
    marks_of(early, "Ezra", "L", *mornings(1, 4, 32), sessions=(0,))  # one of them long ago
    office = early.actor(Role.OFFICE)
    found = selectors.late_often(early.school, on=TODAY, actor=office)
    assert [(one.pupil.id, one.mornings) for one in found] == [(early.pupils["Ben"], 4), (early.pupils["Cleo"], 3)]


def test_whose_family_asked_is_not_offered_it_again_and_without_the_policy_nobody_is(early):
    from bellwether.organisations.models import PolicyAdjustment

    marks_of(early, "Ada", "L", *mornings(1, 4, 5), sessions=(0,))
    office = early.actor(Role.OFFICE)
    ask = NewNudge(early.pupils["Ada"], early.parent, NudgeBy.TEXT, "11111", SINCE, TODAY + timedelta(days=30))
    assert len(selectors.late_often(early.school, on=TODAY, actor=office)) == 1
    nudge = services.ask_for_nudge(early.school, ask, actor=office, now=NOW)
    assert selectors.late_often(early.school, on=TODAY, actor=office) == ()
    services.end_nudge(nudge, actor=office, now=NOW)
    assert len(selectors.late_often(early.school, on=TODAY, actor=office)) == 1
    PolicyAdjustment.objects.update(value=False)
    assert selectors.late_often(early.school, on=TODAY, actor=office) == ()


def test_a_family_away_by_plan_is_not_nudged(school):
    from bellwether.registers.models import PlannedAbsence

    office = school.actor(Role.OFFICE)
    new = NewNudge(school.pupils["Ada"], school.parent, NudgeBy.TEXT, "11111", SINCE, TODAY + timedelta(days=30))
    services.ask_for_nudge(school.school, new, actor=office, now=NOW)
    PlannedAbsence.objects.create(
        school_id=school.school, pupil_id=school.pupils["Ada"], code="M", starts_on=TODAY, ends_on=TODAY,
        first_session=0, last_session=1, made_at=NOW,
    )  # fmt: skip
    assert selectors.morning_list(school.school, on=TODAY, actor=office) == ()


def _asked_before_the_bell(school, by=NudgeBy.TEXT):
    new = NewNudge(school.pupils["Ada"], school.parent, by, "11111", SINCE, TODAY + timedelta(days=30))
    return services.ask_for_nudge(school.school, new, actor=school.actor(Role.OFFICE), now=NOW)


def test_whom_a_note_says_how_not_to_reach_gets_no_word_before_the_bell(school):
    from bellwether.people.services import set_safe_contact

    office, early = school.actor(Role.OFFICE), datetime(2026, 11, 17, 7, 30, tzinfo=UTC)
    _asked_before_the_bell(school)
    link = ParentOf.objects.get(pupil_id=school.pupils["Ada"], parent_id=school.parent)
    set_safe_contact(link.pk, note="Never by text", actor=school.actor(Role.HEAD), now=NOW)
    sent = services.send_nudges(school.school, actor=office, now=early)
    assert (sent.message_ids, sent.not_reached) == ((), (school.pupils["Ada"],))
    html = school.client(Role.OFFICE).get(f"/today/{school.school}/morning/").content.decode()
    assert "Read the safe-contact note first" in html
    assert "tel:" not in html
    with pytest.raises(MonitorRefusedError):
        _asked_before_the_bell(school)
    assert _asked_before_the_bell(school, by=NudgeBy.CALL)


@pytest.mark.parametrize(
    ("hour", "role", "shown"),
    [(7, Role.OFFICE, True), (11, Role.OFFICE, False), (7, Role.CLASS_TEACHER, False)],
    ids=["early", "after the bell", "who may not send"],
)
def test_the_button_for_the_mornings_texts_stands_there_only_while_it_does_something(school, hour, role, shown):
    _asked_before_the_bell(school)
    with time_machine.travel(datetime(2026, 11, 17, hour, 30, tzinfo=UTC), tick=False):
        html = school.client(role).get(f"/today/{school.school}/morning/").content.decode()
        assert ("texts now" in html) is shown
        if shown:
            school.client(role).post(f"/today/{school.school}/morning/")
            assert "texts now" not in school.client(role).get(f"/today/{school.school}/morning/").content.decode()


def test_who_is_of_the_family_no_longer_gets_no_word_before_the_bell(school):
    from bellwether.people.services import end_link

    office, early = school.actor(Role.OFFICE), datetime(2026, 11, 18, 7, 30, tzinfo=UTC)
    _asked_before_the_bell(school)
    link = ParentOf.objects.get(pupil_id=school.pupils["Ada"], parent_id=school.parent)
    end_link(link.pk, last_day=TODAY, reason="Moved away", actor=office, now=NOW)
    assert services.send_nudges(school.school, actor=office, now=early).message_ids == ()
    everyone = selectors.morning_list(school.school, on=TODAY + timedelta(days=1), actor=office, all_days=True)
    assert [(one.has_gone, one.telephone) for one in everyone] == [(True, "")], "it stands there to be taken off"
