"""What is malformed or hostile is named with its place; it stops nothing and breaks out of nothing."""

from __future__ import annotations

import re
import time

import pytest
from project import SIX_SOURCES, Project

BROKEN = """\
@article{unclosed,
  title = {Never closed,
  date = {2020},
}
@article{nocomma,
  title = {A}
  date = {2020},
}
@article{nokeycomma
  title = {A},
}
@article{twice,
  title = {A},
  title = {B},
}
@article{my key,
  title = {A},
}
@article{,
  title = {A},
}
article{noat,
  title = {A},
}
"""
LINES = [1, 5, 9, 12, 16, 19, 22]
TEXT = "It burned {cite:p}`rivera2020,okafor2020`.\n\n```{bibliography}\n```"


@pytest.fixture(scope="module")
def broken(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("broken")).briefing(TEXT)
    return project.write("references.bib", BROKEN + SIX_SOURCES + "@misc{cut, title = {Cut o")


@pytest.mark.parametrize("builder", ["html", "latex", "xml"])
def test_broken_entries_are_named_and_the_others_shown_by_every_builder(broken, builder):
    build = broken.build(builder).must_be_clean()
    last = (BROKEN + SIX_SOURCES).count("\n") + 1
    lines = [line for path, line, _, rule in build.seen if rule == "briefcheck.broken-bibliography"]
    assert (build.status, lines) == (1, [*LINES, last])
    assert len(build.seen) == len(lines)


def test_the_page_beside_a_broken_bibliography_is_whole(broken):
    page = broken.build("html").text_of("briefings/a.html")
    assert "(Okafor 2020; Rivera 2020)" in page
    assert "“What the Envoy Knew”. Meridian Weekly, 20 March 2020." in page


def test_a_bibliography_that_is_missing_appears_on_the_next_build(tmp_path):
    project = Project(tmp_path).briefing(TEXT).remove("references.bib")
    assert project.build("html").status == 1
    project.write("references.bib", SIX_SOURCES)
    build = project.build("html").must_be_clean()
    assert (build.status, build.stderr) == (0, "")
    assert "(Okafor 2020; Rivera 2020)" in build.text_of("briefings/a.html")


def test_a_project_without_a_bibliography_is_checked(tmp_path):
    project = Project(tmp_path).briefing("It burned {cite:p}`rivera2020`. He left.")
    project.remove("references.bib").write("conf.py", 'extensions = ["builder_ext"]\n')
    rules = [f["rule"] for f in project.build().must_be_clean().report["findings"]]
    assert sorted(rules) == ["uncited", "unknown-source"]


def test_another_name_of_the_bibliography_in_conf_py_is_followed(tmp_path):
    project = Project(tmp_path).briefing(TEXT)
    project.build("html")
    project.remove("references.bib").write("library/all.bib", SIX_SOURCES)
    build = project.configure(bibtex_bibfiles=["library/all.bib"]).build("html").must_be_clean()
    assert (build.status, build.stderr) == (0, "")
    assert project.build().report["sources"][0]["path"] == "library/all.bib"


def test_what_a_bibliography_says_stays_text_on_pages_and_in_logs(tmp_path):
    project = Project(tmp_path).briefing(
        "It burned {cite:p}`<script>k`. He left {footcite}`<script>k`. She came {cite:p}`a\u202eb`.\n\n"
        "```{footbibliography}\n```\n\n```{bibliography}\n```"
    )
    project.write(
        "references.bib",
        "@misc{<script>k, title={<script>alert(1)</script> \x1b[31m}, publisher={<img src=x>},\n"
        '  author={"><b>}, url={javascript:alert(1)}, date={2020}}\n'
        "@misc{::error, title {\x1b[31m}}\n",
    )
    build = project.build("html").must_be_clean()
    page = build.page("briefings/a.html")
    assert "&lt;script&gt;alert(1)" in page
    assert not re.search(r"<script>alert|<img src=x|href=.javascript|<b>", page)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", build.stderr)
    assert "a<U+202E>b" in build.stderr
    assert not any(line.startswith("::") for line in build.stderr.splitlines())


def test_a_long_citation_and_a_long_key_take_no_longer_than_other_text(tmp_path):
    long = 50_000
    pieces = [" ", "a", ",", "{", "{a}", "}", "a,", "{a}b{c},"]
    texts = (f"It burned {{cite:p}}`x{piece * (long // len(piece))}`." for piece in pieces)
    project = Project(tmp_path).briefing("\n\n".join(texts))
    start = time.perf_counter()
    build = project.build("html").must_be_clean()
    assert time.perf_counter() - start < 45
    lines = {f["line"] for f in project.build().about("unknown-source")}
    assert lines == {3 + 2 * number for number in range(len(pieces))}
    assert max(map(len, build.stderr.splitlines())) < 1_000
