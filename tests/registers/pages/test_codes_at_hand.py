"""Every code is at hand where somebody codes, with its dates and examples; an N ends as its reason or as O."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from bellwether.core.access import Role
from bellwether.core.codes import codes_in_force
from bellwether.organisations.models import PolicyAdjustment
from bellwether.registers import selectors, services
from bellwether.registers.facts import MarkChange
from bellwether.registers.pages.choosing import code_menu
from tests.registers.builders import SYSTEM, write
from tests.registers.pages.builders import class_of
from tests.world import NOW, TODAY

NEVER_BY_HAND = {"#", "Z"}


def help_of(on, session=None):
    return {each.code: each for group in code_menu(on, session=session).groups for each in group.codes}


def test_every_code_in_force_is_there_with_when_to_use_it_examples_and_its_dates():
    found = help_of(TODAY)
    assert set(found) >= {one.code for one in codes_in_force(TODAY)} - NEVER_BY_HAND
    for each in found.values():
        assert each.when
        assert each.examples
        assert each.dates.startswith("In force since ")
    assert found["C2"].dates == "In force since 19 August 2024."


def test_a_day_of_before_shows_the_codes_of_before_with_the_end_of_their_time():
    found = help_of(date(2024, 3, 1))
    assert "C2" not in found
    assert found["H"].dates.endswith(" to 18 August 2024.")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "args"),
    [
        ("registers:take", lambda w, own: [w.group, TODAY, "am"]),
        ("registers:cell", lambda w, own: [own[0], TODAY, "am"]),
    ],
)
def test_wherever_somebody_codes_they_stand_on_the_page(world, name, args):
    own = class_of(world, 4)
    page = world.client(Role.OFFICE).get(reverse(name, args=args(world, own))).content.decode()
    assert "In force since 19 August 2024." in page
    assert "For example:" in page


@pytest.mark.django_db
def test_an_n_ends_as_its_reason_or_as_o(world):
    own = class_of(world, 4)
    office = world.actor(Role.OFFICE)
    PolicyAdjustment.objects.create(
        scope="school", scope_id=world.school, rule_id="n-code.convert", value=True,
        from_on=date(2026, 9, 1), reason="governors agreed", made_by="Sam Head, Head teacher",
    )  # fmt: skip
    on = TODAY - timedelta(days=8)
    write(world.school, {own[0]: b"N", own[1]: b"N"}, on=on)
    services.amend(world.school, changes=[MarkChange(own[0], on, 0, "I")], reason="mother rang", actor=office, now=NOW)
    services.expire_n(NOW, actor=SYSTEM)
    found = selectors.marks_on(world.school, on=on, session=0, actor=office)
    assert (found[own[0]], found[own[1]]) == ("I", "O")


@pytest.mark.django_db
def test_the_list_says_how_long_an_n_may_stand_as_the_rule_does(world):
    class_of(world, 4)
    page = world.client(Role.OFFICE).get(reverse("registers:n-list", args=[world.school])).content.decode()
    assert "for 5 school days at the most" in page
