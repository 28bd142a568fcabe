"""A quotation taken apart: the pieces that are quoted, and what stands between them.

A bracket stands for source words, or for none.  "[T]he" is the word "the" in any case, "attack[ed]" a
word that begins with "attack".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from builder_ext.evidence.negations import negates
from builder_ext.evidence.wording import Range, Wording, fold_typography, word_text
from builder_ext.patterns import late

OMITTED = 60
"""How many words an ellipsis stands for at most: about two sentences."""
_OMITTED_BESIDE = {1: 12, 2: 30}
"""How many words an ellipsis stands for beside a piece of so many words: a single word is anywhere."""
BRACKETED = 6
"""How many words a bracket stands for at most (SPEC 4), and holds at most."""
MOST_JOINTS = 40
"""With more brackets and ellipses it is no quotation: a bound on time."""

_DOTS = r"\.(?: ?\.){2,}"
_OMISSION = late(rf"[\[(] ?{_DOTS} ?[\])]|{_DOTS}|\[ ?\]")
_MENDED = late(
    r"(?P<mended>(?<!\w)(?<!\w')(?<!\])(?:[^\W\d_]+(?:\[[^\W\d_]{0,8}\][^\W\d_]*)+"
    r"|\[[^\W\d_]{1,8}\][^\W\d_]+(?:\[[^\W\d_]{0,8}\][^\W\d_]*)*|[^\W\d_]+\[n't\]))"
)
_MARKUP = late(
    rf"(?P<omission>{_OMISSION.pattern})|{_MENDED.pattern}|\[(?P<bracket>[^\[\]]*)\](?:'s\b)?"
)
_MENDED_PART = late(r"\[([^\[\]]*)\]")


@dataclass(frozen=True, slots=True)
class Joint:
    """What stands between two pieces; with neither ellipsis nor bracket they touch."""

    ellipsis: bool = False
    bracket: bool = False
    inserted: tuple[str, ...] = ()
    words: int = 0

    def __or__(self, other: Joint) -> Joint:
        return Joint(
            self.ellipsis or other.ellipsis,
            self.bracket or other.bracket,
            self.inserted + other.inserted,
            self.words + other.words,
        )


@dataclass(frozen=True, slots=True)
class Piece:
    """Words to be found as they stand, or one word that a bracket changes (``head`` and ``tail``)."""

    wording: Wording
    head: str = ""
    tail: str = ""

    def places(self, text: Wording, first: int = 0, until: int | None = None) -> Iterator[Range]:
        """Yield where the piece stands, if it begins at ``first`` to ``until`` (included)."""
        if not self.head:
            yield from text.places(self.wording, first, until)
            return
        stop = len(text) if until is None else min(until + 1, len(text))
        for index in range(first, stop):
            if self._is_form_of(text.forms[index]):
                yield index, index + 1

    def _is_form_of(self, word: str) -> bool:
        """Whether only the bracketed letters differ, and no negation comes or goes."""
        whole = self.wording.forms[0]
        spare = len(word) - len(self.head) - len(self.tail)
        return word == whole or (
            0 <= spare <= 5
            and word.startswith(self.head)
            and word.endswith(self.tail)
            and negates(word) == negates(whole)
            and word.endswith("less") == whole.endswith("less")
        )


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation taken apart: its pieces and what joins them, before the first and after the last.

    ``literal`` is all of its words, brackets being mere punctuation.
    """

    literal: Wording
    pieces: tuple[Piece, ...]
    joints: tuple[Joint, ...]
    before: Joint
    after: Joint

    @property
    def plain(self) -> bool:
        """Whether it is one run of words, with no bracket and no ellipsis."""
        return len(self.pieces) == 1 and not self.pieces[0].head and not self.edged

    @property
    def edged(self) -> bool:
        """Whether a bracket stands at one of its ends."""
        return self.before.bracket or self.after.bracket

    @property
    def telling(self) -> bool:
        """Whether it holds enough words of its own, and in a row, to be looked for."""
        stretches = self.stretches
        return self.plain or (sum(stretches) >= 2 and max(stretches) >= 2)

    @property
    def stretches(self) -> list[int]:
        """How many words stand between ellipses."""
        counts = [0]
        for joint, piece in zip((Joint(), *self.joints), self.pieces, strict=True):
            if joint.ellipsis:
                counts.append(0)
            counts[-1] += len(piece.wording)
        return counts

    def rooms(self) -> Iterator[int]:
        """Yield how many words each joint may stand for."""
        stretches, position = self.stretches, 0
        for joint in self.joints:
            if joint.ellipsis:
                shorter = min(stretches[position : position + 2])
                position += 1
                yield _OMITTED_BESIDE.get(shorter, OMITTED)
            else:
                yield BRACKETED if joint.bracket else 0


@lru_cache(maxsize=4096)
def take_apart(quotation: str) -> Quotation:
    """Return a quotation, given without its outer marks, as pieces and joints."""
    text = " ".join(fold_typography(quotation).split())
    if "[" not in text and "..." not in text.replace(" ", ""):
        literal = word_text([text])
        whole = (Piece(literal),) if literal.forms else ()
        return Quotation(literal, whole, (), Joint(), Joint())
    pieces, joints = _pieces_and_joints(text)
    return Quotation(
        word_text([_OMISSION.sub(" — ", text)]), pieces, joints[1:-1], joints[0], joints[-1]
    )


def _pieces_and_joints(text: str) -> tuple[tuple[Piece, ...], tuple[Joint, ...]]:
    """Return the pieces, and the joints before, between and after them."""
    pieces: list[Piece] = []
    joints = [Joint()]
    for part in _parts(text):
        if isinstance(part, Joint):
            joints[-1] |= part
        else:
            pieces.append(part)
            joints.append(Joint())
    return tuple(pieces), tuple(joints)


def _parts(text: str) -> Iterator[Piece | Joint]:
    """Yield pieces and joints in order; brackets within words that change no letter are no joints."""
    position = written = 0
    plain: list[str] = []
    for match in _MARKUP.finditer(text):
        plain.append(text[position : match.start()])
        position = match.end()
        part = _part(match)
        if isinstance(part, str):
            plain.append(part)
            continue
        yield from _plain_piece(plain)
        plain = []
        yield part
        written += 1
        if written > MOST_JOINTS:
            break
    yield from _plain_piece([*plain, text[position:]])


def _plain_piece(plain: list[str]) -> Iterator[Piece]:
    wording = word_text(["".join(plain)])
    if wording.forms:
        yield Piece(wording)


def _part(match: re.Match[str]) -> Piece | Joint | str:
    """Return what a piece of markup is; a word with its first letter changed is plain text."""
    if match["omission"]:
        return Joint(ellipsis=True)
    if match["mended"] is None:
        inside = word_text([match["bracket"]])
        return Joint(bracket=True, inserted=inside.forms, words=inside.count(0, len(inside)))
    whole = _MENDED_PART.sub(r"\1", match["mended"])
    outside = _MENDED_PART.split(match["mended"])[::2]
    first = 0 if outside[0] else 1
    if len(outside) - first < 2 or len(outside[first]) < 2 or whole.endswith("n't"):
        return whole
    leading = _MENDED_PART.split(match["mended"])[1] if first else ""
    wording = word_text([whole])
    head = word_text([leading + outside[first]]).chars
    return Piece(wording, head, word_text([outside[-1]]).chars) if len(wording) == 1 else whole
