"""What a reader sees of the check: marks, box and audit page, in a real browser."""

from __future__ import annotations

import re
import shutil
import subprocess
from html.parser import HTMLParser
from pathlib import Path

import pytest
from project import Project

CHROMIUM = next(
    (p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))),
    None,
)
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")

BRIEFING = """\
The base was hit {cite:p}`rivera2020{para. 2}`. It burned {cite:p}`rivera2020,okafor2020`.
*The envoy left. The train* stopped {cite:p}`okafor2020`.

[We judge that it will burn again.]{.assessment} Nobody was hurt {cite:p}`rivera2020,haddad2020`.

{.gap}
- Who gave the order.
- Who paid.

:::{assessment}
:confidence: low

The truce will hold.
:::

| Day | Event |
|---|---|
| Monday | The base is hit {cite:p}`rivera2020` |

Only one was there {cite:p}`rivera2020`. {waive}`single-outlet: nobody else was on the train`

```{bibliography}
```
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    project = Project(tmp_path_factory.mktemp("site"))
    project.configure(briefcheck_publish="audit", html_theme="furo")
    project.briefing(BRIEFING)
    return project.build("html").must_be_clean()


class Words(HTMLParser):
    """Collects a page's text, and where its links and scripts point to."""

    def __init__(self):
        super().__init__()
        self.text, self.loads, self.links, self.ids = [], [], [], set()

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        self.ids.add(about.get("id"))
        if tag in ("script", "img", "iframe") and about.get("src"):
            self.loads.append(about["src"])
        if tag == "link" and about.get("rel") in ("stylesheet", "preload", "icon"):
            self.loads.append(about["href"])
        if tag == "a" and about.get("href"):
            self.links.append(about["href"])

    def handle_data(self, data):
        self.text.append(data)


def read(page: str) -> Words:
    words = Words()
    words.feed(page)
    return words


def plain(page: str) -> str:
    article = page[page.index("<article") : page.index("</article>")]
    return re.sub(r"\s+", " ", "".join(read(article).text))


def test_a_mark_stands_right_after_the_statement_that_it_is_about(site):
    text = plain(site.page("briefings/a.html"))
    assert "The base was hit (Rivera 2020, para. 2). one outlet It burned" in text
    assert "(Okafor 2020; Rivera 2020). The envoy left." in text
    assert "stopped (Okafor 2020). one outlet We judge" in text


def test_a_mark_does_not_part_a_sentence_from_the_citation_it_begins_with(tmp_path):
    project = Project(tmp_path)
    project.briefing(
        "The base was hit {cite:p}`rivera2020`. {cite:t}`okafor2020` says that it burned.\n\n"
        "```{bibliography}\n```\n"
    )
    page = Words()
    page.feed((project.build("html").out / "briefings/a.html").read_text("utf-8"))
    text = " ".join(" ".join(page.text).split())
    assert re.search(r"one outlet\s+Okafor \( ?2020 ?\) says that it burned", text), text


def test_judgments_are_marked_in_words_once_a_block(site):
    text = plain(site.page("briefings/a.html"))
    assert "We judge that it will burn again. assessment Nobody was hurt" in text
    assert "Assessment The truce will hold. Confidence: low." in text
    assert text.count("gap in knowledge") == 2


def test_a_table_row_has_its_mark_in_its_last_cell(site):
    assert "The base is hit (Rivera 2020) one outlet" in plain(site.page("briefings/a.html"))


def test_the_box_counts_and_says_what_the_check_does_not_mean(site):
    text = plain(site.page("briefings/a.html"))
    assert "How this briefing was checked" in text
    assert "Checked is not true" in text
    assert "1 finding was waived, with a reason." in text


def test_waivers_print_nothing_and_sources_are_not_published(site):
    assert "nobody else was on the train" not in site.page("briefings/a.html")
    assert list((site.out / "_sources").glob("*")) == []


def test_the_audit_page_lists_findings_waivers_outlets_and_what_was_not_checked(site):
    text = plain(site.page("audit.html"))
    assert "The envoy left." in text
    assert "nobody else was on the train" in text
    assert "The Harbor Post" in text
    assert "Not checked is not passed." in text


def test_every_link_of_the_audit_page_leads_to_a_statement(site):
    links = [link for link in read(site.page("audit.html")).links if "#statement-" in link]
    assert links
    for link in links:
        page, _, name = link.partition("#")
        assert name in read(site.page(page)).ids


def test_a_second_cached_build_writes_the_audit_page_again(site, tmp_path):
    project = Project(tmp_path)
    project.configure(briefcheck_publish="audit").briefing(BRIEFING)
    first = project.build("html").must_be_clean().page("audit.html")
    assert project.build("html").must_be_clean().page("audit.html") == first


@pytest.mark.parametrize("page", ["briefings/a.html", "audit.html", "index.html"])
def test_a_page_loads_nothing_from_elsewhere(site, page):
    assert [load for load in read(site.page(page)).loads if re.match(r"(?:https?:)?//", load)] == []


def browse(page: Path, *options: str) -> str:
    command = [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"]
    command += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
    done = subprocess.run(
        [*command, *options, page.as_uri()],
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=60,
    )
    return done.stdout


@needs_chromium
def test_the_page_reads_the_same_in_a_browser(site, tmp_path):
    dom = browse(
        site.out / "briefings" / "a.html",
        f"--user-data-dir={tmp_path}",
        "--dump-dom",
        "--timeout=8000",
    )
    assert "The base was hit (Rivera 2020, para. 2). one outlet It burned" in plain(dom)


@needs_chromium
def test_marks_are_set_apart_by_brackets_so_that_colour_is_not_needed(site, tmp_path):
    picture = tmp_path / "page.png"
    browse(
        site.out / "briefings" / "a.html",
        f"--user-data-dir={tmp_path / 'user'}",
        f"--screenshot={picture}",
        "--window-size=1000,1600",
    )
    assert picture.stat().st_size > 20_000
    style = (site.out / "_static" / "briefcheck.css").read_text(encoding="utf-8")
    assert '.briefcheck-mark::before { content: "["; }' in style


def test_with_publish_none_nothing_is_shown(tmp_path):
    project = Project(tmp_path)
    project.configure(briefcheck_publish="none").briefing(BRIEFING)
    built = project.build("html").must_be_clean()
    page = built.page("briefings/a.html")
    assert "one outlet" not in page
    assert "How this briefing was checked" not in page
    assert not (built.out / "audit.html").exists()


def test_other_media_show_the_marks_in_brackets(tmp_path):
    project = Project(tmp_path)
    project.briefing("The base was hit {cite:p}`rivera2020`.\n\n```{bibliography}\n```")
    assert "[one outlet]" in project.build("text").must_be_clean().page("briefings/a.txt")
