"""Office files from outside: only parts, types, relations, fields and elements that we know, however they are spelt."""

from __future__ import annotations

import zipfile
from io import BytesIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.documents.errors import FileRefusedError, RefusedFor
from bellwether.documents.inspecting import inspect
from bellwether.registers.pages.leave.words import file_problem_words
from tests.documents.builders import WORD_TYPES, W, in_word, picture, relation, word_file, writer_file

RELS = "word/_rels/document.xml.rels"
BEGIN, SEPARATE, END = (
    f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
)  # fmt: skip


def refused(data):
    with pytest.raises(FileRefusedError) as found:
        inspect(data, name="letter.docx")
    return found.value.because


def is_taken(data):
    return inspect(data, name="letter").ending in (".docx", ".odt")


def say(*pieces, deleted=False):
    name = "delInstrText" if deleted else "instrText"
    return "".join(f"<w:r><w:{name}>{piece}</w:{name}></w:r>" for piece in pieces)


def a_field(*pieces):
    return f"<w:p>{BEGIN}{say(*pieces)}{SEPARATE}<w:r><w:t>1</w:t></w:r>{END}</w:p>"


def test_words_pictures_links_notes_and_data_of_the_author_are_taken():
    more = {
        RELS: relation("image", "media/image1.png"),
        "word/media/image1.png": picture("PNG"),
        "word/settings.xml": f'<w:settings xmlns:w="{W}"/>',
        "customXml/item1.xml": "<sources xmlns='urn:of-the-author'/>",
    }
    assert is_taken(word_file(more))
    for address in ("https://example.test/a", "mailto:office@example.test", "#place"):
        assert is_taken(word_file({RELS: relation("hyperlink", address, outside=True)}))


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("word/vbaProject.bin", RefusedFor.ACTIVE),
        ("word/activeX/activeX1.xml", RefusedFor.ACTIVE),
        ("word/media/image1.scr", RefusedFor.ACTIVE),
        ("word/embeddings/oleObject1.bin", RefusedFor.ATTACHED),
        ("word/afchunk.rtf", RefusedFor.ATTACHED),
        ("word/chunk.html", RefusedFor.ATTACHED),
        ("word/webextensions/webextension1.xml", RefusedFor.UNKNOWN_PART),
        ("word/media/image1.emf", RefusedFor.UNKNOWN_PART),
        ("customUI/customUI.xml", RefusedFor.UNKNOWN_PART),
        ("../outside.xml", RefusedFor.UNKNOWN_PART),
    ],
)
def test_a_part_that_we_do_not_know_is_refused(name, because):
    assert refused(word_file({name: "x"})) is because


def test_a_part_is_of_the_type_that_its_name_promises_and_of_one_only():
    macro = WORD_TYPES.replace("document.main", "document.macroEnabled.main")
    assert refused(word_file(types=macro)) is RefusedFor.ACTIVE
    settings = {"word/settings.xml": f'<w:settings xmlns:w="{W}"/>'}
    assert refused(word_file(settings, types=WORD_TYPES.replace("settings+xml", "x+xml"))) is RefusedFor.UNKNOWN_PART
    both = WORD_TYPES.replace("</Types>", '<Override PartName="/WORD/document.xml" ContentType="text/x"/></Types>')
    assert refused(word_file(types=both)) is RefusedFor.BROKEN


def test_a_picture_is_a_picture():
    assert refused(word_file({"word/media/image1.png": b"MZ"})) is RefusedFor.UNKNOWN_PART


@pytest.mark.parametrize(
    "kind", ["aFChunk", "oleObject", "attachedTemplate", "frame", "control", "subDocument", "video"]
)
@pytest.mark.parametrize("outside", [True, False])
def test_a_relation_that_we_do_not_know_is_refused(kind, outside):
    assert refused(word_file({RELS: relation(kind, "document.xml", outside=outside)})) is RefusedFor.ACTIVE


@pytest.mark.parametrize(
    ("kind", "target", "outside"),
    [
        ("image", "https://example.test/x.png", True),
        ("image", "https://example.test/x.png", False),
        ("image", "../../../etc/passwd", False),
        ("hyperlink", "file:///etc/passwd", True),
        ("hyperlink", "\\\\host\\share\\x", True),
        ("hyperlink", "javascript:x", True),
        ("settings", "//host/share/settings.xml", False),
        ("styles", "nowhere.xml", False),
    ],
)
def test_a_relation_leads_to_a_part_of_the_file_or_to_an_address_that_is_followed_by_a_click(kind, target, outside):
    assert refused(word_file({RELS: relation(kind, target, outside=outside)})) is RefusedFor.ELSEWHERE


@pytest.mark.parametrize(
    "inside",
    [
        '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="r1"/>',
        '<v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:imagedata src="https://example.test/x"/></v:shape>',
        '<x:anything xmlns:x="urn:nobody-knows"/>',
        '<w:p xmlns:x="urn:nobody-knows" x:y="1"/>',
        '<w:p xml:base="https://example.test/"/>',
        "<w:r><w:object/></w:r>",
        "<w:mailMerge/>",
    ],
)
def test_what_brings_in_something_else_is_refused(inside):
    assert refused(word_file(inside=inside)) in (RefusedFor.ACTIVE, RefusedFor.ELSEWHERE, RefusedFor.UNKNOWN_PART)


@pytest.mark.parametrize(
    "words", [("PAGE",), (" page \\* MERGEFORMAT",), ("NUM", "PAGES"), ("TOC \\o &quot;1-3&quot;",),
              ('HYPERLINK "https://example.test" \\o "tip"',), ('HYPERLINK \\l "place"',)]
)  # fmt: skip
def test_a_field_that_shows_what_is_in_the_file_is_fine(words):
    assert is_taken(word_file(inside=a_field(*words)))
    assert is_taken(word_file(inside=f"<w:p><w:fldSimple w:instr='{''.join(words)}'/></w:p>"))


EVIL = ["DDEAUTO c:\\\\x", "DDE x", "INCLUDEPICTURE &quot;http://x&quot; \\d", "INCLUDETEXT x", "IMPORT x", "LINK x",
        "DATABASE x", "RD x", "MACROBUTTON x", "AUTOTEXT x", "QUOTE 68", "nobody", "PAGEX", ""]  # fmt: skip


@pytest.mark.parametrize("words", EVIL)
def test_every_other_field_is_refused(words):
    assert refused(word_file(inside=a_field(words))) is RefusedFor.ACTIVE
    assert refused(word_file(inside=f'<w:p><w:fldSimple w:instr="{words}"/></w:p>')) is RefusedFor.ACTIVE


@given(
    word=st.sampled_from(["DDEAUTO x", "dde x", "IncludePicture x", "link x"]),
    cuts=st.sets(st.integers(1, 6), max_size=4),
    escaped=st.integers(0, 3),
)
def test_an_instruction_is_read_whole_however_it_is_cut_spelt_or_escaped(word, cuts, escaped):
    places = [0, *sorted(cuts), len(word)]
    pieces = [word[start:end] for start, end in pairwise(places)]
    pieces[0] = "".join(f"&#{ord(sign)};" if index == escaped else sign for index, sign in enumerate(pieces[0]))
    assert refused(word_file(inside=a_field(*pieces))) is RefusedFor.ACTIVE
    assert refused(word_file(inside=f"<w:p>{say(*pieces)}</w:p>")) is RefusedFor.ACTIVE
    assert refused(word_file({"word/document.xml": in_word(a_field(*pieces)).encode("utf-16")})) is RefusedFor.ACTIVE


MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
LINK = "HYPERLINK &quot;https://x.test&quot; "


def a_branch(name, inside):
    return f'<mc:AlternateContent xmlns:mc="{MC}"><mc:{name} Requires="w">{inside}</mc:{name}></mc:AlternateContent>'


@pytest.mark.parametrize(
    "inside",
    [
        f"{BEGIN}<w:del>{say('PAGE', deleted=True)}</w:del><w:ins>{say('DDE x')}</w:ins>{END}",
        f"{BEGIN}<w:ins>{say('PAGE ')}</w:ins>{say('DDE x')}{END}",
        f"{BEGIN}{say('PAGE')}{a_branch('Fallback', say('DDE x'))}{END}",
        a_branch("Choice", f"{BEGIN}{say('PAGE')}"),
        f"{BEGIN}{BEGIN}{say('PAGE')}{END}{say('DDE x')}{END}",
        f"{BEGIN}{say('PAGE')}{SEPARATE}{say('DDE x')}{END}",
        f"{BEGIN}{say('PAGE')}",
        f"{say('PAGE')}{END}",
        f"{BEGIN}{say(LINK)}{BEGIN}{say('PAGE')}{END}{END}",
        f"{BEGIN}{say('HYPERLINK &quot;file:///x&quot;')}{END}",
        f"{BEGIN}{say(LINK, '&quot;//host/x&quot;')}{END}",
        f"{BEGIN}{say(LINK, '/l &quot;a&quot; b'.replace('/', chr(92)))}{END}",
    ],
)
def test_no_reading_of_a_field_may_be_another_than_the_harmless_one(inside):
    assert refused(word_file(inside=f"<w:p>{inside}</w:p>")) in (RefusedFor.ACTIVE, RefusedFor.ELSEWHERE)


def test_declared_types_entities_and_instructions_to_programs_are_refused_in_any_encoding():
    for begins in (
        "<!DOCTYPE x [<!ENTITY a 'b'>]>",
        "<!DOCTYPE x SYSTEM 'https://example.test'>",
        "<?xml-stylesheet a?>",
    ):
        for encoding in ("utf-8", "utf-16"):
            part = (begins + in_word("")).encode(encoding)
            assert refused(word_file({"word/document.xml": part})) is RefusedFor.ACTIVE


def test_more_than_can_be_looked_through_is_refused():
    deep = "<w:p>" * 300 + "</w:p>" * 300
    assert refused(word_file(inside=deep)) is RefusedFor.TOO_MUCH
    assert refused(word_file(inside="<w:p/>" * 400_001)) is RefusedFor.TOO_MUCH
    assert refused(word_file({f"customXml/item{number}.xml": "<a/>" for number in range(600)})) is RefusedFor.TOO_MUCH
    large = {f"word/media/image{number}.png": picture("PNG", (8_000, 7_000)) for number in range(4)}
    assert refused(word_file(large)) is RefusedFor.TOO_MUCH


def test_a_part_that_is_there_twice_or_cannot_be_read_is_refused():
    out = BytesIO(word_file())
    with zipfile.ZipFile(out, "a") as package:
        package.writestr("word/Document.xml", in_word(""))
    assert refused(out.getvalue()) is RefusedFor.BROKEN
    assert refused(word_file({"word/document.xml": "<w:document>"})) is RefusedFor.BROKEN
    assert refused(word_file()[:-40]) is RefusedFor.BROKEN


def test_words_pictures_and_links_of_a_writer_file_are_taken():
    inside = (
        '<text:p><text:a xlink:href="https://example.test">here</text:a></text:p><draw:frame>'
        '<draw:image xlink:href="Pictures/a.png" xlink:actuate="onLoad"/></draw:frame>'
    )
    assert is_taken(writer_file({"Pictures/a.png": picture("PNG")}, inside=inside))
    assert is_taken(writer_file({"Configurations2/accelerator/current.xml": "", "layout-cache": b"\1\2"}))


@pytest.mark.parametrize(
    "inside",
    [
        '<text:script script:language="JavaScript">x</text:script>',
        '<text:dde-connection-decl office:dde-application="cmd"/>',
        "<office:event-listeners><script:event-listener/></office:event-listeners>",
        '<text:p script:x="1"/>',
        "<text:execute-macro/>",
        '<text:section><text:section-source xlink:href="file:///etc/passwd"/></text:section>',
        '<draw:object xlink:href="./Object 1"/>',
        '<draw:floating-frame xlink:href="https://example.test"/>',
        "<draw:applet/>",
        "<office:forms><form:form/></office:forms>",
        "<text:database-display/>",
        '<x:anything xmlns:x="urn:nobody-knows"/>',
    ],
)
def test_what_would_act_in_a_writer_file_is_refused(inside):
    assert refused(writer_file(inside=inside)) is RefusedFor.ACTIVE


@pytest.mark.parametrize(
    "inside",
    [
        '<draw:image xlink:href="https://example.test/x.png" xlink:actuate="onLoad"/>',
        '<draw:image xlink:href="Pictures/nowhere.png"/>',
        '<draw:image xlink:href="../x.png"/>',
        '<text:a xlink:href="file:///etc/passwd">x</text:a>',
        '<text:a xlink:href="vnd.sun.star.script:x">x</text:a>',
        '<text:p xlink:href="https://example.test"/>',
        '<text:p xml:base="https://example.test/"/>',
    ],
)
def test_a_writer_file_that_refers_elsewhere_is_refused(inside):
    assert refused(writer_file(inside=inside)) is RefusedFor.ELSEWHERE


@pytest.mark.parametrize(
    ("name", "because"),
    [
        ("Basic/Standard/Module1.xml", RefusedFor.ACTIVE),
        ("Scripts/python/x.py", RefusedFor.ACTIVE),
        ("Configurations2/accelerator/current.xml", RefusedFor.ACTIVE),
        ("Object 1/content.xml", RefusedFor.ATTACHED),
        ("Pictures/a.svm", RefusedFor.UNKNOWN_PART),
    ],
)
def test_a_part_of_a_writer_file_that_we_do_not_know_is_refused(name, because):
    assert refused(writer_file({name: "x"})) is because


@pytest.mark.parametrize("because", list(RefusedFor))
def test_every_refusal_says_what_is_wrong_and_what_to_do(because):
    what, _, remedy = file_problem_words(because).partition(". ")
    assert what
    assert remedy or because in (RefusedFor.EMPTY, RefusedFor.NOT_A_KIND)
