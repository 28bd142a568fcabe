"""How sources are written: in the bibliography, and as citations in the text."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import quote

import pybtex.plugin
from babel import Locale
from pybtex.database import Entry, Person
from pybtex.exceptions import PybtexError
from pybtex.richtext import HRef, Tag, Text
from pybtex.style import FormattedEntry
from pybtex.style.formatting import BaseStyle
from pybtex.style.labels.alpha import LabelStyle as AlphaLabels
from pybtex.style.names.plain import NameStyle as PlainNames
from pybtex.style.sorting.none import SortingStyle as NoSorting
from pybtex.style.template import FieldIsMissing
from sphinxcontrib.bibtex.plugin import find_plugin, register_plugin
from sphinxcontrib.bibtex.style.names.last import LastNameStyle
from sphinxcontrib.bibtex.style.referencing import (
    BaseReferenceStyle,
    BracketStyle,
    GroupReferenceStyle,
    PersonStyle,
)
from sphinxcontrib.bibtex.style.referencing.extra_author import ExtraAuthorReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_empty import ExtraEmptyReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_label import ExtraLabelReferenceStyle
from sphinxcontrib.bibtex.style.referencing.extra_year import ExtraYearReferenceStyle
from sphinxcontrib.bibtex.style.referencing.foot import FootReferenceStyle
from sphinxcontrib.bibtex.style.template import join2, node, post_text, pre_text, reference, year

from builder_ext.evidence.language import language_code
from builder_ext.patterns import late
from builder_ext.sources.bibliography import OUTLET_FIELDS
from builder_ext.sources.fields import MONTHS, bare_doi, iso_date, name_list, plain, plain_url

STYLE = "briefcheck"
FOOT_STYLE = "briefcheck_foot"
STOCK_STYLES = ("alpha", "plain", "unsrt", "label", "author_year", "super", "foot", STYLE)
_DAY = late(r"[0-9]{4}-[0-9]{2}-[0-9]{2}$")
# A time of day, as biblatex allows it, is left out.
_DATE = late(
    r"(?P<year>[0-9]{1,4})(?:-(?P<month>[0-9]{1,2})(?:-(?P<day>[0-9]{1,2})(?:T[0-9:.Z+-]*)?)?)?$"
)
_SAFE_SCHEMES = ("http://", "https://")
_KINDS = {
    "opinion": "opinion|op-ed|editorial|commentary|(?:guest )?column",
    "news report": "(?:news|wire) (?:report|story|article)|news",
    "analysis": "(?:news )?analysis",
    "press release": "press release",
    "official statement": "(?:official )?statement|communiqu[eé]",
    "interview": "interview",
    "transcript": "transcript",
    "speech": "speech|remarks",
    "blog post": "blog(?: ?post)?",
    "social media post": "social[- ]media post|tweet",
    "leaked document": "leak(?:ed document)?",
    "satire": "satire",
}
"""What a source can be, with the words by which ``keywords`` and ``annotation`` say so."""
_KIND = late("|".join(f"(?P<k{n}>{words})" for n, words in enumerate(_KINDS.values())), re.I)
_KIND_FIRST = late(rf"(?:an? |the )?(?:[a-z-]+ )?(?:{_KIND.pattern})\b", re.I)
_PARTED = late(r"(?:(?<!\s)\s++)?[,;]\s*+")


@cache
def register_styles() -> None:
    """Make our styles known under the name "briefcheck"."""
    pybtex.plugin.register_plugin("pybtex.style.formatting", STYLE, SourceStyle)
    register_plugin("sphinxcontrib.bibtex.style.referencing", STYLE, CitationStyle, force=True)
    register_plugin("sphinxcontrib.bibtex.style.referencing", FOOT_STYLE, FootStyle, force=True)


def is_style(option: str, name: Any) -> bool:
    """Return whether a style of that name can be had for one of the ``bibtex_…_style`` options."""
    try:
        if option == "bibtex_default_style":
            pybtex.plugin.find_plugin("pybtex.style.formatting", name)
        else:
            find_plugin("sphinxcontrib.bibtex.style.referencing", name)
    except (pybtex.plugin.PluginNotFound, ImportError, TypeError, AttributeError):
        return False
    return True


def entry_for(style: BaseStyle, entry: Entry) -> Entry:
    """Return an entry as a style can write it: as it is, else as ``@misc``, which all styles know.

    Stock styles know neither biblatex's types nor entries without an author, and raise.
    """
    if isinstance(style, SourceStyle) or _can_write(style, entry):
        return entry
    fields = _fields(entry)
    shown = {
        "title": _for_tex(fields.get("title", "")),
        "howpublished": _for_tex(_published_by(fields)),
        "year": (iso_date(fields) or "")[:4],
    }
    made = Entry("misc", {name: text for name, text in shown.items() if text}, entry.persons)
    made.key = entry.key
    if _can_write(style, made):
        return made
    made.persons = {}
    return made


def _can_write(style: BaseStyle, entry: Entry) -> bool:
    try:
        style.sort([entry])
        style.format_entry(next(iter(style.format_labels([entry]))), entry)
    except (FieldIsMissing, PybtexError, LookupError, AttributeError, TypeError, ValueError):
        return False
    return True


def _for_tex(text: str) -> str:
    """Return plain text as stock styles read it: in braces, so that they keep its capitals."""
    words = re.sub(r"[#$%&_]", r"\\\g<0>", re.sub(r"[\\{}~^]", " ", text)).strip()
    return f"{{{words}}}" if words else ""


class SourceStyle(BaseStyle):  # type: ignore[misc]
    """A bibliography entry as newsrooms write it, for every type and with biblatex's fields.

    Headlines as written, outlet, origin where another outlet reported first, full date.
    """

    # The classes and not their names: pybtex looks for a name among all installed packages.
    default_name_style = PlainNames
    default_label_style = AlphaLabels
    default_sorting_style = NoSorting
    language = "en"
    """The documents' language: a source in another one is said to be."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.sort = sort_entries
        self.format_labels = labels

    def format_entry(self, label: str, entry: Entry, bib_data: Any = None) -> FormattedEntry:
        """Return the entry's rich text; no field is required."""
        return FormattedEntry(entry.key, Text(*_sentences(entry, self.language)), label)


def _fields(entry: Entry) -> dict[str, str]:
    return {name.lower(): plain(value) for name, value in entry.fields.items()}


def _sentences(entry: Entry, language: str) -> Iterator[Any]:
    fields = _fields(entry)
    authors, editors = _names(entry, "author"), _names(entry, "editor")
    parts = [
        _stop(_and(authors) or _edited(editors)),
        _title(fields),
        _stop(f"In {fields['booktitle']}") if fields.get("booktitle") else "",
        _stop(f"Edited by {_and(editors)}") if authors and editors else "",
        _stop(_where(fields)),
        _stop(_said_kinds(fields, language)),
        _stop(fields.get("note", "")),
    ]
    shown = [part for part in parts if part]
    if address := _address(entry):
        shown.append(address)
    if not shown:
        # An empty paragraph would vanish from some outputs.
        shown = [Tag("code", entry.key)]
    for number, part in enumerate(shown):
        yield from (" ", part) if number else (part,)


def _stop(text: str) -> str:
    return text if not text or text.endswith((".", "?", "!", "…", ".”", "?”")) else text + "."


def _title(fields: dict[str, str]) -> Any:
    title = fields.get("title", "")
    if not title:
        return ""
    # A supplied title, in square brackets, was never printed anywhere: no quotation marks.
    text = title if title.startswith("[") else f"“{title}”"
    return _stop(text) if text.endswith("]") or not title.endswith((".", "?", "!")) else text


def _where(fields: dict[str, str]) -> str:
    parts = (_published_by(fields), long_date(iso_date(fields) or ""))
    return ", ".join(part for part in parts if part)


def _published_by(fields: dict[str, str]) -> str:
    outlet = next((fields[name] for name in OUTLET_FIELDS if fields.get(name)), "")
    origin = fields.get("origpublisher", "")
    first = f"first in {origin}" if origin and origin != outlet else ""
    return "; ".join(part for part in (outlet, first) if part)


def kinds_of(fields: dict[str, str], language: str, reprinted: bool) -> tuple[str, ...]:
    """Return what a source is, a word or two each: news report, opinion, reprint, in Persian.

    From ``keywords`` and the first words of ``annotation``; other keywords are nobody's business.
    """
    words = [
        word.replace("_", "-") for word in _PARTED.split(fields.get("keywords", "").casefold())
    ]
    found = [_kind(match) for word in words if (match := _KIND.fullmatch(word))]
    if not found and (match := _KIND_FIRST.match(fields.get("annotation", ""))):
        found = [_kind(match)]
    translated = _translation(fields, words, language)
    if translated:
        found.append(translated)
    elif reprinted or "reprint" in words:
        found.append("reprint")
    return tuple(dict.fromkeys(found))


def _kind(match: re.Match[str]) -> str:
    return list(_KINDS)[int(str(match.lastgroup)[1:])]


def _translation(fields: dict[str, str], keywords: list[str], language: str) -> str:
    """Return how a source was translated, or the other language that it is in; mostly nothing."""
    translator, original = fields.get("translator", ""), fields.get("origlanguage", "")
    known = f" from {_language(original)}" if original else ""
    if {"machine-translation", "machine translation"} & {*keywords, translator.casefold()}:
        return f"machine translation{known}"
    if translator:
        return f"translation{known} by {_and(list(name_list(translator)))}"
    if original or "translation" in keywords:
        return f"translation{known}"
    given = fields.get("langid") or fields.get("language") or ""
    if given and language_code(given) != language_code(language):
        return f"in {_language(given)}"
    return ""


def _language(name: str) -> str:
    """Return a language's English name."""
    return Locale("en").languages.get(language_code(name), name.title())


def _said_kinds(fields: dict[str, str], language: str) -> str:
    """Return what a source is as a sentence; that it is a reprint is said with its outlet."""
    found = kinds_of(fields, language, False)
    if fields.get("origpublisher"):
        found = tuple(kind for kind in found if kind != "reprint")
    words = ", ".join(found)
    return words[:1].upper() + words[1:]


def _names(entry: Entry, role: str) -> list[str]:
    return [name for person in entry.persons.get(role, ()) if (name := _full_name(person))]


def _and(names: list[str]) -> str:
    """Return names as one; BibTeX's last name "others" stands for those who are left out."""
    if names[1:] and names[-1] == "others":
        return f"{', '.join(names[:-1])} et al."
    return " and ".join(part for part in (", ".join(names[:-1]), *names[-1:]) if part)


def _edited(names: list[str]) -> str:
    return f"{_and(names)} ({'ed.' if len(names) == 1 else 'eds.'})" if names else ""


def _full_name(person: Person) -> str:
    parts = (person.first_names, person.middle_names, person.prelast_names, person.last_names)
    name = plain(" ".join(word for words in parts for word in words))
    return ", ".join(part for part in (name, plain(" ".join(person.lineage_names))) if part)


def _address(entry: Entry) -> Any:
    url, doi = plain_url(entry.fields.get("url", "")), plain_url(entry.fields.get("doi", ""))
    if doi := bare_doi(doi):
        return HRef(f"https://doi.org/{quote(doi, safe='/:;()')}", f"doi:{doi}")
    return HRef(url, url) if url.startswith(_SAFE_SCHEMES) else Tag("code", url) if url else ""


def long_date(iso: str) -> str:
    """Return a biblatex date in words: ``2020-03-19/2020-03-22`` is 19–22 March 2020."""
    start, slash, end = iso.partition("/")
    first, last = _one_date(start), _one_date(end)
    if start in ("", "..") or end in ("", ".."):
        # biblatex's open ranges.
        known = first if start.strip(".") else last
        return f"{'since' if first == known else 'until'} {known}" if slash and known else known
    same_month = _DAY.match(start) and _DAY.match(end) and start[:7] == end[:7]
    return f"{int(start[8:])}–{last}" if same_month else f"{first} – {last}"


def _one_date(iso: str) -> str:
    match = _DATE.match(iso)
    if not match:
        return iso
    year, month, day = match["year"], int(match["month"] or 0), int(match["day"] or 0)
    if not month:
        return year
    if not 1 <= month <= 12:
        return iso
    return f"{day} {MONTHS[month - 1]} {year}" if day else f"{MONTHS[month - 1]} {year}"


def sort_entries(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries by name, date and key."""
    return sorted(entries, key=lambda e: (name_of(e).casefold(), iso_date(_fields(e)) or "", e.key))


def name_of(entry: Entry) -> str:
    """Return whom a citation names: the author, else who reported first, else the title."""
    persons = entry.persons.get("author") or entry.persons.get("editor") or ()
    family = [" ".join((*p.prelast_names, *p.last_names)) or str(p) for p in persons]
    names = [text for name in family if (text := plain(name))] or _publishers(entry)
    if len(names) > 2 or names[1:] == ["others"]:
        return f"{names[0]} et al."
    return " and ".join(names) or plain(entry.fields.get("title", "")) or entry.key


def _publishers(entry: Entry) -> list[str]:
    for name in ("origpublisher", *OUTLET_FIELDS):
        if entry.fields.get(name):
            return list(name_list(entry.fields[name]))
    return []


def labels(entries: Iterable[Entry]) -> list[str]:
    """Return a label for each entry: "Rivera 2020", or "Rivera 2020b" where two would be alike."""
    plain_labels = [f"{name_of(entry)} {year_of(entry)}" for entry in entries]
    total, seen = Counter(plain_labels), Counter[str]()
    result = []
    for label in plain_labels:
        seen[label] += 1
        result.append(label + _letter(seen[label]) if total[label] > 1 else label)
    return result


def _letter(number: int) -> str:
    return chr(96 + number) if number <= 26 else f"-{number}"


def year_of(entry: Entry) -> str:
    """Return the year of an entry, "n.d." where it has none."""
    date = iso_date(_fields(entry)) or ""
    return date[:4] if date[:4].isdecimal() else "n.d."


@node  # type: ignore[misc]
def _label_name(children: Any, data: dict[str, Any]) -> Text:
    return Text(data["formatted_entry"].label.rpartition(" ")[0] or name_of(data["entry"]))


@node  # type: ignore[misc]
def _label_year(children: Any, data: dict[str, Any]) -> Text:
    return Text(data["formatted_entry"].label.rpartition(" ")[2] or year_of(data["entry"]))


@node  # type: ignore[misc]
def _name(children: Any, data: dict[str, Any]) -> Text:
    return Text(name_of(data["entry"]))


@node  # type: ignore[misc]
def _label(children: Any, data: dict[str, Any]) -> Text:
    return Text(data["formatted_entry"].label)


class NamedSource(PersonStyle):  # type: ignore[misc]
    """Names an entry by author, or by who reported it where no author is given."""

    def __post_init__(self) -> None:
        """Take the names' style itself: its name is looked for among all installed packages."""
        self.style_plugin = LastNameStyle()

    def author_or_editor_or_title(self, full: bool) -> Any:
        """Return the template of the name; the full list of names is not told apart."""
        return _name


@dataclass
class Parenthetical(BaseReferenceStyle):  # type: ignore[misc]
    """(Rivera 2020, para. 4; Okafor 2020)."""

    bracket: BracketStyle = field(default_factory=lambda: BracketStyle("(", ")", "; "))

    def role_names(self) -> Iterable[str]:
        """The roles that this style writes."""
        return ["p", "ps", "alp", "alps"]

    def outer(self, role_name: str, children: list[Any]) -> Any:
        """Return the template around all references."""
        return self.bracket.outer(children, brackets="al" not in role_name)

    def inner(self, role_name: str) -> Any:
        """Return the template of one reference."""
        return join2(sep1=" ", sep2=", ")[pre_text, reference[_label], post_text]


@dataclass
class Textual(BaseReferenceStyle):  # type: ignore[misc]
    """Rivera (2020, para. 4), the subject of a sentence."""

    bracket: BracketStyle = field(
        default_factory=lambda: BracketStyle("(", ")", ", ", " and ", " and ")
    )

    def role_names(self) -> Iterable[str]:
        """The roles that this style writes."""
        return ["t", "ts", "ct", "cts"]

    def outer(self, role_name: str, children: list[Any]) -> Any:
        """Return the template around all references."""
        return self.bracket.outer(children, capfirst="c" in role_name)

    def inner(self, role_name: str) -> Any:
        """Return the template of one reference."""
        from sphinxcontrib.bibtex.style.template import join

        inside = join2(sep1=" ", sep2=", ")[pre_text, reference[_label_year], post_text]
        return join(sep=" ")[_label_name, join["(", inside, ")"]]


class YearOnly(ExtraYearReferenceStyle):  # type: ignore[misc]
    """2020, para. 4: the stock style leaves out what stands before and after."""

    def inner(self, role_name: str) -> Any:
        """Return the template of one reference."""
        return join2(sep1=" ", sep2=", ")[pre_text, reference[year], post_text]


@dataclass
class CitationStyle(GroupReferenceStyle):  # type: ignore[misc]
    """Author and year, by the label of the bibliography; works for sources without an author."""

    def __post_init__(self) -> None:
        round_ = BracketStyle("(", ")", "; ")
        who = NamedSource()
        self.styles.extend(
            [
                Parenthetical(),
                Textual(),
                ExtraAuthorReferenceStyle(bracket=round_, person=who),
                ExtraLabelReferenceStyle(bracket=round_),
                YearOnly(bracket=round_),
                ExtraEmptyReferenceStyle(),
            ]
        )
        super().__post_init__()


@dataclass
class FootStyle(FootReferenceStyle):  # type: ignore[misc]
    """The number of a footnote; ``{footcite:t}`` puts the source's name before it."""

    person: PersonStyle = field(default_factory=NamedSource)
