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
from collections.abc import Sequence
from dataclasses import dataclass

from builder_ext.model import Place

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_ROLE_BEFORE = re.compile(r"\{[\w:.+-]+\}`+[ \t]*(?:\{[^{}`]*\}[ \t]*)?\{?$")
_OPENING = frozenset("*_[(\"'“‘«„~`\\$!<¿¡")
_GAP = 600
"""How many letters and digits of markup (addresses, roles, comments) may part two pieces."""
_TRIES = 12


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text to be found; an ``optional`` one is markup, skipped where it stands."""

    text: str
    optional: bool = False
    role: bool = False


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
        while offset > limit:
            role = _ROLE_BEFORE.search(self.text, max(limit, offset - 80), offset)
            if role:
                offset = role.start()
            elif self.text[offset - 1] in signs and not self.text[offset - 1].isspace():
                offset -= 1
            else:
                break
        return offset

    def _at_line(self, line: int) -> int:
        line = min(max(line, 1), len(self._starts))
        return bisect_left(self._where, self._starts[line - 1])

    def _line_at(self, index: int) -> int:
        return self.line_of(self._where[index])

    def align(
        self, pieces: Sequence[Piece], hint: int | None, cursor: int, in_order: bool
    ) -> tuple[list[list[int] | None], int]:
        """Return for each piece the offsets of its letters, None where not found, and a new cursor.

        ``hint`` is the line that the document tree gives, ``cursor`` the offset where the block
        before ended; with ``in_order`` the search never goes back behind it (rows of a table).
        """
        needles = [letters(piece.text) for piece in pieces]
        best: tuple[int, list[int | None]] = (-1, [None] * len(pieces))
        for start in self._candidates(needles, pieces, hint, cursor, in_order):
            found = self._follow(needles, pieces, start)
            score = sum(len(n) for n, at in zip(needles, found, strict=True) if at is not None)
            if score > best[0]:
                best = (score, found)
            if all(
                at is not None or p.optional or not n
                for n, p, at in zip(needles, pieces, found, strict=True)
            ):
                break
        return self._offsets(needles, best[1], cursor)

    def _offsets(
        self, needles: list[str], found: list[int | None], cursor: int
    ) -> tuple[list[list[int] | None], int]:
        offsets: list[list[int] | None] = []
        for needle, at in zip(needles, found, strict=True):
            offsets.append(None if at is None else list(self._where[at : at + len(needle)]))
        ends = [o[-1] + 1 for o in offsets if o]
        return offsets, max(ends, default=cursor)

    def _candidates(
        self,
        needles: list[str],
        pieces: Sequence[Piece],
        hint: int | None,
        cursor: int,
        in_order: bool,
    ) -> list[int]:
        """Return where the first piece may begin, the likeliest first."""
        first = next((n for n, p in zip(needles, pieces, strict=True) if n and not p.optional), "")
        if not first:
            return []
        after = bisect_left(self._where, cursor)
        if in_order or hint is None:
            return self._occurrences(first, after) or self._occurrences(first, 0)
        exact = self._occurrences(first, self._at_line(hint))
        # Some nodes' lines are a few too high: the text is then found a little before.
        near = [
            i for i in self._occurrences(first, self._at_line(hint - 3)) if self._line_at(i) < hint
        ]
        close = [i for i in exact if self._line_at(i) <= hint + 1]
        return close + near[::-1] + [i for i in exact if i not in close]

    def _occurrences(self, needle: str, start: int) -> list[int]:
        found: list[int] = []
        at = self._letters.find(needle, start)
        while at >= 0 and len(found) < _TRIES:
            found.append(at)
            at = self._letters.find(needle, at + 1)
        return found

    def _follow(self, needles: list[str], pieces: Sequence[Piece], start: int) -> list[int | None]:
        found: list[int | None] = []
        position, begun = start, False
        for needle, piece in zip(needles, pieces, strict=True):
            at: int | None = None
            if needle and piece.optional:
                at = position if self._letters.startswith(needle, position) else None
            elif needle:
                limit = position + len(needle) + (_GAP if begun else 0)
                hit = self._letters.find(needle, position, limit)
                at, begun = (hit if hit >= 0 else None), True
            if at is not None:
                position = at + len(needle)
            found.append(at)
        return found


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
