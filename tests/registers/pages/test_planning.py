"""The pages of planned absences: what is sent, what is said, what is shown to whom."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.core.codes import SessionTimes
from bellwether.registers.forms.planning import sessions_missed
from bellwether.registers.models import PlannedAbsence
from bellwether.registers.plan_facts import PlanKind, PlanWanted
from bellwether.registers.services import plan_absences, take_register
from tests.world import NOW, TODAY

TOMORROW = TODAY + timedelta(days=1)
TIMES = {
    0: SessionTimes(time(8, 40), time(9, 10), time(12), late_from=time(8, 50)),
    1: SessionTimes(time(13), time(13, 30), time(15, 15), late_from=time(13, 10)),
}


def sent(**more):
    """A form as a browser sends it: the dentist tomorrow, all day."""
    given = {
        "code": "M", "starts_on": TOMORROW.isoformat(), "first_half": "0", "last_half": "1", "missed": "all",
        "reason": "Dentist", "asked_by": "school",
    }  # fmt: skip
    return given | more


@pytest.fixture
def office(opened):
    return opened.client(Role.OFFICE)


@pytest.fixture
def ask(opened, office):
    def _ask(name="Ada", client=office, **more):
        address = reverse("registers:plan-new", args=[opened.school, opened.pupils[name]])
        return client.post(address, sent(**more), follow=True)

    return _ask


@pytest.mark.parametrize(
    ("leaves", "returns", "missed"),
    [
        (time(9, 30), time(11), ()),
        (time(8, 30), time(10), (0,)),
        (None, time(10), (0,)),
        (None, time(9), ()),  # back before the register closes: late, and that is no plan
        (time(12, 30), time(14), (1,)),
        (time(8), None, (0, 1)),
        (time(12, 30), None, (1,)),
        (time(14), None, ()),
        (None, time(14), (0, 1)),
    ],
)
def test_the_times_of_an_appointment_say_which_registers_are_missed(leaves, returns, missed):
    assert sessions_missed(leaves, returns, TIMES) == missed


def test_a_single_day_is_planned_and_said(opened, ask):
    answer = ask()
    row = PlannedAbsence.objects.get()
    assert (row.kind, row.starts_on, row.ends_on, row.asked_by) == ("appointment", TOMORROW, TOMORROW, "")
    assert "Planned: 2 half-days in all" in answer.content.decode()


def test_an_appointment_by_the_clock(opened, ask):
    ask(missed="times", leaves_at="9.30", returns_at="11")
    row = PlannedAbsence.objects.get()
    assert (row.misses, row.leaves_at, row.returns_at) == (False, time(9, 30), time(11))
    ask("Ben", missed="times", returns_at="10:15")
    row = PlannedAbsence.objects.get(pupil_id=opened.pupils["Ben"])
    assert (row.misses, row.first_session, row.last_session) == (True, 0, 0)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("9", time(9)),
        ("11", time(11)),
        ("9:30", time(9, 30)),
        ("930", time(9, 30)),
        ("14.05", time(14, 5)),
        ("1405", time(14, 5)),
    ],
)
def test_a_time_is_read_as_people_type_it(opened, ask, typed, meant):
    ask(leaves_at=typed)
    assert PlannedAbsence.objects.get().leaves_at == meant


def test_a_parent_who_asked_is_named_and_so_is_somebody_else(opened, ask):
    ask(asked_by=str(opened.parent))
    assert PlannedAbsence.objects.get().asked_by == "Ms Nkechi Okonkwo"
    ask("Ben", asked_by="other", asked_by_other="Grandfather")
    assert PlannedAbsence.objects.latest("pk").asked_by == "Grandfather"


def test_brothers_and_sisters_at_the_school_are_planned_in_the_same_act(opened, ask):
    from bellwether.people.models import ParentOf

    ParentOf.objects.create(
        pupil_id=opened.pupils["Ezra"], parent_id=opened.parent, relation="mother", has_responsibility=True,
        has_care=True, lives_with_pupil=True, from_on=date(2026, 9, 1),
    )  # fmt: skip
    page = ask(missed="")
    assert "Ezra Hale, 5K" in page.content.decode()
    assert "Gwen" not in page.content.decode()  # at another school
    ask(also=[str(opened.pupils["Ezra"])])
    assert set(PlannedAbsence.objects.values_list("pupil_id", flat=True)) == {
        opened.pupils["Ada"],
        opened.pupils["Ezra"],
    }


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        ({"starts_on": ""}, "Enter first day"),
        ({"ends_on": "2026-11-16"}, "The last day must not be before the first"),
        ({"first_half": "1", "last_half": "0"}, "The last half-day must not be before the first"),
        ({"leaves_at": "11:00", "returns_at": "10:00"}, "must be after the time of going"),
        ({"leaves_at": "half past"}, "Enter a time, for example 9:30"),
        ({"missed": "times"}, "Enter when the pupil goes or comes back"),
        ({"missed": "times", "leaves_at": "9", "ends_on": "2026-11-20"}, "only on a single day"),
        ({"asked_by": "other"}, "Enter the name of whoever asked"),
        ({"code": "K"}, "Enter what is done elsewhere"),
        ({"code": "E"}, "E is not one of the available choices"),
        ({"code": "C"}, "C is not one of the available choices"),
        ({"reason": ""}, "Enter why"),
        ({"starts_on": "2026-11-21"}, "the school has no session in that time"),
        ({"ends_on": "2028-11-21"}, "terms are set to Sunday 1 August 2027"),
    ],
)
def test_what_is_wrong_is_said_with_its_place_and_nothing_is_planned(ask, wrong, text):
    answer = ask(**wrong)
    assert answer.status_code == 422
    assert text in answer.content.decode()
    assert not PlannedAbsence.objects.exists()


def test_the_times_of_a_school_without_times_say_nothing(opened, ask):
    from bellwether.organisations.models import SessionTimes as Row

    Row.objects.filter(school_id=opened.school).delete()
    assert "has not set the times of its registers" in ask(missed="times", leaves_at="9").content.decode()


def test_a_warning_is_shown_first_and_planned_over_only_by_a_tick(opened, ask):
    ask()
    answer = ask(code="V", nature="", reason="Museum")
    text = answer.content.decode()
    assert answer.status_code == 422
    assert "“Medical appointment” is planned for Wed 18 Nov. 2 half-days are in both" in text
    assert "I have looked at this" in text
    assert "I have looked at this" not in ask(starts_on="2026-11-21").content.decode()
    ask(code="V", reason="Museum", despite="on")
    assert PlannedAbsence.objects.filter(code="V").exists()


def test_dual_registration_is_offered_for_a_pupil_of_two_schools_alone(opened, office):
    from bellwether.people.models import Enrolment

    address = reverse("registers:plan-new", args=[opened.school, opened.pupils["Ben"]])
    assert 'value="D"' not in office.get(address).content.decode()
    Enrolment.objects.filter(pupil_id=opened.pupils["Ben"]).update(kind="dual-main")
    assert 'value="D"' in office.get(address).content.decode()


def planned(world, name="Ada", **more):
    given = {"kind": PlanKind.APPOINTMENT, "code": "M", "starts_on": TOMORROW, "ends_on": TOMORROW, "reason": "Dentist"}
    wanted = PlanWanted(world.pupils[name], **(given | more))
    answer = plan_absences(
        world.school, wanted=[wanted], actor=world.actor(Role.OFFICE), now=NOW, despite_warnings=True
    )
    return answer.plan_ids[0]


def test_a_plan_is_changed_on_its_page_with_a_reason(opened, office):
    first = planned(opened, asked_by="Grandfather", evidence_note="card seen")
    address = reverse("registers:plan-change", args=[opened.school, first])
    page = office.get(address).content.decode()
    assert 'value="Grandfather"' in page
    assert 'value="card seen"' in page
    assert office.post(address, sent(starts_on="2026-11-20")).status_code == 422
    answer = office.post(address, sent(starts_on="2026-11-20", change_reason="Moved"), follow=True)
    assert "Fri 20 Nov" in answer.content.decode()
    assert PlannedAbsence.objects.get(pk=first).withdrawn_because == "Moved"
    assert office.post(address, sent(change_reason="Again")).status_code == 404


def test_a_plan_is_withdrawn_with_those_planned_together(opened, office):
    wanted = [
        PlanWanted(opened.pupils[name], PlanKind.VISIT, "V", TOMORROW, TOMORROW, "Museum") for name in ("Ada", "Ben")
    ]
    plan_absences(opened.school, wanted=wanted, actor=opened.actor(Role.OFFICE), now=NOW)
    first = PlannedAbsence.objects.earliest("pk")
    address = reverse("registers:plan-withdraw", args=[opened.school, first.pk])
    assert "Planned together with 1 other pupil" in office.get(address).content.decode()
    assert office.post(address, {}).status_code == 422
    answer = office.post(address, {"reason": "The museum is shut", "everyone": "on"}, follow=True)
    assert "2 plans are withdrawn" in answer.content.decode()
    assert not PlannedAbsence.objects.filter(withdrawn_at__isnull=True).exists()


def test_a_plan_of_a_decision_on_leave_is_not_changed_here(opened, office):
    from bellwether.registers.models import LeaveRequest

    request = LeaveRequest.objects.create(
        school_id=opened.school, pupil_id=opened.pupils["Ada"], asked_by_name="Ms Okonkwo", asked_on=TODAY,
        recorded_at=NOW, ground="family", starts_on=TOMORROW, ends_on=TOMORROW, reason="Wedding", state="granted",
    )  # fmt: skip
    plan = planned(opened)
    PlannedAbsence.objects.filter(pk=plan).update(leave_request=request)
    for name in ("plan-change", "plan-withdraw"):
        assert office.get(reverse(f"registers:{name}", args=[opened.school, plan])).status_code == 404
    assert "Change it" not in office.get(reverse("registers:plan", args=[opened.school, plan])).content.decode()


def test_what_became_of_a_plan_is_said(opened, office, teacher):
    plan = planned(opened, starts_on=TODAY, ends_on=TODAY)
    take_register(
        opened.group, on=TODAY, session=0, marks=(), rest_present=True, close_unmarked=False, actor=teacher, now=NOW
    )
    page = office.get(reverse("registers:plan", args=[opened.school, plan])).content.decode()
    assert "It covers 2 half-days of school; 1 has its mark." in page
    assert "What became a mark stays one" in page


def test_the_list_of_a_school_is_in_three_parts(opened, office):
    planned(opened, "Ada", starts_on=TODAY, ends_on=TODAY, last_session=0)
    planned(opened, "Ben", starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 18), code="V", kind=PlanKind.VISIT,
            pattern="0000001100" + "0000", reason="Farm")  # fmt: skip
    planned(opened, "Cleo", starts_on=date(2026, 11, 23), ends_on=date(2026, 11, 23))
    text = office.get(reverse("registers:plans", args=[opened.school])).content.decode()
    today, week, ahead = (text.index(name) for name in ("Ada Okonkwo", "Ben Ashby", "Cleo D’Arcy"))
    captions = [text.index(f">{name}</caption>") for name in ("Today", "Later this week", "To come")]
    assert captions[0] < today < captions[1] < week < captions[2] < ahead
    assert "each Thursday" in text


def test_nobody_who_has_died_or_left_stands_on_the_list(opened, office):
    from bellwether.people.models import Pupil

    planned(opened, "Ada")
    Pupil.objects.filter(pk=opened.pupils["Ada"]).update(died_on=TODAY)
    assert "Okonkwo" not in office.get(reverse("registers:plans", args=[opened.school])).content.decode()


def test_a_teacher_sees_when_a_pupil_goes_and_not_why(opened):
    plan = planned(opened, starts_on=TODAY, ends_on=TODAY, leaves_at=time(8, 30), returns_at=time(11),
                   last_session=0, evidence_note="card seen", asked_by="Ms Okonkwo")  # fmt: skip
    client = opened.client(Role.CLASS_TEACHER)
    for address in (
        reverse("registers:class-plans", args=[opened.group]),
        reverse("registers:pupil-plans", args=[opened.pupils["Ada"]]),
        reverse("registers:plan", args=[opened.school, plan]),
        reverse("registers:take", args=[opened.group, TODAY, "am"]),
    ):
        text = client.get(address).content.decode()
        assert "Out from 08:30 to 11:00" in text, address
        assert not {"Dentist", "card seen", "Ms Okonkwo", "Appointment"} & set(_words(text)), address
    assert "Change it" not in client.get(reverse("registers:plan", args=[opened.school, plan])).content.decode()


def _words(text):
    main = text[text.index("<main") : text.index("</main>")]
    if 'id="codes"' in main:  # the sheet of all codes explains each of them
        main = main[: main.index("<details")]
    return [
        word
        for word in ("Dentist", "card seen", "Ms Okonkwo", "Appointment")
        if f">{word}" in main or f"– {word}" in main
    ]


def test_an_outing_between_registers_is_shown_and_leaves_the_mark_to_the_teacher(opened):
    planned(opened, starts_on=TODAY, ends_on=TODAY, misses=False, leaves_at=time(10), returns_at=time(11))
    text = opened.client(Role.HEAD).get(reverse("registers:take", args=[opened.group, TODAY, "am"])).content.decode()
    assert "Here for the register: Dentist. Out from 10:00 to 11:00" in text
    assert "1 planned absence is marked already" not in text


def test_the_pupil_is_found_by_two_letters_and_no_name_stands_in_an_address(opened, office):
    address = reverse("registers:plan-find", args=[opened.school])
    text = office.post(address, {"q": "ao"}).content.decode()
    assert "Ada Okonkwo" in text
    assert reverse("registers:plan-new", args=[opened.school, opened.pupils["Ada"]]) in text
    assert 'method="post"' in text
    assert "Nobody on the roll has a name like that" in office.post(address, {"q": "zz"}).content.decode()


def test_another_schools_plan_is_not_found_under_this_school(opened, office):
    plan = planned(opened)
    assert office.get(reverse("registers:plan", args=[opened.sister, plan])).status_code == 404


@pytest.mark.parametrize("name", ["plans", "class-plans", "pupil-plans", "plan", "plan-new", "plan-change"])
def test_each_page_asks_the_database_as_often_for_one_plan_as_for_forty(opened, name):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = opened.client(Role.HEAD)
    plan = planned(opened, "Ada", starts_on=TODAY, ends_on=TODAY)
    place = {
        "plans": [opened.school], "class-plans": [opened.group], "pupil-plans": [opened.pupils["Ada"]],
        "plan-new": [opened.school, opened.pupils["Ada"]],
    }.get(name, [opened.school, plan])  # fmt: skip
    address = reverse(f"registers:{name}", args=place)

    def asked():
        client.get(address)
        with CaptureQueriesContext(connection) as found:
            assert client.get(address).status_code == 200
        return len(found.captured_queries)

    one = asked()
    for number in range(40):
        start = TODAY + timedelta(days=number)
        PlannedAbsence.objects.create(
            school_id=opened.school, pupil_id=opened.pupils[("Ada", "Ben", "Cleo", "Dewi")[number % 4]], kind="visit",
            code="V", starts_on=start, ends_on=start, reason="Farm", made_at=NOW,
        )  # fmt: skip
    assert asked() == one
    assert one <= 40
