"""Reads each document's blocks off its tree, and leaves marks where its statements end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from builder_ext.model import (
    BadCitation,
    Citation,
    Document,
    Mishap,
    Place,
    Section,
    Waiver,
)
from builder_ext.sphinx_ext.bibliography import GENERATED
from builder_ext.sphinx_ext.config import checked_documents
from builder_ext.sphinx_ext.directives import sourced, waiver
from builder_ext.sphinx_ext.domain import facts_of
from builder_ext.sphinx_ext.prose import Prose, mark_of, meant_mark
from builder_ext.statements import Block, Marker, SourceText, read_statements
from builder_ext.statements.places import Piece, letters
from builder_ext.statements.reading import BlockReading, literal_mark_message

_LISTS = (nodes.bullet_list, nodes.enumerated_list, nodes.definition_list)
_MARKABLE = (nodes.paragraph, nodes.table, nodes.block_quote, *_LISTS)
_HEADINGS = (
    nodes.title,
    nodes.subtitle,
    nodes.rubric,
    nodes.term,
    nodes.field_name,
    nodes.classifier,
    nodes.option_string,
    addnodes.desc_signature,
)
_SKIPPED = (
    nodes.comment,
    nodes.system_message,
    nodes.literal_block,
    nodes.doctest_block,
    nodes.math_block,
    nodes.raw,
    nodes.target,
    nodes.substitution_definition,
    nodes.image,
    nodes.docinfo,
    nodes.label,
    nodes.pending,
    nodes.transition,
    nodes.colspec,
    nodes.citation,
    addnodes.toctree,
    addnodes.index,
    addnodes.highlightlang,
    addnodes.tabular_col_spec,
    addnodes.productionlist,
    nodes.meta,
)
_OWN_LINES = (
    "briefcheck-judgment-title",
    "briefcheck-likelihood",
    "briefcheck-confidence",
    "briefcheck-sources",
)
_ATTRIBUTION = re.compile(r"^\s*(?:—|–|―|-{2,3})\s*\S")
_MARK_LINE = re.compile(
    r"^(?P<lead>[ \t]*(?:(?:>|[-*+]|\d+[.)])[ \t]+|>)*)(?P<mark>\{[^{}`]*\})[ \t]*$"
)
_CLASS = re.compile(r"\.([A-Za-z][\w-]*)")


class statement_end(nodes.Invisible, nodes.Inline, nodes.Element):
    """Stands where a statement ends: ``docname`` and ``number`` say which."""


class briefing_end(nodes.Invisible, nodes.Element):
    """Stands where a checked document ends: the box on how it was checked goes here."""


@dataclass(frozen=True)
class _Context:
    """What the nodes around a block say about it."""

    section: tuple[int, ...] = (0,)
    mark: str = ""
    confidence: str = ""
    items: tuple[tuple[int, int], ...] = ()
    covering: tuple[Citation, ...] = ()
    covering_bad: tuple[BadCitation, ...] = ()
    covered_by: str = ""
    footnote: str | None = None
    line: int = 1
    in_table: bool = False


@dataclass
class _Cursor:
    """How far each file has been read."""

    offsets: dict[str, int] = field(default_factory=dict)


class CollectStatements(SphinxTransform):
    """Collects the facts of a document.

    Before SmartQuotes (750), since quotations are compared with texts that have straight quotes;
    after docutils has numbered the footnotes (620).
    """

    default_priority = 740

    def apply(self, **_kwargs: Any) -> None:
        """Store the facts of this document in the domain."""
        docname = self.env.docname
        path = str(self.env.doc2path(docname, base=False)).replace("\\", "/")
        collector = Collector(Path(self.env.srcdir), docname, path, self.document)
        checked = path in checked_documents(self.config)
        facts_of(self.env).documents[docname] = collector.collect(checked)
        _unwrap(self.document)


def _unwrap(document: nodes.document) -> None:
    """Take out what only the collector needs."""
    for node in list(document.findall(waiver)):
        node.parent.remove(node)
    for node in list(document.findall(sourced)):
        node.replace_self(node.children)


class Collector:
    """Walks the tree of one document."""

    def __init__(self, srcdir: Path, docname: str, path: str, document: nodes.document) -> None:
        self.srcdir = srcdir.resolve()
        self.docname = docname
        self.path = path
        self.document = document
        self.blocks: list[Block] = []
        self.proses: list[Prose] = []
        self.ends: list[nodes.Element] = []
        self.sections: list[Section] = []
        self.mishaps: list[Mishap] = []
        self.loose: list[Citation] = []
        self.loose_bad: list[BadCitation] = []
        self.loose_waivers: list[Waiver] = []
        self.effective: set[tuple[str, int]] = set()
        self._sources: dict[str, SourceText] = {}
        self._cursors: dict[str, int] = {}
        self._idents: dict[int, int] = {}
        self._section_count = 0

    def collect(self, checked: bool) -> Document:
        """Return the document's facts, and mark the ends of its statements in the tree."""
        if not checked:
            return Document(self.docname, self.path, False, loose=tuple(self._all_citations()))
        self.sections.append(Section((0,), ()))
        self._children(self.document, _Context())
        reading = read_statements(self.docname, self.blocks)
        self._scan_mark_lines()
        self._leave_ends(reading)
        return Document(
            docname=self.docname,
            path=self.path,
            title=_title(self.document),
            statements=reading.statements,
            mishaps=tuple(dict.fromkeys((*self.mishaps, *reading.mishaps))),
            loose=(*self.loose, *reading.loose),
            loose_bad=(*self.loose_bad, *reading.loose_bad),
            waivers=(*self.loose_waivers, *reading.waivers),
            sections=tuple(self.sections),
        )

    def _all_citations(self) -> Iterator[Citation]:
        """Return what an unchecked document cites, without looking at its prose."""
        prose = Prose()
        for node in self.document.findall(nodes.TextElement):
            if not isinstance(node.parent, nodes.TextElement):
                prose.read(node)
        for node in self.document.findall(sourced):
            yield from node["citations"]
        yield from (m.what for m in prose.markers if isinstance(m.what, Citation))

    # -- the tree ---------------------------------------------------------------------------

    def _children(self, node: nodes.Element, context: _Context) -> None:
        for child in node.children:
            if isinstance(child, nodes.Element):
                self._node(child, self._at(child, context))

    def _at(self, node: nodes.Element, context: _Context) -> _Context:
        return replace(context, line=node.line) if node.line else context

    def _node(self, node: nodes.Element, context: _Context) -> None:
        if isinstance(node, nodes.section):
            self._section(node, context)
        elif isinstance(node, _HEADINGS):
            self._heading(node, context)
        elif isinstance(node, sourced):
            self._sourced(node, context)
        elif "briefcheck_mark" in node:
            self._mark_box(node, context)
        elif isinstance(node, _SKIPPED) or set(node.get("classes", ())) & set(_OWN_LINES):
            self._misplaced(node, context)
        else:
            self._prose_node(node, self._marked(node, context))

    def _prose_node(self, node: nodes.Element, context: _Context) -> None:
        if isinstance(node, nodes.table):
            self._table(node, context)
        elif isinstance(node, nodes.block_quote):
            self._quote(node, context)
        elif isinstance(node, _LISTS):
            self._list(node, context)
        elif isinstance(node, nodes.footnote):
            self._footnote(node, context)
        elif isinstance(node, nodes.field_list) and _is_metadata(node):
            return
        elif isinstance(node, nodes.line_block):
            self._line_block(node, context)
        elif isinstance(node, nodes.TextElement):
            self._block(node, context)
        else:
            self._children(node, context)

    def _section(self, node: nodes.section, context: _Context) -> None:
        self._section_count += 1
        path = (*context.section, self._section_count)
        self.sections.append(Section(path, tuple(dict.fromkeys((*node["ids"], *node["names"])))))
        self._misplaced(node, context)
        self._children(node, replace(context, section=path, mark="", confidence=""))

    def _marked(self, node: nodes.Element, context: _Context) -> _Context:
        """Apply a mark above a block; on any other node it has no effect."""
        mark = mark_of(node.get("classes", []))
        if not mark:
            return context
        if not isinstance(node, _MARKABLE):
            self._misplaced(node, context)
            return context
        source = self._source(node)
        self.effective.add((source.path, node.line or _first_line(node) or context.line))
        return replace(context, mark=mark, confidence="")

    def _misplaced(self, node: nodes.Element, context: _Context) -> None:
        mark = mark_of(node.get("classes", []))
        if mark:
            source = self._source(node)
            line = _mark_line(source, node.line or context.line, mark)
            self._note_misplaced(mark, source.place_of_line(line), _kind_of(node))

    def _note_misplaced(self, mark: str, place: Place, on: str) -> None:
        detail = (
            f"the mark {mark!r} on {on} exempts nothing; mark a span, "
            f"[ … ]{{.{mark}}}, or a paragraph, list, table or block quote"
        )
        self.mishaps.append(Mishap("misplaced-mark", place, detail))

    def _heading(self, node: nodes.Element, context: _Context) -> None:
        """Read a heading: it is structure, and what is cited in it covers nothing."""
        prose = Prose().read(node)
        source, line = self._source(node), node.line or context.line
        place = source.place_of_line(line)
        for mark in [*(s.mark for s in prose.marks), *prose.misplaced]:
            self._note_misplaced(mark, place, "a heading")
        self._loosen(prose, source, line)

    def _loosen(self, prose: Prose, source: SourceText, line: int) -> None:
        """Keep citations and waivers that stand where no statement is."""
        place = source.place_of_line(line)
        found, _ = source.align(prose.pieces, line, 0, False)
        markers, _ = prose.placed_markers(found, source, line)
        for marker in markers:
            what = marker.what
            if isinstance(what, Citation):
                self.loose.append(replace(what, place=place))
            elif isinstance(what, BadCitation):
                self.loose_bad.append(replace(what, place=place))
            elif isinstance(what, Waiver):
                self.loose_waivers.append(what)
            elif not hasattr(what, "label"):
                detail = literal_mark_message(what.text)
                self.mishaps.append(Mishap("misplaced-mark", place, detail))

    def _mark_box(self, node: nodes.Element, context: _Context) -> None:
        inner = replace(
            context, mark=node["briefcheck_mark"], confidence=node["briefcheck_confidence"]
        )
        self._children(node, inner)

    def _sourced(self, node: sourced, context: _Context) -> None:
        source = self._source(node)
        place = _directive_place(source, node.line or context.line)
        blocks = [
            child
            for child in node.children
            if isinstance(child, nodes.Element)
            and not isinstance(child, (nodes.comment, nodes.target, nodes.system_message))
            and not child.get("briefcheck_shown")
        ]
        citations = tuple(replace(c, own=False, place=place) for c in node["citations"])
        if len(blocks) != 1:
            self._blanket(place, len(blocks), citations)
        bad = (replace(node["bad"], place=place),) if "bad" in node else ()
        if not blocks:
            self.loose.extend(citations)
            self.loose_bad.extend(bad)
        self._children(
            node,
            replace(
                context,
                covering=(*context.covering, *citations),
                covering_bad=(*context.covering_bad, *bad),
                covered_by="the {sourced} directive around it",
            ),
        )

    def _blanket(self, place: Place, count: int, citations: Iterable[Citation]) -> None:
        what = (
            f"{{sourced}} covers {count} blocks; use one for each paragraph, list, table or "
            "block quote, or cite in the sentences"
            if count
            else "{sourced} has nothing in it; put it around one block"
        )
        self.mishaps.append(
            Mishap("blanket-citation", place, what, tuple(c.key for c in citations))
        )

    def _list(self, node: nodes.Element, context: _Context) -> None:
        number = self._ident(node)
        for item, child in enumerate(node.children):
            if isinstance(child, nodes.Element):
                inner = replace(self._at(child, context), items=(*context.items, (number, item)))
                self._children(child, inner)

    def _footnote(self, node: nodes.footnote, context: _Context) -> None:
        if GENERATED not in node:
            self._children(node, replace(context, footnote=node["ids"][0] if node["ids"] else ""))

    # -- blocks -----------------------------------------------------------------------------

    def _block(self, node: nodes.Element, context: _Context) -> None:
        prose = Prose().read(node)
        self._add(prose, node, node, context, leads=self._leads(node))

    def _line_block(self, node: nodes.Element, context: _Context) -> None:
        prose = Prose()
        for line in node.findall(nodes.line):
            prose.gap()
            prose.read(line)
        self._add(prose, node, list(node.findall(nodes.line))[-1], context)

    def _quote(self, node: nodes.block_quote, context: _Context) -> None:
        """Read a block quote as one statement; its attribution line is no part of its words."""
        prose, attribution, parts = Prose(), "", list(_text_elements(node))
        for number, part in enumerate(parts):
            is_last = number == len(parts) - 1
            if isinstance(part, nodes.attribution) or (
                number and is_last and _ATTRIBUTION.match(part.astext())
            ):
                attribution = self._attribution(prose, part)
            else:
                prose.gap()
                prose.read(part)
        if not attribution:
            attribution = _cut_attribution(prose)
        if not letters(prose.text):
            return
        end = next((p for p in reversed(parts) if not isinstance(p, nodes.attribution)), node)
        self._add(
            prose,
            node,
            end,
            context,
            shape="quote",
            ident=self._ident(node),
            attribution=attribution,
        )

    def _attribution(self, prose: Prose, part: nodes.Element) -> str:
        """Keep an attribution's citations, at the end of the quote's words."""
        own = Prose().read(part)
        for marker, node, piece in zip(
            own.markers, own.marker_nodes, own.marker_pieces, strict=True
        ):
            prose._mark(node, marker.what, own.pieces[piece].text)
        return (
            " ".join(own.text.replace("Source", "").split())
            if own.markers
            else " ".join(own.text.split())
        )

    def _table(self, node: nodes.table, context: _Context) -> None:
        caption = next((c for c in node.children if isinstance(c, nodes.title)), None)
        if caption is not None:
            context = self._caption(caption, context)
        for part in node.findall(nodes.thead):
            for entry in part.findall(nodes.TextElement):
                if not isinstance(entry.parent, nodes.TextElement):
                    self._heading(entry, context)
        bodies = [group for group in node.children if isinstance(group, nodes.tgroup)]
        for row in (
            r for g in bodies for b in g.children if isinstance(b, nodes.tbody) for r in b.children
        ):
            if isinstance(row, nodes.row):
                self._row(row, replace(context, in_table=True))

    def _caption(self, caption: nodes.title, context: _Context) -> _Context:
        before = len(self.loose), len(self.loose_bad)
        self._heading(caption, self._at(caption, context))
        cited = tuple(replace(c, own=False) for c in self.loose[before[0] :])
        bad = tuple(self.loose_bad[before[1] :])
        # They cover the rows: not loose any longer.
        del self.loose[before[0] :], self.loose_bad[before[1] :]
        if not cited and not bad:
            return context
        return replace(
            context,
            covering=(*context.covering, *cited),
            covering_bad=(*context.covering_bad, *bad),
            covered_by=context.covered_by or "the caption of its table",
        )

    def _row(self, row: nodes.row, context: _Context) -> None:
        prose, last = Prose(), None
        for entry in row.children:
            assert isinstance(entry, nodes.Element)
            prose.gap(" | ")
            for number, part in enumerate(_text_elements(entry)):
                if number:
                    prose.gap()
                prose.read(part)
                last = part
        if last is not None and letters(prose.text):
            self._add(prose, row, last, context, shape="row")

    def _add(
        self,
        prose: Prose,
        node: nodes.Element,
        end: nodes.Element,
        context: _Context,
        **about: Any,
    ) -> None:
        """Place a block's prose in its file, and keep it."""
        source = self._source(node)
        line = node.line or _first_line(node) or context.line
        hint = node.line or _first_line(node)
        cursor = self._cursors.get(source.path, 0)
        in_order = context.in_table and source.line_of(cursor) >= context.line
        found, cursor = source.align(prose.pieces, hint, cursor, in_order)
        self._cursors[source.path] = cursor
        markers, stand_ins = prose.placed_markers(found, source, line)
        offsets = prose.offsets(found)
        for at, offset in stand_ins.items():
            offsets[at] = offset
        for mark in prose.misplaced:
            self._note_misplaced(mark, source.place_of_line(line), "a link, code or picture")
        self.blocks.append(
            Block(
                text=prose.text,
                offsets=offsets,
                source=source,
                line=line,
                markers=markers,
                marks=tuple(prose.marks),
                mark=context.mark,
                confidence=context.confidence,
                protected=tuple(prose.protected),
                prose_from=prose.prose_from,
                covering=context.covering,
                covering_bad=context.covering_bad,
                covered_by=context.covered_by,
                items=context.items,
                footnote=context.footnote,
                section=context.section,
                links=tuple(prose.links),
                pointing=tuple(prose.pointing),
                **about,
            )
        )
        self.proses.append(prose)
        self.ends.append(end)

    def _leads(self, node: nodes.Element) -> int | None:
        """Return the number of the list or block quote that follows directly, None else."""
        for sibling in node.parent.children[_index(node) + 1 :]:
            if not isinstance(sibling, (nodes.comment, nodes.target, nodes.system_message)):
                block = _unwrapped(sibling)
                is_led = isinstance(block, (*_LISTS, nodes.block_quote))
                return self._ident(block) if is_led else None
        return None

    def _ident(self, node: nodes.Node) -> int:
        return self._idents.setdefault(id(node), len(self._idents))

    # -- the files --------------------------------------------------------------------------

    def _source(self, node: nodes.Element) -> SourceText:
        """Return the file that a node was written in: the document's own, or an included one."""
        file = Path(node.source or _first_source(node) or self.srcdir / self.path)
        own = self.srcdir / self.path
        resolved = file if file.is_absolute() else self.srcdir / file
        if not resolved.is_file():
            resolved = own
        name = _relative(resolved, self.srcdir)
        if name not in self._sources:
            self._sources[name] = SourceText(name, _read(resolved))
        return self._sources[name]

    def _scan_mark_lines(self) -> None:
        """Find marks on a line of their own that the parser gave to nothing."""
        literal = {
            line.strip()
            for node in self.document.findall(_is_literal)
            for line in node.astext().splitlines()
        }
        for source in list(self._sources.values()):
            for number, text in enumerate(source.text.split("\n"), start=1):
                match = _MARK_LINE.match(text)
                if match and text.strip() not in literal:
                    self._scan_mark_line(source, number, match)

    def _scan_mark_line(self, source: SourceText, number: int, match: re.Match[str]) -> None:
        for word in _CLASS.findall(match.group("mark")):
            mark = meant_mark(word)
            if mark is None:
                continue
            place = Place(source.path, number, len(match.group("lead")) + 1, number)
            if word != mark:
                detail = f"{match.group('mark')} marks nothing: did you mean {{.{mark}}}?"
                self.mishaps.append(Mishap("misplaced-mark", place, detail))
            elif not self._is_effective(source, number) and not self._noted(place):
                self._note_misplaced(mark, place, "what follows it")

    def _noted(self, place: Place) -> bool:
        return any(m.place.path == place.path and m.place.line == place.line for m in self.mishaps)

    def _is_effective(self, source: SourceText, number: int) -> bool:
        """Whether the next line with text begins a block that the parser has marked."""
        for line in range(number + 1, number + 50):
            text = source.line_text(line).strip(" \t>")
            if text and not _MARK_LINE.match(text) and not re.match(r"^(?:%|\(.+\)=$)", text):
                return any((source.path, line + slack) in self.effective for slack in (0, -1, 1))
        return False

    # -- the marks that readers see -----------------------------------------------------------

    def _leave_ends(self, reading: BlockReading) -> None:
        """Put a node at the end of each statement, from the last to the first of each block."""
        numbered = list(enumerate(reading.spans))
        for number, (block, start, end) in reversed(numbered):
            mark = statement_end("", docname=self.docname, number=number)
            if self.blocks[block].whole:
                _append(self.ends[block], mark)
            else:
                self._leave_end(mark, self.proses[block], self.blocks[block], start, end)
        top = next(iter(self.document.findall(nodes.section)), self.document)
        top += briefing_end("", docname=self.docname)

    def _leave_end(
        self, mark: statement_end, prose: Prose, block: Block, start: int, end: int
    ) -> None:
        nexts = block.text[end:]
        blank = len(nexts) - len(nexts.lstrip())
        after = [
            node
            for marker, node in zip(block.markers, prose.marker_nodes, strict=True)
            if marker.start == marker.end and end <= marker.start <= end + blank
        ]
        if after:
            _insert_after(after[-1], mark)
            return
        for at, text in reversed(prose.spots):
            if at < end <= at + len(text.astext()):
                _split(text, end - at, mark, prose, at)
                return
        for at, text in reversed(prose.spots):
            if at < end:
                _insert_after(text, mark)
                return


def _unwrapped(node: nodes.Node) -> nodes.Node:
    """Return the first block inside of our own directives, the node itself outside of them."""
    while isinstance(node, (sourced, nodes.container)):
        inner = [
            child
            for child in node.children
            if isinstance(child, nodes.Element)
            and not set(child.get("classes", ())) & set(_OWN_LINES)
        ]
        if not inner:
            break
        node = inner[0]
    return node


def _split(text: nodes.Text, at: int, mark: nodes.Element, prose: Prose, start: int) -> None:
    whole = text.astext()
    if at >= len(whole) or isinstance(text.parent, (nodes.literal, nodes.math)):
        _insert_after(text, mark)
        return
    first, rest = nodes.Text(whole[:at]), nodes.Text(whole[at:])
    parent, index = text.parent, _index(text)
    parent.pop(index)
    parent[index:index] = [first, mark, rest]
    # Statements before this one end in the first part.
    prose.spots = [(start, first) if spot is text else (begin, spot) for begin, spot in prose.spots]


def _insert_after(node: nodes.Node, mark: nodes.Element) -> None:
    while isinstance(
        node.parent,
        (
            nodes.literal,
            nodes.math,
            nodes.reference,
            addnodes.pending_xref,
            nodes.strong,
            nodes.emphasis,
        ),
    ):
        node = node.parent
    node.parent.insert(_index(node) + 1, mark)


def _index(node: nodes.Node) -> int:
    """Return a node's number among its siblings; equal texts are not the same node."""
    return next(n for n, child in enumerate(node.parent.children) if child is node)


def _append(element: nodes.Element, mark: nodes.Element) -> None:
    element += mark


def _title(document: nodes.document) -> str:
    title = next(iter(document.findall(nodes.title)), None)
    return " ".join(title.astext().split()) if title is not None else ""


def _is_literal(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.literal_block, nodes.comment, nodes.raw, nodes.math_block))


def _is_metadata(node: nodes.field_list) -> bool:
    """Whether a field list is the document's front matter."""
    return isinstance(node.parent, nodes.document) and node.parent.children[0] is node


def _text_elements(node: nodes.Element) -> Iterator[nodes.Element]:
    """Yield the outermost elements that hold text, in order."""
    for child in node.children:
        if isinstance(child, _SKIPPED):
            continue
        if isinstance(child, nodes.TextElement):
            yield child
        elif isinstance(child, nodes.Element):
            yield from _text_elements(child)


def _cut_attribution(prose: Prose) -> str:
    """Take a last line that begins with a dash off a quote's text, and return it."""
    head, newline, last = prose.text.rstrip().rpartition("\n")
    if not newline or not _ATTRIBUTION.match(last):
        return ""
    prose.text = head
    for n, marker in enumerate(prose.markers):
        if marker.end > len(head):
            prose.markers[n] = Marker(len(head), len(head), marker.what)
    prose.protected = [(s, e) for s, e in prose.protected if e <= len(head)]
    return " ".join(last.split())


def _first_line(node: nodes.Element) -> int | None:
    return next((n.line for n in node.findall(nodes.Element) if n.line), None)


def _first_source(node: nodes.Element) -> str | None:
    return next((n.source for n in node.findall(nodes.Element) if n.source), None) or (
        node.parent.source or _first_source_up(node.parent) if node.parent is not None else None
    )


def _first_source_up(node: nodes.Node) -> str | None:
    while node is not None:
        if getattr(node, "source", None):
            return str(node.source)
        node = node.parent
    return None


def _relative(file: Path, folder: Path) -> str:
    import os

    return Path(os.path.relpath(file, folder)).as_posix()


def _read(file: Path) -> str:
    """Return a file's text as Sphinx reads it: UTF-8, any line ends, no byte order mark."""
    text = file.read_bytes().decode("utf-8-sig", errors="replace")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _directive_place(source: SourceText, line: int) -> Place:
    """Return the place of a ``{sourced}`` directive, its node's line being one too high at times."""
    for number in (line, line - 1, line + 1, line - 2):
        if "{sourced}" in source.line_text(number):
            return source.place_of_line(number)
    return source.place_of_line(line)


def _mark_line(source: SourceText, line: int, mark: str) -> int:
    """Return the line on which the mark of a node at a line stands: there, or a little above."""
    for number in range(line, max(line - 6, 0), -1):
        if re.search(rf"\.{mark}\b", source.line_text(number)):
            return number
    return line


def _kind_of(node: nodes.Element) -> str:
    if isinstance(node, nodes.section):
        return "a heading or section"
    return f"a {node.tagname.replace('_', ' ')}"


def setup(app: Sphinx) -> None:
    """Register the transform and its nodes."""
    app.add_node(statement_end)
    app.add_node(briefing_end)
    app.add_transform(CollectStatements)


__all__ = ["CollectStatements", "Piece", "briefing_end", "setup", "statement_end"]
