"""How the PDF looks and what it promises: cover, marking, watermark, margin marks, tags, hostile text.

One hard project is built once with the whole extension; its pages are read with pypdf, and drawn with
pdftoppm where that is installed.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nursery
import pytest

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")

from builder_ext.sphinx_ext.pdf.builder import date_in_words  # noqa: E402
from builder_ext.sphinx_ext.pdf.formulas import UnknownFormulaError, read_formula  # noqa: E402
from builder_ext.sphinx_ext.pdf.text import breakable, stretches  # noqa: E402

CONF = """
project, author, release, language = "Ministry of Tests", "The Directorate", "2.1", "en"
extensions = ["myst_parser", "sphinxcontrib.bibtex", "builder_ext"]
bibtex_bibfiles = ["references.bib"]
myst_enable_extensions = ["dollarmath", "amsmath"]
briefcheck_publish, briefcheck_fail_on = "audit", "never"
briefcheck_pdf_numbered = True
suppress_warnings = ["briefcheck"]
"""
BIBLIOGRAPHY = """
@article{porter2020, author={Porter, Gareth}, title={Ploys #read("x")}, journal={The Grayzone}, date={2020-03-20}}
@article{times2020, author={Mazzetti, Mark}, title={Brink}, journal={The Times}, origpublisher={Reuters}, date={2020-03-19}}
"""
INDEX = """
# Hard cases

Words of the root.

```{toctree}
briefings/arms
briefings/plain
```
"""
PLAIN = """
# The plain one

A fact {cite:p}`porter2020`.

- An item.

A second paragraph {cite:p}`porter2020`.

```{bibliography}
```
"""
FRONT = """---
title: "The arms trade of 2020"
date: 2020-03-21
authors: [Anna Müller, "محمد رضایی"]
classification: 'OFFICIAL – SENSITIVE #panic("x")'
distribution: "For the private office. $x$ @porter2020 <label>"
summary: "ZZSUMMARY which is never printed."
keywords: [arms, "#import \\"x\\""]
status: draft
---
"""
ARMS = r"""
# The arms trade of 2020

The sense of it {cite:p}`times2020`.

## Key judgements

:::{assessment}
:confidence: high

The trade will grow.
:::

{.assessment}
- An item that judges.

## Names

The minister محمد جواد ظریف met Сергей Лавров {cite:p}`porter2020{para. 3}`. He said so {cite:p}`times2020`.

جمهوری اسلامی ایران گزارش داد که وزیر امور خارجه آمد.

The president 習近平 came {cite:p}`porter2020`.

## Tables

| A | B | C | D | E | F | G | H | I |
|---|---|---|---|---|---|---|---|---|
@WIDE@

| Day | Event | Amount |
|:----|:------|-------:|
@LONG@

| Who | What |
|-----|------|
| One[^note] | First {cite:p}`porter2020` |

[^note]: A note from a cell.

## Formulas

Inline $E = mc^2$ stands here, and $\frac{a}{b} \le \sqrt{x}$.

$$ \sum_{i=1}^{n} x_i = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix} $$

$$ \unheardof{x} $$

```python
print("#read")
```

:::{figure} chart.svg
:alt: Three bars that rise

Trade in three years.
:::

![](chart.svg)

> “Nothing was said at all.”
>
> — A witness {cite:p}`porter2020`

See <https://example.org/a/very/long/address/that/goes/on/and/on/for/ever/and-ever_with.parts?query=1&other=2>.

\#read("/etc/passwd") \#{ panic() } @porter2020 \<label> [\#eval("1+1")](javascript:alert) `#import "x"`
"""
CHART = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><rect width="80" height="40" fill="#1b365d"/></svg>'


def arms() -> str:
    """The hard briefing, with a table of nine columns and one of several pages."""
    wide = "\n".join(f"| {' | '.join(['considerable words'] * 9)} |" for _ in range(4))
    long = "\n".join(
        f"| {n + 1} March | Event number {n} took place in a town {{cite:p}}`porter2020` | {n} |"
        for n in range(90)
    )
    return FRONT + ARMS.replace("@WIDE@", wide).replace("@LONG@", long)


def make_project(folder: Path) -> Path:
    for name, content in {
        "conf.py": CONF,
        "references.bib": BIBLIOGRAPHY,
        "index.md": INDEX,
        "briefings/arms.md": arms(),
        "briefings/plain.md": PLAIN,
        "briefings/chart.svg": CHART,
    }.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def make_small_project(folder: Path, plain: str = PLAIN) -> Path:
    """The same with one line in the place of the hard briefing, for what is seen on the plain one."""
    make_project(folder)
    (folder / "briefings/arms.md").write_text("# Arms\n\nWords.\n", encoding="utf-8")
    (folder / "briefings/plain.md").write_text(plain, encoding="utf-8")
    return folder


def build(source: Path, out: Path, *options: str) -> subprocess.CompletedProcess[str]:
    tree = ["-d", str(source / "_tree")]
    return nursery.run(
        [sys.executable, "-m", "sphinx", "-b", "briefpdf", *tree, *options, str(source), str(out)],
        env={**os.environ, "NO_COLOR": "1", "SOURCE_DATE_EPOCH": "1790000000"},
    )


class Built:
    def __init__(self, source: Path) -> None:
        self.source, self.out = source, source / "_out"
        self.run = build(source, self.out)
        assert self.run.returncode == 0, self.run.stderr
        self.whole = pypdf.PdfReader(self.out / "ministry-of-tests.pdf")
        self.arms = pypdf.PdfReader(self.out / "briefings" / "arms.pdf")
        self.plain = pypdf.PdfReader(self.out / "briefings" / "plain.pdf")


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    return Built(make_project(tmp_path_factory.mktemp("design")))


def page_texts(pdf) -> list[str]:
    return [" ".join(page.extract_text().replace("\u2060", "").split()) for page in pdf.pages]


def words(pdf) -> str:
    return " ".join(page_texts(pdf))


@pytest.fixture(scope="module")
def text(built) -> str:
    return words(built.arms)


# The cover


@pytest.mark.parametrize(
    "shown",
    [
        "Ministry of Tests",
        "The arms trade of 2020",
        "Date 21 March 2020",
        "Anna Müller",
        "Status Draft",
        "Version 2.1",
        'Classification OFFICIAL – SENSITIVE #panic("x")',
        "Distribution For the private office. $x$ @porter2020 <label>",
        "Contents",
    ],
)
def test_the_cover_says_what_the_front_matter_says(built, shown):
    assert shown in page_texts(built.arms)[0]


def test_the_title_stands_on_the_cover_and_in_the_running_head_only(built):
    assert not any("arms trade" in str(entry) for entry in built.arms.outline)
    pages = page_texts(built.arms)
    assert all(page.count("The arms trade of 2020") == 1 for page in pages)


def test_a_title_of_the_front_matter_does_not_swallow_another_heading(tmp_path):
    source = make_small_project(tmp_path, f"---\ntitle: Another title\n---\n{PLAIN}")
    assert build(source, tmp_path / "_out").returncode == 0
    plain = pypdf.PdfReader(tmp_path / "_out/briefings/plain.pdf")
    assert "Another title" in page_texts(plain)[0]
    assert any(getattr(entry, "title", "") == "The plain one" for entry in plain.outline)


@pytest.mark.parametrize(
    ("iso", "language", "shown"),
    [
        ("2020-03-21", "en", "21 March 2020"),
        ("2020-03", "en", "March 2020"),
        ("2020", "en", "2020"),
        ("2020-03-21", "de", "21. März 2020"),
        ("2020-03-21", "xx", "21 March 2020"),
        ("soon", "en", "soon"),
        ("2020-02-31", "en", "2020-02-31"),
    ],
)
def test_dates_are_printed_long(iso, language, shown):
    assert date_in_words(iso, language) == shown


# Every page


def test_every_page_bears_the_classification_in_head_and_foot(built):
    for pdf in (built.arms, built.whole):
        counts = [page.count("OFFICIAL – SENSITIVE") for page in page_texts(pdf)]
        assert min(counts) >= 2, counts
    assert "OFFICIAL" not in words(built.plain)


def test_a_draft_says_so_on_every_page_and_a_final_one_on_none(built):
    assert all("DRAFT" in page for page in page_texts(built.arms))
    # What holds a draft is one.
    assert all("DRAFT" in page for page in page_texts(built.whole))
    assert "DRAFT" not in words(built.plain)


def test_pages_are_numbered_and_name_the_section(built):
    pages = page_texts(built.arms)
    assert all(f"{n} / {len(pages)}" in page for n, page in enumerate(pages, 1) if n > 1)
    assert any("Formulas" in page[:200] for page in pages[2:])


# Metadata and tags


def test_summary_keywords_and_authors_are_metadata_and_the_summary_is_not_printed(built):
    info = built.arms.metadata
    assert info.title == "The arms trade of 2020"
    assert "Anna Müller" in info.author
    assert "محمد رضایی" in info.author
    assert "ZZSUMMARY" in info.subject
    assert "arms" in info["/Keywords"]
    assert "ZZSUMMARY" not in words(built.arms) + words(built.whole)


def test_every_file_is_tagged_and_says_that_it_is_pdf_ua_1(built):
    for pdf in (built.arms, built.plain, built.whole):
        root = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == "en"
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        assert "/StructTreeRoot" in root
        xmp = root["/Metadata"].get_object().get_data().decode("utf-8")
        assert re.search(r"pdfuaid:part(>|=\")1", xmp)


def structure(pdf):
    """Every element of the structure tree."""
    waiting = [pdf.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop().get_object()
        if not isinstance(node, dict):
            continue
        yield node
        kids = node.get("/K", [])
        waiting += kids if isinstance(kids, list) else [kids]


def test_pictures_formulas_and_links_have_words(built):
    found: dict[str, list[str]] = {}
    for node in structure(built.arms):
        found.setdefault(str(node.get("/S")), []).append(str(node.get("/Alt", "")))
    assert found["/Figure"].count("Three bars that rise") == 1
    assert "chart.svg" in found["/Figure"]
    assert "E = mc^2" in found["/Formula"]
    assert all(found["/Figure"])
    assert all(found["/Formula"])
    assert {"/H1", "/Table", "/TH", "/TD", "/L", "/Link", "/Note", "/TOC"} <= found.keys()


def test_the_same_input_gives_the_same_bytes(built):
    again = built.source / "_again"
    assert build(built.source, again, "-E").returncode == 0
    for pdf in built.out.rglob("*.pdf"):
        assert pdf.read_bytes() == (again / pdf.relative_to(built.out)).read_bytes(), pdf


# The text


def test_key_judgments_stand_in_a_box_with_their_confidence(text):
    assert "Key judgements Assessment The trade will grow. Confidence: high." in text


def test_marks_stand_in_the_margin_of_their_line(built):
    notes: list[float] = []

    def visit(said, page_matrix, matrix, *_font):
        if said.strip() == "one outlet":
            notes.append(page_matrix[4] + page_matrix[0] * matrix[4])

    for page in built.plain.pages:
        page.extract_text(visitor_text=visit)
    text_ends = (27 + 134) * 72 / 25.4
    assert len(notes) == 2
    assert all(x > text_ends for x in notes), notes


def test_paragraphs_are_numbered_where_wanted_and_items_are_not(built, tmp_path):
    assert "1 A fact" in words(built.plain)
    assert "2 A second paragraph" in words(built.plain)
    assert "1 The sense of it" in words(built.whole)
    source = make_small_project(tmp_path)
    assert build(source, tmp_path / "_out", "-D", "briefcheck_pdf_numbered=0").returncode == 0
    plain = words(pypdf.PdfReader(tmp_path / "_out/briefings/plain.pdf"))
    assert "1 A fact" not in plain
    assert "A fact" in plain


def test_heads_of_tables_are_repeated_and_no_row_is_lost(built, text):
    pages = [page for page in page_texts(built.arms) if "Event number" in page]
    assert len(pages) >= 3
    assert all("Day Event Amount" in page for page in pages)
    assert all(f"Event number {n} took" in text for n in range(90))


def test_a_table_that_no_page_is_wide_enough_for_is_set_across(built):
    across = [p for p in built.arms.pages if p.mediabox.width > p.mediabox.height]
    assert len(across) == 1
    assert across[0].extract_text().count("considerable") == 36


def test_a_heading_goes_with_the_table_that_is_set_across(built):
    across = next(p for p in built.arms.pages if p.mediabox.width > p.mediabox.height)
    assert "Tables" in across.extract_text()
    before = page_texts(built.arms)[built.arms.get_page_number(across) - 1]
    assert not before.removesuffix("DRAFT").strip().endswith("Tables")


def test_formulas_are_set_and_unknown_ones_shown_as_written(built, text):
    assert "𝐸 = 𝑚𝑐" in text
    assert "∑" in text
    assert r"\unheardof{x}" in text
    assert r"\frac" not in text
    assert built.run.stderr.count(r"\unheardof is not known") == 1


def test_other_scripts_are_shaped(built, text):
    assert "Сергей Лавров" in text
    fonts = {
        font.get_object()["/BaseFont"]
        for page in built.arms.pages
        for font in page["/Resources"]["/Font"].values()
    }
    assert any("Amiri" in font for font in fonts)
    # Letters that are joined are glyphs of their own: the names' isolated forms are not drawn.
    assert "/ActualText" in str(built.arms.trailer["/Root"]) or "محمد" in text


def test_characters_without_a_font_are_one_warning_and_shown_by_number(built, text):
    told = [line for line in built.run.stderr.splitlines() if "no font has" in line]
    assert len(told) == 1
    assert "習 (U+7FD2)" in told[0]
    assert "briefings/arms.md" in told[0]
    assert 'briefcheck_pdf_fonts = ["fonts"]' in told[0]
    assert "U+7FD2" in text


@pytest.mark.parametrize(
    "literal",
    [
        "#read(“/etc/passwd”)",
        "#{ panic() }",
        "@porter2020 <label>",
        "#eval(“1+1”)",
        '#import "x"',
        'print("#read")',
        "Ploys #read",
    ],
)
def test_hostile_text_is_printed_as_it_is(text, literal):
    assert literal in text
    assert "root:" not in text


def test_links_from_the_audit_reach_statements_in_quotations_too(built):
    assert "A witness" in words(built.whole)
    names = built.whole.named_destinations
    links = [a.get_object() for p in built.whole.pages for a in p.get("/Annots", ())]
    wanted = {str(link["/Dest"]) for link in links if isinstance(link.get("/Dest"), str)}
    assert wanted <= names.keys()


def test_citations_lead_to_the_bibliography_with_outlet_and_origin(built, text):
    links = [a.get_object() for p in built.arms.pages for a in p.get("/Annots", ())]
    assert sum("/Dest" in link or "/D" in link.get("/A", {}) for link in links) >= 90
    assert "The Grayzone" in text
    assert "first in Reuters" in text


def test_the_audit_is_the_last_chapter_of_the_whole(built):
    top = [entry.title for entry in built.whole.outline if not isinstance(entry, list)]
    assert top[-1] == "Appendix: audit"


# What fails


def test_a_folder_without_fonts_stops_the_build_with_one_line(built, tmp_path):
    (built.source / "nofonts").mkdir(exist_ok=True)
    for folder, why in (("nofonts", "no font"), ("nowhere", "there is no folder")):
        run = build(built.source, tmp_path / "out", "-q", "-D", f"briefcheck_pdf_fonts={folder}")
        assert run.returncode == 2
        lines = [line for line in run.stderr.splitlines() if "briefpdf:" in line]
        assert len(lines) == 1
        assert lines[0].startswith(f"briefpdf: briefcheck_pdf_fonts: {why}")
        assert "Traceback" not in run.stderr
        assert not list((tmp_path / "out").rglob("*.pdf"))


def test_front_matter_without_end_or_sense_is_set_all_the_same(tmp_path):
    source = make_small_project(
        tmp_path,
        f"---\ntitle: {'T' * 3000}\ndate: 2020-13-45\nstatus: Draft\n"
        f"classification: {'SECRET ' * 300}\ndistribution: {'word ' * 2000}\n---\n{PLAIN}",
    )
    assert build(source, tmp_path / "_out").returncode == 0
    pages = page_texts(pypdf.PdfReader(tmp_path / "_out/briefings/plain.pdf"))
    assert "Date 2020-13-45" in " ".join(pages)
    # Another case of the word is a finding, and a draft nevertheless.
    assert all("SECRET" in page and "DRAFT" in page for page in pages)


def test_what_cannot_be_pdf_ua_is_set_with_a_warning(tmp_path, built):
    source = make_small_project(tmp_path)
    (source / "briefings/inner.pdf").write_bytes((built.out / "briefings/plain.pdf").read_bytes())
    with (source / "briefings/plain.md").open("a") as plain:
        plain.write("\n![A page](inner.pdf)\n")
    run = build(source, tmp_path / "_out")
    assert run.returncode == 0
    assert "briefings/plain.pdf is tagged, but not PDF/UA-1: embedding PDFs" in run.stderr


# Formulas by themselves


@pytest.mark.parametrize(
    "latex",
    [
        r"\frac{a}{b}^2_3",
        r"\left( \frac{1}{2} \right]",
        r"\begin{cases} 1 & x \\ 2 & y \end{cases}",
        r"a &= b \\ &= c",
        r"\alpha\beta\Gamma \in \mathbb{R} \to \infty",
        r"f'(x) \approx \lim_{x \to 0} \text{if not} \quad \hat{y}",
        r"{}^2 x % a comment",
        "",
    ],
)
def test_formulas_that_are_known(latex):
    assert read_formula(latex)["m"] in {"row", "aligned"}


@pytest.mark.parametrize(
    "latex",
    [
        r"\input{/etc/passwd}",
        r"\write18{id}",
        r"\frac{a}",
        r"\hat" * 900,
        "{" * 30 + "x" + "}" * 30,
        "x" * 5000,
        r"\begin{pmatrix} 1",
        "x^^2",
        "x }",
        r"\text{#eval $x$}",
        "\x07",
    ],
)
def test_formulas_that_are_not(latex):
    with pytest.raises(UnknownFormulaError):
        read_formula(latex)


def test_long_addresses_break_after_their_signs():
    assert breakable("https://example.org/very/long/address") == (
        "https://example.\u200borg/\u200bvery/\u200blong/\u200baddress"
    )
    assert list(stretches("para. 7")) == [("para.\u00a07", [])]


# Pictures of the pages


needs_pdftoppm = pytest.mark.skipif(
    shutil.which("pdftoppm") is None, reason="pdftoppm draws the pages, and is not installed"
)


class Picture:
    """A page in colours: a portable pixmap, read without help."""

    def __init__(self, data: bytes) -> None:
        kind, size, _depth, self.pixels = data.split(b"\n", 3)
        assert kind == b"P6"
        self.width, self.height = map(int, size.split())

    def colour(self, across: float, down: float) -> tuple[int, int, int]:
        """At a place from 0 to 1 each."""
        row, column = int(down * self.height), int(across * self.width)
        at = 3 * (row * self.width + column)
        return self.pixels[at], self.pixels[at + 1], self.pixels[at + 2]

    def ink(self, left: float, top: float, right: float, bottom: float) -> float:
        """The share of pixels that are not white in a part of the page."""
        rows = range(int(top * self.height), int(bottom * self.height))
        line = slice(3 * int(left * self.width), 3 * int(right * self.width), 3)
        dots = b"".join(
            self.pixels[3 * self.width * row : 3 * self.width * (row + 1)][line] for row in rows
        )
        return sum(dot < 215 for dot in dots) / max(len(dots), 1)


@pytest.fixture(scope="module")
def pictures(built, tmp_path_factory):
    folder = tmp_path_factory.mktemp("pictures")
    for name in ("arms", "plain"):
        pdf = built.out / "briefings" / f"{name}.pdf"
        subprocess.run(["pdftoppm", "-r", "40", pdf, folder / name], check=True)
    return {
        name: [Picture(path.read_bytes()) for path in sorted(folder.glob(f"{name}-*.ppm"))]
        for name in ("arms", "plain")
    }


@needs_pdftoppm
def test_the_cover_has_a_band_and_every_page_keeps_its_margins(pictures):
    assert pictures["plain"][0].colour(0.5, 0.02) == (27, 54, 93)
    for pages in pictures.values():
        assert all(page.ink(0, 0.06, 0.06, 1) == 0 for page in pages)
        assert all(page.ink(0.96, 0.06, 1, 1) == 0 for page in pages)
        assert all(page.ink(0, 0.97, 1, 1) == 0 for page in pages)


@needs_pdftoppm
def test_the_watermark_is_drawn_behind_every_page_of_a_draft(pictures):
    def greys(page: Picture) -> int:
        places = [(x / 60, y / 60) for x in range(12, 48) for y in range(12, 48)]
        return sum(page.colour(*place) == (233, 233, 233) for place in places)

    assert all(greys(page) > 20 for page in pictures["arms"])
    assert all(greys(page) < 5 for page in pictures["plain"])


@needs_pdftoppm
def test_a_page_of_text_is_neither_empty_nor_black(pictures):
    text_page = pictures["plain"][1]
    assert 0.005 < text_page.ink(0.1, 0.1, 0.8, 0.5) < 0.3
