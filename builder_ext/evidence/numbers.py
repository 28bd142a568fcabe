"""Numbers, percentages, amounts of money and times of day as they are written, in normal form.

A text is cut into tokens once (`tokens_of`), and `read_amount` reads what begins at one of them.  The
normal forms are strings of a kind, a colon and a number: ``n:25`` a count, ``%:14.1``, ``$:1500000000``,
``o:3`` an ordinal, ``t:1260`` a time of day in minutes, ``y:2019``, ``d:1980`` a decade, ``f:0.5`` a
fraction, ``i:12`` an indefinite number ("dozens"), ``x:4:44`` a run of digits kept as written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import NamedTuple

from builder_ext.patterns import late

_TOKEN = late(
    r"(?P<number>\d+(?:[.,:/]\d+)*)|(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<sign>[$€£¥₹%½¼¾⅓⅔–—‑‐-])"
)
_GROUPED = late(r"\d{1,3}(?:,\d{2,3})*,\d{3}(?:\.\d+)?\Z")
_DOTTED = late(r"\d{1,3}(?:\.\d{3}){2,}\Z")
_PLAIN = late(r"\d+(?:\.\d+)?\Z")
_CLOCK = late(r"(\d{1,2}):([0-5]\d)(?::[0-5]\d)?\Z")
_DASHES = "–—‑‐-"
_MAX_DIGITS = 30
"""More digits are no number that anybody counts with; they are kept as written."""

UNITS = {
    word: number
    for number, words in enumerate(
        "zero;one;two;three;four;five;six;seven;eight;nine;ten;eleven;twelve;thirteen;fourteen;fifteen;"
        "sixteen;seventeen;eighteen;nineteen".split(";")
    )
    for word in words.split()
}
TENS = {
    word: 10 * number
    for number, word in enumerate(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2
    )
}
SCALES = {
    "thousand": 10**3, "k": 10**3, "lakh": 10**5, "lakhs": 10**5, "million": 10**6, "mn": 10**6,
    "mln": 10**6, "mio": 10**6, "crore": 10**7, "crores": 10**7, "billion": 10**9, "bn": 10**9,
    "bln": 10**9, "trillion": 10**12, "tn": 10**12, "trn": 10**12,
}  # fmt: skip
_SUFFIXES = {**SCALES, "m": 10**6, "b": 10**9}
_INDEFINITE = {
    "dozens": 12, "scores": 20, "hundreds": 100, "thousands": 1000, "millions": 10**6,
    "billions": 10**9, "trillions": 10**12,
}  # fmt: skip
_GROUPS = {
    "both": 2, "couple": 2, "pair": 2, "twice": 2, "duo": 2, "twins": 2, "trio": 3, "thrice": 3,
    "triplets": 3, "quartet": 4, "foursome": 4, "quintet": 5, "once": 1, "double": 2, "triple": 3,
}  # fmt: skip
_ORDINALS = {
    word: number
    for number, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth "
        "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        start=1,
    )
} | {
    f"{word[:-1]}ieth": number for word, number in TENS.items()
} | {"hundredth": 100, "thousandth": 1000}  # fmt: skip
_PARTS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourths": 4,
    "fifth": 5, "fifths": 5, "sixths": 6, "sevenths": 7, "eighths": 8, "ninths": 9, "tenth": 10,
    "tenths": 10,
}  # fmt: skip
_ONE_PART = {
    **_PARTS, "fourth": 4, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
}  # fmt: skip
"""The parts of which there may be one: "two fourth" is none."""
_DECADES = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70,
    "eighties": 80, "nineties": 90,
}  # fmt: skip
_CURRENCIES = {
    "$": "$", "€": "€", "£": "£", "¥": "¥", "₹": "₹", "usd": "$", "aud": "$", "cad": "$", "eur": "€",
    "gbp": "£", "jpy": "¥", "inr": "₹", "rs": "₹", "dollar": "$", "dollars": "$", "buck": "$",
    "bucks": "$", "euro": "€", "euros": "€", "pound": "£", "pounds": "£", "quid": "£", "yen": "¥",
    "rupee": "₹", "rupees": "₹", "yuan": "yuan", "renminbi": "yuan", "rmb": "yuan", "won": "won",
    "franc": "franc", "francs": "franc", "chf": "franc", "ruble": "ruble", "rubles": "ruble",
    "rouble": "ruble", "roubles": "ruble", "peso": "peso", "pesos": "peso", "rial": "rial",
    "rials": "rial", "riyal": "riyal", "riyals": "riyal", "lira": "lira", "liras": "lira",
    "dinar": "dinar", "dinars": "dinar", "kronor": "krona", "krona": "krona", "kroner": "krone",
    "shekel": "shekel", "shekels": "shekel", "dirham": "dirham", "dirhams": "dirham",
}  # fmt: skip
_SIGNS = frozenset("$€£¥₹")
_BEFORE_CODES = frozenset("usd aud cad eur gbp jpy inr rs chf rmb".split())
_NATIONS = frozenset("us american u australian canadian british hong kong singapore new".split())
_VULGAR = {"½": "0.5", "¼": "0.25", "¾": "0.75", "⅓": "0.33", "⅔": "0.67"}
_HYPHENATED_BEFORE = frozenset(
    "mid pre post early late since non ex circa jan january feb february mar march apr april may jun june "
    "jul july aug august sep sept september oct october nov november dec december".split()
)


class Token(NamedTuple):
    """One number, word or sign of a text: as written, folded, its kind and its offsets."""

    text: str
    form: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit: the normal forms that it may have, and where it stands.

    ``scaled`` says that a word gives its size ("1.5 million"), ``unit`` is "%", a currency or empty.
    ``number`` is None where there is no plain number.  ``tokens`` counts the tokens that it takes up.
    """

    forms: tuple[str, ...]
    start: int
    end: int
    tokens: int = 1
    number: Decimal | None = None
    unit: str = ""
    scale: int = 1
    spelled: bool = False


def tokens_of(text: str) -> list[Token]:
    """Return the numbers, words and signs of a text in order; a folded word has no possessive."""
    made: list[Token] = []
    for match in _TOKEN.finditer(text):
        word, (start, end) = match.group(), match.span()
        form = word.lower()
        if form[-2:] in ("’s", "'s"):
            form = form[:-2]
        made.append(Token(word, form, match.lastgroup or "", start, end))
    return made


def normal(number: Decimal) -> str:
    """Return one way to write a number: no zeros after the point, no exponent."""
    return format(number.normalize(), "f")


def starts_amount(token: Token) -> bool:
    """Whether an amount may begin at a token."""
    return token.kind == "number" or token.form in AMOUNT_OPENINGS


def read_amount(text: str, tokens: Sequence[Token], at: int) -> Amount | None:
    """Return the amount that begins at a token, None where none does."""
    token = tokens[at]
    if token.kind == "number":
        return None if _is_name(text, tokens, at) else _read_digits(text, tokens, at)
    if token.form in _VULGAR:
        return Amount((f"f:{_VULGAR[token.form]}",), token.start, token.end)
    return _read_words(text, tokens, at)


def _is_name(text: str, tokens: Sequence[Token], at: int) -> bool:
    """Whether the digits are part of a name: "K1", "F-16"."""
    token = tokens[at]
    before = tokens[at - 1] if at else None
    if before is None or before.end != token.start:
        return False
    if before.kind == "word":
        return before.form not in _BEFORE_CODES
    if before.form not in _DASHES or at < 2 or tokens[at - 2].end != before.start:
        return False
    return tokens[at - 2].kind == "word" and not _joins(tokens[at - 2].form)


def _joins(word: str) -> bool:
    return word in _HYPHENATED_BEFORE or word in UNITS or word in TENS or word in SCALES


# Digits


def _read_digits(text: str, tokens: Sequence[Token], at: int) -> Amount:
    token, stop = tokens[at], at + 1
    raw = token.text
    while len(raw) < _MAX_DIGITS and _is_group(text, tokens, stop, raw):
        raw += "," + tokens[stop].text
        stop += 1
    number = _decimal(raw)
    if number is None:
        return _read_run(text, tokens, at)
    forms = _plain_forms(raw, number)
    if stop > at + 1:
        # "12 300" may also be two numbers.
        forms += (f"n:{token.text}", f"n:{int(tokens[stop - 1].text)}")
    found = Amount(forms, token.start, tokens[stop - 1].end, stop - at, number)
    return _with_suffix(text, tokens, at, _with_part(tokens, at, found))


def _with_part(tokens: Sequence[Token], at: int, found: Amount) -> Amount:
    """Return a number with the part of one that follows it: "2½", "two and a half"."""
    stop = at + found.tokens
    number = found.number
    if stop >= len(tokens) or number is None:
        return found
    if tokens[stop].form in _VULGAR and tokens[stop].start - found.end <= 1:
        part, taken = Decimal(_VULGAR[tokens[stop].form]), 1
    elif [token.form for token in tokens[stop : stop + 2]] == ["and", "a"] and (
        word := tokens[stop + 2].form if stop + 2 < len(tokens) else ""
    ) in ("half", "quarter"):
        part, taken = 1 / Decimal(_PARTS[word]), 3
    else:
        return found
    whole = number + part
    return replace(
        found,
        forms=(f"n:{normal(whole)}",),
        number=whole,
        end=tokens[stop + taken - 1].end,
        tokens=found.tokens + taken,
    )


def _is_group(text: str, tokens: Sequence[Token], at: int, raw: str) -> bool:
    """Whether the token is a group of thousands after a narrow or no-break space: "5 000"."""
    if at >= len(tokens) or tokens[at].kind != "number" or len(tokens[at].text) != 3:
        return False
    gap = text[tokens[at - 1].end : tokens[at].start]
    return gap in (" ", "\u202f", "\u00a0", "\u2009", "’", "'") and raw.find(",") in (-1, 1, 2, 3)


def _decimal(raw: str) -> Decimal | None:
    if len(raw) > _MAX_DIGITS:
        return None
    if _PLAIN.match(raw):
        return Decimal(raw)
    if _GROUPED.match(raw):
        return Decimal(raw.replace(",", ""))
    if _DOTTED.match(raw):
        return Decimal(raw.replace(".", ""))
    return None


def _plain_forms(raw: str, number: Decimal) -> tuple[str, ...]:
    forms = [f"n:{normal(number)}"]
    if is_year(raw):
        forms.append(f"y:{int(raw)}")
    if re.fullmatch(r"\d{1,2}\.[0-5]\d", raw):
        hours, minutes = raw.split(".")
        forms.append(f"x:{int(hours)}:{minutes}")
    return tuple(forms)


def is_year(raw: str) -> bool:
    """Whether digits as written can be a year: four of them, 1000 to 2199."""
    return len(raw) == 4 and raw.isdecimal() and 1000 <= int(raw) < 2200


def _read_run(text: str, tokens: Sequence[Token], at: int) -> Amount:
    """Return what digits with other marks between them may be: a time, a fraction, years."""
    token = tokens[at]
    clock = _CLOCK.match(token.text)
    if clock:
        return _read_clock(text, tokens, at, int(clock[1]), int(clock[2]), (f"x:{token.text}",))
    forms = [f"x:{token.text[: _MAX_DIGITS * 4]}"]
    pieces = re.split(r"[,/:]", token.text) if len(token.text) <= _MAX_DIGITS * 4 else []
    forms += [f"y:{int(piece)}" for piece in pieces if is_year(piece)]
    if "/" in token.text and len(pieces) == 2:
        forms += _slashed(*pieces)
    elif "," in token.text:
        forms += [f"n:{normal(n)}" for piece in pieces if (n := _decimal(piece)) is not None]
    return Amount(tuple(forms), token.start, token.end)


def _slashed(left: str, right: str) -> Iterator[str]:
    if is_year(left) and len(right) == 2:
        yield f"y:{left[:2]}{right}"
    above, below = _decimal(left), _decimal(right)
    if above is not None and below and above < below < 20:
        yield fraction(above, below)


def fraction(above: Decimal, below: Decimal) -> str:
    """Return the normal form of a fraction, to two places."""
    return f"f:{normal((above / below).quantize(Decimal('0.01')))}"


def _read_clock(
    text: str,
    tokens: Sequence[Token],
    at: int,
    hour: int,
    minute: int,
    forms: tuple[str, ...],
    first: int | None = None,
) -> Amount:
    """Return the time whose hour stands at a token and which began at the ``first`` of its own."""
    half, taken = _half_of_day(text, tokens, at + 1)
    end = tokens[at + taken].end
    times = tuple(f"t:{time}" for time in _minutes(hour, minute, half))
    start = at if first is None else first
    return Amount(forms + times, tokens[start].start, end, at - start + 1 + taken)


def _half_of_day(text: str, tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return "am" or "pm" as it stands at a token, and how many tokens say so."""
    if at >= len(tokens) or len(text[tokens[at - 1].end : tokens[at].start]) > 1:
        return "", 0
    if tokens[at].form in ("am", "pm"):
        return tokens[at].form, 1
    if (
        tokens[at].form in ("a", "p")
        and at + 1 < len(tokens)
        and tokens[at + 1].form == "m"
        and text[tokens[at].end : tokens[at + 1].start].strip() == "."
    ):
        return tokens[at].form + "m", 2
    return "", 0


def _minutes(hour: int, minute: int, half: str) -> Iterator[int]:
    if hour > 24:
        return
    if half:
        yield (hour % 12 + (12 if half == "pm" else 0)) * 60 + minute
        return
    yield hour % 24 * 60 + minute
    if 1 <= hour <= 12:
        yield (hour % 12 + 12) * 60 + minute


def _with_suffix(text: str, tokens: Sequence[Token], at: int, found: Amount) -> Amount:
    """Return a number with what is written right after its digits."""
    stop = at + found.tokens
    half, _ = _half_of_day(text, tokens, stop)
    number = found.number
    if half and number is not None and number <= 12 and number == int(number):
        return _read_clock(text, tokens, at, int(number), 0, ())
    glued = stop < len(tokens) and tokens[stop].start == found.end
    word = tokens[stop].form if glued else ""
    if word in ("st", "nd", "rd", "th") and number is not None:
        forms = (f"o:{normal(number)}",)
        return replace(
            found, forms=forms, end=tokens[stop].end, tokens=found.tokens + 1, number=None
        )
    if word == "s" and number is not None and number < 10_000 and number % 10 == 0:
        return replace(found, forms=_decade(number), end=tokens[stop].end, number=None)
    if _is_written_decade(text, found):
        return replace(found, forms=(*found.forms, *_decade(found.number or Decimal(0))))
    if word in _SUFFIXES and number is not None:
        return _abbreviated(tokens, at, found, word)
    if times := _written_hours(tokens, at, found):
        return replace(found, forms=(*found.forms, *times))
    if _opens_clock(text, tokens, stop) and number is not None and number <= 12:
        return replace(
            found, forms=tuple(f"t:{t}" for t in _minutes(int(number), 0, "")), number=None
        )
    return _with_unit(tokens, at, found)


def _written_hours(tokens: Sequence[Token], at: int, found: Amount) -> tuple[str, ...]:
    """Return the time that "1800 hours" is, which may also be a number of hours."""
    raw = tokens[at].text
    after = tokens[at + 1] if at + 1 < len(tokens) else None
    if found.tokens > 1 or not _HOURS.match(raw) or after is None or after.start - found.end != 1:
        return ()
    return (f"t:{int(raw[:2]) * 60 + int(raw[2:])}",) if after.form in _AFTER_HOURS else ()


_HOURS = late(r"(?:[01][0-9]|2[0-3])[0-5][0-9]\Z")
_AFTER_HOURS = frozenset(("hours", "hrs", "gmt", "utc"))


def _is_written_decade(text: str, found: Amount) -> bool:
    """Whether "1970's" is written, which may also be a year's possessive."""
    after = text[found.end : found.end + 2]
    years = found.number is not None and 1000 <= found.number < 2200 and found.number % 10 == 0
    return years and after in ("'s", "’s")


def _opens_clock(text: str, tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].form in ("o’clock", "o'clock")


def _decade(number: Decimal) -> tuple[str, ...]:
    if number >= 1000:
        return (f"d:{int(number)}",)
    return (f"d:{1900 + int(number)}", f"d:{2000 + int(number)}") if number < 100 else ()


def _abbreviated(tokens: Sequence[Token], at: int, found: Amount, word: str) -> Amount:
    """Return "5m", "1.5bn", "20k": times the scale; "5m" may also be metres, "5b" a letter."""
    assert found.number is not None
    number = found.number * _SUFFIXES[word]
    whole = replace(
        found,
        forms=(f"n:{normal(number)}",),
        number=number,
        scale=_SUFFIXES[word],
        end=tokens[at + found.tokens].end,
        tokens=found.tokens + 1,
    )
    made = _with_unit(tokens, at, whole)
    return (
        replace(made, forms=made.forms + found.forms)
        if word in ("m", "b") and not made.unit
        else made
    )


# Words


def _read_words(text: str, tokens: Sequence[Token], at: int) -> Amount | None:
    token = tokens[at]
    if token.form in _SIGNS or token.form in _BEFORE_CODES:
        return _read_money(text, tokens, at)
    if token.form in _ORDINALS:
        return Amount((f"o:{_ORDINALS[token.form]}",), token.start, token.end)
    if token.form in _DECADES:
        forms = _decade(Decimal(_DECADES[token.form]))
        return Amount(forms, token.start, token.end)
    if token.form in _INDEFINITE:
        return Amount((f"i:{_INDEFINITE[token.form]}",), token.start, token.end)
    if token.form in ("noon", "midday", "midnight"):
        return Amount((f"t:{0 if token.form == 'midnight' else 720}",), token.start, token.end)
    if past := _read_past(text, tokens, at):
        return past
    if token.form in ("a", "an") and (part := _read_part(tokens, at)):
        return part
    return _read_spelled(text, tokens, at) or _read_group(tokens, at)


def _read_past(text: str, tokens: Sequence[Token], at: int) -> Amount | None:
    """Return "half past five", "a quarter to six" as a time of day."""
    here = at + (tokens[at].form == "a")
    words = [token.form for token in tokens[here : here + 3]]
    if len(words) < 3 or (words[0], words[1]) not in _PAST_HOURS:
        return None
    hour = int(words[2]) if len(words[2]) <= 2 and words[2].isdecimal() else UNITS.get(words[2], 0)
    if not 1 <= hour <= 12:
        return None
    hour, minute = hour - (words[1] == "to"), _PAST_HOURS[words[0], words[1]]
    return _read_clock(text, tokens, here + 2, hour or 12, minute, (), at)


_PAST_HOURS = {("half", "past"): 30, ("quarter", "past"): 15, ("quarter", "to"): 45}


def _read_part(tokens: Sequence[Token], at: int) -> Amount | None:
    """Return "a third of" as a fraction; "a third" at the end of a clause may be one too."""
    word = tokens[at + 1].form if at + 1 < len(tokens) else ""
    if word not in _ONE_PART or word == "half":
        return None
    forms = [fraction(Decimal(1), Decimal(_ONE_PART[word]))]
    if word in _ORDINALS and (at + 2 >= len(tokens) or tokens[at + 2].form != "of"):
        forms.append(f"o:{_ORDINALS[word]}")
    return Amount(tuple(forms), tokens[at].start, tokens[at + 1].end, 2)


def _read_group(tokens: Sequence[Token], at: int) -> Amount | None:
    token = tokens[at]
    words = [before.form for before in tokens[max(0, at - 4) : at]]
    if token.form == "half" and words[2:] == ["and", "a"] and words[0] in ("a", "an", "one"):
        # "An hour and a half".
        number = Decimal("1.5")
        return Amount((f"n:{number}", "f:0.5"), token.start, token.end, 1, number)
    if token.form in ("half", "quarter"):
        return Amount((fraction(Decimal(1), Decimal(_PARTS[token.form])),), token.start, token.end)
    if token.form not in _GROUPS:
        return None
    number = Decimal(_GROUPS[token.form])
    return Amount((f"n:{number}",), token.start, token.end, 1, number)


def _read_money(text: str, tokens: Sequence[Token], at: int) -> Amount | None:
    """Return an amount after a currency's sign or code."""
    if at + 1 >= len(tokens) or tokens[at + 1].kind != "number":
        return None
    if text[tokens[at].end : tokens[at + 1].start].strip(" .\u00a0\u202f"):
        return None
    inner = _read_digits(text, tokens, at + 1)
    if inner.number is None:
        return None
    unit = _CURRENCIES[tokens[at].form]
    return replace(
        inner,
        forms=(f"{unit}:{normal(inner.number)}",),
        start=tokens[at].start,
        tokens=inner.tokens + 1,
        unit=unit,
    )


def _read_spelled(text: str, tokens: Sequence[Token], at: int) -> Amount | None:
    """Return a number in words: "twenty-one", "two hundred and five", "a dozen", "half a million"."""
    number, stop, scale = _spelled(tokens, at)
    if number is None:
        return None
    found = Amount(
        (f"n:{normal(number)}",), tokens[at].start, tokens[stop - 1].end, stop - at, number, scale=scale,
        spelled=True,
    )  # fmt: skip
    whole = _with_part(tokens, at, found)
    if whole is not found:
        return _with_unit(tokens, at, whole)
    return _spelled_ending(text, tokens, at, found)


def _spelled_ending(text: str, tokens: Sequence[Token], at: int, found: Amount) -> Amount:
    """Return a spelled number as the fraction or ordinal that its last word may make it."""
    stop = at + found.tokens
    number = found.number
    assert number is not None
    after = stop + 1 if stop < len(tokens) and tokens[stop].form in _DASHES else stop
    if after >= len(tokens) or text[found.end : tokens[after].start].strip(_DASHES + " "):
        return _with_unit(tokens, at, found)
    word = tokens[after].form
    taken = after + 1 - at
    parts = (_ONE_PART if number == 1 else _PARTS).get(word, 0)
    if number < parts:
        forms = (fraction(number, Decimal(parts)),)
        return replace(found, forms=forms, end=tokens[after].end, tokens=taken, number=None)
    if word in _ORDINALS and number % 10 == 0 and _ORDINALS[word] < 10:
        forms = (f"o:{normal(number + _ORDINALS[word])}",)
        return replace(found, forms=forms, end=tokens[after].end, tokens=taken, number=None)
    return _with_unit(tokens, at, found)


def _spelled(tokens: Sequence[Token], at: int) -> tuple[Decimal | None, int, int]:
    """Return the number in words at a token, the token after it and its last scale."""
    if tokens[at].form == "half":
        return _half_of(tokens, at)
    total, group, stop, scale = 0, -1, at, 1
    if tokens[at].form in ("a", "an"):
        if at + 1 >= len(tokens) or tokens[at + 1].form not in _AFTER_ARTICLE:
            return None, at, 1
        group, stop = 1, at + 1
    while stop < len(tokens):
        here = stop + _link(tokens, stop, group, total)
        grown = _grow(tokens[here].form, total, group, scale) if here < len(tokens) else None
        if grown is None:
            break
        total, group, scale = grown
        stop = here + 1
    if group < 0 and not total:
        return None, at, 1
    return Decimal(total + max(group, 0)), stop, scale


def _half_of(tokens: Sequence[Token], at: int) -> tuple[Decimal | None, int, int]:
    """Return "half a million", "half a dozen"."""
    words = [token.form for token in tokens[at + 1 : at + 4] if token.form not in _DASHES]
    skip = 2 if words[:1] in (["a"], ["an"]) else 1
    word = words[skip - 1] if len(words) >= skip else ""
    size = 12 if word == "dozen" else SCALES.get(word, 0) if word != "k" else 0
    if not size:
        return None, at, 1
    return Decimal(size) / 2, at + 1 + skip, size


def _link(tokens: Sequence[Token], at: int, group: int, total: int) -> int:
    """Return how many tokens join two words of a number: a hyphen, or "and" after a hundred."""
    if at >= len(tokens) or (group < 0 and not total):
        return 0
    if tokens[at].form == "-" and tokens[at].start == tokens[at - 1].end:
        return 1
    return int(tokens[at].form == "and" and (group >= 100 or (total > 0 and group < 0)))


def _grow(word: str, total: int, group: int, scale: int) -> tuple[int, int, int] | None:
    """Return total, group and scale with one more word; None where the number cannot take it."""
    have = max(group, 0)
    if word in UNITS:
        room = have % 100 == 0 if UNITS[word] >= 10 else have % 10 == 0 and have % 100 != 10
        fits = room and (group < 0 or (have and UNITS[word]))
        return (total, have + UNITS[word], scale) if fits else None
    if word in TENS:
        return (total, have + TENS[word], scale) if have % 100 == 0 and group != 0 else None
    if word in ("hundred", "dozen"):
        size = 100 if word == "hundred" else 12
        return (total, (have or 1) * size, size) if have < 100 else None
    if word in SCALES and word not in _SHORT:
        return (
            (total + (have or 1) * SCALES[word], -1, SCALES[word]) if _falls(total, word) else None
        )
    return None


def _falls(total: int, word: str) -> bool:
    return not total or SCALES[word] < total


_SHORT = frozenset("k mn mln mio bn bln tn trn".split())
_AFTER_ARTICLE = frozenset(
    {"hundred", "dozen", "thousand", "million", "billion", "trillion", "lakh", "crore"}
)
AMOUNT_OPENINGS = frozenset(
    {*UNITS, *TENS, *_ORDINALS, *_DECADES, *_INDEFINITE, *_GROUPS, *_SIGNS, *_BEFORE_CODES}
    | {"a", "an", "half", "quarter", "dozen", "hundred", "noon", "midday", "midnight"}
    | (set(SCALES) - _SHORT)
    | set(_VULGAR)
)
"""The folded words and signs, figures aside, with which an amount may begin."""


# Units

_TIMES = {"decade": 10, "decades": 10, "century": 100, "centuries": 100}
"""What a number of these comes to in years."""


def _with_unit(tokens: Sequence[Token], at: int, found: Amount) -> Amount:
    """Return a number with the scale, per cent or currency that follows it."""
    scaled = _with_scale(tokens, at, found)
    number = scaled.number
    if number is None:  # pragma: no cover - for the type: who calls has a number
        return scaled
    stop = at + scaled.tokens
    years = _TIMES.get(tokens[stop].form if stop < len(tokens) else "", 0)
    if years and tokens[stop].start - scaled.end <= 1:
        return replace(scaled, forms=(*scaled.forms, f"n:{normal(number * years)}"))
    unit, taken = _unit_at(tokens, stop, scaled.end)
    if not taken:
        return scaled
    # A pound is a weight as well.
    forms = (*(scaled.forms if unit == "£" else ()), f"{unit}:{normal(number)}")
    return replace(
        scaled,
        forms=forms,
        unit=unit,
        end=tokens[stop + taken - 1].end,
        tokens=scaled.tokens + taken,
    )


def _with_scale(tokens: Sequence[Token], at: int, found: Amount) -> Amount:
    stop = at + found.tokens
    if stop < len(tokens) and tokens[stop].form == "-" and tokens[stop].start == found.end:
        stop += 1
    if stop >= len(tokens) or found.number is None or tokens[stop].start - found.end > 1:
        return found
    word = tokens[stop].form
    size = (
        {"hundred": 100, "dozen": 12}.get(word) or SCALES.get(word) or (10**6 if word == "m" else 0)
    )
    if not size or (found.scale > 1 and found.scale >= size) or word == "k":
        return found
    number = found.number * size
    forms = (f"n:{normal(number)}",) + (found.forms if word == "m" else ())
    taken = stop + 1 - at
    return replace(
        found, forms=forms, number=number, scale=size, end=tokens[stop].end, tokens=taken
    )


def _unit_at(tokens: Sequence[Token], at: int, end: int) -> tuple[str, int]:
    """Return the unit that begins at a token and how many tokens it takes."""
    if at + 1 < len(tokens) and tokens[at].form == "-" and tokens[at].start == end:
        unit, taken = _unit_word(tokens, at + 1, tokens[at].end)
        return unit, taken + 1 if taken else 0
    return _unit_word(tokens, at, end)


def _unit_word(tokens: Sequence[Token], at: int, end: int) -> tuple[str, int]:
    if at >= len(tokens) or tokens[at].start - end > 1:
        return "", 0
    word = tokens[at].form
    if word in ("%", "percent", "pct", "percentage"):
        return "%", 1
    following = tokens[at + 1].form if at + 1 < len(tokens) else ""
    if word == "per" and following == "cent":
        return "%", 2
    if word in _NATIONS:
        return _national(tokens, at)
    if word in _CURRENCIES and word not in _SIGNS and (word != "won" or following not in _PAST):
        return _CURRENCIES[word], 1
    return (word, 1) if word == "€" else ("", 0)


_PAST = frozenset("the a an his her their its by in at to it".split())


def _national(tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """Return the currency after the name of its country: "US dollars", "U.S. dollars"."""
    for ahead in (1, 2):
        word = tokens[at + ahead].form if at + ahead < len(tokens) else ""
        if word in ("dollar", "dollars", "pound", "pounds"):
            return _CURRENCIES[word], ahead + 1
    return "", 0


_CONNECTOR = late(r"\s*(?:[–—‑‐-]|to|and|or|through)\s*\Z")


def share_units(text: str, amounts: Sequence[Amount]) -> list[Amount]:
    """Return the amounts, those that open a range also with the unit or century of its other end.

    In "10 to 15 percent" the 10 is a percentage too, in "2019–20" the 20 is 2020.
    """
    made = list(amounts)
    for n in range(len(made) - 1):
        left, right = made[n], made[n + 1]
        gap = text[left.end : right.start]
        if len(gap) <= 10 and _CONNECTOR.match(gap):
            made[n], made[n + 1] = _as_left(left, right), _as_right(text, left, right)
    return made


def _as_left(left: Amount, right: Amount) -> Amount:
    if left.number is None or right.number is None:
        return left
    if left.scale > 1:
        unit = "" if left.unit else right.unit
        return replace(left, forms=(*left.forms, f"{unit}:{normal(left.number)}")) if unit else left
    unit = right.unit or left.unit
    if (not right.unit or left.unit) and right.scale == 1:
        return left
    numbers = dict.fromkeys((left.number, left.number * (1 if right.spelled else right.scale)))
    forms = tuple(f"{unit or 'n'}:{normal(number)}" for number in numbers)
    return replace(left, forms=tuple(dict.fromkeys((*left.forms, *forms))))


def _as_right(text: str, left: Amount, right: Amount) -> Amount:
    raw, years = text[right.start : right.end], [f for f in left.forms if f.startswith("y:")]
    if years and len(raw) == 2 and raw.isdecimal():
        return replace(right, forms=(*right.forms, years[-1][:4] + raw))
    if left.unit and not right.unit and right.number is not None:
        return replace(right, forms=(*right.forms, f"{left.unit}:{normal(right.number)}"))
    return right
