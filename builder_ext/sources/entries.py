"""A source's entry, written in BibTeX so that it reads back the same."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from builder_ext.patterns import late
from builder_ext.sources.fields import fold_key, shorten
from builder_ext.sources.latex import is_visible
from builder_ext.sources.snapshots import name_problem

OUTLET_FIELD = {
    "article": "journaltitle",
    "online": "organization",
    "report": "institution",
    "book": "publisher",
    "misc": "organization",
}
"""The types of entries that are written, and where each names who published it (SPEC 1)."""

_DATE = late(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?", re.ASCII)
_ESCAPED = {"\\": r"\textbackslash{}", **{char: f"\\{char}" for char in "&%$#_"}}
# What no field can hold, or TeX reads as something else, and what stands for it. In this order.
_INSTEAD = (
    ("---", "—"),
    ("--", "–"),
    ("``", "“"),
    ("''", "”"),
    ("`", "‘"),
    ("{", "("),
    ("}", ")"),
    ("~", "∼"),
    ("^", "ˆ"),
)
_AND = late(r"\sand\s", re.IGNORECASE)
_BODY = late(
    r"\b(?:agency|associated|association|board|bureau|center|centre|commission|committee|company|"
    r"correspondents?|council|department|desk|editorial|editors?|foundation|group|inc|institute|"
    r"ltd|magazine|media|ministry|network|news|office|organi[sz]ation|press|reporters?|service|"
    r"society|staff|team|times|tribune|union|university|writers?)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of a new source; ``authors`` and ``origins`` have a name each."""

    key: str
    type: str = "article"
    title: str | None = None
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    origins: tuple[str, ...] = ()
    date: str | None = None
    url: str | None = None
    urldate: str | None = None


def key_problem(key: str) -> str | None:
    """Return why a key cannot be given to a new source, None where it can."""
    if not key:
        return "the key is empty"
    bad = next((char for char in key if not (char.isalnum() or char in "_-.:+/")), None)
    if bad is not None:
        return f"the key {key!r} holds {bad!r}: letters, digits and _ - . : + / are allowed"
    if not key[0].isalnum():
        return f"the key {key!r} does not begin with a letter or a digit"
    if unicodedata.normalize("NFC", key) != key:
        return f"the key {key!r} holds characters that are written in another form elsewhere"
    # Somebody else in the team may work on Windows.
    problem = name_problem(key, windows=True)
    return f"the snapshot of {shorten(key, 40)!r} {problem}" if problem else None


def date_problem(date: str) -> str | None:
    """Return why a date is none of the forms that biblatex and the check read."""
    start, slash, end = date.partition("/")
    if _is_date(start) and (not slash or _is_date(end)):
        return None
    return f"{date!r} is no date: write 2020-03-19, 2020-03, 2020, or a range 2020-03-19/2020-03-22"


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    if not match:
        return False
    try:
        datetime.date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return False
    return True


def bibtex(entry: Entry) -> str:
    """Return the entry as it stands in a .bib file, with a line end."""
    return entry_text(entry.type, entry.key, list(_fields(entry)))


def entry_text(entry_type: str, key: str, fields: Sequence[tuple[str, str]]) -> str:
    """Return an entry of fields whose values are LaTeX, as it stands in a .bib file."""
    width = max((len(name) for name, _ in fields), default=0)
    lines = [f"  {name:<{width}} = {{{value}}},\n" for name, value in fields]
    return f"@{entry_type}{{{key},\n{''.join(lines)}}}\n"


def _fields(entry: Entry) -> Iterator[tuple[str, str]]:
    values = {
        "author": " and ".join(_person(name) for name in entry.authors),
        "title": escape(entry.title or ""),
        OUTLET_FIELD[entry.type]: _body(entry.outlet or ""),
        "origpublisher": " and ".join(_body(name) for name in entry.origins),
        "date": entry.date or "",
        "url": escape_url(entry.url or ""),
        "urldate": entry.urldate or "",
    }
    return ((name, value) for name, value in values.items() if value)


def escape(text: str) -> str:
    """Return a text for a field; see `held` for what is lost."""
    return "".join(_ESCAPED.get(char, char) for char in held(text))


def held(text: str) -> str:
    """Return a text as a field can hold it: one line, nothing invisible, no braces or TeX signs."""
    text = "".join(char if is_visible(char) else " " for char in text)
    text = " ".join(text.split())
    for sign, instead in _INSTEAD:
        text = text.replace(sign, instead)
    return text


def escape_url(url: str) -> str:
    """Return an address for a field: verbatim, but for characters that none should hold."""
    return "".join(
        char if char > " " and char not in '{}\\"<>^`|' and is_visible(char) else _percent(char)
        for char in url.strip()
    )


def _percent(char: str) -> str:
    return "".join(f"%{byte:02X}" for byte in char.encode("utf-8", "replace"))


def _person(name: str) -> str:
    """Return an author's name as the page has it, in braces where it is not a person's."""
    name = escape(name)
    parts = name.split(",")
    alone = " " not in name.strip()
    is_body = alone or len(parts) > 2 or _AND.search(name) or _BODY.search(name)
    return f"{{{name}}}" if is_body and name else name


def _body(name: str) -> str:
    """Return an outlet's name; in braces where its "and" would part it in two."""
    name = escape(name)
    return f"{{{name}}}" if _AND.search(f" {name} ") else name


def derived_key(name: str, year: str | None) -> str | None:
    """Return a key such as ``rivera2020`` from an author's or outlet's name and a year."""
    family = name.split(",", maxsplit=1)[0] if "," in name else (name.split() or [""])[-1]
    letters = slug(family)
    return f"{letters}{year}" if letters and year else None


def slug(text: str) -> str:
    """Return the letters and digits of a text in lower-case ASCII, accents taken off."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]", "", plain)


def same_text(one: str | None, other: str | None) -> bool:
    """Return whether two titles or keys differ in nothing that a reader sees."""
    return one is not None and other is not None and fold_key(held(one)) == fold_key(held(other))
