"""UPNs: form, check letter, issuing authority."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bellwether.core.identifiers import UpnVerdict, check_letter, check_upn, is_upn_like, known_authorities

ALPHABET = "ABCDEFGHJKLMNPQRTUVWXYZ"
BODIES = st.builds(
    lambda digits, last: digits + last,
    st.text("0123456789", min_size=11, max_size=11),
    st.sampled_from("0123456789" + ALPHABET),
)


@pytest.mark.parametrize(
    ("upn", "verdict"),
    [
        ("B801200005001", UpnVerdict.VALID),
        ("P207000016049", UpnVerdict.VALID),
        ("E20142160700A", UpnVerdict.VALID),
        ("R35230010101Z", UpnVerdict.VALID),
        ("Y93820010912C", UpnVerdict.VALID),
        ("C33041230600T", UpnVerdict.VALID),
        ("C888000019012", UpnVerdict.VALID),
        ("D820432100001", UpnVerdict.VALID),
        ("X839400020001", UpnVerdict.VALID),
        ("G942350023001", UpnVerdict.VALID),
        ("A000000000000", UpnVerdict.UNKNOWN_AUTHORITY),
        ("A801200005001", UpnVerdict.WRONG_CHECK_LETTER),
        ("Q207000016049", UpnVerdict.WRONG_CHECK_LETTER),
        ("X80120000A001", UpnVerdict.BAD_FORMAT),
        ("B80120000500", UpnVerdict.BAD_LENGTH),
        ("B8012000050011", UpnVerdict.BAD_LENGTH),
        ("I801200005001", UpnVerdict.BAD_LETTER),
        ("E20142160700I", UpnVerdict.BAD_LETTER),
        ("", UpnVerdict.BAD_LENGTH),
    ],
)
def test_vectors_get_their_verdict(upn, verdict):
    assert check_upn(upn) is verdict


def test_space_and_lower_case_are_no_fault():
    assert check_upn(" b801200005001 ") is UpnVerdict.VALID


@given(BODIES)
def test_one_check_letter_is_right_for_each_body(body):
    sound = [letter for letter in ALPHABET if check_upn(letter + body).is_sound]
    assert sound == [check_letter(body)]


@given(BODIES, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_found(body, place, step):
    wrong = body[:place] + str((int(body[place]) + step) % 10) + body[place + 1 :]
    assert check_upn(check_letter(body) + wrong) is UpnVerdict.WRONG_CHECK_LETTER


@given(st.text(max_size=20))
def test_any_text_gets_a_verdict(text):
    assert check_upn(text) in UpnVerdict


def test_a_body_that_is_none_is_refused():
    with pytest.raises(ValueError, match="eleven digits"):
        check_letter("12345")


def test_authorities_of_today_gone_and_others_are_known():
    known = known_authorities()
    assert {"201", "839", "942", "820", "001", "005", "660", "681", "708"} <= known
    assert not {"000", "006", "999", "709"} & known
    assert all(len(number) == 3 and number.isdigit() for number in known)


def test_a_school_number_does_not_look_like_a_upn():
    assert is_upn_like("B801200005001")
    assert not is_upn_like("8012000")
