"""The hooks of pre-commit: they stop a commit with a finding, and let a mended one pass."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import sphinx
from project import Project

ROOT = Path(__file__).parents[1]
SHIPPED = (".pre-commit-hooks.yaml", "pyproject.toml", "README.md", "LICENSE", "builder_ext")
CONFIG = """\
fail_fast: true
repos:
- repo: {repo}
  rev: {rev}
  hooks:
  - id: briefcheck
  - id: briefcheck-locked
"""


def run(*words: str, cwd: Path, home: Path) -> subprocess.CompletedProcess[str]:
    """Run git or pre-commit away from the settings of this machine and from any repository around."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("GIT_", "PRE_COMMIT", "SKIP"))}
    own = {
        "HOME": str(home),
        "PRE_COMMIT_HOME": str(home / "pre-commit"),
        "NO_COLOR": "1",
        # The hook's environment gets Briefcheck anew, and its dependencies from the one at hand.
        "PIP_NO_DEPS": "1",
        "PYTHONPATH": str(Path(sphinx.__file__).parents[1]),
    }
    for role in ("AUTHOR", "COMMITTER"):
        own |= {f"GIT_{role}_NAME": "A", f"GIT_{role}_EMAIL": "a@desk.example"}
    return subprocess.run(
        words,
        cwd=cwd,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**kept, **own},
        timeout=120,
    )


@pytest.fixture
def home(tmp_path):
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


@pytest.fixture
def repository(tmp_path, home):
    """A repository of the files as they are, as somebody's configuration names it, and its commit."""
    folder = tmp_path / "briefcheck"
    folder.mkdir()
    for name in SHIPPED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, folder / name)
    for words in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "All"]):
        assert run("git", *words, cwd=folder, home=home).returncode == 0
    return folder, run("git", "rev-parse", "HEAD", cwd=folder, home=home).stdout.strip()


def test_a_commit_is_stopped_until_the_finding_is_mended(tmp_path, home, repository):
    repo, rev = repository
    project = Project(tmp_path / "project").configure(exclude_patterns=["_build"])
    project.write(".pre-commit-config.yaml", CONFIG.format(repo=repo, rev=rev))
    project.write(".gitignore", "_build\n")
    project.briefing("Nobody was hurt {cite:p}`rivera2020`.\n\nThe envoy left.")
    project.lock()
    hooks = [sys.executable, "-m", "pre_commit"]

    def git(*words):
        return run("git", *words, cwd=project.source, home=home)

    git("init", "-q")
    git("add", ".")
    made = run(*hooks, "install", "--install-hooks", cwd=project.source, home=home)
    if "No matching distribution found for setuptools" in made.stdout:
        pytest.skip("pip cannot get setuptools, which the hook is installed with: no network")
    assert made.returncode == 0, made.stdout + made.stderr

    stopped = git("commit", "-m", "The envoy")
    assert stopped.returncode == 1
    assert "briefings/a.md:5:1: error uncited: no source is cited" in stopped.stderr

    project.briefing("Nobody was hurt {cite:p}`rivera2020`.\n\n[The envoy left.]{.assessment}")
    git("add", ".")
    passed = git("commit", "-m", "The envoy")
    assert passed.returncode == 0, passed.stderr
    assert passed.stderr.count("Passed") == 2

    # A file that has no part in the check.
    project.write("notes.html", "<p>")
    git("add", ".")
    assert git("commit", "-m", "Notes").stderr.count("Skipped") == 2
