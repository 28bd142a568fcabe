"""The web page shows who wrote a briefing, when, for whom, and that it is a draft."""

import re
import subprocess
import sys

import pytest

CONF = """
extensions = ["myst_parser", "sphinxcontrib.bibtex", "builder_ext"]
bibtex_bibfiles = ["references.bib"]
briefcheck_fail_on = "never"
"""
FRONT = """---
date: 2031-03-05
authors: [Bo Li, Cem Ay, "<script>alert(1)</script>"]
classification: For official use only
distribution: Editors
status: {status}
summary: 'What is "known" <so far>.'
keywords: [ferry, ice]
clasification: typo
---

# On the ferry

Ice was there.
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    source = tmp_path_factory.mktemp("masthead")
    (source / "briefings").mkdir()
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    (source / "references.bib").write_text("", encoding="utf-8")
    (source / "index.md").write_text("# Index\n\n```{toctree}\n:glob:\nbriefings/*\n```\n")
    for status in ("draft", "review", "final", "'<b>odd</b>'"):
        name = re.sub(r"\W+", "", status)
        (source / "briefings" / f"{name}.md").write_text(FRONT.format(status=status), "utf-8")
    (source / "briefings" / "bare.md").write_text("# Bare\n\nIce was there.\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(source), str(source / "out")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr

    def page(name):
        return (source / "out" / "briefings" / f"{name}.html").read_text(encoding="utf-8")

    page.said = done.stderr
    return page


def test_it_says_who_wrote_it_when_and_for_whom(site):
    page = site("final")
    assert (
        "Bo Li, Cem Ay and &lt;script&gt;alert(1)&lt;/script&gt; · 5 March 2031 · Editors" in page
    )
    assert page.index("For official use only") < page.index("<h1>") < page.index("5 March 2031")
    assert "briefcheck-status" not in page


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("draft", "Draft. Not for publication"),
        ("review", "In review"),
        ("boddb", "Status: &lt;b&gt;odd"),
    ],
)
def test_what_is_not_final_says_so_in_words(site, name, said):
    assert said in site(name)


def test_search_engines_are_told_and_the_summary_is_not_printed_unchecked(site):
    page = site("draft")
    assert '<meta name="description" content="What is &quot;known&quot; &lt;so far&gt;." />' in page
    assert '<meta name="keywords" content="ferry, ice" />' in page
    body = page[page.index("<body") :]
    assert "so far" not in body


def test_a_page_without_front_matter_has_no_masthead(site):
    assert 'briefcheck-masthead"' not in site("bare")


def test_a_misspelled_classification_is_an_error_with_its_line(site):
    assert "draft.md:9: ERROR: `clasification` is not a field of a briefing" in site.said
    assert "[briefcheck.front-matter]" in site.said
