"""Row headers: typst marks the heads of columns; the first cell of each row becomes the head of its row here."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pikepdf

__all__ = ["with_row_headers"]


def with_row_headers(data: bytes) -> bytes:
    """The same PDF, in which every first data cell of a row of a table's body heads that row."""
    import pikepdf

    with pikepdf.open(BytesIO(data)) as pdf:
        for body in _bodies(pdf.Root.StructTreeRoot):
            for row in _children(body):
                _make_head(row)
        out = BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _bodies(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    waiting = [root]
    while waiting:
        element = waiting.pop()
        for child in _children(element):
            if str(child.get("/S")) == "/TBody":
                yield child
            else:
                waiting.append(child)


def _children(element: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """The structure elements right beneath one; marked content has none."""
    import pikepdf

    inside = element.get("/K")
    for one in inside if isinstance(inside, pikepdf.Array) else [inside]:
        if isinstance(one, pikepdf.Dictionary) and "/S" in one:
            yield one


def _make_head(row: pikepdf.Object) -> None:
    import pikepdf

    cell = next(_children(row), None)
    if cell is not None and str(cell.get("/S")) == "/TD":
        cell.S = pikepdf.Name.TH
        cell.A = pikepdf.Dictionary(O=pikepdf.Name.Table, Scope=pikepdf.Name.Row)
