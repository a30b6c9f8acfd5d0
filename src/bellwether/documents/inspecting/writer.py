"""OpenDocument text: each part, type, element and address is one that we know to be only words, looks and pictures."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bellwether.documents.errors import FileRefusedError, RefusedFor
from bellwether.documents.inspecting.markup import XML, is_followed_by_a_person, listed, read_markup, split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bellwether.documents.inspecting.package import Package

__all__ = ["MIMETYPE", "WRITER", "look_through_writer"]

MIMETYPE: Final = "mimetype"
WRITER: Final = b"application/vnd.oasis.opendocument.text"
_MANIFEST: Final = "META-INF/manifest.xml"
_WITH_WORDS: Final = frozenset({"content.xml", "styles.xml", "meta.xml", "settings.xml", _MANIFEST, "manifest.rdf"})
_PICTURE: Final = re.compile(r"(?:Pictures/[\w-]+\.(?:png|jpe?g|gif)|Thumbnails/thumbnail\.png)")
_LOOKS: Final = re.compile(r"(?:layout-cache|Configurations2/accelerator/current\.xml)")
_MOST_OF_LOOKS: Final = 1024 * 1024
_CODE: Final = re.compile(r"^(?:Basic|Scripts|Dialogs)/|\.(?:py|js|bsh|class|jar|exe|scr|xlb|xba)$", re.IGNORECASE)
_FILES: Final = re.compile(r"^(?:Object|ObjectReplacements|Media)\b", re.IGNORECASE)
_TYPES: Final = frozenset(
    {
        "",
        "text/xml",
        "application/rdf+xml",
        "application/binary",
        "application/vnd.sun.xml.ui.configuration",
        WRITER.decode(),
        "image/png",
        "image/jpeg",
        "image/gif",
    }
)

_ODF: Final = "urn:oasis:names:tc:opendocument:xmlns:"
_LINK: Final = "http://www.w3.org/1999/xlink"
_TEXT, _DRAW, _OFFICE, _FORM = (f"{_ODF}{name}:1.0" for name in ("text", "drawing", "office", "form"))
_ALL: Final[frozenset[str]] = frozenset()
_ELEMENTS: Final[Mapping[str, frozenset[str]]] = {
    _OFFICE: listed(
        """
        document-content document-styles document-meta document-settings font-face-decls automatic-styles styles
        master-styles body text forms scripts meta settings annotation annotation-end
        """
    ),
    _TEXT: listed(
        """
        a p h s tab line-break soft-page-break span list list-item list-header list-style list-level-style-bullet
        list-level-style-number list-level-style-image list-level-label-alignment number numbered-paragraph section
        bookmark bookmark-start bookmark-end bookmark-ref reference-mark reference-mark-start reference-mark-end
        reference-ref note note-citation note-body note-ref notes-configuration note-continuation-notice-forward
        note-continuation-notice-backward linenumbering-configuration linenumbering-separator outline-style
        outline-level-style sequence sequence-ref sequence-decls sequence-decl variable-decls variable-decl
        variable-set variable-get variable-input user-field-decls user-field-decl user-field-get user-field-input
        expression text-input placeholder conditional-text hidden-text hidden-paragraph date time page-number
        page-continuation page-count paragraph-count word-count character-count table-count image-count object-count
        author-name author-initials initial-creator creator creation-date creation-time modification-date
        modification-time print-date print-time printed-by editing-cycles editing-duration description title subject
        keywords chapter file-name template-name sender-firstname sender-lastname sender-initials sender-title
        sender-position sender-email sender-phone-private sender-phone-work sender-fax sender-company sender-street
        sender-city sender-postal-code sender-country sender-state-or-province user-defined meta meta-field ruby
        ruby-base ruby-text change change-start change-end tracked-changes changed-region insertion deletion
        format-change table-of-content table-of-content-source table-of-content-entry-template index-body
        index-title index-title-template index-entry-chapter index-entry-text index-entry-page-number
        index-entry-span index-entry-tab-stop index-entry-link-start index-entry-link-end index-source-styles
        index-source-style toc-mark toc-mark-start toc-mark-end alphabetical-index-mark
        alphabetical-index-mark-start alphabetical-index-mark-end
        """
    ),
    _DRAW: listed(
        """
        a frame image text-box g line rect ellipse circle polyline polygon path connector caption custom-shape
        enhanced-geometry equation handle glue-point contour-polygon contour-path gradient hatch fill-image marker
        stroke-dash opacity layer-set layer measure regular-polygon
        """
    ),
    f"{_ODF}table:1.0": listed(
        """
        table table-column table-columns table-column-group table-header-columns table-row table-rows
        table-row-group table-header-rows table-cell covered-table-cell title desc table-template first-row last-row
        first-column last-column body even-rows odd-rows even-columns odd-columns background
        """
    ),
    f"{_ODF}style:1.0": _ALL,
    f"{_ODF}datastyle:1.0": _ALL,
    f"{_ODF}meta:1.0": _ALL,
    f"{_ODF}config:1.0": _ALL,
    f"{_ODF}manifest:1.0": frozenset({"manifest", "file-entry"}),
    f"{_ODF}svg-compatible:1.0": frozenset({"title", "desc", "linearGradient", "radialGradient", "stop"}),
    "http://purl.org/dc/elements/1.1/": _ALL,
    "urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0": listed(
        """
        theme theme-colors color graphic-properties char-complex-color complex-color gradient-stop p
        """
    ),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#": frozenset({"RDF", "Description", "type"}),
    "http://docs.oasis-open.org/ns/office/1.2/meta/pkg#": _ALL,
    "http://docs.oasis-open.org/ns/office/1.2/meta/odf#": _ALL,
}
"""The elements that we know, by namespace; none named: all of it."""
_ATTRIBUTES: Final = frozenset(
    {
        *_ELEMENTS,
        "",
        _LINK,
        XML,
        _FORM,
        *(f"{_ODF}{name}:1.0" for name in ("xsl-fo-compatible", "smil-compatible", "chart", "dr3d")),
        *(f"http://openoffice.org/20{name}" for name in ("09/office", "04/office", "04/writer", "10/draw", "10/table")),
        "urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0",
        "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0",
        "http://www.w3.org/2003/g/data-view#",
    }
)
_FORMS: Final = frozenset({"automatic-focus", "apply-design-mode"})
_LEADS: Final = frozenset({(_TEXT, "a"), (_DRAW, "a")})
_DRAWS: Final = frozenset(
    {
        (_DRAW, "image"),
        (_DRAW, "fill-image"),
        (_TEXT, "list-level-style-image"),
        (f"{_ODF}style:1.0", "background-image"),
    }
)


def look_through_writer(package: Package) -> None:
    """Refuse what is not known to be harmless. Raises FileRefusedError."""
    for name in package.names:
        if name != MIMETYPE and name not in _WITH_WORDS and not _PICTURE.fullmatch(name):
            _look_at_other(package, name)
    if _MANIFEST not in package.names or "content.xml" not in package.names:
        raise FileRefusedError(RefusedFor.BROKEN)
    for name in package.names:
        if name in _WITH_WORDS:
            read_markup(package.read(name), _Look(frozenset(package.names)), budget=package.budget)


def _look_at_other(package: Package, name: str) -> None:
    if _LOOKS.fullmatch(name):
        size = package.file.getinfo(name).file_size
        if size <= (_MOST_OF_LOOKS if name == "layout-cache" else 0):
            return
    if _CODE.search(name) or name.startswith("Configurations2/"):
        raise FileRefusedError(RefusedFor.ACTIVE)
    raise FileRefusedError(RefusedFor.ATTACHED if _FILES.search(name) else RefusedFor.UNKNOWN_PART)


class _Look:
    """A part with words or looks."""

    def __init__(self, names: frozenset[str]) -> None:
        self._names = names

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        space, name = split(tag)
        known = _ELEMENTS.get(space)
        if name == "encryption-data":
            raise FileRefusedError(RefusedFor.LOCKED)
        if known is None or (known and name not in known):
            raise FileRefusedError(RefusedFor.ACTIVE)
        for key, value in attributes.items():
            self._look_at_attribute((space, name), *split(key), value)

    def data(self, text: str) -> None:
        """Words are words."""

    def end(self, tag: str) -> None:
        """Nothing is open."""

    def _look_at_attribute(self, on: tuple[str, str], space: str, name: str, value: str) -> None:
        if space not in _ATTRIBUTES or (space == _FORM and name not in _FORMS):
            raise FileRefusedError(RefusedFor.ACTIVE)
        if space == XML and name == "base":
            raise FileRefusedError(RefusedFor.ELSEWHERE)
        if name == "media-type" and value not in _TYPES:
            raise FileRefusedError(RefusedFor.UNKNOWN_PART)
        if space == _LINK and name == "href" and not self._is_harmless(on, value):
            raise FileRefusedError(RefusedFor.ELSEWHERE)

    def _is_harmless(self, on: tuple[str, str], address: str) -> bool:
        if on in _LEADS:
            return is_followed_by_a_person(address)
        return on in _DRAWS and address.removeprefix("./") in self._names
