"""The numbers, dates and amounts of one source's text, found by their normal forms."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date as day_of
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from builder_ext.evidence.dates import (
    DATE_OPENINGS,
    DateMention,
    Meaning,
    Parts,
    Span,
    meanings,
    publication_span,
    read_dates,
    share_years,
    shifted,
    starts_date,
    valid,
)
from builder_ext.evidence.numbers import (
    AMOUNT_OPENINGS,
    Amount,
    read_amount,
    share_units,
    starts_amount,
    tokens_of,
)
from builder_ext.patterns import late

Key = tuple[str | int, ...]
"""What a text is searched by: ("n", "25"), ("ymd", 2019, 12, 27), ("weekday", 4)."""

_OPENING = DATE_OPENINGS | AMOUNT_OPENINGS
"""The folded words and signs, figures aside, with which a value may begin."""
_FIGURE = late(r"[\d½¼¾⅓⅔]")
_WORD = late(r"[^\W\d_]+|[$€£¥₹]")
_SENTENCE_END = late(r"[.!?]\s")
_NEAR_NUMBER = 60
"""Within so many characters two numbers are side by side."""
_MOST_FORMS = 3
_NEAR_YEAR = 100
"""Within so many characters a year belongs to a date without one, in the same sentence."""
_MOST_YEARS = 60
"""Of so many years that a text without a date names, any may be that of a date."""
_REACH = {"day": 31, "week": 92, "weekend": 31, "month": 731, "year": 36_525}
"""So many days before the article's a step may lead that nothing tells the beginning of."""


@dataclass(frozen=True, slots=True)
class Readings:
    """The amounts and the dates of a text, in order."""

    amounts: tuple[Amount, ...]
    dates: tuple[DateMention, ...]


@dataclass(slots=True)
class Open:
    """What in a text no date resolves: weekdays by number, and steps ("day", "year").

    ``keys`` are those of dates that are only possible: "last week", a year that the entry leaves open.
    """

    weekdays: set[int] = field(default_factory=set)
    steps: set[str] = field(default_factory=set)
    keys: set[Key] = field(default_factory=set)


def read_values(text: str) -> Readings:
    """Return the amounts and dates of a text."""
    if not _FIGURE.search(text) and _OPENING.isdisjoint(_WORD.findall(text.lower())):
        return Readings((), ())
    tokens = tokens_of(text)
    amounts: list[Amount] = []
    dates: list[DateMention] = []
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind != "number" and token.form not in _OPENING:
            at += 1
            continue
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


@lru_cache(maxsize=4096)
def read_value(text: str) -> Readings:
    """Return the amounts and dates of a few words that are asked for again and again."""
    return read_values(text)


class ArticleValues:
    """The values of one source's text, read once and found by their normal forms.

    ``date`` is the entry's date as biblatex writes it ("2020-03-20", "2020-03", "2020", two with "/"
    between them); what cannot be read counts as none, and a date that the text bears at its top then
    stands for it.  ``entry`` holds the entry's own words, which carry too, in no paragraph.
    ``dates`` and ``amounts`` have those of each paragraph, a date with the days that it may mean.
    ``reckoned`` has the steps ("day") of which the text counts one from a date that it gives.
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
        self.reckoned: set[str] = set()
        self._index: dict[Key, set[int]] = {}
        self._anchors: dict[str, Meaning] = {}
        for number, (text, found) in enumerate(zip(self.paragraphs, read, strict=True), start=1):
            self._add_paragraph(text, found, number)
        own = f"{entry}\n{date or ''}"
        self._add_paragraph(own, read_values(own), 0)

    def where(self, key: Key) -> set[int]:
        """Return the paragraphs that hold a key; 0 stands for the entry."""
        return self._index.get(key, set())

    def dated(self, parts: Parts) -> set[int]:
        """Return the paragraphs that give a date, at least as exactly as asked."""
        return set().union(*(self.where(key) for key in _asked_keys(parts)))

    def may_date(self, parts: Parts) -> bool:
        """Whether words of the text that leave the date open may mean it."""
        if not valid(*parts):
            return False
        if not self.open.keys.isdisjoint(_asked_keys(parts)):
            return True
        year, month, day = parts
        if month is None:
            left = bool(self.open.steps) and not self.names_years
        elif day is None:
            named = self.names_days or self.where(("absolute", "month"))
            left = bool(self.open.steps or self.open.weekdays) and not named
        else:
            left = self._may_be_weekday(parts) or (
                not self.open.steps <= {"year"} and not self.names_days
            )
        return left and self._is_near(year, month, day)

    def _may_be_weekday(self, parts: Parts) -> bool:
        year, month, day = parts
        if not self.open.weekdays or year is None or month is None or day is None:
            return bool(self.open.weekdays)
        return valid(*parts) and day_of(year, month, day).weekday() in self.open.weekdays

    def _is_near(self, year: int | None, month: int | None, day: int | None) -> bool:
        """Whether a date is one that unresolved words can lead to from the article's day."""
        if not self.spans:
            return True
        reach = max((_REACH.get(step, 0) for step in self.open.steps), default=7)
        last = max(span.last for span in self.spans) + timedelta(_REACH["day"])
        first = min(span.first for span in self.spans) - timedelta(reach)
        years = (year,) if year is not None else range(first.year, last.year + 1)
        return any(
            day_of(y, month or 1, day or 1) <= last
            and day_of(y, month or 12, day or monthrange(y, month or 12)[1]) >= first
            for y in years
            if valid(y, month, day)
        )

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
            if (counted := _counted_span(amount, text)) is not None:
                self._add(counted, number)
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
            if key[0] == "y" and paragraph:
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
        found = self._means(mention, text, near)
        if not found:
            self._leave_open(mention)
        if paragraph and (mention.day or (mention.year and mention.month)):
            self._add(("absolute", "day" if mention.day else "month"), paragraph)
        told = mention.year is not None or not (self.spans and self.spans[0].guessed)
        kept = _kept(found, told, paragraph > 0, mention.step == "month")
        self.dates.setdefault(paragraph, []).append((mention, kept.dates))
        for key in kept.sure:
            self._add(key, paragraph)
        self.open.keys |= kept.possible
        self._add_step(mention, bool(found), paragraph)
        self._drop_anchor(found)

    def _means(self, mention: DateMention, text: str, near: _NearYears) -> Meaning:
        found = self._from_anchor(mention) if mention.anchored else ()
        # "Days earlier" without a date before it: counted from the article's.
        ago = mention.reach is not None and mention.reach[0] < 0
        return found or (self._meant(mention, text, near) if ago or not mention.anchored else ())

    def _meant(self, mention: DateMention, text: str, near: _NearYears) -> Meaning:
        years = near.of(mention)
        if not self.spans:
            return meanings(mention, text, None, years)
        if mention.month and mention.year is None:
            years += self._years
        found = [meanings(mention, text, span, years) for span in self.spans]
        if len(found) == 1:
            return found[0]
        # The days at the head of a text are all taken to be its own.
        every: frozenset[Parts] = frozenset().union(*(parts for one in found for parts in one))
        return (every,) if every else ()

    def _leave_open(self, mention: DateMention) -> None:
        if mention.weekday is not None:
            self.open.weekdays.add(mention.weekday)
        else:
            self.open.steps.add(mention.step)

    def _add_step(self, mention: DateMention, resolved: bool, paragraph: int) -> None:
        """Add a number of days, weeks, months or years that leads from one date to another."""
        if mention.step and not mention.within and not mention.reach:
            self._add(span_key(mention.step, abs(mention.shift)), paragraph)
            if resolved and mention.anchored:
                self.reckoned.add(mention.step)

    def _from_anchor(self, mention: DateMention) -> Meaning:
        needed = {"week": "day", "weekend": "day"}.get(mention.step, mention.step)
        return shifted(mention, self._anchors.get(needed, ()))

    def _drop_anchor(self, found: Meaning) -> None:
        """Remember a date as what the next "two days later" is counted from."""
        self._anchors.update(_anchors(found))


class _Kept(NamedTuple):
    """What is kept of a meaning: its dates, the keys that are sure and those that are possible."""

    dates: frozenset[Parts]
    sure: frozenset[Key]
    possible: frozenset[Key]


@lru_cache(maxsize=4096)
def _kept(found: Meaning, told: bool, in_text: bool, days: bool) -> _Kept:
    """Return what is kept of a meaning; with ``days`` those of its months are possible too."""
    if not found:
        return _Kept(frozenset(), frozenset(), frozenset())
    every: frozenset[Parts] = frozenset().union(*found)
    ways = [frozenset(k for p in one for k in _date_keys(p, told, in_text)) for one in found]
    sure = frozenset.intersection(*ways)
    possible = frozenset().union(*ways, *(map(_days_of, every) if days else ()))
    return _Kept(every, sure, possible - sure)


def _days_of(parts: Parts) -> frozenset[Key]:
    """Return the keys of the days of a month."""
    year, month, day = parts
    if year is None or month is None or day is not None:
        return frozenset()
    days = range(1, monthrange(year, month)[1] + 1)
    exact: set[Key] = {("ymd", year, month, day) for day in days}
    return frozenset(exact.union(("md", month, day) for day in days))


@lru_cache(maxsize=4096)
def _anchors(found: Meaning) -> dict[str, Meaning]:
    """Return what years, months and days are counted from after a date."""
    made: dict[str, Meaning] = {}
    for step, n in (("year", 0), ("month", 1), ("day", 2)):
        kept = (frozenset(parts for parts in one if parts[n] is not None) for one in found)
        if given := tuple(dict.fromkeys(one for one in kept if one)):
            made[step] = given
    return made


def _date_keys(parts: Parts, told: bool, in_text: bool) -> Iterator[Key]:
    """Yield the keys of a date; a year that is not ``told`` but guessed does not stand for itself."""
    year, month, day = parts
    if year is not None and told:
        yield "y", year
        if in_text:
            yield "absolute", "year"
    if month is None:
        return
    yield "m", month
    yield ("?m", month) if year is None else ("ym", year, month)
    if day is None:
        return
    yield "md", month, day
    if year is None:
        yield "?md", month, day
    else:
        yield "ymd", year, month, day
    if year is not None and in_text and valid(*parts):
        # The day of publication is carried, but "on Friday" is no way to name it.
        yield "weekday", day_of(year, month, day).weekday()


def _asked_keys(parts: Parts) -> tuple[Key, ...]:
    """Return the keys each of which gives a date at least as exactly as it is asked for."""
    year, month, day = parts
    if month is None:
        return (("y", year or 0),)
    if year is None:
        return (("m", month) if day is None else ("md", month, day),)
    if day is None:
        return ("ym", year, month), ("?m", month)
    exact: Key = ("ymd", year, month, day)
    # 29 February 2019 is no day that "Feb. 29" may mean.
    return (exact, ("?md", month, day)) if valid(*parts) else (exact,)


_TOP, _TOP_WORDS = 8, 25
"""Within so many paragraphs, of so many words at most, a text bears its own date."""
_MOST_HEADS = 4
_SENTENCE_CLOSE = late(r"[.!?][\"”’')\]]*\s*\Z")


def _own_dates(paragraphs: Sequence[str], read: Sequence[Readings]) -> tuple[Span, ...]:
    """Return the days that the head of a text gives outside of its sentences."""
    days = {
        day_of(mention.year, mention.month, mention.day)
        for text, found in zip(paragraphs[:_TOP], read, strict=False)
        if len(text.split()) <= _TOP_WORDS and not _SENTENCE_CLOSE.search(text)
        for mention in found.dates
        if mention.year and mention.month and mention.day and mention.other is None
        if valid(*mention.parts)
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
_COUNTED = late(r"[\s-](day|week|month|year|decade)s?\b")
_LONGER = {"week": ("day", 7), "decade": ("year", 10)}


def _counted_span(amount: Amount, text: str) -> Key | None:
    """Return the key of "two days", "a 2-day"."""
    match = _COUNTED.match(text, amount.end)
    if match is None or amount.number is None or amount.unit or amount.number > 10**6:
        return None
    return span_key(match[1], int(amount.number)) if amount.number % 1 == 0 else None


def span_key(step: str, count: int) -> Key:
    """Return the key of a span of so many days, weeks, months or years."""
    unit, size = _LONGER.get(step, (step, 1))
    return "span", unit, count * size


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
