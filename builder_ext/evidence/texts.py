"""One source's text as it is compared: paragraphs, and their words in normal form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from builder_ext.evidence.wording import Wording, word_text

_WORD = re.compile(r"[^\W_]+(?:[’'ʼ`´‘][^\W_]+)*")
_APOSTROPHES = re.compile(r"[’'ʼ`´‘]")
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_WRAP_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u2010]\n\s*(?=[^\W\d_])")
_ENDS_SENTENCE = re.compile(r"[.!?:;]['\"”’»)\]]*\s*$")
_NARROW, _WIDE = 45, 110
"""The widths, in code points, between which text is wrapped by hand or by a mail program."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its normal form, and where it stands in its paragraph (counted from 1)."""

    form: str
    paragraph: int
    start: int
    end: int


class ArticleText:
    """A source's text, read once: what is derived from it is computed when first wanted and kept.

    ``paragraphs`` are the non-blank lines, white space at their ends taken off; a run of lines that
    was wrapped at a fixed width is one paragraph, with its line ends kept.  Counted from 1.
    """

    def __init__(self, text: str) -> None:
        cleaned = _INVISIBLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
        self.paragraphs: tuple[str, ...] = tuple(_paragraphs(cleaned))

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Every word in order; a word that a line end hyphenates is one word."""
        return tuple(
            word
            for number, paragraph in enumerate(self.paragraphs, start=1)
            for word in words_of(paragraph, number)
        )

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The normal forms of the words."""
        return tuple(word.form for word in self.words)

    @cached_property
    def wording(self) -> Wording:
        """The words as quotations are compared with them."""
        return word_text(self.paragraphs)


def words_of(text: str, paragraph: int = 1) -> Iterator[Word]:
    """Yield the words of a text: case, accents' composition, ligatures and apostrophes folded.

    The offsets are those of the text as given.
    """
    for match in _WORD.finditer(_hide_wraps(text)):
        raw = _WRAP_HYPHEN.sub("", text[match.start() : match.end()])
        yield Word(fold_word(raw), paragraph, match.start(), match.end())


def fold_word(word: str) -> str:
    """Return a word's normal form: NFKC, no case, no apostrophes."""
    return _APOSTROPHES.sub("", unicodedata.normalize("NFKC", word).casefold())


def _hide_wraps(text: str) -> str:
    """Put letters in the place of a hyphen at a line end, so that offsets stay."""
    return _WRAP_HYPHEN.sub(lambda m: "x" * len(m.group()), text)


def _paragraphs(text: str) -> Iterator[str]:
    for block in re.split(r"\n[^\S\n]*\n", text):
        lines = [line.strip() for line in block.split("\n") if line.strip()]
        if _is_wrapped(lines):
            yield "\n".join(lines)
        else:
            yield from lines


def _is_wrapped(lines: list[str]) -> bool:
    """Whether lines were broken at a width, and not where a paragraph ends."""
    full = lines[:-1]
    if not full or not all(_NARROW <= len(line) <= _WIDE for line in full):
        return False
    return 2 * sum(bool(_ENDS_SENTENCE.search(line)) for line in full) < len(full)
