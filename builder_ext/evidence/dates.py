"""Dates as they are written, and the days they may mean in an article of a given date."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from builder_ext.evidence.numbers import SCALES, TENS, UNITS, Token, is_year
from builder_ext.patterns import late

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
_AHEAD = late(
    r"\b(?:will|shall|won['’]t|(?:is|are|was|were) (?:to|set|due|going|scheduled|expected|planned)"
    r"|scheduled|upcoming|plans? (?:to|for)|planning (?:to|for)|expected to|set (?:to|for)|slated"
    r"|due (?:to|on|in|by)|later this|expects?|expecting|hopes?|hoping|intends?|intending|aims?|aiming)\b",
    re.IGNORECASE,
)
_MAYBE_AHEAD = late(
    r"\b(?:deadline|expected|hoped|intended|aimed|planned|due|would|should|must|could|might|can|needs? to"
    r"|(?:has|have|had) to|(?:by|until|till|for)(?=\s(?:\w+,?\s)?\Z))\b",
    re.IGNORECASE,
)
"""Words after which a date may lie ahead as well as behind."""
_REPORTED = late(
    r"\b(?:said|says|told|announced|wrote|reported|added|warned|tweeted|stated|declared|confirmed|vowed"
    r"|claimed|promised|argued|posted|voted|decided|agreed|met|denied|signed)\b",
    re.IGNORECASE,
)
_OTHER_CLAUSE = late(
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

    ``weekday`` counts from Monday = 0.  ``cue`` is "last", "next", "this" or empty, of a week also
    "earlier" or "later".  ``shift`` is a number of days, weeks, weekends, months or years (``step``)
    counted from the article's day or, where ``anchored``, from the date mentioned before; ``within``
    says that it is some day of that week or weekend.  ``reach`` is the least and the greatest number of
    days where nothing counts them ("days later").  ``other`` is the same digits read in another order.
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
    within: bool = False
    reach: tuple[int, int] | None = None
    other: Parts | None = None

    @property
    def parts(self) -> Parts:
        """Year, month and day as written."""
        return self.year, self.month, self.day


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
    return token.kind == "number" or token.form in DATE_OPENINGS


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
    """Return "27 December 2019", "27th of December", "27–29 December", "27, 28 and 29 December"."""
    day, at = _day(here, 0)
    if not day:
        return None
    days, ends = [day], [here.end(at - 1)]
    last = at
    while len(days) < _MOST_DAYS and (found := _next_day(here, at)) is not None:
        last, (number, at) = at, found
        if number <= days[-1]:
            return None
        days.append(number)
        ends.append(here.end(at - 1))
    if len(days) == 2 and here.gap(last).strip() == ",":
        return None
    if here.form(at) == "of":
        at += 1
    month = _month(here, at)
    if not month or here.gap(at).strip(" \n\u00a0-") or not valid(None, month, day):
        return None
    year, more = _year(here, at + 1)
    ends[-1] = here.end(at + more)
    return Found(tuple(_in_row(here, days, ends, year, month)), at + 1 + more)


_MOST_DAYS = 12
"""So many days of one month are read that stand in a row."""


def _next_day(here: _Here, at: int) -> tuple[int, int] | None:
    """Return the next day of a row and the token after it, as in "27, 28 and 29"."""
    joined = at
    if here.form(at) and (
        here.form(at) in _DASHES or here.form(at) in ("to", "and", "or", "through")
    ):
        joined = at + 1
    elif here.gap(at).strip() != ",":
        return None
    day, taken = _day(here, joined)
    return (day, joined + taken) if day else None


def _in_row(
    here: _Here, days: Sequence[int], ends: Sequence[int], year: int | None, month: int
) -> Iterator[DateMention]:
    """Yield the days of one month that stand in a row, each with its own place."""
    start = here.start()
    for day, end in zip(days, ends, strict=True):
        if valid(None, month, day):
            yield DateMention(start, end, year, month, day)
        start = end


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
    """Return "December 27, 2019", "December 27-29", "December 27, 28 and 29"."""
    days, ends, after, dash = [day], [here.end(at - 1)], at, False
    while len(days) < _MOST_DAYS and (found := _next_day(here, after)) is not None:
        if not _goes_on(here, after, found, month, days[-1]):
            break
        dash = here.form(after) in _DASHES
        days.append(found[0])
        after = found[1]
        ends.append(here.end(after - 1))
    year, more = _year(here, after)
    if more and _is_clock(here, after):
        year, more = None, 0
    # "December 27 and 28 people": the number may be one of its own, and is read as one too.
    taken = after + more if more or dash else at
    ends[-1] = here.end(after + more - 1)
    return Found(tuple(_in_row(here, days, ends, year, month)), taken)


def _goes_on(here: _Here, at: int, found: tuple[int, int], month: int, before: int) -> bool:
    """Whether a number after a day of a month is another day of it, and no count of something."""
    day, after = found
    if not before < day or not valid(None, month, day) or _is_dated(here, after):
        return False
    if here.form(at) not in ("and", "or") and here.gap(at).strip() != ",":
        return True
    word = here.form(after)
    ends = here.gap(after).strip()[:1]
    return not word or word in _AFTER_DAYS or bool(_year(here, after)[1]) or ends in _CLOSING


_CLOSING = frozenset(".,;:!?)]”’\"'")
_AFTER_DAYS = frozenset(
    "the a an and or to through in at on of as by for from with when while after before until last this "
    "next near over off about that there it they he she we i its their his her is was were are had has did "
    "will would but then also both respectively".split()
)
"""What may follow the last day of a row; another word is what the number counts."""


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
     "before", "weekend", "overnight", "recent", "coming", "past"}
)  # fmt: skip
_THE = frozenset("the that his her their its our very".split())
_FEW = frozenset("few several some many".split())
_UNCOUNTED = {"days": 10, "weeks": 31}
"""As many days at most are meant where nothing counts the days or weeks."""
_A_FEW_DAYS = 7
_LAST = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1, "following": 1}


def _relative(here: _Here) -> Found | None:
    word = here.form()
    if word in _SHIFTS:
        return _shifted(here, 0, 1, "day", _SHIFTS[word])
    if word == "overnight":
        return _loosely(here, 0, 1, (-1, 0))
    if word == "weekend":
        return _weekend(here)
    if word in ("later", "earlier", "ago", "after", "before"):
        return _counted(here, word)
    if found := _uncounted_span(here, word):
        return found
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


def _loosely(
    here: _Here, back: int, tokens: int, reach: tuple[int, int], anchored: bool = False
) -> Found:
    """Return a number of days that nothing counts: "days later", "in recent weeks"."""
    (mention,), _ = _shifted(here, back, tokens, "day", 0, anchored)
    return Found((replace(mention, reach=reach),), tokens)


def _weekend(here: _Here) -> Found | None:
    """Return "at the weekend", "last weekend", "that weekend"."""
    before = here.form(-1)
    if here.text[here.start()].isupper() or before in ("every", "each", "per"):
        return None
    anchored = before in ("that", "same", "following", "previous")
    (mention,), _ = _shifted(here, 0, 1, "weekend", _LAST.get(before, 0), anchored)
    cue = {-1: "last", 1: "next"}.get(mention.shift, "this" if before == "this" else "")
    return Found((replace(mention, within=True, cue=cue),), 1)


def _uncounted_span(here: _Here, word: str) -> Found | None:
    """Return "in recent days", "the past few days", "the coming days"."""
    few = int(here.form(1) in _FEW)
    if word not in ("recent", "past", "last", "coming", "next") or here.form(1 + few) != "days":
        return None
    if here.text[here.start()].isupper():
        return None
    most = _most("days", bool(few))
    return _loosely(here, 0, 2 + few, (0, most) if word in ("coming", "next") else (-most, 0))


def _period(here: _Here, word: str) -> Found | None:
    """Return "last summer" as a year, "this morning" as a day."""
    if here.form(1) not in _PERIODS or word not in ("last", "this", "next"):
        return None
    if here.form(1) in ("morning", "afternoon", "evening", "night"):
        return _shifted(here, 0, 2, "day", -1 if word == "last" else 0)
    return None


def _stepped(here: _Here, word: str, step: str) -> Found | None:
    """Return "the next day", "last year", "the following month", "this week"."""
    the = here.form(-1) in _THE
    if word in ("following", "next", "after") and the:
        return _whole(here, step, 1, anchored=True)
    if word == "previous" and the:
        return _whole(here, step, -1, anchored=True)
    if word == "same" and the:
        return _whole(here, step, 0, anchored=True)
    shift = {"last": -1, "this": 0, "next": 1}.get(word)
    # "the last year", "the next days" are spans of time, not dates.
    if shift is None or the or here.form(1) != step:
        return None
    return _whole(here, step, shift, anchored=False)


def _whole(here: _Here, step: str, shift: int, anchored: bool) -> Found:
    """Return the day, week, month or year next to another."""
    found = _shifted(here, 0, 2, step, shift, anchored)
    if step != "week":
        return found
    cue = here.form(-1) if here.form(-1) in ("earlier", "later") else ""
    return Found((replace(found.mentions[0], within=True, cue=cue),), found.tokens)


def _counted(here: _Here, word: str) -> Found | None:
    """Return "two days later", "a week ago", "the day after", "days earlier"."""
    step = _SPANS.get(here.form(-1), "")
    if not step or here.gap(0).strip():
        return None
    count, words = _count(here)
    if word in ("before", "after") and here.form(-2 - words) in _THE:
        return None  # "in the ten days before" is a span of time.
    if here.form(-2) == "the" and step and word in ("after", "before"):
        count = 1
    elif word in ("after", "before") and not _ends_clause(here):
        return None
    back = word in ("earlier", "ago", "before")
    if not count:
        return _uncounted(here, back, word != "ago")
    size = count * (10 if step == "decade" else 1) * (-1 if back else 1)
    step = "year" if step == "decade" else step
    return _shifted(here, 1 + words, 1, step, size, anchored=word != "ago")


def _uncounted(here: _Here, back: bool, anchored: bool) -> Found | None:
    """Return "days later", "a few weeks ago"."""
    before = here.form(-2)
    most = _most(here.form(-1), before in _FEW or here.form(-3) == "couple")
    if not most or here.kind(-2) == "number" or before in _COUNTING or before in _THE:
        return None
    return _loosely(here, 1, 1, (-most, -1) if back else (1, most), anchored)


def _most(unit: str, few: bool) -> int:
    """Return how many days the plural of a unit may come to; 0 for another word."""
    return _A_FEW_DAYS if few and unit == "days" else _UNCOUNTED.get(unit, 0)


def _ends_clause(here: _Here) -> bool:
    """Whether nothing follows that the days are counted from: "two days after." """
    after = here.text[here.end(0) : here.end(0) + 1]
    return after in (".", ",", ";", "")


_SIZES = frozenset({"hundred", "thousand", "million"})
_COUNTING = frozenset({*UNITS, *TENS, *SCALES, *_SIZES, "dozen", "half", "these", "those"})


def _count(here: _Here) -> tuple[int, int]:
    """Return how many days a word counts and how many tokens it takes; 0 where it counts none.

    Not where it ends a longer number or a range: "a hundred and two days later", "two or three".
    """
    word, before, first = here.form(-2), here.form(-3), here.form(-4)
    dashed = before in _DASHES and bool(before)
    if word in ("a", "an"):
        return int(before != "half"), 1
    tens = TENS.get(first if dashed else before, 0)
    if tens and 0 < UNITS.get(word, 0) < 10:
        return tens + UNITS[word], 3 if dashed else 2
    ranged = dashed or before in ("or", "to") or (before == "and" and here.form(-5) == "between")
    if ranged and (first in _COUNTING or here.kind(-4) == "number"):
        return 0, 1
    if before in _COUNTING or (before == "and" and first in _SIZES):
        return 0, 1
    if word.isdecimal() and len(word) <= 3:
        return int(word), 1
    return UNITS.get(word) or TENS.get(word) or _COUNTS.get(word, 0), 1


_COUNTS = {"one": 1, "couple": 2, "dozen": 12}


DATE_OPENINGS = frozenset(
    {*MONTHS, *_SHORT_MONTHS, *WEEKDAYS, *_SHORT_DAYS, *_FEASTS, *_RELATIVE} - set(SCALES)
)
"""The folded words, figures aside, with which a date may begin."""


_RANGE = late(r"\s*+(?:,\s*+)?(?:[–—‑‐-]|to|and|or|until|till|through)\s*+(?:(?:the|on)\s++)?\Z")


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


_GIVEN = late(r"\s*(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:T[\d:Z+-]*)?[~?%]?\s*\Z")


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

Meaning = tuple[frozenset[Parts], ...]
"""The dates that a mention means, once for each day that may be the one it depends on.

What stands in all of them is sure, what stands in some is only possible.  Empty where nothing tells.
"""
_MOST_DEPENDED = 100
"""On so many different days at most a meaning is made to depend."""


def meanings(mention: DateMention, text: str, span: Span | None, years: Sequence[int]) -> Meaning:
    """Return the dates that a mention may mean in an article of a span of days.

    ``years`` are those that its surroundings name, each of which a date without one may be in.
    """
    if mention.weekday is not None:
        return _weekday_days(mention, text, span)
    if mention.step:
        return _stepped_days(mention, text, span)
    given = [parts for parts in (mention.parts, mention.other) if parts is not None]
    return _alike(
        [parts for parts in given if _is_told(parts)], _dated(mention, given, text, span, years)
    )


def _is_told(parts: Parts) -> bool:
    return parts[0] is not None or parts[1] is None


def _alike(sure: Sequence[Parts], others: Sequence[frozenset[Parts]]) -> Meaning:
    """Return a meaning with what is sure in each of its days."""
    if not others:
        return (frozenset(sure),) if sure else ()
    return tuple(dict.fromkeys(other.union(sure) for other in others))


def _dated(
    mention: DateMention, given: Sequence[Parts], text: str, span: Span | None, years: Sequence[int]
) -> list[frozenset[Parts]]:
    """Return what the dates without a year may be, once for each end of the span."""
    yearless = [(month, day) for year, month, day in given if year is None and month is not None]
    if not yearless:
        return []
    bare: frozenset[Parts] = frozenset((None, month, day) for month, day in yearless)
    if span is None:
        return [bare]
    near = {(y, month, day) for y in years for month, day in yearless if valid(y, month, day)}
    whens = ("back", "ahead") if span.guessed else _directions(mention, text)
    made: list[frozenset[Parts]] = []
    for end in dict.fromkeys((span.first, span.last)):
        for way in _ways(whens):
            found = ((_year_by(end, m, d, when), m, d) for m, d in yearless for when in way)
            made.append(frozenset({*near, *found}))
    return [*made, bare] if span.last.year - span.first.year > 1 else made


def _ways(whens: tuple[str, ...]) -> tuple[tuple[str, ...], ...]:
    """Return the directions to look in, twice where the nearest is sure and the other possible."""
    return (whens, ("back", "ahead")) if whens == ("near",) else (whens,)


def _directions(mention: DateMention, text: str) -> tuple[str, ...]:
    """Return "back", "ahead" or both: where a date without a year lies from the article's day.

    "near" says that it likely is the nearest, and may be the other.
    """
    if mention.cue:
        return {"last": ("before",), "next": ("ahead",), "this": ("back", "ahead")}[mention.cue]
    before = _sentence_before(text, mention.start)
    after = _sentence_after(text, mention.end)
    if _REPORTED.search(" ".join(before[-60:].split()[-3:])):
        return ("back",)
    if _looks_ahead(before, _AHEAD):
        return ("ahead",)
    if _looks_ahead(before, _MAYBE_AHEAD):
        return ("near",)
    cue = _AHEAD.search(after)
    if cue is None or _OTHER_CLAUSE.search(after[: cue.start()]):
        return ("back",)
    return ("ahead",) if not before.strip() or len(before.split()) <= 2 else ("back", "ahead")


def _looks_ahead(before: str, words: re.Pattern[str]) -> bool:
    """Whether what comes before a date in its clause looks ahead."""
    cues = list(words.finditer(before))
    return bool(cues) and not _OTHER_CLAUSE.search(before[cues[-1].end() :])


def _sentence_before(text: str, at: int) -> str:
    piece = text[max(0, at - _REACH) : at]
    return re.split(r"[.!?;]\s+(?=[A-Z“\"])", piece)[-1]


def _sentence_after(text: str, at: int) -> str:
    return re.split(r"[.!?;]\s", text[at : at + _REACH], maxsplit=1)[0]


def _year_by(end: date, month: int, day: int | None, when: str) -> int:
    """Return the year of the last such date on or before a day, or of the next one."""
    if when == "near":
        years = (_year_by(end, month, day, "back"), _year_by(end, month, day, "ahead"))
        return min(years, key=lambda year: abs(date(year, month, day or 1) - end))
    this, asked = (end.month, end.day if day else 0), (month, day or 0)
    if when == "ahead":
        year, step = end.year + (asked < this), 1
    elif when == "before":
        year, step = end.year - (asked >= this), -1
    else:
        year, step = end.year - (asked > this), -1
    while not valid(year, month, day):  # 29 February
        year += step
    return year


def _weekday_days(mention: DateMention, text: str, span: Span | None) -> Meaning:
    weekday = mention.weekday
    if span is None or weekday is None:
        return ()
    whens = ("back", "ahead") if span.guessed else _directions(mention, text)
    return _distinct(
        frozenset(_parts(d) for w in way for d in _weekdays_by(day, weekday, w, mention.cue))
        for day in span.days
        for way in _ways(whens)
    )


def _distinct(found: Iterable[frozenset[Parts]]) -> Meaning:
    made = tuple(dict.fromkeys(one for one in found if one))
    return made if len(made) <= _MOST_DEPENDED else ()


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


def _stepped_days(mention: DateMention, text: str, span: Span | None) -> Meaning:
    if span is None or (mention.anchored and not mention.reach):
        return ()
    when = _directions(replace(mention, cue=""), text) if mention.within else ("back",)
    return shifted(mention, _counted_from(mention.step, span), when)


@lru_cache(maxsize=1024)
def _counted_from(step: str, span: Span) -> Meaning:
    """Return the days, months or years of publication that a step may be counted from."""
    first, last = span.first, span.last
    if step == "year" and last.year - first.year < _MOST_DEPENDED:
        return _each((year, None, None) for year in range(first.year, last.year + 1))
    if step == "month" and last.year - first.year < 3:
        months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return _each((number // 12, number % 12 + 1, None) for number in months)
    return _each(map(_parts, span.days)) if step in ("day", "week", "weekend") else ()


def _each(found: Iterable[Parts]) -> Meaning:
    return _distinct(frozenset({parts}) for parts in found)


def shifted(mention: DateMention, origins: Meaning, whens: tuple[str, ...] = ("back",)) -> Meaning:
    """Return what a step means that is counted from one or another of some dates."""
    return _shifted_from(replace(mention, start=0, end=0), origins, whens)


@lru_cache(maxsize=4096)
def _shifted_from(mention: DateMention, origins: Meaning, whens: tuple[str, ...]) -> Meaning:
    if mention.within or mention.reach:
        return _each(
            day for origin in origins for parts in origin for day in _loose(mention, parts, whens)
        )
    return _distinct(
        frozenset(m for parts in origin for m in move(parts, mention.step, mention.shift))
        for origin in origins
    )


def _loose(mention: DateMention, parts: Parts, whens: Sequence[str]) -> Iterator[Parts]:
    """Yield each day that "last week", "at the weekend", "days later" may mean."""
    if mention.reach:
        for count in range(mention.reach[0], mention.reach[1] + 1):
            yield from move(parts, "day", count)
        return
    year, month, day = parts
    if year is None or month is None or day is None or not valid(*parts):
        return
    at = date(year, month, day)
    week = _weekend_days if mention.step == "weekend" else _week
    counts = week(at, mention, whens)
    for count in counts:
        yield from move(parts, "day", count)


def _week(at: date, mention: DateMention, whens: Sequence[str]) -> range:
    """Return the days of a week, counted from a day: a week begins on Sunday or on Monday."""
    back = at.weekday()
    first = -back - 1 + 7 * mention.shift
    last = first + 7 + (6 if back == 6 else 0)
    if mention.shift or mention.anchored:
        return range(first, last + 1)
    ahead = mention.cue == "later" or "ahead" in whens or "near" in whens
    return range(0 if mention.cue == "later" else first, (last if ahead else 0) + 1)


def _weekend_days(at: date, mention: DateMention, whens: Sequence[str]) -> list[int]:
    """Return the days of the weekends, counted from a day, that a mention may mean."""
    saturday = -((at.weekday() - 5) % 7)
    if mention.shift > 0:
        weeks = {7, 14}
    elif mention.shift < 0:
        weeks = {0}
    elif mention.anchored or mention.cue:
        weeks = {0, 7}
    else:
        weeks = {7 if when == "ahead" else 0 for way in _ways(tuple(whens)) for when in way}
    if saturday >= -1 and mention.shift <= 0:
        weeks |= {-7, 0}
    return sorted(saturday + week + day for week in weeks for day in (0, 1))


def move(parts: Parts, step: str, shift: int) -> set[Parts]:
    """Return the date so many days, weeks, months or years on; empty where it cannot be told.

    A day without a year is counted on in a leap year and in another: it may be in either.
    """
    year, month, _ = parts
    try:
        if step in ("day", "week"):
            days = shift * (7 if step == "week" else 1)
            return {_move_days(parts, days, leap) for leap in (2000, 2001)} - {(None, None, None)}
        if step == "month" and month is not None:
            count = (year or 0) * 12 + month - 1 + shift
            moved = count // 12
            if year is None:
                return {(None, count % 12 + 1, None)}
            return {(moved, count % 12 + 1, None)} if 1 <= moved < 10000 else set()
        if step == "year" and year is not None and 1 <= year + shift < 10000:
            return {(year + shift, None, None)}
    except (OverflowError, ValueError):
        return set()
    return set()


def _move_days(parts: Parts, days: int, year_unknown: int) -> Parts:
    year, month, day = parts
    if month is None or day is None or not valid(year or year_unknown, month, day):
        return (None, None, None)
    moved = date(year or year_unknown, month, day) + timedelta(days)
    return (moved.year if year is not None else None), moved.month, moved.day
