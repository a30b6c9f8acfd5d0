"""Who works in the made-up authority: one person for every role, a teacher for every class, a parent and a pupil."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bellwether.core.access import ROLE_NAMES, Role, Scope
from bellwether.demo.world.names import load_lists
from bellwether.demo.world.places import AUTHORITY, SCHOOLS, TRUST

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from random import Random

    from bellwether.demo.world.families import PlannedParent
    from bellwether.demo.world.pupils import PlannedPupil

__all__ = ["PlannedPerson", "make_cast"]


@dataclass(frozen=True, slots=True)
class PlannedPerson:
    """Somebody who signs in. place: in words. scope and where say what the role is tied to.

    where: for la and trust empty, for a school its key, for a group "key/3A", for pupils their UPNs by commas.
    """

    email: str
    name: str
    role: Role
    post: str
    place: str
    scope: Scope
    where: str

    @property
    def is_main(self) -> bool:
        """Whether this is one of the people that the front page shows first: not the many class teachers."""
        return self.role is not Role.CLASS_TEACHER


_OF_A_SCHOOL: Final = (
    (Role.HEAD, "head", "Head teacher"),
    (Role.ATTENDANCE_CHAMPION, "champion", "Assistant head, senior attendance champion"),
    (Role.OFFICE, "office", "School office"),
    (Role.INCLUSION_TEAM, "inclusion", "Inclusion team"),
    (Role.SAFEGUARDING_OR_SEN, "safeguarding", "Designated safeguarding lead and SENCO"),
    (Role.GOVERNOR, "governor", "Governor"),
)
_OF_THE_TRUST: Final = (
    (Role.TRUSTEE, "trustee", "Trustee"),
    (Role.DIRECTOR_OF_INCLUSION, "director", "Director of inclusion"),
    (Role.ADMINISTRATOR, "administrator", "Administrator"),
)
_OF_THE_AUTHORITY: Final = (
    (Role.LA_ATTENDANCE_OFFICER, "attendance", "Attendance officer"),
    (Role.LA_LEGAL_OFFICER, "legal", "Legal officer"),
    (Role.LA_MANAGER, "manager", "Attendance service manager"),
    (Role.LOCALITY_MANAGER, "locality", "Locality manager"),
    (Role.PANEL_MEMBER, "panel", "Panel member"),
)


def make_cast(
    pupils: Sequence[PlannedPupil],
    *,
    parents: Sequence[PlannedParent],
    classes: Sequence[tuple[int, str]],
    chance: Random,
) -> tuple[PlannedPerson, ...]:
    """Everybody, the authority first. classes: (position of the school, name), one teacher each."""
    naming = _Naming(chance)
    people = [
        _person(naming, held, AUTHORITY.name, scope=Scope.AUTHORITY, at="wrenshire") for held in _OF_THE_AUTHORITY
    ]
    people.append(_practitioner(naming, pupils))
    people += [_person(naming, held, TRUST.name, scope=Scope.TRUST, at="larkrise") for held in _OF_THE_TRUST]
    for place in _IN_ORDER:
        people += _school_staff(naming, place, [name for school, name in classes if school == place])
    return (*people, *_family(pupils, parents))


_IN_ORDER: Final = (0, 3, 1, 2)
"""The schools of the trust first."""


class _Naming:
    """Names for grown-ups, none twice."""

    def __init__(self, chance: Random) -> None:
        self.chance = chance
        self._given: set[str] = set()

    def name(self) -> str:
        called = self.chance.choice(("british", "british", "british", "indian", "pakistani", "african", "polish"))
        background = load_lists()[called]
        forename = self.chance.choice(background.women + background.men)
        name = f"{forename} {self.chance.choice(background.families)}"
        if name in self._given:
            return self.name()
        self._given.add(name)
        return name


_Post = tuple[Role, str, str]
"""A role, its short name in addresses, and what the post is called."""


def _person(naming: _Naming, held: _Post, place: str, *, scope: Scope, at: str, where: str = "") -> PlannedPerson:
    role, short, post = held
    return PlannedPerson(f"{short}@{at}.example", naming.name(), role, post, place, scope, where)


def _school_staff(naming: _Naming, place: int, classes: Sequence[str]) -> Iterator[PlannedPerson]:
    school = SCHOOLS[place]
    for held in _OF_A_SCHOOL:
        yield _person(naming, held, school.name, scope=Scope.SCHOOL, at=school.key, where=school.key)
    for name in classes:
        post = f"Class teacher, {name}" if school.phase == "primary" else f"Form tutor, {name}"
        yield _person(
            naming,
            (Role.CLASS_TEACHER, f"teacher.{name.lower()}", post),
            school.name,
            scope=Scope.GROUP,
            at=school.key,
            where=f"{school.key}/{name}",
        )


def _practitioner(naming: _Naming, pupils: Sequence[PlannedPupil]) -> PlannedPerson:
    """Somebody who works with some of the children."""
    known = [pupil for pupil in pupils if "social worker" in pupil.around and pupil.now_at][:6]
    return PlannedPerson(
        "practitioner@wrenshire.example",
        naming.name(),
        Role.PRACTITIONER,
        "Social worker, children's services",
        AUTHORITY.name,
        Scope.PUPIL,
        ",".join(pupil.upn for pupil in known),
    )


def _family(pupils: Sequence[PlannedPupil], parents: Sequence[PlannedParent]) -> Iterator[PlannedPerson]:
    """A parent with children at two schools, and the oldest of them."""
    family = _family_across_schools(pupils)
    mother = next(contact.parent for contact in family[0].contacts if contact.relation == "mother")
    name = next(f"{parent.forename} {parent.surname}" for parent in parents if parent.key == mother)
    oldest = max(family, key=lambda pupil: pupil.now_at.nc_year if pupil.now_at else -1)
    yield PlannedPerson(
        "parent@families.example",
        name,
        Role.PARENT,
        ROLE_NAMES[Role.PARENT],
        "Families",
        Scope.PUPIL,
        ",".join(pupil.upn for pupil in family),
    )
    yield PlannedPerson(
        "pupil@families.example",
        f"{oldest.known_forename or oldest.forename} {oldest.surname}",
        Role.PUPIL,
        ROLE_NAMES[Role.PUPIL],
        "Families",
        Scope.PUPIL,
        oldest.upn,
    )


def _family_across_schools(pupils: Sequence[PlannedPupil]) -> list[PlannedPupil]:
    """The first household with a mother and children at two schools of the trust."""
    homes: dict[int, list[PlannedPupil]] = {}
    for pupil in pupils:
        if pupil.now_at is not None and "in-care" not in dict(pupil.facts):
            homes.setdefault(pupil.household, []).append(pupil)

    def fits(home: list[PlannedPupil]) -> bool:
        at = {pupil.now_at.school for pupil in home if pupil.now_at}
        return {0, 3} <= at and any(contact.relation == "mother" for contact in home[0].contacts)

    return next(home for home in homes.values() if fits(home))
