"""What is sealed cannot be read in the database, and keys can be changed."""

from __future__ import annotations

import pytest
from django.core.exceptions import FieldError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from bellwether.messages import services
from bellwether.messages.models import Message
from bellwether.messages.sealed import SealBrokenError, is_sealed_anew, seal, unseal
from tests.messages.builders import JOB, queued, row

OLD, NEW = "a former key " + "x" * 50, "the present key " + "y" * 50


@given(st.text(st.characters(codec="utf-8")))
def test_what_is_sealed_opens_to_the_same_text(text):
    assert unseal(seal(text)) == text


def test_the_database_holds_no_name_no_address_and_no_words(world):
    message_id = queued(world)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_name, address, subject, body FROM outbox_message WHERE id = %s", [message_id])
        kept = " ".join(cursor.fetchone())
    assert not any(word in kept for word in ("Nkechi", "7700900001", "Ada", "Alder"))
    assert "Ada" in row(message_id).body


def test_a_sealed_field_refuses_to_be_searched(world):
    with pytest.raises(FieldError):
        Message.objects.filter(address="+447700900001").exists()


def test_a_former_key_opens_and_the_job_seals_anew(world, settings):
    settings.SECRET_KEY = OLD
    message_id = queued(world)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = NEW, [OLD]
    before = row(message_id).body
    assert services.reseal(actor=JOB) == 1
    assert services.reseal(actor=JOB) == 0
    settings.SECRET_KEY_FALLBACKS = []
    assert row(message_id).body == before


def test_without_the_key_nothing_opens(settings):
    settings.SECRET_KEY = OLD
    sealed = seal("Ada")
    settings.SECRET_KEY = NEW
    assert not is_sealed_anew(sealed)
    with pytest.raises(SealBrokenError):
        unseal(sealed)
