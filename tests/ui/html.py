"""HTML as a list of what it says: attributes and classes in one order, blanks collapsed, empty text left out."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"input", "br", "img", "path", "circle", "rect", "meta", "link", "hr"}


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []

    def handle_starttag(self, tag, attrs):
        shown = [
            f'{name}="{" ".join(sorted(value.split())) if name == "class" else value}"' if value else name
            for name, value in sorted(attrs, key=lambda each: each[0])
        ]
        self.said.append(f"<{' '.join([tag, *shown])}>")

    def handle_endtag(self, tag):
        if tag not in VOID:
            self.said.append(f"</{tag}>")

    def handle_data(self, data):
        text = " ".join(data.split())
        if text:
            self.said.append(text)


def said_by(html: str) -> list[str]:
    """What the HTML says, one tag or text a line; two pages that say the same are equal."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.said
