"""What conf.py may say, and what a person hears who said something else."""

from __future__ import annotations

import pytest
from project import Project


@pytest.fixture
def project(tmp_path):
    return Project(tmp_path).briefing("The base was hit {cite:p}`rivera2020,okafor2020`.")


def test_a_pattern_that_matches_no_document_is_one_line_and_exit_status_2(project):
    project.configure(briefcheck_documents=["briefings/**", "briefing/**", "papers/*"])
    build = project.build("html")
    (said,) = build.stderr.splitlines()
    assert build.status == 2
    assert "'briefing/**', 'papers/*' matches no document" in said


def test_the_defaults_are_a_pattern_too(tmp_path):
    project = Project(tmp_path).write("papers/a.md", "# A\n\nThe base was hit.\n")
    assert project.build().status == 2
    project.configure(briefcheck_documents=["papers/*.md"])
    assert project.build().about("uncited")[0]["path"] == "papers/a.md"
    project.configure(briefcheck_documents=["./papers/a"])
    assert project.build().about("uncited")[0]["path"] == "papers/a.md"


def test_values_may_come_from_the_command_line(project):
    build = project.build("briefcheck", "-D", "briefcheck_min_outlets=3")
    assert ("single-outlet", "briefings/a.md", 3) in build.findings
    build = project.build("briefcheck", "-D", "briefcheck_fail_onn=never")
    assert build.status == 2
    assert "'briefcheck_fail_on'" in build.stderr


def test_the_extension_alone_turns_on_what_it_needs(tmp_path):
    project = Project(tmp_path)
    project.write("conf.py", 'extensions = ["builder_ext"]\nhtml_theme = "basic"\n')
    project.briefing(
        ":::{assessment}\nThe truce will hold.\n:::\n\n[It may not.]{.assessment}\n\n"
        "{.gap}\nWho paid.\n\nThe base was hit {cite:p}`rivera2020,okafor2020`.\n\n"
        "```{bibliography}\n```"
    )
    build = project.build("briefcheck").must_be_clean()
    kinds = [statement["kind"] for statement in build.report["statements"]]
    assert kinds == ["assessment", "assessment", "gap", "factual"]


def test_the_sources_are_not_published_unless_conf_py_says_so(project):
    """They show waivers, and marks that the page words with care."""
    assert not list((project.build("html").out / "_sources").glob("**/*.txt"))
    project.configure(html_copy_source=True)
    assert (project.build("html").out / "_sources/briefings/a.md.txt").exists()


def test_snapshots_are_never_pages_even_where_their_suffix_is_one_of_sources(project):
    project.configure(
        source_suffix={".md": "markdown", ".txt": "markdown"},
        briefcheck_snapshots="./briefings/sources/",
    )
    project.write("briefings/sources/rivera2020.txt", "# Night train\n\nThe base was hit.\n")
    project.write("briefings/sources/deep/notes.md", "# Notes\n\nThe base was hit.\n")
    build = project.build("html").must_be_clean()
    assert build.status == 0
    assert not list(build.out.rglob("*rivera2020*"))
    assert not list(build.out.rglob("*notes*"))
    assert "night train" not in (build.out / "searchindex.js").read_text().lower()
