"""A few words of a paragraph around what is looked for, with that marked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from builder_ext.evidence.passages import terms_of

_CJK = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uf900-\ufaff\uff66-\uff9f"
_WORD = re.compile(rf"[{_CJK}]|[^\s\-–—/{_CJK}]{{1,40}}[\-–—/]*|[\-–—/]+")
"""What counts as a word: between blanks, hyphens and dashes, at most so long; one character where no
blanks are used."""
_FOCUS = 4
"""What a word of the part that is looked for counts, beside one of the whole statement."""
_GAP = 2
"""So many function words between two marked words are marked with them."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Pieces of a paragraph, each with whether it is marked; whether words before and after are left out."""

    pieces: tuple[tuple[str, bool], ...]
    cut_before: bool = False
    cut_after: bool = False

    @property
    def text(self) -> str:
        """The words, with an ellipsis where some are left out."""
        words = "".join(piece for piece, _ in self.pieces)
        return f"{'… ' if self.cut_before else ''}{words}{' …' if self.cut_after else ''}"


def excerpt(paragraph: str, statement: str, focus: str, limit: int) -> Excerpt | None:
    """Return at most ``limit`` words of a paragraph, those with most of ``focus`` and the statement.

    What is of ``focus`` is marked. None where no word may be shown, or there is none.
    """
    spans = [match.span() for match in _WORD.finditer(paragraph)] if limit > 0 else []
    if not spans:
        return None
    wanted, about = frozenset(terms_of(focus)), frozenset(terms_of(statement))
    terms = [frozenset(terms_of(paragraph[start:end])) for start, end in spans]
    weights = [_FOCUS * bool(t & wanted) + bool(t & about) for t in terms]
    first, last = _window(weights, limit)
    marked = _filled([bool(t & wanted) for t in terms], terms)
    pieces = _pieces(paragraph, spans[first:last], marked[first:last])
    return Excerpt(tuple(pieces), first > 0, last < len(spans))


def _window(weights: Sequence[int], limit: int) -> tuple[int, int]:
    """Return the window of the most weight, its weighty words in its middle."""
    size = min(limit, len(weights))
    total = best = sum(weights[:size])
    at = 0
    for start in range(1, len(weights) - size + 1):
        total += weights[start + size - 1] - weights[start - 1]
        if total > best:
            best, at = total, start
    weighty = [n for n in range(at, at + size) if weights[n]]
    if weighty:
        middle = (weighty[0] + weighty[-1] + 1) // 2
        at = max(0, min(middle - size // 2, len(weights) - size))
        # Never at the cost of a weighty word.
        at = min(max(at, weighty[-1] + 1 - size), weighty[0])
    return at, at + size


def _filled(marked: list[bool], terms: Sequence[frozenset[str]]) -> list[bool]:
    """Mark function words between marked words too."""
    known = [n for n, is_marked in enumerate(marked) if is_marked]
    filled = list(marked)
    for one, other in pairwise(known):
        between = range(one + 1, other)
        if 0 < len(between) <= _GAP and not any(terms[n] for n in between):
            for n in between:
                filled[n] = True
    return filled


def _pieces(
    paragraph: str, spans: Sequence[tuple[int, int]], marked: Sequence[bool]
) -> Iterator[tuple[str, bool]]:
    """Yield runs of words that are marked alike; the blanks between belong to no mark."""
    run, begin, end = marked[0], *spans[0]
    for (start, stop), is_marked in zip(spans[1:], marked[1:], strict=True):
        if is_marked != run:
            between = _folded(paragraph[end:start])
            yield from _piece(_folded(paragraph[begin:end]), run, between)
            run, begin = is_marked, start
        end = stop
    yield _folded(paragraph[begin:end]), run


def _piece(words: str, is_marked: bool, between: str) -> Iterator[tuple[str, bool]]:
    yield words, is_marked
    if between:
        yield between, False


def _folded(text: str) -> str:
    return re.sub(r"\s+", " ", text)
