"""Names of files that no page, log or report can show: each is named, none is read, nothing breaks."""

from __future__ import annotations

import os

import pytest
from faults.table import Row, Table, build, command, make_project

NAMES = {
    b"caf\xe9.md": ("briefings/caf<U+DCE9>.md", "briefings/caf%E9.md"),
    b"two\nlines.md": ("briefings/two lines.md", "briefings/two%0Alines.md"),
    b"esc\x1b[31m.md": ("briefings/esc<U+001B>[31m.md", "briefings/esc%1B%5B31m.md"),
    "turned\u202e.md".encode(): ("briefings/turned\u202e.md", "briefings/turned%E2%80%AE.md"),
}
SOUND = ["::error::x.md", "-x.md", "a%20b.md", "Übersicht.md"]


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    table = Table("names", (), builders=("briefcheck", "html", "briefpdf"))
    made = make_project(tmp_path_factory.mktemp("names"), table, [Row("a", says=("-",))])
    for name in (*map(os.fsdecode, NAMES), *SOUND):
        made.write(f"briefings/{name}", "# T\n\nIt rose in 2011.\n")
    return made, table


def test_each_is_an_error_and_the_others_are_checked_by_every_builder(project):
    report = build(*project).report
    unread = {f["path"] for f in report["findings"] if f["rule"] == "unread-text"}
    assert unread == {shown for shown, _ in NAMES.values()}
    uncited = {f["path"] for f in report["findings"] if f["rule"] == "uncited"}
    assert uncited == {f"briefings/{name}" for name in (*SOUND, "neighbour.md")}


def test_sarif_names_the_very_bytes(project):
    build(*project)
    sarif = (project[0].root / "out/briefcheck/report.sarif").read_text("utf-8")
    assert [uri for _, uri in NAMES.values() if f'"{uri}"' not in sarif] == []


def test_the_command_says_the_same(project):
    done = command(project[0], ["check", "--format", "concise"])
    assert (done.status, done.stdout.count(" error unread-text: ")) == (1, len(NAMES))
