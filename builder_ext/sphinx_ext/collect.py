"""Reads each document's blocks off its tree, and leaves marks where its statements end."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.utils import Reporter
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.transforms import SphinxTransform

from builder_ext.files import read_text
from builder_ext.model import (
    BadCitation,
    Citation,
    Document,
    Front,
    Mishap,
    Place,
    Section,
    Waiver,
)
from builder_ext.patterns import late
from builder_ext.rules.policy import nearest
from builder_ext.sphinx_ext.bibliography import GENERATED
from builder_ext.sphinx_ext.config import checked_documents, document_path
from builder_ext.sphinx_ext.directives import directive_names, role_names, sourced, waiver
from builder_ext.sphinx_ext.domain import facts_of, texts_of
from builder_ext.sphinx_ext.front_matter import read_front_matter
from builder_ext.sphinx_ext.labels import is_claim, is_sentence, is_version
from builder_ext.sphinx_ext.prose import Prose, citation_name, mark_of, meant_mark
from builder_ext.sphinx_ext.safety.refusals import refusals
from builder_ext.statements import Block, Marker, SourceText, read_statements
from builder_ext.statements.fences import unclosed_fences
from builder_ext.statements.places import Piece, letters
from builder_ext.statements.reading import BlockReading, literal_mark_message

_LISTS = (nodes.bullet_list, nodes.enumerated_list, nodes.definition_list)
_MARKABLE = (nodes.paragraph, nodes.table, nodes.block_quote, *_LISTS)
_TITLES = (nodes.title, nodes.subtitle, nodes.rubric)
_LABELS = (
    nodes.term,
    nodes.field_name,
    nodes.classifier,
    nodes.option_string,
    addnodes.desc_signature,
)
"""What is structure as long as it is no sentence."""
_HEADINGS = (*_TITLES, *_LABELS)
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
    addnodes.toctree,
    addnodes.index,
    addnodes.highlightlang,
    addnodes.tabular_col_spec,
    addnodes.productionlist,
    nodes.meta,
)
_UNSEEN = (nodes.comment, nodes.raw, nodes.target, nodes.system_message)
_ATTRIBUTION = late(r"^\s*(?:—|–|―|-{2,3})\s*\S")
_MARK_LINE = late(r"^(?P<lead>[ \t]*(?:(?:>|[-*+]|\d+[.)])[ \t]+|>)*)(?P<mark>\{[^{}`]*\})[ \t]*$")
_OPEN_FENCE = late(r"^(?:`{3,}\{|~{3,}\{|:{3,}\s*\{?\w)")
_LOST = late(r"\[(?:myst\.(?:directive_unknown|directive_parse|role_unknown)|ref\.footnote)\]$")
_UNKNOWN_ROLE = late(r'^Unknown interpreted text role "(.+)"$')
_UNKNOWN_DIRECTIVE = late(r"^Unknown directive type: '(.+)'$")
_ERROR = Reporter.ERROR_LEVEL
_CLASS = late(r"\.([A-Za-z][\w-]*)")
_SEPARATOR = late(r"[ \t>]*+(?=[^|]*\|)(?=[^-]*-)[|: \t-]++")
"""The second line of a pipe table."""
_OPENING = late(r"(?<![:`~])[:`~]{3,}+\s*+\{[^}]{0,500}\}")
_UNCOUNTED = (
    nodes.document,
    nodes.definition_list_item,
    nodes.definition,
    nodes.field_list,
    nodes.field,
    nodes.field_body,
    nodes.legend,
)
"""Containers that are no directive: MyST counts lines one too high in each nested directive."""


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
    mark_ident: int | None = None
    items: tuple[tuple[int, int], ...] = ()
    covering: tuple[Citation, ...] = ()
    covering_bad: tuple[BadCitation, ...] = ()
    covered_by: str = ""
    footnote: str | None = None
    line: int = 1
    file: str = ""
    depth: int = 0


@dataclass(frozen=True)
class _Spot:
    """Where a block is looked for: its file, and the line that the tree gives.

    ``in_order`` says that the line is that of its table, whose rows follow one another.
    """

    source: SourceText
    line: int | None
    in_order: bool = False


class CollectStatements(SphinxTransform):
    """Collects the facts of a document.

    Before SmartQuotes (750), since quotations are compared with texts that have straight quotes;
    after docutils has numbered the footnotes (620).
    """

    default_priority = 740

    def apply(self, **_kwargs: Any) -> None:
        """Store the facts of this document in the domain."""
        docname = self.env.docname
        path = document_path(self.env, docname)
        collector = Collector(Path(self.env.srcdir), docname, path, self.document)
        checked = path in checked_documents(self.config)
        facts = collector.collect(checked)
        refused = tuple(refusals(self.env))
        facts_of(self.env).documents[docname] = replace(facts, mishaps=(*facts.mishaps, *refused))
        _unwrap(self.document)


def _unwrap(document: nodes.document) -> None:
    """Take out what only the collector needs."""
    for node in list(document.findall(waiver)):
        node.parent.remove(node)
    for node in list(document.findall(sourced)):
        node.replace_self(node.children)
    for comment in list(document.findall(nodes.comment)):
        if comment.get("briefcheck_refused"):
            comment.parent.remove(comment)


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
        self._note_unread()
        self._leave_ends(reading)
        front = self._front_matter()
        return Document(
            docname=self.docname,
            path=self.path,
            title=_title(self.document) or front.title,
            statements=reading.statements,
            mishaps=tuple(dict.fromkeys((*self.mishaps, *reading.mishaps))),
            loose=(*self.loose, *reading.loose),
            loose_bad=(*self.loose_bad, *reading.loose_bad),
            waivers=(*self.loose_waivers, *reading.waivers),
            sections=tuple(self.sections),
            front=front,
        )

    def _front_matter(self) -> Front:
        """Return what the front matter says; what is wrong with it is noted."""
        if not self.path.endswith(".md"):
            return Front()
        read = read_front_matter(_read(self.srcdir / self.path), self.path)
        self.mishaps += read.mishaps
        return read.front

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
        if node.line or node.source:
            context = replace(
                context, line=node.line or context.line, file=str(node.source or context.file)
            )
        return context

    def _node(self, node: nodes.Element, context: _Context) -> None:
        if isinstance(node, nodes.section):
            self._section(node, context)
        elif isinstance(node, _TITLES) or _is_label(node):
            self._heading(node, context)
        elif isinstance(node, sourced):
            self._sourced(node, context)
        elif "briefcheck_mark" in node:
            self._mark_box(node, context)
        elif isinstance(node, _SKIPPED) or _is_own_line(node):
            self._misplaced(node, context)
            if isinstance(node, nodes.literal_block):
                # The words of code are passed over, so that no sentence is found in them.
                self._align(Prose().read(node), self._spot(node, context), context.depth, below=1)
        else:
            self._prose_node(node, self._marked(node, context))

    def _prose_node(self, node: nodes.Element, context: _Context) -> None:
        if isinstance(node, nodes.table):
            self._table(node, context)
        elif isinstance(node, nodes.block_quote):
            self._quote(node, context)
        elif isinstance(node, _LISTS):
            self._list(node, context)
        elif isinstance(node, (nodes.footnote, nodes.citation)):
            self._footnote(node, context)
        elif isinstance(node, nodes.field_list) and _is_metadata(node):
            return
        elif isinstance(node, nodes.line_block):
            self._line_block(node, context)
        elif isinstance(node, addnodes.versionmodified):
            self._version(node, context)
        elif isinstance(node, nodes.TextElement):
            self._block(node, context)
        else:
            step = not isinstance(node, _UNCOUNTED)
            self._children(node, replace(context, depth=context.depth + step))

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
        if not any(letters(text.astext()) for text in node.findall(nodes.Text)):
            self._misplaced(node, context)
        return self._effectively(node, context, mark)

    def _effectively(self, node: nodes.Element, context: _Context, mark: str) -> _Context:
        """Keep where a mark took effect."""
        source = self._source(node, context)
        line = node.line or _first_line(node) or context.line
        # MyST counts too many lines in nested directives.
        for number in range(line - context.depth - 1, line + 2):
            self.effective.add((source.path, number))
        return replace(context, mark=mark, confidence="", mark_ident=self._ident(node))

    def _misplaced(self, node: nodes.Element, context: _Context) -> None:
        mark = mark_of(node.get("classes", []))
        if mark:
            source = self._source(node, context)
            line = _mark_line(source, node.line or context.line, mark)
            self._note_misplaced(mark, source.place_of_line(line), _kind_of(node))

    def _note_misplaced(self, mark: str, place: Place, on: str) -> None:
        detail = (
            f"the mark {mark!r} on {on} exempts nothing; mark a span, "
            f"[ … ]{{.{mark}}}, or a paragraph, list, table or block quote"
        )
        self.mishaps.append(Mishap("misplaced-mark", place, detail))

    def _heading(self, node: nodes.Element, context: _Context, spot: _Spot | None = None) -> None:
        """Read a heading: it is structure, and what is cited in it covers nothing."""
        prose = Prose().read(node)
        spot = spot or self._spot(node, context)
        source, line = spot.source, spot.line or context.line
        if context.depth:
            line = _opening_line(source, line, prose.text)
        place = source.place_of_line(line)
        for mark in [*(s.mark for s in prose.marks), *prose.misplaced]:
            self._note_misplaced(mark, place, "a heading")
        if isinstance(node, nodes.title) and isinstance(node.parent, nodes.section):
            heading = " ".join(prose.text.split())
            self.sections[-1] = replace(self.sections[-1], heading=heading, place=place)
        elif isinstance(node, _HEADINGS):
            # The title of a box or table, a term: what it says has to stand in the section around.
            heading = " ".join(prose.text.split())
            self.sections.append(Section(context.section, (), heading, place))
        self._loosen(prose, source, line, context.depth)

    def _loosen(self, prose: Prose, source: SourceText, line: int, depth: int) -> None:
        """Keep citations and waivers that stand where no statement is."""
        place = source.place_of_line(line)
        found = self._align(prose, _Spot(source, line), depth)
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
            context,
            mark=node["briefcheck_mark"],
            confidence=node["briefcheck_confidence"],
            mark_ident=self._ident(node),
        )
        inner = replace(inner, depth=context.depth + 1)
        for child in node.children:
            if isinstance(child, nodes.rubric) and "level" in child:
                # A heading in a box is a box that was not closed: nothing is exempt from here on.
                self._note_heading_in_box(child, node["briefcheck_mark"], context)
                inner = replace(inner, mark="", confidence="")
            if isinstance(child, nodes.Element):
                self._node(child, self._at(child, inner))

    def _note_heading_in_box(self, node: nodes.rubric, mark: str, context: _Context) -> None:
        source = self._source(node, context)
        detail = (
            f"a heading stands inside of {{{mark}}}, which exempts nothing from here on; "
            "is its closing fence missing?"
        )
        place = source.place_of_line(node.line or context.line)
        self.mishaps.append(Mishap("misplaced-mark", place, detail))

    def _sourced(self, node: sourced, context: _Context) -> None:
        source = self._source(node, context)
        place = _directive_place(source, node.line or context.line)
        blocks = list(_covered_blocks(node))
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
                depth=context.depth + 1,
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

    def _footnote(self, node: nodes.Element, context: _Context) -> None:
        if GENERATED not in node:
            name = node["ids"][0] if node["ids"] else ""
            if isinstance(node, nodes.citation):
                name = citation_name(node.children[0].astext() if node.children else "")
            self._children(node, replace(context, footnote=name))

    def _version(self, node: addnodes.versionmodified, context: _Context) -> None:
        """Read a note on a version; what stands in the version's place is shown, and not read."""
        if not is_version(node["version"]):
            self._note_version(node, context)
        self._children(node, replace(context, depth=context.depth + 1))

    def _unread_versions(self, node: nodes.Element, context: _Context) -> None:
        for note in node.findall(addnodes.versionmodified):
            if not is_version(note["version"]):
                self._note_version(note, self._at(note, context))

    # -- blocks -----------------------------------------------------------------------------

    def _block(self, node: nodes.Element, context: _Context) -> None:
        if _OPEN_FENCE.match(node.rawsource):
            self._note_plain_fence(node, context)
        prose = Prose().read(node)
        self._add(prose, self._spot(node, context), node, context, leads=self._leads(node))

    def _line_block(self, node: nodes.Element, context: _Context) -> None:
        prose = Prose()
        for line in node.findall(nodes.line):
            prose.gap()
            prose.read(line)
        self._add(prose, self._spot(node, context), list(node.findall(nodes.line))[-1], context)

    def _quote(self, node: nodes.block_quote, context: _Context) -> None:
        """Read a block quote as one statement; its attribution line is no part of its words."""
        parts = list(_text_elements(node))
        prose, attribution = self._quoted(parts)
        if not letters(prose.text) and not prose.markers:
            self._inner_headings(node, context)
            return
        marks = {mark_of(part.get("classes", [])) for part in parts}
        if len(marks) == 1 and (mark := marks.pop()):
            context = self._effectively(parts[0], context, mark)
        end = next((p for p in reversed(parts) if not isinstance(p, nodes.attribution)), node)
        # The line of a directive that quotes ({epigraph}) is that of its end.
        spot = _Spot(self._source(parts[0], context), parts[0].line or node.line)
        about = {"shape": "quote", "ident": self._ident(node), "attribution": attribution}
        self._claims_of(parts, spot.source, context)
        self._add(prose, spot, end, context, **about)
        self._inner_headings(node, context)

    def _claims_of(
        self, parts: Iterable[nodes.Element], source: SourceText, context: _Context
    ) -> None:
        """Read the claims in the place of a quote's attribution, which stand above it or below."""
        cursor = self._cursors.get(source.path, 0)
        for claim in filter(_is_own_claim, parts):
            # One that is an attribute of the quote stands above the line that the tree gives.
            self._block(claim, self._at(claim, replace(context, depth=context.depth + 2)))
            self._cursors[source.path] = cursor

    def _inner_headings(self, node: nodes.Element, context: _Context) -> None:
        """Read the headings in a block quote or table row, which are no part of its words."""
        for heading in node.findall(lambda inner: isinstance(inner, _TITLES) or _is_label(inner)):
            assert isinstance(heading, nodes.Element)
            self._heading(heading, self._at(heading, context))
        self._unread_versions(node, context)

    def _quoted(self, parts: Sequence[nodes.Element]) -> tuple[Prose, str]:
        """Return the words of a block quote's paragraphs, and its attribution."""
        prose, attribution = Prose(), ""
        for number, part in enumerate(parts):
            is_last = number == len(parts) - 1
            attributes = isinstance(part, nodes.attribution) or (
                number and is_last and _ATTRIBUTION.match(part.astext())
            )
            if _is_own_claim(part):
                continue
            if attributes and not is_claim(Prose().read(part).text):
                attribution = self._attribution(prose, part)
            else:
                prose.gap()
                prose.read(part)
        return prose, attribution or _cut_attribution(prose)

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
        source, first = self._source(node, context), node.line or context.line
        head = _pipe_table_head(source, first, node)
        for part in (p for row in _rows(node, nodes.thead) for p in _text_elements(row)):
            self._heading(part, context, _Spot(source, head) if head else None)
        rows = _rows(node, nodes.tbody)
        alike = len({_row_line(row) for row in rows}) == 1
        for number, row in enumerate(rows):
            # Each row of a pipe table has a line of its own, which the tree does not know.
            spot = _Spot(source, head + 2 + number) if head else self._row_spot(row, context, alike)
            self._row(row, spot, context)

    def _row_spot(self, row: nodes.row, context: _Context, in_order: bool) -> _Spot:
        first = next(_text_elements(row), row)
        return _Spot(self._source(first, context), _row_line(row), in_order)

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

    def _row(self, row: nodes.row, spot: _Spot, context: _Context) -> None:
        prose, last = Prose(), None
        for entry in row.children:
            assert isinstance(entry, nodes.Element)
            prose.gap(" | ")
            for number, part in enumerate(_text_elements(entry)):
                if number:
                    prose.gap()
                prose.read(part)
                last = part
        if last is not None and (letters(prose.text) or prose.markers):
            self._add(prose, spot, last, context, shape="row")
        self._inner_headings(row, context)

    def _spot(self, node: nodes.Element, context: _Context) -> _Spot:
        return _Spot(self._source(node, context), node.line or _first_line(node))

    def _align(
        self, prose: Prose, spot: _Spot, depth: int, below: int = 0
    ) -> list[list[int] | None]:
        """Find words that are no statement, and read on behind them where their line is right."""
        source, line = spot.source, spot.line or 0
        cursor = self._cursors.get(source.path, 0)
        found, cursor = source.align(prose.pieces, line, cursor, False, slack=depth)
        if line - depth <= (_found_line(source, found) or 0) <= line + below:
            self._cursors[source.path] = cursor
        return found

    def _add(
        self, prose: Prose, spot: _Spot, end: nodes.Element, context: _Context, **about: Any
    ) -> None:
        """Place a block's prose in its file, and keep it."""
        source = spot.source
        cursor = self._cursors.get(source.path, 0)
        found, cursor = source.align(
            prose.pieces, spot.line, cursor, spot.in_order, slack=context.depth
        )
        self._cursors[source.path] = cursor
        line = _found_line(source, found) or source.written_line(spot.line or context.line)
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
                mark_ident=context.mark_ident if context.mark else None,
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
            if not isinstance(sibling, _UNSEEN):
                block = _unwrapped(sibling)
                is_led = isinstance(block, (*_LISTS, nodes.block_quote))
                return self._ident(block) if is_led else None
        return None

    def _ident(self, node: nodes.Node) -> int:
        return self._idents.setdefault(id(node), len(self._idents))

    # -- what was not read ----------------------------------------------------------------------

    def _note_plain_fence(self, node: nodes.Element, context: _Context) -> None:
        place = self._source(node, context).place_of_line(node.line or context.line)
        detail = (
            "this fence is read as plain text, and its directive not at all; write :::{name}, "
            "and use colons where the first line holds backticks"
        )
        self.mishaps.append(Mishap("unread-text", place, detail))

    def _note_version(self, node: addnodes.versionmodified, context: _Context) -> None:
        version, line = node["version"], node.line or context.line
        source = self._source(node, context)
        detail = (
            f"{version[:40]!r} stands where {{{node['type']}}} has a version, and is not read; "
            "write what is no version into the directive's body"
        )
        place = source.place_of_line(_opening_line(source, line, version))
        self.mishaps.append(Mishap("unread-text", place, detail))

    def _note_unread(self) -> None:
        """Note what the parser could not read, and what it read as something else."""
        for message in self.document.findall(nodes.system_message):
            text = " ".join(message.children[0].astext().split()) if message.children else ""
            if _LOST.search(text) or message["level"] >= _ERROR:
                source = self._source(message, _Context())
                place = source.place_of_line(int(message.get("line") or 1))
                what = re.sub(r"(?:(?<!\s)\s++)?\[[\w.]++\]$", "", text).replace(
                    str(self.srcdir) + "/", ""
                )
                what = what.rstrip(".")
                detail = f"{what}{self._nearest(what)}; nothing in it is shown or checked"
                self.mishaps.append(Mishap("unread-text", place, detail))
        for source in self._sources.values():
            for line, fence in unclosed_fences(source.text.split("\n")):
                detail = f"the fence {fence[:40]!r} is never closed, and swallows what follows it"
                self.mishaps.append(Mishap("unread-text", source.place_of_line(line), detail))

    def _nearest(self, what: str) -> str:
        """Return the known role or directive that an unknown one is most like."""
        env = self.document.settings.env
        if match := _UNKNOWN_ROLE.match(what):
            return nearest(match[1], role_names(env), 75)
        match = _UNKNOWN_DIRECTIVE.match(what)
        return nearest(match[1], directive_names(env), 75) if match else ""

    # -- the files --------------------------------------------------------------------------

    def _source(self, node: nodes.Element, context: _Context) -> SourceText:
        """Return the file that a node was written in: the document's own, or an included one."""
        file = Path(node.source or _first_source(node) or context.file or self.srcdir / self.path)
        own = self.srcdir / self.path
        resolved = file if file.is_absolute() else self.srcdir / file
        if not resolved.is_file():
            resolved = own
        name = _relative(resolved, self.srcdir)
        if name not in self._sources:
            typed = texts_of(self.document.settings.env).get(name)
            self._sources[name] = SourceText(name, _read(resolved) if typed is None else typed)
        return self._sources[name]

    def _scan_mark_lines(self) -> None:
        """Find marks on a line of their own that the parser gave to nothing."""
        literal = {
            place
            for node in self.document.findall(_is_literal)
            for place in self._literal_lines(node)
        }
        for source in list(self._sources.values()):
            for number, text in enumerate(source.text.split("\n"), start=1):
                match = _MARK_LINE.match(text)
                if match and (source.path, number) not in literal:
                    self._scan_mark_line(source, number, match)

    def _literal_lines(self, node: nodes.Element) -> Iterator[tuple[str, int]]:
        """Yield the lines of code and comments; their nodes' lines are not quite exact."""
        source = self._source(node, _Context())
        lines = [line.strip() for line in node.astext().splitlines()]
        first = node.line or 1
        for number in range(max(first - 4, 1), first + len(lines) + 8):
            if source.line_text(number).strip(" \t>") in lines:
                yield source.path, number

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
                return (source.path, line) in self.effective
        return False

    # -- the marks that readers see -----------------------------------------------------------

    def _leave_ends(self, reading: BlockReading) -> None:
        """Put a node at the end of each statement."""
        by_block: dict[int, list[tuple[int, int]]] = {}
        for number, (block, _, end) in enumerate(reading.spans):
            by_block.setdefault(block, []).append((number, end))
        for block, ends in by_block.items():
            marks = [(statement_end("", docname=self.docname, number=n), end) for n, end in ends]
            if self.blocks[block].whole:
                self.ends[block] += marks[-1][0]
            else:
                _leave_block_ends(self.proses[block], self.blocks[block], marks)
        top = next(iter(self.document.findall(nodes.section)), self.document)
        top += briefing_end("", docname=self.docname)


def _leave_block_ends(
    prose: Prose, block: Block, ends: Sequence[tuple[statement_end, int]]
) -> None:
    """Put the ends of a block's statements into its nodes, from the last one to the first.

    An end stands behind the citations that follow its full stop.
    """
    marker, spot = len(block.markers) - 1, len(prose.spots) - 1
    for mark, end in reversed(ends):
        last = end + _blanks(block.text, end)
        while marker >= 0 and _is_of_next(block.markers[marker], end, last):
            marker -= 1
        while spot >= 0 and prose.spots[spot][0] >= end:
            spot -= 1
        if marker >= 0 and block.markers[marker].start >= end:
            _insert_after(prose.marker_nodes[marker], mark)
        elif spot >= 0:
            at, text = prose.spots[spot]
            # Statements before this one end in the first part.
            prose.spots[spot] = (at, _split(text, end - at, mark))


def _is_of_next(marker: Marker, end: int, last: int) -> bool:
    """Whether a marker is of the sentence that follows: behind its blanks, or its subject."""
    return marker.start > last or (marker.start >= end and marker.end > marker.start)


def _blanks(text: str, at: int) -> int:
    end = at
    while end < len(text) and text[end].isspace():
        end += 1
    return end - at


def _unwrapped(node: nodes.Node) -> nodes.Node:
    """Return the first block inside of our own directives, the node itself outside of them."""
    while isinstance(node, (sourced, nodes.container)):
        inner = [
            child
            for child in node.children
            if isinstance(child, nodes.Element) and not _is_own_line(child)
        ]
        if not inner:
            break
        node = inner[0]
    return node


def _split(text: nodes.Text, at: int, mark: nodes.Element) -> nodes.Text:
    """Put a mark into a text, and return the part before it."""
    whole = text.astext()
    if at >= len(whole) or isinstance(text.parent, (nodes.literal, nodes.math)):
        _insert_after(text, mark)
        return text
    first, rest = nodes.Text(whole[:at]), nodes.Text(whole[at:])
    parent, index = text.parent, _index(text)
    parent.pop(index)
    parent[index:index] = [first, mark, rest]
    return first


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
    siblings = node.parent.children
    return next(n for n in range(len(siblings) - 1, -1, -1) if siblings[n] is node)


def _title(document: nodes.document) -> str:
    title = next(iter(document.findall(nodes.title)), None)
    return " ".join(title.astext().split()) if title is not None else ""


def _is_own_line(node: nodes.Element) -> bool:
    """Whether a line was printed by a directive of ours; a class alone could be anybody's."""
    return bool(node.get("briefcheck_own"))


def _is_literal(node: nodes.Node) -> bool:
    return isinstance(node, (nodes.literal_block, nodes.comment, nodes.raw, nodes.math_block))


def _is_label(node: nodes.Node) -> bool:
    """Whether it is a term, a field's name, a signature, and not a sentence in the place of one."""
    return isinstance(node, _LABELS) and not is_sentence(Prose().read(node).text)


def _is_own_claim(part: nodes.Element) -> bool:
    """Whether the attribution of a block quote is a statement of its own.

    One that cites speaks for the quote as well, and is read with it.
    """
    if not isinstance(part, nodes.attribution):
        return False
    said = Prose().read(part)
    return is_claim(said.text) and not said.markers


def _is_metadata(node: nodes.field_list) -> bool:
    """Whether a field list is the document's front matter."""
    return isinstance(node.parent, nodes.document) and node.parent.children[0] is node


def _text_elements(node: nodes.Element) -> Iterator[nodes.Element]:
    """Yield the outermost elements that hold text, in order."""
    for child in node.children:
        if isinstance(child, (*_SKIPPED, *_TITLES)) or _is_label(child):
            continue
        if isinstance(child, nodes.TextElement):
            yield child
        elif isinstance(child, nodes.Element):
            yield from _text_elements(child)


def _cut_attribution(prose: Prose) -> str:
    """Take a last line that begins with a dash off a quote's text, and return it."""
    head, newline, last = prose.text.rstrip().rpartition("\n")
    if not newline or not _ATTRIBUTION.match(last) or is_claim(last):
        return ""
    prose.text = head
    for n, marker in enumerate(prose.markers):
        if marker.end > len(head):
            prose.markers[n] = Marker(len(head), len(head), marker.what)
    prose.protected = [(s, e) for s, e in prose.protected if e <= len(head)]
    return " ".join(last.split())


def _covered_blocks(node: nodes.Element) -> Iterator[nodes.Element]:
    """Yield the paragraphs, lists, tables and block quotes of a ``{sourced}`` directive."""
    for child in node.children:
        if not isinstance(child, nodes.Element) or isinstance(child, (*_SKIPPED, *_TITLES)):
            continue
        if child.get("briefcheck_shown") or _is_label(child) or _is_own_line(child):
            continue
        if isinstance(child, (*_MARKABLE, nodes.TextElement)):
            yield child
        else:
            yield from _covered_blocks(child)


def _rows(table: nodes.table, part: type[nodes.Element]) -> list[nodes.row]:
    """Return the rows of a table's head or body, without those of tables in its cells."""
    groups = [group for group in table.children if isinstance(group, nodes.tgroup)]
    parts = [child for group in groups for child in group.children if isinstance(child, part)]
    return [row for one in parts for row in one.children if isinstance(row, nodes.row)]


def _row_line(row: nodes.row) -> int | None:
    """Return the line of a row's first paragraph; rows themselves have none, or a wrong one."""
    return next((part.line for part in _text_elements(row) if part.line), None)


def _pipe_table_head(source: SourceText, line: int, table: nodes.table) -> int | None:
    """Return the line of a pipe table's head, given or a little off; None for other tables."""
    if "colwidths-auto" not in table["classes"]:
        return None
    head = _rows(table, nodes.thead)
    first = next(head[0].findall(nodes.Text), None) if head else None
    begins = letters(first.astext()) if first is not None else ""
    for number in (line, line - 1, line - 2, line - 3, line + 1, line + 2):
        is_head = head and begins in letters(source.line_text(number))
        if is_head and _SEPARATOR.fullmatch(source.line_text(number + 1)):
            return number
    return None


def _opening_line(source: SourceText, line: int, title: str) -> int:
    """Return the line of the directive that has a title; the title's own is not always exact."""
    for number in range(line, max(line - 12, 0), -1):
        text = source.line_text(number)
        if _OPENING.search(text) and letters(title) in letters(text):
            return number
    return line


def _found_line(source: SourceText, found: Iterable[list[int] | None]) -> int | None:
    """Return the line of the first letter that was found."""
    return next((source.line_of(where[0]) for where in found if where), None)


def _first_line(node: nodes.Element) -> int | None:
    return next((n.line for n in node.findall(nodes.Element) if n.line), None)


def _first_source(node: nodes.Element) -> str | None:
    return next((n.source for n in node.findall(nodes.Element) if n.source), None)


def _relative(file: Path, folder: Path) -> str:
    import os

    return Path(os.path.relpath(file, folder)).as_posix()


def _read(file: Path) -> str:
    """Return a file's text with one kind of line ends."""
    return read_text(file).replace("\r\n", "\n").replace("\r", "\n")


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
