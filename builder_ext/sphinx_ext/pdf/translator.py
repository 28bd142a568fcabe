"""Resolved doctrees -> the data that manuscript.typ sets: nested boxes of plain strings.

Every node becomes a box {"k": kind, "c": children, ...}; a kind is a function in manuscript.typ. A node
that no handler knows gives the boxes of its children, so no text is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from itertools import zip_longest
from typing import Any, TypeAlias, cast
from urllib.parse import urlsplit

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import _, admonitionlabels
from sphinx.util import logging

from builder_ext.sphinx_ext.pdf.formulas import UnknownFormulaError, read_formula
from builder_ext.sphinx_ext.pdf.tables import choose_setting, column_weights, read_grid, span
from builder_ext.sphinx_ext.pdf.text import breakable, language, one_line, printable, stretches

logger = logging.getLogger(__name__)

Box: TypeAlias = str | dict[str, Any]
Pictures: TypeAlias = Callable[[nodes.image], str | None]

# typst refuses about 12 tables or 30 blocks inside one another, and its time doubles with each quotation in
# a quotation: eight frames and what they hold, deeper ones lose the frame, not the text.
MAX_DEPTH = 24
_FRAME_WEIGHT = 3
# typst's best line breaks take it minutes in a paragraph of many pages.
_LONG_PARAGRAPH = 2500
# A note in a note in a note: deeper ones stand at the document's end.
_NOTES_IN_NOTES = 3
_FRAME_NODES = (
    nodes.Admonition,
    nodes.block_quote,
    nodes.bullet_list,
    nodes.container,
    nodes.definition_list,
    nodes.enumerated_list,
    nodes.field_list,
    nodes.figure,
    nodes.option_list,
    nodes.sidebar,
    nodes.table,
    nodes.topic,
)
# A cell, a judgment or the key judgments of fewer letters stay on one page.
_WHOLE_CELL = 600
_WHOLE_BOX = 900
_WHOLE_PANEL = 1800
_LINK_SCHEMES = frozenset({"http", "https", "mailto"})
_ADDRESS = "%"
_KEY_JUDGMENTS = re.compile(r"key\s+judge?ments?", re.IGNORECASE)
_LONGEST_ALT = 600
_LED_TO = frozenset({"bullets", "numbered", "quote", "code", "formula", "definitions"})
_DASH = re.compile(r"(?:(?<!\s)\s++)?(?:—|–|--)\s*+")

_PLAIN = {
    "paragraph": "par",
    "emphasis": "emph",
    "title_reference": "emph",
    "literal_emphasis": "emph",
    "strong": "strong",
    "literal_strong": "strong",
    "subscript": "sub",
    "superscript": "super",
    "literal": "mono",
    "rubric": "run-in",
    "caption": "run-in",
    "list_item": "item",
    "attribution": "attribution",
    "desc_signature": "par",
    "topic": "boxed",
    "sidebar": "boxed",
    "system_message": "none",
    "comment": "none",
    "substitution_definition": "none",
    "index": "none",
    "title": "run-in",
    "subtitle": "run-in",
}
_EMPTY: frozenset[str] = frozenset(name for name, kind in _PLAIN.items() if kind == "none")
_FRAMES = {
    "briefcheck-mark": "mark",
    "briefcheck-box": "checked",
    "briefcheck-judgment": "judgment",
    "briefcheck-judgment-title": "run-in",
    "briefcheck-box-title": "run-in",
    "briefcheck-confidence": "weighed",
    "briefcheck-likelihood": "weighed",
}
# What a mark says, by its class; others are set in grey.
_TONES = {
    "briefcheck-single-outlet": "single-outlet",
    "briefcheck-uncited": "uncited",
    "briefcheck-assessment": "assessment",
}
_PATTERNS = {
    "arabic": "1",
    "loweralpha": "a",
    "upperalpha": "A",
    "lowerroman": "i",
    "upperroman": "I",
}
_POINTS = {"px": 0.75, "pt": 1.0, "": 0.75, "in": 72.0, "cm": 28.3465, "mm": 2.83465, "em": 10.6}


def address(docname: str, fragment: str = "") -> str:
    """The name of a place in the manuscript; no other text makes such a name."""
    return f"{_ADDRESS}{docname}#{fragment}"


class Translator:
    """Turns doctrees into boxes; one translator a manuscript, since labels are its own."""

    def __init__(
        self,
        doctrees: Mapping[str, nodes.document],
        pictures: Pictures,
        section_numbers: Mapping[str, Mapping[str, tuple[int, ...]]],
        script: str = "",
        numbered: Collection[str] = (),
    ) -> None:
        self.doctrees = doctrees
        self.pictures = pictures
        self.section_numbers = section_numbers
        self.script = script
        self.numbered = numbered
        self.labels: dict[str, str] = {}
        self.included: set[str] = set()
        self.docname = ""
        self.level = 0
        self.chapters = False
        self._depth = 0
        self._note_depth = 0
        self._in_panel = False
        self._without_margin = 0
        self._paragraphs: dict[str, int] = {}
        self._put_off: list[str] | None = None
        self._footnotes: dict[str, nodes.footnote] = {}
        self._cited_notes: set[str] = set()
        self._noted: set[str] = set()
        self._explained: set[str] = set()

    # Documents

    def project(self, root: str) -> list[Box]:
        """The root document as a chapter of its own, then those of its toctrees as chapters."""
        waiting: list[str] = []
        self.chapters = True
        self._put_off = waiting
        own = self.document(root)
        self._put_off = None
        chapters = [box for docname in waiting for box in self.document(docname)]
        return own + chapters

    def briefing(self, docname: str, title: str = "") -> list[Box]:
        """One document; its heading, where it is its title, stands on the cover alone."""
        tops = [c for c in self.doctrees[docname].children if isinstance(c, nodes.section)]
        heading = next((top[0] for top in tops if isinstance(top[0], nodes.title)), None)
        said = not title or (heading is not None and plain_words(heading) == title)
        self.level = -1 if len(tops) == 1 and said else 0
        boxes = self.document(docname)
        self.level = 0
        return boxes

    def document(self, docname: str) -> list[Box]:
        """The boxes of a document where its toctree entry stands; none the second time."""
        if docname in self.included or docname not in self.doctrees:
            return []
        self.included.add(docname)
        with self.reading(docname):
            return [*self._targets([address(docname)]), *self._children(self.doctrees[docname])]

    def loose(self, content: list[nodes.Node]) -> list[Box]:
        """The boxes of nodes that stand in no document."""
        return [box for node in content for box in self.boxes(node)]

    @contextmanager
    def reading(self, docname: str) -> Iterator[None]:
        """Takes names of places and footnotes from this document."""
        outer = self.docname
        self.docname = docname
        self._collect_footnotes(docname)
        yield
        self.docname = outer

    def _collect_footnotes(self, docname: str) -> None:
        doctree = self.doctrees.get(docname)
        if doctree is None:
            return
        for note in doctree.findall(nodes.footnote):
            self._footnotes.update({address(docname, key): note for key in note["ids"]})
        references = doctree.findall(nodes.footnote_reference)
        self._cited_notes |= {address(docname, ref.get("refid", "")) for ref in references}

    # Dispatch

    def boxes(self, node: nodes.Node) -> list[Box]:
        """The boxes of a node, with its targets."""
        if isinstance(node, nodes.Text):
            return _set_text(one_line(node.astext()))
        if not isinstance(node, nodes.Element):
            return []
        weight = _weight(node)
        self._depth += weight
        made = self._set(node)
        self._depth -= weight
        return made

    def _set(self, node: nodes.Element) -> list[Box]:
        name = handler_name(cast(Hashable, type(node)))
        if name in _EMPTY:
            return []
        if self._depth > MAX_DEPTH and _is_wrapping(node):
            return self._children(node)
        if frame := next((_FRAMES[c] for c in node["classes"] if c in _FRAMES), None):
            return [self._framed(frame, node)]
        if name == "paragraph":
            return [self._paragraph(node)]
        if name in _PLAIN:
            return [self._box(_PLAIN[name], node)]
        handler: Callable[[Any], list[Box]] = getattr(self, f"set_{name}", self._unknown)
        return handler(node)

    def _framed(self, frame: str, node: nodes.Element) -> dict[str, Any]:
        box = self._box(frame, node)
        if frame == "mark":
            box["tone"] = next((_TONES[c] for c in node["classes"] if c in _TONES), "")
            box["inline"] = bool(self._without_margin)
        if frame == "judgment":
            box |= {"panel": self._in_panel, "whole": len(node.astext()) < _WHOLE_BOX}
        return box

    def _paragraph(self, node: nodes.Element) -> dict[str, Any]:
        """A paragraph of the text itself, not one of a list or a box, has a number if wanted."""
        box = self._box("par", node)
        of_text = isinstance(node.parent, (nodes.section, nodes.document))
        if of_text and self.docname in self.numbered and node.astext().strip():
            self._paragraphs[self.docname] = self._paragraphs.get(self.docname, 0) + 1
            box["number"] = self._paragraphs[self.docname]
        if of_text and node.astext().rstrip().endswith(":"):
            box["lead"] = True
        return box

    def _unknown(self, node: nodes.Element) -> list[Box]:
        """Text of a node that nobody knows: a paragraph among blocks, words within a line."""
        among_blocks = not isinstance(node.parent, nodes.TextElement)
        if (
            isinstance(node, nodes.TextElement)
            and not isinstance(node, nodes.Inline)
            and among_blocks
        ):
            return [self._box("par", node)]
        return [*self._targets(self._names(node)), *self._children(node)]

    def _children(self, node: nodes.Element) -> list[Box]:
        boxes: list[Box] = []
        for child in node.children:
            made = self.boxes(child)
            # A mark belongs to its line: no blank to break at before it.
            if boxes and made and _is_mark(made[0]) and isinstance(boxes[-1], str):
                boxes[-1] = boxes[-1].rstrip(" ")
            boxes += made
        return boxes

    def _box(
        self, kind: str, node: nodes.Element, children: list[Box] | None = None, **attributes: Any
    ) -> dict[str, Any]:
        """The box of a node. What is translated twice has no targets the second time."""
        made = self._children(node) if children is None else children
        box = {"k": kind, "c": made, **attributes}
        if names := self._register(self._names(node)):
            box["ids"] = names
        if kind in {"par", "quote", "bullets", "numbered", "cell", "run-in"}:
            box |= self._language(node)
        if kind == "par" and len(node.astext()) > _LONG_PARAGRAPH:
            box["long"] = True
        return box

    def _language(self, node: nodes.Element) -> dict[str, str]:
        code = language(node.astext())
        return {"lang": code} if code != self.script else {}

    # Names of places

    def _names(self, node: nodes.Element) -> list[str]:
        # A citation's own name only serves to lead back to it, which no page here does.
        if "bibtex-citation" in node["classes"]:
            return []
        return [address(self.docname, key) for key in node["ids"]]

    def _register(self, names: list[str]) -> list[str]:
        new = [name for name in names if name not in self.labels]
        self.labels.update({name: name for name in new})
        return new

    def _targets(self, names: list[str]) -> list[Box]:
        new = self._register(names)
        return [{"k": "group", "ids": new}] if new else []

    # Sections

    def set_section(self, node: nodes.section) -> list[Box]:
        self.level += 1
        made = self._panel(node) if self._is_key_judgments(node) else self._section(node)
        self.level -= 1
        return made

    def _is_key_judgments(self, node: nodes.section) -> bool:
        """A chapter of that name starts a page and is no box."""
        title = node.children[0] if node.children else None
        inner = self.level > (1 if self.chapters else 0) and not self._in_panel
        named = isinstance(title, nodes.title) and _KEY_JUDGMENTS.fullmatch(plain_words(title))
        return bool(inner and named)

    def _panel(self, node: nodes.section) -> list[Box]:
        self._in_panel = True
        self._depth += _FRAME_WEIGHT
        parts = self._section(node)
        self._depth -= _FRAME_WEIGHT
        self._in_panel = False
        whole = len(node.astext()) < _WHOLE_PANEL
        return [{"k": "judgments", "c": parts, "whole": whole}] if parts else []

    def _section(self, node: nodes.section) -> list[Box]:
        heading = [box for child in node.children[:1] for box in self._heading(node, child)]
        rest = [box for child in node.children[1 if heading else 0 :] for box in self.boxes(child)]
        # In the root document a heading over a mere toctree leads to what follows anyway.
        _keep_leads(rest)
        return heading + rest if rest or self._put_off is None else []

    def _heading(self, section: nodes.section, title: nodes.Node) -> list[Box]:
        if not isinstance(title, nodes.title):
            return []
        if self.level < 1:
            return self._targets(self._names(section) + self._names(title))
        names = self._names(section) + self._names(title)
        box: dict[str, Any] = {
            "k": "heading",
            "c": self._children(title),
            "level": self.level,
            "plain": plain_words(title),
        }
        return [box | self._number(section) | self._language(title) | self._heading_label(names)]

    def _number(self, section: nodes.section) -> dict[str, str]:
        numbers = self.section_numbers.get(self.docname, {})
        is_top = isinstance(section.parent, nodes.document)
        keys = [f"#{key}" for key in section["ids"]] + ([""] if is_top else [])
        found = next((numbers[key] for key in keys if key in numbers), ())
        return {"number": ".".join(map(str, found))} if found else {}

    def _heading_label(self, names: list[str]) -> dict[str, str]:
        new = self._register(names)
        if not new:
            return {}
        self.labels.update(dict.fromkeys(new, new[0]))
        return {"label": new[0]}

    def set_toctree(self, node: addnodes.toctree) -> list[Box]:
        docnames: list[str] = [*map(str, node.get("includefiles", []))]
        if self._put_off is not None:
            self._put_off += docnames
            return []
        return [box for docname in docnames for box in self.document(docname)]

    def set_transition(self, node: nodes.transition) -> list[Box]:
        return [] if "footnotes" in node["classes"] else [{"k": "rule"}]

    # Inline

    def set_reference(self, node: nodes.reference) -> list[Box]:
        target = self._target(node)
        return [self._box("link", node, **target)] if target else self._unknown(node)

    def _target(self, node: nodes.reference) -> dict[str, str]:
        if "refid" in node:
            return {"to": address(self.docname, node["refid"])}
        uri = node.get("refuri", "")
        if uri.startswith(_ADDRESS):
            return {"to": uri if "#" in uri else f"{uri}#"}
        return {"url": printable(uri)} if _is_safe(uri) else {}

    def set_footnote_reference(self, node: nodes.footnote_reference) -> list[Box]:
        name = address(self.docname, node.get("refid", ""))
        note = self._footnotes.get(name)
        if note is None or self._note_depth == _NOTES_IN_NOTES:
            self._cited_notes.discard(name)
            return [{"k": "super", "c": self._children(node)}]
        first = name not in self._noted
        self._noted.add(name)
        body = self._first_body(note) if first else []
        return [{"k": "note", "label": f"note {name}", "first": first, "c": body}]

    def _first_body(self, note: nodes.footnote) -> list[Box]:
        self._note_depth += 1
        self._without_margin += 1
        body = self._note_body(note)
        self._without_margin -= 1
        self._note_depth -= 1
        return body

    def _note_body(self, note: nodes.Element) -> list[Box]:
        kept = [child for child in note.children if not isinstance(child, nodes.label)]
        return self._run_on(kept)

    def _run_on(self, blocks: list[nodes.Node]) -> list[Box]:
        """The boxes of blocks, the first one's words without a paragraph of their own."""
        boxes = [box for block in blocks for box in self.boxes(block)]
        return _unwrapped({"k": "group", "c": boxes})["c"] if boxes else []

    def set_footnote(self, node: nodes.footnote) -> list[Box]:
        """Nothing where the page already holds the note; a paragraph for one never referred to."""
        if any(name in self._cited_notes for name in self._names(node)):
            return []
        label = next(iter(node.findall(nodes.label)), None)
        mark = {"k": "super", "c": [label.astext() if label else "*"]}
        return [{"k": "par", "c": [mark, " ", *self._note_body(node)]}]

    def set_abbreviation(self, node: nodes.abbreviation) -> list[Box]:
        words, meaning = node.astext(), node.get("explanation", "")
        if not meaning or words in self._explained:
            return self._unknown(node)
        self._explained.add(words)
        return [*self._unknown(node), f" ({one_line(meaning)})"]

    def set_math(self, node: nodes.math) -> list[Box]:
        return [
            self._formula(node) or {"k": "mono", "c": _set_text(one_line(node.astext()).strip())}
        ]

    def set_math_block(self, node: nodes.math_block) -> list[Box]:
        made = self._formula(node)
        return [made] if made else self.set_literal_block(cast(nodes.literal_block, node))

    def _formula(self, node: nodes.Element) -> dict[str, Any] | None:
        """A formula as one; None, with a warning, where LaTeX says what is not known here."""
        latex = printable(node.astext()).strip()
        try:
            formula = read_formula(latex)
        except UnknownFormulaError as problem:
            # A document is set in the project's PDF and in its own.
            if not node.get("briefpdf_told"):
                message = "formula shown as it is written: %s"
                logger.warning(message, problem, location=node, type="briefpdf", subtype="formula")
            node["briefpdf_told"] = True
            return None
        number = node.get("number")
        return {
            "k": "formula",
            "block": isinstance(node, nodes.math_block),
            "formula": formula,
            "alt": one_line(latex)[:_LONGEST_ALT] or "formula",
            "number": f"({number})" if number else "",
            "ids": self._register(self._names(node)),
        }

    def set_raw(self, node: nodes.raw) -> list[Box]:
        """What MyST writes as HTML and readers see: check boxes and hard line breaks."""
        text = node.astext().strip()
        if "html" not in node.get("format", "").split():
            return []
        if text in {"<br>", "<br />"}:
            return [{"k": "break"}]
        if text.startswith('<input class="task-list-item-checkbox"'):
            return ["☑ " if "checked=" in text else "☐ "]
        return []

    def set_target(self, node: nodes.target) -> list[Box]:
        return self._unknown(node)

    # Blocks

    def set_literal_block(self, node: nodes.literal_block) -> list[Box]:
        text = "\n".join(breakable(line) for line in printable(node.astext()).split("\n"))
        box = {"k": "code", "text": text.expandtabs(4)}
        return [box | {"ids": names} if (names := self._register(self._names(node))) else box]

    set_doctest_block = set_literal_block
    set_productionlist = set_literal_block

    def set_block_quote(self, node: nodes.block_quote) -> list[Box]:
        return [self._box("quote", node, self._quote_parts(node))]

    def _quote_parts(self, node: nodes.block_quote) -> list[Box]:
        """A last line that opens with a dash says who is quoted: Markdown has no other way."""
        last = node.children[-1] if len(node.children) > 1 else None
        if not isinstance(last, nodes.paragraph) or not _DASH.match(last.astext()):
            return self._children(node)
        boxes = [box for child in node.children[:-1] for box in self.boxes(child)]
        said = self._box("attribution", last)
        first = next((n for n, box in enumerate(said["c"]) if isinstance(box, str)), None)
        if first is not None:
            said["c"][first] = _DASH.sub("", said["c"][first])
        return [*boxes, said]

    def set_admonition(self, node: nodes.Element) -> list[Box]:
        box = self._box("aside", node)
        if label := admonitionlabels.get(type(node).__name__):
            box["c"].insert(0, {"k": "run-in", "c": [str(label)]})
        return [box]

    def set_line_block(self, node: nodes.line_block, steps: int = 0) -> list[Box]:
        lines: list[Box] = []
        for child in node.children:
            if isinstance(child, nodes.line_block):
                lines += self.set_line_block(child, steps + 1)
            else:
                lines += [{"k": "indent", "steps": steps}, *self.boxes(child), {"k": "break"}]
        return lines if steps else [self._box("par", node, lines[:-1])]

    def set_citation(self, node: nodes.citation) -> list[Box]:
        label = next(iter(node.findall(nodes.label)), None)
        entry: dict[str, Any] = {
            "k": "entry",
            "label": one_line(label.astext()) if label else "",
            "c": self._note_body(node),
        }
        return [entry | {"ids": self._register(self._names(node))}]

    def set_start_of_file(self, node: addnodes.start_of_file) -> list[Box]:
        with self.reading(node["docname"]):
            return self._children(node)

    # Lists

    def set_bullet_list(self, node: nodes.bullet_list) -> list[Box]:
        return [self._list("bullets", node)]

    def set_enumerated_list(self, node: nodes.enumerated_list) -> list[Box]:
        figure = _PATTERNS.get(node.get("enumtype", "arabic"), "1")
        prefix, suffix = _literal(node.get("prefix", "")), _literal(node.get("suffix", "."))
        pattern = f"{prefix}{figure}{suffix}"
        return [self._list("numbered", node, pattern=pattern, start=int(node.get("start", 1)))]

    def _list(self, kind: str, node: nodes.Element, **attributes: Any) -> dict[str, Any]:
        tight = all(_is_tight(item) for item in node.children)
        box = self._box(kind, node, tight=tight, **attributes)
        if tight:
            box["c"] = [_unwrapped(item) for item in box["c"]]
        return box

    def set_definition_list(self, node: nodes.definition_list) -> list[Box]:
        return [self._box("definitions", node)]

    def set_definition_list_item(self, node: nodes.definition_list_item) -> list[Box]:
        definitions = [c for c in node.children if isinstance(c, nodes.definition)]
        terms = [c for c in node.children if c not in definitions]
        return [self._pair("definition", terms, definitions)]

    def set_term(self, node: nodes.Element) -> list[Box]:
        return [*self._targets(self._names(node)), *self._children(node)]

    set_field_name = set_term
    set_line = set_term
    set_classifier = set_term

    def set_field_list(self, node: nodes.Element) -> list[Box]:
        names = self._register(self._names(node))
        rows = [self._row(child) for child in node.children if isinstance(child, nodes.Element)]
        return [{"k": "fields", "c": rows, "ids": names}]

    set_option_list = set_field_list

    def _row(self, node: nodes.Element) -> dict[str, Any]:
        return self._pair("field", [*node.children[:1]], [*node.children[1:]])

    def _pair(
        self, kind: str, heads: Sequence[nodes.Node], bodies: Sequence[nodes.Node]
    ) -> dict[str, Any]:
        head: list[Box] = []
        for term in heads:
            head += [", "] if head else []
            head += self.boxes(term)
        inner = [child for part in bodies for child in part.children]
        body = self._run_on(inner)
        return {"k": kind, "c": [{"k": "strong", "c": head}, {"k": "group", "c": body}]}

    def set_option_group(self, node: nodes.option_group) -> list[Box]:
        return [{"k": "mono", "c": [one_line(", ".join(c.astext() for c in node.children))]}]

    # Pictures

    def set_image(self, node: nodes.image) -> list[Box]:
        alt = one_line(str(node.get("alt", ""))).strip() or _shown_words(node)
        names = self._register(self._names(node))
        if file := self.pictures(node):
            return [{"k": "picture", "file": file, "alt": alt, "ids": names} | _picture_size(node)]
        return [{"k": "absent", "ids": names, "c": [alt or _("picture not shown")]}]

    def set_figure(self, node: nodes.figure) -> list[Box]:
        parts: dict[str, list[Box]] = {"body": [], "caption": [], "legend": []}
        for child in node.children:
            name = child.__class__.__name__
            if name in parts and isinstance(child, nodes.Element):
                parts[name] += self._children(child)
            else:
                parts["body"] += self.boxes(child)
        groups = [{"k": "group" if boxes else "none", "c": boxes} for boxes in parts.values()]
        return [{"k": "figure", "c": groups, "ids": self._register(self._names(node))}]

    # Tables

    def set_table(self, node: nodes.table) -> list[Box]:
        titles = [child for child in node.children if isinstance(child, nodes.title)]
        groups = [child for child in node.children if isinstance(child, nodes.tgroup)]
        caption = [box for title in titles for box in self._children(title)]
        names = self._register(self._names(node))
        return [self._table(node, group, caption, names) for group in groups]

    def _table(
        self, node: nodes.table, group: nodes.tgroup, caption: list[Box], names: list[str]
    ) -> dict[str, Any]:
        grid = read_grid(group)
        setting = choose_setting(grid, free=self._depth == _FRAME_WEIGHT)
        self._without_margin += setting.place != "text"
        rows: list[Box] = []
        for index, (row, missing) in enumerate(zip(grid.rows, grid.missing, strict=True)):
            cells = [self._cell(entry, index < grid.head) for entry in row.children]
            rows.append({"k": "row", "c": cells + [_empty_cell()] * missing})
        self._without_margin -= setting.place != "text"
        return {
            "place": setting.place,
            "size": setting.size,
            "k": "table",
            "c": [{"k": "group" if caption else "none", "c": caption}, *rows],
            "head": grid.head,
            "columns": column_weights(group, grid, "colwidths-given" in node["classes"], setting),
            # A head with a note or a target is set once: names may not occur twice.
            "repeat": not any(_holds_name(row) for row in rows[: grid.head]),
            "ids": names,
        }

    def _cell(self, entry: nodes.Node, head: bool) -> dict[str, Any]:
        assert isinstance(entry, nodes.Element)
        across, down = span(entry)
        sides = [c.removeprefix("text-") for c in entry["classes"] if c.startswith("text-")]
        side = sides[0] if sides else ""
        box = self._box("cell", entry, across=across, down=down, side=side, head=head)
        box["whole"] = len(entry.astext()) < _WHOLE_CELL
        return _unwrapped(box) if len(entry.children) == 1 else box


@cache
def handler_name(kind: Hashable) -> str:
    """The name of the nearest class that has a handler; all named admonitions share one."""
    names = [ancestor.__name__ for ancestor in cast(type, kind).__mro__]
    if names[0] in {*admonitionlabels, "versionmodified"}:
        return "admonition"
    known = (name for name in names if name in _PLAIN or hasattr(Translator, f"set_{name}"))
    return next(known, names[0])


def _is_mark(box: Box) -> bool:
    return isinstance(box, dict) and box["k"] == "mark"


def _shown_words(node: nodes.image) -> str:
    """Words for a picture without alternative text: its caption, or the name of its file."""
    figure = node.parent if isinstance(node.parent, nodes.figure) else None
    captions = [c for c in figure.children if isinstance(c, nodes.caption)] if figure else []
    words = " ".join(plain_words(caption) for caption in captions)
    return words or one_line(str(node.get("uri", "")).rpartition("/")[2])


def turned(boxes: Sequence[Box]) -> list[Box]:
    """The boxes of a manuscript, its tables set across on pages of their own with their headings."""
    made: list[Box] = []
    for box in boxes:
        if not isinstance(box, dict) or box.get("place") != "landscape":
            made.append(box)
            continue
        above: list[Box] = []
        while made and _leads_to_table(made[-1]):
            above.insert(0, made.pop())
        if made and isinstance(made[-1], dict) and made[-1]["k"] == "across" and not above:
            made[-1]["c"].append(box)
        else:
            made.append({"k": "across", "c": [*above, box]})
    return made


def _keep_leads(boxes: Sequence[Box]) -> None:
    """Lets a short paragraph that leads to a list or a table stay on its page."""
    for box, after in zip_longest(boxes, boxes[1:]):
        if isinstance(box, dict) and box["k"] == "par":
            kind = after["k"] if isinstance(after, dict) else ""
            leads = kind == "table" or (kind in _LED_TO and "lead" in box)
            box["lead"] = leads and not box.get("long", False)


def _leads_to_table(box: Box) -> bool:
    """Whether a box would be left alone at the foot of the page before: a heading, a mere target."""
    if not isinstance(box, dict):
        return False
    below_chapter = box["k"] == "heading" and box["level"] > 1
    return below_chapter or (box["k"] == "group" and not box.get("c"))


def placed_names(boxes: Sequence[Box]) -> Iterator[str]:
    """The names of places that boxes set; a link to another one stops typst."""
    for box in boxes:
        if isinstance(box, dict) and box["k"] != "none":
            yield from box.get("ids", ())
            if box["k"] == "heading" and "label" in box:
                yield box["label"]
            yield from placed_names(box.get("c", ()))


def _weight(node: nodes.Element) -> int:
    if isinstance(node, _FRAME_NODES):
        return _FRAME_WEIGHT
    return 1 if isinstance(node, nodes.Inline) and node.children else 0


def _is_wrapping(node: nodes.Element) -> bool:
    """Whether a node may be left out for its children."""
    if isinstance(node, nodes.footnote_reference) or not node.children:
        return False
    return isinstance(node, nodes.Inline) or not isinstance(node, nodes.TextElement)


def plain_words(title: nodes.Element) -> str:
    """The words of a heading without its footnote marks, for contents and running heads."""
    return one_line("".join(_words(title))).strip()


def _words(node: nodes.Node) -> Iterator[str]:
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif not isinstance(node, (nodes.footnote_reference, nodes.raw)):
        for child in node.children:
            yield from _words(child)


def _set_text(text: str) -> list[Box]:
    boxes: list[Box] = []
    for words, pieces in stretches(text):
        boxes += [words] if words else []
        boxes += [{"k": "piece", "c": [piece]} for piece in pieces]
    return boxes


def _is_safe(uri: str) -> bool:
    try:
        return urlsplit(uri).scheme in _LINK_SCHEMES
    except ValueError:
        return False


def _literal(affix: str) -> str:
    """Affixes of list numbers that typst's numbering patterns can't take for counters."""
    return "".join(sign for sign in affix if sign in "().[]:-")


def _is_tight(item: nodes.Node) -> bool:
    paragraphs = [child for child in item.children if isinstance(child, nodes.paragraph)]
    return len(paragraphs) < 2 and all(len(p.astext()) < 240 for p in paragraphs)


def _unwrapped(box: Box) -> Any:
    """The box with its first paragraph's words in the paragraph's place."""
    if isinstance(box, str) or not box.get("c"):
        return box
    first, *rest = box["c"]
    if isinstance(first, str) or first["k"] != "par" or {"ids", "long", "number"} & first.keys():
        return box
    if first.get("lang") != box.get("lang") and box["k"] == "item":
        return box
    return box | {"c": [{"k": "group", "c": first["c"]}, *rest]}


def _empty_cell() -> dict[str, Any]:
    return {"k": "cell", "across": 1, "down": 1, "head": False, "whole": True, "c": []}


def _holds_name(box: Box) -> bool:
    if isinstance(box, str):
        return False
    return bool(box.get("ids")) or "label" in box or any(map(_holds_name, box.get("c", ())))


def _picture_size(node: nodes.image) -> dict[str, float]:
    """Width as a ratio of the line in percent, or in points; none for the picture's own."""
    number, unit = _length(str(node.get("width", "")))
    if not number:
        return {}
    if unit == "%":
        return {"ratio": min(number, 100.0)}
    points = number * _POINTS.get(unit, 1.0)
    return {"ratio": 100.0} if points > 440 else {"points": round(points, 2)}


def _length(text: str) -> tuple[float, str]:
    match = re.fullmatch(r"\s*+(\d+(?:\.\d+)?)\s*+([a-z%]*+)\s*+", text)
    return (float(match[1]), match[2]) if match else (0.0, "")
