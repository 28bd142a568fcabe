"""What stands in the PDFs: one rich project is built once, and its pages are read with pypdf."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import nursery
import pytest
from docutils import nodes
from docutils.utils import new_document

pytest.importorskip("typst")
pypdf = pytest.importorskip("pypdf")

from builder_ext.files import write_whole  # noqa: E402
from builder_ext.sphinx_ext.pdf import press, text  # noqa: E402
from builder_ext.sphinx_ext.pdf.builder import BriefPdfBuilder  # noqa: E402
from builder_ext.sphinx_ext.pdf.translator import MAX_DEPTH, Translator, placed_names  # noqa: E402

PNG = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
CONF = """
import sys
sys.path.insert(0, ".")
project, author, release, language = "A Sample of Pages", "The Team", "1.4", "en"
today = "27 December 2025"
extensions = ["myst_parser", "sphinxcontrib.bibtex", "nodes_of_others"]
myst_enable_extensions = ["colon_fence", "deflist", "dollarmath", "fieldlist"]
myst_heading_anchors = 3
bibtex_bibfiles = ["references.bib"]
"""
# Registers the builder alone, and nodes as other modules of Briefcheck make them.
EXTENSION = """
from docutils import nodes
from docutils.parsers.rst import Directive
from builder_ext.sphinx_ext.pdf import PdfHooks, setup_pdf

class Framed(Directive):
    has_content, required_arguments, final_argument_whitespace = True, 1, True
    def run(self):
        frame = nodes.container(classes=self.arguments[0].split())
        self.state.nested_parse(self.content, self.content_offset, frame)
        if "briefcheck-judgment" in frame["classes"]:
            frame[0]["classes"].append("briefcheck-judgment-title")
        return [frame]

class unheard_of(nodes.General, nodes.Element):
    pass

class Unheard(Directive):
    has_content = True
    def run(self):
        return [unheard_of("", nodes.paragraph("", "Words of an unknown node."))]

def mark(name, rawtext, text, lineno, inliner, options={}, content=[]):
    return [nodes.inline(text, text, classes=["briefcheck-mark", "briefcheck-single-outlet"])], []

def appendix(app):
    return [nodes.section("", nodes.title("", "Coverage"), nodes.paragraph("", "Seven of nine."))]

def setup(app):
    app.add_directive("framed", Framed)
    app.add_directive("unheard", Unheard)
    app.add_role("marked", mark)
    hooks = PdfHooks(lambda app: ["briefings/road", "briefings/other"], appendix)
    setup_pdf(app, hooks)
"""
BIBLIOGRAPHY = """
@article{porter2020, author={Porter, Gareth}, title={Ploys}, journal={The Grayzone}, year={2020}}
@article{mazzetti2020, author={Mazzetti, Mark}, title={Brink}, journal={The Times}, year={2020}}
@article{muller2019, author={Müller, Jürgen and Çelik, Şükrü}, title={Война}, journal={Kommersant}, year={2019}}
"""
INDEX = """
# Front

See {doc}`briefings/road` and [the timeline](briefings/road.md#timeline).

```{toctree}
briefings/road
briefings/other
sources
```
"""
SOURCES = """
# Library

```{bibliography}
```
"""
OTHER = """
# Another briefing

It rests on one source {cite:p}`muller2019`.
"""
ROAD = r"""
# The road to *Baghdad*

:::{framed} briefcheck-box
**How this was checked.** Nine statements.
:::

A rocket killed a contractor {cite:p}`mazzetti2020,porter2020`. {marked}`one outlet: The Grayzone`
Officers did not know.[^a] Twice noted.[^a] And footcited.{footcite}`muller2019`
An [outside link](https://example.org/page), a [script](javascript:alert), **bold**, H{sub}`2`O.

:::{framed} briefcheck-judgment briefcheck-assessment
Assessment · confidence moderate

We judge that سلام عليكم was said, and שלום, and Привет.
:::

جمهوری اسلامی ایران گزارش داد.

Injection: \#read("/etc/passwd") \$ x \$ \@porter2020 \<label> \\ back \*/ /\* // \#{ \#let `#eval("1")` = no \[x\]

## Timeline

| Date | Event |
|:-----|------:|
| 27 December[^b] | Rockets hit the base {cite:p}`porter2020` |

:::{list-table} Who said what
:header-rows: 1

* - Who
  - What
* - Pompeo
  - - a list
    - in a cell
:::

> Nothing was said.
>
> -- A witness

:::{note}
A note to all.
:::

3. third
4. fourth
   - nested

Term
: Its definition.

:field: Its body.

```python
print("#read")  # a comment
```

Inline $\unheardof{a}$ and a hidden <b>tag</b>.

![Alternative words](missing.png) ![broken picture](broken.png) ![remote](https://example.org/x.png)

:::{figure} dot.png
:alt: A dot

Caption of the dot.

Legend of the dot.
:::

```{unheard}
```

```{eval-rst}
| first line
|   second line

.. raw:: latex

   RAWLATEX

.. glossary::

   sortie
      A flight.
```

[^a]: First note, with **markup**.

    Its second paragraph.
[^b]: Note of a cell.
[^c]: Nobody refers to this.

```{footbibliography}
```
"""


def make_project(folder: Path) -> Path:
    for name, content in {
        "conf.py": CONF,
        "nodes_of_others.py": EXTENSION,
        "references.bib": BIBLIOGRAPHY,
        "index.md": INDEX,
        "sources.md": SOURCES,
        "briefings/road.md": ROAD,
        "briefings/other.md": OTHER,
        "briefings/broken.png": "not a picture",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    (folder / "briefings" / "dot.png").write_bytes(base64.b64decode(PNG))
    return folder


def build(source: Path, out: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return nursery.run(
        [sys.executable, "-m", "sphinx", "-b", "briefpdf", "-d", source / "_tree", source, out],
        env={**os.environ, "NO_COLOR": "1", **environ},
        cwd=source,
    )


class Built:
    def __init__(self, source: Path) -> None:
        self.source, self.out = source, source / "_out"
        self.run = build(source, self.out, SOURCE_DATE_EPOCH="1577404800")
        assert self.run.returncode == 0, self.run.stderr
        self.project = pypdf.PdfReader(self.out / "a-sample-of-pages.pdf")
        self.road = pypdf.PdfReader(self.out / "briefings" / "road.pdf")
        self.other = pypdf.PdfReader(self.out / "briefings" / "other.pdf")


def words(pdf) -> str:
    # Word joiners, which nobody sees, stand around what typst must not part.
    text = " ".join(page.extract_text() for page in pdf.pages).replace("\u2060", "")
    return " ".join(text.split())


def annotations(pdf):
    for page in pdf.pages:
        for link in page.get("/Annots", ()):
            yield link.get_object()


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> Built:
    return Built(make_project(tmp_path_factory.mktemp("pdf")))


@pytest.fixture(scope="module")
def road(built) -> str:
    return words(built.road)


def test_the_projects_pdf_has_a_title_page_contents_and_every_document(built):
    cover = built.project.pages[0].extract_text()
    lines = [line.strip() for line in cover.splitlines() if line.strip()]
    facts = ["Date 27 December 2025", "Author The Team", "Version 1.4"]
    assert lines == ["A Sample of Pages", *facts]
    contents = built.project.pages[1].extract_text()
    for title in ("Contents", "Front", "The road to Baghdad", "Timeline", "Library"):
        assert title in contents
    assert "Rockets hit the base" in words(built.project)


def test_bookmarks_follow_the_headings(built):
    top = [entry.title for entry in built.project.outline if not isinstance(entry, list)]
    assert top == ["Front", "The road to Baghdad", "Another briefing", "Library", "Appendix: audit"]


def test_the_appendix_of_the_hook_stands_at_the_end(built):
    assert "Seven of nine." in built.project.pages[-1].extract_text()
    assert "Seven of nine." not in words(built.road)


def test_metadata_language_and_tags_are_there(built):
    for pdf, title in ((built.project, "A Sample of Pages"), (built.road, "The road to Baghdad")):
        assert pdf.metadata.title == title
        assert pdf.metadata.author == "The Team"
        assert pdf.trailer["/Root"]["/Lang"] == "en"
        assert pdf.trailer["/Root"]["/MarkInfo"]["/Marked"]


def test_the_files_date_is_the_source_date_epoch(built):
    assert built.road.metadata.creation_date.year == 2019


def test_a_rebuild_in_a_real_process_gives_the_same_bytes(built, monkeypatch):
    monkeypatch.setenv("BRIEFCHECK_REAL_PROCESSES", "1")
    again = built.source / "_again"
    assert build(built.source, again, SOURCE_DATE_EPOCH="1577404800").returncode == 0
    for pdf in built.out.rglob("*.pdf"):
        assert pdf.read_bytes() == (again / pdf.relative_to(built.out)).read_bytes()
    assert not list(built.out.rglob("*.part"))


def test_a_briefings_pdf_lists_the_sources_that_it_cites(built):
    assert "Sources" in words(built.other)
    assert "Kommersant" in words(built.other)
    assert "The Grayzone" not in words(built.other)


def test_citations_are_links_into_the_bibliography(built):
    for pdf in (built.project, built.road):
        assert sum("/Dest" in link or "/A" in link for link in annotations(pdf)) >= 4


def test_outside_links_are_kept_and_scripts_are_not(built, road):
    uris = {link["/A"]["/URI"] for link in annotations(built.road) if "/URI" in link.get("/A", {})}
    assert uris == {"https://example.org/page"}
    assert "script" in road


def test_footnotes_stand_on_their_page_once(built, road):
    pages = [" ".join(page.extract_text().split()) for page in built.road.pages]
    note = next(page for page in pages if "Twice noted" in page)
    assert "First note, with markup." in note
    assert "Its second paragraph." in note
    assert road.count("First note") == 1
    assert "Note of a cell." in road


def test_a_footnote_that_nobody_refers_to_is_printed_too(road):
    assert "Nobody refers to this." in road


def test_footcitations_are_footnotes(road):
    assert road.count("Kommersant") == 1
    assert "Jürgen Müller" in road


@pytest.mark.parametrize(
    "literal",
    [
        "#read(“/etc/passwd”)",
        "$ x $",
        "@porter2020",
        "<label>",
        "\\ back",
        "*/ /* //",
        "#{ #let",
        '#eval("1")',
        "= no [x]",
        'print("#read") # a comment',
        r"\unheardof{a}",
    ],
)
def test_no_text_is_taken_for_markup(road, literal):
    assert literal in road
    assert "root:" not in road


def test_other_scripts_are_there_and_shaped(built, road):
    assert "Привет" in road
    assert "שלום" in road or "םולש" in road
    assert any("\u0600" <= sign <= "\u06ff" or "\ufb50" <= sign <= "\ufeff" for sign in road)
    fonts = {
        font["/BaseFont"].partition("+")[2]
        for page in built.road.pages
        for font in (f.get_object() for f in page["/Resources"]["/Font"].values())
    }
    assert any("Amiri" in font for font in fonts), fonts


@pytest.mark.parametrize(
    "words_of",
    [
        "one outlet: The Grayzone",
        "How this was checked. Nine statements.",
        "Assessment · confidence moderate",
        "Who said what",
        "— A witness",
        "Note A note to all.",
        "3. third",
        "4. fourth",
        "Term Its definition.",
        "field Its body.",
        "Caption of the dot. Legend of the dot.",
        "Words of an unknown node.",
        "first line second line",
        "sortie A flight.",
        "hidden tag",
    ],
)
def test_every_construct_keeps_its_words(road, words_of):
    assert words_of in road


def test_what_is_written_for_other_formats_is_left_out(road):
    assert "RAWLATEX" not in road
    assert "<b>" not in road


def test_a_picture_that_cannot_be_shown_gives_its_alternative_text(built, road):
    for words_of in ("Alternative words", "broken picture", "remote"):
        assert words_of in road
    assert built.run.stderr.count("picture not shown: briefings/broken.png") == 1


def test_typst_may_be_missing_until_the_builder_is_used(monkeypatch):
    monkeypatch.setattr(press, "FONT_PACKAGES", ("fontpkg_nowhere",))
    with pytest.raises(press.PdfError, match=r'fontpkg-nowhere.*pip install "briefcheck\[pdf\]"'):
        press.require_typst()


def test_registering_the_builder_imports_no_typst():
    code = "import sys, builder_ext.sphinx_ext.pdf; sys.exit('typst' in sys.modules)"
    root = str(Path(press.__file__).parents[3])
    run = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, "PYTHONPATH": root}, check=False
    )
    assert run.returncode == 0


def test_what_typst_refuses_is_one_error_and_leaves_no_file(tmp_path):
    with pytest.raises(press.PdfError, match=r"^typst cannot set report: [^\n]+$"):
        press.Press(tmp_path).print({"body": []}, "report", None)


def test_a_write_that_fails_leaves_what_was_there(tmp_path, monkeypatch):
    target = tmp_path / "a.pdf"
    write_whole(target, b"old")
    monkeypatch.setattr(os, "fsync", lambda handle: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_whole(target, b"new")
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_typst_reads_nothing_outside_its_folder(tmp_path):
    (tmp_path / "secret.png").write_bytes(base64.b64decode(PNG))
    inner = tmp_path / "inner"
    inner.mkdir()
    assert not press.Press(inner)._can_set('#image("../secret.png")')
    assert not press.Press(inner)._can_set('#read("/etc/passwd")')
    assert not press.Press(inner)._can_set('#import "@preview/cetz:0.3.0"')


def test_characters_that_no_font_has_are_named(tmp_path):
    assert press.Press(tmp_path).unprintable(set("aя中–文ش")) == ["中", "文"]
    many = [chr(sign) for sign in range(0x4E00, 0x4E40)]
    assert press.Press(tmp_path).unprintable({*many, "a"}) == many


PLAIN = {
    "title": "T",
    "cover_title": "T",
    "series": "",
    "authors": [],
    "description": "",
    "keywords": [],
    "facts": [],
    "classification": "",
    "distribution": "",
    "watermark": "",
    "imprint": "",
    "chapters": True,
    "contents": "",
    "dated": False,
    "words": {"contents": "", "distribution": ""},
    "lang": "en",
    "region": None,
    "lacking": "",
}


def set_alone(folder: Path, *content: nodes.Node) -> str:
    """Words of the PDF of these nodes."""
    doctree = new_document("index")
    doctree += list(content)
    translator = Translator({"index": doctree}, lambda image: None, {})
    body = translator.project("index")
    placed = set(placed_names(body))
    manuscript = PLAIN | {
        "body": body,
        "labels": {name: at for name, at in translator.labels.items() if at in placed},
    }
    pdf = folder / "alone.pdf"
    pdf.write_bytes(press.Press(folder).print(manuscript, "alone", None))
    return words(pypdf.PdfReader(pdf))


def nest(levels: int) -> nodes.Element:
    inner: nodes.Element = nodes.paragraph("", "deepest")
    for level in range(levels):
        quote = nodes.block_quote("", nodes.paragraph("", f"level {level}"), inner)
        inner = nodes.bullet_list("", nodes.list_item("", quote))
    return inner


def test_nesting_without_end_loses_frames_and_no_words(tmp_path):
    text_of = set_alone(tmp_path, nest(MAX_DEPTH + 6))
    assert "deepest" in text_of
    assert all(f"level {level}" in text_of for level in range(MAX_DEPTH + 6))


@pytest.mark.parametrize("unit", ["a", "ش", "\\", "V ", "ж", "-", "word "])
def test_a_hundred_kilobytes_of_one_sign_are_set_in_seconds(tmp_path, unit):
    size = 100_000 // len(unit)
    assert len(set_alone(tmp_path, nodes.paragraph("", unit * size))) > 50_000


@pytest.mark.parametrize("unsafe", ["\x07", "\u202e", "\u2066", "\ud800", "\x9b"])
def test_signs_that_nobody_sees_are_dropped(unsafe):
    assert text.one_line(f"a{unsafe}b\n c") == "ab c"


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("Plain words", ""),
        ("Правительство заявило", "ru"),
        ("Уряд України заявив", "uk"),
        ("قال إنه", "ar"),
        ("گزارش داد", "fa"),
        ("שלום", "he"),
        ("The word سلام in English", ""),
    ],
)
def test_a_line_is_set_in_the_language_of_most_of_its_letters(line, code):
    assert text.language(line) == code


def test_remote_pictures_are_never_fetched():
    assert BriefPdfBuilder.supported_remote_images


def test_rows_that_are_short_of_cells_are_filled_up(tmp_path):
    rows = [
        nodes.row("", *[nodes.entry("", nodes.paragraph("", word)) for word in line.split()])
        for line in ("a b c", "d")
    ]
    columns = [nodes.colspec(colwidth=1) for _ in range(3)]
    group = nodes.tgroup("", *columns, nodes.tbody("", *rows), cols=3)
    assert "a b c d" in set_alone(tmp_path, nodes.table("", group))


def test_notes_that_cite_one_another_end(tmp_path):
    def note(name: str, refers: str) -> nodes.footnote:
        reference = nodes.footnote_reference("", "1", refid=refers)
        return nodes.footnote(
            "", nodes.label("", name), nodes.paragraph("", f"note {name}", reference), ids=[name]
        )

    first = nodes.paragraph("", "text", nodes.footnote_reference("", "1", refid="n0"))
    chain = [note(f"n{i}", f"n{(i + 1) % 12}") for i in range(12)]
    text_of = set_alone(tmp_path, first, *chain)
    assert all(f"note n{i}" in text_of for i in range(12))


def test_the_template_neither_loads_packages_nor_evaluates_text():
    program = Path(press.__file__).with_name("manuscript.typ").read_text(encoding="utf-8")
    assert "@preview" not in program
    assert "eval(" not in program
