"""Where the words of a block stand in the Markdown file.

A document tree knows lines at best, and of some blocks not even these.  So the letters and digits
of a block are looked up in the letters and digits of the file, from the line that is known.  What
stands between them (markup, line ends, quote and list signs) needs no understanding that way.
"""

from __future__ import annotations

import html
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from builder_ext.model import Place
from builder_ext.patterns import late

_ENTITY = late(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ROLE_BEFORE = late(r"\{[\w:.+-]+\}`+[ \t]*(?:\{[^{}`]*\}[ \t]*)?\{?$")
_OPENING = frozenset("*_[(\"'“‘«„~`\\$!<¿¡")
_GAP = 600
"""How many letters and digits of markup (addresses, roles, comments) may part two pieces."""
_TRIES = 12
_ANCHORS = 5
"""How many pieces of a block are tried as its beginning: substituted ones are not in the file."""
_AHEAD = 12
"""How many lines may stand between the line of a block and its first word (options, pictures)."""
_STRUCTURE = late(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*(?:%|#|<!--|[:`~]{3,})")
"""How a line begins that holds a heading, a comment or the opening of a directive."""
_OPENS = late(r".*?(?<![:`~])[:`~]{3,}+\s*+\{")
_OPTION = late(r"[ \t>]*:[\w-]+:")
_SUBSTITUTION = late(r"\{\{[^{}]*\}\}")
_SUBSTITUTED_BEFORE = late(r"\{\{[^{}]*\}\}[^\w\n]*$")
_ALONE = late(r"[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)*\{\{[^{}]*\}\}[ \t]*")
"""A line that holds a substitution and nothing else."""
_BROUGHT_IN = late(rf"{_ALONE.pattern}|.*\{{csv-table\}}.*")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text to be found; an ``optional`` one is markup, skipped where it stands."""

    text: str
    optional: bool = False
    role: bool = False


class _Match(NamedTuple):
    """Where the pieces of a block may stand; of two matches the greater one is better.

    First counts how many letters are found, then that they do not begin in an option or comment
    before the block's line, then how early they end (``end`` is negative), then how late they
    begin.
    """

    score: int = 0
    plain: bool = False
    end: int = 0
    start: int = 0
    found: tuple[int | None, ...] = ()


class SourceText:
    """One Markdown file, with an index of its letters and digits.

    ``path`` is as reports give it; ``text`` has line ends as ``\\n`` and no byte order mark.
    """

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self._letters, self._where = _index(text)

    def line_of(self, offset: int) -> int:
        """The line, from 1, of an offset in the text."""
        return bisect_right(self._starts, offset)

    def line_text(self, line: int) -> str:
        """The text of a line without its end, empty beyond the file."""
        if not 1 <= line <= len(self._starts):
            return ""
        end = self._starts[line] - 1 if line < len(self._starts) else len(self.text)
        return self.text[self._starts[line - 1] : end]

    def place(self, start: int, end: int) -> Place:
        """The place of the text from ``start`` to the character at ``end``."""
        line = self.line_of(start)
        return Place(self.path, line, start - self._starts[line - 1] + 1, self.line_of(end))

    def place_of_line(self, line: int) -> Place:
        """The place of the first character of a line that is no white space."""
        line = min(max(line, 1), len(self._starts))
        text = self.line_text(line)
        return Place(self.path, line, len(text) - len(text.lstrip()) + 1, line)

    def opening(self, offset: int, own: str, limit: int) -> int:
        """Go back from a sentence's first letter over its own signs and the markup that opens it."""
        signs = _OPENING | set(own)
        before = _SUBSTITUTED_BEFORE.search(self.text, limit, offset) if letters(own) else None
        offset = before.start() if before else offset
        while offset > limit:
            role = _ROLE_BEFORE.search(self.text, max(limit, offset - 80), offset)
            if role:
                offset = role.start()
            elif self.text[offset - 1] in signs and not self.text[offset - 1].isspace():
                offset -= 1
            else:
                break
        return offset

    def _start_of(self, line: int) -> int:
        return self._starts[line - 1] if line <= len(self._starts) else len(self.text)

    def _at_line(self, line: int) -> int:
        return bisect_left(self._where, self._start_of(max(line, 1)))

    def _line_at(self, index: int) -> int:
        return self.line_of(self._where[index])

    def align(
        self,
        pieces: Sequence[Piece],
        hint: int | None,
        cursor: int,
        in_order: bool,
        slack: int = 0,
    ) -> tuple[list[list[int] | None], int]:
        """Return for each piece the offsets of its letters, None where not found, and a new cursor.

        ``hint`` is the line that the document tree gives, at most ``slack`` lines too high;
        ``cursor`` the offset where the block before ended; with ``in_order`` the search begins
        there and ends nowhere (rows of a table without lines of their own).
        """
        needles = [letters(piece.text) for piece in pieces]
        wanted = [n for n, p in enumerate(pieces) if needles[n] and not p.optional]
        total, best = sum(len(needles[n]) for n in wanted), _Match()
        for low, high in self._scopes(hint, cursor, in_order, slack):
            if best.score and high is None:
                break
            for anchor in wanted[:_ANCHORS]:
                match = self._best_match(needles, pieces, anchor, (low, high), hint or 0)
                # What is found in a likelier place, and as complete, stays.
                best = match if match.score > best.score else best
                if best.score == total:
                    return self._offsets(needles, best.found, cursor)
        # A few letters are found everywhere; next to a substitution they may be all there is.
        told = best.score * 3 > total or (hint and self._is_substituted(hint))
        found = best.found if told and not in_order else ()
        return self._offsets(needles, found, cursor)

    def _best_match(
        self,
        needles: list[str],
        pieces: Sequence[Piece],
        anchor: int,
        scope: tuple[int, int | None],
        hint: int,
    ) -> _Match:
        """Return the best of the matches whose first piece is the anchor."""
        best = _Match()
        for start in self._occurrences(needles[anchor], *scope, whole=anchor == 0):
            if best.plain and start > -best.end:
                break
            match = self._follow(needles, pieces, anchor, start, hint)
            best = max(best, match, key=lambda m: m[:4])
        return best

    def _offsets(
        self, needles: list[str], found: Sequence[int | None], cursor: int
    ) -> tuple[list[list[int] | None], int]:
        offsets: list[list[int] | None] = []
        for needle, at in zip(needles, found or [None] * len(needles), strict=True):
            offsets.append(None if at is None else list(self._where[at : at + len(needle)]))
        ends = [o[-1] + 1 for o in offsets if o]
        return offsets, max(ends, default=cursor)

    def _scopes(
        self, hint: int | None, cursor: int, in_order: bool, slack: int
    ) -> Iterator[tuple[int, int | None]]:
        """Yield where a block may begin, as ranges of the letters, the likeliest first.

        A range without an end is for what is found in no other.
        """
        after = bisect_left(self._where, cursor)
        if in_order or hint is None:
            first = self._at_line(hint - slack) if hint else 0
            yield from ((max(after, first), None), (first, None), (0, None))
            return
        if self._is_substituted(hint):
            # Its words may stand elsewhere as well, and mean another sentence.
            yield self._at_line(hint - slack), self._at_line(self._end_of_paragraph(hint))
            return
        ahead = self._at_line(hint + _AHEAD)
        # What stands before the cursor has been read, unless the tree has moved the block.
        if self.line_of(cursor) <= hint:
            yield max(after, self._at_line(hint - slack)), ahead
        yield self._at_line(hint - slack), ahead
        yield self._at_line(hint - slack - 3), ahead
        yield from ((self._at_line(hint), None), (0, None))

    def written_line(self, line: int) -> int:
        """Return the line that brings in a text which is not in the file.

        The lines of a ``{{ substitution }}`` that stands alone are one too high and go on counting;
        a table that is read from a file has the line of its directive's end.
        """
        if _ALONE.fullmatch(self.line_text(line - 1)):
            return line - 1
        if _SUBSTITUTION.search(self.line_text(line)):
            return line
        above = range(line, max(line - 30, 0), -1)
        return next((n for n in above if _BROUGHT_IN.fullmatch(self.line_text(n))), line)

    def place_of_unwritten(self, after: int, line: int) -> Place:
        """The place of the substitution that brings in a sentence, from an offset or line on."""
        begin = max(after, self._start_of(line))
        end = self._start_of(self._end_of_paragraph(self.line_of(begin)))
        found = _SUBSTITUTION.search(self.text, begin, max(begin, end))
        return self.place(found.start(), found.start()) if found else self.place_of_line(line)

    def _is_structure(self, line: int) -> bool:
        """Whether a line is a heading, a comment, or the opening or an option of a directive."""
        above = line
        while _OPTION.match(self.line_text(above)):
            above -= 1
        # A field list looks like options, and stands under no opening.
        text = self.line_text(above)
        return bool(_STRUCTURE.match(text) if above == line else _OPENS.match(text))

    def _is_substituted(self, line: int) -> bool:
        """Whether a ``{{ substitution }}`` stands in a line, or fills the one before it."""
        before = _ALONE.fullmatch(self.line_text(line - 1))
        return bool(before or _SUBSTITUTION.search(self.line_text(line)))

    def _end_of_paragraph(self, line: int) -> int:
        while self.line_text(line).strip(" \t>"):
            line += 1
        return line

    def _occurrences(self, needle: str, low: int, high: int | None, whole: bool) -> list[int]:
        """Return where the letters of a needle are, with ``whole`` only from a word's beginning."""
        found: list[int] = []
        end = len(self._letters) if high is None else high
        at = self._letters.find(needle, low)
        while 0 <= at < end and len(found) < _TRIES:
            if not whole or self._begins_word(at):
                found.append(at)
            at = self._letters.find(needle, at + 1)
        return found

    def _begins_word(self, index: int) -> bool:
        return index == 0 or self._where[index - 1] + 1 != self._where[index]

    def _follow(
        self, needles: list[str], pieces: Sequence[Piece], anchor: int, start: int, hint: int
    ) -> _Match:
        found: list[int | None] = [None] * anchor
        position, score = start, 0
        for number in range(anchor, len(needles)):
            needle, at = needles[number], None
            if needle and pieces[number].optional:
                at = position if self._letters.startswith(needle, position) else None
            elif needle:
                limit = position + len(needle) + (_GAP if number > anchor else 0)
                hit = self._letters.find(needle, position, limit)
                at = hit if hit >= 0 else None
                score += len(needle) if at is not None else 0
            if at is not None:
                position = at + len(needle)
            found.append(at)
        line = self._line_at(start)
        plain = line >= hint or not self._is_structure(line)
        return _Match(score, plain, -position, start, tuple(found))


def letters(text: str) -> str:
    """Return the letters and digits of a text: what markup and typography do not touch."""
    return "".join(filter(str.isalnum, text))


def _index(text: str) -> tuple[str, array[int]]:
    found: list[str] = []
    where: array[int] = array("l")
    start = 0
    for entity in _ENTITY.finditer(text):
        _index_span(text, start, entity.start(), found, where)
        for char in filter(str.isalnum, html.unescape(entity.group())):
            found.append(char)
            where.append(entity.start())
        start = entity.end()
    _index_span(text, start, len(text), found, where)
    return "".join(found), where


def _index_span(text: str, start: int, end: int, found: list[str], where: array[int]) -> None:
    for offset in range(start, end):
        if text[offset].isalnum():
            found.append(text[offset])
            where.append(offset)
