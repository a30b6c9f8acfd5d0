from datetime import date

import pytest

from bellwether.core.codes import (
    CODES,
    Category,
    Privacy,
    code_privacy,
    codes_in_force,
    grouped_codes,
    scenario_on,
    scenarios,
    shown_code,
)
from bellwether.core.codes.privacy import load_privacy
from bellwether.core.codes.scenarios import load_scenarios
from bellwether.core.dated import Status
from bellwether.core.errors import DataFileError
from tests.oracles import codes as oracle

NEW, OLD = date(2024, 8, 19), date(2024, 8, 18)
IN_FORCE_NOW = sorted(set(oracle.ALL) - set(oracle.ONLY_BEFORE_2024))

GOOD = """
[document]
law = "A law"
[[scenario]]
code = "I"
label = "Illness"
when = "Too ill."
examples = ["A cold."]
confusion = "Not M."
in_force_from = 2024-08-19
status = "confirmed"
document = "law"
"""


@pytest.mark.parametrize("day", [NEW, date(2026, 11, 22)])
def test_the_codes_in_force_are_those_of_the_2024_law(day):
    assert sorted(code.code for code in codes_in_force(day)) == IN_FORCE_NOW


def test_the_day_before_the_old_codes_were_in_force():
    old = {code.code for code in codes_in_force(OLD)}
    assert old == set(oracle.ALL) - set(oracle.ONLY_SINCE_2024) - {"F"}
    assert "F" in {code.code for code in codes_in_force(date(2013, 8, 31))}


@pytest.mark.parametrize("day", [NEW, OLD, date(2010, 3, 1)])
def test_groups_hold_each_code_once_under_what_it_counts_as(day):
    groups = grouped_codes(day)
    codes = [code for group in groups for code in group.codes]
    assert sorted(code.code for code in codes) == sorted(code.code for code in codes_in_force(day))
    assert all(code.counted_on(day).category is group.category for group in groups for code in group.codes)
    assert all(group.heading for group in groups)


def test_groups_come_as_a_page_shows_them():
    assert [group.category for group in grouped_codes(NEW)] == list(Category)
    assert [code.code for code in grouped_codes(NEW)[0].codes] == ["/", "\\", "L"]


@pytest.mark.parametrize("code", IN_FORCE_NOW)
def test_each_code_in_force_has_help_of_its_own(code):
    help_with = scenario_on(code, on=NEW)
    assert help_with is not None
    assert 0 < len(help_with.label) <= 26
    assert help_with.when.endswith(".")
    assert help_with.confusion.endswith(".")
    assert 1 <= len(help_with.examples) <= 3
    assert help_with.source.document


def test_no_two_codes_have_one_label_and_no_sentence_is_said_twice():
    entries = [entry for of_code in scenarios().values() for entry in of_code]
    for texts in ([each.label for each in entries], [each.when for each in entries]):
        assert len(set(texts)) == len(texts)
    examples = [example for each in entries for example in each.examples]
    assert len(set(examples)) == len(examples)


def test_what_has_to_be_noted_is_named_and_not_yet_confirmed():
    noted = {code: scenario_on(code, on=NEW) for code in IN_FORCE_NOW}
    found = {code: each.note_status for code, each in noted.items() if each and each.note}
    assert found == dict.fromkeys(("B", "K", "Y7"), Status.UNCONFIRMED)


def test_there_is_no_help_for_a_code_before_its_time():
    assert scenario_on("J1", on=OLD) is None
    assert scenario_on("no code", on=NEW) is None


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('code = "I"', 'code = "?"', "no such code"),
        ('["A cold."]', "[]", "no examples"),
        ('confusion = "Not M."', "", "confusion is missing"),
        ('"Not M."', '"Not M."\nnote = "x"', "a note says"),
        ('"Not M."', '"Not M."\nwhom = "x"', "unknown keys"),
        ('document = "law"', 'document = "another"', "no source document"),
    ],
)
def test_help_that_breaks_its_promises_is_refused(old, new, words):
    assert load_scenarios(GOOD)["I"][0].label == "Illness"
    with pytest.raises(DataFileError, match=words):
        load_scenarios(GOOD.replace(old, new))


def test_help_in_force_twice_on_one_day_is_refused():
    with pytest.raises(DataFileError, match="two entries"):
        load_scenarios(GOOD + GOOD[GOOD.index("[[scenario]]") :])


HEALTH, RELIGION, JUSTICE = ("I", "M", "Y6"), ("R",), ("Y5",)


def test_codes_reveal_what_the_law_guards_and_the_others_nothing():
    found = {code: code_privacy(code) for code in [*CODES, ".", "_"]}
    expected = (
        dict.fromkeys(found, Privacy.NONE)
        | dict.fromkeys(HEALTH, Privacy.HEALTH)
        | dict.fromkeys(RELIGION, Privacy.RELIGION)
        | dict.fromkeys(JUSTICE, Privacy.JUSTICE)
    )
    assert found == expected


@pytest.mark.parametrize(("code", "words"), [
    ("I", "authorised absence"), ("M", "authorised absence"), ("R", "authorised absence"),
    ("Y5", "not required to attend"), ("Y6", "not required to attend"),
    ("C", "C"), ("N", "N"), ("/", "/"), (".", "."), ("_", "_"),
])  # fmt: skip
def test_somebody_without_need_sees_the_category(code, words):
    assert shown_code(code, on=NEW) == words


def test_a_need_for_health_is_no_need_for_religion_or_justice():
    shown = [shown_code(code, on=NEW, may_see={Privacy.HEALTH}) for code in ("I", "R", "Y5")]
    assert shown == ["I", "authorised absence", "not required to attend"]


def test_what_is_shown_instead_is_no_code_and_fits_other_codes_too():
    """Otherwise the words would give the code away."""
    for code in (*HEALTH, *RELIGION, *JUSTICE):
        words = shown_code(code, on=NEW)
        assert words not in CODES
        category = CODES[code].counted_on(NEW).category
        alike = [each for each in codes_in_force(NEW) if each.counted_on(NEW).category is category]
        assert len([each for each in alike if code_privacy(each.code) is Privacy.NONE]) >= 3


PRIVATE = """
[document]
law = "A law"
[[privacy]]
code = "I"
kind = "health"
in_force_from = 2006-09-01
status = "secondary"
document = "law"
"""


@pytest.mark.parametrize(
    ("old", "new"), [('"I"', '"?"'), ('"health"', '"none"'), ('"health"', '"money"'), ("status", "state")]
)
def test_a_guarded_code_that_breaks_its_promises_is_refused(old, new):
    assert load_privacy(PRIVATE) == {"I": Privacy.HEALTH}
    with pytest.raises(DataFileError):
        load_privacy(PRIVATE.replace(old, new))


def test_a_code_guarded_twice_is_refused():
    with pytest.raises(DataFileError, match="twice"):
        load_privacy(PRIVATE + PRIVATE[PRIVATE.index("[[privacy]]") :])
