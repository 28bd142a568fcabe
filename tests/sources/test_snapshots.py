"""The files of the sources' texts: how they are named, and what is not read as one."""

from __future__ import annotations

import hashlib
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builder_ext.sources.snapshots import (
    Snapshot,
    SnapshotProblem,
    Snapshots,
    key_of,
    name_problem,
    safe_name,
)

CHECKOUT = Path(__file__).parents[2]
TEXT = "The ferry left at nine.\n\nNobody on the pier had seen the minister.\n"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "briefings" / "sources"
    path.mkdir(parents=True)
    return path


@pytest.fixture
def snapshots(tmp_path, folder):
    return Snapshots(folder, root=tmp_path)


def problem(snapshots: Snapshots, key: str) -> SnapshotProblem:
    found = snapshots.read(key)
    assert isinstance(found, SnapshotProblem), found
    # Both ways of reading agree on what they don't touch.
    assert found.kind in ("binary", "encoding", "empty") or snapshots.digest(key) == found
    return found


# -- names --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("rivera2020", "rivera2020.txt"),
        ("a.b-c_D", "a.b-c_D.txt"),
        ("doi:10.1/x", "doi%3A10.1%2Fx.txt"),
        (".hidden", "%2Ehidden.txt"),
        ("..", "%2E..txt"),
        ("../../etc/passwd", "%2E.%2F..%2Fetc%2Fpasswd.txt"),
        ("müller", "m%C3%BCller.txt"),
        ("a%2Fb", "a%252Fb.txt"),
        ("a\0b\n", "a%00b%0A.txt"),
    ],
)
def test_a_name_is_the_key_with_unusual_bytes_as_percent_signs(key, name):
    assert safe_name(key) == name
    assert key_of(name) == key


@given(st.text(min_size=1))
def test_every_key_has_a_name_of_its_own_in_one_folder(key):
    name = safe_name(key)
    assert key_of(name) == key
    assert "/" not in name
    assert "\\" not in name
    assert not name.startswith(".")


@pytest.mark.parametrize(
    "name", ["a b.txt", "a%2fb.txt", "%61.txt", ".a.txt", ".txt", "a.md", "a", "%FF.txt", "a%.txt"]
)
def test_a_name_that_no_key_gets_has_no_key(name):
    assert key_of(name) is None


def test_a_name_that_is_too_long_for_a_file_system_is_a_problem(snapshots):
    assert problem(snapshots, "k" * 252).kind == "name"
    assert snapshots.read("k" * 251) is None
    assert problem(snapshots, "ü" * 60).kind == "name"


@pytest.mark.parametrize("key", ["con", "NUL", "com1", "lpt9.old", "aux."])
def test_a_name_that_windows_keeps_for_a_device_is_a_problem_there(key):
    assert "Windows" in (name_problem(key, windows=True) or "")
    assert name_problem(key, windows=False) is None
    assert name_problem(key + "x1", windows=True) is None or "." in key


# -- reading ------------------------------------------------------------------------------------


def test_a_text_is_read_with_the_hash_and_size_of_its_bytes(snapshots, folder):
    data = b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode()
    (folder / "k.txt").write_bytes(data)
    digest = hashlib.sha256(data).hexdigest()
    assert snapshots.read("k") == Snapshot("k", digest, len(data), TEXT.replace("\n", "\r\n"))
    assert snapshots.digest("k") == digest


def test_no_file_and_no_folder_are_none(tmp_path, snapshots):
    assert snapshots.read("k") is None
    assert snapshots.digest("k") is None
    nowhere = Snapshots(tmp_path / "no" / "where", root=tmp_path)
    assert nowhere.read("k") is None
    assert nowhere.keys() == ()


def test_a_linked_file_is_not_read(snapshots, folder, tmp_path):
    (tmp_path / "secret").write_text(TEXT)
    (folder / "k.txt").symlink_to(tmp_path / "secret")
    (folder / "dangling.txt").symlink_to(tmp_path / "nothing")
    assert problem(snapshots, "k").kind == "symlink"
    assert problem(snapshots, "dangling").kind == "symlink"


@pytest.mark.parametrize("linked", ["briefings", "briefings/sources"])
def test_a_linked_folder_below_the_project_is_not_read(tmp_path, linked):
    (tmp_path / "else" / "sources").mkdir(parents=True)
    (tmp_path / "else" / "sources" / "k.txt").write_text(TEXT)
    root = tmp_path / "project"
    (root / linked).parent.mkdir(parents=True)
    target = tmp_path / "else" / ("sources" if "/" in linked else "")
    (root / linked).symlink_to(target)
    snapshots = Snapshots(root / "briefings" / "sources", root=root)
    assert problem(snapshots, "k").kind == "symlink"
    assert linked.rpartition("/")[2] in problem(snapshots, "k").why
    assert snapshots.keys() == ()
    assert snapshots.folder_problem()


def test_links_above_the_project_are_nobodys_business(tmp_path):
    (tmp_path / "real" / "sources").mkdir(parents=True)
    (tmp_path / "real" / "sources" / "k.txt").write_text(TEXT)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    root = tmp_path / "link"
    assert isinstance(Snapshots(root / "sources", root=root).read("k"), Snapshot)


def test_a_folder_that_conf_py_puts_elsewhere_is_read_unless_it_is_a_link(tmp_path):
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "k.txt").write_text(TEXT)
    (tmp_path / "project").mkdir()
    beside = tmp_path / "project" / ".." / "texts"
    assert isinstance(Snapshots(beside, root=tmp_path / "project").read("k"), Snapshot)
    (tmp_path / "link").symlink_to(tmp_path / "texts")
    assert problem(Snapshots(tmp_path / "link"), "k").kind == "symlink"


def test_what_is_no_regular_file_is_not_waited_for(snapshots, folder):
    (folder / "dir.txt").mkdir()
    os.mkfifo(folder / "pipe.txt")
    begun = time.monotonic()
    assert problem(snapshots, "dir").kind == "not-a-file"
    assert problem(snapshots, "pipe").kind == "not-a-file"
    with socket.socket(socket.AF_UNIX) as server:
        try:
            server.bind(str(folder / "socket.txt"))
        except OSError:
            return  # the temporary folder's path is too long for a socket
        assert problem(snapshots, "socket").kind == "not-a-file"
    assert time.monotonic() - begun < 30


def test_a_file_where_the_folder_should_be_is_named(tmp_path):
    (tmp_path / "sources").write_text(TEXT)
    snapshots = Snapshots(tmp_path / "sources", root=tmp_path)
    assert problem(snapshots, "k").kind == "not-a-file"


def test_a_file_over_the_limit_is_not_read(folder):
    (folder / "k.txt").write_bytes(b"a" * 101)
    assert problem(Snapshots(folder, limit=100), "k").kind == "too-large"
    assert isinstance(Snapshots(folder, limit=101).read("k"), Snapshot)


@pytest.mark.parametrize(
    ("data", "kind", "said"),
    [
        (b"one\ntwo caf\xe9\n", "encoding", "0xE9 in line 2"),
        (b"\xef\xbb\xbf\xe9\n", "encoding", "0xE9 in line 1"),
        (TEXT.encode("utf-16"), "encoding", "UTF-16"),
        (b"%PDF\0\0", "binary", "NUL"),
        (b"", "empty", "empty"),
        (b"\xef\xbb\xbf \n", "empty", "empty"),
    ],
)
def test_what_is_no_text_in_utf_8_is_named(snapshots, folder, data, kind, said):
    (folder / "k.txt").write_bytes(data)
    found = problem(snapshots, "k")
    assert (found.kind, found.path) == (kind, folder / "k.txt")
    assert said in found.why


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_named(snapshots, folder):
    (folder / "k.txt").write_text(TEXT)
    (folder / "k.txt").chmod(0)
    assert problem(snapshots, "k").kind == "unreadable"


# -- the folder ---------------------------------------------------------------------------------


def test_keys_are_those_of_the_files_and_other_names_are_strangers(snapshots, folder):
    for name in ("b.txt", "m%C3%BCller.txt", "my key.txt", "notes.md", ".gitkeep", ".b.txt-x1"):
        (folder / name).write_text(TEXT)
    assert snapshots.keys() == ("b", "müller")
    assert snapshots.strangers() == ("my key.txt", "notes.md")


def test_a_thousand_texts_are_read_in_seconds(snapshots, folder):
    for number in range(1000):
        (folder / f"k{number}.txt").write_text(TEXT * 100)
    begun = time.process_time()
    assert all(isinstance(snapshots.read(key), Snapshot) for key in snapshots.keys())  # noqa: SIM118
    assert time.process_time() - begun < 10


@pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")
def test_snapshots_never_show_in_git_status(tmp_path):
    def git(*words: str) -> str:
        command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", *words]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=True)
        return done.stdout

    git("init", "-q")
    shutil.copy(CHECKOUT / ".gitignore", tmp_path / ".gitignore")
    (tmp_path / "briefings").mkdir()
    (tmp_path / "briefings" / "a.md").write_text("# A briefing\n")
    git("add", ".")
    git("commit", "-q", "-m", "A project")
    folder = tmp_path / "briefings" / "sources"
    folder.mkdir()
    for key in ("rivera2020", "doi:10.1/x", "müller", "..", "!odd", "#odd"):
        (folder / safe_name(key)).write_text(TEXT)
    (folder / ".rivera2020.txt-draft").write_text(TEXT)
    assert git("status", "--porcelain", "--untracked-files=all") == ""
