"""A file of marks on its way into the registers: problems, what would change, applied whole or not at all."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.core.codes import code_of
from bellwether.exchange import selectors, services
from bellwether.exchange.errors import ImportRefusedError
from bellwether.exchange.kinds import KEPT_AFTERWARDS, KEPT_UNANSWERED, State
from bellwether.exchange.models import StagedFile, StagedImport, StagedLines, StagedPart
from bellwether.people.models import PupilNumber, PupilUpn
from bellwether.registers import services as registers
from bellwether.registers.facts import MarkChange
from bellwether.registers.models import RegisterEntry
from bellwether.registers.selectors.history import cells_on
from tests.exchange.staging import MARKS, applied, brought, facts, list_of, marks_csv, staged, upn_of
from tests.registers.builders import SYSTEM
from tests.world import NOW, TODAY, YEAR

YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture
def opened(world):
    registers.open_rows(world.school, YEAR, actor=SYSTEM, now=NOW)
    return world


def stands(world, name, on=YESTERDAY, session=0):
    return code_of(cells_on(world.school, on=on, session=session)[world.pupils[name]][0])


def nothing_is_kept(import_id):
    held = StagedFile.objects.filter(staged_id=import_id)
    return not held.exists() and not StagedPart.objects.filter(file__staged_id=import_id).exists()


def test_a_sound_file_is_read_shown_applied_and_repeated_without_change(opened):
    text = marks_csv(
        opened, ("Ada", YESTERDAY, "AM", "/"), ("Ben", YESTERDAY, "AM", "I"), ("Ezra", YESTERDAY, "PM", "L")
    )
    made = staged(opened, text)
    found = facts(opened, made)
    assert (found.state, found.counts["new"], found.counts["left_out"]) == (State.READY, 3, 0)
    assert list_of(opened, made, "days") == [(20773, opened.group, 2, 0), (20773, opened.other_group, 1, 0)]
    assert stands(opened, "Ben") == "."
    found = applied(opened, made)
    assert (found.state, found.counts["done_written"], found.file_names) == (State.APPLIED, 3, ())
    assert (stands(opened, "Ada"), stands(opened, "Ben"), stands(opened, "Ezra", session=1)) == ("/", "I", "L")
    assert nothing_is_kept(made)
    entry = RegisterEntry.objects.filter(source=f"import:{made}").first()
    office = opened.actor(Role.OFFICE)
    assert (entry.actor_id, entry.actor_name, entry.actor_post) == (office.user_id, office.name, office.post)
    again = facts(opened, staged(opened, text))
    assert (again.state, again.counts["same"], again.content_hash) == (State.NOTHING, 3, found.content_hash)


def test_what_changes_is_shown_with_what_stands_and_becomes_an_amendment(opened):
    applied(opened, staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "N"))))
    made = staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "I"), ("Ben", YESTERDAY, "AM", "/")))
    (line,) = list_of(opened, made, "changed")
    assert line[:1] + line[2:5] == (opened.pupils["Ada"], opened.group, "N", "I")
    assert applied(opened, made).counts["done_changed"] == 1
    assert RegisterEntry.objects.filter(kind="amended", source=f"import:{made}").count() == 1


def test_with_an_error_everything_wrong_is_listed_and_nothing_can_be_applied(opened):
    text = marks_csv(
        opened, ("Ada", YESTERDAY, "AM", "/"), ("Ben", YESTERDAY, "AM", "QQ"), ("Cleo", "31/09/2026", "AM", "/"),
        ("Dewi", YESTERDAY, "noon", "/"),
    ) + "B000000000000,2026-11-16,AM,/\n,2026-11-16,AM,/\n"  # fmt: skip
    made = staged(opened, text)
    found = facts(opened, made)
    assert (found.state, found.counts["errors"]) == (State.PROBLEMS, 5)
    errors = [line for line in list_of(opened, made, "problems") if line[0] == "error"]
    assert [(line[2], line[3]) for line in sorted(errors, key=lambda line: line[2])] == [
        (3, "Code"), (4, "Date"), (5, "Session"), (6, "UPN"), (7, "UPN"),
    ]  # fmt: skip
    assert all(line[6] for line in errors)
    assert [line[0] for line in list_of(opened, made, "unknown")] == ["B000000000000"]
    with pytest.raises(ImportRefusedError):
        services.ask_to_apply(made, leave_out=True, actor=opened.actor(Role.OFFICE), now=NOW)
    assert stands(opened, "Ada") == "."


def test_unknown_pupils_and_refused_marks_are_left_out_only_if_somebody_says_so(opened):
    from bellwether.core.identifiers.upn import check_letter

    stranger = check_letter("301200126777") + "301200126777"
    text = marks_csv(opened, ("Ada", YESTERDAY, "AM", "/"), ("Ben", "2026-11-15", "AM", "/"))
    made = staged(opened, text + f"{stranger},2026-11-16,AM,/\n{stranger},2026-11-16,PM,/\n")
    found = facts(opened, made)
    assert (found.state, found.counts["new"], found.counts["left_out"]) == (State.READY, 1, 3)
    assert list_of(opened, made, "unknown") == [(stranger, 2, "file 1.csv", 4)]
    ((*_, reasons),) = list_of(opened, made, "refused")
    assert [reason[0] for reason in reasons] == ["closed-session"]
    with pytest.raises(ImportRefusedError) as refused:
        services.ask_to_apply(made, leave_out=False, actor=opened.actor(Role.OFFICE), now=NOW)
    assert refused.value.field == "leave_out"
    assert applied(opened, made, leave_out=True).state is State.APPLIED
    assert stands(opened, "Ada") == "/"


def test_a_former_upn_and_the_number_of_the_other_system_find_a_pupil_and_a_name_does_not(opened):
    old = upn_of(opened, "Ada")
    PupilUpn.objects.filter(upn=old).update(to_on=YESTERDAY)
    PupilNumber.objects.create(school_id=opened.school, pupil_id=opened.pupils["Ben"], number="004711")
    header = "Pupil ID,Date,Session,Code\n"
    rows = f"{old},2026-11-16,AM,/\n4711,2026-11-16,AM,I\nCleo D'Arcy,2026-11-16,AM,/\n"
    made = staged(opened, header + rows)
    found = facts(opened, made)
    assert (found.counts["new"], found.counts["unknown"]) == (2, 1)
    applied(opened, made, leave_out=True)
    assert (stands(opened, "Ada"), stands(opened, "Ben"), stands(opened, "Cleo")) == ("/", "I", ".")


def test_two_numbers_of_one_pupil_that_disagree_are_an_error(opened):
    PupilNumber.objects.create(school_id=opened.school, pupil_id=opened.pupils["Ada"], number="17")
    text = f"Pupil ID,Date,Session,Code\n{upn_of(opened, 'Ada')},2026-11-16,AM,/\n17,2026-11-16,AM,I\n"
    made = staged(opened, text)
    assert facts(opened, made).state is State.PROBLEMS
    assert facts(opened, staged(opened, text.replace("AM,I", "AM,/"))).counts["new"] == 1


def test_marks_of_other_schools_are_left_out_and_a_file_of_them_alone_is_an_error(opened):
    header = "UPN,School,Date,Session,Code\n"

    def row(school):
        return f"{upn_of(opened, 'Ada')},{school},2026-11-16,AM,/\n"

    made = staged(opened, header + row("Alder  primary SCHOOL") + row("Beacon High School"))
    found = facts(opened, made)
    assert (found.state, found.counts["new"], found.counts["elsewhere_marks"]) == (State.READY, 1, 1)
    for ours in ("990001", "3012001", "301/2001"):
        assert facts(opened, staged(opened, header + row(ours))).counts["new"] == 1
    assert facts(opened, staged(opened, header + row("Beacon High School"))).state is State.PROBLEMS


def test_several_files_are_one_import(opened):
    made = staged(
        opened,
        ("am.csv", marks_csv(opened, ("Ada", YESTERDAY, "AM", "/"))),
        ("C:\\exports\\pm.csv", marks_csv(opened, ("Ada", YESTERDAY, "PM", "\\"))),
    )
    found = facts(opened, made)
    assert (found.counts["new"], found.file_names) == (2, ("am.csv", "pm.csv"))


def test_an_import_that_went_stale_is_shown_again_and_not_applied(opened):
    made = staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "/")))
    change = MarkChange(opened.pupils["Ada"], YESTERDAY, 0, "I")
    registers.amend(opened.school, changes=[change], reason="called", actor=opened.actor(Role.OFFICE), now=NOW)
    found = applied(opened, made)
    assert (found.state, found.notice, found.counts["changed"], stands(opened, "Ada")) == (State.READY, "stale", 1, "I")
    assert applied(opened, made).state is State.APPLIED
    assert stands(opened, "Ada") == "/"


def test_jobs_run_twice_and_yes_said_twice_write_once(opened):
    made = staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "/")))
    for _ in range(2):
        services.ask_to_apply(made, leave_out=False, actor=opened.actor(Role.OFFICE), now=NOW)
    for _ in range(2):
        services.read(made, actor=SYSTEM, now=NOW)
        services.apply(made, actor=SYSTEM, now=NOW)
    assert RegisterEntry.objects.filter(source=f"import:{made}").count() == 1
    assert AuditEvent.objects.filter(event="import.applied").count() == 1
    assert AuditEvent.objects.filter(event="import.approved").count() == 1


def test_what_is_cancelled_is_wiped_and_comes_to_nothing(opened):
    made = staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "/")))
    office = opened.actor(Role.OFFICE)
    services.cancel(made, actor=office, now=NOW)
    services.cancel(made, actor=office, now=NOW)
    assert facts(opened, made).state is State.CANCELLED
    assert nothing_is_kept(made)
    assert not StagedLines.objects.exists()
    with pytest.raises(ImportRefusedError):
        services.ask_to_apply(made, leave_out=False, actor=office, now=NOW)
    with pytest.raises(ImportRefusedError):
        services.read_again(made, actor=office, now=NOW)


def test_a_file_that_nobody_answers_for_is_wiped_after_a_fortnight_and_lists_a_week_after_the_end(opened):
    waiting = staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "/")))
    done = staged(opened, marks_csv(opened, ("Ben", YESTERDAY, "AM", "/")))
    applied(opened, done)
    assert services.forget(NOW + timedelta(days=6), actor=SYSTEM) == 0
    assert services.forget(NOW + KEPT_AFTERWARDS + timedelta(days=1), actor=SYSTEM) == 1
    assert (facts(opened, done).is_wiped, list_of(opened, done, "new")) == (True, [])
    assert facts(opened, done).counts["done_written"] == 1
    assert services.forget(NOW + KEPT_UNANSWERED + timedelta(days=1), actor=SYSTEM) == 1
    assert facts(opened, waiting).state is State.EXPIRED
    assert nothing_is_kept(waiting)
    assert not StagedLines.objects.exists()
    assert services.forget(NOW + timedelta(days=400), actor=SYSTEM) == 0


def test_what_stays_of_a_file_names_nobody(opened):
    made = staged(opened, ("Ada Okonkwo.csv", marks_csv(opened, ("Ada", YESTERDAY, "AM", "/"))))
    applied(opened, made)
    services.forget(NOW + timedelta(days=30), actor=SYSTEM)
    row = StagedImport.objects.values().get(pk=made)
    assert "Ada" not in str(row)
    assert upn_of(opened, "Ada") not in str(row)


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("empty.csv", b""),
        ("nothing.csv", MARKS.encode()),
        ("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100)),
        ("old.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)),
        ("broken.xlsx", b"PK\x03\x04" + bytes(100)),
        ("other.csv", b"name,colour\nx,red\n"),
        ("doc.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><CTfile>&a;</CTfile>'),
        ("binary.parquet", b"PAR1" + bytes(200)),
    ],
)
def test_what_is_no_file_of_marks_is_a_problem_with_a_remedy(opened, name, body):
    made = staged(opened, (name, body))
    assert facts(opened, made).state is State.PROBLEMS
    assert list_of(opened, made, "problems")[0][1] == name


def test_an_archive_that_unpacks_without_end_is_refused_unread(opened, tmp_path):
    import zipfile

    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(6):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", bytes(100 << 20))
    made = staged(opened, ("bomb.xlsx", path.read_bytes()))
    assert facts(opened, made).state is State.PROBLEMS
    assert "unpacks" in list_of(opened, made, "problems")[0][6]


def test_parquet_that_holds_more_rows_than_any_school_is_refused_unread(opened, tmp_path):
    import polars as pl

    path = tmp_path / "many.parquet"
    pl.select(pupil=pl.repeat("A", 6_000_000), code=pl.repeat("/", 6_000_000)).write_parquet(path)
    made = staged(opened, ("many.parquet", path.read_bytes()))
    assert facts(opened, made).state is State.PROBLEMS
    assert "unpacks" in list_of(opened, made, "problems")[0][6]


def test_too_many_files_and_none_are_refused_and_nothing_is_kept(opened):
    for contents in ([], ["x"] * 21):
        with pytest.raises(ImportRefusedError):
            brought(opened, *contents)
    assert not StagedImport.objects.exists()


def test_only_who_may_bring_files_to_the_school_sees_what_was_brought(opened):
    made = staged(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "/")))
    assert selectors.staged(made, actor=opened.actor(Role.HEAD)).id == made
    with pytest.raises(NotGrantedError):
        selectors.staged(made, actor=opened.actor(Role.GOVERNOR))
    with pytest.raises(OutOfReachError):
        selectors.staged(made, actor=opened.actor(Role.OFFICE, other=True))
    with pytest.raises(OutOfReachError):
        selectors.staged(made + 1, actor=opened.actor(Role.OFFICE))
    with pytest.raises(OutOfReachError):
        services.cancel(made, actor=opened.actor(Role.OFFICE, other=True), now=NOW)


def test_a_fault_of_ours_is_said_and_can_be_tried_again(opened, monkeypatch):
    made = brought(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "/")))
    from bellwether.exchange.services import working

    def fails(*args, **more):
        raise ZeroDivisionError

    monkeypatch.setattr(working, "keep_lists", fails)
    with pytest.raises(ZeroDivisionError):
        services.read(made, actor=SYSTEM, now=NOW)
    assert facts(opened, made).state is State.FAILED
    monkeypatch.undo()
    services.read_again(made, actor=opened.actor(Role.OFFICE), now=NOW)
    services.read(made, actor=SYSTEM, now=NOW)
    assert facts(opened, made).state is State.READY


def test_the_job_is_queued_with_the_import_and_lives_and_dies_with_it(opened):
    from django_tasks_db.models import DBTaskResult

    made = brought(opened, marks_csv(opened, ("Ada", YESTERDAY, "AM", "/")))
    assert [row.args_kwargs["args"] for row in DBTaskResult.objects.all()] == [[made]]
    with pytest.raises(ImportRefusedError):
        brought(opened)
    assert DBTaskResult.objects.count() == 1


def test_a_name_cannot_lead_out_of_the_folder(opened):
    made = staged(opened, ("../../etc/pass\x00wd.csv", marks_csv(opened, ("Ada", YESTERDAY, "AM", "/"))))
    assert facts(opened, made).state is State.READY
    assert Path(facts(opened, made).file_names[0]).name == facts(opened, made).file_names[0] == "pass_wd.csv"
