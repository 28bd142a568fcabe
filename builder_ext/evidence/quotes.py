"""Whether a source has a quotation's words, and if not, what it has instead.

Words are compared one by one (`wording`); nothing is accepted because it is similar.

An ellipsis stands for at most `OMITTED` words and two paragraph ends, fewer beside a piece of one or
two words.  What it leaves out may hold a negation only where what was negated is left out too.
Words that interrupt a speech outside of its quotation marks (`life,” she said, “and`) need no ellipsis.
A bracket stands for at most six words and holds no more than six; "[T]he" is the word "the" in any
case, "attack[ed]" a word that begins with "attack".  A negation stands on both sides or on neither.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, pairwise
from typing import TypeVar

from builder_ext.evidence.differences import excerpt, nearest_difference
from builder_ext.evidence.negations import first_negation, negates
from builder_ext.evidence.quoted import (
    BRACKETED,
    MOST_JOINTS,
    OMITTED,
    Joint,
    Piece,
    Quotation,
    take_apart,
)
from builder_ext.evidence.texts import ArticleText
from builder_ext.evidence.wording import Range, Wording
from builder_ext.patterns import late

_MOST_PLACES = 10_000
"""How many places of pieces are looked at for one quotation: a bound on time, not met in prose."""
_RUN, _MOST_RUNS = 3, 6
"""Of how few words a spliced piece is, and of how many pieces a spliced quotation."""
_NEAR = 15
"""Within how many words pieces in order are one place with words left out: altered, not spliced."""
_SENTENCE_END = late(r"[.!?]|\n\n")
_CLAUSE_END = late(r"[.!?,;:()—]|--|\s[-–]\s|\n\n")

_STRANDED = frozenset(
    """is are was were be been do does did has have had will would can could shall should may might
    must am""".split()
)
"""Verbs that are turned round when a "not" right after them is left out."""
_LIGHT = frozenset(
    """a an the any be been being is are was were do does did have has had to of in on at by yet ever
    only even just really actually one all that this these those""".split()
)
"""Words after a negation that are not what it negates."""


@dataclass(frozen=True, slots=True)
class QuoteMatch:
    """How a text holds a quotation: ``how`` is "exact", "altered", "spliced" or "absent".

    ``paragraphs`` count from 1: all in which an exact match begins, otherwise the nearest one; empty
    where it is absent.  ``difference`` says on one line what the text has instead, empty where the
    match is exact or absent.
    """

    how: str
    paragraphs: tuple[int, ...] = ()
    difference: str = ""


_Path = tuple[Range, ...]
_Objection = Callable[[Joint, int, int, int], str]
_Found = TypeVar("_Found")


def match_quotation(quotation: str, text: ArticleText) -> QuoteMatch:
    """Return how a text holds a quotation, given without its outer marks."""
    paragraphs = quoted_paragraphs(quotation, text)
    if paragraphs:
        return QuoteMatch("exact", paragraphs)
    quoted = take_apart(quotation)
    if not quoted.pieces or not text.wording.forms:
        return QuoteMatch("absent")
    return (
        _objected(quoted, text.wording)
        or _spliced(quoted, text.wording)
        or _altered(quoted, text.wording)
    )


def quoted_paragraphs(quotation: str, text: ArticleText) -> tuple[int, ...]:
    """Return the paragraphs, from 1, in which a quotation begins word for word; empty for none.

    A tenth of the work of `match_quotation` where the words are not there.
    """
    quoted = take_apart(quotation)
    if not quoted.pieces:
        return ()
    found = _quoted_in(quoted, text.wording)
    if not found and text.speech is not None:
        found = _quoted_in(quoted, text.speech)
    return tuple(sorted(found))


def _quoted_in(quoted: Quotation, wording: Wording) -> set[int]:
    found = set(_paragraphs(wording, quoted.literal))
    if not found and not quoted.plain and quoted.telling:
        paths = _paths(quoted, wording, lambda *gap: _objection(wording, *gap))
        found = {
            wording.paragraph(path[0][0])
            for path in paths
            if not _objection_at_ends(quoted, wording, path)
        }
    return found


def _paragraphs(text: Wording, piece: Wording) -> Iterator[int]:
    """Yield each paragraph in which a piece begins, once."""
    first = 0
    while place := next(text.places(piece, first), None):
        number = text.paragraph(place[0])
        yield number
        if number >= len(text.breaks):
            return
        first = text.breaks[number]


# --- following the pieces through the text


def _paths(quoted: Quotation, text: Wording, objection: _Objection) -> Iterable[_Path]:
    """Return one way through the text for each place where the last piece ends.

    ``objection`` is asked about a joint, the gap that it stands for, and the room that it has.
    """
    if len(quoted.joints) > MOST_JOINTS or not _all_there(quoted, text):
        return ()
    first, *rest = quoted.pieces
    paths: dict[int, _Path] = {
        after: ((begin, after),) for begin, after in _some(first.places(text))
    }
    for joint, room, piece in zip(quoted.joints, quoted.rooms(), rest, strict=True):
        paths = _follow(paths, joint, room, piece, text, objection)
    return paths.values()


def _follow(
    paths: dict[int, _Path],
    joint: Joint,
    room: int,
    piece: Piece,
    text: Wording,
    objection: _Objection,
) -> dict[int, _Path]:
    reach = 2 * OMITTED if joint.ellipsis or joint.bracket else 0
    candidates = (
        (path, begin, after)
        for end, path in paths.items()
        for begin, after in piece.places(text, end, end + reach)
    )
    longer: dict[int, _Path] = {}
    for path, begin, after in _some(candidates):
        # Of several ways to one place the last is the shortest.
        if not objection(joint, room, path[-1][1], begin):
            longer[after] = (*path, (begin, after))
    return longer


def _some(places: Iterable[_Found]) -> Iterator[_Found]:
    return islice(places, _MOST_PLACES)


def _all_there(quoted: Quotation, text: Wording) -> bool:
    return all((piece.head or piece.wording.chars) in text.chars for piece in quoted.pieces)


# --- what a bracket or an ellipsis must not do


def _objection(text: Wording, joint: Joint, room: int, end: int, begin: int) -> str:
    """Say why a joint can't stand for the words between two pieces, empty where it can."""
    if _is_far(text, joint, room, end, begin):
        return f"{text.count(end, begin)} words stand between its pieces"
    if joint.bracket and joint.words > BRACKETED:
        return f"a bracket holds {joint.words} words"
    if _swallows(text, joint, end, begin):
        return "words are left out beside a bracket that the text has as well"
    hidden = first_negation(text.forms[end:begin])
    if joint.inserted and not hidden and (added := first_negation(joint.inserted)):
        return f'a bracket adds "{added}"'
    if joint.ellipsis and not first_negation(joint.inserted) and _omits_negation(text, end, begin):
        return f'the ellipsis leaves out "{hidden}"'
    if hidden and joint.bracket and not joint.ellipsis and not first_negation(joint.inserted):
        return f'a bracket hides "{hidden}"'
    return ""


def _swallows(text: Wording, joint: Joint, end: int, begin: int) -> bool:
    """Whether a bracket is the text's own, and words after it are missing."""
    after = end + len(joint.inserted)
    own = bool(joint.inserted) and text.forms[end:after] == joint.inserted
    return own and after < begin and not joint.ellipsis and "[" in text.between(end)


def _is_far(text: Wording, joint: Joint, room: int, end: int, begin: int) -> bool:
    leap = text.paragraph(begin) - text.paragraph(end - 1)
    return text.count(end, begin) > room or (joint.ellipsis and leap > 2)


def _omits_negation(text: Wording, end: int, begin: int) -> bool:
    """Whether a gap takes a negation off what is quoted beside it.

    It counts where what it negates is quoted: when only light words stand after it, or when it follows
    on an auxiliary verb; and a gap of one or two words is little but the negation.
    """
    words, count = text.forms[end:begin], text.count(end, begin)
    last = max((index for index, word in enumerate(words) if negates(word)), default=None)
    if last is None:
        return False
    strands = negates(words[0]) and text.forms[end - 1] in _STRANDED
    since = range(end + last + 1, begin + 1)
    return (
        count <= 2
        or (strands and count <= BRACKETED)
        or (
            all(word in _LIGHT for word in words[last + 1 :])
            and not any(_CLAUSE_END.search(text.between(index)) for index in since)
        )
    )


def _objection_at_ends(quoted: Quotation, text: Wording, path: _Path) -> str:
    """Say whether a bracket at an end adds a negation, or stands where one is; empty if neither."""
    begin, end = path[0][0], path[-1][1]
    before = _same_sentence(text, range(begin, begin - BRACKETED, -1), -1)
    after = _same_sentence(text, range(end, end + BRACKETED), 0)
    for joint, words in ((quoted.before, before), (quoted.after, after)):
        if not joint.bracket:
            continue
        if joint.words > BRACKETED:
            return f"a bracket holds {joint.words} words"
        added = first_negation(joint.inserted)
        if added and not first_negation(words):
            return f'a bracket adds "{added}"'
        if words and not added and negates(words[0]):
            return f'a bracket hides "{first_negation(words)}"'
    return ""


def _same_sentence(text: Wording, boundaries: Iterable[int], side: int) -> list[str]:
    """The words beyond each boundary in turn, until a sentence ends there."""
    words: list[str] = []
    for boundary in boundaries:
        if not 0 < boundary < len(text) or _SENTENCE_END.search(text.between(boundary)):
            break
        words.append(text.forms[boundary + side])
    return words


# --- telling what the text has instead


def _objected(quoted: Quotation, text: Wording) -> QuoteMatch | None:
    """Return what keeps the pieces, though in order and near, from being the quotation."""
    if quoted.plain:
        return None
    path = next(iter(_paths(quoted, text, lambda *_: "")), None)
    if path is None:
        return None
    begin, end = path[0][0], path[-1][1]
    if not quoted.telling:
        how, why = "altered", "too few words stand outside of brackets"
    elif (found := _first_objection(quoted, text, path)) is not None:
        how, why = found
    else:
        how = "altered"
        why = f"{_objection_at_ends(quoted, text, path)}; {excerpt(text, begin - 3, end + 3)}"
    return QuoteMatch(how, (text.paragraph(begin),), why)


def _first_objection(quoted: Quotation, text: Wording, path: _Path) -> tuple[str, str] | None:
    """Return how the first gap that a joint can't stand for spoils the quotation, and why."""
    gaps = zip(quoted.joints, quoted.rooms(), pairwise(path), strict=True)
    for joint, room, ((_, end), (begin, _)) in gaps:
        if why := _objection(text, joint, room, end, begin):
            far = joint.ellipsis and _is_far(text, joint, room, end, begin)
            why = f"{why}; {excerpt(text, end - 2, begin + 2)}"
            return ("spliced" if far else "altered"), why
    return None


def _spliced(quoted: Quotation, text: Wording) -> QuoteMatch | None:
    """Return whether all pieces are there, but not in this order or not near each other."""
    if quoted.plain:
        places = _runs(quoted.literal, text)
    else:
        if min(len(piece.wording) for piece in quoted.pieces) < 2:
            return None
        places = [next(piece.places(text), (0, 0)) for piece in quoted.pieces[: MOST_JOINTS + 1]]
    if len(places) < 2 or not all(after for _, after in places):
        return None
    numbers = [text.paragraph(begin) for begin, _ in places]
    pieces = ", ".join(f"¶ {number}" for number in dict.fromkeys(numbers))
    return QuoteMatch(
        "spliced", (numbers[0],), f"its pieces are not next to each other in this order ({pieces})"
    )


def _runs(words: Wording, text: Wording) -> list[Range]:
    """Return where the runs that make up the words stand; empty where they are near, or not there."""
    places: list[Range] = []
    first, near = 0, True
    while first < len(words):
        size, found = _longest(words, first, text)
        if size < _RUN and first + size == len(words):
            found = next(text.places(words.part(max(0, first + size - _RUN), first + size)), None)
        elif size < _RUN:
            found = None
        if found is None or len(places) >= _MOST_RUNS:
            return []
        if places:
            following = text.places(
                words.part(first, first + size), places[-1][1], places[-1][1] + _NEAR
            )
            near = near and next(following, None) is not None
        places.append(found)
        first += size
    return [] if near else places


def _longest(words: Wording, first: int, text: Wording) -> tuple[int, Range | None]:
    """Return how many words from the first on stand somewhere in a row, and where."""
    found: Range | None = None
    low, high = 0, len(words) - first
    step = 1
    while low < high:
        size = min(low + step, high)
        place = next(text.places(words.part(first, first + size)), None)
        if place:
            low, found, step = size, place, step * 2
        else:
            high, step = size - 1, max(1, (size - low) // 2)
    return low, found


def _altered(quoted: Quotation, text: Wording) -> QuoteMatch:
    """Return where most of the words are, and how they differ; absent where they are nowhere."""
    found = nearest_difference(quoted, text)
    if found is None:
        return QuoteMatch("absent")
    paragraph, difference = found
    return QuoteMatch("altered", (paragraph,), difference)
