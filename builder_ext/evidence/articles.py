"""The sources' texts at hand, each read when it is first wanted and kept."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from builder_ext.evidence.article_values import read_values
from builder_ext.evidence.names import ArticleNames
from builder_ext.evidence.numbers import Amount
from builder_ext.evidence.passages import Passages
from builder_ext.evidence.quotes import QuoteMatch, match_quotation, quoted_paragraphs
from builder_ext.evidence.texts import ArticleText
from builder_ext.evidence.values import ArticleValues
from builder_ext.evidence.verbatim import Verbatim
from builder_ext.model import Library, Source
from builder_ext.sources.snapshots import Snapshot, SnapshotProblem, Snapshots


class Article:
    """A source with the text of its snapshot; what is derived from it is computed once."""

    def __init__(self, source: Source, snapshot: Snapshot) -> None:
        self.source = source
        self.snapshot = snapshot

    @cached_property
    def text(self) -> ArticleText:
        """The paragraphs and their words."""
        return ArticleText(self.snapshot.text)

    @cached_property
    def values(self) -> ArticleValues:
        """The numbers, amounts and dates, resolved by the entry's date."""
        return ArticleValues(self.text.paragraphs, self.source.date, entry_words(self.source))

    def amounts_in(self, paragraph: int) -> tuple[Amount, ...]:
        """Return the amounts of a paragraph, counted from 1; the others need not be read for it."""
        if "values" in self.__dict__:
            return self.values.amounts.get(paragraph, ())
        return read_values(self.text.paragraphs[paragraph - 1]).amounts

    @cached_property
    def names(self) -> ArticleNames:
        """The proper names, the entry's included."""
        return ArticleNames(self.text.paragraphs, entry_words(self.source))

    @cached_property
    def entry(self) -> ArticleText:
        """The entry's own words as a text."""
        return entry_text(self.source)

    @cached_property
    def passages(self) -> Passages:
        """The paragraphs, to be ranked by nearness to a statement."""
        return Passages(self.text)

    @cached_property
    def verbatim(self) -> Verbatim:
        """The paragraphs as they are written."""
        return Verbatim(self.text.paragraphs)

    def match(self, quotation: str) -> QuoteMatch:
        """Return how the text holds a quotation."""
        if paragraphs := self.verbatim.quotation(quotation):
            return QuoteMatch("exact", paragraphs)
        return match_quotation(quotation, self.text)

    def quoted_in(self, quotation: str) -> tuple[int, ...]:
        """Return the paragraphs, from 1, in which a quotation begins word for word."""
        if not self.verbatim.may_hold(quotation):
            return ()
        return quoted_paragraphs(quotation, self.text)


def entry_text(source: Source) -> ArticleText:
    """Return an entry's own words as a text of one paragraph."""
    return ArticleText(entry_words(source))


def entry_words(source: Source) -> str:
    """Return the words of an entry that carry as its text does: title, date, author, outlet."""
    given = (source.title, source.field("subtitle"), source.date, source.outlet)
    return ". ".join((*(word for word in given if word), *source.authors, *source.origins))


class Articles:
    """The articles of a library by key.

    ``snapshots`` is None where no text is to be read.  A snapshot that cannot be read counts as
    absent and is named in `problems`.
    """

    def __init__(self, library: Library, snapshots: Snapshots | None = None) -> None:
        self._library = library
        self._snapshots = snapshots
        self._read: dict[str, Article | None] = {}
        self._problems: dict[str, SnapshotProblem] = {}
        self._digests: dict[str, str] = {}

    def get(self, key: str) -> Article | None:
        """Return the article of a key; None without a source or without a readable snapshot."""
        if key not in self._read:
            self._read[key] = self._article(key)
        return self._read[key]

    def glance(self, key: str) -> Article | None:
        """Return the article of a key as `get` does; one that nobody has read yet is not kept."""
        return self._read[key] if key in self._read else self._article(key)

    def _article(self, key: str) -> Article | None:
        source = self._library.get(key)
        if source is None or self._snapshots is None:
            return None
        found = self._snapshots.read(key)
        if isinstance(found, SnapshotProblem):
            self._problems[key] = found
            return None
        if found is None:
            return None
        self._digests[key] = found.sha256
        return Article(source, found)

    def has_seen(self, key: str) -> bool:
        """Return whether a key's snapshot was read, and could be."""
        return key in self._digests

    def digest(self, key: str) -> str | None:
        """Return the hash of a key's snapshot without keeping its text; None where there is none."""
        if key in self._digests or key in self._read or self._snapshots is None:
            return self._digests.get(key)
        found = self._snapshots.digest(key)
        return found if isinstance(found, str) else None

    def read(self, keys: Iterable[str]) -> Iterator[Article]:
        """Yield the articles at hand among keys."""
        for key in keys:
            if (article := self.get(key)) is not None:
                yield article

    @property
    def problems(self) -> tuple[SnapshotProblem, ...]:
        """The snapshots that were wanted and could not be read, by key."""
        return tuple(self._problems[key] for key in sorted(self._problems))

    def examined(self, keys: Iterable[str]) -> tuple[SnapshotProblem, ...]:
        """Return what is wrong with the snapshots of some keys, whether anybody wanted them or not."""
        for key in keys:
            # What was read has no problem.
            if not self.has_seen(key):
                self.glance(key)
        return self.problems
