"""Rows of tables drawn by Python: every text of a value can be read back, and none of it becomes HTML."""

from __future__ import annotations

from html.parser import HTMLParser

from django.utils.functional import lazystr
from hypothesis import given
from hypothesis import strategies as st

from bellwether.ui.drawing import rows_html
from bellwether.ui.pages import Action, Cell, Column, Row, Table, Tag

ELEMENTS = {"tr", "th", "td", "a", "span", "strong", "form", "input", "button"}
words = st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs", "Cc"]), min_size=1)
pressing = st.text("<>&\"'/=ab{}", min_size=1) | words


class Read(HTMLParser):
    """The elements, their attributes and the texts between them."""

    def __init__(self, html):
        super().__init__()
        self.elements, self.values, self.texts = set(), [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.add(tag)
        self.values += [value for _, value in attrs]

    def handle_data(self, data):
        self.texts.append(data)


@given(st.lists(pressing, min_size=11, max_size=11))
def test_whatever_a_cell_says_is_read_back_and_is_no_html(said):
    text, note, tag, href, about, do, key, value, column, row, lazy = said
    actions = (Action(do, href, about=about, post=True, fields=((key, value),)), Action(do, href, about=about))
    cells = (Cell(lazystr(lazy)), Cell(text, href=href, about=about, note=note, tags=(Tag(tag),), actions=actions))
    table = Table("", (Column("first"), Column(column)), (Row(cells, key=row),))
    read = Read(rows_html(table, token=None))
    shown = "".join(read.texts)
    assert read.elements <= ELEMENTS
    assert all(each in shown for each in (text, note, tag, do, about, lazy))
    assert {href, key, value, column, row} <= set(read.values)
