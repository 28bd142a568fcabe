"""A block as it comes from the document tree: its prose as plain text, and what stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from builder_ext.model import BadCitation, Citation, Waiver
from builder_ext.statements.places import SourceText


@dataclass(frozen=True, slots=True)
class FootnoteReference:
    """A reference to a footnote by its label."""

    label: str


@dataclass(frozen=True, slots=True)
class LiteralMark:
    """A mark that took no effect and stands in the text as it was written."""

    text: str


@dataclass(frozen=True, slots=True)
class Marker:
    """Something that stands in the prose without being prose, at half-open offsets of its text.

    A citation that is its sentence's subject takes up room (a stand-in word, so that the sentence
    keeps a beginning); all others have none.
    """

    start: int
    end: int
    what: Citation | BadCitation | Waiver | FootnoteReference | LiteralMark


@dataclass(frozen=True, slots=True)
class MarkSpan:
    """The author's mark on half-open offsets of a block's text."""

    start: int
    end: int
    mark: str


@dataclass(frozen=True, slots=True)
class Block:
    """A run of prose (SPEC 1).

    ``offsets`` hold, for each character of ``text``, where it stands in ``source``, -1 where that
    is not known; ``line`` is the block's line for that case.  ``whole`` makes one statement of it
    (a table row, a block quote).  ``items`` are the lists that the block stands in, outermost
    first, each with the number of the item; ``leads`` and ``ident`` tie a lead-in to the list or
    block quote after it.  ``pointing`` are the offsets of links within the project.  ``covering``
    are citations from outside of the prose, ``covered_by`` says in words where they stand.
    """

    text: str
    offsets: Sequence[int]
    source: SourceText
    line: int
    shape: str = "sentence"
    markers: tuple[Marker, ...] = ()
    marks: tuple[MarkSpan, ...] = ()
    mark: str = ""
    mark_ident: int | None = None
    confidence: str = ""
    protected: tuple[tuple[int, int], ...] = ()
    prose_from: int = 0
    covering: tuple[Citation, ...] = ()
    covering_bad: tuple[BadCitation, ...] = ()
    covered_by: str = ""
    items: tuple[tuple[int, int], ...] = ()
    leads: int | None = None
    ident: int | None = None
    footnote: str | None = None
    section: tuple[int, ...] = (0,)
    links: tuple[str, ...] = ()
    pointing: tuple[tuple[int, int], ...] = ()
    attribution: str = ""

    @property
    def whole(self) -> bool:
        """Whether the block is one statement."""
        return self.shape != "sentence"
