"""Classes, pupils, their families and the people around them, school by school in one bulk act each."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from bellwether.people import services
from bellwether.people.asked import LoadedPupil, NewLink, NewParent, NewProfessional, NewPupil, Placement

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bellwether.core.access import Actor
    from bellwether.demo.loading.places import Places
    from bellwether.demo.world.families import PlannedContact, PlannedParent
    from bellwether.demo.world.planning import PlannedWorld
    from bellwether.demo.world.pupils import PlannedPupil

__all__ = ["Loaded", "load_people"]

_RELATIONS: Final = {
    "grandmother": "grandparent",
    "grandfather": "grandparent",
    "aunt": "aunt or uncle",
}
"""Relations of the plan that `people` names otherwise."""

_AROUND: Final = {
    "social worker": (
        ("Alison Threlfall", "Wrenshire Children's Services", "+441144960201"),
        ("Marcus Bedford", "Wrenshire Children's Services", "+441144960202"),
        ("Chloe Ransome", "Wrenshire Children's Services", "+441144960203"),
    ),
    "virtual school": (("Gillian Farrar", "Wrenshire Virtual School", "+441144960204"),),
    "youth justice worker": (("Neil Cartwright", "Wrenshire Youth Justice", "+441144960205"),),
}


@dataclass
class Loaded:
    """Ids of what was loaded. pupils, rows: by UPN. groups: by position of the school and name."""

    groups: dict[tuple[int, str], int] = field(default_factory=dict)
    pupils: dict[str, int] = field(default_factory=dict)
    parents: dict[str, int] = field(default_factory=dict)


def load_people(world: PlannedWorld, places: Places, *, actor: Actor, now: datetime) -> Loaded:
    """Load everybody."""
    loaded = Loaded()
    year = world.stage.year
    for school, name in world.classes:
        loaded.groups[school, name] = services.make_group(
            places.schools[school], year=year, name=name, actor=actor, now=now
        )
    home = {parent.key: parent for parent in world.parents}
    for position in range(len(world.schools)):
        of_school = [pupil for pupil in world.pupils if pupil.stay.school == position]
        _load_school(of_school, places.schools[position], loaded, home, actor=actor, now=now)
    return loaded


def _load_school(
    pupils: Sequence[PlannedPupil],
    school: int,
    loaded: Loaded,
    home: Mapping[int, PlannedParent],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    address = {contact.parent: pupil for pupil in pupils for contact in pupil.contacts if contact.lives_with_pupil}
    wanted = dict.fromkeys(contact.parent for pupil in pupils for contact in pupil.contacts)
    new = {str(key): _parent(home[key], address.get(key)) for key in wanted if str(key) not in loaded.parents}
    ids, loaded.parents = services.load_people(
        school,
        asked=[_pupil(pupil, school, loaded, number) for number, pupil in enumerate(pupils)],
        parents=new,
        known_parents=loaded.parents,
        actor=actor,
        now=now,
    )
    loaded.pupils.update({pupil.upn: pupil_id for pupil, pupil_id in zip(pupils, ids, strict=True)})


def _parent(planned: PlannedParent, lives_with: PlannedPupil | None) -> NewParent:
    return NewParent(
        forename=planned.forename,
        surname=planned.surname,
        title=planned.title,
        telephone=planned.telephone,
        email=planned.email,
        language=planned.language,
        needs_interpreter=planned.needs_interpreter,
        address=lives_with.address if lives_with else "",
        postcode=lives_with.postcode if lives_with else "",
    )


def _pupil(planned: PlannedPupil, school: int, loaded: Loaded, number: int) -> LoadedPupil:
    stay = planned.stay
    return LoadedPupil(
        pupil=NewPupil(
            legal_forename=planned.forename,
            legal_surname=planned.surname,
            sex=planned.sex,
            born_on=planned.born_on,
            middle_names=planned.middle_names,
            known_forename=planned.known_forename,
            upn=planned.upn,
        ),
        placement=Placement(
            school_id=school,
            starts_on=stay.starts_on,
            group_id=loaded.groups[stay.school, stay.class_name],
            nc_year=stay.nc_year,
            ends_on=stay.ends_on,
            ground=stay.ground,
        ),
        characteristics=tuple((kind, value, stay.starts_on) for kind, value in planned.facts),
        family={str(contact.parent): _link(contact) for contact in planned.contacts},
        confirmed_on=next((contact.confirmed_on for contact in planned.contacts), None),
        professionals=tuple(_professional(kind, number) for kind in planned.around),
    )


def _link(contact: PlannedContact) -> NewLink:
    return NewLink(
        relation=_RELATIONS.get(contact.relation, contact.relation),
        has_responsibility=contact.has_responsibility,
        has_care=contact.has_care,
        lives_with_pupil=contact.lives_with_pupil,
        contact_order=contact.order,
    )


def _professional(kind: str, number: int) -> NewProfessional:
    name, organisation, telephone = _AROUND[kind][number % len(_AROUND[kind])]
    return NewProfessional(
        name=name,
        role=kind,
        organisation=organisation,
        telephone=telephone,
        email=f"{name.split()[0].lower()}@wrenshire.example",
        tell_of_unexplained_absence=kind != "virtual school",
    )
