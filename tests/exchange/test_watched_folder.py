"""A school's folder: taken up once, applied or held for a person, put away; safe to look into at any moment."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.urls import reverse

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, Role
from bellwether.exchange import selectors, services
from bellwether.exchange.errors import ImportRefusedError
from bellwether.exchange.formats.people.columns import guides, template_of
from bellwether.exchange.kinds import Origin, State
from bellwether.exchange.models import StagedImport, WatchedFile
from bellwether.messages.models import Message
from bellwether.organisations.models import School
from bellwether.people.models import Pupil
from bellwether.registers import services as registers
from tests.exchange.staging import marks_csv, staged, upn_of
from tests.registers.builders import SYSTEM
from tests.world import NOW, TODAY, YEAR

YESTERDAY = TODAY - timedelta(days=1)
MINUTE = timedelta(minutes=1)


class Watched:
    """The folder of `world.school`, and time that passes."""

    def __init__(self, world, root):
        self.world, self.now = world, NOW
        self.path = root / School.objects.get(pk=world.school).urn
        self.writes = 0

    def set(self, *, leave_out=False, is_on=True):
        office = self.world.actor(Role.OFFICE)
        services.set_folder(self.world.school, is_on=is_on, leave_out=leave_out, actor=office, now=NOW)

    def put(self, name, text):
        path = self.path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        self.writes += 1
        os.utime(path, ns=(self.writes, self.writes))
        return path

    def looks(self, times=1):
        taken = 0
        for _ in range(times):
            self.now += MINUTE
            taken += services.look_into_folders(actor=SYSTEM, now=self.now)
        return taken

    def night(self):
        """Enough looks and work for everything to come to rest."""
        for _ in range(4):
            self.looks()
            for _ in range(3):
                self.works()

    def works(self):
        """What the worker does with the queue."""
        for made in StagedImport.objects.filter(state=State.WAITING).values_list("pk", flat=True):
            services.read(made, actor=SYSTEM, now=self.now)
        for made in StagedImport.objects.filter(state=State.APPLYING).values_list("pk", flat=True):
            services.apply(made, actor=SYSTEM, now=self.now)

    def lies(self, place):
        return sorted(
            path.name.partition(" ")[2].partition(" ")[2] or path.name for path in (self.path / place).iterdir()
        )


@pytest.fixture
def watched(world, tmp_path, settings):
    settings.WATCHED_DIR = tmp_path / "watched"
    registers.open_rows(world.school, YEAR, actor=SYSTEM, now=NOW)
    folder = Watched(world, settings.WATCHED_DIR)
    folder.set()
    return folder


def imports():
    return list(StagedImport.objects.order_by("pk").values_list("kind", "origin", "state"))


def test_lists_and_marks_of_a_night_are_taken_up_applied_and_put_away_and_the_next_night_nothing_changes(watched):
    for name in guides():
        watched.put(f"people/{name}.csv", template_of(name, with_example=True))
    watched.put("marks/monday.csv", marks_csv(watched.world, ("Ada", YESTERDAY, "AM", "/")))
    watched.night()
    assert sorted(imports()) == [("marks", "folder", "applied"), ("people", "folder", "applied")]
    assert Pupil.objects.filter(legal_surname="Example").count() == 2
    assert watched.lies("done") == ["contacts.csv", "groups.csv", "monday.csv", "pupils.csv"]
    assert watched.lies("people") == watched.lies("marks") == []
    assert not WatchedFile.objects.exists()
    watched.now += timedelta(days=1)
    for name in guides():
        watched.put(f"people/{name}.csv", template_of(name, with_example=True))
    watched.night()
    assert imports()[-1] == ("people", "folder", "nothing")
    assert len(watched.lies("done")) == 7
    assert Pupil.objects.filter(legal_surname="Example").count() == 2


def test_a_file_that_still_grows_is_left_until_it_has_settled(watched):
    watched.put("marks/a.csv", "UPN,Date")
    assert watched.looks() == 0
    watched.put("marks/a.csv", marks_csv(watched.world, ("Ada", YESTERDAY, "AM", "/")))
    assert watched.looks() == 0
    assert watched.looks() == 1
    assert watched.looks(3) == 0
    assert len(imports()) == 1


def test_hidden_unfinished_and_linked_files_are_never_taken_up(watched, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("UPN\n")
    (watched.path / "marks" / "link.csv").symlink_to(secret)
    for name in (".hidden.csv", "half.csv.part", "half.tmp"):
        watched.put(f"marks/{name}", "x")
    (watched.path / "marks" / "folder").mkdir()
    assert watched.looks(4) == 0
    assert imports() == []


def test_a_broken_file_goes_to_problems_and_the_start_page_says_so(watched):
    watched.put("marks/bad.csv", marks_csv(watched.world, ("Ada", YESTERDAY, "AM", "QQ")))
    watched.night()
    assert imports() == [("marks", "folder", "problems")]
    assert watched.lies("problems") == ["bad.csv"]
    assert "import needs mending" in watched.world.client(Role.OFFICE).get("/").content.decode()
    (letter,) = Message.objects.filter(kind="import-waits")
    assert (letter.to_kind, letter.to_id) == ("user", watched.world.users[Role.OFFICE])
    assert reverse("exchange:stage", args=[StagedImport.objects.get().pk]) in letter.body
    assert "something in it is wrong" in letter.body


def test_nobody_is_written_to_of_what_went_well_or_of_what_somebody_brought_on_a_page(watched):
    watched.put("marks/good.csv", marks_csv(watched.world, ("Ada", YESTERDAY, "AM", "/")))
    watched.night()
    staged(watched.world, marks_csv(watched.world, ("Ada", YESTERDAY, "AM", "QQ")))
    assert not Message.objects.exists()


def test_a_file_that_is_too_large_becomes_an_import_that_says_so(watched, monkeypatch):
    from bellwether.exchange.store import storing

    monkeypatch.setattr(storing, "LARGEST_TOGETHER", 5)
    watched.put("marks/large.csv", "x" * 6)
    watched.night()
    (row,) = StagedImport.objects.all()
    assert row.state == State.PROBLEMS
    page = watched.world.client(Role.OFFICE).get(reverse("exchange:stage", args=[row.pk])).content.decode()
    assert "Export fewer days" in page
    assert watched.lies("problems") == ["large.csv"]


def test_what_cannot_be_written_waits_for_a_person_unless_the_school_said_otherwise(watched):
    pupils = template_of("pupils", with_example=True) + ",,77,Nobody,Quite\r\n"
    watched.put("people/pupils.csv", pupils)
    watched.night()
    assert imports() == [("people", "folder", "ready")]
    assert watched.lies("people") == ["pupils.csv"]
    watched.set(leave_out=True)
    watched.put("people/pupils.csv", pupils)
    watched.night()
    assert [one[2] for one in imports()] == ["cancelled", "applied"]
    assert watched.lies("done") == ["pupils.csv"]


def test_where_registers_are_taken_here_a_file_puts_no_mark_over_another_without_a_person(watched):
    watched.put("marks/1.csv", marks_csv(watched.world, ("Ada", YESTERDAY, "AM", "/")))
    watched.night()
    watched.put("marks/2.csv", marks_csv(watched.world, ("Ada", YESTERDAY, "AM", "I")))
    watched.night()
    assert [one[2] for one in imports()] == ["applied", "ready"]
    row = StagedImport.objects.last()
    services.ask_to_apply(row.pk, leave_out=False, actor=watched.world.actor(Role.OFFICE), now=watched.now)
    watched.night()
    assert StagedImport.objects.last().applied_by_name == watched.world.actor(Role.OFFICE).name
    assert watched.lies("done") == ["1.csv", "2.csv"]


def test_two_files_of_marks_are_each_applied_in_the_order_in_which_they_came(watched):
    watched.put("marks/b.csv", marks_csv(watched.world, ("Ada", YESTERDAY, "AM", "/")))
    watched.put("marks/a.csv", marks_csv(watched.world, ("Ben", YESTERDAY, "AM", "I")))
    watched.night()
    assert [one[2] for one in imports()] == ["applied", "applied"]


def test_a_look_cut_off_between_applying_and_moving_is_made_good_by_the_next(watched, monkeypatch):
    from bellwether.exchange.services import watching

    watched.put("marks/a.csv", marks_csv(watched.world, ("Ada", YESTERDAY, "AM", "/")))
    with monkeypatch.context() as cut:
        cut.setattr(watching, "put_away", _raise)
        watched.night()
    assert imports() == [("marks", "folder", "applied")]
    assert watched.lies("marks") == ["a.csv"]
    watched.night()
    assert (watched.lies("done"), len(imports())) == (["a.csv"], 1)


def _raise(*_args, **_more):
    raise OSError("the disk is gone")


def test_nothing_is_taken_up_where_the_folder_is_off_or_the_server_has_none(watched, settings):
    watched.put("marks/a.csv", "x")
    watched.set(is_on=False)
    assert watched.looks(3) == 0
    watched.set()
    settings.WATCHED_DIR = None
    assert watched.looks(3) == 0
    with pytest.raises(ImportRefusedError, match="BELLWETHER_WATCHED"):
        watched.set()


def test_files_that_were_put_away_are_deleted_after_a_week_and_a_fortnight(watched):
    for place, days in (("done", 6), ("done", 9), ("problems", 9), ("problems", 16)):
        (watched.path / place / f"{NOW - timedelta(days=days):%Y-%m-%d} 0200 a.csv").write_text("x")
    (watched.path / "done" / "of somebody else.txt").write_text("x")
    assert services.tidy_folders(actor=SYSTEM, now=NOW) == 2
    assert len(list((watched.path / "done").iterdir())) == 2
    assert len(list((watched.path / "problems").iterdir())) == 1


def test_it_is_set_by_a_page_that_says_where_it_lies_and_told_in_the_trail(watched):
    watched.put("marks/a.csv", "x")
    browser = watched.world.client(Role.OFFICE)
    address = reverse("exchange:folder", args=[watched.world.school])
    page = browser.get(address).content.decode()
    assert str(watched.path) in page
    assert "1 file lies there now" in page
    browser.post(address, {"is_on": "on", "leave_out": "on"})
    found = selectors.folder_of_school(watched.world.school, actor=watched.world.actor(Role.OFFICE))
    assert (found.is_on, found.leave_out) == (True, True)
    assert AuditEvent.objects.filter(event="folder.set").count() == 2
    with pytest.raises(NotGrantedError):
        services.set_folder(
            watched.world.school, is_on=True, leave_out=True, actor=watched.world.actor(Role.GOVERNOR), now=NOW
        )


def test_another_upn_is_never_written_by_a_night(watched):
    ada = upn_of(watched.world, "Ada")
    watched.put("people/pupils.csv", f"UPN,Surname,DOB\n{ada},Okonkwo,2001-01-01\n")
    watched.night()
    assert imports() == [("people", Origin.FOLDER, State.READY)]


@pytest.mark.parametrize("files", [1, 12])
def test_a_look_at_files_that_wait_costs_the_same_for_one_and_for_twelve(watched, django_assert_num_queries, files):
    for number in range(files):
        watched.put(f"marks/{number}.csv", "x")
    watched.looks()
    watched.now -= MINUTE  # the next look finds that nothing has settled yet
    with django_assert_num_queries(3):  # the folders, what is known of files that went, of files that lie there
        watched.looks()
