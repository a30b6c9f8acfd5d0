"""Every page of places for those who may see it, with its forms, in a fixed number of queries."""

from __future__ import annotations

import io
from datetime import date

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.organisations import selectors, services
from bellwether.organisations.facts import NewAdjustment, NewClosure
from bellwether.people.models import Enrolment
from tests.organisations.test_gias import _file, _row
from tests.world import NOW, SINCE, TODAY, YEAR


def _href(name, *args):
    return reverse(f"organisations:{name}", args=args)


def _day(name, day):
    return {f"{name}-day": day.day, f"{name}-month": day.month, f"{name}-year": day.year}


def _typed(page):
    form = page.context["form"]
    values = {name: form[name].value() for name in form.fields}
    return {name: "" if value is None else value for name, value in values.items()}


@pytest.fixture
def head(world):
    return world.client(Role.HEAD)


@pytest.fixture
def closure(world):
    asked = NewClosure(date(2026, 11, 20), date(2026, 11, 20), "#", "Training")
    return services.add_closure(world.school, asked=asked, actor=world.actor(Role.HEAD), now=NOW)


def _pages(world, closure):
    return {
        "places": _href("places"),
        "stage-gias": _href("stage-gias"),
        "school": _href("school", world.school),
        "edit": _href("edit", world.school),
        "terms": _href("terms", world.school, YEAR),
        "add-closure": _href("add-closure", world.school),
        "withdraw-closure": _href("withdraw-closure", closure),
        "times": _href("times", world.school),
        "add-times": _href("add-times", world.school),
        "set-up": _href("set-up", world.school),
        "convert": _href("convert", world.school),
        "trust": _href("trust", world.school),
        "merge": _href("merge", world.school),
        "close": _href("close", world.school),
        "policy": _href("policy", "school", world.school),
        "choose-policy": _href("choose-policy", "school", world.school),
        "adjust": _href("adjust", "school", world.school, "attendance.target"),
    }


READ = {"places", "school", "times", "set-up", "policy"}


def test_who_manages_the_school_sees_every_page(world, head, closure):
    for name, href in _pages(world, closure).items():
        assert head.get(href).status_code == 200, name


def test_who_only_looks_sees_no_form(world, closure):
    governor = world.client(Role.GOVERNOR)
    for name, href in _pages(world, closure).items():
        assert governor.get(href).status_code == (200 if name in READ else 403), name


def test_what_is_out_of_reach_looks_as_if_it_did_not_exist(world, closure):
    stranger = world.client(Role.HEAD, other=True)
    for name, href in _pages(world, closure).items():
        assert stranger.get(href).status_code == (200 if name in {"places", "stage-gias"} else 404), name


def test_the_list_shows_places_in_reach(world):
    text = world.client(Role.TRUSTEE).get(_href("places")).content.decode()
    assert "Alder Primary School" in text
    assert "Beacon High School" in text
    assert "Corran" not in text


def test_the_schools_page_shows_its_year(world, head, closure):
    text = head.get(_href("school", world.school)).content.decode()
    assert "Training" in text
    assert "Autumn 1" in text
    assert "<svg" in text
    assert "20 November 2026" in text


@pytest.mark.parametrize("more", [0, 12])
def test_the_schools_page_costs_the_same_whatever_its_closures(world, django_assert_max_num_queries, more):
    for _number in range(more):
        services.add_closure(
            world.school, asked=NewClosure(SINCE, SINCE, "#", "x"), actor=world.actor(Role.HEAD), now=NOW
        )
    browser = world.client(Role.HEAD)
    with django_assert_max_num_queries(34):
        assert browser.get(_href("school", world.school)).status_code == 200


def test_terms_are_set_on_a_page(world, head):
    data = {"name_1": "All year", **_day("starts_1", date(2027, 9, 1)), **_day("ends_1", date(2028, 7, 20))}
    answer = head.post(_href("terms", world.school, YEAR + 1), data)
    assert answer.status_code == 302
    assert [one.name for one in selectors.terms(world.school, YEAR + 1)] == ["All year"]


def test_a_term_without_its_days_is_asked_for(world, head):
    text = head.post(_href("terms", world.school, YEAR + 1), {"name_1": "Autumn"}).content.decode()
    assert "A term has a name, a first day and a last day" in text


def test_a_closure_is_added_and_withdrawn(world, head):
    data = {"code": "#", **_day("starts_on", date(2026, 12, 1)), "session": "1", "reason": "Early finish"}
    assert head.post(_href("add-closure", world.school), data).status_code == 302
    made = selectors.closures(world.school, first=date(2026, 12, 1), last=date(2026, 12, 1))[0]
    assert (made.session, made.ends_on) == (1, date(2026, 12, 1))
    assert head.post(_href("withdraw-closure", made.id), {"reason": "Mistake"}).status_code == 302
    assert selectors.closures(world.school, first=date(2026, 12, 1), last=date(2026, 12, 1)) == ()


def test_the_office_may_enter_snow_only(world):
    office = world.client(Role.OFFICE)
    href = _href("add-closure", world.school)
    assert "training day" not in office.get(href).content.decode()
    data = {"code": "Y4", **_day("starts_on", TODAY), "reason": "Snow"}
    assert office.post(href, data).status_code == 302
    assert office.post(href, {**data, "code": "#"}).status_code == 200


def test_a_register_over_thirty_minutes_is_refused_on_the_page_with_the_rule(world, head):
    data = {"session": "0", **_day("from_on", TODAY), "opens": "08:40", "late_from": "08:50", "closes": "09:15",
            "ends": "12:00"}  # fmt: skip
    answer = head.post(_href("add-times", world.school), data)
    assert answer.status_code == 200
    assert "register.open-minutes-most" in answer.content.decode()
    assert head.post(_href("add-times", world.school), {**data, "closes": "09:10"}).status_code == 302


def test_a_policy_is_chosen_and_one_rule_adjusted(world, head):
    data = {"preset": "millbrook", **_day("from_on", TODAY)}
    assert head.post(_href("choose-policy", "school", world.school), data).status_code == 302
    adjust = _href("adjust", "school", world.school, "attendance.target")
    assert head.post(adjust, {"value": "97", **_day("from_on", TODAY), "reason": "Agreed"}).status_code == 302
    text = head.get(_href("policy", "school", world.school)).content.decode()
    assert "97 percent" in text
    assert "Agreed" in text
    beyond = _href("adjust", "school", world.school, "register.open-minutes")
    refused = head.post(beyond, {"value": "35", **_day("from_on", TODAY), "reason": "x"})
    assert "register.open-minutes-most" in refused.content.decode()


def test_an_adjustment_is_withdrawn_on_its_page(world, head):
    made = services.adjust_policy(
        "school", world.school, asked=NewAdjustment("attendance.target", 91, SINCE, "x"),
        actor=world.actor(Role.HEAD), now=NOW,
    )  # fmt: skip
    assert head.post(_href("withdraw-adjustment", "school", world.school, made)).status_code == 302
    assert selectors.adjustments({"school": world.school}) == ()


@pytest.mark.parametrize(
    "rule_id", ["first-day.call-by", "response.stages", "register.planned-codes", "leave.meeting-first",
                "return.attendance-alerts", "absence.reasons-not-accepted"]
)  # fmt: skip
def test_every_kind_of_rule_has_a_form(world, head, rule_id):
    services.choose_policy(
        "school", world.school, preset="millbrook", from_on=SINCE, actor=world.actor(Role.HEAD), now=NOW
    )
    href = _href("adjust", "school", world.school, rule_id)
    form = head.get(href).context["form"]
    value = form["value"].value()
    assert value
    data = {"value": value, **_day("from_on", TODAY), "reason": "The same"}
    assert head.post(href, data).status_code == 302
    rules = selectors.policy(world.school)
    assert rules.value(rule_id, on=TODAY) == rules.value(rule_id, on=SINCE)


def test_an_unknown_place_or_rule_is_not_found(world, head):
    assert head.get(_href("policy", "planet", 1)).status_code == 404
    assert head.get(_href("adjust", "school", world.school, "no.rule")).status_code == 404


def test_facts_are_changed_on_a_page(world, head):
    page = head.get(_href("edit", world.school))
    data = _typed(page)
    assert head.post(_href("edit", world.school), {**data, "email": "office@alder.example"}).status_code == 302
    assert selectors.school(world.school).email == "office@alder.example"


def test_a_school_converts_on_a_page(world, head):
    page = head.get(_href("convert", world.school))
    data = {name: value for name, value in _typed(page).items() if name != "on"}
    answer = head.post(_href("convert", world.school), {**data, "urn": "990500", **_day("on", date(2027, 1, 4))})
    made = selectors.school_by_urn("990500")
    assert answer.status_code == 302
    assert selectors.predecessors(made.id) == (world.school,)


def test_a_school_merges_and_closes_on_pages(world):
    trust = world.client(Role.ADMINISTRATOR)
    data = {"into": world.sister, **_day("on", date(2027, 1, 4))}
    assert trust.post(_href("merge", world.school), data).status_code == 302
    Enrolment.objects.filter(school_id=world.sister).update(ends_on=date(2027, 7, 1))
    assert trust.post(_href("close", world.sister), _day("last_day", date(2027, 7, 1))).status_code == 302
    assert selectors.school(world.sister).closed_on == date(2027, 7, 1)


NEW = {
    "urn": "990600", "name": "Elm Primary School", "laestab": "9352600", "phase": "primary", "kind": "Community school",
    "lowest_year": "0", "highest_year": "6",
}  # fmt: skip


def test_a_school_is_added_by_whoever_looks_after_its_authority_or_trust(world):
    manager = world.client(Role.LA_MANAGER)
    assert "Add a school" in manager.get(_href("places")).content.decode()
    assert "Add a school" not in world.client(Role.HEAD).get(_href("places")).content.decode()
    elsewhere = manager.post(_href("add-school"), {**NEW, "authority_name": "Farshire"}).content.decode()
    assert "that you look after" in elsewhere
    assert selectors.school_by_urn("990600") is None
    answer = manager.post(_href("add-school"), {**NEW, "laestab": "3012600"})
    made = selectors.school_by_urn("990600")
    assert answer["Location"] == _href("set-up", made.id)
    assert (made.authority_id, made.trust_id) == (world.la, None)


def test_a_trust_adds_a_school_in_an_authority_that_is_new_here(world):
    trust = world.client(Role.ADMINISTRATOR)
    data = {**NEW, "trust_uid": "90001"}
    assert "give its name" in trust.post(_href("add-school"), data).content.decode()
    assert trust.post(_href("add-school"), {**data, "authority_name": "Farshire"}).status_code == 302
    made = selectors.school_by_urn("990600")
    assert (selectors.authority(made.authority_id).code, made.trust_id) == ("935", world.trust)


def test_a_school_joins_a_trust_on_a_page(world, head):
    href = _href("trust", world.school)
    assert "90001" in head.get(href).content.decode()
    assert "give its name" in head.post(href, {"trust_uid": "90099", "trust_name": ""}).content.decode()
    assert head.post(href, {"trust_uid": "90099", "trust_name": "Fell Trust"}).status_code == 302
    assert "Fell Trust" in head.get(_href("school", world.school)).content.decode()


def test_gias_is_read_shown_and_applied(world):
    manager = world.client(Role.LA_MANAGER)
    file = _file(_row("990050"))
    file.name = "edubase.csv"
    shown = manager.post(_href("stage-gias"), {"file": file}, follow=True)
    assert "new" in shown.content.decode()
    href = shown.redirect_chain[-1][0]
    assert manager.post(href).status_code == 302
    assert selectors.school_by_urn("990050") is not None
    wrong = io.BytesIO(b"a,b\n1,2\n")
    wrong.name = "x.csv"
    assert "not the establishment file" in manager.post(_href("stage-gias"), {"file": wrong}).content.decode()
    assert world.client(Role.HEAD).get(href).status_code == 404
