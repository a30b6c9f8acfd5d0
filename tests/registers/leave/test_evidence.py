"""Files for a request: looked through, kept apart, opened by few, and every opening recorded."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from bellwether.audit.models import AuditEvent
from bellwether.core.access import NotGrantedError, OutOfReachError, Role, SecondFactorNeededError
from bellwether.documents.errors import FileRefusedError
from bellwether.registers.leave_errors import LeaveProblem, LeaveRefusedError
from bellwether.registers.models import Evidence
from bellwether.registers.services import leave
from tests.documents.builders import pdf_file, picture
from tests.registers.leave.builders import ask, decide, refused
from tests.world import NOW


@pytest.fixture
def made(opened, office):
    return ask(opened, office)


def add(made, actor, data=b"The invitation", name="Ada's invitation.txt"):
    return leave.add_evidence(made, data, name=name, actor=actor, now=NOW)


def test_a_file_is_kept_byte_for_byte_outside_the_web_under_a_name_that_says_nothing(opened, made, office):
    kept = Evidence.objects.get(pk=add(made, office))
    path = Path(kept.file.path)
    assert path.read_bytes() == b"The invitation"
    assert path.is_relative_to(settings.FILES_DIR / "evidence")
    assert not path.is_relative_to(settings.STATIC_ROOT)
    assert "Ada" not in str(kept.file.name)
    assert path.stat().st_mode & 0o077 == 0
    for address in (f"/{kept.file.name}", f"/static/{kept.file.name}", f"/media/{kept.file.name}"):
        assert opened.client(Role.HEAD).get(address).status_code == 404
    assert (kept.name, kept.kind, kept.size) == ("Ada's invitation.txt", "text/plain", 14)


def test_what_is_written_down_about_a_file_holds_no_name_and_no_word_of_it(made, office):
    add(made, office)
    event = AuditEvent.objects.get(event="evidence.added")
    assert "invitation" not in str(event.after).lower()
    assert event.after["kind"] == "text/plain"


def test_a_file_that_would_do_something_is_not_kept(made, office):
    with pytest.raises(FileRefusedError):
        add(made, office, b"<html><script>alert(1)</script>", "invitation.pdf")
    assert not Evidence.objects.exists()


def test_the_same_file_twice_and_an_eleventh_are_refused(made, office):
    add(made, office)
    with pytest.raises(LeaveRefusedError) as found:
        add(made, office, name="again.txt")
    assert found.value.problem is LeaveProblem.SAME_FILE
    for number in range(9):
        add(made, office, f"File {number}".encode())
    with pytest.raises(LeaveRefusedError) as found:
        add(made, office, b"One more")
    assert found.value.problem is LeaveProblem.MANY_FILES


def test_opening_a_file_is_for_those_who_may_see_health_and_is_recorded(opened, made, office):
    kept = add(made, office)
    facts, data = leave.open_evidence(made, kept, actor=office, now=NOW)
    assert (facts.name, data) == ("Ada's invitation.txt", b"The invitation")
    event = AuditEvent.objects.get(event="record.read")
    assert (event.actor_id, event.subject_kind, event.subject_id) == (office.user_id, "evidence", kept)
    with pytest.raises(SecondFactorNeededError):
        leave.open_evidence(made, kept, actor=opened.actor(Role.OFFICE, verified=False), now=NOW)
    with pytest.raises(NotGrantedError):
        leave.open_evidence(made, kept, actor=opened.actor(Role.LA_ATTENDANCE_OFFICER), now=NOW)
    with pytest.raises(OutOfReachError):
        leave.open_evidence(made, kept, actor=opened.actor(Role.OFFICE, other=True), now=NOW)


def test_a_file_is_reached_only_through_its_own_request(opened, made, office):
    kept = add(made, office)
    other = ask(opened, office, pupil="Ben")
    with pytest.raises(OutOfReachError):
        leave.open_evidence(other, kept, actor=office, now=NOW)
    with pytest.raises(OutOfReachError):
        leave.remove_evidence(other, kept, actor=office, now=NOW)


def test_a_file_added_by_mistake_goes_for_good_until_somebody_has_decided(
    made, office, head, django_capture_on_commit_callbacks
):
    first, second = add(made, office), add(made, office, b"Another")
    path = Path(Evidence.objects.get(pk=first).file.path)
    with django_capture_on_commit_callbacks(execute=True):
        leave.remove_evidence(made, first, actor=office, now=NOW)
    assert not path.exists()
    assert AuditEvent.objects.get(event="evidence.removed").after["evidence_id"] == first
    decide(made, refused(), actor=head)
    with pytest.raises(LeaveRefusedError):
        leave.remove_evidence(made, second, actor=office, now=NOW)


def test_nothing_lies_about_where_writing_it_down_failed(made, office, monkeypatch):
    from bellwether.registers.services.leave import evidence

    kept = settings.FILES_DIR / "evidence"
    before = set(kept.rglob("*.txt"))

    def fails(*args, **kwargs):
        raise RuntimeError("no room")

    monkeypatch.setattr(evidence.audit, "record", fails)
    with pytest.raises(RuntimeError):
        add(made, office)
    assert set(kept.rglob("*.txt")) == before


def test_a_file_is_sent_by_the_form_and_comes_back_as_a_download(opened, made):
    browser = opened.client(Role.OFFICE)
    sent = SimpleUploadedFile("photo.html", picture("JPEG"), content_type="text/html")
    answer = browser.post(reverse("registers:leave-evidence", args=[made]), {"file": sent})
    assert answer.status_code == 302
    kept = Evidence.objects.get()
    got = browser.get(reverse("registers:leave-file", args=[made, kept.pk]))
    assert got.content == picture("JPEG")
    assert got["Content-Type"] == "image/jpeg"
    assert got["Content-Disposition"] == 'attachment; filename="photo.html.jpg"'
    assert got["X-Content-Type-Options"] == "nosniff"
    assert got["Content-Security-Policy"].startswith("default-src 'none'; sandbox")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"<svg onload='x'/>", "Print it to PDF"),
        (pdf_file(lambda pdf: pdf.attachments.__setitem__("a.exe", b"MZ")), "Choose those one by one"),
        (b"\x00\x01\x02", "We take PDF"),
    ],
)
def test_a_refused_file_is_told_with_its_remedy_and_leaves_the_page_whole(opened, made, data, words):
    browser = opened.client(Role.OFFICE)
    answer = browser.post(reverse("registers:leave-evidence", args=[made]), {"file": SimpleUploadedFile("x.pdf", data)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not Evidence.objects.exists()
