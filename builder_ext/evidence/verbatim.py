"""What stands in a text letter for letter: the cheap look before the thorough one.

Most names and quotations of a sound briefing stand in their source as they are written.  Whoever
finds them here need not take the text apart; what is not found here may still be there in another
form, which is for `quotes` and `names` to tell.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache

from builder_ext.evidence.passages import terms_of
from builder_ext.patterns import late

_ONE_FORM = str.maketrans(
    {**dict.fromkeys("’‘", "'"), **dict.fromkeys("“”", '"'), "\n": " ", "\u00a0": " "}
)
_PLAIN_WORD = late(r"(?<![^\s\"'(—])[A-Za-z]{4,}(?![^\s\"')—.,;:!?])")
"""A word that no hyphen, bracket or accent makes another one."""
_ALONE = late(r"(?<=[^\s‐‑-]\s)[A-Za-z]{4,}(?=[.,;:!?]?(?:\s|$))")
"""A word, not the first one, that no hyphen joins to another."""
_JOINING = late(r"[-‐‑]\s*|\.\s?|[·_']")
"""What may part the letters of a word that is written as one elsewhere."""
_MARKED_UP = late(r"[\[(…]|\.\s?\.")
_BEFORE_WORDS = frozenset(" \"'(—")
_AFTER_WORDS = late(r"[ \")—;!?]|[.,:'](?!\w)|$")


class Verbatim:
    """A text's paragraphs, to be searched as they are written."""

    def __init__(self, paragraphs: Sequence[str]) -> None:
        self._paragraphs = tuple(paragraphs)

    @cached_property
    def _composed(self) -> tuple[str, ...]:
        return tuple(unicodedata.normalize("NFC", p) for p in self._paragraphs)

    @cached_property
    def _folded(self) -> tuple[str, ...]:
        return tuple(_fold(p) for p in self._paragraphs)

    @cached_property
    def _joined(self) -> tuple[str, ...]:
        """The folded paragraphs without what may part a word: they hold every word that is there."""
        return tuple(_JOINING.sub("", p) for p in self._folded)

    @cached_property
    def _letters(self) -> str:
        return " ".join(self._joined)

    def name(self, name: str) -> tuple[int, ...]:
        """Return the paragraphs, from 1, that have a name as it is written, its capitals included."""
        return tuple(
            n for n, p in enumerate(self._composed, start=1) if _stands(name, p, _is_apart)
        )

    def quotation(self, quotation: str) -> tuple[int, ...]:
        """Return the paragraphs that have a plain quotation, if it is certain that no other has.

        Empty also where a bracket, an ellipsis, or a number at an end asks for the thorough look.
        """
        quoted = _fold(quotation).strip(" .,;:!?")
        words = plain_words(quotation)
        if not words or _MARKED_UP.search(quoted) or not _begins_and_ends_in_letters(quoted):
            return ()
        holders = [n for n, p in enumerate(self._joined) if all(word in p for word in words)]
        if all(_stands(quoted, self._folded[n], _is_between_words) for n in holders):
            return tuple(n + 1 for n in holders)
        return ()

    def may_hold(self, quotation: str) -> bool:
        """Return whether all plain words of a quotation are there at all, in whatever order."""
        return all(word in self._letters for word in plain_words(quotation))


def stands_in(name: str, text: str) -> bool:
    """Return whether a text has a name as it is written, its capitals included."""
    return bool(name) and _stands(name, unicodedata.normalize("NFC", text), _is_apart)


def without_brackets(text: str) -> str:
    """Return a text with "[]" for each opening bracket, the next closing one, and what is between."""
    *closed, rest = text.split("]")
    kept = []
    for piece in closed:
        before, bracket, _ = piece.partition("[")
        kept.append(f"{before}{bracket}]")
    return "".join((*kept, rest))


@lru_cache(maxsize=4096)
def plain_words(quotation: str) -> tuple[str, ...]:
    """Return the plain words of a quotation, folded, the longest first.

    What stands in brackets is the writer's own.
    """
    bare = without_brackets(quotation).translate(_ONE_FORM)
    found = {word.casefold() for word in _PLAIN_WORD.findall(bare)}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def sure_words(quotation: str) -> tuple[str, ...]:
    """Return words that a text must have in some form to hold a quotation, the longest first.

    None of those that may be written in another way there: with an apostrophe, a hyphen, a capital
    that makes a month or a country of them.
    """
    bare = without_brackets(quotation)
    found = {word.lower() for word in _ALONE.findall(bare)}
    same = (
        w
        for w in found
        if terms_of(w) and terms_of(w) == terms_of(w.title()) == terms_of(w.upper())
    )
    return tuple(sorted(same, key=lambda word: (-len(word), word)))


@lru_cache(maxsize=4096)
def _fold(text: str) -> str:
    return unicodedata.normalize("NFKC", text).translate(_ONE_FORM).casefold()


def _begins_and_ends_in_letters(text: str) -> bool:
    return bool(text) and text[0].isalpha() and text[-1].isalpha()


def _stands(words: str, text: str, fits: Callable[[str, int, int], bool]) -> bool:
    at = text.find(words)
    while at >= 0:
        if fits(text, at, at + len(words)):
            return True
        at = text.find(words, at + 1)
    return False


def _is_apart(text: str, start: int, end: int) -> bool:
    """Whether neither letters nor what joins letters touch an extract."""
    before, after = text[start - 1 : start], text[end : end + 2]
    return not (before.isalnum() or before in tuple("-‐‑'’&.")) and _ends_name(after)


def _ends_name(after: str) -> bool:
    if not after:
        return True
    if after[0] in "'’":
        return after[1:] in ("", "s") or not after[1:].isalnum()
    return not (after[0].isalnum() or after[0] in "-‐‑&.") or after == "."


def _is_between_words(text: str, start: int, end: int) -> bool:
    begins = start == 0 or text[start - 1] in _BEFORE_WORDS
    if text[start - 1 : start] == "'" and text[max(start - 2, 0)].isalnum():
        return False
    return begins and _AFTER_WORDS.match(text, end) is not None
