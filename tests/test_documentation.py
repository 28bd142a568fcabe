"""The documentation says what the program does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from builder_ext.rules import all_rules

ROOT = Path(__file__).parents[1]


def sphinx(*arguments, cwd=None):
    return subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", *map(str, arguments)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=cwd,
        env={**os.environ, "NO_COLOR": "1"},
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    out = tmp_path_factory.mktemp("docs")
    done = sphinx("-n", "-W", "--keep-going", "-b", "html", "-d", out / "d", ROOT / "docs", out)
    assert (done.returncode, done.stderr) == (0, "")
    return out


def test_every_rule_has_its_place_on_the_page_of_rules(pages):
    page = (pages / "rules.html").read_text(encoding="utf-8")
    for rule in all_rules():
        assert f'id="{rule.name}"' in page


@pytest.mark.parametrize("rule", list(all_rules()), ids=lambda rule: rule.name)
def test_each_rule_says_what_why_an_example_and_what_to_do_instead(rule):
    for part in ("**Why.**", "**Example.**", "**Instead.**"):
        assert part in rule.documentation
    assert rule.summary.endswith(".")


def test_the_broken_briefing_prints_what_its_page_shows(tmp_path):
    broken = tmp_path / "broken"
    shutil.copytree(ROOT / "docs" / "broken", broken)
    done = sphinx("-b", "briefcheck", "-d", tmp_path / "d", ".", tmp_path / "out", cwd=broken)
    assert done.returncode == 1
    printed = done.stderr.replace(f"{broken}{os.sep}", "")
    assert printed == (ROOT / "docs" / "broken" / "output.txt").read_text(encoding="utf-8")


def test_the_five_minute_start_prints_what_it_promises(tmp_path):
    text = (ROOT / "docs" / "start.md").read_text(encoding="utf-8")
    for name in ("conf.py", "references.bib", "index.md", "briefings/tarsa.md"):
        match = re.search(rf"`{re.escape(name)}`:\n\n(`{{3,}})\w+\n(.*?)\n\1", text, re.DOTALL)
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(match[2] + "\n", encoding="utf-8")
    done = sphinx("-b", "briefcheck", tmp_path, tmp_path / "_build")
    assert done.returncode == 1
    assert "briefings/tarsa.md:4: ERROR: no source is cited for the value '214'" in done.stderr
    summary = (tmp_path / "_build" / "report.txt").read_text(encoding="utf-8").splitlines()[-1]
    assert summary in text


def test_every_configuration_value_is_documented():
    from builder_ext.sphinx_ext.config import _VALUES

    page = (ROOT / "docs" / "configuration.md").read_text(encoding="utf-8")
    reserved = {"excerpts", "safe"}  # of later versions, without effect yet
    assert {name for name in _VALUES if f"`briefcheck_{name}`" not in page} <= reserved
