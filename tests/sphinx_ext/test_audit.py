"""The audit's pages in a real browser: order, sorting, filtering, keyboard, phones, dark, print."""

from __future__ import annotations

import importlib.util
import re
import shutil
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from xml.etree import ElementTree

import pytest
from project import Project

CHROMIUM = next(
    (p for n in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(n))), None
)
PLAYWRIGHT = importlib.util.find_spec("playwright")
AXE = next(
    (
        file
        for name in ("axe_playwright_python", "axe_core_python")
        if (spec := importlib.util.find_spec(name))
        and (file := Path(spec.origin).with_name("axe.min.js")).is_file()
    ),
    None,
)
needs_browser = pytest.mark.skipif(
    CHROMIUM is None or PLAYWRIGHT is None, reason="no Chromium, or no playwright to drive it"
)
AXE_RUN = """axe.run({runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]})"""
needs_axe = pytest.mark.skipif(AXE is None, reason="no axe.min.js")

TEXT = """\
The train left at night, a guard said.

The base in the hills was hit by 31 rockets, and 25 fighters were killed, Rivera was told by two officers who asked not to be named.

"It was a plain error of judgment," the envoy told his hosts before he went home.

Nobody spoke of it again."""

FIRST = """\
The envoy called it "a plain mistake of judgment" {cite:p}`rivera2020{para. 3}`.
The raid killed 52 fighters {cite:p}`rivera2020`.
The base in the hills was hit by 31 rockets.
The train left at night {cite:p}`rivera2020`.
There were 7 wagons {cite:p}`okafor2020,haddad2020`.

[We judge that it will burn again.]{.assessment} Who paid for it?

One was there {cite:p}`rivera2020`. {waive}`single-outlet: "nobody" & <i>else</i> was on the train\u202e`

Somebody wrote \\<script\\>alert(1)\\</script\\> on the wall {cite:p}`okafor2020,rivera2020`.
"""

SECOND = """\
The convoy stopped {cite:p}`haddad2020,okafor2020`. Ana Rivera wrote about the convoy.

```{bibliography}
```
"""


def make(folder, **settings):
    project = Project(folder)
    project.configure(
        **{"briefcheck_publish": "audit", "html_theme": "furo", "language": "en", **settings}
    )
    project.briefing(FIRST, "a").briefing(SECOND, "b").text("rivera2020", TEXT)
    return project


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    return make(tmp_path_factory.mktemp("site")).build("html").must_be_clean()


@pytest.fixture(scope="module")
def plain_site(tmp_path_factory):
    """The same pages in a theme that has no script in its pages."""
    return (
        make(tmp_path_factory.mktemp("plain"), html_theme="basic", html_sidebars={"**": []})
        .build("html")
        .must_be_clean()
    )


class Quiet(SimpleHTTPRequestHandler):
    # The theme "basic" has a style attribute of its own.
    policy = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'"

    def do_GET(self):
        if self.path == "/favicon.ico":
            self.send_response(204)
            self.end_headers()
        else:
            super().do_GET()

    def end_headers(self):
        if self.policy:
            self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, *_):
        pass


class Open(Quiet):
    policy = ""


@contextmanager
def served(folder, handler):
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def address(site):
    with served(site.out, Open) as url:
        yield url


@pytest.fixture(scope="module")
def browser():
    from playwright.sync_api import sync_playwright

    with sync_playwright() as tool:
        started = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def tab(browser, address):
    with browser.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{address}/audit.html")
        yield page


def visible_rules(page):
    return page.locator(".bca-findings tbody tr:visible .bca-rule").all_text_contents()


def count(page):
    return page.locator(".bca-count").text_content()


# -- what stands on the pages -------------------------------------------------------------------


def article(page):
    """The audit itself, without what the theme puts around it."""
    return re.search(r'<div class="bca">.*</section></div>', page, re.S)[0]


def words(page):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", article(page)))


def test_the_weakest_lines_come_first(site):
    rules = re.findall(r'data-rule="([\w-]+)"', site.page("audit.html"))
    order = ["misquote", "uncited", "unsupported-value", "single-outlet"]
    assert list(dict.fromkeys(r for r in rules if r in order)) == order
    severities = re.findall(r'data-severity="(\w+)"', site.page("audit.html"))
    first_note = severities.index("note")
    assert set(severities[first_note:]) == {"note"}


def test_a_finding_stands_beside_its_passage_with_what_it_is_about_marked(site):
    page = site.page("audit.html")
    row = next(r for r in page.split("</tr>") if 'data-rule="misquote"' in r)
    assert "a plain mistake of judgment" in row
    assert "<mark>" in row
    assert "error" in row
    assert "¶ 3 of rivera2020" in row
    assert re.search(r'href="briefings/a\.html#statement-\w+"', row)


def test_an_uncited_statement_stands_beside_the_nearest_passage_of_the_library(site):
    row = next(r for r in site.page("audit.html").split("</tr>") if 'data-rule="uncited"' in r)
    assert "¶ 2 of rivera2020" in row
    assert "(not cited here)" in row


def test_an_excerpt_has_25_words_at_most_and_none_where_the_project_says_so(site, tmp_path):
    for passage in re.findall(r"<blockquote.*?</blockquote>", site.page("audit.html")):
        shown = re.sub(r"<[^>]+>", "", passage.partition("</p>")[0]).replace("…", " ")
        assert 0 < len(shown.split()) <= 25
    none = make(tmp_path, briefcheck_excerpts=0).build("html").must_be_clean().page("audit.html")
    assert "<blockquote" not in article(none)
    assert "¶ 3 of rivera2020" in none


def test_without_the_text_only_the_place_is_named(tmp_path):
    project = make(tmp_path)
    project.remove("briefings/sources/rivera2020.txt")
    page = project.build("html").must_be_clean().page("audit.html")
    assert "<blockquote" not in article(page)
    assert "¶ 3 of rivera2020" in page


def test_charts_are_given_as_tables_too(site):
    charts = re.findall(r'<figure class="bca-chart">.*?</figure>', site.page("audit.html"), re.S)
    assert len(charts) == 2
    for figure in charts:
        assert 'role="img"' in figure
        assert "<title" in figure
        assert "<desc" in figure
        assert "<table" in figure


def test_the_matrix_counts_statements_of_each_source_and_briefing(site):
    table = site.page("audit.html").partition("bca-matrix")[2].partition("</table>")[0]
    rows = {
        re.sub(r"<[^>]+>", " ", row).split()[0]: [int(n) for n in re.findall(r">(\d+)</td>", row)]
        for row in table.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")
        if row.strip()
    }
    assert rows == {"rivera2020": [5, 0, 5], "okafor2020": [2, 1, 3], "haddad2020": [1, 1, 2]}


def test_waivers_texts_and_what_was_not_checked_are_listed(site):
    text = words(site.page("audit.html"))
    assert "nobody" in text
    assert re.search(r"rivera2020 .* its text [0-9a-f]{12} ", text)
    assert "neither text nor lock record of okafor2020" in text
    assert "Sources with neither text nor record haddad2020, okafor2020." in text
    assert "Assessment 1 " in text
    assert "Question 1 " in text


def test_each_briefing_has_a_page_of_its_own(site):
    page, other = site.page("audit/briefings/a.html"), site.page("audit/briefings/b.html")
    assert 'href="audit/briefings/a.html"' in site.page("audit.html")
    assert "nobody" in page
    assert "nobody" not in article(other)
    assert "We judge that it will burn again." in words(page)
    assert 'href="../../audit.html"' in page
    assert re.search(r'href="\.\./\.\./briefings/a\.html#statement-', page)


@pytest.mark.parametrize("name", ["audit.html", "audit/briefings/a.html", "audit/briefings/b.html"])
def test_every_link_leads_somewhere(site, name):
    for link in re.findall(r'<a href="([^"]+)"', article(site.page(name))):
        if link.startswith("http"):
            continue
        page, _, anchor = link.partition("#")
        target = (site.out / name).parent / page if page else site.out / name
        assert target.is_file(), link
        assert not anchor or f'id="{anchor}"' in target.read_text("utf-8"), link


@pytest.mark.parametrize("name", ["audit.html", "audit/briefings/a.html"])
def test_what_others_wrote_is_no_markup(site, name):
    page = article(site.page(name))
    assert "<script" not in page
    assert "<i>" not in page
    assert "\u202e" not in page
    assert "&lt;U+202E&gt;" in page
    ElementTree.fromstring(page)


@pytest.mark.parametrize("publish", ["marks", "none"])
def test_there_is_no_audit_unless_it_is_published(tmp_path, publish):
    built = make(tmp_path, briefcheck_publish=publish).build("html").must_be_clean()
    assert not (built.out / "audit.html").exists()
    assert not (built.out / "audit").exists()


def test_only_the_audit_loads_its_script_and_style(site):
    assert "briefcheck-audit.js" in site.page("audit/briefings/a.html")
    assert "briefcheck-audit" not in site.page("briefings/a.html")


# -- built again --------------------------------------------------------------------------------


def audits(built):
    return {
        path.relative_to(built.out).as_posix(): path.read_bytes()
        for path in [built.out / "audit.html", *sorted((built.out / "audit").rglob("*.html"))]
    }


def test_the_pages_are_the_same_in_every_build_and_with_two_processes(site, tmp_path):
    project = make(tmp_path)
    first = audits(project.build("html").must_be_clean())
    assert audits(project.build("html").must_be_clean()) == first
    assert audits(project.build_clean("html", "-j", "2").must_be_clean()) == first
    assert audits(site) == first
    assert len(first) == 3


def test_a_change_that_touches_no_page_is_seen_on_the_audit(tmp_path):
    project = make(tmp_path)
    project.build("html")
    project.configure(briefcheck_waivers={"unused-source": {"lindqvist2021": "kept for later"}})
    assert "kept for later" in project.build("html").must_be_clean().page("audit.html")


# -- in the browser -----------------------------------------------------------------------------


@needs_browser
def test_the_filter_shows_what_fits_and_says_how_many(tab):
    rows = tab.locator(".bca-findings tbody tr")
    total = rows.count()
    assert count(tab) == f"{total} of {total} shown"
    tab.get_by_label("Rule", exact=True).select_option("misquote")
    tab.wait_for_function("document.querySelector('.bca-count').textContent.startsWith('1 ')")
    assert visible_rules(tab) == ["misquote"]
    tab.get_by_role("button", name="Show all").click()
    tab.wait_for_function(
        f"document.querySelector('.bca-count').textContent.startsWith('{total} ')"
    )
    tab.get_by_label("Severity", exact=True).select_option("error")
    tab.get_by_label("Briefing", exact=True).select_option("briefings/b")
    tab.wait_for_function("document.querySelector('.bca-count').textContent.startsWith('1 ')")
    assert visible_rules(tab) == ["uncited"]


@needs_browser
def test_words_are_found_in_statement_message_and_passage(tab):
    field = tab.get_by_label("Words")
    for sought in ("MISTAKE judgment", "altered", "31 rockets"):
        field.fill(sought)
        tab.wait_for_timeout(250)
        assert 0 < len(visible_rules(tab)) < tab.locator(".bca-findings tbody tr").count()
    field.fill("no such words")
    tab.wait_for_timeout(250)
    assert visible_rules(tab) == []


@needs_browser
def test_columns_sort_up_down_and_back_by_keyboard_too(tab):
    places = "[...document.querySelectorAll('.bca-findings .bca-where a, .bca-findings tbody .bca-where')].map(e => e.textContent)"
    head = tab.locator(".bca-findings thead th").nth(1)
    before = tab.evaluate(places)
    head.get_by_role("button").focus()
    tab.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "ascending"
    values = [
        int(v)
        for v in tab.locator(".bca-findings td:nth-child(2)").evaluate_all(
            "all => all.map(e => e.dataset.value)"
        )
    ]
    assert values == sorted(values)
    tab.keyboard.press("Space")
    assert head.get_attribute("aria-sort") == "descending"
    tab.keyboard.press("Enter")
    assert head.get_attribute("aria-sort") == "none"
    assert tab.evaluate(places) == before


@needs_browser
def test_a_column_of_numbers_begins_with_the_largest(tab):
    head = tab.locator(".bca-matrix thead th").last
    head.get_by_role("button").click()
    shown = tab.locator(".bca-matrix tbody tr td:last-child").all_text_contents()
    assert [int(n) for n in shown] == sorted(map(int, shown), reverse=True)


@needs_browser
def test_all_controls_are_reached_by_keyboard(tab):
    tab.get_by_label("Words").focus()
    reached = []
    for _ in range(7):
        tab.keyboard.press("Tab")
        reached.append(
            tab.evaluate("document.activeElement.name || document.activeElement.textContent")
        )
    assert reached[:3] == ["severity", "rule", "doc"]
    assert reached[3] == "Show all"
    assert reached[4].startswith("Risk")


@needs_browser
def test_without_script_the_page_reads_the_same(browser, address):
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/audit.html")
        assert page.locator(".bca-filter").is_hidden()
        assert page.locator(".bca-findings tbody tr").first.is_visible()
        assert page.locator(".bca-sort").count() == 0
        assert page.get_by_text("What was not checked").first.is_visible()


@needs_browser
def test_it_works_under_a_strict_policy_without_errors_or_foreign_requests(browser, plain_site):
    told, asked = [], []
    with served(plain_site.out, Quiet) as url, browser.new_context() as context:
        page = context.new_page()
        page.on("console", lambda message: told.append(message.text))
        page.on("pageerror", lambda error: told.append(str(error)))
        page.on("request", lambda request: asked.append(request.url))
        for name in ("audit.html", "audit/briefings/a.html"):
            page.goto(f"{url}/{name}")
            page.get_by_label("Rule", exact=True).select_option("misquote")
            page.wait_for_timeout(250)
            assert visible_rules(page) == ["misquote"]
        assert told == []
        assert [one for one in asked if not one.startswith(url)] == []


@needs_browser
@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("name", ["audit.html", "audit/briefings/a.html"])
def test_axe_finds_nothing_and_nothing_sticks_out(browser, address, name, width, scheme):
    size = {"width": width, "height": 900}
    with browser.new_context(viewport=size, color_scheme=scheme) as context:
        page = context.new_page()
        page.goto(f"{address}/{name}")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate(AXE_RUN)["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


@needs_browser
def test_on_paper_there_is_no_filter_and_nothing_is_cut_off(tab):
    tab.emulate_media(media="print")
    assert tab.locator(".bca-filter").is_hidden()
    assert tab.locator(".bca-findings tbody tr").first.is_visible()
    assert (
        tab.locator(".bca-scroll").first.evaluate("e => getComputedStyle(e).overflowX") == "visible"
    )


def test_a_sentence_keeps_the_source_that_is_its_subject(tmp_path):
    project = Project(tmp_path)
    project.configure(briefcheck_publish="audit")
    project.briefing("{cite:t}`okafor2020` says that nobody came.\n\n```{bibliography}\n```\n")
    assert "[okafor2020] says that nobody came." in project.build("html").text_of("audit.html")


def test_beside_a_finding_stands_the_paragraph_that_is_cited_and_says_it(tmp_path):
    project = Project(tmp_path)
    project.configure(briefcheck_publish="audit")
    project.text(
        "rivera2020", "Five ships left the port.\n\nThe raid killed five men and hurt nine."
    )
    project.briefing(
        "The raid killed five and hurt nine {cite:p}`rivera2020{para. 2}`.\n\n"
        "```{bibliography}\n```\n"
    )
    page = project.build("html").text_of("audit.html")
    assert "¶ 2 of rivera2020" in page
    assert "¶ 1 of rivera2020" not in page


def test_an_audit_that_is_not_published_any_more_is_taken_away(tmp_path):
    project = make(tmp_path)
    built = project.build("html")
    assert (built.out / "audit/briefings/b.html").is_file()
    project.remove("briefings/b.md")
    built = project.build("html")
    assert not (built.out / "audit/briefings/b.html").exists()
    assert (built.out / "audit/briefings/a.html").is_file()
    project.configure(briefcheck_publish="marks", html_theme="furo", language="en")
    built = project.build("html")
    assert not (built.out / "audit.html").exists()
    assert not (built.out / "audit/briefings/a.html").exists()


@pytest.mark.parametrize("limit", [0, 3])
def test_messages_show_no_words_of_a_source(tmp_path, limit):
    project = Project(tmp_path)
    project.configure(briefcheck_publish="audit", briefcheck_excerpts=limit)
    project.text("rivera2020", "The union said that it had nine cranes and two docks in the north.")
    project.briefing(
        "We were told that it “had nine cranes and four docks in the north” "
        "{cite:p}`rivera2020`.\n\n```{bibliography}\n```\n"
    )
    built = project.build("html")
    for name in ("audit.html", "audit/briefings/a.html"):
        text = built.text_of(name)
        assert "is altered" in text
        assert "two docks" not in text.replace("and two docks", "", 1 if limit else 0)


def test_a_library_of_thousands_does_not_make_a_page_of_thousands_of_rows(tmp_path):
    project = Project(tmp_path).configure(briefcheck_publish="audit")
    entry = (
        "@online{{k{n},\n title = {{T {n}}},\n journaltitle = {{J {n}}},\n date = {{2020}},\n}}\n"
    )
    project.write("references.bib", "".join(entry.format(n=n) for n in range(1_200)))
    project.briefing("It sank {cite:p}`k1199,k7`.")
    built = project.build("html").must_be_clean()
    page, own = built.page("audit.html"), built.page("audit/briefings/a.html")
    assert "These are the 500 sources that most statements cite; 700 more are cited less" in page
    table = page.rpartition("bca-sources")[2].partition("</table>")[0]
    assert table.count("<tr") == 501
    for key in ("k1199", "k7"):
        assert key in page
        assert key in own
