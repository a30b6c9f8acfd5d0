"""Our component tags and fields say what the package's own examples say, as far as they can express them."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString

from bellwether.ui.pages import (
    Breadcrumb,
    Card,
    Cell,
    Column,
    Line,
    Link,
    NavItem,
    Notice,
    PageLink,
    Pages,
    ProblemLink,
    Row,
    Tab,
    Table,
    Tag,
    Task,
)
from tests.ui.html import said_by

FIXTURES = Path(__file__).parent / "fixtures"
FIELDS = {"checkboxes", "date-input", "file-upload", "input", "password-input", "radios", "select", "textarea"}
EXAMPLES = [
    pytest.param(path.stem, example["options"], example["html"], id=f"{path.stem}: {example['name']}")
    for path in sorted(FIXTURES.glob("*.json"))
    if path.stem not in FIELDS
    for example in json.loads(path.read_text(encoding="utf-8"))["examples"]
]


def words(given):
    return SafeString(given["html"]) if given.get("html") else str(given.get("text", ""))


def tag_colour(classes: str) -> str:
    return classes.rpartition("govuk-tag--")[2]


def style_of(options):
    return options.get("classes", "").rpartition("--")[2]


def back_link(options):
    return "{% back_link %}", {}


def breadcrumbs(options):
    items = [Breadcrumb(item["text"], item.get("href", "")) for item in options["items"]]
    return "{% breadcrumbs items %}", {"items": items}


def button(options):
    more = {key: options[key] for key in ("name", "disabled") if options.get(key)}
    given = "".join(f" {key}={value!r}" for key, value in more.items())
    source = "{% button text href=href style=style is_start=is_start" + given + " %}"
    return source, {
        "text": options["text"],
        "href": options.get("href", ""),
        "style": style_of(options),
        "is_start": options.get("isStartButton", False),
    }


def details(options):
    more = "".join(f' {key}="{options[key]}"' for key in ("id",) if key in options)
    more += " open=True" if options.get("open") else ""
    return "{% details summary" + more + " %}{{ content }}{% enddetails %}", {
        "summary": options["summaryText"],
        "content": words(options),
    }


def error_summary(options):
    links = [ProblemLink(words(item), item.get("href", "")) for item in options.get("errorList", [])]
    source = "{% error_summary links title=title description=description %}"
    return source, {
        "links": links,
        "title": options.get("titleText", ""),
        "description": options.get("descriptionText", ""),
    }


def inset_text(options):
    more = f' id="{options["id"]}"' if options.get("id") else ""
    return "{% inset_text" + more + " %}{{ content }}{% endinset_text %}", {"content": words(options)}


def notification_banner(options):
    return "{% notification_banner notice %}", {"notice": Notice(words(options), kind=options.get("type", ""))}


def pagination(options):
    def way(given):
        return Link(given.get("text", ""), given["href"], given.get("labelText", "")) if given else None

    items = tuple(
        PageLink(None if item.get("ellipsis") else item["number"], item.get("href", ""), bool(item.get("current")))
        for item in options.get("items", [])
    )
    pages = Pages(items, way(options.get("previous")), way(options.get("next")))
    return "{% pagination pages %}", {"pages": pages}


def panel(options):
    return "{% panel title %}{{ content }}{% endpanel %}", {
        "title": options.get("titleHtml") or options.get("titleText"),
        "content": words(options),
    }


def service_navigation(options):
    items = [NavItem(item["text"], item["href"], bool(item.get("current"))) for item in options["navigation"]]
    return "{% service_navigation items %}", {"items": items}


def skip_link(options):
    return "{% skip_link href %}", {"href": options["href"]}


def summary_list(options):
    def links(given):
        return tuple(
            Link(item["text"], item["href"], item.get("visuallyHiddenText", ""))
            for item in (given or {}).get("items", [])
        )

    lines = [Line(words(row["key"]), words(row["value"]), links(row.get("actions"))) for row in options["rows"]]
    card = options.get("card")
    values = {"lines": lines, "is_bordered": "no-border" not in options.get("classes", "")}
    values["card"] = Card(words(card["title"]), links(card.get("actions"))) if card else None
    return "{% summary_list lines card=card is_bordered=is_bordered %}", values


def table(options):
    head = tuple(Column(words(each), is_numeric=each.get("format") == "numeric") for each in options.get("head") or [])
    rows = tuple(
        Row(tuple(Cell(words(cell), is_numeric=cell.get("format") == "numeric") for cell in row))
        for row in options["rows"]
    )
    size: Any = options.get("captionClasses", "").rpartition("--")[2] or "m"
    first = options.get("firstCellIsHeader", False)
    value = Table(options.get("caption", ""), head, rows, first_cell_is_header=first, stacks=False)
    return "{% table value %}", {"value": replace(value, caption_size=size)}


def tabs(options):
    def panel_of(given):
        return words(given) if "html" in given else SafeString(f'<p class="govuk-body">{given["text"]}</p>')

    items = [Tab(item["id"], item["label"], panel_of(item["panel"])) for item in options["items"]]
    return "{% tabs items %}", {"items": items}


def tag(options):
    return "{% tag text colour %}", {"text": options["text"], "colour": tag_colour(options.get("classes", ""))}


def task_list(options):
    def status(given):
        if "tag" not in given:
            return words(given)
        return Tag(given["tag"]["text"], tag_colour(given["tag"].get("classes", "")))

    items = [
        Task(words(item["title"]), status(item["status"]), item.get("href", ""), words(item.get("hint", {})))
        for item in options["items"]
    ]
    return "{% task_list items %}", {"items": items}


def warning_text(options):
    return "{% warning_text text prefix=prefix %}", {
        "text": words(options),
        "prefix": options.get("iconFallbackText", ""),
    }


@pytest.mark.parametrize(("component", "options", "html"), EXAMPLES)
def test_a_component_says_what_the_example_says(component, options, html):
    source, values = globals()[component.replace("-", "_")](options)
    drawn = Template("{% load ui %}" + source).render(Context(values))
    assert said_by(drawn) == said_by(html)
