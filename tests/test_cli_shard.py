"""A check that several machines share comes to the same report, byte for byte."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import jsonschema
import pytest
from project import Project

import builder_ext.reports
from builder_ext.model import Place
from builder_ext.reports.shard import Share, read_shard, shard_data

SCHEMA = Path(builder_ext.reports.__file__).with_name("report.schema.json")

TEXT = "The ferry sank on 3 May 2020 with 214 passengers aboard, the harbor office of the port wrote.\n"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """Six briefings whose findings hang together: shared texts, prefixes, an included file, waivers."""
    made = Project(tmp_path_factory.mktemp("shards"))
    for key in ("rivera2020", "haddad2020"):
        made.text(key, TEXT * 3)
    made.text("okafor2020", "The market burned. Damage came to $4.2 million.")
    made.write(
        "library.md", "# L\n\n```{bibliography}\n:all:\n:keyprefix: x-\n:labelprefix: X\n```\n"
    )
    made.write(
        "index.md",
        "# I\n\nSee {cite:p}`lindqvist2021`.\n\n```{toctree}\n:glob:\nbriefings/*\nlibrary\n```\n",
    )
    made.write("parts/said.txt", "It sank {cite:p}`rivera2020`.\n")
    made.briefing("It had 214 passengers {cite:p}`rivera2020`.")
    made.briefing(
        "It had 215 {cite:p}`x-haddad2020,nobody`.\n\n```{include} ../parts/said.txt\n```", "b"
    )
    made.briefing("It sank in 2019. {waive}`uncited because it is known`", "c")
    made.briefing("“Damage came to $4.2 million,” she said {cite:p}`rivera2020`.", "d")
    made.briefing("```{include} ../parts/said.txt\n```\n\nNobody came, in May 2020.", "e")
    made.write("briefings/f.md", b"# F\n\n\xff\n")
    return made.configure(
        exclude_patterns=["parts"], briefcheck_waivers={"unused-source": {"ministry2020": "later"}}
    )


def shards(project, of):
    paths = []
    for number in range(1, of + 1):
        path = project.root / f"{number}-of-{of}.json"
        done = project.briefcheck(
            "check", "--shard", f"{number}/{of}", "--format", "json", "--output", str(path)
        )
        assert done.returncode in (0, 1), done.stderr
        paths.append(str(path))
    return paths


def refused(done):
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1, done.stderr
    return done.stderr.strip()


@pytest.mark.parametrize("of", [1, 2, 5])
def test_merged_shards_are_the_report_of_the_whole(project, of):
    whole = project.briefcheck("check", "--format", "json")
    merged = project.briefcheck("merge", *shards(project, of)[::-1], "--format", "json")
    assert merged.stdout == whole.stdout
    assert merged.returncode == whole.returncode == 1
    rules = {finding["rule"] for finding in json.loads(whole.stdout)["findings"]}
    assert {"shared-text", "unused-source", "unread-text", "unknown-source", "misquote"} <= rules


@pytest.mark.parametrize("format_", ["sarif", "concise", "junit"])
def test_every_format_is_that_of_the_whole(project, format_):
    merged = project.briefcheck("merge", *shards(project, 2), "--format", format_)
    assert merged.stdout == project.briefcheck("check", "--format", format_).stdout


def test_a_shard_reports_on_its_own_briefings_and_not_on_the_library(project):
    reports = [json.loads(Path(path).read_bytes()) for path in shards(project, 3)]
    found = [finding for report in reports for finding in report["findings"]]
    assert {finding["path"] for finding in found} <= {
        *(f"briefings/{name}.md" for name in "abcde"),
        "parts/said.txt",
    }
    told = [statement["id"] for report in reports for statement in report["statements"]]
    for report in reports:
        jsonschema.validate(report, json.loads(SCHEMA.read_bytes()))
    whole = json.loads(project.briefcheck("check", "--format", "json").stdout)
    assert set(told) == {statement["id"] for statement in whole["statements"]}


def test_what_is_not_all_shards_of_one_check_is_refused(project):
    one, two, three = shards(project, 3)
    assert refused(project.briefcheck("merge", one, three)) == "briefcheck: shard 2/3 is missing"
    assert "shard 2/3 is given twice" in refused(project.briefcheck("merge", one, two, three, two))
    other = shards(project, 2)[0]
    assert "different checks: of 2, 3" in refused(project.briefcheck("merge", one, two, other))


def test_a_briefing_that_is_new_or_changed_is_told_of(project):
    paths = shards(project, 2)
    text = (project.source / "briefings/a.md").read_bytes()
    try:
        project.write("briefings/a.md", text + b"\nMore.\n")
        told = refused(project.briefcheck("merge", *paths))
        assert "briefings/a.md is not what the shards were made of" in told
        project.write("briefings/a.md", text).briefing("New.", "new")
        assert "no shard has read briefings/new" in refused(project.briefcheck("merge", *paths))
    finally:
        project.write("briefings/a.md", text).remove("briefings/new.md")


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda data: b"{", "is no JSON"),
        (lambda data: b"[]", "no report of a shard"),
        (
            lambda data: data.replace(b"214 passengers", b"999 passengers"),
            "changed after it was written",
        ),
        (lambda data: data.replace(b'"documents": [[', b'"documents": [[1, ', 1), "damaged"),
        (lambda data: data.replace(b'"of": 1', b'"of": "1"'), "damaged"),
        (lambda data: data.replace(b'"facts": {', b'"facts": {"zz": [1],', 1), "damaged"),
    ],
)
def test_a_damaged_shard_is_told_of_in_one_line(project, spoil, why):
    (path,) = shards(project, 1)
    data = (project.root / "1-of-1.json").read_bytes()
    compact = json.dumps(json.loads(data), ensure_ascii=False, separators=(", ", ": ")).encode()
    spoilt = spoil(compact)
    assert spoilt != compact
    (project.root / "spoilt.json").write_bytes(spoilt)
    assert why in refused(project.briefcheck("merge", str(project.root / "spoilt.json")))
    assert "cannot be read" in refused(project.briefcheck("merge", path, "nowhere.json"))


@pytest.mark.parametrize("asked", ["0/3", "4/3", "3", "1/0", "a/b", "-1/2", "1/2/3", ""])
def test_a_share_that_there_is_not_is_refused(project, asked):
    told = refused(project.briefcheck("check", f"--shard={asked}"))
    assert "is no shard: the third of sixteen is 3/16" in told


def test_a_shard_is_of_all_briefings_and_rules(project):
    told = refused(project.briefcheck("check", "--shard", "1/2", "briefings"))
    assert (
        told == "briefcheck: --shard takes a share of all documents, by all rules: leave PATH out"
    )
    assert "leave --select out" in refused(
        project.briefcheck("check", "--shard", "1/2", "--select", "uncited")
    )


def forged(project, **changes):
    """The shard of all briefings with something else in it, and a hash that fits."""
    (path,) = shards(project, 1)
    report = json.loads(Path(path).read_bytes())
    shard = replace(read_shard(report), **changes)
    report["shard"] = json.loads(json.dumps(shard_data(shard)))
    Path(path).write_text(json.dumps(report), encoding="utf-8")
    return path, shard


def test_another_conf_py_or_bibliography_is_told_of(project):
    paths = shards(project, 2)
    for name in ("conf.py", "references.bib"):
        text = (project.source / name).read_bytes()
        try:
            project.write(name, text + b"\n")
            told = refused(project.briefcheck("merge", *paths))
            assert "is not what the shards were made of; run all of them again" in told
            assert {"conf.py": "conf.py", "references.bib": "the bibliography"}[name] in told
        finally:
            project.write(name, text)


def test_a_file_that_was_not_there_to_be_included_is_told_of_when_it_is(tmp_path):
    project = Project(tmp_path).configure(exclude_patterns=["parts"])
    project.briefing("```{include} ../parts/late.md\n```")
    paths = shards(project, 2)
    project.write("parts/late.md", "It carried 99 passengers.\n")
    assert "parts/late.md is not what" in refused(project.briefcheck("merge", *paths))


def test_an_included_file_without_a_statement_is_one_that_the_shard_was_made_of(tmp_path):
    project = Project(tmp_path).configure(exclude_patterns=["parts"])
    project.write("parts/empty.md", "<!-- later -->\n")
    project.briefing("```{include} ../parts/empty.md\n```")
    paths = shards(project, 1)
    project.write("parts/empty.md", "In 2019, 45 people died.\n")
    assert "parts/empty.md is not what" in refused(project.briefcheck("merge", *paths))


def test_a_shard_opens_no_file_outside_of_the_project(project, tmp_path):
    (tmp_path / "secret.txt").write_text("TOP SECRET\n", encoding="utf-8")
    os.mkfifo(tmp_path / "fifo")
    for path in (str(tmp_path / "secret.txt"), "../x", "a\0b", str(tmp_path / "fifo"), "\udcff"):
        name, shard = forged(project)
        name, _ = forged(project, files={**shard.files, path: "0" * 64})
        told = refused(project.briefcheck("merge", name))
        assert "outside of the project" in told or "is not what the shards were made of" in told


def test_a_shard_speaks_of_nothing_that_it_was_not_made_of(project):
    name, shard = forged(project)
    first = next(d for d in shard.documents if d.statements)
    told = replace(first.statements[0], place=Place("../secret.txt", 3))
    others = [d for d in shard.documents if d is not first]
    spoilt = replace(first, statements=(told,))
    name, _ = forged(project, documents=(spoilt, *others))
    assert "it speaks of '../secret.txt'" in refused(project.briefcheck("merge", name))


@pytest.mark.parametrize(
    "changes",
    [
        {"share": Share(1, 10**9)},
        {"share": Share(3, 2)},
        {"facts": {b"1" * 16: (1,), b"2" * 16: ((("a",),),)}},
    ],
)
def test_numbers_and_facts_that_cannot_be_are_refused_or_left_aside(project, changes):
    name, _ = forged(project, **changes)
    done = project.briefcheck("merge", name, "--format", "json")
    if "facts" in changes:
        assert done.stdout == project.briefcheck("check", "--format", "json").stdout
    else:
        assert "there is no shard" in refused(done)


def test_briefings_that_a_shard_calls_unchecked_are_checked_or_it_is_refused(project):
    _, shard = forged(project)
    unchecked = tuple(replace(document, checked=False) for document in shard.documents)
    name, _ = forged(project, documents=unchecked)
    assert "no shard has read briefings/" in refused(project.briefcheck("merge", name))


def test_the_merge_does_not_write_over_a_shard(project):
    one, two = shards(project, 2)
    told = refused(project.briefcheck("merge", one, two, "--output", two))
    assert "is one of the reports that are merged" in told
