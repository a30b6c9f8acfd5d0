"""Made-up words for the style guide: about boats, so that nobody takes them for the product's own."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any, ClassVar, Literal

from django import forms
from django.utils.safestring import mark_safe

from bellwether.ui.forms import BellwetherForm, Checkboxes, DateField, LongText, Number, Radios, Text, WeekField
from bellwether.ui.pages import (
    Action,
    Breadcrumb,
    Card,
    Cell,
    Choice,
    Colour,
    Column,
    Empty,
    Fact,
    Filter,
    Identity,
    Line,
    Link,
    NavItem,
    Notice,
    PageLink,
    Pages,
    Row,
    Shell,
    Tab,
    Table,
    Tag,
    Task,
    Tile,
    TimelineItem,
)

__all__ = ["SampleForm", "sample_values"]

HARBOURS = (("", "Choose a harbour"), ("n", "North quay"), ("s", "South quay"))
RIGS = (("sloop", "Sloop"), ("ketch", "Ketch"), ("other", "Something else"))
GEAR = (("jackets", "Life jackets"), ("radio", "Radio"), ("flares", "Flares"))


class SampleForm(BellwetherForm):
    """One field of each kind."""

    label_sizes: ClassVar = {"rig": "m", "gear": "m", "left": "m"}
    reveals: ClassVar = {"rig": {"other": "other_rig"}}

    name = forms.CharField(label="Name of the boat", help_text="As it stands on the stern.", widget=Text(width=20))
    length = forms.IntegerField(label="Length", widget=Number(width=4, suffix="metres"))
    harbour = forms.ChoiceField(label="Harbour", choices=HARBOURS)
    rig = forms.ChoiceField(label="Rig", choices=RIGS, widget=Radios(hints={"ketch": "Two masts, the taller ahead."}))
    other_rig = forms.CharField(label="Describe the rig", required=False)
    gear = forms.MultipleChoiceField(label="What is on board?", choices=GEAR, widget=Checkboxes(is_small=True))
    week = WeekField(label="Half-days at sea", required=False)
    left = DateField(label="Day it left", help_text="For example, 27 3 2026.")
    log = forms.CharField(label="Log", required=False, widget=LongText(rows=4, counted=200))
    paper = forms.FileField(label="Papers", required=False, help_text="A PDF or a picture.")
    secret = forms.CharField(label="Harbour password", widget=forms.PasswordInput)
    agree = forms.BooleanField(label="The skipper has read the tide tables", help_text="Those of this year.")


def sample_values() -> dict[str, Any]:
    """Every piece of furniture, by the name the style guide gives it."""
    return {**_around(), **_lists(), **_people(), **_tables()}


def _around() -> dict[str, Any]:
    navigation = (
        NavItem("Harbour", "#nav-1", is_current=True),
        NavItem("Boats", "#nav-2", count=3),
        NavItem("Weather", "#nav-3"),
        NavItem("Messages", "#nav-4"),
    )
    footer = (Link("Accessibility statement", "#accessibility"), Link("Help", "#help"), Link("Privacy", "#privacy"))
    shell = Shell(
        home_href="#home",
        navigation=navigation,
        organisation="Greywater Harbour",
        person="Robin Wells, Harbour office",
        account=(Link("Account", "#account"),),
        sign_out_href="#out",
        footer=footer,
        footer_line="Fair winds.",
        ribbon="A style guide: nothing here is real.",
        ribbon_links=(Link("Step into another role", "#role"),),
    )
    crumbs = (Breadcrumb("Harbour", "#crumb-1"), Breadcrumb("Boats", "#crumb-2"), Breadcrumb("Style guide", ""))
    notice = Notice("The slipway is closed on Friday.", links=(Link("See the tide table", "#tides"),))
    return {"shell": shell, "crumbs": crumbs, "notice": notice}


def _lists() -> dict[str, Any]:
    tasks = (
        Task("Owner", "Completed", href="#task-1"),
        Task("Insurance", Tag("In progress", Colour.BLUE), href="#task-2", hint="The certificate, not the invoice."),
        Task("Mooring", "Cannot start yet"),
    )
    lines = (
        Line("Name", "Kittiwake", links=(Link("Change", "#l-1", "name"),)),
        Line("Harbour", "North quay", tags=(Tag("Confirmed", Colour.GREEN),)),
        Line("Papers", "Two files", links=(Link("Add", "#l-2", "papers"), Link("Look", "#l-3", "at papers"))),
    )
    tabs = (
        Tab("tab-day", "Today", mark_safe('<p class="govuk-body">Wind from the west, four.</p>')),
        Tab("tab-week", "This week", mark_safe('<p class="govuk-body">Rain on Thursday.</p>')),
    )
    pages = Pages(
        items=(
            PageLink(1, "#p1"),
            PageLink(2, "#p2", is_current=True),
            PageLink(3, "#p3"),
            PageLink(None),
            PageLink(9, "#p9"),
        ),
        previous=Link("", "#p1"),
        next=Link("", "#p3"),
    )
    nothing = Empty(
        "Every boat is in", "Nothing to chase. This list fills when one is late.", (Action("See all boats", "#all"),)
    )
    card = Card("Kittiwake", links=(Link("Remove", "#card-1"),))
    return {"tasks": tasks, "lines": lines, "card": card, "tabs": tabs, "pages": pages, "nothing": nothing}


def _people() -> dict[str, Any]:
    identity = Identity(
        "Zoë Świątek-O'Connor",
        facts=(Fact("Crew", "Blue", "#crew"), Fact("Aboard since", "4 September 2025"), Fact("Berth", "12")),
        tags=(Tag("Night watch", Colour.PURPLE), Tag("First aid", Colour.GREEN)),
        actions=(Action("Add a note", "#note"),),
    )
    tiles = (
        Tile("not back and no word", "7", "#t1", "2 more than yesterday at this time", Colour.RED),
        Tile("log books missing", "3", "#t2", "", Colour.ORANGE),
        Tile("boats out", "112", "#t3"),
        Tile("in by dusk this week", "94.2%", "", "of 560 trips", Colour.GREEN),
    )
    events = (
        TimelineItem(
            "Called the skipper",
            datetime(2026, 3, 27, 9, 42, tzinfo=UTC),
            "Robin Wells",
            "No answer.\nWill try the second number.",
        ),
        TimelineItem(
            "Late without word", date(2026, 3, 27), tags=(Tag("Open", Colour.RED),), colour=Colour.RED, href="#e1"
        ),
        TimelineItem(
            "Left the quay", date(2026, 3, 26), "Sam Okafor", colour=Colour.GREY, links=(Link("See log", "#e2"),)
        ),
    )
    return {"identity": identity, "tiles": tiles, "events": events}


def _tables() -> dict[str, Any]:
    head = (
        Column("Boat", href="#sort-1", sorted_by="ascending"),
        Column("Skipper", href="#sort-2"),
        Column("Trips", is_numeric=True, href="#sort-3"),
        Column("State"),
        Column("What to do", is_hidden=True),
    )
    rows = (
        _row("kittiwake", "Kittiwake", "Zoë Świątek", "111", Tag("Out", Colour.BLUE)),
        _row("fulmar", "Fulmar", "Åsa Öberg", "84", Tag("Late", Colour.RED), emphasis="strong"),
        _row("gannet", "Gannet", "Iain MacLeod", "1,007", Tag("In", Colour.GREEN)),
    )
    wide = Table(
        "Tides",
        ("Day", *(Column(f"{hour:02}:00", is_numeric=True) for hour in range(0, 24, 2))),
        tuple(Row((Cell(day), *(Cell(f"{1.1 * (n % 5):.1f}") for n in range(12)))) for day in ("Monday", "Tuesday")),
        stacks=False,
        key="tides-table",
    )
    filters = (
        Filter("quay", "Quay", (Choice("n", "North", is_chosen=True, count=12), Choice("s", "South", count=4))),
        Filter("size", "Size", (Choice("", "Any"), Choice("big", "Over 12 metres")), kind="select"),
        Filter("state", "State", (Choice("out", "Out"), Choice("in", "In", is_chosen=True)), kind="radios"),
    )
    return {
        "boats": Table("Boats out today", head, rows, key="boats"),
        "wide": wide,
        "filters": filters,
        "chosen": (Link("North", "#f1"), Link("In", "#f2")),
        "colours": tuple(Tag(colour.value.capitalize() or "Plain", colour) for colour in Colour),
    }


def _row(key: str, name: str, skipper: str, trips: str, tag: Tag, *, emphasis: Literal["", "strong"] = "") -> Row:
    cells = (
        Cell(name, href=f"#{key}"),
        Cell(skipper, note="Since 2019"),
        Cell(trips),
        Cell(tags=(tag,)),
        Cell(actions=(Action("Call", f"#call-{key}", about=skipper),)),
    )
    return Row(cells, key=key, emphasis=emphasis)
