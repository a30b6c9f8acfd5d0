"""The page that says what the reader's role is there for."""

import pytest
from django.urls import reverse

from bellwether.core.access import Role


@pytest.mark.parametrize("role", [Role.HEAD, Role.PARENT])
def test_the_page_of_duties_costs_the_same_for_everybody(world, role, django_assert_max_num_queries):
    client = world.client(role)
    client.get(reverse("desk:duties"))
    with django_assert_max_num_queries(5):  # session, user, memberships, schools in reach, their trusts
        client.get(reverse("desk:duties"))


def test_with_one_school_a_duty_leads_to_its_page_and_with_several_to_the_page_of_all(world):
    head = world.client(Role.HEAD).get(reverse("desk:duties")).context["page"].own[0]
    links = {duty.link.text: duty.link.href for duty in head.duties if duty.link}
    assert links["Leave of absence"] == reverse("registers:leave", args=[world.school])
    trustee = world.client(Role.TRUSTEE).get(reverse("desk:duties")).context["page"].own[0]
    assert {duty.link.href for duty in trustee.duties if duty.link} == {reverse("desk:home")}
