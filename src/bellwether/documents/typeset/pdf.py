"""Typesetting: words in, PDF/UA-1 out. The compiler and its typefaces are made once a process."""

from __future__ import annotations

import json
import threading
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from bellwether.documents.errors import LetterFailedError
from bellwether.documents.typeset.headers import with_row_headers

if TYPE_CHECKING:
    from datetime import datetime

    import typst

    from bellwether.documents.facts import LetterWords

__all__ = ["pdf_of"]

_HERE: Final = Path(__file__).parent
_STANDARD: Final = "ua-1"
_one_at_a_time = threading.Lock()


@lru_cache(maxsize=1)
def _compiler() -> typst.Compiler:
    """With our typefaces alone: what a letter looks like does not depend on the machine."""
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[_HERE / "vendor" / "noto-sans"]
    )
    return typst.Compiler(_HERE / "letter.typ", root=_HERE, font_paths=fonts, sys_inputs={})


def pdf_of(words: LetterWords, *, made_at: datetime) -> bytes:
    """The letter as a tagged PDF. The same words at the same moment give the same bytes. Raises LetterFailedError.

    The compiler refuses what is not accessible, such as a missing title: that is our fault, and loud.
    """
    import typst

    given = json.dumps(words.to_json(), ensure_ascii=False)
    try:
        with _one_at_a_time:
            made = _compiler().compile(
                format="pdf",
                sys_inputs={"letter": given},
                pdf_standards=[_STANDARD],
                timestamp=int(made_at.timestamp()),
            )
    except typst.TypstError as error:
        raise LetterFailedError(error.message) from error
    if not isinstance(made, bytes):
        raise LetterFailedError("the compiler gave no single file")
    return with_row_headers(made)
