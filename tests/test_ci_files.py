"""The workflow that ``briefcheck init`` writes and the examples of docs/ci.md do what they say."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree as ET

import nursery
import pytest
import yaml

from builder_ext.cli import main

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "ci.md").read_text("utf-8")
WORKFLOW = (ROOT / "builder_ext/commands/starter/workflow.yml").read_text("utf-8")
BLOCKS = re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.M | re.S)
STEPS = [yaml.safe_load(block) for block in BLOCKS if block.startswith("- ")]
(GITLAB,) = [block for block in BLOCKS if block.startswith("briefcheck:")]
PLANTED = "\nThe train was 99 minutes late.\n"


def workflow_of(steps):
    job = {"runs-on": "ubuntu-latest", "steps": steps}
    return yaml.safe_dump({"on": "push", "jobs": {"briefings": job}})


@pytest.fixture
def project(tmp_path):
    """A new project, with programs before all others that install nothing and run this Briefcheck."""
    assert main(["init", str(tmp_path / "project")]) == 0
    (tmp_path / "bin").mkdir()
    scripts = {"pip": "exit 0", "briefcheck": f'exec "{nursery.programs()}/briefcheck" "$@"'}
    for name, line in scripts.items():
        (tmp_path / "bin" / name).write_text(f"#!/bin/sh\n{line}\n")
        (tmp_path / "bin" / name).chmod(0o755)
    return tmp_path / "project"


def plant(project):
    briefing = project / "briefings" / "tarsa.md"
    briefing.write_text(briefing.read_text("utf-8") + PLANTED, "utf-8")


def bash(project, script, *options):
    """Run a script in a project as a runner does."""
    (project.parent / "summary.md").touch()
    return subprocess.run(
        ["bash", "--noprofile", "--norc", *options, "-c", script],
        cwd=project,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={
            **os.environ,
            "PATH": f"{project.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "GITHUB_STEP_SUMMARY": str(project.parent / "summary.md"),
        },
        timeout=120,
    )


@dataclass
class Job:
    """What the steps of a job came to, by name, and the summary that they wrote."""

    statuses: dict[str, int] = field(default_factory=dict)
    printed: str = ""
    summary: str = ""


def run_steps(project, steps):
    """Run the steps as GitHub does: what follows a failure runs only where its condition says so."""
    job = Job()
    for step in steps:
        failed = any(job.statuses.values())
        if "run" not in step or (failed and "cancelled()" not in step.get("if", "")):
            continue
        done = bash(project, step["run"], "-e")
        job.statuses[step["name"]] = done.returncode
        job.printed += done.stdout
    job.summary = (project.parent / "summary.md").read_text("utf-8")
    return job


# --- what they are


def test_the_page_shows_the_workflow_that_init_writes():
    assert WORKFLOW.partition("\n")[2] in BLOCKS


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ("github-workflows", WORKFLOW),
        *(("github-workflows", workflow_of(steps)) for steps in STEPS),
        ("gitlab-ci", GITLAB),
    ],
)
def test_each_is_valid(tmp_path, schema, text):
    (tmp_path / "ci.yml").write_text(text, "utf-8")
    command = ("check_jsonschema", "--builtin-schema", f"vendor.{schema}", tmp_path / "ci.yml")
    done = subprocess.run(
        [sys.executable, "-m", *map(str, command)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_workflow_reads_only_and_puts_no_expression_into_a_shell():
    workflow = yaml.safe_load(WORKFLOW)
    assert workflow["permissions"] == {"contents": "read"}
    for steps in (workflow["jobs"]["briefings"]["steps"], *STEPS):
        assert not any("${{" in step.get("run", "") for step in steps)


# --- what they do on GitHub


def test_the_workflow_passes_a_new_project_and_fails_a_planted_sentence(project):
    steps = yaml.safe_load(WORKFLOW)["jobs"]["briefings"]["steps"]
    passed = run_steps(project, steps)
    assert passed.statuses == {"Install": 0, "Check": 0, "Build the web site": 0}
    assert (project / "_build/html/briefings/tarsa.html").is_file()
    assert passed.summary.startswith("## Briefcheck\n\n0 errors, 0 warnings, 0 notes")

    plant(project)
    failed = run_steps(project, steps)
    assert failed.statuses == {"Install": 0, "Check": 1}
    lines = (project / "briefings/tarsa.md").read_text("utf-8").count("\n")
    assert failed.printed.startswith(
        f"::error file=briefings/tarsa.md,line={lines},col=1,endLine={lines},title=briefcheck uncited::"
    )
    assert f"| error | uncited | briefings/tarsa.md:{lines} |" in failed.summary


def test_the_steps_of_the_page_fail_a_planted_sentence_and_a_baseline_lets_it_pass(project):
    summary, scanning, baseline = STEPS
    (once,) = re.findall(r"^```sh\n(.*?)```$", PAGE, re.M | re.S)
    plant(project)

    assert run_steps(project, summary).statuses == {"Check": 1, "Summary": 0}
    assert "| error | uncited |" in (project.parent / "summary.md").read_text("utf-8")

    assert run_steps(project, scanning).statuses == {"Find": 0, "Check": 1}
    (upload,) = (step for step in scanning if "uses" in step)
    assert '"uncited"' in (project / upload["with"]["sarif_file"]).read_text("utf-8")

    assert bash(project, once, "-e").returncode == 0
    assert run_steps(project, baseline).statuses == {"Check": 0}
    plant(project)
    assert run_steps(project, baseline).statuses == {"Check": 1}


# --- what they do on GitLab


def test_the_gitlab_job_passes_a_new_project_and_fails_a_planted_sentence(project):
    job = yaml.safe_load(GITLAB)["briefcheck"]
    script = "\n".join(job["script"])
    kept = [*job["artifacts"]["paths"], job["artifacts"]["reports"]["junit"]]
    done = bash(project, script, "-eo", "pipefail")
    assert done.returncode == 0, done.stderr
    assert all((project / path).exists() for path in kept)

    plant(project)
    done = bash(project, script, "-eo", "pipefail")
    assert done.returncode == 1
    assert ": error uncited: no source is cited for the value '99'" in done.stdout
    report = ET.fromstring((project / kept[-1]).read_bytes())
    assert [case.attrib["file"] for case in report.iterfind(".//testcase[failure]")] == [
        "briefings/tarsa.md"
    ]
