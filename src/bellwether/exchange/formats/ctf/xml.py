"""XML from outside, with the line of every element; anything that could reach beyond the file is refused."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Protocol, cast

from bellwether.core.errors import BellwetherError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

__all__ = ["Element", "MalformedXmlError", "TooDeepXmlError", "UnsafeXmlError", "read_xml"]

_DEEPEST: Final = 64
"""A Common Transfer File has about ten levels; without a bound a made-up file could exhaust the stack."""


class UnsafeXmlError(BellwetherError):
    """The file declares entities or a document type, or includes another file."""


class TooDeepXmlError(BellwetherError):
    """Elements lie in elements beyond all measure. line: where it becomes too much."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


class MalformedXmlError(BellwetherError):
    """The file is no well-formed XML. line: where it breaks."""

    def __init__(self, line: int | None) -> None:
        super().__init__(f"line {line}")
        self.line = line


@dataclass(slots=True)
class Element:
    """tag: without namespace, in lower case. line: where it begins, from 1."""

    tag: str
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def all(self, tag: str) -> Iterator[Element]:
        """The children of that tag (in lower case)."""
        return (child for child in self.children if child.tag == tag)

    def first(self, *tags: str) -> Element | None:
        """The first child with one of the tags."""
        return next((child for child in self.children if child.tag in tags), None)

    def value(self, *tags: str) -> str:
        """The trimmed text of the first such child, blank when there is none."""
        child = self.first(*tags)
        return "" if child is None else child.text.strip()

    def within(self, tag: str) -> Iterator[Element]:
        """Every element of that tag at any depth, in the order of the file."""
        for child in self.children:
            if child.tag == tag:
                yield child
            else:
                yield from child.within(tag)


class _Expat(Protocol):
    CurrentLineNumber: int


class _Builder:
    """Builds elements while the parser reads."""

    def __init__(self) -> None:
        self.root = Element("", 0)
        self.open = [self.root]
        self.expat: _Expat | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:  # noqa: ARG002
        namespace, _, name = tag.rpartition("}")
        if "XInclude" in namespace:
            raise UnsafeXmlError("XInclude")
        line = self.expat.CurrentLineNumber if self.expat is not None else 0
        if len(self.open) > _DEEPEST:
            raise TooDeepXmlError(line)
        element = Element(name.lower(), line)
        self.open[-1].children.append(element)
        self.open.append(element)

    def end(self, tag: str) -> None:  # noqa: ARG002
        self.open.pop()

    def data(self, text: str) -> None:
        self.open[-1].text += text

    def close(self) -> Element:
        return self.root


def read_xml(path: Path) -> Element:
    """The root element of a file.

    Raises UnsafeXmlError on a document type, an entity or a reference to another file, TooDeepXmlError on elements
    nested without end, MalformedXmlError on XML that does not parse.
    """
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    builder = _Builder()
    parser = DefusedXMLParser(target=builder, forbid_dtd=True, forbid_entities=True, forbid_external=True)
    builder.expat = cast("_Expat | None", getattr(parser, "parser", None) or getattr(parser, "_parser", None))
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                parser.feed(chunk)
        parser.close()
    except DefusedXmlException as error:
        raise UnsafeXmlError(str(error)) from error
    except ParseError as error:
        raise MalformedXmlError(error.position[0] if error.position else None) from error
    except (LookupError, ValueError) as error:  # an encoding that does not exist or is not kept to
        raise MalformedXmlError(None) from error
    return builder.root.children[0]
