"""Builds that are stopped, come back to damaged files or find no room: the next one is as a clean one."""

from __future__ import annotations

import json
import os
import pickle
import random
import signal
import sqlite3
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import pytest
from faults.table import FOLDER, PLANTED, Row, Table, make_project, must_be_sound
from project import Build, Project, two_at_a_time

CACHES = tomllib.loads((FOLDER / "caches.toml").read_text("utf-8"))["row"]
NOTHING = Table("interrupted", ())
TEXT = "It fell in 2019. Nobody saw the envoy at the harbor {cite:p}`rivera2020,okafor2020`."
NO_ROOM = "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, ({0}, {0}))"
"""Lines of conf.py: no file of this process may become larger."""


def a_project(folder: Path) -> Project:
    project = make_project(folder, NOTHING, [Row("a", says=("-",))]).briefing(TEXT)
    return project.text("rivera2020", "The envoy was seen at the harbor.\n\nIt fell in 2019.")


def files_of(build: Build) -> dict[str, bytes]:
    """All that a build has written."""
    paths = sorted(path for path in build.out.rglob("*") if path.is_file())
    return {path.relative_to(build.out).as_posix(): path.read_bytes() for path in paths}


def must_be_as_clean(project: Project, builder: str, **folders: str) -> None:
    """Assert that a build over what is there writes what a clean one does."""
    build, clean = project.build(builder, **folders), project.build_clean(builder)
    must_be_sound(build.status, build.stdout, build.stderr, build.out)
    assert (build.status, files_of(build)) == (clean.status, files_of(clean))


# --- caches


@pytest.fixture(scope="module")
def cached(tmp_path_factory):
    project = a_project(tmp_path_factory.mktemp("cached"))
    return project, files_of(project.build("html")), files_of(project.build())


@pytest.mark.parametrize("row", CACHES, ids=[row["name"] for row in CACHES])
def test_a_damaged_cache_changes_nothing(cached, row):
    project, pages, reports = cached
    (path,) = sorted((project.root / "doctrees").glob(row["file"]))[:1]
    damage(path, row["how"])
    # So that its page has to be made.
    (project.root / "out/html/briefings/a.html").unlink()
    for builder, written in (("html", pages), ("briefcheck", reports)):
        build = project.build(builder)
        must_be_sound(build.status, build.stdout, build.stderr, build.out)
        assert files_of(build) == written


def damage(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "gone":
        path.unlink()
    elif how == "other" and path.suffix == ".sqlite":
        path.unlink()
        with sqlite3.connect(path) as other:
            other.execute("create table passages (word text)")
        other.close()
    else:
        other_tree = path.parent / "neighbour.doctree"
        other = other_tree.read_bytes() if other_tree.exists() else pickle.dumps({"a": [1]})
        kinds = {
            "empty": b"",
            "cut": data[: len(data) // 2],
            "tail": data[:-1],
            "noise": random.Random(7).randbytes(len(data)),
            "other": b'["a"]' if path.suffix == ".json" else other,
        }
        path.write_bytes(kinds[how])


# --- clocks


@pytest.mark.parametrize("hours", [0, 24], ids=["the same time", "an earlier time"])
def test_contents_count_and_not_times(tmp_path, hours):
    project = make_project(tmp_path, NOTHING, [Row("a", says=("-",))])
    project.configure(exclude_patterns=["_build", "parts"])
    project.write("parts/shared.md", "It sank in 2011 {cite:p}`rivera2020,okafor2020`.\n")
    project.briefing("It fell.\n\n```{include} ../parts/shared.md\n```")
    project.text("rivera2020", "It sank in 2011.").text("okafor2020", "It sank in 2011.")
    changes = {
        "briefings/a.md": ("It fell.", "It rose."),
        "parts/shared.md": ("2011", "2012"),
        "references.bib": ("Harbor Post", "Harbor Pest"),
        "briefings/sources/rivera2020.txt": ("2011", "2013"),
    }
    project.build("html"), project.build()
    for name, (old, new) in changes.items():
        path = project.source / name
        times = path.stat()
        path.write_bytes(path.read_bytes().replace(old.encode(), new.encode()))
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns - hours * 3600 * 10**9))
    for builder in ("html", "briefcheck"):
        must_be_as_clean(project, builder)


# --- no room


def test_a_full_disk_is_one_line_whatever_is_built(tmp_path):
    project = a_project(tmp_path).configure(NO_ROOM.format(20_000))
    project.write("big.md", ":orphan:\n\n# Big\n\n" + "It rose. " * 10_000 + "\n")
    said = {}
    for builder in ("briefcheck", "html", "briefpdf"):
        build = project.build(builder, doctrees=builder)
        must_be_sound(build.status, build.stdout, build.stderr, build.out)
        said[builder] = (build.status, build.stderr)
        assert not list(build.out.glob("*report.json*"))
    done = project.briefcheck("check")
    said["check"] = (done.returncode, done.stderr)
    for status, stderr in said.values():
        assert (status, stderr.count("\n")) == (2, 1)
        assert stderr.startswith("briefcheck: ")
        assert "File too large" in stderr


def test_a_page_that_does_not_fit_is_not_left_cut_off_and_comes_with_the_next_build(tmp_path):
    project = a_project(tmp_path).configure(NO_ROOM.format(200_000))
    project.write("big.md", ":orphan:\n\n# Big\n\n```\n" + "<" * 90_000 + "\n```\n")
    build = project.build("html")
    assert build.status == 2
    assert "big.html" in build.stderr
    assert not (build.out / "big.html").exists()
    project.configure()
    must_be_as_clean(project, "html")


def test_a_report_that_does_not_fit_leaves_the_earlier_one(tmp_path):
    project = a_project(tmp_path)
    project.briefcheck("check", "--format", "json", "--output", "old.json")
    before = (project.source / "old.json").read_bytes()
    project.configure(NO_ROOM.format(len(before) - 1000))
    done = project.briefcheck("check", "--format", "json", "--output", "old.json")
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert (project.source / "old.json").read_bytes() == before
    assert not list(project.source.glob(".old.json*"))


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_disk_without_room_is_one_line(tmp_path):
    project, disk = a_project(tmp_path), tmp_path / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    if subprocess.run(mounted, check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    try:
        build = project.build(out=str(disk / "out"), doctrees=str(disk / "trees"))
        assert build.status == 2
        assert "Traceback" not in build.stderr, build.stderr
        last = build.stderr.splitlines()[-1]
        assert last.startswith("briefcheck: ")
        assert last.endswith("No space left on device")
        assert not list((disk / "out").glob("report.*"))
    finally:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.mark.parametrize(
    "words", [("check",), ("build", "html"), ("check", "--output", "_build/x")]
)
def test_a_file_where_a_folder_is_to_be_written_is_one_line(tmp_path, words):
    project = a_project(tmp_path).write("_build", "mine")
    done = project.briefcheck(*words)
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert "_build" in done.stderr
    assert (project.source / "_build").read_text() == "mine"


def test_a_folder_in_the_place_of_the_report_is_one_line(tmp_path):
    project = a_project(tmp_path)
    (tmp_path / "out/briefcheck/report.json").mkdir(parents=True)
    build = project.build()
    assert build.status == 2
    assert build.stderr.splitlines()[-1].startswith("briefcheck: ")
    must_be_sound(2, build.stdout, build.stderr, tmp_path / "nowhere")


# --- kills


@pytest.mark.parametrize("builder", ["html", "briefcheck"])
def test_a_build_that_was_killed_at_any_instant_is_made_good_by_the_next(tmp_path, builder):
    project = a_project(tmp_path)
    for number in range(12):
        project.briefing(TEXT, f"b{number}")
    command, _ = project.command(builder)
    moments = random.Random(7)
    for share in range(4):
        project.briefing(f"{TEXT}\n\nIt rose in {2000 + share}.", f"b{share}")
        began = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.7 + 0.3 * share + moments.random() / 5)
        began.send_signal(signal.SIGKILL)
        began.wait()
        report = project.root / "out/briefcheck/report.json"
        assert builder == "html" or not report.exists() or json.loads(report.read_bytes())
    must_be_as_clean(project, builder)


def test_a_page_that_was_being_written_when_its_build_was_killed_is_written_again(tmp_path):
    killer = (
        "import os, signal\n"
        "def setup(app):\n"
        "    def cut(app, page, *_):\n"
        "        if page == 'briefings/neighbour':\n"
        "            path = app.outdir / 'briefings' / 'a.html'\n"
        "            path.write_bytes(path.read_bytes()[:200])\n"
        "            os.kill(os.getpid(), signal.SIGKILL)\n"
        "    app.connect('html-page-context', cut)\n"
    )
    project = a_project(tmp_path).configure(killer)
    assert project.build("html").status == -signal.SIGKILL
    project.configure()
    must_be_as_clean(project, "html")


def test_two_builds_at_once_in_one_folder_leave_whole_reports(tmp_path):
    project = a_project(tmp_path)
    builds = two_at_a_time(lambda _: project.build(), ["one", "two", "three"])
    for build in builds.values():
        assert build.status == 1, build.stderr
        must_be_sound(build.status, build.stdout, build.stderr, build.out)
    found = {(f["rule"], f["path"], f["line"]) for f in builds["one"].report["findings"]}
    assert PLANTED in found
    must_be_as_clean(project, "briefcheck")


INTERRUPTED = """
import runpy, sys

wanted = sys.argv.pop()

class Stop:
    def find_spec(self, name, *_):
        if name == wanted:
            raise KeyboardInterrupt

sys.meta_path.insert(0, Stop())
sys.argv.append("check")
runpy.run_module("builder_ext", run_name="__main__", alter_sys=True)
"""


@pytest.mark.parametrize("module", ["builder_ext.cli", "sphinx.application", "myst_parser.parsers"])
def test_a_run_that_is_stopped_by_hand_says_so_in_a_line_however_early(tmp_path, module):
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, module],
        cwd=a_project(tmp_path).source,
        capture_output=True,
        check=False,
        encoding="utf-8",
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "briefcheck: stopped\n")
