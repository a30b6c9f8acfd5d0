"""A worker is killed in the middle of applying an import, after all is written and before it is kept: nothing of it is
there, and the next worker does it once. From the watched folder to the command line, on both databases.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from bellwether.exchange.formats.people.columns import guides, template_of
from tests.demo.running import quiet_environment
from tests.serving.product import MORNING

pytestmark = pytest.mark.timeout(600)
URN = "990001"
PATIENCE = 120
LATER = MORNING + timedelta(minutes=5)
WORKER = """
import django; django.setup()
import os, pathlib, time
from datetime import timedelta
from bellwether.config.worker import run_worker
from bellwether.people.services import bringing
whole = bringing._Doing._contacts
def held(self, parents):
    whole(self, parents)
    pathlib.Path(os.environ["HOLD"]).touch()
    time.sleep(600)
if os.environ.get("HOLD"):
    bringing._Doing._contacts = held
run_worker(lease=timedelta(seconds=2), pause=0.05, schedule=[])
"""
SET = f"""
import django; django.setup()
from bellwether.audit import clock
from bellwether.core.access import system_actor
from bellwether.exchange import services
from bellwether.organisations.selectors import school_by_urn
services.set_folder(school_by_urn("{URN}").id, is_on=True, leave_out=False,
                    actor=system_actor(clock.today()), now=clock.now())
"""
LOOK = """
import django; django.setup()
import json
from bellwether.audit.models import AuditEvent
from bellwether.exchange.models import StagedImport
from bellwether.people.models import Parent, Pupil
print(json.dumps({
    "states": list(StagedImport.objects.order_by("pk").values_list("state", flat=True)),
    "pupils": Pupil.objects.filter(legal_surname="Example").count(),
    "parents": Parent.objects.filter(surname__in=("Example", "Sample")).count(),
    "brought": AuditEvent.objects.filter(event="people.brought").count(),
    "applied": AuditEvent.objects.filter(event="import.applied").count(),
}))
"""


class Place:
    """An installation with a watched folder."""

    def __init__(self, installation, folder):
        self.product, self.root = installation.product, folder / "watched"
        self.folder = self.root / URN
        self.given = {"BELLWETHER_WATCHED": str(self.root)}
        self.product.run("-c", SET, **self.given)

    def command(self, *words, moment=LATER):
        return self.product.run("-m", "bellwether.cli.main", "import", *words, moment=moment, **self.given)

    def now(self):
        return json.loads(self.product.run("-c", LOOK))

    def worker(self, **more):
        environment = quiet_environment(**self.product.environment(moment=LATER), **self.given, **more)
        return subprocess.Popen(
            [sys.executable, "-c", WORKER], env=environment, cwd=self.product.folder, stdin=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip


def wait_for(condition, what):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, f"waited in vain for {what}"
        time.sleep(0.1)


def test_killed_in_the_middle_of_applying_it_loses_nothing_and_is_done_once(installation, tmp_path):
    place = Place(installation, tmp_path)
    files = []
    for name in guides():
        files.append(place.folder / "people" / f"{name}.csv")
        files[-1].write_text(template_of(name, with_example=True), encoding="utf-8")
    assert place.command("--folders", moment=MORNING).startswith("0 files")
    assert place.command("--folders").startswith("3 files")

    kill_in_the_middle(place, gate=tmp_path / "written")
    assert place.now() == {"states": ["applying"], "pupils": 0, "parents": 0, "brought": 0, "applied": 0}
    place.command("--folders")
    assert all(path.exists() for path in files)

    work_until_it_is_applied(place)
    done = {"states": ["applied"], "pupils": 2, "parents": 2, "brought": 1, "applied": 1}
    assert place.now() == done
    place.command("--folders")
    assert len(list((place.folder / "done").iterdir())) == 3
    assert not any(path.exists() for path in files)
    place.product.check()
    repeats_from_the_command_line(place, tmp_path, done)


def kill_in_the_middle(place, *, gate):
    worker = place.worker(HOLD=str(gate))
    try:
        wait_for(gate.exists, "everything to be written and not kept")
    finally:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait(timeout=60)


def work_until_it_is_applied(place):
    worker = place.worker()
    try:
        wait_for(lambda: place.now()["states"] == ["applied"], "another worker to do it")
    finally:
        worker.terminate()
        assert worker.wait(timeout=60) == 0


def repeats_from_the_command_line(place, tmp_path, done):
    pupils = tmp_path / "pupils.csv"
    pupils.write_text(template_of("pupils", with_example=True), encoding="utf-8")
    said = place.command("--school", URN, "--kind", "people", "--apply", str(pupils))
    assert "nothing" in said
    assert "same: 2" in said
    assert place.now() == {**done, "states": ["applied", "nothing"]}
