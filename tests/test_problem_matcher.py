"""The problem matcher of VS Code and GitHub reads what ``briefcheck check --format concise`` prints."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from project import Project

DOCS = Path(__file__).parents[1] / "docs"
(MATCHER,) = json.loads((DOCS / "briefcheck.problem-matcher.json").read_text("utf-8"))[
    "problemMatcher"
]
(PATTERN,) = MATCHER["pattern"]
PLACES = ("file", "line", "column", "severity", "code")
IN_NODE = """
const [regexp, text] = JSON.parse(require("fs").readFileSync(0, "utf8"));
const found = text.trimEnd().split("\\n").map((line) => new RegExp(regexp).exec(line));
console.log(JSON.stringify(found));
"""
"""Matches each line as VS Code does; GitHub's expressions know all that is used here, too."""


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Findings of all severities, in files whose names have blanks and letters beyond ASCII."""
    made = Project(tmp_path_factory.mktemp("matcher")).configure(exclude_patterns=["_build"])
    made.briefing("The envoy left with 25 guards.\n\nIt rained {cite:p}`rivera2020`.")
    made.briefing("It rained. The base fell: no error uncited: at 7:30:15.", "two words – Žluťák")
    made.briefing("- 雨が降った。 It fell.\n", "報告 (2)")
    return made


def matches(lines: str) -> list[tuple[str, ...]]:
    """Return the places that the pattern finds on each of the lines, by JavaScript where it is."""
    if node := shutil.which("node"):
        asked = json.dumps([PATTERN["regexp"], lines])
        done = subprocess.run(
            [node, "-e", IN_NODE], input=asked, capture_output=True, encoding="utf-8", check=True
        )
        found = json.loads(done.stdout)
    else:
        found = [re.search(PATTERN["regexp"], line) for line in lines.splitlines()]
    assert all(found), lines
    return [tuple(match[PATTERN[name]] for name in PLACES) for match in found]


def test_every_finding_is_matched_with_its_place_severity_and_rule(project):
    printed = project.briefcheck("check", "--format", "concise").stdout
    report = json.loads((project.source / "_build/briefcheck/report.json").read_text("utf-8"))
    wanted = [
        (f["path"], str(f["line"]), str(f["column"]), f["severity"], f["rule"])
        for f in report["findings"]
    ]
    assert {severity for *_, severity, _ in wanted} == {"error", "warning", "note"}
    assert len({path for path, *_ in wanted}) == 4
    assert matches(printed) == wanted


def test_the_page_on_editors_shows_this_pattern():
    page = (DOCS / "editors.md").read_text("utf-8")
    (tasks,) = (
        json.loads(block)
        for block in re.findall(r"^```json\n(.*?)^```$", page, re.M | re.S)
        if '"tasks"' in block
    )
    (task,) = tasks["tasks"]
    assert task["problemMatcher"]["pattern"] == MATCHER["pattern"]
    assert task["args"] == ["check", "--format", "concise"]
