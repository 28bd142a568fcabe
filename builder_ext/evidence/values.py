"""Whether a source's text gives the numbers, dates and amounts of a statement."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date as day_of
from decimal import Decimal
from functools import lru_cache
from typing import TypeVar

from builder_ext.evidence.article_values import (
    ArticleValues,
    Key,
    Readings,
    keys_of,
    pair_keys,
    read_value,
    read_values,
    span_key,
)
from builder_ext.evidence.conflicts import Difference, conflicting
from builder_ext.evidence.dates import DateMention, Parts, move, valid
from builder_ext.evidence.numbers import Amount, normal
from builder_ext.patterns import late
from builder_ext.statements.parts import value_spans

__all__ = ["ArticleValues", "Difference", "ValueMatch", "compare_values", "conflicting"]

_MOST_PLACES = 8
"""So many places of one value in a statement are looked at."""
_ABOUT = late(
    r"(?:about|around|some|roughly|approximately|approx\.?|circa|c\.|ca\.|estimated|~|nearly|almost"
    r"|close to|just (?:over|under))\s*(?:a\s|the\s)?[$€£¥₹]?\Z",
    re.IGNORECASE,
)
_OVER = late(
    r"(?:more than|over|above|at least|upwards? of|exceed(?:s|ed|ing)|greater than|beyond|in excess of)"
    r"\s*(?:a\s|the\s)?[$€£¥₹]?\Z",
    re.IGNORECASE,
)
_UNDER = late(
    r"(?:less than|fewer than|under|below|up to|nearly|almost|as many as|as much as)"
    r"\s*(?:a\s|the\s)?[$€£¥₹]?\Z",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class ValueMatch:
    """Whether a source gives a value, and in which paragraphs (counted from 1).

    ``carried`` is None where nobody can tell: a relative date with nothing to resolve it by.
    ``paragraphs`` is empty for what the bibliography's entry carries.
    """

    carried: bool | None
    paragraphs: tuple[int, ...] = ()


def compare_values(
    statement: str, values: Sequence[str], article: ArticleValues
) -> tuple[ValueMatch, ...]:
    """Return for each value of a statement, as written there, whether an article gives it."""
    return tuple(_compare(statement, value, article) for value in values)


def _compare(statement: str, value: str, article: ArticleValues) -> ValueMatch:
    asked = _asked(statement, value)
    if not asked:
        return _as_written(value, article)
    found = [_answer(readings, statement, article) for readings in asked]
    return max(found, key=_rank)


def _rank(match: ValueMatch) -> int:
    return {True: 2, None: 1, False: 0}[match.carried]


def _as_written(value: str, article: ArticleValues) -> ValueMatch:
    """Return whether a value that cannot be read stands in the text as it is."""
    pattern = re.compile(rf"(?<!\w){re.escape(value)}(?!\w)", re.IGNORECASE)
    found = [n for n, text in enumerate(article.paragraphs, start=1) if pattern.search(text)]
    return ValueMatch(True if found else None, tuple(found))


@lru_cache(maxsize=4096)
def _asked(statement: str, value: str) -> tuple[Readings, ...]:
    """Return what a value of a statement says, once for each place where it stands there."""
    readings, places = _read_statement(statement)
    if value not in places:
        alone = read_value(value)
        return (alone,) if alone.amounts or alone.dates else ()
    made = (_within(readings, start, end) for start, end in places[value][:_MOST_PLACES])
    return tuple(dict.fromkeys(one for one in made if one.amounts or one.dates))


@lru_cache(maxsize=1024)
def _read_statement(statement: str) -> tuple[Readings, dict[str, list[tuple[int, int]]]]:
    """Return the readings of a statement and where each of its values stands."""
    places: dict[str, list[tuple[int, int]]] = {}
    for start, end in value_spans(statement):
        places.setdefault(statement[start:end], []).append((start, end))
    return read_values(statement), places


def _within(readings: Readings, start: int, end: int) -> Readings:
    return Readings(
        _overlapping(readings.amounts, start, end), _overlapping(readings.dates, start, end)
    )


_Reading = TypeVar("_Reading", Amount, DateMention)


def _overlapping(readings: Sequence[_Reading], start: int, end: int) -> tuple[_Reading, ...]:
    """Return the readings that share a character with a span; they are in order."""
    first = bisect_right(readings, start, key=lambda reading: reading.end)
    last = bisect_left(readings, end, key=lambda reading: reading.start)
    return tuple(reading for reading in readings[first:last] if reading.end > start)


def _answer(asked: Readings, statement: str, article: ArticleValues) -> ValueMatch:
    amounts = [_amount_match(amount, statement, article) for amount in asked.amounts]
    dates = [_date_match(_told(m, statement), article) for m in asked.dates if not m.step]
    if steps := [_step_match(m, statement, article) for m in asked.dates if m.step]:
        # The number is one of days from another day, and no count of anything.
        return _all_of([*steps, *dates])
    if dates and amounts and all(match.carried for match in amounts):
        # "2009-10" is a month or two years, and is read as both.
        return _all_of(amounts)
    if dates:
        return _all_of(dates)
    if len(asked.amounts) == 2 and not all(map(_may_be_year, asked.amounts)):
        return _pair_match(statement, asked.amounts, article)
    return _all_of(amounts)


def _may_be_year(amount: Amount) -> bool:
    return any(form.startswith("y:") for form in amount.forms)


def _pair_match(statement: str, pair: Sequence[Amount], article: ArticleValues) -> ValueMatch:
    """Return the match of a score or of a range: the source has the two numbers side by side."""
    found = set().union(*(article.where(key) for key in pair_keys(statement, *pair)))
    return _carried(found) if found else ValueMatch(False)


def _all_of(matches: Sequence[ValueMatch]) -> ValueMatch:
    """Return the match of a value of several parts, each of which must be there."""
    if len(matches) == 1:
        return matches[0]
    for carried in (False, None):
        if any(match.carried is carried for match in matches):
            return ValueMatch(carried)
    sets = [set(match.paragraphs) for match in matches]
    common = set.intersection(*sets)
    return ValueMatch(True, tuple(sorted(common or set.union(*sets))))


def _carried(paragraphs: Iterable[int]) -> ValueMatch:
    return ValueMatch(True, tuple(sorted(set(paragraphs) - {0})))


# Dates


_BESIDE = late(r",?\s(?:the\s)?|,?\s\(?(?:an?\s)?")


def _told(mention: DateMention, statement: str) -> DateMention | None:
    """Return the date that stands for a weekday beside it ("Friday, 27 December 2019").

    None where it falls on another day of the week: then no source can give both.
    """
    if mention.weekday is None:
        return mention
    for other in _read_statement(statement)[0].dates:
        first, last = (mention, other) if mention.start < other.start else (other, mention)
        beside = _BESIDE.fullmatch(statement[first.end : last.start])
        if other.weekday is None and beside and (day := _day(other.parts)):
            return other if day.weekday() == mention.weekday else None
    return mention


def _day(parts: Parts) -> day_of | None:
    year, month, day = parts
    return day_of(year, month, day) if year and month and day and valid(*parts) else None


def _date_match(mention: DateMention | None, article: ArticleValues) -> ValueMatch:
    if mention is None:
        return ValueMatch(False)
    if mention.weekday is not None:
        return _weekday_match(mention.weekday, article)
    orders = [parts for parts in (mention.parts, mention.other) if parts is not None]
    found = set().union(*(article.dated(parts) for parts in orders))
    if found:
        return _carried(found)
    return ValueMatch(None if any(article.may_date(parts) for parts in orders) else False)


def _weekday_match(weekday: int, article: ArticleValues) -> ValueMatch:
    found = article.where(("weekday", weekday))
    if found:
        return _carried(found)
    # A statement's weekday has no date to resolve it by: only a text that names other weekdays, and
    # whose days are all known, says that it was another.
    names_others = any(article.where(("weekday", other)) for other in range(7))
    known = bool(article.spans) and not article.open.steps
    may = ("weekday", weekday) in article.open.keys
    return ValueMatch(False if names_others and known and not may else None)


_MOST_ORIGINS = 8
"""From so many dates of a statement at most "two days later" in it is counted."""


def _step_match(mention: DateMention, statement: str, article: ArticleValues) -> ValueMatch:
    """Return the match of "two days later" in a statement.

    The source says so too, or gives the date to which it leads from one before it in the statement.
    """
    if mention.within or mention.reach:
        return ValueMatch(None)
    if said := article.where(span_key(mention.step, abs(mention.shift))):
        return _carried(said)
    if not (goals := _goals(mention, statement)):
        return _between(mention, statement, article)
    if found := set().union(*(article.dated(parts) for parts in goals)):
        return _carried(found)
    before = statement[max(0, mention.start - 25) : mention.start]
    vague = any(words.search(before) for words in (_ABOUT, _OVER, _UNDER))
    return ValueMatch(None if vague or any(map(article.may_date, goals)) else False)


def _goals(mention: DateMention, statement: str) -> list[Parts]:
    """Return the dates to which a step leads from the dates before it in its statement."""
    readings = _read_statement(statement)[0]
    before = (amount for amount in readings.amounts if amount.end <= mention.start)
    origins: list[Parts] = [
        (int(key[1]), None, None) for a in before for key in keys_of(a) if key[0] == "y"
    ]
    for other in readings.dates:  # pragma: no branch - the mention is one of them
        if other.start >= mention.start:
            break
        if other.weekday is None and not other.step:
            origins += [parts for parts in (other.parts, other.other) if parts is not None]
        elif other.anchored and not other.within and not other.reach:
            origins += _led(other, origins)
    return _led(mention, origins) if mention.anchored else []


def _led(step: DateMention, origins: Sequence[Parts]) -> list[Parts]:
    near = origins[-_MOST_ORIGINS:]
    return list(dict.fromkeys(p for one in near for p in move(one, step.step, step.shift)))


def _between(mention: DateMention, statement: str, article: ArticleValues) -> ValueMatch:
    """Return the match of a step that its statement gives no beginning of.

    Carried where the date that it leads to stands beside it, and the source has the day before it that
    it begins at; not carried where the source counts such steps and has no two days so far apart.
    """
    if found := _begun(mention, statement, article):
        return _carried(found)
    if not mention.anchored or mention.step not in ("day", "week"):
        return ValueMatch(None)
    days = {
        day for given in article.dates.values() for _, means in given for day in means if day[2]
    }
    apart = any(not days.isdisjoint(move(day, mention.step, mention.shift)) for day in days)
    counts = not article.reckoned.isdisjoint(("day", "week")) and not article.open.steps
    return ValueMatch(False if counts and not apart else None)


_ON = late(r",?\s(?:on\s)?")


def _begun(mention: DateMention, statement: str, article: ArticleValues) -> set[int]:
    """Return where the day is from which a step leads to the date beside it ("…, on May 3")."""
    for other in _read_statement(statement)[0].dates:
        beside = (
            _ON.fullmatch(statement[mention.end : other.start])
            if other.start > mention.end
            else None
        )
        if beside and other.weekday is None and article.dated(other.parts):
            origins = move(other.parts, mention.step, -mention.shift)
            return set().union(*(article.dated(parts) for parts in origins))
    return set()


# Amounts


def _amount_match(amount: Amount, statement: str, article: ArticleValues) -> ValueMatch:
    found: set[int] = set()
    for key in keys_of(amount):
        found |= article.where(key)
        found |= _implied(key, article)
    if not found:
        found = _rounded(amount, statement, article)
    if found:
        return _carried(found)
    years = {key for key in keys_of(amount) if key[0] == "y"}
    return ValueMatch(False if article.open.keys.isdisjoint(years) else None)


def _implied(key: Key, article: ArticleValues) -> set[int]:
    """Return where something is said that comes to the same."""
    kind, number = key[0], key[1]
    if kind == "d":
        years = range(int(number), int(number) + 10)
        return set().union(*(article.where(("y", year)) for year in years))
    if kind == "i":
        least = int(number) + (8 if number == "12" else int(number))
        return _numbers_from(article.numbers.get("n", {}), least, least * 10)
    if kind == "f":
        return _near(article.numbers.get("%", {}), Decimal(number) * 100, Decimal(1))
    if kind == "%" and abs(Decimal(number)) < 10**9:  # more digits than quantize can keep
        return article.where(("f", normal((Decimal(number) / 100).quantize(Decimal("0.01")))))
    return set()


def _numbers_from(held: dict[Decimal, set[int]], least: int, most: int) -> set[int]:
    return set().union(*(where for number, where in held.items() if least <= number < most))


def _near(held: dict[Decimal, set[int]], number: Decimal, by: Decimal) -> set[int]:
    return set().union(*(where for other, where in held.items() if abs(other - number) <= by))


def _rounded(amount: Amount, statement: str, article: ArticleValues) -> set[int]:
    """Return where a number stands that the statement's rounds, as it says itself.

    "More than 30" rounds 31 down, "nearly 100" 97 up, "about 5,000" and "1.5 million" the nearest.
    """
    if amount.number is None or amount.number <= 0:
        return set()
    low, high = _margins(amount, statement[max(0, amount.start - 25) : amount.start])
    if not low and not high:
        return set()
    held = article.numbers.get(amount.unit or "n", {})
    least, most = amount.number - low, amount.number + high
    return set().union(*(where for number, where in held.items() if least <= number <= most))


def _margins(amount: Amount, before: str) -> tuple[Decimal, Decimal]:
    """Return how far below and above its number the amount may be meant."""
    assert amount.number is not None
    step = _last_place(amount)
    most = min(step, amount.number / 10)
    if _OVER.search(before):
        return Decimal(0), most
    if _UNDER.search(before):
        return most, Decimal(0)
    if _ABOUT.search(before) or amount.scale >= 1000:
        return most / 2, most / 2
    return Decimal(0), Decimal(0)


def _last_place(amount: Amount) -> Decimal:
    """Return what one more of the number's last digit that is not zero comes to."""
    assert amount.number is not None
    return Decimal(1).scaleb(int(amount.number.normalize().as_tuple().exponent))
