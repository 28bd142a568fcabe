"""Characters and scripts: what a line of text needs before it can be set."""

from __future__ import annotations

import re

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_SPACE = re.compile(r"[ \t\n\x0b\f\r\x85]+")
_LONG_WORD = re.compile(r"[^\s\u200b]{28,}")
_BREAKABLE = re.compile(r"[/._=&?#%:,;-]+(?=\w)|.{27}", re.DOTALL)
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
# The first language of a script whose own letters occur; the last one of each has none of its own.
_SCRIPTS = (
    (re.compile(r"[\u0590-\u05ff]"), (("he", ""),)),
    (re.compile(r"[\u0600-\u06ff\ufb50-\ufdff]"), (("fa", "پچژگکی"), ("ar", ""))),
    (re.compile(r"[\u0400-\u04ff]"), (("uk", "іїєґ"), ("sr", "јљњћђ"), ("ru", ""))),
)
SCRIPT_LANGUAGES = frozenset(code for _, codes in _SCRIPTS for code, _ in codes)


def printable(text: str) -> str:
    """The text without control characters and lone surrogates; line ends stay."""
    return _CONTROL.sub("", text)


def one_line(text: str) -> str:
    """The text with white space folded to single blanks; no-break spaces stay."""
    return _SPACE.sub(" ", printable(text))


def breakable(text: str) -> str:
    """The text with zero-width spaces in words too long for a line, such as addresses.

    Without them a word overflows the margin, and one past 64 KB crashes typst's PDF writer.
    """
    return _LONG_WORD.sub(lambda word: _BREAKABLE.sub("\\g<0>\u200b", word[0]), text)


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
