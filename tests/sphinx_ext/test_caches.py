"""A build that finds what others have kept says what a build from nothing says."""

from __future__ import annotations

import os
import shutil

import pytest
from project import Project

CITED = "The night train was 25 minutes late {cite:p}`rivera2020`."
UNCITED = CITED.replace("{cite:p}`rivera2020`", "-" * len("{cite:p}`rivera2020`"))
"""As many bytes, and no citation."""


@pytest.fixture
def project(tmp_path):
    made = Project(tmp_path)
    made.write("parts/one.txt", CITED + "\n")
    made.briefing(CITED).briefing("```{include} /parts/one.txt\n```", "b")
    return made


def rewrite(project, name, old, new):
    """Write a file anew with its size and its times kept."""
    path = project.source / name
    times = path.stat()
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert path.stat().st_size == times.st_size


def same_as_clean(project):
    cached, clean = project.build_cached_and_clean()
    cached.must_be_clean()
    assert (cached.status, cached.report_bytes) == (clean.status, clean.report_bytes)
    return cached


@pytest.mark.parametrize("name", ["briefings/a.md", "parts/one.txt"])
def test_a_text_that_changed_with_its_size_and_time_kept_is_read_again(project, name):
    assert project.build().about("uncited") == []
    rewrite(project, name, CITED, UNCITED)
    assert len(same_as_clean(project).about("uncited")) == 1


def test_a_conf_py_that_no_longer_changes_what_is_read_has_all_read_again(project):
    added = f"def add(app, name, text): text[0] = text[0].replace({UNCITED!r}, {CITED!r})\n"
    project.briefing(UNCITED).configure(added + "def setup(app): app.connect('source-read', add)\n")
    assert project.build().about("uncited") == []
    project.configure()
    assert len(same_as_clean(project).about("uncited")) == 1


def test_what_another_branch_has_kept_does_not_speak_for_this_one(project, tmp_path):
    """A later build of a text that is cited is restored beside an earlier one that is not."""
    project.build()
    shutil.copytree(tmp_path / "doctrees", tmp_path / "restored")
    rewrite(project, "briefings/a.md", CITED, UNCITED)
    shutil.rmtree(tmp_path / "doctrees")
    (tmp_path / "restored").rename(tmp_path / "doctrees")
    assert len(same_as_clean(project).about("uncited")) == 1


def test_an_environment_with_other_bytes_than_were_written_is_dropped(project, tmp_path):
    project.build()
    kept = tmp_path / "doctrees" / "environment.pickle"
    data = kept.read_bytes()
    assert b"rivera2020" in data
    # As many bytes, and another source: to Sphinx as good as before.
    kept.write_bytes(data.replace(b"rivera2020", b"okafor2020"))
    cited = same_as_clean(project).report["statements"][0]["citations"]
    assert cited[0]["key"] == "rivera2020"


@pytest.mark.parametrize("damage", [b"", b"0", b"\xff\xfe"], ids=["empty", "other", "no text"])
def test_an_environment_without_its_hash_is_read_again_and_then_has_one(project, tmp_path, damage):
    project.briefing(UNCITED).build()
    note = tmp_path / "doctrees" / "briefcheck-environment.blake2"
    whole = note.read_bytes()
    note.write_bytes(damage)
    assert len(project.build().about("uncited")) == 1
    assert len(note.read_bytes()) == len(whole)


def test_what_is_the_same_is_not_read_again_nor_what_a_setting_does_not_change(project):
    project.build()
    project.configure(briefcheck_min_outlets=1)
    again = project.build(verbose=True)
    assert "0 added, 0 changed, 0 removed" in again.stdout
