"""Rows of the fault table become projects and runs; every run is held to what is promised of any."""

from __future__ import annotations

import json
import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from faults.inputs import MAKERS
from jsonschema import Draft202012Validator
from project import SIX_SOURCES, Project

FOLDER = Path(__file__).parent
NEIGHBOUR = "briefings/neighbour.md"
PLANTED = ("uncited", NEIGHBOUR, 3)
TIME = 100
"""Seconds after which a run is taken for hanging; the machine may be busy."""
CRASHES = re.compile(
    r"Traceback|Exception occurred|please report|fault of its own|unhandled|RecursionError"
    r"|Segmentation fault|core dumped|\[Errno|assert ",
    re.IGNORECASE,
)
"""What a user reads when a program has crashed."""
CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\u2066-\u2069]")
"""What steers a terminal, or is not seen there."""


@dataclass(frozen=True)
class Row:
    """One bad input and its expected outcome; see README.md."""

    name: str
    file: str = ""
    text: str | None = None
    encoding: str = "utf-8"
    made: tuple[Any, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    made_files: Mapping[str, Any] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    pipes: tuple[str, ...] = ()
    bibliography: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    run: tuple[str, ...] = ()
    status: int = 1
    finds: tuple[Mapping[str, Any], ...] = ()
    says: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        assert self.finds or self.says, f"{self.name!r} expects nothing"

    @property
    def content(self) -> bytes | None:
        """The bytes of the row's file, None where none is written."""
        text = MAKERS[self.made[0]](*self.made[1:]) if self.made else self.text
        return None if text is None else text.encode(self.encoding)


@dataclass(frozen=True)
class Table:
    """The rows of one subject."""

    subject: str
    rows: tuple[Row, ...]
    project: str = "shared"
    builders: tuple[str, ...] = ("briefcheck",)
    settings: Mapping[str, Any] = field(default_factory=dict)
    bibliography: str = ""


@dataclass(frozen=True)
class Outcome:
    """What a run came to; ``report`` is None where it could not run."""

    status: int
    stdout: str
    stderr: str
    folders: tuple[Path, ...]
    report: dict[str, Any] | None

    def all_text(self) -> str:
        """Everything that was printed or written, pickles aside."""
        kept = (p for folder in self.folders for p in sorted(folder.rglob("*")) if p.is_file())
        written = (p.read_text("utf-8", "replace") for p in kept if "doctrees" not in p.parts)
        return "\n".join((self.stdout, self.stderr, *written))


# --- the data


@cache
def tables() -> dict[str, Table]:
    """All tables by their subjects."""
    return {path.stem: read_table(path) for path in sorted((FOLDER / "tables").glob("*.toml"))}


def read_table(path: Path) -> Table:
    """The table of a file; a field that rows don't have is an error."""
    data = tomllib.loads(path.read_text("utf-8"))
    rows = tuple(Row(**_tuples(row)) for row in data["row"])
    names = [row.name for row in rows]
    assert len(set(names)) == len(names), f"{path.name}: two rows of one name"
    return Table(path.stem, rows, **_tuples(data.get("table", {})))


def _tuples(values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}


# --- the projects


def make_project(folder: Path, table: Table, rows: Iterable[Row]) -> Project:
    """A project with a planted finding and the rows' inputs."""
    project, rows = Project(folder), list(rows)
    settings = {"exclude_patterns": ["_build"], **table.settings}
    for row in rows:
        settings.update(row.settings)
    project.configure(**settings)
    project.write(NEIGHBOUR, "# Neighbour\n\nThe bridge fell in 1987.\n")
    added = "".join(f"{row.bibliography}\n" for row in rows if row.bibliography)
    project.write("references.bib", SIX_SOURCES + table.bibliography + added)
    for row in rows:
        _write(project, row)
    return project


def _write(project: Project, row: Row) -> None:
    for name, text in row.files.items():
        project.write(name, text)
    for name, (maker, *arguments) in row.made_files.items():
        project.write(name, MAKERS[maker](*arguments))
    if (content := row.content) is not None:
        project.write(row.file, content)
    for name, target in row.links.items():
        _place(project, name).symlink_to(target)
    for name in row.pipes:
        os.mkfifo(_place(project, name))


def _place(project: Project, name: str) -> Path:
    path = project.source / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    return path


# --- the runs


def build(project: Project, table: Table) -> Outcome:
    """Build with each of the table's builders; the outcome is the first one's, with all output."""
    builds, folders = [], []
    for builder in table.builders:
        before = project.listing()
        builds.append(project.build(builder, doctrees=f"doctrees-{builder}"))
        folders.append(builds[-1].out)
        must_be_sound(builds[-1].status, builds[-1].stdout, builds[-1].stderr, builds[-1].out)
        assert project.listing() == before, "the source folder is not what it was"
    first = builds[0]
    report = None if first.status == 2 else first.report
    assert report is None or has_planted(report)
    out, err = ("".join(getattr(b, name) for b in builds) for name in ("stdout", "stderr"))
    return Outcome(first.status, out, err, tuple(folders), report)


def command(project: Project, words: Iterable[str]) -> Outcome:
    """Run the command ``briefcheck`` in a project."""
    done = project.briefcheck(*words)
    out = project.source / "_build/briefcheck"
    must_be_sound(done.returncode, done.stdout, done.stderr, out)
    if done.returncode == 2:
        assert done.stderr.count("\n") == 1, done.stderr
        return Outcome(2, done.stdout, done.stderr, (out,), None)
    report = json.loads((out / "report.json").read_bytes())
    assert has_planted(report)
    return Outcome(done.returncode, done.stdout, done.stderr, (out,), report)


def must_be_sound(status: int, stdout: str, stderr: str, out: Path) -> None:
    """Assert what holds of every run, whatever it was given."""
    assert status in (0, 1, 2), (status, stderr[-3000:])
    crash = CRASHES.search(stderr) or CRASHES.search(stdout)
    assert crash is None, stderr[-3000:]
    assert not CONTROLS.search(stderr + stdout), ascii(stderr[-3000:])
    assert not any(line.startswith("::") for line in (stderr + stdout).splitlines())
    assert not list(out.rglob(".*-????????")), "a draft is left"
    report = out / "report.json"
    if report.exists():
        errors = [error.message for error in schema().iter_errors(json.loads(report.read_bytes()))]
        assert errors == []


@cache
def schema() -> Draft202012Validator:
    """The schema of report.json."""
    text = files("builder_ext.reports").joinpath("report.schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text))


def has_planted(report: Mapping[str, Any]) -> bool:
    """Whether the finding of the briefing beside is in a report."""
    return PLANTED in {(f["rule"], f["path"], f["line"]) for f in report["findings"]}


# --- the outcome


def must_hold(row: Row, outcome: Outcome) -> None:
    """Assert that a run came to what its row expects."""
    assert outcome.status == row.status, outcome.stderr[-3000:]
    for words in row.says:
        assert words in outcome.stderr
    if outcome.report is not None and row.finds:
        expected = [_expected(row, find) for find in row.finds]
        found = _found(row, outcome.report)
        assert [(f["rule"], f["severity"], f["path"], f["line"]) for f in found] == [
            e[:4] for e in expected
        ], [f["message"][:300] for f in found]
        for finding, (*_, words) in zip(found, expected, strict=True):
            for word in words:
                assert word in finding["message"]
    if row.lacks:
        written = outcome.all_text()
        assert [words for words in row.lacks if words in written] == []


def _expected(row: Row, find: Mapping[str, Any]) -> tuple[str, str, str, int, list[str]]:
    assert set(find) <= {"rule", "severity", "path", "line", "says"}, find
    says = find.get("says", [])
    words = [says] if isinstance(says, str) else says
    return (
        find["rule"],
        find.get("severity", "error"),
        find.get("path", row.file),
        find["line"],
        words,
    )


def _found(row: Row, report: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The findings at the row's file, and those of other paths and notes that the row names."""
    named = {(f["rule"], f.get("path", row.file), f["line"]) for f in row.finds}
    return [
        f
        for f in report["findings"]
        if (f["rule"], f["path"], f["line"]) in named
        or (f["path"] == row.file and f["severity"] != "note" and f["waived"] is None)
    ]
