"""One source's text as it is compared: paragraphs, and their words in normal form."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from builder_ext.evidence.wording import Wording, word_text
from builder_ext.patterns import late

_WORD = late(r"[^\W_]+(?:[’'ʼ`´‘][^\W_]+)*")
_APOSTROPHES = late(r"[’'ʼ`´‘]")
_INVISIBLE = late("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
_WRAP_HYPHEN = late(r"(?<=[^\W\d_])[-\u2010]\n\s*(?=[^\W\d_])")
_ENDS_SENTENCE = late(r"[.!?:;]['\"”’»)\]]*\s*$")
_INTERRUPTION = late(
    r"(?<=[,.?!…—])[\"”»],?(?P<between>\s[^\"“”«»„]{2,120}?\s)[\"“«„](?=\w)"
    r"|(?<=\w)[”»],(?P<after>\s[^\"“”«»„]{2,120}?\s)[“«„](?=\w)"
)
"""What stands between the two halves of a speech: `life,” she said, “and`."""
_SAYS = late(
    r"\b(?:said|says|saying|told|tells|added|adds|wrote|writes|asked|asks|replied|replies|continued"
    r"|continues|explained|explains|noted|notes|recalled|recalls|insisted|insists|declared|declares"
    r"|warned|warns|argued|argues|remarked|tweeted|went on|according to)\b"
)
_MOST_SAID = 15
"""Words that may stand between them."""
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

    @cached_property
    def speech(self) -> Wording | None:
        """The same without the words that interrupt a speech to name who speaks; None where none do."""
        spoken = tuple(_INTERRUPTION.sub(_joined, paragraph) for paragraph in self.paragraphs)
        return None if spoken == self.paragraphs else word_text(spoken)


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


def _joined(interruption: re.Match[str]) -> str:
    """Return a blank for an interruption of a speech, anything else as it is."""
    between = interruption["between"] or interruption["after"]
    names_speaker = _SAYS.search(between) and len(between.split()) <= _MOST_SAID
    return " " if names_speaker else interruption[0]


def _hide_wraps(text: str) -> str:
    """Put letters in the place of a hyphen at a line end, so that offsets stay."""
    return _WRAP_HYPHEN.sub(lambda m: "x" * len(m.group()), text)


def _paragraphs(text: str) -> Iterator[str]:
    split = (block.split("\n") for block in re.split(r"\n[^\S\n]*\n", text))
    blocks = [[line.strip() for line in lines if line.strip()] for lines in split]
    even = [_is_even(lines) for lines in blocks]
    # A line may end with a sentence by chance: what most of a text's blocks do, all of them do.
    broken = sum(_is_broken(lines) for lines, so in zip(blocks, even, strict=True) if so)
    wrapped = broken > 0 and 2 * broken >= sum(even)
    for lines, so in zip(blocks, even, strict=True):
        if so and (wrapped or _is_broken(lines)):
            yield "\n".join(lines)
        else:
            yield from lines


def _is_even(lines: list[str]) -> bool:
    """Whether all lines but the last are as long as those that were broken at a width."""
    full = lines[:-1]
    return bool(full) and all(_NARROW <= len(line) <= _WIDE for line in full)


def _is_broken(lines: list[str]) -> bool:
    """Whether most lines end within a sentence."""
    full = lines[:-1]
    return 2 * sum(bool(_ENDS_SENTENCE.search(line)) for line in full) < len(full)
