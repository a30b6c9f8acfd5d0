"""Word: each part, type, relation, namespace and field is one that we know to be only words, looks and pictures."""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote

from bellwether.documents.errors import FileRefusedError, RefusedFor
from bellwether.documents.inspecting.fields import Fields
from bellwether.documents.inspecting.markup import XML, is_followed_by_a_person, listed, read_markup, split

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from bellwether.documents.inspecting.package import Package

__all__ = ["MAIN", "TYPES", "look_through_word"]

MAIN: Final = "word/document.xml"
TYPES: Final = "[Content_Types].xml"
_OPEN: Final = "http://schemas.openxmlformats.org/"
_STRICT: Final = "http://purl.oclc.org/ooxml/"
_MICROSOFT: Final = "http://schemas.microsoft.com/office/"
_TYPE: Final = "application/vnd.openxmlformats-officedocument."
_PACKAGE: Final = "application/vnd.openxmlformats-package."
_WORDS: Final = _TYPE + "wordprocessingml."
_RELATIONS: Final = _PACKAGE + "relationships+xml"
_TYPES_SPACE: Final = _OPEN + "package/2006/content-types"
_RELATIONS_SPACE: Final = _OPEN + "package/2006/relationships"

_PARTS: Final = tuple(
    (re.compile(pattern), frozenset(types))
    for pattern, types in (
        (r"word/document\.xml", [_WORDS + "document.main+xml"]),
        (r"word/glossary/document\.xml", [_WORDS + "document.glossary+xml"]),
        *(
            (rf"word/(glossary/)?{name}\d*\.xml", [f"{_WORDS}{name}+xml"])
            for name in (
                "styles", "settings", "webSettings", "fontTable", "numbering", "footnotes", "endnotes", "header",
                "footer", "comments", "commentsExtended", "commentsIds", "commentsExtensible", "people",
            )
        ),
        (r"word/(glossary/)?stylesWithEffects\.xml", ["application/vnd.ms-word.stylesWithEffects+xml"]),
        (r"word/theme/theme\d*\.xml", [_TYPE + "theme+xml"]),
        (r"word/media/[\w-]+\.png", ["image/png"]),
        (r"word/media/[\w-]+\.jpe?g", ["image/jpeg", "image/jpg"]),
        (r"word/media/[\w-]+\.gif", ["image/gif"]),
        (r"docProps/core\.xml", [_PACKAGE + "core-properties+xml"]),
        (r"docProps/app\.xml", [_TYPE + "extended-properties+xml"]),
        (r"docProps/custom\.xml", [_TYPE + "custom-properties+xml"]),
        (r"docProps/thumbnail\.(jpe?g|png)", ["image/jpeg", "image/jpg", "image/png"]),
        (r"docMetadata/LabelInfo\.xml", ["application/vnd.ms-office.classificationlabels+xml"]),
        (r"customXml/item\d+\.xml", ["application/xml"]),
        (r"customXml/itemProps\d+\.xml", [_TYPE + "customXmlProperties+xml"]),
        (r"([\w/]+/)?_rels/[\w.]*\.rels", [_RELATIONS]),
    )
)  # fmt: skip
"""The names of parts that we know, each with what it may be called in the list of types."""
_DATA: Final = re.compile(r"customXml/item\d+\.xml")
"""Data of whoever made the file, in words of their own; nothing acts on it."""

_RELATION_TYPES: Final = frozenset(
    {
        *(
            f"{base}{name}"
            for base in (_OPEN + "officeDocument/2006/relationships/", _STRICT + "officeDocument/relationships/")
            for name in (
                "officeDocument", "extended-properties", "extendedProperties", "custom-properties", "customProperties",
                "styles", "settings", "webSettings", "fontTable", "numbering", "footnotes", "endnotes", "comments",
                "header", "footer", "theme", "image", "hyperlink", "customXml", "customXmlProps", "glossaryDocument",
            )
        ),
        _OPEN + "package/2006/relationships/metadata/core-properties",
        _OPEN + "package/2006/relationships/metadata/thumbnail",
        _OPEN + "officedocument/2006/relationships/metadata/core-properties",
        _MICROSOFT + "2007/relationships/stylesWithEffects",
        _MICROSOFT + "2011/relationships/commentsExtended",
        _MICROSOFT + "2011/relationships/people",
        _MICROSOFT + "2016/09/relationships/commentsIds",
        _MICROSOFT + "2018/08/relationships/commentsExtensible",
        _MICROSOFT + "2020/02/relationships/classificationlabels",
    }
)  # fmt: skip

_SPACES: Final = frozenset(
    {
        "",
        XML,
        _OPEN + "wordprocessingml/2006/main",
        _STRICT + "wordprocessingml/main",
        _OPEN + "officeDocument/2006/relationships",
        _STRICT + "officeDocument/relationships",
        _OPEN + "officeDocument/2006/math",
        _STRICT + "officeDocument/math",
        *(_OPEN + f"drawingml/2006/{name}" for name in ("main", "picture", "wordprocessingDrawing")),
        *(_STRICT + f"drawingml/{name}" for name in ("main", "picture", "wordprocessingDrawing")),
        _OPEN + "markup-compatibility/2006",
        _OPEN + "schemaLibrary/2006/main",
        *(_OPEN + f"officeDocument/2006/{name}" for name in (
            "extended-properties", "custom-properties", "docPropsVTypes", "customXml", "bibliography")),
        *(_STRICT + f"officeDocument/{name}" for name in (
            "extendedProperties", "customProperties", "docPropsVTypes", "customXml")),
        _OPEN + "package/2006/metadata/core-properties",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/terms/",
        "http://purl.org/dc/dcmitype/",
        "http://www.w3.org/2001/XMLSchema-instance",
        *(f"urn:schemas-microsoft-com:{name}" for name in ("vml", "office:office", "office:word")),
        *(_MICROSOFT + f"word/{name}" for name in (
            "2006/wordml", "2010/wordml", "2012/wordml", "2015/wordml/symex", "2016/wordml/cid", "2018/wordml",
            "2018/wordml/cex", "2020/wordml/sdtdatahash", "2023/wordml/word16du", "2024/wordml/sdtformatlock",
            "2010/wordprocessingShape", "2010/wordprocessingDrawing", "2010/wordprocessingGroup",
            "2010/wordprocessingCanvas")),
        *(_MICROSOFT + f"drawing/{name}" for name in ("2010/main", "2014/main", "2017/decorative")),
        _MICROSOFT + "thememl/2012/main",
        _MICROSOFT + "2020/mipLabelMetadata",
    }
)  # fmt: skip
_ACTS: Final = listed(
    """
    altChunk subDoc object OLEObject control mailMerge entryMacro exitMacro externalData movie videoFile audioFile
    wavAudioFile audioCd quickTimeFile snd frameset attachedTemplate saveThroughXslt
    """
)
"""Elements of those namespaces that bring in something else, or call for a program."""
_FETCHES: Final = frozenset({"src", "althref"})
_CODE: Final = re.compile(r"vba|activex|macro|\.(?:js|exe|scr|dll|hta|vbs|cmd|bat|ps1|jar)$", re.IGNORECASE)
_FILES: Final = re.compile(r"/embeddings/|/oleobject|afchunk|\.(?:bin|rtf|html?|mht|docx?|xlsx?|zip)$", re.IGNORECASE)


def look_through_word(package: Package) -> None:
    """Refuse what is not known to be harmless. Raises FileRefusedError."""
    types = _Types()
    read_markup(package.read(TYPES), types, budget=package.budget)
    for name in package.names:
        if name != TYPES:
            _look_at_part(name, types.of(name))
    for name in package.names:
        if name.endswith(".rels"):
            look: _Relations | _Look = _Relations(name, package.names)
        elif name.endswith(".xml") and name != TYPES and not _DATA.fullmatch(name):
            look = _Look()
        else:
            continue
        read_markup(package.read(name), look, budget=package.budget)
        look.close()
    for name in filter(_DATA.fullmatch, package.names):
        read_markup(package.read(name), _Data(), budget=package.budget)


def _look_at_part(name: str, kind: str) -> None:
    if not any(pattern.fullmatch(name) and kind in kinds for pattern, kinds in _PARTS):
        if _CODE.search(name) or _CODE.search(kind):
            raise FileRefusedError(RefusedFor.ACTIVE)
        raise FileRefusedError(RefusedFor.ATTACHED if _FILES.search(name) else RefusedFor.UNKNOWN_PART)


class _Data:
    """Hears and heeds nothing: that the part can be read is all that is asked."""

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Nothing."""

    def data(self, text: str) -> None:
        """Nothing."""

    def end(self, tag: str) -> None:
        """Nothing."""


class _Types(_Data):
    """The list of types: by the name of a part, else by its ending."""

    def __init__(self) -> None:
        self._by_name: dict[str, str] = {}
        self._by_ending: dict[str, str] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        space, name = split(tag)
        if space != _TYPES_SPACE or name not in ("Types", "Default", "Override"):
            raise FileRefusedError(RefusedFor.UNKNOWN_PART)
        kind = attributes.get("ContentType", "")
        if name == "Override":
            self._keep(self._by_name, attributes.get("PartName", "").lower(), kind)
        elif name == "Default":
            self._keep(self._by_ending, attributes.get("Extension", "").lower(), kind)

    @staticmethod
    def _keep(kept: dict[str, str], key: str, kind: str) -> None:
        if kept.setdefault(key, kind) != kind:
            raise FileRefusedError(RefusedFor.BROKEN)  # one part of two types: readers would differ

    def of(self, name: str) -> str:
        """The type of a part; "" where the list does not say."""
        lower = name.lower()
        return self._by_name.get(f"/{lower}") or self._by_ending.get(lower.rpartition(".")[2], "")


class _Relations(_Data):
    """What a part refers to: parts of this very file, or an address that a reader follows by a click."""

    def __init__(self, name: str, names: Iterable[str]) -> None:
        self._folder = posixpath.dirname(posixpath.dirname(name))
        self._names = frozenset(names)

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        space, name = split(tag)
        if space != _RELATIONS_SPACE or name not in ("Relationships", "Relationship"):
            raise FileRefusedError(RefusedFor.UNKNOWN_PART)
        if name == "Relationship":
            self._look(attributes.get("Type", ""), attributes.get("Target", ""), attributes.get("TargetMode", ""))

    def _look(self, kind: str, target: str, mode: str) -> None:
        if kind not in _RELATION_TYPES:
            raise FileRefusedError(RefusedFor.ACTIVE)
        if kind.endswith("/hyperlink") and is_followed_by_a_person(target):
            return
        if mode not in ("", "Internal"):
            raise FileRefusedError(RefusedFor.ELSEWHERE)
        path = unquote(target)
        here = posixpath.normpath(path.lstrip("/") if path.startswith("/") else posixpath.join(self._folder, path))
        if here not in self._names:
            raise FileRefusedError(RefusedFor.ELSEWHERE)

    def close(self) -> None:
        """Nothing is left to look at."""


class _Look:
    """A part with words or looks: of namespaces that we know, without what brings in something else."""

    def __init__(self) -> None:
        self._fields = Fields()

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        space, name = split(tag)
        if space not in _SPACES:
            raise FileRefusedError(RefusedFor.UNKNOWN_PART)
        if name in _ACTS:
            raise FileRefusedError(RefusedFor.ACTIVE)
        for key, value in attributes.items():
            _look_at_attribute(*split(key), value)
        self._fields.start(name, attributes)

    def data(self, text: str) -> None:
        self._fields.data(text)

    def end(self, tag: str) -> None:
        self._fields.end(split(tag)[1])

    def close(self) -> None:
        """The end of the part."""
        self._fields.close()


def _look_at_attribute(space: str, name: str, value: str) -> None:
    if space not in _SPACES:
        raise FileRefusedError(RefusedFor.UNKNOWN_PART)
    is_rebased = space == XML and name == "base"
    fetches = name.lower() in _FETCHES and value != ""
    leads = name.lower() == "href" and value != "" and not is_followed_by_a_person(value)
    if is_rebased or fetches or leads or value.lower().startswith("ppaction:"):
        raise FileRefusedError(RefusedFor.ELSEWHERE)
