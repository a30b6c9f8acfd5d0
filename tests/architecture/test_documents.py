from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.architecture.project import ROOT, files, name_of

PAGES = [path for path in files(ROOT, ".md") if path.parent.name != "data"]
LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")
PYTHON = re.compile(r"```python\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_links_between_our_own_pages_lead_somewhere(page):
    targets = [target for target in LINK.findall(page.read_text("utf-8")) if "://" not in target]
    dead = [target for target in targets if not (page.parent / target).exists()]
    assert not dead, f"{name_of(page)} points to what is not there: {dead}"


@pytest.mark.parametrize("page", [page for page in PAGES if PYTHON.search(page.read_text("utf-8"))], ids=name_of)
def test_examples_run_as_they_are_printed(page):
    """Each line that ends in `# -> something` must print that when it runs."""
    for example in PYTHON.findall(page.read_text("utf-8")):
        promised = re.findall(r"^print\(.*\)\s+# -> (.*)$", example, re.MULTILINE)
        run = subprocess.run([sys.executable, "-c", example], cwd=ROOT, capture_output=True, text=True, check=False)
        assert run.returncode == 0, f"{name_of(page)}: the example does not run:\n{run.stderr}"
        assert run.stdout.splitlines() == promised, f"{name_of(page)}: the example prints something else"


def test_decisions_are_numbered_in_order_and_listed():
    folder = ROOT / "docs" / "adr"
    records = sorted(path.name for path in folder.glob("0*.md"))
    assert [name[:4] for name in records] == [f"{number:04}" for number in range(1, len(records) + 1)]
    contents = (folder / "README.md").read_text("utf-8")
    assert not [name for name in records if f"({name})" not in contents], "list it in docs/adr/README.md"


@pytest.mark.parametrize("record", sorted((ROOT / "docs" / "adr").glob("0*.md")), ids=name_of)
def test_a_decision_weighs_its_options(record):
    text = record.read_text("utf-8")
    assert all(heading in text for heading in ("## What we need", "## Options", "## Decision", "## What follows"))
    assert len(text.splitlines()) <= 70, "a page is enough"
