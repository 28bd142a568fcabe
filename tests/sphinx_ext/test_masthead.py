"""The web page shows who wrote a briefing, when, for whom, and that it is a draft."""

import re
import sys

import nursery
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
    done = nursery.run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "html", str(source), str(source / "out")]
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


@pytest.fixture(scope="module")
def odd_pages(tmp_path_factory):
    """Pages whose first title is no heading of the page, or that have none."""
    source = tmp_path_factory.mktemp("odd")
    (source / "briefings").mkdir()
    (source / "conf.py").write_text(CONF, encoding="utf-8")
    (source / "references.bib").write_text("@misc{a, title={T}}\n", encoding="utf-8")
    (source / "index.md").write_text("# Index\n\n```{toctree}\n:glob:\nbriefings/*\n```\n")
    front = "---\ntitle: On ice\nclassification: SECRET\nstatus: draft\n---\n\n"
    bodies = {
        "headless": "Ice was there.\n",
        "table": "```{list-table} Caption\n* - a\n  - b\n```\n",
        "box": "```{note}\nIce was there.\n```\n",
        "good": "# Good\n\nIce was there.\n",
    }
    for name, body in bodies.items():
        (source / "briefings" / f"{name}.md").write_text(front + body, encoding="utf-8")
    for builder in ("html", "singlehtml"):
        places = ["-d", str(source / "trees"), str(source), str(source / "out" / builder)]
        nursery.run([sys.executable, "-m", "sphinx", "-q", "-b", builder, *places])
    return source / "out"


@pytest.mark.parametrize("name", ["headless", "table", "box", "good"])
def test_the_markings_stand_at_the_top_of_any_page(odd_pages, name):
    page = (odd_pages / "html" / "briefings" / f"{name}.html").read_text(encoding="utf-8")
    body = page[page.index('class="body"') if 'class="body"' in page else page.index("<body") :]
    place = body.index("SECRET")
    assert place < body.index("Draft. Not for publication")
    for later in ("<table", "<h1", 'class="admonition'):
        assert later not in body or place < body.index(later)


def test_a_single_page_marks_each_of_its_briefings(odd_pages):
    page = (odd_pages / "singlehtml" / "index.html").read_text(encoding="utf-8")
    assert page.count('briefcheck-classification">SECRET') == 4
    assert page.count("Draft. Not for publication") == 4
