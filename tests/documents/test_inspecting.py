"""Files from outside: typed by looking, sized, and refused where anything in them could run."""

from __future__ import annotations

import hashlib
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, String

from bellwether.documents.errors import FileRefusedError, RefusedFor
from bellwether.documents.inspecting import LARGEST, inspect
from bellwether.documents.typeset import pdf_of
from tests.documents.builders import letter_words, pdf_by_hand, pdf_file, picture, word_file, writer_file
from tests.world import NOW


def refused(data, name="note.pdf"):
    with pytest.raises(FileRefusedError) as found:
        inspect(data, name=name)
    return found.value.because


@pytest.mark.parametrize(
    ("data", "kind", "ending"),
    [
        (pdf_file(), "application/pdf", ".pdf"),
        (picture("PNG"), "image/png", ".png"),
        (picture("JPEG"), "image/jpeg", ".jpg"),
        (word_file(), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"),
        (writer_file(), "application/vnd.oasis.opendocument.text", ".odt"),
        ("Café: the wedding is on 4 January".encode(), "text/plain", ".txt"),
    ],
)
def test_a_file_is_what_its_bytes_say_whatever_it_is_called(data, kind, ending):
    found = inspect(data, name="letter.exe")
    assert (found.kind.value, found.size, found.sha256) == (kind, len(data), hashlib.sha256(data).hexdigest())
    assert found.name == f"letter.exe{ending}"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("letter.pdf", "letter.pdf"),
        ("LETTER.PDF", "LETTER.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\me\\scan.pdf", "scan.pdf"),
        ("invoice\u202efdp.exe", "invoicefdp.exe.pdf"),
        ('a"b<c>.pdf', "a-b-c-.pdf"),
        ("...", "file.pdf"),
        ("", "file.pdf"),
        ("x" * 300, "x" * 100 + ".pdf"),
        ("a\nb\r.pdf", "ab.pdf"),
    ],
)
def test_a_name_keeps_nothing_that_a_system_could_trip_over(name, shown):
    assert inspect(pdf_file(), name=name).name == shown


def _javascript(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def _launch(pdf):
    pdf.pages[0].Annots = Array(
        [Dictionary(Type=Name.Annot, Subtype=Name.Link, A=Dictionary(S=Name.Launch, F=String("x")))]
    )


def _named_script(pdf):
    tree = Dictionary(Names=Array([String("a"), Dictionary(S=Name.JavaScript, JS=String("1"))]))
    pdf.Root.Names = Dictionary(JavaScript=pdf.make_indirect(tree))


def _script_hidden_in_a_stream(pdf):
    pdf.pages[0].AA = Dictionary(O=pdf.make_indirect(Dictionary(S=Name.JavaScript, JS=pdf.make_stream(b"1"))))


def _form_that_sends(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.SubmitForm, F=String("https://example.test"))


def _xfa(pdf):
    pdf.Root.AcroForm = Dictionary(XFA=pdf.make_stream(b"<xdp/>"))


def _film(pdf):
    pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.RichMedia)])


@pytest.mark.parametrize(
    "change", [_javascript, _launch, _named_script, _script_hidden_in_a_stream, _form_that_sends, _xfa, _film]
)
def test_a_pdf_that_would_do_something_is_refused(change):
    assert refused(pdf_file(change)) is RefusedFor.ACTIVE


def _opens_address(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.URI, URI=String("https://example.test"))


def _opens_other_file(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.GoToR, F=String("//host/share/x.pdf"), D=Array([0, Name.Fit]))


def _address_when_a_page_is_turned(pdf):
    pdf.pages[0].AA = Dictionary(O=Dictionary(S=Name.URI, URI=String("https://example.test")))


def _article_elsewhere(pdf):
    pdf.Root.OpenAction = Dictionary(S=Name.Thread, F=String("//host/x"), D=0)


def _second_action(pdf):
    after = pdf.make_indirect(Dictionary(S=Name("/NobodyKnows")))
    go = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]), Next=Array([after]))
    pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=go)])


def _unknown_action_of_an_outline(pdf):
    first = pdf.make_indirect(Dictionary(Title=String("x"), A=Dictionary(S=Name("/Named"), N=Name.Print)))
    pdf.Root.Outlines = Dictionary(First=first, Last=first, Count=1)


def _renderings(pdf):
    pdf.Root.Names = Dictionary(Renditions=Dictionary(Names=Array([])))


def _postscript(pdf):
    drawn = pdf.make_stream(b"x", Type=Name.XObject, Subtype=Name.PS)
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(A=drawn))


@pytest.mark.parametrize(
    "change",
    [
        _opens_address, _opens_other_file, _address_when_a_page_is_turned, _article_elsewhere, _second_action,
        _unknown_action_of_an_outline, _renderings, _postscript,
    ],
)  # fmt: skip
def test_only_a_click_leads_anywhere_and_no_other_action_is_taken(change):
    assert refused(pdf_file(change)) is RefusedFor.ACTIVE


def _stream_elsewhere(pdf):
    pdf.Root.More = pdf.make_stream(b"", F=String("https://example.test/x"))


def _drawing_of_another_file(pdf):
    ref = Dictionary(Ref=Dictionary(F=Dictionary(Type=Name.Filespec, F=String("x.pdf")), Page=0))
    drawn = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Form, BBox=Array([0, 0, 1, 1]))
    drawn.Ref = ref.Ref
    pdf.pages[0].Resources = Dictionary(XObject=Dictionary(A=drawn))


def _link(address):
    def change(pdf):
        link = Dictionary(S=Name.URI, URI=String(address))
        pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=link)])

    return change


@pytest.mark.parametrize(
    "change",
    [
        _stream_elsewhere, _drawing_of_another_file, _link("file:///etc/passwd"), _link("\\\\host\\share"),
        _link("javascript:alert(1)"), _link("x.html"),
    ],
)  # fmt: skip
def test_a_pdf_that_refers_to_a_file_or_a_place_elsewhere_is_refused(change):
    assert refused(pdf_file(change)) is RefusedFor.ELSEWHERE


def test_a_pdf_that_unpacks_to_more_than_a_server_has_is_refused():
    def bomb(pdf):
        pdf.pages[0].Contents = pdf.make_stream(b"")
        pdf.pages[0].Contents.write(zlib.compress(b" " * (65 * 1024 * 1024)), filter=Name.FlateDecode)

    def twice_packed(pdf):
        pdf.pages[0].Contents = pdf.make_stream(b"")
        packed = zlib.compress(zlib.compress(b" " * 1000))
        pdf.pages[0].Contents.write(packed, filter=Array([Name.FlateDecode, Name.FlateDecode]))

    def huge_picture(pdf):
        drawn = pdf.make_stream(b"", Type=Name.XObject, Subtype=Name.Image, Width=50_000, Height=50_000)
        pdf.pages[0].Resources = Dictionary(XObject=Dictionary(A=drawn))

    for change in (bomb, twice_packed, huge_picture):
        assert refused(pdf_file(change)) is RefusedFor.TOO_MUCH


def test_a_pdf_with_something_behind_its_end_or_an_object_that_cannot_be_read_is_refused():
    assert refused(pdf_file() + b"PK\x03\x04") is RefusedFor.BROKEN
    assert inspect(pdf_file() + b"\r\n\0", name="a.pdf").ending == ".pdf"
    broken = pdf_by_hand("[3 0 R/Fit]").replace(b"/MediaBox[0 0 9 9]>>", b"/MediaBox[0 0 9 9)>>")
    assert refused(broken) is RefusedFor.BROKEN


def test_a_letter_of_our_own_is_a_file_that_we_would_take():
    assert inspect(pdf_of(letter_words(), made_at=NOW), name="letter.pdf").kind == "application/pdf"


def test_a_name_written_in_escapes_is_read_as_what_it_means():
    assert inspect(pdf_by_hand("[3 0 R/Fit]"), name="a.pdf").ending == ".pdf"
    assert refused(pdf_by_hand("<</S/J#61v#61Script/#4aS(1)>>")) is RefusedFor.ACTIVE
    assert refused(pdf_by_hand("<</S/L#61unch/F(x)>>")) is RefusedFor.ACTIVE


def test_a_pdf_that_holds_another_file_is_refused():
    def change(pdf):
        pdf.attachments["evil.exe"] = b"MZ"

    assert refused(pdf_file(change)) is RefusedFor.ATTACHED


def test_a_pdf_with_a_link_to_a_page_or_an_address_is_fine():
    def change(pdf):
        pdf.Root.OpenAction = Array([pdf.pages[0].obj, Name.Fit])
        link = Dictionary(S=Name.URI, URI=String("https://example.test"))
        pdf.pages[0].Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name.Link, A=link)])

    assert inspect(pdf_file(change), name="a.pdf").kind == "application/pdf"


def test_a_locked_pdf_is_refused_since_nobody_can_look_into_it(tmp_path):
    for password in ("secret", ""):
        path = tmp_path / "locked.pdf"
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            pdf.save(path, encryption=pikepdf.Encryption(user=password, owner="owner"))
        assert refused(path.read_bytes()) is RefusedFor.LOCKED


def test_a_pdf_that_would_have_to_be_mended_by_guessing_is_refused():
    data = pdf_file()
    assert refused(data[: len(data) // 2]) is RefusedFor.BROKEN
    assert refused(b"%PDF-1.7\nhello") is RefusedFor.BROKEN


@pytest.mark.parametrize(
    "data",
    [
        b"<html><script>alert(1)</script></html>",
        b"  <!DOCTYPE html><p>hi",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "﻿<?xml version='1.0'?><svg/>".encode(),
        "<html>".encode("utf-16"),
        b"just words and then <IFRAME src=x>",
    ],
)
def test_markup_is_refused(data):
    assert refused(data, "drawing.svg") is RefusedFor.MARKUP


@pytest.mark.parametrize(
    "data",
    [
        b"hello\n%PDF-1.4\n1 0 obj",
        b"MZ\x90\x00\x03",
        b"\x7fELF\x02",
        b"GIF89a\x01\x00",
        b"{\\rtf1 hello}",
        b"\xff\xfe\x00",
    ],
)
def test_what_is_none_of_our_kinds_is_refused(data):
    assert refused(data) is RefusedFor.NOT_A_KIND


def test_an_office_file_of_before_2007_is_refused():
    assert refused(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "letter.doc") is RefusedFor.OLD_OFFICE


def test_a_zip_that_is_neither_and_one_that_unpacks_without_end_are_refused():
    import zipfile
    from io import BytesIO

    out = BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("a.txt", "hello")
    assert refused(out.getvalue()) is RefusedFor.NOT_A_KIND
    assert refused(word_file({"word/big.xml": b"0" * (65 * 1024 * 1024)})) is RefusedFor.TOO_MUCH


def test_a_picture_is_decoded_to_its_end_and_has_a_size_that_can_be():
    whole = picture("JPEG", (64, 64))
    assert refused(whole[: len(whole) // 2]) is RefusedFor.BROKEN
    assert refused(picture("PNG") + b"<script>alert(1)</script>") is RefusedFor.MARKUP
    assert refused(picture("PNG", (10_000, 7_000))) is RefusedFor.TOO_LARGE
    assert refused(b"\x89PNG\r\n\x1a\n" + b"\0" * 40) is RefusedFor.BROKEN


def test_nothing_and_too_much_are_refused():
    assert refused(b"") is RefusedFor.EMPTY
    assert refused(b"a" * (LARGEST + 1)) is RefusedFor.TOO_LARGE


@given(st.binary(min_size=1, max_size=300))
def test_any_bytes_are_kept_or_refused_and_never_a_crash(data):
    for beginning in (b"", b"%PDF-1.4\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"):
        try:
            found = inspect(beginning + data, name="x")
        except FileRefusedError:
            continue
        assert found.kind.value == "text/plain"
