"""The doors of pupils and families."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bellwether.core.access import GRANTS, Action, Role
from tests.access_table.doors import IN_GROUP, IN_SCHOOL, OF_PUPIL, Door
from tests.world import NOW, PLACE_OF_ROLE, TODAY, YEAR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.world import World

MANAGE = Action.MANAGE_PUPILS


def _of_school(*more: object) -> dict[str, Callable[[World], list[object]]]:
    return {"args": lambda w: [w.school, *more], "other_args": lambda w: [w.outside, *more]}


def _child(world: World, *, other: bool) -> int:
    return world.pupils["Jude" if other else "Ada"]


def _of_pupil(*more: object) -> dict[str, Callable[[World], list[object]]]:
    return {
        "args": lambda w: [_child(w, other=False), *more],
        "other_args": lambda w: [_child(w, other=True), *more],
    }


def _made(make: Callable[[World, bool], list[object]]) -> dict[str, Callable[[World], list[object]]]:
    return {"args": lambda w: make(w, False), "other_args": lambda w: make(w, True)}


def _enrolment(world: World, other: bool) -> list[object]:
    from bellwether.people.models import Enrolment

    pupil = _child(world, other=other)
    return [pupil, Enrolment.objects.get(pupil_id=pupil).pk]


def _link(world: World, other: bool) -> list[object]:
    """Somebody around the child."""
    from bellwether.people import services
    from bellwether.people.asked import NewLink, NewParent

    pupil, actor = _child(world, other=other), world.actor(Role.OFFICE, other=other)
    link = NewLink("carer", has_responsibility=False, has_care=True, lives_with_pupil=True, contact_order=1)
    parent = services.add_parent(
        pupil, asked=NewParent("Made", "Up", email="made@example.test"), link=link, from_on=TODAY, actor=actor, now=NOW
    )
    return [pupil, _link_of(pupil, parent)]


def _link_of(pupil: int, parent: int) -> int:
    from bellwether.people.models import ParentOf

    return ParentOf.objects.get(pupil_id=pupil, parent_id=parent).pk


def _parent(world: World, other: bool) -> list[object]:
    """Somebody around another child of the school."""
    from bellwether.people import services
    from bellwether.people.asked import NewLink, NewParent

    actor = world.actor(Role.OFFICE, other=other)
    link = NewLink("carer", has_responsibility=False, has_care=True, lives_with_pupil=True, contact_order=1)
    sibling = _child(world, other=other)  # the teacher's own group and the practitioner's own child reach them
    made = services.add_parent(sibling, asked=NewParent("Made", "Up"), link=link, from_on=TODAY, actor=actor, now=NOW)
    return [sibling, made]


def _parents(world: World, other: bool) -> list[object]:
    pupil, one = _parent(world, other)
    return [pupil, one, _parent(world, other)[1]]


def _characteristic(world: World, other: bool) -> list[object]:
    from bellwether.people import services

    pupil, actor = _child(world, other=other), world.actor(Role.OFFICE, other=other)
    return [services.add_characteristic(pupil, kind="sen", value="K", from_on=TODAY, actor=actor, now=NOW)]


def _professional(world: World, other: bool) -> list[object]:
    from bellwether.people import services
    from bellwether.people.asked import NewProfessional

    pupil, actor = _child(world, other=other), world.actor(Role.SAFEGUARDING_OR_SEN, other=other)
    asked = NewProfessional("Made Up", "social worker")
    return [pupil, services.add_professional(pupil, asked=asked, from_on=TODAY, actor=actor, now=NOW)]


def _twice(world: World, other: bool) -> list[object]:
    """The child and a second record, in the same group."""
    from bellwether.people import services
    from bellwether.people.asked import NewPupil, Placement
    from bellwether.people.models import Pupil

    child = Pupil.objects.get(pk=_child(world, other=other))
    school, group = (world.outside, world.outside_group) if other else (world.school, world.group)
    made = services.admit(
        NewPupil(child.legal_forename, child.legal_surname, child.sex, child.born_on, upn=""),
        placement=Placement(school, TODAY, group_id=group, nc_year=1 if other else 3),
        actor=world.actor(Role.OFFICE, other=other),
        now=NOW,
    )
    return [child.pk, made]


def _merge(world: World, other: bool) -> list[object]:
    """The two records of `_twice`, made one."""
    from bellwether.people import services
    from bellwether.people.models import Address

    kept, made = _twice(world, other)
    for pupil in (kept, made):
        Address.objects.create(pupil_id=int(str(pupil)), lines="1 Made-up Road", from_on=TODAY)
    actor = world.actor(Role.ATTENDANCE_CHAMPION, other=other)
    return [services.merge_pupils(kept, merged_id=made, reason="Twice", actor=actor, now=NOW)]


def _offer(world: World, other: bool) -> list[object]:
    """A pupil offered to the school: from the sister school, or to the sister for the other place."""
    from bellwether.people import services

    to_school = world.outside if other else world.school
    actor = _mover(world)
    return [
        services.offer_move(
            world.pupils["Gwen"], from_school=world.sister, to_school=to_school, starts_on=TODAY, actor=actor, now=NOW
        )
    ]


def _mover(world: World) -> object:
    from dataclasses import replace

    from bellwether.core.access import Membership, Scope

    office = world.actor(Role.OFFICE)
    return replace(office, memberships=(Membership(Role.OFFICE, Scope.SCHOOL, world.sister, TODAY),))


def _in_reach(role: Role) -> bool:
    return PLACE_OF_ROLE[role] in OF_PUPIL.value


def _needs(*actions: Action) -> Mapping[Role, frozenset[int]]:
    """Roles that hold the first action of a door but not all the others: refused, though in reach."""
    return {
        role: frozenset({403})
        for role, granted in GRANTS.items()
        if _in_reach(role) and actions[0] in granted and not set(actions) <= granted
    }


def _gone(world: World, *, other: bool = False) -> list[object]:
    """A pupil who left the school yesterday."""
    from bellwether.people.models import Enrolment, GroupMembership

    pupil = _child(world, other=other)
    Enrolment.objects.filter(pupil_id=pupil).update(ends_on=TODAY - timedelta(days=1), ground="2024/208:a")
    GroupMembership.objects.filter(pupil_id=pupil).update(to_on=TODAY - timedelta(days=1))
    return [pupil]


def _died(world: World, *, other: bool = False) -> list[object]:
    """A pupil whose death was recorded, by mistake."""
    from bellwether.people import services

    pupil = _child(world, other=other)
    services.record_death(pupil, died_on=TODAY, actor=world.actor(Role.OFFICE, other=other), now=NOW)
    return [pupil]


# Who left is in no class any more.
GONE = {Role.CLASS_TEACHER: frozenset({404})}
# With a death every role over the child alone ends.
OVER = {role: frozenset({404}) for role in (Role.PRACTITIONER, Role.PARENT, Role.PUPIL)}
# An offer is seen by both schools' staff; the trust's and the authority's people reach both.
FOLLOW_UP = _needs(Action.SEE_SAFEGUARDING, Action.LOG_CONTACT, Action.SEE_FAMILY)

DOORS = (
    Door("people:roll", IN_SCHOOL, Action.SEE_PUPIL, **_of_school()),
    Door("people:groups", IN_SCHOOL, Action.SEE_ORGANISATION, **_of_school()),
    Door("people:admit", IN_SCHOOL, MANAGE, **_of_school()),
    Door("people:make-group", IN_SCHOOL, MANAGE, **_of_school()),
    Door("people:contacts", IN_SCHOOL, MANAGE, **_of_school()),
    Door("people:moves", IN_SCHOOL, Action.MOVE_PUPIL, **_of_school()),
    Door("people:duplicates", IN_SCHOOL, Action.MERGE_PEOPLE, **_of_school()),
    Door("people:new-year", IN_SCHOOL, Action.RUN_NEW_YEAR, **_of_school(YEAR + 1)),
    Door("people:accept", IN_SCHOOL, Action.MOVE_PUPIL, args=lambda w: _offer(w, False)),
    Door("people:decline", IN_SCHOOL, Action.MOVE_PUPIL, args=lambda w: _offer(w, False)),
    Door("people:pupil", OF_PUPIL, Action.SEE_PUPIL, **_of_pupil()),
    Door("people:safeguarding", OF_PUPIL, Action.SEE_SAFEGUARDING, **_of_pupil()),
    Door("people:name", OF_PUPIL, MANAGE, **_of_pupil()),
    Door("people:upn", OF_PUPIL, MANAGE, **_of_pupil()),
    Door("people:details", OF_PUPIL, MANAGE, **_of_pupil()),
    Door("people:home", OF_PUPIL, MANAGE, **_of_pupil()),
    Door("people:died", OF_PUPIL, MANAGE, **_of_pupil()),
    Door("people:group", IN_GROUP, Action.SEE_PUPIL, args=lambda w: [w.group], other_args=lambda w: [w.outside_group]),
    Door("people:rename-group", IN_GROUP, MANAGE, args=lambda w: [w.group], other_args=lambda w: [w.outside_group]),
    Door("people:fill-group", IN_GROUP, MANAGE, args=lambda w: [w.group], other_args=lambda w: [w.outside_group]),
    Door(
        "people:leave-group",
        OF_PUPIL,
        MANAGE,
        args=lambda w: [_child(w, other=False), w.group],
        other_args=lambda w: [_child(w, other=True), w.outside_group],
    ),
    Door("people:enrol", OF_PUPIL, MANAGE, args=_gone, other_args=lambda w: _gone(w, other=True), but=GONE),
    Door("people:withdraw-death", OF_PUPIL, MANAGE, args=_died, other_args=lambda w: _died(w, other=True), but=OVER),
    Door("people:put-in-group", OF_PUPIL, MANAGE, **_made(_enrolment)),
    Door("people:leave", OF_PUPIL, MANAGE, **_made(_enrolment)),
    Door("people:offer", OF_PUPIL, Action.MOVE_PUPIL, **_made(_enrolment)),
    Door("people:merge", OF_PUPIL, Action.MERGE_PEOPLE, **_made(_twice)),
    Door("people:unmerge", OF_PUPIL, Action.MERGE_PEOPLE, **_made(_merge)),
    Door("people:find-parent", OF_PUPIL, MANAGE, **_of_pupil()),
    Door("people:add-parent", OF_PUPIL, MANAGE, **_of_pupil()),
    Door("people:link-parent", OF_PUPIL, MANAGE, **_made(_parent)),
    Door("people:order", OF_PUPIL, MANAGE, **_of_pupil()),
    Door("people:confirm", OF_PUPIL, MANAGE, **_of_pupil()),
    Door("people:change-link", OF_PUPIL, MANAGE, **_made(_link)),
    Door("people:end-link", OF_PUPIL, MANAGE, **_made(_link)),
    Door("people:safe-contact", OF_PUPIL, Action.SEE_SAFEGUARDING, **_made(_link), but=FOLLOW_UP),
    Door("people:merge-parents", OF_PUPIL, Action.MERGE_PEOPLE, **_made(_parents)),
    Door("people:add-characteristic", OF_PUPIL, MANAGE, **_of_pupil()),
    Door("people:correct-characteristic", OF_PUPIL, MANAGE, **_made(_characteristic)),
    Door("people:add-professional", OF_PUPIL, Action.SEE_SAFEGUARDING, **_of_pupil(), but=FOLLOW_UP),
    Door("people:end-professional", OF_PUPIL, Action.SEE_SAFEGUARDING, **_made(_professional), but=FOLLOW_UP),
)
