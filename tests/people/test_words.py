"""How numbers and languages of families are shown."""

import pytest

from bellwether.people.words import language_words, telephone_words


@pytest.mark.parametrize(
    ("kept", "shown"),
    [
        ("+447700900001", "07700 900001"),
        ("+441632960001", "01632 960001"),
        ("+48221234567", "+48 22 123 45 67"),
        ("", ""),
        ("ask at the desk", "ask at the desk"),
    ],
)
def test_a_number_is_shown_as_people_here_read_it_out(kept, shown):
    assert telephone_words(kept) == shown


def test_a_language_is_shown_by_its_name_and_an_unknown_one_by_its_code():
    assert (str(language_words("gu")), language_words("xx")) == ("Gujarati", "xx")
