"""Each role from trustee to pupil has duties, pages and rights of its own, and they agree with each other."""

import pytest
from django.urls import reverse

from bellwether.accounts.duties import all_duties, load_duties
from bellwether.core.access import GRANTS, ROLE_NAMES, Role
from bellwether.core.errors import DataFileError

LATER = {Role.PARENT, Role.PUPIL}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_has_duties_pages_and_rights_of_its_own(world, role):
    known = all_duties()
    own = known[role]
    texts = [duty.text for duty in own.duties]
    assert all([duty.text for duty in known[other].duties] != texts for other in Role if other is not role)
    assert all(duty.action in GRANTS[role] for duty in own.duties if duty.action)
    assert bool(GRANTS[role]) is (role not in LATER)

    client = world.client(role)
    assert reverse("desk:duties") in client.get("/").content.decode()
    page = client.get(reverse("desk:duties"))
    shown = page.context["page"]
    assert [one.name for one in shown.own] == [ROLE_NAMES[role]]
    assert [duty.text for duty in shown.own[0].duties] == texts
    assert {one.name for one in shown.others} == {ROLE_NAMES[one] for one in Role if one is not role}
    for duty in shown.own[0].duties:
        if duty.link:
            assert client.get(duty.link.href, follow=True).status_code == 200, duty.link.href


def test_every_role_that_may_do_something_has_a_duty_with_its_page(world):
    without = [
        role
        for role in Role
        if role not in LATER
        and not any(
            duty.link
            for one in world.client(role).get(reverse("desk:duties")).context["page"].own
            for duty in one.duties
        )
    ]
    assert without == []


HEAD = '[document]\npolicy = "A policy"\n'


def entry(role, duty='{ text = "Do it." }', source='{ document = "policy" }'):
    return f'[[role]]\nrole = "{role}"\nsource = {source}\nduties = [{duty}]\n'


ALL = HEAD + "".join(entry(role.value) for role in Role)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD, "none"),
        (ALL + entry("head"), "duties of head: twice"),
        (ALL + entry("king"), "duties of king: no such role"),
        (ALL.replace('"Do it."', '""', 1), "duties of trustee: a duty without words"),
        (HEAD + entry("head", '{ text = "Rule.", action = "reign" }'), "no such action: reign"),
        (HEAD + entry("governor", '{ text = "Look.", action = "see-pupil" }'), "see-pupil is not granted"),
        (HEAD + entry("head", '{ text = "Look.", page = "x" }'), "unknown keys page"),
        (HEAD + entry("head", source='{ document = "letter" }'), "letter is not among the documents"),
    ],
)
def test_duties_that_do_not_hold_together_are_refused(text, says):
    with pytest.raises(DataFileError, match=says):
        load_duties(text)


def test_a_whole_file_of_duties_names_its_source():
    assert str(load_duties(ALL)[Role.HEAD].source) == "A policy"
