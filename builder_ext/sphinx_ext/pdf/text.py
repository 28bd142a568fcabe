"""Characters and scripts: what a line of text needs before it can be set."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder_ext.patterns import late

# Control characters, the soft hyphen, and what turns the direction of other text around.
_UNSEEN = late(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u202a-\u202e\u2066-\u206f\ufff0-\ufffb\ud800-\udfff]"
)
_SPACE = late(r"[ \t\n\x0b\f\r\x85]+")
_LONG_WORD = late(r"\S{28,}")
_BREAKABLE = late(r"://()|[/._=&?#%:,;-]{1,100}(?=\w)|[^/._=&?#%:,;-]{27}")
# One sign over and over, or a word of many lines (Chinese and Japanese have no blanks between words); and
# backslashes, whose kerning in Source Serif takes typst minutes.
_ENDLESS = late(r"\\{2,}|(\S)\1{4,}|[^\s\u2e80-\u9fff\uac00-\ud7ff\uf900-\uffef]{200,}")
_PIECE = 24
# "para. 7" stays on one line.
_JOINED = late(r"\b((?:paras?|pp?|no|vol|ch|sec|art|fig)\.) (?=\d)")
_LATIN = late(r"[A-Za-z\u00c0-\u024f]")
# The first language of a script whose own letters occur; the last one of each has none of its own.
_SCRIPTS = (
    (late(r"[\u0590-\u05ff]"), (("he", ""),)),
    (late(r"[\u0600-\u06ff\ufb50-\ufdff]"), (("fa", "پچژگکی"), ("ar", ""))),
    (late(r"[\u0400-\u04ff]"), (("uk", "іїєґ"), ("sr", "јљњћђ"), ("ru", ""))),
)
SCRIPT_LANGUAGES = frozenset(code for _, codes in _SCRIPTS for code, _ in codes)


def printable(text: str) -> str:
    """The text without control characters, direction overrides, lone surrogates; line ends stay."""
    return _UNSEEN.sub("", text)


def one_line(text: str) -> str:
    """The text with white space folded to single blanks; no-break spaces stay."""
    return _SPACE.sub(" ", printable(text))


def breakable(text: str) -> str:
    """The text with zero-width spaces in words too long for a line, such as addresses."""
    return _LONG_WORD.sub(lambda word: _BREAKABLE.sub(_with_break, word[0]), text)


def _with_break(part: re.Match[str]) -> str:
    """A break after a part of an address, not after "https://"."""
    return part[0] if part[1] is not None else f"{part[0]}\u200b"


def stretches(text: str) -> Iterator[tuple[str, list[str]]]:
    """The text as pairs of breakable text and the pieces of the endless word that follows it.

    typst's search for line breaks takes minutes in an endless word, and past 64 KB its PDF writer crashes;
    the pieces are set as boxes, which it doesn't look into.
    """
    text = _JOINED.sub("\\1\u00a0", text)
    start = 0
    for word in _ENDLESS.finditer(text):
        yield breakable(text[start : word.start()]), _pieces(word[0])
        start = word.end()
    yield breakable(text[start:]), []


def _pieces(word: str) -> list[str]:
    return [word[at : at + _PIECE] for at in range(0, len(word), _PIECE)]


def language(text: str) -> str:
    """ISO 639 code of a text most of whose letters are not Latin; "" for the others.

    It decides direction and hyphenation; neighbouring languages of a script share a code.
    """
    if text.isascii():
        return ""
    latin = len(_LATIN.findall(text))
    for script, codes in _SCRIPTS:
        if len(script.findall(text)) > latin:
            return next((code for code, letters in codes if set(letters) & set(text)), codes[-1][0])
    return ""
