"""PDF: every object of it, for anything that runs, sends, plays or hides another file."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from bellwether.documents.errors import FileRefusedError, RefusedFor

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf

__all__ = ["limit_unpacking", "look_through_pdf"]

_RUNS: Final = frozenset({"/JS", "/JavaScript", "/XFA", "/RichMediaContent"})
"""Keys whose being there is enough."""
_ACTS: Final = frozenset(
    {
        "/JavaScript",
        "/Launch",
        "/SubmitForm",
        "/ImportData",
        "/Rendition",
        "/Movie",
        "/Sound",
        "/GoToE",
        "/RichMediaExecute",
    }
)
"""Kinds of action (/S). Going to a page, a place or a web address is none of them."""
_PLAYS: Final = frozenset({"/RichMedia", "/Movie", "/Sound", "/Screen", "/3D"})
_HOLDS: Final = frozenset({"/EmbeddedFiles", "/EF"})
_MOST_THINGS: Final = 400_000
_MOST_UNPACKED: Final = 64 * 1024 * 1024


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

    try:
        with pikepdf.open(BytesIO(data), attempt_recovery=False, suppress_warnings=True) as pdf:
            if pdf.is_encrypted:
                raise FileRefusedError(RefusedFor.LOCKED)
            if not pdf.pages:
                raise FileRefusedError(RefusedFor.BROKEN)
            for thing in _dictionaries(pdf):
                _look(thing)
    except pikepdf.PasswordError:
        raise FileRefusedError(RefusedFor.LOCKED) from None
    except (pikepdf.PdfError, ValueError, RuntimeError):
        raise FileRefusedError(RefusedFor.BROKEN) from None


def _dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary, those of streams included: each object of the file, and what lies inside it."""
    import pikepdf

    waiting: list[pikepdf.Object] = [pdf.trailer, *pdf.objects]
    seen = 0
    while waiting:
        thing = waiting.pop()
        seen += 1
        if seen > _MOST_THINGS:
            raise FileRefusedError(RefusedFor.BROKEN)
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
    keys = set(thing.keys())
    says = {str(thing.get(key)) for key in ("/S", "/Subtype", "/Type") if key in keys}
    if keys & _HOLDS or "/EmbeddedFile" in says or "/FileAttachment" in says:
        raise FileRefusedError(RefusedFor.ATTACHED)
    if keys & _RUNS or says & (_ACTS | _PLAYS):
        raise FileRefusedError(RefusedFor.ACTIVE)
