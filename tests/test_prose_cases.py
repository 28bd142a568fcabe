"""The prose cases in ``tests/briefings``: each file states what it raises, and raises nothing else.

A comment at the end of a line names the findings of the statements that begin on that line:
``<!-- uncited -->``, ``<!-- single-outlet:note -->``, ``<!-- uncited uncited -->`` for two.  The
comments are taken out before the build, so they may stand in code and tables too.  A line without
one raises no error and no warning; a note need be stated only in the file of its rule, or on a line
that states another note.

``nested-*.md`` were drawn at random: places within places, with the same few sentences over and over.
"""

from __future__ import annotations

import html
import json
import pickle
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nursery
import pytest
from docutils import nodes
from sphinx import addnodes

from builder_ext.rules import all_rules

CASES = Path(__file__).parent / "briefings"
FILES = sorted(path.relative_to(CASES).as_posix() for path in CASES.rglob("*.md"))
RULES = {rule.name for rule in all_rules()}
EXPECTED = re.compile(r"[ \t]*<!--((?: [a-z]+(?:-[a-z]+)*(?::note)?)+) -->$", re.M)
CONF = """
from docutils import nodes
from docutils.parsers.rst import Directive, directives

extensions = ["myst_parser", "sphinxcontrib.bibtex", "builder_ext"]
myst_enable_extensions = ["deflist", "fieldlist", "tasklist", "dollarmath", "substitution", "strikethrough"]
myst_substitutions = {
    "town": "Port Arlen",
    "claim": "The pier of Mossby closed.",
    "claims": "- The pier of Mossby closed.\\n- The pier of Mossby opened.",
    "cited": "The pier of Mossby closed {cite:p}`ledger,courier`.",
}
bibtex_bibfiles = ["references.bib"]
exclude_patterns = ["**/_parts/**"]
# These rules want the sources' texts, and there are none here.
briefcheck_severity = {"unchecked": "off", "unlocked-evidence": "off"}


class Box(Directive):
    # As the directives of other extensions do: a title in the argument, prose in the body.
    has_content = True
    optional_arguments = 1
    final_argument_whitespace = True
    option_spec = {"open": directives.flag}

    def run(self):
        box = nodes.container()
        if self.arguments:
            words, _ = self.state.inline_text(self.arguments[0], self.lineno)
            box += nodes.rubric(self.arguments[0], "", *words)
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


def setup(app):
    for name in ("dropdown", "tab-set", "tab-item", "margin", "card"):
        app.add_directive(name, Box)
"""
INDEX = """# Index

```{toctree}
:glob:
briefings/**
```

```{bibliography}
```
"""


@dataclass(frozen=True)
class Report:
    """The report of one build of all cases, and the folder that was built."""

    folder: Path
    statements: tuple[dict[str, Any], ...]
    findings: tuple[dict[str, Any], ...]

    def found_in(self, file: str, variant: str = "plain") -> list[dict[str, Any]]:
        path = f"briefings/{variant}/{file}"
        return [f for f in self.findings if f["path"] == path and f["waived"] is None]

    def statements_in(self, file: str, variant: str = "plain") -> list[dict[str, Any]]:
        path = f"briefings/{variant}/{file}"
        return [s for s in self.statements if s["path"] == path]

    def source(self, file: str) -> list[str]:
        return (self.folder / "briefings/plain" / file).read_text("utf-8").split("\n")


def without_expectations(text: str) -> str:
    return EXPECTED.sub(lambda m: "" if names(m.group(1)) else m.group(), text)


def names(listed: str) -> list[str]:
    """Return the findings that a comment states, none where it is a comment on something else."""
    found = listed.split()
    return found if all(name.removesuffix(":note") in RULES for name in found) else []


def expected_in(text: str) -> dict[int, Counter[str]]:
    stated = {}
    for number, line in enumerate(text.split("\n"), start=1):
        match = EXPECTED.search(line)
        if match and names(match.group(1)):
            stated[number] = Counter(names(match.group(1)))
    return stated


VARIANTS = {
    "plain": lambda text: text.encode(),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "bom": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "joined": lambda text: rewrapped(text, joined).encode(),
    "wrapped": lambda text: rewrapped(text, wrapped).encode(),
}


def rewrapped(text: str, rewrap: Any) -> str:
    """Apply a function to the lines of each plain paragraph at the top level of a document."""
    blocks = re.split(r"(\n\s*\n)", text)
    fenced = False
    for n, block in enumerate(blocks):
        marks = re.findall(r"^\s*(?::{3,}|`{3,}|~{3,})", block, re.M)
        if not fenced and not marks and is_paragraph(block):
            blocks[n] = rewrap(block)
        fenced ^= len(marks) % 2 == 1
    return "".join(blocks)


def is_paragraph(block: str) -> bool:
    """Whether a block is prose that may be wrapped anywhere: no markup that a line end parts."""
    odd = r"^\s*(?:[-*+>|#%:({<!\[]|\d+[.)]|$|[-=]+$)|^ {3,}|\\$|  $|<!--|\||[\u2028]"
    return not re.search(odd, block, re.M)


def joined(block: str) -> str:
    return " ".join(line.strip() for line in block.split("\n"))


def wrapped(block: str) -> str:
    """Put each word on a line of its own, where this begins no list and parts no markup."""
    return re.sub(
        r"(`+)[^`]+?\1|[ \n]+(?=[A-Za-z])", lambda m: m.group() if m.group(1) else "\n", block
    )


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Report:
    folder = tmp_path_factory.mktemp("cases")
    (folder / "conf.py").write_text(CONF, "utf-8")
    (folder / "index.md").write_text(INDEX, "utf-8")
    (folder / "references.bib").write_bytes((CASES / "references.bib").read_bytes())
    for variant, change in VARIANTS.items():
        copy_cases(folder / "briefings" / variant, change)
    build(folder)
    read = json.loads((folder / "out/report.json").read_text("utf-8"))
    return Report(folder, tuple(read["statements"]), tuple(read["findings"]))


def copy_cases(target: Path, change: Any) -> None:
    for path in CASES.rglob("*"):
        to = target / path.relative_to(CASES)
        if path.is_dir() or path.suffix == ".bib":
            continue
        to.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8")
        to.write_bytes(
            change(without_expectations(text)) if path.suffix == ".md" else text.encode()
        )


def build(folder: Path) -> None:
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "briefcheck", ".", "out"]
    done = nursery.run(command, cwd=folder)
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("file", FILES)
def test_a_file_raises_what_it_states_and_nothing_else(file: str, report: Report) -> None:
    wrong = misstated(CASES / file, report.found_in(file))
    assert not wrong, f"{file}:\n" + "\n".join(wrong)


def misstated(file: Path, findings: Iterable[dict[str, Any]]) -> list[str]:
    """Return a line for each finding that a file states and does not raise, or the other way."""
    text = file.read_text("utf-8")
    expected, found = expected_in(text), Counter[tuple[int, str]]()
    for finding in findings:
        noted = finding["severity"] == "note"
        stated = any(name.endswith(":note") for name in expected.get(finding["line"], ()))
        if not noted or stated or finding["rule"] == file.stem:
            found[finding["line"], finding["rule"] + ":note" * noted] += 1
    wanted = Counter({(n, name): k for n, c in expected.items() for name, k in c.items()})
    lines = text.split("\n")
    return [
        *differences("missed", wanted - found, lines),
        *differences("extra", found - wanted, lines),
    ]


def differences(what: str, which: Counter[tuple[int, str]], lines: list[str]) -> list[str]:
    return [f"{what} {name} at {n}: {lines[n - 1]}" for n, name in sorted(which.elements())]


@pytest.mark.parametrize("variant", ["crlf", "bom"])
@pytest.mark.parametrize("file", FILES)
def test_line_ends_and_a_byte_order_mark_change_nothing(
    file: str, variant: str, report: Report
) -> None:
    assert told(report.found_in(file, variant)) == told(report.found_in(file))


def told(findings: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    keys = ("line", "column", "end_line", "rule", "severity", "statement", "sources")
    return sorted(tuple(str(f[key]) for key in keys) for f in findings)


@pytest.mark.parametrize("variant", ["joined", "wrapped"])
@pytest.mark.parametrize("file", FILES)
def test_rewrapping_paragraphs_changes_no_finding(file: str, variant: str, report: Report) -> None:
    again = Counter(
        (f["rule"], f["severity"], f["statement"]) for f in report.found_in(file, variant)
    )
    once = Counter((f["rule"], f["severity"], f["statement"]) for f in report.found_in(file))
    assert again == once


def test_rewrapping_has_moved_lines(report: Report) -> None:
    lines = {
        variant: [s["line"] for s in report.statements_in("places-wrapped.md", variant)]
        for variant in VARIANTS
    }
    assert max(lines["joined"]) < max(lines["plain"]) < max(lines["wrapped"])


UNWRITTEN = re.compile(
    r"Port Arlen|The pier of Mossby (?:closed|opened)\.|\w+ \| The ferry was \w+"
)
"""What a substitution or a table's file brings in: the Markdown file does not hold it."""
NO_TEXT = re.compile(r"\{cite[:\w]*\}`[^`]*`|\{[\w:]+\}|\{\{.*?\}\}")


@pytest.mark.parametrize("file", FILES)
def test_a_place_is_the_first_character_of_its_statement(file: str, report: Report) -> None:
    lines = report.source(file)
    for statement in report.statements_in(file):
        line, at = lines[statement["line"] - 1], statement["column"] - 1
        begins = letters(re.split(r"(?<=\w)\b", UNWRITTEN.sub("", statement["text"]))[0])
        assert letters(NO_TEXT.sub("", line[at:])).startswith(begins), (line, at, statement["text"])
        assert not line[at].isspace(), line
        assert not at or line[at - 1] in "\t \u00a0\u2028>|,:;。=", (line, at, statement["text"])


def letters(text: str) -> str:
    return "".join(filter(str.isalnum, html.unescape(text)))


@pytest.mark.parametrize("file", FILES)
def test_the_lines_of_a_statement_hold_its_letters(file: str, report: Report) -> None:
    lines = report.source(file)
    for statement in report.statements_in(file):
        held = "\n".join(lines[statement["line"] - 1 : statement["end_line"]])
        rest = iter(letters(held[statement["column"] - 1 :]))
        text = UNWRITTEN.sub("", statement["text"])
        assert all(letter in rest for letter in letters(text)), (held, statement["text"])


STRUCTURE = (
    nodes.title,
    nodes.subtitle,
    nodes.rubric,
    nodes.thead,
    nodes.literal_block,
    nodes.comment,
    nodes.raw,
    nodes.math_block,
    nodes.system_message,
    nodes.label,
    nodes.footnote_reference,
    addnodes.toctree,
)
LABELS = (
    nodes.term,
    nodes.field_name,
    nodes.classifier,
    nodes.attribution,
    addnodes.desc_signature,
)
SENTENCE = re.compile(r"[.?\"”]\s*$|Storms sink 25 of the ferries|The port was lost|we judge", re.I)
"""The labels of these cases that are sentences; the others are structure."""
LITERAL_MARK = re.compile(r"(?<!`)\{\.\w+\}")
DOCUMENTS = [file for file in FILES if not file.startswith(("_parts/", "nested-"))]
HEADINGS = {
    "citing.md": "Ilsa Brandt " * 2,
    "kinds.md": "Summary " * 5 + "What was said " + "Port Arlen " * 2,
    "places-footnotes.md": "See",
    "places-lists.md": "Two reasons " + "Aurora " * 3,
    "places-quotes.md": "Ilsa Brandt " * 6 + "in her paper The Harbor Ledger 19 March 2031 p 25",
    "run-ins.md": "27 December 2031 " * 2
    + "United Nations Disputed claims 1 Background 2 1 Background a Background Phase I Section 2 "
    + "Mr Okwu The U S position Summary Summary Summary Summary Why now Who struck first "
    + "Bottom line up front",
    "stray-citation.md": "Sources",
}
"""The words of run-in headings and attributions, and those that only introduce a citation."""


@pytest.mark.parametrize("file", DOCUMENTS)
def test_every_word_is_in_exactly_one_statement_or_in_structure(file: str, report: Report) -> None:
    stem = f"briefings/plain/{file.removesuffix('.md')}"
    tree = pickle.loads((report.folder / f"out/.doctrees/{stem}.doctree").read_bytes())
    parts = re.findall(r"_parts/\w+\.md", (CASES / file).read_text("utf-8"))
    stated = words_of(s["text"] for part in (file, *parts) for s in report.statements_in(part))
    assert words_of(prose_of(tree)) == stated + words_of([HEADINGS.get(file, "")])


def words_of(texts: Iterable[str]) -> Counter[str]:
    return Counter(word for text in texts for word in re.findall(r"\w+", text))


def prose_of(node: nodes.Element) -> Iterator[str]:
    """Yield the texts of a document that stand in no structure and no citation."""
    for child in node.children:
        if isinstance(child, nodes.literal):
            yield child.astext()
        elif isinstance(child, nodes.Text):
            yield LITERAL_MARK.sub(" ", child.astext())
        elif is_label(child):
            continue
        elif is_nested_head(child) or not (isinstance(child, STRUCTURE) or is_made(child)):
            yield from prose_of(child)


def is_label(node: nodes.Element) -> bool:
    return isinstance(node, LABELS) and not SENTENCE.search("".join(prose_of(node)))


def is_nested_head(node: nodes.Element) -> bool:
    """Whether a table stands in a cell or a block quote, so that its head is part of the words."""
    table = node.parent.parent if isinstance(node, nodes.thead) else None
    return table is not None and isinstance(table.parent, (nodes.entry, nodes.block_quote))


def is_made(node: nodes.Element) -> bool:
    """Whether a node is a citation, or text that no author wrote."""
    made = {"briefcheck_cited", "briefcheck_bad", "briefcheck_generated", "briefcheck_own"}
    version = "versionmodified" in node.get("classes", ()) and node.parent[0] is node
    return node.get("refdomain") == "cite" or version or bool(made & set(node.attributes))
