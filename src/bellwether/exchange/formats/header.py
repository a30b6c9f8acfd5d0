"""Which column is which: headers are matched loosely, the most telling name first."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

__all__ = ["Field", "RepeatedColumnError", "find_column", "has_column", "known_names", "plain"]


class Field(StrEnum):
    """What a column can hold. The value is the name that our own documents use."""

    PUPIL = "pupil"
    SCHOOL = "school"
    DATE = "date"
    SESSION = "session"
    CODE = "code"
    MINUTES_LATE = "minutes_late"
    START_DATE = "start_date"
    MARKS = "marks"
    POSSIBLE = "possible"
    ATTENDED = "attended"
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    YEAR_GROUP = "year_group"
    CLASS = "class"
    SEX = "sex"
    FSM = "fsm"
    SEN = "sen"
    EHCP = "ehcp"
    LOOKED_AFTER = "looked_after"
    SOCIAL_WORKER = "social_worker"
    EAL = "eal"
    ETHNICITY = "ethnicity"
    DATE_OF_BIRTH = "date_of_birth"
    ADMISSION_DATE = "admission_date"
    LEAVING_DATE = "leaving_date"
    TO = "to"
    KIND = "kind"
    REASON = "reason"
    OPEN = "open"


# Tiers of names, the most telling first; a name in two tiers of one field would be chance.
_NAMES: Final[dict[Field, tuple[str, ...]]] = {
    Field.PUPIL: (
        "upn uniquepupilnumber uniquepupilno pupilupn studentupn",
        "pupilid studentid learnerid pupilnumber pupilno studentno pupilref pupilreference misid personid",
        "admno admissionno admissionnumber adno admissionsnumber admnumber",
        "pupil student learner child",
        "id",
        "pupilname studentname name fullname pupilfullname legalname preferredname",
    ),
    Field.SCHOOL: (
        "school",
        "laestab schoollaestab dfenumber dfeno dfe schooldfenumber dfeschoolnumber",
        "urn schoolurn",
        "schoolid schoolcode schoolno schoolnumber estab establishment establishmentnumber",
        "schoolname establishmentname academy site",
    ),
    Field.DATE: (
        "sessiondate attendancedate markdate registerdate recorddate dateofsession dateofmark",
        "date",
        "day datetime",
    ),
    Field.SESSION: ("session ampm sessionname sessiontype sessionampm markampm", "sess period halfday"),
    Field.CODE: (
        "attendancecode attendancemark sessionmark sessioncode registermark registercode attcode attmark",
        "code mark markcode",
        "attendance",
    ),
    Field.MINUTES_LATE: ("minuteslate minslate lateminutes latemins", "minutes mins"),
    Field.START_DATE: (
        "startdate attendancestartdate marksstartdate start datestart firstdate stringstart stringstartdate",
        "weekcommencing weekstart wc",
        "from datefrom",
        "date",
        "day",
    ),
    Field.MARKS: (
        "marks attendancemarks markstring attendancestring registermarks sessionmarks codes attendancecodes",
        "attendance",
    ),
    Field.POSSIBLE: ("possible sessionspossible possiblesessions possiblemarks totalpossible",),
    Field.ATTENDED: ("attended sessionsattended attendedsessions sessionsattendance totalattended present",),
    Field.AUTHORISED: ("authorised sessionsauthorised authorisedsessions authorisedabsence authorisedabsences",),
    Field.UNAUTHORISED: (
        "unauthorised sessionsunauthorised unauthorisedsessions unauthorisedabsence unauthorisedabsences unauthorized",
    ),
    Field.YEAR_GROUP: ("yeargroup ncyear ncyearactual nationalcurriculumyear yeargrp", "year yr nc"),
    Field.CLASS: (
        "class classname registrationgroup reggroup registrationform tutorgroup",
        "form reg tutor group",
    ),
    Field.SEX: ("sex", "gender legalsex"),
    Field.FSM: ("fsm freeschoolmeals freeschoolmeal fsmeligible fsmeligibility eligibleforfsm", "fsm6"),
    Field.SEN: ("sen senstatus senprovision senstage sencode senneed specialeducationalneeds",),
    Field.EHCP: ("ehcp ehc ehcplan hasehcp ehcplans",),
    Field.LOOKED_AFTER: ("lookedafter lac cla lookedafterchild incare childlookedafter looked",),
    Field.SOCIAL_WORKER: ("socialworker hassocialworker cin childinneed socialcare",),
    Field.EAL: ("eal englishasadditionallanguage englishasanadditionallanguage",),
    Field.ETHNICITY: ("ethnicity ethnicgroup ethniccode ethnicitycode ethnicorigin",),
    Field.DATE_OF_BIRTH: ("dateofbirth dob birthdate birthday",),
    Field.ADMISSION_DATE: (
        "admissiondate dateofadmission entrydate doa startedon joiningdate joined dateofentry admitted",
    ),
    Field.LEAVING_DATE: ("leavingdate dateofleaving leavedate dol leftdate left exitdate leaverdate",),
    Field.TO: ("to todate dateto until enddate end lastdate lastday last",),
    Field.KIND: ("kind type state status",),
    Field.REASON: ("reason description note notes comment name title label event",),
    Field.OPEN: ("open isopen schoolopen",),
}

_TIERS: Final = {field: tuple(tuple(tier.split()) for tier in tiers) for field, tiers in _NAMES.items()}
_NOT_A_WORD: Final = re.compile(r"[\W_]+")


class RepeatedColumnError(BellwetherError):
    """Two or more columns have an equal claim. columns: their positions."""

    def __init__(self, field: Field, columns: Sequence[int]) -> None:
        super().__init__(field.value)
        self.field = field
        self.columns = tuple(columns)


def plain(header: str) -> str:
    """A header without case, spaces, underscores, punctuation or byte order mark."""
    return _NOT_A_WORD.sub("", header.replace("\ufeff", "").casefold())


def known_names(field: Field, *, tier: int) -> frozenset[str]:
    """The plain names of one tier, 0 the most telling."""
    return frozenset(_TIERS[field][tier])


def find_column(headers: Iterable[str], field: Field) -> int | None:
    """The position of the column that holds `field`, or None.

    Raises RepeatedColumnError when the best name found stands over two columns.
    """
    names = [plain(header) for header in headers]
    for tier in _TIERS[field]:
        found = [position for position, name in enumerate(names) if name in tier]
        if len(found) > 1:
            raise RepeatedColumnError(field, found)
        if found:
            return found[0]
    return None


def has_column(headers: Sequence[str], field: Field) -> bool:
    """Whether any column could hold `field`, be it one or several."""
    try:
        return find_column(headers, field) is not None
    except RepeatedColumnError:
        return True
