"""A briefing that cannot be read is an error, and the others are checked: nothing vanishes."""

from __future__ import annotations

import pytest
from project import Project

CITED = "It sank {cite:p}`rivera2020,okafor2020`."
UNREAD = {
    "latin.md": ("# L\n\nIt fell in Fürth.\n".encode("latin-1"), 3, "is not UTF-8"),
    "wide.md": ("# W\n\nIt fell in 2019.\n".encode("utf-16"), 1, "is not UTF-8"),
    "shouted.MD": (b"# S\n\nIt fell in 2019.\n", 1, "none of the endings that are read"),
    "long.markdown": (b"# M\n\nIt fell in 2019.\n", 1, "none of the endings that are read"),
}


@pytest.fixture
def project(tmp_path):
    made = Project(tmp_path).configure(exclude_patterns=["_build"]).briefing(CITED)
    for name, (data, _, _) in UNREAD.items():
        made.write(f"briefings/{name}", data)
    (made.source / "briefings/gone.md").symlink_to("nowhere.md")
    return made


def test_each_is_one_error_at_its_line_with_every_builder(project):
    expected = {(f"briefings/{name}", line) for name, (_, line, _) in UNREAD.items()}
    expected.add(("briefings/gone.md", 1))
    built = project.build().must_be_clean()
    assert built.status == 1
    found = built.about("unread-text")
    assert {(f["path"], f["line"]) for f in found} == expected
    assert len(found) == len(expected)
    for name, (_, _, why) in UNREAD.items():
        (finding,) = [f for f in found if f["path"].endswith(name)]
        assert why in finding["message"]
    assert built.report["summary"]["statements"] == 1
    html = project.build("html", out="html", doctrees="other").must_be_clean()
    assert html.status == 1
    assert "It sank" in html.text_of("briefings/a.html")
    done = project.briefcheck("check", "--format", "concise")
    assert done.returncode == 1
    assert done.stdout.count(" error unread-text: ") == len(expected)


def test_it_stays_so_until_it_is_mended_and_then_it_is_checked(project):
    for name in (*UNREAD, "gone.md"):
        project.remove(f"briefings/{name}")
    assert project.build().status == 0
    project.write("briefings/a.md", UNREAD["latin.md"][0])
    for _ in range(2):
        built = project.build().must_be_clean()
        assert [(rule, line) for rule, _, line in built.findings if rule == "unread-text"] == [
            ("unread-text", 3)
        ]
        assert built.report["summary"]["statements"] == 0
    project.write("briefings/a.md", "# L\n\nIt fell in Fürth.\n")
    assert [rule for rule, _, _ in project.build().findings if rule != "unused-source"] == [
        "uncited"
    ]


def test_the_title_of_a_box_has_to_stand_in_its_section(project):
    project.briefing(
        f":::{{admonition}} He took 666 euros\n{CITED}\n:::\n\n"
        f"```{{rubric}} It sank with 77 men\n```\n\n{CITED} It cost 666 euros {{cite:p}}`haddad2020,okafor2020`."
    )
    found = project.build().about("unsupported-heading")
    assert [(f["line"], f["severity"]) for f in found] == [(7, "note")]
    assert "'77'" in found[0]["message"]
