"""A process killed after the provider took a message and before that was written down: the provider has it once."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.messages.notify_stub import KEY, TEMPLATES, NotifyStub

ROOT = Path(__file__).parents[2]
QUEUE = """
import django; django.setup()
from tests.world import make_world
from tests.messages.builders import JOB, queued
from bellwether.audit import clock
now = clock.now()
queued(make_world(), template="contacts-check", send_after=now, now=now, is_urgent=True)
"""
SEND = """
import sys, django; django.setup()
from bellwether.audit import clock
from bellwether.messages import services
from bellwether.messages.services.sending import LEASE
from tests.messages.builders import JOB
print(services.send_due(clock.now() + int(sys.argv[1]) * LEASE, actor=JOB).sent)
"""


@pytest.fixture
def environment(tmp_path):
    with NotifyStub() as stub:
        yield (
            stub,
            {
                **{name: value for name, value in os.environ.items() if name != "BELLWETHER_TEST_DATABASE"},
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "BELLWETHER_FILES": str(tmp_path),
                "BELLWETHER_CHANNELS": "notify",
                "NOTIFY_API_KEY": KEY,
                "NOTIFY_TEMPLATES": json.dumps(TEMPLATES),
                "NOTIFY_BASE_URL": stub.url,
            },
        )


def run(environment, *words):
    done = subprocess.run(
        [sys.executable, *words],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_message_that_notify_took_when_we_were_killed_is_not_sent_twice(environment, tmp_path):
    stub, variables = environment
    run(variables, "-m", "django", "migrate", "--verbosity", "0")
    run(variables, "-c", QUEUE)
    stub.holding.set()
    with (tmp_path / "killed.log").open("wb") as output:
        killed = subprocess.Popen(
            [sys.executable, "-c", SEND, "0"],
            env=variables, cwd=ROOT, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    assert stub.arrived.wait(60)
    os.killpg(killed.pid, signal.SIGKILL)
    assert killed.wait(timeout=10) == -signal.SIGKILL
    stub.holding.clear()
    assert run(variables, "-c", SEND, "0") == "0"
    assert run(variables, "-c", SEND, "1") == "1"
    assert len(stub.taken) == 1
    assert any(path.startswith("/v2/notifications?reference=") for _method, path in stub.requests)
