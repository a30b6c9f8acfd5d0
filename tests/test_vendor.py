"""What we vendored is what we say it is."""

import hashlib
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
VENDORED = tomllib.loads((ROOT / "VENDOR.toml").read_text(encoding="utf-8"))["vendored"]


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["name"])
def test_vendored_files_have_the_hash_that_vendor_toml_lists(entry):
    folder = ROOT / entry["folder"]
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}
    assert found == entry["sha256"]


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["name"])
def test_each_vendored_thing_names_version_licence_and_keeps_the_licence_text(entry):
    assert entry["version"]
    assert entry["licence"]
    assert any(name.startswith("LICENSE") for name in entry["sha256"])
