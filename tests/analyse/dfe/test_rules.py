"""The dated rules of the series are data with a source, and a bad entry is refused at load."""

from datetime import date
from importlib.resources import files

import numpy as np
import pytest

from bellwether.analyse.dfe.rules import dfe_rules, load_rules
from bellwether.core.calendar import day_number
from bellwether.core.codes import CODES
from bellwether.core.errors import DataFileError

TEXT = (files("bellwether.analyse.dfe") / "rules.toml").read_text(encoding="utf-8")


def test_every_rule_names_its_source_and_how_sure_we_are():
    rules = dfe_rules()
    for rule in (rules.weighted_total, rules.total_is_sum, rules.total_sizes, rules.unlisted, rules.counted_inside):
        assert "DfE" in rule.source.document
        assert rule.status
        assert rule.text


def test_every_code_that_a_rate_is_the_share_of_is_known():
    assert set(dfe_rules().rates_of_codes.values()) <= set(CODES)


def test_weighted_totals_end_with_2024_25():
    days = np.array([day_number(date(2025, 8, 31)), day_number(date(2025, 9, 1))], dtype=np.int32)

    assert dfe_rules().weighted_total.holds_on(days).tolist() == [True, False]
    assert dfe_rules().total_is_sum.holds_on(days).tolist() == [True, True]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('document = "files"', 'document = "nowhere"'),
        ('status = "confirmed"', 'status = "surely"'),
        ('weight = "total_enrolments"', 'wieght = "total_enrolments"'),
        ('code = "F"', 'code = "F9"'),
        ('id = "dfe.unlisted-authorised"', 'id = "dfe.total-is-sum-of-phases"'),
        ('id = "dfe.unlisted-authorised"', 'id = "dfe.something-else"'),
        ("in_force_to = 2025-08-31", "in_force_to = 2021-08-31"),
    ],
)
def test_a_bad_entry_is_refused(old, new):
    assert old in TEXT
    with pytest.raises(DataFileError):
        load_rules(TEXT.replace(old, new, 1))
