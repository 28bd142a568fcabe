"""What in a sentence can be looked up in a source: its quotations and its values."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from builder_ext.patterns import late

_PAIRS = {"“": "”", "«": "»", "„": "“”", "‹": "›", "「": "」", "『": "』"}
_MARK = late(f"[{''.join(_PAIRS)}\"'‘]")
_JOINED = "\u00ad\u200c\u200d\u2060" + "".join(
    chr(code) for code in range(0x300, 0x1E00) if unicodedata.category(chr(code))[0] == "M"
)
"""Vowel signs, accents and joiners: letters for a reader, and none for Python's ``\\w``."""
_WORD = late(rf"\w[\w{_JOINED}'’.,-]*")
_MIN_QUOTED_WORDS = 3
"""Fewer quoted words are a term or scare quotes, not a quotation (SPEC 1)."""


def quotations(text: str) -> tuple[str, ...]:
    """Return the quotations of a sentence: the outermost quoted runs of three words or more."""
    return tuple(
        text[s:e].strip()
        for s, e in quoted_spans(text)
        if len(_WORD.findall(text[s:e])) >= _MIN_QUOTED_WORDS
    )


def quoted_spans(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open offsets of what stands between outer quotation marks, in order.

    A mark that is never closed opens a quotation that runs to the end of the text.
    """
    offset = 0
    while (mark := _MARK.search(text, offset)) is not None:
        offset = mark.start()
        closers = _closers(text, offset)
        if not closers:
            offset += 1
            continue
        end = _find_closing(text, offset, closers)
        if end is None and text[offset] in "‘'":
            offset += 1
            continue
        yield offset + 1, len(text) if end is None else end
        offset = len(text) if end is None else end + 1


def _closers(text: str, offset: int) -> str:
    """Return the marks that close the quotation that opens here, empty where none opens."""
    char = text[offset]
    if char in _PAIRS:
        return _PAIRS[char]
    before = text[offset - 1] if offset else " "
    after = text[offset + 1] if offset + 1 < len(text) else " "
    opens = not before.isalnum() and before not in ".,!?)]" and not after.isspace()
    if char == '"' and opens:
        return '"'
    # An apostrophe before a word ('tis, '90s) looks the same: the closing mark decides.
    if char == "‘" and opens:
        return "’"
    if char == "'" and opens and not after.isdigit():
        return "'"
    return ""


def _find_closing(text: str, start: int, closers: str) -> int | None:
    depth = 0
    for offset in range(start + 1, len(text)):
        char = text[offset]
        if char == text[start] and char not in closers:
            depth += 1
        elif char in closers and not _is_apostrophe(text, offset):
            if depth == 0:
                return offset
            depth -= 1
    return None


def _is_apostrophe(text: str, offset: int) -> bool:
    if text[offset] not in "’'":
        return False
    return offset + 1 < len(text) and text[offset + 1].isalnum() and text[offset - 1].isalnum()


_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
)
_SURE_MONTH = r"(?:January|February|April|June|July|August|September|October|November|December)"
_DAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_NUMBER_WORD = (
    r"(?:(?i:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen"
    r"|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
    r"|hundred|thousand|million|billion|trillion|dozen))"
)
_LARGE = r"(?:hundred|thousand|million|billion|trillion|dozen)"
_FRACTION = (
    r"(?i:\b(?:two|three|four|five|six|seven|eight|nine)[\s-](?:thirds|quarters|fourths|fifths|sixths"
    r"|sevenths|eighths|ninths|tenths)\b"
    r"|\b(?:one|a)[\s-](?:third|quarter|fourth|fifth|sixth|seventh|eighth|ninth|tenth)(?=\sof\b)"
    r"|\bhalf(?=\sof\b))"
)
_TENTHS = (
    r"(?:(?i:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-"
    r"(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
)
_ORDINAL = (
    r"(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth"
    r"|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|fortieth"
    r"|fiftieth|sixtieth|seventieth|eightieth|ninetieth|hundredth)"
)
_NOT_COUNTED = (
    r"(?:half|halves|quarter|quarters|hand|hands|time|times|thoughts?|party|parties|class|rate|person|nature|wind|opinion"
    r"|fiddle|look|chances?|degree|estate|column|columnists?|sense|heaven|hour|world|country|countries"
    r"|language|home|guess\w*|string|string\w*|to|of|in|is|was|are|were|and|or|but|that"
    r"|which|who|has|had|will|would|may|can|as|at|on|by|with|from|because|since|concerns?"
    r"|reasons?|points?|questions?|options?|ways?|lessons?|problems?|arguments?|parts?|sections?"
    r"|paragraphs?|sentences?|issues?|explanations?|possibilit(?:y|ies)|factors?|aspects?|elements?"
    r"|claims?|assumptions?|judge?ments?|tables?|figures?|chapters?|annex|appendix|items?|steps?|pages?"
    r"|lines?|notes?|footnotes?|rows?|sources?|articles?|reports?|accounts?|briefings?|scenarios?"
    r"|hypothes[ie]s|condition|conditions|consideration|considerations|theory|version|versions|group"
    r"|category|ones?)"
)
"""What a spelled ordinal does not count off in the world, but in what is said, or by habit."""
_CURRENCY = r"(?:\s(?:U\.?S\.?\s)?(?:dollars|euros|yen|rupees|rubles|yuan)\b)"
_UNIT = (
    r"(?:\s?(?:%|per\s?cent\b|percent\b|percentage points?\b)"
    r"|[\s-](?:hundred|thousand|million|billion|trillion|bn|m)\b)"
)
_DIGITS = r"\d{1,3}(?:[,\ \u00a0\u202f’']\d{3})+(?:\.\d+)?|\d+(?:[.,:]\d+)*[½¼¾⅓⅔]?"
_AND_A_PART = r"(?:\sand\sa\s(?:half|quarter)\b)"
_VALUE = late(
    rf"""
    # Where none can begin, none is tried: a third of the time.
    (?=[\d$€£¥₹]|\b(?i:[a-fhijl-oqstuw]))(?:
    (?P<date>
        (?<!\w){_MONTH}\s\d{{1,2}}(?:st|nd|rd|th)?(?:[–-]\d{{1,2}})?(?:,?\s\d{{4}})?\b(?![.,:]\d)
      | \b\d{{1,2}}(?:st|nd|rd|th)?(?:[–-]\d{{1,2}})?\s(?:of\s)?{_MONTH}(?:,?\s\d{{4}}\b)?
      | \b{_MONTH}\s(?:of\s)?\d{{4}}\b
      | \b\d{{4}}-\d{{2}}(?:-\d{{2}})?\b
      | \b\d{{1,4}}/\d{{1,2}}/\d{{2,4}}\b
      | \b{_SURE_MONTH}\b
      | \b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Bb]y|[Oo]f|[Ee]arly|[Ll]ate|[Mm]id-?)\s?(?:March|May)\b
        (?!\s(?:of\s)?\d)
      | \b{_DAY}s?\b
      | \bNew\sYear[’']?s(?:\s(?:Eve|Day))?\b | \bChristmas(?:\s(?:Eve|Day))?\b
    )
  | (?P<time>(?<![\w.-])\d{{1,2}}(?::\d\d)?\s?[ap]\.m\.)
  | (?P<money>[$€£¥₹]\s?(?:{_DIGITS})(?:\s?(?:[–-]|to)\s?[$€£¥₹]?(?:{_DIGITS}))?{_UNIT}?)
  | (?P<number>(?:(?<![\w.-])|(?<=\b[Mm]id-)|(?<=\b[Pp]re-)|(?<=\b[Pp]ost-)|(?<=\b[Ll]ate-)|(?<=\b[Ee]arly-))
        (?<!\w[–’'])(?:{_DIGITS})(?:st|nd|rd|th|s|km|kg|mm|pm|am|k|bn|m)?\b{_AND_A_PART}?
        (?![-–.,:]?[A-Za-z]*\d)
        (?:(?:\s?[–-]|\sto)\s?(?:{_DIGITS})\b)?{_UNIT}?{_CURRENCY}?)
  | (?P<range>(?<![\w.])(?:{_DIGITS})[–-](?:{_DIGITS}){_UNIT}?{_CURRENCY}?)
  | (?P<fraction>{_FRACTION})
  | (?P<past>\b(?i:half|quarter)\s(?:past|to)\s(?:\d{{1,2}}|one|{_NUMBER_WORD})\b)
  | (?P<ordinal>(?:(?<=\b[Tt]he\s)|(?<=\bhis\s)|(?<=\bher\s)|(?<=\bits\s)|(?<=\btheir\s)|(?<=[’']s\s))
        {_ORDINAL}(?=[\s-][a-z])(?![\s-]{_NOT_COUNTED}\b) | \b{_TENTHS}\b(?!-))
  | (?P<words>(?:\b[Hh]alf\san?\s|\b(?i:an?|one)[\s-](?={_LARGE}\b))?\b{_NUMBER_WORD}s?\b
        (?:[\s-](?:and\s)?{_NUMBER_WORD}s?\b)*(?:(?<=ty)-one\b)?{_AND_A_PART}?{_UNIT}?{_CURRENCY}?)
  | (?P<one>\b(?i:one){_AND_A_PART}{_UNIT}?{_CURRENCY}?)
    )""",
    re.VERBOSE,
)
_COUNTED_HEAD = late(rf"\W{{0,9}}(?=[A-Z]){_NUMBER_WORD}\s[a-z]+\W{{0,9}}\Z")
"""A text that is no more than "Two reasons." heads what follows, and says nothing itself."""
_NUMBERED_PART = late(
    r"\b(?:[Ss]ections?|[Tt]ables?|[Ff]ig(?:ure|\.)s?|[Cc]hapters?|[Aa]nnex(?:es)?|[Aa]ppendix"
    r"|[Bb]ox(?:es)?|[Pp]arts?|[Pp]ages?|pp?\.|[Pp]ara(?:graph|\.)s?|¶|[Ff]ootnotes?|[Nn]otes?"
    r"|[Ii]tems?|[Ll]ines?|[Ss]teps?)\s?(?:\d+(?:\.\d+)*)(?:(?:\s?[–-]|,| and| to| or)\s?\d+(?:\.\d+)*)*"
)
_PROBABILITY = late(
    r"\b\d{1,3}(?:\s?(?:[–-]|to)\s?\d{1,3})?\s?(?:%|per\s?cent\b|percent\b)"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine)(?:\sin\s|-in-)"
    r"(?:two|three|four|five|ten|a hundred)\b"
    r"|\beven (?:chance|odds)\b"
)
_CHANCE = late(r"\b(?:chances?|probabilit\w+|likel\w+|odds|unlikely|risk)\b", re.IGNORECASE)


def values(text: str) -> tuple[str, ...]:
    """Return the values of a sentence as written: numbers, dates, percentages, amounts of money.

    What numbers a part of the document ("Section 2") is none.
    """
    return tuple(text[start:end] for start, end in value_spans(text))


def value_spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return the half-open offsets of the values of a sentence, in order."""
    if _COUNTED_HEAD.match(text):
        return ()
    hidden = [m.span() for m in _NUMBERED_PART.finditer(text)]
    return tuple(
        (m.start(), m.start() + len(m.group().rstrip()))
        for m in _VALUE.finditer(text)
        if not any(s <= m.start() < e for s, e in hidden)
    )


def judged_values(text: str) -> tuple[str, ...]:
    """Return the values of an assessment: as `values`, but a stated probability is none."""
    if not _CHANCE.search(text):
        return values(text)
    return values(_PROBABILITY.sub(" ", text))
