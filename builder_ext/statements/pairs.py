"""Which quotation mark closes which, and which bracket."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from builder_ext.patterns import late

_QUOTE = late(r"``|''|‘‘|’’|‘’|[\"“”„＂«»‹›「」『』《》〈〉‘’']")
_BRACKET = late(r"[()\[\]{}（）【】]")
_ELISION = late(r"\d\ds?\b|(?:em|tis|twas|til|cause|n|bout|round)\b", re.IGNORECASE)
_FAMILIES = {
    mark: family
    for family, marks in {
        "guillemet": "«»",
        "single guillemet": "‹›",
        "corner": "「」",
        "white corner": "『』",
        "title": "《》",
        "angle": "〈〉",
        "single": "‘’'",
        "round": "()",
        "square": "[]",
        "curly": "{}",
        "wide round": "（）",
        "lenticular": "【】",
    }.items()
    for mark in marks
}
_OPENING = frozenset("“„«‹「『《〈([{（【")
_CLOSING = frozenset("”»›」』》〉)]}）】")


class _Mark(NamedTuple):
    """A quotation mark or bracket; `role` is "open", "close", "either", "apostrophe", or "end".

    "end" closes what may have been no quotation, so that it is no pair.
    """

    start: int
    end: int
    family: str
    role: str


class Pair(NamedTuple):
    """The offset of the opening mark, and the offset after the closing one."""

    start: int
    end: int


def _shape(text: str, start: int, end: int) -> str:
    """The role of a mark that the text around it suggests."""
    before = text[start - 1] if start else " "
    after = text[end] if end < len(text) else " "
    opens = (before.isspace() or before in "([{“‘„«\"'–—-") and not after.isspace()
    closes = not before.isspace() and not (after.isalnum() or after in "([{“‘„«$€£")
    return "either" if opens == closes else "open" if opens else "close"


def _role(text: str, start: int, end: int) -> str:
    """The role of a double quotation mark, from what it looks like, then from where it stands."""
    mark = text[start:end]
    shape = _shape(text, start, end)
    if mark in _OPENING:
        # A German quotation ends with the mark that opens an English one.
        return "close" if mark in "“«" and shape == "close" else "open"
    if mark in _CLOSING:
        # Swedish and Finnish open with it, German books open with ».
        return "either" if mark in "”»" and shape == "open" else "close"
    return shape


def _single_role(text: str, start: int, end: int) -> str:
    """The role of a single quotation mark, which mostly is an apostrophe."""
    shape = _shape(text, start, end)
    if shape == "open" and text[start] != "’" and not _ELISION.match(text, end):
        return "open"
    return "close" if shape == "close" and text[start] != "‘" else "apostrophe"


def quotations(text: str) -> list[Pair]:
    """The quotations of the text with their marks, by their start.

    An opening mark that nothing closes pairs with nothing, nor does an apostrophe.
    """
    return _paired(_settled(text, list(_quotes(text))))


def brackets(text: str) -> list[Pair]:
    """The bracketed parts of the text with their brackets, by their start."""
    return _paired(_brackets(text))


def _quotes(text: str) -> Iterator[_Mark]:
    """The quotation marks of the text, in order."""
    for match in _QUOTE.finditer(text):
        start, end = match.span()
        family = _FAMILIES.get(match[0], "double")
        role = _single_role if family == "single" else _role
        yield _Mark(start, end, family, role(text, start, end))


def _brackets(text: str) -> Iterator[_Mark]:
    """The brackets of the text, in order."""
    for match in _BRACKET.finditer(text):
        role = "open" if match[0] in _OPENING else "close"
        yield _Mark(match.start(), match.end(), _FAMILIES[match[0]], role)


def _settled(text: str, marks: list[_Mark]) -> Iterator[_Mark]:
    """The marks, with it settled whether the one in "the militias’ weapons" closes anything."""
    certain = False  # whether the next single mark closes for certain, after a stop or a comma
    kept: list[_Mark] = []
    for mark in reversed(marks):
        if _is_possessive(text, mark):
            kept.append(mark._replace(role="apostrophe" if certain else "end"))
            continue
        kept.append(mark)
        if mark.family == "single" and mark.role != "apostrophe":
            certain = mark.role == "close" and not text[mark.start - 1].isalnum()
    return reversed(kept)


def _is_possessive(text: str, mark: _Mark) -> bool:
    if mark.family != "single" or mark.role != "close":
        return False
    return text[mark.start - 1] in "sS" and text[mark.end : mark.end + 1].isspace()


class _Matcher:
    """Pairs marks as they come."""

    def __init__(self) -> None:
        self.pairs: list[Pair] = []
        self._open: list[_Mark] = []
        self._count: Counter[str] = Counter()

    def take(self, mark: _Mark) -> None:
        """Open or close with the mark."""
        is_open = self._count[mark.family] > 0
        if mark.role == "open" or (mark.role == "either" and not is_open):
            self._open.append(mark)
            self._count[mark.family] += 1
        elif mark.role in ("close", "end", "either") and is_open:
            self._close(mark)
        elif mark.role == "close" and mark.family == "double" and self._is_single_open():
            self._close(mark._replace(family="single"))  # ‘Why?” is somebody's mistake

    def _is_single_open(self) -> bool:
        return bool(self._open) and self._open[-1].family == "single"

    def _close(self, mark: _Mark) -> None:
        # What looks like a closing single mark may be an apostrophe: it undoes no double mark.
        if mark.family == "single" and self._open[-1].family != "single":
            return
        while True:
            opened = self._open.pop()
            self._count[opened.family] -= 1
            if opened.family == mark.family:
                break
        if mark.role != "end":
            self.pairs.append(Pair(opened.start, mark.end))


def _paired(marks: Iterable[_Mark]) -> list[Pair]:
    """The pairs among the marks, by their start."""
    matcher = _Matcher()
    for mark in marks:
        matcher.take(mark)
    return sorted(matcher.pairs)
