"""Text that others wrote, made fit for terminals, CI logs and JSON files.

`printable` is for people: what can't be seen is written out as ``<U+202E>``, which no reader turns
back. JSON keeps invisible characters, written as escapes; control characters and halves of
surrogate pairs are written out there too, since neither belongs in text.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from builder_ext.patterns import late

_BREAKS = late(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_CONTROL = late(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_UNUSUAL = late(r"[^ -~]")
_BREAKS_OF_PAGES = re.compile(r"[\v\f\x85\u2028\u2029]")
_UNFIT = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff]")
# Runners look for "::" behind leading blanks, and for the older "##[" and "##vso[" anywhere.
_COMMAND = late(r"\A(\s*):(?=:)")
_OLD_COMMAND = late(r"#(?=#\w*\[)")

_HIDDEN = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
# Of a visible category, and drawn as nothing: grapheme joiner, Hangul fillers, Khmer vowels.
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
# Of the category of invisible marks, and drawn: the Arabic signs that enclose numbers.
_DRAWN = frozenset("\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u0890\u0891\u08e2")
_JOINERS = "\u200c\u200d"


def printable(text: str) -> str:
    """Return a text on one line with all that is invisible in it written out.

    Joiners stay inside of words of the scripts that need them. No result is a command to the
    runner of a CI, wherever on a line it is printed.
    """
    if text.isascii() and text.isprintable() and "#" not in text and ":" not in text:
        return text
    line = _UNUSUAL.sub(_shown, _BREAKS.sub(" ", text))
    line = _OLD_COMMAND.sub(_written_out("#"), line)
    return _COMMAND.sub(rf"\1{_written_out(':')}", line)


def without_controls(text: str) -> str:
    """Return a text with line breaks as blanks and all other control characters written out."""
    return _CONTROL.sub(lambda match: _written_out(match[0]), _BREAKS.sub(" ", text))


def fit(text: str) -> str:
    """Return a text that a page can hold, and that is read in the order in which it was checked.

    Control characters go, and so do the overrides and embeddings of direction, with which what a
    reader sees could be another sentence than the one that was checked. Marks and isolates, which
    Arabic and Hebrew need, stay.
    """
    return _UNFIT.sub("", _BREAKS_OF_PAGES.sub(" ", text)) if not text.isprintable() else text


def width(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(
        0
        if unicodedata.combining(char)
        else 2
        if unicodedata.east_asian_width(char) in ("W", "F")
        else 1
        for char in text
    )


def json_text(data: Any) -> str:
    """Return data as a JSON file that UTF-8 can hold and a terminal can show."""
    text = json.dumps(_cleaned(data), ensure_ascii=False, indent=1)
    return _UNUSUAL.sub(_escaped, text) + "\n"


def json_lines(data: Mapping[str, Any]) -> str:
    """Return a mapping as `json_text` does, but each item of its lists and iterators on one line.

    A hundred thousand items are made and written one after the other.
    """
    return "".join(_lines(data))


def _lines(data: Mapping[str, Any]) -> Iterator[str]:
    for number, (key, value) in enumerate(data.items()):
        yield f"{',' if number else '{'}\n {json.dumps(key)}: "
        if isinstance(value, str | Mapping) or not isinstance(value, Iterable):
            yield json_text(value).rstrip("\n").replace("\n", "\n ")
        else:
            yield from _items(value)
    yield "\n}\n"


def _items(items: Iterable[Any]) -> Iterator[str]:
    opened = False
    for item in items:
        line = json.dumps(_cleaned(item), ensure_ascii=False)
        yield f"{',' if opened else '['}\n  {_UNUSUAL.sub(_escaped, line)}"
        opened = True
    yield "\n ]" if opened else "[]"


def _shown(match: re.Match[str]) -> str:
    char = match[0]
    return _written_out(char) if _invisible(char) and not _joins(match) else char


def _invisible(char: str) -> bool:
    hidden = unicodedata.category(char) in _HIDDEN and char not in _DRAWN
    return hidden or char in _BLANK


def _joins(match: re.Match[str]) -> bool:
    """Whether it is a joiner between characters that it can change, which no ASCII letter is."""
    text, at = match.string, match.start()
    beside = text[max(at - 1, 0) : at], text[at + 1 : at + 2]
    return match[0] in _JOINERS and all(
        char > "\x7f" and unicodedata.category(char)[0] in "LMNS" for char in beside
    )


def _written_out(char: str) -> str:
    return f"<U+{ord(char):04X}>"


def _cleaned(data: Any) -> Any:
    if isinstance(data, str):
        return without_controls(data)
    if isinstance(data, dict):
        return {key: _cleaned(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [_cleaned(item) for item in data]
    return data


def _escaped(match: re.Match[str]) -> str:
    char = match[0]
    # The line breaks of the indentation are the only control characters left.
    return json.dumps(char)[1:-1] if char != "\n" and _invisible(char) else char
