"""The Word files: what they hold, and what pandoc is not let do."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import nursery
import pytest

docx = pytest.importorskip("docx", reason="the extra docx is not installed")
pytest.importorskip("pypandoc", reason="the extra docx is not installed")

CONF = """
project = "Harbor briefings"
author = "The desk"
extensions = ["myst_parser", "sphinxcontrib.bibtex", "builder_ext"]
bibtex_bibfiles = ["references.bib"]
myst_enable_extensions = ["dollarmath"]
briefcheck_publish = "audit"
briefcheck_fail_on = "never"
# What gets through to the builder is not let out by it either.
briefcheck_safe = False
"""
BIB = """
@online{rivera2031, author = {Rivera, Ana}, title = {Ferry & <b>boat</b>}, organization = {Harbor Post},
  date = {2031-03-02}, url = {https://harbor.example/ferry}}
@online{okwu2031, author = {Okwu, Tomas}, title = {Ferries}, organization = {Estuary Review},
  date = {2031-03-04}, url = {https://estuary.example/ferries}}
"""
BRIEFING = """---
title: On the ferry
date: 2031-03-05
authors: [Bo Li, Cem Ay]
classification: For official use only
distribution: Editors
status: draft
summary: What is known{much}.
keywords: [ferry, ice]
---

# On the ferry

The ferry sank on 1 March {cite:p}`rivera2031,okwu2031`.[^n] Its length was $l = 25$ m {cite:p}`rivera2031`.

:::{assessment}
It will not sail again.
:::

| Day | What |
|---|---|
| 1 March | It sank {cite:p}`okwu2031` |

![A red dot](dot.png)

![The password file](../../../../../../../../etc/hostname)

![Elsewhere](https://127.0.0.1:9/x.png)

See [the other](other.md#ice).

[^n]: The harbor master said so {cite:p}`rivera2031`.
"""
OTHER = "# The other\n\n## Ice\n\nThere was ice {cite:p}`okwu2031`.\n"
INDEX = "# Harbor\n\n```{toctree}\nbriefings/ferry\nbriefings/other\nsources\n```\n"
DOT = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0"
    "000003010100c9fe92ef0000000049454e44ae426082"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory) -> tuple[Path, str]:
    """The folder of the Word files, and what the build said."""
    source = tmp_path_factory.mktemp("docx")
    (source / "briefings").mkdir()
    for name, text in {
        "conf.py": CONF,
        "references.bib": BIB,
        "index.md": INDEX,
        "sources.md": "# Sources\n\n```{bibliography}\n```\n",
        "briefings/ferry.md": BRIEFING.replace("{much}", " of it" * 100),
        "briefings/other.md": OTHER,
    }.items():
        (source / name).write_text(text, encoding="utf-8")
    (source / "briefings" / "dot.png").write_bytes(DOT)
    places = ["-d", str(source / "trees"), str(source), str(source / "out")]
    command = [sys.executable, "-m", "sphinx", "-b", "briefdocx", *places]
    # A real process, so that pandoc is found and run as it is for everybody.
    done = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        check=False,
        env={**os.environ, "SOURCE_DATE_EPOCH": "1930000000"},
    )
    assert done.returncode == 0, done.stderr
    return source / "out", done.stderr


@pytest.fixture(scope="module")
def ferry(built):
    return docx.Document(str(built[0] / "briefings" / "ferry.docx"))


@pytest.fixture(scope="module")
def whole(built):
    return docx.Document(str(built[0] / "harbor-briefings.docx"))


def words(document) -> str:
    return "\n".join(p.text for p in document.paragraphs)


def parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as file:
        return {name: file.read(name) for name in file.namelist()}


def test_there_is_one_for_the_project_and_one_for_each_briefing(built):
    found = sorted(p.relative_to(built[0]).as_posix() for p in built[0].rglob("*") if p.is_file())
    assert found == ["briefings/ferry.docx", "briefings/other.docx", "harbor-briefings.docx"]


def test_citations_and_bibliography_stand_in_it_as_text(ferry):
    text = words(ferry)
    assert "The ferry sank on 1 March" in text
    assert "2031" in text
    assert "Sources" in [p.text for p in ferry.paragraphs if p.style.name == "Heading 1"]
    assert "Ferry & <b>boat</b>" in text
    assert "Estuary Review" in text


def test_marks_are_said_in_words(ferry):
    assert "[one outlet]" in words(ferry)
    styles = {p.style.name for p in ferry.paragraphs if "not sail again" in p.text}
    assert styles == {"Briefcheck Judgment"}


def test_notes_are_notes_of_word_and_formulas_its_formulas(built):
    found = parts(built[0] / "briefings" / "ferry.docx")
    assert b"The harbor master said so" in found["word/footnotes.xml"]
    assert b"<m:oMath>" in found["word/document.xml"]


def test_front_matter_is_on_the_first_page_in_head_and_properties(ferry):
    section = ferry.sections[0]
    assert section.header.paragraphs[0].text == "For official use only · DRAFT"
    assert section.footer.paragraphs[0].text.startswith("On the ferry")
    text = words(ferry)
    for said in ("Bo Li", "Cem Ay", "5 March 2031", "For official use only · Editors · Draft"):
        assert said in text
    assert ferry.core_properties.keywords == "ferry, ice"
    assert "What is known" not in text
    assert ferry.core_properties.comments.startswith("What is known of it of it")


def test_pictures_of_the_project_are_in_it_and_no_others(built):
    found = parts(built[0] / "briefings" / "ferry.docx")
    media = [name for name in found if name.startswith("word/media/")]
    assert len(media) == 1
    assert "[Elsewhere]" in words(docx.Document(str(built[0] / "briefings" / "ferry.docx")))
    assert built[1].count("picture not shown in Word") >= 1


def test_the_whole_has_all_briefings_one_bibliography_and_the_audit(whole):
    heads = [p.text for p in whole.paragraphs if p.style.name == "Heading 1"]
    assert heads == ["Harbor", "On the ferry", "The other", "Sources", "Appendix: audit"]
    assert words(whole).count("Estuary Review, 4 March 2031") == 1


def test_the_whole_is_as_classified_as_its_briefings_and_a_draft_if_one_is(whole):
    assert whole.sections[0].header.paragraphs[0].text == "For official use only · DRAFT"


def test_tables_find_their_widths_and_rows_stay_whole(whole):
    assert whole.tables
    assert all(table.autofit for table in whole.tables)
    assert all("cantSplit" in row._tr.xml for table in whole.tables for row in table.rows)


def test_links_between_briefings_lead_within_the_file(built):
    body = parts(built[0] / "harbor-briefings.docx")["word/document.xml"].decode()
    assert 'w:name="briefings-other--ice"' in body
    assert 'w:anchor="briefings-other--ice"' in body


def test_who_lacks_the_extra_is_told_in_one_sentence(tmp_path, built):
    (tmp_path / "pypandoc.py").write_text("raise ImportError('not here')\n", encoding="utf-8")
    source = built[0].parent
    done = nursery.run(
        [sys.executable, "-m", "sphinx", "-q", "-b", "briefdocx", str(source), str(tmp_path / "o")],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
    )
    assert done.returncode != 0
    assert "pip install 'briefcheck[docx]'" in done.stderr
    assert "Traceback" not in done.stderr
