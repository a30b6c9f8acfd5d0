"""From the page object to the text of the file."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from jinja2 import Environment, PackageLoader, StrictUndefined

from bellwether.analyse.report.page import make_page
from bellwether.analyse.report.people import anchor_of
from bellwether.ui.charts import chart_styles
from bellwether.ui.visible import visible_lines

if TYPE_CHECKING:
    from bellwether.analyse.report.data import ReportData

__all__ = ["render"]


def render(data: ReportData) -> str:
    """The report as one HTML page. It carries a policy that forbids it to load or run anything but its own styles.

    Control characters in names and cells are spelt out; over the whole page, so that drawings are no exception.
    """
    template = _environment().get_template("report.html.j2")
    return visible_lines(template.render(page=make_page(data), styles=_styles(), style_hash=_style_hash()))


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bellwether.analyse.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["anchor"] = anchor_of
    return environment


@lru_cache(maxsize=1)
def _styles() -> str:
    own = (files("bellwether.analyse.report") / "style.css").read_text(encoding="utf-8")
    return own + chart_styles()


@lru_cache(maxsize=1)
def _style_hash() -> str:
    """What a content security policy names the style sheet by."""
    return base64.b64encode(hashlib.sha256(_styles().encode()).digest()).decode()
