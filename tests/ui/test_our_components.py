"""The components that are ours alone draw the HTML that is kept in tests/ui/golden."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from bellwether.ui.pages import (
    Action,
    Cell,
    Choice,
    Column,
    Empty,
    Fact,
    Filter,
    Identity,
    Link,
    NavItem,
    Row,
    Table,
    Tag,
    Tile,
    TimelineItem,
)
from tests.ui.html import said_by

GOLDEN = Path(__file__).parent / "golden"
POSTS = Action("Send", "/send", about="to Ann", style="", post=True, fields=(("day", "3"),))
BOATS = Table(
    "Boats",
    (
        Column("Name", href="?by=name", sorted_by="ascending"),
        Column("Trips", is_numeric=True),
        Column("Do", is_hidden=True),
    ),
    (
        Row((Cell("Kittiwake", href="/k"), Cell("7"), Cell(actions=(Action("Call", "/call", "Ann"),))), key="k"),
        Row((Cell("Fulmar", note="late"), Cell("12"), Cell(tags=(Tag("Out", "blue"),))), emphasis="strong"),
    ),
    key="boats",
)
TIDES = Table("Tides", ("Day", "High"), (Row((Cell("Monday"), Cell("04:10"))),), stacks=False, key="tides")
FILTERS = (
    Filter("quay", "Quay", (Choice("n", "North", is_chosen=True, count=12), Choice("s", "South"))),
    Filter("size", "Size", (Choice("", "Any"), Choice("b", "Big", is_chosen=True, count=0)), kind="select"),
    Filter("state", "State", (Choice("out", "Out"),), kind="radios"),
)
ANN = Identity(
    "Ann van Eyck",
    facts=(Fact("Crew", "Blue", "/blue"), Fact("Berth", "12")),
    tags=(Tag("First aid", "green"),),
    actions=(Action("Add a note", "/note"),),
)
EVENTS = (
    TimelineItem("Called", datetime(2026, 7, 1, 8, 42, tzinfo=UTC), "Robin", "One.\n\nTwo.", tags=(Tag("Open"),)),
    TimelineItem("Left", date(2026, 6, 30), href="/left", colour="red", links=(Link("See log", "/log"),)),
)
TILES = (Tile("boats out", "1,112", "/out", "2 more than yesterday", "red"), Tile("in by dusk", "94.2%"))
NAVIGATION = (NavItem("Harbour", "/", is_current=True), NavItem("Boats", "/boats", count=0))
AT_BOATS = RequestFactory().get("/boats/")
DRAWN = {
    "actions": ("{% actions value %}", (POSTS, Action("Look", "/look"))),
    "button_attributes": ('{% button "Go" hx_post="/x" data_shortcut="g" disabled=False style="quiet" %}', None),
    "button_group": ("{% button_group %}{{ value }}{% endbutton_group %}", "inside"),
    "empty_state": ("{% empty_state value %}", Empty("All in", "Nothing to chase.", (Action("See all", "/all"),))),
    "filter_panel": ('{% filter_panel value chosen=chosen clear="/clear" %}', FILTERS),
    "identity_bar": ("{% identity_bar value %}", ANN),
    "navigation_counts": ("{% service_navigation value %}", NAVIGATION),
    "search_box": ('{% search_box "/find" label="Find" hint="Any part." results="found" method="post" %}', None),
    "search_box_plain": ('{% search_box "/find" value="<kit>" %}', None),
    "table_empty": ("{% table value %}", Table("Boats", ("Name", "Trips"), (), empty="None are out.")),
    "table_sortable": ("{% table value %}", BOATS),
    "table_wide": ("{% table value %}", TIDES),
    "tiles": ("{% tiles value %}", TILES),
    "timeline": ("{% timeline value %}", EVENTS),
    "ways": ('{% ways value label="Harbour" %}', (Link("Quays", "/quays/"), Link("Boats", "/boats/?by=name"))),
}


def drawn(name: str) -> str:
    source, value = DRAWN[name]
    values = {"value": value, "chosen": (Link("North", "/n"),), "csrf_token": "token", "request": AT_BOATS}
    return Template("{% load ui %}" + source).render(Context(values))


@pytest.mark.parametrize("name", sorted(DRAWN))
def test_a_component_of_ours_draws_what_is_kept(name):
    path = GOLDEN / f"{name}.html"
    if os.environ.get("BELLWETHER_KEEP_GOLDEN"):  # after a change that was looked at
        path.write_text("\n".join(said_by(drawn(name))) + "\n", encoding="utf-8")
    assert said_by(drawn(name)) == path.read_text(encoding="utf-8").splitlines()


def test_what_people_typed_is_escaped_everywhere():
    bad = "<script>x</script>"
    table = Table(bad, (bad,), (Row((Cell(bad, note=bad, tags=(Tag(bad),)),)),))
    values = {"table": table, "identity": Identity(bad, (Fact(bad, bad),)), "tiles": (Tile(bad, bad, note=bad),)}
    source = "{% load ui %}{% table table %}{% identity_bar identity %}{% tiles tiles %}{% tag bad %}{% button bad %}"
    page = Template(source + "{% details bad %}{{ bad }}{% enddetails %}").render(Context({**values, "bad": bad}))
    assert "<script" not in page
    assert page.count("&lt;script&gt;x&lt;/script&gt;") == 15


def test_a_row_must_have_a_cell_for_each_heading():
    with pytest.raises(ValueError, match="zip"):
        _ = Table("Boats", ("Name", "Trips"), (Row((Cell("Kittiwake"),)),)).lines


def test_a_cell_with_nothing_in_it_is_left_out_where_rows_are_cards():
    table = Table("Boats", ("Name", "Crew", "Due"), (Row((Cell("Fulmar"), Cell(), Cell("noon"))),))
    said = said_by(Template("{% load ui %}{% table table %}").render(Context({"table": table})))
    assert [line for line in said if "bw-cell--blank" in line] == [
        '<td class="bw-cell--blank govuk-table__cell" data-label="Crew">'
    ]


@pytest.mark.parametrize(
    ("name", "initials"), [("Zoë Świątek", "ZŚ"), ("Ann van Eyck", "AE"), ("Prince", "P"), ("", ""), ("émile", "É")]
)
def test_initials_are_those_of_the_first_and_the_last_word(name, initials):
    assert Identity(name).initials == initials


def test_messages_are_read_out_politely_each_with_its_kind():
    class Message:
        def __init__(self, level_tag, text):
            self.level_tag, self.text = level_tag, text

        def __str__(self):
            return self.text

    found = [Message("success", "Saved."), Message("error", "Not sent."), Message("info", "Look.")]
    said = said_by(Template("{% load ui %}{% flash_messages found %}").render(Context({"found": found})))
    assert said[0] == '<div id="messages" role="status">'
    assert [line for line in said if line.endswith((":", "."))] == [
        "Done:", "Saved.", "Problem:", "Not sent.", "Note:", "Look.",
    ]  # fmt: skip
