"""Dates of CSL-JSON: lists of numbers, or text that people typed."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from builder_ext.patterns import late
from builder_ext.sources.fields import MONTHS, NUMBER_OF_MONTH

_ISO = late(r"(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T ]\d.*)?", re.ASCII)
_MONTH = rf"(?P<month>{'|'.join(name[:3] for name in MONTHS)})[a-z]*\.?"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\.?"
_WRITTEN = late(
    rf"(?:{_DAY}\s+(?:of\s+)?)?{_MONTH},?\s+(?P<year>\d{{4}})", re.IGNORECASE | re.ASCII
)
_MONTH_FIRST = late(rf"{_MONTH}\s+{_DAY},?\s+(?P<year>\d{{4}})", re.IGNORECASE | re.ASCII)
_YEAR = late(r"(?<!\d)(?:1\d|20|21)\d\d(?!\d)", re.ASCII)
_ABOUT = late(r"\b(?:circa|ca?\.|about|approx\w*\.?)\s*|[~?%]\s*$", re.IGNORECASE)
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class CslDate:
    """A date as biblatex has it, empty where there is none; ``unread`` is what could not be read.

    An end that is only about right has "~" after it.
    """

    iso: str = ""
    unread: str = ""


def date_of(value: Any) -> CslDate:
    """Return the date that a CSL variable holds; raises ValueError for what is none by its type."""
    if value is None:
        return CslDate()
    if isinstance(value, (str, int)) and not isinstance(value, bool):
        return _typed(str(value))
    if not isinstance(value, Mapping):
        raise ValueError("is no date")
    parts = value.get("date-parts")
    if parts:
        found = _counted(parts)
    else:
        found = _typed(next((t for n in ("raw", "literal") if (t := _string(value, n))), ""))
    return CslDate(_about(found.iso), found.unread) if value.get("circa") else found


def _about(iso: str) -> str:
    return "/".join(f"{end.rstrip('~')}~" if end else "" for end in iso.split("/")) if iso else ""


def _string(value: Mapping[str, Any], name: str) -> str:
    text = value.get(name)
    if text is None or isinstance(text, str):
        return text or ""
    raise ValueError(f"has a {name!r} that is no text")


def _counted(parts: Any) -> CslDate:
    if not isinstance(parts, list) or not all(isinstance(part, list) for part in parts):
        raise ValueError("has 'date-parts' that are no lists of numbers")
    start = _one(parts[0])
    if not start:
        return CslDate(unread=str(parts[0])) if any(parts[0]) else CslDate()
    if len(parts) < 2:
        return CslDate(start)
    # An end of 0 is one that is open.
    end = _one(parts[1])
    is_range = end > start or not any(parts[1])
    return CslDate(f"{start}/{end}" if is_range else start)


def _one(part: list[Any]) -> str:
    numbers = []
    for number in part[:3]:
        if isinstance(number, bool) or not isinstance(number, (int, str, float, type(None))):
            raise ValueError("has 'date-parts' that are no lists of numbers")
        text = str(number).strip()
        if not re.fullmatch(r"\d{1,4}", text, re.ASCII):
            break
        numbers.append(int(text))
    return _iso(*numbers)


def _iso(year: int = 0, month: int = 0, day: int = 0) -> str:
    """Return a date as far as it can be one: seasons are months above 12 in some exports."""
    if not 1 <= year <= 9999:
        return ""
    if not 1 <= month <= 12:
        return f"{year:04}"
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return f"{year:04}-{month:02}"


def _typed(text: str) -> CslDate:
    """Return the date that a text is; of one that is not understood the year, where it names one."""
    whole = " ".join(text[:_LONGEST].split())
    plain = _ABOUT.sub("", whole).strip()
    mark = _about if plain != whole else str
    if not plain:
        return CslDate()
    ends = [_typed_day(end.strip()) for end in re.split(r"/(?=\d{4})", plain, maxsplit=1)]
    if all(ends):
        return CslDate(mark("/".join(ends) if ends == sorted(set(ends)) else ends[0]))
    years = set(_YEAR.findall(plain))
    if len(years) == 1:
        return CslDate(mark(years.pop()))
    return CslDate(unread=whole)


def _typed_day(text: str) -> str:
    if match := _ISO.fullmatch(text):
        return _iso(*(int(number) for number in match.groups() if number))
    match = _WRITTEN.fullmatch(text) or _MONTH_FIRST.fullmatch(text)
    if not match:
        return ""
    month = NUMBER_OF_MONTH[match["month"].lower()]
    return _iso(int(match["year"]), month, int(match["day"] or 0))
