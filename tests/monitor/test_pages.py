"""The pages, for those who work with them and those who may not."""

from __future__ import annotations

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.monitor.models import ContactAttempt, NudgeRequest, ProposedMark, QuietEntry
from tests.monitor.builders import open_school, take


@pytest.fixture
def school(world):
    open_school(world)
    take(world, world.group, ["Ada", "Ben"])
    return world


def test_the_way_from_the_board_to_a_mark(school):
    office = school.client(Role.OFFICE)
    page = office.get(reverse("monitor:today"), follow=True)
    assert page.status_code == 200
    assert "Ada Okonkwo" in page.content.decode()
    assert "Ada" not in page.content.decode().partition("</title>")[0]
    ada = school.pupils["Ada"]
    href = reverse("monitor:call", args=[school.school, ada])
    shown = office.get(href).content.decode()
    assert 'href="tel:+447700900001"' in shown
    sent = {"pupils": [ada], "kind": "call", "parent": school.parent, "outcome": "reason", "code": "I", "note": "Flu"}
    assert office.post(href, sent).status_code == 302
    confirmed = office.post(
        reverse("monitor:decide", args=[ProposedMark.objects.get().pk]), {"decision": "day"}, follow=True
    )
    assert "1 mark was put right." in confirmed.content.decode()
    assert "Ada Okonkwo" not in office.get(reverse("monitor:board", args=[school.school])).content.decode()


def test_one_press_writes_the_call_down_and_puts_the_mark_right(school):
    office = school.client(Role.OFFICE)
    ada = school.pupils["Ada"]
    href = reverse("monitor:call", args=[school.school, ada])
    shown = office.get(href).content.decode()
    assert "The reason goes into the register now" in shown
    assert "For every day of this absence" not in shown  # it began this morning
    sent = {"pupils": [ada], "kind": "call", "parent": school.parent, "outcome": "reason", "code": "I",
            "note": "Flu", "register": "now"}  # fmt: skip
    page = office.post(href, sent, follow=True).content.decode()
    assert "The contact was written down. 1 mark was put right." in page
    assert "goes into the register now" not in school.client(Role.INCLUSION_TEAM).get(href).content.decode()


def test_a_family_is_texted_or_e_mailed_with_one_press_on_the_board(school):
    office = school.client(Role.OFFICE)
    page = office.get(reverse("monitor:board", args=[school.school])).content.decode()
    row = page[page.index("Ada Okonkwo") : page.index("Ben Ashby")]
    for medium in ("text", "email"):
        assert f'name="medium" value="{medium}"' in row
    href = reverse("monitor:message", args=[school.school])
    answer = office.post(href, {"medium": "email", "pupil": [school.pupils["Ada"]]}, follow=True)
    assert "1 message is on its way." in answer.content.decode()
    assert ContactAttempt.objects.get().kind == "email"


def test_what_was_left_out_is_said_and_nothing_is_kept(school):
    office = school.client(Role.OFFICE)
    href = reverse("monitor:call", args=[school.school, school.pupils["Ada"]])
    page = office.post(href, {"pupils": [school.pupils["Ada"]], "kind": "call", "outcome": "reason", "code": ""})
    assert page.status_code == 400
    assert "Choose the code" in page.content.decode()
    assert not ContactAttempt.objects.exists()


def test_messages_go_out_from_the_board(school):
    office = school.client(Role.OFFICE)
    page = office.post(reverse("monitor:message", args=[school.school]), {"medium": "text"}, follow=True)
    assert "1 message is on its way." in page.content.decode()
    told = office.post(
        reverse("monitor:tell", args=[school.school]), {"pupil": [school.pupils["Ada"]]}, follow=True
    ).content.decode()
    assert "1 message is on its way." in told
    assert "Rhys" not in told


def test_safe_contact_notes_are_for_those_who_may(school):
    from bellwether.audit.models import AuditEvent

    href = reverse("monitor:notes", args=[school.school, school.pupils["Ada"]])
    assert school.client(Role.OFFICE).get(href).status_code == 403
    page = school.client(Role.SAFEGUARDING_OR_SEN).get(href)
    assert "Rhys Calder" in page.content.decode()
    assert AuditEvent.objects.filter(event="record.read").exists()


def test_the_lists_are_filled_and_emptied(school):
    office = school.client(Role.OFFICE)
    ada = school.pupils["Ada"]
    days = {"from_on-day": "17", "from_on-month": "11", "from_on-year": "2026", "to_on-day": "27", "to_on-month": "11",
            "to_on-year": "2026"}  # fmt: skip
    assert (
        office.post(
            reverse("monitor:quiet-add", args=[school.school, ada]), {**days, "reason": "bereavement", "note": ""}
        ).status_code
        == 302
    )
    assert "Bereavement" in office.get(reverse("monitor:quiet", args=[school.school])).content.decode()
    office.post(reverse("monitor:quiet-end", args=[QuietEntry.objects.get().pk]))
    assert "Ada" not in office.get(reverse("monitor:quiet", args=[school.school])).content.decode()
    asked = {**days, "parent": school.parent, "by": "call", "weekdays": ["0", "1"]}
    assert office.post(reverse("monitor:nudge", args=[school.school, ada]), asked).status_code == 302
    assert "Ada Okonkwo" in office.get(reverse("monitor:morning", args=[school.school])).content.decode()
    office.post(reverse("monitor:nudge-end", args=[NudgeRequest.objects.get().pk]))
    assert "Ada" not in office.get(reverse("monitor:morning", args=[school.school])).content.decode()
    assert office.get(reverse("monitor:ladder", args=[school.school])).status_code == 200


@pytest.mark.parametrize("name", ["board", "ladder", "morning", "quiet"])
def test_pages_are_for_those_who_follow_up_and_for_their_school(school, name):
    href = reverse(f"monitor:{name}", args=[school.school])
    assert school.client(Role.OFFICE, other=True).get(href).status_code == 404
    assert school.client(Role.GOVERNOR).get(href).status_code == 403
    assert school.client(Role.DIRECTOR_OF_INCLUSION).get(href).status_code == 200


def test_the_morning_page_offers_a_word_to_families_of_pupils_often_late_and_asks_as_often_for_one_as_for_four(school):
    from datetime import timedelta

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from bellwether.organisations.models import PolicyAdjustment
    from tests.monitor.builders import marks_of
    from tests.world import SINCE, TODAY

    PolicyAdjustment.objects.create(
        scope="school", scope_id=school.school, rule_id="first-day.early-message", value=True,
        from_on=SINCE, reason="governors agreed", made_by="Sam Head, Head teacher",
    )  # fmt: skip
    days = [TODAY - timedelta(days=one) for one in (1, 4, 5)]
    office, href, counts = school.client(Role.OFFICE), reverse("monitor:morning", args=[school.school]), []
    office.get(href)
    for names in (["Ben"], ["Cleo", "Dewi", "Ezra"]):
        for name in names:
            marks_of(school, name, "L", *days, sessions=(0,))
        with CaptureQueriesContext(connection) as asked:
            page = office.get(href).content.decode()
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert page.count("late on 3 mornings") == 4
    assert reverse("monitor:nudge", args=[school.school, school.pupils["Ben"]]) in page


def test_a_press_after_the_bell_says_that_it_is_too_late(school):
    answer = school.client(Role.OFFICE).post(reverse("monitor:morning", args=[school.school]), follow=True)
    assert "Nothing was sent: the registers have opened" in answer.content.decode()
