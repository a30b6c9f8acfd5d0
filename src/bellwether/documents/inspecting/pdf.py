"""PDF: every object of it. Only what we know to be harmless may act, and nothing may be fetched, hidden or unreadable.

An action may lead to a place in the file, or to an address that a reader follows by a click; no other, and none by
itself. A stream holds its own bytes. A file with parts that cannot be read is refused, since other readers might.
"""

from __future__ import annotations

import zlib
from io import BytesIO
from typing import TYPE_CHECKING, Final

from bellwether.documents.errors import FileRefusedError, RefusedFor
from bellwether.documents.inspecting.markup import listed

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf

__all__ = ["limit_unpacking", "look_through_pdf"]

_RUNS: Final = frozenset(
    {"/AA", "/JS", "/JavaScript", "/XFA", "/RichMediaContent", "/Requirements", "/NeedsRendering", "/SpiderInfo"}
)
"""Keys whose being there is enough: what acts by itself, scripts, and forms that are programs."""
_HOLDS: Final = frozenset({"/EmbeddedFiles", "/EF", "/AF", "/Collection"})
_NAMES: Final = frozenset({"/Dests", "/AP", "/IDS", "/Pages", "/Templates", "/Limits", "/Kids", "/Names", "/Type"})
"""What a file may keep by name: places and looks; not scripts, files or renderings."""
_CLICKED: Final = frozenset({"/A", "/PA", "/Next"})
_MARKS: Final = listed(
    """
    /Link /Text /FreeText /Line /Square /Circle /Polygon /PolyLine /Highlight /Underline /Squiggly /StrikeOut /Stamp
    /Caret /Ink /Popup /Widget /Watermark /PrinterMark /Redact
    """
)
"""What may stand on a page beside its contents: no films, sounds, models or attached files."""
_ELSEWHERE: Final = listed(
    """
    /GoToR /GoToE /GoToDp /Launch /Thread /Sound /Movie /Hide /SubmitForm /ResetForm /ImportData /JavaScript
    /SetOCGState /Rendition /GoTo3DView /RichMediaExecute
    """
)
"""Every other action of the standard: refused wherever it lies, also where we would not look for one."""
_PROGRAMS: Final = frozenset({"/PS", "/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_FILE_NAMES: Final = ("/F", "/UF", "/DOS", "/Mac", "/Unix")
_ADDRESSES: Final = (b"https://", b"http://", b"mailto:", b"tel:")
_PACKED: Final = frozenset({"/FlateDecode", "/Fl", "/LZWDecode", "/LZW", "/RunLengthDecode", "/RL"})
_FLATE: Final = frozenset({"/FlateDecode", "/Fl"})
_MOST_FILTERS: Final = 3
_MOST_THINGS: Final = 400_000
_MOST_UNPACKED: Final = 64 * 1024 * 1024
_MOST_TOGETHER: Final = 256 * 1024 * 1024
_MOST_PIXELS: Final = 100_000_000
_END: Final = b"%%EOF"


def limit_unpacking() -> None:
    """A few bytes may unpack to more than a server has. Process-wide; called when the process starts."""
    from pikepdf.settings import set_qpdf_limits

    set_qpdf_limits(
        flate_max_memory=_MOST_UNPACKED,
        png_max_memory=_MOST_UNPACKED,
        run_length_max_memory=_MOST_UNPACKED,
        tiff_max_memory=_MOST_UNPACKED,
        dct_max_memory=_MOST_UNPACKED,
        parser_max_container_size=_MOST_THINGS,
    )


def look_through_pdf(data: bytes) -> None:
    """Refuse a PDF that is broken, locked, active, or holds other files. Nothing in it is mended by guessing."""
    import pikepdf

    if data[data.rfind(_END) + len(_END) :].strip(b"\r\n\t \0") or _END not in data:
        raise FileRefusedError(RefusedFor.BROKEN)  # cut short, or with something behind its end
    try:
        with _opened(data) as pdf:
            if pdf.is_encrypted:
                raise FileRefusedError(RefusedFor.LOCKED)
            _look_at_beginning(pdf)
            _look_at_all(pdf)
            # Warnings so far tell of what could not be read; those about pages, asked for last, of what is left out.
            if pdf.get_warnings() or not pdf.pages:
                raise FileRefusedError(RefusedFor.BROKEN)
    except pikepdf.PasswordError:
        raise FileRefusedError(RefusedFor.LOCKED) from None
    except (pikepdf.PdfError, ValueError, RuntimeError, NotImplementedError, TypeError, RecursionError):
        raise FileRefusedError(RefusedFor.BROKEN) from None


def _opened(data: bytes) -> pikepdf.Pdf:
    """The file as it is: nothing mended, nothing handed down from page to page, no warning said aloud."""
    import pikepdf

    return pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True, inherit_page_attributes=False)


def _look_at_beginning(pdf: pikepdf.Pdf) -> None:
    """What is done when the file is opened: at most to go to a page of it."""
    import pikepdf

    begins = pdf.Root.get("/OpenAction")
    is_place = begins is None or isinstance(begins, pikepdf.Array)
    if not is_place and not (isinstance(begins, pikepdf.Dictionary) and _goes_to_a_place(begins)):
        raise FileRefusedError(RefusedFor.ACTIVE)
    names = pdf.Root.get("/Names")
    if isinstance(names, pikepdf.Dictionary) and (strange := set(names.keys()) - _NAMES):
        raise FileRefusedError(RefusedFor.ATTACHED if "/EmbeddedFiles" in strange else RefusedFor.ACTIVE)


def _look_at_all(pdf: pikepdf.Pdf) -> None:
    import pikepdf

    unpacked = 0
    for thing in _dictionaries(pdf):
        _look(thing)
        if isinstance(thing, pikepdf.Stream):
            unpacked += _look_at_stream(thing)
            if unpacked > _MOST_TOGETHER:
                raise FileRefusedError(RefusedFor.TOO_MUCH)


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary, those of streams included: each object of the file, and what lies inside it."""
    import pikepdf

    waiting: list[pikepdf.Object] = [pdf.trailer, *pdf.objects]
    seen = 0
    while waiting:
        thing = waiting.pop()
        seen += 1
        if seen > _MOST_THINGS:
            raise FileRefusedError(RefusedFor.TOO_MUCH)
        if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
            yield thing
            inside = [value for _, value in thing.items()]
        elif isinstance(thing, pikepdf.Array):
            inside = list(thing)
        else:
            continue
        # An object with a number of its own is in the list already.
        waiting += [one for one in inside if isinstance(one, pikepdf.Object) and not one.is_indirect]


def _look(thing: pikepdf.Object) -> None:
    import pikepdf

    keys = set(thing.keys())
    says = {str(thing.get(key)) for key in ("/S", "/Subtype", "/Subtype2", "/Type") if key in keys}
    if keys & _HOLDS or "/EmbeddedFile" in says or "/FileAttachment" in says:
        raise FileRefusedError(RefusedFor.ATTACHED)
    if keys & _RUNS or says & (_ELSEWHERE | _PROGRAMS):
        raise FileRefusedError(RefusedFor.ACTIVE)
    if "/Filespec" in says or any(isinstance(thing.get(key), pikepdf.String) for key in _FILE_NAMES if key in keys):
        raise FileRefusedError(RefusedFor.ELSEWHERE)
    for key in keys & _CLICKED:
        _look_at_actions(thing.get(key), key)
    if "/Action" in says:
        _look_at_action(thing)
    marks = thing.get("/Annots") if "/Annots" in keys else None
    for mark in marks if isinstance(marks, pikepdf.Array) else ():
        if isinstance(mark, pikepdf.Dictionary) and str(mark.get("/Subtype")) not in _MARKS:
            raise FileRefusedError(RefusedFor.ACTIVE)


def _look_at_actions(value: pikepdf.Object | None, key: str) -> None:
    """Actions under a key that others use, too: the attributes of a tag have no kind of action, nor has an outline."""
    import pikepdf

    for one in value if isinstance(value, pikepdf.Array) and key == "/Next" else [value]:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            _look_at_action(one)


def _look_at_action(action: pikepdf.Object) -> None:
    if _goes_to_a_place(action):
        return
    if str(action.get("/S")) != "/URI":
        raise FileRefusedError(RefusedFor.ACTIVE)
    address = bytes(action.get("/URI", b"")) if "/URI" in action else b""
    if not address.strip().lower().startswith(_ADDRESSES) or b"\\" in address:
        raise FileRefusedError(RefusedFor.ELSEWHERE)


def _goes_to_a_place(action: pikepdf.Object) -> bool:
    """To a place in this file, and nothing else after it that is not looked at by itself."""
    return str(action.get("/S")) == "/GoTo" and "/D" in action


def _look_at_stream(stream: pikepdf.Stream) -> int:
    """How many bytes it unpacks to, where we can say. Raises FileRefusedError: its bytes lie elsewhere, or are many."""
    import pikepdf

    if any(key in stream for key in ("/F", "/FFilter", "/FDecodeParms")):
        raise FileRefusedError(RefusedFor.ELSEWHERE)
    filters = stream.get("/Filter")
    names = [str(one) for one in filters] if isinstance(filters, pikepdf.Array) else [str(filters)] if filters else []
    if len(names) > _MOST_FILTERS or sum(name in _PACKED for name in names) > 1:
        raise FileRefusedError(RefusedFor.TOO_MUCH)
    if _pixels(stream) > _MOST_PIXELS:
        raise FileRefusedError(RefusedFor.TOO_MUCH)
    return _unpacked(stream.read_raw_bytes()) if names and names[0] in _FLATE else 0


def _pixels(stream: pikepdf.Stream) -> int:
    wide: object = stream.get("/Width")
    high: object = stream.get("/Height")
    return wide * high if isinstance(wide, int) and isinstance(high, int) else 0


def _unpacked(packed: bytes) -> int:
    """The size of it unpacked, a piece at a time and none of it kept."""
    found, reader, left = 0, zlib.decompressobj(), packed
    try:
        while left and found <= _MOST_UNPACKED:
            found += len(reader.decompress(left, 1024 * 1024))
            left = reader.unconsumed_tail
    except zlib.error:
        raise FileRefusedError(RefusedFor.BROKEN) from None
    if found > _MOST_UNPACKED:
        raise FileRefusedError(RefusedFor.TOO_MUCH)
    return found
