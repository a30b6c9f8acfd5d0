"""The letter of decision: in plain words, to the parents who are chosen, kept as it was made, sent once."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.documents import selectors as documents
from bellwether.messages.models import Message
from bellwether.people.models import Parent, ParentOf
from bellwether.registers.leave_errors import LeaveProblem, LeaveRefusedError
from bellwether.registers.leave_facts import Span
from bellwether.registers.services import leave
from tests.registers.leave.builders import FRIDAY, MONDAY, ask, decide, granted, part, refused
from tests.world import NOW


def write(made, world, actor, *parents):
    return leave.write_letters(made, parent_ids=parents or [world.parent], actor=actor, now=NOW)


def text_of(letter_id, actor):
    return documents.letter(letter_id, actor=actor).words.as_text()


def test_a_refusal_says_why_what_follows_and_what_a_parent_can_do(opened, office, head):
    made = ask(opened, office, ground="holiday")
    decide(made, refused(), actor=head)
    (letter,) = write(made, opened, office)
    text = text_of(letter, office)
    for words in (
        "Dear Ms Okonkwo,",
        "You asked us on Tuesday 17 November 2026 whether Ada Okonkwo may be away from school.",
        "We have not agreed to it.",
        "Asked for: Monday 7 December to Friday 11 December 2026 (5 school days)",
        "It can be made in the holidays.",
        "we have to record the code G (Holiday not granted)",
        "misses 10 sessions without permission within 10 school weeks",
        "call us on 020 7946 0101",
        "Sam Head",
    ):
        assert words in text
    assert "wedding" not in text.lower()


def test_leave_that_is_agreed_in_part_says_which_days_and_when_school_begins_again(opened, office, head):
    made = ask(opened, office)
    decide(made, part(Span(MONDAY, 0, MONDAY, 1)), actor=head)
    (letter,) = write(made, opened, office)
    text = text_of(letter, office)
    assert "Agreed: Monday 7 December 2026 (1 school day)" in text
    assert "the register shows the code C (Exceptional leave)" in text
    assert "seeing Ada again on Tuesday 8 December 2026" in text
    assert "the code O (Absent without leave)" in text


@pytest.mark.parametrize(("ground", "code"), [("medical", "M"), ("religious", "R")])
def test_a_letter_names_neither_health_nor_belief(opened, office, head, ground, code):
    made = ask(opened, office, ground=ground, reason="The hospital wants to see her")
    decide(made, granted(code=code, reasons="It was asked for in time."), actor=head)
    (letter,) = write(made, opened, office)
    text = text_of(letter, office)
    assert "the register shows authorised absence" in text
    assert not {"medical", "religious", "hospital", f"code {code}"} & set(text.lower().replace(",", "").split())


def _father(world):
    father = Parent.objects.create(
        pk=6002, title="Mr", forename="Obi", surname="Okonkwo", sort_key="okonkwo, obi", search_key="obi okonkwo"
    )
    ParentOf.objects.create(
        pupil_id=world.pupils["Ada"],
        parent=father,
        relation="father",
        has_responsibility=True,
        has_care=False,
        lives_with_pupil=False,
        from_on=NOW.date(),
    )
    return father.pk


def test_each_parent_gets_a_letter_of_their_own(opened, office, head):
    father = _father(opened)
    made = ask(opened, office)
    decide(made, granted(), actor=head)
    letters = write(made, opened, office, opened.parent, father)
    texts = [text_of(one, office) for one in letters]
    assert "Dear Ms Okonkwo,\n\nYou asked us" in texts[0]
    assert "Dear Mr Okonkwo,\n\nMs Nkechi Okonkwo asked us" in texts[1]


@pytest.mark.parametrize("parents", [[], [999_999]])
def test_letters_go_to_parents_of_the_pupil_alone(opened, office, head, parents):
    made = ask(opened, office)
    decide(made, granted(), actor=head)
    with pytest.raises(LeaveRefusedError) as found:
        leave.write_letters(made, parent_ids=parents, actor=office, now=NOW)
    assert found.value.problem is LeaveProblem.NO_PARENT


def test_nothing_is_written_before_it_is_decided(opened, office):
    made = ask(opened, office)
    with pytest.raises(LeaveRefusedError) as found:
        write(made, opened, office)
    assert found.value.problem is LeaveProblem.NOT_OPEN


def test_a_letter_stays_as_it_was_made_when_the_decision_changes(opened, office, head):
    made = ask(opened, office)
    decide(made, refused(), actor=head)
    (first,) = write(made, opened, office)
    before = documents.letter_file(first, actor=office)
    decide(made, granted(seen=1), actor=head)
    (second,) = write(made, opened, office)
    assert documents.letter_file(first, actor=office) == before
    assert "We have agreed to it." in text_of(second, office)
    assert [line.about[2] for line in documents.letters_about("leave-request", made, actor=office)] == [2, 1]


def test_a_letter_goes_out_by_email_word_for_word_and_once(opened, office, head):
    made = ask(opened, office)
    decide(made, granted(), actor=head)
    (letter,) = write(made, opened, office)
    sent = leave.send_letter(letter, actor=office, now=NOW)
    assert leave.send_letter(letter, actor=office, now=NOW) == sent
    message = Message.objects.get()
    assert (message.address, message.medium, message.template_version) == ("nkechi@example.test", "email", 2)
    assert text_of(letter, office) in message.body


def test_who_must_not_be_written_to_without_asking_is_not(opened, office, head):
    made = ask(opened, office)
    decide(made, granted(), actor=head)
    (letter,) = write(made, opened, office)
    ParentOf.objects.filter(parent_id=opened.parent).update(safe_contact="Only through the refuge")
    with pytest.raises(LeaveRefusedError) as found:
        leave.send_letter(letter, actor=office, now=NOW)
    assert found.value.problem is LeaveProblem.NO_ADDRESS
    assert not Message.objects.exists()


def test_the_letter_is_a_page_too_with_the_same_words_and_its_file(opened, office, head):
    made = ask(opened, office, span=Span(MONDAY, 0, FRIDAY, 0))
    decide(made, granted(), actor=head)
    (letter,) = write(made, opened, office)
    page = opened.client(Role.OFFICE).get(reverse("documents:letter", args=[letter])).content.decode()
    assert "Friday 11 December 2026 (morning) (4 and a half school days)" in page
    assert reverse("documents:file", args=[letter]) in page
    assert "<title>Letter" in page
