"""The numbers, dates and amounts of one source's text, found by their normal forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as day_of
from decimal import Decimal
from itertools import pairwise

from builder_ext.evidence.dates import (
    DateMention,
    Parts,
    Span,
    meanings,
    move,
    publication_span,
    read_dates,
    share_years,
    starts_date,
)
from builder_ext.evidence.numbers import Amount, read_amount, share_units, starts_amount, tokens_of

Key = tuple[str | int, ...]
"""What a text is searched by: ("n", "25"), ("ymd", 2019, 12, 27), ("weekday", 4)."""

_SENTENCE_END = re.compile(r"[.!?]\s")
_NEAR_NUMBER = 60
"""Within so many characters two numbers are side by side."""
_MOST_FORMS = 3
_NEAR_YEAR = 100
"""Within so many characters a year belongs to a date without one, in the same sentence."""
_MOST_YEARS = 60
"""Of so many years that a text without a date names, any may be that of a date."""


@dataclass(frozen=True, slots=True)
class Readings:
    """The amounts and the dates of a text, in order."""

    amounts: tuple[Amount, ...]
    dates: tuple[DateMention, ...]


@dataclass(slots=True)
class Open:
    """What in a text no date resolves: weekdays by number, and steps ("day", "year")."""

    weekdays: set[int] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)


def read_values(text: str) -> Readings:
    """Return the amounts and dates of a text."""
    tokens = tokens_of(text)
    amounts: list[Amount] = []
    dates: list[DateMention] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        found = read_dates(text, tokens, at) if starts_date(token) else None
        if found is not None:
            dates.extend(found.mentions)
            if found.tokens:
                at += found.tokens
                continue
        amount = read_amount(text, tokens, at) if starts_amount(token) else None
        if amount is not None:
            amounts.append(amount)
        at += amount.tokens if amount else 1
    return Readings(tuple(share_units(text, amounts)), tuple(share_years(text, dates)))


class ArticleValues:
    """The values of one source's text, read once and found by their normal forms.

    ``date`` is the entry's date as biblatex writes it ("2020-03-20", "2020-03", "2020", two with "/"
    between them); what cannot be read counts as none, and a date that the text bears at its top then
    stands for it.  ``entry`` holds the entry's own words, which carry too, in no paragraph.
    ``dates`` and ``amounts`` have those of each paragraph, a date with the days that it may mean.
    """

    def __init__(self, paragraphs: Sequence[str], date: str | None, entry: str = "") -> None:
        self.paragraphs = tuple(paragraphs)
        given = publication_span(date)
        read = [read_values(paragraph) for paragraph in self.paragraphs]
        self.spans: tuple[Span, ...] = (given,) if given else _own_dates(self.paragraphs, read)
        # Only where the entry gives no date: then a year that the text names may be that of any date.
        years = dict.fromkeys(year for one in read for _, _, year in _years_at(one))
        self._years = () if given else tuple(years)[:_MOST_YEARS]
        self.dates: dict[int, list[tuple[DateMention, frozenset[Parts]]]] = {}
        self.amounts = {n: one.amounts for n, one in enumerate(read, start=1) if one.amounts}
        self.open = Open()
        self.numbers: dict[str, dict[Decimal, set[int]]] = {}
        self._index: dict[Key, set[int]] = {}
        self._anchors: dict[str, set[Parts]] = {}
        for number, (text, found) in enumerate(zip(self.paragraphs, read, strict=True), start=1):
            self._add_paragraph(text, found, number)
        own = f"{entry}\n{date or ''}"
        self._add_paragraph(own, read_values(own), 0)

    def where(self, key: Key) -> set[int]:
        """Return the paragraphs that hold a key; 0 stands for the entry."""
        return self._index.get(key, set())

    def dated(self, parts: Parts) -> set[int]:
        """Return the paragraphs that give a date, at least as exactly as asked."""
        year, month, day = parts
        if month is None:
            return self.where(("y", year or 0))
        if year is None:
            return self.where(("m", month) if day is None else ("md", month, day))
        if day is None:
            return self.where(("ym", year, month)) | self.where(("?m", month))
        return self.where(("ymd", year, month, day)) | self.where(("?md", month, day))

    @property
    def names_days(self) -> bool:
        """Whether the text gives a day of a month that needs no other day to be told."""
        return ("absolute", "day") in self._index

    @property
    def names_years(self) -> bool:
        """Whether the text gives a year."""
        return ("absolute", "year") in self._index

    def _add(self, key: Key, paragraph: int) -> None:
        self._index.setdefault(key, set()).add(paragraph)

    def _add_paragraph(self, text: str, found: Readings, number: int) -> None:
        for amount in found.amounts:
            self._add_amount(amount, number)
        for left, right in pairwise(found.amounts):
            for key in pair_keys(text, left, right):
                self._add(key, number)
        years = sorted(_years_at(found))
        near = _NearYears(text, years)
        for mention in found.dates:
            self._add_mention(mention, text, near, number)

    def _add_amount(self, amount: Amount, paragraph: int) -> None:
        for key in keys_of(amount):
            self._add(key, paragraph)
            if key[0] == "y":
                self._add(("absolute", "year"), paragraph)
            kind = str(key[0])
            if kind in _MEASURED or kind == amount.unit:
                held = self.numbers.setdefault(kind, {})
                held.setdefault(Decimal(key[1]), set()).add(paragraph)

    def _add_mention(
        self, mention: DateMention, text: str, near: _NearYears, paragraph: int
    ) -> None:
        if mention.weekday is not None:
            self._add(("weekday", mention.weekday), paragraph)
        found = self._from_anchor(mention) if mention.anchored else self._meant(mention, text, near)
        if not found:
            self._leave_open(mention)
        if mention.day or (mention.year and mention.month):
            self._add(("absolute", "day" if mention.day else "month"), paragraph)
        self.dates.setdefault(paragraph, []).append((mention, frozenset(found)))
        told = mention.year is not None or not (self.spans and self.spans[0].guessed)
        for parts in found:
            self._add_date(parts, paragraph, told)
        self._drop_anchor(found)

    def _meant(self, mention: DateMention, text: str, near: _NearYears) -> set[Parts]:
        years = near.of(mention)
        if not self.spans:
            return meanings(mention, text, None, years)
        if mention.month and mention.year is None:
            years += self._years
        return set().union(*(meanings(mention, text, span, years) for span in self.spans))

    def _leave_open(self, mention: DateMention) -> None:
        if mention.weekday is not None:
            self.open.weekdays.add(mention.weekday)
        else:
            self.open.steps.add(mention.step)

    def _from_anchor(self, mention: DateMention) -> set[Parts]:
        needed = {"week": "day"}.get(mention.step, mention.step)
        moved = (
            move(parts, mention.step, mention.shift) for parts in self._anchors.get(needed, ())
        )
        return {parts for parts in moved if parts is not None}

    def _drop_anchor(self, found: Iterable[Parts]) -> None:
        """Remember a date as what the next "two days later" is counted from."""
        dates = set(found)
        if not dates:
            return
        for step, n in (("year", 0), ("month", 1), ("day", 2)):
            if given := {parts for parts in dates if parts[n] is not None}:
                self._anchors[step] = given

    def _add_date(self, parts: Parts, paragraph: int, told: bool) -> None:
        """Add a date; a year that is not ``told`` but guessed does not stand for itself."""
        year, month, day = parts
        if year is not None and told:
            self._add(("y", year), paragraph)
            self._add(("absolute", "year"), paragraph)
        if month is None:
            return
        self._add(("m", month), paragraph)
        if day is None:
            self._add(("?m", month) if year is None else ("ym", year, month), paragraph)
            return
        self._add(("md", month, day), paragraph)
        if year is None:
            self._add(("?m", month), paragraph)
            self._add(("?md", month, day), paragraph)
            return
        self._add(("ym", year, month), paragraph)
        self._add(("ymd", year, month, day), paragraph)
        if paragraph:
            # The day of publication is carried, but "on Friday" is no way to name it.
            self._add(("weekday", day_of(year, month, day).weekday()), paragraph)


_TOP, _TOP_WORDS = 8, 25
"""Within so many paragraphs, of so many words at most, a text bears its own date."""
_MOST_HEADS = 4
_SENTENCE_CLOSE = re.compile(r"[.!?][\"”’')\]]*\s*\Z")


def _own_dates(paragraphs: Sequence[str], read: Sequence[Readings]) -> tuple[Span, ...]:
    """Return the days that the head of a text gives outside of its sentences."""
    days = {
        day_of(mention.year, mention.month, mention.day)
        for text, found in zip(paragraphs[:_TOP], read, strict=False)
        if len(text.split()) <= _TOP_WORDS and not _SENTENCE_CLOSE.search(text)
        for mention in found.dates
        if mention.year and mention.month and mention.day and mention.other is None
    }
    return tuple(Span(day, day, guessed=True) for day in sorted(days)[-_MOST_HEADS:])


class _NearYears:
    """The years that a paragraph names, for the dates in it that have none."""

    def __init__(self, text: str, years: Sequence[tuple[int, int, int]]) -> None:
        self._text, self._years, self._next = text, years, 0

    def of(self, mention: DateMention) -> tuple[int, ...]:
        """Return the year named last before a date, and one right after it in its sentence.

        Dates are to be asked for in their order.
        """
        if mention.year is not None or mention.month is None:
            return ()
        while self._next < len(self._years) and self._years[self._next][0] < mention.start:
            self._next += 1
        before = [self._years[self._next - 1][2]] if self._next else []
        after = [
            y[2] for y in self._years[self._next : self._next + 1] if self._joins(mention, y[0])
        ]
        return (*before, *after)

    def _joins(self, mention: DateMention, start: int) -> bool:
        if start - mention.end > _NEAR_YEAR:
            return False
        return not _SENTENCE_END.search(self._text, mention.end, start)


def _years_at(found: Readings) -> Iterator[tuple[int, int, int]]:
    """Yield the offsets and the year of each year that is written out."""
    for amount in found.amounts:
        for form in amount.forms:
            if form.startswith("y:"):
                yield amount.start, amount.end, int(form[2:])
    for mention in found.dates:
        if mention.year is not None:
            yield mention.start, mention.end, mention.year


_MEASURED = frozenset({"n", "%"})


def keys_of(amount: Amount) -> Iterator[Key]:
    """Yield the keys of what an amount may be."""
    for form in amount.forms:
        kind, _, number = form.partition(":")
        yield ("y", int(number)) if kind == "y" else (kind, number)


def pair_keys(text: str, left: Amount, right: Amount) -> Iterator[Key]:
    """Yield the keys of two numbers that follow each other, in both orders."""
    if right.start - left.end > _NEAR_NUMBER:
        return
    if _SENTENCE_END.search(text, left.end, right.start):
        return
    for one in left.forms[:_MOST_FORMS]:
        for two in right.forms[:_MOST_FORMS]:
            yield ("pair", *sorted((one, two)))
