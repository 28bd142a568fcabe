"""The inline nodes of a block become its plain text, with what stands in it, and where."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from docutils import nodes
from rapidfuzz import process
from sphinx import addnodes

from builder_ext.model import MARKS, BadCitation, Citation, Waiver
from builder_ext.patterns import late
from builder_ext.sphinx_ext.bibliography import is_textual, read_target
from builder_ext.sphinx_ext.directives import waiver
from builder_ext.statements import FootnoteReference, LiteralMark, Marker, MarkSpan, Piece
from builder_ext.statements.parts import quotations, values
from builder_ext.statements.places import SourceText, letters

STAND_IN = "Source"
"""The word that stands for a citation which is the subject of its sentence."""

_LITERAL_MARK = late(r"\s?\{(?=[^{}\n]*+\})[^{}\n]*\.([A-Za-z][\w-]*+)[^{}\n]*+\}")
_CLINGS = late(r"^[.,;:!?)\]”’»…]")
_SILENT = (
    nodes.comment,
    nodes.system_message,
    nodes.image,
    addnodes.index,
    nodes.substitution_definition,
    nodes.citation_reference,
)


def mark_of(classes: list[str]) -> str:
    """Return the author's mark among a node's classes, empty where there is none."""
    return next((name for name in classes if name in MARKS), "")


def misspelled_mark(classes: list[str]) -> str | None:
    """Return the class that is meant to be a mark and is none, None where there is no such."""
    return next((name for name in classes if name not in MARKS and meant_mark(name)), None)


def meant_mark(word: str) -> str | None:
    """Return the mark that a word is or is a misspelling of, None where it is neither."""
    found = process.extractOne(word.lower(), MARKS, score_cutoff=80)
    return found[0] if found else None


@dataclass
class Prose:
    """What has been read of a block so far.

    ``spots`` are the text nodes with the offset at which each begins in the text.
    """

    text: str = ""
    pieces: list[Piece] = field(default_factory=list)
    starts: list[int | None] = field(default_factory=list)
    markers: list[Marker] = field(default_factory=list)
    marker_nodes: list[nodes.Node] = field(default_factory=list)
    marker_pieces: list[int] = field(default_factory=list)
    marks: list[MarkSpan] = field(default_factory=list)
    protected: list[tuple[int, int]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    pointing: list[tuple[int, int]] = field(default_factory=list)
    spots: list[tuple[int, nodes.Text]] = field(default_factory=list)
    misplaced: list[str] = field(default_factory=list)
    prose_from: int = 0
    verbatim: bool = False

    def read(self, element: nodes.Element) -> Prose:
        """Read all inline content of an element; returns itself."""
        for child in element.children:
            self._visit(child)
        return self

    def gap(self, mark: str = " ") -> None:
        """Part what follows from what came before: another paragraph, another cell."""
        if self.text.strip():
            self.text = self.text.rstrip() + mark

    def _visit(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.Text):
            self._text(node)
        elif isinstance(node, nodes.raw):
            self._raw(node)
        elif isinstance(node, waiver):
            self._waiver(node)
        elif isinstance(node, nodes.footnote_reference):
            self._footnote(node)
        elif isinstance(node, _SILENT) or not isinstance(node, nodes.Element):
            self._silent(node)
        elif not node.get("briefcheck_shown"):
            self._element(node)

    def _silent(self, node: nodes.Node) -> None:
        if isinstance(node, nodes.image):
            self._skip(node.get("alt", ""))
            self._skip(node["uri"])
            if mark_of(node["classes"]):
                self.misplaced.append(mark_of(node["classes"]))

    def _element(self, node: nodes.Element) -> None:
        if isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "cite":
            self._citation(node, node["reftarget"], is_textual(node["reftype"]))
        elif isinstance(node, addnodes.pending_xref) and node.get("refdomain") == "citation":
            self._mark(node, FootnoteReference(citation_name(node["reftarget"])), node["reftarget"])
        elif "briefcheck_cited" in node or "briefcheck_bad" in node:
            cited = node.get("briefcheck_cited", ())
            self._citation(node, node.rawsource, any(c.textual for c in cited))
        elif isinstance(node, (nodes.literal, nodes.math)):
            self._protected(node)
        elif isinstance(
            node, (nodes.reference, addnodes.pending_xref, addnodes.download_reference)
        ):
            self._link(node)
        elif isinstance(node, nodes.inline) and mark_of(node["classes"]):
            self._span(node)
        elif _is_version(node):
            return
        elif isinstance(node, nodes.inline) and (wrong := misspelled_mark(node["classes"])):
            self.read(node)
            self._mark(node, LiteralMark(f"{{.{wrong}}}"), "")
            self._skip(wrong)
        elif isinstance(node, nodes.strong) and not self.text.strip() and not self.markers:
            self._run_in(node)
        else:
            self.read(node)

    def _text(self, node: nodes.Text) -> None:
        text = node.astext()
        at = 0
        for match in () if self.verbatim else _LITERAL_MARK.finditer(text):
            if meant_mark(match.group(1)):
                self._add(node, text[at : match.start()], at)
                self._mark(node, LiteralMark(match.group().strip()), "")
                at = match.end()
        self._add(node, text[at:], at)

    def _add(self, node: nodes.Text, text: str, at: int) -> None:
        if self._parts_citations(node, text):
            text = " "
        clings = self.markers and self.markers[-1].end == len(self.text) and _CLINGS.match(text)
        if clings and self.markers[-1].start == self.markers[-1].end:
            self._strip()
        self.spots.append((len(self.text) - at, node))
        self.pieces.append(Piece(text))
        self.starts.append(len(self.text))
        self.text += text

    def _parts_citations(self, node: nodes.Text, text: str) -> bool:
        """Whether a text is but the comma or semicolon between two citations."""
        if text.strip() not in (";", ",") or not self.markers:
            return False
        after = node.next_node(descend=False, siblings=True)
        return self.markers[-1].start == len(self.text) and (
            isinstance(after, addnodes.pending_xref) and after.get("refdomain") == "cite"
        )

    def _strip(self) -> None:
        """Take back the blank before a citation: after it comes the sentence's punctuation."""
        kept = self.text.rstrip()
        for n, marker in enumerate(self.markers):
            if marker.start > len(kept):
                self.markers[n] = Marker(len(kept), len(kept), marker.what)
        self.text = kept

    def _raw(self, node: nodes.raw) -> None:
        if node.get("format") == "html" and node.astext().lower().startswith("<br"):
            self.text += " "
        elif node.astext().startswith("<!--"):
            self._skip(node.astext())

    def _mark(self, node: nodes.Node, what: object, source: str, stand_in: str = "") -> None:
        start = len(self.text)
        self.pieces.append(Piece(source, optional=not source))
        self.starts.append(None)
        self.text += stand_in
        self.markers.append(Marker(start, len(self.text), what))  # type: ignore[arg-type]
        self.marker_nodes.append(node)
        self.marker_pieces.append(len(self.pieces) - 1)

    def _citation(self, node: nodes.Element, target: str, textual: bool) -> None:
        read = node.get("briefcheck_bad") or node.get("briefcheck_cited")
        read = read or read_target(target, textual)
        if isinstance(read, BadCitation):
            self._mark(node, read, read.target)
            return
        for number, citation in enumerate(read):
            assert isinstance(citation, Citation)
            self._mark(
                node,
                citation,
                target if not number else "",
                STAND_IN if textual and not number else "",
            )

    def _waiver(self, node: waiver) -> None:
        # The place is known once the piece has been found in the file.
        self._mark(node, (node["rule"], node["reason"]), node["rule"] + node["reason"])

    def _footnote(self, node: nodes.footnote_reference) -> None:
        if "refid" in node:
            self._mark(node, FootnoteReference(node["refid"]), "")
        if letters(node.rawsource):
            self._skip(node.rawsource)

    def _skip(self, source: str) -> None:
        """Note markup that may stand here in the file."""
        self.pieces.append(Piece(source, optional=True))
        self.starts.append(None)

    def _protected(self, node: nodes.Element) -> None:
        if mark_of(node["classes"]):
            self.misplaced.append(mark_of(node["classes"]))
        start, self.verbatim = len(self.text), True
        self.read(node)
        self.verbatim = False
        self.protected.append((start, len(self.text)))

    def _link(self, node: nodes.Element) -> None:
        if mark_of(node["classes"]):
            self.misplaced.append(mark_of(node["classes"]))
        target = str(node.get("refuri") or node.get("refid") or node.get("reftarget") or "")
        self.links.append(target.rpartition("#")[2] if "#" in target else target)
        start = len(self.text)
        self.read(node)
        self.protected.append((start, len(self.text)))
        if "refuri" not in node or target.startswith("#"):
            self.pointing.append((start, len(self.text)))
        self._skip(target)

    def _span(self, node: nodes.inline) -> None:
        start = len(self.text)
        self.read(node)
        self.marks.append(MarkSpan(start, len(self.text), mark_of(node["classes"])))
        self._skip(" ".join(node["classes"]))

    def _run_in(self, node: nodes.strong) -> None:
        """Read bold words at the start of a block, which may be a heading of their own."""
        start = len(self.text)
        self.read(node)
        rest = "".join(n.astext() for n in _following(node))
        if not is_run_in(self.text[start:], rest, bool(self.markers)):
            return
        if rest.strip() and DATE.search(self.text[start:]):
            # The day belongs to the sentence that says what happened: no stop parts them.
            self.protected.append((start, len(self.text) + 1))
            return
        self.prose_from = len(self.text)
        # The colon that follows the bold words belongs to the heading.
        if rest.lstrip().startswith(":"):
            self.prose_from += len(rest) - len(rest.lstrip()) + 1

    def offsets(self, found: list[list[int] | None]) -> list[int]:
        """Return, for each character of the text, its offset in the file, -1 where unknown."""
        offsets = [-1] * len(self.text)
        for piece, start, where in zip(self.pieces, self.starts, found, strict=True):
            if start is None or where is None:
                continue
            hits = (n for n, char in enumerate(piece.text) if char.isalnum())
            for n, offset in zip(hits, where, strict=False):
                if start + n < len(offsets):
                    offsets[start + n] = offset
        return offsets

    def placed_markers(
        self, found: list[list[int] | None], source: SourceText, line: int
    ) -> tuple[tuple[Marker, ...], dict[int, int]]:
        """Return the markers, waivers with their place, and the offsets of stand-ins."""
        placed, stand_ins = [], {}
        for read, piece in zip(self.markers, self.marker_pieces, strict=True):
            marker, where = read, found[piece]
            if isinstance(marker.what, tuple):
                start = source.opening(where[0], "", 0) if where else None
                place = source.place_of_line(line) if start is None else source.place(start, start)
                marker = Marker(marker.start, marker.end, Waiver(*marker.what, place))
            elif where:
                for offset in range(marker.start, marker.end):
                    stand_ins[offset] = where[0]
            placed.append(marker)
        return tuple(placed), stand_ins


def citation_name(label: str) -> str:
    """Return the name under which a reStructuredText citation (``.. [Doe]``) is a footnote."""
    return f"[{label}]"


def _is_version(node: nodes.Element) -> bool:
    """Whether it is what Sphinx prints before a note on a version; a span could have the class too."""
    note = node.parent.parent if isinstance(node.parent, nodes.paragraph) else None
    printed = isinstance(note, addnodes.versionmodified) and node.parent[0] is node
    return printed and "versionmodified" in node["classes"]


def _following(node: nodes.Element) -> list[nodes.Node]:
    """Return what follows a node in its block, out of all emphasis and links around it."""
    after: list[nodes.Node] = []
    while True:
        siblings = node.parent.children
        after += siblings[next(n for n, child in enumerate(siblings) if child is node) + 1 :]
        if not isinstance(node.parent, nodes.Inline):
            return after
        node = node.parent


FINITE = late(
    r"\b(?:is|are|was|were|has|have|had|will|would|said|says|told|killed|struck|shot|hit|led|took"
    r"|fell|died|left|met|sent|began|became|made|did|went|came|gave|held|lied|fled"
    r"|resigns|dies|denies|warns|vows|kills|flees|admits|confirms|rejects|refuses|accuses"
    r"|announces|quits|wins|loses|leaves|leads|sends|begins|becomes|shoots|opens|closes|burns"
    r"|arrives|departs|agrees|threatens|orders"
    # "United Nations", "Disputed claims" are none; "The base burned", "He ordered the strike" are.
    r"|[a-z]{2,}ed(?=\W*$|\W+(?:the|a|an|his|her|its|their|by|in|on|at|to|from|with|for|that|not"
    r"|again|back|out|up|down|over|off)\b|\s+[A-Z]))\b"
)
_MONTH = (
    r"(?:Jan(?:uary|\.)|Feb(?:ruary|\.)|Mar(?:ch|\.)|Apr(?:il|\.)|May|June?|July?|Aug(?:ust|\.)"
    r"|Sep(?:tember|t?\.)|Oct(?:ober|\.)|Nov(?:ember|\.)|Dec(?:ember|\.))"
)
DATE = late(
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[–-]\s?\d{{1,2}})?\s{_MONTH}(?:,?\s\d{{4}})?"
    rf"|\b{_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:\s?[–-]\s?\d{{1,2}})?(?:,?\s\d{{4}})?\b"
    rf"|\b{_MONTH}(?:\s\d{{4}})?|\b(?:1[5-9]|20)\d\d(?:-\d\d-\d\d|s|\s?[–-]\s?\d{{2,4}})?\b"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b"
)
_NUMBERING = late(r"^\W*(?:\d{1,2}(?:\.\d{1,2})+[.)]?|(?:\d{1,2}|[a-zA-Z]|[ivxIVX]+)[.)])\s+")
_SUBJECTS = frozenset("he she it they we i you nobody no someone everybody there this that".split())
_RUN_IN_WORDS = 8


def is_run_in(bold: str, rest: str, cited: bool) -> bool:
    """Return whether bold words at the start of a block are a heading and no claim.

    They end in a full stop or colon, or are all there is; they are few, hold no quotation, citation
    or value other than a date, and no verb that would make them a sentence, a question ("What was
    said") aside.
    """
    words = bold.split()
    ends = (
        bold.rstrip().endswith((".", ":", "?")) or rest.lstrip().startswith(":") or not rest.strip()
    )
    if not words or len(words) > _RUN_IN_WORDS or not ends or cited:
        return False
    if not rest.strip() and bold.rstrip().endswith("."):
        # A heading that stands alone has no full stop; with one it is a sentence in bold.
        return False
    if words[0].lower() in _SUBJECTS and bold.rstrip().endswith("."):
        return False
    if values(DATE.sub(" ", _NUMBERING.sub("", bold))) or quotations(bold):
        return False
    asks = re.match(r"(?:what|who|when|where|why|how|which)\b", bold.strip(), re.IGNORECASE)
    return bool(asks) or not FINITE.search(bold)
