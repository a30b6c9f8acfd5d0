from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.errors import ShapeMismatchError
from bellwether.core.register.log import (
    GENESIS,
    Entry,
    EntryKind,
    EntryShapeError,
    Misshape,
    canonical_form,
    entry_hash,
    misshapes,
    pack_details,
    pack_pupils,
    sealed,
    unpack_details,
    unpack_pupils,
)
from tests.core.register.log.logs import TEXTS, LogBuilder, logs
from tests.oracles import log as oracle

TAKEN = Entry(
    school_id=12,
    sequence=1,
    year=2025,
    column=56,
    width=1,
    kind=EntryKind.TAKEN,
    actor_id=5,
    actor_name="Ada Moss",
    actor_post="Class teacher",
    at=datetime(2025, 9, 1, 8, 50, 7, 250, tzinfo=UTC),
    source="page",
    reason="",
    request_key="k-1",
    group_id=None,
    pupils=(3, 7),
    before=b"..",
    after=b"/L",
    details={7: {"minutes_late": 9}},
)
OTHERWISE: dict[str, Any] = {
    "school_id": 13,
    "sequence": 2,
    "year": 2026,
    "column": 57,
    "width": 2,
    "kind": EntryKind.AMENDED,
    "actor_id": None,
    "actor_name": "Ada Mos",
    "actor_post": "Head",
    "at": datetime(2025, 9, 1, 8, 50, 7, 251, tzinfo=UTC),
    "source": "pages",
    "reason": "x",
    "request_key": "k-2",
    "group_id": 0,
    "pupils": (3, 8),
    "before": b"./",
    "after": b"//",
    "details": {7: {"minutes_late": "9"}},
    "previous_hash": bytes(31) + b"\x01",
}


@given(logs())
def test_hashes_match_the_oracle(log):
    assert [entry.hash for entry in log.entries] == [oracle.digest(entry) for entry in log.entries]


def test_the_hash_of_version_one_stays_what_it_is():
    """Logs are kept for years: a change of the form needs a new version beside this one."""
    assert sealed(TAKEN, GENESIS).hash.hex() == "1906a210458ac779358fb555a52f96c37670b2a2ab46f90fb315dd801b60872e"


def test_every_field_but_the_hash_itself_is_covered():
    assert set(OTHERWISE) | {"hash"} == {field.name for field in fields(Entry)}
    first = sealed(TAKEN, GENESIS)
    for name, value in OTHERWISE.items():
        assert entry_hash(replace(first, **{name: value})) != first.hash, name
    assert entry_hash(replace(first, hash=bytes(32))) == first.hash


def test_text_that_moves_from_one_field_to_the_next_changes_the_hash():
    one, other = replace(TAKEN, actor_name="ab", actor_post="c"), replace(TAKEN, actor_name="a", actor_post="bc")
    assert canonical_form(one) != canonical_form(other)


def test_a_moment_has_one_hash_in_every_time_zone():
    summer = replace(TAKEN, at=TAKEN.at.astimezone(timezone(timedelta(hours=1))))
    assert entry_hash(summer) == entry_hash(TAKEN)


@given(st.lists(st.integers(-(2**63), 2**63 - 1)))
def test_pupils_survive_packing(pupils):
    assert unpack_pupils(pack_pupils(pupils)) == tuple(pupils)
    assert len(pack_pupils(pupils)) == 8 * len(pupils)


def test_half_a_pupil_is_no_list():
    with pytest.raises(ShapeMismatchError):
        unpack_pupils(bytes(9))


@given(st.dictionaries(st.integers(1, 2**60), st.dictionaries(TEXTS, TEXTS | st.integers(-9, 999), min_size=1)))
def test_details_survive_packing_and_order_does_not_count(details):
    packed = pack_details(details)
    assert unpack_details(packed) == details
    turned = {pupil: dict(reversed(given.items())) for pupil, given in reversed(details.items())}
    assert pack_details(turned) == packed
    assert packed.isascii()


def test_packed_details_have_no_spaces_and_sorted_keys():
    assert pack_details({12: {"note": "é", "arrived": "09:12"}}) == '{"12":{"arrived":"09:12","note":"\\u00e9"}}'
    assert pack_details({}) == "{}"
    assert unpack_details("") == {}


@pytest.mark.parametrize("text", ["{", "[]", '{"a":{}}', '{"1":2}'])
def test_a_text_that_is_no_list_of_details_is_refused(text):
    with pytest.raises(ShapeMismatchError):
        unpack_details(text)


@pytest.mark.parametrize(
    ("changes", "misshape"),
    [
        ({"column": 741, "width": 2, "before": b"....", "after": b"////"}, Misshape.OUTSIDE_THE_GRID),
        ({"column": -1}, Misshape.OUTSIDE_THE_GRID),
        ({"column": 728}, Misshape.OUTSIDE_THE_GRID),
        ({"width": 0, "before": b"", "after": b""}, Misshape.OUTSIDE_THE_GRID),
        ({"year": 1}, Misshape.OUTSIDE_THE_GRID),
        ({"kind": EntryKind.OPENED, "before": b""}, Misshape.OUTSIDE_THE_GRID),
        ({"before": b""}, Misshape.WRONG_LENGTH),
        ({"after": b"/"}, Misshape.WRONG_LENGTH),
        ({"pupils": (), "before": b"", "after": b"", "details": {}}, Misshape.WRONG_LENGTH),
        ({"after": b"/l"}, Misshape.UNKNOWN_BYTE),
        ({"before": b"\x00."}, Misshape.UNKNOWN_BYTE),
        ({"pupils": (7, 3)}, Misshape.PUPILS_OUT_OF_ORDER),
        ({"pupils": (7, 7)}, Misshape.PUPILS_OUT_OF_ORDER),
        ({"details": {8: {"note": "x"}}}, Misshape.STRAY_DETAILS),
        ({"details": {7: {}}}, Misshape.STRAY_DETAILS),
        ({"at": TAKEN.at.replace(tzinfo=None)}, Misshape.NO_TIME_ZONE),
    ],
)
def test_what_does_not_fit_together_is_never_sealed(changes, misshape):
    crooked = replace(TAKEN, **changes)
    assert misshapes(crooked) == (misshape,)
    with pytest.raises(EntryShapeError) as refused:
        sealed(crooked, GENESIS)
    assert refused.value.misshapes == (misshape,)


def test_columns_behind_the_last_day_of_the_year_take_nothing_but_closed():
    """2025/26 has 52 weeks."""
    shut = replace(TAKEN, column=726, width=16, before=b"." * 32, after=(b"//" + b"#" * 14) * 2)
    assert misshapes(shut) == ()
    assert misshapes(replace(shut, after=(b"//." + b"#" * 13) * 2)) == (Misshape.OUTSIDE_THE_GRID,)
    assert misshapes(replace(TAKEN, column=728, after=b"##", details={})) == ()


def test_an_opened_year_of_52_weeks_ends_closed():
    log = LogBuilder()
    assert misshapes(log.open()) == ()
    crooked = replace(log.entries[0], after=b"." * 742 * 4)
    assert misshapes(crooked) == (Misshape.OUTSIDE_THE_GRID,)
