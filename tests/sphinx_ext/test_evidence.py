"""What a build does with the sources' texts and with the lock."""

from __future__ import annotations

import json
import os
import sys

import pytest
from project import Project

CAMP = "The envoy counted 25 tents at the camp {cite:p}`rivera2020,okafor2020`."
WITH_25 = "The camp had grown.\n\nThe envoy counted 25 tents at the camp."
WITHOUT = "The camp had grown.\n\nThe envoy counted the tents at the camp."
SAID = 'The envoy said the gate was "a very old mistake of ours" {cite:p}`rivera2020,okafor2020`.'
WORDS = "The envoy spoke at noon. The gate was a very old mistake of ours, he said."


def project_of(root, text: str, one: str | None, other: str | None, **settings) -> Project:
    """A project with one statement and the texts of rivera2020 and okafor2020."""
    project = Project(root).configure(**settings).briefing(text)
    for key, words in (("rivera2020", one), ("okafor2020", other)):
        if words is not None:
            project.text(key, words)
    return project


def rules(build) -> dict[str, str]:
    """The severities of the findings on the briefing, by rule; those on unused sources aside."""
    return {
        f["rule"]: f["severity"]
        for f in build.must_be_clean().report["findings"]
        if f["rule"] not in ("unused-source", "unlocked-evidence")
    }


def without_texts(project: Project) -> Project:
    for path in (project.source / "briefings/sources").glob("*.txt"):
        path.unlink()
    return project


# -- corroboration ------------------------------------------------------------------------------


def test_two_texts_that_both_have_it_are_two_outlets(tmp_path):
    build = project_of(tmp_path, CAMP, WITH_25, WITH_25).build()
    assert rules(build) == {"shared-text": "warning"} | rules(build)
    (statement,) = build.report["statements"]
    assert (statement["corroboration"], statement["basis"], statement["assumed"]) == (
        2,
        "parts",
        False,
    )
    assert build.report["summary"]["corroborated"] == 1


def test_a_second_key_that_does_not_say_it_does_not_help(tmp_path):
    build = project_of(tmp_path, CAMP, WITH_25, WITHOUT).build()
    (found,) = build.about("single-outlet")
    assert "only The Harbor Post has '25'" in found["message"]
    assert build.report["summary"]["corroborated"] == 0


def test_a_padded_key_is_found_by_the_lock_as_by_the_text(tmp_path):
    project = project_of(tmp_path, CAMP, WITH_25, WITHOUT)
    project.lock()
    with_texts = project.build()
    by_lock = without_texts(project).build_clean()
    assert rules(by_lock) == rules(with_texts)
    assert by_lock.about("single-outlet") == with_texts.about("single-outlet")


def test_a_value_that_nothing_carries_stands_for_the_single_outlet(tmp_path):
    found = rules(project_of(tmp_path, CAMP, WITHOUT, WITHOUT).build())
    assert found["unsupported-value"] == "warning"
    assert "single-outlet" not in found


def test_it_is_no_less_severe_than_the_single_outlet_would_be(tmp_path):
    settings = {"briefcheck_severity": {"single-outlet": "error"}}
    build = project_of(tmp_path, CAMP, WITHOUT, WITHOUT, **settings).build()
    assert rules(build)["unsupported-value"] == "error"
    assert build.status == 1


def test_where_that_rule_is_off_the_single_outlet_is_said(tmp_path):
    settings = {"briefcheck_severity": {"unsupported-value": "off"}}
    build = project_of(tmp_path, CAMP, WITHOUT, WITHOUT, **settings).build()
    assert rules(build)["single-outlet"] == "warning"


def test_a_key_without_text_and_record_is_assumed_and_not_counted(tmp_path):
    build = project_of(tmp_path, CAMP, WITH_25, None).build()
    (statement,) = build.report["statements"]
    assert (statement["corroboration"], statement["assumed"]) == (2, True)
    assert rules(build)["unchecked"] == "note"
    summary = build.report["summary"]
    assert (summary["corroborated"], summary["unchecked"]) == (0, 1)


def test_the_report_says_which_source_carries_which_part_and_where(tmp_path):
    (statement,) = project_of(tmp_path, CAMP, WITH_25, WITHOUT).build().report["statements"]
    (part,) = [e for e in statement["evidence"] if e["type"] == "value"]
    assert part["part"] == "25"
    assert (part["carried_by"], part["not_carried_by"]) == (["rivera2020"], ["okafor2020"])
    assert part["passages"] == [{"key": "rivera2020", "paragraph": 2}]
    assert part["from"] == "snapshot"


# -- quotations ---------------------------------------------------------------------------------


def test_a_misquotation_fails_the_build_and_says_what_differs(tmp_path):
    altered = WORDS.replace("mistake", "error")
    build = project_of(tmp_path, SAID, altered, altered).build()
    (found,) = build.about("misquote")
    assert build.status == 1
    assert "altered" in found["message"]
    assert "error" in found["message"]


def test_words_of_another_source_are_misattributed_to_the_cited_one(tmp_path):
    project = project_of(tmp_path, SAID, "Nothing of it.", "Nothing here either.")
    (found,) = project.text("haddad2020", WORDS).build().about("misquote")
    assert "haddad2020" in found["message"]


def test_an_edited_quotation_does_not_hold_by_the_lock(tmp_path):
    project = project_of(tmp_path, SAID, WORDS, WORDS)
    project.lock()
    without_texts(project)
    assert "unchecked" not in rules(project.build())
    project.briefing(SAID.replace("very old", "rather old"))
    found = rules(project.build())
    assert found["unchecked"] == "warning"
    assert "misquote" not in found


@pytest.mark.parametrize(
    "same",
    [
        SAID.replace('"a very old mistake of ours"', "“a very old mistake of ours”"),
        SAID.replace(" the gate ", "\nthe gate\n"),
    ],
)
def test_typography_and_line_ends_do_not_change_what_holds_by_the_lock(tmp_path, same):
    project = project_of(tmp_path, SAID, WORDS, WORDS)
    project.lock()
    assert "unchecked" not in rules(without_texts(project).briefing(same).build())


# -- the lock -----------------------------------------------------------------------------------


def test_the_same_texts_give_the_same_lock(tmp_path):
    project = project_of(tmp_path, CAMP + " " + SAID, WITH_25, WORDS)
    first = project.lock()
    assert project.lock() == first
    assert project.briefcheck("sources", "lock", "--check").returncode == 0


def test_the_lock_made_without_texts_keeps_what_was_recorded(tmp_path):
    project = project_of(tmp_path, CAMP, WITH_25, WITHOUT)
    first = project.lock()
    assert without_texts(project).lock() == first


def test_with_evidence_snapshot_a_record_does_not_satisfy(tmp_path):
    project = project_of(tmp_path, CAMP, WITH_25, WITH_25, briefcheck_evidence="snapshot")
    project.lock()
    assert rules(without_texts(project).build())["unchecked"] == "note"


def test_another_text_than_the_locked_one_is_an_error(tmp_path):
    project = project_of(tmp_path, CAMP, WITH_25, WITH_25)
    project.lock()
    build = project.text("okafor2020", WITH_25 + "\n\nCorrected.").build()
    (found,) = build.about("changed-snapshot")
    assert (found["severity"], found["path"], found["sources"]) == (
        "error",
        "references.bib",
        ["okafor2020"],
    )


def test_a_record_edited_by_hand_is_stale_and_the_text_decides(tmp_path):
    project = project_of(tmp_path, CAMP, WITH_25, WITHOUT)
    lock = project.lock()
    assert "\tnot carried\tabsent\t" in lock
    project.write("references.lock", lock.replace("\tnot carried\tabsent\t", "\tcarried\t\t2"))
    build = project.build()
    assert rules(build)["stale-evidence"] == "error"
    assert rules(build)["single-outlet"] == "warning"


def test_a_record_under_another_date_of_the_entry_does_not_hold(tmp_path):
    project = project_of(tmp_path, CAMP, WITH_25, WITH_25)
    project.lock()
    bibliography = (project.source / "references.bib").read_text("utf-8")
    project.write("references.bib", bibliography.replace("2020-03-20", "2021-03-20"))
    assert rules(without_texts(project).build())["unchecked"] == "note"


def test_a_statement_without_a_record_is_said_once_a_document(tmp_path):
    project = project_of(tmp_path, CAMP, WITH_25, WITH_25)
    project.lock()
    project.briefing(CAMP + "\n\n" + SAID + "\n\n" + CAMP.replace("25", "2025"))
    (found,) = project.build().about("unlocked-evidence")
    assert (found["severity"], found["path"], found["line"]) == ("note", "briefings/a.md", 5)
    locked = project.configure(briefcheck_locked=True).build()
    assert locked.about("unlocked-evidence")[0]["severity"] == "error"
    assert locked.status == 1


def test_a_record_that_nothing_needs_is_said_at_the_lock(tmp_path):
    project = project_of(tmp_path, CAMP + "\n\n" + SAID, WITH_25, WORDS)
    project.lock()
    (found,) = project.briefing(CAMP).build().about("unlocked-evidence")
    assert found["path"] == "references.lock"
    assert "no statement needs" in found["message"]


def test_each_broken_line_of_the_lock_is_an_error_and_the_rest_holds(tmp_path):
    project = project_of(tmp_path, CAMP, WITH_25, WITH_25)
    lock = project.lock()
    project.write("references.lock", lock + "<<<<<<< theirs\n=======\n")
    build = without_texts(project).build()
    lines, found = len(lock.splitlines()), build.about("broken-lock")
    assert {f["path"] for f in found} == {"references.lock"}
    assert [f["line"] for f in found] == [lines + 1, lines + 2]
    assert "unchecked" not in rules(build)


# -- the texts ----------------------------------------------------------------------------------


def test_a_text_that_is_no_text_is_one_error_and_nothing_passes_by_it(tmp_path):
    project = project_of(tmp_path, CAMP, WITH_25, None)
    project.write("briefings/sources/okafor2020.txt", b"\xff\xfe\x00caf\xe9")
    build = project.build()
    (found,) = build.about("broken-snapshot")
    assert (found["path"], found["sources"]) == ("references.bib", ["okafor2020"])
    assert rules(build)["unchecked"] == "note"


@pytest.mark.skipif(os.name == "nt", reason="links want a privilege on Windows")
def test_a_text_that_is_a_link_is_refused(tmp_path):
    project = project_of(tmp_path, CAMP, WITH_25, None)
    secret = tmp_path / "secret.txt"
    secret.write_text(WITH_25, "utf-8")
    (project.source / "briefings/sources/okafor2020.txt").symlink_to(secret)
    build = project.build()
    assert [f["sources"] for f in build.about("unsafe-content")] == [["okafor2020"]]
    assert rules(build)["unchecked"] == "note"


def test_a_changed_text_rewrites_just_the_pages_that_cite_it(tmp_path):
    project = project_of(tmp_path, CAMP, WITH_25, WITH_25)
    project.briefing("The train left {cite:p}`haddad2020,lindqvist2021`.", "b")
    first = project.build("html")
    pages = {name: first.out / f"briefings/{name}.html" for name in "ab"}
    before = {name: page.stat().st_mtime_ns for name, page in pages.items()}
    assert "one outlet" not in first.text_of("briefings/a.html")
    again = project.text("okafor2020", WITHOUT).build("html")
    assert "one outlet" in again.text_of("briefings/a.html")
    after = {name: page.stat().st_mtime_ns for name, page in pages.items()}
    assert after["a"] != before["a"]
    assert after["b"] == before["b"]


def test_a_build_by_two_processes_tells_the_same(tmp_path):
    project = project_of(tmp_path, CAMP + "\n\n" + SAID, WITH_25, WORDS)
    for name in "bcdefgh":
        project.briefing(CAMP, name)
    one, two = project.build_clean(), project.build_clean("briefcheck", "-j", "2")
    assert one.report_bytes == two.report_bytes


# -- an entailment plug-in ----------------------------------------------------------------------

PLUG_IN = """
import os
def score(statement, passages):
    with open(os.environ["ASKED"], "a") as file:
        file.write(statement + chr(10))
    if "boom" in statement:
        raise RuntimeError("no model")
    return 0.1 if "grown" in passages[0] else 0.9
"""


@pytest.fixture
def plug_in(tmp_path, monkeypatch):
    """A test package with an entry point, and the file in which it notes what it is asked."""
    package = tmp_path / "package"
    about = package / "toymodel-1.0.dist-info"
    about.mkdir(parents=True)
    (package / "toymodel.py").write_text(PLUG_IN, "utf-8")
    (about / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: toymodel\nVersion: 1.0\n", "utf-8"
    )
    entry = "[briefcheck.entailment]\ntoy = toymodel:score\n"
    (about / "entry_points.txt").write_text(entry, "utf-8")
    asked = tmp_path / "asked.txt"
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(package), *sys.path[1:]]))
    monkeypatch.setenv("ASKED", str(asked))
    return asked


TENTS = "The camp of tents is large {cite:p}`rivera2020,okafor2020`."
GROWN = "The camp has grown to be large."


def test_a_plug_in_is_asked_nothing_unless_it_is_configured(tmp_path, plug_in):
    build = project_of(tmp_path, TENTS, GROWN, GROWN).build()
    assert not plug_in.exists()
    assert "weak-support" not in rules(build)


def test_a_low_score_is_a_note_and_never_fails_the_build(tmp_path, plug_in):
    project = project_of(tmp_path, TENTS, GROWN, GROWN, briefcheck_entailment="toy")
    build = project.build()
    assert rules(build)["weak-support"] == "note"
    assert build.status == 0
    project.configure(briefcheck_severity={"weak-support": "error"})
    assert project.build().status == 1


def test_scores_are_kept_in_the_lock_and_not_asked_for_again(tmp_path, plug_in):
    project = project_of(tmp_path, TENTS, GROWN, GROWN, briefcheck_entailment="toy")
    lock = project.lock()
    assert "score\t" in lock
    plug_in.unlink()
    found = rules(project.build())
    assert not plug_in.exists()
    assert found["weak-support"] == "note"
    assert rules(without_texts(project).build())["weak-support"] == "note"
    assert not plug_in.exists()


def test_a_plug_in_that_fails_is_named_once_and_the_rest_is_checked(tmp_path, plug_in):
    text = TENTS.replace("tents", "boom") + "\n\n" + CAMP
    build = project_of(tmp_path, text, GROWN, WITH_25, briefcheck_entailment="toy").build()
    (found,) = build.about("weak-support")
    assert "RuntimeError: no model" in found["message"]
    assert len(build.report["statements"]) == 2


def test_a_plug_in_that_is_not_installed_is_an_error_of_the_configuration(tmp_path, plug_in):
    build = project_of(tmp_path, TENTS, None, None, briefcheck_entailment="toi").build()
    assert build.status == 2
    assert "'toi'" in build.stderr
    assert "did you mean 'toy'" in build.stderr


def test_the_report_is_json_that_the_contract_describes(tmp_path):
    build = project_of(tmp_path, CAMP, WITH_25, WITHOUT).build()
    for source in json.loads(build.report_bytes)["sources"]:
        at_hand = source["key"] in ("rivera2020", "okafor2020")
        assert source["snapshot"]["checked"] is at_hand
        assert (source["snapshot"]["sha256"] is not None) is at_hand
