"""What we vendored is what we say it is."""

import hashlib
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
NOT_OURS_TO_USE = re.compile(r"GDS Transport|crest|govuk-icon|Margaret Calvert", re.IGNORECASE)
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


@pytest.mark.parametrize("entry", VENDORED, ids=lambda entry: entry["name"])
def test_nothing_that_belongs_to_gov_uk_alone_is_vendored(entry):
    """The typeface, the crest and the icons of GOV.UK are licensed for GOV.UK; the code is MIT."""
    for path in (ROOT / entry["folder"]).iterdir():
        assert not NOT_OURS_TO_USE.search(path.name)
        assert not NOT_OURS_TO_USE.search(path.read_bytes().decode("utf-8", errors="replace"))


def test_no_vendored_folder_is_left_out_of_the_list():
    listed = {ROOT / entry["folder"] for entry in VENDORED}
    places = [*(ROOT / "src").glob("**/vendor/*"), *(ROOT / "tests" / "vendor").iterdir()]
    assert {place for place in places if place.is_dir()} == listed


def test_vendored_style_and_script_fetch_nothing():
    """No address of a picture, a typeface or a source map that we do not hold."""
    for entry in VENDORED:
        for path in (ROOT / entry["folder"]).glob("*.css"):
            assert "url(" not in path.read_text(encoding="utf-8")
            assert "sourceMappingURL" not in path.read_text(encoding="utf-8")
