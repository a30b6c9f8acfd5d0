"""Group tables for the tests of suppression, made from single pupils so that every sum in them is true."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from hypothesis import strategies as st

from bellwether.core.measures import GroupCounts


@dataclass(frozen=True)
class Pupil:
    school: str = "S"
    klass: str | None = None
    fsm: str | None = None
    possible: int = 20
    authorised: int = 0
    unauthorised: int = 0
    late: int = 0
    unmarked: int = 0

    @property
    def absent(self) -> int:
        return self.authorised + self.unauthorised


def group_of(pupils: list[Pupil], group: str = "all", *, parent: str | None = None, axis: str = "all") -> GroupCounts:
    return GroupCounts(
        group=group,
        parent=parent,
        axis=axis,
        pupils=len(pupils),
        possible=sum(each.possible for each in pupils),
        attended=sum(each.possible - each.absent for each in pupils),
        authorised=sum(each.authorised for each in pupils),
        unauthorised=sum(each.unauthorised for each in pupils),
        late=sum(each.late for each in pupils),
        unmarked=sum(each.unmarked for each in pupils),
        persistent_pupils=sum(each.possible > 0 and 10 * each.absent >= each.possible for each in pupils),
        severe_pupils=sum(each.possible > 0 and 2 * each.absent >= each.possible for each in pupils),
    )


def table_of(pupils: list[Pupil]) -> list[GroupCounts]:
    """All, by school, by class within the school, and by free school meals; some have no class or no answer."""
    schools, classes, meals = defaultdict(list), defaultdict(list), defaultdict(list)
    for each in pupils:
        schools[each.school].append(each)
        if each.klass is not None:
            classes[each.school, each.klass].append(each)
        if each.fsm is not None:
            meals[each.fsm].append(each)
    rows = [group_of(pupils)]
    rows += [group_of(some, f"school={name}", parent="all", axis="school") for name, some in schools.items()]
    rows += [
        group_of(some, f"school={school}/class={klass}", parent=f"school={school}", axis="class")
        for (school, klass), some in classes.items()
    ]
    rows += [group_of(some, f"fsm={name}", parent="all", axis="fsm") for name, some in meals.items()]
    return rows


@st.composite
def _pupils(draw: st.DrawFn) -> Pupil:
    possible = draw(st.sampled_from([0, 4, 20, 20, 20, 380]))
    absent = draw(st.integers(0, possible)) if draw(st.integers(0, 3)) == 0 else draw(st.integers(0, possible // 10))
    authorised = draw(st.integers(0, absent))
    return Pupil(
        school=draw(st.sampled_from("SSSTU")),
        klass=draw(st.sampled_from(["1A", "1A", "1B", "1C", None])),
        fsm=draw(st.sampled_from(["no", "no", "no", "yes", None])),
        possible=possible,
        authorised=authorised,
        unauthorised=absent - authorised,
        late=draw(st.sampled_from([0, 0, 1, 9])),
        unmarked=draw(st.sampled_from([0, 0, 0, 1])),
    )


def tables() -> st.SearchStrategy[list[GroupCounts]]:
    return st.lists(_pupils(), min_size=1, max_size=45).map(table_of)
