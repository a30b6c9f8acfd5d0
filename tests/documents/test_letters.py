"""Letters: accessible files, words from templates with versions, and a copy that stays as it was made."""

from __future__ import annotations

import hashlib
import json
import tomllib
from dataclasses import asdict
from io import BytesIO
from pathlib import Path

import page as page_validation
import pikepdf
import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from bellwether.core.access import NotGrantedError, OutOfReachError, Role
from bellwether.documents import selectors, services
from bellwether.documents.facts import LetterWords
from bellwether.documents.models import Letter
from bellwether.documents.typeset import pdf_of
from bellwether.documents.wording import shipped_letters, words_of
from tests.documents.builders import letter_words, new_letter
from tests.world import NOW

KEPT = tomllib.loads((Path(__file__).parent / "shipped.toml").read_text(encoding="utf-8"))
SENDER = ("Alder Primary School",)


def opened(data):
    return pikepdf.open(BytesIO(data))


@pytest.mark.parametrize(("paragraphs", "pages"), [(0, 1), (4, 2), (14, 5)])
def test_a_letter_of_any_length_is_an_accessible_file(paragraphs, pages):
    data = pdf_of(letter_words(paragraphs=paragraphs), made_at=NOW)
    report = page_validation.validate_pdf_bytes(data, profile=page_validation.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report.failures
    with opened(data) as pdf:
        assert len(pdf.pages) == pages
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.MarkInfo.Marked)
        assert pdf.open_metadata()["dc:title"] == "Leave of absence for Ada: our decision"
        assert pdf.open_metadata()["pdfuaid:part"] == "1"
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)


def _structure(element, kinds):
    inside = element.get("/K")
    for one in inside if isinstance(inside, pikepdf.Array) else [inside]:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            kinds.append(
                (str(one.S), str(one.A.get("/Scope")) if isinstance(one.get("/A"), pikepdf.Dictionary) else "")
            )
            _structure(one, kinds)
    return kinds


def test_every_row_and_every_column_of_a_table_has_its_header():
    rows = tuple((f"Row {number}", "cell") for number in range(60))  # over a page break
    with opened(pdf_of(letter_words(rows=rows), made_at=NOW)) as pdf:
        kinds = _structure(pdf.Root.StructTreeRoot, [])
    assert kinds.count(("/TH", "/Row")) == 60
    assert sum(kind == "/TD" for kind, _ in kinds) == 60
    assert sum(kind == "/TH" for kind, _ in kinds) == 62
    assert {"/H1", "/H2", "/P", "/L", "/Table"} <= {kind for kind, _ in kinds}


def test_words_that_look_like_code_stay_words():
    evil = '#eval("1") $x$ *b* \\ <a> @b // /* ]} "'
    data = pdf_of(letter_words(title=f"Letter {evil}"), made_at=NOW)
    with opened(data) as pdf:
        assert pdf.open_metadata()["dc:title"] == f"Letter {evil}"


def test_the_typefaces_travel_in_the_file_and_none_is_the_machines():
    with opened(pdf_of(letter_words(), made_at=NOW)) as pdf:
        fonts = {
            str(one.BaseFont).split("+")[-1]
            for one in pdf.objects
            if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"
        }
    assert fonts
    assert all(name.startswith("NotoSans") for name in fonts)


def test_the_same_words_at_the_same_moment_are_the_same_bytes():
    assert pdf_of(letter_words(), made_at=NOW) == pdf_of(letter_words(), made_at=NOW)


def test_words_come_back_from_what_is_kept_as_they_were():
    words = letter_words(paragraphs=2)
    assert LetterWords.from_json(words.to_json()) == words


def _hash(version):
    return hashlib.sha256(json.dumps(asdict(version), default=sorted, sort_keys=True).encode()).hexdigest()[:16]


def test_a_version_that_was_shipped_is_never_changed():
    now = {
        f"{one.key}/{version.language}/{version.version}": _hash(version)
        for one in shipped_letters().values()
        for version in one.versions
    }
    assert now == KEPT, "add the words as the next version, and its line to tests/documents/shipped.toml"


@pytest.mark.parametrize("outcome", ["granted", "part", "refused"])
def test_a_letter_of_decision_says_only_what_belongs_to_its_outcome(world, outcome):
    _, words = words_of(new_letter(world, outcome=outcome, back_on="Monday 11 January 2027"), sender=SENDER)
    text = words.as_text()
    assert ("We have agreed to it." in text) == (outcome == "granted")
    assert ("We have not agreed to it." in text) == (outcome == "refused")
    assert ("with the school’s permission" in text) == (outcome != "refused")
    assert ("penalty notice" in text) == (outcome != "granted")
    assert ("complaints procedure" in text) == (outcome != "granted")
    assert "A trip can be made in the holidays." in text


def test_what_nobody_knows_is_left_out_and_not_shown_empty(world):
    _, words = words_of(new_letter(world, outcome="refused", threshold_sessions=""), sender=SENDER)
    assert "penalty notice" not in words.as_text()


def test_a_letter_is_kept_word_for_word_and_byte_for_byte(world):
    head = world.actor(Role.HEAD)
    made = services.make_letter(new_letter(world), actor=head, now=NOW)
    kept = selectors.letter(made, actor=head)
    data = selectors.letter_file(made, actor=head)
    assert hashlib.sha256(data).hexdigest() == kept.sha256
    assert (kept.line.made_by, kept.made_by_post) == (head.name, head.post)
    assert pdf_of(kept.words, made_at=NOW) == data
    assert [line.id for line in selectors.letters_about("leave-request", 1, actor=head)] == [made]


@pytest.mark.parametrize("change", [lambda rows: rows.update(title="Other"), lambda rows: rows.delete()])
def test_the_database_lets_nobody_change_or_remove_a_letter(world, change):
    services.make_letter(new_letter(world), actor=world.actor(Role.HEAD), now=NOW)
    with pytest.raises(DatabaseError, match="stays as it was made"), transaction.atomic():
        change(Letter.objects.all())


def test_a_letter_is_made_and_read_only_by_those_whom_its_kind_names(world):
    with pytest.raises(NotGrantedError):
        services.make_letter(new_letter(world), actor=world.actor(Role.SAFEGUARDING_OR_SEN), now=NOW)
    made = services.make_letter(new_letter(world), actor=world.actor(Role.OFFICE), now=NOW)
    with pytest.raises(OutOfReachError):
        selectors.letter(made, actor=world.actor(Role.OFFICE, other=True))
    assert selectors.letters_about("leave-request", 1, actor=world.actor(Role.OFFICE, other=True)) == ()


def test_the_file_is_a_download_that_no_browser_opens_as_a_page(world):
    made = services.make_letter(new_letter(world), actor=world.actor(Role.HEAD), now=NOW)
    answer = world.client(Role.OFFICE).get(reverse("documents:file", args=[made]))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="leave-decision-{made}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Cache-Control"] == "private, no-store"
