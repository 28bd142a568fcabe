"""The words of a text as quotations are compared: in normal form, run together, and searched.

Punctuation, case and typography are folded away; what carries meaning beside a number ("$5", "5%",
"-5", "1.5") is kept.  Words are run together without blanks, and the boundaries between them are
kept apart as bits: a *hard* one has to be there in both texts, a *soft* one (the hyphen of
"co-operate", the dots of "U.S.", the blank of "5 km") may be a blank or nothing in the other.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from builder_ext.patterns import late

INVISIBLE = late(
    "[\u00ad\u034f\u061c\u0640\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
"""Characters that show nothing, or that only stretch a word (the Arabic tatweel)."""
_MARKS = "".join(
    re.escape(chr(code))
    for code in range(0x300, 0x1E00)
    if unicodedata.category(chr(code))[0] == "M"
)
_HEAPED = late(f"([{_MARKS}]{{8}})[{_MARKS}]+")
"""More marks than any letter has: Unicode's sorting of them takes quadratic time."""
_POINTS = late("[\u0591-\u05bd\u05bf\u05c1\u05c2\u064b-\u0653\u0656-\u065f\u0670]")
"""Hebrew and Arabic vowel points, which one edition prints and another leaves out."""
_UNSPACED = (
    "\u0e00-\u0e3a\u0e40-\u0e4e\u0e80-\u0ecf\u1000-\u103f\u1050-\u109f\u1780-\u17df\u3005\u3007\u3040-\u30ff"
    "\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Scripts written without blanks between words: every letter counts as a word."""
_CURRENCY = "$¢£¤¥֏؋৳฿៛\u20a0-\u20cf"
_LETTER = rf"[^\W\d_{_UNSPACED}]"
_REST = rf"(?:[^\W_{_UNSPACED}]|[{_MARKS}])"
_TOKEN = late(
    rf"""
      (?P<number>
        (?:(?<![^\s("“”«'\[])(?<!\d\s)[-–−](?=[.\d{_CURRENCY}])|[+±~<>≤≥≈=×÷](?=[.\d{_CURRENCY}])|§\s?)?
        (?:[{_CURRENCY}]\s?-?)?
        (?:(?<![\w.])\.\d+|\d+)(?:[.,:/]\d+|'\d{{3}}(?!\d))*
        (?:\s?[%‰°]|\+|\s?[{_CURRENCY}](?!\s?\d)|(?:'(?=s\b))?{_REST}*))
    | (?P<word>{_LETTER}{_REST}*(?:'{_REST}+)*)
    | (?P<sign>[{_UNSPACED}][{_MARKS}]*|[&%{_CURRENCY}])
    """,
    re.VERBOSE,
)
_ONE_FORM = str.maketrans({**dict.fromkeys("’‘‛ʼʻʹˈ´`′＇ʾʿ", "'"), "‐": "-", "‑": "-"})
_FRACTION = late(r"(?<=\d)(?=[¼-¾⅐-⅞])")
_SUPERSCRIPT = late("(?P<base>(?<!\\d)10|\\b(?:[kcdm]?m|ft|mi|in))?[⁰¹²³⁴-⁹]+")
_GROUPED = late(r"(?<![\d.,])\d{1,3}(?:[ \u00a0\u2007\u2009\u202f]\d{3}){2,}(?!\d)")
_NARROW_GROUP = late(r"(?<=\d)[\u00a0\u2007\u2009\u202f](?=\d{3}(?!\d))")
_NOTE_MARK = late(r"(?<=[\w.,;:!?\"'”)])\[\d{1,3}\]")
_TRADE_MARKS = str.maketrans({**dict.fromkeys("™®©℠", ""), "\ufdfa": "صلعم"})
"""What NFKC would spell out: U+FDFA would become eighteen letters."""
_THOUSANDS = late(r"(?<![\d.,:/])\d{1,3}(?:[,']\d{3})+(?![\d,:/'])")
_CONTRACTED = frozenset("we're we'll i'll he'll she'll i'd we'd she'd".split())
"""Without the apostrophe these are other words; "its" for "it's" is but a slip of punctuation."""
_LEADING_POINT = late(r"(?<!\d)\.(?=\d)")
_IN_WORD = late(rf"(?<={_LETTER})\[([^\W\d_]{{0,8}})\]|\[([^\W\d_]{{1,8}})\](?={_LETTER})")
_HYPHEN = late(r"[-‐‑]\s*")
_GROUP = late(r"\d{3}(?!\d)")
_PREFIXES = frozenset("non un anti ex counter pseudo quasi semi pre post mis dis half near".split())
"""Before a hyphen these change what the rest says: it can't be quoted without them."""

Range = tuple[int, int]
"""A half-open range of words, by their index."""


@dataclass(frozen=True)
class Wording:
    """A text's words in order; ``hard`` and ``soft`` are its boundaries, bit n before ``chars[n]``.

    ``forms`` are the normal forms, ``chars`` is them run together, ``starts`` their offsets in it and
    its length; ``spans`` are their offsets in ``shown``, the text to be printed.  ``ranks`` counts the
    words as blanks divide them, before each form and at the end; ``breaks`` has the index of the first
    form of each paragraph.
    """

    shown: str
    forms: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]
    starts: tuple[int, ...]
    ranks: tuple[int, ...]
    hard: int
    soft: int
    breaks: tuple[int, ...] = (0,)

    @cached_property
    def chars(self) -> str:
        """The normal forms run together."""
        return "".join(self.forms)

    def __len__(self) -> int:
        return len(self.forms)

    def paragraph(self, index: int) -> int:
        """The paragraph of a word, from 1."""
        return bisect_right(self.breaks, index)

    def count(self, first: int, after: int) -> int:
        """How many words, as blanks divide them, stand in a range of forms."""
        return max(self.ranks[after] - self.ranks[first], int(after > first))

    def excerpt(self, first: int, after: int) -> str:
        """The text of a range of forms on one line."""
        if not 0 <= first < after <= len(self):
            return ""
        return " ".join(self.shown[self.spans[first][0] : self.spans[after - 1][1]].split())

    def between(self, index: int) -> str:
        """What stands between a word and the one before it; empty at both ends of the text."""
        if not 0 < index < len(self):
            return ""
        return self.shown[self.spans[index - 1][1] : self.spans[index][0]]

    def part(self, first: int, after: int) -> Wording:
        """The wording of a range of forms."""
        offset, size = self.starts[first], self.starts[after] - self.starts[first]
        inside = (1 << size) - 1
        return Wording(
            self.shown,
            self.forms[first:after],
            self.spans[first:after],
            tuple(start - offset for start in self.starts[first : after + 1]),
            self.ranks[first : after + 1],
            (self.hard >> offset) & inside | 1 | 1 << size,
            (self.soft >> offset) & inside & ~1,
        )

    def places(self, piece: Wording, first: int = 0, until: int | None = None) -> Iterator[Range]:
        """Yield where a piece stands word for word, if it begins at ``first`` to ``until`` (included)."""
        if not piece.forms:
            return
        size = len(piece.chars)
        stop = len(self.chars) if until is None else self.starts[min(until, len(self))] + size
        offset = self.chars.find(piece.chars, self.starts[first], stop)
        while offset >= 0:
            begin = bisect_left(self.starts, offset)
            begins_word = self.starts[begin] == offset
            if begins_word and self._agrees(piece, offset, size) and not self._cuts_prefix(begin):
                yield begin, bisect_left(self.starts, offset + size)
            # On to the next word, or one long word takes quadratic time.
            begin += begins_word
            offset = self.chars.find(piece.chars, self.starts[begin], stop)

    def _agrees(self, piece: Wording, offset: int, size: int) -> bool:
        """Whether the boundaries agree: a hard one is answered, on either side, by any."""
        hard = self.hard >> offset
        either = hard | self.soft >> offset
        hard &= (1 << size) - 1
        return piece.hard & either == piece.hard and hard & (piece.hard | piece.soft) == hard

    def _cuts_prefix(self, index: int) -> bool:
        return (
            index > 0
            and self.forms[index - 1] in _PREFIXES
            and _HYPHEN.fullmatch(self.between(index)) is not None
        )


def word_text(paragraphs: Iterable[str]) -> Wording:
    """Return the wording of a text given as paragraphs."""
    folded = [take_off_brackets(fold_typography(paragraph)) for paragraph in paragraphs]
    shown = "\n\n".join(folded)
    matches = list(_TOKEN.finditer(shown))
    spans = tuple(match.span() for match in matches)
    forms = tuple(_form(match.group(), match.lastgroup or "") for match in matches)
    kinds = [2] + [_boundary(shown, forms, spans, index) for index in range(1, len(forms))]
    starts, ranks = [0], [0]
    for form, kind in zip(forms, kinds, strict=False):
        starts.append(starts[-1] + len(form))
        ranks.append(ranks[-1] + (kind > 0))
    hard = _bits(forms, [kind == 2 for kind in kinds], ends=True)
    soft = _bits(forms, [kind < 2 for kind in kinds], ends=False)
    breaks = tuple(_breaks(folded, [start for start, _ in spans]))
    return Wording(shown, forms, spans, tuple(starts), tuple(ranks), hard, soft, breaks)


def fold_typography(text: str) -> str:
    """Return a text with letters, digits, apostrophes and marks in one form, its case kept."""
    if "[" in text:
        text = _NOTE_MARK.sub("", text)
    text = _GROUPED.sub(lambda m: "".join(m.group().split()), text)
    if not text.isascii():
        text = _NARROW_GROUP.sub(",", text)
        text = _fold_letters(INVISIBLE.sub("", text))
    return text.replace("`", "'")


def take_off_brackets(text: str) -> str:
    """Return a text without the brackets inside of words: "[T]he", "attack[ed]"."""
    return _IN_WORD.sub(lambda m: m[1] or m[2] or "", text) if "[" in text else text


def _fold_letters(text: str) -> str:
    text = _HEAPED.sub(r"\1", text)
    text = _FRACTION.sub(" ", text.translate(_ONE_FORM).translate(_TRADE_MARKS))
    text = _SUPERSCRIPT.sub(_fold_superscript, text)
    text = unicodedata.normalize("NFKC", text).replace("⁄", "/").replace("٪", "%")
    text = text.replace("٫", ".").replace("٬", ",")
    digits = {
        ord(c): str(unicodedata.decimal(c)) for c in set(text) if c > "\x7f" and c.isdecimal()
    }
    return _POINTS.sub("", text.translate(digits))


def _fold_superscript(match: re.Match[str]) -> str:
    """A power of ten and a square unit mean something; elsewhere it is the mark of a note."""
    base = match["base"]
    if not base:
        return ""
    raised = unicodedata.normalize("NFKC", match.group()[len(base) :])
    return f"{base}^{raised}" if base == "10" else f"{base}{raised}"


def _form(raw: str, kind: str) -> str:
    folded = raw.casefold()
    if not folded.isascii():
        folded = unicodedata.normalize("NFKC", folded)
    if kind == "number":
        return _number_form(folded)
    if "'" in folded and folded not in _CONTRACTED:
        return folded.replace("'", "")
    return "and" if folded == "&" else folded


def _number_form(raw: str) -> str:
    tight = "".join(raw.split()).replace("–", "-").replace("−", "-")
    tight = _THOUSANDS.sub(lambda m: m.group().replace(",", "").replace("'", ""), tight)
    tight = tight.replace("'", "")
    tight = _LEADING_POINT.sub("0.", tight)
    if not tight[-1].isalnum() and tight[-1] not in "%‰°+":
        tight = tight[-1] + tight[:-1]  # "5 €" is "€5"
    return tight


def _boundary(
    shown: str, forms: tuple[str, ...], spans: tuple[tuple[int, int], ...], index: int
) -> int:
    """Return 2 for a hard boundary before a form, 1 for a soft one, 0 for a soft one without blank."""
    gap = shown[spans[index - 1][1] : spans[index][0]]
    before, after = forms[index - 1], forms[index]
    if gap == " " and before[-1].isalpha() and after[0].isalpha() and len(before) > 1:
        return 2
    if _is_soft(gap, before, after):
        return int(gap.isspace())
    return 2


def _is_soft(gap: str, before: str, after: str) -> bool:
    last, first = before[-1], after[0]
    if last.isdigit() and first.isdigit():
        # Not "2 018", which nobody writes for 2018.
        return (
            gap.isspace()
            and before.isdigit()
            and len(before) in (2, 3)
            and bool(_GROUP.match(after))
        )
    if last.isdigit() or first.isdigit():
        return last.isalpha() + first.isalpha() == 1 and (
            gap.isspace() or bool(_HYPHEN.fullmatch(gap))
        )
    if gap in (".", "·", "_"):
        return True
    if _HYPHEN.fullmatch(gap):
        return True
    return gap[:1] == "." and gap[1:].isspace() and len(before) == len(after) == 1


def _bits(forms: tuple[str, ...], flags: list[bool], ends: bool) -> int:
    """Return the number whose bit n says whether a flagged form begins at offset n."""
    digits = "".join(
        ("1" if flag else "0") + "0" * (len(form) - 1)
        for form, flag in zip(forms, flags, strict=False)
    )
    return int(("1" if ends else "0") + digits[::-1], 2)


def _breaks(folded: list[str], offsets: list[int]) -> Iterator[int]:
    start = 0
    for paragraph in folded:
        yield bisect_left(offsets, start)
        start += len(paragraph) + 2
