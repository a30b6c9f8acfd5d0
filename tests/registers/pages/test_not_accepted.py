"""The reasons that a school does not accept are at hand wherever somebody chooses a code."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils.html import escape

from bellwether.core.access import Role
from bellwether.core.policy import load_policy
from bellwether.organisations.models import PolicyChoice
from bellwether.registers.views.places import not_accepted
from tests.registers.pages.builders import class_of
from tests.world import TODAY

HERE = {
    "registers:take": lambda w: [w.group, TODAY, "am"],
    "registers:cell": lambda w: [w.pupils["Ada"], TODAY, "am"],
    "registers:pupil-week": lambda w: [w.pupils["Ada"], TODAY],
}


@pytest.mark.parametrize("name", HERE)
def test_the_schools_own_list_of_reasons_is_on_the_page_where_a_code_is_chosen(world, name):
    class_of(world, 4)
    reasons = load_policy("millbrook").texts("absence.reasons-not-accepted", on=TODAY)
    browser, address = world.client(Role.OFFICE), reverse(name, args=HERE[name](world))
    before = browser.get(address).content.decode()
    assert not any(escape(reason) in before for reason in reasons)
    PolicyChoice.objects.filter(scope_id=world.school).update(preset="millbrook")
    assert not_accepted(world.school, on=TODAY) == reasons
    page = browser.get(address).content.decode()
    assert len(reasons) > 5
    assert all(escape(reason) in page for reason in reasons)
    assert "Reasons that this school does not accept" in page
