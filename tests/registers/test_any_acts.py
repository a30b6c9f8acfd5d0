"""Whatever is done to registers, in whatever order: log and rows agree, rebuild restores, and the past can be asked."""

from datetime import timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bellwether.core.access import Role
from bellwether.organisations import services as organisations
from bellwether.organisations.facts import NewClosure
from bellwether.people.models import Enrolment
from bellwether.registers import selectors, services
from bellwether.registers.facts import EventScope, ImportedMark, MarkChange, OfferedMark
from bellwether.registers.models import MarkConflict, MarkDetail, RegisterRow
from bellwether.registers.store.details import details_of
from tests.registers.builders import SYSTEM
from tests.world import NOW, TODAY, YEAR, make_world

NAMES = ("Ada", "Ben", "Cleo", "Dewi")
DAYS = tuple(TODAY - timedelta(days=days) for days in (0, 1, 4))
names = st.sampled_from(NAMES)
sessions = st.tuples(st.sampled_from(DAYS), st.just(0)) | st.tuples(st.sampled_from(DAYS[1:]), st.just(1))
codes = st.sampled_from(["I", "L", "N", "C", "V", "O"])
minutes = st.none() | st.integers(0, 60)


class Acts(RuleBasedStateMachine):
    """Acts on the class 3B of the made-up school; each is a minute after the one before."""

    def __init__(self):
        super().__init__()
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.world = make_world()
        self.clock = NOW.replace(hour=14)
        self.known = {}
        self.closures = []
        self.events = []
        self.roles = {role: self.world.actor(role) for role in (Role.CLASS_TEACHER, Role.OFFICE, Role.HEAD)}

    def teardown(self):
        transaction.set_rollback(True)
        self.transaction.__exit__(None, None, None)

    def moment(self):
        self.clock += timedelta(seconds=30)
        return {"now": self.clock}

    @initialize()
    def open(self):
        services.open_rows(self.world.school, YEAR, actor=SYSTEM, **self.moment())

    @rule(
        at=sessions, marked=st.dictionaries(names, st.tuples(codes, minutes), max_size=4), rest=st.booleans(),
        close=st.booleans(), seen=st.sampled_from([".", "/", "N"]),
    )  # fmt: skip
    def take(self, at, marked, rest, close, seen):
        marks = [
            OfferedMark(self.world.pupils[name], seen, code, minutes_late=late) for name, (code, late) in marked.items()
        ]
        services.take_register(
            self.world.group, on=at[0], session=at[1], marks=marks, rest_present=rest, close_unmarked=close,
            actor=self.roles[Role.CLASS_TEACHER], **self.moment(),
        )  # fmt: skip

    @rule(at=sessions, name=names, code=codes, late=minutes, note=st.sampled_from(["", "bus"]))
    def amend(self, at, name, code, late, note):
        on, session = at
        change = MarkChange(self.world.pupils[name], on, session, code, minutes_late=late, note=note)
        services.amend(self.world.school, changes=[change], reason="r", actor=self.roles[Role.OFFICE], **self.moment())

    @rule(marks=st.lists(st.tuples(names, sessions, codes, minutes), max_size=5))
    def bring_in(self, marks):
        found = [
            ImportedMark(self.world.pupils[name], on, session, code, minutes_late=late)
            for name, (on, session), code, late in marks
        ]
        services.import_marks(self.world.school, found, source="file", actor=self.roles[Role.OFFICE], **self.moment())

    @rule(name=names, starts=st.sampled_from(DAYS), ends=st.none() | st.sampled_from(DAYS))
    def join_or_leave(self, name, starts, ends):
        first = min(starts, ends or starts)
        pupil = self.world.pupils[name]
        Enrolment.objects.filter(pupil_id=pupil).update(starts_on=first, ends_on=ends)
        services.set_roll(self.world.school, [pupil], year=YEAR, actor=SYSTEM, **self.moment())

    @rule(first=st.sampled_from(DAYS), length=st.integers(0, 3), half=st.none() | st.integers(0, 1))
    def close_days(self, first, length, half):
        asked = NewClosure(first, first + timedelta(days=length), "#", "INSET", session=half)
        self.closures.append(
            organisations.add_closure(self.world.school, asked=asked, actor=self.roles[Role.HEAD], **self.moment())
        )

    @rule(which=st.integers(0, 5))
    def open_days_again(self, which):
        if self.closures:
            closure = self.closures.pop(which % len(self.closures))
            organisations.withdraw_closure(closure, reason="r", actor=self.roles[Role.HEAD], **self.moment())

    @rule(first=st.sampled_from(DAYS), code=st.sampled_from(["V", "Y4"]), replace=st.booleans())
    def mark_event(self, first, code, replace):
        scope = EventScope((first, 0), (TODAY, 0), replace=replace)
        answer = services.mark_event(
            self.world.school, code=code, scope=scope, reason="snow", actor=self.roles[Role.HEAD], **self.moment()
        )
        self.events += answer.entry_ids

    @rule(which=st.integers(0, 5))
    def undo_event(self, which):
        if self.events:
            entry = self.events.pop(which % len(self.events))
            services.undo_event(self.world.school, entry, reason="r", actor=self.roles[Role.HEAD], **self.moment())

    @rule(code=codes)
    def settle(self, code):
        conflict = MarkConflict.objects.filter(settled_at__isnull=True).first()
        if conflict is not None:
            services.settle_conflict(conflict.pk, code=code, reason="r", actor=self.roles[Role.OFFICE], **self.moment())

    @rule()
    def job(self):
        services.close_due_registers(self.moment()["now"])
        services.expire_n(self.moment()["now"])

    @rule()
    def remember(self):
        self.known[self.clock] = self.rows()

    @rule(name=names, details=st.booleans())
    def destroy_and_rebuild(self, name, details):
        rows, kept = self.rows(), self.details()
        row = RegisterRow.objects.filter(pupil_id=self.world.pupils[name])
        row.update(marks=b"." * 742) if details else row.delete()
        if details:
            MarkDetail.objects.all().delete()
        services.rebuild(self.world.school, actor=SYSTEM, **self.moment())
        assert (self.rows(), self.details()) == (rows, kept)

    def rows(self):
        return {pupil: bytes(marks) for pupil, marks in RegisterRow.objects.values_list("pupil_id", "marks")}

    def details(self):
        return {(one.pupil_id, one.on, one.session): details_of(one) for one in MarkDetail.objects.all()}

    @invariant()
    def log_and_rows_agree(self):
        report = services.check(self.world.school, actor=SYSTEM)
        assert report.is_clean, report

    @invariant()
    def what_was_known_then_is_known_still(self):
        for moment, rows in list(self.known.items())[-2:]:
            register, pupils = selectors.matrix(
                actor=self.roles[Role.HEAD], year=YEAR, school_id=self.world.school, known_at=moment
            )
            then = {pupil: bytes(row) for pupil, row in zip(pupils, register.rows_of(YEAR), strict=True)}
            assert then == rows

    @invariant()
    def a_closed_session_is_closed_in_every_row(self):
        rows = list(self.rows().values())
        for column in range(742):
            closed = sum(row[column] == ord("#") for row in rows)
            assert closed in (0, len(rows))


@pytest.mark.django_db
def test_any_acts_in_any_order_keep_log_and_rows_in_step():
    run_state_machine_as_test(
        Acts,
        settings=settings(
            settings.get_profile("ci"),
            max_examples=12,
            stateful_step_count=15,
            suppress_health_check=list(HealthCheck),
        ),
    )
