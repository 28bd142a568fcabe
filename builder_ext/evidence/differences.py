"""What a text has at the place that is nearest to a quotation which it does not have.

rapidfuzz lines up the words; nothing is accepted because it is similar.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rapidfuzz.distance import Levenshtein

from builder_ext.evidence.quoted import Quotation
from builder_ext.evidence.wording import Range, Wording

_COMPARED = 300
"""How many words of a quotation are lined up with the source, in order to tell the difference."""
_ALIKE = 0.55
"""The share of its letters, in words in order, from which a quotation is altered and not absent."""
_SHOWN = 70
"""How many characters of a place are shown."""
_Change = tuple[int, int, int, int]
"""A half-open range of the wanted words, and the one of the text that stands for it."""


def excerpt(text: Wording, first: int, after: int) -> str:
    """Return what a paragraph has, in its own words: "¶ 9 has …"."""
    first, after = max(0, first), min(len(text), after)
    return f'¶ {text.paragraph(first)} has "{_clip(text.excerpt(first, after))}"'


def _clip(words: str) -> str:
    line = "".join(char if char.isprintable() else " " for char in words)
    if len(line) <= _SHOWN:
        return line
    head, tail = line[: _SHOWN // 2], line[-_SHOWN // 2 :]
    return f"{head.rsplit(' ', 1)[0]} … {tail.split(' ', 1)[-1]}"


def nearest_difference(quoted: Quotation, text: Wording) -> tuple[int, str] | None:
    """Return the nearest paragraph and the first differences; None where too little is alike."""
    shown = [form for piece in quoted.pieces for form in _shown_forms(piece.wording)][:_COMPARED]
    wanted = [form for piece in quoted.pieces for form in piece.wording.forms][:_COMPARED]
    window = _lined_up(wanted, text, _nearest(wanted, text))
    changes = _changes(wanted, text.forms[slice(*window)])
    letters = sum(map(len, wanted))
    changed = sum(len(word) for c in changes for word in wanted[c[0] : c[1]])
    if letters - changed < _ALIKE * letters:
        return None
    joints = _joint_positions(quoted)
    telling = [c for c in changes if c[0] < c[1] or c[0] not in joints]
    words = [_tell(shown, text, c, window[0]) for c in telling[:2]]
    if not words:  # A prefix cut off, or words that only a blank sets apart.
        words.append(excerpt(text, window[0] - 1, window[1] + 1))
    if len(telling) > 2:
        words.append(f"{len(telling) - 2} more")
    return text.paragraph(window[0]), "; ".join(words)


def _shown_forms(wording: Wording) -> list[str]:
    return [wording.excerpt(index, index + 1) for index in range(len(wording))]


def _joint_positions(quoted: Quotation) -> set[int]:
    positions, count = {0}, 0
    for piece in quoted.pieces:
        count += len(piece.wording)
        positions.add(count)
    return positions


def _nearest(wanted: Sequence[str], text: Wording) -> Range:
    """Return the range of words that has most letters of the wanted words in common with them."""
    width = len(wanted) + len(wanted) // 4 + 3
    need, have = Counter(wanted), Counter[str]()
    best, score, found = -1, 0, 0
    for index, form in enumerate(text.forms):
        if form in need:
            score += len(form) if have[form] < need[form] else 0
            have[form] += 1
        gone = text.forms[index - width] if index >= width else None
        if gone in need and gone is not None:
            have[gone] -= 1
            score -= len(gone) if have[gone] < need[gone] else 0
        if score > best:
            best, found = score, index
    return max(0, found + 1 - width), found + 1


def _lined_up(wanted: Sequence[str], text: Wording, window: Range) -> Range:
    """Return the window cut to where the wanted words would begin and end in it."""
    codes = Levenshtein.opcodes(wanted, text.forms[slice(*window)])
    equal = [code for code in codes if code.tag == "equal"]
    if not equal:
        return window
    first, last = equal[0], equal[-1]
    begin = window[0] + first.dest_start - first.src_start
    end = window[0] + last.dest_end + len(wanted) - last.src_end
    return max(0, begin), min(len(text), end)


def _changes(wanted: Sequence[str], there: Sequence[str]) -> list[_Change]:
    """Return the ranges that differ, of the wanted words and of those that are there."""
    changes: list[_Change] = []
    for tag, *ranges in Levenshtein.opcodes(wanted, there):
        a, b, c, d = (int(number) for number in ranges)
        if tag == "equal":
            continue
        if changes and changes[-1][1] == a and changes[-1][3] == c:
            a, _, c, _ = changes.pop()
        changes.append((a, b, c, d))
    return changes


def _tell(shown: Sequence[str], text: Wording, change: _Change, begin: int) -> str:
    """Say in words what a quotation has and the text has not, or the other way round."""
    first, after, there, until = change
    wanted = _clip(" ".join(shown[first:after]))
    there, until = begin + there, begin + until
    if first == after:
        return f'"{_clip(text.excerpt(there, until))}" is left out; {excerpt(text, there - 1, until + 1)}'
    if there == until:
        return f'"{wanted}" is not there; {excerpt(text, there - 2, until + 2)}'
    return f'"{wanted}" is not there; {excerpt(text, there, until)}'
