"""The demo's folder: only ours is ever used or wiped, and a world that was not finished does not count."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bellwether.demo.folder import DemoFolder, DemoFolderError, DemoState, Visitor, default_folder

NOW = datetime(2026, 11, 23, 9, 50, tzinfo=UTC)
STATE = DemoState(
    seed=3,
    now=NOW.isoformat(),
    seconds=9.5,
    pupils=12,
    schools=("Oak Lane",),
    visitors=(Visitor(7, "head@oak.example", "Ana Reyes", "head", "Head teacher", "Head teacher", "Oak Lane", True),),
)


@pytest.fixture
def folder(tmp_path):
    made = DemoFolder(tmp_path / "demo")
    made.make()
    return made


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path):
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(DemoFolderError, match="holds other files"):
        DemoFolder(tmp_path).make()
    DemoFolder(tmp_path).wipe()
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DemoFolderError, match="cannot be used"):
        DemoFolder(tmp_path / "file" / "demo").make()


def test_wiping_takes_all_but_what_says_that_the_folder_is_ours(folder):
    folder.database.write_text("x")
    (folder.path / "evidence").mkdir()
    (folder.path / "evidence" / "letter.pdf").write_text("x")
    folder.finish(STATE)
    folder.wipe()
    folder.make()
    assert not folder.database.exists()
    assert not (folder.path / "evidence").exists()
    assert folder.state() is None


def test_wiping_does_not_follow_links_out_of_the_folder(folder, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "kept").write_text("x")
    (folder.path / "link").symlink_to(tmp_path / "elsewhere")
    folder.wipe()
    assert (tmp_path / "elsewhere" / "kept").exists()


def test_a_world_is_there_only_once_it_is_finished(folder):
    assert folder.state() is None
    assert not folder.holds_remains()
    folder.database.write_text("half")
    assert folder.holds_remains()
    folder.finish(STATE)
    assert folder.state() == STATE
    assert not folder.holds_remains()


@pytest.mark.parametrize("torn", ["", "{", '{"seed": 3}', '{"visitors": [{"user_id": 1}]}', "[]"])
def test_a_torn_state_counts_as_none(folder, torn):
    (folder.path / "demo.json").write_text(torn)
    assert folder.state() is None


def test_while_it_is_stopped_its_time_stands_still(folder):
    folder.finish(STATE)
    first_start = datetime(2026, 11, 23, 18, 0, tzinfo=UTC)
    shift = folder.shift(STATE, now=first_start)
    assert first_start + shift == NOW
    folder.note_time(first_start + timedelta(hours=1) + shift)
    a_week_later = first_start + timedelta(days=7)
    assert a_week_later + folder.shift(STATE, now=a_week_later) == NOW + timedelta(hours=1)


def test_a_torn_clock_goes_back_to_the_beginning(folder):
    (folder.path / "clock.json").write_text("{")
    assert folder.shift(STATE, now=NOW) == timedelta(0)


def test_two_demos_do_not_share_a_folder(folder):
    with (
        folder.held(alone=True),
        pytest.raises(DemoFolderError, match="another demo runs"),
        DemoFolder(folder.path).held(alone=True),
    ):
        pass
    with folder.held(alone=True):
        pass


def test_the_state_is_json_that_people_can_read(folder):
    folder.finish(STATE)
    assert json.loads((folder.path / "demo.json").read_text())["visitors"][0]["name"] == "Ana Reyes"


def test_it_is_kept_with_the_other_data_of_the_person(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setattr("sys.platform", "linux")
    assert default_folder() == tmp_path / "data" / "bellwether-demo"
