"""Letters for tests, and files that somebody with bad intentions would send."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pikepdf
from PIL import Image

from bellwether.documents.facts import LetterPart, LetterWords, NewLetter

DAYS = (("Asked for", "Monday 4 to Friday 8 January 2027"), ("Agreed", "Monday 4 January 2027"))


def letter_words(*, paragraphs=0, title="Leave of absence for Ada: our decision", rows=DAYS):
    return LetterWords(
        title=title,
        language="en-GB",
        sender=("Alder Primary School", "020 7946 0101"),
        recipient=("Ms Nkechi Okonkwo", "1 Made-up Road"),
        dated="Tuesday 17 November 2026",
        parts=(
            LetterPart("text", "Dear Ms Okonkwo,"),
            LetterPart("heading", "The days"),
            LetterPart("table", head=("What", "Which days"), rows=rows),
            *(
                LetterPart("text", f"Paragraph {number}. " + "Some words to fill a page. " * 40)
                for number in range(paragraphs)
            ),
            LetterPart("list", items=("One thing", "Another")),
        ),
        signed=("Sam Head", "Head teacher"),
    )


def new_letter(world, *, pupil="Ada", school=None, about=("leave-request", 1, 1), **facts):
    given = {
        "outcome": "refused",
        "parent": "Ms Okonkwo",
        "child": pupil,
        "first_name": pupil,
        "who_asked": "You",
        "asked_on": "Monday 16 November 2026",
        "days": DAYS,
        "reasons": "A trip can be made in the holidays.",
        "mark": "code C",
        "mark_without": "code G",
        "back_on": "",
        "threshold_sessions": "10",
        "threshold_weeks": "10",
        "reach_us": "call us on 020 7946 0101",
        "decided_by": "Sam Head",
    } | facts
    return NewLetter(
        template="leave-decision",
        school_id=school or world.school,
        pupil_id=world.pupils[pupil],
        about=about,
        to_id=world.parent,
        to_name="Ms Nkechi Okonkwo",
        recipient=("Ms Nkechi Okonkwo", "1 Made-up Road"),
        signed=("Sam Head", "Head teacher", "Alder Primary School"),
        dated="Tuesday 17 November 2026",
        facts=given,
    )


def pdf_file(change=None):
    """A small PDF of one empty page; change(pdf) makes it worse."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(200, 200))
        if change is not None:
            change(pdf)
        out = BytesIO()
        pdf.save(out, compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none)
    return out.getvalue()


def pdf_by_hand(action):
    """A PDF whose opening action is written exactly so, with every place in its table right."""
    parts = [f"<</Type/Catalog/Pages 2 0 R/OpenAction {action}>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>",
             "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"]  # fmt: skip
    out, places = b"%PDF-1.7\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{part}\nendobj\n".encode()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    tail = f"xref\n0 4\n0000000000 65535 f \n{table}trailer<</Size 4/Root 1 0 R>>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + tail.encode()


def picture(kind="PNG", size=(8, 8)):
    out = BytesIO()
    Image.new("RGB", size, "white").save(out, kind)
    return out.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
ODF = "urn:oasis:names:tc:opendocument:xmlns:"
WORD_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>'
    '<Override PartName="/word/settings.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.settings+xml"/></Types>'
)


def relation(kind, target, *, outside=False, base=RELATIONS):
    """A list of one relation."""
    mode = ' TargetMode="External"' if outside else ""
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{base}{kind}" Target="{target}"{mode}/></Relationships>'
    )


def in_word(inside):
    """A part of words, as Word writes it."""
    return f'<w:document xmlns:w="{W}"><w:body>{inside}</w:body></w:document>'


def word_file(more=(), *, types=WORD_TYPES, inside="<w:p><w:r><w:t>Please let Ada be away</w:t></w:r></w:p>"):
    """A small Word file; inside: its body; more: further parts by name, or others for those that it has."""
    parts = {
        "[Content_Types].xml": types,
        "_rels/.rels": relation("officeDocument", "word/document.xml"),
        "word/document.xml": in_word(inside),
    } | dict(more)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()


def writer_file(more=(), *, inside="<text:p>Please let Ada be away</text:p>"):
    """A small Writer file; inside: its text; more: as for Word."""
    spaces = " ".join(
        f'xmlns:{short}="{ODF}{name}:1.0"'
        for short, name in (
            ("office", "office"), ("text", "text"), ("draw", "drawing"), ("table", "table"), ("script", "script"),
            ("form", "form"),
        )
    )  # fmt: skip
    parts = {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{ODF}manifest:1.0"/>',
        "content.xml": (
            f'<office:document-content {spaces} xmlns:xlink="http://www.w3.org/1999/xlink"><office:scripts/>'
            f"<office:body><office:text>{inside}</office:text></office:body></office:document-content>"
        ),
    } | dict(more)
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return out.getvalue()
