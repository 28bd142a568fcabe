"""The briefings that the project ships keep what they promise their readers."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from pathlib import Path

import nursery
import pypdf
import pytest

ROOT = Path(__file__).parents[1]
ARTICLES = ROOT.parent / "shared" / "sources"
needs_articles = pytest.mark.skipif(
    not ARTICLES.is_dir(), reason="the articles' texts are not beside this checkout"
)
SHIPPED = ("conf.py", "references.bib", "references.lock", "index.md", "sources.md", "briefings")


@pytest.fixture(scope="module")
def build(tmp_path_factory):
    """Builds a copy of the shipped project; all builders share one folder of doctrees."""
    source, out = tmp_path_factory.mktemp("shipped"), tmp_path_factory.mktemp("out")
    for name in SHIPPED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("sources"))
        else:
            shutil.copy(ROOT / name, source / name)

    def run(builder):
        places = ["-d", str(out / "doctrees"), str(source), str(out / builder)]
        done = nursery.run(
            [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", builder, *places],
            env={**os.environ, "SOURCE_DATE_EPOCH": "1790000000"},
        )
        assert (done.returncode, done.stderr) == (0, ""), builder
        return out / builder

    return run


CONFLICTS = """# Dates on which the articles disagree

Militia supporters ransacked the U.S. Embassy in Baghdad on New Year's Eve {cite:p}`petti2020,porter2020`.

Protesters attacked the U.S. Embassy in Baghdad on December 31, 2019 {cite:p}`petti2020,porter2020`.

The U.S. Embassy in Baghdad was attacked on January 31, 2020 {cite:p}`petti2020,porter2020`.

Iran shot down a U.S. drone over the Strait of Hormuz on June 20, 2019 {cite:p}`porter2020,petti2020`.
"""


@pytest.fixture(scope="module")
def by_text(tmp_path_factory):
    """The report with the articles at hand and no lock; one more briefing holds known conflicts."""
    source = tmp_path_factory.mktemp("by_text")
    for name in set(SHIPPED) - {"references.lock"}:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, source / name)
    shutil.rmtree(source / "briefings" / "sources", ignore_errors=True)
    shutil.copytree(ARTICLES, source / "briefings" / "sources")
    (source / "briefings" / "conflicts.md").write_text(CONFLICTS, encoding="utf-8")
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "briefcheck", str(source)]
    nursery.run([*command, str(source / "out")])
    return json.loads((source / "out" / "report.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def site(build):
    return build("html")


@pytest.fixture(scope="module")
def pdf(build):
    return build("briefpdf")


@pytest.fixture(scope="module")
def report(build):
    return json.loads((build("briefcheck") / "report.json").read_text(encoding="utf-8"))


def test_they_pass_without_an_error_or_a_warning(report):
    assert report["summary"]["findings"]["error"] == 0
    assert report["summary"]["findings"]["warning"] == 0


@needs_articles
def test_the_lock_gives_what_the_articles_give(report, by_text):
    def told(findings):
        about_the_lock = {"unlocked-evidence", "stale-evidence", "changed-snapshot"}
        return sorted(
            (f["rule"], f["severity"], f["path"], f["line"], f["column"], *f["sources"])
            for f in findings
            if f["rule"] not in about_the_lock and f["path"] != "briefings/conflicts.md"
        )

    def rulings(statements):
        names = ("path", "line", "column", "corroboration", "basis", "assumed", "thin")
        shipped = (s for s in statements if s["path"] != "briefings/conflicts.md")
        return [tuple(s[name] for name in names) for s in shipped]

    assert {s["snapshot"]["from"] for s in by_text["sources"]} == {"snapshot"}
    assert {s["snapshot"]["from"] for s in report["sources"]} == {"lock"}
    assert rulings(report["statements"]) == rulings(by_text["statements"])
    assert told(report["findings"]) == told(by_text["findings"])


@needs_articles
def test_the_known_conflicts_of_the_articles_are_found_and_no_others(by_text):
    found = [f for f in by_text["findings"] if f["rule"] == "source-conflict"]
    assert [f["line"] for f in found if f["path"] == "briefings/conflicts.md"] == [3, 5, 7, 9]
    assert [f["message"] for f in found if f["path"] != "briefings/conflicts.md"] == []


def test_there_are_three_of_forty_statements_or_more(report):
    counts: dict[str, int] = {}
    for statement in report["statements"]:
        counts[statement["path"]] = counts.get(statement["path"], 0) + 1
    assert len(counts) >= 3
    assert min(counts.values()) >= 40


def test_every_factual_statement_is_cited_with_a_paragraph(report):
    factual = [s for s in report["statements"] if s["kind"] == "factual"]
    assert all(s["citations"] for s in factual)
    without = [s["text"] for s in factual for c in s["citations"] if "para" not in c["locator"]]
    assert without == []


def test_waivers_are_few_and_have_reasons(report):
    reasons = [f["waived"] for f in report["findings"] if f["waived"] is not None]
    assert len(reasons) <= 3
    assert all(len(reason.split()) >= 4 for reason in reasons)


def test_each_has_a_chronology_or_table_and_judgments_apart_from_facts(report):
    exempt = report["summary"]["exempt"]
    assert exempt["assessment"] >= 10
    assert {"about", "gap"} <= set(exempt)


def paragraphs_of(key: str) -> list[str]:
    text = (ARTICLES / f"{key}.txt").read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line.strip()]


def words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.replace("’", "'").casefold()))


def numbers(locator: str) -> list[int]:
    found: list[int] = []
    for first, last in re.findall(r"(\d+)(?:[–-](\d+))?", locator):
        found.extend(range(int(first), int(last or first) + 1))
    return found


@needs_articles
def test_every_locator_names_a_paragraph_that_is_there(report):
    lengths = {source["key"]: len(paragraphs_of(source["key"])) for source in report["sources"]}
    wrong = [
        (s["path"], s["line"], c["key"], c["locator"])
        for s in report["statements"]
        for c in s["citations"]
        for number in numbers(c["locator"])
        if not 1 <= number <= lengths[c["key"]]
    ]
    assert wrong == []


@needs_articles
def test_every_quotation_stands_word_for_word_in_a_cited_paragraph(report):
    missing = []
    for statement in report["statements"]:
        cited = [
            words(paragraphs_of(c["key"])[n - 1])
            for c in statement["citations"]
            for n in numbers(c["locator"])
        ]
        for quoted in re.findall(r"“([^”]+)”", statement["text"]):
            if len(quoted.split()) >= 3 and statement["kind"] == "factual":
                parts = [words(part) for part in re.split(r"…|\[[^\]]*\]", quoted)]
                if not any(all(part in text for part in parts) for text in cited):
                    missing.append((statement["path"], statement["line"], quoted))
    assert missing == []


@needs_articles
def test_the_machine_translated_copy_is_never_quoted(report):
    copy = words((ARTICLES / "dailybeast2020.txt").read_text(encoding="utf-8"))
    others = " ".join(
        words((ARTICLES / f"{source['key']}.txt").read_text(encoding="utf-8"))
        for source in report["sources"]
        if source["key"] != "dailybeast2020"
    )
    quoted = [
        words(q)
        for statement in report["statements"]
        for q in re.findall(r"“([^”]+)”", statement["text"])
        if len(q.split()) >= 3
    ]
    assert [q for q in quoted if q in copy and q not in others] == []


@needs_articles
def test_no_long_run_of_an_article_s_words_stands_outside_of_quotations():
    """Eleven words in a row outside of quotation marks and block quotes would be copying."""
    articles = [words(p.read_text(encoding="utf-8")) for p in ARTICLES.glob("*20*.txt")]
    copied = []
    for file in (ROOT / "briefings").glob("*.md"):
        own = "\n".join(
            line for line in file.read_text(encoding="utf-8").splitlines() if line[:1] != ">"
        )
        own = re.sub(
            r"(?s):::\{epigraph\}.*?:::", " | ", re.sub(r"“[^”]*”|\{[^}]*\}`[^`]*`", " | ", own)
        )
        for run in own.split("|"):
            tokens = words(run).split()
            copied += [
                " ".join(tokens[n : n + 11])
                for n in range(len(tokens) - 10)
                if any(" ".join(tokens[n : n + 11]) in article for article in articles)
            ]
    assert copied == []


def test_the_site_has_a_page_for_each_with_box_marks_and_audit(site):
    page = (site / "briefings" / "road-to-the-strike.html").read_text(encoding="utf-8")
    assert "How this briefing was checked" in page
    assert ">one outlet</span>" in page
    assert 'title="Rests on one outlet: The Grayzone"' in page
    audit = (site / "audit.html").read_text(encoding="utf-8")
    for title in ("Findings", "Waivers", "Sources", "What was not checked", "What rests on whom"):
        assert f">{title}<" in audit


def test_the_bibliography_prints_headline_outlet_origin_and_full_date(site):
    page = (site / "sources.html").read_text(encoding="utf-8")
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert "“Did Pompeo Go Off Reservation in Iraq Attack?”" in text
    assert "Shafaq News; first in The New York Times, 19–22 March 2020." in text
    assert "[On who drove the escalation with Iran]. The Grayzone, 20 March 2020." in text


def test_the_pdf_has_contents_footnotes_bibliography_and_the_audit(pdf):
    whole = next(iter(pdf.glob("*.pdf")))
    reader = pypdf.PdfReader(whole)
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in reader.pages))
    for words_ in (
        "Contents",
        "Chronology",
        "one outlet",
        "Appendix: audit",
        "first in The New York Times",
    ):
        assert words_ in text, words_
    assert "{cite" not in text
    assert "briefcheck_" not in text
    assert len(list((pdf / "briefings").glob("*.pdf"))) == 3
