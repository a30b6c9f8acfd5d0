"""The demo of a fixed day, loaded once for all processes of a run, and a browser that steps into its people."""

from __future__ import annotations

import fcntl
import json
import shutil
import subprocess
import sys

import pytest

from tests.demo.running import PATIENCE, Running, quiet_environment


@pytest.fixture(scope="session")
def demo_made(tmp_path_factory, worker_id):
    """The folder of the loaded demo. To be copied, not changed."""
    own = tmp_path_factory.getbasetemp()
    shared = own if worker_id == "master" else own.parent
    with (shared / "demo-made.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / "demo-made"
        if not (made / "demo.json").exists():
            shutil.rmtree(made, ignore_errors=True)
            subprocess.run(
                [sys.executable, "-m", "tests.journeys.demo.making", str(made)],
                env=quiet_environment(),
                timeout=PATIENCE,
                check=True,
            )
    return made


@pytest.fixture(scope="module")
def demo(demo_made, tmp_path_factory):
    """A running demo of one's own, to look at and to change."""
    place = tmp_path_factory.mktemp("demo")
    shutil.copytree(demo_made, place / "demo")
    with Running("demo", "--dir", place / "demo", "--no-browser", cwd=place) as running:
        running.wait_for("Stop it with Ctrl-C")
        running.address = f"http://127.0.0.1:{running.port}"
        running.database = place / "demo" / "bellwether.sqlite3"
        running.people = json.loads((place / "demo" / "demo.json").read_text(encoding="utf-8"))["visitors"]
        yield running


@pytest.fixture
def step_into(demo, browser):
    """Opens a page as the first person of the demo with a role; the one at a place, with a post."""
    contexts = []

    def step(role, *, at="", post="", **options):
        fitting = (one for one in demo.people if one["role"] == role.value and at in one["place"])
        person = next(one for one in fitting if post in one["post"])
        context = browser.new_context(base_url=demo.address, locale="en-GB", timezone_id="Europe/London", **options)
        context.set_default_timeout(20_000)
        contexts.append(context)
        page = context.new_page()
        page.goto("/demo/")
        page.locator(f'button[name="person"][value="{person["user_id"]}"]').dispatch_event("click")
        page.wait_for_url(f"{demo.address}/")
        return page

    yield step
    for context in contexts:
        context.close()
