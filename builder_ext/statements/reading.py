"""Blocks become Statements: sentences are cut, and each gets the citations that are its own."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from builder_ext.model import BadCitation, Citation, Mishap, Place, Statement, Waiver
from builder_ext.patterns import late
from builder_ext.statements.abbreviations import TITLES
from builder_ext.statements.blocks import Block, FootnoteReference, LiteralMark, Marker
from builder_ext.statements.kinds import asks, points, read_parts
from builder_ext.statements.sentences import split_sentences

_INTRODUCES = (
    r"see|cf|compare|also|sources?|references?|ref|after|e\.g|and|as|quoted|in|from|via|for|example"
)
_EXPLAINS = (
    r"by|on|to|the|this|that|of|more|further|full|details?|background|reading|account|discussion"
    r"|reported|according|per|described|noted|told|cited|found|said|stated|written"
)
_BARE = r"^[(\[]?\s*+(?:(?:{})\b[\s.,:;]*+)*+[)\]]?[\s.,;:]*+$"
_CARRIER = late(_BARE.format(_INTRODUCES), re.IGNORECASE)
"""Words that only introduce a citation: they are no statement of their own."""
_CARRIER_AFTER = late(_BARE.format(f"{_INTRODUCES}|{_EXPLAINS}"), re.IGNORECASE)
"""After a sentence some more words only introduce its citation: "As reported by [1]."."""
_ASIDE = late(r"(?:\([^()]*\)|\[[^\[\]]*\]|[—–-])[\s.,;:]*")
_EMPTY_BRACKETS = late(
    r"(?:(?<!\s)\s++)?(?:\((?!\s*+\.\s?\.)[\s.,;:–—-]*+\)|\[(?!\s*+\.\s?\.)[\s.,;:–—-]*+\])"
)
"""What a citation leaves of the brackets around it; "[...]" stands for words left out."""

StandIns = list[tuple[int, int]]
Footnotes = Mapping[str, tuple[tuple[Citation, ...], tuple[BadCitation, ...]]]


@dataclass(frozen=True, slots=True)
class BlockReading:
    """The statements of one document's blocks, and what belongs to none of them.

    ``spans`` gives, for each statement, its block's number and its half-open offsets in the text.
    """

    statements: tuple[Statement, ...] = ()
    spans: tuple[tuple[int, int, int], ...] = ()
    mishaps: tuple[Mishap, ...] = ()
    loose: tuple[Citation, ...] = ()
    loose_bad: tuple[BadCitation, ...] = ()
    waivers: tuple[Waiver, ...] = ()


def read_statements(docname: str, blocks: Sequence[Block]) -> BlockReading:
    """Return the statements of a document's blocks, in the order of the blocks (SPEC 1 and 3)."""
    footnotes = _read_footnotes(blocks)
    readings = [_read_block(docname, n, block, footnotes) for n, block in enumerate(blocks)]
    statements = [s for reading in readings for s in reading.statements]
    return BlockReading(
        statements=tuple(_tie_lead_ins(statements, blocks)),
        spans=tuple(span for reading in readings for span in reading.spans),
        mishaps=tuple(m for reading in readings for m in reading.mishaps),
        loose=tuple(c for reading in readings for c in reading.loose),
        loose_bad=tuple(c for reading in readings for c in reading.loose_bad),
        waivers=tuple(w for reading in readings for w in reading.waivers),
    )


def _read_footnotes(blocks: Iterable[Block]) -> Footnotes:
    notes: dict[str, tuple[tuple[Citation, ...], tuple[BadCitation, ...]]] = {}
    for block in blocks:
        if block.footnote is not None:
            good, bad = notes.get(block.footnote, ((), ()))
            good += tuple(m.what for m in block.markers if isinstance(m.what, Citation))
            bad += tuple(m.what for m in block.markers if isinstance(m.what, BadCitation))
            notes[block.footnote] = good + block.covering, bad
    return notes


def _read_block(docname: str, number: int, block: Block, footnotes: Footnotes) -> BlockReading:
    stand_ins = _stand_ins(block)
    spans = _statement_spans(block, stand_ins)
    if not spans:
        return _read_wordless(block)
    placed = _assign_markers(block, spans)
    statements: list[Statement] = []
    mishaps: list[Mishap] = []
    limit = 0
    for (start, end), markers in zip(spans, placed, strict=True):
        place, limit = _place(block, start, end, limit)
        statement = _statement(block, (start, end), stand_ins, markers, footnotes)
        marked = number if block.mark_ident is None else -1 - block.mark_ident
        statements.append(
            replace(statement, docname=docname, place=place, block=number, marked_block=marked)
        )
        mishaps.extend(_literal_marks(markers, place))
    numbered = tuple((number, s, e) for s, e in spans)
    return BlockReading(tuple(statements), numbered, tuple(mishaps))


def _literal_marks(markers: Iterable[Marker], place: Place) -> Iterator[Mishap]:
    for marker in markers:
        if isinstance(marker.what, LiteralMark):
            yield Mishap("misplaced-mark", place, literal_mark_message(marker.what.text))


def literal_mark_message(text: str) -> str:
    """Return what is wrong with a mark that stands in the text as it was written."""
    return (
        f"{text} stands in the text and marks nothing; mark a span, [ … ]{{.assessment}}, "
        "or put the mark on a line of its own right above the block"
    )


def _read_wordless(block: Block) -> BlockReading:
    """Read a block without a statement: its citations cover nothing (SPEC 3.7)."""
    whats = [marker.what for marker in block.markers]
    loose = tuple(w for w in whats if isinstance(w, Citation))
    bad = tuple(w for w in whats if isinstance(w, BadCitation))
    mishaps: tuple[Mishap, ...] = ()
    if (loose or bad) and block.footnote is None:
        detail = "this block holds nothing but citations, and covers no statement"
        mishaps = (
            Mishap(
                "stray-citation",
                _block_place(block),
                detail,
                tuple(dict.fromkeys(c.key for c in loose)),
            ),
        )
    waivers = tuple(w for w in whats if isinstance(w, Waiver))
    place = _block_place(block)
    mishaps += tuple(_literal_marks(block.markers, place))
    return BlockReading(
        mishaps=mishaps,
        waivers=waivers,
        loose=tuple(replace(c, place=c.place or place) for c in loose),
        loose_bad=tuple(replace(c, place=c.place or place) for c in bad),
    )


def _statement_spans(block: Block, stand_ins: StandIns) -> list[tuple[int, int]]:
    if block.whole:
        spans = [_stripped(block.text, 0, len(block.text))]
    else:
        skip = block.prose_from
        protected = [(max(s - skip, 0), e - skip) for s, e in block.protected if e > skip]
        spans = [(s + skip, e + skip) for s, e in split_sentences(block.text[skip:], protected)]
        spans = _cut_at_citations(block, spans)
    cited = [m.start for m in block.markers]
    return _join_carriers(block.text, spans, stand_ins, cited)


_STOP_BEFORE = late(r"(?<![\w.])(?P<word>[\w.]*)[.!?…][\"'”’»)\]]*+\s*+$")
_BEGINS = late(r"\s*[\"'“‘«(\[]*[A-Z\d]")
_BRACKETED = late(
    r"[(\[]\s*(?:(?:see|cf|compare|also|e\.g|for|example)\b[\s.,;:]*)*[)\]][.,;]?", re.IGNORECASE
)


def _cut_at_citations(block: Block, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Cut where a citation alone tells that a sentence ended: after a stop, before a capital.

    "He left the U.S. [1] Al came." would be one sentence, and "Joe came. ([1]) Al came." would
    begin the second with the bracket that belongs to the first.
    """
    cited = [m.start for m in block.markers if isinstance(m.what, Citation) and m.start == m.end]
    cut: list[tuple[int, int]] = []
    for first, end in spans:
        start = first
        bracket = _BRACKETED.match(block.text, start, end)
        if bracket and cut and _any_within(cited, start, bracket.end()):
            cut[-1] = (cut[-1][0], bracket.end())
            start = _stripped(block.text, bracket.end(), end)[0]
        for at in cited[bisect_left(cited, start + 1) : bisect_left(cited, end)]:
            left = block.text[max(start, at - 24) : at]
            if at > start and _ends_sentence(left) and _BEGINS.match(block.text, at, end):
                cut.append(_stripped(block.text, start, at))
                start = _stripped(block.text, at, end)[0]
        if start < end:
            cut.append((start, end))
    return cut


def _ends_sentence(left: str) -> bool:
    """Whether a text ends in a stop that is not that of a title or an initial: "Capt.", "J."."""
    stop = _STOP_BEFORE.search(left)
    if not stop:
        return False
    word = stop["word"].lower()
    return word not in TITLES and not (len(word) == 1 and word.isalpha())


def _any_within(offsets: list[int], start: int, end: int) -> bool:
    return bisect_left(offsets, start) < bisect_left(offsets, end)


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    kept = text[start:end].strip()
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return start, start + len(kept)


def _join_carriers(
    text: str, spans: list[tuple[int, int]], stand_ins: StandIns, marked: Sequence[int]
) -> list[tuple[int, int]]:
    """Join "(See [1].)" and the like to the sentence before; drop what has no word at all.

    ``marked`` are the offsets of the markers, in order.
    """
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        words = words_of(text, start, end, stand_ins)
        if joined and _CARRIER_AFTER.match(words) and _any_in(marked, start, end):
            joined[-1] = (joined[-1][0], end)
        elif not _CARRIER.match(words):
            begin = _after_aside(text, start, end, stand_ins, marked) if joined else start
            if begin > start:
                joined[-1] = (joined[-1][0], len(text[:begin].rstrip()))
            joined.append((begin, end))
        elif joined:
            joined[-1] = (joined[-1][0], end)
    return joined


def _after_aside(
    text: str, start: int, end: int, stand_ins: StandIns, marked: Sequence[int]
) -> int:
    """Return where a sentence begins after "([1])" or "— [1]", which cite the one before."""
    aside = _ASIDE.match(text, start, end)
    if not aside or not _any_in(marked, start, aside.end()):
        return start
    words = words_of(text, start, aside.end(), stand_ins).lstrip("—–-")
    return aside.end() if _CARRIER_AFTER.match(words) else start


def _any_in(offsets: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the sorted offsets is after the start, and at the end at most."""
    return bisect_right(offsets, end) > bisect_right(offsets, start)


def _stand_ins(block: Block) -> StandIns:
    return [(m.start, m.end) for m in block.markers if m.end > m.start]


def words_of(text: str, start: int, end: int, stand_ins: StandIns) -> str:
    """Return the text of a span without stand-ins for citations, its white space folded."""
    parts, at = [], start
    for first, after in stand_ins[bisect_left(stand_ins, (start, 0)) :]:
        if first >= end:
            break
        parts.append(text[at:first])
        at = after
    parts.append(text[at:end])
    return " ".join("".join(parts).split())


def _shown(
    block: Block, span: tuple[int, int], stand_ins: StandIns, markers: Sequence[Marker], text: str
) -> str:
    """Return a statement's text with the key of each citation that is a word of it; else nothing."""
    keys = {m.start: f"[{m.what.key}]" for m in markers if isinstance(m.what, Citation)}
    inside = [(s, e) for s, e in stand_ins if span[0] <= s < span[1]]
    if not inside:
        return ""
    parts, at = [], span[0]
    for start, end in inside:
        parts += [block.text[at:start], keys.get(start, "")]
        at = end
    parts.append(block.text[at : span[1]])
    return _EMPTY_BRACKETS.sub("", " ".join("".join(parts).split())).strip() or text


def _assign_markers(block: Block, spans: list[tuple[int, int]]) -> list[list[Marker]]:
    placed: list[list[Marker]] = [[] for _ in spans]
    starts = [start for start, _ in spans]
    for marker in block.markers:
        placed[_owner(marker, starts)].append(marker)
    return placed


def _owner(marker: Marker, starts: list[int]) -> int:
    """Return the number of the sentence that a marker belongs to (SPEC 3.1).

    One between two sentences belongs to that just ended, unless it is the next one's subject and
    so takes up room in it; one before all belongs to the first.
    """
    find = bisect_right if marker.end > marker.start else bisect_left
    return max(find(starts, marker.start) - 1, 0)


def _place(block: Block, start: int, end: int, limit: int) -> tuple[Place, int]:
    known = [i for i in range(start, end) if block.offsets[i] >= 0]
    if not known:
        return block.source.place_of_unwritten(limit, block.line), limit
    first, last = block.offsets[known[0]], block.offsets[known[-1]]
    own = block.text[start : known[0]]
    begin = block.source.opening(first, own, min(limit, first))
    return block.source.place(begin, max(last, begin)), last + 1


def _block_place(block: Block) -> Place:
    known = [offset for offset in block.offsets if offset >= 0]
    if not known:
        return block.source.place_of_line(block.line)
    begin = block.source.opening(known[0], "", 0)
    return block.source.place(begin, known[-1])


def _statement(
    block: Block,
    span: tuple[int, int],
    stand_ins: StandIns,
    markers: list[Marker],
    footnotes: Footnotes,
) -> Statement:
    text = words_of(block.text, *span, stand_ins)
    if markers:
        text = _EMPTY_BRACKETS.sub("", text).strip() or text
    shown = _shown(block, span, stand_ins, markers, text)
    mark, part_marked = _mark(block, *span)
    quoted, found = read_parts(text, mark)
    if block.shape == "quote" and not quoted:
        quoted = (text,)
    good, bad = _cited(markers, footnotes)
    cover = block.covered_by if block.covering else ""
    noted = any(
        isinstance(m.what, FootnoteReference)
        and m.what.label in footnotes
        and footnotes[m.what.label][0]
        for m in markers
    )
    return Statement(
        docname="",
        place=Place(block.source.path),
        text=text,
        shape=block.shape,
        mark=mark,
        part_marked=part_marked,
        confidence=block.confidence if mark == block.mark else "",
        quotations=quoted,
        values=found,
        asks=asks(text),
        points=points(text) or _only_links(block, *span),
        citations=good + block.covering,
        bad_citations=bad + block.covering_bad,
        covered_by=cover or ("a footnote" if noted else ""),
        waivers=tuple(m.what for m in markers if isinstance(m.what, Waiver)),
        shown=shown,
        section=block.section,
        links=block.links,
        attribution=block.attribution,
    )


_SEE = late(r"^\W*(?:for\s[^.;:]{1,60}?,?\s)?(?:please\s)?see\b", re.IGNORECASE)
_BETWEEN_LINKS = late(
    r"^\W*(?:(?:please|see|also|and|or|the|our|for|more|details|of|on|this|it|below|above)\b\W*)*$",
    re.IGNORECASE,
)


def _only_links(block: Block, start: int, end: int) -> bool:
    """Whether a sentence is "See …" and nothing but links within the project."""
    text = block.text[start:end]
    see = _SEE.match(text)
    if not block.pointing or not see:
        return False
    kept = list(text)
    for first, after in block.pointing:
        low, high = max(first - start, 0), max(min(after, end) - start, 0)
        kept[low:high] = " " * (high - low)
    return bool(_BETWEEN_LINKS.match("".join(kept[see.end() :])))


def _cited(
    markers: Iterable[Marker], footnotes: Footnotes
) -> tuple[tuple[Citation, ...], tuple[BadCitation, ...]]:
    good: list[Citation] = []
    bad: list[BadCitation] = []
    for marker in markers:
        if isinstance(marker.what, Citation):
            good.append(marker.what)
        elif isinstance(marker.what, BadCitation):
            bad.append(marker.what)
        elif isinstance(marker.what, FootnoteReference):
            noted, _ = footnotes.get(marker.what.label, ((), ()))
            good.extend(replace(c, own=False, textual=False) for c in noted)
    return tuple(good), tuple(bad)


def _mark(block: Block, start: int, end: int) -> tuple[str, bool]:
    """Return the mark of a sentence, and whether there is one that covers only a part of it."""
    spans = [s for s in block.marks if s.end > start and s.start < end]
    left, at = [], start
    for span in sorted(spans, key=lambda s: s.start):
        left.append(block.text[at : max(span.start, at)])
        at = max(at, span.end)
    left.append(block.text[at:end])
    if spans and not any(map(str.isalnum, "".join(left))):
        return spans[-1].mark, False
    return (block.mark, False) if block.mark else ("", bool(spans))


def _tie_lead_ins(statements: list[Statement], blocks: Sequence[Block]) -> list[Statement]:
    """Share citations between a sentence that ends in a colon and the list or quote after it."""
    cited_items = _cited_items(statements, blocks)
    quotes = {blocks[s.block].ident: n for n, s in enumerate(statements) if s.shape == "quote"}
    tied = list(statements)
    for n, statement in enumerate(statements):
        target = blocks[statement.block].leads
        last = n + 1 == len(statements) or statements[n + 1].block != statement.block
        if target is None or not last or not _ends_in_colon(statement.text):
            continue
        if target in quotes:
            _tie_quote(tied, n, quotes[target])
        elif not statement.citations and target in cited_items:
            tied[n] = replace(
                statement,
                citations=cited_items[target],
                items_only=True,
                covered_by="the items of its list, each of them cited",
            )
    return tied


def _ends_in_colon(text: str) -> bool:
    return text.rstrip(' *_”"’)').endswith((":", "："))


def _tie_quote(tied: list[Statement], lead: int, quote: int) -> None:
    tied[quote] = replace(tied[quote], lead_in=tied[lead].text)
    own, quoted = tied[lead].citations, tied[quote].citations
    if own:
        covering = tuple(replace(c, own=False, textual=False) for c in own)
        tied[quote] = replace(
            tied[quote],
            citations=quoted + covering,
            covered_by=tied[quote].covered_by or "the sentence that introduces it",
        )
    elif quoted:
        covering = tuple(replace(c, own=False, textual=False) for c in quoted)
        tied[lead] = replace(
            tied[lead],
            citations=covering,
            items_only=True,
            covered_by="the block quote that it introduces",
        )


def _cited_items(
    statements: Iterable[Statement], blocks: Sequence[Block]
) -> dict[int, tuple[Citation, ...]]:
    """Return, for each list whose every item is cited, the citations of its items."""
    items: dict[int, dict[int, list[Citation]]] = {}
    for statement in statements:
        for number, item in blocks[statement.block].items:
            items.setdefault(number, {}).setdefault(item, []).extend(statement.citations)
    return {
        number: tuple(replace(c, own=False, textual=False) for cs in by_item.values() for c in cs)
        for number, by_item in items.items()
        if all(by_item.values())
    }
