"""A book that was there before Briefcheck: it stays what it is until something is to be checked."""

from __future__ import annotations

import json
import re

import pytest
from project import Project

STOCK = ["myst_parser", "sphinxcontrib.bibtex"]
BOOK = """\
---
date: 2020
author: Nobody
---
# A chapter

Solow {cite}`rivera2020` and {cite:t}`okafor2020`, {cite:p}`haddad2020,lindqvist2021`; see {cite:author}`ministry2020`.
A note {footcite:p}`rivera2020`, "two -- quotes"[^1], and @handle.

:::{note}
No colon fences here.
:::

Words{.assessment} [@rivera2020] stay.

[^1]: Said {cite:year}`okafor2020`.

```{footbibliography}
```
"""
REFERENCES = "# References\n\n```{bibliography}\n:cited:\n```\n\n```{bibliography}\n:all:\n:keyprefix: a-\n:labelprefix: A\n```\n"
KEYS = ("rivera2020", "okafor2020", "haddad2020", "lindqvist2021", "ministry2020")
ENTRIES = "\n".join(
    f"@article{{{key},\n  author = {{{key[:-4].title()}, A.}},\n  title = {{On {key}}},\n"
    f"  journal = {{Journal of {key[0].upper()}}},\n  year = {{{key[-4:]}}},\n}}"
    for key in KEYS
)
READER = """
from myst_parser.parsers.sphinx_ import MystParser
from myst_parser.sphinx_ext.main import setup_sphinx

class Notebooks(MystParser):
    supported = ("notebooks",)

def setup(app):
    app.add_source_suffix(".md", "notebooks")
    app.add_source_parser(Notebooks)
    setup_sphinx(app)
    return {"parallel_read_safe": True}
"""


@pytest.fixture
def book(tmp_path):
    made = Project(tmp_path).configure(numfig=True)
    made.write("briefings/a.md", BOOK)
    made.write("references.md", REFERENCES).write("references.bib", ENTRIES)
    made.write("index.md", "# Book\n\n```{toctree}\nbriefings/a\nreferences\n```\n")
    return made


def pages(built):
    """Every file that was written, without Sphinx's notes on versions."""
    found = {}
    for path in sorted(built.out.rglob("*")):
        name = path.relative_to(built.out).as_posix()
        if path.is_file() and name not in (".buildinfo", "searchindex.js"):
            found[name] = path.read_bytes()
    index = (built.out / "searchindex.js").read_text(encoding="utf-8")
    index = json.loads(index[index.index("{") : index.rindex("}") + 1])
    del index["envversion"]
    return found | {"searchindex.js": index}


@pytest.mark.parametrize("builder", ["html", "singlehtml", "latex", "text"])
def test_with_nothing_to_check_the_book_is_byte_for_byte_what_it_was(book, builder, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    before = book.configure(extensions=STOCK).build(builder, out="before", doctrees="one")
    book.configure(
        extensions=[*STOCK, "builder_ext"], briefcheck_documents=[], briefcheck_safe=False
    )
    after = book.build(builder, out="after", doctrees="two")
    assert (before.status, after.status) == (0, 0), after.stderr
    assert after.stderr == before.stderr
    if builder == "html":
        assert pages(after) == pages(before)
        assert "briefings/a.html" in pages(after)
        return
    for path in before.out.rglob("*"):
        if path.is_file() and path.name != ".buildinfo" and path.suffix != ".js":
            assert (after.out / path.relative_to(before.out)).read_bytes() == path.read_bytes()


@pytest.mark.parametrize("order", [["myst_nb", "builder_ext"], ["builder_ext", "myst_nb"]])
def test_a_book_that_another_extension_reads_is_checked_all_the_same(book, order):
    book.write("myst_nb.py", READER)
    book.configure(f"import sys; sys.path.insert(0, {str(book.source)!r})", extensions=order)
    book.briefing("It sank in June 2019.\n\nIt sank {cite:p}`rivera2020,okafor2020`.")
    built = book.build().must_be_clean()
    assert ("uncited", "briefings/a.md", 3) in built.findings
    assert built.report["summary"]["statements"] == 2


def test_a_book_with_no_briefings_is_told_how_to_begin(book):
    book.remove("briefings/a.md").write("chapter.md", "# C\n\nIt sank in 2019.\n")
    book.write("index.md", "# Book\n\n```{toctree}\nchapter\n```\n")
    built = book.build("html")
    assert built.status == 2
    assert re.fullmatch(
        r".*/conf\.py: briefcheck_documents: 'briefings/\*\*' matches no document.*\n", built.stderr
    )
