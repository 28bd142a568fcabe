"""The cards that citations open: what they say, and how they behave in a real browser."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from time import process_time

import pytest
from project import SIX_SOURCES, Build, Project

from builder_ext.evidence.articles import Article
from builder_ext.evidence.excerpts import excerpt_of
from builder_ext.model import Citation, Comparison, Place, Ruling, Source, Statement, Verdict
from builder_ext.sources.snapshots import Snapshot

CHROMIUM = next(
    (p for name in ("chromium", "chromium-browser", "google-chrome") if (p := shutil.which(name))),
    None,
)

SOURCES = (
    SIX_SOURCES
    + """\
@article{column2020,
  author = {Vale, Ida},
  title = {Why the Envoy Was Right},
  journaltitle = {Coast Daily},
  date = {2020-03-23},
  keywords = {opinion, internal-desk-note},
  annotation = {Opinion column. It gives no source for what it says of the train.},
}
@article{arabic2020,
  title = {القطار الليلي},
  journaltitle = {Al Jisr},
  date = {2020-03-20},
  langid = {arabic},
}
@article{hostile2020,
  title = {<script>alert(1)</script> & \u202e "quoted"},
  journaltitle = {<img src=x onerror=alert(2)>},
  date = {2020-03-20},
  annotation = {</template><script>alert(3)</script>},
  url = {https://evil.example/"onmouseover="alert(4)},
}
"""
)
FILLER = "Rain fell on the hills all week and the river rose above the old stone bridge. " * 4
RIVERA = f"""\
The night train left the harbor at noon with soldiers and their families on board.

{FILLER}The base in the hills was hit by 25 rockets on 3 March 2020, a sergeant said. {FILLER}

“The fuel was gone before the first alarm was heard,” the sergeant told The Harbor Post.
"""
OKAFOR = """\
The envoy had left by noon. Officials counted 30 rockets on the base in the hills on 3 March 2020.
"""
BRIEFING = """\
The base in the hills was hit by 25 rockets {cite:p}`rivera2020{para. 2}`.
On 3 March 2020 the base in the hills was hit {cite:p}`rivera2020,okafor2020`.
{cite:t}`rivera2020{para. 3}` quotes a sergeant: “The fuel was gone before the first alarm was heard.”
The envoy was right {cite:p}`column2020`.

:::{assessment}
:confidence: low

The truce will hold, since the train still ran {cite:p}`rivera2020`.
:::

The paper reprints it:[^one]

[^one]: A copy ran in the Valley Reader {cite:p}`reprint2020`.

| Day | Event |
|---|---|
| Monday | The base burned {cite:p}`lindqvist2021` |
| Tuesday | The night train came {footcite}`rivera2020` |

:::{sourced} okafor2020{para. 1}
- The envoy had left.
- Officials counted 30 rockets.
:::

```{footbibliography}
```
"""
SOURCES_PAGE = "# Sources\n\n```{bibliography}\n:all:\n```\n"
INDEX = "# Briefings\n\n```{toctree}\n:glob:\nbriefings/*\nsources\n```\n"


class Store(HTMLParser):
    """Reads the cards of a page, and which of them each link opens."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: dict[str, list[str]] = {"s": [], "t": [], "c": []}
        self.of: list[tuple[int, int]] = []
        self.links: list[int] = []
        self.depth, self.part = 0, ""

    def handle_starttag(self, tag, attrs):
        about = dict(attrs)
        if "data-briefcheck-card" in about:
            self.links.append(int(about["data-briefcheck-card"]))
        if tag == "div" and (name := about.get("class", "")) in ("bc-s", "bc-t", "bc-c"):
            self.part = name[3:]
            self.parts[self.part].append("")
            if self.part == "c":
                self.of.append((int(about["data-s"]), int(about["data-t"])))
        if self.part and tag == "mark":
            self.parts[self.part][-1] += "["

    def handle_endtag(self, tag):
        if self.part and tag == "mark":
            self.parts[self.part][-1] += "]"
        elif self.part and tag in ("p", "li", "a"):
            self.parts[self.part][-1] += " / "
        if tag == "div":
            self.part = ""

    def handle_data(self, data):
        if self.part:
            self.parts[self.part][-1] += data

    def card(self, link: int) -> str:
        """The words of the card that the n-th link of the page opens."""
        number = self.links[link]
        source, statement = self.of[number]
        return " ".join(
            (self.parts["s"][source], self.parts["c"][number], self.parts["t"][statement])
        )

    @property
    def cards(self) -> list[str]:
        return [self.card(link) for link in range(len(self.links))]


def cards_of(build: Build, page: str = "briefings/a.html") -> Store:
    store = Store()
    store.feed(build.page(page))
    return store


def project_in(folder, briefing: str = BRIEFING, texts: bool = True, **settings) -> Project:
    project = Project(folder).configure(**{"html_theme": "furo", "language": "en", **settings})
    project.write("references.bib", SOURCES).write("sources.md", SOURCES_PAGE)
    project.write("index.md", INDEX).briefing(briefing)
    return project.text("rivera2020", RIVERA).text("okafor2020", OKAFOR) if texts else project


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Project:
    return project_in(tmp_path_factory.mktemp("cards"))


@pytest.fixture(scope="module")
def site(project) -> Build:
    return project.build("html").must_be_clean()


@pytest.fixture(scope="module")
def cards(site) -> list[str]:
    return cards_of(site).cards


# -- what a card says -------------------------------------------------------------------------------


def test_a_card_says_who_published_the_source_and_shows_the_words_that_carry_the_statement(cards):
    assert "Night Train to the Border / Ana Rivera · The Harbor Post · 19 March 2020" in cards[0]
    assert "Paragraph 2, as cited" in cards[0]
    assert "was hit by [25] rockets" in cards[0]
    assert "The statement rests on one outlet: The Harbor Post." in cards[0]


def test_each_source_of_a_statement_has_its_own_passage_and_both_say_what_it_rests_on(cards):
    pair = [card for card in cards if "two outlets" in card]
    assert len(pair) == 2
    assert all("[3 March 2020]" in card for card in pair)
    assert all("two outlets: The Harbor Post and Meridian Weekly." in card for card in pair)


def test_a_citation_that_opens_a_sentence_is_tied_to_that_sentence(cards):
    (quote,) = [card for card in cards if "fuel was gone" in card]
    assert "“[The fuel was gone before the first alarm was heard]" in quote
    assert "Paragraph 3, as cited" in quote


def test_an_assessment_is_given_with_its_confidence(cards):
    (card,) = [card for card in cards if "Assessment" in card]
    assert "Assessment, low confidence." in card


def test_a_card_says_what_the_source_is_and_no_other_keyword(cards):
    (card,) = [card for card in cards if "Why the Envoy" in card]
    assert " / opinion / " in card
    assert "It gives no source for what it says of the train." in card
    assert "internal-desk-note" not in card


def test_a_reprint_names_who_reported_it_first(cards):
    (card,) = [card for card in cards if "Valley Reader" in card]
    assert "First published by The Harbor Post." in card
    assert " / reprint / " in card


def test_where_nothing_was_looked_at_the_card_says_so(cards):
    (card,) = [card for card in cards if "A Base in the Hills" in card]
    assert "Not looked up: " in card


def test_a_citation_around_a_list_says_how_many_statements_it_covers(cards):
    (card,) = [card for card in cards if "Covers 2 statements" in card]
    assert "among them “Officials counted 30 rockets”." in card
    assert "[30" in card


def test_sources_that_differ_are_named(tmp_path):
    briefing = "The hill base was hit by 25 rockets at dawn {cite:p}`rivera2020,okafor2020`."
    project = project_in(tmp_path, briefing)
    for key, rockets in (("rivera2020", 25), ("okafor2020", 30)):
        told = f"The hill base was hit by {rockets} rockets at dawn, officers said."
        others = [
            f"{word} fell on the {word} all week." for word in ("Rain", "Snow", "Hail", "Ash")
        ]
        project.text(key, "\n\n".join([*others, told, *others]))
    cards = cards_of(project.build("html").must_be_clean()).cards
    said = "The sources differ: The Harbor Post has “25”, Meridian Weekly has “30” (para. 5)."
    assert [said in card for card in cards] == [True, True]
    assert any("was hit by [30] rockets" in card for card in cards)


def test_a_key_that_does_not_say_it_is_no_second_outlet(tmp_path):
    project = project_in(tmp_path, "At noon 25 rockets fell {cite:p}`rivera2020,okafor2020`.")
    cards = cards_of(project.build("html").must_be_clean()).cards
    said = "rests on one outlet: The Harbor Post. / What else is cited does not have “25”."
    assert [said in card for card in cards] == [True, True]
    assert ["It does not have “25”." in card for card in cards] == [True, False]


def test_the_bibliography_says_what_each_source_is(site):
    text = site.text_of("sources.html")
    assert "Coast Daily, 23 March 2020. Opinion." in text
    assert "It gives no source for what it says of the train." in text
    assert "Al Jisr, 20 March 2020. In Arabic." in text


# -- how much of a source is shown --------------------------------------------------------------------


def shown_words(store: Store) -> list[list[str]]:
    return [
        re.findall(r"[^\W_]+", card.split(" / ")[1].replace("…", ""))
        for card in store.parts["c"]
        if card.startswith(("Paragraph", "Nearest"))
    ]


@pytest.mark.parametrize("limit", [1, 3, 8, 25])
def test_no_place_shows_more_words_of_a_source_than_allowed(tmp_path, limit):
    project = project_in(tmp_path, briefcheck_excerpts=limit)
    shown = shown_words(cards_of(project.build("html").must_be_clean()))
    assert shown
    assert all(0 < len(words) <= limit for words in shown)


def test_the_window_is_around_what_is_carried(site):
    (words,) = [w for w in shown_words(cards_of(site)) if "25" in w and "rockets" in w][:1]
    assert words[0] == "The"
    assert words[-1] == "said"


def test_with_no_excerpts_the_card_says_that_it_was_checked_and_what_was_found(tmp_path):
    project = project_in(tmp_path, briefcheck_excerpts=0)
    build = project.build("html").must_be_clean()
    assert "sergeant said" not in build.page("briefings/a.html")
    assert "Checked against its text, not shown." in cards_of(build).card(0)
    assert "It has “25” (para. 2)." in cards_of(build).card(0)


def test_a_build_with_the_lock_alone_gives_the_day_on_which_the_text_was_read(tmp_path):
    project = project_in(tmp_path)
    lock = project.lock()
    day = re.search(r"^source\trivera2020\t\S+\t\d+\t(\S+)\t", lock, re.M)
    project.write("references.lock", lock.replace(f"\t{day[1]}\t", "\t2020-03-21\t"))
    assert "Checked against" not in cards_of(project.build("html").must_be_clean()).card(0)
    for key in ("rivera2020", "okafor2020"):
        project.remove(f"briefings/sources/{key}.txt")
    build = project.build("html").must_be_clean()
    assert "Checked against the text of 21 March 2020, not shown." in cards_of(build).card(0)
    assert "sergeant said" not in build.page("briefings/a.html")


def test_a_changed_text_or_limit_writes_the_page_again(tmp_path):
    project = project_in(tmp_path)
    project.build("html")
    project.text("rivera2020", RIVERA.replace("a sergeant said", "a colonel said"))
    assert "a colonel said" in project.build("html").page("briefings/a.html")
    project.configure(briefcheck_excerpts=2)
    assert "a colonel said" not in project.build("html").page("briefings/a.html")


def test_pages_are_the_same_in_parallel_and_when_built_again(project, site):
    page = site.page("briefings/a.html")
    assert project.build_clean("html", "-j", "2").page("briefings/a.html") == page
    assert project.build("html", "-E").page("briefings/a.html") == page


def article(*paragraphs: str) -> Article:
    source = Source("k", Place("references.bib"), date="2020-03-20")
    return Article(source, Snapshot("k", "", 0, "\n\n".join(paragraphs)))


def ruling(text: str, *parts: tuple[str, str, int], locator: str = "") -> Ruling:
    """A ruling on a statement whose parts (text, type, paragraph) the source carries."""
    statement = Statement("a", Place("a.md"), text, citations=(Citation("k", locator),))
    found = (
        Comparison(part, type_, (Verdict("k", True, "", (paragraph,), "snapshot"),))
        for part, type_, paragraph in parts
    )
    return Ruling("1", statement, "factual", "", comparisons=tuple(found))


def cut(ruling: Ruling, article: Article, limit: int = 25) -> str:
    found = excerpt_of(ruling, article, limit)
    assert found is not None
    return "".join(f"[{words}]" if marked else words for words, marked in found.excerpt.pieces)


def test_a_value_is_marked_in_whatever_form_the_source_writes_it():
    said = ruling(
        "Five died on 27 December 2019.", ("Five", "value", 1), ("27 December 2019", "value", 1)
    )
    assert (
        cut(said, article("On Dec. 27, 2019, 5 people died."))
        == "On [Dec. 27, 2019], [5] people died."
    )


def test_a_quotation_with_words_left_out_is_marked_in_its_parts():
    said = ruling("x", ("The fuel … was [all] heard", "quotation", 1))
    marked = cut(said, article("So the fuel that we had left was not heard of."))
    assert marked == "So [the fuel] that we had left [was] not [heard] of."


def test_a_long_quotation_is_cut_at_the_limit():
    words = " ".join(f"w{n}" for n in range(60))
    assert (
        cut(ruling("x", (words, "quotation", 1)), article(f"Then {words} ended."), 5)
        == "[w0 w1 w2 w3 w4]"
    )


def test_of_equal_paragraphs_the_one_that_the_citation_names_is_shown():
    said = ruling("It burned in 2019.", ("2019", "value", 1), locator="para. 2")
    said = replace(
        said,
        comparisons=(Comparison("2019", "value", (Verdict("k", True, "", (1, 2), "snapshot"),)),),
    )
    found = excerpt_of(said, article("In 2019 it rained.", "In 2019 it snowed."), 25)
    assert found is not None
    assert found.paragraph == 2


@pytest.mark.parametrize(
    "text",
    [
        "二十五枚火箭弹击中了山上的基地" * 40,
        "a" * 5_000,
        "a-b" * 2_000,
        "word " * 5_000,
        "— " * 900,
    ],
)
def test_no_text_gets_round_the_limit(text):
    found = excerpt_of(ruling("The base 基地 word a b.", locator="para. 1"), article(text), 10)
    shown = "".join(words for words, _ in found.excerpt.pieces) if found else ""
    assert len(shown) <= 10 * 40
    assert len(re.findall(r"[\u3400-\u9fff]", shown)) <= 10
    assert len(re.findall(r"[^\W_]+", shown)) <= 10
    assert len(shown.split()) <= 10


def test_a_hundred_kilobytes_of_one_paragraph_take_no_time():
    long, said = (
        article("In 2019 rain fell. " * 5_000),
        ruling("Rain in 2019.", ("2019", "value", 1)),
    )
    began = process_time()
    assert "[2019]" in cut(said, long)
    assert process_time() - began < 10


# -- which statement a citation belongs to -------------------------------------------------------------


def test_citations_in_captions_quotes_footnotes_and_headings_find_their_statements(tmp_path):
    briefing = """\
As a sergeant put it {cite:p}`rivera2020{para. 3}`:

> The fuel was gone before the first alarm was heard.

:::{list-table} What happened {cite:p}`rivera2020{para. 2}`
:header-rows: 1

* - Day
  - Event
* - Monday
  - The train left the harbor at noon
* - Tuesday
  - The base in the hills was hit by 25 rockets
:::

The envoy had left.[^bare]

[^bare]: {cite:p}`okafor2020{para. 1}`

## The day of 30 rockets {cite:p}`okafor2020`
"""
    cards = cards_of(project_in(tmp_path, briefing).build("html").must_be_clean()).cards
    assert "“[The fuel was gone before the first alarm was heard]" in cards[0]
    assert "Covers 2 statements" in cards[0]
    assert "hit by [25] rockets" in cards[1]
    assert "Covers 2 statements, among them “Tuesday | The base" in cards[1]
    footnote = next(card for card in cards if "para. 1" in card or "1, as cited" in card)
    assert "The [envoy had left] by noon." in footnote
    heading = next(card for card in cards[2:] if "as cited" not in card)
    assert "The statement rests" not in heading


# -- what is not a card --------------------------------------------------------------------------------


def test_with_publish_none_there_are_no_cards_and_no_script(tmp_path):
    page = project_in(tmp_path, briefcheck_publish="none").build("html").page("briefings/a.html")
    assert "briefcheck-card" not in page
    assert "briefcheck.js" not in page


def test_the_script_is_on_pages_with_cards_only(site):
    assert "briefcheck.js" in site.page("briefings/a.html")
    assert "briefcheck.js" not in site.page("sources.html")


@pytest.mark.parametrize(
    ("builder", "page"), [("dirhtml", "briefings/a/index.html"), ("singlehtml", "index.html")]
)
def test_other_page_builders_have_the_same_cards(project, cards, builder, page):
    build = project.build_clean(builder).must_be_clean()
    assert cards_of(build, page).cards == cards


def test_text_and_latex_have_none(project):
    assert "Paragraph 2" not in project.build_clean("text").page("briefings/a.txt")


def test_hostile_text_in_an_entry_and_a_source_is_shown_as_text(tmp_path):
    project = project_in(tmp_path, "The base was hit by 25 rockets {cite:p}`hostile2020`.")
    project.text(
        "hostile2020", "<b onclick=alert(5)>The base</b> was \x1b[31mhit by 25 </template> rockets."
    )
    page = project.build("html").must_be_clean().page("briefings/a.html")
    template = page[page.index("<template") : page.index("</template>")]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in template
    assert "&lt;U+202E&gt; &quot;quoted&quot;" in template
    assert "&lt;U+001B&gt;[31mhit by <mark>25</mark> &lt;/template&gt; rockets" in template
    assert page.count("</template>") == 1
    assert "\u202e" not in template
    for bad in ("<script>alert", "<img src=x", "<b onclick", '"onmouseover="', "\x1b"):
        assert bad not in page


# -- in a browser ----------------------------------------------------------------------------------------

pytest_playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
SIZES = {"phone": (390, 800), "desktop": (1280, 800)}


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    with pytest_playwright.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def visit(browser, site):
    """Opens pages; at the end nothing was logged, and nothing asked for but files."""
    contexts, logged, asked = [], [], []

    def go(page="briefings/a.html", size="desktop", scheme="light", out=None, **more):
        width, height = SIZES[size]
        viewport = {"width": width, "height": height}
        context = browser.new_context(viewport=viewport, color_scheme=scheme, **more)
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: logged.append(message.text))
        tab.on("pageerror", lambda error: logged.append(str(error)))
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(((out or site.out) / page).as_uri())
        return tab

    yield go
    for context in contexts:
        context.close()
    assert logged == []
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def link(tab, number=0):
    return tab.locator("[data-briefcheck-card] a").nth(number)


def is_open(tab) -> bool:
    return tab.locator("#briefcheck-card").is_visible()


def focused(tab) -> str:
    return tab.evaluate("document.activeElement.className + '#' + document.activeElement.id")


def has_focus(place) -> bool:
    return place.evaluate("node => node === document.activeElement")


def test_a_click_opens_the_card_and_another_one_closes_it(visit):
    tab = visit()
    assert not is_open(tab)
    link(tab).click()
    assert is_open(tab)
    assert "rockets on 3 March 2020" in tab.locator("#briefcheck-card").inner_text()
    assert link(tab).get_attribute("aria-expanded") == "true"
    link(tab).click()
    assert not is_open(tab)
    assert link(tab).get_attribute("aria-expanded") == "false"


def test_enter_opens_it_and_escape_brings_the_focus_back(visit):
    tab = visit()
    link(tab).focus()
    assert not is_open(tab)
    tab.keyboard.press("Enter")
    assert is_open(tab)
    assert "#briefcheck-card" in focused(tab)
    tab.keyboard.press("Escape")
    assert not is_open(tab)
    assert has_focus(link(tab))


def test_tab_goes_through_the_card_and_on_behind_its_citation(visit):
    tab = visit()
    link(tab).focus()
    for key in ("Enter", "Tab"):
        tab.keyboard.press(key)
    assert tab.evaluate("document.activeElement.textContent") == "In the bibliography"
    while is_open(tab):
        tab.keyboard.press("Tab")
    assert has_focus(link(tab, 1))


def test_shift_and_tab_goes_back_to_the_citation(visit):
    tab = visit()
    link(tab, 1).focus()
    for key in ("Enter", "Shift+Tab"):
        tab.keyboard.press(key)
    assert not is_open(tab)
    assert has_focus(link(tab, 1))


def test_the_close_button_and_a_click_elsewhere_close_it(visit):
    tab = visit()
    link(tab).click()
    tab.get_by_role("button", name="Close").click()
    assert not is_open(tab)
    assert has_focus(link(tab))
    link(tab).click()
    tab.locator("h1").first.click()
    assert not is_open(tab)


def test_the_pointer_opens_it_after_a_while_without_the_focus_and_may_go_into_it(visit):
    tab = visit()
    link(tab).hover()
    assert not is_open(tab)
    tab.locator("#briefcheck-card").wait_for(state="visible")
    assert "briefcheck-card" not in focused(tab)
    tab.locator("#briefcheck-card mark").first.hover()
    tab.wait_for_timeout(500)
    assert is_open(tab)
    tab.keyboard.press("Escape")
    assert not is_open(tab)


def test_the_card_goes_when_the_pointer_has_gone(visit):
    tab = visit()
    link(tab).hover()
    tab.locator("#briefcheck-card").wait_for(state="visible")
    tab.locator("h1").first.hover()
    tab.locator("#briefcheck-card").wait_for(state="hidden")


def test_a_tap_opens_it_at_the_foot_of_a_phone_and_the_citation_stays_in_sight(visit):
    tab = visit(size="phone", has_touch=True, is_mobile=True)
    last = tab.locator("[data-briefcheck-card] a").count() - 1
    for number in (0, last):
        link(tab, number).tap()
        card, cited = (
            tab.locator("#briefcheck-card").bounding_box(),
            link(tab, number).bounding_box(),
        )
        assert is_open(tab)
        assert card["width"] == pytest.approx(390, abs=1)
        assert card["y"] + card["height"] == pytest.approx(800, abs=1)
        at_end = tab.evaluate("scrollY + innerHeight >= document.documentElement.scrollHeight - 1")
        assert cited["y"] + cited["height"] <= card["y"] or at_end
        tab.get_by_role("button", name="Close").tap()
        assert not is_open(tab)


def test_the_card_leads_to_the_bibliography(visit):
    tab = visit()
    link(tab).click()
    tab.get_by_role("link", name="In the bibliography").click()
    tab.wait_for_url("**/sources.html#*")
    assert "Night Train" in tab.locator(":target").inner_text()


def test_a_click_with_a_key_is_the_browsers_own(visit):
    tab = visit()
    with tab.context.expect_page() as opened:
        link(tab).click(modifiers=["Control"])
    assert "sources.html#" in opened.value.url
    assert not is_open(tab)


def test_a_click_with_a_key_closes_what_the_pointer_opened(visit):
    tab = visit()
    link(tab).hover()
    tab.locator("#briefcheck-card").wait_for(state="visible")
    with tab.context.expect_page():
        link(tab).click(modifiers=["Control"])
    tab.wait_for_timeout(500)
    assert not is_open(tab)


def test_without_script_a_citation_is_a_link_to_the_bibliography(visit):
    tab = visit(java_script_enabled=False)
    assert tab.locator("#briefcheck-card").count() == 0
    assert "Paragraph 2" not in tab.locator("body").inner_text()
    link(tab).click()
    assert "sources.html#" in tab.url


def test_the_script_runs_under_a_strict_content_policy(visit, site, tmp_path):
    out = tmp_path / "strict"
    shutil.copytree(site.out, out)
    page = out / "briefings" / "a.html"
    # The theme's own inline script would be refused: only what it takes to test ours stays.
    html = re.sub(
        r"<script(?![^>]*briefcheck\.js)[^>]*>.*?</script>", "", page.read_text("utf-8"), flags=re.S
    )
    policy = "<meta http-equiv='Content-Security-Policy' content=\"script-src file:\">"
    page.write_text(html.replace("<head>", f"<head>{policy}", 1), "utf-8")
    tab = visit(out=out)
    link(tab).click()
    assert is_open(tab)


def test_cards_are_not_printed(visit):
    tab = visit()
    link(tab).click()
    tab.emulate_media(media="print")
    assert not is_open(tab)


def test_hostile_text_runs_nothing_in_the_card_either(visit, tmp_path):
    project = project_in(tmp_path, "The base was hit by 25 rockets {cite:p}`hostile2020`.")
    project.text("hostile2020", "<img src=x onerror=alert(5)> The base was hit by 25 rockets.")
    tab = visit(out=project.build("html").must_be_clean().out)
    link(tab).click()
    text = tab.locator("#briefcheck-card").inner_text()
    assert "<script>alert(1)</script>" in text
    assert "<img src=x onerror=alert(5)>" in text
    assert tab.locator("#briefcheck-card :is(script, img, template)").count() == 0


def test_the_script_is_small(site):
    assert (site.out / "_static" / "briefcheck.js").stat().st_size < 8_000


# -- accessibility -----------------------------------------------------------------------------------------


OURS = r"bc-|briefcheck|citation"


def faults(tab) -> list[str]:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe is not installed"
    )
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    # It would fetch the style sheets again, which no page may do from a file.
    options = {"runOnly": {"type": "tag", "values": tags}, "preload": False}
    found = axe.Axe().run(tab, options=options)
    return [
        f"{fault['id']}: {node['html'][:200]} {node['failureSummary']}"
        for fault in found.response["violations"]
        for node in fault["nodes"]
        # What axe holds good practice beyond WCAG is asked of our parts, not of the theme.
        if "best-practice" not in fault["tags"] or re.search(OURS, node["html"])
    ]


@needs_chromium
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, scheme, size):
    assert faults(visit("sources.html", size, scheme)) == []
    tab = visit("briefings/a.html", size, scheme)
    assert faults(tab) == []
    link(tab).click()
    assert faults(tab) == []


@needs_chromium
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_card_on_a_plain_theme(visit, tmp_path, scheme):
    out = project_in(tmp_path, html_theme="alabaster").build("html").must_be_clean().out
    tab = visit(scheme=scheme, out=out)
    link(tab).click()
    assert [fault for fault in faults(tab) if re.search(OURS, fault)] == []
