"""What an earlier build found out is found again, and never where anything else would be found now."""

from __future__ import annotations

import pytest
from project import Project

FERRY = """\
The ferry sank on 3 May 2020 with 214 passengers aboard.

“The doors were open,” Mara Osei told the harbor court. “Nobody had looked at the alarm.”
"""
MARKET = """\
The market in Old Tarsa burned for three days. Damage came to $4.2 million.

“We saw the smoke from the bridge,” said Ivo Brandt.
"""


@pytest.fixture
def project(tmp_path):
    made = Project(tmp_path)
    made.text("rivera2020", FERRY).text("okafor2020", FERRY.replace("214", "two hundred"))
    made.text("haddad2020", MARKET)
    made.briefing(
        "It sank on 3 May 2020 {cite:p}`rivera2020,okafor2020`.\n\n"
        "It had 214 passengers {cite:p}`rivera2020,okafor2020`.\n\n"
        "“Nobody had looked at the alarm,” Mara Osei said {cite:p}`rivera2020,okafor2020`.\n\n"
        "She said that “we saw the smoke from the bridge” {cite:p}`rivera2020,okafor2020`.\n\n"
        "Damage came to $4.2 million {cite:p}`haddad2020{para. 2}`.\n\n"
        "The market in Old Tarsa burned for days."
    )
    made.write(
        "index.md", "# I\n\n```{toctree}\n:glob:\nbriefings/*\n```\n\n```{bibliography}\n```\n"
    )
    made.briefing("Mara Osey spoke to the court {cite:p}`rivera2020,haddad2020`.", "b")
    return made


def rename(project):
    project.configure(briefcheck_names={"Mara Osei": ["Mara Osey"]})


def mistitle(project):
    """A quotation becomes the title of a source, and is none any more."""
    text = (project.source / "references.bib").read_text("utf-8")
    entry = "@online{new2020,\n title = {We saw the smoke from the bridge},\n"
    project.write("references.bib", text + entry + " journaltitle = {N},\n date = {2020},\n}\n")


def redate(project):
    path = project.source / "references.bib"
    project.write("references.bib", path.read_text("utf-8").replace("2020-", "2019-"))


CHANGES = {
    "a text is mended": lambda p: p.text("okafor2020", FERRY),
    "a text loses a line": lambda p: p.text("rivera2020", FERRY.splitlines()[0]),
    "a text is gone": lambda p: p.remove("briefings/sources/rivera2020.txt"),
    "a text cannot be read": lambda p: p.write("briefings/sources/rivera2020.txt", b"\xff\xfe\x00"),
    "who was quoted elsewhere is not": lambda p: p.text(
        "haddad2020", MARKET.split("\n\n", maxsplit=1)[0]
    ),
    "somebody else has the quotation too": lambda p: p.text("ministry2020", MARKET),
    "a name has another spelling": rename,
    "a title is as the quotation": mistitle,
    "entries have other dates": redate,
    "the lock stands for texts no more": lambda p: p.configure(briefcheck_evidence="snapshot"),
    "sources count as one": lambda p: p.configure(briefcheck_min_outlets=3),
    "a briefing says something else": lambda p: p.briefing("It had 215 {cite:p}`rivera2020`.", "b"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_after_any_change_a_build_that_remembers_finds_what_a_new_one_finds(project, change):
    project.build().must_be_clean()
    CHANGES[change](project)
    cached, clean = project.build_cached_and_clean()
    assert cached.report_bytes == clean.report_bytes
    again = project.build()
    assert again.report_bytes == clean.report_bytes


def test_what_the_lock_says_is_not_remembered_when_it_says_something_else(project):
    project.lock()
    for key in ("rivera2020", "okafor2020", "haddad2020"):
        project.remove(f"briefings/sources/{key}.txt")
    before = project.build().must_be_clean().report["statements"]
    lock = project.source / "references.lock"
    project.write(
        "references.lock",
        lock.read_bytes().replace(
            b"okafor2020\tnot carried\tabsent\t", b"okafor2020\tcarried\t\t1"
        ),
    )
    cached, clean = project.build_cached_and_clean()
    assert cached.report_bytes == clean.report_bytes
    assert before != cached.report["statements"]


def test_where_else_a_quotation_is_recorded_changes_with_the_library(project):
    project.lock()
    for key in ("rivera2020", "okafor2020", "haddad2020"):
        project.remove(f"briefings/sources/{key}.txt")
    project.build().must_be_clean()
    text = (project.source / "references.bib").read_text("utf-8")
    project.write("references.bib", text.replace("haddad2020", "renamed2020"))
    cached, clean = project.build_cached_and_clean()
    assert cached.report_bytes == clean.report_bytes


def test_a_text_that_cannot_be_read_is_told_of_in_every_build(project):
    project.write("briefings/sources/ministry2020.txt", "x".encode("utf-16"))
    for build in (project.build(), project.build(), project.build("briefcheck", "-j", "2")):
        assert len(build.about("broken-snapshot")) == 1
        assert build.status == 1


def test_several_processes_find_what_one_finds(project):
    for number in range(24):
        text = f"It had {200 + number} passengers {{cite:p}}`rivera2020,okafor2020`."
        project.briefing(text, f"c{number:02}")
    one = project.build("briefcheck", out="one", doctrees="one")
    two = project.build("briefcheck", "-j", "2", out="two", doctrees="two")
    assert one.report_bytes == two.report_bytes
    html = {j: project.build("html", "-j", j, out=f"h{j}", doctrees=f"h{j}") for j in "12"}
    for name in ("briefings/a.html", "briefings/c14.html"):
        assert html["1"].page(name) == html["2"].page(name)
        assert "briefcheck-cards" in html["1"].page(name)


def test_what_is_found_out_anew_is_kept_though_no_document_has_changed(project):
    kept = project.root / "doctrees" / "environment.pickle"
    project.build().must_be_clean()
    first = kept.read_bytes()
    project.configure(briefcheck_names={"Zed Alp": ["Zed Alpe"]})
    project.build().must_be_clean()
    second = kept.stat().st_mtime_ns, kept.read_bytes()
    project.build().must_be_clean()
    assert second[1] != first
    assert (kept.stat().st_mtime_ns, kept.read_bytes()) == second
