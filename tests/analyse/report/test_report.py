"""The report as text: what it says, what it keeps to itself, and that it stands alone."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from bellwether.analyse.report import FindingText, GroupRow, ReportData, Totals, WeeklySeries, render_report
from bellwether.core.errors import ShapeMismatchError
from bellwether.core.problems import Problem, ProblemKind, Severity
from tests.analyse.report.sample import AS_OF, empty_report_data, marks_of, sample_report_data, urgent_pupil

VOID = {"meta", "br", "link", "img", "input", "hr"}


class Outline(HTMLParser):
    """Elements, ids, links and headings of a page; fails on tags that do not match."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "style" not in self.open:
            self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))


def part_of(html: str, pattern: str) -> str:
    """What the pattern's first group, or all of it, finds on the page."""
    found = re.search(pattern, html, flags=re.DOTALL)
    assert found is not None
    return found.group(found.lastindex or 0)


def outline(data: ReportData) -> Outline:
    return Outline(render_report(data))


@pytest.fixture(scope="module")
def sample() -> Outline:
    return outline(sample_report_data(listed=14))


def test_the_page_stands_alone(sample):
    names = {name for _, attributes in sample.tags for name in attributes}
    assert "style" not in names
    assert not [name for name in names if name.startswith("on")]
    assert not {"script", "link", "iframe", "img", "object"} & {tag for tag, _ in sample.tags}
    assert all(attributes["href"].startswith("#") for _, attributes in sample.tags if "href" in attributes)
    html = render_report(sample_report_data(listed=1))
    assert not re.search(r"https?://|url\(|@import|src=", html)


def test_the_policy_of_the_page_allows_its_own_style_sheet_and_nothing_else():
    html = render_report(sample_report_data(listed=1))
    styles = part_of(html, r"<style>(.*?)</style>")
    wanted = base64.b64encode(hashlib.sha256(styles.encode()).digest()).decode()
    assert f"default-src 'none'; style-src 'sha256-{wanted}'; base-uri 'none'; form-action 'none'" in html


def test_every_link_leads_somewhere_and_no_id_is_given_twice(sample):
    ids = [attributes["id"] for _, attributes in sample.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {attributes["href"][1:] for _, attributes in sample.tags if "href" in attributes}
    assert links <= set(ids)
    named = {name for _, attributes in sample.tags for name in (attributes.get("aria-labelledby") or "").split()}
    assert named <= set(ids)


def test_the_page_is_british_english_with_one_main_heading_and_landmarks(sample):
    tags = [tag for tag, _ in sample.tags]
    assert next(attributes["lang"] for tag, attributes in sample.tags if tag == "html") == "en-GB"
    assert [tags.count(tag) for tag in ("h1", "header", "main", "nav", "footer")] == [1] * 5
    levels = [int(tag[1]) for tag in tags if re.fullmatch(r"h\d", tag)]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))


def test_every_table_has_a_caption_and_every_header_a_scope(sample):
    tags = [tag for tag, _ in sample.tags]
    assert tags.count("table") == tags.count("caption") > 5
    assert all(attributes.get("scope") in ("row", "col") for tag, attributes in sample.tags if tag == "th")


def test_every_picture_is_described_or_hidden(sample):
    for tag, attributes in sample.tags:
        if tag == "svg":
            assert attributes.get("role") == "img" or attributes.get("aria-hidden") == "true"
    assert sum(tag == "desc" for tag, _ in sample.tags) >= 12


def test_headlines_stand_beside_the_national_ones_with_period_and_series(sample):
    assert "England 8.5% whole year 2025/26, series B" in sample.text
    assert "England 3.4% whole year 2022/23, series A" in sample.text
    assert "These figures run from 3 Sep 2025 to 13 Feb 2026." in sample.text
    assert "marked “other period”" in sample.text
    assert "Open Government Licence v3.0" in sample.text


def test_persistent_absence_is_said_to_include_severe(sample):
    assert "it includes severe absence" in sample.text
    assert "196 of 1,009 have missed a tenth of theirs or more, 24 of them half or more." in sample.text


def test_each_pupil_shows_sessions_days_reasons_and_the_strip_in_words():
    page = outline(sample_report_data(listed=1))
    pupil = urgent_pupil(0, missing=0.43)
    assert f"{pupil.absent} of {pupil.possible} possible sessions missed" in page.text
    labels = [attributes.get("aria-label") or "" for tag, attributes in page.tags if tag == "div"]
    (label,) = [label for label in labels if label.startswith("Year strip.")]
    months = [int(number) for number in re.findall(r"[A-Z][a-z]+ (\d+)", label)]
    assert sum(months) == pupil.absent


def test_the_first_ten_stand_before_the_pictures_and_the_rest_after_with_how_many_follow():
    html = render_report(sample_report_data(listed=14))
    assert html.count('<li class="pupil') == 14
    assert html.index('id="first"') < html.index('id="bands"') < html.index('id="groups"') < html.index('id="list"')
    assert html[: html.index('id="bands"')].count('<li class="pupil') == 10
    assert '<ol class="pupils" start="11">' in html
    assert "136 more pupils meet a rule and are not listed here." in html


def test_a_short_list_says_at_once_how_many_follow():
    page = outline(replace(sample_report_data(listed=3), more_urgent=1))
    assert "1 more pupil meets a rule and is not listed here." in page.text


def test_names_cannot_break_out_of_their_place():
    bad = "<script>alert('x')</script>\"onload=\"y"
    data = sample_report_data(listed=2)
    pupils = tuple(
        replace(
            pupil,
            pupil=bad,
            school=bad,
            class_name=bad,
            findings=(FindingText(rule=bad, source=bad, text=bad),),
        )
        for pupil in data.urgent
    )
    problem = Problem(
        kind=ProblemKind.UNKNOWN_PUPIL, severity=Severity.WARNING, text=bad, file=bad, column=bad, pupil=bad, found=bad
    )
    groups = (GroupRow("class", bad, 30, 3000, 300, 6, 1, school=bad), GroupRow(bad, bad, 30, 3000, 300, 6, 1))
    series = WeeklySeries(bad, bad, (100,) * len(data.mondays), (9,) * len(data.mondays))
    page = outline(
        replace(
            data,
            schools=(bad, bad),
            sources=(bad,),
            policy=bad,
            notes=(bad,),
            urgent=pupils,
            groups=groups,
            weekly=(series,),
            warnings=(problem,),
        )
    )
    assert "script" not in {tag for tag, _ in page.tags}
    assert not [name for _, attributes in page.tags for name in attributes if name.startswith("on")]


def test_names_in_any_script_are_isolated_from_the_text_around_them():
    data = sample_report_data(listed=1)
    html = render_report(replace(data, urgent=(replace(data.urgent[0], pupil="ليلى حداد"),)))
    assert "<bdi>ليلى حداد</bdi>" in html


def test_no_pupil_and_no_school_day_still_make_a_page():
    page = outline(empty_report_data())
    assert "No possible sessions up to Friday 13 February 2026: there is nothing to measure yet." in page.text
    assert "Nobody is on the list" in page.text
    assert "no possible sessions" in page.text
    assert "nan" not in page.text.lower().split()


def test_a_pupil_with_nothing_possible_is_said_to_have_no_possible_sessions():
    data = sample_report_data(listed=1)
    nobody = replace(data.urgent[0], possible=0, authorised=0, unauthorised=0, persistent=False, severe=False)
    assert "No possible sessions" in outline(replace(data, urgent=(nobody,))).text


def test_one_pupil_is_written_in_the_singular():
    totals = Totals(1, 1, 20, 17, 3, 0, 0, 0, 1, 0)
    data = replace(sample_report_data(listed=1), totals=totals, bands=(0, 0, 0, 1, *(0,) * 7))
    text = outline(data).text
    assert "1 pupil missed 15.0% of their possible sessions." in text
    assert "1 of 1 has missed a tenth of theirs or more." in text


def test_hidden_numbers_are_marked_explained_and_drawn_nowhere():
    data = sample_report_data(listed=0)
    hidden = GroupRow("fsm", "yes", None, None, None, None, None, suppressed=True)
    shown = GroupRow("fsm", "no", 750, 147000, 7905, 95, 7)
    weeks = len(data.mondays)
    secret = WeeklySeries("fsm", "yes", (None,) * weeks, (None,) * weeks)
    html = render_report(replace(data, groups=(hidden, shown), weekly=(secret,), published=True))
    row = part_of(html, r'<tr class="is-hidden">.*?</tr>')
    assert row.count("hidden</td>") == 6
    assert "bar-plain" not in row
    assert "so that nobody can be recognised" in html
    assert "line-front" not in re.sub(r"<style>.*?</style>", "", html, flags=re.DOTALL)


def test_a_hidden_half_day_is_neither_drawn_nor_counted():
    data = sample_report_data(listed=0)
    secret = [replace(half, absent=None if half.session else half.absent) for half in data.half_days]
    sums = [replace(each, absent=None if each.session else each.absent) for each in data.weekdays]
    html = render_report(replace(data, half_days=tuple(secret), weekdays=tuple(sums)))
    heat = part_of(html, r'<svg class="heat".*?</ul>')
    assert heat.count("h18v8") == len(data.half_days) // 2
    mondays = part_of(html, r'<tr><th scope="row">Monday</th>.*?</tr>')
    assert mondays.count("<rect") == 1


def test_a_published_copy_names_no_pupil():
    data = replace(sample_report_data(listed=5), published=True)
    html = render_report(data)
    assert not [pupil.pupil for pupil in data.urgent if pupil.pupil in html]
    assert str(data.warnings[0].pupil) not in html
    assert "Official-Sensitive" not in html
    assert "names no pupil" in html


def test_a_copy_that_names_pupils_says_how_to_keep_it(sample):
    assert "Official-Sensitive. Names pupils" in sample.text


def test_two_hundred_schools_show_the_highest_sixty_and_count_the_rest():
    schools = tuple(f"School {number}" for number in range(200))
    rows = tuple(GroupRow("school", name, 500, 100_000, 50 * place, 60, 5) for place, name in enumerate(schools))
    data = replace(sample_report_data(listed=0), schools=schools, groups=rows)
    page = outline(data)
    assert "140 more are in the CSV and XLSX outputs" in page.text
    assert "School 199" in page.text
    assert "School 139" not in page.text
    assert page.text.count("200 schools") >= 1


def test_small_groups_come_in_natural_order():
    text = outline(sample_report_data(listed=0)).text
    assert text.index("Year 7") < text.index("Year 9") < text.index("Year 10") < text.index("Year 11")


def test_what_lies_after_the_as_of_date_is_not_drawn():
    data = sample_report_data(listed=1)
    marks = bytearray(data.urgent[0].marks)
    before = outline(data)
    marks[-200:] = b"O" * 200
    after = outline(replace(data, urgent=(replace(data.urgent[0], marks=bytes(marks)),)))
    assert before.text == after.text
    assert [tag for tag in before.tags if tag[0] == "path"] == [tag for tag in after.tags if tag[0] == "path"]


def test_five_hundred_full_years_stay_under_two_and_a_half_megabytes():
    data = sample_report_data(listed=1)
    row = bytearray(b"#" * 742)
    for column in range(70, 672):
        if column % 14 < 10:
            row[column] = b"/OILG1.U"[column % 8]
    worst = replace(data.urgent[0], marks=bytes(row))
    data = replace(data, as_of=date(2026, 7, 24), last_day=date(2026, 7, 22), urgent=(worst,) * 200)
    usual = replace(worst, marks=marks_of(1, missing=0.1).tobytes())
    assert len(render_report(data).encode()) < 2_500_000
    assert len(render_report(replace(data, urgent=(usual,) * 500)).encode()) < 1_500_000


def test_words_of_blame_are_not_on_the_page(sample):
    assert not re.search(r"truan|offend|unexcused|pupils? failed", sample.text, flags=re.IGNORECASE)


@pytest.mark.parametrize(
    "change",
    [
        {"bands": (1, 2)},
        {"mondays": (AS_OF,)},
        {"definitions": ()},
        {"urgent": (replace(urgent_pupil(1, missing=0.2), marks=b"//"),)},
    ],
)
def test_parts_that_do_not_fit_are_refused(change):
    with pytest.raises(ShapeMismatchError):
        replace(sample_report_data(listed=0), **change)
