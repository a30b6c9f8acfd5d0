"""The roles of the grants table, as the guidance and the schools' own policies name them."""

from __future__ import annotations

from enum import StrEnum

__all__ = ["ROLE_NAMES", "Role"]


class Role(StrEnum):
    """One post with its own duties, pages and rights. The value is stored; the name in words is `ROLE_NAMES`."""

    TRUSTEE = "trustee"
    GOVERNOR = "governor"
    HEAD = "head"
    DIRECTOR_OF_INCLUSION = "director-of-inclusion"
    ATTENDANCE_CHAMPION = "attendance-champion"
    INCLUSION_TEAM = "inclusion-team"
    CLASS_TEACHER = "class-teacher"
    OFFICE = "office"
    SAFEGUARDING_OR_SEN = "safeguarding-or-sen"
    LA_ATTENDANCE_OFFICER = "la-attendance-officer"
    LA_LEGAL_OFFICER = "la-legal-officer"
    LA_MANAGER = "la-manager"
    LOCALITY_MANAGER = "locality-manager"
    PANEL_MEMBER = "panel-member"
    PRACTITIONER = "practitioner"
    PARENT = "parent"
    PUPIL = "pupil"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[Role, str] = {
    Role.TRUSTEE: "Trustee",
    Role.GOVERNOR: "Governor",
    Role.HEAD: "Head teacher",
    Role.DIRECTOR_OF_INCLUSION: "Director of inclusion",
    Role.ATTENDANCE_CHAMPION: "Senior attendance champion",
    Role.INCLUSION_TEAM: "Inclusion team",
    Role.CLASS_TEACHER: "Class teacher",
    Role.OFFICE: "School office",
    Role.SAFEGUARDING_OR_SEN: "Safeguarding lead or SENCO",
    Role.LA_ATTENDANCE_OFFICER: "Attendance officer",
    Role.LA_LEGAL_OFFICER: "Legal officer",
    Role.LA_MANAGER: "Attendance service manager",
    Role.LOCALITY_MANAGER: "Locality manager",
    Role.PANEL_MEMBER: "Panel member",
    Role.PRACTITIONER: "Early help or social care practitioner",
    Role.PARENT: "Parent",
    Role.PUPIL: "Pupil",
    Role.ADMINISTRATOR: "Administrator",
}
