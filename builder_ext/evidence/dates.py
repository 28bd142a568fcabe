"""Dates as they are written, and the days they may mean in an article of a given date."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from builder_ext.evidence.numbers import SCALES, TENS, UNITS, Token, is_year

_FULL = (
    "january february march april may june july august september october november december".split()
)
MONTHS = {name: number for number, name in enumerate(_FULL, start=1)}
_SHORT_MONTHS = {name[:3]: number for name, number in MONTHS.items() if name != "may"} | {"sept": 9}
_WEEK = "monday tuesday wednesday thursday friday saturday sunday".split()
WEEKDAYS = {name: number for number, name in enumerate(_WEEK)} | {
    f"{name}s": number for number, name in enumerate(_WEEK)
}
_SHORT_DAYS = {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thur": 3, "thurs": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
_EARLY = frozenset("in since until till by of from during before after last next this early late mid "
                   "through between throughout to past previous coming and".split())  # fmt: skip
_DASHES = "–—‑‐-"
_SHIFTS = {"yesterday": -1, "today": 0, "tonight": 0, "tomorrow": 1}
_SPANS = {"day": "day", "week": "week", "month": "month", "year": "year", "days": "day", "weeks": "week",
          "months": "month", "years": "year", "decade": "decade", "decades": "decade"}  # fmt: skip
_PERIODS = frozenset("spring summer autumn fall winter morning afternoon evening night".split())
_AHEAD = re.compile(
    r"\b(?:will|shall|won['’]t|(?:is|are|was|were) (?:to|set|due|going|scheduled|expected|planned)"
    r"|scheduled|upcoming|plans? to|planning to|expected to|set to|due (?:to|on|in)|later this)\b",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:said|says|told|announced|wrote|reported|added|warned|tweeted|stated|declared|confirmed|vowed"
    r"|claimed|promised|argued|posted|voted|decided|agreed|met|denied|signed)\b",
    re.IGNORECASE,
)
_OTHER_CLAUSE = re.compile(
    rf"{_REPORTED.pattern}|[“”\"—–;()]|,\s\w+ing\b|\b(?:after|since|following|because|which|who)\b",
    re.IGNORECASE,
)
_REACH = 250
"""How many characters of its sentence are looked at on either side of a date."""

Parts = tuple[int | None, int | None, int | None]
"""Year, month and day; None where one is not given."""


@dataclass(frozen=True, slots=True)
class DateMention:
    """One date as written: what it names, and where it stands.

    ``weekday`` counts from Monday = 0.  ``cue`` is "last", "next", "this" or empty.  ``shift`` is a
    number of days, weeks, months or years (``step``) counted from the article's day or, where
    ``anchored``, from the date mentioned before.  ``other`` is the same digits read in another order.
    """

    start: int
    end: int
    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    cue: str = ""
    step: str = ""
    shift: int = 0
    anchored: bool = False
    other: Parts | None = None

    @property
    def parts(self) -> Parts:
        """Year, month and day as written."""
        return self.year, self.month, self.day

    @property
    def relative(self) -> bool:
        """Whether nothing but another day tells what day it is."""
        return self.weekday is not None or bool(self.step)


class Span(NamedTuple):
    """The first and the last day on which an article may have been published.

    ``guessed`` says that the text's own head gives them: what it dates may also lie ahead of them.
    """

    first: date
    last: date
    guessed: bool = False

    @property
    def days(self) -> tuple[date, ...]:
        """Every day of it; empty where there are too many to tell weekdays by."""
        count = (self.last - self.first).days + 1
        return tuple(self.first + timedelta(n) for n in range(count)) if count <= 31 else ()


class _Here(NamedTuple):
    """A text, its tokens and the token that is looked at."""

    text: str
    tokens: Sequence[Token]
    at: int

    def form(self, ahead: int = 0) -> str:
        n = self.at + ahead
        return self.tokens[n].form if 0 <= n < len(self.tokens) else ""

    def kind(self, ahead: int = 0) -> str:
        n = self.at + ahead
        return self.tokens[n].kind if 0 <= n < len(self.tokens) else ""

    def gap(self, ahead: int) -> str:
        """What stands between the token so far ahead and the one before it."""
        n = self.at + ahead
        if not 0 < n < len(self.tokens):
            return "\n\n"
        return self.text[self.tokens[n - 1].end : self.tokens[n].start]

    def glued(self, ahead: int) -> bool:
        return self.gap(ahead) == ""

    def start(self) -> int:
        return self.tokens[self.at].start

    def end(self, ahead: int) -> int:
        return self.tokens[self.at + ahead].end


class Found(NamedTuple):
    """The mentions that begin at a token, and how many tokens they take up."""

    mentions: tuple[DateMention, ...]
    tokens: int


def read_dates(text: str, tokens: Sequence[Token], at: int) -> Found | None:
    """Return the dates that begin at a token, None where none does."""
    here = _Here(text, tokens, at)
    if here.kind() == "number":
        return _iso(here) or _numeric(here) or _day_first(here)
    word = here.form()
    if word in MONTHS or word in _SHORT_MONTHS:
        return _month_first(here)
    if word in WEEKDAYS or word in _SHORT_DAYS:
        return _weekday(here)
    if word in _FEASTS:
        return _feast(here)
    return _relative(here) if word in _RELATIVE else None


def starts_date(token: Token) -> bool:
    """Whether a date may begin at a token."""
    return token.kind == "number" or token.form in _STARTS


def valid(year: int | None, month: int | None, day: int | None) -> bool:
    """Whether there can be such a day, month or year."""
    if month is None:
        return day is None
    if not 1 <= month <= 12:
        return False
    return day is None or 1 <= day <= (monthrange(year, month)[1] if year else _LONGEST[month - 1])


_LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


# Digits


def _iso(here: _Here) -> Found | None:
    """Return "2019-12-27", "2019-12", "27-12-2019"."""
    if not (
        here.form(1) in _DASHES and here.form(1) and here.glued(1) and here.kind(2) == "number"
    ):
        return None
    first, second = here.form(), here.form(2)
    if not here.glued(2):
        return None
    third = here.form(4) if here.form(3) == here.form(1) and here.glued(3) and here.glued(4) else ""
    if is_year(first) and len(second) == 2 and third.isdecimal() and len(third) == 2:
        return _numbers(here, 5, (int(first), _int(second), int(third)))
    if is_year(first) and len(second) == 2 and not third and 1 <= _int(second) <= 12:
        # Also two years ("2009-10"), which are read as numbers.
        mention = DateMention(here.start(), here.end(2), int(first), _int(second))
        return Found((mention,), 0)
    if is_year(third) and len(first) <= 2 and len(second) <= 2:
        return _either_order(here, 5, int(third), _int(first), _int(second))
    return None


def _int(digits: str) -> int:
    return int(digits) if digits.isdecimal() and len(digits) < 5 else 0


def _numbers(here: _Here, tokens: int, parts: Parts) -> Found | None:
    if not valid(*parts):
        return None
    return Found((DateMention(here.start(), here.end(tokens - 1), *parts),), tokens)


def _either_order(here: _Here, tokens: int, year: int, one: int, two: int) -> Found | None:
    """Return a date whose digits may be day and month or month and day."""
    orders = [parts for parts in ((year, two, one), (year, one, two)) if valid(*parts)]
    if not orders:
        return None
    found = _numbers(here, tokens, orders[0])
    if found is None or len(orders) == 1 or one == two:
        return found
    return Found((replace(found.mentions[0], other=orders[1]),), found.tokens)


def _numeric(here: _Here) -> Found | None:
    """Return "27/12/2019", "27.12.2019", "2019/12/27"."""
    if len(here.form()) > 10:
        return None
    pieces = re.split(r"[./]", here.form())
    if len(pieces) != 3 or not all(piece.isdecimal() for piece in pieces):
        return None
    if is_year(pieces[0]):
        return _numbers(here, 1, (int(pieces[0]), int(pieces[1]), int(pieces[2])))
    if is_year(pieces[2]):
        return _either_order(here, 1, int(pieces[2]), int(pieces[0]), int(pieces[1]))
    if "/" in here.form() and len(pieces[2]) == 2:
        short = int(pieces[2])
        return _either_order(
            here, 1, short + (2000 if short < 50 else 1900), int(pieces[0]), int(pieces[1])
        )
    return None


def _day(here: _Here, ahead: int) -> tuple[int, int]:
    """Return the day of a month at a token and how many tokens it takes; 0 where there is none."""
    digits = here.form(ahead)
    if here.kind(ahead) != "number" or not digits.isdecimal() or len(digits) > 2:
        return 0, 0
    if not 1 <= int(digits) <= 31:
        return 0, 0
    suffix = here.form(ahead + 1) in ("st", "nd", "rd", "th") and here.glued(ahead + 1)
    return int(digits), 2 if suffix else 1


def _year(here: _Here, ahead: int) -> tuple[int | None, int]:
    """Return the year at a token, after "of" or a comma, and how many tokens it takes."""
    if here.form(ahead) == "of" and here.kind(ahead + 1) == "number" and here.gap(ahead) == " ":
        year, taken = _year(here, ahead + 1)
        return year, taken + 1 if taken else 0
    digits = here.form(ahead)
    if (
        here.kind(ahead) == "number"
        and is_year(digits)
        and here.gap(ahead).strip(" \n\u00a0") in ("", ",", ".")
    ):
        return int(digits), 1
    return None, 0


def _month(here: _Here, ahead: int) -> int:
    word = here.form(ahead)
    return MONTHS.get(word) or _SHORT_MONTHS.get(word) or 0


def _day_first(here: _Here) -> Found | None:
    """Return "27 December 2019", "27th of December", "27–29 December"."""
    day, at = _day(here, 0)
    if not day:
        return None
    last, taken = 0, 0
    if here.form(at) and (here.form(at) in _DASHES or here.form(at) in ("to", "and", "or")):
        last, taken = _day(here, at + 1)
        at += 1 + taken if last else 0
    if here.form(at) == "of":
        at += 1
    month = _month(here, at)
    if not month or here.gap(at).strip(" \n\u00a0-") or not valid(None, month, day):
        return None
    year, more = _year(here, at + 1)
    end = here.end(at + more)
    days = [day, last] if last and valid(None, month, last) else [day]
    return Found(
        tuple(DateMention(here.start(), end, year, month, number) for number in days), at + 1 + more
    )


# Words


def _month_first(here: _Here) -> Found | None:
    """Return "December 27, 2019", "December 27-29", "December 2019", "December"."""
    month = _month(here, 0)
    short = here.form() not in MONTHS
    day, at = _day(here, 1)
    if day and valid(None, month, day) and _is_near(here.gap(1), short):
        return _month_day(here, month, day, 1 + at)
    year, more = _year(here, 1)
    if year and _is_near(here.gap(1).replace(",", ""), short):
        return Found((DateMention(here.start(), here.end(more), year, month),), 1 + more)
    if short and here.text[here.end(0) : here.end(0) + 1] != ".":
        return None
    if not _is_month_name(here):
        return None
    mention = DateMention(here.start(), here.end(0), None, month, cue=_cue(here.form(-1)))
    return Found((mention,), 1)


def _is_near(gap: str, short: bool) -> bool:
    return gap.strip(" \n\u00a0-") in (("", ".") if short else ("",))


def _is_month_name(here: _Here) -> bool:
    """Whether a month's name alone is the month: not "may", "March on", "August" in lower case."""
    raw = here.text[here.start() : here.end(0)]
    if raw[:1].islower():
        return False
    if here.form() in ("may", "march", "mar"):
        return here.form(-1) in _EARLY or here.form(1) in ("of", "to", "and", "–", "-")
    return True


def _cue(word: str) -> str:
    if word in ("last", "past", "previous"):
        return "last"
    return "next" if word in ("next", "coming") else "this" if word == "this" else ""


def _month_day(here: _Here, month: int, day: int, at: int) -> Found:
    days = [day]
    taken = at
    dash = here.form(at)
    if dash and (dash in _DASHES or dash in ("to", "and", "through")):
        last, more = _day(here, at + 1)
        if last and valid(None, month, last) and not _is_dated(here, at + 1 + more):
            days.append(last)
            # "December 27 and 28 people": the number may be one of its own.
            taken = at + 1 + more if dash in _DASHES or _year(here, at + 1 + more)[1] else at
    year, more = _year(here, taken)
    if more and _is_clock(here, taken):
        year, more = None, 0
    taken += more
    end = here.end(taken - 1)
    return Found(tuple(DateMention(here.start(), end, year, month, n) for n in days), taken)


def _is_dated(here: _Here, ahead: int) -> bool:
    """Whether a month follows, so that the number before it is its day."""
    return bool(_month(here, ahead))


def _is_clock(here: _Here, ahead: int) -> bool:
    return here.form(ahead + 1) in ("hours", "hrs") and here.gap(ahead).strip() == ""


def _weekday(here: _Here) -> Found | None:
    word = here.form()
    raw = here.text[here.start() : here.end(0)]
    if raw[:1].islower():
        return None
    if word in WEEKDAYS:
        number = WEEKDAYS[word]
    elif here.text[here.end(0) : here.end(0) + 1] in (".", ",") and _month(here, 1):
        number = _SHORT_DAYS[word]
    else:
        return None
    mention = DateMention(here.start(), here.end(0), weekday=number, cue=_cue(here.form(-1)))
    return Found((mention,), 1)


def _feast(here: _Here) -> Found | None:
    """Return the day of a feast that has the same date every year."""
    words = [
        re.sub(r"['’]", "", token.text.lower()) for token in here.tokens[here.at : here.at + 4]
    ]
    for names, days in _FEASTS[here.form()]:
        if words[: len(names)] == list(names):
            after = len(names)
            year, more = _year(here, after)
            end = here.end(after + more - 1)
            found = [DateMention(here.start(), end, year, *day) for day in days]
            if len(found) == 2:
                found = [replace(found[0], other=found[1].parts)]
            return Found(tuple(found), after + more)
    return None


_EVE, _NEW_YEAR = (12, 31), (1, 1)
_FEASTS: dict[str, list[tuple[tuple[str, ...], tuple[tuple[int, int], ...]]]] = {
    "new": [
        (("new", "years", "eve"), (_EVE,)),
        (("new", "year", "s", "eve"), (_EVE,)),
        (("new", "year", "eve"), (_EVE,)),
        (("new", "years", "day"), (_NEW_YEAR,)),
        (("new", "year", "s", "day"), (_NEW_YEAR,)),
        (("new", "years"), (_EVE, _NEW_YEAR)),
    ],
    "christmas": [
        (("christmas", "eve"), ((12, 24),)),
        (("christmas", "day"), ((12, 25),)),
        (("christmas",), ((12, 25),)),
    ],
    "boxing": [(("boxing", "day"), ((12, 26),))],
    "halloween": [(("halloween",), ((10, 31),))],
    "valentine": [(("valentines", "day"), ((2, 14),))],
    "independence": [(("independence", "day"), ((7, 4),))],
    "fourth": [(("fourth", "of", "july"), ((7, 4),))],
}


# Dates by other dates

_RELATIVE = frozenset(
    {*_SHIFTS, "later", "earlier", "ago", "after", "following", "next", "previous", "last", "this", "same",
     "before"}
)  # fmt: skip


def _relative(here: _Here) -> Found | None:
    word = here.form()
    if word in _SHIFTS:
        return _shifted(here, 0, 1, "day", _SHIFTS[word])
    if word in ("later", "earlier", "ago", "after", "before"):
        return _counted(here, word)
    step = _SPANS.get(here.form(1), "")
    if not step or step == "decade":
        return _period(here, word)
    return _stepped(here, word, step)


def _shifted(
    here: _Here, back: int, tokens: int, step: str, shift: int, anchored: bool = False
) -> Found:
    start = here.tokens[here.at - back].start
    mention = DateMention(start, here.end(tokens - 1), step=step, shift=shift, anchored=anchored)
    return Found((mention,), tokens)


def _period(here: _Here, word: str) -> Found | None:
    """Return "last summer" as a year, "this morning" as a day."""
    if here.form(1) not in _PERIODS or word not in ("last", "this", "next"):
        return None
    if here.form(1) in ("morning", "afternoon", "evening", "night"):
        return _shifted(here, 0, 2, "day", -1 if word == "last" else 0)
    return None


def _stepped(here: _Here, word: str, step: str) -> Found | None:
    """Return "the next day", "last year", "the following month", "this week"."""
    the = here.form(-1) in ("the", "that", "his", "her", "their", "very")
    if word in ("following", "next", "after") and the:
        return _shifted(here, 0, 2, step, 1, anchored=True)
    if word == "previous" and the:
        return _shifted(here, 0, 2, step, -1, anchored=True)
    if word == "same" and the:
        return _shifted(here, 0, 2, step, 0, anchored=True)
    shift = {"last": -1, "this": 0, "next": 1}.get(word)
    # "the last year", "the next days" are spans of time, not dates.
    if shift is None or the or here.form(1) != step:
        return None
    return _shifted(here, 0, 2, step, shift)


def _counted(here: _Here, word: str) -> Found | None:
    """Return "two days later", "a week ago", "the day after"."""
    step = _SPANS.get(here.form(-1), "")
    if not step or here.gap(0).strip():
        return None
    count = _count(here.form(-2))
    if here.form(-2) == "the" and step and word in ("after", "before"):
        count = 1
    elif word in ("after", "before") and not _ends_clause(here):
        return None
    if not count:
        return None
    back = word in ("earlier", "ago", "before")
    size = count * (10 if step == "decade" else 1) * (-1 if back else 1)
    step = "year" if step == "decade" else step
    return _shifted(here, 2, 1, step, size, anchored=word != "ago")


def _ends_clause(here: _Here) -> bool:
    """Whether nothing follows that the days are counted from: "two days after." """
    after = here.text[here.end(0) : here.end(0) + 1]
    return after in (".", ",", ";", "")


def _count(word: str) -> int:
    if word in ("a", "an", "one"):
        return 1
    if word.isdecimal() and len(word) <= 3:
        return int(word)
    return UNITS.get(word) or TENS.get(word) or {"couple": 2, "dozen": 12}.get(word, 0)


_STARTS = frozenset(
    {*MONTHS, *_SHORT_MONTHS, *WEEKDAYS, *_SHORT_DAYS, *_FEASTS, *_RELATIVE} - set(SCALES)
)


_RANGE = re.compile(r"\s*,?\s*(?:[–—‑‐-]|to|and|or|until|till|through)\s*(?:the\s+|on\s+)?\Z")


def share_years(text: str, mentions: Sequence[DateMention]) -> list[DateMention]:
    """Return the dates, those that open a range with the year of its other end."""
    made = list(mentions)
    for n in range(len(made) - 2, -1, -1):
        left, right = made[n], made[n + 1]
        if (
            left.year
            or not left.month
            or not right.year
            or not right.month
            or right.start < left.end
        ):
            continue
        gap = text[left.end : right.start]
        if len(gap) <= 15 and _RANGE.match(gap):
            made[n] = replace(left, year=right.year - (left.month > right.month))
    return made


# The day of publication


def publication_span(given: str | None) -> Span | None:
    """Return the days that a bibliography's date may mean; None where it cannot be read.

    Reads "2020-03-20", "2020-03", "2020" and two of these with "/" between them, as EDTF (ISO 8601-2)
    and biblatex write them; an end that is open or unknown counts for nothing.
    """
    if not given:
        return None
    ends = [end for piece in given.split("/")[:2] if (end := _days_of(piece)) is not None]
    if not ends:
        return None
    first, last = min(end.first for end in ends), max(end.last for end in ends)
    return Span(first, last)


_GIVEN = re.compile(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T[\d:Z+-]*)?[~?%]?\s*\Z")


def _days_of(piece: str) -> Span | None:
    match = _GIVEN.match(piece)
    if match is None:
        return None
    year, month, day = (int(number) if number else None for number in match.groups())
    if not year or not 1000 <= year < 2200 or not valid(year, month, day):
        return None
    first = date(year, month or 1, day or 1)
    return Span(first, date(year, month or 12, day or monthrange(year, month or 12)[1]))


# What a mention means


def meanings(
    mention: DateMention, text: str, span: Span | None, years: Sequence[int]
) -> set[Parts]:
    """Return the dates that a mention may mean; empty where nothing tells.

    ``years`` are those that its surroundings name, each of which a date without one may be in.
    """
    if mention.weekday is not None:
        return _weekday_days(mention, text, span)
    if mention.step:
        return _stepped_days(mention, span)
    made: set[Parts] = set()
    for parts in (mention.parts, mention.other):
        if parts is not None:
            made |= _dated(mention, parts, text, span, years)
    return made


def _dated(
    mention: DateMention, parts: Parts, text: str, span: Span | None, years: Sequence[int]
) -> set[Parts]:
    year, month, day = parts
    if year is not None or month is None:
        return {parts}
    made: set[Parts] = {(near, month, day) for near in years if valid(near, month, day)}
    if span is None:
        return {parts}
    for when in ("back", "ahead") if span.guessed else _directions(mention, text):
        for end in {span.first, span.last}:
            made.add((_year_by(end, month, day, when), month, day))
    return made


def _directions(mention: DateMention, text: str) -> tuple[str, ...]:
    """Return "back", "ahead" or both: where a date without a year lies from the article's day."""
    if mention.cue:
        return {"last": ("before",), "next": ("ahead",), "this": ("back", "ahead")}[mention.cue]
    before = _sentence_before(text, mention.start)
    after = _sentence_after(text, mention.end)
    if _REPORTED.search(" ".join(before[-60:].split()[-3:])):
        return ("back",)
    if _looks_ahead(before):
        return ("ahead",)
    cue = _AHEAD.search(after)
    if cue is None or _OTHER_CLAUSE.search(after[: cue.start()]):
        return ("back",)
    return ("ahead",) if not before.strip() or len(before.split()) <= 2 else ("back", "ahead")


def _looks_ahead(before: str) -> bool:
    """Whether what comes before a date in its clause looks ahead."""
    cues = list(_AHEAD.finditer(before))
    return bool(cues) and not _OTHER_CLAUSE.search(before[cues[-1].end() :])


def _sentence_before(text: str, at: int) -> str:
    piece = text[max(0, at - _REACH) : at]
    return re.split(r"[.!?;]\s+(?=[A-Z“\"])", piece)[-1]


def _sentence_after(text: str, at: int) -> str:
    return re.split(r"[.!?;]\s", text[at : at + _REACH], maxsplit=1)[0]


def _year_by(end: date, month: int, day: int | None, when: str) -> int:
    """Return the year of the last such date on or before a day, or of the next one."""
    this, asked = (end.month, end.day if day else 0), (month, day or 0)
    if when == "ahead":
        return end.year + (asked < this)
    if when == "before":
        return end.year - (asked >= this)
    return end.year - (asked > this)


def _weekday_days(mention: DateMention, text: str, span: Span | None) -> set[Parts]:
    assert mention.weekday is not None
    made: set[Parts] = set()
    directions = (
        () if span is None else ("back", "ahead") if span.guessed else _directions(mention, text)
    )
    for day in span.days if span else ():
        for when in directions:
            made |= {
                _parts(found) for found in _weekdays_by(day, mention.weekday, when, mention.cue)
            }
    return made


def _weekdays_by(day: date, weekday: int, when: str, cue: str) -> Iterator[date]:
    back = (day.weekday() - weekday) % 7
    if when == "ahead":
        yield day + timedelta((7 - back) if back or cue == "next" else 0)
    elif cue == "last":
        # "last Thursday" is never today; within the same week it may be that of the week before.
        yield day - timedelta(back or 7)
        if 0 < back <= day.weekday():
            yield day - timedelta(back + 7)
    else:
        yield day - timedelta(back)


def _parts(day: date) -> Parts:
    return day.year, day.month, day.day


def _stepped_days(mention: DateMention, span: Span | None) -> set[Parts]:
    if span is None or mention.anchored:
        return set()
    ends = span.days if mention.step in ("day", "week") else (span.first, span.last)
    made: set[Parts] = set()
    for end in ends:
        made |= _steps(_parts(end), mention.step, mention.shift)
    return made


def _steps(parts: Parts, step: str, shift: int) -> set[Parts]:
    """Return the dates so many steps from a date, no more exact than both."""
    moved = move(parts, step, shift)
    return {moved} if moved else set()


def move(parts: Parts, step: str, shift: int) -> Parts | None:
    """Return the date so many days, weeks, months or years on; None where it cannot be told."""
    year, month, _ = parts
    try:
        if step in ("day", "week"):
            return _move_days(parts, shift * (7 if step == "week" else 1))
        if step == "month" and month is not None:
            count = (year or 0) * 12 + month - 1 + shift
            return (count // 12 if year is not None else None), count % 12 + 1, None
        if step == "year" and year is not None and 1 <= year + shift < 10000:
            return year + shift, None, None
    except (OverflowError, ValueError):
        return None
    return None


def _move_days(parts: Parts, days: int) -> Parts | None:
    year, month, day = parts
    if month is None or day is None:
        return None
    # A leap year where none is known: 29 February can stand in it.
    moved = date(year or 2000, month, day) + timedelta(days)
    return (moved.year if year is not None else None), moved.month, moved.day
