"""The build as a gate: exit status, log lines, caching, and files that are whole."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from project import SIX_SOURCES, Build, Project, two_at_a_time

UNCITED = "The base was hit on 27 December."
ALONE = "The base was hit {cite:p}`rivera2020`."
SOUND = "The envoy left {cite:p}`rivera2020,okafor2020`."
LIST = "# Sources\n\n```{bibliography}\n```\n"
INDEX = "# Briefings\n\n```{toctree}\n:glob:\nbriefings/*\nsources\n```\n"

BUILDERS = ["html", "dirhtml", "singlehtml", "text", "latex", "xml", "dummy", "briefcheck"]
if importlib.util.find_spec("typst"):
    BUILDERS.append("briefpdf")


def new_project(root, *texts: str, **settings) -> Project:
    """A project with briefings a, b, c … and a page of all sources."""
    project = Project(root).configure(**settings).write("index.md", INDEX)
    for name, text in zip("abcdefgh", texts, strict=False):
        project.briefing(text, name)
    return project.write("sources.md", LIST)


# -- the exit status ----------------------------------------------------------------------------


@pytest.fixture(scope="module")
def faulty(tmp_path_factory):
    return new_project(tmp_path_factory.mktemp("faulty"), UNCITED, SOUND)


@pytest.fixture(scope="module")
def twice(faulty):
    """The first and the cached build by every builder, two builders at a time."""

    def build(builder: str) -> tuple[Build, Build]:
        first, second = (faulty.build(builder, doctrees=builder) for _ in range(2))
        return first, second

    return two_at_a_time(build, BUILDERS)


@pytest.mark.parametrize("builder", BUILDERS)
def test_a_finding_fails_the_first_and_every_cached_build(twice, builder):
    first, second = twice[builder]
    assert (first.status, second.status) == (1, 1)
    assert ("briefings/a.md", 3, "ERROR", "briefcheck.uncited") in first.seen
    assert sorted(first.seen) == sorted(second.seen)


def test_a_finding_fails_a_parallel_build(faulty):
    assert faulty.build_clean("html", "-j", "2").status == 1
    assert faulty.build("html", "-j", "2").status == 1


@pytest.fixture(scope="module")
def unlinked(tmp_path_factory):
    """Faulty, and without an address that linkcheck would look up."""
    project = new_project(tmp_path_factory.mktemp("unlinked"), UNCITED).remove("sources.md")
    return project.configure(
        extensions=["builder_ext", "sphinx.ext.coverage", "sphinx.ext.doctest"]
    )


@pytest.mark.parametrize("builder", ["gettext", "linkcheck", "coverage", "doctest"])
def test_builders_that_neither_render_nor_check_do_not_fail(unlinked, builder):
    # Sphinx itself wants other doctrees for gettext.
    build = unlinked.build(builder, doctrees=builder)
    assert build.status == 0, build.stderr
    assert ("briefings/a.md", 3, "ERROR", "briefcheck.uncited") in build.seen


FAILING = {
    "by default": ({}, 0),
    "from warnings on": ({"fail_on": "warning"}, 1),
    "a warning made an error": ({"severity": {"single-outlet": "error"}}, 1),
    "never": ({"fail_on": "never", "severity": {"single-outlet": "error"}}, 0),
    "a warning made a note": ({"fail_on": "warning", "severity": {"single-outlet": "note"}}, 0),
}


@pytest.fixture(scope="module")
def one_warning(tmp_path_factory):
    def build(name: str) -> Build:
        settings = {f"briefcheck_{key}": value for key, value in FAILING[name][0].items()}
        return new_project(tmp_path_factory.mktemp("warning"), ALONE, **settings).build("dummy")

    return two_at_a_time(build, FAILING)


@pytest.mark.parametrize("name", FAILING)
def test_fail_on_says_from_which_severity_on_a_build_fails(one_warning, name):
    assert one_warning[name].status == FAILING[name][1]


def test_a_waived_finding_neither_fails_nor_is_printed_nor_counts(tmp_path):
    waived = f"{ALONE} {{waive}}`single-outlet: nobody else was there`"
    project = new_project(tmp_path, waived, briefcheck_fail_on="warning")
    build = project.build("briefcheck", "-W")
    assert (build.status, build.stderr) == (0, "")
    (finding,) = build.about("single-outlet")
    assert finding["waived"] == "nobody else was there"
    assert (build.report["summary"]["waived"], build.report["summary"]["findings"]["warning"]) == (
        1,
        0,
    )


# -- what is printed ----------------------------------------------------------------------------


def test_findings_are_sphinx_warnings_with_path_line_level_and_rule(tmp_path):
    build = new_project(tmp_path, f"{UNCITED}\n\n{ALONE}").build("dummy")
    file = tmp_path / "source/briefings/a.md"
    error, warning = build.stderr.splitlines()
    assert error.startswith(f"{file}:3: ERROR: ")
    assert error.endswith(" [briefcheck.uncited]")
    assert warning.startswith(f"{file}:5: WARNING: ")
    assert warning.endswith(" [briefcheck.single-outlet]")


def test_a_note_is_information_and_no_warning(tmp_path):
    project = new_project(tmp_path, SOUND)
    quiet, loud = project.build("dummy", "-W"), project.build("dummy", verbose=True)
    assert (quiet.status, quiet.stderr, loud.stderr) == (0, "", "")
    assert "NOTE: 'lindqvist2021' is never cited [briefcheck.unused-source]" in loud.stdout


def test_w_turns_a_warning_into_a_failure_on_cached_builds_too(tmp_path):
    project = new_project(tmp_path, ALONE)
    assert [project.build("dummy", "-W").status for _ in range(2)] == [1, 1]


def test_suppressed_warnings_are_hidden_and_fail_all_the_same(tmp_path):
    project = new_project(tmp_path, UNCITED, suppress_warnings=["briefcheck.*"])
    build = project.build()
    assert (build.status, build.stderr) == (1, "")
    assert build.findings[0] == ("uncited", "briefings/a.md", 3)


# -- the builder "briefcheck" -------------------------------------------------------------------


def test_the_check_writes_three_reports_and_ends_with_the_totals(tmp_path):
    project = new_project(tmp_path, f"{UNCITED} {ALONE}", SOUND)
    build = project.build(verbose=True)
    assert sorted(p.name for p in build.out.iterdir()) == [
        "report.json",
        "report.sarif",
        "report.txt",
    ]
    assert json.loads(build.page("report.sarif"))["version"] == "2.1.0"
    totals = "2 briefings, 3 statements, 3 factual, 2 cited, 1 with two or more origins; 1 error, 1 warning"
    said = [line for line in build.stdout.splitlines() if line.strip()]
    assert totals in said[-2:]
    assert "The Harbor Post alone carries 1 statement" in said
    assert build.page("report.txt").splitlines()[-1] == totals


def test_switched_off_everything_is_as_without_the_extension(tmp_path):
    text = f"{UNCITED} It burned {{cite:p}}`rivera2020,nosuch`.\n\n[We judge.]{{.assessment}}"
    project = new_project(tmp_path, text, briefcheck_documents=[])
    build = project.build("html")
    assert build.seen == [("briefings/a.md", 3, "WARNING", "bibtex.key_not_found")]
    assert build.status == 0
    page = build.page("briefings/a.html")
    assert "briefcheck-mark" not in page
    assert "briefcheck-box" not in page
    check = project.build(verbose=True)
    assert check.status == 0
    # A report of an earlier build must not be taken for this one's.
    assert check.report["summary"]["documents"] == 0
    assert "nothing is checked" in check.stdout


def test_no_build_writes_into_the_source_folder(tmp_path):
    project = new_project(tmp_path, UNCITED, SOUND)
    before = project.listing()
    project.build_cached_and_clean("html")
    project.build()
    assert project.listing() == before


# -- clean = incremental = parallel = any builder -----------------------------------------------


def change(project: Project, name: str, old: str, new: str) -> None:
    text = (project.source / name).read_text()
    assert old in text
    project.write(name, text.replace(old, new))


def change_unseen(project: Project, name: str, old: str, new: str) -> None:
    """Change a file so that neither its time nor its size shows it."""
    assert len(old) == len(new)
    times = (project.source / name).stat()
    change(project, name, old, new)
    os.utime(project.source / name, ns=(times.st_atime_ns, times.st_mtime_ns))


def add_and_rename(project: Project) -> None:
    project.briefing(ALONE, "d").briefing(SOUND, "e").remove("briefings/b.md")


def mend_and_add(project: Project) -> None:
    late = "@online{late2020, title={Late}, organization={Late News}}\n"
    project.write("references.bib", SIX_SOURCES + late)


POST, WEEKLY = "{The Harbor Post},\n  date", "{Meridian Weekly},\n  date"
ONE = {"Coast Daily": {"aliases": ["Meridian Weekly"]}}
EDITS = {
    "a sentence": lambda p: change(p, "briefings/a.md", "27 December", "3 January"),
    "an included file": lambda p: change(p, "parts/p.md", "The town", "On 2 May the town"),
    "a document more, another name": add_and_rename,
    "a document less": lambda p: p.remove("briefings/d.md"),
    "another outlet": lambda p: change(p, "references.bib", WEEKLY, POST),
    "another outlet, unseen": lambda p: change_unseen(p, "references.bib", POST, WEEKLY),
    "a broken entry": lambda p: change(p, "references.bib", "haddad2020,", "haddad2020"),
    "a mended and a new entry": mend_and_add,
    "two outlets made one": lambda p: p.configure(briefcheck_outlets=ONE),
}


def test_after_any_edit_a_cached_build_reports_what_a_clean_one_does(tmp_path):
    project = new_project(
        tmp_path,
        f"{UNCITED} {SOUND}\n\n```{{include}} ../parts/p.md\n```",
        SOUND,
        "The truce held {cite:p}`okafor2020,haddad2020`. It ended {cite:p}`late2020`.",
    ).write("parts/p.md", "The town was empty.\n")
    project.configure(exclude_patterns=["parts/**"])
    project.build()
    before = b""
    for name, edit in EDITS.items():
        edit(project)
        cached, clean = project.build_cached_and_clean()
        assert cached.report_bytes == clean.report_bytes, name
        assert (cached.status, cached.seen) == (clean.status, clean.seen), name
        assert "Traceback" not in cached.stderr, name
        assert cached.report_bytes != before, f"{name}: the edit changes nothing"
        before = cached.report_bytes


def test_the_report_does_not_depend_on_builders_processes_or_repetition(tmp_path):
    project = new_project(tmp_path, UNCITED, ALONE, SOUND, f"{SOUND} {UNCITED}", ALONE, SOUND)
    clean = project.build_clean().report_bytes
    parallel = project.build_clean("briefcheck", "-j", "2").report_bytes
    project.build("text", "-j", "2")
    project.build("html")
    assert clean == parallel == project.build().report_bytes


def test_what_another_version_has_stored_is_read_anew(tmp_path):
    project = new_project(tmp_path, UNCITED)
    clean = project.build().report_bytes
    other = (
        "import builder_ext.sphinx_ext.domain as domain\n"
        "domain.FACTS_VERSION += 1\ndomain.BriefcheckDomain.data_version += 1\n"
    )
    project.configure(other)
    assert project.build().must_be_clean().report_bytes == clean
    project.configure()
    assert project.build().must_be_clean().report_bytes == clean


# -- pages are written again when, and only when, they show something else ------------------------


def times(build: Build) -> dict[str, int]:
    return {
        p.relative_to(build.out).as_posix(): p.stat().st_mtime_ns for p in build.out.rglob("*.html")
    }


def rewritten(before: dict[str, int], build: Build) -> set[str]:
    """The documents' pages that a build wrote."""
    changed = {name for name, time in times(build).items() if before.get(name) != time}
    return {name for name in changed if name.startswith("briefings/") or name == "sources.html"}


@pytest.fixture
def site(tmp_path):
    project = new_project(
        tmp_path, "The base was hit {cite:p}`okafor2020,rivera2020`.",
        "The truce held {cite:t}`haddad2020`.", "Trains ran {footcite}`okafor2020`.\n\n```{footbibliography}\n```",
        "Ships sailed {cite:p}`lindqvist2021`.\n\n```{bibliography}\n:filter: docname in docnames\n:keyprefix: d-\n```",
    )  # fmt: skip
    return project, times(project.build("html").must_be_clean())


def test_a_changed_entry_rewrites_just_the_pages_that_show_it(site):
    project, before = site
    assert rewritten(before, project.build("html")) == set()
    change(project, "references.bib", "What the Envoy Knew", "What the Envoy Said")
    build = project.build("html")
    assert rewritten(before, build) == {"briefings/a.html", "briefings/c.html", "sources.html"}
    assert "What the Envoy Said" in build.text_of("sources.html")
    assert "What the Envoy Said" in build.text_of("briefings/c.html")


def test_marks_on_a_cached_page_follow_the_findings(site):
    project, before = site
    assert "one outlet" not in project.build("html").text_of("briefings/a.html")
    same = {"The Harbor Post": {"aliases": ["Meridian Weekly"]}}
    build = project.configure(briefcheck_outlets=same).build("html")
    assert "one outlet" in build.text_of("briefings/a.html")
    assert rewritten(before, build) == {"briefings/a.html"}
    build = project.configure(briefcheck_outlets={}).build("html")
    assert "one outlet" not in build.text_of("briefings/a.html")
    build = project.configure(briefcheck_publish="none").build("html")
    assert "briefcheck-box" not in build.page("briefings/a.html")


def test_a_label_that_another_page_makes_ambiguous_changes_on_cached_pages(site):
    project, _ = site
    twin = (
        "@online{okafor2, author={Okafor, Cy}, title={Z}, organization={Late}, date={2020-05-01}}\n"
    )
    project.write("references.bib", SIX_SOURCES + twin).briefing("It ended {cite:p}`okafor2`.", "e")
    build = project.build("html").must_be_clean()
    assert "Okafor 2020a" in build.text_of("briefings/a.html")
    assert "Okafor 2020b" in build.text_of("briefings/e.html")


def test_a_page_is_not_stale_because_another_builder_has_read_its_change(site):
    project, _ = site
    project.write("parts/p.md", "A new fact {cite:p}`rivera2020,okafor2020`.\n")
    project.briefing("```{include} ../parts/p.md\n```", "b").configure(
        exclude_patterns=["parts/**"]
    )
    project.build("html")
    change(project, "parts/p.md", "new", "newer")
    project.build("briefcheck")
    assert "A newer fact" in project.build("html").text_of("briefings/b.html")


def test_the_bibliography_s_other_name_reaches_the_cached_pages(site):
    project, _ = site
    project.write("library.md", LIST.replace("Sources", "Library")).remove("sources.md")
    project.write("index.md", INDEX.replace("sources", "library"))
    page = project.build("html").must_be_clean().page("briefings/a.html")
    assert "../library.html#" in page
    assert "../sources.html" not in page


# -- kills and company --------------------------------------------------------------------------


def words(build: Build) -> dict[str, str]:
    return {name: build.text_of(name) for name in times(build)}


def test_after_a_kill_the_next_build_is_like_a_clean_one(tmp_path):
    project = new_project(tmp_path, UNCITED, SOUND)
    for name in "ijklmn":
        project.briefing(f"{ALONE} {SOUND} {UNCITED}\n\n" * 8, name)
    for number, seconds in enumerate((0.5, 0.8, 1.1)):
        command, _ = project.command("html")
        with subprocess.Popen(command, stderr=subprocess.DEVNULL) as run:
            time.sleep(seconds)
            run.kill()
        project.write("references.bib", SIX_SOURCES.replace("Night", f"{number}th Night"))
    cached, clean = project.build_cached_and_clean("html")
    assert words(cached.must_be_clean()) == words(clean)
    cached, clean = project.build_cached_and_clean()
    assert cached.report_bytes == clean.report_bytes


def test_pages_that_a_kill_may_have_cut_off_are_written_again(site):
    project, _ = site
    page = project.root / "out/html/briefings/b.html"
    whole = page.read_text()
    # As a kill leaves it: the environment is saved, the record of written pages is not.
    page.write_text(whole[: len(whole) // 2])
    for record in (project.root / "doctrees").glob("briefcheck-shown-*"):
        record.unlink()
    project.build("html")
    assert page.read_text() == whole


def test_two_builds_into_one_folder_leave_a_whole_report(tmp_path):
    project = new_project(tmp_path, UNCITED, *[SOUND] * 6)
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: project.build(), range(2)))
    cached, clean = project.build_cached_and_clean()
    assert cached.report_bytes == clean.report_bytes
    assert all(run.status in (1, 2) for run in runs)
    assert sorted(p.name for p in runs[0].out.iterdir()) == [
        "report.json",
        "report.sarif",
        "report.txt",
    ]


def test_a_key_of_a_statement_is_a_hash_and_stays_when_lines_move(tmp_path):
    project = new_project(tmp_path, f"{SOUND}\n\n{SOUND}")
    first = [s["id"] for s in project.build().report["statements"]]
    project.briefing(f"{{.about}}\nA new first line.\n\n{SOUND}\n\n{SOUND}")
    second = [s["id"] for s in project.build().report["statements"]]
    assert second[1:] == first
    assert len(set(first)) == 2
    assert all(re.fullmatch("[0-9a-f]{16,}", ident) for ident in first)
