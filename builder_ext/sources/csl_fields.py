"""One item of CSL-JSON: the type and the fields of its entry."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from builder_ext.patterns import late
from builder_ext.sources.csl_dates import date_of
from builder_ext.sources.entries import escape_url
from builder_ext.sources.fields import bare_doi, shorten
from builder_ext.sources.latex import latex, one_line

Item = Mapping[str, Any]


class CslError(Exception):
    """Nothing can be made of an item or file; the message says why."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of entries, the fields for what it appeared in and for who published it.

    Where both are one field, it names the first of the two that is known, and ``other`` the second.
    """

    type: str
    container: str
    publisher: str
    other: str = "publisher"
    publisher_first: bool = False
    keyword: str = ""
    subtype: str = ""


@dataclass(frozen=True, slots=True)
class Converted:
    """An entry without its key; ``remarks`` are sentences on what could not be kept."""

    type: str
    fields: tuple[tuple[str, str], ...]
    remarks: tuple[str, ...]


def _article(subtype: str = "") -> Kind:
    return Kind("article", "journaltitle", "publisher", subtype=subtype)


def _online(keyword: str = "") -> Kind:
    return Kind("online", "organization", "organization", keyword=keyword)


def _of_publisher(entry_type: str, field: str = "organization") -> Kind:
    return Kind(entry_type, field, field, other="titleaddon", publisher_first=True)


_BOOK = Kind("book", "maintitle", "publisher")
_ENTRY = Kind("inreference", "booktitle", "publisher")
_MISC = Kind("misc", "organization", "organization")
_KINDS = {
    "article": _article(),
    "article-journal": _article(),
    "article-magazine": _article("magazine"),
    "article-newspaper": _article("newspaper"),
    "review": _article(),
    "review-book": _article(),
    "webpage": _online(),
    "post": _online("social media post"),
    "post-weblog": _online("blog post"),
    "book": _BOOK,
    "classic": _BOOK,
    "collection": _BOOK,
    "periodical": Kind("periodical", "journaltitle", "publisher"),
    "pamphlet": Kind("booklet", "maintitle", "publisher"),
    "chapter": Kind("incollection", "booktitle", "publisher"),
    "paper-conference": Kind("inproceedings", "booktitle", "publisher"),
    "entry": _ENTRY,
    "entry-dictionary": _ENTRY,
    "entry-encyclopedia": _ENTRY,
    "report": _of_publisher("report", "institution"),
    "thesis": _of_publisher("thesis", "institution"),
    "broadcast": _of_publisher("misc"),
    "motion_picture": _of_publisher("misc"),
    "song": _of_publisher("misc"),
    "interview": Kind("misc", "organization", "organization", keyword="interview"),
    "speech": Kind("misc", "organization", "organization", keyword="speech"),
    "event": _MISC,
    "performance": _MISC,
    "document": _MISC,
    "personal_communication": _MISC,
    "manuscript": _of_publisher("unpublished"),
    "legislation": _of_publisher("legislation"),
    "bill": _of_publisher("legislation"),
    "regulation": _of_publisher("legislation"),
    "legal_case": _of_publisher("jurisdiction"),
    "hearing": _of_publisher("jurisdiction"),
    "treaty": _of_publisher("legal"),
    "standard": _of_publisher("standard"),
    "patent": _of_publisher("patent"),
    "dataset": _of_publisher("dataset"),
    "software": _of_publisher("software"),
    "figure": _MISC,
    "graphic": _MISC,
    "map": _MISC,
    "musical_score": _MISC,
}
_AUTHORS = ("author", "director", "host", "composer", "interviewer")
"""Who stands for the author, the first of them that is known."""
_BABEL = {
    "en": "english",
    "en-us": "american",
    "en-gb": "british",
    "en-au": "australian",
    "en-ca": "canadian",
    "en-nz": "newzealand",
    "de": "ngerman",
    "de-at": "naustrian",
    "fr": "french",
    "es": "spanish",
    "it": "italian",
    "pt": "portuguese",
    "pt-br": "brazilian",
    "nl": "dutch",
    "ar": "arabic",
    "fa": "persian",
    "ru": "russian",
    "uk": "ukrainian",
    "tr": "turkish",
    "he": "hebrew",
    "zh": "chinese",
    "ja": "japanese",
    "ko": "korean",
    "pl": "polish",
    "sv": "swedish",
    "da": "danish",
    "nb": "norsk",
    "no": "norsk",
    "nn": "nynorsk",
    "fi": "finnish",
    "cs": "czech",
    "hu": "hungarian",
    "ro": "romanian",
    "el": "greek",
}
"""The names that babel has for languages, by their tags."""
# The markup that CSL allows in text.
_MARKUP = late(r"</?(?:i|b|u|em|strong|sub|sup|sc|span)(?:\s[^<>]*)?/?>", re.IGNORECASE)
_AND = late(r"\sand\s", re.IGNORECASE)
_EXTRA = late(r"[ \t]*(?:(?:bib)?tex\.)?([A-Za-z][A-Za-z _-]{3,30}?)[ \t]*[:=][ \t]*(\S.*)")
_VARIABLES = {
    "original-publisher": "original-publisher",
    "origpublisher": "original-publisher",
    "original-title": "original-title",
    "origtitle": "original-title",
    "original-date": "original-date",
    "origdate": "original-date",
    "citation-key": "citation-key",
}
"""What Zotero's field Extra may hold, a line each, and the CSL variable that it means."""


def with_extra(item: Item) -> Item:
    """Return an item with the variables that its note holds in lines of their own."""
    found, rest = {}, []
    for line in text_in(item, "note", lines=True).splitlines():
        match = _EXTRA.fullmatch(line)
        name = _VARIABLES.get(re.sub(r"[ _]", "-", match[1].lower())) if match else None
        if match and name:
            found[name] = match[2].strip()
        else:
            rest.append(line)
    return {**found, **{n: v for n, v in item.items() if v is not None}, "note": "\n".join(rest)}


def entry_of(item: Item) -> Converted:
    """Return what an item's entry holds; raises CslError."""
    csl_type = item.get("type")
    if not isinstance(csl_type, str) or not csl_type.strip():
        raise CslError("it has no type" if csl_type is None else "its type is no text")
    remarks: list[str] = []
    kind = _kind(csl_type.strip(), item)
    if csl_type.strip() not in _KINDS:
        remarks.append(f"the type {shorten(csl_type, 40)!r} is unknown; the entry is @{kind.type}")
    fields = {
        **_who(item),
        **_what(item, kind),
        **_when_and_where(item, remarks),
        **_more(item, kind),
    }
    return Converted(kind.type, tuple((n, v) for n, v in fields.items() if v), tuple(remarks))


def _kind(csl_type: str, item: Item) -> Kind:
    kind = _KINDS.get(csl_type, _MISC)
    container, publisher = text_in(item, "container-title"), text_in(item, "publisher")
    is_preprint = csl_type == "article" and not container
    # Encyclopedias on the web have a name, and no publisher.
    is_on_the_web = kind is _ENTRY and not publisher
    return _online() if is_preprint or is_on_the_web else kind


def _who(item: Item) -> dict[str, str]:
    author = next((found for name in _AUTHORS if (found := _names(item, name))), "")
    people = {name: _names(item, name) for name in ("editor", "translator")}
    return {"author": author, **people}


def _what(item: Item, kind: Kind) -> dict[str, str]:
    origins = text_in(item, "original-publisher").split(";")
    return {
        "title": latex(text_in(item, "title")),
        "origtitle": latex(text_in(item, "original-title")),
        **_published(item, kind),
        "entrysubtype": kind.subtype,
        "origpublisher": " and ".join(_body(name) for name in origins if name.strip()),
    }


def _published(item: Item, kind: Kind) -> dict[str, str]:
    container = text_in(item, "container-title")
    publisher = text_in(item, "authority") or text_in(item, "publisher")
    if kind.container != kind.publisher:
        return {kind.container: latex(container), kind.publisher: _body(publisher)}
    pair = (publisher, container) if kind.publisher_first else (container, publisher)
    known = [*dict.fromkeys(name for name in pair if name), "", ""]
    second = latex(known[1]) if kind.other == "titleaddon" else _body(known[1])
    return {kind.container: _body(known[0]), kind.other: second}


def _when_and_where(item: Item, remarks: list[str]) -> dict[str, str]:
    return {
        "date": _date(item, "issued", remarks),
        "origdate": _date(item, "original-date", remarks),
        "url": escape_url(text_in(item, "URL")),
        "urldate": _date(item, "accessed", remarks),
    }


def _date(item: Item, name: str, remarks: list[str]) -> str:
    try:
        date = date_of(item.get(name))
    except ValueError as error:
        raise CslError(f"its {name!r} {error}") from None
    if date.unread:
        remarks.append(f"the date {shorten(date.unread, 40)!r} is left out: it cannot be read")
    return date.iso


def _more(item: Item, kind: Kind) -> dict[str, str]:
    has_type = kind.type in ("thesis", "report")
    genre = text_in(item, "genre")
    keywords = (kind.keyword, "" if has_type else genre, text_in(item, "keyword"))
    pages = re.sub(r"(?<=\w)(?:-{1,2}|–)(?=\w)", "–", text_in(item, "page"))
    return {
        "doi": re.sub(r"[\s{}\\]", "", bare_doi(text_in(item, "DOI"))),
        "volume": latex(text_in(item, "volume")),
        "number": latex(text_in(item, "issue") or text_in(item, "number")),
        "pages": latex(pages).replace("–", "--"),
        "edition": latex(text_in(item, "edition")),
        "series": latex(text_in(item, "collection-title")),
        "location": _body(text_in(item, "publisher-place")),
        "eventtitle": latex(text_in(item, "event-title") or text_in(item, "event")),
        "isbn": latex(text_in(item, "ISBN")),
        "issn": latex(text_in(item, "ISSN")),
        "langid": _language(text_in(item, "language")),
        "type": latex(genre) if has_type else "",
        "keywords": ", ".join(latex(word) for word in dict.fromkeys(keywords) if word),
        "note": latex(text_in(item, "note")),
        "annotation": latex(text_in(item, "annote")),
    }


def _language(name: str) -> str:
    tag = name.casefold().replace("_", "-")
    return _BABEL.get(tag) or _BABEL.get(tag.partition("-")[0]) or latex(tag)


def _body(name: str) -> str:
    """Return an organisation's name; in braces where its "and" would part it in two."""
    name = latex(name)
    return f"{{{name}}}" if _AND.search(f" {name} ") else name


# -- names --------------------------------------------------------------------------------------


def _names(item: Item, role: str) -> str:
    return " and ".join(filter(None, map(_name, people(item, role))))


def people(item: Item, role: str) -> Sequence[Item]:
    """Return the names of a role as they are given; raises CslError."""
    given = item.get(role) or []
    if not isinstance(given, list) or not all(isinstance(name, dict) for name in given):
        raise CslError(f"its {role!r} is no list of names")
    return given


def family_of(name: Item) -> str:
    """Return the part of a name that it is called by."""
    return text_in(name, "family") or text_in(name, "literal") or text_in(name, "given")


def _name(name: Item) -> str:
    if literal := text_in(name, "literal"):
        return f"{{{latex(literal)}}}"
    particles = (text_in(name, "dropping-particle"), text_in(name, "non-dropping-particle"))
    family = "".join(map(_joined, particles)) + _part(text_in(name, "family"))
    given, suffix = _part(text_in(name, "given")), _part(text_in(name, "suffix"))
    if family and given:
        return ", ".join(filter(None, (family, suffix, given)))
    # One word alone is a body's name: nobody's given name and family name are told apart in it.
    alone = " ".join(filter(None, (given, family, suffix)))
    return f"{{{alone}}}" if alone else ""


def _part(text: str) -> str:
    """Return a part of a name; in braces where its comma or "and" would part it in two."""
    part = latex(text)
    return f"{{{part}}}" if "," in part or _AND.search(f" {part} ") else part


def _joined(particle: str) -> str:
    if not particle:
        return ""
    return _part(particle) + ("" if particle.endswith(("'", "’", "-")) else " ")


def text_in(item: Item, name: str, lines: bool = False) -> str:
    """Return a variable's text without markup, on one line unless its lines matter.

    Raises CslError where it is neither text nor number.
    """
    value = item.get(name)
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, (str, int, float)):
        raise CslError(f"its {name!r} is no text")
    text = _MARKUP.sub("", str(value))
    return text if lines else one_line(text)
