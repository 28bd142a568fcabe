"""Statement reading: no word, no citation and no waiver is lost, and places are in the file.

An input is the text of blocks, parted by form feeds; control characters stand for what a document
tree has in its prose: citations, waivers, references to footnotes, marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from builder_ext.model import BadCitation, Citation, Place, Waiver
from builder_ext.statements import (
    Block,
    BlockReading,
    FootnoteReference,
    LiteralMark,
    Marker,
    MarkSpan,
    Piece,
    SourceText,
    read_statements,
)
from builder_ext.statements.places import letters
from fuzz.harness import assert_spans, text_of

SUBJECT, STAND_IN = "\x02", "Source"
WHATS = {
    "\x01": Citation("a"),
    SUBJECT: Citation("b", textual=True),
    "\x03": Waiver("uncited", "a reason", Place("a.md")),
    "\x04": FootnoteReference("1"),
    "\x05": BadCitation("a,,b", "an empty key"),
    "\x06": LiteralMark("{.gap}"),
}
MARK = "\x07"
SHAPES = {"|": "row", ">": "quote"}
CARRIES = re.compile(
    r"(?:[\W_]|\b(?:see|cf|compare|also|sources?|references?|ref|after|e|g|and|as|quoted|in|from|via|for"
    r"|example)\b)*",
    re.IGNORECASE,
)
"""Words that only introduce a citation: they are no statement."""


def check(data: bytes) -> None:
    """Read the statements of a file of blocks."""
    text = text_of(data)
    source = SourceText("a.md", text)
    blocks = list(blocks_of(source))
    reading = read_statements("a", blocks)
    assert len(reading.spans) == len(reading.statements)
    for number, block in enumerate(blocks):
        spans = [(s, e) for n, s, e in reading.spans if n == number]
        assert_spans(spans, block.text)
        assert_nothing_lost(block, spans)
    assert_all_placed(blocks, reading)
    for statement in reading.statements:
        assert statement.text
        assert statement.text == " ".join(statement.text.split())
        assert_in_file(statement.place, source)
    assert_found(source, [statement.text for statement in reading.statements])


def blocks_of(source: SourceText) -> Iterator[Block]:
    """Yield the blocks of a file; the first character of one may tell its shape."""
    start = 0
    for number, raw in enumerate(source.text.split("\f")):
        written, offsets, markers, marks = _read(raw, start)
        yield Block(
            text=written,
            offsets=offsets,
            source=source,
            line=source.line_of(start),
            shape=SHAPES.get(raw[:1], "sentence"),
            markers=tuple(markers),
            marks=tuple(marks),
            footnote="1" if raw[:1] == "^" else None,
            leads=number + 1 if raw[-1:] == ":" else None,
            ident=number,
            items=((number - 1, 0),) if raw[:1] == "-" else (),
        )
        start += len(raw) + 1


def _read(raw: str, start: int) -> tuple[str, list[int], list[Marker], list[MarkSpan]]:
    parts: list[str] = []
    offsets: list[int] = []
    markers: list[Marker] = []
    marks: list[int] = []
    for offset, char in enumerate(raw, start):
        at = len(offsets)
        if char in WHATS:
            word = STAND_IN if char == SUBJECT else ""
            markers.append(Marker(at, at + len(word), WHATS[char]))
        else:
            word = "" if char == MARK else char
            marks += [at] if char == MARK else []
        parts.append(word)
        offsets += [offset] * len(word)
    spans = zip(marks[::2], marks[1::2], strict=False)
    return "".join(parts), offsets, markers, [MarkSpan(s, e, "gap") for s, e in spans if s < e]


def assert_nothing_lost(block: Block, spans: Sequence[tuple[int, int]]) -> None:
    """Assert that outside of statements stand only words which introduce a citation."""
    left = list(block.text)
    for marker in block.markers:
        left[marker.start : marker.end] = [""] * (marker.end - marker.start)
    for start, end in spans:
        left[start:end] = [" "] * (end - start)
    assert CARRIES.fullmatch("".join(left)), "".join(left)


def assert_all_placed(blocks: Sequence[Block], reading: BlockReading) -> None:
    """Assert that each citation and waiver of a block is in one statement, or told to be loose."""
    whats = [marker.what for block in blocks for marker in block.markers]
    own = [c for s in reading.statements for c in s.citations if c.own]
    bad = [c for s in reading.statements for c in s.bad_citations]
    waivers = [w for s in reading.statements for w in s.waivers]
    assert _count(whats, Citation) == len(own) + len(reading.loose)
    assert _count(whats, Waiver) == len(waivers) + len(reading.waivers)
    assert _count(whats, BadCitation) <= len(bad) + len(reading.loose_bad)


def _count(whats: Sequence[object], kind: type) -> int:
    return sum(isinstance(what, kind) for what in whats)


def assert_in_file(place: Place, source: SourceText) -> None:
    """Assert that a place is in the file."""
    assert 1 <= place.line <= place.end_line <= source.text.count("\n") + 1
    assert 1 <= place.column <= len(source.line_text(place.line)) + 1


def assert_found(source: SourceText, texts: Sequence[str]) -> None:
    """Assert that what is looked for in the file is found letter by letter, or not at all."""
    cursor = 0
    for text in texts:
        (found,), cursor = source.align([Piece(text)], source.line_of(cursor), cursor, False)
        assert 0 <= cursor <= len(source.text)
        if found:
            assert found == sorted(found)
            assert len(found) == len(letters(text))
            assert 0 <= found[0] <= found[-1] < len(source.text)
