"""Safe mode: what an untrusted document or bibliography tries is refused, named with its line, and in
no output; everything else is still checked and shown.

Every refused text holds the word "canary", and so do the files outside of the source folder.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from project import Build, Project

CANARY = "canary"
ENABLED = ["substitution", "strikethrough", "tasklist", "linkify", "dollarmath", "amsmath"]


@dataclass(frozen=True)
class Row:
    """A briefing's text, the lines (from 1 in it) at which something is refused, words of the messages."""

    text: str
    lines: tuple[int, ...]
    words: str
    front: str = ""


REFUSED = {
    "an inline script": Row("Words <script>canary()</script> here.", (1,), "raw HTML"),
    "an inline element": Row('Words <b title="canary">in bold</b> here.', (1,), "raw HTML"),
    "an image that runs": Row("Words <img src=x onerror=canary()> here.", (1,), "onerror"),
    "a block of HTML": Row('One.\n\n<div onclick="canary()">\nTwo.\n</div>', (3,), "raw HTML"),
    "a block that goes on": Row("<div>\n\nStays.\n\n</div>\n\n<p>canary</p>", (1, 7), "raw HTML"),
    "an element in a table": Row("| a |\n|---|\n| <i class=canary>x</i> |", (3,), "raw HTML"),
    "a second line": Row("One\n<u title=canary>two</u> three.", (2,), "raw HTML"),
    "an element in a list": Row("- One\n- Two\n  - <u title=canary>x</u>", (3,), "raw HTML"),
    "the directive raw": Row("One.\n\n```{raw} html\n<p>canary</p>\n```", (3,), "{raw}"),
    "raw LaTeX": Row("```{raw} latex\n\\input{canary}\n```", (1,), "{raw}"),
    "a raw file": Row("```{raw} html\n:file: ../../canary.txt\n```", (1,), "{raw}"),
    "eval-rst": Row("One.\n\n```{eval-rst}\n.. raw:: html\n\n   canary\n```", (3,), "eval-rst"),
    "columns of LaTeX": Row("```{tabularcolumns} |l|\\input{canary}|\n```", (1,), "LaTeX"),
    "an include from outside": Row("```{include} ../../canary.txt\n```", (1,), "outside"),
    "an absolute include": Row("```{include} OUTSIDE/canary.txt\n```", (1,), "outside"),
    "an include behind a link": Row("```{include} leads-out/canary.txt\n```", (1,), "outside"),
    "an include of a link": Row("```{include} linked-canary.txt\n```", (1,), "outside"),
    "an include in brackets": Row(
        "```{include} <OUTSIDE/canary.txt>\n:literal:\n```", (1,), "docutils' own"
    ),
    "a hidden file": Row("```{literalinclude} /.git/canary\n```", (1,), "hidden"),
    "a folder": Row("```{literalinclude} /canaries\n```", (1,), "no file"),
    "code from outside": Row("```{literalinclude} ../../canary.txt\n```", (1,), "outside"),
    "a difference": Row("```{literalinclude} a.csv\n:diff: ../../canary.txt\n```", (1,), "outside"),
    "a table from outside": Row("```{csv-table}\n:file: ../../canary.txt\n```", (1,), "outside"),
    "a table from the net": Row(
        "```{csv-table}\n:url: http://127.0.0.1:9/canary\n```", (1,), "fetched"
    ),
    "a picture from outside": Row("![A map](../../canary.png)", (1,), "picture"),
    "a picture from the net": Row("![A map](https://canary.example/a.png)", (1,), "picture"),
    "a picture in its address": Row("![A map](data:image/png;base64,canary)", (1,), "picture"),
    "a figure from outside": Row("```{figure} ../../canary.png\nA map.\n```", (1,), "picture"),
    "a figure that leads out": Row(
        "```{figure} map.png\n:target: javascript:canary()\n\nA map.\n```", (2,), "javascript"
    ),
    "a download from outside": Row("{download}`a <../../canary.txt>`", (1,), "download"),
    "a download like an address": Row(
        "{download}`a <http:x/../../../canary.txt>`", (1,), "download"
    ),
    "a page for download": Row("{download}`a <evil.html>`", (1,), "a browser would run"),
    "a drawing with a program": Row("![A map](evil.svg)", (1,), "program"),
    "a linked file from outside": Row("[a](../../canary.txt)", (1,), "download"),
    "a link that runs": Row("[a](javascript:canary())", (1,), "javascript"),
    "a link in disguise": Row("One.\n[a](JaVa&#115;cript:canary())", (2,), "link"),
    "a link with a tab": Row("[a](<java\tscript:canary()>)", (1,), "link"),
    "a link by reference": Row("[a][b]\n\n[b]: javascript:canary()", (1,), "javascript"),
    "a link like another": Row("[a](&#106;avascript:x())\n\n`javascript:x()`", (1,), "link"),
    "an address that runs": Row("<javascript:canary()>", (1,), "javascript"),
    "a link into the machine": Row("[a](file:///canary)", (1,), "file:"),
    "a link with its page": Row("[a](data:text/html,canary)", (1,), "data:"),
    "another scheme": Row("[a](ftp://canary.example)", (1,), "ftp:"),
    "an entry in the contents": Row(
        "```{toctree}\nA <javascript://canary>\n```", (2,), "javascript"
    ),
    "a formula with a link": Row("$\\href{javascript:canary()}{x}$", (1,), "formula"),
    "a formula with a file": Row("$$\n\\input{canary}\n$$", (2,), "formula"),
    "a formula in MathML": Row('$\\mmlToken{mi}[href="javascript:canary()"]{x}$', (1,), "formula"),
    "a formula by its environment": Row("$$\n\\begin{input}{canary}\n$$", (2,), "formula"),
    "a formula in plain text": Row("Words \\\\(\\\\href{there}{x}\\\\) here.", (1,), "formula"),
    "a line through the page": Row("Words <s>struck.", (1,), "raw HTML"),
    "a template": Row("Words {{ 'can' ~ 'ary' }} here.", (1,), "template"),
    "a template of its own": Row("{{ env.config.canary_value }}", (1,), "template"),
    "a class of ours": Row("[One.]{.briefcheck-canary}", (1,), "Briefcheck's own"),
    "settings": Row("Words {{ x }}.", (2,), "`myst`", "myst:\n  substitutions: {x: canary}\n"),
    "older settings": Row(
        "Words {{ x }}.", (2, 3), "conf.py", "substitutions: {x: canary}\nhtml_meta: {a: canary}\n"
    ),
    "our settings": Row("Words.", (3,), "Briefcheck_Safe", "title: A\nBriefcheck_Safe: canary\n"),
}
STATED = "The envoy arrived on 3 March 2020."


def text_of(row: Row, outside: Path) -> str:
    front = f"---\n{row.front}---\n" if row.front else ""
    text = row.text.replace("OUTSIDE", outside.as_posix())
    return f"{front}{text}\n\n{STATED}\n"


@dataclass(frozen=True)
class Site:
    """One project with a briefing for each row, as HTML and as LaTeX."""

    project: Project
    html: Build
    latex: Build

    def refused_in(self, path: str) -> list[tuple[int, str]]:
        found = self.report["findings"]
        return [
            (f["line"], f["message"])
            for f in found
            if f["rule"] == "unsafe-content" and f["path"] == path
        ]

    @property
    def report(self) -> dict:
        return Build(0, "", "", self.project.root / "out" / "briefcheck", Path()).report


def slug(name: str) -> str:
    return name.replace(" ", "-")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = tmp_path_factory.mktemp("safe")
    project = Project(root).configure(
        f"myst_enable_extensions = {ENABLED!r}\nmyst_substitutions = {{'town': 'Port *Arlen*'}}\n"
        "canary_value = 1"
    )
    for name in ("canary.txt", "canary.png"):
        (root / name).write_text("canary outside, 1\n")
    project.write(".git/canary", "canary").write("canaries/a.txt", "canary")
    project.write("briefings/a.csv", "a,b\n1,2\n").write("briefings/map.png", PIXEL)
    project.write("briefings/evil.html", "<script>canary()</script>")
    project.write("briefings/evil.svg", "<svg><script>canary()</script></svg>")
    (project.source / "briefings/leads-out").symlink_to(root)
    (project.source / "briefings/linked-canary.txt").symlink_to(root / "canary.txt")
    (root / "symlinked.md").write_text("# Elsewhere\n\nA canary sings.\n")
    (project.source / "briefings/symlinked.md").symlink_to(root / "symlinked.md")
    for name, row in REFUSED.items():
        project.write(f"briefings/{slug(name)}.md", f"{text_of(row, root)}")
    project.write("notes/page.md", "# A page that is not checked\n\n<p>canary</p>\n\nStays.\n")
    project.write("references.bib", BIBLIOGRAPHY)
    project.write("sources.md", "# Sources\n\n```{bibliography}\n:all:\n```\n")
    html = project.build("html").must_be_clean()
    project.build("briefcheck").must_be_clean()
    return Site(project, html, project.build("latex").must_be_clean())


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cf"
    "c0000003010100c9fe92ef0000000049454e44ae426082"
)
BIBLIOGRAPHY = """\
@online{bad, title = {Shown \\href{javascript:canary()}{here}}, organization = {Desk}, date = {2020-01-01},
  url = {JavaScript:canary()}, note = {\\url{data:text/html,canary}},
}
@online{good, title = {Good}, organization = {Post}, date = {2020-01-01}, url = {https://good.example/a}}
"""


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_is_named_with_its_line(name: str, site: Site) -> None:
    row = REFUSED[name]
    above = row.front.count("\n") + 2 if row.front else 0
    wanted = [line + (0 if row.front else above) for line in row.lines]
    found = site.refused_in(f"briefings/{slug(name)}.md")
    assert [line for line, _ in found] == wanted
    assert all(row.words in message for _, message in found)


@pytest.mark.parametrize("name", REFUSED)
def test_the_rest_of_its_document_is_still_checked(name: str, site: Site) -> None:
    statements = [s["text"] for s in site.report["statements"]]
    assert STATED in statements
    uncited = [f for f in site.report["findings"] if f["rule"] == "uncited"]
    assert any(f["path"] == f"briefings/{slug(name)}.md" and f["statement"] for f in uncited)


def test_nothing_that_was_refused_is_in_any_output(site: Site) -> None:
    for build in (site.html, site.latex):
        files = [f for f in build.out.rglob("*") if f.is_file() and f.suffix != ".png"]
        assert files
        for file in files:
            text = file.read_text("utf-8", errors="replace")
            shown = re.findall(r".{0,40}canary.{0,40}", text)
            # Its own pages are named after what they try; reports quote it.
            assert not [s for s in shown if not re.search(r"Briefing|linked-canary", s)], file


def test_a_picture_is_never_put_into_the_page_itself(tmp_path: Path) -> None:
    project = Project(tmp_path).briefing("Words.").write("briefings/map.svg", "<svg><g/></svg>")
    project.write("index.md", "# Top\n\n```{image} briefings/map.svg\n:loading: embed\n```\n")
    (project.source / "_images").mkdir()
    project.write("_images/map.svg", "<svg><script>canary()</script></svg>")
    page = project.build("html").must_be_clean().page("index.html")
    assert "<img" in page
    assert "canary" not in page


def test_attributes_and_logs_have_no_control_characters_either(tmp_path: Path) -> None:
    project = Project(tmp_path).briefing(
        f"```{{toctree}}\n:caption: C {CONTROLS}\n\nT {CONTROLS} <https://x.example>\n```\n\n"
        f"```{{index}} I {CONTROLS}\n```\n\n```{{nosuch}} {CONTROLS}\n::error file=a::pwned\n```"
    )
    project.write("notes.rst", f"N\n=\n\n.. nosuch:: {CONTROLS}\n   ::error file=a::pwned\n")
    build = project.build("html").must_be_clean()
    for name in ("briefings/a.html", "genindex.html", "index.html"):
        assert not re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", build.page(name)), name
    assert "pwned" in build.stderr
    assert not re.search(r"^\s*::", build.stderr, re.M)
    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", build.stderr)


def test_a_page_that_is_not_checked_is_guarded_too(site: Site) -> None:
    assert site.refused_in("notes/page.md") == [
        (3, "raw HTML is refused: `<p>canary</p>`; write it in Markdown")
    ]
    assert "Stays." in site.html.page("notes/page.html")


def test_a_symlinked_document_is_not_read(site: Site) -> None:
    ((line, message),) = site.refused_in("briefings/symlinked.md")
    assert line == 1
    assert "symbolic link" in message
    assert not (site.html.out / "briefings/symlinked.html").exists()


def test_unsafe_links_of_the_bibliography_are_refused_at_their_entry(site: Site) -> None:
    assert [line for line, _ in site.refused_in("references.bib")] == [1, 1, 1]
    page = site.html.page("sources.html")
    assert 'href="https://good.example/a"' in page
    assert "Shown here" in site.html.text_of("sources.html")
    urls = {source["key"]: source["url"] for source in site.report["sources"]}
    assert urls == {"bad": None, "good": "https://good.example/a"}


def test_conf_py_is_trusted_with_substitutions(tmp_path: Path) -> None:
    project = Project(tmp_path).briefing("It lies near {{ town }} {cite:p}`rivera2020`. {{ away }}")
    project.configure(
        "myst_enable_extensions = ['substitution']\nmyst_substitutions = {'town': 'Port *Arlen*'}"
    )
    page = project.build("html").must_be_clean()
    assert "Port <em>Arlen</em>" in page.page("briefings/a.html")
    assert "{{away}}" in page.text_of("briefings/a.html").replace(" }}", "}}").replace("{{ ", "{{")
    assert "conf.py has no substitution &#x27;away&#x27;" in page.stderr or "'away'" in page.stderr


ALLOWED = """\
A line\\
broken, ~~struck~~ <!-- a comment --> out.

<!-- A comment. -->

- [x] done
- [ ] to do

[a](https://a.example), [b](http://b.example "T"), [c](mailto:a@b.example), [d](other.md), [e](#briefing-a),
<https://f.example>, {download}`the table <a.csv>`, [the table](a.csv), 5 < 7 and $x^2$.

![A map](map.png) ![A map](/briefings/map.png) ![A map](linked/map.png)

```{include} ../parts/_part.md
```

```{literalinclude} linked/a.csv
```

```{csv-table}
:file: a.csv
```
"""


def test_what_is_harmless_is_not_refused(tmp_path: Path) -> None:
    project = Project(tmp_path).configure(f"myst_enable_extensions = {ENABLED!r}")
    project.briefing(ALLOWED).briefing("Words.", "other").write("parts/_part.md", "Included.\n")
    for folder in ("briefings", "kept"):
        project.write(f"{folder}/a.csv", "a,b\n1,2\n").write(f"{folder}/map.png", PIXEL)
    (project.source / "briefings/linked").symlink_to(project.source / "kept")
    project.build("html").must_be_clean()
    report = project.build("briefcheck")
    assert report.about("unsafe-content") == []
    page = (tmp_path / "out/html/briefings/a.html").read_text("utf-8")
    assert "Included." in page
    assert page.count("<img") == 3
    assert page.count('type="checkbox"') == 2


def test_safe_mode_can_be_switched_off_by_conf_py_alone(tmp_path: Path) -> None:
    project = Project(tmp_path).configure("briefcheck_safe = False\nhtml_copy_source = False")
    project.briefing("Words <b>in bold</b> and 7.\n\n[a](javascript:x)")
    page = project.build("html").must_be_clean()
    assert "<b>in bold</b>" in page.page("briefings/a.html")
    assert project.build("briefcheck").about("unsafe-content") == []
    project.configure("briefcheck_safe = True")
    page = project.build("html").must_be_clean()
    assert "<b>" not in page.page("briefings/a.html")
    assert "unsafe-content" in page.stderr


def test_a_cached_build_refuses_what_the_first_one_did(tmp_path: Path) -> None:
    project = Project(tmp_path).briefing("Words <b>in bold</b>.").briefing("More.", "b")
    first = project.build()
    assert project.build().report_bytes == first.report_bytes
    assert len(first.about("unsafe-content")) == 1
    assert project.build("briefcheck", "-j", "2", "-E").report_bytes == first.report_bytes


CONTROLS = "\x1b[31mred\x1b[0m \x07 25\u202e52 \x9b \u202b"


def test_no_page_has_control_characters_or_overrides_of_direction(tmp_path: Path) -> None:
    project = Project(tmp_path).briefing(
        f"## A title {CONTROLS}\n\nWords {CONTROLS} here {{cite:t}}`x`. ![{CONTROLS}](map.png)\n\n"
        f"```\n{CONTROLS}\n```\n\n\u2067\u05d0\u2069 stays."
    )
    project.write("briefings/map.png", PIXEL)
    project.write(
        "references.bib",
        f"@online{{x, author={{A {CONTROLS}}}, title={{T {CONTROLS}}}, organization={{O}}, date={{2020}}}}",
    )
    project.write("sources.md", "# Sources\n\n```{bibliography}\n```\n")
    build = project.build("html").must_be_clean()
    for name in ("briefings/a.html", "sources.html", "index.html", "searchindex.js"):
        page = build.page(name)
        assert not re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]", page), name
    assert "\u2067\u05d0\u2069 stays." in build.page("briefings/a.html")


RST = """\
Page
====

.. raw:: html

   <p>canary</p>

.. role:: html(raw)
   :format: html

Words :html:`<b>canary</b>` here, and a `link <javascript:canary()>`_, and `other`_.

.. _other: javascript:canary()

.. include:: ../../canary.txt

.. include:: ../briefings/a.md
   :parser: myst_parser.sphinx_

.. csv-table::
   :file: ../../canary.txt

.. meta::
   :http-equiv=refresh: 0; url=https://canary.example

.. meta::
   :x><script>canary()</script><y=1: z

.. ifconfig:: print("canary") or open("canary-ran", "w")

   Canary.

.. |pic| image:: ../../canary.png

See |pic| here.
"""


def test_restructuredtext_is_guarded_too(tmp_path: Path) -> None:
    project = Project(tmp_path, {"extensions": ["builder_ext", "sphinx.ext.ifconfig"]})
    project.briefing("Words.").write("notes/page.rst", RST)
    (tmp_path / "canary.txt").write_text("a canary outside, 1\n")
    (tmp_path / "canary.png").write_bytes(PIXEL)
    build = project.build("html").must_be_clean()
    project.build("briefcheck")
    report = Build(0, "", "", tmp_path / "out/briefcheck", project.source)
    refused = [f for f in report.about("unsafe-content") if f["path"] == "notes/page.rst"]
    lines = [4, 11, 11, 13, 15, 17, 20, 24, 27, 29, 33]
    assert sorted(f["line"] for f in refused) == lines, [(f["line"], f["message"]) for f in refused]
    shown = build.page("notes/page.html").partition('<div class="body"')
    assert "canary" not in shown[0] + shown[2]
    assert not list(tmp_path.rglob("canary-ran"))


OTHER_PARSER = """
from myst_parser.parsers.sphinx_ import MystParser

class Notebooks(MystParser):
    pass

def setup(app):
    app.add_source_parser(Notebooks, override=True)
"""


def test_a_parser_that_safe_mode_does_not_know_is_named(tmp_path: Path) -> None:
    project = Project(tmp_path).briefing("Words <b>in bold</b>.").configure(OTHER_PARSER)
    build = project.build("html").must_be_clean()
    assert "Notebooks, which safe mode does not know" in build.stderr
    # The tree is gone through all the same.
    assert "<b>" not in build.page("briefings/a.html")


def test_a_file_that_includes_itself_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    project = Project(tmp_path).briefing(f"```{{include}} ../part.md\n```\n\n{STATED}")
    project.write("part.md", "In the part.\n\n```{include} ../part.md\n```\n")
    build = project.build().must_be_clean()
    (found,) = build.about("unread-text")
    assert "includes itself" in found["message"]
    assert [s["text"] for s in build.report["statements"]] == [STATED, "In the part."]


def test_no_log_quotes_a_file_behind_a_link_or_waits_for_a_pipe(tmp_path: Path) -> None:
    project = Project(tmp_path).briefing("Words.")
    (tmp_path / "secret.txt").write_text("a canary\n" * 3)
    (project.source / "briefings/linked.md").symlink_to(tmp_path / "secret.txt")
    (project.source / "references.lock").symlink_to(tmp_path / "secret.txt")
    (project.source / "references.bib").unlink()
    (project.source / "references.bib").symlink_to(tmp_path / "secret.txt")
    os.mkfifo(project.source / "briefings/pipe.md")
    done = project.briefcheck("check")
    assert done.returncode == 1
    assert "briefings/linked.md:1" in done.stdout
    assert "briefings/pipe.md:1" in done.stdout
    assert "canary" not in done.stdout + done.stderr
    alone = project.briefcheck("check", "briefings/linked.md")
    assert alone.returncode == 1
    assert "symbolic link" in alone.stdout


def test_an_absolute_name_begins_at_the_source_folder_and_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "two.csv").write_text("canary,1\n")
    name = (tmp_path / "two.csv").as_posix()
    project = Project(tmp_path).briefing(f"```{{csv-table}}\n:file: {name}\n```")
    project.write(name.removeprefix("/"), "inside,1\n")
    build = project.build("html").must_be_clean()
    assert "canary" not in build.page("briefings/a.html")
    assert "inside" in build.page("briefings/a.html")


def test_a_table_in_an_included_file_begins_at_that_file(tmp_path: Path) -> None:
    (tmp_path / "canary.csv").write_text("canary,1\n")
    project = Project(tmp_path).briefing("Words.")
    project.write("deep/deeper/r.rst", "R\n=\n\n.. include:: /parts/p.inc\n")
    project.write("parts/p.inc", ".. csv-table::\n   :file: ../../canary.csv\n")
    build = project.build("html").must_be_clean()
    assert "canary" not in build.page("deep/deeper/r.html")
    assert "parts/p.inc:1: ERROR" in build.stderr.replace(f"{project.source}/", "")
