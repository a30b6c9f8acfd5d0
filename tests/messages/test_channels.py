"""Console, files, and e-mail against a real SMTP server on loopback."""

from __future__ import annotations

import json
import socket
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from aiosmtpd.controller import Controller

from bellwether.messages.models import Message
from tests.messages.builders import EMAIL, mother, queued, row, sent
from tests.world import NOW


def test_a_file_is_written_for_each_message_and_a_line_for_the_day(world, folder):
    message_id = queued(world)
    assert sent().sent == 1
    text = folder / f"{row(message_id).reference.hex}.txt"
    assert row(message_id).body in text.read_text(encoding="utf-8")
    line = json.loads((folder / "outbox-2026-11-17.jsonl").read_text(encoding="utf-8"))
    assert (line["to"], line["body"]) == ("+447700900001", row(message_id).body)
    assert folder.stat().st_mode & 0o077 == 0


def test_a_message_whose_file_is_there_is_not_written_again(world, folder):
    queued(world)
    sent()
    Message.objects.update(state="sending", lease_until=NOW)
    assert sent().sent == 1
    assert len((folder / "outbox-2026-11-17.jsonl").read_text(encoding="utf-8").splitlines()) == 1
    assert len(list(folder.glob("*.txt"))) == 1


def test_a_message_half_written_when_we_were_killed_is_finished_without_a_second_line(world, folder):
    queued(world)
    sent()
    [text] = folder.glob("*.txt")
    text.rename(text.with_suffix(".half"))
    Message.objects.update(state="sending", lease_until=NOW)
    sent()
    assert text.exists()
    assert len((folder / "outbox-2026-11-17.jsonl").read_text(encoding="utf-8").splitlines()) == 1


def test_a_folder_that_cannot_be_written_to_puts_the_message_off(world, folder):
    folder.write_text("in the way", encoding="utf-8")
    message_id = queued(world)
    assert sent().put_off == 1
    assert row(message_id).detail == "file-not-written"


@pytest.mark.parametrize(("demo", "shows"), [(True, True), (False, False)])
def test_the_console_shows_words_in_a_demo_only(world, settings, capsys, demo, shows):
    settings.MESSAGE_CHANNELS, settings.DEMO = ("console",), demo
    queued(world)
    assert sent().sent == 1
    shown = capsys.readouterr().out
    assert ("Ada" in shown) is shows
    assert "would go out now" in shown


class Mailbox:
    """A mail server that keeps what it is given; `answers` are said in place of accepting, first come first served."""

    def __init__(self):
        self.letters, self.answers_to_receiver, self.answers_to_words = [], [], []

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802  (aiosmtpd's names)
        if self.answers_to_receiver:
            return self.answers_to_receiver.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        self.letters.append(message_from_bytes(envelope.content, policy=policy.default))
        return self.answers_to_words.pop(0) if self.answers_to_words else "250 OK"


@pytest.fixture
def mailbox(world, settings):
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    settings.MESSAGE_CHANNELS = ("smtp",)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.DEFAULT_FROM_EMAIL = "bellwether@schools.example"
    yield box
    controller.stop()


def letter(world, **more):
    return queued(world, to=mother(world, EMAIL), **more)


def test_an_email_comes_from_the_school_and_answers_go_to_it(world, mailbox):
    from bellwether.organisations.models import School

    School.objects.filter(pk=world.school).update(email="office@alder.example")
    message_id = letter(world)
    assert sent().sent == 1
    [got] = mailbox.letters
    assert (got["From"], got["To"]) == ("Alder Primary School <bellwether@schools.example>", EMAIL)
    assert (got["Reply-To"], got["Subject"]) == ("office@alder.example", "We missed Ada today")
    assert got["Message-ID"] == f"<{row(message_id).reference.hex}@schools.example>"
    assert got["Auto-Submitted"] == "auto-generated"
    assert got.get_content().split() == row(message_id).body.split()


def test_letters_with_other_alphabets_arrive_as_they_were(world, mailbox):
    letter(world, facts={"children": ("Dewi Świątek",)})
    sent()
    assert "Dewi Świątek" in mailbox.letters[0]["Subject"]
    assert "Dewi Świątek" in mailbox.letters[0].get_content()


@pytest.mark.parametrize(
    ("where", "answer", "state", "detail"),
    [
        ("receiver", "550 No such mailbox", "failed", "wrong-address"),
        ("receiver", "450 Mailbox busy", "queued", "receiver-busy"),
        ("words", "554 No", "failed", "words-refused"),
        ("words", "451 Try later", "queued", "server-busy"),
    ],
)
def test_what_the_mail_server_says_is_final_or_tried_again(world, mailbox, where, answer, state, detail):
    getattr(mailbox, f"answers_to_{where}").append(answer)
    message_id = letter(world)
    sent()
    assert (row(message_id).state, row(message_id).detail) == (state, detail)
    if state == "queued":
        assert sent(row(message_id).next_try_at).sent == 1


def test_a_letter_that_is_refused_does_not_hold_up_the_next(world, mailbox):
    mailbox.answers_to_receiver.append("550 No such mailbox")
    letter(world)
    other = letter(world, dedupe_key="other")
    done = sent()
    assert (done.sent, done.failed) == (1, 1)
    assert row(other).state == "sent"


def test_without_a_mail_server_the_letter_waits(world, mailbox, settings):
    settings.EMAIL_PORT = 9
    message_id = letter(world)
    sent()
    assert (row(message_id).state, row(message_id).detail) == ("queued", "no-server")


def test_a_letter_sent_again_after_a_kill_has_the_same_message_id(world, mailbox):
    letter(world)
    sent()
    Message.objects.update(state="sending", lease_until=NOW)
    sent(NOW + timedelta(minutes=1))
    first, second = mailbox.letters
    assert first["Message-ID"] == second["Message-ID"]
